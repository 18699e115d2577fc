"""Lever 6: coordination mechanism."""

from __future__ import annotations

from dataclasses import dataclass

from sim.ledger import Purpose
from sim.parameter import param
from sim.policies.base import Delivery, Expectation, Policy, Reference, administrative_saturation
from sim.terms import Terms


@dataclass
class Coordination(Policy):
    """Joint planning of the offices that spend programme money."""

    purpose = Purpose.COORDINATION
    delivery = Delivery.DIRECT
    title = "Coordination mechanism"
    title_zh = "统筹协调机制"
    channel = "share of programme money that leaks, lies idle, doubles other services or arrives late"
    expected = Expectation("lost_money_share", -1)
    effects = ("gain",)
    references = (
        Reference(
            "National Audit Office",
            "Audits of poverty-alleviation funds",
            2017,
            "11.3 % of audited money idle for over a year, .7 % misused",
        ),
        Reference(
            "Qiu, Zhang, Luo",
            "County pilots of merging agricultural funds",
            2022,
            "joint funds were spent more efficiently",
        ),
    )

    gain: float = param(
        1.0, unit="share", bounds=(0, 1), plausible=(0.5, 1),
        grade="assumption",
        doc="Way to the best possible coordination at dose 1.",
        source="model.md S11: c = c0 + (.95 - c0) E(u6)",
    )  # fmt: skip

    cost_per_village_cny: float = param(
        40000.0, unit="yuan/village-year", bounds=(0, 500000), plausible=(20000, 60000),
        grade="assumption",
        doc="Cost at dose 1 by village.",
        source="errata K3, H lever 6",
    )  # fmt: skip

    delay_years: int = param(
        0, unit="yr", bounds=(0, 10), plausible=(0, 2),
        grade="assumption",
        doc="Years from a dose to its effect (lag d of the lever).",
        source="errata C8",
    )  # fmt: skip

    days_saved: float = param(
        30.0, unit="days/village of 250 households", bounds=(0, 40), plausible=(0, 40),
        grade="assumption",
        doc="Staff time that joint planning saves at dose 1.",
        source="errata E11",
    )  # fmt: skip

    full_cost_cny_per_resident: float = param(
        60.0, unit="yuan/resident-year", bounds=(0, 10000), plausible=(30.0, 90.0),
        grade="assumption",
        doc="Cost at dose 1 by which a fixed budget is planned until the lever has shown its own.",
        source="errata H, cost by lever over 13,000 residents",
    )  # fmt: skip

    def amend(self, terms: Terms, dose: float) -> None:
        """Bring the offices together; the first effort does most."""
        if dose > 0:
            terms.amend(
                coordination_gain=self.gain * administrative_saturation(dose),
                coordination_days_saved=self.days_saved * self.gain * administrative_saturation(dose),
                coordination_cost_cny=self.cost_per_village_cny * dose,
            )
