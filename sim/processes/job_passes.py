"""Passes over all persons that livelihood choice and the job market need, as compiled loops (model.md S6-S7).

Each answers in one pass what would take a chain of whole-table expressions.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from sim.agents.person import NO_EMPLOYER, Livelihood
from sim.random_streams import draw_at

HOME, FARM, LOCAL_JOB, MIGRANT, OWN_BUSINESS = (int(option) for option in Livelihood)


@njit(cache=True)
def entry_age(education_years, school_entry_age, work_age_lowest):  # type: ignore[no-untyped-def]
    """Return the age at which a young person chooses a livelihood: max(16, 6 + edu), rounded.

    Examples
    --------
    >>> entry_age(8.0, 6, 16), entry_age(12.6, 6, 16)
    (16, 19)
    """
    return max(work_age_lowest, np.int64(np.rint(school_entry_age + education_years)))


@njit(cache=True)
def who_thinks_again(  # type: ignore[no-untyped-def]
    able, age, education_years, livelihood, employer, ages, redecision_prob, draws, can_redecide, wish
):
    """Write who chooses a livelihood this year, and the present one as the wish of all who may work.

    New adults, workers without an employer and those too old for their livelihood must choose, all others
    by chance. Who may not work is at home.

    Parameters
    ----------
    able : array of bool, shape (n_persons,)
        Of working age and not disabled.
    age, education_years, livelihood, employer : array, shape (n_persons,)
    ages : tuple of int
        School entry, lowest working age, last age of work other than farming.
    redecision_prob : float
    draws : tuple
        Key of the stream, permanent identities, moment of the draw.
    can_redecide, wish : array, shape (n_persons,)
        Written.
    """
    school_entry_age, work_age_lowest, work_age_highest = ages
    key, uid, when = draws
    for p in range(age.shape[0]):
        starts = entry_age(education_years[p], school_entry_age, work_age_lowest)
        may_choose = able[p] and age[p] >= starts
        must = age[p] == starts
        must |= livelihood[p] == LOCAL_JOB and employer[p] == NO_EMPLOYER
        must |= age[p] > work_age_highest and livelihood[p] > FARM
        can_redecide[p] = may_choose and (must or draw_at(key, uid[p], when) < redecision_prob)
        wish[p] = livelihood[p] if may_choose else HOME


@njit(cache=True)
def household_situations(household, age, is_disabled, is_ill, livelihood, ages, n_households):  # type: ignore[no-untyped-def]
    """Return the dependants, the small children and ill, and whether a member has a business, by household.

    ``ages`` are the lowest working age, the last age on a farm and the age at which a child is no longer
    small. All three results have shape (n_households,).
    """
    work_age_lowest, farm_age_highest, small_child_age = ages
    dependants, in_care = np.zeros(n_households), np.zeros(n_households)
    in_business = np.zeros(n_households, np.bool_)
    for p in range(household.shape[0]):
        home = np.uint64(household[p])
        dependants[home] += is_disabled[p] | (age[p] < work_age_lowest) | (age[p] > farm_age_highest)
        in_care[home] += np.int64(is_ill[p]) + np.int64(age[p] < small_child_age)
        in_business[home] |= livelihood[p] == OWN_BUSINESS
    return dependants, in_care, in_business


@njit(cache=True)
def take_up(new_livelihood, year, livelihood, years_away, return_year):  # type: ignore[no-untyped-def]
    """Let everybody live by a new livelihood: count years away, note who returns, write the livelihood."""
    for p in range(livelihood.shape[0]):
        is_away = new_livelihood[p] == MIGRANT
        if livelihood[p] == MIGRANT and not is_away:
            return_year[p] = year
        years_away[p] = years_away[p] + 1 if is_away else 0
        livelihood[p] = new_livelihood[p]


@njit(cache=True)
def able_and_away(household, village_of_household, able, livelihood, n_villages):  # type: ignore[no-untyped-def]
    """Return the able persons and the migrants among them by village; both have shape (n_villages,)."""
    n_able, n_away = np.zeros(n_villages, np.int64), np.zeros(n_villages, np.int64)
    for p in range(household.shape[0]):
        village = np.uint64(village_of_household[np.uint64(household[p])])
        n_able[village] += able[p]
        n_away[village] += able[p] & (livelihood[p] == MIGRANT)
    return n_able, n_away
