"""A study belongs to one process at a time, keeps what is finished, and never covers other results."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from experiments.storage.store import (
    MANIFEST,
    RUNS,
    StoreError,
    StudyFolder,
    content_key,
    file_hash,
    stored_manifest,
)

TABLE = pd.DataFrame({"scenario": ["a", "老"], "value": [0.1 + 0.2, float("nan")]})
RUN = "ab12" * 4


def opened(root, key="k1", **words):
    return StudyFolder(root, "study", key, **words)


def with_a_run(root, key="k1"):
    """A study that was broken off after its first run."""
    folder = opened(root, key)
    folder.write_manifest({"key": key, "is_complete": False, "files": {}})
    folder.runs.write(RUN, b"finished")
    folder.close()
    return folder


def finished(root, key="k1"):
    folder = opened(root, key)
    folder.runs.write(RUN, b"finished")
    folder.write_table("outcomes.parquet", TABLE)
    folder.write_table("comparison.csv", TABLE)
    folder.write_manifest({"key": key, "is_complete": True, "files": folder.hashes()})
    folder.close()
    return folder


def names(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_finished_study_is_found_finished_and_holds_nothing_else(tmp_path):
    path = finished(tmp_path / "results").path
    assert names(path) == ["comparison.csv", MANIFEST, "outcomes.parquet", f"runs/ab/{RUN}.zip"]
    assert pd.read_parquet(path / "outcomes.parquet").equals(TABLE)
    assert (path / "comparison.csv").read_bytes() == "scenario,value\na,0.30000000000000004\n老,\n".encode()
    assert (path / MANIFEST).read_bytes().endswith(b"\n}\n")
    folder = opened(tmp_path / "results")
    assert folder.is_finished()
    assert set(folder.manifest()["files"]) == {"outcomes.parquet", "comparison.csv"}
    folder.close()


def test_equal_tables_give_equal_bytes(tmp_path):
    first, second = (finished(tmp_path / name).path / "outcomes.parquet" for name in ("one", "two"))
    assert first.read_bytes() == second.read_bytes()


TROUBLES = ("changed", "missing", "other key", "incomplete", "no files", "odd files")


@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_study_that_is_not_as_its_manifest_says_is_not_finished(tmp_path, trouble):
    path = finished(tmp_path).path
    manifest = json.loads((path / MANIFEST).read_text())
    if trouble == "changed":
        (path / "comparison.csv").write_text("scenario,value\n")
    elif trouble == "missing":
        (path / "comparison.csv").unlink()
    changes = {"incomplete": {"is_complete": False}, "no files": {"files": {}}, "odd files": {"files": 3}}
    (path / MANIFEST).write_text(json.dumps(manifest | changes.get(trouble, {})))
    key = "k2" if trouble == "other key" else "k1"
    folder = opened(tmp_path, key, may_follow=lambda manifest: True)
    assert not folder.is_finished()
    folder.close()


def test_other_content_is_refused_and_left_alone(tmp_path):
    path = finished(tmp_path).path
    before = {name: file_hash(path / name) for name in names(path)}
    with pytest.raises(StoreError, match=r"key k1, wanted k2.*study="):
        opened(tmp_path, "k2")
    assert {name: file_hash(path / name) for name in names(path)} == before
    opened(tmp_path, "k2", may_follow=lambda manifest: manifest["key"] == "k1").close()


def test_a_folder_that_is_no_study_is_refused_and_left_alone(tmp_path):
    (tmp_path / "study" / "runs" / "ab").mkdir(parents=True)
    (tmp_path / "study" / "thesis.tex").write_text("years of work")
    with pytest.raises(StoreError, match=r"thesis.tex.*study="):
        opened(tmp_path)
    assert names(tmp_path) == ["study/thesis.tex"]
    assert (tmp_path / "study" / "runs" / "ab").is_dir()


def test_a_study_in_which_nothing_was_stored_leaves_no_folder(tmp_path):
    folder = opened(tmp_path / "new" / "results")
    folder.write_manifest({"key": "k1", "is_complete": False})
    folder.discard()
    folder.discard()
    folder.close()
    opened(tmp_path / "new" / "results").close()
    assert list(tmp_path.iterdir()) == []


def test_folders_that_were_there_before_stay(tmp_path):
    (tmp_path / "results" / "study").mkdir(parents=True)
    opened(tmp_path / "results").discard()
    assert [path.name for path in (tmp_path / "results").iterdir()] == ["study"]
    assert list((tmp_path / "results" / "study").iterdir()) == []


def test_a_crash_before_the_manifest_is_no_obstacle(tmp_path):
    (tmp_path / "study" / "runs" / "ab").mkdir(parents=True)
    (tmp_path / "study" / ".lock").touch()
    (tmp_path / "study" / f"{MANIFEST}.half-0123456789abcdef").write_text("{")
    opened(tmp_path, "k2").close()
    assert names(tmp_path) == []


@pytest.mark.parametrize("make", [with_a_run, finished])
def test_discarding_keeps_every_finished_run_and_table(tmp_path, make):
    before = names(make(tmp_path).path)
    opened(tmp_path).discard()
    assert names(tmp_path / "study") == before


def test_tables_without_their_runs_keep_their_manifest(tmp_path):
    path = finished(tmp_path).path
    shutil.rmtree(path / RUNS)
    folder = opened(tmp_path)
    folder.write_manifest({"key": "k1", "is_complete": False})
    folder.discard()
    assert names(path) == ["comparison.csv", MANIFEST, "outcomes.parquet"]
    opened(tmp_path).close()


@pytest.mark.parametrize("manifest", ['{"key": "k1", "fil', "", "[]", '{"key": 3}', "\ufeff\ud83d", None])
def test_a_damaged_manifest_neither_locks_out_nor_costs_a_run(tmp_path, manifest, capsys):
    path = with_a_run(tmp_path).path
    if manifest is None:
        (path / MANIFEST).unlink()
    else:
        (path / MANIFEST).write_bytes(manifest.encode("utf-8", "surrogatepass"))
    assert stored_manifest(path) is None
    folder = opened(tmp_path)
    assert folder.runs.path(RUN).read_bytes() == b"finished"
    assert not folder.is_finished()
    folder.close()
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 1
    assert MANIFEST in told[0]


def test_tables_under_a_damaged_manifest_are_not_covered(tmp_path):
    path = finished(tmp_path).path
    shutil.rmtree(path / RUNS)
    (path / MANIFEST).write_text("{")
    with pytest.raises(StoreError, match=MANIFEST):
        opened(tmp_path)
    assert len(names(path)) == 3


def test_a_second_opener_is_refused_until_the_first_is_through(tmp_path):
    folder = opened(tmp_path)
    with pytest.raises(StoreError, match="another process"):
        opened(tmp_path)
    with pytest.raises(StoreError, match="another process"):
        opened(tmp_path, "k2")
    folder.write_manifest({"key": "k1"})
    folder.close()
    opened(tmp_path).close()


HOLDS_THE_LOCK = """
import sys, time
from pathlib import Path
from experiments.storage.store import StudyFolder
folder = StudyFolder(Path(sys.argv[1]), "study", "k1")
folder.runs.write("ab12" * 4, b"finished")
(folder.path / "runs" / "ab" / "x.zip.half-0123456789abcdef").write_bytes(b"fin")
(folder.path / "outcomes.parquet.half-").write_bytes(b"PAR")
print("held", flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(os.name == "nt", reason="kills processes by signal")
def test_a_killed_process_gives_its_lock_back_and_its_remains_are_removed(tmp_path):
    here = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-c", HOLDS_THE_LOCK, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=here) as process:
        process.stdout.readline()
        with pytest.raises(StoreError, match="another process"):
            opened(tmp_path)
        process.send_signal(signal.SIGKILL)
    opened(tmp_path).close()
    assert names(tmp_path) == [f"study/runs/ab/{RUN}.zip"]


@pytest.mark.parametrize("is_made_again", [False, True])
def test_a_folder_that_vanishes_while_at_work_is_told(tmp_path, is_made_again):
    folder = opened(tmp_path)
    shutil.rmtree(folder.path)
    other = opened(tmp_path, "k2") if is_made_again else None
    with pytest.raises(StoreError, match="removed or replaced"):
        folder.write_manifest({"key": "k1"})
    with pytest.raises(StoreError, match="removed or replaced"):
        folder.write_table("outcomes.parquet", TABLE)
    folder.discard()
    if other is None:
        assert list(tmp_path.iterdir()) == []
    else:
        other.write_manifest({"key": "k2"})
        other.close()
        assert names(tmp_path) == [f"study/{MANIFEST}"]


def test_a_lock_is_gone_with_its_study_and_never_split_among_those_who_wait(tmp_path):
    """The lock file is removed while it is held; who opens it just then must not believe to hold it."""
    count = tmp_path / "count"
    command = [sys.executable, "-c", TAKES_TURNS, str(tmp_path), str(count)]
    here = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    workers = [subprocess.Popen(command, env=here) for _ in range(3)]
    assert [worker.wait(60) for worker in workers] == [0, 0, 0]
    assert names(tmp_path) == []


TAKES_TURNS = """
import os, sys, time
from pathlib import Path
from experiments.storage.store import StoreError, StudyFolder
mark, turns = Path(sys.argv[2]), 0
until = time.monotonic() + 1
while time.monotonic() < until:
    try:
        folder = StudyFolder(Path(sys.argv[1]), "study", "k1")
    except StoreError:
        continue
    os.close(os.open(mark, os.O_CREAT | os.O_EXCL))  # fails where two are inside
    time.sleep(0.0005)
    mark.unlink()
    folder.close()
    turns += 1
sys.exit(turns == 0)
"""


@pytest.mark.parametrize("name", ["results", "results/below"])
def test_results_that_are_a_file_are_told_at_once(tmp_path, name):
    (tmp_path / "results").write_text("a file where a folder should be")
    with pytest.raises(StoreError, match="results="):
        opened(tmp_path / name)
    assert names(tmp_path) == ["results"]


def test_a_name_that_is_too_long_is_told(tmp_path):
    with pytest.raises(StoreError, match="results="):
        StudyFolder(tmp_path / "new", "x" * 300, "k1")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_told(tmp_path):
    (tmp_path / "results").mkdir(mode=0o500)
    with pytest.raises(StoreError, match="results="):
        opened(tmp_path / "results")


def test_a_disk_that_fills_up_is_told_and_what_stood_there_stays(tmp_path, monkeypatch):
    path = finished(tmp_path).path
    folder = opened(tmp_path)

    def full(*_words, **_options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("experiments.storage.store.write_at_once", full)
    for write in (lambda: folder.write("comparison.csv", b""), lambda: folder.write_manifest({"key": "k1"})):
        with pytest.raises(StoreError, match=r"No space left.*same command again"):
            write()
    folder.close()
    monkeypatch.undo()
    folder = opened(tmp_path)
    assert folder.is_finished()
    folder.close()
    assert len(names(path)) == 4


def test_keys_follow_content_not_order():
    assert content_key({"a": 1, "b": [1.5, "x"]}) == content_key({"b": [1.5, "x"], "a": 1})
    assert content_key({"a": 1}) != content_key({"a": 2})


def test_many_runs_stay_when_their_study_is_closed(tmp_path):
    folder = opened(tmp_path)
    for number in range(2000):
        key = f"{number * 131 % 256:02x}{number:014x}"
        folder.runs.path(key).parent.mkdir(exist_ok=True)
        folder.runs.path(key).touch()
    folder.close()
    assert len(list(folder.runs.paths())) == 2000
