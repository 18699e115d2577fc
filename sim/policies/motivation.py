"""Lever 8: development motivation."""

from __future__ import annotations

from dataclasses import dataclass

from sim.ledger import Purpose
from sim.parameter import param
from sim.policies.base import Expectation, Policy, Reference
from sim.terms import Terms


@dataclass
class MotivationSupport(Policy):
    """Conditional support, work-for-relief and village points."""

    purpose = Purpose.MOTIVATION
    title = "Development motivation"
    title_zh = "激发内生动力"
    channel = (
        "earnings counted against dibao, local wages from infrastructure money, points for participation"
    )
    expected = Expectation("points_reward_share", 1)
    effects = (
        "benefit_withdrawal_cut",
        "work_relief_pool_gain",
        "points_value_cny",
        "wrong_sanction_prob",
        "job_priority_bonus",
    )
    references = (
        Reference(
            "Tan-Soo, Cheng, Chen",
            "Welfare and work under dibao, Journal of Development Economics",
            2025,
            "employment of recipients falls by 46 % at the threshold",
        ),
        Reference(
            "s41599-024-03267-z",
            "Work-for-relief and county growth, Humanities and Social Sciences Communications",
            2024,
            "inverted U across counties",
        ),
        Reference(
            "Systems 13(4) 255",
            "Points systems in village governance",
            2025,
            "case evidence of participation",
        ),
    )

    benefit_withdrawal_cut: float = param(
        0.5, unit="share", bounds=(0, 1), plausible=(0, 0.7),
        grade="assumption",
        doc="Fall of the share of earnings counted against dibao at dose 1.",
        source="model.md 3.5b lever 8: tau_D .8 to .3",
    )  # fmt: skip

    work_relief_pool_gain: float = param(
        0.15, unit="share of infrastructure money", bounds=(0, 1), plausible=(0, 0.3),
        grade="official-statistics",
        doc="Rise of the part of infrastructure money paid as local wages at dose 1.",
        source="model.md 3.5 lever 8: wage share 15 to 30 %",
    )  # fmt: skip

    points_value_cny: float = param(
        200.0, unit="yuan/household-year", bounds=(0, 10000), plausible=(0, 500),
        grade="assumption",
        doc="Largest reward in points at dose 1.",
        source="errata K2; case evidence",
    )  # fmt: skip

    wrong_sanction_prob: float = param(
        0.1, unit="prob", bounds=(0, 1), plausible=(0, 0.3),
        grade="assumption",
        doc="Chance at dose 1 that a household unable to work loses its dibao by mistake.",
        source="model.md 3.5b lever 8, errata K2",
    )  # fmt: skip

    job_priority_bonus: float = param(
        0.3, unit="uniform units", bounds=(0, 1), plausible=(0, 0.5),
        grade="assumption",
        doc="Advantage of listed and monitored households in job queues at dose 1.",
        source="model.md S7, errata K2 (priority_bonus_registered)",
    )  # fmt: skip

    delay_years: int = param(
        0, unit="yr", bounds=(0, 10), plausible=(0, 2),
        grade="assumption",
        doc="Years from a dose to its effect (lag d of the lever).",
        source="errata C8",
    )  # fmt: skip

    staff_days: float = param(
        120.0, unit="days/village of 250 households", bounds=(0, 500), plausible=(60.0, 240),
        grade="assumption",
        doc="Staff time of a village committee at dose 1.",
        source="errata K2, E11",
    )  # fmt: skip

    full_cost_cny_per_resident: float = param(
        80.0, unit="yuan/resident-year", bounds=(0, 10000), plausible=(40.0, 120.0),
        grade="assumption",
        doc="Cost at dose 1 by which a fixed budget is planned until the lever has shown its own.",
        source="errata H, cost by lever over 13,000 residents",
    )  # fmt: skip

    def regulate(self, terms: Terms, dose: float) -> None:
        """Make support conditional in proportion to the dose; rules cannot leak (errata B6)."""
        if dose > 0:
            terms.amend(
                benefit_withdrawal_cut=self.benefit_withdrawal_cut * dose,
                work_relief_pool_gain=self.work_relief_pool_gain * dose,
                wrong_sanction_prob=self.wrong_sanction_prob * dose,
                job_priority_bonus=self.job_priority_bonus * dose,
            )

    def amend(self, terms: Terms, dose: float) -> None:
        """Reward participation in proportion to the dose."""
        if dose > 0:
            terms.amend(points_value_cny=self.points_value_cny * dose)
