"""Workers that die, raise or are stopped: nothing finished is lost and the rest goes on."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from multiprocessing.connection import wait
from pathlib import Path

import pytest

from experiments import executor
from experiments.progress import insistent_interrupt
from experiments.simulate import SeedResult

pytestmark = pytest.mark.skipif(os.name == "nt", reason="kills processes by signal")


@dataclass(frozen=True)
class Task:
    seed: int
    folder: str = ""


def well_behaved(task):
    return SeedResult(task.seed)


def deadly_seed_two(task):
    if task.seed == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return SeedResult(task.seed)


def deadly_once(task):
    mark = f"{task.folder}/{task.seed}"
    if task.seed == 1 and not os.path.exists(mark):  # noqa: PTH110
        with open(mark, "w"):  # noqa: PTH123
            os.kill(os.getpid(), signal.SIGKILL)
    return SeedResult(task.seed)


def results(monkeypatch, job, tasks, workers=2):
    monkeypatch.setattr(executor, "simulate_in_worker", job)
    monkeypatch.setattr(executor, "start_worker", no_preparation)
    return {result.seed: result for result in executor.simulate_all(tasks, workers)}


def no_preparation():
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def test_every_task_comes_back_once(monkeypatch):
    found = results(monkeypatch, well_behaved, [Task(seed) for seed in range(7)])
    assert sorted(found) == list(range(7))


def test_a_seed_that_kills_its_worker_twice_is_given_up_and_the_rest_goes_on(monkeypatch):
    found = results(monkeypatch, deadly_seed_two, [Task(seed) for seed in range(5)])
    assert sorted(found) == list(range(5))
    assert [seed for seed, result in sorted(found.items()) if not result.is_done] == [2]
    assert "died" in found[2].error


def test_a_worker_that_dies_once_loses_nothing(monkeypatch, tmp_path):
    found = results(monkeypatch, deadly_once, [Task(seed, str(tmp_path)) for seed in range(4)])
    assert sorted(found) == list(range(4))
    assert all(result.is_done for result in found.values())


def test_workers_end_with_the_stream(monkeypatch):
    monkeypatch.setattr(executor, "simulate_in_worker", well_behaved)
    monkeypatch.setattr(executor, "start_worker", no_preparation)
    pool = executor._Processes(2)
    stream = pool.results([Task(seed) for seed in range(6)])
    next(stream)
    processes = list(pool.pool._processes.values())
    stream.close()
    # The sentinel tells the end of a process; its exit code may be on the way to the pool's own thread.
    assert all(wait([process.sentinel], 3) for process in processes)


STARTS_A_WORKER = """
import os, time
from experiments import executor
if __name__ == "__main__":
    pool = executor._new_pool(1)
    print(pool.submit(os.getpid).result(), flush=True)
    time.sleep(60)
"""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes in /proc")
def test_workers_end_with_a_killed_parent(tmp_path):
    script = tmp_path / "parent.py"
    script.write_text(STARTS_A_WORKER)
    parent = subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True, env=here())
    with parent:
        worker = int(parent.stdout.readline())
        parent.kill()
    for _ in range(50):
        time.sleep(0.1)
        if not is_running(worker):
            return
    os.kill(worker, signal.SIGKILL)
    pytest.fail("the worker outlived its parent")


def is_running(process):
    try:
        with open(f"/proc/{process}/stat") as state:  # noqa: PTH123
            return state.read().split()[2] != "Z"
    except FileNotFoundError:
        return False


def here():
    """The environment of a child that finds this clone from any folder."""
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}


def swallow_an_interrupt_and_wait():
    with contextlib.suppress(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
    threading.Event().wait(5)


def test_a_swallowed_interrupt_comes_again():
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt), insistent_interrupt():
            swallow_an_interrupt_and_wait()
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, before)
