"""Seeds through warm worker processes: retry after a killed worker, quick end on Ctrl-C."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from experiments.simulate import SeedResult, SeedTask

MOST_STRIKES = 2
"""A seed whose worker died this often is given up."""

_LOOK_AROUND_SECONDS = 0.5


def simulate_all(tasks: Sequence[SeedTask], workers: int) -> Iterator[SeedResult]:
    """Yield the result of each task as it is finished, in no fixed order.

    Parameters
    ----------
    tasks : sequence of SeedTask
    workers : int
        Processes; 1 simulates in this process.
    """
    if workers <= 1:
        from experiments.simulate import simulate_seed

        yield from map(simulate_seed, tasks)
    else:
        yield from _Processes(workers).results(tasks)


def start_worker() -> None:
    """Prepare a worker: the parent alone answers Ctrl-C; the model is imported once."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    import experiments.simulate  # noqa: F401  (so that no task pays for the import)


def _end_with_parent() -> None:
    """Wait for the parent and end this process: a killed parent can no longer tell its workers to stop."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def simulate_in_worker(task: SeedTask) -> SeedResult:
    """Simulate a task; imported late so that the parent can hand it on without the model."""
    from experiments.simulate import simulate_seed

    return simulate_seed(task)


class _Processes:
    """A pool that is rebuilt when a worker dies; tasks in flight then go alone, one after the other.

    No more tasks are handed out than there are workers, so whoever is in flight is a suspect.
    """

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self.pool: ProcessPoolExecutor | None = None
        self.strikes: Counter[int] = Counter()

    def results(self, tasks: Sequence[SeedTask]) -> Iterator[SeedResult]:
        """Yield results as they come; workers end with the generator."""
        waiting, suspects = deque(tasks), deque[Any]()
        running: dict[Future[SeedResult], SeedTask] = {}
        try:
            while waiting or suspects or running:
                if suspects and not running:
                    self._submit(suspects.popleft(), running)
                elif not suspects:
                    while waiting and len(running) < self.workers and not suspects:
                        self._submit(waiting.popleft(), running)
                finished, _ = wait(running, _LOOK_AROUND_SECONDS, FIRST_COMPLETED)
                is_broken = False
                for future in finished:
                    task = running.pop(future)
                    try:
                        yield future.result()
                    except BrokenProcessPool:
                        is_broken = True
                        yield from self._suspect(task, suspects)
                if is_broken:
                    for task in running.values():
                        yield from self._suspect(task, suspects)
                    running.clear()
                    self.end()
        finally:
            self.end()

    def _submit(self, task: SeedTask, running: dict[Future[SeedResult], SeedTask]) -> None:
        for _ in range(MOST_STRIKES):
            if self.pool is None:
                self.pool = _new_pool(self.workers)
            try:
                with _deaf_to_interrupt():
                    running[self.pool.submit(simulate_in_worker, task)] = task
                return
            except BrokenProcessPool:
                if running:  # they tell the story when they are waited for
                    running[_broken()] = task
                    return
                self.end()
        running[_broken()] = task

    def _suspect(self, task: SeedTask, suspects: deque[Any]) -> Iterator[SeedResult]:
        self.strikes[task.seed] += 1
        if self.strikes[task.seed] < MOST_STRIKES:
            suspects.append(task)
        else:
            from experiments.simulate import SeedResult

            yield SeedResult(task.seed, error=f"its worker process died {MOST_STRIKES} times; given up")

    def end(self) -> None:
        """End the workers at once."""
        if self.pool is not None:
            processes = list((self.pool._processes or {}).values())
            self.pool.shutdown(wait=False, cancel_futures=True)
            for process in processes:
                with contextlib.suppress(Exception):
                    process.terminate()
            self.pool = None


def _new_pool(workers: int) -> ProcessPoolExecutor:
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=start_worker)


def _broken() -> Future[Any]:
    future: Future[Any] = Future()
    future.set_exception(BrokenProcessPool("the pool broke before this task was handed out"))
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
