"""Villages: collective income, governance, staff time, talent, roads and the environment."""

from __future__ import annotations

from sim.arrays import Bools, Floats
from sim.outcomes.registry import BAD, GOOD, NEUTRAL, Chapter, Observation, share
from sim.processes.governance import over_supervision

VILLAGES = Chapter("Villages")

COLLECTIVE_LINE_CNY = 50_000.0
"""Collective income that counts as sound (rural collective economy survey 2019, model.md [F32])."""


@VILLAGES.outcome("yuan/village-yr", GOOD, ("Collective income", "村集体收入"), "errata B17, D5")
def collective_income_mean(look: Observation) -> float:
    """Mean yearly income of the village collectives."""
    income = look.model.committees.collective_income_cny
    return share(float(income.sum()), float(len(income)))


@VILLAGES.outcome(
    "share", GOOD, ("Villages above 50,000 yuan", "集体收入5万元以上村比例"), "model.md P10 [F32]"
)
def collective_income_50k_share(look: Observation) -> float:
    """Share of villages with a collective income of at least 50,000 yuan of 2020."""
    income = look.model.committees.collective_income_cny
    return share(float((income >= COLLECTIVE_LINE_CNY).sum()), float(len(income)))


@VILLAGES.outcome("index", GOOD, ("Talent and technology", "人才技术存量"), "model.md S14, errata H1")
def talent_stock(look: Observation) -> float:
    """Mean technical and talent stock of the villages."""
    return _mean(look.model.committees.talent_stock)


@VILLAGES.outcome("index", GOOD, ("Governance", "治理能力"), "model.md S10")
def governance(look: Observation) -> float:
    """Mean governance capacity of the villages."""
    return _mean(look.model.committees.governance)


@VILLAGES.outcome("share", NEUTRAL, ("Delivery efficiency", "基层执行效率"), "model.md S10, errata E11")
def delivery_efficiency(look: Observation) -> float:
    """Mean share of the staff time needed that village committees have."""
    return _mean(look.model.committees.delivery_efficiency)


@VILLAGES.outcome(
    "share", BAD, ("Villages supervised too much", "监督过度村比例"), "model.md 3.5b lever 9, errata E19"
)
def over_supervised_share(look: Observation) -> float:
    """Share of villages whose governance suffers from more supervision than their committees can bear.

    Supervision falls on all villages alike, so a year has all of them or none.
    """
    loss = over_supervision(look.model.terms.supervision_dose, look.model.config.governance)
    return float(loss > 0)


@VILLAGES.outcome("index", GOOD, ("Infrastructure", "基础设施"), "model.md S14, errata A15")
def infrastructure(look: Observation) -> float:
    """Mean infrastructure stock of the villages."""
    return _mean(look.model.committees.infrastructure)


@VILLAGES.outcome("share", GOOD, ("Upkeep that is met", "管护需求满足率"), "model.md S14")
def maintenance_share(look: Observation) -> float:
    """Mean share of the need for upkeep of infrastructure that well-used money meets."""
    return _mean(look.model.committees.maintenance_share)


@VILLAGES.outcome("index", GOOD, ("Environment", "人居环境"), "model.md S10, errata E18")
def environment(look: Observation) -> float:
    """Mean environment index of the villages, from 0 to 1."""
    return _mean(look.model.committees.environment)


def _mean(column: Floats | Bools) -> float:
    return share(float(column.sum()), float(len(column)))
