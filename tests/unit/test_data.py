"""The shipped facts: complete, sourced, up to 2020, and a damaged file says what is wrong with it."""

import csv
import shutil
from pathlib import Path

import pytest

import sim.data
from sim.data import DataError, all_facts, check, fact_rows, facts, historical_doses, sources

FOLDER = Path(sim.data.__file__).parent
POOR_AREAS = "China poor areas / lifted counties"


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the data that a test may damage, read instead of the shipped files."""
    for path in FOLDER.glob("*.csv"):
        shutil.copy(path, tmp_path)
    monkeypatch.setattr(sim.data, "FOLDER", tmp_path)
    return tmp_path


def damage(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_no_year_is_held_out_data() -> None:
    for path in FOLDER.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as lines:
            years = [int(row["year"]) for row in csv.DictReader(lines) if "year" in row]
        assert max(years, default=0) <= 2020, path.name
    assert max(fact.year for fact in all_facts()) == 2020


def test_every_fact_says_where_it_comes_from() -> None:
    known = sources()
    assert len(all_facts()) > 200
    for fact in all_facts():
        assert fact.source
        assert fact.unit
        assert fact.status in {"looked_up", "recalled"}
        assert fact.confidence in {"high", "medium", "low"}
        assert (fact.source_id == "recalled") == (fact.status == "recalled")
        assert known[fact.source_id]["publisher"]


def test_sources_are_all_used() -> None:
    assert {fact.source_id for fact in all_facts()} == set(sources())


@pytest.mark.parametrize("year", range(2013, 2021))
def test_four_sources_add_up_to_income(year: int) -> None:
    parts = [facts(f"income_{name}")[year] for name in ("wages", "business", "property", "transfer")]
    assert sum(parts) == pytest.approx(facts("disposable_income_pc")[year], abs=2.0)


def test_series_of_poor_areas_is_apart_from_the_nation() -> None:
    assert facts("disposable_income_pc", POOR_AREAS)[2013] == 6079
    assert facts("disposable_income_pc")[2013] == 9429.6
    assert [fact.year for fact in fact_rows("disposable_income_pc", POOR_AREAS)] == list(range(2013, 2021))


def test_quintiles_rise_within_every_year() -> None:
    by_group = [facts("disposable_income_pc_quintile", "China", f"Q{i}") for i in range(1, 6)]
    for year in range(2013, 2021):
        means = [quintile[year] for quintile in by_group]
        assert means == sorted(means)


def test_historical_doses_are_those_of_the_specification() -> None:
    doses = historical_doses()
    assert len(doses) == 11
    assert [doses["training"][year] for year in range(2013, 2021)] == [0.1, 0.2, 0.25, *[0.4] * 5]
    assert doses["monitoring"][2013] == 0
    assert doses["monitoring"][2014] == 0.3
    assert doses["project_integration"][2017] == 0
    assert {doses["appraisal"][year] for year in range(2013, 2021)} == {0.2}


def test_unknown_series_is_named() -> None:
    with pytest.raises(DataError, match=r"facts\.csv: no series 'incom' for geo 'China' and group 'rural'"):
        facts("incom")


def test_number_that_is_none_is_named_with_file_line_column_and_value(copied: Path) -> None:
    damage(copied / "facts.csv", "2013,9429.6,yuan", "2013,94z9.6,yuan")
    with pytest.raises(
        DataError, match=r"facts\.csv line 2, value = '94z9\.6': must be a finite number \(yuan\)"
    ):
        facts("disposable_income_pc")


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("facts.csv", "group,year,value", "group,year,worth", r"facts\.csv line 1: no column value"),
        ("facts.csv", "2013,9429.6,", "2013,nan,", r"line 2, value = 'nan'"),
        ("facts.csv", "rural,2014,10488.9", "rural,2013,10488.9", r"line 3, year = '2013': second value"),
        (
            "facts.csv",
            "rural,2020,17131",
            "rural,2022,17131",
            r"year = '2022': years after 2020 are held out",
        ),
        (
            "facts.csv",
            "2013,9429.6,yuan,recalled",
            "2013,9429.6,yuan,guess",
            r"status = 'guess': must be one of",
        ),
        ("facts.csv", "2013,9429.6,yuan", "2013,9429.6,", r"line 2, unit = '': must not be empty"),
        ("facts.csv", "2013,9429.6,yuan", "2013", r"line 2: 10 values for 12 columns"),
        ("facts.csv", "0,nbs2015,", "0,nbs1999,", r"source_id = 'nbs1999': not in sources\.csv"),
        ("sources.csv", "source_id,title", "id,title", r"sources\.csv line 1: no column source_id"),
    ],
)
def test_damage_is_named(copied: Path, file: str, old: str, new: str, message: str) -> None:
    damage(copied / file, old, new)
    with pytest.raises(DataError, match=message):
        all_facts()


def test_all_problems_come_in_one_message(copied: Path) -> None:
    damage(copied / "facts.csv", "9429.6", "x")
    damage(copied / "facts.csv", "10488.9", "y")
    with pytest.raises(DataError, match=r"^2 problems in the data files:\n.*line 2.*\n.*line 3"):
        all_facts()


def test_damaged_doses_are_named(copied: Path) -> None:
    damage(copied / "historical_doses.csv", "2013,0.1,", "2013,1.1,")
    with pytest.raises(
        DataError, match=r"historical_doses\.csv line 2, training = '1\.1': must be between 0 and 1"
    ):
        historical_doses()


def test_missing_year_of_doses_is_named(copied: Path) -> None:
    lines = (copied / "historical_doses.csv").read_text(encoding="utf-8").splitlines()
    (copied / "historical_doses.csv").write_text("\n".join(lines[:-1]), encoding="utf-8")
    with pytest.raises(DataError, match=r"training: no value for 2020"):
        historical_doses()


def test_bytes_that_are_no_text_are_named(copied: Path) -> None:
    (copied / "facts.csv").write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(DataError, match=r"facts\.csv: cannot be read as a table"):
        all_facts()


def test_missing_file_is_named(copied: Path) -> None:
    (copied / "sources.csv").unlink()
    with pytest.raises(DataError, match=r"sources\.csv: cannot be read"):
        all_facts()


def test_problems_of_all_files_come_in_one_message(copied: Path) -> None:
    damage(copied / "facts.csv", "9429.6", "x")
    damage(copied / "historical_doses.csv", "2013,0.1,", "2013,1.1,")
    damage(copied / "sources.csv", "source_id,title", "id,title")
    with pytest.raises(DataError, match=r"^2 problems in the data files:\n.*sources.*\n.*historical_doses"):
        check()
    damage(copied / "sources.csv", "id,title", "source_id,title")
    with pytest.raises(DataError, match=r"^2 problems in the data files:\n.*facts.*\n.*historical_doses"):
        check()


def test_a_mark_at_the_start_of_a_file_is_no_damage(copied: Path) -> None:
    whole = (copied / "facts.csv").read_bytes()
    (copied / "facts.csv").write_bytes(b"\xef\xbb\xbf" + whole)
    check()
