"""The facts that the model starts from or is compared with, read from the CSV files of this folder.

Years up to 2020 only: what happened later is held out. Every row carries its source, status and
confidence; ``README.md`` beside the files is the dictionary.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from sim.data.tables import LAST_YEAR as LAST_YEAR
from sim.data.tables import DataError as DataError
from sim.data.tables import check_words, number_of, raise_all, rows, year_of

FIRST_YEAR = 2013
"""First year that is simulated against data."""

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
    from sim.data.targets import target_rows  # they name facts, so that their module stands above this one

    reads = (sources, all_facts, historical_doses, target_rows)
    problems: dict[str, None] = {}
    for read in reads:
        try:
            read()
        except DataError as error:  # facts need sources, targets facts, so that theirs come twice
            problems |= dict.fromkeys(error.problems)
    raise_all(list(problems))


def sources() -> dict[str, dict[str, str]]:
    """Return title, publisher, kind, address and note of every source by its id."""
    return _sources_in(FOLDER)


@lru_cache
def _facts_in(folder: Path) -> tuple[Fact, ...]:
    known = _sources_in(folder)
    problems: list[str] = []
    found: dict[tuple[str, str, str, int], Fact] = {}
    for row in rows(folder / _FACTS, _FACT_COLUMNS, problems):
        year, value = year_of(row, problems), number_of(row, "value", problems)
        check_words(row, problems)
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
    raise_all(problems)
    return tuple(found[key] for key in sorted(found))


@lru_cache
def _doses_in(folder: Path) -> dict[str, dict[int, float]]:
    problems: list[str] = []
    doses: dict[str, dict[int, float]] = {}
    for row in rows(folder / _DOSES, _DOSE_OTHERS, problems):
        year = year_of(row, problems)
        check_words(row, problems)
        for lever in row.cells:
            if lever in _DOSE_OTHERS:
                continue
            dose = number_of(row, lever, problems)
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
    raise_all(problems)
    return doses


@lru_cache
def _sources_in(folder: Path) -> dict[str, dict[str, str]]:
    problems: list[str] = []
    found: dict[str, dict[str, str]] = {}
    for row in rows(folder / _SOURCES, _SOURCE_COLUMNS, problems):
        if row.cells["source_id"] in found:
            problems.append(row.problem("source_id", "given twice"))
        found[row.cells["source_id"]] = row.cells
    raise_all(problems)
    return found
