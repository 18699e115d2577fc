"""Wages from the county and money sent home by migrants (model.md S7, errata B1, B14, C10, E2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.agents.person import COUNTY_EMPLOYER, Livelihood
from sim.arrays import sum_by
from sim.ledger import Flow

if TYPE_CHECKING:
    from sim.model import RuralModel


def county_pays_wages(model: RuralModel) -> None:
    """Employers in the county pay their workers for the time worked."""
    persons = model.persons
    at_work = (persons.livelihood == Livelihood.LOCAL_JOB) & (persons.employer == COUNTY_EMPLOYER)
    rows = np.flatnonzero(at_work)
    wages = persons.local_pay_cny[rows] * persons.work_time_share[rows]
    model.ledger.post(Flow.COUNTY_WAGES, sum_by(persons.household[rows], wages, len(model.households)))


def migrants_send_remittances(model: RuralModel) -> None:
    """Migrants send home a part of their pay after unemployment and lost time, if anybody lives there."""
    persons, households = model.persons, model.households
    away = np.flatnonzero(persons.livelihood == Livelihood.MIGRANT)
    at_work = 1 - model.now.migrant_unemployment_rate
    full_pay = persons.migrant_pay_cny[away] * persons.work_time_share[away]
    pay = sum_by(persons.household[away], full_pay, len(households)) * at_work
    has_resident = model.township.in_statistics().astype(float)
    sent = model.config.pay.remittance_share * has_resident
    model.ledger.post(Flow.REMITTANCES, pay * sent)
