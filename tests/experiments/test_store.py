"""A study is written whole or not at all, and never over other results."""

import json
import os
import platform

import pandas as pd
import pytest

from experiments.store import MANIFEST, StoreError, StudyFolder, content_key

TABLE = pd.DataFrame({"scenario": ["a", "b"], "value": [1.0, 2.0]})


def published(root, key="k1", table=TABLE):
    folder = StudyFolder(root, "study", key)
    folder.write_table("outcomes.parquet", table)
    folder.write_json(MANIFEST, {"key": key})
    return folder.publish()


def test_study_appears_whole_with_hashes(tmp_path):
    folder = StudyFolder(tmp_path / "results", "study", "k1")
    folder.write_table("outcomes.parquet", TABLE)
    folder.write_table("comparison.csv", TABLE)
    assert not folder.target.exists()
    assert set(folder.hashes()) == {"outcomes.parquet", "comparison.csv"}
    target = folder.publish()
    assert pd.read_parquet(target / "outcomes.parquet").equals(TABLE)
    assert [path.name for path in (tmp_path / "results").iterdir()] == ["study"]


def test_equal_tables_give_equal_bytes(tmp_path):
    first = published(tmp_path / "one") / "outcomes.parquet"
    second = published(tmp_path / "two") / "outcomes.parquet"
    assert first.read_bytes() == second.read_bytes()


def test_same_content_replaces_and_other_content_is_refused(tmp_path):
    published(tmp_path)
    published(tmp_path, table=TABLE.head(1))
    assert len(pd.read_parquet(tmp_path / "study" / "outcomes.parquet")) == 1
    with pytest.raises(StoreError, match="study="):
        StudyFolder(tmp_path, "study", "k2")
    assert json.loads((tmp_path / "study" / MANIFEST).read_text())["key"] == "k1"


def test_discarding_leaves_nothing_behind(tmp_path):
    folder = StudyFolder(tmp_path / "new" / "results", "study", "k1")
    folder.write_table("outcomes.parquet", TABLE)
    folder.discard()
    assert list(tmp_path.iterdir()) == []


def test_trouble_while_writing_keeps_the_older_study(tmp_path):
    published(tmp_path)
    folder = StudyFolder(tmp_path, "study", "k1")
    folder.write_table("outcomes.parquet", TABLE.head(1))
    folder.discard()
    assert len(pd.read_parquet(tmp_path / "study" / "outcomes.parquet")) == 2


def test_a_kill_between_the_renames_is_mended(tmp_path):
    target = published(tmp_path)
    target.rename(tmp_path / ".study.old")
    StudyFolder(tmp_path, "study", "k1").discard()
    assert (tmp_path / "study" / "outcomes.parquet").exists()


def test_an_unwritable_folder_is_told_at_once(tmp_path):
    blocked = tmp_path / "results"
    blocked.write_text("a file where a folder should be")
    with pytest.raises(StoreError, match="results="):
        StudyFolder(blocked, "study", "k1")


def test_keys_follow_content_not_order():
    assert content_key({"a": 1, "b": [1.5, "x"]}) == content_key({"b": [1.5, "x"], "a": 1})
    assert content_key({"a": 1}) != content_key({"a": 2})


@pytest.mark.skipif(os.name == "nt", reason="Windows cannot ask whether a process runs")
def test_remains_of_a_killed_run_are_removed_and_those_of_a_running_one_stay(tmp_path):
    left = tmp_path / f".study.partial-{platform.node()}-{2**22 + 1}"
    running = tmp_path / f".study.partial-{platform.node()}-{os.getppid()}"
    elsewhere = tmp_path / f".study.partial-other-{2**22 + 1}"
    for folder in (left, running, elsewhere):
        folder.mkdir()
    StudyFolder(tmp_path, "study", "k1").discard()
    assert sorted(tmp_path.iterdir()) == sorted([running, elsewhere])
