"""Overrides from the command line: parsed one by one so that all mistakes are reported together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from importlib.resources import files
from typing import Any

from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.errors import HydraException

from experiments.options import LANGUAGES, RunOptions
from sim.config import Config
from sim.parameter import ConfigurationError, Problem, nearest_name, problems, replaced, unknown_key, walk

ALIASES = {"end_year": "clock.end_year"}
"""Short forms of keys that everybody needs."""

SCENARIO = "scenario"
EQUAL_COST = "policies.cash.equal_cost_to"


@dataclass
class Request:
    """What the overrides ask for.

    Attributes
    ----------
    groups : dict of group to choice
        ``place=national`` and the like.
    values : dict of dotted parameter name to value
    options : RunOptions
    words : list of str
        The overrides as typed.
    """

    groups: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    options: RunOptions = field(default_factory=RunOptions)
    words: list[str] = field(default_factory=list)


def groups() -> dict[str, list[str]]:
    """Return the groups of scenario files with the names that may be chosen in each."""
    found = {}
    for folder in sorted(files("scenarios").iterdir(), key=lambda item: item.name):
        if folder.is_dir() and not folder.name.startswith((".", "_")):
            names = sorted(item.name[:-5] for item in folder.iterdir() if item.name.endswith(".yaml"))
            if names:
                found[folder.name] = [name for name in names if not name.startswith("_")]
    return found


def unknown_name(group: str, name: str, names: list[str]) -> Problem:
    """Return the problem of a scenario or place that does not exist, with the nearest that does."""
    near = nearest_name(name, names)
    hint = f"did you mean {near!r}? " if near else ""
    return Problem(group, name, f"no such {group}; {hint}known are {', '.join(names)}")


def parse(words: Iterable[str], *, defaults: RunOptions | None = None) -> tuple[Request, list[Problem]]:
    """Return what ``key=value`` words ask for and everything that is wrong with them."""
    request = Request(words=list(words))
    found: list[Problem] = []
    options: dict[str, Any] = {}
    parameters = {key: statement for key, statement, _ in walk(Config())}
    option_names = [item.name for item in fields(RunOptions)]
    known_groups = groups()
    names = [*parameters, *option_names, *ALIASES, *known_groups]
    for word in request.words:
        key, value, problem = _split(word)
        if problem is not None:
            found.append(problem)
        elif key == SCENARIO:
            found.append(Problem(key, value, "name scenarios as plain words, without `scenario=`"))
        elif key in known_groups:
            request.groups[key] = str(value)
            if value not in known_groups[key]:
                found.append(unknown_name(key, str(value), known_groups[key]))
        elif key in option_names:
            options[key] = value
        elif ALIASES.get(key, key) in parameters:
            key = ALIASES.get(key, key)
            is_text = isinstance(parameters[key].default, str)
            request.values[key] = str(value) if is_text else value
        else:
            found.append(unknown_key(key, value, names))
    request.options, wrong = _options(defaults or RunOptions(), options)
    matched = request.values.get(EQUAL_COST, "")
    if matched and matched not in known_groups[SCENARIO]:
        wrong.append(
            Problem(EQUAL_COST, matched, unknown_name(SCENARIO, matched, known_groups[SCENARIO]).message)
        )
    return request, found + wrong + _problems_of(Config(), request.values)


def _split(word: str) -> tuple[str, Any, Problem | None]:
    """Return key and value of one override by Hydra's own grammar, or what is wrong with it."""
    if word.startswith(("+", "~")):
        bare = word.lstrip("+~")
        return (
            "",
            None,
            Problem(word, bare, "keys can be set, not added or removed: leave out the first sign"),
        )
    try:
        override = OverridesParser.create().parse_override(word)
    except HydraException as error:
        reason = str(error).splitlines()[0]
        return "", None, Problem(word, word, f"not of the form key=value ({reason})")
    key = override.key_or_group
    if override.is_sweep_override():
        text = word.split("=", 1)[1]
        hint = "one value at a time here; several need `python -m experiments.run --multirun`"
        return key, None, Problem(key, text, hint)
    return key, override.value(), None


def _options(defaults: RunOptions, given: dict[str, Any]) -> tuple[RunOptions, list[Problem]]:
    texts = {"study", "results", "lang"}
    values = {
        key: str(value) if key in texts and value is not None else value for key, value in given.items()
    }
    options, found = defaults, []
    for key, value in values.items():
        try:
            options = replaced(options, {key: value})
        except ConfigurationError as error:
            found += error.problems
    return options, found + option_problems(options)


def option_problems(options: RunOptions) -> list[Problem]:
    """Return what is wrong with options beyond type and range."""
    found = problems(options)
    if options.lang not in LANGUAGES:
        found.append(Problem("lang", options.lang, f"must be one of {', '.join(LANGUAGES)}"))
    bad_name = any(sign in options.study for sign in '/\\:*?"<>|') or options.study.startswith(".")
    if bad_name:
        found.append(Problem("study", options.study, "must be a plain folder name"))
    return found


def _problems_of(config: Config, values: dict[str, Any]) -> list[Problem]:
    try:
        replaced(config, values)
    except ConfigurationError as error:
        return error.problems
    return []
