"""Two network namespaces with a cable between them: a scheduler in one, a dask worker in each.

Half-way through a sweep the far host is lost, in one of two ways: its processes are killed, or its cable is
pulled, so that nobody tells the scheduler. Nothing may be lost, and results must equal those of one process.

Run as root: ``python -m tests.cluster.two_hosts [killed|unplugged] [seeds]``.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from experiments.running.engines.cluster import Cluster
from experiments.running.work import RunReport
from tests.cluster.machines import (
    ROOT,
    contents,
    dask,
    never,
    options,
    scheduler_words,
    serial_contents,
    tiny_jobs,
    unequal,
    wait_for,
    worker_words,
)

NEAR_ADDRESS, FAR_ADDRESS = "10.99.0.1", "10.99.0.2"
MODULE = "tests.cluster.two_hosts"
LOSSES = ("killed", "unplugged")


def is_possible() -> bool:
    """Return whether this process may make network namespaces."""
    if shutil.which("ip") is None or os.geteuid() != 0:
        return False
    name = f"try{os.getpid()}"
    made = subprocess.run(["ip", "netns", "add", name], capture_output=True, check=False)
    subprocess.run(["ip", "netns", "delete", name], capture_output=True, check=False)
    return made.returncode == 0


def ip(*words: str) -> str:
    return subprocess.run(["ip", *words], check=True, capture_output=True, text=True).stdout


@dataclass(frozen=True)
class Host:
    """A network namespace."""

    name: str
    address: str

    def inside(self) -> list[str]:
        return ["ip", "netns", "exec", self.name]

    def kill_all(self) -> None:
        for process in ip("netns", "pids", self.name).split():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(process), 9)

    def unplug(self) -> None:
        ip("-netns", self.name, "link", "set", self.name, "down")


@contextlib.contextmanager
def two_hosts() -> Iterator[tuple[Host, Host]]:
    """Make two hosts that see each other and nobody else."""
    near, far = (Host(f"{name}{os.getpid()}", address) for name, address in
                 (("near", NEAR_ADDRESS), ("far", FAR_ADDRESS)))  # fmt: skip
    try:
        for host in (near, far):
            ip("netns", "add", host.name)
        # The ends of the cable have the names of the hosts.
        ip("-netns", near.name, "link", "add", near.name, "type", "veth", "peer", far.name, "netns", far.name)
        for host in (near, far):
            ip("-netns", host.name, "address", "add", f"{host.address}/24", "dev", host.name)
            for device in ("lo", host.name):
                ip("-netns", host.name, "link", "set", device, "up")
        yield near, far
    finally:
        for host in (near, far):
            with contextlib.suppress(subprocess.CalledProcessError):
                host.kill_all()
                ip("netns", "delete", host.name)


def sweep_and_lose_a_host(loss: str, n_seeds: int = 100) -> dict[str, object]:
    """Set the hosts up, sweep from the near one, and return what was measured there."""
    with two_hosts() as (near, far), tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        file = Path(folder) / "scheduler.json"
        stack.enter_context(dask(*scheduler_words(file, near.address, 8786), prefix=near.inside()))
        wait_for(file.exists)
        for host in (near, far):
            stack.enter_context(dask(*worker_words(file, host.address), prefix=host.inside()))
        done = subprocess.run(
            [*near.inside(), sys.executable, "-m", MODULE, "inside", str(file), far.name, loss, str(n_seeds)],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        found: dict[str, object] = json.loads(done.stdout)
        return found


def sweep(file: Path, far: Host, loss: str, n_seeds: int) -> dict[str, object]:
    """Sweep with both hosts and lose the far one half-way."""
    jobs = tiny_jobs(n_seeds)
    n_runs = sum(len(job.keys) for job in jobs)
    engine = Cluster(options(scheduler_file=str(file)))
    wait_for(lambda: len(engine.client.nthreads()) == 2)
    started = time.monotonic()
    reports: list[RunReport] = []
    lost_at, longest_wait, latest = 0, 0.0, started
    for report in engine.reports(jobs, never):
        reports.append(report)
        now = time.monotonic()
        longest_wait, latest = max(longest_wait, now - latest), now
        if not lost_at and 2 * len(reports) >= n_runs:
            lost_at = len(reports)
            far.kill_all() if loss == "killed" else far.unplug()
    seconds = time.monotonic() - started
    n_left = len(engine.client.nthreads())
    engine.close()
    return {
        "loss": loss,
        "runs": n_runs,
        "lost_after": lost_at,
        "back": len({report.key for report in reports if report.is_done}),
        "twice": len(reports) - len({report.key for report in reports}),
        "unequal": len(unequal(contents(reports), serial_contents(jobs))),
        "workers_left": n_left,
        "seconds": round(seconds, 1),
        "longest_wait_seconds": round(longest_wait, 1),
    }


def main(words: list[str]) -> None:
    if words[:1] == ["inside"]:
        _, file, far, loss, n_seeds = words
        print(json.dumps(sweep(Path(file), Host(far, FAR_ADDRESS), loss, int(n_seeds))))
        return
    for loss in words[:1] or LOSSES:
        print(sweep_and_lose_a_host(loss, *map(int, words[1:2])), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
