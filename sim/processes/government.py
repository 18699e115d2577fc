"""Government pays for programmes, loses part of the money on the way, and closes its books (S11).

Errata B3-B6: what leaks, lies idle or doubles other services follows from coordination; with a fixed budget
every lever stays within its envelope.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from sim.budget import FIXED, OPEN, budget_unspent_cny, paid_within_envelope_cny, pay_providers
from sim.ledger import Flow, Purpose
from sim.parameter import param

if TYPE_CHECKING:
    from sim.model import RuralModel


@dataclass
class GovernmentRules:
    """Frictions between a budget and its effect, the change of programmes in 2021, and the kind of budget."""

    from_transition_year: ClassVar[tuple[str, ...]] = (
        *("transition_year", "ramp_span_years", "linkage_lapse_prob", "lapse_years", "budget_mode"),
        *("programme_budget_per_resident_cny", "relief_reserve_share", "largest_dose_factor"),
    )
    """Parameters without any part before the transition year."""

    leakage_share_base: float = param(
        0.04, unit="share", bounds=(0, 0.9), plausible=(0.007, 0.08), grade="official-statistics",
        doc="Planned money that never arrives, without any coordination (l0).",
        source="model.md S11: audits of 2017 and 2018 found .7 % misused, a lower bound [F24]",
    )  # fmt: skip
    idle_share_base: float = param(
        0.20, unit="share", bounds=(0, 0.9), plausible=(0.05, 0.3), grade="official-statistics",
        doc="Money that lies idle for a year, without any coordination (d0).",
        source="model.md S11: 11.3 % idle over a year in the audit of 2017 [F24]",
    )  # fmt: skip
    overlap_share_base: float = param(
        0.10, unit="share", bounds=(0, 0.9), plausible=(0.0, 0.25), grade="assumption",
        doc="Spent money that doubles what others already pay for, without any coordination (o0).",
        source="errata K3, H lever 6",
    )  # fmt: skip
    coordination_base: float = param(
        0.4, unit="share", bounds=(0, 1), plausible=(0.2, 0.6), grade="assumption",
        doc="Coordination between the offices without lever 6 (c0).", source="model.md S11",
    )  # fmt: skip
    coordination_highest: float = param(
        0.95, unit="share", bounds=(0, 1), plausible=(0.8, 1), grade="assumption",
        doc="Coordination at the full dose of lever 6.", source="model.md S11",
    )  # fmt: skip
    transition_year: int = param(
        2021, unit="yr", bounds=(2013, 2100), grade="official-statistics",
        doc="Year in which poverty alleviation hands over to rural revitalisation (t_x).",
        source="errata E9; No. 1 document of 2021",
    )  # fmt: skip
    ramp_span_years: float = param(
        2.0, unit="yr", bounds=(0, 10), plausible=(0, 3), grade="assumption",
        doc="Further years until new programmes run in full, without any coordination.",
        source="errata E9, K2",
    )  # fmt: skip
    linkage_lapse_prob: float = param(
        0.3, unit="prob", bounds=(0, 1), plausible=(0, 0.6), grade="assumption",
        doc="Chance that a listed household falls between the programmes, without coordination (gap0).",
        source="model.md 3.8; no estimate exists, use as a what-if",
    )  # fmt: skip
    lapse_years: int = param(
        2, unit="yr", bounds=(0, 10), plausible=(0, 4), grade="assumption",
        doc="Years such a household goes without support.", source="errata E9, K2",
    )  # fmt: skip
    programme_end_year: int = param(
        2100, unit="yr", bounds=(2013, 2100), grade="design",
        doc="Last year of all levers and of new projects; cash and entitlements go on.",
        source="design of the withdrawal experiment",
    )  # fmt: skip
    budget_mode: str = param(
        OPEN, unit="-", choices=(OPEN, FIXED), grade="design",
        doc="Open: spending follows the doses; fixed: one factor scales all doses to a yearly budget.",
        source="model.md S11, errata B3, B4",
    )  # fmt: skip
    programme_budget_per_resident_cny: float = param(
        400.0, unit="yuan/resident-yr", bounds=(0, 100_000), plausible=(100, 1_300), grade="assumption",
        doc="Revitalisation budget per resident of the transition year (B).",
        source="errata B4: cost of all levers at dose .3",
    )  # fmt: skip
    relief_reserve_share: float = param(
        0.15, unit="share of budget", bounds=(0, 1), plausible=(0.05, 0.3), grade="assumption",
        doc="Part of a fixed budget kept for relief and bailouts.", source="errata B4, K2",
    )  # fmt: skip
    largest_dose_factor: float = param(
        3.0, unit="ratio", bounds=(0, 100), plausible=(1, 5), grade="assumption",
        doc="Largest factor by which a fixed budget raises doses.", source="errata B4",
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------ rules


def coordination(gain: float, rules: GovernmentRules) -> float:
    """Return coordination c = c0 + (c_max - c0) gain, gain being E(u6).

    Examples
    --------
    >>> coordination(0.0, GovernmentRules()), round(coordination(1.0, GovernmentRules()), 9)
    (0.4, 0.95)
    """
    return rules.coordination_base + max(rules.coordination_highest - rules.coordination_base, 0.0) * gain


def ramp(year: int, coordinated: float, rules: GovernmentRules) -> float:
    """Return the part of its doses that a new programme reaches, min(1, (t - 2020) / (1 + 2 (1 - c))).

    Examples
    --------
    >>> [round(ramp(year, 0.4, GovernmentRules()), 4) for year in (2020, 2021, 2022, 2023)]
    [1.0, 0.4545, 0.9091, 1.0]
    """
    years = year - rules.transition_year + 1
    return 1.0 if years < 1 else min(1.0, years / (1 + rules.ramp_span_years * (1 - coordinated)))


# -------------------------------------------------------------------------------------------- processes


def government_pays_for_coordination(model: RuralModel) -> None:
    """Pay for joint planning in every village (lever 6)."""
    cost = model.terms.coordination_cost_cny * len(model.committees)
    pay_providers(model, Purpose.COORDINATION, cost)


# --------------------------------------------------------------------------------------------- year end


def government_books_what_is_lost(model: RuralModel) -> None:
    """Programme money leaks, lies idle or doubles other services in proportion to what was delivered.

    From what was paid for delivered services D follow the spending S = D / (1 - overlap), the new money
    P = (S - released) / ((1 - leak)(1 - idle)), leak P lost and (1 - leak) idle P parked (errata B6).
    Released money that finds no use goes back with what is unspent.
    """
    programmes = model.programmes
    for purpose in Purpose:
        if purpose == Purpose.GENERAL:
            continue
        delivered = paid_within_envelope_cny(model, purpose)
        spending = delivered / (1 - float(programmes.overlap_share[purpose]))
        leak, idle = float(programmes.leakage_share[purpose]), float(programmes.idle_share[purpose])
        new_money = max(spending - float(programmes.released_cny[purpose]), 0.0)
        planned = new_money / ((1 - leak) * (1 - idle))
        model.ledger.post(Flow.PROGRAMME_PROVIDERS, spending - delivered, purpose=purpose)
        model.ledger.post(Flow.LEAKAGE, leak * planned, purpose=purpose)
        programmes.planned_cny[purpose] = planned
        programmes.parked_cny[purpose] = (1 - leak) * idle * planned


def government_closes_its_books(model: RuralModel) -> None:
    """Higher levels cover what was spent and parked; taxes and unspent money are handed on (errata B3).

    A fixed budget arrives in full, so its unspent rest is handed on too.
    """
    parked = float(model.programmes.parked_cny.sum())
    money = float(model.government.money_cny[0])
    taxes = model.ledger.total(Flow.ENTERPRISE_TAX)
    received = max(0.0, parked - (money - taxes)) + budget_unspent_cny(model)
    model.ledger.post(Flow.CENTRAL_TRANSFER, received)
    model.ledger.post(Flow.TAX_REMITTED, max(money + received - parked, 0.0))
