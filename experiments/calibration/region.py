"""Points spread evenly over the part of the cube that is not ruled out, however small that part is.

Subset simulation: from evenly drawn points the best fifth is kept and spread again within its own level, and
so on, level by level. Each level is about five times smaller than the one before, so a part of one in a
million of the cube is found in nine steps where plain drawing would need millions of points; the product of
the shares says how large it is.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from experiments.calibration.draws import Draws
from experiments.calibration.space import DIGITS
from sim.arrays import Floats

KEPT = 0.2
"""Share kept at each level (assumption: the usual choice lies between .1 and .3)."""

_MOVES = 20
"""Steps of every point at every level, so that copies of one survivor part (assumption)."""

_MOVED_SHARE = 0.3
"""Share of the dimensions that a step changes (assumption)."""

_STEP = 2.38
"""A step is the distance of two survivors times this over the root of twice its dimensions: as is usual."""

_JITTER = 1e-3


@dataclass(frozen=True)
class Region:
    """What is left of the cube.

    Attributes
    ----------
    points : float array, shape (n, n_dims)
        Spread evenly over it.
    level : float
        The largest measure in it: the one wanted, or the one that the levels came down to.
    share : float
        How much of the cube it is, about.
    """

    points: Floats
    level: float
    share: float


def find_region(
    measure: Callable[[Floats], Floats],
    n_dims: int,
    n_points: int,
    wanted: float,
    most_levels: int,
    draws: Draws,
    slack: float = 1.0,
) -> Region:
    """Return the part of the cube in which a measure is at most the wanted one, or as near as levels allow.

    Parameters
    ----------
    measure : callable
        From points, shape (n, n_dims), to a number for each.
    n_dims, n_points : int
    wanted : float
    most_levels : int
        A guard against trust in one measure: the region never gets smaller than ``KEPT`` to this power.
    draws : Draws
    slack : float
        Where nothing comes down to what is wanted, the region ends at the least measure times this.
    """
    points = draws.uniforms("start", n_points, n_dims)
    found = measure(points)
    share, level = 1.0, math.inf
    for number in range(most_levels):
        least = max(wanted, slack * float(found.min()))
        level = max(least, float(np.quantile(found, KEPT)))
        is_kept = found <= level
        share *= float(is_kept.mean())
        points, found = _spread(measure, points[is_kept], found[is_kept], n_points, level, draws, number)
        if level <= least:
            break
    return Region(np.round(points, DIGITS), level, share)


def _spread(
    measure: Callable[[Floats], Floats],
    kept: Floats,
    found: Floats,
    n_points: int,
    level: float,
    draws: Draws,
    number: int,
) -> tuple[Floats, Floats]:
    """Return points that have walked from survivors without ever leaving the level, and their measures."""
    n_dims = kept.shape[1]
    start = draws.picks(f"start {number}", n_points, len(kept))
    points, values = kept[start], found[start]
    for step in range(_MOVES):
        name = f"{number} {step}"
        one, other = (kept[draws.picks(f"{end} {name}", n_points, len(kept))] for end in ("from", "to"))
        is_moved = draws.uniforms(f"moved {name}", n_points, n_dims) < _MOVED_SHARE
        is_moved[np.arange(n_points), draws.picks(f"sure {name}", n_points, n_dims)] = True
        length = _STEP / np.sqrt(2.0 * is_moved.sum(axis=1, keepdims=True))
        jitter = _JITTER * (2.0 * draws.uniforms(f"jitter {name}", n_points, n_dims) - 1.0)
        tried = _reflected(points + is_moved * (length * (one - other) + jitter))
        tried_values = measure(tried)
        is_better = tried_values <= level
        points[is_better], values[is_better] = tried[is_better], tried_values[is_better]
    return points, values


def _reflected(points: Floats) -> Floats:
    """Return points with what lies beyond a face of the cube folded back into it, so that steps stay even."""
    folded: Floats = 1.0 - np.abs(np.mod(points, 2.0) - 1.0)
    return folded
