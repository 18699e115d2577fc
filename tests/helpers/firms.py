"""A plain stand-in for a model with a few enterprises, for tests of the enterprise processes."""

from __future__ import annotations

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
from tests.helpers.stand_in import stand_in

YEAR = 2021


def firm_model(kinds, *, villages=None, n_villages=1, households_per_village=4, seed=3):
    """Return a model-like object: one-person farm households, enterprises (K 100,000) held from outside.

    Governance and infrastructure are one half, local pay is the reference pay, nobody has money.
    """
    n, n_firms = n_villages * households_per_village, len(kinds)
    households, persons, committees = Households(n), Persons(n), Committees(n_villages)
    enterprises, holdings = Enterprises(n_firms), Holdings(n_firms)
    households.uid[:] = 100 + np.arange(n)
    households.village[:] = np.repeat(np.arange(n_villages), households_per_village)
    households.attitude[:] = 0.8
    persons.uid[:] = np.arange(n)
    persons.household[:] = np.arange(n)
    persons.livelihood[:] = Livelihood.FARM
    persons.labour_supply[:] = 1.0
    persons.education_years[:] = 9.0
    committees.uid[:] = 1 + np.arange(n_villages)
    committees.governance[:] = committees.infrastructure[:] = 0.5
    committees.delivery_efficiency[:] = 1.0
    enterprises.uid[:] = 1000 + np.arange(n_firms)
    enterprises.kind[:] = kinds
    enterprises.village[:] = np.zeros(n_firms) if villages is None else villages
    enterprises.capital_cny[:] = enterprises.founding_capital_cny[:] = 100_000.0
    holdings.enterprise[:] = np.arange(n_firms)
    holdings.sector[:] = Sector.REST_OF_WORLD
    holdings.weight[:] = 1.0
    network = Network(np.zeros(n + 1, np.int64), np.zeros(0, np.int64))
    township = Township(persons, households, enterprises, holdings, committees, network)
    township.index_members()
    model = stand_in(township, year=YEAR, seed=seed)
    model.config.shocks.enterprise_sales_sd = 0.0
    model.now.local_pay_10k = model.config.enterprises.reference_local_pay_10k
    return model


def give_money(model, *, households=0.0, enterprises=0.0):
    """Open accounts with money from outside."""
    for sector, amount, table in (
        (Sector.HOUSEHOLDS, households, model.households),
        (Sector.ENTERPRISES, enterprises, model.enterprises),
    ):
        amounts = np.broadcast_to(np.asarray(amount, float), len(table)).copy()
        model.ledger.post(Flow.OPENING_BALANCE, amounts, payee=sector)


def sign_contracts(model, rows, enterprise, share):
    """Put households under contract with an enterprise."""
    model.households.contract_enterprise[rows] = enterprise
    model.households.contract_share[rows] = share
