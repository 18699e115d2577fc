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


def parse(
    words: Iterable[str], *, defaults: RunOptions | None = None, is_app: bool = False
) -> tuple[Request, list[Problem]]:
    """Return what ``key=value`` words ask for and everything that is wrong with them.

    Parameters
    ----------
    words : iterable of str
    defaults : RunOptions, optional
    is_app : bool
        Under the Hydra app ``scenario=`` and several values for a key are welcome; each value is checked.
    """
    request = Request(words=list(words))
    found: list[Problem] = []
    options: dict[str, Any] = {}
    names = _Names()
    for word in request.words:
        key, values, problem = _split(word, is_app)
        if problem is not None:
            found.append(problem)
        elif key == SCENARIO and not is_app:
            found.append(Problem(key, values[0], "name scenarios as plain words, without `scenario=`"))
        elif key in names.groups:
            known = names.groups[key]
            request.groups[key] = str(values[-1])
            found += [unknown_name(key, str(value), known) for value in values if str(value) not in known]
        elif key in names.options:
            options[key] = values[-1]
            found += [problem for value in values[:-1] for problem in _options(RunOptions(), {key: value})[1]]
        elif ALIASES.get(key, key) in names.parameters:
            key = ALIASES.get(key, key)
            is_text = isinstance(names.parameters[key].default, str)
            values = [str(value) for value in values] if is_text else values
            request.values[key] = values[-1]
            for value in values:
                found += _value_problems(key, value, names)
        else:
            found.append(unknown_key(key, values[0], names.all()))
    request.options, wrong = _options(defaults or RunOptions(), options)
    return request, found + wrong


class _Names:
    """Everything that may stand to the left of ``=``."""

    def __init__(self) -> None:
        self.parameters = {key: statement for key, statement, _ in walk(Config())}
        self.options = [item.name for item in fields(RunOptions)]
        self.groups = groups()

    def all(self) -> list[str]:
        """Return every name, for the nearest one."""
        return [*self.parameters, *self.options, *ALIASES, *self.groups]


def _split(word: str, is_app: bool) -> tuple[str, list[Any], Problem | None]:
    """Return key and values of one override by Hydra's own grammar, or what is wrong with it."""
    if word.startswith(("+", "~")):
        return "", [], Problem("override", word, "keys can be set, not added or removed: leave out the sign")
    try:
        override = OverridesParser.create().parse_override(word)
    except HydraException as error:
        reason = str(error).splitlines()[0]
        return "", [], Problem("override", word, f"not of the form key=value ({reason})")
    key = override.key_or_group
    if not override.is_sweep_override():
        return key, [override.value()], None
    if is_app:
        return key, list(override.sweep_iterator()), None
    hint = "one value at a time here; several need `python -m experiments.run --multirun`"
    return key, [], Problem(key, word.split("=", 1)[1], hint)


def _value_problems(key: str, value: Any, names: _Names) -> list[Problem]:
    if key == EQUAL_COST and value and value not in names.groups[SCENARIO]:
        return [Problem(key, value, unknown_name(SCENARIO, value, names.groups[SCENARIO]).message)]
    try:
        replaced(Config(), {key: value})
    except ConfigurationError as error:
        return error.problems
    return []


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
