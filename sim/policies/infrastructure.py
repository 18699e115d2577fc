"""Lever 11: infrastructure."""

from __future__ import annotations

from dataclasses import dataclass

from sim.ledger import Purpose
from sim.parameter import param
from sim.policies.base import Expectation, Policy, Reference
from sim.terms import Terms


@dataclass
class Infrastructure(Policy):
    """Village roads, water and networks, with their upkeep."""

    purpose = Purpose.INFRASTRUCTURE
    title = "Infrastructure"
    title_zh = "基础设施建设"
    channel = "infrastructure stock: trade margins, enterprise output, distance of migration; local wages"
    expected = Expectation("infrastructure", 1)
    effects = ("money_per_village_cny",)
    references = (
        Reference(
            "Asher, Novosad",
            "Rural roads and local economic development, American Economic Review 110",
            2020,
            "workers leave farming; no clear rise in income, assets or farm output",
        ),
        Reference(
            "Couture, Faber, Gu, Liu",
            "E-commerce expansion, NBER 24384",
            2018,
            "little gain of local producers",
        ),
    )

    money_per_village_cny: float = param(
        200000.0, unit="yuan/village-year", bounds=(0, 5000000), plausible=(100000, 300000),
        grade="assumption",
        doc="Money at dose 1, local wages included.",
        source="model.md 3.5b lever 11",
    )  # fmt: skip

    delay_years: int = param(
        0, unit="yr", bounds=(0, 10), plausible=(0, 2),
        grade="assumption",
        doc="Years from a dose to its effect (lag d of the lever).",
        source="errata C8",
    )  # fmt: skip

    staff_days: float = param(
        60.0, unit="days/village of 250 households", bounds=(0, 500), plausible=(30.0, 120),
        grade="assumption",
        doc="Staff time of a village committee at dose 1.",
        source="errata K2, E11",
    )  # fmt: skip

    full_cost_cny_per_resident: float = param(
        310.0, unit="yuan/resident-year", bounds=(0, 10000), plausible=(155.0, 465.0),
        grade="assumption",
        doc="Cost at dose 1 by which a fixed budget is planned until the lever has shown its own.",
        source="errata H, cost by lever over 13,000 residents",
    )  # fmt: skip

    def amend(self, terms: Terms, dose: float) -> None:
        """Spend in proportion to the dose."""
        if dose > 0:
            terms.amend(
                infrastructure_cny=self.money_per_village_cny * dose,
            )
