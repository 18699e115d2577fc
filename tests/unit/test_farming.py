"""Farms: production function, terms of trade, and the money of a harvest (errata E5)."""

import numpy as np
import pytest

from sim.agents import Livelihood
from sim.ledger import Flow
from sim.processes.farming import (
    Farming,
    expected_farm_price,
    farm_scale_10k,
    households_grow_crops,
    households_sell_crops,
    labour_gain,
    trade_margin_share,
)
from tests.helpers.livelihood_model import livelihood_model


def test_scale_has_the_stated_elasticities():
    rules = Farming()
    one = farm_scale_10k(np.array([0.45]), np.array([3.0]), np.array([0.5]), rules)
    more_land = farm_scale_10k(np.array([0.45]), np.array([6.0]), np.array([0.5]), rules)
    more_tools = farm_scale_10k(np.array([0.45]), np.array([3.0]), np.array([1.2]), rules)
    assert more_land / one == pytest.approx(2**0.4)
    assert more_tools / one == pytest.approx(2**0.2)


def test_gain_of_the_second_worker_is_smaller():
    gain = labour_gain(np.array([0.0, 1.0]), np.ones(2), 0.3)
    assert gain == pytest.approx([1.0, 2**0.3 - 1])


def farmer(year=2013, **columns):
    model = livelihood_model([[40]], year=year, money_cny=0.0)
    model.persons.livelihood[:] = Livelihood.FARM
    for name, value in columns.items():
        getattr(model.households, name)[:] = value
    households_grow_crops(model)
    return model


def test_harvest_of_the_unit_farm():
    model = farmer(transitory_shock_log=0.045)
    assert model.households.farm_labour[0] == 1.0
    assert model.households.farm_output_cny[0] == pytest.approx(4_500 / 0.62)


def test_harvest_grows_from_the_first_year_and_with_advice_and_talent():
    base = farmer().households.farm_output_cny[0]
    assert farmer(year=2010).households.farm_output_cny[0] == base
    assert farmer(year=2015).households.farm_output_cny[0] == pytest.approx(base * 1.035**2)
    assert farmer(contract_share=0.4).households.farm_output_cny[0] == pytest.approx(base * 1.02)
    model = farmer()
    model.committees.talent_stock[:] = 1.0
    households_grow_crops(model)
    assert model.households.farm_output_cny[0] == pytest.approx(base * np.exp(0.05))


def test_land_rented_out_is_not_farmed_and_a_business_takes_capital():
    base = farmer(land_mu=2.0).households.farm_output_cny[0]
    assert farmer(land_mu=2.0, land_rented_out_mu=1.0).households.farm_output_cny[0] == pytest.approx(
        base / 2**0.4
    )
    model = livelihood_model([[40, 40]], year=2013)
    model.persons.livelihood[:] = [Livelihood.FARM, Livelihood.OWN_BUSINESS]
    households_grow_crops(model)
    alone = farmer().households.farm_output_cny[0]
    assert model.households.farm_output_cny[0] == pytest.approx(alone * (0.2 + 0.24) ** 0.2)


def test_money_of_a_harvest():
    model = farmer()
    households, margin = model.households, 0.15 * np.exp(-0.75)
    households.farm_output_cny[:] = 10_000.0
    households.contract_delivered_cny[:] = 4_000.0
    households.contract_receipt_cny[:] = 4_100.0
    model.market.farm_price_shock = 0.1
    households_sell_crops(model)
    market = 6_000 * (1.1 - margin)
    assert model.ledger.total(Flow.FARM_SALES_MARKET) == pytest.approx(market)
    assert model.ledger.total(Flow.FARM_INPUTS) == pytest.approx(0.38 * (market + 4_100))
    assert households.farm_value_added_cny[0] == pytest.approx(0.62 * (market + 4_100))


def test_contract_and_market_receipts_sum_to_the_expected_price():
    share, premium, margin = 0.4, 0.08, 0.1
    receipts = (1 - share) * (1 - margin) + share * (1 - 0.5 * margin + premium)
    price = expected_farm_price(np.array([margin]), np.array([share]), np.array([premium]), Farming())
    assert price[0] == pytest.approx(receipts)


def test_roads_lower_the_trade_margin():
    assert trade_margin_share(np.array([0.5]), Farming())[0] == pytest.approx(0.15 * np.exp(-0.75))
