"""Which scenarios an override reaches, and when scenarios begin to differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from experiments.overrides import PROGRAMME_END, Request, dated
from sim.config import Config, flat_with_changes
from sim.parameter import ConfigurationError, Problem, flat, replaced

if TYPE_CHECKING:
    from experiments.compose import Scenario

SETTINGS = (
    *("dose", "start_year", "end_year", "phase_in_years"),
    *("amount_per_resident_cny", "equal_cost_to"),
)
"""What a scenario decides about a lever; everything else about it is how the lever works."""


def apply_overrides(
    scenarios: list[Scenario], request: Request, is_compared: bool, alone: str, found: list[Problem]
) -> dict[str, list[str]]:
    """Set the values of a request in the scenarios that they reach.

    Parameters
    ----------
    scenarios : list of Scenario
        Baseline first; their configurations are replaced.
    request : Request
    is_compared : bool
        Whether what scenarios decide (doses, dates, changes in mid-run) reaches only those that decide it.
    alone : str
        The scenario that takes what none of the others decides.
    found : list of Problem
        Is added to.

    Returns
    -------
    dict of key to list of str
        The scenarios reached by each override that does not reach all.
    """
    everywhere = {key: value for key, value in request.values.items() if not (is_compared and _is_own(key))}
    baseline = flat_with_changes(scenarios[0].config)
    targets = {
        key: [item for item in scenarios if _decides(flat_with_changes(item.config), baseline, key)]
        or [item for item in scenarios if item.name == alone]
        for key in request.values
        if key not in everywhere
    }
    for key, reached in targets.items():
        if not reached:
            message = f"none of the compared scenarios changes {_what(key)}; name one that does"
            found.append(Problem(key, request.values[key], message))
    for scenario in scenarios:
        own = {key: request.values[key] for key, reached in targets.items() if scenario in reached}
        try:
            scenario.config = _with_values(scenario, {**everywhere, **own}, found)
        except ConfigurationError as error:
            found += error.problems
    return {key: [item.name for item in reached] for key, reached in targets.items()}


def _is_own(key: str) -> bool:
    """Return whether a key is decided by each scenario for itself."""
    is_setting = key.startswith("policies.") and key.split(".")[-1] in SETTINGS
    return is_setting or key == PROGRAMME_END or dated(key) is not None


def _decides(mine: dict[str, Any], baseline: dict[str, Any], key: str) -> bool:
    """Return whether a scenario decides something else than the baseline about the matter of a key."""
    if (change := dated(key)) is not None:
        return any((other := dated(name)) is not None and other[1] == change[1] for name in mine)
    if key == PROGRAMME_END:
        return bool(mine[key] != baseline[key])
    prefix = key.rsplit(".", 1)[0]
    return any(
        mine[f"{prefix}.{name}"] != baseline.get(f"{prefix}.{name}")
        for name in SETTINGS
        if f"{prefix}.{name}" in mine
    )


def _what(key: str) -> str:
    """Return what an override that reaches nobody is about."""
    if (change := dated(key)) is not None:
        return f"{change[1]} in mid-run"
    return "the end of the programme" if key == PROGRAMME_END else key.split(".")[1]


def _with_values(scenario: Scenario, values: dict[str, Any], found: list[Problem]) -> Config:
    """Return a scenario's configuration with values set, those for all years and those from a year on."""
    changes = {year: dict(changed) for year, changed in scenario.config.changes_from_year.items()}
    for key, value in _with_changes_back(scenario, values, found).items():
        if (change := dated(key)) is not None:
            changes.setdefault(change[0], {})[change[1]] = value
    lasting = {key: value for key, value in values.items() if dated(key) is None}
    return replaced(replace(scenario.config, changes_from_year=changes), lasting)


def _with_changes_back(scenario: Scenario, values: dict[str, Any], found: list[Problem]) -> dict[str, Any]:
    """Return values with the ends of changes for a time, which return to the new value of a parameter.

    What the parameter is in between cannot be known for another level, so it must be given too.
    """
    before, completed = flat(scenario.config), dict(values)
    for key, value in values.items():
        years = [year for year, changed in scenario.config.changes_from_year.items() if key in changed]
        back = [year for year in years if scenario.config.changes_from_year[year][key] == before.get(key)]
        others = [f"changes_from_year.{year}.{key}" for year in years if year not in back]
        missing = [name for name in others if name not in values]
        if back and missing:
            message = f"{scenario.name} changes it for some years; then also give {', '.join(missing)}"
            found.append(Problem(key, value, message))
        for year in back:
            completed.setdefault(f"changes_from_year.{year}.{key}", value)
    return completed


def policy_start(scenarios: Sequence[Scenario]) -> int:
    """Return the first year in which a scenario may differ from the first one by design."""
    base = scenarios[0].config
    starts = [year for scenario in scenarios[1:] for year in _first_differences(scenario.config, base)]
    return min(starts or [lever.start_year for lever in base.policies.levers().values()])


def what_ifs(scenarios: Sequence[Scenario]) -> list[str]:
    """Return the scenarios that differ from the first one in more than what government decides.

    Frictions that vanish and bad years are no policies: what they change in public spending buys nothing.
    """
    base = flat_with_changes(scenarios[0].config)
    names = []
    for scenario in scenarios[1:]:
        mine = flat_with_changes(scenario.config)
        different = [key for key in {**base, **mine} if base.get(key) != mine.get(key)]
        if not all(key.startswith("policies.") or key == PROGRAMME_END for key in different):
            names.append(scenario.name)
    return names


def _first_differences(mine: Config, base: Config) -> list[int]:
    """Return when levers, changes in mid-run and the end of the programme begin to differ, each alone."""
    years = []
    for name, other in base.policies.levers().items():
        lever = mine.policies.levers()[name]
        if replace(lever, end_year=other.end_year) != other:
            years.append(min(lever.start_year, other.start_year))
        elif lever != other:
            years.append(min(lever.end_year, other.end_year) + 1)
    changes, others = mine.changes_from_year, base.changes_from_year
    years += [year for year in {**changes, **others} if changes.get(year) != others.get(year)]
    ends = {mine.government.programme_end_year, base.government.programme_end_year}
    return [*years, min(ends) + 1] if len(ends) > 1 else years
