"""One file for each finished run: written in one step, told from a damaged one by its checksums.

A run file is a plain zip archive: ``run.json`` says what was run and how many rows each table has,
``parameters.json`` holds every parameter, the other members are tables in Arrow's file format. A run is done
if and only if its file is there and every member that it names is there and passes its checksum.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import secrets
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim.arrays import Floats

if TYPE_CHECKING:
    import pyarrow

    from experiments.simulate import RunTables

TABLES = ("groups", "ledger", "twins", "households")
"""What a run file may hold beside its outcomes."""

_FORMAT = 1
"""Number of this layout: a file of another one is as good as none, and its run is made again."""

_INFO, _PARAMETERS, _OUTCOMES = "run.json", "parameters.json", "outcomes"
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time that archives state: that of no run, so that equal runs make equal files."""


class DamagedRunError(RuntimeError):
    """A run file that is torn, altered or not what its name says."""


def packed(info: Mapping[str, Any], tables: RunTables, kept: Sequence[str]) -> bytes:
    """Return the run file of some tables.

    Parameters
    ----------
    info : mapping
        What was run; ``key`` must be the key of the run, ``parameters`` has a member of its own.
    tables : RunTables
    kept : sequence of str
        Of :data:`TABLES`, those that are stored; an empty table takes no room.
    """
    names = _names(tables.outcomes)
    values = np.delete(tables.outcomes.to_numpy(np.float64), names.index("year"), axis=1)
    names.remove("year")  # pandas itself takes columns away much more slowly
    found = {name: getattr(tables, name) for name in kept}
    said = {key: value for key, value in info.items() if key != "parameters"}
    said |= {"format": _FORMAT, "years": tables.outcomes["year"].tolist()}
    said |= {"tables": {name: len(table) for name, table in found.items()}}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(_member(_INFO), _text(said))
        parameters = _text(info.get("parameters", {}))
        archive.writestr(_member(_PARAMETERS), parameters, zipfile.ZIP_DEFLATED, compresslevel=1)
        archive.writestr(_member(f"{_OUTCOMES}.arrow"), _written(_turned(names, values)))
        for name, table in found.items():
            if not table.empty:
                archive.writestr(_member(f"{name}.arrow"), _written(_columns(table)))
    return buffer.getvalue()


def _text(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, default=str).encode()


def _member(name: str) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name, _EPOCH)


def _names(table: pd.DataFrame) -> list[str]:
    """Return the names of the columns: by way of NumPy, which is quicker for names kept by Arrow."""
    return [str(name) for name in table.columns.to_numpy()]


def _turned(names: Sequence[str], values: Floats) -> pyarrow.Table:
    """Return outcomes as rows, their years as one list each: two columns are quick and small."""
    import pyarrow

    lists = pyarrow.FixedSizeListArray.from_arrays(pyarrow.array(values.T.ravel()), len(values))
    return pyarrow.table({"outcome": names, "values": lists})


def _columns(table: pd.DataFrame) -> pyarrow.Table:
    """Return a table column by column; numbers stay as they are, so that NaN is never taken for a gap."""
    import pyarrow

    columns = {}
    for name in _names(table):
        column = table[name].array
        columns[name] = pyarrow.array(column.to_numpy() if column.dtype.kind in "biuf" else column)
    return pyarrow.table(columns)


def _written(table: pyarrow.Table) -> bytes:
    """Return a table in Arrow's file format."""
    import pyarrow

    sink = pyarrow.BufferOutputStream()
    options = pyarrow.ipc.IpcWriteOptions(compression="zstd", use_threads=False)
    with pyarrow.ipc.new_file(sink, table.schema, options=options) as writer:
        writer.write_table(table)
    found: bytes = sink.getvalue().to_pybytes()
    return found


class RunFile:
    """A run file that has been read and has passed every check.

    Raises
    ------
    DamagedRunError
        When it is torn, altered, of another layout, or holds another run.
    """

    def __init__(self, content: bytes, key: str) -> None:
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                self._members = {item.filename: archive.read(item) for item in archive.infolist()}
            self.info: dict[str, Any] = json.loads(self._members[_INFO])
            held, layout, rows = self.info["key"], self.info["format"], dict(self.info["tables"])
        except Exception as error:  # what a damaged archive raises has no end: EOF, zlib, struct, ...
            raise DamagedRunError(f"run {key} is damaged: {error}") from error
        if (held, layout) != (key, _FORMAT):
            raise DamagedRunError(f"the file of run {key} holds run {held!r} in layout {layout!r}")
        wanted = {f"{name}.arrow" for name in (_OUTCOMES, *(name for name in rows if rows[name]))}
        if self._members.keys() != wanted | {_INFO, _PARAMETERS}:
            raise DamagedRunError(f"run {key} is damaged: it lacks some of its tables")

    @property
    def tables(self) -> list[str]:
        """Return the tables that were kept beside the outcomes."""
        return list(self.info["tables"])

    def outcomes(self) -> tuple[list[str], list[int], Floats]:
        """Return names, years and values of the outcomes; shape (n_years, n_outcomes)."""
        table = self._read(_OUTCOMES)
        years: list[int] = self.info["years"]
        values = table.column("values").combine_chunks().flatten().to_numpy()
        return table.column("outcome").to_pylist(), years, values.reshape(-1, len(years)).T

    def table(self, name: str) -> pyarrow.Table | None:
        """Return a table that was kept, None if it was empty."""
        return self._read(name) if self.info["tables"].get(name) else None

    def _read(self, name: str) -> pyarrow.Table:
        import pyarrow

        content = pyarrow.BufferReader(self._members[f"{name}.arrow"])
        options = pyarrow.ipc.IpcReadOptions(use_threads=False)  # tables are small: threads take longer
        return pyarrow.ipc.open_file(content, options=options).read_all()


class RunFiles:
    """The run files of a study: ``<first two digits of the key>/<key>.zip`` below a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, key: str) -> Path:
        """Return where the file of a run is, or will be."""
        return self.folder / key[:2] / f"{key}.zip"

    def paths(self) -> Iterator[Path]:
        """Yield the run files that are there, damaged ones too."""
        return self.folder.glob("??/*.zip")

    def write(self, key: str, content: bytes) -> None:
        """Put a run file in place in one step.

        Raises
        ------
        OSError
            When it cannot be written, or the folder is gone; nothing is left behind then.
        """
        path = self.path(key)
        path.parent.mkdir(exist_ok=True)  # not its parents: a study that somebody removes stays removed
        write_at_once(path, content)

    def read(self, key: str) -> RunFile:
        """Return a run file, checked.

        Raises
        ------
        DamagedRunError
            Also when there is none.
        """
        try:
            content = self.path(key).read_bytes()
        except OSError as error:
            raise DamagedRunError(f"run {key} cannot be read: {error.strerror or error}") from error
        return RunFile(content, key)

    def has(self, key: str, kept: Iterable[str] = ()) -> bool:
        """Return whether a run is done: its file is there, whole, and holds the tables that are wanted."""
        try:
            return set(kept) <= set(self.read(key).tables)
        except DamagedRunError:
            return False


HALF = ".half-"
"""Part of the name of every file that is being written."""

_IS_HALF = re.compile(rf"{re.escape(HALF)}[0-9a-f]*$")


def write_at_once(path: Path, content: bytes, *, is_durable: bool = False) -> None:
    """Write a file aside and rename it, so that nobody ever reads half of it.

    The name aside is drawn by chance: threads, processes and hosts that share a folder never meet.

    Parameters
    ----------
    path : Path
        Its folder must be there.
    content : bytes
    is_durable : bool
        Wait until it is on the disk: for files whose loss no checksum tells.

    Raises
    ------
    OSError
        When it cannot be written; what stood there before still stands.
    """
    aside = path.with_name(f"{path.name}{HALF}{secrets.token_hex(8)}")
    try:
        with aside.open("xb") as file:
            file.write(content)
            if is_durable:
                file.flush()
                os.fsync(file.fileno())
        aside.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):  # the first error is the one to tell
            aside.unlink(missing_ok=True)
        raise


def is_half(path: Path) -> bool:
    """Return whether a file is one that was being written and was not put in place."""
    return _IS_HALF.search(path.name) is not None


def remove_halves(folder: Path) -> None:
    """Remove what killed processes left half written; only for who holds the lock of the study."""
    for path in folder.rglob(f"*{HALF}*"):
        if is_half(path):
            path.unlink(missing_ok=True)
