"""Households rent land out; cooperatives take what they need, outsiders the rest (model.md S7, errata B11).

Transfers between households are left out, which understates the scale-up of farms on rented land.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.agents.enterprise import Kind
from sim.agents.person import Livelihood
from sim.agents.township import Township
from sim.arrays import YUAN_PER_10K, Floats, Ints, ratio, sum_by
from sim.ledger import Flow, Sector
from sim.parameter import param

if TYPE_CHECKING:
    from sim.model import RuralModel


@dataclass
class LandRental:
    """How much land is rented out, by whom, and at what rent."""

    rent_cny_per_mu: float = param(
        480.0, unit="yuan/mu-yr", bounds=(0, 5000), plausible=(200, 900), grade="assumption",
        doc="Rent of land (r_T).", source="model.md 3.8, prototype",
    )  # fmt: skip
    rented_share_without_farming: float = param(
        0.6, unit="share", bounds=(0, 1), plausible=(0.3, 0.9), grade="official-statistics",
        doc="Part of its land that a household without farm labour rents out; the rest lies idle.",
        source="errata K2: 26-37 % of contracted land is transferred",
    )  # fmt: skip
    rented_share_part_time: float = param(
        0.1, unit="share", bounds=(0, 1), plausible=(0.0, 0.3), grade="official-statistics",
        doc="Part of its land that a household with little farm labour rents out.", source="model.md S7",
    )  # fmt: skip
    full_farm_labour: float = param(
        0.7, unit="worker-years", bounds=(0, 5), plausible=(0.5, 1), grade="assumption",
        doc="Farm labour from which a household works all its land.", source="model.md S7",
    )  # fmt: skip
    cooperative_need_mu_per_10k: float = param(
        2.0, unit="mu/10k yuan of K", bounds=(0, 50), plausible=(1, 4), grade="assumption",
        doc="Land that a cooperative wants per unit of capital.", source="errata B11",
    )  # fmt: skip
    collective_rented_share: float = param(
        0.6, unit="share", bounds=(0, 1), plausible=(0.3, 0.9), grade="assumption",
        doc="Part of collective land rented to outsiders.", source="errata B11",
    )  # fmt: skip


def own_farm_labour(township: Township) -> Floats:
    """Return the labour that each household's farmers supply this year, l_F; shape (n_households,)."""
    _, labour = township.members_by_livelihood()
    own: Floats = labour[Livelihood.FARM]
    return own


def offered_land(rules: LandRental, land_mu: Floats, farm_labour: Floats) -> Floats:
    """Return the land that households rent out by their farm labour; shape (n_households,).

    Examples
    --------
    >>> offered_land(LandRental(), np.array([10.0, 10.0, 10.0]), np.array([0.0, 0.5, 0.7])).tolist()
    [6.0, 1.0, 0.0]
    """
    part_time = np.where(farm_labour < rules.full_farm_labour, rules.rented_share_part_time, 0.0)
    share = np.where(farm_labour > 0, part_time, rules.rented_share_without_farming)
    return land_mu * share


def households_offer_land(model: RuralModel) -> None:
    """Households without farm labour rent out most of their land, part-time farmers a little."""
    households = model.households
    labour = own_farm_labour(model.township)
    households.land_rented_out_mu[:] = offered_land(model.config.land_rental, households.land_mu, labour)


def clear_land_rental_market(model: RuralModel) -> None:
    """Cooperatives rent up to their need in their village, outsiders the rest and part of collective land.

    Every lessor of a village rents the same part of the offer to cooperatives. The rent that a cooperative
    owes is written to ``land_rent_cny`` and paid with its other bills.
    """
    households, enterprises, committees = model.households, model.enterprises, model.committees
    rules, n_villages = model.config.land_rental, len(model.committees)
    is_tenant = enterprises.is_active & (enterprises.kind == Kind.COOPERATIVE)
    need = rules.cooperative_need_mu_per_10k * enterprises.capital_cny / YUAN_PER_10K * is_tenant
    offered = sum_by(households.village, households.land_rented_out_mu, n_villages)
    needed = sum_by(enterprises.village, need, n_villages)
    used = np.minimum(offered, needed)
    filled = ratio(used, needed, 0.0)[enterprises.village]
    enterprises.land_rent_cny[:] = rules.rent_cny_per_mu * need * filled
    outside_share = 1 - ratio(used, offered, 0.0)
    outside_mu = households.land_rented_out_mu * outside_share[households.village]
    post = model.ledger.post
    post(Flow.LAND_RENT_OUTSIDE, rules.rent_cny_per_mu * outside_mu, payee=Sector.HOUSEHOLDS)
    collective_mu = rules.collective_rented_share * committees.collective_land_mu
    post(Flow.LAND_RENT_OUTSIDE, rules.rent_cny_per_mu * collective_mu, payee=Sector.COLLECTIVES)


def leases_of_cooperatives(
    rent_cny: Floats, enterprise_village: Ints, rented_out_mu: Floats, household_village: Ints
) -> tuple[Ints, Ints, Floats]:
    """Return the payments that split each enterprise's rent over the lessors of its village by their land.

    Parameters
    ----------
    rent_cny, enterprise_village : array, shape (n_enterprises,)
    rented_out_mu, household_village : array, shape (n_households,)
        Households sorted by village.

    Returns
    -------
    tenants, lessors, rents : array, shape (n_payments,)
        Enterprise row, household row, yuan.

    Examples
    --------
    >>> one_village = np.array([0]), np.array([3.0, 0.0, 1.0]), np.array([0, 0, 0])
    >>> [part.tolist() for part in leases_of_cooperatives(np.array([80.0]), *one_village)]
    [[0, 0], [0, 2], [60.0, 20.0]]
    """
    lessors = np.flatnonzero(rented_out_mu > 0)
    village = household_village[lessors]
    tenants = np.flatnonzero(rent_cny > 0)
    first = np.searchsorted(village, enterprise_village[tenants], side="left")
    count = np.searchsorted(village, enterprise_village[tenants], side="right") - first
    pair_tenant = np.repeat(tenants, count)
    within = np.arange(len(pair_tenant)) - np.repeat(np.cumsum(count) - count, count)
    pair_lessor = lessors[np.repeat(first, count) + within]
    land = sum_by(pair_tenant, rented_out_mu[pair_lessor], len(rent_cny))
    return pair_tenant, pair_lessor, rent_cny[pair_tenant] * rented_out_mu[pair_lessor] / land[pair_tenant]
