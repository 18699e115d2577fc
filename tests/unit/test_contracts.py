"""Offers, take-up, breach and deliveries of purchase contracts."""

import numpy as np
import pytest

from sim.agents import Kind, Livelihood
from sim.ledger import Flow, Purpose
from sim.processes.contracts import (
    clear_contract_deliveries,
    contract_demand_left,
    contracts_are_breached,
    enterprises_offer_contracts,
    fill_queues,
    government_pays_for_integration,
    households_take_up_contracts,
)
from tests.helpers.firms import firm_model, sign_contracts


def filled(queue, supply, smallest, buyers_by_queue, left):
    """Run the matching kernel and return buyers, amounts and what is left."""
    first = np.concatenate([[0], np.cumsum([len(buyers) for buyers in buyers_by_queue])])
    enterprise = np.array([buyer for buyers in buyers_by_queue for buyer in buyers], np.int64)
    buyer, amount, left = np.full(len(queue), -1), np.zeros(len(queue)), np.array(left, float)
    fill_queues(
        np.array(queue),
        np.array(supply, float),
        np.array(smallest, float),
        first,
        enterprise,
        left,
        buyer,
        amount,
    )
    return buyer.tolist(), amount.tolist(), left.tolist()


# --- matching --------------------------------------------------------------------------------------


def test_farms_are_served_in_order_until_demand_ends() -> None:
    buyer, amount, left = filled([0, 0, 0], [40, 40, 40], [5, 5, 5], [[0]], [70])
    assert buyer == [0, 0, -1]
    assert amount == [40, 30, 0]
    assert left == [0]


def test_a_rest_too_small_for_a_contract_is_left_and_the_next_buyer_serves() -> None:
    buyer, amount, left = filled([0, 0], [40, 40], [5, 5], [[1, 0]], [100, 43])
    assert buyer == [1, 0]
    assert amount == [40, 40]
    assert left == [60, 3]


def test_queues_do_not_mix_villages() -> None:
    buyer, _, _ = filled([1, 0], [10, 10], [1, 1], [[], [0]], [100])
    assert buyer == [0, -1]


# --- offers and take-up ----------------------------------------------------------------------------


def buying_model(kinds, **layout):
    """Enterprises that sold 100,000 last year; farms that harvested 10,000 and surely adopt."""
    model = firm_model(kinds, **layout)
    model.enterprises.sales_cny[:] = 100_000.0
    model.households.farm_output_cny[:] = 10_000.0
    model.config.contracts.adoption_innovation = 1e9
    return model


def test_lever_raises_share_and_premium_by_what_the_village_can_deliver() -> None:
    model = buying_model([Kind.COOPERATIVE] * 3, villages=[0, 1, 1], n_villages=2)
    model.terms.amend(local_material_share_gain=0.4, contract_premium_gain=0.06)
    model.committees.delivery_efficiency[:] = [1.0, 0.5]
    model.enterprises.is_active[2] = False
    enterprises_offer_contracts(model)
    assert model.enterprises.local_material_share == pytest.approx([0.55, 0.35, 0.0])
    assert model.enterprises.contract_premium == pytest.approx([0.14, 0.14, 0.0])


def test_contracts_in_force_count_first_against_demand() -> None:
    model = buying_model([Kind.COOPERATIVE])
    enterprises_offer_contracts(model)
    assert contract_demand_left(model) == pytest.approx([0.15 * 0.6 * 100_000.0])
    sign_contracts(model, [0], 0, 0.5)
    assert contract_demand_left(model) == pytest.approx([4_000.0])
    sign_contracts(model, [1], 0, 0.8)
    assert contract_demand_left(model) == pytest.approx([0.0])


def test_take_up_fills_demand_and_no_more() -> None:
    model = buying_model([Kind.COOPERATIVE])  # seeks 9,000; a farm sells at most 8,000
    enterprises_offer_contracts(model)
    households_take_up_contracts(model)
    households = model.households
    signed = households.contract_enterprise == 0
    assert sorted(households.contract_share[signed].tolist()) == pytest.approx([0.8])  # 1,000 gain too little
    assert households.member_of[signed].tolist() == [0]
    model.enterprises.sales_cny[:] = 1e6
    households_take_up_contracts(model)
    assert (households.contract_enterprise == 0).all()
    assert (households.contract_share <= 0.8).all()


def test_only_processors_buy_beyond_their_village() -> None:
    layout = {"villages": [0], "n_villages": 2, "households_per_village": 2}
    for kind, signed in ((Kind.COOPERATIVE, [0, 0, -1, -1]), (Kind.PROCESSING, [0, 0, 0, 0])):
        model = buying_model([kind], **layout)
        model.enterprises.sales_cny[:] = 1e7
        enterprises_offer_contracts(model)
        households_take_up_contracts(model)
        assert model.households.contract_enterprise.tolist() == signed


def test_nobody_adopts_without_openness_gain_or_farming() -> None:
    model = buying_model([Kind.COOPERATIVE])
    model.enterprises.sales_cny[:] = 1e7
    model.households.attitude[0] = 0.0
    model.households.farm_output_cny[1] = 100.0  # gain of a few yuan
    model.persons.livelihood[2] = Livelihood.HOME
    enterprises_offer_contracts(model)
    households_take_up_contracts(model)
    assert model.households.contract_enterprise.tolist() == [-1, -1, -1, 0]


def test_a_contract_gains_the_premium_and_half_the_trade_margin() -> None:
    """Gain = x Q (prem + .5 tau_v), tau_v = .15 e^(-1.5 I_v), worth a contract above 300 yuan (errata E5)."""
    gain = 0.08 + 0.5 * 0.15 * np.exp(-1.5 * 0.4)
    for output, signed in ((0.99 * 300 / (0.8 * gain), [-1] * 4), (1.01 * 300 / (0.8 * gain), [0] * 4)):
        model = buying_model([Kind.COOPERATIVE])
        model.enterprises.sales_cny[:] = 1e7
        model.committees.infrastructure[:] = 0.4
        model.config.contracts.adoption_innovation = 1e3  # everybody who gains adopts
        model.households.attitude[:] = 1.0
        model.households.farm_output_cny[:] = output
        enterprises_offer_contracts(model)
        households_take_up_contracts(model)
        assert model.households.contract_enterprise.tolist() == signed


def test_contract_ends_when_nobody_farms() -> None:
    model = buying_model([Kind.COOPERATIVE])
    model.config.contracts.adoption_innovation = model.config.contracts.adoption_imitation = 0.0
    sign_contracts(model, [0, 1], 0, 0.5)
    model.persons.livelihood[0] = Livelihood.MIGRANT
    households_take_up_contracts(model)
    assert model.households.contract_enterprise.tolist() == [-1, 0, -1, -1]
    assert model.households.contract_share.tolist() == [0.0, 0.5, 0.0, 0.0]
    assert not model.households.has_failure.any()


# --- breach and cost -------------------------------------------------------------------------------


@pytest.mark.parametrize(("shock", "prob", "n_broken"), [(0.09, 2.0, 4), (0.07, 2.0, 0), (0.09, 0.0, 0)])
def test_breach_needs_a_price_above_the_premium(shock: float, prob: float, n_broken: int) -> None:
    model = buying_model([Kind.COOPERATIVE])
    enterprises_offer_contracts(model)  # premium .08
    sign_contracts(model, np.arange(4), 0, 0.5)
    model.market.farm_price_shock = shock
    model.config.contracts.breach_prob = prob  # times 1 - G = .5
    contracts_are_breached(model)
    households = model.households
    assert households.is_breaching.sum() == households.has_failure.sum() == n_broken
    assert (households.contract_enterprise == -1).sum() == (households.contract_share == 0).sum() == n_broken


def test_government_pays_per_contract_of_the_lever_and_village() -> None:
    """Enterprises seek .15 anyway; with a gain of .45 three of four contracts are the lever's."""
    model = buying_model([Kind.COOPERATIVE], villages=[0], n_villages=2)
    sign_contracts(model, [0, 1, 4, 5], 0, 0.5)
    model.terms.amend(
        local_material_share_gain=0.45, contract_service_cost_cny=600.0, contract_promotion_cost_cny=5_000.0
    )
    government_pays_for_integration(model)
    paid = model.ledger.total(Flow.PROGRAMME_PROVIDERS, purpose=Purpose.INTEGRATION)
    assert paid == pytest.approx(3 * 600 + 2 * 5_000)


def test_without_money_for_brokers_lever_three_raises_offers_by_less() -> None:
    """Two contracts and one village cost 6,200; an allowance of 1,550 pays a quarter."""
    model = buying_model([Kind.COOPERATIVE])
    model.config.contracts.local_material_share_base = 0.0
    sign_contracts(model, [0, 1], 0, 0.5)
    model.terms.amend(
        local_material_share_gain=0.4,
        contract_premium_gain=0.06,
        contract_service_cost_cny=600.0,
        contract_promotion_cost_cny=5_000.0,
    )
    model.programmes.allowance_cny[Purpose.INTEGRATION] = 1_550.0
    enterprises_offer_contracts(model)
    assert model.enterprises.local_material_share == pytest.approx([0.1])
    assert model.enterprises.contract_premium == pytest.approx([0.095])
    government_pays_for_integration(model)
    assert model.ledger.total(Flow.PROGRAMME_PROVIDERS, purpose=Purpose.INTEGRATION) == pytest.approx(1_550)
    assert model.programmes.refused_cny[Purpose.INTEGRATION] == pytest.approx(4_650)


# --- deliveries ------------------------------------------------------------------------------------


def test_deliveries_are_scaled_to_what_the_buyer_needs() -> None:
    model = buying_model([Kind.COOPERATIVE, Kind.SERVICES])
    model.enterprises.sales_cny[:] = [10_000.0, 1e6]  # needs 6,000 and 350,000
    sign_contracts(model, [0, 1], 0, 0.8)
    sign_contracts(model, [2], 1, 0.5)
    model.households.farm_output_cny[1] = 5_000.0
    clear_contract_deliveries(model)
    assert model.households.contract_delivered_cny == pytest.approx([4_000.0, 2_000.0, 5_000.0, 0.0])


def test_a_buyer_without_sales_takes_nothing() -> None:
    model = buying_model([Kind.COOPERATIVE])
    model.enterprises.sales_cny[:] = 0.0
    sign_contracts(model, [0], 0, 0.8)
    clear_contract_deliveries(model)
    assert model.households.contract_delivered_cny.tolist() == [0.0, 0.0, 0.0, 0.0]
