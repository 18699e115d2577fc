"""What villages learn from incumbents (errata E6)."""

import numpy as np
import pytest

from sim.agents import COUNTY_EMPLOYER, Livelihood
from sim.processes.learning import Learning, learned_ratio, realised_returns_10k, villages_learn_returns
from tests.helpers.livelihood_model import livelihood_model


def test_belief_moves_a_part_of_the_way_within_bounds():
    believed, n = np.array([1.0, 1.0, 2.0]), np.array([5, 5, 5])
    realised, expected = np.array([1.2, 50.0, 0.0]), np.ones(3)
    assert learned_ratio(believed, realised, expected, n, Learning()) == pytest.approx([1.06, 1.3, 1.55])


def test_losses_and_few_teachers_teach_nothing():
    believed = np.array([0.8, 0.8])
    learned = learned_ratio(believed, np.ones(2), np.array([-1.0, 1.0]), np.array([9, 4]), Learning())
    assert learned.tolist() == [0.8, 0.8]


def test_realised_returns_of_every_livelihood():
    model = livelihood_model([[40, 40], [40], [40, 40], [40], [40]], n_enterprises=1)
    farm, shop, job, away = Livelihood.FARM, Livelihood.OWN_BUSINESS, Livelihood.LOCAL_JOB, Livelihood.MIGRANT
    model.persons.livelihood[:] = [farm, farm, shop, job, job, away, job]
    model.persons.employer[3:5] = 0
    model.persons.employer[6] = COUNTY_EMPLOYER
    model.persons.work_time_share[4] = 0.5
    model.enterprises.wages_cny[:] = 15_000.0
    households = model.households
    households.farm_labour[:] = [2, 0, 0, 0, 0]
    households.farm_value_added_cny[0] = 10_000.0
    households.business_labour[1] = 1.0
    households.business_value_added_cny[1] = 4_000.0
    marginal = 1 - 0.5**0.3
    migrant = 3 * 0.55 * 0.95
    expected = [marginal, marginal, 0.4, 1.0, 0.5, migrant, 2.0]
    assert realised_returns_10k(model) == pytest.approx(expected)


def test_a_village_learns_from_its_own_migrants():
    model = livelihood_model([[40] * 5, [40] * 5], n_villages=2)
    model.persons.livelihood[:] = Livelihood.MIGRANT
    model.persons.expected_return_10k[:5] = 3 * 0.55 * 0.95 / 2
    model.persons.expected_return_10k[5:] = 3 * 0.55 * 0.95
    villages_learn_returns(model)
    assert model.committees.return_ratio_migrant == pytest.approx([1.3, 1.0])
    assert model.committees.return_ratio_farm.tolist() == [1.0, 1.0]
