"""Development motivation: aspiration, aid with and without conditions, neighbours (model.md S5, E13)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from sim.arrays import Bools, Floats, Ints
from sim.parameter import param

if TYPE_CHECKING:
    from sim.model import RuralModel


@dataclass
class Motivation:
    """What motivation tends to and how fast; what it changes stands in ``pay`` and ``livelihoods``."""

    base: float = param(
        0.40, unit="share", bounds=(0, 1), plausible=(0.3, 0.7), grade="assumption",
        doc="Motivation without any other influence (m0).", source="errata E13, K3",
    )  # fmt: skip
    aspiration_gain: float = param(
        0.3, unit="share", bounds=(0, 2), plausible=(0, 0.6), grade="assumption",
        doc="Gain at the most stirring distance to one's aspiration (a_g).", source="model.md 3.8",
    )  # fmt: skip
    dependence_loss: float = param(
        0.5, unit="share", bounds=(0, 2), plausible=(0, 1), grade="survey",
        doc="Loss of a household that lives on unconditional aid alone (a_d).",
        source="model.md 3.8; dibao and work effort [F22]",
    )  # fmt: skip
    work_aid_gain: float = param(
        0.15, unit="share", bounds=(0, 2), plausible=(0, 0.3), grade="assumption",
        doc="Gain of a household that worked for its aid last year (a_c).", source="model.md 3.8",
    )  # fmt: skip
    points_gain: float = param(
        0.05, unit="share", bounds=(0, 2), plausible=(0, 0.2), grade="assumption",
        doc="Gain from points of the usual value while they are new (a_p).",
        source="model.md 3.8; case evidence [F27]",
    )  # fmt: skip
    neighbour_pull: float = param(
        0.3, unit="share", bounds=(0, 1), plausible=(0, 0.6), grade="assumption",
        doc="Pull of the mean motivation of neighbours (a_n).", source="model.md 3.8",
    )  # fmt: skip
    adjustment_rate: float = param(
        0.3, unit="/yr", bounds=(0, 1), plausible=(0.1, 0.6), grade="assumption",
        doc="Part of the way to the target that a year covers (lam_m).", source="model.md 3.8",
    )  # fmt: skip
    aspiration_growth: float = param(
        1.05, unit="ratio", bounds=(0.5, 2), plausible=(1, 1.1), grade="assumption",
        doc="Aspired multiple of one's own usual income.", source="errata K2",
    )  # fmt: skip
    own_income_weight: float = param(
        0.5, unit="share", bounds=(0, 1), plausible=(0.2, 0.8), grade="assumption",
        doc="Weight of one's own usual income against richer neighbours in an aspiration.",
        source="model.md S5",
    )  # fmt: skip


@njit(cache=True)
def _neighbour_standing(start, neighbour, income, motivation, is_present):  # type: ignore[no-untyped-def]
    richer = np.full(start.shape[0] - 1, np.nan)
    mean_motivation = motivation.copy()
    for i in range(start.shape[0] - 1):
        n = 0
        n_richer = 0
        total = 0.0
        total_richer = 0.0
        for e in range(start[i], start[i + 1]):
            j = np.uint64(neighbour[e])
            # Sums without branches: which neighbour is richer cannot be foreseen by the processor.
            n += is_present[j]
            total += motivation[j] * is_present[j]
            is_richer = is_present[j] & (income[j] > income[i])
            n_richer += is_richer
            total_richer += income[j] * is_richer
        if n > 0:
            mean_motivation[i] = total / n
        if n_richer > 0:
            richer[i] = total_richer / n_richer
    return richer, mean_motivation


def neighbour_standing(
    start: Ints, neighbour: Ints, income: Floats, motivation: Floats, is_present: Bools
) -> tuple[Floats, Floats]:
    """Return mean income of richer neighbours (NaN without any) and neighbours' mean motivation.

    Absent neighbours do not count; a household without neighbours gets its own motivation.

    Examples
    --------
    >>> line = np.array([0, 1, 3, 4]), np.array([1, 0, 2, 1])
    >>> richer, mean = neighbour_standing(*line, np.array([1.0, 2.0, 4.0]), np.array([0.2, 0.4, 0.8]),
    ...                                   np.array([True, True, True]))
    >>> richer.tolist(), mean.tolist()
    ([2.0, 4.0, nan], [0.4, 0.5, 0.4])
    """
    richer, mean_motivation = _neighbour_standing(start, neighbour, income, motivation, is_present)
    return richer, mean_motivation


def aspiration_cny(usual_income: Floats, richer_income: Floats, rules: Motivation) -> Floats:
    """Return the income aspired to: A = .5 1.05 ybar + .5 richer neighbours' y; 1.05 ybar without any.

    Examples
    --------
    >>> aspiration_cny(np.array([100.0, 100.0]), np.array([200.0, np.nan]), Motivation()).tolist()
    [152.5, 105.0]
    """
    own = rules.aspiration_growth * usual_income
    mixed = rules.own_income_weight * own + (1 - rules.own_income_weight) * richer_income
    return np.where(np.isnan(richer_income), own, mixed)


def aspiration_gap(aspired: Floats, income: Floats) -> Floats:
    """Return clip((A - y)/A, 0, 1); zero where nothing is aspired to.

    Examples
    --------
    >>> aspiration_gap(np.array([200.0, 100.0, 0.0]), np.array([150.0, 300.0, -5.0])).tolist()
    [0.25, 0.0, 0.0]
    """
    gap = np.divide(aspired - income, aspired, out=np.zeros(len(aspired)), where=aspired > 0)
    clipped: Floats = np.clip(gap, 0.0, 1.0)
    return clipped


def encouragement(works_for_aid: Bools, points_ratio: Floats, rules: Motivation) -> Floats:
    """Return what aid that asks for something adds to motivation: a_c cond + a_p pts.

    Examples
    --------
    >>> encouragement(np.array([True, False]), np.array([0.0, 0.5]), Motivation()).tolist()
    [0.15, 0.025]
    """
    return rules.work_aid_gain * works_for_aid + rules.points_gain * points_ratio


def motivation_target(
    gap: Floats,
    dependence: Floats,
    encouraged: Floats,
    motivation: Floats,
    neighbours: Floats,
    rules: Motivation,
) -> Floats:
    """Return m* = m0 + 4 a_g gap (1 - gap) - a_d dep + a_c cond + a_p pts + a_n (mbar - m), in [0, 1].

    A goal out of reach or already reached stirs nobody; halfway stirs most. ``encouraged`` is the sum of
    the two terms of :func:`encouragement`, mbar the mean motivation of neighbours.

    Examples
    --------
    >>> half = np.array([0.5])
    >>> motivation_target(half, np.zeros(1), np.zeros(1), half, half, Motivation()).round(6).tolist()
    [0.7]
    """
    stirred = rules.aspiration_gain * (2 * gap) * (2 * (1 - gap))
    pulled = rules.neighbour_pull * (neighbours - motivation)
    aided = encouraged - rules.dependence_loss * dependence
    target: Floats = np.clip(rules.base + stirred + aided + pulled, 0.0, 1.0)
    return target


def households_update_motivation(model: RuralModel) -> None:
    """Distance to aspirations, aid of last year and neighbours move motivation, all from the old state."""
    households, network, rules = model.households, model.network, model.config.motivation
    present = model.township.in_statistics()
    income, motivation = households.income_per_capita_cny, households.motivation
    richer, neighbours = neighbour_standing(network.start, network.neighbour, income, motivation, present)
    gap = aspiration_gap(aspiration_cny(households.income_habit_cny, richer, rules), income)
    encouraged = encouragement(households.works_for_aid, households.points_reward_ratio, rules)
    dependence = households.dependence_share
    target = motivation_target(gap, dependence, encouraged, motivation, neighbours, rules)
    moved = motivation + rules.adjustment_rate * (target - motivation)
    motivation[:] = np.where(present, moved, motivation)
