"""The social network between households as compressed sparse rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from sim.arrays import Bools, Floats, Ints


@dataclass
class Network:
    """Symmetric neighbour lists of households.

    Attributes
    ----------
    start : array of int, shape (n_households + 1,)
        Neighbours of household i are ``neighbour[start[i]:start[i + 1]]``, in rising order.
    neighbour : array of int, shape (n_directed_edges,)
    """

    start: Ints
    neighbour: Ints

    def mean_of_neighbours(
        self, values: Floats, when_alone: Floats, is_counted: Bools | None = None
    ) -> Floats:
        """Return the mean of a household column over each household's neighbours.

        Households without neighbours (among those that count) get their row of ``when_alone``.
        """
        counted = np.ones(len(values), np.bool_) if is_counted is None else is_counted
        means: Floats = _neighbour_means(self.start, self.neighbour, values, when_alone, counted)
        return means

    def degree(self) -> Ints:
        """Return the number of neighbours of each household; shape (n_households,)."""
        return np.diff(self.start)

    def copy(self) -> Network:
        """Return an independent copy."""
        return Network(self.start.copy(), self.neighbour.copy())


@njit(cache=True)
def _neighbour_means(start, neighbour, values, when_alone, is_counted):  # type: ignore[no-untyped-def]
    out = when_alone.copy()
    for i in range(start.shape[0] - 1):
        n = 0
        total = 0.0
        for e in range(start[i], start[i + 1]):
            j = neighbour[e]
            n += is_counted[j]
            total += values[j] * is_counted[j]
        if n > 0:
            out[i] = total / n
    return out
