"""Lever 0: the same money as plain cash, the yardstick of all others."""

from __future__ import annotations

from dataclasses import dataclass

from sim.ledger import Purpose
from sim.parameter import param
from sim.policies.base import Delivery, Expectation, Policy, Reference
from sim.terms import Terms


@dataclass
class Cash(Policy):
    """An equal, unconditional payment to every resident."""

    purpose = Purpose.CASH
    delivery = Delivery.DIRECT
    ends_with_programme = False
    title = "Unconditional cash"
    title_zh = "无条件现金"
    channel = "transfer income of every resident, in equal parts"
    expected = Expectation("income_per_capita", 1)
    effects = ("amount_per_resident_cny",)
    references = (
        Reference(
            "Tan-Soo, Cheng, Chen",
            "Welfare and work under dibao, Journal of Development Economics",
            2025,
            "a means-tested transfer lowered employment; the model lets cash lower motivation",
        ),
    )

    dose: float = param(
        0.0,
        unit="share",
        bounds=(0.0, 1.0),
        plausible=(0.0, 1.0),
        grade="design",
        doc="Share of the amount that is paid.",
        source="model.md 3.5 lever 0",
    )
    delay_years: int = param(
        0,
        unit="yr",
        bounds=(0, 10),
        grade="design",
        doc="Years from a dose to its effect.",
        source="errata C8",
    )
    amount_per_resident_cny: float = param(
        0.0,
        unit="yuan/resident-year",
        bounds=(0.0, 100_000.0),
        plausible=(0.0, 1_300.0),
        grade="design",
        doc="A given amount at dose 1.",
        source="design of the experiment",
    )
    equal_cost_to: str = param(
        "",
        unit="scenario",
        grade="design",
        doc="Name of a scenario: pay, year by year and seed by seed, what it cost above the baseline.",
        source="model.md 3.5b lever 0",
    )

    def amend(self, terms: Terms, dose: float) -> None:
        """Pay the given amount; an equal-cost budget is added by the run that knows it."""
        terms.amend(cash_per_resident_cny=dose * self.amount_per_resident_cny)
