"""Dask schedulers and workers as processes of their own, and jobs for them."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.planning.options import RunOptions
from experiments.running.engines.processes import Serial
from experiments.running.work import RunReport

if TYPE_CHECKING:
    from experiments.planning.plan import Job

ROOT = Path(__file__).resolve().parents[2]
TINY = ("place.n_villages=2", "place.households_per_village=12", "end_year=2022")


def tiny_jobs(n_seeds: int, words: Iterable[str] = TINY, n_workers: int = 2) -> list[Job]:
    """Return the jobs of a small comparison; results are sent back."""
    from experiments.planning.compose import compose_experiment
    from experiments.planning.plan import Keys, jobs_of, plan_of

    experiment = compose_experiment(["training", "cash"], [*words, f"replicates={n_seeds}"])
    plan = plan_of(experiment, "cluster")
    return jobs_of(plan, Keys(plan), plan.seeds(), (), "", n_workers)


def options(**given: object) -> RunOptions:
    return RunOptions(engine="dask", **given)  # type: ignore[arg-type]


def never(key: str) -> bool:
    """Say that a run is not stored: nothing here stores any."""
    return False


def contents(reports: Iterable[RunReport]) -> dict[str, dict[str, object]]:
    """Return what each run holds, but for how long it took and where."""
    return {report.key: _content(report) for report in reports}


def _content(report: RunReport) -> dict[str, object]:
    assert report.is_done, report.error
    with zipfile.ZipFile(BytesIO(report.content)) as archive:
        found: dict[str, object] = {name: archive.read(name) for name in archive.namelist()}
    info = json.loads(str(found["run.json"], "utf-8"))  # type: ignore[call-overload]
    return {**found, "run.json": {**info, "seconds": 0, "host": ""}}


def serial_contents(jobs: Sequence[Job]) -> dict[str, dict[str, object]]:
    return contents(Serial().reports(jobs, never))


@contextlib.contextmanager
def dask(*words: str, prefix: Sequence[str] = (), code: Path = ROOT) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command of dask in a process group of its own, which is killed at the end.

    Parameters
    ----------
    words : str
        Such as ``worker`` and its options.
    prefix : sequence of str
        Command that it is run by, such as ``ip netns exec far``.
    code : Path
        Clone of the project that it loads.
    """
    with subprocess.Popen(
        [*prefix, sys.executable, "-m", "dask", *words],
        cwd=code,
        env={**os.environ, "PYTHONPATH": str(code)},
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            yield process
        finally:
            kill_group(process)


def kill_group(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, 9)


def scheduler_words(file: Path, host: str = "127.0.0.1", port: int = 0) -> list[str]:
    where = ["--host", host, "--port", str(port), *status_page(host)]
    return ["scheduler", *where, "--scheduler-file", str(file)]


def worker_words(file: Path, host: str = "127.0.0.1", n_threads: int = 1) -> list[str]:
    where = ["--scheduler-file", str(file), "--host", host, "--local-directory", str(file.parent)]
    how = ["--nthreads", str(n_threads), "--death-timeout", "30"]
    return ["worker", *where, *how, *status_page(host)]


def status_page(host: str) -> list[str]:
    """Return options that keep dask's web page off, and what is left of it on one address."""
    return ["--no-dashboard", "--dashboard-address", f"{host}:0"]


def wait_for(condition: Callable[[], object], seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def unequal(found: Mapping[str, object], wanted: Mapping[str, object]) -> list[str]:
    """Return keys of runs that are missing, additional or different."""
    return sorted(key for key in found.keys() | wanted.keys() if found.get(key) != wanted.get(key))
