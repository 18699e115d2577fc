"""History matching in waves: simulate some points, learn from them, rule out what cannot fit, look closer.

The measure is the root of the weighted mean of squared standardised errors, each over the variance that may
explain it: the tolerance of the target (1, the discrepancy between any such model and the world), the spread
of seeds, and, as long as a point is not simulated, the doubt of the emulator. At 1 a point is off by as much
as one allows for, on average over all targets.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from experiments.calibration import emulator
from experiments.calibration.draws import Draws
from experiments.calibration.emulator import Emulator
from experiments.calibration.region import Region, find_region
from experiments.calibration.space import DIGITS
from sim.arrays import Floats

PLAUSIBLE = 1.0
"""Largest measure of a point that is not ruled out: off by the tolerance, on average."""

SLACK = 1.15
"""Where no point comes down to ``PLAUSIBLE``: how far above the best one a point may lie (assumption)."""

LEVELS_OF_WAVE = 2
"""By how many levels of a fifth a wave may at most cut what the wave before has left (assumption)."""

MOST_SHOWN = 1500
"""Simulated points that an emulator is shown, the latest ones (assumption: its work grows with the cube)."""

MOST_ERROR = 30.0
"""Errors are cut off here for the emulator: beyond, a point is far out anyway (assumption)."""

Simulate = Callable[[str, Floats], Floats]
"""From the name of a wave and points to errors, shape (n_points, n_seeds, n_cells); NaN: failed."""

Memo = Callable[[str, Callable[[], dict[str, Any]]], dict[str, Any]]
"""From the name of a step and how to do it to what it found, plain data; what is known is not redone."""


@dataclass(frozen=True)
class Stage:
    """Some waves in which the same parameters are free and the same targets count.

    Attributes
    ----------
    name : str
    columns : tuple of int
        Columns of the cube that vary; the others stay at the default.
    weights : float array, shape (n_cells,)
        0 for cells that do not count in this stage.
    n_waves : int
    """

    name: str
    columns: tuple[int, ...]
    weights: Floats
    n_waves: int


@dataclass
class Wave:
    """Points that were simulated together.

    Attributes
    ----------
    name : str
    points : float array, shape (n_points, n_dims)
    errors : float array, shape (n_points, n_cells)
        Standardised errors of the mean over seeds; NaN where a run failed.
    seed_variance : float array, shape (n_cells,)
        Variance of that mean between sets of seeds, the average over points.
    level, share : float
        Largest predicted measure, and how much of the cube the points were spread over, about.
    coverage : float
        Share of the errors in the 90 % intervals of the emulator that chose the points; NaN at first.
    """

    name: str
    points: Floats
    errors: Floats
    seed_variance: Floats
    level: float = float("nan")
    share: float = 1.0
    coverage: float = float("nan")

    def implausibility(self, weights: Floats) -> Floats:
        """Return the measure of every point from its runs alone; infinite where a run failed."""
        found = implausibility(self.errors, np.zeros_like(self.errors), self.seed_variance, weights)
        return np.where(np.isfinite(found), found, np.inf)


@dataclass
class History:
    """All waves of a calibration, with how they were made.

    Attributes
    ----------
    default : float array
        The default of the model, the first point of the first wave.
    waves : list of Wave
    emulators : dict of name of stage to Emulator
        The last one of each stage that was made in this process.
    """

    default: Floats
    waves: list[Wave] = field(default_factory=list)
    emulators: dict[str, Emulator] = field(default_factory=dict)

    def shown(self, weights: Floats) -> tuple[Floats, Floats]:
        """Return the latest points and weighted errors without failed runs, for an emulator."""
        points = np.concatenate([wave.points for wave in self.waves])
        errors = np.concatenate([wave.errors for wave in self.waves])
        counted = np.flatnonzero(weights > 0)
        is_whole = np.isfinite(errors[:, counted]).all(axis=1)
        errors = np.clip(errors[np.ix_(is_whole, counted)], -MOST_ERROR, MOST_ERROR)
        return points[is_whole][-MOST_SHOWN:], (errors * root(weights))[-MOST_SHOWN:]


def root(weights: Floats) -> Floats:
    """Return the factors by which errors that count stand for their weights; their mean square is 1."""
    counted = weights[weights > 0]
    rooted: Floats = np.sqrt(counted / counted.mean())
    return rooted


def implausibility(mean: Floats, variance: Floats, seed_variance: Floats, weights: Floats) -> Floats:
    """Return the measure of points from standardised errors, shape (n_points, n_cells) to (n_points,).

    Examples
    --------
    >>> two = np.array([[2.0, 0.0], [1.0, 1.0]])
    >>> implausibility(two, 0 * two, np.zeros(2), np.ones(2)).round(3).tolist()
    [1.414, 1.0]
    """
    counted = weights > 0
    squared = mean[:, counted] ** 2 / (1.0 + variance[:, counted] + seed_variance[counted])
    found: Floats = np.sqrt(squared @ weights[counted] / weights[counted].sum())
    return found


def run_stages(
    stages: Sequence[Stage],
    default: Floats,
    n_points: int,
    simulate: Simulate,
    seed: int,
    memo: Memo = lambda name, make: make(),
    on_wave: Callable[[Wave, Stage], None] = lambda wave, stage: None,
) -> History:
    """Run all waves of all stages and return what was found; equal seeds give equal points.

    Parameters
    ----------
    stages : sequence of Stage
    default : float array, shape (n_dims,)
    n_points : int
        Points of a wave.
    simulate, memo : callable
        See :data:`Simulate` and :data:`Memo`.
    seed : int
    on_wave : callable, optional
        Is told every wave when it is done.
    """
    history = History(default)
    for stage in stages:
        for number in range(1, stage.n_waves + 1):
            name = f"{stage.name}-{number}"
            wave = _wave(name, stage, history, n_points, simulate, Draws(seed, name), memo)
            history.waves.append(wave)
            on_wave(wave, stage)
    return history


def _wave(
    name: str, stage: Stage, history: History, n_points: int, simulate: Simulate, draws: Draws, memo: Memo
) -> Wave:
    made: dict[str, Emulator] = {}

    def learned() -> Emulator:
        if not made:
            made["it"] = history.emulators[stage.name] = emulator.fit(*history.shown(stage.weights))
        return made["it"]

    def chosen() -> dict[str, Any]:
        if not history.waves:
            return {"points": first_points(history.default, stage, n_points, draws).tolist()}
        found = next_region(learned(), stage, history, n_points, draws)
        return {"points": found.points.tolist(), "level": found.level, "share": found.share}

    told = memo(f"{name}-points", chosen)
    wave = simulated(name, np.array(told["points"]), simulate)
    wave.level, wave.share = told.get("level", float("nan")), told.get("share", 1.0)
    if history.waves:
        checked = memo(f"{name}-check", lambda: {"coverage": _coverage(learned(), wave, stage)})
        wave.coverage = checked["coverage"]
    return wave


def simulated(name: str, points: Floats, simulate: Simulate) -> Wave:
    """Return the wave of some points."""
    errors = simulate(name, points)
    n_seeds = errors.shape[1]
    spread = np.var(errors, axis=1, ddof=1) if n_seeds > 1 else np.zeros_like(errors[:, 0])
    whole = spread[np.isfinite(spread).all(axis=1)]
    variance = np.median(whole, axis=0) / n_seeds if len(whole) else np.zeros(errors.shape[2])
    return Wave(name, points, errors.mean(axis=1), variance)


def first_points(default: Floats, stage: Stage, n_points: int, draws: Draws) -> Floats:
    """Return points that fill the cube evenly in every column that is free, the default first."""
    points = np.tile(default, (n_points, 1))
    for column in stage.columns:  # a Latin hypercube: one point in each of n_points strips
        strips = draws.order(f"strip {column}", n_points)
        points[:, column] = (strips + draws.uniforms(f"place {column}", n_points)[:, 0]) / n_points
    points[0] = default
    return np.round(points, DIGITS)


def next_region(known: Emulator, stage: Stage, history: History, n_points: int, draws: Draws) -> Region:
    """Return points spread over what an emulator does not rule out; columns that are not free stay."""
    columns, counted = list(stage.columns), stage.weights > 0

    def measure(places: Floats) -> Floats:
        points = np.tile(history.default, (len(places), 1))
        points[:, columns] = places
        return predicted(known, points, stage.weights, history.waves[-1].seed_variance)

    assert counted.any()
    levels = LEVELS_OF_WAVE * len(history.waves)
    found = find_region(measure, len(columns), n_points, PLAUSIBLE, levels, draws, SLACK)
    points = np.tile(history.default, (len(found.points), 1))
    points[:, columns] = found.points
    _, first = np.unique(points, axis=0, return_index=True)
    return Region(points[np.sort(first)], found.level, found.share)


def predicted(known: Emulator, points: Floats, weights: Floats, seed_variance: Floats) -> Floats:
    """Return the measure of points that were not simulated."""
    mean, variance = known.predict(points)
    rooted, counted = root(weights), weights > 0
    return implausibility(mean / rooted, variance / rooted**2, seed_variance[counted], weights[counted])


def _coverage(known: Emulator, wave: Wave, stage: Stage) -> float:
    """Return how honest an emulator was on the points that it chose."""
    fresh = History(wave.points[0], [wave])
    return emulator.coverage(known, *fresh.shown(stage.weights))
