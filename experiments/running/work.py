"""A job on a worker: simulate, store or send back, and report each run."""

from __future__ import annotations

import platform
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from experiments.planning.plan import Job
    from experiments.simulate import RunTables, ScenarioPlan


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
    return list(reports_of(job))


def reports_of(job: Job) -> Iterator[RunReport]:
    """Do a job and yield a report for each of its runs, as soon as it is stored.

    A run that fails stops no other one, only a disk that takes no more ends the job.
    """
    from experiments.simulate import simulate_runs
    from experiments.storage.provenance import source_hash

    if source_hash() != job.source:
        yield from failed(job, f"this worker ({platform.node()}) has other code of the model")
        return
    for plan, found in simulate_runs(job.task):
        report = RunReport(job.context, plan.name, job.task.seed, job.keys[plan.name])
        if isinstance(found, str):
            yield replace(report, error=found)
            continue
        report.seconds = found.seconds
        report = _stored(job, report, plan, found)
        yield report
        if report.is_storage:
            return


def _stored(job: Job, report: RunReport, plan: ScenarioPlan, tables: RunTables) -> RunReport:
    """Return the report of a run whose file was written, or with its content, or with what went wrong."""
    from experiments.storage.run_files import RunFiles, packed

    try:
        content = packed(_info(job, report, plan), tables, job.kept)
    except Exception as error:  # of one run, such as one whose households do not fit into memory
        return replace(report, error=f"the tables cannot be packed: {type(error).__name__}: {error}")
    if not job.folder:
        return replace(report, content=content)
    try:
        RunFiles(Path(job.folder)).write(report.key, content)
    except OSError as error:
        return replace(report, error=f"{job.folder}: {error.strerror or error}", is_storage=True)
    return report


def _info(job: Job, report: RunReport, plan: ScenarioPlan) -> dict[str, object]:
    """Return what a run file says about its run."""
    from experiments.storage.provenance import host, version

    return {
        "key": report.key,
        "context": report.context,
        "scenario": report.scenario,
        "seed": report.seed,
        "version": version(),
        "source": job.source,
        "seconds": round(report.seconds, 4),
        "host": host(),
        "parameters": _parameters(plan),
    }


def _parameters(plan: ScenarioPlan) -> dict[str, object]:
    """Return the parameters of a scenario, flattened once for all its seeds."""
    from sim.config import flat_with_changes

    if plan.key not in _PARAMETERS:
        if len(_PARAMETERS) >= _MOST_REMEMBERED:
            _PARAMETERS.clear()
        _PARAMETERS[plan.key] = flat_with_changes(plan.config)
    return _PARAMETERS[plan.key]


_PARAMETERS: dict[str, dict[str, object]] = {}
_MOST_REMEMBERED = 500


def failed(job: Job, error: str) -> list[RunReport]:
    """Return the reports of a job of which nothing came back."""
    return [RunReport(job.context, name, job.task.seed, key, error=error) for name, key in job.keys.items()]


def singly(job: Job) -> list[Job]:
    """Return a job as jobs of one run each, so that one that kills its worker is told from the others."""
    return [_only(job, [name]) for name in job.keys]


def first_and_rest(job: Job) -> tuple[Job, Job | None]:
    """Return the run that a worker does first as a job of its own, and the others, None if there are none."""
    first, *others = (plan.name for plan in job.task.wanted_plans())
    return _only(job, [first]), _only(job, others) if others else None


def without(job: Job, done: Collection[str]) -> Job | None:
    """Return a job without the runs whose keys are given, None if nothing is left."""
    left = [name for name, key in job.keys.items() if key not in done]
    return _only(job, left) if left else None


def _only(job: Job, names: Sequence[str]) -> Job:
    keys = {name: job.keys[name] for name in names}
    return replace(job, task=replace(job.task, wanted=tuple(names)), keys=keys)
