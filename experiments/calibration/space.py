"""The parameters that are fitted, as a unit cube: each from 0, the low end of its range, to 1, the high."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats
from sim.config import Config
from sim.parameter import walk

ILLNESS, ENTRY = "health.illness_prob", "enterprise_turnover.entry_prob"
"""Factors: each moves all parameters whose names begin like it."""

HOUSEHOLDS = (
    "farming.productivity_10k",
    "own_business.productivity_10k",
    "own_business.fixed_cost_10k",
    "context.county_job_share",
    "pay.remittance_share",
    "livelihoods.taste_migrant",
    "livelihoods.taste_business",
    "livelihoods.taste_home",
    "livelihoods.attitude_barrier",
    "livelihoods.migrant_network_pull",
    "livelihoods.migration_age_cost",
    "place.households.ability_sd_log",
    "shocks.persistent_sd",
    ILLNESS,
    "enterprise_turnover.exit_prob",
)
"""The fifteen of stage A: the household core."""

VILLAGES = ("place.villages.productivity_sd_log", "targeting.noise_sd", ENTRY)
"""Those of stage B: villages and firms."""

PLACE_MEAN = "place.village_productivity_mean"
"""The one parameter that sets a poor county apart."""

DIGITS = 6
"""Significant digits of values and decimals of the cube: what is written in a table is what was run."""


@dataclass(frozen=True)
class Free:
    """One dimension of the cube.

    Attributes
    ----------
    name : str
        Dotted name of a parameter, or of the factor on several.
    low, high, default : float
        Plausible range and default; of a factor, as multiples of the defaults.
    moved : dict of dotted name to default
        What a factor multiplies; empty for a plain parameter.
    """

    name: str
    low: float
    high: float
    default: float
    moved: Mapping[str, float]

    def value(self, share: float) -> float:
        """Return the value at a place between the ends, 0 to 1; factors grow by equal ratios."""
        if self.moved:
            return _rounded(self.low * (self.high / self.low) ** share)
        return _rounded(self.low + share * (self.high - self.low))

    def share(self, value: float) -> float:
        """Return the place of a value between the ends."""
        if self.moved:
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)


@dataclass(frozen=True)
class Space:
    """All dimensions of a calibration, in the order of their columns."""

    free: tuple[Free, ...]

    @property
    def names(self) -> list[str]:
        """Return the names of the dimensions."""
        return [item.name for item in self.free]

    def places(self, names: Sequence[str]) -> list[int]:
        """Return the columns of some dimensions; what is held fixed has none."""
        return [place for place, item in enumerate(self.free) if item.name in names]

    def default(self) -> Floats:
        """Return the default of the model as a point of the cube."""
        return np.round([item.share(item.default) for item in self.free], DIGITS)

    def own_values(self, point: Floats) -> dict[str, float]:
        """Return the value of each dimension at a point, factors as factors."""
        return {item.name: item.value(float(share)) for item, share in zip(self.free, point, strict=True)}

    def values(self, point: Floats) -> dict[str, float]:
        """Return a point as parameters by dotted name, as a configuration takes them.

        Examples
        --------
        >>> whole = space_of(("shocks.persistent_sd", ILLNESS))
        >>> whole.values(np.array([0.5, 1.0]))["health.illness_prob_old"]
        0.1
        """
        found = {}
        for item, share in zip(self.free, point, strict=True):
            value = item.value(float(share))
            if item.moved:
                found |= {key: _rounded(value * default) for key, default in item.moved.items()}
            else:
                found[item.name] = value
        return found

    def point(self, values: Mapping[str, float]) -> Floats:
        """Return parameters by dotted name as a point; it must state every dimension."""
        shares = []
        for item in self.free:
            key = next(iter(item.moved), item.name)
            shares.append(item.share(values[key] / item.moved.get(key, 1.0)))
        return np.round(shares, DIGITS)


def space_of(names: Sequence[str], fixed: Sequence[str] = ()) -> Space:
    """Return the space of some parameters, in the ranges that their statements call plausible.

    Parameters
    ----------
    names : sequence of str
    fixed : sequence of str
        Dotted names that are held as they are: their dimensions are left out.
    """
    known = {key: statement for key, statement, _ in walk(Config())}
    free = []
    for name in names:
        if name in known:
            moved: dict[str, float] = {}
            low, high = known[name].plausible or _no_range(name)
            default = float(known[name].default)
        else:
            moved = {key: float(item.default) for key, item in known.items() if key.startswith(f"{name}_")}
            ranges = [known[key].plausible or _no_range(key) for key in moved]
            low = max(pair[0] / moved[key] for pair, key in zip(ranges, moved, strict=True))
            high = min(pair[1] / moved[key] for pair, key in zip(ranges, moved, strict=True))
            default = 1.0
        if not {name, *moved} & set(fixed):
            free.append(Free(name, float(low), float(high), default, moved))
    return Space(tuple(free))


def _no_range(name: str) -> tuple[float, float]:
    raise ValueError(f"{name}: a parameter that is fitted needs a plausible range in its statement")


def _rounded(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")
