"""A job on a worker: simulate, store or send back, and report each run."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from experiments.plan import Job


@dataclass
class RunReport:
    """How one run went.

    Attributes
    ----------
    context, scenario : str
    seed : int
    key : str
    seconds : float
    error : str
        Why there is no result; the last line says it in short.
    is_storage : bool
        Whether it was simulated but could not be written: then there is no use in going on.
    content : bytes
        The run file, where the worker could not write it.
    """

    context: str
    scenario: str
    seed: int
    key: str
    seconds: float = 0.0
    error: str = ""
    is_storage: bool = False
    content: bytes = b""

    @property
    def is_done(self) -> bool:
        """Return whether there is a result."""
        return not self.error


def perform(job: Job) -> list[RunReport]:
    """Do a job and return a report for each of its runs, as soon as all are done."""
    return list(_reports(job))


def _reports(job: Job) -> Iterator[RunReport]:
    from experiments.provenance import source_hash, version
    from experiments.run_files import RunFiles, packed
    from experiments.simulate import simulate_runs
    from sim.config import flat_with_changes

    if source_hash() != job.source:
        yield from failed(job, f"this worker ({platform.node()}) has other code of the model")
        return
    for plan, found in simulate_runs(job.task):
        report = RunReport(job.context, plan.name, job.task.seed, job.keys[plan.name])
        if isinstance(found, str):
            yield replace(report, error=found)
            continue
        info = {
            "key": report.key,
            "context": job.context,
            "scenario": plan.name,
            "seed": job.task.seed,
            "version": version(),
            "source": job.source,
            "seconds": round(found.seconds, 4),
            "host": platform.node(),
            "parameters": flat_with_changes(plan.config),
        }
        report.seconds = found.seconds
        content = packed(info, found, job.kept)
        if not job.folder:
            yield replace(report, content=content)
            continue
        try:
            RunFiles(Path(job.folder)).write(report.key, content)
        except OSError as error:
            report = replace(report, error=f"{job.folder}: {error.strerror or error}", is_storage=True)
        yield report
        if report.is_storage:
            return


def failed(job: Job, error: str) -> list[RunReport]:
    """Return the reports of a job of which nothing came back."""
    return [
        RunReport(job.context, name, job.task.seed, key, error=error) for name, key in job.keys.items()
    ]


def singly(job: Job) -> list[Job]:
    """Return a job as jobs of one run each, so that one that kills its worker is told from the others."""
    return [
        replace(job, task=replace(job.task, wanted=(name,)), keys={name: key})
        for name, key in job.keys.items()
    ]


def without(job: Job, done: Sequence[str]) -> Job | None:
    """Return a job without the runs that are done, None if nothing is left."""
    keys = {name: key for name, key in job.keys.items() if key not in done}
    if not keys:
        return None
    return replace(job, task=replace(job.task, wanted=tuple(keys)), keys=keys)
