"""Sweeps that are killed, interrupted, out of disk or damaged: what is finished stays, the rest is redone.

Every study here is a tiny one; whatever befell it, the same command must end in the bytes of a study that
was never disturbed.
"""

import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from experiments.cli import main
from experiments.storage.run_files import is_half
from experiments.storage.store import MANIFEST, stored_manifest

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes in /proc")

ROOT = Path(__file__).parents[2]
N_RUNS = 48
COMMAND = (
    *("sweep", "scenario=training", "policies.training.dose=0.2,0.4,0.6", "replicates=12", "study=s"),
    *("place.n_villages=2", "place.households_per_village=12", "end_year=2024"),
)
TABLES = ("outcomes.parquet", "twins.parquet", "comparison.csv", "winners.csv")
AT_ONCE_SECONDS = 3.0


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """The study that all others must end as."""
    results = tmp_path_factory.mktemp("undisturbed")
    assert run_here(results) == 0
    assert len(run_files(results)) == N_RUNS
    return results / "s"


@pytest.fixture
def copy(undisturbed, tmp_path):
    """A finished study that may be damaged."""
    shutil.copytree(undisturbed, tmp_path / "s")
    return tmp_path


def run_here(results, *words):
    """Run the command in this process, which has everything imported already."""
    given = {word.split("=")[0] for word in words}
    rest = [word for word in COMMAND if word.split("=")[0] not in given]
    return main([*rest, *words, f"results={results}", "workers=1"])


@contextlib.contextmanager
def running(results, workers=2):
    """Run the command in a process group of its own, as a terminal does."""
    command = [sys.executable, "-m", "experiments.cli", *COMMAND, f"results={results}", f"workers={workers}"]
    here = {**os.environ, "PYTHONPATH": str(ROOT)}
    streams = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, env=here, cwd=results, start_new_session=True, **streams) as process:
        try:
            yield process
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def run_files(results):
    """The run files by name, each with what tells whether it was written again."""
    found = (results / "s" / "runs").glob("??/*.zip")
    return {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in found}


def wait_for_runs(process, results, n=4):
    """Wait until some runs are finished while others are not."""
    until = time.monotonic() + 60
    while len(list((results / "s" / "runs").glob("??/*.zip"))) < n:
        assert process.poll() is None, process.stderr.read()
        assert time.monotonic() < until
        time.sleep(0.005)


def ended(process, seconds=60):
    """Wait for the end; return the exit code and the words on the way."""
    _, told = process.communicate(timeout=seconds)
    return process.returncode, told


def workers_of(process):
    """The worker processes that a process has started."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == process.pid and "spawn_main" in (folder / "cmdline").read_text():
                found.append(int(folder.name))
    return found


def is_running(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def assert_clean(results):
    """No half file, no lock, no word of a complete study."""
    folder = results / "s"
    assert [path for path in folder.rglob("*") if is_half(path)] == []
    assert not (folder / ".lock").exists()
    assert stored_manifest(folder)["is_complete"] is False


def assert_whole(results, undisturbed, kept=()):
    """The study is the undisturbed one, and no finished run was lost or made again."""
    for name in TABLES:
        assert (results / "s" / name).read_bytes() == (undisturbed / name).read_bytes(), name
    assert stored_manifest(results / "s")["is_complete"]
    assert [path for path in (results / "s").rglob("*") if is_half(path)] == []
    after = run_files(results)
    assert len(after) == N_RUNS
    for name in kept:
        assert after[name] == kept[name]


@pytest.mark.slow
def test_neither_a_second_call_nor_a_killed_worker_disturbs_a_sweep(tmp_path, undisturbed, capsys):
    with running(tmp_path) as process:
        wait_for_runs(process, tmp_path)
        assert run_here(tmp_path) == 2
        assert "another process is working" in capsys.readouterr().err
        workers = workers_of(process)
        before = run_files(tmp_path)
        assert process.poll() is None
        os.kill(workers[0], signal.SIGKILL)
        code, told = ended(process)
    assert (code, len(workers)) == (0, 2), told
    assert_whole(tmp_path, undisturbed, before)


def test_a_killed_parent_takes_its_workers_along_and_loses_no_run(tmp_path, undisturbed):
    with running(tmp_path) as process:
        wait_for_runs(process, tmp_path)
        workers = workers_of(process)
        process.kill()
        until = time.monotonic() + AT_ONCE_SECONDS
        while any(map(is_running, workers)) and time.monotonic() < until:
            time.sleep(0.01)
        assert not any(map(is_running, workers))
    before = run_files(tmp_path)
    assert 4 <= len(before) < N_RUNS
    assert stored_manifest(tmp_path / "s")["status"] == "running"
    (tmp_path / "s" / "outcomes.parquet.half-").write_bytes(b"PAR1")  # as if it had been at the tables
    assert run_here(tmp_path) == 0
    assert_whole(tmp_path, undisturbed, before)


@pytest.mark.parametrize("workers", [pytest.param(1, marks=pytest.mark.slow), 2])
def test_ctrl_c_ends_at_once_and_keeps_what_is_finished(tmp_path, undisturbed, workers):
    with running(tmp_path, workers) as process:
        wait_for_runs(process, tmp_path)
        children = workers_of(process)
        began = time.monotonic()
        os.killpg(process.pid, signal.SIGINT)
        code, told = ended(process)
        assert time.monotonic() - began < AT_ONCE_SECONDS
        assert not any(map(is_running, children))
    assert code == 130
    assert "Traceback" not in told
    before = run_files(tmp_path)
    assert 4 <= len(before) < N_RUNS
    assert_clean(tmp_path)
    assert run_here(tmp_path) == 0
    assert_whole(tmp_path, undisturbed, before)


@pytest.fixture
def small_disk(tmp_path):
    """A file system that is soon full."""
    disk = tmp_path / "disk"
    disk.mkdir()
    try:
        mount("tmpfs", disk, f"size={N_RUNS * 12}k")
    except OSError as error:
        pytest.skip(f"no small file system here: {error}")
    yield disk
    libc().umount2(str(disk).encode(), 2)


def libc():
    return ctypes.CDLL(None, use_errno=True)


def mount(kind, place, options, flags=0):
    words = [word.encode() for word in (kind, str(place), kind)]
    if libc().mount(*words, flags, options.encode()) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


@pytest.mark.slow
def test_a_full_disk_is_told_and_costs_no_finished_run(small_disk, undisturbed):
    with running(small_disk) as process:
        code, told = ended(process)
    assert code in (1, 2)
    assert "No space left on device" in told
    assert "Traceback" not in told
    before = run_files(small_disk)
    assert 4 <= len(before) < N_RUNS
    assert_clean(small_disk)
    remount = 32
    mount("tmpfs", small_disk, "size=50m", remount)
    assert run_here(small_disk) == 0
    assert_whole(small_disk, undisturbed, before)


@pytest.fixture
def freeze():
    """Make folders read-only, for root too; they thaw at the end."""
    frozen = []

    def change(folder, is_frozen):
        if os.geteuid() != 0:
            folder.chmod(0o500 if is_frozen else 0o700)
        else:
            subprocess.run(["chattr", "+i" if is_frozen else "-i", folder], check=True, capture_output=True)

    def freeze(folder):
        for path in (folder, *(path for path in sorted(folder.rglob("*")) if path.is_dir())):
            try:
                change(path, True)
            except (OSError, subprocess.CalledProcessError) as error:
                pytest.skip(f"folders cannot be made read-only here: {error}")
            frozen.append(path)

    def thaw():
        while frozen:
            change(frozen.pop(), False)

    freeze.thaw = thaw
    yield freeze
    thaw()


@pytest.mark.slow
def test_a_folder_that_becomes_read_only_is_told_and_costs_no_finished_run(tmp_path, undisturbed, freeze):
    with running(tmp_path) as process:
        wait_for_runs(process, tmp_path)
        freeze(tmp_path / "s")
        code, told = ended(process)
    assert code in (1, 2)
    assert "cannot be written" in told
    assert "Traceback" not in told
    before = run_files(tmp_path)
    assert 4 <= len(before) < N_RUNS
    assert [path for path in (tmp_path / "s").rglob("*") if is_half(path)] == []
    freeze.thaw()
    assert run_here(tmp_path) == 0
    assert_whole(tmp_path, undisturbed, before)


def damage_some(copy):
    """Damage four run files, each in its own way; return the others."""
    before = run_files(copy)
    cut, flipped, emptied, gone, *others = sorted((copy / "s" / "runs").glob("??/*.zip"))
    cut.write_bytes(cut.read_bytes()[:-7])
    content = bytearray(flipped.read_bytes())
    content[len(content) // 2] ^= 4
    flipped.write_bytes(content)
    emptied.write_bytes(b"")
    gone.unlink()
    return {path.name: before[path.name] for path in others}


def test_damaged_run_files_are_made_again_and_no_others(copy, undisturbed):
    others = damage_some(copy)
    for name in (MANIFEST, *TABLES):
        (copy / "s" / name).unlink()
    assert run_here(copy) == 0
    assert_whole(copy, undisturbed, others)
    assert stored_manifest(copy / "s")["runs"] == {"found": N_RUNS - 4, "simulated": 4, "failed": 0}


def test_a_finished_sweep_needs_its_runs_again_only_when_seeds_are_added(copy, undisturbed):
    others = damage_some(copy)
    assert run_here(copy) == 0
    for name in TABLES:
        assert (copy / "s" / name).read_bytes() == (undisturbed / name).read_bytes()
    assert run_here(copy, "replicates=13") == 0
    after = run_files(copy)
    assert len(after) == N_RUNS + 4
    assert {name: after[name] for name in others} == others
    assert stored_manifest(copy / "s")["runs"] == {"found": N_RUNS - 4, "simulated": 8, "failed": 0}


@pytest.mark.parametrize("damage", ["manifest", "table", "no table"])
def test_damaged_tables_are_written_again_from_the_runs(copy, undisturbed, damage, capsys):
    before = run_files(copy)
    if damage == "manifest":
        path = copy / "s" / MANIFEST
        path.write_bytes(path.read_bytes()[:1000])
    elif damage == "table":
        (copy / "s" / "comparison.csv").write_text("dose,income\n0.2,1e9\n")
    else:
        (copy / "s" / "outcomes.parquet").unlink()
    assert run_here(copy) == 0
    assert_whole(copy, undisturbed, before)
    assert (MANIFEST in capsys.readouterr().err) == (damage == "manifest")


@pytest.mark.slow
def test_a_study_that_is_removed_while_at_work_is_told(tmp_path, undisturbed):
    with running(tmp_path) as process:
        wait_for_runs(process, tmp_path)
        (tmp_path / "s").rename(tmp_path / "away")
        code, told = ended(process)
    assert code in (1, 2)
    assert "Traceback" not in told
    assert not (tmp_path / "s").exists()
    (tmp_path / "away").rename(tmp_path / "s")
    before = run_files(tmp_path)
    assert run_here(tmp_path) == 0
    assert_whole(tmp_path, undisturbed, before)
