"""Motivation: aspirations, dependence, and the fixed point on a regular graph (V14)."""

import numpy as np
import pytest

from sim.agents import Livelihood
from sim.processes.motivation import (
    Motivation,
    aspiration_cny,
    aspiration_gap,
    encouragement,
    households_update_motivation,
    motivation_target,
)
from tests.helpers.livelihood_model import complete_network, livelihood_model, network_of


def test_aspiration_mixes_own_and_richer_neighbours():
    aspired = aspiration_cny(np.array([1_000.0, 1_000.0]), np.array([3_000.0, np.nan]), Motivation())
    assert aspired == pytest.approx([2_025.0, 1_050.0])


def test_gap_lies_between_nought_and_one():
    gap = aspiration_gap(np.array([100.0, 100.0, 100.0, 0.0]), np.array([60.0, 200.0, -50.0, 10.0]))
    assert gap == pytest.approx([0.4, 0.0, 1.0, 0.0])


def test_target_adds_its_parts():
    target = motivation_target(
        np.array([0.25]), np.array([0.2]), np.array([0.1]), np.array([0.5]), np.array([0.7]), Motivation()
    )
    assert target[0] == pytest.approx(0.40 + 0.3 * 4 * 0.25 * 0.75 - 0.5 * 0.2 + 0.1 + 0.3 * 0.2)


def test_aid_that_asks_for_something_encourages():
    gains = encouragement(np.array([False, True, True]), np.array([1.0, 0.0, 0.4]), Motivation())
    assert gains == pytest.approx([0.05, 0.15, 0.17])


def test_living_on_aid_lowers_motivation_to_zero_at_most():
    none = np.zeros(1)
    assert motivation_target(none, np.ones(1), none, np.ones(1), none, Motivation())[0] == 0.0


def test_equal_neighbours_settle_at_the_fixed_point():
    model = livelihood_model([[40]] * 5)
    model.township.network = complete_network(5)
    households = model.households
    households.income_per_capita_cny[:] = households.income_habit_cny[:] = 10_000.0
    for _ in range(300):
        households_update_motivation(model)
    gap = 1 - 1 / 1.05
    assert households.motivation == pytest.approx(np.full(5, 0.40 + 0.3 * 4 * gap * (1 - gap)), abs=1e-9)


def test_constant_aid_leads_to_the_stated_fixed_point_at_the_stated_rate():
    """V14 on a regular graph: m(t) = m* + (m(0) - m*) (1 - lam)^t, m* with dep, cond and pts."""
    model = livelihood_model([[40]] * 6)
    model.township.network = complete_network(6)
    households = model.households
    households.income_per_capita_cny[:] = households.income_habit_cny[:] = 10_000.0
    households.dependence_share[:] = 0.2
    households.works_for_aid[:] = True
    households.points_reward_ratio[:] = 0.6
    gap = 1 - 1 / 1.05
    goal = 0.40 + 0.3 * 4 * gap * (1 - gap) - 0.5 * 0.2 + 0.15 + 0.05 * 0.6
    for years in range(1, 101):
        households_update_motivation(model)
        expected = goal + (0.5 - goal) * (1 - 0.3) ** years
        assert households.motivation == pytest.approx(np.full(6, expected), abs=1e-9)


def test_only_who_works_for_aid_is_encouraged():
    """Alike but for the aid of last year: .3 of the gain shows after a year, before neighbours look up."""
    model = livelihood_model([[40]] * 3)
    model.township.network = complete_network(3)
    households = model.households
    households.works_for_aid[0] = True
    households.points_reward_ratio[1] = 0.5
    households_update_motivation(model)
    assert households.motivation - households.motivation[2] == pytest.approx([0.3 * 0.15, 0.3 * 0.025, 0.0])


def test_update_is_synchronous_and_leaves_the_absent_alone():
    model = livelihood_model([[40], [40], [40]])
    model.township.network = network_of([(0, 1), (1, 2)], 3)
    model.persons.livelihood[2] = Livelihood.MIGRANT
    model.township.count_residents()
    model.households.motivation[:] = [0.2, 0.6, 0.9]
    households_update_motivation(model)
    expected = [0.2 + 0.3 * (0.4 + 0.3 * 0.4 - 0.2), 0.6 + 0.3 * (0.4 - 0.3 * 0.4 - 0.6), 0.9]
    assert model.households.motivation == pytest.approx(expected)
