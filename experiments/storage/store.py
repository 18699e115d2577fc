"""The folder of a study: locked while it is worked on, its finished runs kept, its tables put in place whole.

The manifest is the last word: a table that it does not name, or whose hash it does not state, is not
finished. It is written when work begins, so that a study that was broken off says so, and when it ends.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from filelock import FileLock, Timeout

from experiments.storage.run_files import RunFiles, is_half, remove_halves, write_at_once
from experiments.words.progress import say

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
        self.runs = RunFiles(self.path / RUNS)
        self.lock = FileLock(self.path / _LOCK)
        self._made: list[Path] = []
        self._acquire()
        try:
            self._refuse_other_content(may_follow)
            remove_halves(self.path)
            self.runs.folder.mkdir(exist_ok=True)
        except OSError as error:
            self._give_back()
            raise self._unwritable(error) from error
        except BaseException:
            self._give_back()
            raise

    def _acquire(self) -> None:
        """Make the folder and lock it; a killed process gives its lock back by itself."""
        try:
            self._made = [path for path in (self.path, *self.path.parents) if not path.exists()]
            self.path.mkdir(parents=True, exist_ok=True)
            self.lock.acquire(timeout=0)
            self._locked = _identity(self.path / _LOCK)
        except Timeout:
            raise StoreError(
                f"study = {self.name!r}: another process is working on {self.path}; wait for it, or choose"
                " another name with study="
            ) from None
        except OSError as error:
            self.lock.release()
            self._remove_made()
            raise self._unwritable(error) from error

    def _unwritable(self, error: OSError) -> StoreError:
        reason = error.strerror or error
        return StoreError(
            f"results = {str(self.root)!r}: cannot be written ({reason}); choose another folder with results="
        )

    def manifest(self) -> dict[str, Any]:
        """Return what the manifest on disk says, nothing when there is none or it cannot be read."""
        return stored_manifest(self.path) or {}

    def is_finished(self) -> bool:
        """Return whether the study on disk is this one, complete, and every file is as its manifest says."""
        found = self.manifest()
        files = found.get("files")
        if found.get("key") != self.key or not found.get("is_complete") or not isinstance(files, dict):
            return False
        paths = {self.path / name: hashed for name, hashed in files.items()}
        return bool(files) and all(
            path.is_file() and file_hash(path) == hashed for path, hashed in paths.items()
        )

    def _refuse_other_content(self, may_follow: Callable[[dict[str, Any]], bool]) -> None:
        found, content = stored_manifest(self.path), self._content()
        if found is None and content:
            if not any(self.runs.paths()):
                raise StoreError(
                    f"study = {self.name!r}: {self.path} holds {', '.join(content[:3])} but no readable"
                    f" {MANIFEST}; choose another name with study=, or remove the folder"
                )
            # Run files are found by the hash of their content, so nothing foreign can slip in.
            say(f"{self.path}: {MANIFEST} is missing or damaged; its finished runs are used where they fit")
        elif found is not None and found.get("key") != self.key and not may_follow(found):
            raise StoreError(
                f"study = {self.name!r}: {self.path} already holds other results"
                f" (key {found['key']}, wanted {self.key}); choose another name with study="
            )

    def _content(self) -> list[str]:
        """Return the names of what is in the folder, but for hidden and half files and empty folders."""
        found = sorted(path for path in self.path.glob("[!.]*") if not is_half(path))
        return [path.name for path in found if not path.is_dir() or _has_files(path)]

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

    def write(self, name: str, content: bytes, *, is_durable: bool = False) -> None:
        """Write a file of the study in one step.

        Raises
        ------
        StoreError
            When it cannot be written, or the folder is no longer the one that was opened.
        """
        if not self._is_ours():
            raise StoreError(
                f"{self.path} was removed or replaced while it was worked on; run the same command again"
            )
        try:
            write_at_once(self.path / name, content, is_durable=is_durable)
        except OSError as error:
            raise StoreError(
                f"{self.path / name} cannot be written ({error.strerror or error}); what is finished is kept:"
                " mend it and run the same command again"
            ) from error

    def write_manifest(self, content: Mapping[str, Any]) -> None:
        """Write the manifest as readable JSON, safely on the disk when this returns."""
        text = json.dumps(content, indent=2, ensure_ascii=False, default=str)
        self.write(MANIFEST, f"{text}\n".encode(), is_durable=True)

    def hashes(self) -> dict[str, str]:
        """Return the SHA-256 of every file of the study but run files and manifest, by path inside it."""
        found = sorted(path for path in self.path.rglob("*") if path.is_file())
        names = {path.relative_to(self.path).as_posix(): path for path in found}
        left_out = (f"{RUNS}/", "export/", MANIFEST, ".")
        return {name: file_hash(path) for name, path in names.items() if not name.startswith(left_out)}

    def close(self) -> None:
        """Let others work on the study; a folder in which nothing was stored is removed again.

        Can be called twice, and on a disk that is full or read-only.
        """
        if not self.lock.is_locked:
            return
        if self._is_ours():
            with contextlib.suppress(OSError):
                remove_halves(self.path)
            for folder in (*self.runs.folder.glob("??"), self.runs.folder):
                with contextlib.suppress(OSError):  # most are not empty
                    folder.rmdir()
        self._give_back()

    def _give_back(self) -> None:
        """Remove the lock while it is held, so that whoever waits for it sees that it is gone."""
        if self._is_ours():
            with contextlib.suppress(OSError):
                (self.path / _LOCK).unlink()
        self.lock.release()
        self._remove_made()

    def discard(self) -> None:
        """Close a study; its manifest goes too where it is all there is and claims no result."""
        is_bare = self.lock.is_locked and self._is_ours() and self._content() == [MANIFEST]
        if is_bare and not self.manifest().get("is_complete"):
            with contextlib.suppress(OSError):
                (self.path / MANIFEST).unlink()
        self.close()

    def _is_ours(self) -> bool:
        """Return whether the folder is still the one that was locked: somebody may have removed it."""
        return _identity(self.path / _LOCK) == self._locked

    def _remove_made(self) -> None:
        for path in self._made:
            with contextlib.suppress(OSError):
                path.rmdir()


def _identity(path: Path) -> tuple[int, int] | None:
    """Return what tells a file from another one of the same name, None when there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _has_files(path: Path) -> bool:
    return any(found.is_file() and not is_half(found) for found in path.rglob("*"))


def stored_manifest(folder: Path) -> dict[str, Any] | None:
    """Return the manifest of a study on disk, None when it has no readable one."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return manifest if isinstance(manifest, dict) and isinstance(manifest.get("key"), str) else None
