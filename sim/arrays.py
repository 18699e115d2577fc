"""Array types and the few sums by group that every process uses."""

from __future__ import annotations

from typing import cast

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
UInts = NDArray[np.uint64]

YUAN_PER_10K = 10_000.0
"""Yuan in the unit `10k` of the productivity formulas."""


def sum_by(group: Ints, values: Floats | Ints | Bools, n_groups: int) -> Floats:
    """Return the sum of values in each group; shape ``(n_groups,)``; groups outside are an error.

    Examples
    --------
    >>> sum_by(np.array([0, 2, 2]), np.array([1.0, 2.0, 3.0]), 3).tolist()
    [1.0, 0.0, 5.0]
    """
    return cast(Floats, np.bincount(group, weights=values, minlength=n_groups))


def count_by(group: Ints, n_groups: int) -> Ints:
    """Return the number of rows in each group; shape ``(n_groups,)``."""
    return np.bincount(group, minlength=n_groups)


def ratio(numerator: Floats, denominator: Floats, when_empty: float) -> Floats:
    """Return numerator / denominator, and ``when_empty`` where the denominator is not positive."""
    out = np.full(np.shape(numerator), when_empty)
    np.divide(numerator, denominator, out=out, where=np.asarray(denominator) > 0)
    return out
