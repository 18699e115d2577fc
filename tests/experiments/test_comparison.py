"""Paired differences, intervals, cost ratios and winners on numbers that can be checked by hand."""

import math

import numpy as np
import pandas as pd
import pytest

from experiments.answers.report import ranking, rounded, table_lines, verdict
from experiments.measures.comparison import comparison_of, comparison_table, paired, winners_table
from experiments.measures.twins import mean_income, twin_table


def comparison(effects, *, cost=None, seeds=(0, 1, 2), matched=None):
    """A comparison in which a scenario raises income by given amounts per seed in 2021 and 2022."""
    scenarios = ["baseline", *effects]
    rows = []
    for name in scenarios:
        for index, seed in enumerate(seeds):
            for year in (2020, 2021, 2022):
                gain = effects[name][index] if name != "baseline" and year > 2020 else 0.0
                spent = (cost or {}).get(name, 0.0) if year > 2020 else 0.0
                rows.append(
                    {
                        "scenario": name,
                        "seed": seed,
                        "year": year,
                        "income_per_capita": 1000.0 * (seed + 1) + gain,
                        "fiscal_cost": 100.0 + spent,
                        "residents": 10.0,
                    }
                )
    return comparison_of(
        pd.DataFrame(rows), scenarios=scenarios, shown=scenarios, policy_start=2021, matched=matched or {}
    )


def test_interval_is_the_t_interval():
    result = paired(np.array([8.0, 12.0, 10.0]))
    half = 2.919985580353725 * 2.0 / math.sqrt(3)  # t(0.95, 2 degrees of freedom) x sd / sqrt(n)
    assert (result.mean, result.n, result.agreement) == (10.0, 3, 1.0)
    assert result.low == pytest.approx(10 - half)
    assert result.high == pytest.approx(10 + half)


def test_one_seed_has_no_interval_and_nan_is_left_out():
    assert math.isnan(paired(np.array([1.0, np.nan])).low)
    assert paired(np.array([1.0, np.nan])).n == 1


def test_sign_agreement_counts_seeds():
    assert paired(np.array([3.0, 2.0, -1.0, 4.0])).agreement == 0.75


def test_pairing_removes_what_seeds_share():
    """Seeds differ by thousands, the effect by one or two yuan."""
    table = comparison_table(comparison({"training": [10.0, 11.0, 12.0]}))
    row = table[(table["outcome"] == "income_per_capita") & (table["period"] == "2021-2022")].iloc[0]
    assert (row["difference"], row["n_seeds"]) == (11.0, 3)
    assert row["low_90"] > 9


def test_cost_is_per_baseline_resident():
    block = comparison({"training": [1.0, 1.0, 1.0]}, cost={"training": 50.0})
    assert block.average(block.effect("cost_per_resident_cny", "training")).tolist() == [5.0] * 3


def test_cash_counts_in_full_for_the_matched_and_scaled_for_the_others():
    effects = {"training": [30.0, 32.0, 31.0], "talent": [30.0, 32.0, 31.0], "cash": [10.0, 10.0, 10.0]}
    cost = {"training": 50.0, "talent": 100.0, "cash": 50.0}
    block = comparison(effects, cost=cost, matched={"cash": "training"})
    assert block.cost_ratio("talent") == 2.0
    assert block.average(block.against_cash("income_per_capita", "training")).tolist() == [20.0, 22.0, 21.0]
    assert block.average(block.against_cash("income_per_capita", "talent")).tolist() == [10.0, 12.0, 11.0]
    assert block.against_cash("income_per_capita", "cash") is None
    versus = comparison_table(block).groupby("scenario", sort=False)["versus"].unique()
    assert list(versus["training"]) == ["baseline", "cash"]
    assert list(versus["talent"]) == ["baseline", "cash (scaled)"]
    assert list(versus["cash"]) == ["baseline"]


def test_what_overlaps_zero_is_not_ranked():
    block = comparison({"training": [10.0, 11.0, 12.0], "talent": [-30.0, 40.0, 20.0]})
    titles = {"baseline": "Baseline", "training": "Training", "talent": "Talent"}
    line = ranking(block, titles, "en")[1]
    assert "Training > Baseline" in line
    assert "Talent >" not in line
    assert "not ranked" in line
    assert "no clear effect" in verdict(block, "talent", "Talent", "en")[0]


def test_an_empty_reform_is_said_to_be_none():
    assert "no difference" in verdict(comparison({"same": [0.0, 0.0, 0.0]}), "same", "Same", "en")[0]


def test_winners_are_counted_household_by_household():
    groups = {"all": np.array([0, 0, 0, 0, -1])}
    base = np.array([100.0, 100.0, 100.0, np.nan, 100.0])
    table = twin_table(np.array([102.0, 100.5, 90.0, 100.0, 500.0]), base, groups)
    assert table[["n_households", "n_better", "n_worse"]].iloc[0].tolist() == [3, 1, 1]
    table.insert(0, "scenario", "training")
    row = winners_table(table).iloc[0]
    assert row["mean_difference_cny"] == pytest.approx((2 + 0.5 - 10) / 3)
    assert row["same_share"] == pytest.approx(1 / 3)


def test_years_without_residents_do_not_count():
    assert mean_income([np.array([np.nan, 2.0]), np.array([4.0, 4.0])]).tolist() == [4.0, 3.0]


def test_numbers_are_rounded_for_readers():
    assert rounded(15_432.0) == "15,400"
    assert rounded(-0.2) == "0"
    assert rounded(float("nan")) == "?"


def test_columns_line_up_with_chinese_of_double_width():
    lines = table_lines([["基准", "1"], ["abcd", "22"]])
    assert lines == ["  基准    1", "  abcd   22"]


def test_cash_that_missed_the_cost_is_scaled_and_a_saving_has_no_equal_cash():
    effects = {"training": [30.0, 32.0, 31.0], "talent": [1.0, 2.0, 3.0], "cash": [10.0, 10.0, 10.0]}
    cost = {"training": 50.0, "talent": -20.0, "cash": 25.0}
    block = comparison(effects, cost=cost, matched={"cash": "training"})
    assert not block.is_matched("training")
    assert block.average(block.against_cash("income_per_capita", "training")).tolist() == [10.0, 12.0, 11.0]
    assert block.against_cash("income_per_capita", "talent") is None


def test_each_scenario_stands_beside_the_cash_at_its_own_cost():
    effects = {name: [gain] * 3 for name, gain in {"a": 5.0, "b": 9.0, "cash_a": 2.0, "cash_b": 4.0}.items()}
    found = comparison(effects, cost=dict.fromkeys(effects, 10.0), matched={"cash_a": "a", "cash_b": "b"})
    gaps = {name: found.against_cash("income_per_capita", name)[:, -1].tolist() for name in ("a", "b")}
    assert gaps == {"a": [3.0] * 3, "b": [5.0] * 3}
    assert (found.cash("a"), found.cash("b"), found.cash("c")) == ("cash_a", "cash_b", "cash_a")
    assert found.against_cash("income_per_capita", "cash_b") is None


def test_what_is_no_policy_has_no_equal_cash():
    effects = {"stress": [-5.0] * 3, "a": [5.0] * 3, "cash": [2.0] * 3}
    found = comparison(effects, cost=dict.fromkeys(effects, 10.0), matched={"cash": "a"})
    found.what_ifs = ["stress"]
    assert found.against_cash("income_per_capita", "stress") is None
    assert found.against_cash("income_per_capita", "a") is not None
