"""The folder of a study: written aside, put in place in one step, never torn or silently replaced."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import platform
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

MANIFEST = "manifest.json"
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
    return hashlib.sha256(path.read_bytes()).hexdigest()


class StudyFolder:
    """One study below the results folder while it is made.

    Opening it proves that the folder can be written, before anything is simulated. Everything goes to a
    hidden sibling; :meth:`publish` renames it. An older study of the same name stays until then.

    Parameters
    ----------
    root : Path
        The results folder.
    name, key : str
        Folder name; hash of the content.

    Raises
    ------
    StoreError
        When the folder cannot be written or holds a study with other content.
    """

    def __init__(self, root: Path, name: str, key: str) -> None:
        self.root, self.name, self.key = root, name, key
        self.target = root / name
        self._remains = f".{name}.partial-{platform.node()}-"
        self.work = root / f"{self._remains}{os.getpid()}"
        self._made_root: list[Path] = []
        self._recover()
        self._remove_remains()
        self._refuse_other_content()
        try:
            self._made_root = [path for path in (root, *root.parents) if not path.exists()]
            self.work.mkdir(parents=True)
        except OSError as error:
            self.discard()
            reason = error.strerror or error
            raise StoreError(
                f"results = {str(root)!r}: cannot be written ({reason}); choose another folder with results="
            ) from error

    def _older(self) -> Path:
        return self.root / f".{self.name}.old"

    def _recover(self) -> None:
        """Put an older study back if a run was killed between the two renames of :meth:`publish`."""
        with contextlib.suppress(OSError):
            if self._older().exists() and not self.target.exists():
                self._older().rename(self.target)

    def _remove_remains(self) -> None:
        """Remove what killed runs of this machine left behind of the study."""
        if os.name == "nt" or not self.root.is_dir():  # Windows cannot ask for a process without harm
            return
        for path in self.root.iterdir():
            number = path.name.removeprefix(self._remains)
            if number != path.name and number.isdecimal() and not _is_running(int(number)):
                shutil.rmtree(path, ignore_errors=True)

    def _refuse_other_content(self) -> None:
        if self.target.exists() and (found := stored_key(self.target)) != self.key:
            raise StoreError(
                f"study = {self.name!r}: {self.target} already holds other results"
                f" (key {found or 'unknown'}, wanted {self.key}); choose another name with study="
            )

    def write_table(self, name: str, table: pd.DataFrame) -> None:
        """Write a table as Parquet without anything that varies between equal runs, or as CSV."""
        path = self.work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".csv":
            table.to_csv(path, index=False, lineterminator="\n", encoding="utf-8")
            return
        import pyarrow
        import pyarrow.parquet

        arrow = pyarrow.Table.from_pandas(table, preserve_index=False).replace_schema_metadata(None)
        pyarrow.parquet.write_table(arrow, path, compression="zstd")

    def write_json(self, name: str, content: Mapping[str, Any]) -> None:
        """Write a mapping as readable JSON."""
        text = json.dumps(content, indent=2, ensure_ascii=False, default=str)
        (self.work / name).write_text(text + "\n", encoding="utf-8")

    def hashes(self) -> dict[str, str]:
        """Return the SHA-256 of every file written so far, by path inside the study."""
        found = sorted(path for path in self.work.rglob("*") if path.is_file())
        return {path.relative_to(self.work).as_posix(): file_hash(path) for path in found}

    def rename(self, name: str) -> None:
        """Publish under another name (an interrupted study must not replace a whole one)."""
        self.name, self.target = name, self.root / name

    def publish(self) -> Path:
        """Put the study in place of an older one with the same content and return its folder."""
        older = self._older()
        shutil.rmtree(older, ignore_errors=True)
        if self.target.exists():
            self.target.rename(older)
        try:
            self.work.rename(self.target)
        except OSError:
            self._recover()
            raise
        shutil.rmtree(older, ignore_errors=True)
        return self.target

    def discard(self) -> None:
        """Remove everything written so far, and folders made for it."""
        shutil.rmtree(self.work, ignore_errors=True)
        for path in self._made_root:
            with contextlib.suppress(OSError):
                path.rmdir()


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:  # it runs for another user
        return True
    return True


def stored_key(folder: Path) -> str | None:
    """Return the content key of a study on disk, None when it has no readable manifest."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    key = manifest.get("key")
    return key if isinstance(key, str) else None
