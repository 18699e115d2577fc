"""The facts that the model starts from or is compared with, read from the CSV files of this folder.

Years up to 2020 only: what happened later is held out. Every row carries its source, status and
confidence; ``README.md`` beside the files is the dictionary.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TextIO

FIRST_YEAR = 2013
"""First year that is simulated against data."""

LAST_YEAR = 2020
"""Last year that any file may hold."""

STATUSES = ("looked_up", "recalled", "assumption")
CONFIDENCES = ("high", "medium", "low")

FOLDER = Path(str(files(__name__)))
"""Where the files are."""

_FACTS = "facts.csv"
_SOURCES = "sources.csv"
_DOSES = "historical_doses.csv"
_FACT_COLUMNS = (
    *("series", "geo", "group", "year", "value", "unit", "status", "confidence", "derived"),
    *("source_id", "source", "note"),
)
_SOURCE_COLUMNS = ("source_id", "title", "publisher", "kind", "address", "note")
_DOSE_OTHERS = ("year", "status", "confidence", "source")
_MAY_BE_EMPTY = ("note", "address")


class DataError(ValueError):
    """A data file is not what it should be; the message names file, line, column and value.

    Attributes
    ----------
    problems : list of str
    """

    def __init__(self, *problems: str) -> None:
        self.problems = list(problems)
        count = f"{len(problems)} problem{'s' if len(problems) > 1 else ''} in the data files:"
        super().__init__("\n".join([count, *(f"  {problem}" for problem in problems)]))


@dataclass(frozen=True)
class Fact:
    """One published or recalled number with where it comes from and how far to trust it."""

    series: str
    geo: str
    group: str
    year: int
    value: float
    unit: str
    status: str
    confidence: str
    is_derived: bool
    source_id: str
    source: str
    note: str


@dataclass(frozen=True)
class _Row:
    """One line of a file: its cells by column and how to speak of it."""

    where: str
    cells: dict[str, str]

    def problem(self, column: str, message: str) -> str:
        return f"{self.where}, {column} = {self.cells.get(column, '')!r}: {message}"


def facts(series: str, geo: str = "China", group: str = "rural") -> dict[int, float]:
    """Return one series by year, in the unit of the file.

    Raises
    ------
    DataError
        When a file is corrupted or holds no such series.

    Examples
    --------
    >>> facts("disposable_income_pc")[2020]
    17131.0
    """
    return {fact.year: fact.value for fact in fact_rows(series, geo, group)}


def fact_rows(series: str, geo: str = "China", group: str = "rural") -> tuple[Fact, ...]:
    """Return one series with sources, status and confidence, in the order of years."""
    found = tuple(fact for fact in all_facts() if (fact.series, fact.geo, fact.group) == (series, geo, group))
    if not found:
        raise DataError(f"{FOLDER / _FACTS}: no series {series!r} for geo {geo!r} and group {group!r}")
    return found


def all_facts() -> tuple[Fact, ...]:
    """Return every fact, sorted by series, geo, group and year."""
    return _facts_in(FOLDER)


def historical_doses() -> dict[str, dict[int, float]]:
    """Return the assumed dose (0-1) of every lever by lever name and year, 2013 to 2020.

    Examples
    --------
    >>> historical_doses()["training"][2014]
    0.2
    """
    return _doses_in(FOLDER)


def check() -> None:
    """Read all files.

    Raises
    ------
    DataError
        With the problems of all files at once.
    """
    problems: dict[str, None] = {}
    for read in (_sources_in, _facts_in, _doses_in):
        try:
            read(FOLDER)
        except DataError as error:  # facts need sources, so that theirs come twice
            problems |= dict.fromkeys(error.problems)
    _raise(list(problems))


def sources() -> dict[str, dict[str, str]]:
    """Return title, publisher, kind, address and note of every source by its id."""
    return _sources_in(FOLDER)


@lru_cache
def _facts_in(folder: Path) -> tuple[Fact, ...]:
    known = _sources_in(folder)
    problems: list[str] = []
    found: dict[tuple[str, str, str, int], Fact] = {}
    for row in _rows(folder / _FACTS, _FACT_COLUMNS, problems):
        year, value = _year(row, problems), _number(row, "value", problems)
        _check_words(row, problems)
        if row.cells["derived"] not in ("0", "1"):
            problems.append(row.problem("derived", "must be 0 or 1"))
        if row.cells["source_id"] not in known:
            problems.append(row.problem("source_id", f"not in {_SOURCES}"))
        if year is None or value is None:
            continue
        cells = row.cells
        key = (cells["series"], cells["geo"], cells["group"], year)
        if key in found:
            problems.append(row.problem("year", f"second value for {', '.join(key[:-1])}"))
        texts = {name: cells[name] for name in _FACT_COLUMNS if name not in ("year", "value", "derived")}
        found[key] = Fact(year=year, value=value, is_derived=cells["derived"] == "1", **texts)
    _raise(problems)
    return tuple(found[key] for key in sorted(found))


@lru_cache
def _doses_in(folder: Path) -> dict[str, dict[int, float]]:
    problems: list[str] = []
    doses: dict[str, dict[int, float]] = {}
    for row in _rows(folder / _DOSES, _DOSE_OTHERS, problems):
        year = _year(row, problems)
        _check_words(row, problems)
        for lever in row.cells:
            if lever in _DOSE_OTHERS:
                continue
            dose = _number(row, lever, problems)
            if dose is not None and not 0.0 <= dose <= 1.0:
                problems.append(row.problem(lever, "must be between 0 and 1 (share)"))
            if year is not None and dose is not None:
                if year in doses.setdefault(lever, {}):
                    problems.append(row.problem("year", f"second value for {lever}"))
                doses[lever][year] = dose
    for lever, by_year in doses.items():
        missing = sorted(set(range(FIRST_YEAR, LAST_YEAR + 1)) - set(by_year))
        if missing:
            problems.append(f"{folder / _DOSES}, {lever}: no value for {', '.join(map(str, missing))}")
    if not doses and not problems:
        problems.append(f"{folder / _DOSES}: no rows")
    _raise(problems)
    return doses


@lru_cache
def _sources_in(folder: Path) -> dict[str, dict[str, str]]:
    problems: list[str] = []
    found: dict[str, dict[str, str]] = {}
    for row in _rows(folder / _SOURCES, _SOURCE_COLUMNS, problems):
        if row.cells["source_id"] in found:
            problems.append(row.problem("source_id", "given twice"))
        found[row.cells["source_id"]] = row.cells
    _raise(problems)
    return found


def _rows(path: Path, columns: tuple[str, ...], problems: list[str]) -> Iterator[_Row]:
    """Yield the rows of a file that have all columns; note what is wrong with the others."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            table = list(_numbered(lines))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"{path}: cannot be read as a table (CSV, UTF-8): {error}") from error
    header = table[0][1] if table else []
    missing = [name for name in columns if name not in header]
    if missing:
        found = ", ".join(header) or "nothing"
        raise DataError(f"{path} line 1: no column {', '.join(missing)}; found {found}")
    for line, values in table[1:]:
        where = f"{path} line {line}"
        if len(values) != len(header):
            problems.append(f"{where}: {len(values)} values for {len(header)} columns: {','.join(values)!r}")
            continue
        row = _Row(where, dict(zip(header, values, strict=True)))
        empty = [name for name in header if not values[header.index(name)] and name not in _MAY_BE_EMPTY]
        problems += [row.problem(name, "must not be empty") for name in empty]
        yield row


def _numbered(lines: TextIO) -> Iterator[tuple[int, list[str]]]:
    """Yield (line number, cells); the number is that of the last line of a cell over several lines."""
    reader = csv.reader(lines, strict=True)
    for values in reader:
        yield reader.line_num, values


def _year(row: _Row, problems: list[str]) -> int | None:
    text = row.cells["year"]
    if not text.isdecimal():
        problems.append(row.problem("year", "must be a year"))
        return None
    if int(text) > LAST_YEAR:
        problems.append(row.problem("year", f"years after {LAST_YEAR} are held out"))
    return int(text)


def _number(row: _Row, column: str, problems: list[str]) -> float | None:
    try:
        value = float(row.cells[column])
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        problems.append(row.problem(column, f"must be a finite number ({row.cells.get('unit', 'share')})"))
        return None
    return value


def _check_words(row: _Row, problems: list[str]) -> None:
    for column, allowed in (("status", STATUSES), ("confidence", CONFIDENCES)):
        if row.cells[column] not in allowed:
            problems.append(row.problem(column, f"must be one of {', '.join(allowed)}"))


def _raise(problems: list[str]) -> None:
    if problems:
        raise DataError(*problems)
