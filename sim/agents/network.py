"""The social network between households as compressed sparse rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from sim.arrays import Floats, Ints


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

    def mean_of_neighbours(self, values: Floats, when_alone: Floats) -> Floats:
        """Return the mean of a household column over each household's neighbours.

        Households without neighbours get their row of ``when_alone``.
        """
        means: Floats = _neighbour_means(self.start, self.neighbour, values, when_alone)
        return means

    def degree(self) -> Ints:
        """Return the number of neighbours of each household; shape (n_households,)."""
        return np.diff(self.start)

    def copy(self) -> Network:
        """Return an independent copy."""
        return Network(self.start.copy(), self.neighbour.copy())


@njit(cache=True)
def _neighbour_means(start, neighbour, values, when_alone):  # type: ignore[no-untyped-def]
    out = when_alone.copy()
    for i in range(start.shape[0] - 1):
        n = start[i + 1] - start[i]
        if n > 0:
            total = 0.0
            for e in range(start[i], start[i + 1]):
                total += values[neighbour[e]]
            out[i] = total / n
    return out
