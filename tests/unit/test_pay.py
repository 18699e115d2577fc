"""Working time, own-account effort and full-year pay."""

import numpy as np
import pytest

from sim.processes.pay import (
    Pay,
    pay_log,
    persons_count_their_working_time,
    persons_learn_their_pay,
    work_time_share,
)
from tests.helpers.livelihood_model import livelihood_model


def test_losses_of_working_time_multiply():
    share = work_time_share(np.array([True]), np.array([True]), np.array([0.03]), np.array([90.0]), Pay())
    assert share[0] == pytest.approx(0.5 * 0.8 * 0.97 * 0.7)


def test_labour_supply_by_age_motivation_and_health():
    model = livelihood_model([[15, 16, 59, 60, 74, 75, 40, 40]])
    model.persons.is_disabled[6] = True
    model.persons.is_ill[7] = True
    model.households.motivation[:] = 0.5
    persons_count_their_working_time(model)
    full = 1 - 0.3 * 0.5
    expected = [0, full, full, 0.6 * full, 0.6 * full, 0, 0, 0.5 * full]
    assert model.persons.labour_supply == pytest.approx(expected)


def test_a_course_takes_time_from_trainees_only():
    model = livelihood_model([[40, 40]])
    model.terms.amend(training_time_share=0.03)
    model.persons.is_trainee[0] = True
    persons_count_their_working_time(model)
    assert model.persons.work_time_share == pytest.approx([0.97, 1.0])


def test_work_for_relief_takes_its_days_of_three_hundred():
    model = livelihood_model([[40, 40]])
    model.persons.relief_days[0] = 60.0
    persons_count_their_working_time(model)
    assert model.persons.work_time_share == pytest.approx([0.8, 1.0])
    assert model.persons.labour_supply == pytest.approx([0.85 * 0.8, 0.85])


def test_pay_has_the_stated_returns():
    local, away = pay_log(
        np.array([12.0]), np.array([48]), np.array([0.1]), np.array([0.5]), np.zeros(1), Pay(noise_sd=0.0)
    )
    assert local[0] == pytest.approx(0.04 * 3 + 0.1 - 0.0006 * 100 + 0.6 * 0.5)
    assert away[0] == pytest.approx(0.05 * 3 + 0.1 - 0.0006 * 100 + 0.6 * 0.5)


def test_village_shows_in_local_pay_and_place_in_migrant_pay():
    model = livelihood_model([[38], [38, 15]], n_villages=2)
    model.config.pay.noise_sd = 0.0
    model.config.place.village_productivity_mean = -0.5
    model.committees.village_productivity_log[:] = [0.0, 0.2]
    persons_learn_their_pay(model)
    persons = model.persons
    assert persons.local_pay_cny == pytest.approx([20_000, 20_000 * np.exp(0.12), 0.0])
    assert persons.migrant_pay_cny == pytest.approx([30_000 * np.exp(-0.3)] * 2 + [0.0])


def test_luck_in_pay_is_the_same_at_home_and_away_and_keeps_the_mean():
    model = livelihood_model([[38]] * 4_000)
    persons_learn_their_pay(model)
    local, away = model.persons.local_pay_cny / 20_000, model.persons.migrant_pay_cny / 30_000
    assert local == pytest.approx(away)
    assert local.mean() == pytest.approx(1.0, abs=5 * 0.12 / np.sqrt(4_000))
    assert np.log(local).std() == pytest.approx(0.12, rel=0.06)
