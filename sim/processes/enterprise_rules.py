"""What enterprises of each kind are like: technology, costs, demand and the use of profit (model.md S8).

The block states every number; the pure rules below it are shared by planning, production and founding.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import Any

import numpy as np

from sim.agents.enterprise import Kind
from sim.arrays import Floats, Ints
from sim.parameter import param

_ENDINGS = tuple(kind.name.lower() for kind in Kind)

_CAPITAL: dict[str, Any] = {
    "unit": "-", "bounds": (0.05, 0.9), "grade": "assumption",
    "doc": "Elasticity of output to capital (alpha_k).",
    "source": "model.md S8 table",
}  # fmt: skip
_LABOUR: dict[str, Any] = {
    "unit": "-", "bounds": (0.05, 0.9), "grade": "assumption",
    "doc": "Elasticity of output to staff (beta_k).",
    "source": "model.md S8 table",
}  # fmt: skip
_MATERIALS: dict[str, Any] = {
    "unit": "share", "bounds": (0, 0.95), "grade": "assumption",
    "doc": "Materials bought, as a share of sales (m_k).",
    "source": "model.md S8 table",
}  # fmt: skip
_OTHER: dict[str, Any] = {
    "unit": "share", "bounds": (0, 0.5), "grade": "assumption",
    "doc": "Other costs as a share of sales (o_k).",
    "source": "errata A6",
}  # fmt: skip
_OVERHEAD: dict[str, Any] = {
    "unit": "10k yuan/yr", "bounds": (0, 500), "grade": "assumption",
    "doc": "Cost that does not depend on sales (O_k).",
    "source": "model.md S8 table",
}  # fmt: skip
_TECHNOLOGY: dict[str, Any] = {
    "unit": "10k^(1-alpha)", "bounds": (0.5, 200), "grade": "assumption",
    "doc": "Median technology at the reference pay (a0_k).",
    "source": "model.md S8 table, errata A5",
}  # fmt: skip
_PAY: dict[str, Any] = {
    "unit": "ratio", "bounds": (0.2, 2), "grade": "assumption",
    "doc": "Pay of staff over pay of the same person in a county job (om_k).",
    "source": "model.md S7",
}  # fmt: skip
_DEMAND: dict[str, Any] = {
    "unit": "-", "bounds": (0.5, 1e9), "plausible": (2, 8), "grade": "assumption",
    "doc": "Price elasticity of demand for the product (eps_k).",
    "source": "errata K2, A4",
}  # fmt: skip
_INCOME: dict[str, Any] = {
    "unit": "-", "bounds": (0, 4), "plausible": (1, 2), "grade": "assumption",
    "doc": "Growth of outside demand over growth of local pay (eta_k = eps_k beta_k).",
    "source": "errata A5",
}  # fmt: skip
_MEMBERS: dict[str, Any] = {
    "unit": "share", "bounds": (0, 0.9), "grade": "assumption",
    "doc": "Profit share of delivering members without support (s_mem).",
    "source": "errata E3",
}  # fmt: skip
_MEMBERS_GAIN: dict[str, Any] = {
    "unit": "ratio", "bounds": (0, 1), "grade": "assumption",
    "doc": "Part of the members' profit share gain of lever 3 that applies to the kind.",
    "source": "errata E3: .20 U3 for cooperatives, .10 U3 for the others",
}  # fmt: skip


@dataclass
class EnterpriseRules:
    """Production, costs and finance of enterprises; numbers by kind end in the name of the kind."""

    capital_elasticity_cooperative: float = param(0.35, plausible=(0.25, 0.45), **_CAPITAL)
    capital_elasticity_processing: float = param(0.40, plausible=(0.3, 0.5), **_CAPITAL)
    capital_elasticity_services: float = param(0.30, plausible=(0.2, 0.4), **_CAPITAL)
    labour_elasticity_cooperative: float = param(0.45, plausible=(0.35, 0.55), **_LABOUR)
    labour_elasticity_processing: float = param(0.45, plausible=(0.35, 0.55), **_LABOUR)
    labour_elasticity_services: float = param(0.50, plausible=(0.4, 0.6), **_LABOUR)
    material_share_cooperative: float = param(0.60, plausible=(0.5, 0.7), **_MATERIALS)
    material_share_processing: float = param(0.65, plausible=(0.55, 0.75), **_MATERIALS)
    material_share_services: float = param(0.35, plausible=(0.25, 0.45), **_MATERIALS)
    other_cost_share_cooperative: float = param(0.03, plausible=(0.02, 0.05), **_OTHER)
    other_cost_share_processing: float = param(0.04, plausible=(0.02, 0.06), **_OTHER)
    other_cost_share_services: float = param(0.10, plausible=(0.06, 0.14), **_OTHER)
    overhead_10k_cooperative: float = param(6.0, plausible=(4, 8), **_OVERHEAD)
    overhead_10k_processing: float = param(25.0, plausible=(17, 33), **_OVERHEAD)
    overhead_10k_services: float = param(12.0, plausible=(8, 16), **_OVERHEAD)
    technology_start_cooperative: float = param(12.0, plausible=(10, 14), **_TECHNOLOGY)
    technology_start_processing: float = param(16.0, plausible=(13, 19), **_TECHNOLOGY)
    technology_start_services: float = param(11.0, plausible=(9, 13), **_TECHNOLOGY)
    pay_ratio_cooperative: float = param(0.80, plausible=(0.7, 1), **_PAY)
    pay_ratio_processing: float = param(1.00, plausible=(0.9, 1.1), **_PAY)
    pay_ratio_services: float = param(0.95, plausible=(0.8, 1.1), **_PAY)
    demand_elasticity_cooperative: float = param(3.0, **_DEMAND)
    demand_elasticity_processing: float = param(4.0, **_DEMAND)
    demand_elasticity_services: float = param(3.0, **_DEMAND)
    demand_income_elasticity_cooperative: float = param(1.35, **_INCOME)
    demand_income_elasticity_processing: float = param(1.80, **_INCOME)
    demand_income_elasticity_services: float = param(1.50, **_INCOME)
    member_profit_share_cooperative: float = param(0.10, plausible=(0, 0.3), **_MEMBERS)
    member_profit_share_processing: float = param(0.0, plausible=(0, 0.1), **_MEMBERS)
    member_profit_share_services: float = param(0.0, plausible=(0, 0.1), **_MEMBERS)
    member_gain_ratio_cooperative: float = param(1.0, plausible=(0.5, 1), **_MEMBERS_GAIN)
    member_gain_ratio_processing: float = param(0.5, plausible=(0, 1), **_MEMBERS_GAIN)
    member_gain_ratio_services: float = param(0.5, plausible=(0, 1), **_MEMBERS_GAIN)
    reference_local_pay_10k: float = param(
        3.41, unit="10k yuan/yr", bounds=(0.5, 20), plausible=(3, 3.8), grade="assumption",
        doc="Local pay at which the median technology is quoted.", source="errata A5: local pay of 2020",
    )  # fmt: skip
    road_effect_log: float = param(
        0.05, unit="log", bounds=(0, 0.5), plausible=(0, 0.15), grade="quasi-experiment",
        doc="Output of enterprises per unit of infrastructure above one half (xi_I).",
        source="errata K3; Asher, Novosad 2020 (village firms only slightly) [F29]",
    )  # fmt: skip
    talent_effect_log: float = param(
        0.05, unit="log", bounds=(0, 0.5), plausible=(0, 0.2), grade="assumption",
        doc="Output of enterprises per unit of the talent stock (xi_S).", source="errata K2, K3",
    )  # fmt: skip
    minimum_staff: int = param(
        2, unit="persons", bounds=(0, 50), plausible=(1, 5), grade="assumption",
        doc="Smallest planned staff.", source="model.md S8.1",
    )  # fmt: skip
    tax_share: float = param(
        0.02, unit="share", bounds=(0, 0.2), plausible=(0.01, 0.04), grade="assumption",
        doc="Tax on sales.", source="errata A6, K2",
    )  # fmt: skip
    price_floor: float = param(
        0.4, unit="ratio", bounds=(0.01, 1), plausible=(0.2, 0.6), grade="assumption",
        doc="Lowest product price.", source="errata A4",
    )  # fmt: skip
    price_ceiling: float = param(
        2.0, unit="ratio", bounds=(1, 100), plausible=(1.5, 3), grade="assumption",
        doc="Highest product price.", source="errata A4",
    )  # fmt: skip
    asset_resale_price: float = param(
        0.5, unit="share", bounds=(0, 1), plausible=(0.3, 0.8), grade="assumption",
        doc="Proceeds of sold capital over its cost.", source="model.md S8.3, errata K2",
    )  # fmt: skip
    largest_asset_sale_share: float = param(
        0.9, unit="share", bounds=(0, 1), plausible=(0.5, 1), grade="assumption",
        doc="Largest part of capital sold in a year to pay bills.", source="errata B7",
    )  # fmt: skip
    capital_depreciation: float = param(
        0.10, unit="/yr", bounds=(0, 1), plausible=(0.06, 0.15), grade="assumption",
        doc="Yearly loss of capital.", source="model.md S8.6, errata K2",
    )  # fmt: skip
    buffer_share: float = param(
        0.25, unit="share of K", bounds=(0, 2), plausible=(0.1, 0.5), grade="assumption",
        doc="Money that neither dividends nor investment touch.", source="model.md S8.6, errata K2",
    )  # fmt: skip
    payout_share: float = param(
        0.4, unit="share", bounds=(0, 1), plausible=(0.2, 0.6), grade="assumption",
        doc="Part of a net profit that is paid out.", source="errata B9, K2",
    )  # fmt: skip
    hoard_payout_share: float = param(
        0.5, unit="share", bounds=(0, 1), plausible=(0, 1), grade="assumption",
        doc="Part of money beyond the hoard limit that is paid out.", source="errata B9, K2",
    )  # fmt: skip
    hoard_limit_share: float = param(
        0.5, unit="share of K", bounds=(0, 5), plausible=(0.3, 1), grade="assumption",
        doc="Money that counts as a hoard when exceeded.", source="errata B9",
    )  # fmt: skip
    investment_return: float = param(
        0.05, unit="share of K", bounds=(-1, 1), plausible=(0, 0.1), grade="assumption",
        doc="Net return above which an enterprise invests.", source="model.md S8.6",
    )  # fmt: skip
    investment_rate: float = param(
        0.10, unit="share of K", bounds=(0, 1), plausible=(0.06, 0.15), grade="assumption",
        doc="Replacement part of investment.", source="model.md S8.6",
    )  # fmt: skip
    investment_retained_share: float = param(
        0.5, unit="share", bounds=(0, 1), plausible=(0.2, 0.8), grade="assumption",
        doc="Part of retained profit invested on top.", source="model.md S8.6",
    )  # fmt: skip
    technology_drift: float = param(
        0.0, unit="log/yr", bounds=(-0.2, 0.2), plausible=(-0.02, 0.02), grade="assumption",
        doc="Mean yearly change of technology (mu_a).", source="model.md 3.8 [F31b]",
    )  # fmt: skip
    technology_noise_sd: float = param(
        0.08, unit="log", bounds=(0, 1), plausible=(0.05, 0.15), grade="assumption",
        doc="Yearly spread of technology change (sigma_a).", source="model.md 3.8 [F31b]",
    )  # fmt: skip


def by_kind(block: object, name: str) -> Floats:
    """Return the parameters ``<name>_<kind>`` of a block as an array in the order of the kinds.

    Examples
    --------
    >>> by_kind(EnterpriseRules(), "material_share").tolist()
    [0.6, 0.65, 0.35]
    """
    return np.array(_getter(name)(block), np.float64)


@cache
def _getter(name: str) -> attrgetter[tuple[float, ...]]:
    return attrgetter(*[f"{name}_{ending}" for ending in _ENDINGS])


def village_pay_10k(local_pay_10k: float, village_productivity_log: Floats, pay_share: float) -> Floats:
    """Return what a usual worker of each village earns in the county, W e^(.6 g_v), in 10k yuan a year.

    Examples
    --------
    >>> village_pay_10k(3.0, np.array([0.0]), 0.6).tolist()
    [3.0]
    """
    pay: Floats = local_pay_10k * np.exp(pay_share * village_productivity_log)
    return pay


def technology_start(rules: EnterpriseRules, kind: Ints, local_pay_10k: Floats) -> Floats:
    """Return median technology a of new enterprises, a = a0 (W / W_ref)^beta (errata A5).

    Parameters
    ----------
    rules : EnterpriseRules
    kind : array of int, shape (n,)
    local_pay_10k : array, shape (n,)
        Pay of the village in the year in which the price of products is one.

    Examples
    --------
    >>> technology_start(EnterpriseRules(), np.array([0, 1, 2]), np.full(3, 3.41)).tolist()
    [12.0, 16.0, 11.0]
    """
    start, labour = by_kind(rules, "technology_start"), by_kind(rules, "labour_elasticity")
    return start[kind] * (local_pay_10k / rules.reference_local_pay_10k) ** labour[kind]


def village_advantage_factor(rules: EnterpriseRules, infrastructure: Floats, talent_stock: Floats) -> Floats:
    """Return how roads and skilled people raise output, Xi = exp(xi_I (I - .5) + xi_S S); shape of inputs.

    Examples
    --------
    >>> village_advantage_factor(EnterpriseRules(), np.array([0.5]), np.array([0.0])).tolist()
    [1.0]
    """
    road, talent = rules.road_effect_log * (infrastructure - 0.5), rules.talent_effect_log * talent_stock
    factor: Floats = np.exp(road + talent)
    return factor


def plant_factor(rules: EnterpriseRules, kind: Ints, n_plants: Ints | int) -> Floats:
    """Return n^(1 - alpha - beta): n equal plants make n times the output of one (errata A8).

    Examples
    --------
    >>> rules = EnterpriseRules(capital_elasticity_cooperative=0.25, labour_elasticity_cooperative=0.25)
    >>> plant_factor(rules, np.array([0, 0]), np.array([1, 4])).tolist()
    [1.0, 2.0]
    """
    returns_to_scale = by_kind(rules, "capital_elasticity") + by_kind(rules, "labour_elasticity")
    factor: Floats = np.power(n_plants, (1 - returns_to_scale)[kind])
    return factor


def planned_staff(
    rules: EnterpriseRules,
    kind: Ints,
    technology: Floats,
    capital_10k: Floats,
    price: Floats,
    local_pay_10k: Floats,
    n_plants: Ints | int = 1,
) -> Ints:
    """Return staff at which a worker's marginal revenue meets the pay, N* of model.md S8.1, rounded.

    N* = [beta (1 - m - o - tax) P a Xi n^(1 - alpha - beta) K^alpha / (om W)]^(1 / (1 - beta)) or the least.

    Parameters
    ----------
    rules : EnterpriseRules
    kind, technology, capital_10k, price, local_pay_10k, n_plants : array, shape (n,)
        Technology times village advantage (a Xi); capital in 10k yuan; expected price; village pay; plants n.

    Examples
    --------
    >>> rules = EnterpriseRules(labour_elasticity_cooperative=0.5, material_share_cooperative=0.45)
    >>> one = np.ones(1)
    >>> planned_staff(rules, np.array([0]), 12.8 * one, one, one, one).tolist()
    [16]
    """
    alpha, beta = by_kind(rules, "capital_elasticity")[kind], by_kind(rules, "labour_elasticity")[kind]
    costs = by_kind(rules, "material_share") + by_kind(rules, "other_cost_share") + rules.tax_share
    pay_10k = by_kind(rules, "pay_ratio")[kind] * local_pay_10k
    output = technology * plant_factor(rules, kind, n_plants) * capital_10k**alpha
    revenue = np.maximum(1 - costs, 0.0)[kind] * price * output
    staff = (beta * revenue / pay_10k) ** (1 / (1 - beta))
    least, most = rules.minimum_staff * n_plants, np.iinfo(np.int32).max  # sums of it can still be counted
    return np.clip(np.rint(staff), least, most).astype(np.int64)
