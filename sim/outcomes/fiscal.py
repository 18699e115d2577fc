"""What government spends, read from the ledger."""

from __future__ import annotations

from sim.ledger import Flow, Purpose
from sim.outcomes.registry import NEUTRAL, Chapter, Observation, share

FISCAL = Chapter("Public spending")

YUAN = "yuan/yr, 2020 prices"
PURPOSES = {
    Purpose.GENERAL: ("general", "Entitlements", "普惠性支出", "entitlements and other general purposes"),
    Purpose.CASH: ("cash", "Unconditional cash", "现金补助", "unconditional cash (lever 0)"),
    Purpose.TRAINING: ("training", "Training", "技能培训", "training (lever 1)"),
    Purpose.INTEGRATION: (
        "integration",
        "Industrial integration",
        "产业融合",
        "industrial integration (lever 3)",
    ),
    Purpose.TALENT: ("talent", "Talent inflow", "人才引进", "talent inflow (lever 10)"),
}


@FISCAL.outcome(YUAN, NEUTRAL, ("Public spending", "财政支出"), "ledger; errata B3")
def fiscal_cost(look: Observation) -> float:
    """All payments of government to households, enterprises, villages and providers, gross."""
    return sum(look.public_spending.values())


@FISCAL.outcome(
    "yuan/person-yr, 2020 prices", NEUTRAL, ("Public spending per resident", "人均财政支出"), "ledger"
)
def fiscal_cost_per_resident(look: Observation) -> float:
    """Public spending divided by residents."""
    return share(fiscal_cost(look), look.n_residents)


@FISCAL.outcome(YUAN, NEUTRAL, ("Public spending net of tax", "财政净支出"), "ledger; model.md 3.6")
def fiscal_cost_net(look: Observation) -> float:
    """Public spending less the tax that enterprises of the township pay."""
    return fiscal_cost(look) - look.model.ledger.total(Flow.ENTERPRISE_TAX)


@FISCAL.outcome(YUAN, NEUTRAL, ("Spending on levers", "政策杠杆支出"), "ledger")
def lever_spending(look: Observation) -> float:
    """Public spending under the purpose of any lever."""
    return sum(spent for purpose, spent in look.public_spending.items() if purpose != Purpose.GENERAL)


def _state_purpose(purpose: Purpose, name: str, label: str, label_zh: str, what: str) -> None:
    FISCAL.state(
        f"fiscal_cost_{name}",
        lambda look: look.public_spending[purpose],
        f"Public spending for {what}.",
        YUAN, NEUTRAL, (f"Spending: {label.lower()}", f"财政支出：{label_zh}"), "ledger",
    )  # fmt: skip


for _purpose, _row in PURPOSES.items():
    _state_purpose(_purpose, *_row)
