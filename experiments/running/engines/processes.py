"""Jobs in this process or in warm worker processes: retry after a killed worker, quick end on Ctrl-C."""

from __future__ import annotations

import contextlib
import importlib
import multiprocessing
import os
import pickle
import signal
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from multiprocessing import connection
from typing import TYPE_CHECKING

from experiments.running.engines import MOST_DEATHS, EngineError
from experiments.running.work import RunReport, failed, first_and_rest, reports_of, without

if TYPE_CHECKING:
    from experiments.planning.plan import Job

MOST_FALSE_STARTS = 3
"""Workers that may die in a row before they are ready; after that no further one is tried."""

_LOOK_AROUND_SECONDS = 0.5
_END_SECONDS = 1.0

_Work = Callable[["Job"], Iterator[RunReport]]


class Serial:
    """Jobs one after the other in this process."""

    n_workers = 1
    writes_files = True

    def reports(self, jobs: Sequence[Job], is_stored: Callable[[str], bool]) -> Iterator[RunReport]:
        """Yield the reports of all jobs in their order, up to one that could not be stored."""
        for job in jobs:
            for report in reports_of(job):
                yield report
                if report.is_storage:
                    return

    def describe(self) -> dict[str, object]:
        """Return what a manifest says about it."""
        return {"engine": "serial", "workers": 1}

    def close(self) -> None:
        """Nothing is left to end."""


class Processes:
    """Worker processes that do one job at a time and report every run as soon as it is stored.

    So it is known which run a worker was at when it died. That run goes alone next; if that kills a worker
    too, once more when all else is done and nobody competes for memory; then it is given up.

    Parameters
    ----------
    n_workers : int
    do : callable
        What a worker does with a job; it must be importable.
    needed : str
        Module that a worker imports before its first job, so that no job pays for it.
    """

    writes_files = True

    def __init__(self, n_workers: int, do: _Work = reports_of, needed: str = "experiments.simulate") -> None:
        self.n_workers, self.do, self.needed = n_workers, do, needed
        self.workers: list[_Worker] = []
        self.waiting: deque[Job] = deque()
        self.feared: deque[Job] = deque()
        self.deaths: Counter[str] = Counter()
        self.n_false_starts = 0

    def describe(self) -> dict[str, object]:
        """Return what a manifest says about it."""
        return {"engine": "processes", "workers": self.n_workers}

    def reports(self, jobs: Sequence[Job], is_stored: Callable[[str], bool]) -> Iterator[RunReport]:
        """Yield reports as runs are done, up to one that could not be stored.

        Workers stay for the next call; when this one is broken off they end.

        Raises
        ------
        EngineError
            When workers cannot be started.
        """
        self.waiting, self.feared = deque(jobs), deque()
        is_through = False
        try:
            while self.waiting or self.feared or self._n_busy():
                self._hand_out()
                for worker in self._heard():
                    for report in self._listen(worker, is_stored):
                        yield report
                        if report.is_storage:
                            return
            is_through = True
        finally:
            if not is_through:
                self.close()

    def _n_busy(self) -> int:
        return sum(worker.job is not None for worker in self.workers)

    def _hand_out(self) -> None:
        """Start missing workers and give jobs to idle ones; what is feared comes last and alone."""
        n_jobs = len(self.waiting) + len(self.feared) + self._n_busy()
        while len(self.workers) < min(self.n_workers, n_jobs):
            with _deaf_to_interrupt():
                self.workers.append(_Worker(self.do, self.needed))
        for worker in self.workers:
            if worker.is_ready and worker.job is None:
                if self.waiting:
                    worker.give(self._next_for(worker))
                elif self.feared and not self._n_busy():
                    worker.give(self.feared.popleft())

    def _next_for(self, worker: _Worker) -> Job:
        """Take the next job: of the seed whose history the worker holds, else of one that nobody is at."""
        busy = {_history(other.latest) for other in self.workers if other.job is not None}
        wishes = (lambda job: _history(job) == _history(worker.latest), lambda job: _history(job) not in busy)
        found = (place for wish in wishes for place, job in enumerate(self.waiting) if wish(job))
        place = next(found, 0)
        job = self.waiting[place]
        del self.waiting[place]
        return job

    def _heard(self) -> list[_Worker]:
        """Return the workers that have said something, or died; waits for them for a moment."""
        heard = connection.wait([worker.line for worker in self.workers], _LOOK_AROUND_SECONDS)
        return [worker for worker in self.workers if worker.line in heard]

    def _listen(self, worker: _Worker, is_stored: Callable[[str], bool]) -> Iterator[RunReport]:
        """Take note of one message, and yield the reports that come of it."""
        try:
            message = worker.line.recv()
        except (EOFError, OSError):
            yield from self._bury(worker, is_stored)
            return
        if isinstance(message, RunReport):
            worker.told.add(message.key)
            yield message
        elif message is None:
            worker.is_ready, worker.job = True, None
            self.n_false_starts = 0
        elif worker.job is None:
            raise EngineError(f"worker processes cannot be started: {message}")
        elif (left := without(worker.job, worker.told)) is not None:
            yield from failed(left, message)

    def _bury(self, worker: _Worker, is_stored: Callable[[str], bool]) -> Iterator[RunReport]:
        """Report what a dead worker had stored, and queue the others, the one that it was at by itself."""
        self.workers.remove(worker)
        end = worker.end()
        if not worker.is_ready:
            self._note_false_start(end)
        if worker.job is None:
            return
        names = {key: name for name, key in worker.job.keys.items()}
        stored = [key for key in names if key not in worker.told and is_stored(key)]
        yield from (RunReport(worker.job.context, names[key], worker.job.task.seed, key) for key in stored)
        left = without(worker.job, {*worker.told, *stored})
        if left is None:
            return
        first, rest = first_and_rest(left)
        if rest is not None:
            self.waiting.appendleft(rest)
        (key,) = first.keys.values()
        self.deaths[key] += len(names) == 1  # in a longer job another run may have worn the worker out
        if self.deaths[key] == 0:
            self.waiting.appendleft(first)
        elif self.deaths[key] < MOST_DEATHS:
            self.feared.append(first)
        else:
            yield from failed(first, f"its worker process died {self.deaths[key]} times ({end}); given up")

    def _note_false_start(self, end: str) -> None:
        self.n_false_starts += 1
        if self.n_false_starts >= MOST_FALSE_STARTS:
            raise EngineError(
                f"worker processes die while they start ({end}); a script that runs studies must do so below"
                ' `if __name__ == "__main__":`, and must not be read from standard input'
            )

    def close(self) -> None:
        """End the workers at once."""
        for worker in self.workers:
            worker.process.terminate()
        until = time.monotonic() + _END_SECONDS
        for worker in self.workers:
            worker.end(max(0.0, until - time.monotonic()))
        self.workers.clear()


class _Worker:
    """A process and the line to it: it is given jobs and answers with reports, None when it is ready.

    Attributes
    ----------
    job : Job or None
        What it is at.
    latest : Job or None
        What it was at last.
    told : set of str
        Keys of the runs of the job that it has reported.
    """

    def __init__(self, do: _Work, needed: str) -> None:
        context = multiprocessing.get_context("spawn")
        self.line, other_end = context.Pipe()
        self.process = context.Process(target=_be_a_worker, args=(other_end, do, needed), daemon=True)
        self.job: Job | None = None
        self.latest: Job | None = None
        self.told: set[str] = set()
        self.is_ready = False
        try:
            self.process.start()
        except OSError as error:
            raise EngineError(f"no worker process can be started: {error.strerror or error}") from error
        other_end.close()

    def give(self, job: Job) -> None:
        """Hand over a job; one that has died meanwhile is found out when it is listened to."""
        self.job, self.latest, self.told = job, job, set()
        with contextlib.suppress(OSError):
            self.line.send(job)

    def end(self, seconds: float = _END_SECONDS) -> str:
        """See to it that the process is gone; return how it ended."""
        self.process.join(seconds)
        if self.process.is_alive():
            self.process.kill()
            self.process.join(_END_SECONDS)  # one that hangs on a dead network disk is not waited for
        code = self.process.exitcode or 0
        self.line.close()
        if code >= 0:
            return f"exit code {code}"
        return f"signal {-code}" + (", perhaps for want of memory" if -code == 9 else "")


def _history(job: Job | None) -> tuple[str, int] | None:
    """Return what tells the history from which the runs of a job fork."""
    return None if job is None else (job.context, job.task.seed)


def _be_a_worker(line: connection.Connection, do: _Work, needed: str) -> None:
    """Do jobs until the line is cut: the parent alone answers Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with contextlib.suppress(EOFError, ConnectionError):
        try:
            importlib.import_module(needed)
        except Exception as failure:
            line.send(f"{type(failure).__name__}: {failure}")
            return
        line.send(None)
        while True:
            if error := _do_next(line, do):
                line.send(error)
            line.send(None)


def _do_next(line: connection.Connection, do: _Work) -> str:
    """Wait for a job and do it; return what went wrong with it as a whole."""
    content = line.recv_bytes()
    try:
        for report in do(pickle.loads(content)):
            line.send(report)
    except ConnectionError:
        raise
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


def _end_with_parent() -> None:
    """Wait for the parent and end this process: a killed parent can no longer tell its workers to stop."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextlib.contextmanager
def _deaf_to_interrupt() -> Iterator[None]:
    """Let processes that start now inherit deafness to Ctrl-C; here it is only put off, never lost."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows: workers turn deaf when they start
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # started later it would make this process hear again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
