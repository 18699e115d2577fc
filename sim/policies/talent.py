"""Lever 10: rural talent and technical elements (secretaries, commissioners, returnees)."""

from __future__ import annotations

from dataclasses import dataclass

from sim.ledger import Purpose
from sim.parameter import param
from sim.policies.base import Expectation, Policy, Reference
from sim.terms import Terms


@dataclass
class Talent(Policy):
    """First secretaries for poor villages, technical commissioners, start-up help for returnees."""

    purpose = Purpose.TALENT
    title = "Talent inflow"
    title_zh = "人才与技术引入"
    channel = "technical stock, governance and staff time, pull on migrants to return, start-up grants"
    expected = Expectation("talent_stock", 1)
    effects = (
        "secretary_governance_gain",
        "stock_inflow",
        "returnee_pull_log",
        "entry_boost",
        "startup_grant_cny",
    )
    references = (
        Reference(
            "Cui, Liew, Rahman",
            "Return entrepreneurship pilots, Durham working paper 2025_03",
            2025,
            "county growth rises and so does inequality within counties",
        ),
        Reference(
            "Economies 13(11) 331",
            "Agricultural extension and household income",
            2025,
            "extension services raise household income modestly",
        ),
    )

    secretary_village_share: float = param(
        1.0,
        unit="share of villages",
        bounds=(0.0, 1.0),
        plausible=(0.0, 1.0),
        grade="assumption",
        doc="Villages with a first secretary at dose 1, poorest first.",
        source="model.md 3.5b lever 10",
    )
    secretary_governance_gain: float = param(
        0.05,
        unit="/yr",
        bounds=(0.0, 0.5),
        plausible=(0.0, 0.1),
        grade="assumption",
        doc="Yearly governance gain where a secretary serves.",
        source="errata K2",
    )
    secretary_cost_cny: float = param(
        80_000.0,
        unit="yuan/secretary-year",
        bounds=(0.0, 500_000.0),
        plausible=(40_000.0, 120_000.0),
        grade="assumption",
        doc="Public cost of a secretary.",
        source="model.md 3.5 lever 10",
    )
    stock_inflow: float = param(
        0.20,
        unit="stock/yr",
        bounds=(0.0, 1.0),
        plausible=(0.0, 0.4),
        grade="assumption",
        doc="Yearly inflow to the technical stock of each village at dose 1.",
        source="errata K2 (talent_inflow)",
    )
    commissioners_per_village: float = param(
        1.0,
        unit="persons/village",
        bounds=(0.0, 10.0),
        plausible=(0.0, 3.0),
        grade="assumption",
        doc="Science and technology commissioners at dose 1.",
        source="errata K2",
    )
    commissioner_cost_cny: float = param(
        30_000.0,
        unit="yuan/commissioner-year",
        bounds=(0.0, 200_000.0),
        plausible=(15_000.0, 45_000.0),
        grade="assumption",
        doc="Public cost of a commissioner.",
        source="model.md 3.5 lever 10",
    )
    returnee_pull_log: float = param(
        0.4,
        unit="log",
        bounds=(0.0, 2.0),
        plausible=(0.0, 0.8),
        grade="assumption",
        doc="Added utility of local options for young or seasoned migrants at dose 1 (b_ret).",
        source="model.md 3.8 [F18]",
    )
    entry_boost: float = param(
        1.0,
        unit="ratio",
        bounds=(0.0, 5.0),
        plausible=(0.0, 2.0),
        grade="assumption",
        doc="Relative rise of enterprise entry at dose 1 (b_e10).",
        source="model.md 3.8 [F18]",
    )
    grants_per_village: float = param(
        2.0,
        unit="grants/village-year",
        bounds=(0.0, 20.0),
        plausible=(0.0, 4.0),
        grade="assumption",
        doc="Start-up grants on offer at dose 1.",
        source="model.md 3.5b lever 10",
    )
    startup_grant_cny: float = param(
        20_000.0,
        unit="yuan",
        bounds=(0.0, 500_000.0),
        plausible=(10_000.0, 30_000.0),
        grade="assumption",
        doc="Size of a start-up grant.",
        source="model.md 3.5 lever 10",
    )

    full_cost_cny_per_resident: float = param(
        260.0,
        unit="yuan/resident-year",
        bounds=(0.0, 10_000.0),
        plausible=(130.0, 390.0),
        grade="assumption",
        doc="Cost at dose 1 by which a fixed budget is planned until the lever has shown its own.",
        source="errata H, cost by lever over 13,000 residents",
    )

    def amend(self, terms: Terms, dose: float) -> None:
        """Send people and money in proportion to the dose."""
        if dose > 0:
            terms.amend(
                secretary_village_share=self.secretary_village_share * dose,
                secretary_governance_gain=self.secretary_governance_gain,
                secretary_cost_cny=self.secretary_cost_cny,
                talent_inflow=self.stock_inflow * dose,
                commissioners_per_village=self.commissioners_per_village * dose,
                commissioner_cost_cny=self.commissioner_cost_cny,
                returnee_pull_log=self.returnee_pull_log * dose,
                entry_boost_ratio=1 + self.entry_boost * dose,
                startup_grants_per_village=self.grants_per_village * dose,
                startup_grant_cny=self.startup_grant_cny,
            )
