"""Lever 2: industrial upgrading."""

from __future__ import annotations

from dataclasses import dataclass

from sim.ledger import Purpose
from sim.parameter import param
from sim.policies.base import Expectation, Policy, Reference
from sim.terms import Terms


@dataclass
class Upgrading(Policy):
    """A subsidy for enterprises that modernise; part of it goes to those that would do so anyway."""

    purpose = Purpose.UPGRADING
    title = "Industrial upgrading"
    title_zh = "产业转型升级"
    channel = "cost of an upgrade that the enterprise bears"
    expected = Expectation("enterprise_technology_log", 1)
    effects = ("subsidy_share",)
    references = (
        Reference(
            "Bronzini, Iachini",
            "Are incentives for R&D effective?, American Economic Journal: Economic Policy 6(4)",
            2014,
            "no additional investment by subsidised firms as a whole; small firms added about the subsidy",
        ),
    )

    subsidy_share: float = param(
        0.4, unit="share of cost", bounds=(0, 1), plausible=(0.2, 0.5),
        grade="assumption",
        doc="Part of an upgrade's cost that is paid at dose 1.",
        source="model.md 3.5b lever 2, errata K2",
    )  # fmt: skip

    full_cost_cny_per_resident: float = param(
        23.0, unit="yuan/resident-year", bounds=(0, 10000), plausible=(10.0, 150.0),
        grade="assumption",
        doc="Cost at dose 1 by which a fixed budget is planned until the lever has shown its own.",
        source="errata H: 0.3 M yuan over 13,000 residents; model.md 3.5 says 2 M",
    )  # fmt: skip

    def amend(self, terms: Terms, dose: float) -> None:
        """Offer a subsidy in proportion to the dose."""
        if dose > 0:
            terms.amend(
                upgrade_subsidy_share=self.subsidy_share * dose,
            )
