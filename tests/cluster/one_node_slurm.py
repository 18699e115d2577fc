"""A real SLURM of one node, all of it in a temporary folder, that runs sweeps on dask workers.

Workers are started by dask-jobqueue or by plain ``srun dask worker``. Half-way through the sweep one of the
two worker jobs is cancelled. Nothing may be lost, and results must equal those of one process. The daemons
listen on 127.0.0.1 only and end with the script.

Needs root and Debian's packages slurm-wlm and munge:
``python -m tests.cluster.one_node_slurm [jobqueue|srun] [seeds]``.
"""

from __future__ import annotations

import contextlib
import os
import platform
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
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
    status_page,
    tiny_jobs,
    unequal,
    wait_for,
    worker_words,
)

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "scancel", "squeue", "sinfo")
N_WORKERS = 2
HERE = "127.0.0.1"

CONFIGURATION = """
ClusterName=one
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller_port}
SlurmdPort={node_port}
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CredType=cred/munge
SlurmUser=root
SlurmdUser=root
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerType=sched/backfill
SchedulerParameters=batch_sched_delay=0,sched_interval=1
MpiDefault=none
SwitchType=switch/none
ReturnToService=2
KillWait=2
NodeName={host} NodeAddr=127.0.0.1 CPUs={n_cpus} State=UNKNOWN
PartitionName=all Nodes={host} Default=YES MaxTime=60 State=UP
"""


def is_possible() -> bool:
    """Return whether this machine has what is needed."""
    return os.geteuid() == 0 and all(map(shutil.which, PROGRAMS)) and (os.cpu_count() or 1) >= N_WORKERS


@contextlib.contextmanager
def slurm() -> Iterator[Path]:
    """Run SLURM; its folder is yielded, and its commands find it by the environment."""
    before = os.environ.get("SLURM_CONF")
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        write_configuration(folder)
        os.environ["SLURM_CONF"] = str(folder / "slurm.conf")
        try:
            for words in daemons(folder):
                stack.enter_context(daemon(words, folder))
                if words[0] == "munged":
                    wait_for((folder / "munge.socket").exists)
            wait_for(lambda: "idle" in said("sinfo", "--noheader", "--format=%T"))
            yield folder
        finally:
            subprocess.run(["scancel", "--user=root"], capture_output=True, check=False)
            wait_for(lambda: not said("squeue", "--noheader"))
            os.environ.pop("SLURM_CONF")
            if before is not None:
                os.environ["SLURM_CONF"] = before


def write_configuration(folder: Path) -> None:
    for part in ("state", "spool"):
        (folder / part).mkdir()
    key = folder / "munge.key"
    key.touch(mode=0o600)
    key.write_bytes(secrets.token_bytes(128))
    ports = free_ports(2)
    text = CONFIGURATION.format(
        host=platform.node(),
        folder=folder,
        controller_port=ports[0],
        node_port=ports[1],
        n_cpus=os.cpu_count(),
    )
    (folder / "slurm.conf").write_text(text)


def free_ports(n: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.create_server((HERE, 0))) for _ in range(n)]
        return [item.getsockname()[1] for item in sockets]


def daemons(folder: Path) -> list[list[str]]:
    munge = ["munged", "--foreground", "--force", f"--socket={folder}/munge.socket"]
    munge += [f"--key-file={folder}/munge.key", f"--pid-file={folder}/munge.pid"]
    munge += [f"--log-file={folder}/munge.log", f"--seed-file={folder}/munge.seed"]
    return [munge, ["slurmctld", "-D", "-c"], ["slurmd", "-D", "-c", "-N", platform.node()]]


@contextlib.contextmanager
def daemon(words: list[str], folder: Path) -> Iterator[None]:
    """Run a program in the foreground as our child; end it politely."""
    with (folder / f"{words[0]}.out").open("w") as log:
        process = subprocess.Popen(words, stdout=log, stderr=log)
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def said(*words: str) -> str:
    return subprocess.run(words, capture_output=True, text=True, check=False).stdout.strip()


@contextlib.contextmanager
def by_jobqueue(folder: Path) -> Iterator[dict[str, str]]:
    """Start a dask scheduler here and jobs of one worker each; yield how to reach it."""
    from dask_jobqueue import SLURMCluster

    cluster = SLURMCluster(
        cores=1,
        processes=1,
        memory="2GB",
        walltime="00:30:00",
        job_directives_skip=["--mem"],  # a node of this configuration states no memory
        python=sys.executable,
        job_script_prologue=[f"cd {ROOT}", f"export PYTHONPATH={ROOT}"],
        worker_extra_args=["--host", HERE, *status_page(HERE)],
        scheduler_options={"host": HERE, "dashboard": False, "dashboard_address": f"{HERE}:0"},
        local_directory=str(folder),
        log_directory=str(folder / "logs"),
    )
    try:
        cluster.scale(jobs=N_WORKERS)
        yield {"address": cluster.scheduler_address}
    finally:
        cluster.close()


@contextlib.contextmanager
def by_srun(folder: Path) -> Iterator[dict[str, str]]:
    """Do the same with nothing but dask's own commands and a file that all machines see."""
    file = folder / "scheduler.json"
    with contextlib.ExitStack() as stack:
        stack.enter_context(dask(*scheduler_words(file)))
        wait_for(file.exists)
        for _ in range(N_WORKERS):
            stack.enter_context(dask(*worker_words(file), prefix=["srun", "--ntasks=1", "--quiet"]))
        yield {"scheduler_file": str(file)}


WAYS = {"jobqueue": by_jobqueue, "srun": by_srun}


def sweep_and_cancel_a_job(way: str, n_seeds: int = 100) -> dict[str, object]:
    """Sweep with two worker jobs, cancel one half-way, and return what was measured."""
    jobs = tiny_jobs(n_seeds)
    n_runs = sum(len(job.keys) for job in jobs)
    reports: list[RunReport] = []
    cancelled_at = 0
    begun = time.monotonic()
    with slurm() as folder, WAYS[way](folder) as place:
        slurm_up = time.monotonic()
        engine = Cluster(options(**place))
        wait_for(lambda: len(engine.client.nthreads()) == N_WORKERS, 60)
        started = time.monotonic()
        for report in engine.reports(jobs, never):
            reports.append(report)
            if not cancelled_at and 2 * len(reports) >= n_runs:
                cancelled_at = len(reports)
                first = said("squeue", "--noheader", "--states=running", "--format=%i").split()[0]
                subprocess.run(["scancel", first], check=True)
        seconds = time.monotonic() - started
        n_left = len(said("squeue", "--noheader", "--states=running", "--format=%i").split())
        engine.close()
    return {
        "way": way,
        "runs": n_runs,
        "cancelled_after": cancelled_at,
        "back": len({report.key for report in reports if report.is_done}),
        "twice": len(reports) - len({report.key for report in reports}),
        "unequal": len(unequal(contents(reports), serial_contents(jobs))),
        "worker_jobs_left": n_left,
        "seconds": round(seconds, 1),
        "seconds_to_slurm": round(slurm_up - begun, 1),
        "seconds_to_workers": round(started - slurm_up, 1),
    }


if __name__ == "__main__":
    for each in sys.argv[1:2] or WAYS:
        print(sweep_and_cancel_a_job(each, *map(int, sys.argv[2:3])), flush=True)
