"""A dask cluster of this machine, which ends at once when it is no longer wanted."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import threading
from collections.abc import Iterator
from multiprocessing import resource_tracker
from typing import TYPE_CHECKING

from experiments.running.engines import MOST_DEATHS
from experiments.running.engines.processes import _deaf_to_interrupt

if TYPE_CHECKING:
    from distributed import LocalCluster

_KILL_SECONDS = 0.1


def empty_local_cluster() -> LocalCluster:
    """Return a cluster of this machine without workers yet, deaf to Ctrl-C: we alone answer it."""
    from distributed import LocalCluster

    resource_tracker.ensure_running()  # started later it would undo the deafness of whoever starts it
    with _deaf_to_interrupt():
        cluster = LocalCluster(
            n_workers=0,
            threads_per_worker=1,
            memory_limit=0,  # no limit: as for other worker processes
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            silence_logs=logging.CRITICAL + 1,
            # Whoever is blamed goes alone next: no need to lose many workers before.
            scheduler_kwargs={"allowed_failures": MOST_DEATHS - 1, "dashboard": False},
        )
    cluster.shutdown_on_close = False  # what that means is: do not wait for it when Python ends
    return cluster


async def end(cluster: LocalCluster, is_ended: threading.Event) -> None:
    """End worker processes without waiting for what they are at, then the scheduler."""
    with contextlib.suppress(Exception):
        await asyncio.gather(*(nanny.close(timeout=_KILL_SECONDS) for nanny in cluster.workers.values()))
        await cluster.close()
    is_ended.set()


@contextlib.contextmanager
def no_interrupt() -> Iterator[None]:
    """Let nobody interrupt the last steps; they take a second or two."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
