"""Lever 8: local wages out of infrastructure money, whom they reach, and what they crowd out."""

import numpy as np
import pytest

from sim.agents import Livelihood
from sim.ledger import Flow, Purpose
from sim.processes.pay import persons_count_their_working_time
from sim.processes.work_relief import (
    committees_offer_work_relief,
    days_in_turn,
    government_pays_work_relief,
    leavers_give_up_work_relief,
    one_of_each_household,
    pool_share,
)
from tests.helpers.livelihood_model import livelihood_model

HOME, FARM, JOB, AWAY = Livelihood.HOME, Livelihood.FARM, Livelihood.LOCAL_JOB, Livelihood.MIGRANT


def relief_model(ages, *, pool_cny, gain=0.15, allowance_cny=np.inf, **options):
    """Return a model with a pool for wages; the row of a household is its rank from poor to rich."""
    model = livelihood_model(ages, year=2021, **options)
    model.committees.work_relief_pool_cny[:] = pool_cny
    model.households.income_net_of_medical_cny[:] = 1_000.0 * (1 + np.arange(len(model.households)))
    model.programmes.allowance_cny[:] = allowance_cny
    model.terms.amend(work_relief_pool_gain=gain)
    return model


def test_the_pool_is_the_base_and_the_gain():
    model = relief_model([[40]], pool_cny=0.0, gain=0.0)
    assert pool_share(model) == 0.15
    model.terms.amend(work_relief_pool_gain=0.15)
    assert pool_share(model) == 0.30
    model.terms.amend(work_relief_pool_gain=5.0)
    assert pool_share(model) == 1.0


def test_days_run_out_village_by_village():
    village = np.array([0, 0, 0, 2, 2])
    assert days_in_turn(village, np.array([150.0, 90.0, 0.0]), 90.0).tolist() == [90.0, 60.0, 0.0, 0.0, 0.0]


def test_one_candidate_of_each_household_at_home_rather_than_on_the_farm():
    household = np.array([0, 0, 1, 1, 3])
    at_home = np.array([1, 0, 0, 0, 1])
    assert one_of_each_household(household, at_home).tolist() == [0, 3, 4]


def test_the_poorest_looking_are_served_first_and_listed_before_others():
    """A pool of 225 days: two times 90 for the listed households 2 and 3, the rest for household 0."""
    model = relief_model([[40]] * 5, pool_cny=225 * 120.0)
    model.households.is_registered[[2, 4]] = True
    model.households.is_monitored[3] = True
    model.households.lapse_end_year[4] = 2021
    committees_offer_work_relief(model)
    assert model.persons.relief_days.tolist() == [45.0, 0.0, 90.0, 90.0, 0.0]


def test_only_the_able_at_home_or_on_the_farm_are_asked():
    """Too young, too old, disabled, ill, at school, employed and away; the last two may come."""
    model = relief_model([[15], [75], [40], [40], [17], [40], [40], [74], [40]], pool_cny=1e6)
    persons = model.persons
    persons.is_disabled[2] = True
    persons.is_ill[3] = True
    persons.education_years[4] = 12.0
    persons.livelihood[[5, 6, 8]] = [JOB, AWAY, FARM]
    committees_offer_work_relief(model)
    assert persons.relief_days.tolist() == [0.0] * 7 + [90.0, 90.0]


def test_offers_are_made_anew_every_year():
    model = relief_model([[40]], pool_cny=0.0)
    model.persons.relief_days[:] = 50.0
    committees_offer_work_relief(model)
    assert model.persons.relief_days.tolist() == [0.0]


def test_wages_are_split_between_the_levers_that_provide_them():
    """90 days at 120 yuan are 10,800; with base .15 and gain .10 lever 8 provides 40 % of them."""
    model = relief_model([[40], [40]], pool_cny=1e6, gain=0.10)
    model.persons.livelihood[1] = JOB
    committees_offer_work_relief(model)
    government_pays_work_relief(model)
    assert model.households.wage_income_cny.tolist() == pytest.approx([10_800.0, 0.0])
    assert model.households.works_for_aid.tolist() == [True, False]
    assert model.ledger.total(Flow.WORK_RELIEF_WAGES, purpose=Purpose.MOTIVATION) == pytest.approx(4_320.0)
    assert model.ledger.total(Flow.WORK_RELIEF_WAGES, purpose=Purpose.INFRASTRUCTURE) == pytest.approx(
        6_480.0
    )


def test_without_lever_8_its_wages_belong_to_infrastructure():
    model = relief_model([[40]], pool_cny=1e6, gain=0.0)
    committees_offer_work_relief(model)
    government_pays_work_relief(model)
    assert model.ledger.total(Flow.WORK_RELIEF_WAGES, purpose=Purpose.INFRASTRUCTURE) == pytest.approx(
        10_800.0
    )
    assert model.ledger.total(purpose=Purpose.MOTIVATION) == 0.0


def test_a_fixed_budget_cuts_all_pools_alike():
    """Half of 2 x 10,800 yuan is due to each lever; 5,400 for one of them halve the days of both villages."""
    model = relief_model([[40], [40]], pool_cny=10_800.0, n_villages=2)
    model.programmes.allowance_cny[Purpose.MOTIVATION] = 5_400.0
    committees_offer_work_relief(model)
    assert model.persons.relief_days.tolist() == [45.0, 45.0]
    government_pays_work_relief(model)
    assert model.ledger.total(purpose=Purpose.MOTIVATION) == pytest.approx(5_400.0)


def test_who_leaves_gives_up_the_days_and_has_the_whole_year():
    model = relief_model([[40], [40]], pool_cny=1e6)
    committees_offer_work_relief(model)
    persons_count_their_working_time(model)
    assert model.persons.work_time_share == pytest.approx([0.7, 0.7])
    model.persons.livelihood[1] = AWAY
    model.township.count_residents()
    leavers_give_up_work_relief(model)
    government_pays_work_relief(model)
    assert model.persons.work_time_share == pytest.approx([0.7, 1.0])
    assert model.persons.relief_days.tolist() == [90.0, 0.0]
    assert model.households.works_for_aid.tolist() == [True, False]


def test_failure_mode_work_for_relief_crowds_out_own_labour():
    """90 of 300 days: own labour falls by 30 %, so a farmer gives up part of the harvest for the wage."""
    labour = []
    for pool in (0.0, 1e6):
        model = relief_model([[40]], pool_cny=pool)
        model.persons.livelihood[:] = FARM
        model.households.motivation[:] = 0.5
        committees_offer_work_relief(model)
        persons_count_their_working_time(model)
        labour.append(float(model.persons.labour_supply[0]))
    assert labour == pytest.approx([0.85, 0.85 * 0.7])


def test_nothing_is_offered_in_burn_in():
    model = relief_model([[40]], pool_cny=1e6)
    model.is_burn_in = True
    committees_offer_work_relief(model)
    assert model.persons.relief_days.tolist() == [0.0]
