"""One number for each trait that is drawn at the start, so that no two traits share a draw."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from scipy.special import betaincinv

from sim.arrays import Floats, Ints


class Draw(IntEnum):
    """Draw numbers of the start state, unique over all streams and kinds of agents."""

    VILLAGE_PRODUCTIVITY = 1
    VILLAGE_REMOTENESS = 2
    VILLAGE_INFRASTRUCTURE = 3
    VILLAGE_GOVERNANCE = 4
    VILLAGE_OWN_INCOME = 5
    VILLAGE_N_COOPERATIVES = 6
    VILLAGE_N_PROCESSING = 7
    VILLAGE_N_SERVICES = 8
    VILLAGE_ENVIRONMENT = 9
    HOUSEHOLD_SIZE = 10
    HOUSEHOLD_HEAD_AGE = 11
    HOUSEHOLD_SPOUSE_AGE = 12
    HOUSEHOLD_SECOND_CHILD = 13
    HOUSEHOLD_LAND = 14
    HOUSEHOLD_ABILITY = 15
    HOUSEHOLD_CAPITAL = 16
    HOUSEHOLD_MONEY = 17
    HOUSEHOLD_ATTITUDE = 18
    HOUSEHOLD_MOTIVATION = 19
    HOUSEHOLD_ELITE = 20
    HOUSEHOLD_LIVELIHOOD_SHOCK = 21
    HOUSEHOLD_TARGETING_NOISE = 22
    PERSON_EDUCATION = 30
    PERSON_DISABILITY = 31
    PERSON_LIVELIHOOD = 32
    PERSON_YEARS_AWAY = 33
    PERSON_JOB_PRIORITY = 34
    ENTERPRISE_AGE = 40
    ENTERPRISE_CAPITAL = 41
    ENTERPRISE_TECHNOLOGY = 42
    MEMBER_IS_ACTIVE = 50
    ELITE_N_TIES = 60
    # From here on the number of the tie, the cooperative or the place in the household is added, at most 99.
    MEMBER_PRIORITY = 100
    TIE_KIND = 200
    TIE_END = 300
    TIE_VILLAGE = 400
    ELITE_TIE_VILLAGE = 500
    ELITE_TIE_END = 600
    MEMBER_AGE_SPREAD = 700
    MEMBER_AGE_LATE = 800


def beta_values(uniforms: Floats, shape_1: float, shape_2: float) -> Floats:
    """Return Beta variates by inversion; shape of ``uniforms``.

    Examples
    --------
    >>> beta_values(np.array([0.5]), 1.0, 1.0).tolist()
    [0.5]
    """
    values: Floats = betaincinv(shape_1, shape_2, uniforms)
    return values


def picks(uniforms: Floats, n: int | Ints) -> Ints:
    """Return whole numbers from 0 to n - 1, each as likely; shape of ``uniforms``.

    Examples
    --------
    >>> picks(np.array([0.0, 0.49, 0.999]), 4).tolist()
    [0, 1, 3]
    """
    numbers: Ints = np.minimum((uniforms * n).astype(np.int64), np.asarray(n) - 1)
    return numbers
