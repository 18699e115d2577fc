"""Upgrades: who tries them with and without a subsidy, what a success brings, where it ends (S8.5, A7)."""

import numpy as np
import pytest

from sim.agents import Kind
from sim.ledger import Flow, Purpose
from sim.policies.upgrading import Upgrading
from sim.processes.enterprise_finance import enterprises_invest
from sim.processes.upgrading import (
    PRIORITY,
    SUCCESS,
    UpgradingRules,
    enterprises_finish_upgrades,
    enterprises_try_upgrades,
    expected_gain_cny,
    saved_for_upgrades_cny,
    success_prob,
    technology_above_usual_log,
    upgrade_step_log,
)
from sim.random_streams import Stream
from sim.terms import Terms
from tests.helpers.firms import YEAR, firm_model, give_money

RULES = UpgradingRules()
USUAL = np.log([12.0, 16.0, 11.0])


def firms(sales, kinds=None, *, money=50_000.0, above=0.0, subsidy=0.0, seed=3):
    """Return firms of K 100,000 in a village with talent .25, so that p = .45 and an upgrade costs 15,000.

    A cooperative at the usual technology gains .45 x .1 x (1 - .6 - .03 - .02) x 3 = .04725 of its sales: it
    tries alone from sales of 317,460 on, and from 190,476 on if .4 of the cost is paid.
    """
    kinds = [Kind.COOPERATIVE] * len(sales) if kinds is None else kinds
    model = firm_model(kinds, seed=seed)
    model.committees.talent_stock[:] = 0.25
    model.enterprises.sales_cny[:] = sales
    model.enterprises.technology_log[:] = USUAL[kinds] + above
    model.terms.upgrade_subsidy_share = subsidy
    model.programmes.allowance_cny[:] = np.inf
    give_money(model, enterprises=money)
    return model


def tried(model):
    enterprises_try_upgrades(model)
    return model.enterprises.is_upgrading.tolist()


# --- the rule ----------------------------------------------------------------------------------------


def test_gain_by_kind() -> None:
    model = firms([100_000.0] * 3, [Kind.COOPERATIVE, Kind.PROCESSING, Kind.SERVICES])
    # margins .35, 1 - .65 - .04 - .02 = .29 and 1 - .35 - .10 - .02 = .53, times .45 x .1 x 3 = .135
    assert expected_gain_cny(model) == pytest.approx([4_725.0, 3_915.0, 7_155.0])


def test_talent_raises_the_chance_and_the_ceiling_lowers_the_step() -> None:
    assert success_prob(RULES, np.array([0.0, 0.25, 1.0])) == pytest.approx([0.35, 0.45, 0.75])
    assert success_prob(UpgradingRules(upgrade_success_talent=1.0), np.array([1.0])).tolist() == [1.0]
    steps = upgrade_step_log(RULES, np.array([-0.6, 0.0, 0.15, 0.6, 2.0]))
    assert steps == pytest.approx([0.2, 0.1, 0.075, 0.0, 0.0])


def test_usual_technology_is_that_of_the_village_at_the_reference_pay() -> None:
    model = firms([0.0], above=0.2)
    assert technology_above_usual_log(model) == pytest.approx([0.2])
    model.committees.village_productivity_log[:] = -0.5
    # a0 falls by beta times .6 g = .45 x .6 x .5
    assert technology_above_usual_log(model) == pytest.approx([0.2 + 0.135])
    model.market.reference_pay_10k = 3.41 * np.e
    model.now.local_pay_10k = 99.0
    assert technology_above_usual_log(model) == pytest.approx([0.335 - 0.45])


def test_without_a_subsidy_only_what_pays_is_tried() -> None:
    model = firms([317_000.0, 318_000.0, 0.0])
    assert tried(model) == [False, True, False]
    assert model.enterprises.money_cny.tolist() == [50_000.0, 35_000.0, 50_000.0]
    assert model.ledger.total(Flow.ENTERPRISE_COSTS) == 15_000.0
    assert model.ledger.total(purpose=Purpose.UPGRADING) == 0.0
    assert not model.enterprises.upgrade_is_subsidised.any()


def test_a_subsidy_moves_the_threshold_and_part_of_it_is_deadweight() -> None:
    model = firms([400_000.0, 250_000.0, 190_000.0], subsidy=0.4)
    assert tried(model) == [True, True, False]
    enterprises = model.enterprises
    assert enterprises.upgrade_is_subsidised.tolist() == [True, True, False]
    assert enterprises.upgrade_is_deadweight.tolist() == [True, False, False]
    assert enterprises.money_cny.tolist() == [41_000.0, 41_000.0, 50_000.0]
    assert model.ledger.total(Flow.PROGRAMME_GRANT_ENTERPRISE, purpose=Purpose.UPGRADING) == 12_000.0
    assert model.ledger.total(Flow.ENTERPRISE_COSTS) == 30_000.0
    assert enterprises.last_upgrade_year.tolist() == [YEAR, YEAR, 0]


def test_own_cost_leaves_more_than_the_buffer() -> None:
    # buffer .25 of K; own cost 9,000 with a subsidy, 15,000 without
    money = [34_000.0, 34_001.0, 40_001.0]
    model = firms([400_000.0] * 3, money=money, subsidy=0.4)
    assert tried(model) == [False, True, True]
    assert model.enterprises.upgrade_is_deadweight.tolist() == [False, False, True]
    assert tried(firms([400_000.0] * 3, money=money)) == [False, False, True]


def test_closed_enterprises_and_those_at_the_ceiling_do_not_try() -> None:
    model = firms([1e9, 1e9, 1e9], above=np.array([0.0, 0.6, 0.59]), subsidy=1.0)
    model.enterprises.is_active[0] = False
    assert tried(model) == [False, False, True]


def test_four_years_lie_between_two_tries() -> None:
    model = firms([400_000.0] * 3)
    model.enterprises.last_upgrade_year[:] = [YEAR - 3, YEAR - 4, 0]
    assert tried(model) == [False, True, True]
    model.year += 1
    assert tried(model) == [True, False, False]
    assert model.enterprises.last_upgrade_year.tolist() == [YEAR + 1, YEAR, YEAR]


def test_a_very_high_cost_switches_upgrades_off() -> None:
    model = firms([1e9], subsidy=0.4)
    model.config.upgrading.upgrade_cost_share = 1e9
    assert tried(model) == [False]


# --- the budget --------------------------------------------------------------------------------------


def test_the_budget_ends_by_keyed_priority() -> None:
    sales = [250_000.0] * 6
    model = firms(sales, subsidy=0.4)
    model.programmes.allowance_cny[Purpose.UPGRADING] = 2.5 * 6_000.0
    priority = model.streams.uniforms(Stream.UPGRADE, model.enterprises.uid, YEAR, PRIORITY)
    first_two = sorted(np.argsort(-priority)[:2].tolist())
    assert np.flatnonzero(tried(model)).tolist() == first_two
    assert model.ledger.total(purpose=Purpose.UPGRADING) == 12_000.0


def test_who_gets_no_subsidy_tries_if_it_pays_without() -> None:
    model = firms([400_000.0, 250_000.0], subsidy=0.4)
    model.programmes.allowance_cny[Purpose.UPGRADING] = 0.0
    assert tried(model) == [True, False]
    assert model.enterprises.upgrade_is_subsidised.tolist() == [False, False]
    assert model.enterprises.upgrade_is_deadweight.tolist() == [False, False]
    assert model.enterprises.money_cny.tolist() == [35_000.0, 50_000.0]


def test_the_dose_sets_the_subsidy() -> None:
    terms = Terms()
    Upgrading().amend(terms, 0.5)
    assert terms.upgrade_subsidy_share == pytest.approx(0.2)
    Upgrading().amend(terms, 0.0)
    assert terms.upgrade_subsidy_share == pytest.approx(0.2)


# --- success -----------------------------------------------------------------------------------------


def test_success_comes_with_the_stated_chance_and_step() -> None:
    n = 20_000
    model = firms([400_000.0] * n, above=0.3)
    model.enterprises.is_upgrading[:] = np.arange(n) % 2 == 0
    before = model.enterprises.technology_log.copy()
    enterprises_finish_upgrades(model)
    succeeded = model.enterprises.upgrade_succeeded
    assert not succeeded[1::2].any()
    # three standard errors of a share .45 of 10,000
    assert succeeded[::2].mean() == pytest.approx(0.45, abs=3 * np.sqrt(0.45 * 0.55 / 10_000))
    assert model.enterprises.technology_log - before == pytest.approx(0.05 * succeeded)


def test_the_draw_is_the_same_whoever_tries() -> None:
    results = []
    for share in (0.5, 1.0):
        model = firms([0.0] * 200)
        model.enterprises.is_upgrading[:] = np.arange(200) < share * 200
        enterprises_finish_upgrades(model)
        results.append(model.enterprises.upgrade_succeeded[:100].tolist())
    assert results[0] == results[1]
    draw = model.streams.uniforms(Stream.UPGRADE, model.enterprises.uid, YEAR, SUCCESS)
    assert results[0] == (draw < 0.45)[:100].tolist()


def test_upgraded_processing_and_services_ask_for_schooling() -> None:
    model = firms([0.0] * 6, [0, 1, 2, 0, 1, 2])
    model.config.upgrading.upgrade_success_base = 1.0
    model.enterprises.is_upgrading[:3] = True
    enterprises_finish_upgrades(model)
    assert model.enterprises.needs_schooling.tolist() == [False, True, True, False, False, False]
    model.enterprises.is_upgrading[:] = False
    enterprises_finish_upgrades(model)
    assert model.enterprises.needs_schooling.tolist() == [False, True, True, False, False, False]
    assert not model.enterprises.upgrade_succeeded.any()


def test_nobody_upgrades_in_burn_in() -> None:
    model = firms([0.0])
    model.is_burn_in = True
    model.enterprises.is_upgrading[:] = True
    model.config.upgrading.upgrade_success_base = 1.0
    enterprises_finish_upgrades(model)
    assert model.enterprises.technology_log == pytest.approx(USUAL[:1])


# --- saving ------------------------------------------------------------------------------------------


def test_enterprises_save_for_an_upgrade_that_pays_next_year() -> None:
    model = firms([318_000.0, 317_000.0, 318_000.0, 318_000.0])
    model.enterprises.last_upgrade_year[:] = [YEAR - 3, 0, YEAR - 2, 0]
    model.enterprises.is_active[3] = False
    assert saved_for_upgrades_cny(model).tolist() == [15_000.0, 0.0, 0.0, 0.0]
    model.terms.upgrade_subsidy_share = 0.4
    assert saved_for_upgrades_cny(model) == pytest.approx([9_000.0, 9_000.0, 0.0, 0.0])


def test_savers_only_replace_what_wears_out() -> None:
    # free money 95,000 and 25,000; investment is at most .1 of K + .5 of retained profit (.6 of 40,000)
    model = firms([318_000.0, 0.0, 318_000.0], money=[120_000.0, 120_000.0, 50_000.0])
    model.enterprises.net_return_share[:] = 0.4
    model.enterprises.net_profit_cny[:] = 40_000.0
    enterprises_invest(model)
    assert model.enterprises.capital_cny == pytest.approx([100_000.0, 112_000.0, 100_000.0])
    model = firms([318_000.0], money=45_000.0)
    model.enterprises.net_return_share[:] = 0.4
    enterprises_invest(model)
    # 45,000 less buffer 25,000 less saved 15,000
    assert model.enterprises.capital_cny == pytest.approx([95_000.0])
    model.year += 1
    assert tried(model) == [True]
