"""Lever 5: performance appraisal."""

from __future__ import annotations

from dataclasses import dataclass

from sim.ledger import Purpose
from sim.parameter import param
from sim.policies.base import Delivery, Expectation, Policy, Reference, administrative_saturation
from sim.terms import Terms


@dataclass
class Appraisal(Policy):
    """Scoring of poverty-alleviation projects, with consequences."""

    purpose = Purpose.APPRAISAL
    delivery = Delivery.ADMINISTERED
    title = "Performance appraisal"
    title_zh = "项目绩效考核"
    channel = "error of scores, sites of new projects, bailouts and closures; projects game what is counted"
    expected = Expectation("project_bailout_share", -1)
    effects = (
        "score_noise_cut",
        "strength",
        "hard_budget_prob",
        "gaming_log",
    )
    references = (
        Reference(
            "Holmstrom, Milgrom",
            "Multitask principal-agent analyses, Journal of Law, Economics, and Organization 7",
            1991,
            "effort moves to the tasks that are measured",
        ),
        Reference(
            "National Audit Office",
            "Audits of poverty-alleviation funds",
            2017,
            "11.3 % of audited money idle for over a year, 34 projects failed",
        ),
    )

    strength: float = param(
        2.0, unit="-", bounds=(0, 20), plausible=(0, 5),
        grade="assumption",
        doc="Weight of scores in the choice of sites at dose 1 (kap_A).",
        source="model.md 3.8",
    )  # fmt: skip

    score_noise_cut: float = param(
        0.45, unit="sd", bounds=(0, 2), plausible=(0, 0.6),
        grade="assumption",
        doc="Fall of the error of scores at dose 1.",
        source="model.md S9, errata K2",
    )  # fmt: skip

    hard_budget_prob: float = param(
        1.0, unit="prob", bounds=(0, 1), plausible=(0.5, 1),
        grade="assumption",
        doc="Chance at dose 1 that a loss is not covered and twice the lowest score closes a project.",
        source="model.md S9: bailout with probability 1 - E(u5)",
    )  # fmt: skip

    gaming_log: float = param(
        0.05, unit="log", bounds=(0, 0.5), plausible=(0, 0.15),
        grade="assumption",
        doc="Technology given up at dose 1 for what is counted; grows with the square of the dose.",
        source="model.md S9, errata K2",
    )  # fmt: skip

    money_share: float = param(
        0.02, unit="share of project money", bounds=(0, 1), plausible=(0.01, 0.03),
        grade="assumption",
        doc="Cost at dose 1 that grows with the money appraised.",
        source="errata K3, H lever 5",
    )  # fmt: skip

    cost_per_village_cny: float = param(
        15000.0, unit="yuan/village-year", bounds=(0, 500000), plausible=(7500, 22500),
        grade="assumption",
        doc="Cost at dose 1 by village.",
        source="errata K3, H lever 5",
    )  # fmt: skip

    staff_days: float = param(
        90.0, unit="days/village of 250 households", bounds=(0, 500), plausible=(45.0, 180),
        grade="assumption",
        doc="Staff time of a village committee at dose 1.",
        source="errata K2, E11",
    )  # fmt: skip

    full_cost_cny_per_resident: float = param(
        25.0, unit="yuan/resident-year", bounds=(0, 10000), plausible=(12.5, 37.5),
        grade="assumption",
        doc="Cost at dose 1 by which a fixed budget is planned until the lever has shown its own.",
        source="errata H, cost by lever over 13,000 residents",
    )  # fmt: skip

    def amend(self, terms: Terms, dose: float) -> None:
        """Sharpen scores and their consequences; gaming grows with the square of the dose."""
        if dose > 0:
            terms.amend(
                appraisal_strength=self.strength * dose,
                score_noise_cut=self.score_noise_cut * administrative_saturation(dose),
                hard_budget_prob=self.hard_budget_prob * administrative_saturation(dose),
                gaming_loss_log=self.gaming_log * dose**2,
                appraisal_money_share=self.money_share * dose,
                appraisal_cost_cny=self.cost_per_village_cny * dose,
                supervision_dose=dose,
            )
