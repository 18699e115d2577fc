"""What is left when support ends: a scenario that ends beside the same one that goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from experiments.answers.report import titles_of
from experiments.measures.comparison import Comparison, mean_of, statistics
from experiments.planning.compose import Experiment, Scenario, compose_experiment
from experiments.planning.options import LANGUAGES
from experiments.planning.overrides import PROGRAMME_END
from experiments.words.labels import INCOME, POVERTY, text
from sim.config import MAX_YEAR, Config, flat_with_changes
from sim.parameter import ConfigurationError, Problem, nearest_name, replaced
from sim.policies import Policies

RETURN = "return_to_poverty_rate"
OUTCOMES = (RETURN, POVERTY, INCOME)
"""What is followed after the end."""

FOLLOWED_YEARS = 5
"""Years after the last year of support."""


@dataclass(frozen=True)
class Withdrawal:
    """A scenario that ends, the same one that goes on, and the last year of support."""

    scenario: str
    goes_on: str
    year: int


def withdrawals(experiment: Experiment) -> list[Withdrawal]:
    """Return the pairs of compared scenarios that differ in nothing but when levers or the programme end.

    A scenario that ends stands beside the one that goes on longest.
    """
    shown = [(item.name, flat_with_changes(item.config)) for item in experiment.shown()]
    last = experiment.baseline.config.clock.end_year
    found = []
    for name, mine in shown:
        longer = [(other, theirs) for other, theirs in shown if _ends_earlier(mine, theirs)]
        if longer:
            goes_on, theirs = max(longer, key=lambda item: sum(_ends(item[1]).values()))
            year = min(_ends(mine)[key] for key in _ends(mine) if mine[key] != theirs[key])
            if year < last:
                found.append(Withdrawal(name, goes_on, year))
    return found


def _ends(parameters: dict[str, Any]) -> dict[str, int]:
    """Return the last years of levers and of the programme by key."""
    is_end = [key for key in parameters if key.startswith("policies.") and key.endswith(".end_year")]
    return {key: parameters[key] for key in [*is_end, PROGRAMME_END]}


def _ends_earlier(mine: dict[str, Any], theirs: dict[str, Any]) -> bool:
    """Return whether one scenario is another one that ends earlier."""
    early, late = _ends(mine), _ends(theirs)
    is_same_otherwise = {**mine, **late} == theirs
    return is_same_otherwise and early != late and all(early[key] <= late[key] for key in late)


def withdrawal_table(comparison: Comparison, pairs: Sequence[Withdrawal]) -> pd.DataFrame:
    """Return how outcomes depart, year by year, from the last year of support to five years after it."""
    rows = []
    for pair in pairs:
        for outcome in OUTCOMES:
            if outcome not in comparison.values:
                continue
            effect = comparison.effect(outcome, pair.scenario, pair.goes_on)
            levels = [
                comparison.values[outcome][comparison.scenarios.index(name)]
                for name in (pair.goes_on, pair.scenario)
            ]
            for year in range(pair.year, min(pair.year + FOLLOWED_YEARS, comparison.years[-1]) + 1):
                place = comparison.years.index(year)
                rows.append(
                    {
                        "scenario": pair.scenario,
                        "goes_on": pair.goes_on,
                        "last_year_of_support": pair.year,
                        "outcome": outcome,
                        "year": year,
                        "goes_on_mean": mean_of(levels[0][:, place]),
                        "scenario_mean": mean_of(levels[1][:, place]),
                        **statistics(effect[:, place]),
                    }
                )
    return pd.DataFrame(rows)


def withdraw_experiment(name: str, words: Sequence[str], year: int, lever: str = "") -> Experiment:
    """Return the baseline, a scenario, and the same one whose programme, or one lever of it, ends.

    Parameters
    ----------
    name : str
        Scenario; the baseline may end, too.
    words : sequence of str
        Overrides.
    year : int
        Last year of support.
    lever : str, optional
        The lever that ends; empty ends all of them and new projects.

    Raises
    ------
    ConfigurationError
        When something is wrong with the request.
    """
    try:
        experiment = compose_experiment([name], words)
    except ConfigurationError as error:  # then only what no scenario allows is said of the year
        clock = Config().clock
        found = _wrong_end(year, lever, clock.first_year, MAX_YEAR - 1)
        raise ConfigurationError([*error.problems, *found]) from None
    scenario = next(item for item in experiment.scenarios if item.name == name)
    start = min(item.start_year for item in scenario.config.policies.levers().values())
    if found := _wrong_end(year, lever, start, scenario.config.clock.end_year - 1):
        raise ConfigurationError(found)
    key = f"policies.{lever}.end_year" if lever else PROGRAMME_END
    ended = Scenario(f"{name}_ended", replaced(scenario.config, {key: year}), _about(scenario, year, lever))
    place = experiment.scenarios.index(scenario) + 1
    experiment.scenarios.insert(place, ended)
    return experiment


def _wrong_end(year: int, lever: str, first: int, last: int) -> list[Problem]:
    """Return what is wrong with the year and the lever of an end."""
    found, levers = [], list(Policies().levers())
    if lever and lever not in levers:
        near = nearest_name(lever, levers)
        hint = f"did you mean {near!r}? " if near else ""
        found.append(Problem("--lever", lever, f"no such lever; {hint}known are {', '.join(levers)}"))
    if not first <= year <= last:
        message = f"must leave a year of the scenario's levers and one after them: {first} to {last}"
        found.append(Problem("--year", year, message))
    return found


def _about(scenario: Scenario, year: int, lever: str) -> dict[str, Any]:
    """Return what is said about a scenario that ends."""
    titles = {}
    for lang in LANGUAGES:
        title = titles_of({scenario.name: scenario.about}, lang)[scenario.name]
        which = "ended_lever" if lever and scenario.name != lever else "ended"
        titles[lang] = text(which, lang, title=title, lever=_title_of(scenario, lever, lang), year=year)
    return {**scenario.about, "group": "withdrawal", "title": titles}


def _title_of(scenario: Scenario, lever: str, lang: str) -> str:
    if not lever:
        return ""
    statement = scenario.config.policies.levers()[lever]
    return statement.title_zh if lang == "zh" else statement.title
