"""A study on disk: found by its path or its name, read by its manifest."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from experiments.storage.store import MANIFEST, StoreError, file_hash, stored_manifest
from sim.parameter import Problem, nearest_name

NOT_DATA = ("runs.parquet", "figures/", "export/")
"""Files that may differ between equal studies: they hold wall times, drawings, or copies of the others."""


@dataclass
class StoredStudy:
    """A study and what its manifest says."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def files(self) -> dict[str, str]:
        """Return the SHA-256 of every finished file, by path inside the study."""
        files: dict[str, str] = self.manifest["files"]
        return files

    def data_files(self) -> dict[str, str]:
        """Return the SHA-256 of the files that equal studies have in common."""
        return {name: hashed for name, hashed in self.files.items() if is_data(name)}

    def altered(self) -> list[str]:
        """Return the files that are no longer as the manifest says: changed or gone."""
        return [name for name in self.files if not self.is_as_written(name)]

    def is_as_written(self, name: str) -> bool:
        """Return whether a file is there and has the hash that the manifest states."""
        path = self.folder / name
        return path.is_file() and file_hash(path) == self.files[name]


def is_data(name: str) -> bool:
    """Return whether a file of a study is one that equal studies have in common.

    Examples
    --------
    >>> is_data("outcomes.parquet"), is_data("figures/1.png")
    (True, False)
    """
    return not name.startswith(NOT_DATA)


def opened(word: str, results: Path, wanted: Mapping[str, type]) -> StoredStudy:
    """Return the study at a path, or of a name below the results folder.

    Parameters
    ----------
    word : str
    results : Path
    wanted : mapping of str to type
        What its manifest must hold.

    Raises
    ------
    StoreError
        When there is none, or its manifest is damaged or of another version.
    """
    places = [path for path in (Path(word), results / word) if path.is_dir()]
    if not places:
        known = [path.name for path in results.iterdir() if path.is_dir()] if results.is_dir() else []
        near = nearest_name(Path(word).name, known)
        hint = f"did you mean {near!r}?" if near else "name its folder, or say where it is with results="
        raise StoreError(f"study = {word!r}: no such folder, here or below {results}; {hint}")
    folder = next((path for path in places if (path / MANIFEST).exists()), places[0])
    if not (folder / MANIFEST).exists():
        raise StoreError(f"study = {word!r}: {folder} holds no {MANIFEST}, so it is no study")
    manifest = stored_manifest(folder)
    if manifest is None:
        raise StoreError(f"study = {word!r}: {folder / MANIFEST} is damaged: it cannot be read")
    wrong = [_wrong(key, kind, manifest) for key, kind in wanted.items()]
    if any(wrong):
        told = "\n".join(f"  {line}" for line in wrong if line)
        raise StoreError(
            f"study = {word!r}: {folder / MANIFEST} is damaged, or another version wrote it:\n{told}"
        )
    if not manifest["files"]:
        raise StoreError(
            f"study = {word!r}: {folder} has no finished tables; run the command that began it again:"
            f" {shlex.join(map(str, manifest.get('command', [])))}"
        )
    return StoredStudy(folder, manifest)


def _wrong(key: str, kind: type, manifest: Mapping[str, Any]) -> str:
    """Return what is wrong with an entry of a manifest, or an empty text."""
    if key not in manifest:
        return f"{key} is missing"
    return "" if type(manifest[key]) is kind else f"{key} must be of type {kind.__name__}"


def study_and_options(
    words: Sequence[str], known: Sequence[str], command: str, found: list[Problem]
) -> tuple[str, dict[str, str]]:
    """Return the one study that words name, and their options ``key=value``.

    A word is an option when a plain name stands before its first ``=``; write ``./a=b`` for a folder
    of that name.
    """
    options: dict[str, str] = {}
    studies = []
    for word in words:
        key, sign, value = word.partition("=")
        if not (sign and key.isidentifier()):
            studies.append(word)
        elif key in options:
            found.append(Problem(key, value, "given more than once; keep one"))
        elif key in known:
            options[key] = value
        else:
            near = nearest_name(key, list(known))
            hint = (
                f"did you mean {near!r}?" if near else f"it takes {', '.join(f'{name}=' for name in known)}"
            )
            found.append(Problem(key, value, f"no option of `rural {command}`; {hint}"))
    if len(studies) != 1:
        found.append(
            Problem("study", " ".join(studies), "name one study: its folder, or its name below results")
        )
    return (studies or [""])[0], options
