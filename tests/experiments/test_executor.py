"""Workers that die, raise or are stopped: nothing finished is lost and the rest goes on."""

import os
import signal
from dataclasses import dataclass

import pytest

from experiments import executor
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
    for process in processes:
        process.join(3)
    assert not any(process.is_alive() for process in processes)
