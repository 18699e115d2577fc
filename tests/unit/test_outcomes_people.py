"""Outcomes of work, aid and participation in a township small enough to count by hand."""

import math

import numpy as np
import pytest

from sim.agents import Livelihood
from sim.outcomes import OUTCOMES
from tests.helpers.livelihood_model import livelihood_model

HOME, FARM, AWAY = Livelihood.HOME, Livelihood.FARM, Livelihood.MIGRANT


def observed_model():
    """Four households with 3, 2, 1 and 1 members; the last is absent."""
    model = livelihood_model([[40, 40, 70], [50, 30], [80], [30]])
    persons, households = model.persons, model.households
    persons.livelihood[:] = [FARM, HOME, FARM, AWAY, HOME, HOME, AWAY]
    persons.labour_supply[:] = [0.7, 0.9, 0.3, 0.8, 0.8, 0.0, 0.8]
    persons.relief_days[:] = [0.0, 90.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    households.is_on_dibao[:] = [True, True, True, False]
    households.is_sanctioned[:] = [False, False, True, False]
    households.dependence_share[:] = [0.1, 0.4, 0.7, 1.0]
    households.points_cny[:] = [60.0, 0.0, 60.0, 0.0]
    households.takes_part[:] = [True, False, True, True]
    model.township.count_residents()
    return model


EXPECTED = {
    "own_account_effort": (0.7 + 0.3) / 2,
    "dependence_mean": (3 * 0.1 + 0.4 + 0.7) / 5,
    "dibao_able_work_share": 3 / 4,  # farmer, helper at home, migrant; the partner of the migrant does not
    "sanctioned_share": 1 / 3,
    "work_relief_days": 90.0,
    "participation_share": 2 / 3,
    "points_reward_share": 120 / (3 * 200),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_outcome_counted_by_hand(name):
    assert OUTCOMES[name](observed_model()) == pytest.approx(EXPECTED[name])


def test_shares_without_a_whole_have_no_value():
    model = observed_model()
    model.households.is_on_dibao[:] = False
    model.persons.livelihood[:] = HOME
    model.households.is_sanctioned[:] = False
    for name in ("own_account_effort", "dibao_able_work_share", "sanctioned_share"):
        assert math.isnan(OUTCOMES[name](model))
    model.persons.livelihood[:] = np.int64(AWAY)
    model.township.count_residents()
    assert math.isnan(OUTCOMES["participation_share"](model))
