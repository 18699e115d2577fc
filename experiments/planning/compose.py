"""From scenario names and overrides to validated configurations, by Hydra's compose rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from hydra import compose, initialize_config_module
from hydra.core.config_store import ConfigStore
from hydra.core.global_hydra import GlobalHydra
from hydra.errors import HydraException
from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException
from yaml import YAMLError  # type: ignore[import-untyped]

from experiments.planning.folders import extra_folder as extra_folder
from experiments.planning.folders import groups, search_words
from experiments.planning.names import CHANGES, EQUAL_COST, SCENARIO, unknown_name
from experiments.planning.option_checks import extra_option_problems
from experiments.planning.options import RunOptions, Schema
from experiments.planning.overrides import AMOUNT, Request, parse
from experiments.planning.reach import apply_overrides, policy_start
from sim.config import Config
from sim.data import check as check_data
from sim.parameter import ConfigurationError, Problem, flat, nearest_name, problems

BASELINE = "baseline"
CASH = "cash"


@dataclass
class Scenario:
    """One scenario: its name, all parameters, and what its file says about it.

    Attributes
    ----------
    name : str
    config : Config
    about : dict
        Title, question, references: the block ``about`` of the file.
    is_shown : bool
        False for a scenario that is run only because another one matches its cost.
    values : dict of dotted name to value
        What a design has set in it, for a point of a sweep.
    """

    name: str
    config: Config
    about: dict[str, Any]
    is_shown: bool = True
    values: dict[str, Any] = field(default_factory=dict)


@dataclass
class Experiment:
    """Scenarios on the same seeds, baseline first, with the options and overrides that made them.

    ``reach`` names the scenarios that an override of a dose or a date has reached, by its key.
    """

    scenarios: list[Scenario]
    options: RunOptions
    overrides: list[str]
    reach: dict[str, list[str]] = field(default_factory=dict)

    @property
    def baseline(self) -> Scenario:
        """Return the yardstick of all comparisons."""
        return self.scenarios[0]

    def shown(self) -> list[Scenario]:
        """Return the scenarios that the user asked for, baseline first."""
        return [scenario for scenario in self.scenarios if scenario.is_shown]


def register_schema() -> None:
    """Tell Hydra the typed schema that all scenario files fill in."""
    ConfigStore.instance().store(name="_schema", node=Schema)


def config_of(composed: Any) -> tuple[Config, dict[str, Any]]:
    """Return the model's configuration and the ``about`` block of a composed Hydra configuration."""
    whole: Any = OmegaConf.to_object(composed)
    return Config(**{item.name: getattr(whole, item.name) for item in fields(Config)}), whole.about


def scenario_names() -> list[str]:
    """Return the names of all scenario files."""
    return groups().get(SCENARIO, [])


def load(name: str, choices: dict[str, str] | None = None) -> Scenario:
    """Return one scenario as its file states it.

    Raises
    ------
    ConfigurationError
        When the file sets unknown keys or values of a wrong type or out of range.
    """
    register_schema()
    chosen = [f"{group}={choice}" for group, choice in {SCENARIO: name, **(choices or {})}.items()]
    GlobalHydra.instance().clear()
    try:
        with initialize_config_module("scenarios", version_base="1.3"):
            config, about = config_of(compose("config", overrides=[*chosen, *search_words()]))
    except (HydraException, OmegaConfBaseException, YAMLError, UnicodeDecodeError) as error:
        raise ConfigurationError([_file_problem(name, error)]) from error
    found = problems(config)
    if found:
        raise ConfigurationError([Problem(f"{name}: {item.key}", item.value, item.message) for item in found])
    return Scenario(name, config, about)


def _file_problem(name: str, error: Exception) -> Problem:
    """Return what is wrong with a scenario file, from the lines of Hydra's or the YAML reader's message."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    key = next((line.removeprefix("full_key: ") for line in lines if line.startswith("full_key: ")), "")
    if key.split(".")[0] == CHANGES:
        message = "must give years as whole numbers, each with parameters and their new values, such as 2026:"
        return Problem(f"scenario {name}", key, f"{message} {{health.illness_prob_old: 0.1}}")
    if "ConfigTypeError" in lines[0]:  # it names no key
        return Problem(f"scenario {name}", name, "holds a list where names with their values must stand")
    told = lines if isinstance(error, YAMLError) else [lines[0].split(": ")[0] + ":", *lines[1:2]]
    text = " ".join(told) if key or told is lines else lines[0]
    near = nearest_name(key, list(flat(Config()))) if key else None
    return Problem(f"scenario {name}", key or name, text + (f"; did you mean {near!r}?" if near else ""))


def compose_experiment(
    names: Sequence[str],
    words: Iterable[str],
    *,
    defaults: RunOptions | None = None,
    is_compared: bool = True,
    alone: str = "",
) -> Experiment:
    """Return validated scenarios for names and overrides; nothing is written.

    Parameters
    ----------
    names : sequence of str
        Scenario names; the baseline is added in front when scenarios are compared.
    words : iterable of str
        Overrides, ``key=value``.
    is_compared : bool
        Whether differences to the baseline are wanted. Then an override of what scenarios decide, such as
        the dose of a lever, reaches only those that decide it, so that the baseline stays the yardstick.
    alone : str
        The scenario that takes overrides which none of the compared ones does (see :func:`compose_one`).

    Raises
    ------
    ConfigurationError
        With everything that is wrong at once.
    """
    check_data()
    request, found = parse(words, defaults=defaults)
    known = scenario_names()
    wanted = list(dict.fromkeys([BASELINE, *names] if is_compared else names))
    found += [unknown_name(SCENARIO, name, known) for name in wanted if name not in known]
    choices = {group: choice for group, choice in request.groups.items() if choice in groups()[group]}
    scenarios = _loaded([name for name in wanted if name in known], choices, found)
    if is_compared and scenarios:
        _add_matched(scenarios, request, known, choices, found)
    reach: dict[str, list[str]] = {}
    if not found:
        reach = apply_overrides(scenarios, request, is_compared, alone, found)
    if found:
        _apply_what_is_right(scenarios, request, found)
    check_levers(scenarios, found)
    if not found and is_compared:
        check_years(scenarios, found)
        check_matched(scenarios, found)
    if scenarios and not found:
        end_year = scenarios[0].config.clock.end_year
        found += extra_option_problems(request.options, end_year, policy_start(scenarios))
    if found:
        raise ConfigurationError(list({str(problem): problem for problem in found}.values()))
    return Experiment(scenarios, request.options, request.words, reach)


def _apply_what_is_right(scenarios: list[Scenario], request: Request, found: list[Problem]) -> None:
    """Set the good values of a bad request wherever they fit, so that they are checked together, too."""
    wrong = {problem.key for problem in found}
    right = {key: value for key, value in request.values.items() if key not in wrong}
    if scenarios:
        apply_overrides(scenarios, replace(request, values=right), False, "", [])


def compose_one(name: str, words: Sequence[str]) -> Experiment:
    """Return one scenario alone; with what it needs beside it when its cash matches another's cost.

    What the matched scenario costs is known only after it and the baseline have been simulated.
    """
    experiment = compose_experiment([name], words, is_compared=False)
    if experiment.scenarios[0].config.policies.cash.equal_cost_to:
        return compose_experiment([name], words, alone=name)
    return experiment


def _loaded(names: list[str], choices: dict[str, str], found: list[Problem]) -> list[Scenario]:
    scenarios = []
    for name in names:
        try:
            scenarios.append(load(name, choices))
        except ConfigurationError as error:
            found += error.problems
    return scenarios


def _add_matched(
    scenarios: list[Scenario],
    request: Request,
    known: list[str],
    choices: dict[str, str],
    found: list[Problem],
) -> None:
    """Add, unshown, the scenarios whose cost another scenario matches."""
    for scenario in list(scenarios):
        target = scenario.config.policies.cash.equal_cost_to
        target = str(request.values.get(EQUAL_COST, target)) if target else target
        if not target or target in [other.name for other in scenarios]:
            continue
        if target not in known:
            problem = unknown_name(SCENARIO, target, known)
            found.append(Problem(EQUAL_COST, target, problem.message))
            continue
        for extra in _loaded([target], choices, found):
            extra.is_shown = False
            scenarios.append(extra)


def check_matched(scenarios: list[Scenario], found: list[Problem]) -> None:
    """Refuse cash that matches nothing, or cash that itself matches a cost."""
    by_name = {scenario.name: scenario for scenario in scenarios}
    for scenario in scenarios:
        target = scenario.config.policies.cash.equal_cost_to
        if not target:
            continue
        if BASELINE in (target, scenario.name):
            message = "costs are counted above the baseline; only another scenario can match another's cost"
            found.append(Problem(EQUAL_COST, target, message))
        elif target in by_name and by_name[target].config.policies.cash.equal_cost_to:
            found.append(Problem(EQUAL_COST, target, "this scenario itself matches another's cost"))


def check_levers(scenarios: list[Scenario], found: list[Problem]) -> None:
    """Refuse what no single value shows: an end before the start, an amount beside a matched cost."""
    for scenario in scenarios:
        for name, lever in scenario.config.policies.levers().items():
            if lever.end_year < lever.start_year:
                message = f"the lever starts in {lever.start_year}; choose {lever.start_year} or later"
                found.append(Problem(f"policies.{name}.end_year", lever.end_year, message))
        cash = scenario.config.policies.cash
        if cash.equal_cost_to and cash.amount_per_resident_cny > 0:
            message = (
                f"the scenario pays what {cash.equal_cost_to} costs; for an amount also set {EQUAL_COST}=''"
            )
            found.append(Problem(AMOUNT, cash.amount_per_resident_cny, message))


def check_years(scenarios: list[Scenario], found: list[Problem]) -> None:
    """Refuse a last year before the scenarios part."""
    start, end = policy_start(scenarios), scenarios[0].config.clock.end_year
    if len(scenarios) > 1 and end < start:
        found.append(
            Problem("clock.end_year", end, f"the scenarios part in {start}; choose {start} or later")
        )
