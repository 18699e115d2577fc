"""Lever 1: policy and skills training."""

from __future__ import annotations

from dataclasses import dataclass

from sim.ledger import Purpose
from sim.parameter import param
from sim.policies.base import Expectation, Policy, Reference
from sim.terms import Terms


@dataclass
class Training(Policy):
    """Seats for able adults; skill that fades, exposure to new ideas, a cost for each seat filled."""

    purpose = Purpose.TRAINING
    title = "Training"
    title_zh = "政策与技能培训"
    channel = "seats: skill of trainees (wages) and exposure of their households (attitude)"
    expected = Expectation("trained_skill_mean", 1)
    effects = ("skill_gain_log", "exposure", "time_share")
    references = (
        Reference(
            "McKenzie",
            "How effective are active labor market policies in developing countries?",
            2017,
            "most trials find effects on employment and earnings close to zero",
        ),
        Reference(
            "Zhao, Geng",
            "Training and wages of rural migrant workers, Journal of Finance and Economics 46(8)",
            2020,
            "matching on observables: +1.88 yuan an hour, an upper bound",
        ),
    )

    seat_share: float = param(
        0.10,
        unit="share of able persons",
        bounds=(0.0, 1.0),
        plausible=(0.05, 0.15),
        grade="assumption",
        doc="Seats at dose 1.",
        source="errata K3, H (lever 1)",
    )
    skill_gain_log: float = param(
        0.04,
        unit="log",
        bounds=(0.0, 0.5),
        plausible=(0.0, 0.10),
        grade="quasi-experiment",
        doc="Skill gain of a trainee far from the cap (tau_s); trials near zero, matching studies higher.",
        source="errata K3 from McKenzie 2017; Zhao, Geng 2020",
    )
    exposure: float = param(
        1.0,
        unit="share",
        bounds=(0.0, 1.0),
        plausible=(0.0, 1.0),
        grade="assumption",
        doc="Exposure xi of a trainee's household before delivery losses.",
        source="model.md 3.5b lever 1",
    )
    time_share: float = param(
        0.03,
        unit="share of year",
        bounds=(0.0, 0.5),
        plausible=(0.0, 0.1),
        grade="assumption",
        doc="Working time that a course takes.",
        source="errata K2 (trainee_time)",
    )
    cost_per_seat_cny: float = param(
        2_500.0,
        unit="yuan/seat",
        bounds=(0.0, 50_000.0),
        plausible=(800.0, 5_000.0),
        grade="assumption",
        doc="Paid to providers for each seat filled.",
        source="model.md 3.5 lever 1",
    )
    staff_days: float = param(
        60.0,
        unit="days/village of 250 households",
        bounds=(0.0, 500.0),
        plausible=(30.0, 120.0),
        grade="assumption",
        doc="Staff time of a village committee at dose 1.",
        source="errata K2, E11",
    )

    full_cost_cny_per_resident: float = param(
        240.0,
        unit="yuan/resident-year",
        bounds=(0.0, 10_000.0),
        plausible=(120.0, 360.0),
        grade="assumption",
        doc="Cost at dose 1 by which a fixed budget is planned until the lever has shown its own.",
        source="errata H, cost by lever over 13,000 residents",
    )

    def amend(self, terms: Terms, dose: float) -> None:
        """Offer seats in proportion to the dose."""
        if dose > 0:
            terms.amend(
                training_seat_share=self.seat_share * dose,
                training_skill_gain_log=self.skill_gain_log,
                training_exposure=self.exposure,
                training_time_share=self.time_share,
                training_cost_cny=self.cost_per_seat_cny,
            )
