"""What government spends, read from the ledger."""

from __future__ import annotations

from sim.ledger import Flow, Purpose
from sim.outcomes.registry import NEUTRAL, Chapter, Observation, share
from sim.policies import Policies

FISCAL = Chapter("Public spending")

YUAN = "yuan/yr, 2020 prices"


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
    """Public spending less the tax that enterprises of the township pay."""
    return fiscal_cost(look) - look.model.ledger.total(Flow.ENTERPRISE_TAX)


@FISCAL.outcome(YUAN, NEUTRAL, ("Spending on levers", "政策杠杆支出"), "ledger")
def lever_spending(look: Observation) -> float:
    """Public spending under the purpose of any lever."""
    return sum(spent for purpose, spent in look.public_spending.items() if purpose != Purpose.GENERAL)


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
