"""Ensembles: many sets of parameters that fit the data about as well; their doubt reaches the answers.

Seed by seed one member stands in for the defaults, the same for all scenarios of the seed: what is compared
differs in policy alone. Whatever a study sets itself stays as it is set.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.planning.setting import value_in, with_values
from sim.config import Config
from sim.parameter import ConfigurationError, Parameter, Problem, flat, nearest_name, problems, walk

if TYPE_CHECKING:
    from experiments.planning.plan import Context

MEMBER, SCORE = "member", "score"
"""Columns of an ensemble file beside its parameters: number of the member, how well it fits."""

_OURS = ("policies.", "clock.")
"""What a study decides and no fit: levers, doses and years."""


def load_ensemble(path: Path) -> list[dict[str, Any]]:
    """Return the members of a file: a row for each, a column per parameter by its dotted name.

    Raises
    ------
    ConfigurationError
        With everything that is wrong in it: unknown parameters, values out of range, gaps.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, restkey="", strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise ConfigurationError([Problem("ensemble", str(path), f"cannot be read: {reason}")]) from None
    known = {key: statement for key, statement, _ in walk(Config())}
    names = [name for name in (rows[0] if rows else {}) if name not in (MEMBER, SCORE)]
    found = [problem for name in names for problem in _name_problems(name, known)]
    if not names:
        found.append(Problem("ensemble", str(path), "needs a row of names and a row for each member"))
    members: list[dict[str, Any]] = []
    if not found:
        members = [_member(row, names, known, f"{path.name}, line {line}", found)
                   for line, row in enumerate(rows, start=2)]  # fmt: skip
    if found:
        raise ConfigurationError(found)
    return members


def _name_problems(name: str, known: Mapping[str, Parameter]) -> list[Problem]:
    if name not in known:
        near = nearest_name(name, list(known))
        hint = f"; did you mean {near!r}?" if near else ""
        return [Problem("ensemble", name, f"no such parameter{hint}")]
    if name.startswith(_OURS) or not isinstance(known[name].default, float):
        return [Problem("ensemble", name, "is set by studies, not by a fit; only numbers of the model fit")]
    return []


def _member(
    row: Mapping[str, str], names: Sequence[str], known: Mapping[str, Parameter], where: str,
    found: list[Problem],
) -> dict[str, Any]:  # fmt: skip
    """Return the values of a row, and note what is wrong with them."""
    member = {}
    for name in names:
        low, high = known[name].bounds or (-float("inf"), float("inf"))
        try:
            value = float(row[name] or "")
        except ValueError:
            value = float("nan")
        if not low <= value <= high:
            message = f"{where}: must be a number from {low:g} to {high:g} {known[name].unit}"
            found.append(Problem(name, row[name], message))
        member[name] = value
    return member


def members_of(path: str, contexts: Sequence[Context]) -> tuple[dict[str, Any], ...]:
    """Return the sets of parameters that a study is spread over, without what it sets itself.

    What is typed, varies by design, or is set by its place or its baseline is the study's own.

    Parameters
    ----------
    path : str
        File of the ensemble; empty spreads over none.
    contexts : sequence of Context

    Raises
    ------
    ConfigurationError
        When the ensemble cannot be read, or does not fit the study.
    """
    if not path:
        return ()
    members, defaults = load_ensemble(Path(path)), flat(Config())
    experiments = [item.experiment for item in contexts]
    configs = [item.baseline.config for item in experiments]
    own = {word.lstrip("+~").partition("=")[0] for item in experiments for word in item.overrides}
    own |= {key for item in contexts for key in item.values}
    own |= {key for item in experiments for each in item.scenarios for key in each.values}
    own |= {key for key in members[0] for config in configs if value_in(config, key) != defaults[key]}
    left = tuple({key: value for key, value in member.items() if key not in own} for member in members)
    found = {str(each): each for member in left for each in problems(with_member(configs[0], member))}
    if found:
        raise ConfigurationError(list(found.values()))
    return left


def with_member(config: Config, member: Mapping[str, Any]) -> Config:
    """Return a configuration with the values of a member wherever it has the default of the model."""
    defaults = Config()
    return with_values(
        config,
        {name: value for name, value in member.items() if value_in(config, name) == value_in(defaults, name)},
    )
