"""Jobs that need no model, and what workers do with them; importable on workers, and quickly."""

import os
import signal
import time
from dataclasses import dataclass

from experiments.running.work import RunReport

DEADLY_SEED = 2


@dataclass(frozen=True)
class Task:
    seed: int
    wanted: tuple = ()


@dataclass(frozen=True)
class Job:
    task: Task
    keys: dict
    context: str = ""


def light_jobs(n_seeds):
    """Return jobs of two scenarios each."""
    return [
        Job(Task(seed), {name: f"{name} {seed}" for name in ("baseline", "training")})
        for seed in range(n_seeds)
    ]


def pids(job, expected):
    """Take a moment and report the process in place of a run."""
    time.sleep(0.05)
    return [
        RunReport(job.context, name, job.task.seed, key, content=str(os.getpid()).encode())
        for name, key in job.keys.items()
    ]


def deadly(job, expected):
    """Kill the worker by the second scenario of one seed."""
    if job.task.seed == DEADLY_SEED and "training" in job.keys:
        os.kill(os.getpid(), signal.SIGKILL)
    return pids(job, expected)
