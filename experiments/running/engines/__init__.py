"""Where jobs are done: in this process, in warm processes of this machine, or on a cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from experiments.planning.options import RunOptions
    from experiments.planning.plan import Job
    from experiments.running.work import RunReport

MOST_DEATHS = 2
"""A run whose worker died this often while it was alone on it is given up."""


class EngineError(RuntimeError):
    """The engine cannot be had as it was asked for; nothing was simulated."""


class EngineLostError(EngineError):
    """The engine is gone in the middle of the work; what is stored stays."""


class Engine(Protocol):
    """Something that does jobs.

    Attributes
    ----------
    n_workers : int
    writes_files : bool
        Whether its workers write run files themselves, on the disk of this machine.
    """

    n_workers: int
    writes_files: bool

    def reports(self, jobs: Sequence[Job], is_stored: Callable[[str], bool]) -> Iterator[RunReport]:
        """Yield a report for every run of every job, in no fixed order.

        It ends early after a run that could not be stored: then there is no use in going on.

        Parameters
        ----------
        jobs : sequence of Job
        is_stored : callable
            Whether the run with a key that was in flight when its worker died has been stored.

        Raises
        ------
        EngineError
            When no more work can be done.
        """

    def describe(self) -> dict[str, object]:
        """Return what a manifest says about it."""

    def close(self) -> None:
        """End the workers at once; can be called twice."""


def engine_of(options: RunOptions, n_jobs: int) -> Engine:
    """Return the engine that the options ask for."""
    if options.engine == "dask":
        from experiments.running.engines.cluster import Cluster

        return Cluster(options)
    from experiments.running.engines.processes import Processes, Serial

    n_workers = options.n_workers(n_jobs)
    is_serial = options.engine == "serial" or n_workers == 1
    return Serial() if is_serial else Processes(n_workers)
