"""Who lives in a household at the start: sizes and ages (errata D1)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.special import ndtr, ndtri

from sim.agents.place import FamilyStart
from sim.arrays import Bools, Floats, Ints, UInts
from sim.population.draws import Draw, picks
from sim.random_streams import RandomStreams, Stream, stable_ids

LARGEST_HOUSEHOLD = 6
"""Places in a household, as many as the size weights of :class:`FamilyStart`."""


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


def member_ages(
    start: FamilyStart,
    head_age: Ints,
    spouse_gap: Ints,
    has_second_child: Bools,
    spread: Floats,
    late: Floats,
) -> Ints:
    """Return the ages that members would have, in the order in which they fill a household.

    Descendants lie some years around their gap. Whom the gaps would put before birth is a small child whose
    parent was at least :attr:`FamilyStart.parent_age_lowest`, every age as likely: no birth year stands out.

    Parameters
    ----------
    spread, late : array, shape (n_households, 6)
        Uniforms: for the years around the gap, and for the age of small children.

    Returns
    -------
    array of int, shape (n_households, 6)
        Young head: head, spouse, child, second child or grandparent, grandparent, third child.
        Older head: head, spouse, child, two grandchildren, the child's spouse.

    Examples
    --------
    >>> middle = np.full((2, 6), 0.5)
    >>> member_ages(FamilyStart(), np.array([30, 60]), np.array([1, -2]), np.array([True, False]),
    ...             middle, middle).tolist()
    [[30, 31, 2, 6, 55, 6], [60, 58, 34, 6, 4, 33]]
    """
    fourth = np.where(has_second_child, -start.second_child_gap, start.grandparent_gap)
    none = np.zeros_like(head_age)
    young = [none, spouse_gap, none - start.child_gap, fourth, none + start.grandparent_gap,
             none - start.third_child_gap]  # fmt: skip
    older = [none, spouse_gap, none - start.old_head_child_gap, none - start.grandchild_gap,
             none - start.second_grandchild_gap, none - start.child_spouse_gap]  # fmt: skip
    is_older = head_age >= start.old_head_age
    gaps = np.where(is_older[:, None], np.column_stack(older), np.column_stack(young))
    is_descendant = gaps < -start.spouse_age_range
    around = picks(spread, 2 * start.descendant_age_range + 1) - start.descendant_age_range
    ages = head_age[:, None] + gaps + around * is_descendant
    parent_age = head_age - start.old_head_child_gap * is_older
    oldest = np.clip(parent_age - start.parent_age_lowest, 0, start.late_child_age_highest)
    return np.where(ages < 0, picks(late, (oldest + 1)[:, None]), ages)


def build_families(start: FamilyStart, streams: RandomStreams, household_uid: UInts, year: int) -> Families:
    """Return the members of all households.

    A person's identity is that of the household, the birth year and the place in the household.
    """

    def uniforms(draw: int) -> Floats:
        return streams.uniforms(Stream.INITIAL, household_uid, year, draw)

    sizes = household_sizes(start, uniforms(Draw.HOUSEHOLD_SIZE))
    gap_range = start.spouse_age_range
    spouse_gap = picks(uniforms(Draw.HOUSEHOLD_SPOUSE_AGE), 2 * gap_range + 1) - gap_range
    ages = member_ages(
        start,
        head_ages(start, uniforms(Draw.HOUSEHOLD_HEAD_AGE)),
        spouse_gap,
        uniforms(Draw.HOUSEHOLD_SECOND_CHILD) < start.second_child_share,
        np.column_stack([uniforms(Draw.MEMBER_AGE_SPREAD + place) for place in range(LARGEST_HOUSEHOLD)]),
        np.column_stack([uniforms(Draw.MEMBER_AGE_LATE + place) for place in range(LARGEST_HOUSEHOLD)]),
    )
    household, order = np.nonzero(np.arange(ages.shape[1]) < sizes[:, None])
    age = ages[household, order]
    uid = stable_ids(household_uid[household], year - age, order)
    return Families(household, order, age, uid)
