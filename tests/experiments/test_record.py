"""A plan survives as plain data: the plan that comes back has the same keys and the same content."""

import json
from copy import deepcopy
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from experiments.planning.compose import Experiment, Scenario, compose_experiment
from experiments.planning.options import RunOptions
from experiments.planning.plan import Context, Keys, Plan, plan_of
from experiments.planning.record import FORMAT, OPTIONS, plan_from, plan_record
from sim.config import Config
from sim.parameter import ConfigurationError, flat, replaced

TINY = ["place.n_villages=2", "place.households_per_village=12", "end_year=2022", "replicates=2"]


def back(plan):
    """The plan that a manifest on disk gives back."""
    return plan_from(json.loads(json.dumps(plan_record(plan))))


def all_keys(plan):
    keys = Keys(plan)
    return keys.points_key(), keys.runs(plan.seeds())


def composed(names, words=()):
    return plan_of(compose_experiment(names, [*TINY[:2], "replicates=2", *words]), "compare")


@cache
def recorded():
    return plan_record(composed(["training"]))


def example():
    return deepcopy(recorded())


def problems_of(record):
    with pytest.raises(ConfigurationError) as caught:
        plan_from(record)
    return {problem.key: problem.message for problem in caught.value.problems}


def points(n):
    """A plan of many contexts with two scenarios each, whose values are drawn by no design in particular."""
    about = {"title": {"en": "Base", "zh": "基准"}}
    contexts = []
    for number in range(n):
        uncertain = {"health.illness_prob_young": 0.01 + number * 1e-6}
        base = replaced(Config(), uncertain)
        lever = replaced(base, {"policies.training.dose": number / n})
        scenarios = [Scenario("baseline", base, about), Scenario(f"p{number}", lever, about)]
        contexts.append(Context(f"c{number}", uncertain, Experiment(scenarios, RunOptions(), [])))
    return Plan("grid", contexts, RunOptions())


@pytest.mark.parametrize(
    "names",
    [
        ["training", "talent"],
        ["stress_health", "no_linkage_friction"],
        ["cash"],
        ["cash_package", "withdrawal"],
    ],
    ids=" ".join,
)
def test_a_plan_comes_back_whole(names):
    plan = composed(names, ["seed=7", "policies.training.dose=0.3"] if "training" in names else ["seed=7"])
    plan.options.keep, plan.options.household_years = "households", "2025,2035"
    found = back(plan)
    assert all_keys(found) == all_keys(plan)
    assert found == plan
    assert [context.experiment.options for context in found.contexts] == [found.options]


def test_an_unshown_companion_stays_unshown():
    plan = composed(["cash"])
    hidden = [item.name for item in plan.contexts[0].experiment.scenarios if not item.is_shown]
    assert hidden
    assert [item.name for item in back(plan).contexts[0].experiment.scenarios if not item.is_shown] == hidden


def test_changes_in_mid_run_come_back_even_when_they_are_empty():
    base = Config()
    changes = {2030: {"health.illness_prob_old": 1}, 2026: {}}  # a whole number where others write 1.0
    scenarios = [
        Scenario("baseline", base, {}),
        Scenario("late", replace(base, changes_from_year=changes), {}),
    ]
    plan = plan_of(Experiment(scenarios, RunOptions(), []), "compare")
    assert all_keys(back(plan)) == all_keys(plan)
    late = back(plan).contexts[0].experiment.scenarios[1].config
    assert late.changes_from_year == changes
    assert type(late.changes_from_year[2030]["health.illness_prob_old"]) is int


def test_a_baseline_with_changes_gives_none_to_the_others():
    base = replace(Config(), changes_from_year={2026: {"health.illness_prob_old": 0.5}})
    scenarios = [Scenario("baseline", base, {}), Scenario("calm", Config(), {})]
    plan = plan_of(Experiment(scenarios, RunOptions(), []), "compare")
    assert back(plan) == plan


def test_contexts_with_baselines_of_their_own_come_back():
    first, second = composed(["training"]), composed(["training"], ["place.n_villages=3"][1:])
    second.contexts[0].experiment.scenarios[0].config.place.n_villages = 3
    contexts = [
        Context("small", {"place.n_villages": 2}, first.contexts[0].experiment),
        Context("large", {"place.n_villages": 3}, second.contexts[0].experiment),
    ]
    plan = replace(first, contexts=contexts, kept=("households",), household_years=(2025, 2030))
    found = back(plan)
    assert found == plan
    assert all_keys(found) == all_keys(plan)
    assert isinstance(found.kept, tuple)
    assert isinstance(found.household_years, tuple)


def test_numbers_of_numpy_become_plain_ones():
    plan = composed(["training"])
    plan.design = {"axes": {"policies.training.dose": [np.float64(0.5), np.int64(1)]}, "levels": (1, 2)}
    plan.contexts[0].experiment.scenarios[1].values = {"policies.training.dose": np.int64(1)}
    record = plan_record(plan)
    assert record == json.loads(json.dumps(record))
    assert record["design"] == {"axes": {"policies.training.dose": [0.5, 1]}, "levels": [1, 2]}
    assert back(plan).contexts[0].experiment.scenarios[1].values == {"policies.training.dose": 1}


def test_the_record_states_all_parameters_once_and_each_text_once():
    record = plan_record(points(20))
    assert set(record["parameters"]) == set(flat(Config()))
    assert len(record["abouts"]) == 1
    sizes = [len(item["differences"]) for context in record["contexts"] for item in context["scenarios"]]
    assert max(sizes) == 2
    assert set(record["options"]) == set(OPTIONS)


def test_where_and_how_a_study_is_run_is_left_out():
    plan = composed(["training"])
    plan.options.workers, plan.options.results, plan.options.study = 7, "/somewhere/private", "mine"
    assert "private" not in json.dumps(plan_record(plan))
    assert back(plan).options.workers == RunOptions().workers


def test_a_thousand_points_come_back():
    plan = points(500)  # two scenarios each
    assert back(plan) == plan


def test_a_record_of_a_later_format_is_refused():
    assert list(problems_of({**example(), "format": FORMAT + 1, "new": 1})) == ["plan.format"]


def test_keys_of_another_version_are_all_listed():
    record = example()
    record["parameters"]["policies.trainig.dose"] = record["parameters"].pop("policies.training.dose")
    record["contexts"][0]["scenarios"][1]["differences"]["health.gone"] = 1
    record["options"]["pace"] = record["options"].pop("seed")
    found = problems_of(record)
    assert set(found) == {
        *("policies.trainig.dose", "policies.training.dose", "health.gone"),
        *("plan.options.pace", "plan.options.seed"),
    }
    assert "'policies.training.dose'" in found["policies.trainig.dose"]
    assert "missing" in found["plan.options.seed"]


def test_values_that_this_version_refuses_are_told_with_their_range():
    record = example()
    record["parameters"]["place.n_villages"] = "many"
    record["contexts"][0]["scenarios"][1]["differences"]["policies.training.dose"] = 3.0
    record["contexts"][0]["scenarios"][0]["changes_from_year"] = {"soon": {}, "2030": {"no.such": 1}}
    record["options"]["replicates"] = 0
    record["kept"] = ["group"]
    found = problems_of(record)
    assert "between 0 and 1" in found["policies.training.dose"]
    assert "whole number" in found["place.n_villages"]
    assert {"changes_from_year.soon", "changes_from_year.2030.no.such", "replicates"} <= set(found)
    assert "'groups'" in found["plan.kept"]


@pytest.mark.parametrize(
    ("path", "value", "key"),
    [
        ([], [], "plan"),
        (["contexts"], {}, "plan.contexts"),
        (["contexts"], [], "plan.contexts"),
        (["contexts", 0], 3, "plan.contexts.0"),
        (["contexts", 0, "scenarios"], [], "plan.contexts.0.scenarios"),
        (["contexts", 0, "scenarios", 1], "training", "plan.contexts.0.scenarios.1"),
        (["contexts", 0, "scenarios", 1, "about"], 99, "plan.contexts.0.scenarios.1.about"),
        (["contexts", 0, "scenarios", 1, "is_shown"], "yes", "plan.contexts.0.scenarios.1.is_shown"),
        (["contexts", 0, "scenarios", 1, "differences"], None, "plan.contexts.0.scenarios.1.differences"),
        (["parameters"], 1, "plan.parameters"),
        (["abouts"], ["text"], "plan.contexts.0.scenarios.0.about"),
    ],
)
def test_damage_is_told_by_its_place(path, value, key):
    record = example()
    if not path:
        record = value
    else:
        owner = record
        for part in path[:-1]:
            owner = owner[part]
        owner[path[-1]] = value
    assert key in problems_of(record)
