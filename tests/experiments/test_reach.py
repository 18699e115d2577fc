"""Which scenarios an override reaches, and when scenarios part, with changes in mid-run and ends."""

import pytest

from experiments.answers.report import reach_lines
from experiments.planning.compose import Experiment, compose_experiment
from experiments.planning.overrides import dated, parse
from experiments.planning.plan import Keys, plan_of, scenario_keys
from experiments.planning.reach import policy_start, what_ifs
from experiments.planning.record import plan_record
from experiments.showing import dated_changes
from sim.config import Config
from sim.parameter import ConfigurationError, flat, replaced

OLD = "health.illness_prob_old"
END = "government.programme_end_year"


def in_year(scenario, year):
    return scenario.config.in_year(year).health.illness_prob_old


def problems_of(names, words):
    with pytest.raises(ConfigurationError) as caught:
        compose_experiment(names, words)
    return {problem.key: problem.message for problem in caught.value.problems}


def test_a_change_in_mid_run_is_a_year_and_a_parameter():
    assert dated(f"changes_from_year.2026.{OLD}") == (2026, OLD)
    for key in (OLD, "changes_from_year", "changes_from_year.2026", f"changes_from_year.soon.{OLD}"):
        assert dated(key) is None


def test_an_override_in_mid_run_reaches_who_changes_the_parameter_in_mid_run():
    experiment = compose_experiment(["training", "stress_health"], [f"changes_from_year.2027.{OLD}=0.2"])
    baseline, training, stress = experiment.scenarios
    assert [in_year(stress, year) for year in (2025, 2026, 2027, 2028)] == [0.05, 0.075, 0.2, 0.05]
    assert {in_year(item, year) for item in (baseline, training) for year in (2026, 2027)} == {0.05}
    assert experiment.reach == {f"changes_from_year.2027.{OLD}": ["stress_health"]}
    assert "Two years" in reach_lines(experiment, {"stress_health": "Two years"}, "en")[0]


def test_one_scenario_alone_takes_any_change_in_mid_run():
    words = [f"changes_from_year.2026.{OLD}=0.2"]
    alone = compose_experiment(["training"], words, is_compared=False).baseline
    assert (in_year(alone, 2025), in_year(alone, 2026)) == (0.05, 0.2)


def test_all_mistakes_about_changes_in_mid_run_are_told_at_once():
    words = [
        "changes_from_year.2026.health.ilness_prob_old=0.1",
        f"changes_from_year.2012.{OLD}=0.1",
        f"changes_from_year.2027.{OLD}=many",
        f"changes_from_year.2027.{OLD}=0.1",
        "changes_from_year.2026.place.n_villages=3",
        "changes_from_year.soon=1",
    ]
    found = problems_of(["stress_health"], words)
    assert "'health.illness_prob_old'" in found["changes_from_year.2026.health.ilness_prob_old"]
    assert "after 2013" in found["changes_from_year.2012"]
    assert "more than once" in found[f"changes_from_year.2027.{OLD}"]
    assert "cannot change" in found["changes_from_year.2026.place.n_villages"]
    assert "year and parameter" in found["changes_from_year.soon"]


def test_a_change_that_nobody_makes_is_refused():
    key = f"changes_from_year.2026.{OLD}"
    assert f"changes {OLD} in mid-run" in problems_of(["training"], [f"{key}=0.1"])[key]
    assert "end of the programme" in problems_of(["training"], [f"{END}=2027"])[END]


def test_the_app_takes_changes_from_files_only():
    _, found = parse([f"changes_from_year.2026.{OLD}=0.1"], is_app=True)
    assert "scenario files" in found[0].message


def test_a_change_back_follows_the_parameter_and_the_time_between_must_be_given():
    words = [f"{OLD}=0.08"]
    assert f"changes_from_year.2026.{OLD}" in problems_of(["stress_health"], words)[OLD]
    words.append(f"changes_from_year.2026.{OLD}=0.12")
    baseline, stress = compose_experiment(["stress_health"], words).scenarios
    assert in_year(baseline, 2030) == 0.08
    assert [in_year(stress, year) for year in (2025, 2026, 2028)] == [0.08, 0.12, 0.08]


def test_a_friction_that_is_off_for_good_stays_off():
    words = ["livelihoods.attitude_barrier=1.2"]
    baseline, without = compose_experiment(["no_attitude_friction"], words).scenarios
    assert baseline.config.in_year(2030).livelihoods.attitude_barrier == 1.2
    barriers = [without.config.in_year(year).livelihoods.attitude_barrier for year in (2020, 2021)]
    assert barriers == [1.2, 0.0]


def test_the_end_of_the_programme_reaches_only_who_ends_it():
    experiment = compose_experiment(["package", "withdrawal"], [f"{END}=2027"])
    ends = {item.name: item.config.government.programme_end_year for item in experiment.scenarios}
    assert ends == {"baseline": 2100, "package": 2100, "withdrawal": 2027}


@pytest.mark.parametrize(
    ("values", "changes", "start"),
    [
        ({}, {2026: {OLD: 0.1}}, 2026),
        ({END: 2025}, {}, 2026),
        ({"policies.training.end_year": 2024}, {}, 2025),
        ({"policies.training.dose": 0.5}, {2026: {OLD: 0.1}}, 2021),
        ({END: 2030}, {2016: {OLD: 0.1}, 2026: {OLD: 0.2}}, 2016),
    ],
)
def test_scenarios_part_with_the_first_of_levers_changes_and_ends(values, changes, start):
    experiment = compose_experiment(["stress_health"], [])
    config = replaced(Config(changes_from_year=changes), values)
    experiment.scenarios[1].config = config
    assert policy_start(experiment.scenarios) == start


def test_changes_in_mid_run_are_part_of_keys_and_record():
    plain = compose_experiment(["stress_health"], ["replicates=1"])
    other = compose_experiment(["stress_health"], [f"changes_from_year.2026.{OLD}=0.2", "replicates=1"])
    assert Keys(plan_of(plain, "x")).points_key() != Keys(plan_of(other, "x")).points_key()
    keys, others = scenario_keys(plain.scenarios), scenario_keys(other.scenarios)
    assert keys["baseline"] == others["baseline"]
    assert keys["stress_health"] != others["stress_health"]
    stress = plan_record(plan_of(plain, "x"))["contexts"][0]["scenarios"][1]
    assert stress["changes_from_year"]["2026"][OLD] == 0.075
    assert policy_start(plain.scenarios) == 2026


def test_show_lists_changes_in_mid_run_with_the_value_before():
    stress = compose_experiment(["stress_health"], []).scenarios[1]
    lines = [line.strip() for line in dated_changes(stress.config, "en")]
    assert lines[0] == "from 2026 on:"
    assert f"{OLD}: 0.05 -> 0.075 (/yr)" in lines
    assert f"{OLD}: 0.075 -> 0.05 (/yr)" in lines[lines.index("from 2028 on:") :]


def test_no_scenario_changes_the_baseline():
    experiment = compose_experiment(["package", "stress_health", "no_linkage_friction"], [])
    assert isinstance(experiment, Experiment)
    assert flat(experiment.baseline.config) == flat(compose_experiment([], []).baseline.config)


def test_bad_years_and_vanished_frictions_are_no_policies():
    names = ["package", "withdrawal", "talent", "cash", "stress_wage", "no_upgrading_friction"]
    experiment = compose_experiment(names, [])
    assert what_ifs(experiment.scenarios) == ["stress_wage", "no_upgrading_friction"]
