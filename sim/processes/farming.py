"""Farming: labour, crops and sales of households (model.md S7, errata E5, K3, H lever 10)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.agents.person import Livelihood
from sim.arrays import YUAN_PER_10K, Bools, Floats, power_of_sparse
from sim.ledger import Flow
from sim.parameter import param

if TYPE_CHECKING:
    from sim.model import RuralModel


@dataclass
class Farming:
    """The farm production function and the farm's terms of trade."""

    productivity_10k: float = param(
        0.45, unit="10k/yr", bounds=(0.01, 5), plausible=(0.3, 0.6), grade="calibrated",
        doc="Value added of the unit farm in the first year (A_F).", source="errata K3",
    )  # fmt: skip
    productivity_growth: float = param(
        0.035, unit="/yr", bounds=(-0.1, 0.2), plausible=(0.01, 0.06), grade="calibrated",
        doc="Yearly growth of it (g_F).",
        source="set by hand to the national share of business income 2013-2020 (start value .05, errata K3)",
    )  # fmt: skip
    land_elasticity: float = param(
        0.40, unit="-", bounds=(0, 1), plausible=(0.3, 0.5), grade="assumption",
        doc="Elasticity of land.", source="model.md 3.8 aT [R]",
    )  # fmt: skip
    labour_elasticity: float = param(
        0.30, unit="-", bounds=(0.01, 1), plausible=(0.2, 0.4), grade="assumption",
        doc="Elasticity of labour.", source="model.md 3.8 aL [R]",
    )  # fmt: skip
    capital_elasticity: float = param(
        0.20, unit="-", bounds=(0, 1), plausible=(0.1, 0.3), grade="assumption",
        doc="Elasticity of productive capital.", source="model.md 3.8 aK [R]",
    )  # fmt: skip
    capital_offset_10k: float = param(
        0.2, unit="10k", bounds=(0, 10), plausible=(0.1, 0.4), grade="assumption",
        doc="Tools that every farm has beside its productive capital.", source="errata K2",
    )  # fmt: skip
    capital_share_beside_business: float = param(
        0.3, unit="share", bounds=(0, 1), plausible=(0.1, 0.5), grade="assumption",
        doc="Capital that the farm keeps when the household also runs a business.",
        source="errata K2 both_activities_capital_split",
    )  # fmt: skip
    input_share: float = param(
        0.38, unit="share of receipts", bounds=(0, 0.95), plausible=(0.3, 0.45), grade="assumption",
        doc="Seeds, fertiliser, feed and hired services.", source="errata K2 farm_input_share, recalled",
    )  # fmt: skip
    trade_margin_remote: float = param(
        0.15, unit="share of price", bounds=(0, 0.4), plausible=(0, 0.25), grade="assumption",
        doc="Margin lost to traders in a village without infrastructure.", source="errata K2",
    )  # fmt: skip
    trade_margin_road_slope: float = param(
        1.5, unit="-", bounds=(0, 10), plausible=(0.5, 2.5), grade="assumption",
        doc="Decay of the margin with infrastructure.", source="errata K2 margin_road_slope",
    )  # fmt: skip
    contract_margin_share: float = param(
        0.5, unit="share", bounds=(0, 1), plausible=(0.3, 1), grade="assumption",
        doc="Part of the trade margin that is still lost under contract.", source="model.md S7, errata E5",
    )  # fmt: skip
    talent_effect: float = param(
        0.05, unit="log per unit of talent stock", bounds=(0, 0.5), plausible=(0, 0.15), grade="survey",
        doc="Effect of the village's technical stock on farm productivity (xi_F).",
        source="errata H lever 10, K2; extension studies [F28]",
    )  # fmt: skip


def productivity_in(year: int, level: float, growth: float, first_year: int) -> float:
    """Return a productivity level that grows from the first year on: level (1 + g)^max(0, t - 2013).

    Examples
    --------
    >>> productivity_in(2010, 0.5, 0.1, 2013), round(productivity_in(2015, 0.5, 0.1, 2013), 6)
    (0.5, 0.605)
    """
    return float(level * (1 + growth) ** max(0, year - first_year))


def trade_margin_share(infrastructure: Floats, rules: Farming) -> Floats:
    """Return the margin lost to traders: tau_v = .15 exp(-1.5 I_v).

    Examples
    --------
    >>> trade_margin_share(np.array([0.0, 1.0]), Farming()).round(4).tolist()
    [0.15, 0.0335]
    """
    margin: Floats = rules.trade_margin_remote * np.exp(-rules.trade_margin_road_slope * infrastructure)
    return margin


def harvest_factor(persistent: Floats, transitory: Floats, village: Floats, transitory_sd: float) -> Floats:
    """Return X = exp(z + eps - .5 se^2 + eta_v), the luck of the year in self-employment.

    Examples
    --------
    >>> harvest_factor(np.zeros(1), np.array([0.045]), np.zeros(1), 0.3).round(6).tolist()
    [1.0]
    """
    factor: Floats = np.exp(persistent + transitory + village - 0.5 * transitory_sd**2)
    return factor


def farm_capital_10k(capital_cny: Floats, has_business: Bools, rules: Farming) -> Floats:
    """Return the capital that works on the farm, in 10k yuan.

    Examples
    --------
    >>> farm_capital_10k(np.array([10_000.0, 10_000.0]), np.array([False, True]), Farming()).tolist()
    [1.0, 0.3]
    """
    share = np.where(has_business, rules.capital_share_beside_business, 1.0)
    return capital_cny / YUAN_PER_10K * share


def farm_scale_10k(productivity_10k: Floats, land_mu: Floats, capital_10k: Floats, rules: Farming) -> Floats:
    """Return farm value added of one worker-year: A T^.40 (.2 + k)^.20, at the reference price.

    Value added of l worker-years is ``farm_scale_10k * l**labour_elasticity``.

    Examples
    --------
    >>> farm_scale_10k(np.array([0.45]), np.array([1.0]), np.array([0.8]), Farming()).tolist()
    [0.45]
    """
    land = np.power(land_mu, rules.land_elasticity)
    tools = np.power(rules.capital_offset_10k + capital_10k, rules.capital_elasticity)
    scale: Floats = productivity_10k * land * tools
    return scale


def labour_gain(others_labour: Floats, own_labour: Floats, elasticity: float) -> Floats:
    """Return (l + e)^a - l^a: what own labour adds to that of the others, for one unit of scale.

    Examples
    --------
    >>> labour_gain(np.array([0.0, 1.0]), np.array([1.0, 3.0]), 0.5).tolist()
    [1.0, 1.0]
    """
    gain: Floats = np.power(others_labour + own_labour, elasticity) - power_of_sparse(
        others_labour, elasticity
    )
    return gain


def expected_farm_price(margin: Floats, contract_share: Floats, premium: Floats, rules: Farming) -> Floats:
    """Return the expected price over the reference price: p = 1 - tau (1 - .5 x) + x prem.

    Examples
    --------
    >>> expected_farm_price(np.array([0.1]), np.array([0.5]), np.array([0.08]), Farming()).round(6).tolist()
    [0.965]
    """
    spared = (1 - rules.contract_margin_share) * contract_share
    return 1 - margin * (1 - spared) + contract_share * premium


def farm_productivity_10k(model: RuralModel) -> Floats:
    """Return A_F exp(f + g_v + xi_F S_v) of each household, in 10k yuan, without luck."""
    rules, households, committees = model.config.farming, model.households, model.committees
    level = productivity_in(
        model.year, rules.productivity_10k, rules.productivity_growth, model.config.clock.first_year
    )
    village_log = committees.village_productivity_log + rules.talent_effect * committees.talent_stock
    return level * np.exp(households.ability_log + village_log[households.village])


def households_grow_crops(model: RuralModel) -> None:
    """Households farm the land that they do not rent out; the harvest depends on the year's luck."""
    rules, households = model.config.farming, model.households
    members, labour = model.township.members_by_livelihood()
    households.farm_labour[:] = labour[Livelihood.FARM]
    households.harvest_factor[:] = harvest_factor(
        households.livelihood_shock_log,
        households.transitory_shock_log,
        model.committees.village_shock_log[households.village],
        model.config.shocks.transitory_sd,
    )
    capital = farm_capital_10k(households.productive_capital_cny, members[Livelihood.OWN_BUSINESS] > 0, rules)
    land = np.maximum(households.land_mu - households.land_rented_out_mu, 0.0)
    productivity = farm_productivity_10k(model) * households.harvest_factor
    scale = farm_scale_10k(productivity, land, capital, rules)
    value_added = scale * np.power(households.farm_labour, rules.labour_elasticity)
    advice = 1 + model.config.contracts.contract_productivity * households.contract_share
    households.farm_output_cny[:] = YUAN_PER_10K * value_added * advice / (1 - rules.input_share)


def households_sell_crops(model: RuralModel) -> None:
    """Households sell on the market what they did not deliver under contract, and pay for their inputs."""
    rules, households, ledger = model.config.farming, model.households, model.ledger
    margin = trade_margin_share(model.committees.infrastructure, rules)[households.village]
    price = np.maximum(1 + model.market.farm_price_shock - margin, 0.0)
    market = np.maximum(households.farm_output_cny - households.contract_delivered_cny, 0.0) * price
    receipts = market + households.contract_receipt_cny
    inputs = rules.input_share * receipts
    ledger.post(Flow.FARM_SALES_MARKET, market)
    ledger.post(Flow.FARM_INPUTS, inputs)
    households.farm_value_added_cny[:] = receipts - inputs
