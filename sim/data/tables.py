"""Reading a data file row by row: what is damaged is told with file, line, column and value."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

LAST_YEAR = 2020
"""Last year that any file may hold."""

STATUSES = ("looked_up", "recalled", "assumption")
CONFIDENCES = ("high", "medium", "low")


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
class Row:
    """One line of a file: its cells by column and how to speak of it."""

    where: str
    cells: dict[str, str]

    def problem(self, column: str, message: str) -> str:
        """Return what is wrong with a cell, in words."""
        return f"{self.where}, {column} = {self.cells.get(column, '')!r}: {message}"


def rows(
    path: Path,
    columns: tuple[str, ...],
    problems: list[str],
    may_be_empty: tuple[str, ...] = ("note", "address"),
) -> Iterator[Row]:
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
        row = Row(where, dict(zip(header, values, strict=True)))
        empty = [name for name in header if not values[header.index(name)] and name not in may_be_empty]
        problems += [row.problem(name, "must not be empty") for name in empty]
        yield row


def _numbered(lines: TextIO) -> Iterator[tuple[int, list[str]]]:
    """Yield (line number, cells); the number is that of the last line of a cell over several lines."""
    reader = csv.reader(lines, strict=True)
    for values in reader:
        yield reader.line_num, values


def year_of(row: Row, problems: list[str], column: str = "year") -> int | None:
    """Return the year in a cell, None where there is none; a later one than the last is a problem too."""
    text = row.cells[column]
    if not text.isdecimal():
        problems.append(row.problem(column, "must be a year"))
        return None
    if int(text) > LAST_YEAR:
        problems.append(row.problem(column, f"years after {LAST_YEAR} are held out"))
    return int(text)


def number_of(row: Row, column: str, problems: list[str]) -> float | None:
    """Return the number in a cell, None where there is no finite one."""
    try:
        value = float(row.cells[column])
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        problems.append(row.problem(column, f"must be a finite number ({row.cells.get('unit', 'share')})"))
        return None
    return value


def check_words(row: Row, problems: list[str]) -> None:
    """Note a status or confidence that is none."""
    check_word(row, "status", STATUSES, problems)
    check_word(row, "confidence", CONFIDENCES, problems)


def check_word(row: Row, column: str, allowed: tuple[str, ...], problems: list[str]) -> None:
    """Note a cell that holds none of the words allowed there."""
    if row.cells[column] not in allowed:
        problems.append(row.problem(column, f"must be one of {', '.join(allowed)}"))


def raise_all(problems: list[str]) -> None:
    """Raise what was noted, all at once.

    Raises
    ------
    DataError
        When there is any problem.
    """
    if problems:
        raise DataError(*problems)
