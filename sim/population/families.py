"""Who lives in a household at the start: sizes and ages (errata D1)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.special import ndtr, ndtri

from sim.agents.place import FamilyStart
from sim.arrays import Bools, Floats, Ints, UInts
from sim.population.draws import Draw, picks
from sim.random_streams import RandomStreams, Stream, stable_ids


class Families(NamedTuple):
    """Members of all households, sorted by household, the head first.

    Attributes
    ----------
    household, order, age : array of int, shape (n_persons,)
        Row of the household, place inside it (0 = head), completed years.
    uid : array of uint64, shape (n_persons,)
    """

    household: Ints
    order: Ints
    age: Ints
    uid: UInts


def household_sizes(start: FamilyStart, uniforms: Floats) -> Ints:
    """Return the number of members of each household from the size distribution."""
    weights = np.array([
        start.size_1_weight, start.size_2_weight, start.size_3_weight,
        start.size_4_weight, start.size_5_weight, start.size_6_weight,
    ])  # fmt: skip
    edges = np.cumsum(weights) / weights.sum()
    sizes: Ints = 1 + np.searchsorted(edges[:-1], uniforms, side="right")
    return sizes


def head_ages(start: FamilyStart, uniforms: Floats) -> Ints:
    """Return ages of heads: a normal cut off outside the lowest and highest age, in whole years."""
    low, high = (
        ndtr((age - start.head_age_mean) / start.head_age_sd)
        for age in (start.head_age_lowest - 0.5, start.head_age_highest + 0.5)
    )
    ages = np.rint(start.head_age_mean + start.head_age_sd * ndtri(low + (high - low) * uniforms))
    whole: Ints = np.clip(ages, start.head_age_lowest, start.head_age_highest).astype(np.int64)
    return whole


def member_ages(start: FamilyStart, head_age: Ints, spouse_gap: Ints, has_second_child: Bools) -> Ints:
    """Return the ages that members would have, in the order in which they fill a household.

    Returns
    -------
    array of int, shape (n_households, 6)
        Young head: head, spouse, child, second child or grandparent, grandparent, third child.
        Older head: head, spouse, child, two grandchildren, the child's spouse. Negative ages become 0.

    Examples
    --------
    >>> member_ages(FamilyStart(), np.array([30, 60]), np.array([1, -2]), np.array([True, False])).tolist()
    [[30, 31, 2, 0, 55, 0], [60, 58, 34, 6, 4, 33]]
    """
    fourth = np.where(has_second_child, -start.second_child_gap, start.grandparent_gap)
    none = np.zeros_like(head_age)
    young = [none, spouse_gap, none - start.child_gap, fourth, none + start.grandparent_gap,
             none - start.third_child_gap]  # fmt: skip
    older = [none, spouse_gap, none - start.old_head_child_gap, none - start.grandchild_gap,
             none - start.second_grandchild_gap, none - start.child_spouse_gap]  # fmt: skip
    is_older = (head_age >= start.old_head_age)[:, None]
    gaps = np.where(is_older, np.column_stack(older), np.column_stack(young))
    return np.maximum(head_age[:, None] + gaps, 0)


def build_families(start: FamilyStart, streams: RandomStreams, household_uid: UInts, year: int) -> Families:
    """Return the members of all households.

    A person's identity is that of the household, the birth year and the place in the household.
    """

    def uniforms(draw: Draw) -> Floats:
        return streams.uniforms(Stream.INITIAL, household_uid, year, draw)

    sizes = household_sizes(start, uniforms(Draw.HOUSEHOLD_SIZE))
    gap_range = start.spouse_age_range
    spouse_gap = picks(uniforms(Draw.HOUSEHOLD_SPOUSE_AGE), 2 * gap_range + 1) - gap_range
    ages = member_ages(
        start,
        head_ages(start, uniforms(Draw.HOUSEHOLD_HEAD_AGE)),
        spouse_gap,
        uniforms(Draw.HOUSEHOLD_SECOND_CHILD) < start.second_child_share,
    )
    household, order = np.nonzero(np.arange(ages.shape[1]) < sizes[:, None])
    age = ages[household, order]
    uid = stable_ids(household_uid[household], year - age, order)
    return Families(household, order, age, uid)
