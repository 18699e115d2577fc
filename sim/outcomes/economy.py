"""Enterprises, jobs, contracts, and the villages that hold them together."""

from __future__ import annotations

import numpy as np

from sim.agents.enterprise import Kind
from sim.ledger import Flow, Sector
from sim.outcomes.registry import BAD, GOOD, NEUTRAL, Chapter, Observation, share

ENTERPRISES = Chapter("Enterprises and jobs")
VILLAGES = Chapter("Villages")

COLLECTIVE_LINE_CNY = 50_000.0
"""Collective income that counts as sound (rural collective economy survey 2019, model.md [F32])."""

KINDS = {
    Kind.COOPERATIVE: ("cooperatives", "Cooperatives", "合作社"),
    Kind.PROCESSING: ("processors", "Processing enterprises", "加工企业"),
    Kind.SERVICES: ("service_enterprises", "E-commerce and tourism", "电商旅游企业"),
}


@ENTERPRISES.outcome("count", GOOD, ("Enterprises in business", "在营企业数"), "model.md S8")
def enterprises(look: Observation) -> float:
    """Enterprises of all kinds that are in business."""
    return float(look.active_by_kind.sum())


def _state_kind(kind: Kind, name: str, label: str, label_zh: str) -> None:
    ENTERPRISES.state(
        name,
        lambda look: float(look.active_by_kind[kind]),
        f"{label} in business.",
        "count", GOOD, (label, label_zh), "model.md S8",
    )  # fmt: skip


for _kind, _row in KINDS.items():
    _state_kind(_kind, *_row)


@ENTERPRISES.outcome("persons", GOOD, ("Jobs in enterprises", "本地企业就业人数"), "model.md S7")
def enterprise_jobs(look: Observation) -> float:
    """Persons employed by enterprises of the township."""
    return float(look.jobs[0])


@ENTERPRISES.outcome("persons", GOOD, ("Jobs in the county", "县域就业人数"), "model.md S7")
def county_jobs(look: Observation) -> float:
    """Persons in local jobs with employers of the county."""
    return float(look.jobs[1])


@ENTERPRISES.outcome("share", BAD, ("Enterprises with a loss", "亏损企业比例"), "errata A5, V26")
def enterprise_loss_share(look: Observation) -> float:
    """Share of enterprises in business whose sales do not cover all costs, depreciation included."""
    table = look.model.enterprises
    return share(float((table.is_active & (table.net_profit_cny < 0)).sum()), float(table.is_active.sum()))


@ENTERPRISES.outcome("share", GOOD, ("Local value share", "本地增值留存比例"), "model.md 3.6")
def local_value_share(look: Observation) -> float:
    """Wages, contract payments, rents and dividends to households and villages, share of enterprise sales."""
    local = {Flow.ENTERPRISE_WAGES, Flow.FARM_SALES_CONTRACT, Flow.LAND_RENT_ENTERPRISE, Flow.DIVIDENDS}
    stays = sum(
        amount
        for (flow, _, _, payee), amount in look.model.ledger.totals.items()
        if flow in local and payee in (Sector.HOUSEHOLDS, Sector.COLLECTIVES)
    )
    return share(stays, look.model.ledger.total(Flow.ENTERPRISE_SALES))


@ENTERPRISES.outcome("share", GOOD, ("Contract coverage", "订单农业覆盖率"), "model.md 3.6")
def contract_coverage(look: Observation) -> float:
    """Share of farming households with residents that sell part of their crops under a contract."""
    households = look.model.households
    farming = look.present & (households.farm_labour > 0)
    under_contract = (households.contract_enterprise >= 0) & (households.contract_share > 0)
    return share(float((farming & under_contract).sum()), float(farming.sum()))


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


def _mean(column: np.ndarray) -> float:
    return share(float(column.sum()), float(len(column)))
