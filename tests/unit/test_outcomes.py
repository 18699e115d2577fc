"""Indices against closed forms (V10), and outcomes against a township small enough to count by hand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy.special import ndtri

from sim.agents import (
    COUNTY_EMPLOYER,
    NO_EMPLOYER,
    Committees,
    Enterprises,
    Holdings,
    Households,
    Livelihood,
    Network,
    Persons,
    Township,
)
from sim.ledger import Flow, Ledger, Purpose, Sector
from sim.outcomes import (
    CHAPTERS,
    OUTCOMES,
    fixed_groups,
    group_outcomes,
    household_panel,
    observe,
    outcome_table,
)
from sim.outcomes.indices import (
    fgt,
    gini,
    group_means_of_sorted,
    lognormal_fgt,
    lognormal_gini,
    quantile_of_sorted,
    return_to_poverty_share,
)
from tests.helpers.stand_in import stand_in

# ---------------------------------------------------------------------------------------- V10 indices

N = 400_000
MIDPOINTS = (np.arange(N) + 0.5) / N
ONES = np.ones(N)


def lognormal_sample(mean: float, sd_log: float) -> np.ndarray:
    return np.exp(math.log(mean) - sd_log**2 / 2 + sd_log * ndtri(MIDPOINTS))


def test_gini_of_known_distributions() -> None:
    assert gini(MIDPOINTS, ONES) == pytest.approx(1 / 3, abs=1e-11)
    assert gini(-np.log(1 - MIDPOINTS), ONES) == pytest.approx(0.5, abs=1e-3)
    assert gini((1 - MIDPOINTS) ** (-1 / 3), ONES) == pytest.approx(1 / 5, abs=1e-3)
    assert gini(np.full(9, 7.0), np.ones(9)) == pytest.approx(0.0, abs=1e-12)
    assert gini(lognormal_sample(17131.0, 0.7), ONES) == pytest.approx(lognormal_gini(0.7), abs=1e-3)
    assert lognormal_gini(0.7) == pytest.approx(0.37938, abs=1e-5)


@pytest.mark.parametrize(
    ("line", "expected"),
    [(4000.0, (0.04199, 0.009483, 0.003319)), (6000.0, (0.12533, 0.03326, 0.01312))],
)
def test_fgt_of_a_lognormal(line: float, expected: tuple[float, ...]) -> None:
    assert lognormal_fgt(17131.0, 0.7, line) == pytest.approx(expected, rel=1e-3)
    sample = fgt(lognormal_sample(17131.0, 0.7), ONES, line)
    assert sample == pytest.approx(lognormal_fgt(17131.0, 0.7, line), abs=1e-3)


def test_fgt_of_a_uniform_grid() -> None:
    for line in (0.25, 0.5):
        expected = (line, line / 2, line / 3)
        assert fgt(MIDPOINTS, ONES, line) == pytest.approx(expected, abs=1e-11)


def test_weights_are_copies_of_rows() -> None:
    values = np.array([3.0, 1.0, 8.0, 2.0])
    copies = np.array([2, 1, 3, 4])
    weights = copies.astype(np.float64)
    many, ones = np.repeat(values, copies), np.ones(copies.sum())
    assert gini(values, weights) == pytest.approx(gini(many, ones), abs=1e-12)
    assert fgt(values, weights, 2.5) == pytest.approx(fgt(many, ones, 2.5), abs=1e-12)
    assert gini(np.tile(values, 5), np.ones(20)) == pytest.approx(gini(values, np.ones(4)), abs=1e-12)
    order = np.argsort(values)
    median = quantile_of_sorted(values[order], weights[order], 0.5)
    assert median == np.sort(many)[len(many) // 2 - 1]


def test_indices_have_no_value_without_weight() -> None:
    nothing = np.zeros(0)
    assert all(math.isnan(value) for value in fgt(nothing, nothing, 1.0))
    assert math.isnan(quantile_of_sorted(nothing, nothing, 0.5))
    assert math.isnan(gini(np.array([5.0]), np.zeros(1)))
    assert math.isnan(gini(np.array([0.0, 0.0]), np.ones(2)))
    assert np.isnan(group_means_of_sorted(np.array([1.0]), np.ones(1), 5)).sum() == 4


def test_gap_of_negative_income_is_at_most_the_line() -> None:
    assert fgt(np.array([-500.0]), np.ones(1), 100.0) == (1.0, 1.0, 1.0)
    assert fgt(np.array([100.0]), np.ones(1), 100.0) == (0.0, 0.0, 0.0)


# -------------------------------------------------------------------------- a township counted by hand

RESIDENTS = [1, 2, 3, 4, 2, 0]
INCOME = [2000.0, 3000.0, 5000.0, 8000.0, 20000.0, 0.0]


def counted_township() -> Township:
    """Six households in two villages; the last one is absent with one migrant; household 4 has another."""
    households, persons = Households(6), Persons(14)
    households.uid[:] = np.arange(100, 106)
    households.village[:] = [0, 0, 0, 1, 1, 1]
    persons.household[:] = np.repeat(np.arange(6), [1, 2, 3, 4, 3, 1])
    persons.age[:] = [70, 40, 10, 50, 45, 20, 30, 30, 30, 30, 60, 60, 30, 30]
    persons.is_disabled[3] = True
    persons.livelihood[:] = [0, 1, 0, 0, 2, 2, 1, 1, 1, 4, 2, 2, 3, 3]
    persons.employer[:] = NO_EMPLOYER
    persons.employer[[4, 5]] = 0
    persons.employer[[10, 11]] = COUNTY_EMPLOYER
    persons.trained_skill_log[1] = 0.11
    enterprises, committees = Enterprises(4), Committees(2)
    enterprises.kind[:] = [0, 0, 2, 1]
    enterprises.is_active[:] = [True, True, True, False]
    enterprises.net_profit_cny[:] = [5.0, -1.0, 5.0, -9.0]
    enterprises.wages_cny[:] = [300.0, 0.0, 0.0, 0.0]
    enterprises.land_rent_cny[:] = [0.0, 31.0, 0.0, 0.0]
    # At the reference pay the usual technology of the kinds is 12, 16 and 11.
    enterprises.technology_log[:] = np.log([12.0, 12.0, 11.0, 99.0]) + np.array([0.3, -0.1, 0.1, 0.0])
    enterprises.is_upgrading[:] = [True, False, True, False]
    enterprises.upgrade_succeeded[:] = [True, False, False, False]
    enterprises.upgrade_is_subsidised[:] = [True, False, True, False]
    enterprises.upgrade_is_deadweight[:] = [False, False, True, False]
    # In business at the end of 2018: the first, the second, and the one that closed in 2020.
    enterprises.founding_year[:] = [2005, 2018, 2019, 2010]
    enterprises.exit_year[:] = [0, 0, 0, 2020]
    committees.collective_income_cny[:] = [50_000.0, 20_000.0]
    committees.talent_stock[:] = [0.2, 0.4]
    committees.governance[:] = [0.5, 0.7]
    network = Network(np.zeros(7, np.int64), np.zeros(0, np.int64))
    township = Township(persons, households, enterprises, Holdings(0), committees, network)
    township.index_members()
    assert households.n_residents.tolist() == RESIDENTS
    return township


def give_income(township: Township) -> None:
    households = township.households
    residents = households.n_residents
    households.income_per_capita_cny[:] = INCOME
    households.disposable_income_cny[:] = residents * households.income_per_capita_cny
    households.depreciation_cny[:] = 10.0 * residents
    households.wage_income_cny[:] = 0.5 * households.disposable_income_cny
    households.business_income_cny[:] = 0.25 * households.disposable_income_cny + 10.0 * residents
    households.property_income_cny[:] = 0.05 * households.disposable_income_cny
    households.transfer_income_cny[:] = 0.2 * households.disposable_income_cny
    households.income_net_of_medical_cny[:] = [2000.0, 3000.0, 3000.0, 8000.0, 20000.0, 0.0]
    households.income_net_of_medical_last_cny[:] = [9000.0, 3000.0, 0.0, 8000.0, 20000.0, 0.0]
    households.medical_bill_cny[2], households.medical_own_payment_cny[2] = 9000.0, 6000.0
    households.consumption_cny[:] = 0.8 * households.disposable_income_cny
    households.unmet_need_cny[0] = 1200.0
    households.attitude[:] = [1.0, 0.5, 0.0, 0.5, 0.5, 1.0]
    households.is_graduated[:] = [True, False, True, True, False, True]
    households.farm_labour[:] = [0.0, 1.0, 0.0, 3.0, 0.0, 1.0]
    households.contract_enterprise[:] = [-1, 0, 0, -1, -1, 0]
    households.contract_share[:] = [0, 0.3, 0.3, 0, 0, 0.3]


@pytest.fixture
def model() -> Any:
    township = counted_township()
    ledger = Ledger(township.accounts())
    ledger.open_year(2021)
    give_income(township)
    pay = np.full(6, 100.0)
    ledger.post(Flow.PENSION, pay)
    ledger.post(Flow.CASH, 2 * pay, purpose=Purpose.CASH)
    ledger.post(Flow.PROGRAMME_PROVIDERS, 5000.0, purpose=Purpose.TRAINING)
    ledger.post(Flow.CENTRAL_TRANSFER, 6800.0)
    ledger.post(Flow.ENTERPRISE_SALES, np.array([1000.0, 0, 0, 0]))
    ledger.post(Flow.ENTERPRISE_WAGES, np.array([300.0]), payers=np.array([0]), payees=np.array([2]))
    one, there = np.array([0]), {"payers": np.array([0])}
    ledger.post(Flow.DIVIDENDS, np.array([100.0]), **there, payee=Sector.COLLECTIVES, payees=one)
    ledger.post(Flow.DIVIDENDS, np.array([400.0]), **there, payee=Sector.REST_OF_WORLD)
    ledger.post(Flow.ENTERPRISE_TAX, np.array([20.0]), payers=np.array([0]))
    ledger.post(Flow.TAX_REMITTED, 20.0)
    model = stand_in(
        township, year=2021, seed=0, poverty_line_cny=3160.0, dibao_line_cny=4000.0, local_pay_10k=3.41
    )
    model.ledger = ledger
    give_income(township)  # the stand-in opens a year of its own
    return model


EXPECTED = {
    "income_per_capita": (2000 + 6000 + 15000 + 32000 + 40000) / 12,
    "income_median": 5000,  # six of twelve residents live on at most that
    "income_per_capita_official": (95000 + 3000) / 12,
    "income_per_registered": 95000 / 14,
    "income_net_of_medical": (2000 + 6000 + 9000 + 32000 + 40000) / 12,
    "wage_share": 0.5,
    "business_share": 0.25,
    "property_share": 0.05,
    "transfer_share": 0.2,
    "income_quintile_1": 2000,
    "income_quintile_5": 20000,
    "quintile_ratio": 10,
    "consumption_rate": 0.8,
    "unmet_need": 100,
    "poverty_headcount_4000": 3 / 12,
    "poverty_headcount_net_4000": 6 / 12,
    "poverty_gap_4000": (0.5 * 1 + 0.25 * 2) / 12,
    "poverty_severity_4000": (0.25 * 1 + 0.0625 * 2) / 12,
    "poverty_headcount_6000": 6 / 12,
    "poverty_headcount_official": 3 / 12,
    "poverty_headcount_net_official": 6 / 12,
    "return_to_poverty_rate": 2 / 3,
    "return_to_poverty_rate_two_year": 1 / 3,
    "population": 14,
    "residents": 12,
    "absent_households": 1,
    "mean_age": 475 / 12,
    "home_share": 0,
    "farm_share": 4 / 11,
    "local_job_share": 4 / 11,
    "migrant_share": 2 / 11,
    "own_business_share": 1 / 11,
    "trained_skill_mean": 0.01,
    "attitude_mean": (1 + 1 + 0 + 2 + 1) / 12,
    "enterprises": 3,
    "cooperatives": 2,
    "processors": 0,
    "service_enterprises": 1,
    "enterprise_jobs": 2,
    "county_jobs": 2,
    "enterprise_loss_share": 1 / 3,
    "enterprise_technology_log": 0.1,
    "upgrade_take_up": 2 / 3,
    "upgrade_success_share": 1 / 2,
    "upgrade_deadweight_share": 1 / 2,
    "enterprise_survival_1yr": 1.0,
    "enterprise_survival_3yr": 2 / 3,
    "enterprise_survival_5yr": 1 / 2,
    "enterprise_value_added_per_resident": (300 + 31 + 9 + 20) / 12,
    "local_value_share": 0.4,
    "contract_coverage": 0.5,
    "collective_income_mean": 35_000,
    "collective_income_50k_share": 0.5,
    "talent_stock": 0.3,
    "governance": 0.6,
    "fiscal_cost": 600 + 1200 + 5000,
    "fiscal_cost_net": 6780,
    "fiscal_cost_per_resident": 6800 / 12,
    "fiscal_cost_general": 600,
    "fiscal_cost_cash": 1200,
    "fiscal_cost_training": 5000,
    "fiscal_cost_talent": 0,
    "lever_spending": 6200,
}


@pytest.mark.parametrize("name", EXPECTED)
def test_outcome_by_hand(model: Any, name: str) -> None:
    assert OUTCOMES[name](model) == pytest.approx(EXPECTED[name], rel=1e-12)


def test_gini_of_the_township_weights_persons(model: Any) -> None:
    persons = np.repeat(INCOME, RESIDENTS)
    mean_difference = np.abs(persons[:, None] - persons).mean()
    assert OUTCOMES["gini"](model) == pytest.approx(mean_difference / (2 * persons.mean()), rel=1e-12)


def test_four_sources_add_up_to_income(model: Any) -> None:
    look = observe(model)
    sources = [look[f"{name}_income"] for name in ("wage", "business", "property", "transfer")]
    assert sum(sources) == pytest.approx(look["income_per_capita"], rel=1e-12)


def test_a_look_has_every_outcome_in_order_and_changes_nothing(model: Any) -> None:
    before = [table.copy() for table in (model.households, model.persons, model.enterprises)]
    look = observe(model)
    assert list(look) == list(OUTCOMES)
    assert all(type(value) is float for value in look.values())
    again = observe(model)
    assert all(again[name] == value or math.isnan(value) for name, value in look.items())
    for old, new in zip(before, (model.households, model.persons, model.enterprises), strict=True):
        for name in old.columns:
            np.testing.assert_array_equal(getattr(old, name), getattr(new, name))


def test_an_empty_township_gives_nan_not_errors(model: Any) -> None:
    model.persons.keep(np.zeros(14, bool))
    model.township.index_members()
    model.enterprises.is_active[:] = False
    model.households.is_graduated[:] = False
    look = observe(model)
    for name in ("income_per_capita", "gini", "quintile_ratio", "migrant_share", "enterprise_loss_share"):
        assert math.isnan(look[name])
    assert look["population"] == 0


def test_return_to_poverty_has_no_value_before_anybody_graduated(model: Any) -> None:
    model.households.is_graduated[:] = False
    assert math.isnan(OUTCOMES["return_to_poverty_rate"](model))
    assert math.isnan(OUTCOMES["return_to_poverty_rate_two_year"](model))


def test_absent_households_move_no_mean(model: Any) -> None:
    before = observe(model)
    for name in ("disposable_income_cny", "consumption_cny", "wage_income_cny", "unmet_need_cny"):
        getattr(model.households, name)[5] = 1e6
    model.households.attitude[5] = 0.0
    after = observe(model)
    changed = {name for name in before if not (before[name] == after[name] or math.isnan(before[name]))}
    assert changed == {"income_per_registered"}


# ------------------------------------------------------------------------------- groups, panel, table


def test_fixed_groups(model: Any) -> None:
    groups = fixed_groups(model)
    assert list(groups) == ["income_quintile", "village", "is_elite", "has_able_labour"]
    assert groups["income_quintile"].tolist() == [0, 1, 2, 3, 4, -1]
    assert groups["village"].tolist() == [0, 0, 0, 1, 1, -1]
    assert groups["has_able_labour"].tolist() == [0, 1, 1, 1, 1, -1]


def test_group_outcomes(model: Any) -> None:
    table = group_outcomes(model, fixed_groups(model))
    assert len({len(column) for column in table.values()}) == 1
    village = table["grouping"] == "village"
    assert table["residents"][village].tolist() == [6, 6]
    assert table["income_per_capita"][village].tolist() == [23000 / 6, 72000 / 6]
    assert table["poverty_headcount_4000"][village].tolist() == [0.5, 0.0]
    assert table["poverty_gap_4000"][village].tolist() == pytest.approx([1 / 6, 0.0])
    quintile = table["grouping"] == "income_quintile"
    assert table["n_households"][quintile].tolist() == [1] * 5
    assert table["income_net_of_medical"][quintile].tolist() == [2000, 3000, 3000, 8000, 20000]


def test_household_panel(model: Any) -> None:
    panel = household_panel(model)
    assert {len(column) for column in panel.values()} == {6}
    assert panel["is_poor"].tolist() == [True, True, True, False, False, False]
    assert np.isnan(panel["income_per_capita"][5])
    assert panel["n_migrant"].tolist() == [0, 0, 0, 0, 1, 1]
    members = sum(panel[f"n_{code.name.lower()}"] for code in Livelihood)
    assert members.tolist() == panel["n_members"].tolist()
    model.households.uid[:] = 0
    assert panel["uid"][0] == 100


def test_every_outcome_is_fully_stated() -> None:
    assert sum(len(chapter.outcomes) for chapter in CHAPTERS) == len(OUTCOMES)
    labels = [(outcome.label, outcome.label_zh) for outcome in OUTCOMES.values()]
    assert len({label for label, _ in labels}) == len({label for _, label in labels}) == len(labels)
    for name, outcome in OUTCOMES.items():
        assert outcome.name == name
        assert outcome.direction in (-1, 0, 1)
        assert outcome.definition.endswith(".")
        assert outcome.unit
        assert outcome.source
        assert any(ord(letter) > 0x3000 for letter in outcome.label_zh)


def test_the_table_has_a_line_for_every_outcome() -> None:
    table = outcome_table()
    assert all(f"| `{name}` |" in table for name in OUTCOMES)
    assert len({line.count("|") for line in table.splitlines()}) == 1


def test_return_to_poverty_counts_graduated_households_with_residents() -> None:
    graduated = np.array([True, True, True, False])
    incomes, present = np.array([1.0, 9.0, 1.0, 1.0]), np.array([True, True, False, True])
    assert return_to_poverty_share(graduated, incomes, 5.0, present) == 0.5
    assert np.isnan(return_to_poverty_share(np.zeros(4, np.bool_), incomes, 5.0, present))


def test_theil_index_of_the_township_has_two_parts(model: Any) -> None:
    households = model.households
    residents = households.n_residents.astype(float)
    income = np.maximum(households.income_per_capita_cny, 1.0)
    mean = (income * residents).sum() / residents.sum()
    whole = float((residents * income / mean * np.log(income / mean)).sum() / residents.sum())
    parts = OUTCOMES["theil_within_villages"](model) + OUTCOMES["theil_between_villages"](model)
    assert parts == pytest.approx(whole, abs=1e-12)


def test_relative_poverty_is_below_half_the_median(model: Any) -> None:
    households, line = model.households, 0.5 * OUTCOMES["income_median"](model)
    residents = households.n_residents.astype(float)
    poor = residents[households.income_per_capita_cny < line].sum() / residents.sum()
    assert OUTCOMES["poverty_headcount_relative"](model) == pytest.approx(poor)
