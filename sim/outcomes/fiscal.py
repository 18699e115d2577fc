"""What government spends, read from the ledger, and what gets lost or comes late on the way (S11)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim import budget
from sim.context import MONTHS_PER_YEAR
from sim.ledger import Flow, Purpose, Sector
from sim.outcomes.registry import BAD, NEUTRAL, Chapter, Observation, share
from sim.policies import Delivery, Policies
from sim.processes.government import coordination, ramp
from sim.processes.linkage import has_support

FISCAL = Chapter("Public spending")

YUAN = "yuan/yr, 2020 prices"

NO_LEVER = (Purpose.GENERAL, Purpose.PROJECTS)

LOSABLE = np.array(
    [
        *(lever.purpose for lever in Policies().levers().values() if lever.delivery is Delivery.MONEY),
        Purpose.PROJECTS,
    ]
)
"""Purposes whose money passes through many hands: it can leak, lie idle or double other services."""


@FISCAL.outcome(YUAN, NEUTRAL, ("Public spending", "财政支出"), "ledger; errata B3")
def fiscal_cost(look: Observation) -> float:
    """All payments of government to households, enterprises, villages and providers, gross."""
    return sum(look.public_spending.values())


@FISCAL.outcome(
    "yuan/person-yr, 2020 prices",
    NEUTRAL,
    ("Public spending per resident", "人均财政支出"),
    "ledger",
    short=("public cost", "财政支出"),
)
def fiscal_cost_per_resident(look: Observation) -> float:
    """Public spending divided by residents."""
    return share(fiscal_cost(look), look.n_residents)


@FISCAL.outcome(YUAN, NEUTRAL, ("Public spending net of tax", "财政净支出"), "ledger; model.md 3.6")
def fiscal_cost_net(look: Observation) -> float:
    """Public spending less tax from enterprises of the township and money that closed projects return."""
    returned = sum(
        amount
        for (flow, _, _, payee), amount in look.model.ledger.totals.items()
        if flow in (Flow.ENTERPRISE_TAX, Flow.LIQUIDATION_RESIDUAL) and payee == Sector.GOVERNMENT
    )
    return fiscal_cost(look) - returned


@FISCAL.outcome(YUAN, NEUTRAL, ("Spending on levers", "政策杠杆支出"), "ledger")
def lever_spending(look: Observation) -> float:
    """Public spending under the purpose of any lever; projects, which every scenario has, left out."""
    return sum(spent for purpose, spent in look.public_spending.items() if purpose not in NO_LEVER)


def _state_purpose(purpose: Purpose, label: str, label_zh: str, what: str) -> None:
    FISCAL.state(
        f"fiscal_cost_{purpose.name.lower()}",
        lambda look: look.public_spending[purpose],
        f"Public spending for {what}.",
        YUAN, NEUTRAL, (f"Spending: {label.lower()}", f"财政支出：{label_zh}"), "ledger",
    )  # fmt: skip


_state_purpose(Purpose.GENERAL, "Entitlements", "普惠性支出", "entitlements and other general purposes")
for _lever in Policies().levers().values():
    _what = f"{_lever.title.lower()} (lever {_lever.purpose.value})"
    _state_purpose(_lever.purpose, _lever.title, _lever.title_zh, _what)
_state_purpose(
    Purpose.PROJECTS, "Projects", "扶贫产业项目", "poverty-alleviation projects and their bailouts (no lever)"
)


@FISCAL.outcome(YUAN, NEUTRAL, ("Budget not spent", "未支出预算"), "errata B3, B4")
def budget_unspent_cny(look: Observation) -> float:
    """Rest of a fixed budget at the end of the year; 0 with an open budget."""
    return budget.budget_unspent_cny(look.model)


# ------------------------------------------------------------------------------------- lost on the way


@dataclass(frozen=True)
class _Money:
    """Money of the year that could get lost, in yuan: new from the budget, and where it went."""

    new: float
    leaked: float
    parked: float
    spent: float
    doubled: float


def _money(look: Observation) -> _Money:
    """Return what happened to programme money that can leak, lie idle or double other services."""
    programmes, ledger = look.model.programmes, look.model.ledger
    new = programmes.planned_cny[LOSABLE]
    leaked = programmes.leakage_share[LOSABLE] * new
    paid = np.array([look.public_spending[Purpose(row)] for row in LOSABLE.tolist()])
    paid[-1] -= ledger.total(Flow.PROGRAMME_GRANT_ENTERPRISE, purpose=Purpose.PROJECTS)  # bailouts
    spent = np.maximum(paid - leaked, 0.0)
    doubled = programmes.overlap_share[LOSABLE] * spent
    parked = programmes.parked_cny[LOSABLE]
    return _Money(*(float(part.sum()) for part in (new, leaked, parked, spent, doubled)))


@FISCAL.outcome("share", BAD, ("Programme money lost or late", "资金损失与滞留比例"), "errata B6")
def lost_money_share(look: Observation) -> float:
    """Share of this year's new and released programme money that leaked, lay idle or doubled other services.

    NaN without any.
    """
    money = look.shared(_money)
    lost = money.leaked + money.parked + money.doubled
    return share(lost, money.leaked + money.parked + money.spent)


@FISCAL.outcome("share", BAD, ("Programme money leaked", "资金漏损比例"), "errata B6")
def leaked_share(look: Observation) -> float:
    """Share of new programme money that never arrives; NaN without any."""
    money = look.shared(_money)
    return share(money.leaked, money.new)


@FISCAL.outcome("share", BAD, ("Programme money idle", "资金闲置比例"), "errata B6")
def idle_share(look: Observation) -> float:
    """Share of new programme money that lies idle until next year; NaN without any."""
    money = look.shared(_money)
    return share(money.parked, money.new)


@FISCAL.outcome("share", BAD, ("Programme money doubled", "资金重复投入比例"), "errata B6")
def doubled_share(look: Observation) -> float:
    """Share of programme spending that pays for what others already provide; NaN without any."""
    money = look.shared(_money)
    return share(money.doubled, money.spent)


# --------------------------------------------------------------------------- between the two programmes


@FISCAL.outcome("share", BAD, ("Support lapsed", "帮扶中断比例"), "errata E9")
def lapsed_share(look: Observation) -> float:
    """Share of residents of listed households whom support does not reach this year; NaN without any."""
    listed = look.residents * look.model.households.is_registered
    return share(float((listed * ~has_support(look.model)).sum()), float(listed.sum()))


@FISCAL.outcome("months", BAD, ("Gap in support", "政策衔接空档"), "model.md S11, errata E9")
def linkage_gap_months(look: Observation) -> float:
    """Months of the year in which support is missing for a resident of a listed household.

    Lapsed ones have none, others what new programmes reach; NaN without any.
    """
    model, rules = look.model, look.model.config.government
    coordinated = coordination(model.terms.coordination_gain, rules)
    supported = (1 - lapsed_share(look)) * ramp(model.year, coordinated, rules)
    return MONTHS_PER_YEAR * (1 - supported)
