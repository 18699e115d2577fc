"""Wages from the county and money sent home by migrants (model.md S7, errata B1, B14, C10, E2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.agents.person import COUNTY_EMPLOYER, Livelihood
from sim.arrays import Floats, sum_by
from sim.ledger import Flow
from sim.processes.pay import Pay

if TYPE_CHECKING:
    from sim.model import RuralModel


def remittance_shares(has_resident: Floats, rules: Pay) -> tuple[Floats, Floats]:
    """Return the shares of migrants' pay that are sent home and that stay away unspent (memo).

    An absent household has nobody at home to send money to.

    Examples
    --------
    >>> import numpy as np
    >>> sent, kept = remittance_shares(np.array([1.0, 0.0]), Pay())
    >>> sent.tolist(), kept.round(6).tolist()
    ([0.2, 0.0], [0.35, 0.55])
    """
    sent = rules.remittance_share * has_resident
    return sent, 1 - rules.migrant_living_cost_share - sent


def county_pays_wages(model: RuralModel) -> None:
    """Employers in the county pay their workers for the time worked."""
    persons = model.persons
    at_work = (persons.livelihood == Livelihood.LOCAL_JOB) & (persons.employer == COUNTY_EMPLOYER)
    rows = np.flatnonzero(at_work)
    wages = persons.local_pay_cny[rows] * persons.work_time_share[rows]
    model.ledger.post(Flow.COUNTY_WAGES, sum_by(persons.household[rows], wages, len(model.households)))


def migrants_send_remittances(model: RuralModel) -> None:
    """Migrants send home a part of their pay after unemployment and lost time."""
    persons, households = model.persons, model.households
    away = np.flatnonzero(persons.livelihood == Livelihood.MIGRANT)
    at_work = 1 - model.now.migrant_unemployment_rate
    full_pay = persons.migrant_pay_cny[away] * persons.work_time_share[away]
    pay = sum_by(persons.household[away], full_pay, len(households)) * at_work
    has_resident = model.township.in_statistics().astype(float)
    sent, kept = remittance_shares(has_resident, model.config.pay)
    households.migrant_pay_kept_away_cny[:] = pay * kept
    model.ledger.post(Flow.REMITTANCES, pay * sent)
