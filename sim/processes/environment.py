"""The environment of villages: spending, participation, industry and its own recovery (S10, E18)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.agents.enterprise import Kind
from sim.arrays import Floats, ratio, sum_by
from sim.parameter import param
from sim.processes.points import points_reward_shares

if TYPE_CHECKING:
    from sim.model import RuralModel


@dataclass
class Environment:
    """What moves the environment index."""

    spending_gain: float = param(
        0.10, unit="index/yr", bounds=(0.0, 2.0), plausible=(0.0, 0.2), grade="assumption",
        doc="Yearly gain at the reference spending per resident.",
        source="model.md S10, errata K2 (environment_gain)",
    )  # fmt: skip
    reference_spending_cny: float = param(
        100.0, unit="yuan/resident-yr", bounds=(1.0, 1e5), grade="design",
        doc="Spending for which the gain is stated.", source="model.md S10",
    )  # fmt: skip
    participation_gain: float = param(
        0.04, unit="index/yr", bounds=(0.0, 1.0), plausible=(0.0, 0.08), grade="assumption",
        doc="Yearly gain where all households earn points of their usual value.",
        source="model.md S10, errata E18, K2",
    )  # fmt: skip
    industry_burden: float = param(
        0.03, unit="index/yr", bounds=(0.0, 1.0), plausible=(0.0, 0.06), grade="assumption",
        doc="Yearly loss at the reference sales of processing enterprises.",
        source="model.md S10, errata E18, I1: the only ecological cost of industry",
    )  # fmt: skip
    reference_processing_sales_cny: float = param(
        6_500_000.0, unit="yuan/yr", bounds=(1.0, 1e10), grade="design",
        doc="Sales of processing enterprises in a village for which the loss is stated.",
        source="errata E18: one median processing enterprise",
    )  # fmt: skip
    reversion_rate: float = param(
        0.05, unit="/yr", bounds=(0.0, 1.0), plausible=(0.02, 0.1), grade="assumption",
        doc="Yearly return to the natural level.", source="model.md S10, errata K2",
    )  # fmt: skip
    natural_level: float = param(
        0.5, unit="index", bounds=(0.0, 1.0), plausible=(0.3, 0.7), grade="assumption",
        doc="Environment to which a village left alone returns.", source="model.md S10",
    )  # fmt: skip


def next_environment(
    environment: Floats,
    spending_cny_per_resident: Floats,
    points_share: Floats,
    processing_sales_cny: Floats,
    rules: Environment,
) -> Floats:
    """Return the environment after a year.

    ``Env' = clip(Env + .10 spending/100 + .04 points - .03 R_2/6.5M - .05 (Env - .5), 0, 1)``
    (model.md S10, errata E18).

    Parameters
    ----------
    environment : array, shape (n_villages,)
    spending_cny_per_resident : array, shape (n_villages,)
        By the collective and by lever 11.
    points_share : array, shape (n_villages,)
        Points redeemed over their usual value for all households.
    processing_sales_cny : array, shape (n_villages,)
        Sales of processing enterprises in the village.
    rules : Environment

    Examples
    --------
    >>> half, none = np.array([0.5]), np.zeros(1)
    >>> next_environment(half, np.array([50.0]), none, none, Environment()).tolist()
    [0.55]
    """
    improved = rules.spending_gain * spending_cny_per_resident / rules.reference_spending_cny
    improved += rules.participation_gain * points_share
    burdened = rules.industry_burden * processing_sales_cny / rules.reference_processing_sales_cny
    recovered = rules.reversion_rate * (rules.natural_level - environment)
    return np.clip(environment + improved - burdened + recovered, 0.0, 1.0)


def villages_keep_environment(model: RuralModel) -> None:
    """Spending and participation improve the environment, processing burdens it."""
    if model.is_burn_in:
        return
    committees, households, enterprises = model.committees, model.households, model.enterprises
    residents = sum_by(households.village, households.n_residents, len(committees))
    processes = enterprises.is_active & (enterprises.kind == Kind.PROCESSING)
    sales = sum_by(enterprises.village, enterprises.sales_cny * processes, len(committees))
    committees.environment[:] = next_environment(
        committees.environment,
        ratio(committees.environment_spending_cny, residents, 0.0),
        points_reward_shares(model),
        sales,
        model.config.environment,
    )
