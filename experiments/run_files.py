"""One file for each finished run: written in one step, told from a damaged one by its checksums.

A run file is a plain zip archive: ``run.json`` says what was run, the other members are tables in Arrow's
file format. A run is done if and only if its file is there and every member passes its checksum.
"""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Iterable, Mapping, Sequence
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

_INFO = "run.json"
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time that archives state: that of no run, so that equal runs make equal files."""


class DamagedRunError(RuntimeError):
    """A run file that is torn, altered or not what its name says."""


def packed(info: Mapping[str, Any], tables: RunTables, kept: Sequence[str]) -> bytes:
    """Return the run file of some tables.

    Parameters
    ----------
    info : mapping
        What was run; ``key`` must be the key of the run.
    tables : RunTables
    kept : sequence of str
        Of :data:`TABLES`, those that are stored; an empty table takes no room.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        text = json.dumps({**info, "tables": list(kept)}, ensure_ascii=False, default=str)
        archive.writestr(_member(_INFO, zipfile.ZIP_DEFLATED), text.encode())
        archive.writestr(_member("outcomes.arrow"), _written(_turned(tables.outcomes)))
        for name in kept:
            table = getattr(tables, name)
            if not table.empty:
                archive.writestr(_member(f"{name}.arrow"), _written(_columns(table)))
    return buffer.getvalue()


def _member(name: str, compression: int = zipfile.ZIP_STORED) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = compression
    return info


def _turned(outcomes: pd.DataFrame) -> pyarrow.Table:
    """Return outcomes with a row for each, a column for each year: a few wide columns are small on disk."""
    import pyarrow

    values = np.ascontiguousarray(outcomes.drop(columns="year").to_numpy(np.float64))
    turned = {str(year): values[row] for row, year in enumerate(outcomes["year"].tolist())}
    return pyarrow.table({"outcome": [name for name in outcomes.columns if name != "year"], **turned})


def _columns(table: pd.DataFrame) -> pyarrow.Table:
    import pyarrow

    return pyarrow.table({str(name): pyarrow.array(table[name].array) for name in table})


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
        When it is torn, altered, or holds another run.
    """

    def __init__(self, content: bytes, key: str) -> None:
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                self._members = {item.filename: archive.read(item) for item in archive.infolist()}
            self.info: dict[str, Any] = json.loads(self._members[_INFO])
        except Exception as error:  # what a damaged archive raises has no end: EOF, zlib, struct, ...
            raise DamagedRunError(f"run {key} is damaged: {error}") from error
        if self.info.get("key") != key or "outcomes.arrow" not in self._members:
            raise DamagedRunError(f"the file of run {key} holds {self.info.get('key')!r}")

    @property
    def tables(self) -> list[str]:
        """Return the tables that were kept beside the outcomes."""
        return list(self.info["tables"])

    def outcomes(self) -> tuple[list[str], list[int], Floats]:
        """Return names, years and values of the outcomes; shape (n_years, n_outcomes)."""
        table = self._read("outcomes.arrow")
        years = [int(name) for name in table.column_names[1:]]
        values = np.array([table.column(str(year)).to_numpy() for year in years], dtype=np.float64)
        return table.column("outcome").to_pylist(), years, values

    def table(self, name: str) -> pyarrow.Table | None:
        """Return a table that was kept, None if it was empty."""
        return self._read(f"{name}.arrow") if f"{name}.arrow" in self._members else None

    def _read(self, member: str) -> pyarrow.Table:
        import pyarrow

        return pyarrow.ipc.open_file(pyarrow.BufferReader(self._members[member])).read_all()


class RunFiles:
    """The run files of a study: ``<first two digits of the key>/<key>.zip`` below a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, key: str) -> Path:
        """Return where the file of a run is, or will be."""
        return self.folder / key[:2] / f"{key}.zip"

    def write(self, key: str, content: bytes) -> None:
        """Put a run file in place in one step.

        Raises
        ------
        OSError
            When it cannot be written; nothing is left behind then.
        """
        write_at_once(self.path(key), content)

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

    def remove_remains(self) -> None:
        """Remove what killed processes left half written; only for who holds the lock of the study."""
        for path in self.folder.glob(f"*/*{_HALF}*"):
            path.unlink(missing_ok=True)


_HALF = ".half-"


def write_at_once(path: Path, content: bytes, *, is_durable: bool = False) -> None:
    """Write a file aside and rename it, so that nobody ever reads half of it.

    Parameters
    ----------
    path : Path
    content : bytes
    is_durable : bool
        Wait until it is on the disk: for files whose loss no checksum tells.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f"{path.name}{_HALF}{os.getpid()}")
    try:
        with aside.open("wb") as file:
            file.write(content)
            if is_durable:
                file.flush()
                os.fsync(file.fileno())
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
