"""Lever 7: dynamic monitoring."""

from __future__ import annotations

from dataclasses import dataclass

from sim.ledger import Purpose
from sim.parameter import param
from sim.policies.base import Delivery, Expectation, Policy, Reference, administrative_saturation
from sim.terms import Terms


@dataclass
class Monitoring(Policy):
    """Screening for households at risk, and checks of who is listed; relief follows detection."""

    purpose = Purpose.MONITORING
    delivery = Delivery.ADMINISTERED
    title = "Dynamic monitoring"
    title_zh = "防返贫动态监测"
    channel = "chance that a household at risk is found and helped, chance that a wrong listing ends"
    expected = Expectation("detection_share", 1)
    effects = (
        "detection_prob_gain",
        "followup_drop_gain",
        "capture_cut",
    )
    references = (
        Reference(
            "Cheng, Wang, Chen",
            "Elite capture in targeting, Journal of Integrative Agriculture 20",
            2021,
            "capture disappears once follow-up checks bind",
        ),
    )

    detection_prob_gain: float = param(
        0.7, unit="prob", bounds=(0, 1), plausible=(0.3, 0.75),
        grade="assumption",
        doc="Rise of the chance of detection at dose 1.",
        source="model.md S12",
    )  # fmt: skip

    followup_drop_gain: float = param(
        0.6, unit="prob", bounds=(0, 1), plausible=(0, 0.8),
        grade="assumption",
        doc="Rise of the chance that a check drops a household listed wrongly, at dose 1.",
        source="model.md S12",
    )  # fmt: skip

    capture_cut: float = param(
        0.8, unit="share", bounds=(0, 1), plausible=(0.4, 1),
        grade="survey",
        doc="Part of the favour to households tied to cadres that ends at dose 1.",
        source="model.md S10 (1 - .8 E(u7)); Cheng, Wang, Chen 2021 [F13]",
    )  # fmt: skip

    screening_cost_cny: float = param(
        150.0, unit="yuan/household-year", bounds=(0, 5000), plausible=(75, 225),
        grade="assumption",
        doc="Cost of screening at dose 1.",
        source="model.md 3.5b lever 7",
    )  # fmt: skip

    delay_years: int = param(
        0, unit="yr", bounds=(0, 10), plausible=(0, 2),
        grade="assumption",
        doc="Years from a dose to its effect (lag d of the lever).",
        source="errata C8",
    )  # fmt: skip

    staff_days: float = param(
        160.0, unit="days/village of 250 households", bounds=(0, 500), plausible=(80.0, 320),
        grade="assumption",
        doc="Staff time of a village committee at dose 1.",
        source="errata K2, E11",
    )  # fmt: skip

    full_cost_cny_per_resident: float = param(
        75.0, unit="yuan/resident-year", bounds=(0, 10000), plausible=(38.0, 113.0),
        grade="assumption",
        doc="Cost at dose 1 by which a fixed budget is planned until the lever has shown its own.",
        source="screening and cases alone, as the model shows them; the reserve pays for relief (errata B4)",
    )  # fmt: skip

    def amend(self, terms: Terms, dose: float) -> None:
        """Find more of the households at risk; the first effort does most."""
        if dose > 0:
            terms.amend(
                detection_prob_gain=self.detection_prob_gain * administrative_saturation(dose),
                followup_drop_gain=self.followup_drop_gain * administrative_saturation(dose),
                capture_cut=self.capture_cut * administrative_saturation(dose),
                screening_cost_cny=self.screening_cost_cny * dose,
                supervision_dose=dose,
            )
