"""Output, product prices (V13), bills in paying order (B7) and books that match (V24)."""

import numpy as np
import pytest

from sim.agents import Kind, Livelihood
from sim.ledger import Flow, Sector
from sim.processes.enterprise_production import (
    enterprises_pay_their_costs,
    enterprises_produce_and_sell,
    forced_sale_proceeds,
    paid_shares,
    product_prices,
)
from sim.processes.enterprise_rules import by_kind
from tests.helpers.firms import firm_model, give_money, sign_contracts

ALL = np.array([0])


def producing_model(kinds, n_workers=5):
    model = firm_model(kinds, households_per_village=6)
    model.enterprises.technology_log[:] = np.log(10.0)
    model.enterprises.n_workers[:] = n_workers
    return model


# --- prices ----------------------------------------------------------------------------------------


def test_doubling_supply_lowers_the_price_as_computed() -> None:
    price = product_prices(np.array([2.0]), np.array([1.0]), np.array([4.0]), 0.4, 2.0)
    assert price[0] == pytest.approx(0.840896, abs=1e-6)  # V13: 2^(-1/4)


def test_prices_are_bounded_and_neutral_where_unknown() -> None:
    output, demand = np.array([1e9, 1e-9, 0.0, 5.0]), np.array([1.0, 1.0, 1.0, 0.0])
    assert product_prices(output, demand, np.full(4, 3.0), 0.4, 2.0).tolist() == [0.4, 2.0, 1.0, 1.0]


def test_first_real_year_sets_demand_which_grows_with_pay() -> None:
    model = producing_model([Kind.PROCESSING])
    enterprises_produce_and_sell(model)
    sold = model.enterprises.output_cny[0]
    assert sold == pytest.approx(1e4 * 10.0 * 10.0**0.40 * 5**0.45)
    assert model.market.product_price.tolist() == [1.0, 1.0, 1.0]
    assert model.market.reference_output_cny.tolist() == [0.0, sold, 0.0]
    model.now.local_pay_10k *= 1.1
    enterprises_produce_and_sell(model)
    demand_growth = 1.1 ** (1.80)
    assert model.market.product_price[Kind.PROCESSING] == pytest.approx(demand_growth ** (1 / 4))


def test_twice_the_supply_lowers_the_sales_of_each() -> None:
    model = producing_model([Kind.PROCESSING] * 2)
    model.enterprises.is_active[1] = False
    enterprises_produce_and_sell(model)
    alone = model.enterprises.sales_cny[0]
    model.enterprises.is_active[1] = True
    enterprises_produce_and_sell(model)
    assert model.enterprises.sales_cny == pytest.approx(np.full(2, 0.840896 * alone), rel=1e-6)
    assert model.ledger.total(Flow.ENTERPRISE_SALES) == pytest.approx(alone * (1 + 2 * 0.840896), rel=1e-6)


def test_burn_in_sets_no_reference() -> None:
    model = producing_model([Kind.SERVICES])
    model.is_burn_in = True
    enterprises_produce_and_sell(model)
    assert model.market.reference_output_cny.tolist() == [0.0, 0.0, 0.0]
    assert model.market.reference_pay_10k == 0.0
    assert model.enterprises.sales_cny[0] == model.enterprises.output_cny[0] > 0


def test_a_kind_that_appears_late_defines_its_demand_then() -> None:
    model = producing_model([Kind.PROCESSING, Kind.SERVICES])
    model.enterprises.is_active[1] = False
    enterprises_produce_and_sell(model)
    model.enterprises.is_active[1] = True
    model.now.local_pay_10k *= 1.2
    enterprises_produce_and_sell(model)
    assert model.market.product_price[Kind.SERVICES] == pytest.approx(1.0)


# --- bills -----------------------------------------------------------------------------------------


def test_pro_rata_falls_on_the_first_class_that_cannot_be_met() -> None:
    bills = [np.array([10.0, 10.0]), np.array([20.0, 20.0]), np.array([5.0, 5.0])]
    shares = paid_shares(np.array([15.0, 100.0]), bills)
    assert [share.tolist() for share in shares] == [[1.0, 1.0], [0.25, 1.0], [0.0, 1.0]]


def test_forced_sale_covers_the_gap_up_to_nine_tenths_of_capital() -> None:
    proceeds = forced_sale_proceeds(np.zeros(2), np.array([20.0, 90.0]), np.full(2, 100.0), 0.5, 0.9)
    assert proceeds.tolist() == [20.0, 45.0]


def paying_model(money, pay_cny=30_000.0):
    """One cooperative without sales, two workers; overhead 60,000."""
    model = firm_model([Kind.COOPERATIVE], households_per_village=6)
    model.persons.employer[:2] = 0
    model.persons.livelihood[:2] = Livelihood.LOCAL_JOB
    model.persons.local_pay_cny[:2] = [pay_cny, 2 * pay_cny]
    model.enterprises.n_workers[:] = 2
    give_money(model, enterprises=money)
    return model


def test_wages_follow_person_kind_and_working_time() -> None:
    model = paying_model(1e6)
    model.persons.work_time_share[1] = 0.5
    enterprises_pay_their_costs(model)
    assert model.households.wage_income_cny[:2].tolist() == pytest.approx([24_000.0, 24_000.0])
    assert model.enterprises.wages_cny[0] == pytest.approx(48_000.0)
    assert not model.enterprises.is_insolvent[0]
    # loss: wages 48,000 + overhead 60,000 + depreciation 10,000 over capital 100,000
    assert model.enterprises.net_return_share[0] == pytest.approx(-1.18)
    assert model.market.mean_return_share[Kind.COOPERATIVE] == pytest.approx(-1.18)
    assert model.enterprises.loss_years[0] == 1
    model.ledger.close_year()


def test_short_of_money_workers_share_what_there_is() -> None:
    model = paying_model(0.0)  # owes 72,000 to workers, can raise .9 x .5 x 100,000
    enterprises_pay_their_costs(model)
    assert model.households.wage_income_cny[:2] == pytest.approx([15_000.0, 30_000.0])
    assert model.enterprises.is_insolvent[0]
    assert model.enterprises.capital_cny[0] == pytest.approx(10_000.0)
    assert model.enterprises.money_cny[0] == pytest.approx(0.0)
    assert model.ledger.total(Flow.ENTERPRISE_COSTS) == 0.0


def test_selling_some_capital_can_avoid_insolvency() -> None:
    model = paying_model(100_000.0)  # owes 132,000: sells 64,000 of capital for 32,000
    enterprises_pay_their_costs(model)
    assert not model.enterprises.is_insolvent[0]
    assert model.enterprises.capital_cny[0] == pytest.approx(36_000.0)
    assert model.ledger.total(Flow.ENTERPRISE_COSTS) == pytest.approx(60_000.0)


def test_capital_that_fetches_nothing_is_kept() -> None:
    model = paying_model(0.0)
    model.config.enterprises.asset_resale_price = 0.0
    enterprises_pay_their_costs(model)
    assert model.enterprises.capital_cny.tolist() == [100_000.0]
    assert model.ledger.total(Flow.ENTERPRISE_ASSET_SALE) == 0.0


def test_burn_in_knows_no_failure() -> None:
    model = paying_model(0.0)
    model.is_burn_in = True
    enterprises_pay_their_costs(model)
    assert not model.enterprises.is_insolvent[0]
    assert model.enterprises.capital_cny[0] == 100_000.0
    assert model.enterprises.loss_years[0] == 0


def test_contract_receipts_equal_payments_of_each_enterprise() -> None:
    """V24, with one buyer short of money and one rich."""
    model = firm_model([Kind.COOPERATIVE, Kind.PROCESSING], households_per_village=6)
    sign_contracts(model, [0, 1, 2], 0, 0.5)
    sign_contracts(model, [3, 4], 1, 0.8)
    model.enterprises.contract_premium[:] = 0.1
    model.households.contract_delivered_cny[:5] = [20_000.0, 60_000.0, 50_000.0, 7_000.0, 9_000.0]
    give_money(model, enterprises=[0.0, 1e6])
    enterprises_pay_their_costs(model)
    households, enterprises = model.households, model.enterprises
    received = np.bincount(households.contract_enterprise[:5], weights=households.contract_receipt_cny[:5])
    assert enterprises.contract_payments_cny.tolist() == received.tolist()
    assert received[0] == pytest.approx(45_000.0)  # all that a sale of capital brings
    assert households.contract_receipt_cny[1] == pytest.approx(3 * households.contract_receipt_cny[0])
    margin = 0.5 * 0.15 * np.exp(-1.5 * 0.5)
    assert received[1] == pytest.approx(16_000.0 * (1.1 - margin))
    assert model.ledger.total(Flow.FARM_SALES_CONTRACT) == pytest.approx(received.sum())
    model.ledger.close_year()


def test_materials_not_delivered_are_bought_outside() -> None:
    model = firm_model([Kind.COOPERATIVE], households_per_village=6)
    model.enterprises.sales_cny[:] = 100_000.0
    sign_contracts(model, [0], 0, 0.5)
    model.households.contract_delivered_cny[0] = 40_000.0
    give_money(model, enterprises=1e6)
    enterprises_pay_their_costs(model)
    # materials 60,000 - 40,000, overhead 60,000, other 3,000
    assert model.ledger.total(Flow.ENTERPRISE_COSTS) == pytest.approx(83_000.0)
    assert model.ledger.total(Flow.ENTERPRISE_TAX) == pytest.approx(2_000.0)
    assert by_kind(model.config.enterprises, "material_share")[0] == 0.6


def test_rent_is_split_by_land_and_comes_last() -> None:
    model = firm_model([Kind.COOPERATIVE], households_per_village=6)
    model.enterprises.land_rent_cny[:] = 900.0
    model.households.land_rented_out_mu[:2] = [1.0, 2.0]
    give_money(model, enterprises=1e6)
    enterprises_pay_their_costs(model)
    assert model.households.property_income_cny[:3].tolist() == pytest.approx([300.0, 600.0, 0.0])
    poor = firm_model([Kind.COOPERATIVE], households_per_village=6)
    poor.enterprises.land_rent_cny[:] = 900.0
    poor.households.land_rented_out_mu[:2] = [1.0, 2.0]
    enterprises_pay_their_costs(poor)  # 45,000 raised, overhead of 60,000 takes all
    assert poor.enterprises.land_rent_cny[0] == 0.0
    assert poor.ledger.accounts[Sector.HOUSEHOLDS].money_cny.sum() == 0.0
