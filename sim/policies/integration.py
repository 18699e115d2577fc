"""Lever 3: industrial integration (company + cooperative + household)."""

from __future__ import annotations

from dataclasses import dataclass

from sim.ledger import Purpose
from sim.parameter import param
from sim.policies.base import Expectation, Policy, Reference
from sim.terms import Terms


@dataclass
class Integration(Policy):
    """Purchase contracts with local farms at a premium and a profit share for members who deliver."""

    purpose = Purpose.INTEGRATION
    title = "Industrial integration"
    title_zh = "产业融合发展"
    channel = "local share of materials, contract premium, members' profit share"
    expected = Expectation("contract_coverage", 1)
    effects = ("local_material_share_gain", "contract_premium_gain", "member_profit_share_gain")
    references = (
        Reference(
            "Miyata, Minot, Hu",
            "Impact of contract farming on income, World Development 37",
            2009,
            "contract growers earn more than their neighbours after allowing for selection on observables",
        ),
        Reference(
            "Agricultural and Food Economics (doi 10.1186/s40100-022-00222-x)",
            "Cooperatives and the distribution of income",
            2022,
            "cooperative membership raises the mean, not the low quantiles",
        ),
    )

    local_material_share_gain: float = param(
        0.45,
        unit="share",
        bounds=(0.0, 1.0),
        plausible=(0.0, 0.6),
        grade="survey",
        doc="Rise of the sought local share of materials at dose 1 (Dsig).",
        source="model.md 3.8 [F16],[F17]",
    )
    contract_premium_gain: float = param(
        0.06,
        unit="share",
        bounds=(0.0, 0.5),
        plausible=(0.0, 0.12),
        grade="survey",
        doc="Rise of the contract premium at dose 1 (p1).",
        source="model.md 3.8 [F16],[F17]",
    )
    member_profit_share_gain: float = param(
        0.20,
        unit="share",
        bounds=(0.0, 0.8),
        plausible=(0.0, 0.3),
        grade="assumption",
        doc="Profit share of a cooperative moved from founders to delivering members at dose 1.",
        source="model.md 3.5b lever 3, errata E3",
    )
    service_cost_cny: float = param(
        600.0,
        unit="yuan/contract-year",
        bounds=(0.0, 10_000.0),
        plausible=(300.0, 900.0),
        grade="assumption",
        doc="Public cost of brokerage for each contract beyond those that enterprises seek anyway.",
        source="errata K3, H (lever 3)",
    )
    promotion_cost_cny: float = param(
        5_000.0,
        unit="yuan/village-year",
        bounds=(0.0, 200_000.0),
        plausible=(2_500.0, 10_000.0),
        grade="assumption",
        doc="Public cost of promotion at dose 1.",
        source="model.md 3.5b lever 3",
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
        100.0,
        unit="yuan/resident-year",
        bounds=(0.0, 10_000.0),
        plausible=(50.0, 150.0),
        grade="assumption",
        doc="Cost at dose 1 by which a fixed budget is planned until the lever has shown its own.",
        source="errata H, cost by lever over 13,000 residents",
    )

    def amend(self, terms: Terms, dose: float) -> None:
        """Raise local purchases, premium and members' share in proportion to the dose."""
        if dose > 0:
            terms.amend(
                local_material_share_gain=self.local_material_share_gain * dose,
                contract_premium_gain=self.contract_premium_gain * dose,
                member_profit_share_gain=self.member_profit_share_gain * dose,
                contract_service_cost_cny=self.service_cost_cny,
                contract_promotion_cost_cny=self.promotion_cost_cny * dose,
            )
