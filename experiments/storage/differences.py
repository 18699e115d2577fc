"""Where two tables that should be equal part: the first row and column, and by how much."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow

ROW_NAMES = ("context", "scenario", "seed", "year", "outcome")
"""Columns that say to a reader which row is meant."""

_DIGITS = 6


def first_difference(stored: Path, found: Path) -> str:
    """Return in words where two files part first, an empty text if they hold the same values.

    Tables are read one column at a time, so that large ones take little memory.

    Parameters
    ----------
    stored, found : Path
        A file of a study and its counterpart in a later run.
    """
    try:
        if stored.suffix == ".parquet":
            return _of_tables(*(_parquet(path) for path in (stored, found)))
        if stored.suffix == ".csv":
            return _of_tables(*(_csv(path) for path in (stored, found)))
        return _of_lines(*(path.read_text(encoding="utf-8").splitlines() for path in (stored, found)))
    except (ValueError, OSError) as error:  # what pandas and pyarrow raise for damaged files are ValueErrors
        return f"cannot be read: {error}"


class _Table:
    """A table whose columns are read when they are asked for."""

    def __init__(self, names: list[str], n_rows: int, read: Callable[[str], pyarrow.ChunkedArray]) -> None:
        self.names, self.n_rows, self.read = names, n_rows, read


def _parquet(path: Path) -> _Table:
    import pyarrow.parquet

    file = pyarrow.parquet.ParquetFile(path)
    names = file.schema_arrow.names
    return _Table(names, file.metadata.num_rows, lambda name: file.read([name]).column(name))


def _csv(path: Path) -> _Table:
    """Return a table of texts, as they stand in the file."""
    import pandas as pd
    import pyarrow

    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    return _Table(
        list(frame), len(frame), lambda name: pyarrow.chunked_array([frame[name].to_list()], "string")
    )


def _of_tables(stored: _Table, found: _Table) -> str:
    told = []
    for words, names, others in (("gone", stored.names, found.names), ("new", found.names, stored.names)):
        if different := [name for name in names if name not in others]:
            told.append(f"columns {words}: {', '.join(different)}")
    if stored.n_rows != found.n_rows:
        told.append(f"{stored.n_rows} rows stored, {found.n_rows} found now")
    n_rows = min(stored.n_rows, found.n_rows)
    common = [name for name in stored.names if name in found.names]
    parting: dict[str, int] = {}
    for name in common:
        one, other = (table.read(name).slice(0, n_rows) for table in (stored, found))
        if one.type != other.type:
            told.append(f"column {name} was {one.type}, is {other.type} now")
        elif (row := _first_unequal(one, other)) is not None:
            parting[name] = row
    if parting:
        name = min(parting, key=lambda column: parting[column])
        others = f"; {len(parting)} of {len(common)} columns differ" if len(parting) > 1 else ""
        told.append(_in_words(stored, found, name, parting[name]) + others)
    return "; ".join(told)


def _first_unequal(one: pyarrow.ChunkedArray, other: pyarrow.ChunkedArray) -> int | None:
    """Return the first row in which two columns of one type differ; what is missing in both is equal."""
    import pyarrow
    import pyarrow.compute as pc

    if pyarrow.types.is_null(one.type):
        return None
    unequal = pc.fill_null(pc.not_equal(one, other), pc.xor(pc.is_null(one), pc.is_null(other)))
    if pyarrow.types.is_floating(one.type):
        unequal = pc.and_not(unequal, pc.fill_null(pc.and_(pc.is_nan(one), pc.is_nan(other)), False))
    row: int = pc.index(unequal, True).as_py()
    return None if row < 0 else row


def _in_words(stored: _Table, found: _Table, name: str, row: int) -> str:
    """Return one cell of both tables: which row it is in, its values, their difference."""
    here = [column for column in ROW_NAMES if column in stored.names and column != name]
    known = ", ".join(f"{column} = {stored.read(column)[row].as_py()}" for column in here)
    place = f"row {row + 1}{f' ({known})' if known else ''}, column {name}"
    one, other = (table.read(name)[row].as_py() for table in (stored, found))
    return f"first in {place}: {one!r} stored, {other!r} found now{_by_how_much(one, other)}"


def _by_how_much(one: Any, other: Any) -> str:
    """Return the difference of two numbers, also where they stand as texts; empty for anything else."""
    try:
        before, now = float(one), float(other)
    except (TypeError, ValueError):
        return ""
    if not math.isfinite(before - now):
        return ""
    share = f", {100 * abs((now - before) / before):.2g} %" if before else ""
    return f" ({now - before:+.{_DIGITS}g}{share})"


def _of_lines(stored: list[str], found: list[str]) -> str:
    for number, (one, other) in enumerate(zip(stored, found, strict=False), start=1):
        if one != other:
            return f"first in line {number}: {one!r} stored, {other!r} found now"
    return "" if len(stored) == len(found) else f"{len(stored)} lines stored, {len(found)} found now"
