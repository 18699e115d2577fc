"""Lever 8: what earnings cost in dibao, and who loses it by mistake."""

import numpy as np
import pytest

from sim.processes.conditional_support import benefit_withdrawal_rate, committees_sanction_by_mistake
from sim.processes.prospects import kept_of_earnings
from sim.processes.transfers import government_pays_dibao
from tests.helpers.bare_model import bare_model


def test_the_cut_lowers_the_rate_to_zero_at_most():
    model = bare_model([[40]])
    assert benefit_withdrawal_rate(model) == 0.8
    model.terms.amend(benefit_withdrawal_cut=0.5)
    assert benefit_withdrawal_rate(model) == pytest.approx(0.3)
    model.terms.amend(benefit_withdrawal_cut=0.5)
    assert benefit_withdrawal_rate(model) == 0.0


def test_officials_and_members_reckon_with_the_same_rate():
    """Line 4,000, earned 1,000, other 200: 4,000 - 200 - .3 x 1,000 = 3,500; .7 of a further yuan is kept."""
    model = bare_model([[40]])
    model.terms.amend(benefit_withdrawal_cut=0.5)
    model.households.is_on_dibao[:] = True
    model.households.earned_per_capita_cny[:] = 1_000.0
    model.households.unearned_per_capita_cny[:] = 200.0
    government_pays_dibao(model)
    assert model.households.dibao_cny == pytest.approx([3_500.0])
    assert kept_of_earnings(model) == pytest.approx([0.7])


def test_a_lower_rate_costs_the_budget():
    paid = []
    for cut in (0.0, 0.25, 0.5):
        model = bare_model([[40]])
        model.terms.amend(benefit_withdrawal_cut=cut)
        model.households.is_on_dibao[:] = True
        model.households.earned_per_capita_cny[:] = 2_000.0
        government_pays_dibao(model)
        paid.append(float(model.households.dibao_cny[0]))
    assert paid == pytest.approx([2_400.0, 2_900.0, 3_400.0])


def test_only_listed_households_unable_to_work_are_sanctioned():
    """Too old, too young and disabled members cannot work; a disabled one beside an able one can."""
    model = bare_model([[80], [80, 10], [40], [40], [40, 40], [80]])
    model.persons.is_disabled[[4, 5]] = True
    model.households.is_on_dibao[:] = [True, True, True, True, True, False]
    model.terms.amend(wrong_sanction_prob=1.0)
    committees_sanction_by_mistake(model)
    assert model.households.is_sanctioned.tolist() == [True, True, False, True, False, False]
    government_pays_dibao(model)
    assert (model.households.dibao_cny > 0).tolist() == [False, False, True, False, True, False]
    assert (model.households.unconditional_aid_cny == model.households.dibao_cny).all()


def test_the_mistake_lasts_a_year_and_needs_the_lever():
    model = bare_model([[80]] * 3)
    model.households.is_on_dibao[:] = True
    model.households.is_sanctioned[:] = True
    committees_sanction_by_mistake(model)
    assert not model.households.is_sanctioned.any()


def test_failure_mode_exclusion_grows_with_the_dose_and_hits_the_same_first():
    """Keyed luck: a higher chance adds households, it spares nobody; the share follows the chance."""
    sanctioned = []
    for prob in (0.05, 0.1, 0.3):
        model = bare_model([[80]] * 4_000)
        model.households.is_on_dibao[:] = True
        model.terms.amend(wrong_sanction_prob=prob)
        committees_sanction_by_mistake(model)
        sanctioned.append(model.households.is_sanctioned.copy())
        assert sanctioned[-1].mean() == pytest.approx(prob, abs=5 * np.sqrt(prob / 4_000))
    assert not (sanctioned[0] & ~sanctioned[1]).any()
    assert not (sanctioned[1] & ~sanctioned[2]).any()
