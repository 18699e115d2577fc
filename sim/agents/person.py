"""Persons: members of households, kept sorted by household and by age order within it."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

from sim.arrays import Bools, Floats, Ints, UInts
from sim.columns import Table, column

if TYPE_CHECKING:
    from sim.agents.place import PeopleStart


class Livelihood(IntEnum):
    """What a person does for a living in a year (options H, F, L, M, B of model.md S6)."""

    HOME = 0
    FARM = 1
    LOCAL_JOB = 2
    MIGRANT = 3
    OWN_BUSINESS = 4


COUNTY_EMPLOYER = -1
NO_EMPLOYER = -2


class Persons(Table):
    """All living persons of the township, migrants included."""

    uid: UInts = column(np.uint64, unit="-", doc="Permanent identity from household, birth year and order.")
    household: Ints = column(
        np.int64, unit="row", doc="Row of the household; never decreasing down the table."
    )
    age: Ints = column(np.int64, unit="yr", doc="Completed years.")
    education_years: Floats = column(
        np.float64, unit="yr", doc="Years of schooling (final years for the young)."
    )
    trained_skill_log: Floats = column(np.float64, unit="log", doc="Skill from training, above schooling.")
    has_left: Bools = column(
        np.bool_, unit="bool", doc="Died or left for good; off the table at once.", is_yearly=True
    )
    is_ill: Bools = column(np.bool_, unit="bool", doc="Falls ill this year.", is_yearly=True)
    is_disabled: Bools = column(np.bool_, unit="bool", doc="Permanently unable to work.")
    is_carer: Bools = column(np.bool_, unit="bool", doc="Cares for an ill member this year.", is_yearly=True)
    is_trainee: Bools = column(np.bool_, unit="bool", doc="Holds a training seat this year.", is_yearly=True)
    relief_days: Floats = column(
        np.float64, unit="days", doc="Work-for-relief days agreed for this year.", is_yearly=True
    )
    last_training_year: Ints = column(np.int64, unit="yr", doc="Year of the last course.", default=0)
    livelihood: Ints = column(np.int64, unit="code", doc="Livelihood this year.")
    employer: Ints = column(
        np.int64, unit="row", doc="Enterprise row; -1 county job; -2 none.", default=NO_EMPLOYER
    )
    years_away: Ints = column(np.int64, unit="yr", doc="Years as a migrant in the present spell.")
    return_year: Ints = column(np.int64, unit="yr", doc="Year of the last return from migration; 0 never.")
    labour_supply: Floats = column(
        np.float64, unit="worker-years", doc="Effective own labour e_p this year.", is_yearly=True
    )
    work_time_share: Floats = column(
        np.float64,
        unit="share",
        doc="Share of the year left for paid work after illness, care, courses.",
        default=1.0,
        is_yearly=True,
    )
    local_pay_cny: Floats = column(
        np.float64, unit="yuan/yr", doc="Full-year pay w^L in a county job, noise included.", is_yearly=True
    )
    migrant_pay_cny: Floats = column(
        np.float64, unit="yuan/yr", doc="Full-year pay w^M away, noise included.", is_yearly=True
    )
    expected_return_10k: Floats = column(
        np.float64, unit="10k/yr", doc="Expected return of the present livelihood before learning (E6)."
    )
    can_redecide: Bools = column(np.bool_, unit="bool", doc="Chooses a livelihood this year.", is_yearly=True)
    wish: Ints = column(
        np.int64, unit="code", doc="Livelihood that the person seeks this year.", is_yearly=True
    )
    second_choice: Ints = column(
        np.int64, unit="code", doc="What the person does if a local job is refused.", is_yearly=True
    )


def is_able(persons: Persons, people: PeopleStart) -> Bools:
    """Return who counts for shares of the able: of working age and not disabled; shape (n_persons,)."""
    in_age = (persons.age >= people.work_age_lowest) & (persons.age <= people.work_age_highest)
    return in_age & ~persons.is_disabled


def can_work(persons: Persons, people: PeopleStart) -> Bools:
    """Return who may work, on the farm at least, which ends later; shape (n_persons,)."""
    in_age = (persons.age >= people.work_age_lowest) & (persons.age <= people.farm_age_highest)
    return in_age & ~persons.is_disabled
