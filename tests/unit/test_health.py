import numpy as np
import pytest

from sim.agents import NO_EMPLOYER, Livelihood
from sim.processes import health
from sim.processes.health import Health, carers, own_payment
from tests.helpers.bare_model import bare_model


def test_registration_adds_to_the_reimbursed_share_but_never_above_all():
    generous = Health(reimbursement_share=0.9)
    owed = own_payment(np.array([1_000.0, 1_000.0]), np.array([False, True]), generous)
    assert owed == pytest.approx([100.0, 0.0])


def test_one_carer_in_each_household_that_needs_one():
    households = np.array([0, 0, 0, 1, 1, 2])
    needs = np.array([True, True, False, False, False, True])
    able = np.array([False, False, True, True, True, False])
    assert carers(households, needs, able, 3).tolist() == [2]


def everybody_ill(ages, **changes):
    model = bare_model(ages)
    rules = Health(illness_prob_young=1.0, illness_prob_middle=1.0, illness_prob_old=1.0, **changes)
    model.config.health = rules
    return model


def test_bills_add_up_by_household_and_the_owed_part_follows():
    model = everybody_ill([[30, 40], [50]], bill_sd=0.0)
    model.households.is_registered[1] = True
    model.households.unmet_need_cny[:] = 5.0
    health.persons_fall_ill(model)
    assert model.households.medical_bill_cny.tolist() == [18_000.0, 9_000.0]
    assert model.households.medical_own_payment_cny == pytest.approx([0.45 * 18_000, 0.30 * 9_000])
    assert model.households.unmet_need_cny.tolist() == [0.0, 0.0]


def test_only_older_ill_are_disabled_and_they_stay_home_for_good():
    model = everybody_ill([[45], [46]], disability_prob=1.0)
    model.persons.livelihood[:] = Livelihood.MIGRANT
    model.persons.employer[:] = 3
    health.persons_fall_ill(model)
    assert model.persons.is_disabled.tolist() == [False, True]
    assert model.persons.livelihood.tolist() == [Livelihood.MIGRANT, Livelihood.HOME]
    assert model.persons.employer.tolist() == [3, NO_EMPLOYER]
    model.config.health = Health(illness_prob_young=0.0, illness_prob_middle=0.0, illness_prob_old=0.0)
    health.persons_fall_ill(model)
    assert model.persons.is_disabled.tolist() == [False, True]
    assert model.households.medical_bill_cny.tolist() == [0.0, 0.0]


def test_the_ill_are_as_many_as_the_chances_say_and_half_of_bills_exceed_the_median():
    model = bare_model([[70]] * 20_000)
    health.persons_fall_ill(model)
    bills = model.households.medical_bill_cny[model.persons.is_ill]
    assert model.persons.is_ill.mean() == pytest.approx(0.05, abs=0.006)
    assert np.median(bills) == pytest.approx(9_000, rel=0.15)


def test_a_migrant_neither_gives_nor_draws_care():
    model = bare_model([[70, 40, 20], [70, 40]])
    model.persons.livelihood[1] = model.persons.livelihood[3] = Livelihood.MIGRANT
    model.config.health = Health(illness_prob_young=0.0, illness_prob_middle=0.0, illness_prob_old=1.0)
    health.persons_fall_ill(model)
    assert model.persons.is_carer.tolist() == [False, False, True, False, False]
