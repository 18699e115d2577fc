"""Which scenarios an override reaches, and when scenarios begin to differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from experiments.planning.names import dated
from experiments.planning.overrides import PROGRAMME_END, Request
from experiments.planning.setting import differing
from sim.config import Config, flat_with_changes
from sim.parameter import ConfigurationError, Problem, flat, replaced
from sim.processes.government import GovernmentRules

if TYPE_CHECKING:
    from experiments.planning.compose import Scenario
    from sim.policies import Policy

SETTINGS = (
    *("dose", "start_year", "end_year", "phase_in_years"),
    *("amount_per_resident_cny", "equal_cost_to"),
)
"""What a scenario decides about a lever; everything else about it is how the lever works."""

BUDGET = (
    *("government.budget_mode", "government.programme_budget_per_resident_cny"),
    *("government.relief_reserve_share", "government.largest_dose_factor"),
)
"""What government decides about the money of all levers together."""


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
    everywhere = {key: value for key, value in request.values.items() if not (is_compared and is_own(key))}
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


def is_own(key: str) -> bool:
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
    for key, value in with_changes_back(scenario, values, found).items():
        if (change := dated(key)) is not None:
            changes.setdefault(change[0], {})[change[1]] = value
    lasting = {key: value for key, value in values.items() if dated(key) is None}
    return replaced(replace(scenario.config, changes_from_year=changes), lasting)


def with_changes_back(scenario: Scenario, values: dict[str, Any], found: list[Problem]) -> dict[str, Any]:
    """Return values with the ends of changes for a time, which return to the new value of a parameter.

    What the parameter is in between cannot be known for another level, so it must be given too.
    """
    if not scenario.config.changes_from_year:
        return dict(values)
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
    base = scenarios[0].config
    return [item.name for item in scenarios[1:] if not _is_policy(item.config, base)]


def _is_policy(mine: Config, base: Config) -> bool:
    """Return whether all that differs between two configurations is for government to decide."""
    if mine.changes_from_year != base.changes_from_year:
        return False
    decided = (PROGRAMME_END, *BUDGET)
    return all(key.startswith("policies.") or key in decided for key in differing(mine, base))


def _first_differences(mine: Config, base: Config) -> list[int]:
    """Return when levers, changes in mid-run, budget and programme begin to differ, each alone."""
    years = []
    if mine.policies is not base.policies:
        others = vars(base.policies)  # levers() at less cost: there may be ten thousand scenarios
        levers = [(lever, others[name]) for name, lever in vars(mine.policies).items()]
        years = [year for lever, other in levers if lever is not other for year in _apart(lever, other)]
    if (changes := mine.changes_from_year) != (before := base.changes_from_year):
        years += [year for year in {**changes, **before} if changes.get(year) != before.get(year)]
    if mine.government is not base.government:
        years += _of_government(mine.government, base.government)
    return years


def _apart(lever: Policy, other: Policy) -> list[int]:
    """Return when two settings of a lever begin to differ: with their ends, where nothing else does."""
    different = differing(lever, other)
    if different == ["end_year"]:
        return [min(lever.end_year, other.end_year) + 1]
    return [min(lever.start_year, other.start_year)] if different else []


def _of_government(mine: GovernmentRules, base: GovernmentRules) -> list[int]:
    """Return when the end of the programme, and all that is new in the transition year, begin to differ."""
    different = differing(mine, base)
    years = [min(mine.programme_end_year, base.programme_end_year) + 1] * ("programme_end_year" in different)
    is_new = any(name in GovernmentRules.from_transition_year for name in different)
    return [*years, min(mine.transition_year, base.transition_year)] if is_new else years
