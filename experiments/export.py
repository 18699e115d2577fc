"""``rural export``: tables of a study for Excel and Stata; R and Python read its Parquet files as they are.

What was renamed for Stata, and what every column means in English and Chinese, stands beside each table
in ``<table>-labels.csv``.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path

from experiments.planning.options import RunOptions
from experiments.storage.run_files import HALF
from experiments.storage.store import StoreError
from experiments.storage.stored import StoredStudy, opened, study_and_options
from experiments.storage.table_formats import (
    BYTE_ORDER_MARK,
    column_names,
    labels_table,
    write_csv,
    write_dta,
)
from sim.parameter import ConfigurationError, Problem, nearest_name

FOLDER = "export"
FORMATS = ("csv", "dta")
OPTIONS = ("format", "tables", "results")
USUAL_TABLE, ALL_TABLES = "outcomes", "all"

TEXTS = {
    "file": "{path}: {n} rows",
    "too_long": "  more than the {limit} that Excel shows; read it with another program",
    "others": "Not exported (name them with tables=, or tables=all): {names}",
    "incomplete": "The study is not complete; this is what it holds so far.",
}

EXCEL_ROWS = 1_048_576
"""Rows that a sheet of Excel has, the head included."""


def export(words: Sequence[str]) -> int:
    """Run ``rural export STUDY [format=csv|dta] [tables=outcomes,...]`` and return the exit code.

    Raises
    ------
    ConfigurationError
        With everything that is wrong with the words.
    StoreError
        When there is no such study, or its tables are not as its manifest says.
    """
    found: list[Problem] = []
    word, options = study_and_options(words, OPTIONS, "export", found)
    form = options.get("format", FORMATS[0])
    if form not in FORMATS:
        found.append(Problem("format", form, f"must be one of {', '.join(FORMATS)}"))
    if found:
        raise ConfigurationError(found)
    study = opened(word, Path(options.get("results", RunOptions().results)), {"files": dict})
    tables = tables_of(study)
    names = _chosen(options.get("tables", USUAL_TABLE), list(tables))
    for name in names:
        if not study.is_as_written(tables[name]):
            message = "is not as its manifest says: it was altered, or is being written; run the study again"
            raise StoreError(f"{study.folder / tables[name]} {message}")
    if not study.manifest.get("is_complete"):
        print(TEXTS["incomplete"])
    for name in names:
        _export_one(study, name, study.folder / tables[name], form)
    if others := ",".join(name for name in tables if name not in names):
        print(TEXTS["others"].format(names=others))
    return 0


def tables_of(study: StoredStudy) -> dict[str, str]:
    """Return the finished tables of a study: name and path inside it."""
    paths = [Path(name) for name in study.files if name.endswith((".parquet", ".csv")) and "/" not in name]
    return {path.stem: path.name for path in paths}


def _chosen(asked: str, known: list[str]) -> list[str]:
    """Return the tables that are asked for, each once."""
    if asked == ALL_TABLES:
        return known
    names = list(dict.fromkeys(name.strip() for name in asked.split(",") if name.strip()))
    found = []
    for name in names:
        near = nearest_name(name, known)
        hint = f"did you mean {near!r}? " if near else ""
        if name not in known:
            found.append(Problem("tables", name, f"no such table; {hint}There are {', '.join(known)}"))
    if not names:
        found.append(Problem("tables", asked, f"names none; there are {', '.join(known)}"))
    if found:
        raise ConfigurationError(found)
    return names


def _export_one(study: StoredStudy, name: str, source: Path, form: str) -> None:
    """Write one table and what its columns mean, each in one step, and tell where."""
    folder = study.folder / FOLDER
    with _aside(folder / f"{name}.{form}") as path:
        title = f"{name} of {study.folder.resolve().name}"
        n_rows = write_csv(source, path) if form == "csv" else write_dta(source, path, title)
    with _aside(folder / f"{name}-labels.csv") as path:
        labels = labels_table(column_names(source)).to_csv(index=False, lineterminator="\n")
        path.write_bytes(BYTE_ORDER_MARK + labels.encode())
    print(TEXTS["file"].format(path=folder / f"{name}.{form}", n=n_rows))
    if form == "csv" and n_rows >= EXCEL_ROWS:
        print(TEXTS["too_long"].format(limit=EXCEL_ROWS - 1))


@contextlib.contextmanager
def _aside(path: Path) -> Iterator[Path]:
    """Give a path beside the wanted one, and rename it when all is written."""
    aside = path.with_name(f"{path.name}{HALF}{secrets.token_hex(8)}")
    try:
        path.parent.mkdir(exist_ok=True)
        yield aside
        aside.replace(path)
    except OSError as error:
        raise StoreError(f"{path}: cannot be written ({error.strerror or error})") from error
    finally:
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)
