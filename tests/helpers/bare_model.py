"""A stand-in for the model around a hand-made township, for tests of single processes."""

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
from sim.ledger import Flow, Sector
from sim.random_streams import stable_ids
from tests.helpers.stand_in import stand_in


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
    model = stand_in(
        township,
        year=year,
        seed=seed,
        pension_cny=1_000.0,
        land_subsidy_cny_per_mu=100.0,
        dibao_line_cny=4_000.0,
        dibao_share=0.1,
        poverty_line_cny=3_000.0,
        national_headcount_ratio=0.072,
    )
    money = np.broadcast_to(np.asarray(money_cny, float), n_households).copy()
    model.ledger.post(Flow.OPENING_BALANCE, money, payee=Sector.HOUSEHOLDS)
    model.ledger.open_year(year)
    return model
