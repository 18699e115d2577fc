"""Own businesses: sales, the fixed cost that a household may not be able to pay, local demand."""

import numpy as np
import pytest

from sim.agents import Livelihood
from sim.ledger import Flow
from sim.processes.own_business import (
    OwnBusiness,
    demand_factor,
    households_run_businesses,
    payable_cny,
    villages_update_demand,
)
from tests.helpers.livelihood_model import livelihood_model


def shop(**columns):
    model = livelihood_model([[40]], year=2013, money_cny=columns.pop("money_cny", 0.0))
    model.persons.livelihood[:] = Livelihood.OWN_BUSINESS
    model.households.productive_capital_cny[:] = 10_000.0
    model.households.transitory_shock_log[:] = 0.045
    for name, value in columns.items():
        getattr(model.households, name)[:] = value
    households_run_businesses(model)
    return model


def test_unit_business():
    model = shop()
    assert model.ledger.total(Flow.BUSINESS_SALES) == pytest.approx(18_000)
    assert model.ledger.total(Flow.BUSINESS_FIXED_COST) == pytest.approx(6_000)
    assert model.households.business_value_added_cny[0] == pytest.approx(12_000)
    assert model.committees.business_labour[0] == 1.0


def test_local_demand_scales_sales():
    model = livelihood_model([[40]], year=2013)
    model.persons.livelihood[:] = Livelihood.OWN_BUSINESS
    model.committees.village_demand_factor[:] = 0.5
    model.households.productive_capital_cny[:] = 10_000.0
    model.households.transitory_shock_log[:] = 0.045
    households_run_businesses(model)
    assert model.ledger.total(Flow.BUSINESS_SALES) == pytest.approx(9_000)


def test_who_cannot_pay_the_fixed_cost_sells_capital_and_the_rest_is_unmet():
    model = shop(productive_capital_cny=1_000.0, ability_log=-4.0, money_cny=500.0)
    sales = 18_000 * np.exp(-4.0) * 0.1**0.4
    households = model.households
    assert households.productive_capital_cny[0] == 0.0
    assert households.money_cny[0] == pytest.approx(0.0, abs=1e-9)
    assert households.unmet_need_cny[0] == pytest.approx(6_000 - 500 - sales - 800)
    assert model.ledger.total(Flow.DISTRESS_SALE) == pytest.approx(800)
    model.ledger.close_year()


def test_payment_comes_from_money_before_capital():
    paid, sold, unpaid = payable_cny(np.array([50.0]), np.array([80.0]), np.array([100.0]), 0.8)
    assert (paid[0], sold[0], unpaid[0]) == (50.0, 0.0, 0.0)


def test_closing_is_a_failure_only_when_there_was_a_business():
    model = livelihood_model([[40], [40]])
    model.households.business_labour[:] = [1.0, 0.0]
    households_run_businesses(model)
    assert model.households.has_failure.tolist() == [True, False]


def test_congestion_and_bounds_of_demand():
    factor = demand_factor(np.array([1.0, 9.0]), 1.0, np.array([2.0, 0.01]), OwnBusiness())
    assert factor == pytest.approx([2**-0.15, 1.5])


def test_demand_without_competitors_or_buyers_stays_a_number():
    strongest = OwnBusiness(congestion=2.0, demand_exponent=2.0)
    assert demand_factor(np.array([1.0, 0.0]), 1.0, np.zeros(2), strongest).tolist() == [1.5, 0.5]


def test_demand_compares_with_the_base_and_rests_in_burn_in():
    model = livelihood_model([[40], [40]], n_villages=2)
    committees = model.committees
    committees.village_consumption_cny[:] = [1_210.0, 1_100.0]
    committees.base_consumption_cny[:] = [1_000.0, 1_000.0]
    committees.business_labour[:] = [2.0, 3.0]
    committees.base_business_labour[:] = [2.0, 0.0]
    model.market.reference_pay_10k, model.now.local_pay_10k = 2.0, 2.2
    villages_update_demand(model)
    assert committees.village_demand_factor == pytest.approx([1.1**0.3, 1.5**-0.15])
    model.is_burn_in = True
    villages_update_demand(model)
    assert committees.village_demand_factor.tolist() == [1.0, 1.0]
