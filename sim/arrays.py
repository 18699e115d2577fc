"""Array types and the few sums by group that every process uses."""

from __future__ import annotations

from typing import cast

import numpy as np
from numba import njit
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
    return cast(Floats, _sums_by(group, values, n_groups))


@njit(cache=True)
def _sums_by(group, values, n_groups):  # type: ignore[no-untyped-def]
    sums = np.zeros(n_groups)
    for i in range(group.shape[0]):
        at = np.uint64(group[i])  # a negative group becomes a large one
        if at >= np.uint64(n_groups):
            raise IndexError("group out of range")
        sums[at] += values[i]
    return sums


def count_by(group: Ints, n_groups: int) -> Ints:
    """Return the number of rows in each group; shape ``(n_groups,)``."""
    return np.bincount(group, minlength=n_groups)


_DIGIT_BITS = 11
_N_DIGITS = 6
_SIGN = np.uint64(1 << 63)


@njit(cache=True)
def _radix_order(keys):  # type: ignore[no-untyped-def]
    """Return the stable rising order of 64-bit keys: six passes of counting, from the lowest digit up."""
    n, n_values = keys.shape[0], 1 << _DIGIT_BITS
    mask = np.uint64(n_values - 1)
    place = np.zeros((_N_DIGITS, n_values), np.int64)
    for i in range(n):
        for digit in range(_N_DIGITS):
            place[digit, (keys[i] >> np.uint64(digit * _DIGIT_BITS)) & mask] += 1
    order, reordered = np.arange(n), np.empty(n, np.int64)
    for digit in range(_N_DIGITS):
        shift = np.uint64(digit * _DIGIT_BITS)
        before = 0
        for value in range(n_values):
            count = place[digit, value]
            place[digit, value] = before
            before += count
        for i in range(n):
            value = (keys[order[i]] >> shift) & mask
            reordered[place[digit, value]] = order[i]
            place[digit, value] += 1
        order, reordered = reordered, order
    return order


def rising_order(values: Floats) -> Ints:
    """Return ``np.argsort(values, kind="stable")`` of numbers; several times faster for thousands of them.

    Comparisons of a sort cannot be foreseen by the processor; counting digits needs none.

    Examples
    --------
    >>> rising_order(np.array([2.0, -1.0, 0.0, -0.0, -3.5])).tolist()
    [4, 1, 2, 3, 0]
    """
    bits = (values + 0.0).view(np.uint64)  # adding zero turns -0.0 into 0.0
    order: Ints = _radix_order(np.where(values < 0, ~bits, bits | _SIGN))
    return order


@njit(cache=True)
def _counted_order(codes, n_codes):  # type: ignore[no-untyped-def]
    """Return the stable order of codes and where each begins in it, by counting."""
    begin = np.zeros(n_codes + 1, np.int64)
    for i in range(codes.shape[0]):
        begin[np.uint64(codes[i]) + np.uint64(1)] += 1
    begin = np.cumsum(begin)
    place, order = begin.copy(), np.empty(codes.shape[0], np.int64)
    for i in range(codes.shape[0]):
        code = np.uint64(codes[i])
        order[place[code]] = i
        place[code] += 1
    return order, begin


def stable_order_of_codes(codes: Ints) -> Ints:
    """Return ``np.argsort(codes, kind="stable")`` of small codes (not negative), by counting them.

    Examples
    --------
    >>> stable_order_of_codes(np.array([2, 0, 2, 0])).tolist()
    [1, 3, 0, 2]
    """
    order: Ints = _counted_order(codes, int(codes.max(initial=0)) + 1)[0]
    return order


def rows_by_code(codes: Ints, n_codes: int) -> list[Ints]:
    """Return the rows of each code from 0 to n_codes - 1, all in one pass.

    Examples
    --------
    >>> [rows.tolist() for rows in rows_by_code(np.array([2, 0, 2]), 3)]
    [[1], [], [0, 2]]
    """
    order, begin = _counted_order(codes, n_codes)
    return [order[begin[code] : begin[code + 1]] for code in range(n_codes)]


def ratio(numerator: Floats | Ints, denominator: Floats | Ints, when_empty: float) -> Floats:
    """Return numerator / denominator, and ``when_empty`` where the denominator is not positive."""
    with np.errstate(divide="ignore", invalid="ignore"):  # what divides by zero is replaced
        return np.where(np.asarray(denominator) > 0, numerator / denominator, when_empty)


def power_of_sparse(values: Floats, exponent: float) -> Floats:
    """Return values ** exponent, exponent above zero; fast for many zeros, at which ``np.power`` is slow.

    Examples
    --------
    >>> power_of_sparse(np.array([0.0, 4.0]), 0.5).tolist()
    [0.0, 2.0]
    """
    power = np.zeros(len(values))
    rows = np.flatnonzero(values)
    power[rows] = np.power(values[rows], exponent)
    return power
