"""Enterprises, jobs and contracts."""

from __future__ import annotations

import numpy as np

from sim.agents.enterprise import Kind
from sim.arrays import Bools
from sim.ledger import Flow, Sector
from sim.outcomes.registry import BAD, GOOD, Chapter, Observation, share
from sim.processes.upgrading import technology_above_usual_log

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
    """Share of enterprises in business whose sales do not cover all costs, depreciation included.

    Publicly funded projects have a figure of their own.
    """
    table = look.model.enterprises
    ordinary = table.is_active & ~table.is_project
    return share(float((ordinary & (table.net_profit_cny < 0)).sum()), float(ordinary.sum()))


@ENTERPRISES.outcome("share", GOOD, ("Local value share", "本地增值留存比例"), "model.md 3.6")
def local_value_share(look: Observation) -> float:
    """Wages, contracts, rents, dividends and duties paid to households and villages, share of sales."""
    local = {
        *(Flow.ENTERPRISE_WAGES, Flow.FARM_SALES_CONTRACT, Flow.LAND_RENT_ENTERPRISE),
        *(Flow.DIVIDENDS, Flow.PROJECT_DUTY_PAYMENT),
    }
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


@ENTERPRISES.outcome(
    "log",
    GOOD,
    ("Technology of enterprises", "企业技术水平"),
    "model.md S8.5, errata A5",
    short=("Technology", "技术水平"),
)
def enterprise_technology_log(look: Observation) -> float:
    """Mean technology of enterprises in business over the usual one of their kind and village at founding."""
    active = look.model.enterprises.is_active
    above = technology_above_usual_log(look.model)
    return share(float(above[active].sum()), float(active.sum()))


@ENTERPRISES.outcome(
    "share", GOOD, ("Enterprises that try an upgrade", "企业升级参与率"), "model.md 3.5b lever 2"
)
def upgrade_take_up(look: Observation) -> float:
    """Share of enterprises in business that try an upgrade this year, subsidised or not."""
    active = look.model.enterprises.is_active
    return _share_of(look.model.enterprises.is_upgrading, active)


@ENTERPRISES.outcome("share", GOOD, ("Upgrades that succeed", "升级成功率"), "model.md S8.5")
def upgrade_success_share(look: Observation) -> float:
    """Share of the upgrades tried this year that succeed."""
    return _share_of(look.model.enterprises.upgrade_succeeded, look.model.enterprises.is_upgrading)


@ENTERPRISES.outcome("share", BAD, ("Subsidy deadweight", "补贴无谓损失比例"), "model.md 3.5b lever 2")
def upgrade_deadweight_share(look: Observation) -> float:
    """Share of this year's subsidised upgrades that would have been tried without the subsidy."""
    enterprises = look.model.enterprises
    return _share_of(enterprises.upgrade_is_deadweight, enterprises.upgrade_is_subsidised)


def _survival(look: Observation, years: int) -> float:
    enterprises, then = look.model.enterprises, look.model.year - years
    if then < look.model.config.clock.first_year - 1:
        return float("nan")
    has_ended = (enterprises.exit_year > 0) & (enterprises.exit_year <= then)
    return _share_of(enterprises.is_active, (enterprises.founding_year <= then) & ~has_ended)


def _state_survival(years: int, label: str, label_zh: str) -> None:
    ENTERPRISES.state(
        f"enterprise_survival_{years}yr",
        lambda look: _survival(look, years),
        f"Share of the enterprises in business at the end of the year {years} years ago that still are; "
        "all ages count, merged ones count as ended.",
        "share", GOOD, (label, label_zh), "model.md 3.6, P9",
    )  # fmt: skip


for _survival_row in (
    (1, "One-year survival", "企业一年存活率"),
    (3, "Three-year survival", "企业三年存活率"),
    (5, "Five-year survival", "企业五年存活率"),
):
    _state_survival(*_survival_row)


@ENTERPRISES.outcome(
    "yuan/person-yr, 2020 prices",
    GOOD,
    ("Enterprise value added per resident", "人均企业增加值"),
    "model.md 3.6",
)
def enterprise_value_added_per_resident(look: Observation) -> float:
    """Wages, land rents, taxes and net profits of enterprises per resident (net of depreciation)."""
    enterprises = look.model.enterprises
    paid = enterprises.wages_cny + enterprises.land_rent_cny + enterprises.net_profit_cny
    tax = look.model.ledger.total(Flow.ENTERPRISE_TAX)
    return share(float((paid * enterprises.is_active).sum()) + tax, look.n_residents)


def _share_of(part: Bools, whole: Bools) -> float:
    return share(float(np.count_nonzero(part & whole)), float(np.count_nonzero(whole)))
