"""The dask engine: equal results, and nothing lost when workers or the scheduler die."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

pytest.importorskip("distributed")

from experiments.running.engines import EngineError, cluster
from experiments.running.engines.cluster import Cluster
from experiments.running.engines.connection import expected_facts, refuse_strangers, scheduler_address
from tests.cluster import stand_ins
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

pytestmark = pytest.mark.skipif(os.name == "nt", reason="kills processes by signal")


@pytest.fixture(scope="module")
def local():
    """A cluster of this machine with two workers."""
    with closing(Cluster(options(workers=2))) as engine:
        yield engine


@pytest.fixture
def machines():
    """Processes that end with the test."""
    with ExitStack() as stack:
        yield stack


def start(machines, words, **options):
    return machines.enter_context(dask(*words, **options))


def scheduler_file(machines, folder):
    file = folder / "scheduler.json"
    process = start(machines, scheduler_words(file))
    wait_for(file.exists)
    return file, process


def test_runs_equal_those_of_one_process(local):
    jobs = tiny_jobs(4)
    assert unequal(contents(local.reports(jobs, never)), serial_contents(jobs)) == []


def test_a_killed_worker_loses_nothing(local, monkeypatch):
    monkeypatch.setattr(cluster, "perform_alike", stand_ins.pids)
    jobs = stand_ins.light_jobs(30)
    stream = local.reports(jobs, never)
    found = [next(stream)]
    os.kill(int(found[0].content), signal.SIGKILL)
    found += stream
    assert sorted(report.key for report in found) == sorted(key for job in jobs for key in job.keys.values())
    assert all(report.is_done for report in found)


def test_a_run_that_always_kills_its_worker_is_given_up_and_its_neighbours_come_through(local, monkeypatch):
    monkeypatch.setattr(cluster, "perform_alike", stand_ins.deadly)
    found = list(local.reports(stand_ins.light_jobs(4), never))
    assert len(found) == 4 * 2
    assert [(report.scenario, report.seed) for report in found if not report.is_done] == [
        ("training", stand_ins.DEADLY_SEED)
    ]
    assert "died 2 times" in next(report.error for report in found if report.error)


def test_a_killed_scheduler_is_told_at_once_and_what_came_back_stays(machines, tmp_path, monkeypatch, capfd):
    monkeypatch.setattr(cluster, "perform_alike", stand_ins.pids)
    file, scheduler = scheduler_file(machines, tmp_path)
    start(machines, worker_words(file))
    found = []
    with closing(Cluster(options(scheduler_file=str(file)))) as engine:
        stream = engine.reports(stand_ins.light_jobs(200), never)
        found.append(next(stream))
        os.kill(scheduler.pid, signal.SIGKILL)
        killed = time.monotonic()
        with pytest.raises(EngineError, match=r"scheduler is gone or out of reach; the \d+ runs .* are kept"):
            found.extend(stream)
    assert time.monotonic() - killed < 5
    assert all(report.is_done for report in found)
    assert capfd.readouterr().err == ""


def test_a_worker_with_other_code_is_refused(machines, tmp_path):
    file, _ = scheduler_file(machines, tmp_path)
    start(machines, worker_words(file), code=other_code(tmp_path / "other"))
    with pytest.raises(EngineError, match=r"tcp://\S+ has model source \w+ where \w+ is wanted"):
        Cluster(options(scheduler_file=str(file)))


def test_a_worker_that_joins_later_is_asked_too(local, monkeypatch):
    wanted = {**expected_facts(), "numpy": "0.1"}
    monkeypatch.setattr(cluster, "expected_facts", lambda: wanted)
    with pytest.raises(EngineError, match=r"tcp://\S+ joined with numpy \S+ where 0\.1 is wanted"):
        list(local.reports(stand_ins.light_jobs(1), never))


def other_code(folder):
    """Return a copy of the project in which one line of the model differs."""
    for name in ("sim", "experiments", "scenarios"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "fonts"))
    with (folder / "sim" / "runs.py").open("a") as file:
        file.write("# other code\n")
    return folder


def test_a_cluster_without_workers_is_waited_for_and_then_given_up(machines, tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "_QUIET_SECONDS", 0.1)
    file, _ = scheduler_file(machines, tmp_path)
    told = []
    with pytest.raises(EngineError, match="no workers for 1 s"):
        Cluster(options(scheduler_file=str(file)), patience_seconds=1, tell=told.append)
    assert len(told) == 1
    assert "waiting for dask workers" in told[0]


def test_all_strangers_are_named_at_once():
    alike = expected_facts()
    answers = {"a": alike, "b": {**alike, "numpy": "0.1"}, "c": {**alike, "threads": "4"}, "d": OSError()}
    with pytest.raises(EngineError) as error:
        refuse_strangers(answers)
    lines = str(error.value).splitlines()[1:]
    assert lines == [
        f"  b has numpy 0.1 where {alike['numpy']} is wanted",
        "  c has threads 4 where 1 is wanted",
    ]


def test_a_scheduler_that_does_not_answer_is_told_in_plain_words(monkeypatch):
    monkeypatch.setattr(cluster, "_CONNECT_SECONDS", 1.0)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(EngineError, match=rf"no dask scheduler answers at {address} \(after 1 s\)"):
            Cluster(options(address=address))


def test_a_worker_is_no_scheduler(local):
    address = next(iter(local.client.nthreads()))
    with pytest.raises(EngineError, match="the address of a worker"):
        Cluster(options(address=address))


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("10.0.0.5", "must end in a port"),
        ("tcp://10.0.0.5:99999", "must end in a port from 1 to 65535"),
        ("tpc://10.0.0.5:8786", "did you mean 'tcp://10.0.0.5:8786'"),
        ("tcp://:8786", "must be a machine and a port"),
    ],
)
def test_addresses_of_a_wrong_form_are_told_before_anything_is_contacted(address, message):
    with pytest.raises(EngineError) as error:
        scheduler_address(options(address=address))
    assert message in str(error.value)


@pytest.mark.parametrize("text", [None, "", "[]", '{"address": "nowhere"}'])
def test_scheduler_files_that_tell_no_address_are_refused(tmp_path, text):
    file = tmp_path / "scheduler.json"
    if text is not None:
        file.write_text(text)
    with pytest.raises(EngineError, match="scheduler_file"):
        scheduler_address(options(scheduler_file=str(file)))


def test_address_and_file_together_are_refused(tmp_path):
    with pytest.raises(EngineError, match="not both"):
        scheduler_address(options(address="a:1", scheduler_file="b"))


SWEEPS = """
from experiments.running.engines import cluster
from tests.cluster import stand_ins
from tests.cluster.machines import never, options
if __name__ == "__main__":
    cluster.perform_alike = stand_ins.pids
    for report in cluster.Cluster(options(workers=1)).reports(stand_ins.light_jobs(2000), never):
        print(report.content.decode(), flush=True)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_an_interrupt_or_a_killed_parent_ends_all_within_three_seconds(tmp_path, number):
    script = tmp_path / "sweeps.py"
    script.write_text(SWEEPS)
    with subprocess.Popen(
        [sys.executable, script],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as parent:
        workers = {int(parent.stdout.readline()) for _ in range(3)}
        if number == signal.SIGINT:
            os.killpg(parent.pid, number)
        else:
            parent.kill()
        sent = time.monotonic()
        parent.wait(10)
        wait_for(lambda: not any(is_running(worker) for worker in workers), 3)
        assert time.monotonic() - sent < 3


def is_running(process):
    try:
        return Path(f"/proc/{process}/stat").read_text().split(")")[-1].split()[0] != "Z"
    except FileNotFoundError:
        return False
