"""Every lever beside equal-cost cash: ``python -m experiments.lever_table [SCENARIO] [key=value ...]``.

Each lever is raised alone, from its dose in the baseline or another scenario, to 0.5 and to 1; the cash
paid for comparison is what this cost, year by year and seed by seed.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import pandas as pd

from experiments.answers.report import rounded
from experiments.measures.comparison import COST_PER_RESIDENT, Comparison, Paired
from experiments.planning.compose import CASH, Experiment, Scenario, check_years, load, scenario_names
from experiments.table_study import (
    TableStudy,
    averaged,
    base_experiment,
    columns,
    command,
    heading,
    markdown,
    run_table_study,
    shown,
    start_title,
)
from experiments.words.labels import INCOME, POVERTY, text
from sim.parameter import ConfigurationError, Problem, replaced
from sim.policies import Policy

DOSES = (0.5, 1.0)
"""The upper end of the range taken as policy, and the full effort as a stress test."""

KIND = "lever_table"
OUTCOMES = (INCOME, POVERTY, "return_to_poverty_rate", "gini")

LEAST_COST_CNY = 1.0
"""Yearly cost per resident below which a gain per yuan would say nothing."""

Cell = tuple[str, float, str]
"""Lever, dose, and the name of the scenario."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the study and print its page."""
    return command(arguments, __doc__ or "", lever_table)


def lever_table(words: Sequence[str]) -> TableStudy:
    """Return the study of all levers, one at a time, under overrides."""
    experiment = lever_experiment(words)
    return run_table_study(experiment, KIND, lambda found: answer(found, experiment))


def lever_experiment(words: Sequence[str]) -> Experiment:
    """Return the scenario it starts from, each lever at each dose, and cash at the cost of each."""
    experiment = base_experiment(words)
    base = experiment.baseline.config
    for lever in levers_of(experiment):
        for dose in DOSES:
            name = scenario_name(lever, dose)
            raised = replaced(base, {f"policies.{lever}.dose": dose})
            paid = replaced(base, {"policies.cash.dose": 1.0, "policies.cash.equal_cost_to": name})
            experiment.scenarios += [Scenario(name, raised, {}), Scenario(cash_name(name), paid, {})]
    found: list[Problem] = []
    check_years(experiment.scenarios, found)
    if found:
        raise ConfigurationError(found)
    return experiment


def levers_of(experiment: Experiment) -> list[str]:
    """Return the levers in the order of the catalogue, cash left out."""
    return [name for name in experiment.baseline.config.policies.levers() if name != CASH]


def scenario_name(lever: str, dose: float) -> str:
    """Return the name of a lever at a dose."""
    return f"{lever}@{dose:g}"


def cash_name(scenario: str) -> str:
    """Return the name of cash at the cost of a scenario."""
    return f"{CASH}={scenario}"


def answer(comparison: Comparison, experiment: Experiment) -> tuple[pd.DataFrame, str]:
    """Return the table of levers, tidy and as a page."""
    cells = [(lever, dose, scenario_name(lever, dose)) for lever in levers_of(experiment) for dose in DOSES]
    rows = [_row(comparison, experiment, *cell) for cell in cells]
    return pd.DataFrame(rows), page(comparison, experiment, cells)


def gain_per_yuan(income: Paired, cost: Paired) -> float:
    """Return income gained per yuan spent, both per resident; NaN where the cost is not clearly positive.

    Examples
    --------
    >>> gain_per_yuan(Paired(60.0, 50.0, 70.0, 9, 1.0), Paired(40.0, 39.0, 41.0, 9, 1.0))
    1.5
    """
    return income.mean / cost.mean if cost.low > 0 and cost.mean >= LEAST_COST_CNY else math.nan


def _row(
    comparison: Comparison, experiment: Experiment, lever: str, dose: float, name: str
) -> dict[str, Any]:
    """Return one lever at one dose as a row of the tidy table."""
    statement = experiment.baseline.config.policies.levers()[lever]
    cost = averaged(comparison, COST_PER_RESIDENT, name)
    income = averaged(comparison, INCOME, name)
    row: dict[str, Any] = {"lever": lever, "dose": dose, "baseline_dose": statement.dose}
    for outcome in OUTCOMES:
        row |= columns(outcome, averaged(comparison, outcome, name))
    row |= columns(COST_PER_RESIDENT, cost) | {"income_gain_per_yuan": gain_per_yuan(income, cost)}
    for outcome in (*OUTCOMES, COST_PER_RESIDENT):
        row |= columns(f"cash_{outcome}", averaged(comparison, outcome, cash_name(name)))
    row |= columns("income_beyond_cash", averaged(comparison, INCOME, name, cash_name(name)))
    expected = statement.expected
    first = averaged(comparison, expected.outcome, name)
    row |= {"expected_outcome": expected.outcome, "expected_sign": expected.sign}
    row |= columns("first_effect", first)
    row |= {"first_effect_as_expected": as_expected(first, expected.sign)}
    row |= {"expected_income_sign": _income_sign(lever), "n_seeds": income.n}
    return row


def as_expected(result: Paired, sign: int) -> str:
    """Return whether an effect has the expected sign: yes, no, or unclear where its interval holds zero.

    Examples
    --------
    >>> as_expected(Paired(2.0, 1.0, 3.0, 9, 1.0), 1), as_expected(Paired(2.0, -1.0, 5.0, 9, 0.7), 1)
    ('yes', 'unclear')
    """
    if not result.is_clear:
        return "unclear"
    return "yes" if result.mean * sign > 0 else "no"


@cache
def _income_sign(lever: str) -> str:
    """Return the sign of the effect on income that the lever's scenario file expects."""
    about = load(lever).about if lever in scenario_names() else {}
    return str((about.get("expected_direction") or {}).get(INCOME, {}).get("sign", "?"))


def page(comparison: Comparison, experiment: Experiment, cells: list[Cell]) -> str:
    """Return the table of levers in words, as Markdown."""
    lang = experiment.options.lang
    statements = experiment.baseline.config.policies.levers()
    period, base = comparison.period()[1], _base_dose(statements)
    start, n = start_title(experiment), len(comparison.seeds)
    told = text("lever_table", lang, n=n, period=period, base=base, start=start)
    parts = [f"# {text('lever_table_title', lang)}", told]
    for rows, title, words in (
        (_effects, "", ""),
        (_cash, "cash_title", "cash_told"),
        (_first_effects, "first_title", "first_told"),
    ):
        parts += [f"## {text(title, lang)}", text(words, lang)] if title else []
        head, *body = rows(comparison, statements, cells, lang)
        levers = [_lever_cells(statements, cell, lang) for cell in cells]
        start = [text("lever", lang), text("dose", lang)]
        found = [[*lever, *row] for lever, row in zip(levers, body, strict=True)]
        parts.append(markdown([[*start, *head], *found]))
    return "\n\n".join([*parts, text("limits", lang)]) + "\n"


def _lever_cells(statements: Mapping[str, Policy], cell: Cell, lang: str) -> list[str]:
    statement = statements[cell[0]]
    return [statement.title_zh if lang == "zh" else statement.title, f"{cell[1]:g}"]


def _effects(
    comparison: Comparison, statements: Mapping[str, Policy], cells: list[Cell], lang: str
) -> list[list[str]]:
    """Return what each lever changes, what it costs, and how it stands against cash; the head first."""
    measured = (*OUTCOMES, COST_PER_RESIDENT)
    added = [text(word, lang) for word in ("gain_per_yuan", "beyond_cash")]
    rows = [[*(heading(outcome, lang) for outcome in measured), *added]]
    for _, _, name in cells:
        results = {outcome: averaged(comparison, outcome, name) for outcome in measured}
        ratio = gain_per_yuan(results[INCOME], results[COST_PER_RESIDENT])
        told = [shown(result, outcome) for outcome, result in results.items()]
        beyond = averaged(comparison, INCOME, name, cash_name(name))
        rows.append([*told, "–" if math.isnan(ratio) else rounded(ratio, 2), shown(beyond, INCOME)])
    return rows


def _cash(
    comparison: Comparison, statements: Mapping[str, Policy], cells: list[Cell], lang: str
) -> list[list[str]]:
    """Return what the same money as cash changes; the head first."""
    measured = (*OUTCOMES, COST_PER_RESIDENT)
    rows = [[heading(outcome, lang) for outcome in measured]]
    for _, _, name in cells:
        rows.append([shown(averaged(comparison, item, cash_name(name)), item) for item in measured])
    return rows


def _first_effects(
    comparison: Comparison, statements: Mapping[str, Policy], cells: list[Cell], lang: str
) -> list[list[str]]:
    """Return what each lever moves first, against the sign that was stated for it; the head first."""
    rows = [[text(word, lang) for word in ("first_outcome", "sign", "effect", "met")]]
    for lever, _, name in cells:
        expected = statements[lever].expected
        result = averaged(comparison, expected.outcome, name)
        met = text(f"met_{as_expected(result, expected.sign)}", lang)
        sign = "+" if expected.sign > 0 else "−"
        rows.append([heading(expected.outcome, lang), sign, shown(result, expected.outcome), met])
    return rows


def _base_dose(statements: Mapping[str, Policy]) -> str:
    """Return the dose or doses from which levers are raised."""
    doses = sorted({item.dose for name, item in statements.items() if name != CASH})
    return ", ".join(f"{dose:g}" for dose in doses)


if __name__ == "__main__":
    sys.exit(main())
