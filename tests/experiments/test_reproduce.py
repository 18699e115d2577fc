"""A study is run again from its manifest alone, and every difference is told by its place."""

import json
import shutil
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import experiments.study
from experiments.planning.compose import compose_experiment
from experiments.planning.plan import Keys, plan_of
from experiments.planning.record import plan_record
from experiments.reproduce import code_differences, reproduce
from experiments.storage.differences import first_difference
from experiments.storage.provenance import provenance
from experiments.storage.store import MANIFEST, StoreError, StudyFolder
from sim.parameter import ConfigurationError

TABLE = pd.DataFrame(
    {
        "scenario": ["baseline", "baseline", "training"],
        "seed": [0, 1, 0],
        "year": [2021, 2021, 2021],
        "gini": [0.37, np.nan, 0.36],
        "income": [9000.0, 9100.0, 9200.0],
    }
)


@cache
def recorded():
    """Record and key of a small plan, once for all tests."""
    words = [
        "place.n_villages=2",
        "place.households_per_village=12",
        "end_year=2022",
        "replicates=2",
        "lang=zh",
    ]
    plan = plan_of(compose_experiment(["training"], words), "compare")
    return json.dumps(plan_record(plan)), Keys(plan).points_key(), provenance()


def write(root, name, table=TABLE, **changes):
    """Write a study with a table, its CSV and a figure, and return its folder."""
    plan, points_key, code = recorded()
    folder = StudyFolder(root, name, "some-key")
    folder.write_table("outcomes.parquet", table)
    folder.write_table("comparison.csv", table)
    folder.write_table("runs.parquet", pd.DataFrame({"seconds": [float(len(name))]}))
    (folder.path / "figures").mkdir(exist_ok=True)
    folder.write("figures/goals.svg", name.encode())
    manifest = {
        **{"study": name, "key": "some-key", "points_key": points_key, "is_complete": True},
        **{"plan": json.loads(plan), "seeds": [0, 1], "code": code, "files": folder.hashes()},
    }
    folder.write_manifest(manifest | changes)
    folder.close()
    return folder.path


@pytest.fixture
def rerun(monkeypatch):
    """A stand-in for the simulation: it writes the table that it is given and notes what it was asked."""

    class Rerun:
        table, changes, asked = TABLE, {}, ()

        def __call__(self, plan, seeds, name):
            self.asked = (plan, seeds, name)
            return write(Path(plan.options.results), name, self.table, **self.changes)

    standin = Rerun()
    monkeypatch.setattr("experiments.reproduce.rerun", standin)
    return standin


def edit(folder, **changes):
    path = folder / MANIFEST
    manifest = json.loads(path.read_text(encoding="utf-8")) | changes
    path.write_text(json.dumps({key: value for key, value in manifest.items() if value is not None}))


def run(root, *words):
    return reproduce(["first", f"results={root}", *words])


def test_an_equal_study_is_told_file_by_file(tmp_path, rerun, capsys):
    write(tmp_path, "first")
    assert run(tmp_path, "workers=2", "engine=serial") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split() for line in lines if line.startswith("  ")] == [
        ["comparison.csv", "equal"],
        ["outcomes.parquet", "equal"],
    ]
    assert "all 2 data files" in lines[-1]
    plan, seeds, name = rerun.asked
    assert (plan.options.workers, plan.options.engine, plan.options.lang) == (2, "serial", "zh")
    assert (seeds, name) == ([0, 1], "first-reproduced")


def test_a_study_is_found_by_its_path_too(tmp_path, rerun, monkeypatch):
    folder = write(tmp_path / "elsewhere", "first")
    monkeypatch.chdir(tmp_path)
    assert reproduce([str(folder)]) == 0
    assert (tmp_path / "results" / "first-reproduced" / MANIFEST).exists()


def test_the_first_difference_is_told_with_row_column_and_size(tmp_path, rerun, capsys):
    write(tmp_path, "first")
    rerun.table = TABLE.assign(income=[9000.0, 9109.1, 9200.0], gini=[0.37, np.nan, 0.4])
    assert run(tmp_path) == 1
    told = capsys.readouterr().out
    place = "row 2 (scenario = baseline, seed = 1, year = 2021), column income: "
    assert f"{place}9100.0 stored, 9109.1 found now (+9.1, 0.1 %); 2 of 5 columns differ" in told
    assert f"{place}'9100.0' stored, '9109.1' found now (+9.1, 0.1 %); 2 of 5 columns differ" in told
    assert "Not reproduced: 2 of 2" in told


def test_missing_and_new_files_count_as_different(tmp_path, rerun, capsys):
    write(tmp_path, "first")
    files = json.loads((tmp_path / "first" / MANIFEST).read_text())["files"]
    edit(
        tmp_path / "first",
        files={"winners.csv" if name == "comparison.csv" else name: files[name] for name in files},
    )
    assert run(tmp_path) == 1
    told = capsys.readouterr().out
    assert "MISSING" in next(line for line in told.splitlines() if line.startswith("  winners.csv"))
    assert "NEW" in next(line for line in told.splitlines() if line.startswith("  comparison.csv"))


def test_equal_values_in_other_bytes_count_as_reproduced(tmp_path, rerun, capsys):
    folder = write(tmp_path, "first")
    store = StudyFolder(tmp_path, "first", "some-key")
    TABLE.to_parquet(folder / "outcomes.parquet", compression="gzip")
    edit(folder, files=store.hashes())
    store.close()
    assert run(tmp_path) == 0
    assert "the same values in other bytes" in capsys.readouterr().out


def test_altered_files_are_told_before_and_after(tmp_path, rerun, capsys):
    folder = write(tmp_path, "first")
    (folder / "comparison.csv").write_text("better,numbers\n1,2\n")
    (folder / "figures" / "goals.svg").unlink()
    assert run(tmp_path) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == "Altered or removed since the study was written: comparison.csv, figures/goals.svg."
    assert lines[-1] == "But the stored study was altered: comparison.csv."
    assert "all 2 data files" in lines[-2]


def test_what_differs_from_an_altered_file_is_not_made_up(tmp_path, rerun, capsys):
    folder = write(tmp_path, "first")
    (folder / "comparison.csv").unlink()
    rerun.table = TABLE.head(2)
    assert run(tmp_path) == 1
    told = capsys.readouterr().out
    assert "cannot be shown" in told
    assert "3 rows stored, 2 found now" in told


def test_other_code_is_told_before_it_starts(tmp_path, monkeypatch, capsys):
    code = provenance()
    older = {**code, "source_sha256": "0" * 64, "packages": {**code["packages"], "numpy": "1.0"}}
    write(tmp_path, "first", code=older, points_key="of other code")

    def broken(plan, seeds, name):
        raise RuntimeError("started")

    monkeypatch.setattr("experiments.reproduce.rerun", broken)
    with pytest.raises(RuntimeError, match="started"):
        run(tmp_path)
    told = capsys.readouterr().out
    assert f"source_sha256: 000000000000... there, {code['source_sha256'][:12]}... here" in told
    assert f"numpy: 1.0 there, {code['packages']['numpy']} here" in told


def test_finished_reproductions_stay_and_broken_off_ones_go_on(tmp_path, rerun):
    write(tmp_path, "first")
    names = []
    for changes in ({}, {"is_complete": False}, {"is_complete": False, "code": {"version": "0"}}, {}):
        rerun.changes = changes
        run(tmp_path)
        names.append(rerun.asked[2])
    assert names == ["first-reproduced", "first-reproduced-2", "first-reproduced-2", "first-reproduced-3"]


def test_a_rerun_that_was_broken_off_is_no_success(tmp_path, rerun, capsys):
    write(tmp_path, "first")
    rerun.changes = {"seeds": [0], "is_complete": False}
    assert run(tmp_path) == 1
    assert "run this command again" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"plan": None}, "plan is missing"),
        ({"seeds": "0-1", "files": None}, "seeds must be of type list"),
        ({"files": {}}, "no finished tables"),
        ({"points_key": "altered"}, "one of the two was altered"),
        ({"plan": {"format": 99}}, "another version wrote it"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, dict) else "",
)
def test_a_damaged_manifest_is_refused_before_anything_runs(tmp_path, rerun, changes, told):
    edit(write(tmp_path, "first"), **changes)
    with pytest.raises(StoreError, match=told):
        run(tmp_path)
    assert rerun.asked == ()


def test_a_manifest_whose_plan_was_altered_is_refused(tmp_path, rerun):
    folder = write(tmp_path, "first")
    plan = json.loads(recorded()[0])
    plan["parameters"]["place.n_villages"] = 3
    edit(folder, plan=plan)
    with pytest.raises(StoreError, match="one of the two was altered"):
        run(tmp_path)


def test_a_torn_manifest_is_refused(tmp_path, rerun):
    path = write(tmp_path, "first") / MANIFEST
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(StoreError, match="damaged"):
        run(tmp_path)


def test_a_study_that_is_not_there_is_told_with_the_nearest(tmp_path, rerun):
    write(tmp_path, "first")
    with pytest.raises(StoreError, match="did you mean 'first'"):
        reproduce(["frist", f"results={tmp_path}"])
    shutil.rmtree(tmp_path / "first" / "figures")
    (tmp_path / "first" / MANIFEST).unlink()
    with pytest.raises(StoreError, match="no study"):
        run(tmp_path)


def test_wrong_words_are_all_told(tmp_path):
    with pytest.raises(ConfigurationError) as caught:
        reproduce(["one", "two", "wrokers=3", "replicates=5", "engine=slow", "engine=serial", "workers=-1"])
    told = {problem.key: problem.message for problem in caught.value.problems}
    assert set(told) == {"study", "wrokers", "replicates", "engine", "workers"}
    assert "'workers'" in told["wrokers"]
    assert "name one study" in told["study"]


def test_differences_name_columns_types_and_lines(tmp_path):
    def table(name, **columns):
        pd.DataFrame(columns).to_parquet(tmp_path / name)
        return tmp_path / name

    stored = table("a.parquet", a=[1, 2], b=[1.0, None], c=["x", "y"])
    assert first_difference(stored, table("b.parquet", a=[1, 2], b=[1.0, None], c=["x", "y"])) == ""
    other = first_difference(stored, table("c.parquet", a=[1.0, 2.0], b=[1.0, 3.0], d=["x", "y"]))
    assert "columns gone: c; columns new: d" in other
    assert "column a was int64, is double now" in other
    assert "row 2, column b: None stored, 3.0 found now" in other
    first, second = tmp_path / "a.md", tmp_path / "b.md"
    first.write_text("one\ntwo\n")
    second.write_text("one\n2\n")
    assert first_difference(first, second) == "first in line 2: 'two' stored, '2' found now"
    second.write_text("one\n")
    assert first_difference(first, second) == "2 lines stored, 1 found now"
    second.with_suffix(".parquet").write_bytes(b"PAR1 torn")
    assert first_difference(stored, second.with_suffix(".parquet")).startswith("cannot be read")


def test_equal_code_has_no_differences():
    code = provenance()
    assert code_differences(code, json.loads(json.dumps(code))) == []
    assert code_differences({**code, "git": None, "installed": {}, "host": "other"}, code) == []


def test_a_simulated_study_is_reproduced_from_its_manifest(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(experiments.study, "draw_figures", lambda folder, lang: None)
    words = ["place.n_villages=2", "place.households_per_village=12", "end_year=2022", "replicates=2"]
    options = ["policies.training.dose=0.3", "engine=serial", f"results={tmp_path}", "study=first"]
    experiments.study.run_study(compose_experiment(["cash"], [*words, *options]))
    assert run(tmp_path, "engine=serial") == 0
    told = capsys.readouterr().out
    for name in ("outcomes.parquet", "groups.parquet", "ledger.parquet", "comparison.csv"):
        assert [name, "equal"] in [line.split() for line in told.splitlines()]
    assert "other code" not in told
