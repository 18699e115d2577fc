"""Lever 8 at work: local wages out of infrastructure money (model.md 3.5b, errata E8, E9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.agents.person import Livelihood, can_work
from sim.arrays import Floats, Ints, count_by, rising_order, stable_order_of_codes, sum_by
from sim.budget import share_affordable
from sim.ledger import Flow, Purpose
from sim.parameter import param
from sim.processes.linkage import has_priority
from sim.processes.pay import persons_count_their_working_time
from sim.processes.targeting import scores_of_households

if TYPE_CHECKING:
    from sim.model import RuralModel

ROUNDING = 1e-9
"""Keeps a pool of whole days from losing one to its last binary digit."""


@dataclass
class WorkRelief:
    """Pool, wage and days of work-for-relief; its time counts as part of ``pay.full_year_days``."""

    pool_share_base: float = param(
        0.15, unit="share of infrastructure money", bounds=(0, 1), plausible=(0.05, 0.3),
        grade="official-statistics", doc="Infrastructure money paid as local wages without lever 8.",
        source="model.md 3.5 lever 8: wage share of 15 %",
    )  # fmt: skip
    daily_wage_cny: float = param(
        120.0, unit="yuan/day", bounds=(1, 1_000), plausible=(80, 150), grade="official-statistics",
        doc="Wage of a day.", source="errata K2: official practice, recalled",
    )  # fmt: skip
    highest_days: float = param(
        90.0, unit="days/yr", bounds=(0, 300), plausible=(30, 180), grade="official-statistics",
        doc="Most days of one person.", source="errata K2: official practice, recalled",
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------ rules


def pool_share(model: RuralModel) -> float:
    """Return the share of a village's infrastructure money set aside for local wages, base + gain."""
    return min(model.config.work_relief.pool_share_base + model.terms.work_relief_pool_gain, 1.0)


def days_in_turn(village: Ints, pool_days: Floats, highest_days: float) -> Floats:
    """Return the days offered to candidates who are served as they stand until each village's days end.

    Parameters
    ----------
    village : array of int, shape (n,)
        Never decreasing; within a village the first comes first.
    pool_days : array, shape (n_villages,)
    highest_days : float

    Examples
    --------
    >>> days_in_turn(np.array([0, 0, 1]), np.array([100.0, 500.0]), 90.0).tolist()
    [90.0, 10.0, 90.0]
    """
    n_candidates = count_by(village, len(pool_days))
    place = np.arange(len(village)) - (np.cumsum(n_candidates) - n_candidates)[village]
    days: Floats = np.clip(pool_days[village] - highest_days * place, 0.0, highest_days)
    return days


def one_of_each_household(household: Ints, is_at_home: Ints) -> Ints:
    """Return the position of one candidate per household: one at home if there is one, then the last.

    Parameters
    ----------
    household : array of int, shape (n,)
        Never decreasing; the members stand from the oldest to the youngest.
    is_at_home : array of int, shape (n,)
        1 for those at home, 0 for those on the farm.

    Examples
    --------
    >>> one_of_each_household(np.array([0, 0, 0, 2]), np.array([1, 1, 0, 0])).tolist()
    [1, 3]
    """
    order = stable_order_of_codes(2 * household + is_at_home)
    is_last = np.ones(len(order), np.bool_)
    is_last[:-1] = household[order[1:]] != household[order[:-1]]
    return order[is_last]


# -------------------------------------------------------------------------------------------- processes


def committees_offer_work_relief(model: RuralModel) -> None:
    """Offer paid days to able members of the households that look poorest; listed households come first."""
    persons, households, rules = model.persons, model.households, model.config.work_relief
    persons.relief_days[:] = 0.0
    if model.is_burn_in:
        return
    pool_days = np.floor(_affordable_pools_cny(model) / rules.daily_wage_cny + ROUNDING)
    if not pool_days.any():
        return
    candidates = _candidates(model)
    home = persons.household[candidates]
    order = rising_order(scores_of_households(model)[home])
    queue = 2 * households.village[home] + ~has_priority(model)[home]
    order = order[stable_order_of_codes(queue[order])]
    days = days_in_turn(households.village[home[order]], pool_days, rules.highest_days)
    persons.relief_days[candidates[order]] = days


def _candidates(model: RuralModel) -> Ints:
    """Return one able and healthy person per household who was at home or on the farm last year."""
    persons, people = model.persons, model.config.place.people
    at_home = persons.livelihood == Livelihood.HOME
    left_school = persons.age >= people.school_entry_age + persons.education_years
    may_work = can_work(persons, people) & left_school & ~persons.is_ill
    rows = np.flatnonzero(may_work & (at_home | (persons.livelihood == Livelihood.FARM)))
    return rows[one_of_each_household(persons.household[rows], at_home[rows].astype(np.int64))]


def _affordable_pools_cny(model: RuralModel) -> Floats:
    """Return the pool of each village, all cut alike where a fixed budget has less left for wages."""
    pools = model.committees.work_relief_pool_cny
    total = float(pools.sum())
    parts = _split_by_purpose(model).items()
    return pools * min(share_affordable(model, purpose, part * total) for purpose, part in parts)


def _split_by_purpose(model: RuralModel) -> dict[Purpose, float]:
    """Return the share of wages that each lever provides: lever 11 the base, lever 8 what it adds."""
    whole = pool_share(model)
    gained = min(model.terms.work_relief_pool_gain / whole, 1.0) if whole > 0 else 0.0
    return {Purpose.INFRASTRUCTURE: 1 - gained, Purpose.MOTIVATION: gained}


def leavers_give_up_work_relief(model: RuralModel) -> None:
    """Who leaves for migrant work gives up the days agreed and has the time for the new work."""
    persons = model.persons
    leaving = (persons.relief_days > 0) & (persons.livelihood == Livelihood.MIGRANT)
    if leaving.any():
        persons.relief_days[leaving] = 0.0
        persons_count_their_working_time(model)


def government_pays_work_relief(model: RuralModel) -> None:
    """Pay the days worked by residents; part of the wages is due to lever 8 (its gain in the pool)."""
    persons, households = model.persons, model.households
    households.works_for_aid[:] = False
    worked = np.flatnonzero((persons.relief_days > 0) & (persons.livelihood != Livelihood.MIGRANT))
    if len(worked) == 0:
        return
    pay = model.config.work_relief.daily_wage_cny * persons.relief_days[worked]
    wages = sum_by(persons.household[worked], pay, len(households))
    households.works_for_aid[:] = wages > 0
    for purpose, part in _split_by_purpose(model).items():
        model.ledger.post(Flow.WORK_RELIEF_WAGES, part * wages, purpose=purpose)
