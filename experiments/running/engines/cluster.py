"""Jobs on a dask cluster: one of this machine, or one whose scheduler somebody else has started."""

from __future__ import annotations

import contextlib
import queue
import sys
import threading
import time
import warnings
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from typing import TYPE_CHECKING, Any

from experiments.running.engines import MOST_DEATHS, EngineError, EngineLostError
from experiments.running.engines.connection import (
    Facts,
    StrangerError,
    difference,
    expected_facts,
    facts_of,
    knock,
    refuse_strangers,
    scheduler_address,
    silenced,
)
from experiments.running.engines.local_cluster import empty_local_cluster, end, no_interrupt
from experiments.running.engines.processes import _deaf_to_interrupt
from experiments.running.work import RunReport, failed, perform, singly
from experiments.words.progress import say

if TYPE_CHECKING:
    from distributed import Client, Future, LocalCluster

    from experiments.planning.options import RunOptions
    from experiments.planning.plan import Job

JOBS_PER_WORKER = 2
"""One at work and one at hand: few, so that little is in flight when something dies."""

PATIENCE_SECONDS = 600.0
"""How long a cluster may be without workers. An assumption: a queue that takes longer is better waited for
before the sweep is started."""

_CONNECT_SECONDS = 5.0
_ANSWER_SECONDS = 10.0
_CLOSE_SECONDS = 1.0
_QUIET_SECONDS = 10.0
_LOOK_AROUND_SECONDS = 1.0


class Cluster:
    """A dask cluster; results come back over the network, and whoever asked for them stores them.

    Dask gives the jobs of a dead worker to others. Jobs that it blames for several deaths may be innocent
    neighbours of the one that kills: they go last, run by run and only one of them at a time.

    Attributes
    ----------
    n_workers : int
        Worker processes that jobs are cut for: those wanted here, or those found elsewhere.

    Raises
    ------
    EngineError
        When no scheduler answers, no worker comes, or some would compute something else.
    """

    writes_files = False

    def __init__(
        self,
        options: RunOptions,
        patience_seconds: float = PATIENCE_SECONDS,
        tell: Callable[[str], None] = say,
    ) -> None:
        self.address = scheduler_address(options)
        self.patience_seconds, self.tell = patience_seconds, tell
        self.local: LocalCluster | None = None
        self.client: Client | None = None
        self.running: dict[Future, Job] = {}
        self.finished: queue.SimpleQueue[Future] = queue.SimpleQueue()
        self.deaths: Counter[str] = Counter()
        self.n_present, self.n_done, self.has_told = 0, 0, False
        self.looked = self.seen = time.monotonic()
        self._undo = contextlib.ExitStack()
        try:
            self._connect(options.n_workers(sys.maxsize))
        except BaseException:
            self.close()
            raise

    def describe(self) -> dict[str, object]:
        """Return what a manifest says about it."""
        from distributed import __version__

        place = "connected" if self.address else "local"
        return {"engine": "dask", "workers": self.n_workers, "cluster": place, "distributed": __version__}

    def _connect(self, n_local: int) -> None:
        """Reach a scheduler, wait for the first worker, and see that all would compute alike."""
        try:
            import distributed  # noqa: F401
        except ImportError as error:
            raise EngineError(f"engine=dask needs more: pip install '.[cluster]' ({error})") from error
        self._undo.enter_context(silenced())
        if not self.address:
            self.local = empty_local_cluster()
            self.local.scale(n_local)
        self.client = _client_of(self.address or self.local.scheduler_address)
        self._look_around()
        while not self.n_present:
            time.sleep(_LOOK_AROUND_SECONDS / 5)
            self._look_around()
        self.n_workers = n_local if self.local is not None else self.n_present
        self._refuse_strangers()

    def _refuse_strangers(self) -> None:
        """Ask all who are there what they would compute with; the scheduler must load the model too."""
        client: Any = self.client
        answers = self._ask(client.run, facts_of, on_error="return")
        try:
            answers["the scheduler"] = self._ask(client.run_on_scheduler, expected_facts)
        except EngineError:
            raise
        except Exception as error:
            answers["the scheduler"] = error
        refuse_strangers(answers)

    def _ask(self, question: Callable[..., Any], *words: Any, **options: Any) -> Any:
        """Return what the scheduler answers to a method of the client.

        Raises
        ------
        EngineError
            When it does not.
        """
        if self.client is None or self.client.status != "running":
            raise EngineLostError(self._farewell())
        try:
            return question(*words, **options)
        except OSError as error:
            raise EngineLostError(self._farewell()) from error

    def _farewell(self) -> str:
        return (
            f"the dask scheduler is gone or out of reach; the {self.n_done} runs that it has sent back are"
            " kept: start it again, and the same command goes on from there"
        )

    def _look_around(self) -> None:
        """See who is there, now and then.

        Raises
        ------
        EngineError
            When nobody has been there for too long, or the scheduler is gone.
        """
        now = time.monotonic()
        if self.client is None or (self.n_present and now - self.looked < _LOOK_AROUND_SECONDS):
            return
        self.n_present = len(self._ask(self.client.nthreads, callback_timeout=_ANSWER_SECONDS))
        self.looked = now
        if self.n_present:
            self.seen, self.has_told = now, False
            return
        if now - self.seen > self.patience_seconds:
            raise EngineLostError(
                f"the cluster has had no workers for {self.patience_seconds:.0f} s; the {self.n_done} runs"
                " that came back are kept: start workers, and the same command goes on from there"
            )
        if now - self.seen > _QUIET_SECONDS and not self.has_told:
            self.tell(f"waiting for dask workers, for at most {self.patience_seconds:.0f} s: there are none")
            self.has_told = True

    def reports(self, jobs: Sequence[Job], is_stored: Callable[[str], bool]) -> Iterator[RunReport]:
        """Yield reports as jobs are done; what is in flight is given up with the generator."""
        from distributed import KilledWorker

        waiting, suspects = deque(jobs), deque["Job"]()
        is_alone = False
        try:
            while waiting or suspects or self.running:
                while waiting and len(self.running) < max(1, JOBS_PER_WORKER * self.n_present):
                    self._submit(waiting.popleft())
                if not self.running:
                    self._submit(suspects.popleft())
                    is_alone = True
                future = self._next_finished()
                try:
                    found = self._result(future)
                except KilledWorker as error:
                    n_deaths = error.allowed_failures + 1 if is_alone else 0
                    found = self._suspect(self.running[future], suspects, n_deaths)
                del self.running[future]
                self.n_done += sum(report.is_done for report in found)
                yield from found
        finally:
            self.running.clear()  # dask forgets what nobody waits for

    def _submit(self, job: Job) -> None:
        if self.client is None:
            raise EngineLostError(self._farewell())
        future = self.client.submit(perform_alike, job, expected_facts(), pure=False)
        self.running[future] = job
        future.add_done_callback(self.finished.put)

    def _next_finished(self) -> Future:
        """Wait for one of the running jobs."""
        while True:
            self._look_around()
            with contextlib.suppress(queue.Empty):
                future = self.finished.get(timeout=_LOOK_AROUND_SECONDS)
                if future in self.running:  # not one that an earlier call has given up
                    return future

    def _result(self, future: Future) -> list[RunReport]:
        """Return the reports of a job; a worker may die with them, and then they are made again."""
        from distributed import KilledWorker

        while True:
            try:
                found: list[RunReport] = future.result(timeout=_ANSWER_SECONDS)
            except KilledWorker:
                raise
            except TimeoutError:
                self._look_around()
            except (OSError, CancelledError) as error:
                raise EngineLostError(self._farewell()) from error
            except StrangerError as error:
                raise EngineError(str(error)) from error
            except Exception as error:
                reason = f"a worker could not do its job: {type(error).__name__}: {error}"
                raise EngineLostError(reason) from error
            else:
                return found

    def _suspect(self, job: Job, suspects: deque[Job], n_deaths: int) -> list[RunReport]:
        """Queue the runs of a job that workers died of; return those that are given up."""
        given_up: list[RunReport] = []
        for single in singly(job):
            (key,) = single.keys.values()
            self.deaths[key] += n_deaths
            if self.deaths[key] < MOST_DEATHS:
                suspects.append(single)
            else:
                given_up += failed(single, f"its worker process died {self.deaths[key]} times; given up")
        return given_up

    def close(self) -> None:
        """Leave the cluster, and end it at once if it is our own."""
        with no_interrupt():
            self.running.clear()
            if self.client is not None:
                with contextlib.suppress(Exception):
                    self.client.close(timeout=_CLOSE_SECONDS)
            if self.local is not None:
                is_ended = threading.Event()
                self.local.loop.add_callback(end, self.local, is_ended)
                # Workers that are just starting end later, in the background or with this process.
                if is_ended.wait(_CLOSE_SECONDS):
                    self.local.close()
            self.client = self.local = None
            self._undo.close()


def _client_of(address: str) -> Client:
    """Return a client of a scheduler.

    Raises
    ------
    EngineError
        When there is none: no route, no such name, no dask, wrong certificates, ...
    """
    from distributed import Client

    try:
        knock(address, _CONNECT_SECONDS)
        with warnings.catch_warnings(), _deaf_to_interrupt():
            warnings.simplefilter("ignore")  # of versions: those that matter are compared later
            return Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
    except Exception as error:
        is_late = isinstance(error, TimeoutError)
        reason = f"after {_CONNECT_SECONDS:.0f} s" if is_late else f"{type(error).__name__}: {error}"
        raise EngineError(
            f"no dask scheduler answers at {address} ({reason}): is it running and within reach?"
        ) from error


def perform_alike(job: Job, expected: Facts) -> list[RunReport]:
    """Do a job on a worker, unless it would compute something else: workers may join at any time."""
    from distributed import get_worker

    worker = get_worker()
    if found := difference(facts_of(worker), expected):
        raise StrangerError(f"the worker {worker.address} joined with {found}")
    return perform(job)
