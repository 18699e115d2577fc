from types import SimpleNamespace

import numpy as np
import pytest

from sim.agents import Livelihood
from sim.ledger import Flow, Purpose
from sim.processes.training import (
    TrainingRules,
    committees_fill_training_seats,
    government_pays_for_training,
    next_skill,
    queue_tier,
    take_up_prob,
    trainees_gain_skill,
    training_seats,
)
from sim.random_streams import Stream
from tests.helpers.villages import village_model


def training_model(n_villages: int = 2, households: int = 100, seat_share: float = 0.1) -> SimpleNamespace:
    model = village_model(n_villages, households)
    model.terms.amend(
        training_seat_share=seat_share,
        training_skill_gain_log=0.04,
        training_exposure=1.0,
        training_cost_cny=2500.0,
    )
    model.households.motivation[:] = model.households.attitude[:] = 20.0  # everybody is willing
    return model


@pytest.mark.parametrize(("gain", "decay"), [(0.04, 0.10), (0.08, 0.03), (0.0, 0.1)])
def test_v14_skill_of_a_steady_trainee_settles(gain: float, decay: float) -> None:
    rules = TrainingRules(skill_decay_rate=decay)
    skill = np.zeros(1)
    for _ in range(500):
        skill = next_skill(skill, np.full(1, gain), rules)
    assert abs(skill[0] - gain / (decay + gain / rules.skill_cap_log)) < 1e-9


def test_training_never_lowers_skill() -> None:
    above_cap = np.array([0.5])
    rules = TrainingRules()
    assert next_skill(above_cap, np.array([0.04]), rules) == next_skill(above_cap, np.zeros(1), rules)


def test_take_up_is_logistic_in_motivation_plus_attitude() -> None:
    prob = take_up_prob(np.array([0.4, 1.0]), np.array([0.6, 1.0]), TrainingRules())
    assert prob == pytest.approx([0.5, 1 / (1 + np.exp(-2))], abs=1e-12)


def test_seats_are_a_share_rounded_down_without_loss_to_binary_digits() -> None:
    assert training_seats(np.array([100.0, 99.0, 0.0]), 0.29).tolist() == [29, 28, 0]


def test_the_queue_puts_registered_first_and_the_lately_trained_last() -> None:
    last = np.array([0, 0, 2017, 2018, 2018])
    registered = np.array([True, False, True, True, False])
    assert queue_tier(last, registered, 2021, TrainingRules()).tolist() == [0, 1, 0, 2, 3]


def test_seats_go_to_the_lowest_scores_and_never_exceed_the_quota() -> None:
    model = training_model()
    committees_fill_training_seats(model)
    assert model.committees.n_training_seats.tolist() == [10, 10]
    assert np.flatnonzero(model.persons.is_trainee).tolist() == [*range(10), *range(100, 110)]
    assert (model.persons.last_training_year[model.persons.is_trainee] == 2021).all()


def test_registered_households_come_first() -> None:
    model = training_model(1)
    model.households.is_registered[90:] = True
    committees_fill_training_seats(model)
    assert np.flatnonzero(model.persons.is_trainee).tolist() == list(range(90, 100))


def test_monitored_households_come_first_and_lapsed_ones_do_not() -> None:
    model = training_model(1)
    model.households.is_monitored[85:] = True
    model.households.lapse_end_year[90:] = 2022
    committees_fill_training_seats(model)
    assert np.flatnonzero(model.persons.is_trainee).tolist() == [*range(5), *range(85, 90)]


def test_a_fixed_budget_pays_for_as_many_seats_as_it_can_listed_households_first() -> None:
    """12 seats are affordable of 20: the 8 of listed households and 4 of the others by keyed draw."""
    model = training_model()
    model.households.is_registered[[*range(4), *range(100, 104)]] = True
    model.programmes.allowance_cny[Purpose.TRAINING] = 12.9 * 2_500.0
    committees_fill_training_seats(model)
    government_pays_for_training(model)
    assert model.persons.is_trainee.sum() == 12
    assert model.persons.is_trainee[[*range(4), *range(100, 104)]].all()
    assert model.ledger.total(purpose=Purpose.TRAINING) == 30_000.0
    others = np.array([*range(4, 10), *range(104, 110)])
    draw = model.streams.uniforms(Stream.TAKE_UP, model.persons.uid[others], model.year, 1)
    assert sorted(np.flatnonzero(model.persons.is_trainee[others])) == sorted(np.argsort(draw)[:4])


def test_without_money_no_seat_is_filled() -> None:
    model = training_model()
    model.programmes.allowance_cny[Purpose.TRAINING] = 0.0
    committees_fill_training_seats(model)
    government_pays_for_training(model)
    assert not model.persons.is_trainee.any()
    assert model.ledger.total() == 0.0


def test_nobody_is_trained_again_while_others_wait() -> None:
    model = training_model(1, seat_share=0.5)
    model.persons.last_training_year[:40] = 2019
    committees_fill_training_seats(model)
    assert np.flatnonzero(model.persons.is_trainee).tolist() == list(range(40, 90))


def test_the_old_the_young_pupils_migrants_and_disabled_are_never_seated() -> None:
    model = training_model(1, 8, seat_share=1.0)
    persons = model.persons
    persons.age[0], persons.age[1], persons.age[2] = 61, 15, 17
    persons.education_years[2] = 12.0
    persons.livelihood[3] = Livelihood.MIGRANT
    persons.is_disabled[4] = True
    committees_fill_training_seats(model)
    assert model.committees.n_training_seats[0] == 6  # by able persons of 16 to 64, migrants included
    assert np.flatnonzero(persons.is_trainee).tolist() == [5, 6, 7]


def test_the_unwilling_leave_seats_empty_and_cost_nothing() -> None:
    model = training_model()
    model.households.motivation[:100] = -20.0
    model.households.attitude[:100] = -20.0
    committees_fill_training_seats(model)
    government_pays_for_training(model)
    assert model.persons.is_trainee.sum() == 10
    assert model.ledger.total(Flow.PROGRAMME_PROVIDERS, purpose=Purpose.TRAINING) == 25_000.0
    assert model.ledger.total() == 25_000.0


def test_exposure_is_for_trainees_households_and_scaled_by_delivery() -> None:
    model = training_model(1)
    model.committees.delivery_efficiency[:] = 0.5
    committees_fill_training_seats(model)
    assert model.households.training_exposure.tolist() == [0.5] * 10 + [0.0] * 90


def test_skill_grows_for_trainees_by_delivery_and_fades_for_all() -> None:
    model = training_model(1)
    model.committees.delivery_efficiency[:] = 0.5
    model.persons.trained_skill_log[50] = 0.1
    committees_fill_training_seats(model)
    trainees_gain_skill(model)
    assert model.persons.trained_skill_log[[0, 50, 60]] == pytest.approx([0.02, 0.09, 0.0], abs=1e-12)


def test_without_the_lever_the_lists_are_cleared() -> None:
    model = training_model()
    committees_fill_training_seats(model)
    model.terms.training_seat_share = 0.0
    committees_fill_training_seats(model)
    government_pays_for_training(model)
    assert not model.persons.is_trainee.any()
    assert model.households.training_exposure.sum() == 0
    assert model.committees.n_training_seats.sum() == 0
    assert model.ledger.total() == 0.0


def test_a_larger_dose_only_adds_trainees() -> None:
    model, more = training_model(), training_model(seat_share=0.2)
    for each in (model, more):
        each.households.motivation[:] = each.households.attitude[:] = 0.5
        committees_fill_training_seats(each)
    assert model.persons.is_trainee.sum() < more.persons.is_trainee.sum()
    assert not (model.persons.is_trainee & ~more.persons.is_trainee).any()
