"""The social network of the start state (model.md 3.2 item 4, errata D9).

Households of a village stand in a ring in the order of kin, each tied to its nearest neighbours; some
ties are redirected inside the village, some to other villages, rather of like remoteness; elite
households have additional ties anywhere in the township.
"""

from __future__ import annotations

import numpy as np

from sim.agents import Committees, Households, Network, Remoteness
from sim.agents.place import NetworkStart
from sim.arrays import Floats, Ints
from sim.population.draws import Draw, picks
from sim.random_streams import RandomStreams, Stream


def symmetric_network(n_households: int, first: Ints, second: Ints) -> Network:
    """Return the neighbour lists of undirected ties, without loops and double ties.

    Parameters
    ----------
    n_households : int
    first, second : array of int, shape (n_ties,)
        Rows of the two households of each tie.

    Examples
    --------
    >>> network = symmetric_network(3, np.array([0, 2, 0]), np.array([2, 0, 0]))
    >>> network.start.tolist(), network.neighbour.tolist()
    ([0, 1, 1, 2], [2, 0])
    """
    proper = first != second
    first, second = first[proper], second[proper]
    both = np.concatenate([first * n_households + second, second * n_households + first])
    ties = np.unique(both)
    degree = np.bincount(ties // n_households, minlength=n_households)
    start = np.concatenate([[0], np.cumsum(degree)]).astype(np.int64)
    return Network(start, ties % n_households)


def other_villages(remoteness: Ints, village: Ints, uniforms: Floats) -> Ints:
    """Return another village for each tie, with probability in proportion to 1/(1 + remoteness gap).

    Parameters
    ----------
    remoteness : array of int, shape (n_villages,)
    village : array of int, shape (n_ties,)
        The village that the tie comes from; there must be at least two villages.
    uniforms : array, shape (n_ties,)

    Examples
    --------
    >>> other_villages(np.array([0, 0]), np.array([0, 1]), np.array([0.9, 0.1])).tolist()
    [1, 0]
    """
    classes = np.arange(len(Remoteness))
    members = np.bincount(remoteness, minlength=classes.size)
    own = remoteness[village]
    candidates = members - (own[:, None] == classes)
    weights = candidates / (1.0 + np.abs(own[:, None] - classes))
    edges = np.cumsum(weights, axis=1)
    target = uniforms * edges[:, -1]
    chosen = (target[:, None] >= edges[:, :-1]).sum(axis=1)
    tie = np.arange(village.size)
    below = np.where(chosen > 0, edges[tie, chosen - 1], 0.0)
    rank = picks((target - below) / weights[tie, chosen], candidates[tie, chosen])
    by_class = np.argsort(remoteness, kind="stable")
    position = np.empty_like(by_class)
    position[by_class] = np.arange(by_class.size)
    first = np.cumsum(members) - members
    # Step over the own village, which stands among the candidates of its class.
    skip = (chosen == own) & (first[chosen] + rank >= position[village])
    villages: Ints = by_class[first[chosen] + rank + skip]
    return villages


def _ring_ties(
    start: NetworkStart, streams: RandomStreams, households: Households, committees: Committees, year: int
) -> tuple[Ints, Ints]:
    """Return the ties of the rings after redirection."""
    n_villages, n_households = len(committees), len(households)
    size = n_households // n_villages
    row = np.arange(n_households)
    first_of_village = households.village * size
    ends = []
    for place in range(1, start.lattice_degree // 2 + 1):

        def uniforms(draw: Draw, place: int = place) -> Floats:
            return streams.uniforms(Stream.NETWORK, households.uid, year, draw + place)

        end = first_of_village + (row - first_of_village + place) % size
        kind, pick = uniforms(Draw.TIE_KIND), picks(uniforms(Draw.TIE_END), size)
        inside = np.flatnonzero(kind < start.rewiring_share)
        end[inside] = first_of_village[inside] + pick[inside]
        leaves = (kind >= start.rewiring_share) & (kind < start.rewiring_share + start.outside_share)
        outside = np.flatnonzero(leaves) if n_villages > 1 else row[:0]
        draws = uniforms(Draw.TIE_VILLAGE)[outside]
        away = other_villages(committees.remoteness, households.village[outside], draws)
        end[outside] = away * size + pick[outside]
        ends.append(end)
    return np.tile(row, len(ends)), np.concatenate(ends)


def _elite_ties(
    start: NetworkStart, streams: RandomStreams, households: Households, year: int
) -> tuple[Ints, Ints]:
    """Return the additional ties of elite households, drawn in the whole township (errata D9)."""
    elite = np.flatnonzero(households.is_elite)
    uid, village = households.uid[elite], households.village
    n_villages = int(village[-1]) + 1
    size = village.size // n_villages
    extra = start.elite_extra_share * start.lattice_degree
    n_ties = np.floor(extra + streams.uniforms(Stream.NETWORK, uid, year, Draw.ELITE_N_TIES))
    firsts, ends = [elite[:0]], [elite[:0]]
    for tie in range(int(np.ceil(extra))):
        has = n_ties > tie
        # Village first, then household: one more household moves nobody's tie to another village.
        village_draw, place_draw = (
            streams.uniforms(Stream.NETWORK, uid, year, draw + tie)
            for draw in (Draw.ELITE_TIE_VILLAGE, Draw.ELITE_TIE_END)
        )
        firsts.append(elite[has])
        ends.append((picks(village_draw, n_villages) * size + picks(place_draw, size))[has])
    return np.concatenate(firsts), np.concatenate(ends)


def build_network(
    start: NetworkStart, streams: RandomStreams, households: Households, committees: Committees, year: int
) -> Network:
    """Return the social network of a township whose villages have equally many households."""
    ring, elite = (
        _ring_ties(start, streams, households, committees, year),
        _elite_ties(start, streams, households, year),
    )
    return symmetric_network(
        len(households), np.concatenate([ring[0], elite[0]]), np.concatenate([ring[1], elite[1]])
    )
