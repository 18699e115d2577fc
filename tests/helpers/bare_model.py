"""A stand-in for the model around a hand-made township, for tests of single processes."""

from types import SimpleNamespace

import numpy as np

from sim.agents import (
    Committees,
    Enterprises,
    Holdings,
    Households,
    Livelihood,
    Network,
    Persons,
    Township,
)
from sim.ledger import Flow, Ledger, Sector
from sim.processes.demography import Demography
from sim.processes.health import Health
from sim.processes.household_budget import HouseholdBudget
from sim.processes.registration import Registration
from sim.processes.shocks import Shocks
from sim.processes.targeting import Targeting
from sim.processes.transfers import Transfers
from sim.random_streams import RandomStreams, stable_ids
from sim.terms import Terms


class BareModel(SimpleNamespace):
    """What processes read of a model; the person table and network may be replaced."""

    is_burn_in = False

    @property
    def network(self):
        return self.township.network


def bare_model(ages_of_households, *, n_villages=1, money_cny=0.0, year=2014, seed=0):
    """Return a stand-in model; ``ages_of_households`` is a list of lists of ages, villages in blocks."""
    n_households = len(ages_of_households)
    sizes = [len(ages) for ages in ages_of_households]
    persons = Persons(sum(sizes))
    persons.household[:] = np.repeat(np.arange(n_households), sizes)
    persons.age[:] = [age for ages in ages_of_households for age in ages]
    persons.education_years[:] = 9.0
    persons.livelihood[:] = Livelihood.HOME
    persons.uid[:] = stable_ids(1, np.arange(len(persons)))
    households, committees = Households(n_households), Committees(n_villages)
    households.uid[:] = stable_ids(2, np.arange(n_households))
    households.village[:] = np.arange(n_households) * n_villages // max(n_households, 1)
    households.motivation[:] = 0.5
    committees.uid[:] = stable_ids(3, np.arange(n_villages))
    committees.delivery_efficiency[:] = 1.0
    committees.remoteness[:] = 1
    empty = Network(np.zeros(n_households + 1, np.int64), np.zeros(0, np.int64))
    township = Township(persons, households, Enterprises(0), Holdings(0), committees, empty)
    township.index_members()
    return _around(township, money_cny, year, seed)


def _around(township, money_cny, year, seed):
    ledger = Ledger(township.accounts(), keep_journal=True)
    money = np.broadcast_to(np.asarray(money_cny, float), len(township.households)).copy()
    ledger.post(Flow.OPENING_BALANCE, money, payee=Sector.HOUSEHOLDS)
    ledger.open_year(year)
    config = SimpleNamespace(
        demography=Demography(),
        health=Health(),
        shocks=Shocks(),
        transfers=Transfers(),
        household_budget=HouseholdBudget(),
        registration=Registration(),
        targeting=Targeting(),
    )
    now = SimpleNamespace(
        pension_cny=1_000.0,
        land_subsidy_cny_per_mu=100.0,
        dibao_line_cny=4_000.0,
        dibao_share=0.1,
        poverty_line_cny=3_000.0,
        national_headcount_ratio=0.072,
    )
    return BareModel(
        township=township,
        persons=township.persons,
        households=township.households,
        enterprises=township.enterprises,
        holdings=township.holdings,
        committees=township.committees,
        market=township.market,
        ledger=ledger,
        streams=RandomStreams(seed),
        terms=Terms(),
        config=config,
        now=now,
        year=year,
    )
