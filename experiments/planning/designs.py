"""The points of a design: which values the axes take together."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import product
from typing import Any

from experiments.planning.axes import Axis, Interval, Kind
from sim.parameter import Problem

Point = dict[str, Any]
"""Values by key of an axis; what a point does not name stays as it is."""

SAMPLED = ("latin_hypercube", "sobol")
"""Designs that draw points; the others take listed values."""

DESIGNS = ("grid", "list", "zip", "one_at_a_time", *SAMPLED, "factorial")


def points_of(design: str, axes: Sequence[Axis], n_points: int = 0, design_seed: int = 0) -> list[Point]:
    """Return the points of a design over checked axes, in an order that is always the same.

    Scenarios and places are crossed with the points of all other axes, except in a ``zip``. Where a sampled
    design draws uncertain parameters, listed values of levers are crossed, too: each future gets all doses.

    Parameters
    ----------
    design : str
        One of :data:`DESIGNS` but ``list``, whose points are given.
    axes : sequence of Axis
    n_points, design_seed : int
        Points to draw, and the seed of the draw, for those of :data:`SAMPLED`.

    Examples
    --------
    >>> from experiments.planning.axes import Kind
    >>> pair = [Axis("a", Kind.LEVER, (0, 1)), Axis("b", Kind.LEVER, (0, 1))]
    >>> points_of("grid", pair)
    [{'a': 0, 'b': 0}, {'a': 0, 'b': 1}, {'a': 1, 'b': 0}, {'a': 1, 'b': 1}]
    >>> points_of("zip", pair), points_of("one_at_a_time", pair)
    ([{'a': 0, 'b': 0}, {'a': 1, 'b': 1}], [{}, {'a': 0}, {'a': 1}, {'b': 0}, {'b': 1}])
    """
    if design == "zip":
        columns = [axis.listed() for axis in axes]
        return [_point(axes, values) for values in zip(*columns, strict=True)] if axes else [{}]
    crossed = _crossed(design, axes)
    others = [axis for axis in axes if axis not in crossed]
    is_drawn = design in SAMPLED
    inner = _sampled(design, others, n_points, design_seed) if is_drawn else _LISTED[design](others)
    return [{**outer, **point} for outer in _grid(crossed) for point in inner]


def _crossed(design: str, axes: Sequence[Axis]) -> list[Axis]:
    """Return the axes of which every value meets every point of the others."""
    is_of_futures = design in SAMPLED and any(axis.kind is Kind.UNCERTAINTY for axis in axes)
    return [
        axis
        for axis in axes
        if axis.is_named or (is_of_futures and axis.kind is Kind.LEVER and axis.listed())
    ]


def n_points_of(design: str, axes: Sequence[Axis], n_points: int = 0) -> int:
    """Return how many points a design has, without making them.

    Examples
    --------
    >>> from experiments.planning.axes import Kind
    >>> n_points_of("grid", [Axis("a", Kind.LEVER, (0, 1, 2)), Axis("place", Kind.PLACE, ("x", "y"))])
    6
    """
    if design == "zip":
        return max((len(axis.listed()) for axis in axes), default=1)
    among = _crossed(design, axes)
    crossed = math.prod(len(axis.listed()) for axis in among)
    lengths = [len(axis.listed()) for axis in axes if axis not in among]
    if design in SAMPLED:
        return crossed * n_points
    if design == "factorial":
        return crossed * n_rows(len(lengths))
    return crossed * (math.prod(lengths) if design == "grid" else 1 + sum(lengths))


def design_problems(design: str, axes: Sequence[Axis], n_points: int = 0) -> list[Problem]:
    """Return what keeps a design from having points."""
    numbers = [axis for axis in axes if not axis.is_named]
    found = []
    if design in (*SAMPLED, "factorial") and not numbers:
        message = f"{design} needs parameters to vary: key=interval(low,high) or key=a,b"
        found.append(Problem("sweep", design, message))
    if design == "factorial":
        wrong = [axis for axis in numbers if axis.ends() is None]
        message = "a factorial design has two levels: give key=low,high"
        found += [Problem(axis.key, list(axis.listed()), message) for axis in wrong]
    elif design not in SAMPLED:
        message = f"{design} needs listed values; an interval is for {' and '.join(SAMPLED)}"
        loose = [axis for axis in numbers if isinstance(axis.values, Interval)]
        found += [Problem(axis.key, str(axis.values), message) for axis in loose]
    lengths = {axis.key: len(axis.listed()) for axis in axes}
    if design == "zip" and len(set(lengths.values())) > 1:
        message = f"axes advance together and need equal lengths; they have {_lengths(lengths)}"
        found.append(Problem("sweep", design, message))
    if design == "sobol" and n_points and not _is_power_of_two(n_points):
        low, high = 2 ** (n_points.bit_length() - 1), 2 ** n_points.bit_length()
        message = f"a Sobol sequence is even only at powers of two; choose {low} or {high}"
        found.append(Problem("points", n_points, message))
    return found


def _lengths(lengths: Mapping[str, int]) -> str:
    return ", ".join(f"{key}: {n}" for key, n in lengths.items())


def _is_power_of_two(number: int) -> bool:
    return number & (number - 1) == 0


def _point(axes: Sequence[Axis], values: Sequence[Any]) -> Point:
    return {axis.key: value for axis, value in zip(axes, values, strict=True)}


def _grid(axes: Sequence[Axis]) -> list[Point]:
    """Return every combination, the last axis running fastest."""
    return [_point(axes, values) for values in product(*(axis.listed() for axis in axes))]


def _one_at_a_time(axes: Sequence[Axis]) -> list[Point]:
    """Return the point that nothing is changed in, and each value of each axis alone."""
    return [{}, *({axis.key: value} for axis in axes for value in axis.listed())]


def _sampled(design: str, axes: Sequence[Axis], n_points: int, design_seed: int) -> list[Point]:
    """Return points that fill the space of the axes evenly; a longer Sobol sequence begins with a shorter."""
    from scipy.stats import qmc

    sampler = qmc.Sobol if design == "sobol" else qmc.LatinHypercube
    shares = sampler(len(axes), rng=design_seed).random(n_points)
    columns = [axis.picked(column.tolist()) for axis, column in zip(axes, shares.T, strict=True)]
    return [_point(axes, values) for values in zip(*columns, strict=True)]


def n_rows(n_axes: int) -> int:
    """Return the number of points of :func:`signs` for a number of axes.

    Examples
    --------
    >>> [n_rows(n_axes) for n_axes in (1, 2, 3, 4, 5, 8, 9, 11, 16)]
    [2, 4, 8, 8, 16, 16, 32, 32, 32]
    """
    return 2 ** (1 + math.ceil(math.log2(n_axes))) if n_axes else 1


def signs(n_axes: int) -> list[list[int]]:
    """Return a two-level design of resolution IV: a Hadamard matrix upon its own negative, +1 and -1.

    Every column is balanced and orthogonal to every other and to every product of two: no main effect is
    mixed up with an interaction of two. Interactions of two are mixed up with one another.
    """
    from scipy.linalg import hadamard

    half = hadamard(n_rows(n_axes) // 2, dtype=int)[:, :n_axes]
    rows: list[list[int]] = half.tolist()
    return rows + [[-sign for sign in row] for row in rows]


def _factorial(axes: Sequence[Axis]) -> list[Point]:
    """Return low and high of each axis in the pattern of :func:`signs`."""
    ends = [axis.ends() or (None, None) for axis in axes]
    return [
        _point(axes, [pair[sign > 0] for pair, sign in zip(ends, row, strict=True)])
        for row in signs(len(axes))
    ]


_LISTED: dict[str, Callable[[Sequence[Axis]], list[Point]]] = {
    "grid": _grid,
    "one_at_a_time": _one_at_a_time,
    "factorial": _factorial,
}
