"""What government loses on the way, keeps within a budget, and hands on at the end of the year."""

import numpy as np
import pytest

from sim.budget import (
    FIXED,
    affordable,
    budget_unspent_cny,
    has_fixed_budget,
    money_left,
    pay_in_turn,
    pay_providers,
    reserve_left,
    share_affordable,
    yearly_budget_cny,
)
from sim.ledger import Flow, Purpose, Sector
from sim.processes.government import (
    GovernmentRules,
    coordination,
    government_books_what_is_lost,
    government_closes_its_books,
    government_pays_for_coordination,
    ramp,
)
from tests.helpers.bare_model import bare_model

LEVER = Purpose.GOVERNANCE


def losing_model(*, leak=0.024, idle=0.12, overlap=0.06, released=0.0):
    """The losses of money levers at c = .4: .04 x .6, .20 x .6 and .10 x .6."""
    model = bare_model([[40]] * 10)
    programmes = model.programmes
    programmes.leakage_share[LEVER] = leak
    programmes.idle_share[LEVER] = idle
    programmes.overlap_share[LEVER] = overlap
    programmes.released_cny[LEVER] = released
    model.government.money_cny[0] = released  # the suspended account
    model.ledger._opening = model.ledger.balances()
    return model


def fixed_model(per_resident_cny=400.0):
    """A budget of 400 yuan for each of ten residents, a reserve of 600 yuan."""
    model = bare_model([[40]] * 10, year=2023)
    model.config.government.budget_mode = FIXED
    model.config.government.programme_budget_per_resident_cny = per_resident_cny
    model.government.budget_residents[0] = 10.0
    return model


def deliver(model, amount, purpose=LEVER):
    model.ledger.post(Flow.PROGRAMME_PROVIDERS, amount, purpose=purpose)


def paid(model, flow, purpose=LEVER):
    return model.ledger.total(flow, purpose=purpose, payer=Sector.GOVERNMENT)


# --- rules -----------------------------------------------------------------------------------------


def test_coordination_lies_between_its_base_and_its_best():
    rules = GovernmentRules()
    assert [coordination(gain, rules) for gain in (0.0, 0.5, 1.0)] == pytest.approx([0.4, 0.675, 0.95])
    rules.coordination_base = 1.0  # better without the lever than with it: the lever does no harm
    assert coordination(1.0, rules) == 1.0


def test_new_programmes_reach_their_doses_in_steps():
    """E9: min(1, (t - 2020) / (1 + 2 (1 - c))); at c = .4 1/2.2 and 2/2.2."""
    rules = GovernmentRules()
    reached = [ramp(year, 0.4, rules) for year in (2013, 2020, 2021, 2022, 2023, 2030)]
    assert reached == pytest.approx([1, 1, 0.454545, 0.909091, 1, 1], abs=1e-6)
    assert ramp(2021, 0.95, rules) == pytest.approx(1 / 1.1)
    assert ramp(2021, 1.0, rules) == 1.0
    rules.ramp_span_years = 0.0
    assert ramp(2021, 0.0, rules) == 1.0


# --- losses ----------------------------------------------------------------------------------------


def test_losses_in_the_first_year_follow_from_what_was_delivered():
    """P = 100,000: leak 2,400, idle .976 x .12 P = 11,712, spent 85,888, of which .06 doubled."""
    model = losing_model()
    deliver(model, 80_734.72)
    government_books_what_is_lost(model)
    programmes = model.programmes
    assert programmes.planned_cny[LEVER] == pytest.approx(100_000)
    assert programmes.parked_cny[LEVER] == pytest.approx(11_712)
    assert paid(model, Flow.LEAKAGE) == pytest.approx(2_400)
    assert paid(model, Flow.PROGRAMME_PROVIDERS) == pytest.approx(85_888)
    government_closes_its_books(model)
    assert model.ledger.total(Flow.CENTRAL_TRANSFER) == pytest.approx(100_000)
    assert model.government.money_cny[0] == pytest.approx(11_712)
    model.ledger.close_year()


def test_in_the_steady_state_released_money_replaces_parked_money():
    """The same plan with 11,712 released delivers .94 x .976 x 100,000 = 91,744."""
    model = losing_model(released=11_712.0)
    deliver(model, 91_744.0)
    government_books_what_is_lost(model)
    assert model.programmes.planned_cny[LEVER] == pytest.approx(100_000)
    assert model.programmes.parked_cny[LEVER] == pytest.approx(11_712)
    assert paid(model, Flow.LEAKAGE) == pytest.approx(2_400)
    assert paid(model, None) == pytest.approx(100_000)
    government_closes_its_books(model)
    assert model.ledger.total(Flow.CENTRAL_TRANSFER) == pytest.approx(100_000)
    model.ledger.close_year()


def test_a_lever_that_ends_returns_its_parked_money():
    model = losing_model(released=11_712.0)
    model.programmes.parked_cny[LEVER], model.programmes.released_cny[LEVER] = 11_712.0, 0.0
    government_books_what_is_lost(model)
    government_closes_its_books(model)
    assert model.ledger.total(Flow.TAX_REMITTED) == pytest.approx(11_712)
    assert model.ledger.total(Flow.CENTRAL_TRANSFER) == 0
    assert model.programmes.parked_cny.sum() == model.government.money_cny[0] == 0
    model.ledger.close_year()


def test_released_money_without_takers_goes_back_and_no_new_money_is_drawn():
    model = losing_model(released=11_712.0)
    deliver(model, 940.0)  # 1,000 spent
    government_books_what_is_lost(model)
    assert model.programmes.planned_cny[LEVER] == model.programmes.parked_cny[LEVER] == 0
    government_closes_its_books(model)
    assert model.ledger.total(Flow.TAX_REMITTED) == pytest.approx(10_712)
    model.ledger.close_year()


def test_without_losses_the_plan_is_what_is_delivered():
    model = losing_model(leak=0.0, idle=0.0, overlap=0.0)
    deliver(model, 1_000.0)
    government_books_what_is_lost(model)
    assert model.programmes.planned_cny[LEVER] == paid(model, None) == 1_000
    assert model.programmes.parked_cny.sum() == 0
    assert model.ledger.total(Flow.LEAKAGE) == 0


def test_entitlements_relief_and_bailouts_lose_nothing_on_the_way():
    model = losing_model()
    model.programmes.leakage_share[:] = 0.5
    model.enterprises = None
    rows = np.array([0])
    model.ledger.post(Flow.DIBAO, np.array([500.0]), payees=rows)
    model.ledger.post(Flow.RELIEF, np.array([300.0]), payees=rows, purpose=Purpose.MONITORING)
    government_books_what_is_lost(model)
    assert model.ledger.total(Flow.LEAKAGE) == model.programmes.planned_cny.sum() == 0


def test_taxes_and_what_is_left_of_closed_projects_are_handed_on():
    model = losing_model()
    model.ledger.post(Flow.TAX_REMITTED, 0.0)
    model.ledger.post(Flow.CENTRAL_TRANSFER, 700.0)  # stands for money that came in during the year
    government_books_what_is_lost(model)
    government_closes_its_books(model)
    assert model.ledger.total(Flow.TAX_REMITTED) == 700
    assert model.government.money_cny[0] == 0


# --- payments --------------------------------------------------------------------------------------


def test_the_first_claim_that_does_not_fit_ends_the_service():
    assert affordable(np.array([4.0, 3.0, 5.0, 1.0]), 8.0).tolist() == [True, True, False, False]
    assert affordable(np.array([4.0, 3.0]), np.inf).all()
    assert affordable(np.zeros(0), 0.0).tolist() == []


def test_with_an_open_budget_everything_is_paid():
    model = bare_model([[40]])
    assert money_left(model, LEVER) == reserve_left(model) == np.inf
    assert pay_providers(model, LEVER, 1e9) == 1.0
    assert paid(model, None) == 1e9


def test_providers_are_paid_as_far_as_the_allowance_goes():
    model = fixed_model()
    model.programmes.allowance_cny[LEVER] = 1_000.0
    assert pay_providers(model, LEVER, 400.0) == 1.0
    assert money_left(model, LEVER) == pytest.approx(600)
    assert pay_providers(model, LEVER, 800.0) == pytest.approx(0.75)
    assert money_left(model, LEVER) == pytest.approx(0)
    assert pay_providers(model, LEVER, 0.0) == 1.0
    assert paid(model, None) == pytest.approx(1_000)
    assert model.programmes.refused_cny[LEVER] == pytest.approx(200)


def test_rows_are_paid_in_turn_until_the_allowance_ends():
    model = fixed_model()
    model.programmes.allowance_cny[Purpose.MOTIVATION] = 100.0
    rows, claims = np.array([3, 1, 2]), np.array([60.0, 50.0, 10.0])
    served = pay_in_turn(model, Flow.POINTS, claims, rows, purpose=Purpose.MOTIVATION)
    assert served.tolist() == [True, False, False]
    assert model.households.money_cny[:4].tolist() == [0, 0, 0, 60]
    assert model.programmes.refused_cny[Purpose.MOTIVATION] == 60


def test_relief_comes_from_the_reserve_and_not_from_the_envelope_of_its_lever():
    model = fixed_model()
    model.programmes.allowance_cny[Purpose.MONITORING] = 100.0
    assert reserve_left(model) == pytest.approx(600)
    rows = np.array([0])
    model.ledger.post(Flow.RELIEF, np.array([150.0]), payees=rows, purpose=Purpose.MONITORING)
    model.ledger.post(Flow.RELIEF, np.array([50.0]), payees=rows)
    assert money_left(model, Purpose.MONITORING) == 100
    assert reserve_left(model) == pytest.approx(400)


def test_cash_at_the_cost_of_another_scenario_has_its_own_budget():
    model = fixed_model()
    model.programmes.allowance_cny[Purpose.CASH] = 30.0
    model.terms.cash_total_cny = 500.0
    model.ledger.post(Flow.CASH, np.full(10, 52.0), purpose=Purpose.CASH)
    assert money_left(model, Purpose.CASH) == pytest.approx(10)
    assert share_affordable(model, Purpose.CASH, 20.0) == pytest.approx(0.5)


def test_coordination_costs_its_amount_in_every_village():
    model = bare_model([[40]] * 3, n_villages=3)
    model.terms.amend(coordination_cost_cny=12_000.0)
    government_pays_for_coordination(model)
    assert paid(model, Flow.PROGRAMME_PROVIDERS, Purpose.COORDINATION) == 36_000


# --- fixed budget ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("year", "is_fixed"), [(2020, False), (2021, True), (2030, True), (2031, False)])
def test_the_budget_is_fixed_while_the_programme_lasts(year, is_fixed):
    model = fixed_model()
    model.config.government.programme_end_year = 2030
    model.year = year
    assert has_fixed_budget(model) == is_fixed


def test_what_is_left_of_the_budget_is_reported_and_handed_on():
    """4,000 less 1,500 of new money and 200 of relief leaves 2,300; projects come on top."""
    model = fixed_model()
    assert yearly_budget_cny(model) == 4_000
    deliver(model, 1_500.0)
    deliver(model, 9_000.0, Purpose.PROJECTS)
    model.ledger.post(Flow.RELIEF, np.array([200.0]), payees=np.array([0]))
    government_books_what_is_lost(model)
    assert budget_unspent_cny(model) == pytest.approx(2_300)
    government_closes_its_books(model)
    assert model.ledger.total(Flow.CENTRAL_TRANSFER) == pytest.approx(4_000 + 9_000)
    assert model.ledger.total(Flow.TAX_REMITTED) == pytest.approx(2_300)
    model.ledger.close_year()
    model.config.government.budget_mode = "open"
    assert budget_unspent_cny(model) == 0
