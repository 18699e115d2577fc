"""How an enterprise ends: people are released, capital is sold, holders share the rest (errata B8, E10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.agents.person import NO_EMPLOYER
from sim.arrays import Bools
from sim.ledger import Flow, Sector
from sim.processes.contracts import NONE, end_contracts
from sim.processes.enterprise_finance import pay_holders

if TYPE_CHECKING:
    from sim.model import RuralModel


def close_enterprises(model: RuralModel, closing: Bools) -> None:
    """Close the enterprises of a mask of shape (n_enterprises,), all of them in business."""
    if not closing.any():
        return
    enterprises = model.enterprises
    _release_people(model, closing)
    _liquidate(model, closing)
    for column in (enterprises.n_workers, enterprises.labour_target, enterprises.loss_years):
        column[closing] = 0
    enterprises.is_active[closing] = False
    enterprises.is_insolvent[closing] = False
    enterprises.exit_year[closing] = model.year


def _release_people(model: RuralModel, closing: Bools) -> None:
    """Staff lose their employer, contract farms their buyer, nominal members their cooperative."""
    persons, households = model.persons, model.households
    staff = np.flatnonzero(persons.employer >= 0)
    persons.employer[staff[closing[persons.employer[staff]]]] = NO_EMPLOYER
    farms = np.flatnonzero(households.contract_enterprise >= 0)
    farms = farms[closing[households.contract_enterprise[farms]]]
    households.has_failure[farms] = True
    end_contracts(households, farms)
    members = np.flatnonzero(households.member_of >= 0)
    households.member_of[members[closing[households.member_of[members]]]] = NONE


def _liquidate(model: RuralModel, closing: Bools) -> None:
    """Sell capital at the resale price and pay out all money, of projects to government, else to holders."""
    enterprises, holdings = model.enterprises, model.holdings
    proceeds = model.config.enterprises.asset_resale_price * enterprises.capital_cny * closing
    model.ledger.post(Flow.ENTERPRISE_ASSET_SALE, proceeds)
    enterprises.capital_cny[closing] = 0.0
    residual = np.maximum(enterprises.money_cny, 0.0) * closing
    model.ledger.post(Flow.LIQUIDATION_RESIDUAL, residual * enterprises.is_project, payee=Sector.GOVERNMENT)
    to_holders = np.where(enterprises.is_project, 0.0, residual)
    pay_holders(model, Flow.LIQUIDATION_RESIDUAL, to_holders[holdings.enterprise] * holdings.weight)
    holdings.keep(~closing[holdings.enterprise])
