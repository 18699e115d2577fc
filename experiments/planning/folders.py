"""Where scenarios, places and sweeps are found: the shipped files and folders of the user's own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from experiments.planning.axes import spelled
from sim.parameter import ConfigurationError, Problem

SWEEP = "sweep"
_GROUPS = ("scenario", "place")
_SHIPPED = {SWEEP: "experiments"}
"""Package of the files of a group; all others stand in ``scenarios``."""

EXTRA: list[Path] = []
"""Folders of the user's own files, laid out like the shipped one: ``scenario/``, ``place/``, ``sweep/``."""


@contextmanager
def extra_folder(path: str | Path) -> Iterator[None]:
    """Let scenarios, places and sweeps also be found in a folder, for a while; it takes no shipped name.

    Raises
    ------
    ConfigurationError
        When there is no such folder, when it holds none of the three, or names that are taken.
    """
    folder = Path(path).absolute()
    inside = [group for group in (*_GROUPS, SWEEP) if (folder / group).is_dir()]
    if not inside:
        what = "holds none of the folders scenario, place, sweep" if folder.is_dir() else "no such folder"
        raise ConfigurationError([Problem("--config-dir", str(path), what)])
    found = []
    for group in inside:
        for name in sorted({*names_in(folder / group)} & {*names_of(group)}):
            message = f"a {group} of this name is there already; give the file another name"
            found.append(Problem("--config-dir", f"{group}/{name}.yaml", message))
    if found:
        raise ConfigurationError(found)
    EXTRA.append(folder)
    try:
        yield
    finally:
        EXTRA.remove(folder)


def groups() -> dict[str, list[str]]:
    """Return the groups of scenario files with the names that may be chosen in each."""
    shipped = [item.name for item in files("scenarios").iterdir() if item.is_dir()]
    wanted = sorted(name for name in {*shipped, *_GROUPS} if not name.startswith((".", "_")))
    return {group: names for group in wanted if (names := names_of(group))}


def names_of(group: str) -> list[str]:
    """Return the names that may be chosen in a group, shipped ones and the user's own."""
    return sorted(name for folder in _folders(group) for name in names_in(folder))


def file_of(group: str, name: str) -> Traversable:
    """Return the file of a known name in a group."""
    return next(folder / f"{name}.yaml" for folder in _folders(group) if name in names_in(folder))


def names_in(folder: Traversable) -> list[str]:
    """Return the names of the files in one folder, without those that begin with an underscore."""
    names = [item.name for item in folder.iterdir()]
    return [name[: -len(".yaml")] for name in names if name.endswith(".yaml") and name[0] not in "._"]


def search_words() -> list[str]:
    """Return the words that make Hydra search the user's folders, too."""
    folders = [spelled(f"file://{folder.as_posix()}") for folder in EXTRA]
    return [f"hydra.searchpath=[{','.join(folders)}]"] if folders else []


def _folders(group: str) -> list[Traversable]:
    shipped = files(_SHIPPED.get(group, "scenarios")) / group
    own: list[Traversable] = [folder / group for folder in EXTRA]
    return [folder for folder in (shipped, *own) if folder.is_dir()]
