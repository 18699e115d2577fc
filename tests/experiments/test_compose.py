"""Scenario names and overrides become validated configurations, or one message with all mistakes."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException

from experiments.planning.compose import _file_problem, compose_experiment, compose_one, load, scenario_names
from experiments.planning.folders import extra_folder
from experiments.planning.options import Schema
from experiments.planning.overrides import parse
from experiments.planning.reach import policy_start
from sim.parameter import ConfigurationError, flat

LEVERS = ["training", "integration", "talent", "cash"]


def problems_of(names, words):
    with pytest.raises(ConfigurationError) as caught:
        compose_experiment(names, words)
    return {problem.key: str(problem) for problem in caught.value.problems}


@pytest.mark.parametrize("name", scenario_names())
def test_every_scenario_composes_and_says_what_it_is(name):
    scenario = compose_experiment([name], [], is_compared=False).scenarios[0]
    assert {"title", "question"} <= set(scenario.about)
    assert "about" not in flat(scenario.config)


def test_baseline_comes_first_and_once():
    experiment = compose_experiment(["training", "baseline", "training"], [])
    assert [item.name for item in experiment.scenarios] == ["baseline", "training"]


def test_all_mistakes_are_told_at_once():
    words = [
        "+policies.training.extra=1",
        "~place",
        "polices.training.dose=0.5",
        "policies.talent.dose=5",
        "place.n_villages=many",
        "place=nationl",
        "seed=-1",
        "lang=fr",
        "policies.cash.dose=0.1,0.2",
        "x=[",
        "scenario=training",
    ]
    with pytest.raises(ConfigurationError) as caught:
        compose_experiment(["trainig"], words)
    message = str(caught.value)
    assert len(caught.value.problems) == len(words) + 1
    for part in (
        "'training'",
        "'policies.training.dose'",
        "between 0 and 1 (share)",
        "'national'",
        "whole number",
    ):
        assert part in message


def test_short_form_of_the_end_year_and_lever_end_years_stay_apart():
    config = compose_experiment([], ["end_year=2030"]).baseline.config
    assert config.clock.end_year == 2030
    assert config.policies.training.end_year == 2100


def test_a_dose_reaches_only_the_scenario_that_changes_the_lever():
    experiment = compose_experiment(LEVERS, ["policies.training.dose=0.9"])
    doses = {item.name: item.config.policies.training.dose for item in experiment.scenarios}
    assert doses == {"baseline": 0.3, "training": 0.9, "integration": 0.3, "talent": 0.3, "cash": 0.3}


def test_how_a_lever_works_changes_everywhere():
    experiment = compose_experiment(["talent"], ["policies.training.delay_years=0"])
    assert {item.config.policies.training.delay_years for item in experiment.scenarios} == {0}


def test_a_dose_that_no_compared_scenario_uses_is_refused():
    assert (
        "none of the compared scenarios"
        in problems_of(["talent"], ["policies.training.dose=0.9"])["policies.training.dose"]
    )


def test_one_scenario_alone_takes_any_override():
    experiment = compose_experiment(["baseline"], ["policies.training.dose=0.9"], is_compared=False)
    assert experiment.baseline.config.policies.training.dose == 0.9


def test_the_scenario_matched_by_cash_runs_unseen():
    experiment = compose_experiment(["cash"], [])
    assert [(item.name, item.is_shown) for item in experiment.scenarios] == [
        ("baseline", True),
        ("cash", True),
        ("training", False),
    ]


def test_cash_cannot_match_an_unknown_scenario_or_other_cash():
    key = "policies.cash.equal_cost_to"
    assert "'talent'" in problems_of(["cash"], [f"{key}=talnt"])[key]
    assert key in problems_of(["cash"], [f"{key}=cash"])


def test_a_comparison_needs_a_year_of_policy():
    assert "2021 or later" in problems_of(["training"], ["end_year=2018"])["clock.end_year"]


def test_policies_start_with_the_first_lever_that_differs():
    experiment = compose_experiment(["training"], ["policies.training.start_year=2025"])
    assert policy_start(experiment.scenarios) == 2021  # the baseline's own training starts in 2021
    assert policy_start(compose_experiment(["training"], []).scenarios[:1]) == 2021


def test_the_app_checks_every_value_of_a_sweep():
    words = ["scenario=training,csh", "policies.training.dose=0.2,5,0.4"]
    words += ["seed=interval(0,1)", "place=glob(p*)"]
    _, found = parse(words, is_app=True, is_sweep=True)
    assert [problem.key for problem in found] == ["scenario", "policies.training.dose", "seed"]
    assert "rural sweep" in str(parse(["scenario=training,cash"], is_app=True)[1][0])


def test_a_key_given_twice_is_refused_whatever_its_values():
    assert "more than once" in problems_of([], ["replicates=2", "replicates=3"])["replicates"]
    assert "more than once" in problems_of([], ["end_year=2030", "clock.end_year=2031"])["clock.end_year"]


def test_a_key_given_twice_is_also_checked():
    _, found = parse(["policies.talent.dose=0.5", "policies.talent.dose=7"])
    told = [str(problem) for problem in found]
    assert len(told) == 2
    assert "more than once" in told[0]
    assert "between 0 and 1" in told[1]


def test_an_end_before_the_start_is_told_beside_other_mistakes():
    found = problems_of(["training", "talnt"], ["policies.training.end_year=2015", "x=1"])
    assert set(found) == {"scenario", "policies.training.end_year", "x"}


def test_years_are_written_in_plain_digits():
    key = "changes_from_year.\uff12\uff10\uff12\uff16.health.illness_prob_old"  # full width
    assert "name year and parameter" in problems_of([], [f"{key}=0.1"])[key]


def test_folder_names_are_taken_as_typed():
    options = compose_experiment([], ["study=研究 a,b=(c)", "results='my results'"]).options
    assert (options.study, options.results) == ("研究 a,b=(c)", "my results")
    assert compose_experiment([], ["study=1e3"]).options.study == "1e3"


@pytest.mark.parametrize("name", ["a/b", "..", "x.", "a\nb", "é" * 51, "a:b"])
def test_names_that_are_no_folder_everywhere_are_refused(name):
    assert "study" in problems_of([], [f"study={name}"])


def test_seeds_do_not_run_over():
    assert "would pass" in problems_of([], [f"seed={2**63 - 1}", "replicates=2"])["seed"]


@pytest.mark.parametrize("word", ["=5", "==", "place.n_villages"])
def test_words_that_set_nothing_are_told_plainly(word):
    assert problems_of([], [word])["override"].endswith("not of the form key=value")


def test_values_beyond_the_grammar_are_told_like_any_other():
    found = problems_of([], ["策略=1", "policies.talent.dose=高", "results=", "policies.training=1"])
    assert "no such parameter" in found["策略"]
    assert "a number between 0 and 1 (share)" in found["policies.talent.dose"]
    assert "policies.training.dose" in found["policies.training"]
    assert "results" in found


def test_endless_values_are_shortened():
    assert len(problems_of([], [f"seed={'x' * 5000}"])["seed"]) < 200


def test_seed_zero_is_a_seed():
    options = compose_experiment([], ["seed=0", "replicates=3"]).options
    assert options.seeds() == [0, 1, 2]


def test_a_lever_cannot_end_before_it_starts():
    found = problems_of(["training"], ["policies.training.end_year=2015"])
    assert "2021 or later" in found["policies.training.end_year"]


def test_cash_is_an_amount_or_a_matched_cost_not_both():
    amount = "policies.cash.amount_per_resident_cny"
    assert "equal_cost_to=''" in problems_of(["cash"], [f"{amount}=500"])[amount]
    cash = compose_experiment(["cash"], [f"{amount}=500", "policies.cash.equal_cost_to="]).scenarios[1]
    assert cash.config.policies.cash.amount_per_resident_cny == 500


def test_nothing_matches_the_baseline_nor_the_baseline_anything():
    key = "policies.cash.equal_cost_to"
    assert key in problems_of(["cash"], [f"{key}=baseline"])
    with pytest.raises(ConfigurationError, match="above the baseline"):
        compose_one("baseline", [f"{key}=training", "policies.cash.dose=1"])


def test_one_scenario_with_matched_cash_takes_any_override():
    experiment = compose_one("cash", ["policies.talent.dose=0.9", "policies.training.dose=0.7"])
    doses = {item.name: item.config.policies for item in experiment.scenarios}
    assert {name: levers.talent.dose for name, levers in doses.items()} == {
        "baseline": 0.3, "cash": 0.9, "training": 0.3,
    }  # fmt: skip
    assert doses["training"].training.dose == 0.7


def test_damaged_scenario_files_are_told_like_any_mistake(tmp_path, root):
    shutil.copytree(root / "scenarios", tmp_path / "scenarios")
    for name, damage in {"training": "dosee: 0.5", "integration": "dose: [", "talent": "dose: 7"}.items():
        file = tmp_path / "scenarios" / "scenario" / f"{name}.yaml"
        file.write_text(file.read_text(encoding="utf-8").replace("dose: 0.5", damage), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "experiments.cli", "compare"], capture_output=True, text=True, check=False,
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(root)])},
    )  # fmt: skip
    assert done.returncode == 2, done.stderr
    for part in ("3 problems", "'policies.training.dose'", "integration.yaml", "between 0 and 1 (share)"):
        assert part in done.stderr


@pytest.mark.parametrize("damage", ["5", "text", '{"2026": {health.illness_prob_old: 0.1}}', "{2026: [1]}"])
def test_changes_of_a_wrong_type_are_told_plainly(damage):
    error = _compose_error(f"changes_from_year: {damage}")
    problem = _file_problem("stress", error)
    assert "must give years as whole numbers" in str(problem)
    assert "Dict" not in str(problem)


def _compose_error(yaml):
    with pytest.raises(OmegaConfBaseException) as caught:
        OmegaConf.merge(OmegaConf.structured(Schema), OmegaConf.create(yaml))
    return caught.value


def test_the_scenario_in_the_readme_is_one(tmp_path):
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    (tmp_path / "scenario").mkdir()
    (tmp_path / "scenario" / "mine.yaml").write_text(readme.split("```yaml\n")[1].split("```")[0])
    with extra_folder(tmp_path):
        mine = load("mine").config.policies.training
    assert (mine.dose, mine.start_year) == (1.0, 2022)
