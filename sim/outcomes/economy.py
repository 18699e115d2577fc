"""Enterprises, jobs and contracts."""

from __future__ import annotations

from sim.agents.enterprise import Kind
from sim.ledger import Flow, Sector
from sim.outcomes.registry import BAD, GOOD, Chapter, Observation, share

ENTERPRISES = Chapter("Enterprises and jobs")

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
