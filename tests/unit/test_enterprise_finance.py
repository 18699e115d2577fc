"""Dividends to founders, members and collectives; investment; technology."""

import numpy as np
import pytest

from sim.agents import Holdings, Kind
from sim.ledger import Flow, Sector
from sim.processes.enterprise_finance import (
    dividends_to_pay,
    enterprises_improve_technology,
    enterprises_invest,
    enterprises_pay_dividends,
    investment,
    member_profit_shares,
)
from sim.processes.enterprise_rules import EnterpriseRules
from tests.helpers.firms import firm_model, give_money, sign_contracts

RULES = EnterpriseRules()


def cooperative():
    """A cooperative held by two households (.45 each) and its village (.10), with 40,000 to pay out."""
    model = firm_model([Kind.COOPERATIVE])
    held = Holdings(3)
    held.enterprise[:] = 0
    held.sector[:] = [Sector.HOUSEHOLDS, Sector.HOUSEHOLDS, Sector.COLLECTIVES]
    held.holder[:] = [0, 1, 0]
    held.weight[:] = [0.45, 0.45, 0.10]
    model.holdings.keep(np.zeros(0, np.int64))
    model.holdings.append(held)
    model.enterprises.net_profit_cny[:] = 100_000.0
    model.enterprises.capital_cny[:] = 1_000_000.0
    give_money(model, enterprises=400_000.0)
    return model


def test_payout_never_touches_the_buffer() -> None:
    profit, money, capital = np.array([100.0, 100.0, -5.0]), np.array([30.0, 25.0, 90.0]), np.full(3, 100.0)
    assert dividends_to_pay(RULES, profit, money, capital).tolist() == [5.0, 0.0, 20.0]


def test_members_who_deliver_are_paid_from_the_founders_part() -> None:
    model = cooperative()
    sign_contracts(model, [2, 3], 0, 0.5)
    model.households.contract_delivered_cny[[2, 3]] = [1.0, 3.0]
    enterprises_pay_dividends(model)
    assert model.enterprises.dividends_cny[0] == pytest.approx(40_000.0)
    # collective .10, members .10 by delivery 1:3, founders .80
    assert model.households.property_income_cny == pytest.approx([16_000.0, 16_000.0, 1_000.0, 3_000.0])
    assert model.committees.money_cny[0] == pytest.approx(4_000.0)
    assert model.enterprises.money_cny[0] == pytest.approx(360_000.0)


def test_nobody_delivers_founders_keep_the_members_part() -> None:
    model = cooperative()
    sign_contracts(model, [2], 0, 0.5)  # a contract without delivery
    model.households.member_of[3] = 0  # a nominal member
    enterprises_pay_dividends(model)
    assert model.households.property_income_cny == pytest.approx([18_000.0, 18_000.0, 0.0, 0.0])


def test_lever_moves_profit_to_members_half_as_much_outside_cooperatives() -> None:
    assert member_profit_shares(RULES, np.arange(3), 0.0).tolist() == [0.10, 0.0, 0.0]
    assert member_profit_shares(RULES, np.arange(3), 0.2) == pytest.approx([0.30, 0.10, 0.10])
    model = cooperative()
    model.terms.member_profit_share_gain = 5.0  # more than founders hold: they give all, the village keeps
    sign_contracts(model, [2], 0, 0.5)
    model.households.contract_delivered_cny[2] = 1.0
    enterprises_pay_dividends(model)
    assert model.households.property_income_cny == pytest.approx([0.0, 0.0, 36_000.0, 0.0])
    assert model.ledger.total(Flow.DIVIDENDS) == pytest.approx(40_000.0)


def test_outside_holders_are_paid_outside() -> None:
    model = firm_model([Kind.PROCESSING])
    model.enterprises.net_profit_cny[:] = 1_000.0
    give_money(model, enterprises=40_000.0)
    enterprises_pay_dividends(model)
    assert model.ledger.totals[Flow.DIVIDENDS, -1, Sector.ENTERPRISES, Sector.REST_OF_WORLD] == 400.0


def test_investment_needs_a_return_and_money() -> None:
    net_return, retained = np.array([0.05, 0.2, 0.2]), np.array([10.0, 10.0, 10.0])
    money = np.array([500.0, 500.0, 27.0])
    assert investment(RULES, net_return, retained, money, np.full(3, 100.0)).tolist() == [0.0, 15.0, 2.0]


def test_capital_wears_out_and_is_bought() -> None:
    model = firm_model([Kind.SERVICES] * 2)
    model.enterprises.net_return_share[:] = [0.2, -0.1]
    model.enterprises.net_profit_cny[:] = [20_000.0, -10_000.0]
    give_money(model, enterprises=100_000.0)
    enterprises_invest(model)
    # .1 of capital and half of the 60 % of profit that is not paid out: 10,000 + .5 x 12,000.
    assert model.enterprises.capital_cny == pytest.approx([106_000.0, 90_000.0])
    assert model.enterprises.money_cny == pytest.approx([84_000.0, 100_000.0])
    model.is_burn_in = True
    enterprises_invest(model)
    assert model.enterprises.capital_cny == pytest.approx([106_000.0, 90_000.0])


def test_technology_wanders_only_where_in_business_and_not_in_burn_in() -> None:
    model = firm_model([Kind.SERVICES] * 2)
    model.enterprises.is_active[1] = False
    enterprises_improve_technology(model)
    change = model.enterprises.technology_log.copy()
    assert change[0] != 0.0
    assert abs(change[0]) < 0.08 * 6
    assert change[1] == 0.0
    model.is_burn_in = True
    enterprises_improve_technology(model)
    assert model.enterprises.technology_log.tolist() == change.tolist()
