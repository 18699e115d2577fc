"""A run file is read back exactly as it was written, or not at all."""

import errno
import json
import os
import threading
import zipfile
from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.simulate import RunTables
from experiments.storage.run_files import (
    DamagedRunError,
    RunFile,
    RunFiles,
    is_half,
    packed,
    remove_halves,
    write_at_once,
)

KEY = "ab12" * 4
KEPT = ("groups", "twins")


def tables(**changes):
    """Tables of one run, with every number that is easily lost."""
    whole = {
        "outcomes": pd.DataFrame({"year": [2020, 2021], "gini": [0.1 + 0.2, np.nan], "a": [-0.0, 5e-324]}),
        "ledger": pd.DataFrame({"year": [2020], "flow": ["wage"], "amount_cny": [np.inf]}),
        "groups": pd.DataFrame(),
        "twins": pd.DataFrame({"label": ["Q1", "老"], "n_better": [3, 2**62], "gap": [np.nan, -1.5]}),
        "seconds": 0.5,
    }
    return RunTables(**(whole | changes))


def content(kept=KEPT, **changes):
    info = {"key": KEY, "seed": 3, "parameters": {"dose": 0.5, "place.n_villages": 2}}
    return packed(info, tables(**changes), kept)


def everything(file):
    """All that a reader can get out of a run file, with the bits of its numbers."""
    names, years, values = file.outcomes()
    found = {name: file.table(name) for name in file.tables}
    frames = {name: None if table is None else table.to_pydict() for name, table in found.items()}
    return names, years, values.tobytes(), values.shape, repr(frames), file.info


def test_what_is_read_is_what_was_written():
    file = RunFile(content(), KEY)
    names, years, values = file.outcomes()
    assert (names, years) == (["gini", "a"], [2020, 2021])
    expected = np.array([[0.1 + 0.2, -0.0], [np.nan, 5e-324]])
    assert np.ascontiguousarray(values).tobytes() == expected.tobytes()
    assert file.tables == ["groups", "twins"]
    assert file.table("groups") is None
    pd.testing.assert_frame_equal(file.table("twins").to_pandas(), tables().twins, check_exact=True)
    assert file.info["seed"] == 3


def test_a_run_file_is_a_plain_archive_that_says_what_it_holds():
    with zipfile.ZipFile(BytesIO(content())) as archive:
        names = archive.namelist()
        info, parameters = (json.loads(archive.read(name)) for name in ("run.json", "parameters.json"))
    assert names == ["run.json", "parameters.json", "outcomes.arrow", "twins.arrow"]
    assert info["tables"] == {"groups": 0, "twins": 2}
    assert parameters == {"dose": 0.5, "place.n_villages": 2}


def test_gaps_in_a_table_are_told_from_numbers_that_are_none():
    table = RunFile(content(), KEY).table("twins")
    assert table.column("gap").null_count == 0


def test_equal_runs_make_equal_bytes():
    assert content() == content()
    assert content() != content(outcomes=tables().outcomes.assign(gini=[0.0, 0.0]))


def read_or_refused(damaged, whole):
    """Whether damaged content is refused; if it is not, it must read like the whole one."""
    try:
        file = RunFile(damaged, KEY)
    except DamagedRunError:
        return True
    assert everything(file) == whole
    return False


def test_a_file_cut_at_any_length_is_refused():
    good = content()
    whole = everything(RunFile(good, KEY))
    refused = [read_or_refused(good[:length], whole) for length in range(len(good))]
    assert all(refused)


def test_a_flip_of_any_bit_is_refused_or_harmless():
    good = content()
    whole = everything(RunFile(good, KEY))
    n_refused = 0
    for place in range(len(good)):
        for bit in range(8):
            damaged = bytearray(good)
            damaged[place] ^= 1 << bit
            n_refused += read_or_refused(bytes(damaged), whole)
    assert n_refused > 0.9 * 8 * len(good)  # what is left are times and other fields that nobody reads


@given(st.data())
def test_bytes_lost_changed_or_put_in_are_refused_or_harmless(data):
    good = content()
    first = data.draw(st.integers(0, len(good)))
    last = data.draw(st.integers(first, min(len(good), first + 200)))
    damaged = good[:first] + data.draw(st.binary(max_size=200)) + good[last:]
    read_or_refused(damaged, everything(RunFile(good, KEY)))


def test_a_table_that_vanished_from_the_index_is_missed():
    """The length of a comment, one bit of which swallows the next entry, stands under no checksum."""
    good = BytesIO(content())
    with zipfile.ZipFile(good) as archive:
        members = {name: archive.read(name) for name in archive.namelist() if name != "twins.arrow"}
    less = BytesIO()
    with zipfile.ZipFile(less, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    with pytest.raises(DamagedRunError, match="lacks"):
        RunFile(less.getvalue(), KEY)


def rewritten(change):
    """A sound archive whose ``run.json`` was changed."""
    with zipfile.ZipFile(BytesIO(content())) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    info = json.loads(members["run.json"])
    members["run.json"] = json.dumps(change(info)).encode()
    found = BytesIO()
    with zipfile.ZipFile(found, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return found.getvalue()


@pytest.mark.parametrize(
    "change",
    [
        lambda info: {**info, "format": 0},
        lambda info: {**info, "key": "other"},
        lambda info: {name: value for name, value in info.items() if name != "tables"},
        lambda info: {**info, "tables": 3},
        lambda info: [info],
        lambda info: None,
    ],
)
def test_another_run_or_layout_is_refused(change):
    assert RunFile(rewritten(lambda info: info), KEY).info["seed"] == 3
    with pytest.raises(DamagedRunError):
        RunFile(rewritten(change), KEY)


def test_a_run_is_done_only_when_its_file_is_whole_and_holds_what_is_wanted(tmp_path):
    files = RunFiles(tmp_path)
    assert not files.has(KEY)
    files.write(KEY, content())
    assert files.has(KEY)
    assert files.has(KEY, KEPT)
    assert not files.has(KEY, ("ledger",))
    files.path(KEY).write_bytes(content()[:-1])
    assert not files.has(KEY)
    files.path("cd" * 8).parent.mkdir()
    files.path("cd" * 8).write_bytes(content())
    assert not files.has("cd" * 8)
    assert sorted(path.name for path in files.paths()) == [f"{KEY}.zip", f"{'cd' * 8}.zip"]


def test_an_unreadable_file_is_a_run_that_is_not_done(tmp_path):
    RunFiles(tmp_path).path(KEY).mkdir(parents=True)
    with pytest.raises(DamagedRunError, match="cannot be read"):
        RunFiles(tmp_path).read(KEY)


def test_a_folder_that_was_removed_is_not_made_again(tmp_path):
    with pytest.raises(FileNotFoundError):
        RunFiles(tmp_path / "gone").write(KEY, content())
    assert list(tmp_path.iterdir()) == []


class FullDisk:
    """Stands for a file: takes a few bytes and then has no room."""

    def __init__(self, file):
        self.file = file

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()

    def write(self, content):
        self.file.write(content[:5])
        self.file.flush()
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_no_half_file_is_left_on_a_full_disk(tmp_path, monkeypatch):
    path = tmp_path / "table.csv"
    path.write_bytes(b"before")
    opened = Path.open
    monkeypatch.setattr(Path, "open", lambda self, *words: FullDisk(opened(self, *words)))
    with pytest.raises(OSError, match="No space"):
        write_at_once(path, b"after, and longer")
    monkeypatch.undo()
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.name == "nt", reason="limits of processes")
def test_no_half_file_is_left_where_files_may_not_grow(tmp_path):
    import resource
    import signal

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        with pytest.raises(OSError, match="too large"):
            write_at_once(tmp_path / "run.zip", bytes(1_000_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    assert list(tmp_path.iterdir()) == []


def test_an_interruption_while_writing_leaves_nothing(tmp_path, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_at_once(tmp_path / "run.zip", b"x", is_durable=True)
    assert list(tmp_path.iterdir()) == []


def test_many_writers_of_one_file_never_meet(tmp_path):
    path = tmp_path / "same.zip"
    contents = [bytes([number]) * 50_000 for number in range(8)]

    def write(content):
        for _ in range(20):
            write_at_once(path, content)

    threads = [threading.Thread(target=write, args=[content]) for content in contents]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        if path.exists():
            assert path.read_bytes() in contents
    for thread in threads:
        thread.join()
    assert list(tmp_path.iterdir()) == [path]


def test_remains_of_killed_writers_go_and_files_of_others_stay(tmp_path):
    (tmp_path / "ab").mkdir()
    halves = [tmp_path / "ab" / "x.zip.half-0123456789abcdef", tmp_path / "outcomes.parquet.half-"]
    others = [tmp_path / "my.half-time.txt", tmp_path / "ab" / "x.zip"]
    for path in (*halves, *others):
        path.write_text("")
    assert [is_half(path) for path in (*halves, *others)] == [True, True, False, False]
    remove_halves(tmp_path)
    assert [path.exists() for path in (*halves, *others)] == [False, False, True, True]
