"""Design files: what a sweep asks, as words that can also be typed; tables of points."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]

from experiments.planning.axes import MOST_RUNS, spelled
from experiments.planning.designs import DESIGNS, Point
from experiments.planning.folders import SWEEP, file_of, names_of
from experiments.planning.names import ALIASES, SCENARIO, Names, unknown_name
from sim.parameter import ConfigurationError, Problem, nearest_name

PLACE = "place"
_SECTIONS = ("axes", "values", "options")
_MOST_SHOWN = 12
_KEYS = ("about", "design", *_SECTIONS, "contexts", "points", "design_seed", "levers")


@dataclass
class DesignFile:
    """What a file in a folder ``sweep`` says.

    Attributes
    ----------
    name, design : str
        Name of the file; one of :data:`~experiments.planning.designs.DESIGNS`.
    about : dict
        Title, question and notes by language.
    words : list of str
        Axes, values, options and the rest, as they would be typed.
    points : list of dict
        The points of a ``list``.
    levers : tuple of str
        Parameters that set points apart from the baseline though scenarios do not usually decide them.
    """

    name: str
    design: str = "grid"
    about: dict[str, Any] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    levers: tuple[str, ...] = ()


def sweep_names() -> list[str]:
    """Return the names of all designs, shipped ones and the user's own."""
    return names_of(SWEEP)


def sweep_about(name: str) -> dict[str, Any]:
    """Return title, question and notes of a design, each in English (``en``) and Chinese (``zh``).

    Raises
    ------
    ConfigurationError
        When there is no such design or its file is damaged.
    """
    file, found = design_file(name)
    if found:
        raise ConfigurationError(found)
    return file.about


def design_file(name: str) -> tuple[DesignFile, list[Problem]]:
    """Return what the file of a design says and what is wrong with its form; words are not checked here."""
    where = f"{SWEEP} {name}"
    if name not in sweep_names():
        return DesignFile(name), [unknown_name(SWEEP, name, sweep_names())]
    try:
        stated = yaml.safe_load(file_of(SWEEP, name).read_text(encoding="utf-8")) or {}
    except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
        return DesignFile(name), [Problem(where, name, " ".join(str(error).split()))]
    if not isinstance(stated, dict):
        return DesignFile(name), [Problem(where, name, f"must hold some of {', '.join(_KEYS)}")]
    file = DesignFile(name, str(stated.get("design", DesignFile.design)))
    found = _strangers(where, stated, _KEYS)
    if file.design not in DESIGNS:
        found += _strangers(f"{where}: design", [file.design], DESIGNS)
        file.design = DesignFile.design
    file.about = _mapping(stated, "about", where, found)
    for section in _SECTIONS:
        values = _mapping(stated, section, where, found)
        file.words += [f"{key}={_typed(value)}" for key, value in values.items()]
    file.words += [f"{key}={_typed(stated[key])}" for key in ("contexts", "design_seed") if key in stated]
    points = stated.get("points")
    if isinstance(points, list):
        file.points = [dict(point) if isinstance(point, dict) else {str(point): None} for point in points]
    elif points is not None:
        file.words.append(f"points={_typed(points)}")
    levers = stated.get("levers") or []
    file.levers = tuple(map(str, levers)) if isinstance(levers, list) else (str(levers),)
    return file, found + _strangers(f"{where}: levers", file.levers, list(Names().parameters))


def _strangers(where: str, given: Iterable[Any], known: Sequence[str]) -> list[Problem]:
    """Return which of some names are not known, each with the nearest that is."""
    found = []
    for name in map(str, given):
        if name not in known:
            near = nearest_name(name, list(known))
            hint = f"did you mean {near!r}?" if near else f"known are {', '.join(known[:_MOST_SHOWN])}"
            found.append(Problem(where, name, f"is not known here; {hint}"))
    return found


def _mapping(stated: Mapping[str, Any], key: str, where: str, found: list[Problem]) -> dict[str, Any]:
    value = stated.get(key) or {}
    if not isinstance(value, dict):
        found.append(Problem(f"{where}: {key}", value, "must name keys with their values"))
        return {}
    return value


def _typed(value: Any) -> str:
    """Return a value of a file as it would be typed: texts in the grammar of overrides, lists with commas."""
    if isinstance(value, list):
        return ",".join(map(spelled, value)) if value else "range(0,0)"
    return value if isinstance(value, str) else spelled(value)


def table_of_points(path: str) -> tuple[list[Point], list[Problem]]:
    """Return the points of a CSV table with a column for each key; an empty cell leaves its key as it is."""
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file, restkey="", strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return [], [Problem("points", path, f"cannot be read as a table of points: {reason}")]
    if not rows:
        return [], [Problem("points", path, "holds no points: a row of keys and a row for each point")]
    return [{key: text for key, text in row.items() if text not in ("", None)} for row in rows], []


def checked_points(points: Sequence[Mapping[str, Any]], names: Names) -> tuple[list[Point], list[Problem]]:
    """Return listed points with values in the type of their parameter, and all that is wrong with them.

    Texts of numbers, as tables hold them, are read as numbers. Each value of a key is checked once; wrong
    ones are left out.
    """
    found: list[Problem] = []
    known: dict[tuple[str, str, type], tuple[Any, bool]] = {}
    made: list[Point] = []
    for place, point in enumerate(points[: MOST_RUNS + 1], start=1):
        values: Point = {}
        for key, given in sorted((ALIASES.get(key, str(key)), value) for key, value in point.items()):
            identity = (key, str(given), type(given))
            if identity not in known:
                value, wrong = _checked(key, given, names)
                known[identity] = value, not wrong
                found += [Problem(f"point {place}: {item.key}", item.value, item.message) for item in wrong]
            if known[identity][1]:
                values[key] = known[identity][0]
        made.append(values)
    return made, found


def _checked(key: str, given: Any, names: Names) -> tuple[Any, list[Problem]]:
    """Return one value of a listed point in the type of its parameter, and what is wrong with it."""
    if key in (SCENARIO, PLACE):
        known = names.groups[key]
        return str(given), [] if str(given) in known else [unknown_name(key, str(given), known)]
    if key in names.options or not names.has(key):
        message = "an option, the same for all points" if key in names.options else ""
        return given, [Problem(key, given, message) if message else names.unknown(key, str(given))]
    is_number = isinstance(given, str) and not names.is_text(key)
    return names.checked(key, _number(given) if is_number else given)


def _number(text: str) -> Any:
    """Return what a cell of a table says: a number, true or false, or else its text.

    Examples
    --------
    >>> _number("3"), _number("1e5"), _number("True"), _number("many")
    (3, 100000.0, True, 'many')
    """
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return {"true": True, "false": False}.get(text.strip().lower(), text)
