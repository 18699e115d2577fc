"""The folder of a study: locked while it is worked on, its finished runs kept, its tables put in place whole.

The manifest is the last word: a table that it does not name, or whose hash it does not state, is not
finished. It is written when work begins, so that a study that was broken off says so, and when it ends.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from filelock import FileLock, Timeout

from experiments.run_files import RunFiles, write_at_once

MANIFEST = "manifest.json"
RUNS = "runs"

_LOCK = ".lock"
_KEY_DIGITS = 16


class StoreError(RuntimeError):
    """Results cannot be written; the message says where, why and what to do."""


def content_key(content: Mapping[str, Any]) -> str:
    """Return the hash of what determines a result: 16 hexadecimal digits of canonical JSON.

    Examples
    --------
    >>> content_key({"seed": 1, "dose": 0.5}) == content_key({"dose": 0.5, "seed": 1})
    True
    """
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:_KEY_DIGITS]


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class StudyFolder:
    """One study below the results folder, opened by one process at a time.

    Opening it proves that the folder can be written, before anything is simulated.

    Parameters
    ----------
    root : Path
        The results folder.
    name, key : str
        Folder name; hash of the content.
    may_follow : callable, optional
        Whether the study with a given manifest may be extended to this one though its key is another.

    Raises
    ------
    StoreError
        When the folder cannot be written, holds a study with other content, or is being worked on.
    """

    def __init__(
        self,
        root: Path,
        name: str,
        key: str,
        may_follow: Callable[[dict[str, Any]], bool] = lambda manifest: False,
    ) -> None:
        self.root, self.name, self.key = root, name, key
        self.path = root / name
        self._made = [path for path in (self.path, *self.path.parents) if not path.exists()]
        self.lock = FileLock(self.path / _LOCK)
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self.lock.acquire(timeout=0)
        except Timeout:
            raise StoreError(
                f"study = {name!r}: another process is working on {self.path}; wait for it, or choose"
                " another name with study="
            ) from None
        except OSError as error:
            self._remove_made()
            reason = error.strerror or error
            raise StoreError(
                f"results = {str(root)!r}: cannot be written ({reason}); choose another folder with results="
            ) from error
        try:
            self._refuse_other_content(may_follow)
            self.runs.remove_remains()
        except BaseException:
            self.close()
            raise

    @property
    def runs(self) -> RunFiles:
        """Return the run files of the study."""
        return RunFiles(self.path / RUNS)

    def manifest(self) -> dict[str, Any]:
        """Return what the manifest on disk says, nothing when there is none or it cannot be read."""
        return stored_manifest(self.path) or {}

    def is_finished(self) -> bool:
        """Return whether the study on disk is this one, complete, and every file is as its manifest says."""
        found = self.manifest()
        if found.get("key") != self.key or not found.get("is_complete"):
            return False
        files: dict[str, str] = found.get("files", {})
        paths = {self.path / name: hashed for name, hashed in files.items()}
        return bool(files) and all(
            path.is_file() and file_hash(path) == hashed for path, hashed in paths.items()
        )

    def _refuse_other_content(self, may_follow: Callable[[dict[str, Any]], bool]) -> None:
        found = stored_manifest(self.path)
        if found is None and not self._has_content():
            return
        if found is None or (found.get("key") != self.key and not may_follow(found)):
            raise StoreError(
                f"study = {self.name!r}: {self.path} already holds other results"
                f" (key {(found or {}).get('key', 'unknown')}, wanted {self.key});"
                " choose another name with study="
            )

    def _has_content(self) -> bool:
        return any(path.name != _LOCK for path in self.path.iterdir())

    def write_table(self, name: str, table: pd.DataFrame) -> None:
        """Write a table as Parquet without anything that varies between equal runs, or as CSV."""
        if name.endswith(".csv"):
            content = table.to_csv(index=False, lineterminator="\n").encode()
        else:
            import pyarrow
            import pyarrow.parquet

            arrow = pyarrow.Table.from_pandas(table, preserve_index=False).replace_schema_metadata(None)
            sink = pyarrow.BufferOutputStream()
            pyarrow.parquet.write_table(arrow, sink, compression="zstd")
            content = sink.getvalue().to_pybytes()
        self.write(name, content)

    def write(self, name: str, content: bytes) -> None:
        """Write a file of the study in one step."""
        write_at_once(self.path / name, content)

    def write_manifest(self, content: Mapping[str, Any]) -> None:
        """Write the manifest as readable JSON, safely on the disk when this returns."""
        text = json.dumps(content, indent=2, ensure_ascii=False, default=str)
        write_at_once(self.path / MANIFEST, f"{text}\n".encode(), is_durable=True)

    def hashes(self) -> dict[str, str]:
        """Return the SHA-256 of every file of the study but run files and manifest, by path inside it."""
        found = sorted(path for path in self.path.rglob("*") if path.is_file())
        names = {path.relative_to(self.path).as_posix(): path for path in found}
        left_out = (f"{RUNS}/", MANIFEST, ".")
        return {name: file_hash(path) for name, path in names.items() if not name.startswith(left_out)}

    def close(self) -> None:
        """Let others work on the study; a folder in which nothing was stored is removed again."""
        is_ours = self.lock.is_locked
        is_empty = is_ours and self.path.is_dir() and not self._has_content()
        self.lock.release()
        if is_empty:
            (self.path / _LOCK).unlink(missing_ok=True)
            self._remove_made()

    def discard(self) -> None:
        """Remove a study of which no run was finished, and close it."""
        if not any(self.runs.folder.glob("*/*.zip")) and not self.manifest().get("is_complete"):
            shutil.rmtree(self.runs.folder, ignore_errors=True)
            (self.path / MANIFEST).unlink(missing_ok=True)
        self.close()

    def _remove_made(self) -> None:
        for path in self._made:
            with contextlib.suppress(OSError):
                path.rmdir()


def stored_manifest(folder: Path) -> dict[str, Any] | None:
    """Return the manifest of a study on disk, None when it has no readable one."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return manifest if isinstance(manifest, dict) and isinstance(manifest.get("key"), str) else None
