"""Tables leave a study for Excel and Stata whole, with their labels, and in equal bytes each time."""

import json
import re

import numpy as np
import pandas as pd
import pytest

from experiments.export import export
from experiments.storage import table_formats
from experiments.storage.store import MANIFEST, StoreError, StudyFolder
from experiments.storage.table_formats import (
    BYTE_ORDER_MARK,
    LABEL_SIGNS,
    NAME_SIGNS,
    TEXT_BYTES,
    labels_table,
    stata_names,
    write_csv,
    write_dta,
)
from experiments.words.labels import outcome_label
from sim.config import Config
from sim.outcomes import OUTCOMES
from sim.parameter import ConfigurationError, flat
from tests.helpers.study_folder import TITLES, outcomes_table

DOSE = "policies.training.dose"
LATE = "changes_from_year.2026.health.illness_prob_old"


def table(n_seeds=2):
    """Outcomes with an axis, a Chinese scenario and a hole."""
    found = outcomes_table(list(TITLES)[:2], n_seeds, range(2019, 2023))
    found["scenario"] = found["scenario"].replace("training", "培训")
    found.insert(1, DOSE, np.where(found["scenario"] == "培训", 0.5, np.nan))
    found.loc[3, "gini"] = np.nan
    return found


@pytest.fixture
def study(tmp_path):
    folder = StudyFolder(tmp_path, "first", "some-key")
    folder.write_table("outcomes.parquet", table())
    folder.write_table("groups.parquet", table(1).rename(columns={"scenario": "label"}))
    folder.write_table("comparison.csv", table(1))
    (folder.path / "figures").mkdir(exist_ok=True)
    folder.write("figures/data.csv", b"x\n")
    folder.write_manifest({"key": "some-key", "is_complete": True, "files": folder.hashes()})
    folder.close()
    return folder.path


def run(study, *words):
    return export([str(study), *words])


def csv(path):
    return pd.read_csv(path, encoding="utf-8-sig")


def parquet(tmp_path, **columns):
    path = tmp_path / "table.parquet"
    pd.DataFrame(columns).to_parquet(path)
    return path


def stata(tmp_path, **columns):
    """What Stata would read of a table with some columns."""
    write_dta(parquet(tmp_path, **columns), tmp_path / "table.dta", "table")
    return pd.read_stata(tmp_path / "table.dta")


def test_csv_gives_every_number_back_and_empty_cells_where_nothing_is(study, capsys):
    assert run(study) == 0
    path = study / "export" / "outcomes.csv"
    assert path.read_bytes().startswith(BYTE_ORDER_MARK)
    assert b"nan" not in path.read_bytes().lower()
    pd.testing.assert_frame_equal(csv(path), table(), check_exact=True, check_dtype=False)
    assert sorted(item.name for item in path.parent.iterdir()) == ["outcomes-labels.csv", "outcomes.csv"]
    assert "16 rows" in capsys.readouterr().out


def test_large_tables_are_written_some_rows_at_a_time(study, monkeypatch, tmp_path):
    monkeypatch.setattr(table_formats, "_ROWS_AT_ONCE", 3)
    assert write_csv(study / "outcomes.parquet", tmp_path / "out.csv") == 16
    pd.testing.assert_frame_equal(csv(tmp_path / "out.csv"), table(), check_exact=True, check_dtype=False)


def test_stata_gives_every_number_back_under_plain_names(study):
    assert run(study, "format=dta") == 0
    with pd.read_stata(study / "export" / "outcomes.dta", iterator=True) as reader:
        labels = reader.variable_labels()
        assert reader.data_label == "outcomes of first"
        found = reader.read()
    expected = table().rename(columns=stata_names(list(table())))
    assert list(found) == list(expected)
    pd.testing.assert_frame_equal(found, expected, check_exact=True, check_dtype=False)
    assert labels["gini"] == OUTCOMES["gini"].label
    assert labels["policies_training_dose"]


def test_labels_tell_names_units_and_meaning_in_both_languages(study):
    run(study, "format=dta")
    labels = csv(study / "export" / "outcomes-labels.csv").set_index("column")
    assert list(labels.index) == list(table())
    assert labels.loc[DOSE, "variable"] == "policies_training_dose"
    assert labels.loc["gini", "label_zh"] == outcome_label("gini").label_zh
    assert labels.loc["gini", "definition"] == OUTCOMES["gini"].definition
    assert labels.loc["seed", "label_zh"] == "随机种子"
    assert labels.loc["income_per_capita", "unit"] == OUTCOMES["income_per_capita"].unit


def test_tables_are_chosen_by_name_and_others_are_told(study, capsys):
    run(study, "tables=groups, comparison")
    assert {path.name for path in (study / "export").glob("*[!s].csv")} == {"comparison.csv"}
    assert (study / "export" / "groups.csv").exists()
    assert capsys.readouterr().out.splitlines()[-1].endswith("outcomes")
    run(study, "tables=all", "format=dta")
    names = {path.stem for path in (study / "export").glob("*.dta")}
    assert names == {"outcomes", "groups", "comparison"}
    pd.testing.assert_frame_equal(
        pd.read_stata(study / "export" / "comparison.dta").rename(columns={"policies_training_dose": DOSE}),
        csv(study / "export" / "comparison.csv"),
        check_dtype=False,
    )


@pytest.mark.parametrize("form", ["csv", "dta"])
def test_equal_tables_make_equal_bytes(study, form):
    contents = []
    for _ in range(2):
        run(study, f"format={form}", "tables=all")
        contents.append({path.name: path.read_bytes() for path in (study / "export").iterdir()})
    assert contents[0] == contents[1]
    assert len(contents[0]) == 6


def test_every_outcome_and_parameter_has_a_name_of_its_own_in_stata():
    columns = [
        *OUTCOMES,
        *flat(Config()),
        LATE,
        LATE.replace("2026", "2027"),
        "context",
        "情景",
        "",
        "str5",
        "2x",
    ]
    names = stata_names(columns)
    assert list(names) == columns
    assert len(set(names.values())) == len(columns)
    for name in names.values():
        assert re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name)
        assert len(name) <= NAME_SIGNS
    unchanged = [name for name in OUTCOMES if len(name) <= NAME_SIGNS]
    assert all(names[name] == name for name in unchanged)
    assert names["str5"] == "str5_"
    assert labels_table(list(OUTCOMES))["label_en"].str.len().max() <= LABEL_SIGNS


def test_stata_accepts_all_outcomes_and_parameters_at_once(tmp_path):
    columns = [*OUTCOMES, *flat(Config()), LATE, "if", "short", "_n", "str12", "class"]
    found = stata(tmp_path, **{name: [1.0, np.nan] for name in columns})
    assert list(found) == list(stata_names(columns).values())


def test_stata_gets_whole_numbers_exactly(tmp_path):
    found = stata(
        tmp_path,
        small=[1, -2],
        large=[2**31, 2**53],
        huge=[2**53 + 1, 2**63 - 1],
        holes=pd.array([1, None], dtype="Int64"),
        flags=[True, False],
    )
    assert found["small"].tolist() == [1, -2]
    assert found["large"].tolist() == [2**31, 2**53]
    assert found["huge"].tolist() == [str(2**53 + 1), str(2**63 - 1)]
    assert found["holes"].tolist()[0] == 1
    assert np.isnan(found["holes"].tolist()[1])
    assert found["flags"].tolist() == [1, 0]


def test_stata_gets_texts_of_any_length_and_missing_ones_as_empty(tmp_path):
    long = "错" * TEXT_BYTES
    found = stata(tmp_path, error=["", long], brief=["a", None], empty=["", ""], nothing=[None, None])
    assert found["error"].tolist() == ["", long]
    assert found["brief"].tolist() == ["a", ""]
    assert found["empty"].tolist() == ["", ""]
    assert found["nothing"].isna().all()


def test_stata_has_no_infinite_numbers(tmp_path):
    found = stata(tmp_path, x=[1.0, np.inf, -np.inf, np.nan, 1e308])
    assert found["x"][0] == 1
    assert found["x"][1:].isna().all()


def test_an_empty_table_is_exported(tmp_path):
    assert stata(tmp_path, x=np.array([], dtype=float), y=np.array([], dtype=str)).empty
    assert write_csv(tmp_path / "table.parquet", tmp_path / "table.csv") == 0
    assert list(csv(tmp_path / "table.csv")) == ["x", "y"]


def test_wrong_words_are_all_told(study):
    with pytest.raises(ConfigurationError) as caught:
        export([str(study), "more", "format=xlsx", "tabels=groups", "workers=2"])
    told = {problem.key: problem.message for problem in caught.value.problems}
    assert set(told) == {"study", "format", "tabels", "workers"}
    assert "csv, dta" in told["format"]
    assert "'tables'" in told["tabels"]


@pytest.mark.parametrize("asked", ["tables=outcome,ledgers", "tables=,"])
def test_unknown_tables_are_told_before_anything_is_written(study, asked):
    with pytest.raises(ConfigurationError, match="outcomes"):
        run(study, asked)
    assert not (study / "export").exists()


def test_altered_tables_are_refused(study):
    (study / "groups.parquet").write_bytes(b"PAR1")
    with pytest.raises(StoreError, match="not as its manifest says"):
        run(study, "tables=outcomes,groups")
    assert not (study / "export").exists()
    assert run(study) == 0


def test_an_unfinished_study_says_so(study, capsys):
    path = study / MANIFEST
    path.write_text(json.dumps(json.loads(path.read_text()) | {"is_complete": False}))
    run(study)
    assert "not complete" in capsys.readouterr().out
    path.write_text(json.dumps({"key": "k", "files": {}, "command": ["rural", "sweep", "x"]}))
    with pytest.raises(StoreError, match="rural sweep x"):
        run(study)


def test_a_failure_leaves_the_older_export_and_no_remains(study, monkeypatch):
    run(study)
    before = (study / "export" / "outcomes.csv").read_bytes()

    def full(batch):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(table_formats, "_without_nan", full)
    with pytest.raises(StoreError, match="No space left"):
        run(study)
    assert (study / "export" / "outcomes.csv").read_bytes() == before
    assert len(list((study / "export").iterdir())) == 2


def test_more_rows_than_excel_shows_are_told(study, monkeypatch, capsys):
    monkeypatch.setattr("experiments.export.EXCEL_ROWS", 16)
    run(study)
    assert "more than the 15 that Excel shows" in capsys.readouterr().out
