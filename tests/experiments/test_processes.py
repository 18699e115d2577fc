"""Workers that die, raise or are stopped: nothing finished is lost, culprits are named, the rest goes on."""

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from multiprocessing.connection import wait
from pathlib import Path

import pytest

from experiments.running.engines import EngineError, processes
from experiments.running.engines.processes import Processes, Serial
from experiments.running.work import first_and_rest, without
from tests.experiments.fake_work import done_by, job_of, jobs_of, large, nothing_is_stored, tries

pytestmark = pytest.mark.skipif(os.name == "nt", reason="kills processes by signal")

ROOT = str(Path(__file__).parents[2])


@pytest.fixture
def engine():
    found = Processes(2, done_by, "json")
    yield found
    found.close()


def collected(engine, jobs, is_stored=nothing_is_stored):
    """The reports by key; none may come twice."""
    found = {}
    for report in engine.reports(jobs, is_stored):
        assert report.key not in found
        found[report.key] = report
    assert found.keys() == {key for job in jobs for key in job.keys.values()}
    return found


def failed_of(found):
    return sorted(key for key, report in found.items() if not report.is_done)


def test_every_run_comes_back_once(engine, tmp_path):
    found = collected(engine, jobs_of(7, 3, tmp_path))
    assert failed_of(found) == []
    assert set(counts(tmp_path).values()) == {1}


def test_runs_are_told_as_soon_as_they_are_done(engine):
    names = ["first", "second", "endless"]
    stream = engine.reports([job_of(names)], nothing_is_stored)
    assert [next(stream).scenario, next(stream).scenario] == names[:2]
    stream.close()


def counts(folder):
    return {key: len(begun) for key, begun in tries(folder).items()}


NAMES = [f"run{place:02d}" for place in range(15)]


def test_a_worker_that_dies_once_loses_nothing_and_costs_one_run(engine, tmp_path):
    jobs = [job_of([*NAMES[:8], "mortal", *NAMES[8:]], folder=tmp_path), *jobs_of(2, 2, tmp_path)]
    assert failed_of(collected(engine, jobs)) == []
    found = counts(tmp_path)
    assert found.pop("mortal-0") == 2
    assert set(found.values()) == {1}


def test_what_was_stored_before_its_worker_died_is_done(engine, tmp_path):
    jobs = [job_of(["a", "stored", "z"], folder=tmp_path)]
    assert failed_of(collected(engine, jobs, lambda key: (tmp_path / f"{key}.zip").exists())) == []
    assert counts(tmp_path) == {"a-0": 1, "stored-0": 1, "z-0": 1}


def test_a_deadly_run_is_given_up_after_two_tries_alone_and_its_neighbours_run_once(engine, tmp_path):
    jobs = [job_of([*NAMES[:4], "deadly", *NAMES[4:]], folder=tmp_path), *jobs_of(1, 16, tmp_path)]
    found = collected(engine, jobs)
    assert failed_of(found) == ["deadly-0"]
    assert "died 2 times (signal 9" in found["deadly-0"].error
    number = counts(tmp_path)
    assert number.pop("deadly-0") == 3
    assert set(number.values()) == {1}


def test_the_last_try_of_a_deadly_run_is_made_when_all_else_is_done(engine, tmp_path):
    slow = [job_of(["slow1", "slow2"], seed, tmp_path) for seed in (1, 2)]
    collected(engine, [job_of(["deadly"], 0, tmp_path), *slow])
    begun = tries(tmp_path)
    first, last = begun.pop("deadly-0")
    assert first < last
    assert all(start < last - 0.25 for starts in begun.values() for start in starts)


def test_some_deadly_runs_among_many_cost_only_themselves(engine, tmp_path):
    jobs = [job_of(["run", "deadly", "other"], seed, tmp_path) for seed in range(3)]
    found = collected(engine, jobs + jobs_of(31, 16, tmp_path))
    assert len(found) == 505
    assert failed_of(found) == ["deadly-0", "deadly-1", "deadly-2"]
    assert sum(counts(tmp_path).values()) == 505 + 3 * 2


def test_workers_killed_while_idle_are_replaced_and_nobody_is_blamed(engine, tmp_path):
    collected(engine, jobs_of(4, 1))
    assert len(engine.workers) == 2
    for worker in engine.workers:
        os.kill(worker.process.pid, signal.SIGKILL)
    assert failed_of(collected(engine, jobs_of(6, 2, tmp_path))) == []
    assert set(counts(tmp_path).values()) == {1}
    assert set(engine.deaths.values()) <= {0}


def test_all_workers_killed_at_once_lose_nothing(engine, tmp_path):
    jobs = [job_of(["slow1", "slow2", "slow3"], seed, tmp_path) for seed in range(4)]
    found = []
    for report in engine.reports(jobs, nothing_is_stored):
        if len(found) == 1:
            for worker in engine.workers:
                os.kill(worker.process.pid, signal.SIGKILL)
        found.append(report.key)
    assert sorted(found) == sorted(key for job in jobs for key in job.keys.values())
    assert sum(counts(tmp_path).values()) <= 12 + 2


def test_workers_stay_warm_for_the_next_call(engine):
    collected(engine, jobs_of(2, 1))
    before = [worker.process.pid for worker in engine.workers]
    collected(engine, jobs_of(2, 1))
    assert [worker.process.pid for worker in engine.workers] == before


def test_a_job_that_raises_fails_where_it_was_and_the_rest_goes_on(engine, tmp_path):
    found = collected(engine, [job_of(["good", "broken", "after"]), *jobs_of(3, 2, tmp_path)])
    assert failed_of(found) == ["after-0", "broken-0"]
    assert found["broken-0"].error == "ValueError: this job is broken"


@pytest.mark.parametrize("is_serial", [True, False])
def test_a_full_disk_stops_the_work_early(engine, tmp_path, is_serial, monkeypatch):
    jobs = [job_of(["run", "full", "after"], folder=tmp_path), *jobs_of(40, 16, tmp_path)[1:]]
    monkeypatch.setattr(processes, "reports_of", done_by)
    found = list((Serial() if is_serial else engine).reports(jobs, nothing_is_stored))
    assert found[-1].is_storage
    assert [report.error for report in found[:-1]] == [""] * (len(found) - 1)
    assert len(counts(tmp_path)) < 200
    assert engine.workers == []


def test_workers_end_with_a_stream_that_is_broken_off(engine):
    stream = engine.reports([job_of(["run", "endless"], seed) for seed in range(6)], nothing_is_stored)
    next(stream)
    sentinels = [os.dup(worker.process.sentinel) for worker in engine.workers]
    started = time.perf_counter()
    stream.close()
    assert time.perf_counter() - started < 2
    assert all(wait([sentinel], 0) for sentinel in sentinels)
    for sentinel in sentinels:
        os.close(sentinel)
    assert engine.workers == []


def test_workers_that_die_while_they_start_end_with_a_message(tmp_path, monkeypatch, capfd):
    (tmp_path / "worker_trouble.py").write_text(
        "import multiprocessing\n"
        "if multiprocessing.current_process().name != 'MainProcess':\n"
        "    raise ImportError('a library is missing')\n"
        "def do(job): return iter(())\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    import worker_trouble

    engine = Processes(2, worker_trouble.do)
    with pytest.raises(EngineError, match=r"die while they start \(exit code 1\)"):
        list(engine.reports(jobs_of(3, 1), nothing_is_stored))
    assert engine.workers == []
    assert "a library is missing" in capfd.readouterr().err


def test_workers_that_cannot_import_the_model_say_why():
    engine = Processes(2, done_by, "no_such_module")
    with pytest.raises(EngineError, match=r"cannot be started: ModuleNotFoundError: .*no_such_module"):
        list(engine.reports(jobs_of(3, 1), nothing_is_stored))
    assert engine.workers == []


def test_a_machine_without_room_for_processes_is_told(engine, monkeypatch):
    def no_room(process):
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr("multiprocessing.process.BaseProcess.start", no_room)
    with pytest.raises(EngineError, match="temporarily unavailable"):
        list(engine.reports(jobs_of(2, 1), nothing_is_stored))


SCRIPT = """
import sys
sys.path.insert(0, {root!r})
from experiments.running.engines.processes import Processes
from tests.experiments.fake_work import done_by, job_of, nothing_is_stored
def work():
    engine = Processes(2, done_by, "json")
    for report in engine.reports([job_of(["run", "endless"], seed) for seed in range(2)], nothing_is_stored):
        print(*(worker.process.pid for worker in engine.workers), flush=True)
{call}
"""


def started(tmp_path, call):
    script = tmp_path / "parent.py"
    script.write_text(SCRIPT.format(root=ROOT, call=call))
    lines = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen([sys.executable, script], start_new_session=True, **lines)


GUARDED = 'if __name__ == "__main__":\n    work()'


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_workers_end_with_their_parent_within_three_seconds(tmp_path, number):
    with started(tmp_path, GUARDED) as parent:
        workers = [int(word) for _ in range(2) for word in parent.stdout.readline().split()]
        began = time.perf_counter()
        if number == signal.SIGINT:
            os.killpg(parent.pid, number)  # as a terminal does: to parent and workers alike
        else:
            parent.kill()
        parent.wait(10)
        while any(is_running(worker) for worker in workers) and time.perf_counter() - began < 10:
            time.sleep(0.05)
        assert time.perf_counter() - began < 3
        told = parent.stderr.read()
    assert "KeyboardInterrupt" in told if number == signal.SIGINT else told == ""
    assert "SpawnProcess" not in told  # workers are deaf


def is_running(process):
    try:
        return Path(f"/proc/{process}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False


def test_a_script_without_a_guard_is_told_what_it_lacks(tmp_path):
    with started(tmp_path, "work()") as parent:
        _, told = parent.communicate(timeout=60)
    assert parent.returncode == 1
    assert 'below `if __name__ == "__main__":`' in told.splitlines()[-1]


def test_the_line_to_a_worker_is_no_place_for_deadlocks(engine):
    """Reports larger than any buffer come while jobs larger than any buffer go out."""
    text = "x" * 1_000_000
    engine.do = large
    jobs = [replace(job, folder=text) for job in jobs_of(6, 3)]
    found = collected(engine, jobs)
    assert {len(report.content) for report in found.values()} == {1_000_000}


def test_reports_in_a_thread_work_as_well(engine):
    """Signals belong to the main thread; notebooks and servers call from others."""
    found = []
    thread = threading.Thread(target=lambda: found.append(collected(engine, jobs_of(3, 2))))
    thread.start()
    thread.join(60)
    assert failed_of(found[0]) == []


def test_what_is_done_is_taken_out_of_a_job():
    job = job_of(["a", "b", "c"])
    left = without(job, ["b-0", "other"])
    assert (list(left.keys), left.task.wanted) == (["a", "c"], ("a", "c"))
    assert without(job, job.keys.values()) is None


def test_the_run_that_comes_first_is_set_apart():
    first, rest = first_and_rest(job_of(["a", "b", "c"]))
    assert (first.keys, rest.task.wanted) == ({"a": "a-0"}, ("b", "c"))
    assert first_and_rest(first) == (first, None)
