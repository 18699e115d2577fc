"""Jobs in this process or in warm worker processes: retry after a killed worker, quick end on Ctrl-C."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING, Any

from experiments.engines import MOST_DEATHS
from experiments.work import RunReport, failed, perform, singly

if TYPE_CHECKING:
    from experiments.plan import Job

_LOOK_AROUND_SECONDS = 0.5

_Running = dict["Future[list[RunReport]]", "Job"]


class Serial:
    """Jobs one after the other in this process."""

    n_workers = 1
    writes_files = True

    def reports(self, jobs: Sequence[Job], is_stored: Callable[[str], bool]) -> Iterator[RunReport]:
        """Yield the reports of all jobs in their order."""
        for job in jobs:
            yield from perform(job)

    def describe(self) -> dict[str, object]:
        """Return what a manifest says about it."""
        return {"engine": "serial", "workers": 1}

    def close(self) -> None:
        """Nothing is left to end."""


class Processes:
    """A pool that is rebuilt when a worker dies; runs in flight then go alone, one after the other.

    No more jobs are handed out than there are workers, so whoever is in flight is a suspect.
    """

    writes_files = True

    def __init__(self, n_workers: int) -> None:
        self.n_workers = n_workers
        self.pool: ProcessPoolExecutor | None = None
        self.deaths: Counter[str] = Counter()
        self.is_alone = False

    def describe(self) -> dict[str, object]:
        """Return what a manifest says about it."""
        return {"engine": "processes", "workers": self.n_workers}

    def reports(self, jobs: Sequence[Job], is_stored: Callable[[str], bool]) -> Iterator[RunReport]:
        """Yield reports as jobs are done; workers end with the generator."""
        waiting, suspects = deque(jobs), deque["Job"]()
        running: _Running = {}
        try:
            while waiting or suspects or running:
                self._hand_out(waiting, suspects, running)
                finished, _ = wait(running, _LOOK_AROUND_SECONDS, FIRST_COMPLETED)
                is_broken = False
                for future in finished:
                    job = running.pop(future)
                    try:
                        yield from future.result()
                    except BrokenProcessPool:
                        is_broken = True
                        yield from self._suspect(job, suspects, is_stored)
                if is_broken:  # before anything else is handed out, so that `is_alone` still holds
                    for job in running.values():
                        yield from self._suspect(job, suspects, is_stored)
                    running.clear()
                    self.close()
        finally:
            self.close()

    def _hand_out(self, waiting: deque[Job], suspects: deque[Job], running: _Running) -> None:
        """Give work to idle workers; a suspect only when nobody else is at work."""
        if suspects:
            if not running:
                self.is_alone = True
                self._submit(suspects.popleft(), running)
            return
        self.is_alone = False
        while waiting and len(running) < self.n_workers:
            self._submit(waiting.popleft(), running)

    def _submit(self, job: Job, running: _Running) -> None:
        for _ in range(MOST_DEATHS):
            if self.pool is None:
                self.pool = _new_pool(self.n_workers)
            try:
                with _deaf_to_interrupt():
                    running[self.pool.submit(perform, job)] = job
                return
            except BrokenProcessPool:
                if running:  # they tell the story when they are waited for
                    break
                self.close()
        running[_broken()] = job

    def _suspect(
        self, job: Job, suspects: deque[Job], is_stored: Callable[[str], bool]
    ) -> Iterator[RunReport]:
        """Queue what was in flight when a worker died, run by run; report what had been stored before."""
        for single in singly(job):
            name, key = next(iter(single.keys.items()))
            self.deaths[key] += self.is_alone
            if is_stored(key):
                yield RunReport(job.context, name, job.task.seed, key)
            elif self.deaths[key] < MOST_DEATHS:
                suspects.append(single)
            else:
                yield from failed(single, f"its worker process died {MOST_DEATHS} times; given up")

    def close(self) -> None:
        """End the workers at once."""
        if self.pool is not None:
            processes = list((self.pool._processes or {}).values())
            self.pool.shutdown(wait=False, cancel_futures=True)
            for process in processes:
                with contextlib.suppress(Exception):
                    process.terminate()
            self.pool = None


def start_worker() -> None:
    """Prepare a worker: the parent alone answers Ctrl-C; the model is imported once."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    import experiments.simulate  # noqa: F401  (so that no job pays for the import)


def _end_with_parent() -> None:
    """Wait for the parent and end this process: a killed parent can no longer tell its workers to stop."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _new_pool(workers: int) -> ProcessPoolExecutor:
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=start_worker)


def _broken() -> Future[Any]:
    future: Future[Any] = Future()
    future.set_exception(BrokenProcessPool("the pool broke before this job was handed out"))
    return future


@contextlib.contextmanager
def _deaf_to_interrupt() -> Iterator[None]:
    """Let processes that start now inherit deafness to Ctrl-C; here it is only put off, never lost."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows: workers turn deaf when they start
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
