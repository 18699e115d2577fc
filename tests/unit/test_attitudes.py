"""Attitudes: averaging models with known limits (V5, V7), adoption (V6), what neighbours see."""

import numpy as np
import pytest

from sim.agents import Livelihood
from sim.processes.attitudes import (
    Attitudes,
    adoption_prob,
    confident_pull,
    households_show_success,
    households_update_attitudes,
    next_attitude,
    village_medians,
)
from tests.helpers.livelihood_model import complete_network, livelihood_model, network_of


def settled(network, attitude, anchor, rules, years=3_000):
    everybody, nothing = np.ones(len(attitude), np.bool_), np.zeros(len(attitude))
    for _ in range(years):
        pull = confident_pull(network.start, network.neighbour, attitude, everybody, rules.confidence_bound)
        attitude = next_attitude(attitude, anchor, pull, nothing, nothing, nothing, rules)
    return attitude


def test_without_anchor_attitudes_meet_at_the_degree_weighted_mean():
    network = network_of([(0, 1), (1, 2), (2, 3), (1, 3)], 4)
    start = np.array([0.1, 0.9, 0.4, 0.3])
    rules = Attitudes(anchor_rate=0.0, confidence_bound=1.0)
    limit = (network.degree() * start).sum() / network.degree().sum()
    assert settled(network, start, start, rules) == pytest.approx(limit, abs=1e-10)


def test_with_anchor_two_nodes_keep_a_seventh_of_their_distance():
    start = np.array([0.2, 0.8])
    rules = Attitudes(confidence_bound=1.0)
    end = settled(network_of([(0, 1)], 2), start, start, rules)
    assert end == pytest.approx([0.457143, 0.542857], abs=1e-6)
    assert (end[1] - end[0]) / 0.6 == pytest.approx(1 / 7, abs=1e-10)


@pytest.mark.parametrize(("distance", "meet"), [(0.5, True), (0.5625, False)])
def test_blocks_meet_only_within_the_confidence_bound(distance, meet):
    start = np.array([0.25, 0.25, 0.25, 0.25 + distance, 0.25 + distance, 0.25 + distance])
    rules = Attitudes(social_rate=1.0, anchor_rate=0.0, confidence_bound=0.5)
    end = settled(complete_network(6), start, start, rules, years=200)
    assert end == pytest.approx(np.full(6, start.mean()) if meet else start, abs=1e-12)


def test_weights_are_over_all_neighbours_confident_or_not():
    star = network_of([(0, 1), (0, 2)], 3)
    pull = confident_pull(star.start, star.neighbour, np.array([0.5, 0.7, 0.0]), np.ones(3, np.bool_), 0.3)
    assert pull == pytest.approx([0.1, -0.2, 0.0])


def test_full_mixing_adoption_follows_the_map():
    share, path = 0.0, []
    for _ in range(6):
        chance = adoption_prob(np.ones(1), np.array([share]), np.array([True]), 0.03, 0.38)
        share += (1 - share) * float(chance[0])
        path.append(share)
    assert path == pytest.approx([0.0296, 0.0688, 0.1196, 0.1836, 0.2611, 0.3506], abs=5e-5)


def test_nobody_adopts_without_gain():
    assert adoption_prob(np.ones(1), np.ones(1), np.array([False]), 0.03, 0.38)[0] == 0.0


def test_training_and_examples_move_an_attitude():
    one, zero = np.ones(1), np.zeros(1)
    half = np.array([0.5])
    assert next_attitude(half, half, zero, one, zero, zero, Attitudes())[0] == pytest.approx(0.55)
    assert next_attitude(half, half, zero, zero, zero, one, Attitudes())[0] == pytest.approx(0.485)


def test_medians_of_even_and_odd_villages():
    values, village = np.array([1.0, 2.0, 4.0, 8.0, 7.0, 3.0, 5.0]), np.array([0, 0, 0, 0, 1, 1, 1])
    assert village_medians(values, village, np.ones(7, np.bool_), 2).tolist() == [3.0, 5.0]


def test_absent_households_neither_pull_nor_move():
    model = livelihood_model([[40], [40], [40]])
    model.township.network = network_of([(0, 1), (1, 2)], 3)
    model.persons.livelihood[2] = Livelihood.MIGRANT
    model.township.count_residents()
    model.households.attitude[:] = model.households.attitude_anchor[:] = [0.2, 0.4, 0.9]
    model.households.has_failure[:] = True
    households_update_attitudes(model)
    assert model.households.attitude == pytest.approx([0.23, 0.37, 0.9])
    assert not model.households.has_failure.any(), "failures are noted anew each year"


def test_success_is_a_venture_above_the_village_median_and_neighbours_see_it():
    model = livelihood_model([[40], [40], [40], [40]])
    model.township.network = network_of([(0, 1), (1, 2), (2, 3)], 4)
    households = model.households
    households.farm_labour[:] = [1, 1, 1, 1]
    households.business_labour[0] = 1.0
    households.farm_value_added_cny[:] = [10, 30, 20, 25]
    households.business_value_added_cny[0] = 50.0
    households.has_failure[3] = True
    households_show_success(model)
    assert households.has_success.tolist() == [True, False, False, False], "farms alone are no venture"
    assert households.success_seen.tolist() == [1.0, 0.5, 0.0, 0.0]
    assert households.failure_seen.tolist() == [0.0, 0.0, 0.5, 1.0]
