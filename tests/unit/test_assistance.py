"""Outcomes of assistance by hand; V12's chain of poverty spells."""

import math

import numpy as np
import pytest

from sim.outcomes.assistance import ASSISTANCE, transition_rates
from sim.outcomes.registry import Observation
from sim.random_streams import RandomStreams, Stream
from tests.helpers.bare_model import bare_model


def outcome(model, name):
    return ASSISTANCE.outcomes[name].measure(Observation(model))


def township(incomes_last, *, sizes=None, **now):
    model = bare_model([[40] * size for size in sizes or [1] * len(incomes_last)])
    model.households.income_net_of_medical_last_cny[:] = incomes_last
    vars(model.now).update(now)
    return model


def test_v12_poverty_spells_of_a_two_state_chain():
    """Entry .0141 and exit .667 a year: 2.07 % are poor, a spell lasts 1.50 years; the outcome finds both."""
    entry, leave, years = 0.0141, 0.667, 60
    uids = np.arange(20_000, dtype=np.uint64)
    poor, weight = np.zeros(len(uids), bool), np.ones(len(uids))
    entries, exits, shares = [], [], []
    for year in range(2013, 2013 + years):
        luck = RandomStreams(1).uniforms(Stream.DETECTION, uids, year)
        now = np.where(poor, luck >= leave, luck < entry)
        fell, rose = transition_rates(poor, now, weight)
        entries.append(fell), exits.append(rose), shares.append(now.mean())
        poor = now
    found_entry, found_exit = np.mean(entries[10:]), np.mean(exits[10:])
    assert found_entry == pytest.approx(entry, rel=0.02)
    assert found_exit == pytest.approx(leave, rel=0.02)
    assert np.mean(shares[10:]) == pytest.approx(0.0207, rel=0.02)
    assert 1 / found_exit == pytest.approx(1.499, rel=0.02)
    assert found_entry / (found_entry + found_exit) == pytest.approx(0.0207, rel=0.02)


def test_shares_of_households_at_risk_found_and_monitored():
    model = township([1.0] * 4)
    assert math.isnan(outcome(model, "detection_share"))
    model.households.is_at_risk[:2] = model.households.is_monitored[:3] = True
    model.households.is_detected[0] = True
    assert outcome(model, "at_risk_share") == 0.5
    assert outcome(model, "detection_share") == 0.5
    assert outcome(model, "monitored_share") == 0.75


def test_relief_paid_and_refused():
    model = township([1.0] * 3)
    assert math.isnan(outcome(model, "relief_per_case"))
    model.households.relief_cny[:] = [100.0, 300.0, 0.0]
    model.households.relief_refused_cny[2] = 50.0
    assert outcome(model, "relief_total") == 400.0
    assert outcome(model, "relief_per_case") == 200.0
    assert outcome(model, "relief_refused") == 50.0


def test_moves_across_the_line_count_persons_and_leave_out_the_newly_present():
    """Line 3,000. Above last year: 1 + 3 persons, 3 fell; below: 2 persons, all rose; one is new."""
    model = township([5_000.0, 4_000.0, 1_000.0, 0.0], sizes=[1, 3, 2, 4], poverty_line_cny=3_000.0)
    model.households.income_net_of_medical_cny[:] = [5_000.0, 2_000.0, 3_500.0, 100.0]
    assert outcome(model, "poverty_entry_rate") == 0.75
    assert outcome(model, "poverty_exit_rate") == 1.0


def test_errors_of_the_dibao_list():
    """Incomes 1, 2, 6, 9 thousand, line 4,000; the second and the fourth are listed.

    By true need the first and second would be: half the places are misplaced. One of two listed lives above
    the line, one of two below it gets nothing.
    """
    model = township([1_000.0, 2_000.0, 6_000.0, 9_000.0], dibao_line_cny=4_000.0)
    model.households.is_on_dibao[[1, 3]] = True
    names = ("dibao_targeting_error", "dibao_inclusion_error", "dibao_exclusion_error")
    assert [outcome(model, name) for name in names] == [0.5, 0.5, 0.5]


def test_a_perfect_list_has_no_misplaced_place_and_an_empty_one_no_error():
    model = township([1_000.0, 2_000.0, 6_000.0], dibao_line_cny=4_000.0)
    assert math.isnan(outcome(model, "dibao_targeting_error"))
    assert math.isnan(outcome(model, "dibao_inclusion_error"))
    assert outcome(model, "dibao_exclusion_error") == 1.0
    model.households.is_on_dibao[:2] = True
    assert outcome(model, "dibao_targeting_error") == 0.0
