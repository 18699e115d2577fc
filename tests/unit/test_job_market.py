"""Rationing of jobs (V19), layoffs, forced choices and the state that a change of livelihood leaves."""

import numpy as np
import pytest

from sim.agents import COUNTY_EMPLOYER, NO_EMPLOYER, Livelihood
from sim.ledger import Flow
from sim.processes.job_market import (
    clear_job_market,
    employers_lay_off,
    migrants_pay_moving_costs,
    persons_choose_livelihoods,
)
from sim.processes.job_matching import fill_slots, match_jobs
from sim.processes.job_passes import entry_age
from sim.processes.prospects import persons_note_expected_returns
from sim.random_streams import RandomStreams, Stream, stable_ids
from tests.helpers.livelihood_model import complete_network, livelihood_model

HOME, FARM, JOB, AWAY, SHOP = (int(option) for option in Livelihood)


def luck(n, year=0):
    return RandomStreams(3).uniforms(Stream.JOB_PRIORITY, stable_ids(5, np.arange(n)), year)


def test_filled_jobs_are_the_smaller_of_slots_and_applicants():
    queue = np.repeat([0, 1, 2], [5, 2, 3])
    slots = np.array([2, 4, 0])
    got = fill_slots(queue, luck(10), slots)
    filled = np.bincount(queue[got >= 0], minlength=3)
    assert filled.tolist() == [2, 2, 0]
    taken = got[got >= 0]
    assert len(set(taken.tolist())) == len(taken), "no slot is given twice"


def test_the_highest_priority_is_served():
    got = fill_slots(np.zeros(4, np.int64), np.array([0.3, 0.9, 0.1, 0.5]), np.array([2]))
    assert got.tolist() == [-1, 0, -1, 1]


def test_every_applicant_has_the_same_chance():
    n, years = 20, 2_000
    served = np.zeros(n)
    for year in range(years):
        served += fill_slots(np.zeros(n, np.int64), luck(n, year), np.array([5])) >= 0
    expected = years / 4
    chi_square = ((served - expected) ** 2 / (expected * 0.75)).sum() * (n - 1) / n
    assert chi_square < 50.8, "nineteen degrees of freedom, false alarm 1e-4"


def hire(village, priority, firms, vacancies, remoteness, county, *, schooled=True, asks=False):
    """Return the employers of applicants; without saying more, all are schooled and no firm asks for it."""
    is_schooled = np.broadcast_to(np.asarray(schooled), len(village)).copy()
    needs_schooling = np.broadcast_to(np.asarray(asks), len(firms)).copy()
    return match_jobs(village, priority, is_schooled, firms, vacancies, needs_schooling, remoteness, county)


def test_rounds_go_from_the_own_village_to_the_county():
    village = np.array([0, 0, 1, 2, 3])
    priority = np.array([0.9, 0.8, 0.7, 0.6, 0.5])
    remoteness = np.array([0, 1, 0, 1])
    enterprise_village, vacancies = np.array([0, 3, 2]), np.array([1, 2, 1])
    employer = hire(village, priority, enterprise_village, vacancies, remoteness, 1)
    # 0 wins at home; 3 and 4 at home; 2 in the same class as village 3; 1 has only the county left.
    assert employer.tolist() == [0, COUNTY_EMPLOYER, 1, 2, 1]


def test_nobody_is_hired_twice_or_beyond_the_vacancies():
    village = np.arange(300) % 4
    vacancies = np.array([7, 0, 30, 3])
    employer = hire(village, luck(300), np.array([0, 1, 2, 2]), vacancies, np.array([0, 0, 1, 2]), 50)
    assert np.bincount(employer[employer >= 0], minlength=4).tolist() == vacancies.tolist()
    assert (employer == COUNTY_EMPLOYER).sum() == 50


def test_endless_vacancies_take_no_more_than_apply():
    village, firms, remoteness = np.array([0, 1, 1]), np.array([1, 1]), np.array([0, 0])
    vacancies = np.array([2, 2**31 - 1])
    employer = hire(village, np.array([0.1, 0.9, 0.8]), firms, vacancies, remoteness, 0)
    assert employer.tolist() == [1, 0, 0]


def test_upgraded_firms_hire_the_schooled_only():
    one_village, priority = np.zeros(4, np.int64), np.array([0.9, 0.8, 0.7, 0.6])
    schooled = np.array([False, True, False, True])
    employer = hire(
        *(one_village, priority, np.array([0, 0]), np.array([1, 2]), np.array([0]), 1),
        schooled=schooled, asks=np.array([False, True]),
    )  # fmt: skip
    # Firm 1 asks for schooling and takes 1 and 3, whatever the priority of 0 and 2; firm 0 takes 0.
    assert employer.tolist() == [0, 1, COUNTY_EMPLOYER, 1]


def test_jobs_for_the_schooled_stay_empty_without_them():
    employer = hire(
        *(np.zeros(3, np.int64), np.array([0.9, 0.8, 0.7]), np.array([0]), np.array([3]), np.array([0]), 0),
        schooled=np.array([False, True, False]), asks=True,
    )  # fmt: skip
    assert employer.tolist() == [NO_EMPLOYER, 0, NO_EMPLOYER]


def test_as_many_jobs_are_filled_as_schooling_allows():
    """V19 with two sorts of jobs: the schooled leave to the others what these may take."""
    schooled = luck(60, 1) < 0.3  # n_s of 60
    firms, vacancies, asks = np.array([0, 0]), np.array([12, 30]), np.array([True, False])
    employer = hire(
        np.zeros(60, np.int64), luck(60), firms, vacancies, np.array([0]), 0, schooled=schooled, asks=asks
    )
    for_schooled = min(12, int(schooled.sum()))
    assert (employer == 0).sum() == for_schooled
    assert (employer == 1).sum() == min(30, 60 - for_schooled)
    assert schooled[employer == 0].all()


def test_schooling_is_asked_of_new_staff_only_from_nine_years():
    model = livelihood_model([[40]] * 4, n_enterprises=1)
    model.persons.education_years[:] = [6.0, 6.0, 9.0, 8.9]
    working_in(model, [0, NO_EMPLOYER, NO_EMPLOYER, NO_EMPLOYER], [4])
    model.enterprises.needs_schooling[:] = True
    seeking(model, [JOB] * 4, FARM)
    assert model.persons.employer.tolist() == [0, NO_EMPLOYER, 0, NO_EMPLOYER]


def test_listed_and_monitored_households_are_served_first_unless_they_lapsed():
    model = livelihood_model([[40]] * 40, n_enterprises=1)
    model.persons.livelihood[:] = FARM
    model.enterprises.labour_target[:] = 3
    model.households.is_registered[[3, 8]] = True
    model.households.is_monitored[5] = True
    model.households.lapse_end_year[8] = model.year
    model.terms.job_priority_bonus = 1.0  # above any luck
    seeking(model, [JOB] * 40, FARM)
    hired = set(np.flatnonzero(model.persons.employer == 0).tolist())
    assert len(hired) == 3
    assert {3, 5} <= hired
    others = model.streams.uniforms(Stream.JOB_PRIORITY, model.persons.uid, model.year)
    others[[3, 5]] = 0.0
    assert hired - {3, 5} == {int(others.argmax())}


def test_without_a_bonus_listed_households_wait_like_all_others():
    hired = []
    for listed in (False, True):
        model = livelihood_model([[40]] * 12, n_enterprises=1)
        model.persons.livelihood[:] = FARM
        model.enterprises.labour_target[:] = 4
        model.households.is_registered[:6] = listed
        seeking(model, [JOB] * 12, FARM)
        hired.append(model.persons.employer.tolist())
    assert hired[0] == hired[1]


def working_in(model, employer, target):
    model.persons.livelihood[:] = JOB
    model.persons.employer[:] = employer
    model.enterprises.labour_target[:] = target


def test_shrinking_and_closed_employers_lay_off():
    model = livelihood_model([[40]] * 10, n_enterprises=2)
    working_in(model, [0, 0, 0, 0, 1, 1, -1, -1, -1, -1], [3, 9])
    model.enterprises.is_active[:] = [True, False]
    model.now.county_job_share = 0.2
    employers_lay_off(model)
    employer = model.persons.employer
    assert (employer == 0).sum() == 3
    assert (employer == 1).sum() == 0
    assert (employer == COUNTY_EMPLOYER).sum() == 2
    assert (model.persons.livelihood == JOB).all(), "they choose anew in the next process"


def test_disabled_and_retiring_workers_leave_their_jobs():
    model = livelihood_model([[40], [64], [65]], n_enterprises=1)
    working_in(model, [0, 0, 0], [3])
    model.persons.is_disabled[0] = True
    employers_lay_off(model)
    assert model.persons.employer.tolist() == [NO_EMPLOYER, 0, NO_EMPLOYER]


def test_who_must_choose():
    model = livelihood_model([[15], [16], [40], [40], [65], [75], [40]], n_enterprises=1)
    model.config.livelihoods.redecision_prob = 0.0
    model.persons.livelihood[:] = [HOME, HOME, FARM, JOB, AWAY, FARM, SHOP]
    model.persons.is_disabled[6] = True
    persons_choose_livelihoods(model)
    persons = model.persons
    assert persons.can_redecide.tolist() == [False, True, False, True, True, False, False]
    assert persons.wish[4] in (HOME, FARM)
    assert persons.wish[[0, 2, 5, 6]].tolist() == [HOME, FARM, HOME, HOME]


def test_pupils_wait_until_they_leave_school():
    assert [entry_age(schooling, 6, 16) for schooling in (6.0, 10.4, 16.0)] == [16, 16, 22]


def seeking(model, wish, second_choice):
    model.persons.wish[:] = wish
    model.persons.second_choice[:] = second_choice
    clear_job_market(model)


def test_the_refused_take_their_second_choice_and_villages_learn_the_chance():
    model = livelihood_model([[40]] * 6, n_enterprises=1)
    model.persons.livelihood[:] = FARM
    model.enterprises.labour_target[:] = 2
    seeking(model, [JOB, JOB, JOB, JOB, FARM, FARM], FARM)
    persons = model.persons
    assert (persons.livelihood == JOB).sum() == 2
    assert (persons.livelihood == FARM).sum() == 4
    assert ((persons.employer == 0) == (persons.livelihood == JOB)).all()
    assert model.enterprises.n_workers.tolist() == [2]
    assert model.committees.n_job_applicants[0] == 4
    assert model.committees.local_job_chance[0] == pytest.approx(0.5)


def test_workers_keep_their_jobs_and_quits_make_room():
    model = livelihood_model([[40]] * 3, n_enterprises=1)
    working_in(model, [0, 0, NO_EMPLOYER], [2])
    model.persons.livelihood[2] = FARM
    seeking(model, [JOB, FARM, JOB], FARM)
    assert model.persons.employer.tolist() == [0, NO_EMPLOYER, 0]


def test_years_away_returns_and_residents():
    model = livelihood_model([[40, 40, 40]], year=2016)
    model.persons.livelihood[:] = [AWAY, AWAY, FARM]
    model.persons.years_away[:] = [4, 4, 0]
    seeking(model, [AWAY, FARM, AWAY], FARM)
    persons = model.persons
    assert persons.years_away.tolist() == [5, 0, 1]
    assert persons.return_year.tolist() == [0, 2016, 0]
    assert model.households.n_residents.tolist() == [1]
    assert model.committees.migrant_share[0] == pytest.approx(2 / 3)


def test_new_migrants_pay_for_moving_as_far_as_money_goes():
    model = livelihood_model([[40, 40], [40], [40]], money_cny=[3_000.0, 5_000.0, 5_000.0])
    model.persons.livelihood[:] = AWAY
    model.persons.years_away[:] = [1, 1, 1, 2]
    migrants_pay_moving_costs(model)
    assert model.households.money_cny.tolist() == [0.0, 3_000.0, 5_000.0]
    assert model.ledger.total(Flow.MOVING_COST) == 5_000.0


def test_everybody_at_work_notes_an_expected_return():
    model = livelihood_model([[40], [40], [40]], year=2013)
    model.persons.livelihood[:] = [AWAY, HOME, FARM]
    seeking(model, [AWAY, HOME, FARM], FARM)
    persons_note_expected_returns(model)
    price = 1 - 0.15 * np.exp(-0.75)
    assert model.persons.expected_return_10k == pytest.approx([3 * 0.55 * 0.95, 0.0, 0.45 * price])


def test_imitation_is_another_rule():
    model = livelihood_model([[40], [40]], money_cny=9_000.0)
    model.township.network = complete_network(2)
    model.config.livelihoods.redecision_prob = 1.0
    model.persons.livelihood[:] = [FARM, AWAY]
    model.persons.expected_return_10k[:] = [0.5, 1.5]
    model.config.livelihoods.rule = "imitate"
    persons_choose_livelihoods(model)
    assert model.persons.wish.tolist() == [AWAY, FARM]


def test_same_luck_whatever_the_order_of_rows():
    def wishes(order):
        model = livelihood_model([[30 + i] for i in range(20)], money_cny=20_000.0)
        model.persons.age[:] = model.persons.age[order]
        model.persons.uid[:] = model.persons.uid[order]
        model.persons.livelihood[:] = FARM
        model.households.attitude[:] = 0.6
        persons_choose_livelihoods(model)
        return dict(zip(model.persons.uid.tolist(), model.persons.wish.tolist(), strict=True))

    assert wishes(np.arange(20)) == wishes(np.arange(20)[::-1])
