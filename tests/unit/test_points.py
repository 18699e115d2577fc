"""Lever 8: who takes part in a points system, what it pays, and how its novelty fades."""

import numpy as np
import pytest

from sim.agents import Livelihood
from sim.ledger import Flow, Purpose
from sim.processes.motivation import Motivation, encouragement
from sim.processes.points import (
    Points,
    households_take_part,
    novelty,
    participation_prob,
    points_reward_shares,
    villages_reward_participation,
)
from tests.helpers.bare_model import bare_model

VALUE_CNY = 100.0


def points_model(n_households, *, value_cny=VALUE_CNY, allowance_cny=np.inf, base=10.0, **options):
    model = bare_model([[40]] * n_households, year=2021, **options)
    model.config.points.participation_base_logit = base
    model.programmes.allowance_cny[:] = allowance_cny
    model.terms.amend(points_value_cny=value_cny)
    return model


def take_part_for_points(model):
    households_take_part(model)
    villages_reward_participation(model)


def test_participation_grows_with_governance_and_motivation():
    chance = participation_prob(np.array([0.0, 0.5, 1.0]), np.array([0.0, 1.0, 0.0]), Points())
    assert chance == pytest.approx([1 / (1 + np.e), np.e / (1 + np.e), np.e / (1 + np.e)])


def test_the_reward_follows_the_staff_time_of_the_village():
    model = points_model(4, n_villages=2)
    model.committees.delivery_efficiency[:] = [1.0, 0.6]
    take_part_for_points(model)
    households = model.households
    assert households.points_cny == pytest.approx([100.0, 100.0, 60.0, 60.0])
    assert households.points_reward_ratio == pytest.approx([0.5, 0.5, 0.3, 0.3])
    assert households.transfer_income_cny == pytest.approx(households.points_cny)
    assert households.public_transfer_cny == pytest.approx(households.points_cny)
    assert households.unconditional_aid_cny.tolist() == [0.0] * 4
    assert model.ledger.total(Flow.POINTS, purpose=Purpose.MOTIVATION) == pytest.approx(320.0)
    assert model.committees.participation_share.tolist() == [1.0, 1.0]


def test_absent_and_lapsed_households_are_left_out():
    model = points_model(4)
    model.persons.livelihood[0] = Livelihood.MIGRANT
    model.township.count_residents()
    model.households.lapse_end_year[:] = [0, 2021, 2020, 0]
    take_part_for_points(model)
    assert model.households.points_cny.tolist() == [0.0, 0.0, 100.0, 100.0]
    assert model.committees.participation_share.tolist() == [1.0], "the lapsed take part unrewarded"
    assert points_reward_shares(model) == pytest.approx([200 / (3 * 200)])


def test_the_share_that_takes_part_is_the_stated_chance():
    model = points_model(4_000, base=-1.0)
    model.committees.governance[:] = 0.5
    take_part_for_points(model)
    chance = 1 / (1 + np.exp(-0.5))
    assert model.committees.participation_share[0] == pytest.approx(chance, abs=5 * 0.5 / np.sqrt(4_000))


def test_a_fixed_budget_serves_by_luck_until_the_money_ends():
    """350 yuan pay three rewards of 100; more money adds households and drops none."""
    served = []
    for allowance in (350.0, 650.0):
        model = points_model(20, allowance_cny=allowance)
        take_part_for_points(model)
        served.append(model.households.points_cny > 0)
    assert [int(paid.sum()) for paid in served] == [3, 6]
    assert not (served[0] & ~served[1]).any()
    assert served[1].tolist() != [True] * 6 + [False] * 14, "not in the order of rows"
    assert points_reward_shares(model)[0] == pytest.approx(600 / (20 * 200))


def test_failure_mode_the_appeal_of_points_fades():
    """Same money every year, 85 % of the appeal of the year before; it does not come back after a break."""
    model = points_model(1, value_cny=200.0)
    ratios, gains = [], []
    for year in (2021, 2022, 2023):
        model.year = year
        take_part_for_points(model)
        ratios.append(float(model.households.points_reward_ratio[0]))
        gains.append(
            float(encouragement(np.zeros(1, bool), model.households.points_reward_ratio, Motivation())[0])
        )
        assert model.households.points_cny[0] == 200.0
    assert ratios == pytest.approx([1.0, 0.85, 0.7225])
    assert gains == pytest.approx([0.05, 0.0425, 0.036125])
    model.terms.points_value_cny, model.year = 0.0, 2024
    take_part_for_points(model)
    assert model.households.points_reward_ratio[0] == model.households.points_cny[0] == 0.0
    assert model.committees.participation_share[0] == 1.0, "without a reward, too"
    model.terms.points_value_cny, model.year = 200.0, 2025
    take_part_for_points(model)
    assert model.households.points_reward_ratio[0] == pytest.approx(0.85**4)


def test_villages_start_to_count_when_points_are_first_paid():
    model = points_model(2, n_villages=2)
    model.households.lapse_end_year[1] = 2021
    take_part_for_points(model)
    assert model.committees.points_first_year.tolist() == [2021, 0]
    assert novelty(model.committees.points_first_year, 2023, Points()) == pytest.approx([0.7225, 1.0])


def test_nothing_happens_in_burn_in():
    model = points_model(1)
    model.is_burn_in = True
    take_part_for_points(model)
    assert model.households.points_cny[0] == 0.0
