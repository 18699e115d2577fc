"""Rank stability under random weights, goals by scenario, and how long adoption takes."""

from __future__ import annotations

import doctest
import importlib
import math

import numpy as np
import pandas as pd
import pytest

from experiments.answers.difficulties import difficulties_table, difficulty_rows, half_change_years
from experiments.answers.goals import (
    N_DRAWS,
    dirichlet_weights,
    goals_lines,
    goals_table,
    indices,
    ranks,
    stability,
)
from experiments.measures.comparison import Comparison, comparison_of
from experiments.words.labels import DERIVED, HEADLINE, YEAR_COLUMNS, outcome_label
from sim.outcomes import OUTCOMES
from sim.outcomes.goals import ARITHMETIC, FIVE_GOALS, GEOMETRIC, arithmetic_index, geometric_index

TITLES = {"baseline": "Baseline", "even": "Even", "lopsided": "Lopsided"}
SCORES = {"baseline": [0.4] * 5, "even": [0.5] * 5, "lopsided": [0.9, 0.4, 0.4, 0.4, 0.4]}


def comparison(scores: dict[str, list[float]] | None = None) -> Comparison:
    """Scores that are the same in every year from 2021 on; two seeds that differ by .02."""
    scores = SCORES if scores is None else scores
    rows = []
    for name, goals in scores.items():
        for seed in (0, 1):
            for year in (2020, 2021, 2022):
                own = np.array(goals if year > 2020 else scores["baseline"]) + 0.02 * seed - 0.01
                row = {goal.outcome: value for goal, value in zip(FIVE_GOALS, own, strict=True)}
                row |= {GEOMETRIC: geometric_index(own), ARITHMETIC: arithmetic_index(own)}
                row |= {"contract_coverage": 0.1, "fiscal_cost": 1.0, "residents": 1.0}
                rows.append({"scenario": name, "seed": seed, "year": year, **row})
    names = list(scores)
    return comparison_of(pd.DataFrame(rows), scenarios=names, shown=names, policy_start=2021, matched={})


# ----------------------------------------------------------------------------------------------- weights


def test_weights_are_even_over_all_that_add_up_to_one() -> None:
    weights = dirichlet_weights(20_000, 5)
    assert weights.sum(axis=1) == pytest.approx(1.0)
    assert weights.mean(axis=0) == pytest.approx(0.2, abs=0.005)
    # A single weight of five has the density 4 (1 - w)^3, so it exceeds .5 with probability .5^4.
    assert (weights > 0.5).mean(axis=0) == pytest.approx(0.5**4, abs=0.006)
    assert (dirichlet_weights(N_DRAWS, 5) == weights[:N_DRAWS]).all(), "the same in every study"


def test_ranks_of_equals_and_noise_in_the_last_digit() -> None:
    assert ranks(np.array([[0.1 + 0.2, 0.3, 0.2]])).tolist() == [[1, 1, 3]]


def test_both_means_with_unequal_weights() -> None:
    scores, weights = np.array([[0.0, 1.0], [0.5, 0.5]]), np.array([[0.25, 0.75]])
    assert indices(scores, weights, "arithmetic") == pytest.approx(np.array([[0.75, 0.5]]))
    assert indices(scores, weights, "geometric") == pytest.approx(np.array([[0.01**0.25, 0.5]]))


def test_who_leads_in_one_goal_is_first_where_that_goal_weighs_enough() -> None:
    """.9 w + .4 (1 - w) beats .5 from w = .2 on, which has the probability .8^4 = .41."""
    scores = np.array([SCORES["even"], SCORES["lopsided"]])
    result = stability(scores, "arithmetic", 20_000)
    assert result.first_share == pytest.approx([1 - 0.8**4, 0.8**4], abs=0.01)
    assert result.rank.tolist() == [1, 1], "with equal weights both have .5"
    # With equal weights the geometric mean prefers the even one: (.9 x .4^4)^(1/5) = .47.
    assert stability(scores, "geometric").rank.tolist() == [1, 2]


def test_a_scenario_above_another_in_every_goal_always_ranks_first() -> None:
    result = stability(np.array([[0.5] * 5, [0.6] * 5, [0.4] * 5]), "geometric")
    assert result.rank.tolist() == [2, 1, 3]
    assert result.first_share.tolist() == [0.0, 1.0, 0.0]
    assert result.rank_low.tolist() == result.rank_high.tolist() == [2, 1, 3]


# ----------------------------------------------------------------------------------------------- tables


def test_table_of_goals() -> None:
    table = goals_table(comparison()).set_index("scenario")
    assert table.loc["even", "goal_industry"] == pytest.approx(0.5)
    assert table.loc["lopsided", ARITHMETIC] == pytest.approx(0.5)
    assert table.loc["even", GEOMETRIC] == pytest.approx(0.5)
    assert set(table["period"]) == {"2021-2022"}
    assert table["rank_geometric"].tolist() == [3, 1, 2]
    assert table["rank_arithmetic"].tolist() == [3, 1, 1]
    assert table["first_share_arithmetic"].sum() == pytest.approx(1.0)
    assert (
        table.loc["baseline", "rank_low_5_geometric"] == table.loc["baseline", "rank_high_95_geometric"] == 3
    )


def test_without_goals_there_is_no_table() -> None:
    bare = comparison()
    del bare.values[GEOMETRIC]
    assert goals_table(bare).empty
    assert goals_lines(bare, TITLES, "en") == []


def test_a_goal_that_is_not_known_leaves_no_ranks() -> None:
    table = goals_table(comparison({"baseline": [0.4] * 5, "even": [0.5, 0.5, 0.5, 0.5, math.nan]}))
    assert math.isnan(table["goal_prosperity"].iloc[1])
    assert "rank_geometric" not in table


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_lines_keep_internal_goals_apart(lang: str) -> None:
    lines = goals_lines(comparison(), TITLES, lang)
    places = {
        goal.name: next(
            place
            for place, line in enumerate(lines)
            if line.startswith(f"    {outcome_label(goal.outcome).heading(lang)}")
        )
        for goal in FIVE_GOALS
    }
    inner = next(
        place
        for place, line in enumerate(lines)
        if ("模型内部" if lang == "zh" else "model-internal") in line
    )
    for goal in FIVE_GOALS:
        assert (places[goal.name] > inner) == goal.is_model_internal
    assert "+10.0 ± 0.0" in lines[places["industry"]]
    assert "40.0" in lines[places["industry"]]


def test_no_scenario_is_called_best_when_weights_decide() -> None:
    text = "\n".join(goals_lines(comparison(), TITLES, "en"))
    assert "No scenario is first under 90 % of the weightings" in text
    sure = "\n".join(goals_lines(comparison({"baseline": [0.4] * 5, "even": [0.5] * 5}), TITLES, "en"))
    assert "No scenario" not in sure


# ---------------------------------------------------------------------------------- adoption, difficulties


def test_years_to_half_of_the_change() -> None:
    rises = [0.2, 0.2, 0.3, 0.39, 0.4, 0.6, 0.6, 0.6, 0.6, 0.6]
    falls = [0.6, 0.6, 0.3, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2]
    stays = [0.6] * 10
    years = half_change_years(np.array([rises, falls, stays, [math.nan] * 10]), 1)
    assert years[:2].tolist() == [3.0, 1.0]
    assert np.isnan(years[2:]).all()


def test_table_of_difficulties() -> None:
    table = difficulties_table(comparison())
    assert set(table["outcome"]) == {"contract_coverage"}
    assert set(table["difficulty"]) == {"attitudes"}
    assert table["difference"].tolist() == [0.0, 0.0, 0.0]
    assert table["half_change_years"].isna().all(), "two years are too few"


def test_rows_of_difficulties_in_both_languages() -> None:
    for lang in ("en", "zh"):
        rows = difficulty_rows(lang)
        assert len(rows) == 4
        assert rows[3][1] == "no_motivation_friction"


# ------------------------------------------------------------------------------------------------ labels


def test_labels_are_stated_once() -> None:
    for name in (*HEADLINE, *YEAR_COLUMNS):
        assert (name in OUTCOMES) != (name in DERIVED)
    poverty = outcome_label("poverty_headcount_net_6000")
    assert (poverty.scale, poverty.digits, poverty.difference_digits) == (100.0, 1, 2)
    assert poverty.unit_text("en") == "%"
    assert poverty.unit_text("zh", of_difference=True) == "百分点"
    assert outcome_label("gini").full_title("en") == "Gini coefficient"
    assert outcome_label("mine").title("en") == "mine"


@pytest.mark.parametrize("module", ["answers.goals", "answers.difficulties", "words.layout"])
def test_examples_are_right(module: str) -> None:
    found = doctest.testmod(importlib.import_module(f"experiments.{module}"))
    assert found.attempted > 0
    assert found.failed == 0
