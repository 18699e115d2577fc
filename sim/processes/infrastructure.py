"""Lever 11 at work: building with a lag, upkeep and decay of infrastructure (S14, errata A15)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.arrays import Floats, ratio
from sim.budget import pay_providers, share_affordable
from sim.ledger import Purpose
from sim.parameter import param
from sim.processes.work_relief import pool_share

if TYPE_CHECKING:
    from sim.model import RuralModel


@dataclass
class InfrastructureRules:
    """Cost, lag, decay and upkeep of infrastructure, and what its money is spent on."""

    building_share: float = param(
        0.5, unit="share", bounds=(0.0, 1.0), plausible=(0.3, 0.7), grade="assumption",
        doc="Of the money that is left after local wages, for building.", source="model.md 3.5b, errata K2",
    )  # fmt: skip
    environment_share: float = param(
        0.2, unit="share", bounds=(0.0, 1.0), plausible=(0.1, 0.4), grade="assumption",
        doc="The same for the environment.", source="model.md 3.5b, errata K2",
    )  # fmt: skip
    maintenance_share: float = param(
        0.3, unit="share", bounds=(0.0, 1.0), plausible=(0.0, 0.5), grade="assumption",
        doc="The same for upkeep.", source="model.md 3.5b, errata K2",
    )  # fmt: skip
    unit_cost_cny: float = param(
        3_000_000.0, unit="yuan/unit of I", bounds=(1_000.0, 1e9), plausible=(1.5e6, 6e6), grade="assumption",
        doc="Cost of one unit of infrastructure in a village (c_I).", source="errata A15: 300,000 per .1",
    )  # fmt: skip
    build_lag_years: int = param(
        2, unit="yr", bounds=(1, 2), plausible=(1, 2), grade="assumption",
        doc="Years from the money to the use of what was built.", source="errata C7, K2",
    )  # fmt: skip
    decay_rate: float = param(
        0.06, unit="/yr", bounds=(0.0, 0.6), plausible=(0.03, 0.1), grade="assumption",
        doc="Yearly decay where half of the need for upkeep is met (del_I).", source="model.md 3.8",
    )  # fmt: skip
    neglect_factor: float = param(
        1.5, unit="ratio", bounds=(1.0, 5.0), plausible=(1.2, 2.0), grade="assumption",
        doc="Decay without any upkeep over decay_rate; full upkeep takes one off it.", source="model.md S14",
    )  # fmt: skip
    maintenance_need_cny: float = param(
        20_000.0, unit="yuan/village-yr at I=1", bounds=(0.0, 1e7), plausible=(10_000.0, 50_000.0),
        grade="assumption", doc="Well-used money that keeps a unit of infrastructure up.", source="errata K2",
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------ rules


def maintenance_met(
    money_cny: Floats, governance: Floats, infrastructure: Floats, rules: InfrastructureRules
) -> Floats:
    """Return the share of the need for upkeep that is met, ``maint = min(1, G money / (20,000 I))``.

    Parameters
    ----------
    money_cny : array, shape (n_villages,)
        Spent on upkeep this year by the collective and by lever 11.
    governance, infrastructure : array, shape (n_villages,)
        G is the part of the money that a committee puts to good use (model.md S14).
    rules : InfrastructureRules

    Examples
    --------
    >>> rules, stock = InfrastructureRules(), np.array([1.0, 1.0])
    >>> maintenance_met(np.array([20_000.0, 20_000.0]), np.array([0.5, 0.2]), stock, rules).tolist()
    [0.5, 0.2]
    """
    met = ratio(governance * money_cny, rules.maintenance_need_cny * infrastructure, 1.0)
    return np.minimum(1.0, met)


def next_infrastructure(
    stock: Floats, initial: Floats, maintenance: Floats, built: Floats, rules: InfrastructureRules
) -> Floats:
    """Return infrastructure after a year, ``I' = I - del_I (1.5 - maint)(I - I_0) + built`` (A15).

    Parameters
    ----------
    stock, initial : array, shape (n_villages,)
        I and the stock I_0 that the ordinary budget keeps up.
    maintenance : array, shape (n_villages,)
        Share of the need for upkeep that is met.
    built : array, shape (n_villages,)
        What comes into use, in units of I.
    rules : InfrastructureRules

    Examples
    --------
    >>> half = np.array([0.5])
    >>> next_infrastructure(half + 0.5, half, np.array([0.5]), half * 0, InfrastructureRules()).tolist()
    [0.97]
    """
    decay = rules.decay_rate * (rules.neglect_factor - maintenance)
    return stock - decay * (stock - initial) + built


# -------------------------------------------------------------------------------------------- processes


def government_plans_infrastructure(model: RuralModel) -> None:
    """Set aside local wages and pay for building, environment and upkeep.

    Each village gets the same money; where a fixed budget has less, all get less alike. The wages that
    lever 8 adds are paid from its own money.
    """
    committees, rules, terms = model.committees, model.config.infrastructure, model.terms
    wages = pool_share(model)
    own_part = 1 - min(terms.work_relief_pool_gain, wages)
    planned = own_part * terms.infrastructure_cny * len(committees)
    money = terms.infrastructure_cny * share_affordable(model, Purpose.INFRASTRUCTURE, planned)
    committees.work_relief_pool_cny[:] = wages * money
    rest = (1 - wages) * money
    committees.maintenance_cny += rules.maintenance_share * rest
    committees.environment_spending_cny += rules.environment_share * rest
    built = rules.building_share * rest / rules.unit_cost_cny
    in_two_years, next_year = committees.infrastructure_after_next, committees.infrastructure_next
    (next_year if rules.build_lag_years == 1 else in_two_years)[:] += built
    shares = rules.building_share + rules.environment_share + rules.maintenance_share
    pay_providers(model, Purpose.INFRASTRUCTURE, shares * rest * len(committees))


def villages_keep_infrastructure(model: RuralModel) -> None:
    """Infrastructure wears by its upkeep; what was built two years ago comes into use."""
    if model.is_burn_in:
        return
    committees, rules = model.committees, model.config.infrastructure
    committees.maintenance_share[:] = maintenance_met(
        committees.maintenance_cny, committees.governance, committees.infrastructure, rules
    )
    stock = next_infrastructure(
        committees.infrastructure,
        committees.infrastructure_initial,
        committees.maintenance_share,
        committees.infrastructure_next,
        rules,
    )
    committees.infrastructure[:] = np.minimum(stock, model.config.place.villages.infrastructure_cap)
    committees.infrastructure_next[:] = committees.infrastructure_after_next
    committees.infrastructure_after_next[:] = 0.0
