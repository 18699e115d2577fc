"""What is left when support ends: pairs, years after the end, and the command."""

import numpy as np
import pandas as pd
import pytest

from experiments.answers.report import beyond_lines, withdrawal_lines
from experiments.answers.withdrawal import (
    RETURN,
    Withdrawal,
    withdraw_experiment,
    withdrawal_table,
    withdrawals,
)
from experiments.cli import main, parser
from experiments.measures.comparison import Comparison
from experiments.planning.compose import compose_experiment, compose_one, scenario_names
from sim.config import flat_with_changes
from sim.parameter import ConfigurationError

SMALL = [
    "place.n_villages=2",
    "place.households_per_village=12",
    "end_year=2026",
    "replicates=2",
    "workers=1",
]


def comparison():
    """Return to poverty of .04 where support goes on; .01, .02, .03 more after 2025 in three seeds."""
    years = list(range(2021, 2029))
    goes_on = np.full((3, len(years)), 0.04)
    ends = goes_on + np.array([[0.01], [0.02], [0.03]]) * (np.array(years) > 2025)
    values = {RETURN: np.array([goes_on, goes_on, ends])}
    names = ["baseline", "package", "withdrawal"]
    return Comparison(names, [0, 1, 2], years, values, 2021, {}, names)


def test_a_scenario_that_ends_stands_beside_the_one_that_goes_on():
    experiment = compose_experiment(["package", "withdrawal", "talent", "withdrawal_talent", "training"], [])
    assert withdrawals(experiment) == [
        Withdrawal("withdrawal", "package", 2025),
        Withdrawal("withdrawal_talent", "talent", 2025),
    ]


def test_nothing_ends_alone_or_after_the_last_year():
    assert withdrawals(compose_experiment(["withdrawal"], [])) == []
    assert withdrawals(compose_experiment(["package", "withdrawal"], ["end_year=2025"])) == []


def test_years_after_the_end_are_paired_with_those_that_go_on():
    table = withdrawal_table(comparison(), [Withdrawal("withdrawal", "package", 2025)])
    assert table["year"].tolist() == [2025, 2026, 2027, 2028]  # three of the five years are simulated
    assert table["difference"].round(9).tolist() == [0.0, 0.02, 0.02, 0.02]
    last = table.iloc[-1]
    half = 2.919985580353725 * 0.01 / np.sqrt(3)  # t(0.95, 2 degrees of freedom) x sd / sqrt(n)
    assert last["low_90"] == pytest.approx(0.02 - half)
    assert last["high_90"] == pytest.approx(0.02 + half)
    assert (last["goes_on_mean"], last["n_seeds"]) == (pytest.approx(0.04), 3)


def test_the_answer_tells_the_years_after_the_end():
    table = withdrawal_table(comparison(), [Withdrawal("withdrawal", "package", 2025)])
    titles = {"withdrawal": "It ends", "package": "Package"}
    lines = withdrawal_lines(table, titles, "en")
    assert "It ends less Package" in lines[1]
    assert lines[2].split() == ["2025", "2026", "2027", "2028"]
    assert "4.0" in lines[3]
    assert "+2.00 ± 1.69" in lines[4]
    assert withdrawal_lines(pd.DataFrame(), titles, "en") == []


def test_any_scenario_can_end():
    experiment = withdraw_experiment("training", ["policies.training.dose=0.9"], 2024)
    assert [item.name for item in experiment.scenarios] == ["baseline", "training", "training_ended"]
    goes_on, ended = (flat_with_changes(item.config) for item in experiment.scenarios[1:])
    assert {key for key in ended if ended[key] != goes_on[key]} == {"government.programme_end_year"}
    assert ended["policies.training.dose"] == 0.9
    assert withdrawals(experiment) == [Withdrawal("training_ended", "training", 2024)]
    assert experiment.scenarios[2].about["title"] == {
        "en": "Training, ended after 2024", "zh": "政策与技能培训（2024年后退出）"
    }  # fmt: skip


def test_one_lever_can_end_alone_also_in_the_baseline():
    experiment = withdraw_experiment("baseline", [], 2025, "monitoring")
    base, ended = (flat_with_changes(item.config) for item in experiment.scenarios)
    assert {key for key in ended if ended[key] != base[key]} == {"policies.monitoring.end_year"}
    assert withdrawals(experiment) == [Withdrawal("baseline_ended", "baseline", 2025)]


@pytest.mark.parametrize(
    ("words", "year", "lever", "message"),
    [
        ([], 2020, "", "2021 to 2034"),
        ([], 2035, "", "2021 to 2034"),
        (["end_year=2028"], 2028, "", "2021 to 2027"),
        ([], 2025, "trainig", "'training'"),
    ],
)
def test_requests_that_make_no_sense_are_refused(words, year, lever, message):
    with pytest.raises(ConfigurationError, match=message):
        withdraw_experiment("package", words, year, lever)


def test_the_command_runs_and_writes_the_table(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("experiments.study.draw_figures", lambda folder, lang: None)
    words = ["withdraw", "training", "--year", "2023", *SMALL, f"results={tmp_path}", "study=s"]
    assert main(words) == 0
    assert "After the end of support in 2023" in capsys.readouterr().out
    table = pd.read_csv(tmp_path / "s" / "withdrawal.csv")
    assert sorted(table["year"].unique()) == [2023, 2024, 2025, 2026]
    assert set(table["scenario"]) == {"training_ended"}
    assert set(table["outcome"]) == {RETURN, "poverty_headcount_net_6000", "income_per_capita"}


def test_the_same_by_two_scenario_files(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("experiments.study.draw_figures", lambda folder, lang: None)
    words = ["compare", "talent", "withdrawal_talent", *SMALL, f"results={tmp_path}", "study=s", "lang=zh"]
    assert main(words) == 0
    assert "2025年帮扶退出之后" in capsys.readouterr().out
    assert (tmp_path / "s" / "withdrawal.csv").exists()


def test_wrong_words_are_told(capsys):
    assert main(["withdraw", "package", "training"]) == 2
    assert main(["withdraw", "package", "--lever", "trainig"]) == 2
    with pytest.raises(SystemExit):
        main(["compare", "--year", "2025"])
    assert "unrecognized arguments" in capsys.readouterr().err
    assert parser().parse_args(["withdraw"]).year == 2025


def test_all_that_is_wrong_with_an_end_is_told_at_once(capsys):
    assert main(["withdraw", "nosuch", "--year", "2050", "--lever", "nosuch", "policies.talent.dose=7"]) == 2
    told = capsys.readouterr().err
    for part in ("4 problems", "no such scenario", "--year = 2050", "no such lever", "talent.dose = 7"):
        assert part in told


def test_changes_after_the_last_year_are_told():
    late = withdraw_experiment("withdrawal", ["end_year=2024"], 2022)
    assert beyond_lines(late, "en") == [
        "withdrawal: would act only after the last year, 2024, so it changes nothing:"
        " government.programme_end_year=2025."
    ]
    alone = compose_one("stress_health", ["end_year=2020"])
    assert "changes_from_year.2026, changes_from_year.2028" in beyond_lines(alone, "en")[0]
    assert "最后一年（2020年）" in beyond_lines(alone, "zh")[0]
    every = compose_experiment(scenario_names(), [])
    assert beyond_lines(every, "en") == []
