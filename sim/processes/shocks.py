"""Shocks to households, harvests, prices and sales, drawn at the start of the year (model.md 1.4 step 2)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.arrays import Floats, UInts
from sim.parameter import param
from sim.random_streams import Stream

if TYPE_CHECKING:
    from sim.model import RuralModel

TOWNSHIP_UID = 0
"""Identity of the township in draws that are common to everybody."""


@dataclass
class Shocks:
    """Size and persistence of the shocks."""

    persistence: float = param(
        0.75, unit="-", bounds=(0, 0.99), plausible=(0.6, 0.95), grade="survey",
        doc="Part of a persistent self-employment shock that is left after a year.",
        source="model.md 3.8 rho; household income dynamics [F40]",
    )  # fmt: skip
    persistent_sd: float = param(
        0.14, unit="log", bounds=(0, 1), plausible=(0.1, 0.3), grade="calibrated",
        doc="Yearly innovation of the persistent self-employment shock.", source="model.md 3.8 sigma_z",
    )  # fmt: skip
    transitory_sd: float = param(
        0.30, unit="log", bounds=(0, 1), plausible=(0.2, 0.45), grade="assumption",
        doc="Self-employment shock of one household in one year.", source="model.md 3.8 se",
    )  # fmt: skip
    village_sd: float = param(
        0.10, unit="log", bounds=(0, 1), plausible=(0.05, 0.2), grade="assumption",
        doc="Harvest shock common to a village in one year.", source="model.md 3.8 sV",
    )  # fmt: skip
    farm_price_sd: float = param(
        0.06, unit="share", bounds=(0, 0.2), plausible=(0.03, 0.12), grade="assumption",
        doc="Long-run spread of the common farm price around its normal level.",
        source="model.md 3.3; model-errata K2 price_shock_sd",
    )  # fmt: skip
    farm_price_shift: float = param(
        0.0, unit="share", bounds=(-0.5, 0.5), plausible=(-0.2, 0.2), grade="design",
        doc="Departure from its normal level around which the farm price moves, a stress; none by default.",
        source="design of the stress scenarios",
    )  # fmt: skip
    farm_price_persistence: float = param(
        0.3, unit="-", bounds=(0, 0.99), plausible=(0, 0.6), grade="assumption",
        doc="Part of a price shock that is left after a year.", source="model-errata K2",
    )  # fmt: skip
    farm_price_limit: float = param(
        0.5, unit="share", bounds=(0, 0.8), grade="assumption",
        doc="Largest departure of the farm price from its normal level, up or down.",
        source="keeps receipts positive; eight standard deviations at the default",
    )  # fmt: skip
    enterprise_sales_sd: float = param(
        0.30, unit="log", bounds=(0, 1), plausible=(0.2, 0.4), grade="assumption",
        doc="Sales shock of one enterprise in one year.", source="model.md 3.8 s_nu; firm dynamics [F31b]",
    )  # fmt: skip


def farm_price_shock(last: float, noise: float, rules: Shocks) -> float:
    """Return the common farm price shock s, an AR(1) with the stated centre and spread; noise has sd one.

    Examples
    --------
    >>> farm_price_shock(0.10, 0.0, Shocks()), round(farm_price_shock(0.0, 1.0, Shocks()), 4)
    (0.03, 0.0572)
    """
    carried, centre = rules.farm_price_persistence, rules.farm_price_shift
    spread = rules.farm_price_sd * math.sqrt(1 - carried**2)
    shock = centre + carried * (last - centre) + spread * noise
    return min(max(shock, -rules.farm_price_limit), rules.farm_price_limit)


def households_meet_shocks(model: RuralModel) -> None:
    """Fade persistent shocks and add new ones (z' = rho z + sigma_z u); transitory ones last a year."""
    rules, households, streams = model.config.shocks, model.households, model.streams
    households.livelihood_shock_log *= rules.persistence
    households.livelihood_shock_log += rules.persistent_sd * streams.normals(
        Stream.PERSISTENT_SHOCK, households.uid, model.year
    )
    households.transitory_shock_log[:] = rules.transitory_sd * streams.normals(
        Stream.TRANSITORY_SHOCK, households.uid, model.year
    )


def villages_meet_harvest_shocks(model: RuralModel) -> None:
    """Strike whole villages by weather and pests."""
    committees = model.committees
    noise = model.streams.normals(Stream.VILLAGE_SHOCK, committees.uid, model.year)
    committees.village_shock_log[:] = model.config.shocks.village_sd * noise


def prices_move(model: RuralModel) -> None:
    """Move the common farm price away from its normal level and partly back."""
    township = np.array([TOWNSHIP_UID], np.uint64)
    noise = float(model.streams.normals(Stream.FARM_PRICE, township, model.year)[0])
    market = model.market
    market.farm_price_shock = farm_price_shock(market.farm_price_shock, noise, model.config.shocks)


def demand_shocks_log(model: RuralModel, uid: UInts) -> Floats:
    """Return this year's sales shock nu of the enterprises with these identities; shape of ``uid``."""
    noise = model.streams.normals(Stream.DEMAND_SHOCK, uid, model.year)
    return model.config.shocks.enterprise_sales_sd * noise


def enterprises_meet_demand_shocks(model: RuralModel) -> None:
    """Draw the luck of each enterprise in this year's sales."""
    enterprises = model.enterprises
    enterprises.demand_shock_log[:] = demand_shocks_log(model, enterprises.uid)
