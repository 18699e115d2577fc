"""Where a result comes from: version, sources, data, packages, machine, command line."""

from __future__ import annotations

import hashlib
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
_GIT_SECONDS = 5


def version() -> str:
    """Return the version of the installed distribution, or of nothing in a bare clone."""
    try:
        return metadata.version(DISTRIBUTION)
    except metadata.PackageNotFoundError:
        return "unknown"


@lru_cache
def source_hash() -> str:
    """Return the SHA-256 of the model's code and data: part of what determines a result."""
    folder = Path(str(files("sim")))
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*"), key=lambda item: item.relative_to(folder).as_posix()):
        if path.suffix in {".py", ".csv"}:
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def git_commit() -> dict[str, Any] | None:
    """Return commit and whether files were changed since, or None outside a clone."""
    folder = Path(str(files("sim"))).parent
    git = shutil.which("git")
    if git is None or not (folder / ".git").exists():
        return None
    try:
        commit = _git(git, folder, "rev-parse", "HEAD")
        changed = _git(git, folder, "status", "--porcelain", "--untracked-files=no")
    except (OSError, subprocess.SubprocessError):
        return None
    return {"commit": commit, "has_changes": bool(changed)}


def _git(git: str, folder: Path, *words: str) -> str:
    command = [git, "-C", str(folder), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=_GIT_SECONDS)
    return done.stdout.strip()


def provenance() -> dict[str, Any]:
    """Return everything about code and machine that a manifest states."""
    return {
        "version": version(),
        "source_sha256": source_hash(),
        "git": git_commit(),
        "packages": {name: _installed(name) for name in PACKAGES},
        "python": sys.version.split()[0],
        "platform": platform.platform(),
    }


def _installed(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
