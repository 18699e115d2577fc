"""One statement per number: typed parameters with unit, bounds, plausible range, source and grade.

A block is a dataclass whose fields are made by :func:`param`; blocks nest to a configuration tree.
Validation, the ODD tables, sweep ranges and error messages all read the same statements.
"""

from __future__ import annotations

import dataclasses
import difflib
import math
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, TypeVar

GRADES = (
    "rct",
    "quasi-experiment",
    "survey",
    "official-statistics",
    "calibrated",
    "assumption",
    "design",
)
"""Evidence grades; `design` marks choices of the experiment (sizes, years, doses), not facts."""

_KEY = "parameter"

Tree = TypeVar("Tree")


@dataclass(frozen=True)
class Parameter:
    """The statement of one number: default, unit, bounds, plausible range, meaning, source, grade.

    Attributes
    ----------
    default : bool, int, float or str
    unit : str
        Unit of the value; ``"share"`` is 0 to 1.
    bounds : tuple of float or None
        Hard limits, both inclusive; values outside are refused.
    plausible : tuple of float or None
        Range for sweeps and sensitivity analysis.
    doc, source, grade : str
        One sentence; where the value comes from; one of :data:`GRADES`.
    choices : tuple of str
        The only texts that are accepted; empty accepts any.
    """

    default: bool | int | float | str
    unit: str
    bounds: tuple[float, float] | None
    plausible: tuple[float, float] | None
    doc: str
    source: str
    grade: str
    choices: tuple[str, ...] = ()


_LONGEST_SHOWN = 80


def shortened(text: str) -> str:
    """Return a text for a message: its middle is left out when it is very long."""
    half = _LONGEST_SHOWN // 2
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:half]} ... {text[-half:]}"


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a configuration value, in words a user can act on."""

    key: str
    value: object
    message: str

    def __str__(self) -> str:
        return f"{self.key} = {shortened(repr(self.value))}: {self.message}"


class ConfigurationError(ValueError):
    """All problems of a configuration at once.

    Attributes
    ----------
    problems : list of Problem
    """

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        lines = [f"{len(problems)} problem{'s' if len(problems) > 1 else ''} in the configuration:"]
        super().__init__("\n".join([*lines, *(f"  {problem}" for problem in problems)]))


def param(
    default: Any,
    *,
    unit: str,
    doc: str,
    source: str,
    grade: str,
    bounds: tuple[float, float] | None = None,
    plausible: tuple[float, float] | None = None,
    choices: tuple[str, ...] = (),
) -> Any:
    """Return a dataclass field that states one number once.

    Raises
    ------
    ValueError
        When the statement itself is inconsistent (unknown grade, default outside its bounds).

    Examples
    --------
    >>> @dataclass
    ... class Farming:
    ...     input_share: float = param(0.38, unit="share", bounds=(0, 1), doc="Inputs of receipts.",
    ...                                source="model.md S7", grade="assumption")
    >>> Farming().input_share
    0.38
    """
    if grade not in GRADES:
        raise ValueError(f"grade {grade!r} is not one of {GRADES}")
    statement = Parameter(default, unit, bounds, plausible, doc, source, grade, choices)
    numeric = isinstance(default, (int, float)) and not isinstance(default, bool)
    if choices and default not in choices:
        raise ValueError(f"default {default!r} is not one of {choices}: {doc}")
    if numeric and bounds is None:
        raise ValueError(f"a number needs bounds: {doc}")
    for low_high in (bounds, plausible):
        if numeric and low_high is not None and not low_high[0] <= default <= low_high[1]:
            raise ValueError(f"default {default} outside {low_high}: {doc}")
    return dataclasses.field(default=default, metadata={_KEY: statement})


def block(kind: type) -> Any:
    """Return a dataclass field that holds one nested parameter block with its defaults."""
    return dataclasses.field(default_factory=kind)


def statements(kind: type) -> dict[str, Parameter]:
    """Return the parameter statements of one block type by field name."""
    return {f.name: f.metadata[_KEY] for f in dataclasses.fields(kind) if _KEY in f.metadata}


def walk(tree: object, prefix: str = "") -> Iterator[tuple[str, Parameter, Any]]:
    """Yield (dotted key, statement, current value) for every parameter below a block."""
    for field in dataclasses.fields(tree):  # type: ignore[arg-type]
        value = getattr(tree, field.name)
        if _KEY in field.metadata:
            yield prefix + field.name, field.metadata[_KEY], value
        elif dataclasses.is_dataclass(value):
            yield from walk(value, f"{prefix}{field.name}.")


def nearest_name(name: str, names: list[str]) -> str | None:
    """Return the name most like a misspelt one, or None when nothing is near.

    Examples
    --------
    >>> nearest_name("policies.trainig.dose", ["policies.training.dose", "place.n_villages"])
    'policies.training.dose'
    """
    found = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    if not found:
        found = [key for key in names if key.split(".")[-1] == name.split(".")[-1]][:1]
    return found[0] if found else None


def unknown_key(key: str, value: object, names: list[str]) -> Problem:
    """Return the problem of a key that does not exist, with the nearest valid one."""
    inside = next((name for name in names if name.startswith(f"{key}.")), None)
    if inside is not None:
        return Problem(key, value, f"a group of parameters, not one; name one of them, such as {inside!r}")
    near = nearest_name(key, names)
    hint = f"did you mean {near!r}?" if near else "see `rural list parameters` for all names"
    return Problem(key, value, f"no such parameter; {hint}")


def _converted(statement: Parameter, value: Any) -> tuple[Any, str | None]:
    """Return the value in the type of the default, and what is wrong with it if it cannot be."""
    kind = type(statement.default)
    if kind is bool or kind is str:
        ok = isinstance(value, kind)
        return value, None if ok else f"must be {'true or false' if kind is bool else 'text'}"
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return value, f"must be {'a whole number' if kind is int else 'a number'}{_range(statement)}"
    if not math.isfinite(value):
        return value, f"must be a finite number{_range(statement)}"
    if kind is int and value != int(value):
        return value, f"must be a whole number{_range(statement)}"
    return kind(value), None


def _range(statement: Parameter) -> str:
    if statement.bounds is None:
        return ""
    low, high = (f"{bound:g}" if isinstance(bound, float) else str(bound) for bound in statement.bounds)
    unit = f" ({statement.unit})" if statement.unit != "-" else ""
    return f" between {low} and {high}{unit}"


def problems(tree: object) -> list[Problem]:
    """Return everything wrong with the values of a tree: types, finiteness, bounds, and its own rules.

    A tree may have a method ``own_problems`` that returns what no single value shows.
    """
    found: list[Problem] = tree.own_problems() if hasattr(tree, "own_problems") else []
    for key, statement, value in walk(tree):
        converted, message = _converted(statement, value)
        if message is None and statement.bounds is not None:
            low, high = statement.bounds
            if not low <= converted <= high:
                message = f"must be{_range(statement)}: {statement.doc}"
        if message is None and statement.choices and converted not in statement.choices:
            near = nearest_name(converted, list(statement.choices))
            hint = f"; did you mean {near!r}?" if near else ""
            message = f"must be one of {', '.join(statement.choices)}{hint}"
        if message is not None:
            found.append(Problem(key, value, message))
    return found


def replaced(tree: Tree, overrides: Mapping[str, Any]) -> Tree:
    """Return a copy of a configuration tree with dotted keys set and the whole validated.

    Raises
    ------
    ConfigurationError
        With every unknown key and every invalid value at once.

    Examples
    --------
    >>> from sim.config import Config
    >>> replaced(Config(), {"place.n_villages": 4}).place.n_villages
    4
    """
    keys = {key: statement for key, statement, _ in walk(tree)}
    found = [unknown_key(str(key), value, list(keys)) for key, value in overrides.items() if key not in keys]
    copy = deepcopy(tree)
    for key, value in overrides.items():
        if key in keys:
            owner: Any = copy
            *path, name = key.split(".")
            for part in path:
                owner = getattr(owner, part)
            setattr(owner, name, _converted(keys[key], value)[0])
    found += problems(copy)
    if found:
        raise ConfigurationError(found)
    return copy


def flat(tree: object) -> dict[str, Any]:
    """Return a configuration tree as one dictionary of dotted keys."""
    return {key: value for key, _, value in walk(tree)}
