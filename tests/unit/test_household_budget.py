import numpy as np
import pytest

from sim.agents import Livelihood
from sim.ledger import Flow
from sim.processes import household_budget, transfers
from sim.processes.household_budget import (
    HouseholdBudget,
    desired_consumption,
    saving_share,
    spending,
)
from tests.helpers.bare_model import bare_model


def spend_a_year(model, earned_cny):
    model.year += 1
    model.ledger.open_year(model.year)
    model.households.unmet_need_cny[:] = 0.0
    model.ledger.post(Flow.REMITTANCES, np.asarray(earned_cny, float))
    household_budget.households_measure_income(model)
    household_budget.households_spend_and_save(model)
    model.ledger.close_year()


def test_saving_rises_with_motivation_within_its_bounds():
    rules = HouseholdBudget(saving_share_base=0.5, saving_motivation_slope=0.9)
    assert saving_share(np.array([0.0, 0.5, 1.0]), rules) == pytest.approx([0.05, 0.5, 0.6])


def test_money_tends_to_the_buffer_fixed_point():
    """V14: M* = b + s Y / om_w with b = b_M c_min n, without investment."""
    model = bare_model([[40]])
    for _ in range(400):
        spend_a_year(model, [10_000.0])
    rules = model.config.household_budget
    expected = 1.5 * 3_000 + 0.22 * 10_000 / rules.wealth_consumption_rate
    assert model.households.money_cny[0] == pytest.approx(expected, rel=1e-9)
    assert model.households.consumption_cny[0] == pytest.approx(10_000.0, rel=1e-9)


def test_nobody_wants_less_than_subsistence():
    rules = HouseholdBudget()
    wanted = desired_consumption(np.array([-500.0]), np.zeros(1), np.array([0.2]), np.array([2.0]), rules)
    assert wanted.tolist() == [6_000.0]


@pytest.mark.parametrize("money", [0.0, 2_000.0, 5_000.0, 9_000.0, 30_000.0])
@pytest.mark.parametrize("bill", [0.0, 4_000.0, 50_000.0])
@pytest.mark.parametrize("capital", [0.0, 5_000.0])
def test_spending_stays_within_means_and_what_is_missing_is_unmet(money, bill, capital):
    one = np.ones(1)
    spent = spending(8_000 * one, 3_000 * one, bill * one, money * one, capital * one, 0.8)
    left = money + spent.distress_sale_cny - spent.consumption_cny - spent.bills_paid_cny
    assert left[0] >= 0
    assert spent.distress_sale_cny[0] <= 0.8 * capital
    needed = 3_000 + bill
    assert spent.unmet_need_cny[0] == pytest.approx(max(needed - money - 0.8 * capital, 0.0))
    if money >= needed:
        assert spent.distress_sale_cny[0] == 0.0
        assert spent.consumption_cny[0] == pytest.approx(min(8_000.0, money - bill))


def test_capital_falls_by_what_was_sold_and_never_below_nothing():
    model = bare_model([[40], [40]])
    model.households.productive_capital_cny[:] = [10_000.0, 1_000.0]
    spend_a_year(model, [0.0, 0.0])
    sold = 3_000 / 0.8
    assert model.households.productive_capital_cny == pytest.approx([0.9 * (10_000 - sold), 0.0])
    assert model.households.unmet_need_cny == pytest.approx([0.0, 2_200.0])
    assert model.households.consumption_cny == pytest.approx([3_000.0, 800.0])


def test_income_is_the_four_sources_less_depreciation_per_resident():
    model = bare_model([[40, 38, 10]])
    model.persons.livelihood[0] = Livelihood.MIGRANT
    model.township.count_residents()
    model.households.productive_capital_cny[:] = 2_000.0
    model.households.medical_own_payment_cny[:] = 900.0
    model.ledger.post(Flow.COUNTY_WAGES, np.array([1_000.0]))
    model.ledger.post(Flow.FARM_SALES_MARKET, np.array([4_000.0]))
    model.ledger.post(Flow.FARM_INPUTS, np.array([1_500.0]))
    model.ledger.post(Flow.DEPOSIT_INTEREST, np.array([50.0]))
    model.ledger.post(Flow.REMITTANCES, np.array([6_000.0]))
    model.ledger.post(Flow.DIBAO, np.array([650.0]))
    model.households.dibao_cny[:] = model.households.public_transfer_cny[:] = 650.0
    model.households.unconditional_aid_cny[:] = 650.0
    household_budget.households_measure_income(model)
    households = model.households
    assert households.disposable_income_cny[0] == 10_000.0
    assert households.income_per_capita_cny[0] == 5_000.0
    assert households.income_net_of_medical_cny[0] == 4_550.0
    assert households.dependence_share[0] == pytest.approx(0.065)
    assert households.earned_per_capita_cny[0] == pytest.approx((1_000 + 2_500 - 200 + 6_000) / 2)
    assert households.unearned_per_capita_cny[0] == pytest.approx(25.0)


def test_a_bill_never_raises_net_income():
    bills = [0.0, 1_000.0, 100_000.0]
    model = bare_model([[40]] * 3)
    model.households.medical_bill_cny[:] = bills
    model.households.medical_own_payment_cny[:] = 0.45 * np.array(bills)
    model.ledger.post(Flow.CENTRAL_TRANSFER, 1e6)
    transfers.government_reimburses_medical_bills(model)
    spend_a_year(model, [8_000.0] * 3)
    assert (np.diff(model.households.income_net_of_medical_cny) < 0).all()


def test_last_years_net_income_is_kept():
    model = bare_model([[40]])
    spend_a_year(model, [8_000.0])
    spend_a_year(model, [6_000.0])
    assert model.households.income_net_of_medical_last_cny[0] == 8_000.0
    assert model.households.income_habit_cny[0] == 7_000.0


def test_absent_households_neither_spend_nor_invest_while_capital_wears():
    model = bare_model([[40]], money_cny=50_000.0)
    model.persons.livelihood[:] = Livelihood.MIGRANT
    model.township.count_residents()
    households = model.households
    households.productive_capital_cny[:] = 1_000.0
    households.business_labour[:] = 1.0
    households.medical_own_payment_cny[:] = 900.0
    spend_a_year(model, [0.0])
    assert households.money_cny[0] == 50_000.0
    assert households.productive_capital_cny[0] == pytest.approx(900.0)
    assert households.consumption_cny[0] == model.ledger.total(Flow.CAPITAL_GOODS) == 0.0


def test_the_self_employed_invest_and_farms_less_than_businesses():
    model = bare_model([[40], [40], [40]], money_cny=20_000.0)
    model.households.business_labour[:] = [1.0, 0.0, 0.0]
    model.households.farm_labour[:] = [0.0, 1.0, 0.0]
    spend_a_year(model, [10_000.0] * 3)
    assert model.households.productive_capital_cny == pytest.approx([1_100.0, 275.0, 0.0])
    assert model.committees.village_consumption_cny[0] == model.households.consumption_cny.sum()


def test_the_last_known_income_of_an_absent_household_stays():
    model = bare_model([[40]])
    spend_a_year(model, [8_000.0])
    model.persons.livelihood[:] = Livelihood.MIGRANT
    model.township.count_residents()
    spend_a_year(model, [0.0])
    households = model.households
    assert households.income_per_capita_cny[0] == households.income_net_of_medical_cny[0] == 8_000.0
    assert households.income_habit_cny[0] == households.earned_per_capita_cny[0] == 8_000.0
    assert households.disposable_income_cny[0] == 0.0
