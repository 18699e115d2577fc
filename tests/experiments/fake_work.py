"""Jobs that simulate nothing and die, raise or wait as the names of their scenarios say; quick to import."""

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from experiments.running.work import RunReport


@dataclass(frozen=True)
class Scenario:
    name: str


@dataclass(frozen=True)
class Task:
    seed: int
    scenarios: tuple
    wanted: tuple

    def wanted_plans(self):
        return [item for item in self.scenarios if item.name in self.wanted]


@dataclass(frozen=True)
class Job:
    context: str
    task: Task
    keys: dict
    folder: str


def job_of(names, seed=0, folder=""):
    """A job of some runs under one seed."""
    keys = {name: f"{name}-{seed}" for name in names}
    return Job("", Task(seed, tuple(Scenario(name) for name in names), tuple(names)), keys, str(folder))


def jobs_of(n_jobs, n_runs, folder="", first_seed=1000):
    """Harmless jobs."""
    names = [f"run{place:02d}" for place in range(n_runs)]
    return [job_of(names, first_seed + place, folder) for place in range(n_jobs)]


def nothing_is_stored(key):
    return False


def done_by(job):
    """Do a job; when each try of a run began is noted in the folder, if there is one."""
    for plan in job.task.wanted_plans():
        name, key = plan.name, job.keys[plan.name]
        is_again = _note(job, key) > 1
        if name.startswith("deadly") or (name.startswith("mortal") and not is_again):
            os.kill(os.getpid(), signal.SIGKILL)
        if name.startswith("broken"):
            raise ValueError("this job is broken")
        if name.startswith("slow"):
            time.sleep(0.3)
        if name.startswith("endless"):
            time.sleep(600)
        if name.startswith("stored") and not is_again:  # and killed before anybody is told
            Path(job.folder, f"{key}.zip").touch()
            os.kill(os.getpid(), signal.SIGKILL)
        is_full = name.startswith("full")
        yield RunReport("", name, job.task.seed, key, error="disk full" * is_full, is_storage=is_full)


def _note(job, key):
    if not job.folder:
        return 1
    with Path(job.folder, key).open("a") as file:
        file.write(f"{time.monotonic()} ")
    return len(tries(job.folder)[key])


def tries(folder):
    """When each try of each run began, by key."""
    noted = [path for path in Path(folder).iterdir() if path.suffix != ".zip"]
    return {path.name: [float(word) for word in path.read_text().split()] for path in noted}


def large(job):
    """Answer each run with as much as the job itself holds."""
    for name, key in job.keys.items():
        yield RunReport("", name, job.task.seed, key, content=job.folder.encode())
