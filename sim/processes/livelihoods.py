"""Tastes, costs and restrictions of livelihoods (model.md S6, errata A10).

The rules that read them stand in ``livelihood_choice``, the processes in ``job_market``.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.parameter import param

LOGIT, IMITATE = "logit", "imitate"


@dataclass
class Livelihoods:
    """Tastes, costs and restrictions of livelihoods."""

    rule: str = param(
        LOGIT, unit="-", choices=(LOGIT, IMITATE), grade="design", source="model.md S6, errata I4",
        doc="How people choose: logit (by utility) or imitate (the best-paid neighbours).",
    )  # fmt: skip
    choice_precision: float = param(
        2.5, unit="1/log", bounds=(0, 50), plausible=(1, 5), grade="assumption",
        doc="Weight of utility against personal taste (beta_c).", source="model.md 3.8",
    )  # fmt: skip
    redecision_prob: float = param(
        0.25, unit="/yr", bounds=(0, 1), plausible=(0.1, 0.5), grade="calibrated",
        doc="Chance to think the livelihood over in a year (lambda_r).", source="model.md 3.8",
    )  # fmt: skip
    switching_cost: float = param(
        0.6, unit="log", bounds=(0, 5), plausible=(0.2, 1.2), grade="assumption",
        doc="Utility lost by any change (kap).", source="model.md 3.8",
    )  # fmt: skip
    taste_home: float = param(
        -2.1, unit="log", bounds=(-10, 10), plausible=(-3, -1), grade="calibrated",
        doc="Utility of staying at home (alpha_H).", source="errata A10, K2",
    )  # fmt: skip
    taste_farm: float = param(
        0.0, unit="log", bounds=(-10, 10), grade="calibrated",
        doc="Taste for farming (alpha_F), the normalisation.", source="errata K2",
    )  # fmt: skip
    taste_local_job: float = param(
        0.20, unit="log", bounds=(-10, 10), plausible=(-0.5, 1), grade="calibrated",
        doc="Taste for local jobs (alpha_L).", source="model.md 3.8",
    )  # fmt: skip
    taste_migrant: float = param(
        -0.45, unit="log", bounds=(-10, 10), plausible=(-1, 0.5), grade="calibrated",
        doc="Taste for migrant work (alpha_M).", source="errata A10, K3",
    )  # fmt: skip
    taste_business: float = param(
        -1.2, unit="log", bounds=(-10, 10), plausible=(-2, 0), grade="calibrated",
        doc="Taste for an own business (alpha_B).", source="errata A10, K3",
    )  # fmt: skip
    attitude_barrier: float = param(
        0.82, unit="log", bounds=(0, 5), plausible=(0, 1.5), grade="calibrated",
        doc="Aversion to the newest livelihood of a person closed to the new (psi).", source="model.md 3.8",
    )  # fmt: skip
    attitude_barrier_weight_local_job: float = param(
        0.4, unit="share", bounds=(0, 1), plausible=(0, 0.8), grade="assumption",
        doc="Part of the aversion that meets local jobs.", source="model.md S6 psi_L",
    )  # fmt: skip
    attitude_barrier_weight_migrant: float = param(
        0.5, unit="share", bounds=(0, 1), plausible=(0, 1), grade="assumption",
        doc="Part of the aversion that meets migrant work.", source="model.md S6 psi_M",
    )  # fmt: skip
    attitude_barrier_weight_business: float = param(
        1.0, unit="share", bounds=(0, 1), plausible=(0.5, 1), grade="assumption",
        doc="Part of the aversion that meets an own business.", source="model.md S6 psi_B",
    )  # fmt: skip
    migrant_network_pull: float = param(
        0.5, unit="log per share", bounds=(0, 5), plausible=(0.2, 1.2), grade="survey",
        doc="Pull of the village's share of migrants (b_net).",
        source="errata A10, K3; migrant networks, Zhao 2003, recalled",
    )  # fmt: skip
    business_example_pull: float = param(
        1.0, unit="log per share", bounds=(0, 5), plausible=(0, 2), grade="assumption",
        doc="Pull of the share of neighbours in business (om_B).", source="errata K2",
    )  # fmt: skip
    migration_age_cost: float = param(
        0.44, unit="log/10 yr", bounds=(0, 5), plausible=(0.1, 0.5), grade="calibrated",
        doc="Cost of distance that rises with age (d_age).", source="model.md 3.8",
    )  # fmt: skip
    migration_age: int = param(
        30, unit="yr", bounds=(16, 64), grade="assumption",
        doc="Age from which it rises.", source="model.md S6 D_M",
    )  # fmt: skip
    migration_dependant_cost: float = param(
        0.15, unit="log/person", bounds=(0, 2), plausible=(0.1, 0.5), grade="assumption",
        doc="Cost of leaving a dependant behind (d_dep).", source="model.md 3.8",
    )  # fmt: skip
    migration_dependants_counted: int = param(
        3, unit="persons", bounds=(0, 20), grade="assumption",
        doc="Largest number of dependants that counts.", source="model.md S6 D_M",
    )  # fmt: skip
    migration_road_discount: float = param(
        0.3, unit="log", bounds=(0, 2), plausible=(0, 0.6), grade="quasi-experiment",
        doc="Distance saved by a unit of infrastructure (b_I).", source="model.md 3.8; rural roads [F29]",
    )  # fmt: skip
    reference_infrastructure: float = param(
        0.5, unit="index", bounds=(0, 1.5), grade="design",
        doc="Infrastructure at which distance has its stated cost.", source="model.md S6 D_M",
    )  # fmt: skip
    migrant_destination_cost_growth: float = param(
        0.012, unit="log/yr", bounds=(-0.1, 0.1), plausible=(0, 0.03), grade="calibrated",
        doc="Rising cost of cities since the first year.", source="errata A10, K2",
    )  # fmt: skip
    moving_cost_cny: float = param(
        2_000.0, unit="yuan", bounds=(0, 100_000), plausible=(500, 5_000), grade="assumption",
        doc="Cost of leaving for migrant work; who cannot pay it stays (C_M).",
        source="model.md 3.8, errata E20",
    )  # fmt: skip
    job_age_cost: float = param(
        0.15, unit="log/10 yr", bounds=(0, 5), plausible=(0, 0.3), grade="assumption",
        doc="Cost of a local job that rises with age.", source="errata K2",
    )  # fmt: skip
    job_age: int = param(
        45, unit="yr", bounds=(16, 64), grade="assumption",
        doc="Age from which it rises.", source="model.md S6 D_L",
    )  # fmt: skip
    motivation_home_pull: float = param(
        0.8, unit="log", bounds=(0, 5), plausible=(0, 1.5), grade="assumption",
        doc="Pull of home on the unmotivated (chi_m).", source="model.md 3.8",
    )  # fmt: skip
    care_pull: float = param(
        0.1, unit="log/person", bounds=(0, 2), plausible=(0, 0.4), grade="assumption",
        doc="Pull of home per small child and ill member.", source="errata K2 child_or_ill_care_pull",
    )  # fmt: skip
    small_child_age: int = param(
        6, unit="yr", bounds=(0, 16), grade="assumption",
        doc="Age up to which a child is small.", source="model.md S6",
    )  # fmt: skip
    return_floor_10k: float = param(
        0.05, unit="10k/yr", bounds=(0.0001, 1), grade="assumption",
        doc="Returns below it count as this much.", source="model.md S6, errata K1",
    )  # fmt: skip
    business_minimum_capital_cny: float = param(
        10_000.0, unit="yuan", bounds=(0, 1e6), plausible=(0, 30_000), grade="assumption",
        doc="Money and capital needed to start a business (k_min).", source="model.md 3.8",
    )  # fmt: skip
    business_attitude: float = param(
        0.5, unit="share", bounds=(0, 1), plausible=(0.3, 0.7), grade="assumption",
        doc="Attitude above which people start a business without an example.", source="model.md S6",
    )  # fmt: skip
    returnee_age: int = param(
        50, unit="yr", bounds=(16, 64), grade="assumption",
        doc="Age below which calls to return reach a migrant.", source="model.md S6 (lever 10)",
    )  # fmt: skip
    returnee_schooling_years: float = param(
        12.0, unit="yr", bounds=(0, 20), plausible=(9, 15), grade="assumption",
        doc="Schooling from which they reach a migrant.", source="model.md S6 (lever 10)",
    )  # fmt: skip
    returnee_years_away: int = param(
        3, unit="yr", bounds=(0, 40), grade="assumption",
        doc="Years away from which they reach a migrant of any schooling.", source="model.md S6 (lever 10)",
    )  # fmt: skip
