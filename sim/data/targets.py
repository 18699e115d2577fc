"""The targets that the model is fitted to or compared with: a row of ``targets.csv`` each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sim import data
from sim.data.tables import Row, check_word, check_words, number_of, raise_all, rows, year_of

PATTERNS = ("P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9", "P9b", "P10", "P10b", "P11")
PLACES = ("nation", "poor_county")
STAGES = ("A", "B", "check")

RELATIVE, POINTS, SIGN = "relative", "points", "sign"
"""Kinds of tolerance: share of the data, units of the quantity, or only the sign must be right."""

_TARGETS = "targets.csv"
_SERIES_CELLS = ("series", "geo", "group")
_VALUE_CELLS = ("value", "status", "confidence", "source")
_COLUMNS = (
    *("target", "pattern", "place", "quantity", *_SERIES_CELLS, "first_year", "last_year", "value"),
    *("tolerance", "tolerance_kind", "weight", "stage", "status", "confidence", "source", "note"),
)


@dataclass(frozen=True)
class TargetRow:
    """One row of ``targets.csv``.

    Attributes
    ----------
    target : str
    pattern, place, quantity : str
        ``quantity`` names the function that makes the model's value.
    series, geo, group : str
        Where the data stand in ``facts.csv``; empty for a single number.
    first_year, last_year : int
    value : float or None
        The single number; it is compared with the model's mean over the years.
    tolerance : float
    tolerance_kind : str
        ``relative``, ``points`` or ``sign``.
    weight : float
    stage : str
        ``A`` and ``B``: fitted in that stage; ``check``: looked at only.
    status, confidence, source : str
        Of a single number; empty where the facts say it.
    note : str
    """

    target: str
    pattern: str
    place: str
    quantity: str
    series: str
    geo: str
    group: str
    first_year: int
    last_year: int
    value: float | None
    tolerance: float
    tolerance_kind: str
    weight: float
    stage: str
    status: str
    confidence: str
    source: str
    note: str


def target_rows() -> tuple[TargetRow, ...]:
    """Return all targets in the order of the file.

    Raises
    ------
    DataError
        When a file is corrupted or a target names no fact.

    Examples
    --------
    >>> target_rows()[0].series
    'disposable_income_pc'
    """
    return _targets_in(data.FOLDER)


@lru_cache
def _targets_in(folder: Path) -> tuple[TargetRow, ...]:
    known = {(fact.series, fact.geo, fact.group, fact.year) for fact in data.all_facts()}
    problems: list[str] = []
    found: dict[str, TargetRow] = {}
    may_be_empty = (*_SERIES_CELLS, *_VALUE_CELLS, "note")
    for row in rows(folder / _TARGETS, _COLUMNS, problems, may_be_empty):
        target = _target_of(row, problems)
        if row.cells["target"] in found:
            problems.append(row.problem("target", "given twice"))
        if target is None:
            continue
        found[target.target] = target
        is_known = any((*_series_of(target), year) in known for year in _years(target))
        if target.series and not is_known:
            problems.append(row.problem("series", f"no such facts, {target.first_year}-{target.last_year}"))
    if not found and not problems:
        problems.append(f"{folder / _TARGETS}: no rows")
    raise_all(problems)
    return tuple(found.values())


def _series_of(target: TargetRow) -> tuple[str, str, str]:
    return target.series, target.geo, target.group


def _years(target: TargetRow) -> range:
    return range(target.first_year, target.last_year + 1)


def _target_of(row: Row, problems: list[str]) -> TargetRow | None:
    """Return what a row says, None where a number is missing; note all that is wrong with it."""
    cells = row.cells
    words = {
        "pattern": PATTERNS,
        "place": PLACES,
        "stage": STAGES,
        "tolerance_kind": (RELATIVE, POINTS, SIGN),
    }
    for column, allowed in words.items():
        check_word(row, column, allowed, problems)
    first, last = year_of(row, problems, "first_year"), year_of(row, problems, "last_year")
    if first is not None and last is not None and not data.FIRST_YEAR <= first <= last:
        problems.append(row.problem("first_year", f"must lie between {data.FIRST_YEAR} and last_year"))
    tolerance, weight = (number_of(row, column, problems) for column in ("tolerance", "weight"))
    if tolerance is not None and tolerance <= 0:
        problems.append(row.problem("tolerance", "must be above 0"))
    if weight is not None and weight < 0:
        problems.append(row.problem("weight", "must be 0 or more"))
    value = _value_of(row, problems)
    if None in (first, last, tolerance, weight):
        return None
    texts = {name: text for name, text in cells.items() if name in TargetRow.__dataclass_fields__}
    numbers = {"first_year": first, "last_year": last, "tolerance": tolerance, "weight": weight}
    return TargetRow(**{**texts, **numbers, "value": value})  # type: ignore[arg-type]


def _value_of(row: Row, problems: list[str]) -> float | None:
    """Return the single number of a row; data stand either in the facts or here, with their source."""
    is_single = bool(row.cells["value"])
    wanted, unwanted = (_VALUE_CELLS, _SERIES_CELLS) if is_single else (_SERIES_CELLS, _VALUE_CELLS)
    instead = "a single number has no series" if is_single else "facts.csv says it"
    problems += [row.problem(name, "must not be empty") for name in wanted if not row.cells[name]]
    problems += [row.problem(name, f"must be empty: {instead}") for name in unwanted if row.cells[name]]
    if not is_single:
        return None
    check_words(row, problems)
    return number_of(row, "value", problems)
