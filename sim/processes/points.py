"""Lever 8 at work: points for participation in village affairs (model.md S5, 3.5b; errata B13, E9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.arrays import Floats, Ints, count_by, ratio, rising_order, sum_by
from sim.budget import money_left, pay_in_turn
from sim.ledger import Flow, Purpose
from sim.parameter import param
from sim.processes.linkage import has_support
from sim.random_streams import Stream

if TYPE_CHECKING:
    from sim.model import RuralModel

WHO_TAKES_PART, WHO_COMES_FIRST = 0, 1
"""Draws of the stream of participation: the decision, and the place in the queue for the money."""


@dataclass
class Points:
    """Who takes part in a points system and how its novelty fades."""

    participation_base_logit: float = param(
        -1.0, unit="logit", bounds=(-10, 10), plausible=(-2, 0), grade="assumption",
        doc="Participation without governance capacity and motivation.", source="model.md 3.5b lever 8",
    )  # fmt: skip
    governance_pull_logit: float = param(
        2.0, unit="logit per unit of G", bounds=(0, 10), plausible=(0, 4), grade="assumption",
        doc="Rise of participation with governance capacity.", source="model.md 3.5b lever 8",
    )  # fmt: skip
    motivation_pull_logit: float = param(
        1.0, unit="logit per unit of m", bounds=(0, 10), plausible=(0, 2), grade="assumption",
        doc="Rise of participation with motivation.", source="model.md 3.5b lever 8",
    )  # fmt: skip
    usual_value_cny: float = param(
        200.0, unit="yuan/household-year", bounds=(1, 10_000), plausible=(100, 500), grade="assumption",
        doc="Reward that raises motivation by the full gain of points.",
        source="model.md S5, errata K2; case evidence [F27]",
    )  # fmt: skip
    novelty_kept_share: float = param(
        0.85, unit="share/yr", bounds=(0, 1), plausible=(0.7, 1), grade="assumption",
        doc="Part of the appeal of points that is left after another year.", source="model.md S5, errata K2",
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------ rules


def participation_prob(governance: Floats, motivation: Floats, rules: Points) -> Floats:
    """Return the chance that a household takes part, ``logistic(-1 + 2 G + m)``.

    Examples
    --------
    >>> participation_prob(np.array([0.25]), np.array([0.5]), Points()).tolist()
    [0.5]
    """
    wish = rules.governance_pull_logit * governance + rules.motivation_pull_logit * motivation
    chance: Floats = 1 / (1 + np.exp(-(rules.participation_base_logit + wish)))
    return chance


def novelty(first_year: Ints, year: int, rules: Points) -> Floats:
    """Return what is left of the appeal of points, ``.85^(years since they were first paid)``.

    Parameters
    ----------
    first_year : array of int, shape (n,)
        Zero where points have never been paid: the appeal is whole.
    year : int
    rules : Points

    Examples
    --------
    >>> novelty(np.array([0, 2021, 2019]), 2021, Points()).round(4).tolist()
    [1.0, 1.0, 0.7225]
    """
    years = np.where(first_year > 0, year - first_year, 0)
    return rules.novelty_kept_share ** years.astype(np.float64)


# -------------------------------------------------------------------------------------------- processes


def households_take_part(model: RuralModel) -> None:
    """Households take part in village affairs by governance and motivation, with or without a reward."""
    if model.is_burn_in:
        return
    households, committees = model.households, model.committees
    rows = np.flatnonzero(model.township.in_statistics())
    village = households.village[rows]
    governance = committees.governance[village]
    chance = participation_prob(governance, households.motivation[rows], model.config.points)
    luck = model.streams.uniforms(Stream.PARTICIPATION, households.uid[rows], model.year, WHO_TAKES_PART)
    households.takes_part[:] = False
    households.takes_part[rows] = luck < chance
    taking_part = count_by(village[luck < chance], len(committees))
    committees.participation_share[:] = ratio(taking_part, count_by(village, len(committees)), 0.0)


def villages_reward_participation(model: RuralModel) -> None:
    """Households that take part receive points worth money; their novelty fades.

    Lapsed households are left out (errata E9). Where the money of the lever ends, later comers get nothing.
    """
    if model.is_burn_in:
        return
    households, committees, rules = model.households, model.committees, model.config.points
    households.points_cny[:] = 0.0
    households.points_reward_ratio[:] = 0.0
    if model.terms.points_value_cny == 0:
        return
    rows = _in_turn(model, np.flatnonzero(households.takes_part & has_support(model)))
    reward = model.terms.points_value_cny * committees.delivery_efficiency[households.village[rows]]
    served = pay_in_turn(model, Flow.POINTS, reward, rows, purpose=Purpose.MOTIVATION)
    rows, reward = rows[served], reward[served]
    village = households.village[rows]
    committees.points_first_year[village[committees.points_first_year[village] == 0]] = model.year
    appeal = novelty(committees.points_first_year, model.year, rules)[village]
    households.points_cny[rows] = reward
    households.points_reward_ratio[rows] = reward / rules.usual_value_cny * appeal
    households.public_transfer_cny[rows] += reward


def points_reward_shares(model: RuralModel) -> Floats:
    """Return the points of each village over their usual value for all its households; (n_villages,)."""
    households, n_villages = model.households, len(model.committees)
    usual = model.config.points.usual_value_cny
    present = model.township.in_statistics().astype(np.float64)
    worth: Floats = usual * sum_by(households.village, present, n_villages)
    return ratio(sum_by(households.village, households.points_cny, n_villages), worth, 0.0)


def _in_turn(model: RuralModel, rows: Ints) -> Ints:
    """Return the rows in keyed order of reward if the money could end, else as they stand."""
    if money_left(model, Purpose.MOTIVATION) == np.inf:
        return rows
    uids = model.households.uid[rows]
    return rows[
        rising_order(model.streams.uniforms(Stream.PARTICIPATION, uids, model.year, WHO_COMES_FIRST))
    ]
