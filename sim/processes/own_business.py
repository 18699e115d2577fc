"""Own businesses of households: trade, transport, guest rooms (model.md S7, errata A11, B15, B16)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.agents.person import Livelihood
from sim.arrays import YUAN_PER_10K, Bools, Floats, power_of_sparse, sum_by
from sim.ledger import Flow
from sim.parameter import param
from sim.processes.farming import harvest_factor, productivity_in

if TYPE_CHECKING:
    from sim.model import RuralModel


@dataclass
class OwnBusiness:
    """The production function of own businesses and the local demand that they share."""

    productivity_10k: float = param(
        1.8, unit="10k/yr", bounds=(0.01, 20), plausible=(1.2, 3.6), grade="calibrated",
        doc="Value added of the unit business in the first year (A_B).",
        source="set by hand to the national share of business income 2013-2020 (start value 1.9, errata K3)",
    )  # fmt: skip
    productivity_growth: float = param(
        0.02, unit="/yr", bounds=(-0.1, 0.2), plausible=(0.01, 0.04), grade="calibrated",
        doc="Yearly growth of it (g_B).",
        source="set by hand to the national share of business income 2013-2020 (start value .03, errata K3)",
    )  # fmt: skip
    labour_elasticity: float = param(
        0.5, unit="-", bounds=(0.01, 1), plausible=(0.4, 0.6), grade="assumption",
        doc="Elasticity of labour.", source="model.md S7",
    )  # fmt: skip
    capital_elasticity: float = param(
        0.40, unit="-", bounds=(0, 1), plausible=(0.3, 0.5), grade="assumption",
        doc="Elasticity of productive capital.", source="errata A11",
    )  # fmt: skip
    capital_share_beside_farm: float = param(
        0.7, unit="share", bounds=(0, 1), plausible=(0.5, 0.9), grade="assumption",
        doc="Capital that works in the business when the household also farms.",
        source="errata K2 both_activities_capital_split",
    )  # fmt: skip
    fixed_cost_10k: float = param(
        0.6, unit="10k/yr", bounds=(0, 10), plausible=(0, 2.5), grade="calibrated",
        doc="Fixed cost of a year in business (F_B).", source="model.md 3.8; poverty traps [F1],[F2],[F5]",
    )  # fmt: skip
    demand_exponent: float = param(
        0.3, unit="-", bounds=(0, 2), plausible=(0, 0.5), grade="assumption",
        doc="Response of sales to the village's consumption.", source="errata K2 village_demand_exponent",
    )  # fmt: skip
    congestion: float = param(
        0.15, unit="-", bounds=(0, 2), plausible=(0, 0.3), grade="assumption",
        doc="Loss of sales to other businesses of the village (xi_B).", source="model.md 3.8",
    )  # fmt: skip
    demand_factor_lowest: float = param(
        0.5, unit="ratio", bounds=(0, 1), grade="assumption",
        doc="Lowest factor of local demand.", source="errata B15",
    )  # fmt: skip
    demand_factor_highest: float = param(
        1.5, unit="ratio", bounds=(1, 10), grade="assumption",
        doc="Highest factor of local demand.", source="errata B15",
    )  # fmt: skip


def business_capital_10k(capital_cny: Floats, has_farm: Bools, rules: OwnBusiness) -> Floats:
    """Return the capital that works in the business, in 10k yuan.

    Examples
    --------
    >>> business_capital_10k(np.array([10_000.0, 10_000.0]), np.array([False, True]), OwnBusiness()).tolist()
    [1.0, 0.7]
    """
    share = np.where(has_farm, rules.capital_share_beside_farm, 1.0)
    return capital_cny / YUAN_PER_10K * share


def business_scale_10k(productivity_10k: Floats, capital_10k: Floats, rules: OwnBusiness) -> Floats:
    """Return business value added of one worker-year before the fixed cost: A k^.40.

    Examples
    --------
    >>> business_scale_10k(np.array([1.9]), np.array([1.0]), OwnBusiness()).tolist()
    [1.9]
    """
    scale: Floats = productivity_10k * np.power(capital_10k, rules.capital_elasticity)
    return scale


def demand_factor(
    consumption_ratio: Floats, pay_ratio: float, labour_ratio: Floats, rules: OwnBusiness
) -> Floats:
    """Return D_v = [C ratio / W ratio]^.3 (l_B ratio)^-xi_B, bounded; ratios are to the start (B15).

    Examples
    --------
    >>> consumption, labour = np.array([1.0, 1.1, 1.0]), np.array([1.0, 1.0, 0.0])
    >>> demand_factor(consumption, 1.1, labour, OwnBusiness()).round(4).tolist()
    [0.9718, 1.0, 1.5]
    """
    smallest = float(np.finfo(np.float32).tiny)  # the square of one over it is still finite in float64
    demand = np.power(np.maximum(consumption_ratio / pay_ratio, 0.0), rules.demand_exponent)
    crowding = np.power(np.maximum(labour_ratio, smallest), -rules.congestion)
    factor: Floats = np.clip(demand * crowding, rules.demand_factor_lowest, rules.demand_factor_highest)
    return factor


def payable_cny(
    due: Floats, money: Floats, capital: Floats, resale_price: float
) -> tuple[Floats, Floats, Floats]:
    """Return what can be paid of a bill, the capital sold for it (at cost), and what stays unpaid.

    Examples
    --------
    >>> paid, sold, unpaid = payable_cny(np.array([100.0]), np.array([30.0]), np.array([50.0]), 0.8)
    >>> paid.tolist(), sold.tolist(), unpaid.tolist()
    ([70.0], [50.0], [30.0])
    """
    from_money = np.minimum(due, np.maximum(money, 0.0))
    raised = np.minimum(due - from_money, capital * resale_price)
    paid = from_money + raised
    sold = np.minimum(raised / resale_price, capital) if resale_price > 0 else np.zeros_like(raised)
    return paid, sold, np.maximum(due - paid, 0.0)


def business_productivity_10k(model: RuralModel) -> Floats:
    """Return A_B exp(f + g_v) D_v of each household, in 10k yuan, without luck."""
    rules, households, committees = model.config.own_business, model.households, model.committees
    level = productivity_in(
        model.year, rules.productivity_10k, rules.productivity_growth, model.config.clock.first_year
    )
    village = np.exp(committees.village_productivity_log) * committees.village_demand_factor
    return level * np.exp(households.ability_log) * village[households.village]


def _sales_cny(model: RuralModel, has_farm: Bools) -> Floats:
    """Return the sales of each household's business, net of inputs."""
    rules, households = model.config.own_business, model.households
    luck = harvest_factor(
        households.livelihood_shock_log,
        households.transitory_shock_log,
        model.committees.village_shock_log[households.village],
        model.config.shocks.transitory_sd,
    )
    capital = business_capital_10k(households.productive_capital_cny, has_farm, rules)
    scale = business_scale_10k(business_productivity_10k(model) * luck, capital, rules)
    return YUAN_PER_10K * scale * power_of_sparse(households.business_labour, rules.labour_elasticity)


def households_run_businesses(model: RuralModel) -> None:
    """Own businesses sell and pay their fixed cost; a household that ends its business shows a failure."""
    households, ledger = model.households, model.ledger
    had_business = households.business_labour > 0
    members, labour = model.township.members_by_livelihood()
    households.business_labour[:] = labour[Livelihood.OWN_BUSINESS]
    has_business = households.business_labour > 0
    households.has_failure |= had_business & ~has_business
    sales = _sales_cny(model, members[Livelihood.FARM] > 0)
    ledger.post(Flow.BUSINESS_SALES, sales)
    due = np.where(has_business, YUAN_PER_10K * model.config.own_business.fixed_cost_10k, 0.0)
    paid, sold, unpaid = payable_cny(
        due,
        households.money_cny,
        households.productive_capital_cny,
        model.config.household_budget.asset_resale_price,
    )
    ledger.post(Flow.DISTRESS_SALE, sold * model.config.household_budget.asset_resale_price)
    households.productive_capital_cny -= sold
    ledger.post(Flow.BUSINESS_FIXED_COST, paid)
    households.unmet_need_cny += unpaid
    households.business_value_added_cny[:] = sales - due
    committees = model.committees
    committees.business_labour[:] = sum_by(households.village, households.business_labour, len(committees))


def villages_update_demand(model: RuralModel) -> None:
    """Consumption, pay and competitors of the year set the local demand that businesses meet next year."""
    committees, market = model.committees, model.market
    if model.is_burn_in:
        committees.village_demand_factor[:] = 1.0
        return
    base_labour = committees.base_business_labour
    known = base_labour > 0
    typical = float(base_labour[known].mean()) if known.any() else 1.0
    labour_ratio = committees.business_labour / np.where(known, base_labour, typical)
    consumption = committees.village_consumption_cny
    base = committees.base_consumption_cny
    consumption_ratio = np.divide(consumption, base, out=np.ones(len(base)), where=base > 0)
    reference_pay = market.reference_pay_10k if market.reference_pay_10k > 0 else model.now.local_pay_10k
    committees.village_demand_factor[:] = demand_factor(
        consumption_ratio,
        model.now.local_pay_10k / reference_pay,
        labour_ratio,
        model.config.own_business,
    )
