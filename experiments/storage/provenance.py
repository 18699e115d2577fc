"""Where a result comes from: version, sources, data, changes since the commit, packages, machine."""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import sys
from functools import lru_cache
from importlib import metadata
from importlib.resources import files
from pathlib import Path
from typing import Any

DISTRIBUTION = "rural-revitalization-sim"
PACKAGES = (
    *("hydra-core", "matplotlib", "mesa", "numba", "llvmlite", "numpy", "omegaconf"),
    *("pandas", "pyarrow", "scipy"),
)
"""What computes, reads or draws results: the packages that are named when a result cannot be repeated."""

MEASURED_BY = ("simulate.py", "measures/twins.py")
"""Files of ``experiments`` that decide what a run file holds."""

NO_HOST = "RURAL_NO_HOST"
"""Environment variable: set to 1, the name of the machine is stated nowhere."""

_GIT_SECONDS = 5
_DIFF = (
    *("diff", "HEAD", "--binary", "--full-index", "--no-color", "--no-ext-diff", "--no-textconv"),
    *("--no-renames", "--unified=3", "--diff-algorithm=myers", "--src-prefix=a/", "--dst-prefix=b/"),
)
"""The changes since the commit in one form, whatever the user's settings are."""


def version() -> str:
    """Return the version of the installed distribution, or of nothing in a bare clone."""
    return _installed(DISTRIBUTION) or "unknown"


@lru_cache
def source_hash() -> str:
    """Return the SHA-256 of the code and data that fill a run file: the model, and what is taken from it."""
    digest = hashlib.sha256(_hash_of("sim", {".py", ".csv"}).encode())
    for name in MEASURED_BY:
        digest.update(name.encode() + (Path(str(files("experiments"))) / name).read_bytes())
    return digest.hexdigest()


@lru_cache
def data_hash() -> str:
    """Return the SHA-256 of the input data alone."""
    return _hash_of("sim", {".csv"})


@lru_cache
def study_hash() -> str:
    """Return the SHA-256 of all code that plans studies and makes tables; most of it is in no run's key."""
    return _hash_of("experiments", {".py"})


def _hash_of(package: str, suffixes: set[str]) -> str:
    """Return the SHA-256 of a package's files with some suffixes, names and contents."""
    folder = Path(str(files(package)))
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*"), key=lambda item: item.relative_to(folder).as_posix()):
        if path.suffix in suffixes:
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def provenance() -> dict[str, Any]:
    """Return everything about code and machine that a manifest states: no paths, no names of users."""
    return {
        "version": version(),
        "source_sha256": source_hash(),
        "data_sha256": data_hash(),
        "experiments_sha256": study_hash(),
        "git": git_state(),
        "packages": {name: _installed(name) for name in PACKAGES},
        "python": sys.version.split()[0],
        "platform": platform.platform(),
        "cpu": {"model": _cpu_model(), "cores": os.cpu_count()},
        **({"host": name} if (name := host()) else {}),
        "installed": installed(),
    }


def host() -> str:
    """Return the name of this machine, an empty text where the user wants it left out."""
    return platform.node() if os.environ.get(NO_HOST, "") in ("", "0") else ""


def git_state() -> dict[str, Any] | None:
    """Return the commit and what was changed since, or None outside a clone.

    ``diff_sha256`` is the hash of all changes to tracked files, None where there are none.
    """
    folder = Path(str(files("sim"))).parent
    git = shutil.which("git")
    if git is None or not (folder / ".git").exists():
        return None
    try:
        commit = _git(git, folder, "rev-parse", "HEAD").decode().strip()
        changes = _git(git, folder, *_DIFF)
    except (OSError, subprocess.SubprocessError):
        return None
    hashed = hashlib.sha256(changes).hexdigest() if changes else None
    return {"commit": commit, "has_changes": bool(changes), "diff_sha256": hashed}


def _git(git: str, folder: Path, *words: str) -> bytes:
    """Return what git says of a folder, not of the one that a calling hook may have named."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    command = [git, "--no-optional-locks", "-C", str(folder), *words]
    done = subprocess.run(command, capture_output=True, check=True, timeout=_GIT_SECONDS, env=environment)
    return done.stdout


@lru_cache
def installed() -> dict[str, str]:
    """Return the versions of all installed distributions by name, in order."""
    found: dict[str, str] = {}
    for item in metadata.distributions():
        name = item.metadata["Name"]
        if name:  # remains of a broken installation have none
            found.setdefault(name, item.version)  # the first on the path is the one that is imported
    return dict(sorted(found.items(), key=lambda item: item[0].lower()))


def _installed(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _cpu_model() -> str:
    """Return the name of the processor as far as the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:  # not Linux
        lines = []
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return next(iter(named), "") or platform.processor() or platform.machine()
