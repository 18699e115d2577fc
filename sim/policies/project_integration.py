"""Lever 4: integration of projects."""

from __future__ import annotations

from dataclasses import dataclass

from sim.ledger import Purpose
from sim.parameter import param
from sim.policies.base import Delivery, Expectation, Policy, Reference
from sim.terms import Terms


@dataclass
class ProjectIntegration(Policy):
    """Merging of weak poverty-alleviation projects of the same kind."""

    purpose = Purpose.PROJECT_INTEGRATION
    delivery = Delivery.ADMINISTERED
    title = "Integration of projects"
    title_zh = "扶贫产业项目整合"
    channel = "overheads saved by merging the projects with the lowest sales per capital"
    expected = Expectation("project_plants_per_enterprise", 1)
    effects = ("quantile",)
    references = (
        Reference(
            "Qiu, Zhang, Luo",
            "County pilots of merging agricultural funds",
            2022,
            "pilots raised primary and secondary growth and the efficiency of funds",
        ),
    )

    quantile: float = param(
        0.4, unit="share of projects", bounds=(0, 1), plausible=(0.2, 0.6),
        grade="assumption",
        doc="Projects below this quantile of sales per capital are merged at dose 1.",
        source="model.md S9, 3.5b lever 4",
    )  # fmt: skip

    full_cost_cny_per_resident: float = param(
        20.0, unit="yuan/resident-year", bounds=(0, 10000), plausible=(10.0, 30.0),
        grade="assumption",
        doc="Cost at dose 1 by which a fixed budget is planned until the lever has shown its own.",
        source="errata H, cost by lever over 13,000 residents",
    )  # fmt: skip

    def amend(self, terms: Terms, dose: float) -> None:
        """Merge a larger part of the weak projects the higher the dose."""
        if dose > 0:
            terms.amend(
                merge_quantile=self.quantile * dose,
            )
