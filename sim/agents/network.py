"""The social network between households as compressed sparse rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from sim.arrays import Bools, Ints


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

    def count_neighbours(self, is_counted: Bools) -> Ints:
        """Return how many neighbours of each household are among the given ones; shape (n_households,)."""
        counts: Ints = _neighbour_counts(self.start, self.neighbour, is_counted)
        return counts

    def degree(self) -> Ints:
        """Return the number of neighbours of each household; shape (n_households,)."""
        return np.diff(self.start)

    def without_edges_of(self, ended: Bools) -> Network:
        """Return the network without the edges of ended households; their rows are empty (errata D9)."""
        return Network(*_edges_between(self.start, self.neighbour, ~ended))

    def copy(self) -> Network:
        """Return an independent copy."""
        return Network(self.start.copy(), self.neighbour.copy())


@njit(cache=True)
def _neighbour_counts(start, neighbour, is_counted):  # type: ignore[no-untyped-def]
    """Who counts adds one to all neighbours: links are mutual, and often only few count."""
    counts = np.zeros(start.shape[0] - 1, np.int64)
    for i in range(counts.shape[0]):
        if is_counted[i]:
            for e in range(start[i], start[i + 1]):
                counts[np.uint64(neighbour[e])] += 1
    return counts


@njit(cache=True)
def _edges_between(start, neighbour, stays):  # type: ignore[no-untyped-def]
    new_start, kept, n = np.zeros_like(start), np.empty_like(neighbour), 0
    for household in range(stays.shape[0]):
        if stays[household]:
            for edge in range(start[household], start[household + 1]):
                kept[n] = neighbour[edge]
                n += stays[neighbour[edge]]
        new_start[household + 1] = n
    return new_start, kept[:n].copy()
