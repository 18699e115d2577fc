"""What may stand to the left of ``key=``: parameters, groups, options, and the words of a sweep."""

from __future__ import annotations

import math
from dataclasses import fields, is_dataclass
from typing import Any

from experiments.planning.axes import Interval
from experiments.planning.folders import groups
from experiments.planning.options import RunOptions
from sim.config import Config
from sim.parameter import (
    ConfigurationError,
    Parameter,
    Problem,
    nearest_name,
    problems,
    replaced,
    unknown_key,
    walk,
)

ALIASES = {"end_year": "clock.end_year"}
"""Short forms of keys that everybody needs."""

FREE_TEXTS = (
    *("study", "results", "lang"),
    *("address", "scheduler_file", "keep", "household_years", "ensemble"),
)
"""Options that are taken as typed: they may hold signs that Hydra's grammar does not know, or commas."""

SWEEP_WORDS = ("sweep", "contexts", "points", "design_seed")
"""What a sweep takes beside parameters, groups and options: see :mod:`experiments.planning.sweep_plan`."""

PLAUSIBLE = "plausible"
"""Stands for the plausible range of a parameter where a sweep takes an interval."""

SCENARIO = "scenario"
EQUAL_COST = "policies.cash.equal_cost_to"
CHANGES = "changes_from_year"


def dated(key: str) -> tuple[int, str] | None:
    """Return year and parameter of a change in mid-run, None for any other key.

    Examples
    --------
    >>> dated("changes_from_year.2026.health.illness_prob_old"), dated("health.illness_prob_old")
    ((2026, 'health.illness_prob_old'), None)
    """
    first, _, rest = key.partition(".")
    year, _, parameter = rest.partition(".")
    is_year = year.isascii() and year.isdecimal()
    return (int(year), parameter) if first == CHANGES and is_year and parameter else None


def unknown_name(group: str, name: str, names: list[str]) -> Problem:
    """Return the problem of a scenario or place that does not exist, with the nearest that does."""
    near = nearest_name(name, names)
    hint = f"did you mean {near!r}? " if near else ""
    return Problem(group, name, f"no such {group}; {hint}known are {', '.join(names)}")


class Names:
    """Everything that may stand to the left of ``=``."""

    def __init__(self, is_sweep: bool = False) -> None:
        self.parameters = {key: statement for key, statement, _ in walk(Config())}
        self.options = [item.name for item in fields(RunOptions)]
        self.groups = groups()
        self.sweep = SWEEP_WORDS if is_sweep else ()
        self._blocks = _blocks(Config())

    def has(self, key: str) -> bool:
        """Return whether a key exists."""
        if (change := dated(key)) is not None:
            return change[1] in self.parameters
        return any(key in known for known in (self.parameters, self.options, self.groups, self.sweep))

    def statement(self, key: str) -> Parameter | None:
        """Return what is stated about a parameter, or about the one that a change in mid-run sets."""
        change = dated(key)
        return self.parameters.get(change[1] if change else key)

    def is_text(self, key: str) -> bool:
        """Return whether the values of a key are texts, also those that look like numbers."""
        statement = self.statement(key)
        return key in FREE_TEXTS or (statement is not None and isinstance(statement.default, str))

    def unknown(self, key: str, typed: str) -> Problem:
        """Return the problem of a key that does not exist, with the nearest that does."""
        if (change := dated(key)) is not None:
            inner = unknown_key(change[1], typed, list(self.parameters))
            return Problem(key, typed, inner.message)
        if key.split(".")[0] == CHANGES:
            return Problem(key, typed, f"name year and parameter: {CHANGES}.2026.health.illness_prob_old=0.1")
        return unknown_key(key, typed, [*self.parameters, *self.options, *ALIASES, *self.groups, *self.sweep])

    def checked(self, key: str, value: Any) -> tuple[Any, list[Problem]]:
        """Return a value in the type of its parameter, and what is wrong with it."""
        if key == EQUAL_COST and value and value not in self.groups[SCENARIO]:
            return value, [Problem(key, value, unknown_name(SCENARIO, value, self.groups[SCENARIO]).message)]
        if (change := dated(key)) is not None:
            found = problems(Config(changes_from_year={change[0]: {change[1]: value}}))
            return (value, found) if found else self.checked(change[1], value)
        block, _, name = key.rpartition(".")
        try:
            return getattr(replaced(self._blocks[block], {name: value}), name), []
        except ConfigurationError as error:
            return value, [Problem(key, value, item.message) for item in error.problems]

    def all_checked(self, key: str, values: list[Any]) -> tuple[list[Any], list[Problem]]:
        """Return many values of a key like :meth:`checked`; of right numbers only the ends are looked at."""
        statement = self.statement(key)
        kind = type(statement.default) if statement and not dated(key) else None
        if kind in (int, float) and all(type(value) in (int, float) for value in values):
            ends = [problem for end in (min(values), max(values)) for problem in self.checked(key, end)[1]]
            is_whole = kind is int
            if not ends and all(math.isfinite(item) and not (is_whole and item % 1) for item in values):
                return [kind(value) for value in values], []
        checked = [self.checked(key, value) for value in values]
        return [value for value, _ in checked], [problem for _, found in checked for problem in found]

    def plausible(self, key: str) -> tuple[float, float] | None:
        """Return the plausible range of a parameter, if one is stated."""
        statement = self.statement(key)
        return None if statement is None else statement.plausible

    def not_a_range(self, key: str, values: Interval) -> list[Problem]:
        """Return what is wrong with an interval of something that is no number."""
        statement = self.statement(key)
        if statement is not None and type(statement.default) in (int, float):
            return []
        return [Problem(key, str(values), "has no numbers to choose from; list its values")]


def _blocks(tree: object, prefix: str = "") -> dict[str, Any]:
    """Return the blocks of a configuration by dotted name, so that a value is checked in its own one."""
    found = {prefix: tree}
    for item in fields(tree):  # type: ignore[arg-type]
        if is_dataclass(value := getattr(tree, item.name)):
            found |= _blocks(value, f"{prefix}.{item.name}" if prefix else item.name)
    return found
