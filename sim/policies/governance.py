"""Lever 9: grassroots governance."""

from __future__ import annotations

from dataclasses import dataclass

from sim.ledger import Purpose
from sim.parameter import param
from sim.policies.base import Expectation, Policy, Reference, administrative_saturation
from sim.terms import Terms


@dataclass
class Governance(Policy):
    """Grants to village offices for self-rule, open books and pay."""

    purpose = Purpose.GOVERNANCE
    title = "Grassroots governance"
    title_zh = "基层治理优化"
    channel = "governance capacity of village committees"
    expected = Expectation("governance", 1)
    effects = ("governance_gain", "cadre_pay_share")
    references = (
        Reference(
            "Martinez-Bravo, Padro i Miquel, Qian, Yao",
            "Village elections and public goods",
            2014,
            "elections raise public goods and lower the relative income of the rich",
        ),
        Reference(
            "Zheng, Ye, Bai",
            "Supervision reform and village public goods, Sustainability 15",
            2023,
            "supervision improves public goods, too much of it harms",
        ),
    )

    governance_gain: float = param(
        0.15, unit="/yr", bounds=(0, 1), plausible=(0.05, 0.3),
        grade="assumption",
        doc="Yearly gain at dose 1, of the distance to the ceiling (g_up).",
        source="model.md 3.8 [F30]",
    )  # fmt: skip

    grant_per_village_cny: float = param(
        60000.0, unit="yuan/village-year", bounds=(0, 1000000), plausible=(30000, 90000),
        grade="assumption",
        doc="Grant at dose 1.",
        source="model.md 3.5b lever 9, errata B13",
    )  # fmt: skip

    cadre_pay_share: float = param(
        0.5, unit="share of grant", bounds=(0, 1), plausible=(0.3, 0.7),
        grade="assumption",
        doc="Part of the grant that pays cadres; the rest pays for the office.",
        source="errata B13",
    )  # fmt: skip

    full_cost_cny_per_resident: float = param(
        90.0, unit="yuan/resident-year", bounds=(0, 10000), plausible=(45.0, 135.0),
        grade="assumption",
        doc="Cost at dose 1 by which a fixed budget is planned until the lever has shown its own.",
        source="errata H, cost by lever over 13,000 residents",
    )  # fmt: skip

    def regulate(self, terms: Terms, dose: float) -> None:
        """Supervise village offices in proportion to the dose."""
        terms.amend(supervision_dose=dose)

    def amend(self, terms: Terms, dose: float) -> None:
        """Raise governance, the first effort most; too much supervision does harm."""
        if dose > 0:
            terms.amend(
                governance_gain=self.governance_gain * administrative_saturation(dose),
                governance_grant_cny=self.grant_per_village_cny * dose,
                cadre_pay_share=self.cadre_pay_share,
            )
