"""What workers do in tests in place of simulating; importable on them."""

import os
import signal
import time

from experiments.work import RunReport

DEADLY_SEED = 2


def pids(job, expected):
    """Take a moment and report the process instead of a run."""
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
