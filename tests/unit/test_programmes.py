"""From a dose to what is delivered: ramp, losses, one factor within a budget; numbers by hand."""

import pytest

from sim.budget import FIXED
from sim.ledger import Purpose
from sim.programmes import doses_at_work, factor_within_budget, plan_the_year, planned_cost_cny
from tests.helpers.bare_model import bare_model

GOVERNANCE, TALENT = Purpose.GOVERNANCE, Purpose.TALENT
ARRIVES = 0.94 * 0.976  # (1 - overlap)(1 - leak) at c = .4
FRESH = 0.88  # 1 - idle


def model_in(year, **doses):
    """Ten residents; every lever at zero but those named."""
    model = bare_model([[40]] * 10, year=year)
    model.doses = doses
    model.lagged_dose = lambda name: model.doses.get(name, 0.0)
    model.cash_budget_cny = {}
    return model


def fixed_model(per_resident_cny=400.0, year=2023, **doses):
    model = model_in(year, **doses)
    model.config.government.budget_mode = FIXED
    model.config.government.programme_budget_per_resident_cny = per_resident_cny
    for lever in model.config.policies.levers().values():
        lever.full_cost_cny_per_resident = 1_000.0
    return model


def next_year(model):
    model.year += 1
    model.terms = plan_the_year(model)
    return model.terms


# --- delivery --------------------------------------------------------------------------------------


def test_in_burn_in_nothing_is_planned():
    model = model_in(2012, governance=0.5)
    model.is_burn_in = True
    assert plan_the_year(model).governance_grant_cny == 0
    assert not model.programmes.dose.any()


def test_delivery_starts_below_the_plan_and_settles_when_parked_money_returns():
    """d = .94 [.976 x .88 U(t) + .976 x .12 U(t-1)] at c = .4."""
    model = model_in(2014, governance=0.5)
    terms = next_year(model)
    programmes = model.programmes
    assert programmes.dose[GOVERNANCE] == 0.5
    assert programmes.delivered_dose[GOVERNANCE] == pytest.approx(ARRIVES * FRESH * 0.5)
    grant = model.config.policies.governance.grant_per_village_cny
    assert terms.governance_grant_cny == pytest.approx(grant * 0.4036736)
    next_year(model)
    assert programmes.delivered_dose[GOVERNANCE] == pytest.approx(0.45872)
    model.doses["governance"] = 1.0
    next_year(model)
    assert programmes.delivered_dose[GOVERNANCE] == pytest.approx(ARRIVES * (FRESH * 1.0 + 0.12 * 0.5))


def test_a_lever_that_ends_delivers_and_releases_nothing_more():
    model = model_in(2014, governance=0.5)
    next_year(model)
    model.programmes.parked_cny[GOVERNANCE] = 800.0
    next_year(model)
    assert model.programmes.released_cny[GOVERNANCE] == 800
    model.doses.clear()
    terms = next_year(model)
    assert model.programmes.released_cny[GOVERNANCE] == model.programmes.delivered_dose[GOVERNANCE] == 0
    assert terms.governance_grant_cny == terms.governance_gain == 0


def test_better_coordination_does_not_hit_money_that_has_already_arrived():
    """The parked .976 x .12 of a year at c = .4 is spent in full at c = .95, where .005 doubles others."""
    model = model_in(2014, governance=0.5)
    next_year(model)
    model.doses["coordination"] = 1.0
    next_year(model)
    fresh = (1 - 0.04 * 0.05) * (1 - 0.20 * 0.05) * 0.5
    expected = (1 - 0.10 * 0.05) * (fresh + 0.976 * 0.12 * 0.5)
    assert model.programmes.delivered_dose[GOVERNANCE] == pytest.approx(expected)


def test_only_money_levers_and_projects_lose_on_the_way():
    names = bare_model([[40]]).config.policies.levers()
    model = model_in(2014, **dict.fromkeys(names, 0.5))
    model.config.policies.coordination.gain = 0.0
    next_year(model)
    lossless = {
        name for name, lever in names.items() if model.programmes.delivered_dose[lever.purpose] == 0.5
    }
    assert lossless == {"cash", "project_integration", "appraisal", "coordination", "monitoring"}
    assert model.programmes.delivered_dose[Purpose.PROJECTS] == pytest.approx(ARRIVES * FRESH)


def test_without_friction_the_dose_is_delivered():
    model = model_in(2014, governance=0.5)
    rules = model.config.government
    rules.leakage_share_base = rules.idle_share_base = rules.overlap_share_base = 0.0
    next_year(model)
    assert model.programmes.delivered_dose[GOVERNANCE] == 0.5
    assert model.programmes.delivered_dose[Purpose.PROJECTS] == 1.0


def test_new_programmes_are_ramped_but_cash_and_coordination_are_not():
    model = model_in(2020, governance=0.5, cash=0.5, monitoring=0.4)
    terms = next_year(model)
    assert model.programmes.dose[GOVERNANCE] == pytest.approx(0.5 / 2.2)
    assert model.programmes.dose[Purpose.MONITORING] == pytest.approx(0.4 / 2.2)
    assert model.programmes.dose[Purpose.CASH] == 0.5
    staff_days = model.config.policies.monitoring.staff_days
    assert terms.staff_days == pytest.approx(staff_days * 0.4 / 2.2)


def test_the_equal_cost_cash_of_the_year_is_part_of_the_terms():
    model = model_in(2020)
    model.cash_budget_cny = {2021: 5_000.0}
    assert next_year(model).cash_total_cny == 5_000
    assert next_year(model).cash_total_cny == 0


# --- fixed budget ----------------------------------------------------------------------------------


def test_one_factor_uses_up_the_budget_but_for_the_reserve():
    """B = 4,000, .85 B = 3,400 = 10,000 x dose: dose .34, from .5 by a factor of .68."""
    model = fixed_model(year=2022, governance=0.5)
    next_year(model)
    programmes = model.programmes
    assert programmes.dose[GOVERNANCE] == pytest.approx(0.34)
    assert programmes.envelope_cny[GOVERNANCE] == pytest.approx(3_400)
    assert programmes.allowance_cny[GOVERNANCE] == pytest.approx(ARRIVES * FRESH * 3_400)
    assert programmes.allowance_cny[TALENT] == 0


def test_what_is_released_may_be_spent_on_top_of_the_envelope():
    model = fixed_model(year=2022, governance=0.5)
    next_year(model)
    model.programmes.parked_cny[GOVERNANCE] = 400.0
    next_year(model)
    expected = 0.94 * (0.976 * FRESH * 3_400 + 400)
    assert model.programmes.allowance_cny[GOVERNANCE] == pytest.approx(expected)


def test_no_dose_exceeds_one_and_no_factor_its_limit():
    """22,000 x .85 = 18,700 = 10,000 min(1, .5 x) + 20,000 x .2 x: x = 2.175."""
    model = fixed_model(2_200.0, governance=0.5, talent=0.2)
    levers = model.config.policies.levers()
    levers["talent"].full_cost_cny_per_resident = 2_000.0
    model.government.budget_residents[0] = 10.0
    lagged = {name: model.doses.get(name, 0.0) for name in levers}
    factor = factor_within_budget(model, levers, lagged)
    assert factor == pytest.approx(2.175)
    doses, _ = doses_at_work(model, levers, lagged, factor)
    assert (doses["governance"], doses["talent"]) == pytest.approx((1.0, 0.435))
    model.config.government.programme_budget_per_resident_cny = 1e6
    assert factor_within_budget(model, levers, lagged) == 3.0


def test_the_factor_scales_coordination_too_and_the_ramp_follows():
    """At factor 2 coordination runs at dose 1: c = .95, ramp 1 / 1.1, governance .3 x 2 / 1.1."""
    model = fixed_model(governance=0.3, coordination=0.5)
    model.year = 2021
    levers = model.config.policies.levers()
    lagged = {name: model.doses.get(name, 0.0) for name in levers}
    doses, coordinated = doses_at_work(model, levers, lagged, 2.0)
    assert coordinated == pytest.approx(0.95)
    assert doses["coordination"] == 1.0
    assert doses["governance"] == pytest.approx(0.6 / 1.1)


def test_a_lever_is_planned_by_what_it_cost_and_what_it_refused_last_year():
    """5,000 drawn and 807.3472 refused, worth 1,000 of new money, at dose .5: 3,000 at dose .25."""
    model = fixed_model()
    lever, programmes = model.config.policies.governance, model.programmes
    assert planned_cost_cny(model, lever, 0.25) == pytest.approx(2_500)
    programmes.dose[GOVERNANCE], programmes.planned_cny[GOVERNANCE] = 0.5, 5_000.0
    programmes.leakage_share[GOVERNANCE] = 0.024
    programmes.idle_share[GOVERNANCE], programmes.overlap_share[GOVERNANCE] = 0.12, 0.06
    programmes.refused_cny[GOVERNANCE] = 807.3472
    assert planned_cost_cny(model, lever, 0.25) == pytest.approx(3_000)


def test_the_budget_is_sized_by_the_residents_of_the_transition_year():
    model = fixed_model(year=2020, governance=0.5)
    next_year(model)
    assert model.government.budget_residents[0] == 10
    model.households.n_residents[:] = 0
    next_year(model)
    assert model.government.budget_residents[0] == 10
