"""Studies spread over an ensemble: which member a seed uses, what stays as set, keys, and records."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from experiments.cli import main
from experiments.planning.compose import compose_experiment
from experiments.planning.ensemble import load_ensemble, members_of, with_member
from experiments.planning.plan import Context, Keys, jobs_of, plan_of
from experiments.planning.record import plan_from, plan_record
from experiments.planning.setting import value_in
from experiments.planning.sweep_plan import sweep_plan
from sim.config import Config
from sim.parameter import ConfigurationError, replaced
from sim.runs import run

SMALL = ["place.n_villages=2", "place.households_per_village=12", "end_year=2022"]
REMITTED, BARRIER = "pay.remittance_share", "livelihoods.attitude_barrier"
VALUES = [(0.10, 0.2), (0.15, 0.6), (0.25, 1.2)]


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "three.csv"
    rows = [f"{place},{one},{two},1.5" for place, (one, two) in enumerate(VALUES)]
    path.write_text("\n".join([f"member,{REMITTED},{BARRIER},score", *rows]) + "\n")
    return path


def composed(file, *words, scenarios=("training",)):
    return compose_experiment(list(scenarios), [*SMALL, f"ensemble={file}", *words])


def test_a_file_is_read_as_members(file):
    assert load_ensemble(file) == [{REMITTED: one, BARRIER: two} for one, two in VALUES]


def test_all_mistakes_of_a_file_are_told_at_once(tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text(f"member,{REMITTED},livelihoods.atitude_barrier,policies.cash.dose\n0,7,1,1\n")
    with pytest.raises(ConfigurationError) as error:
        load_ensemble(path)
    told = str(error.value)
    assert f"did you mean '{BARRIER}'" in told
    assert "is set by studies" in told
    path.write_text(f"member,{REMITTED}\n0,7\n1,\n2,nan\n")
    with pytest.raises(ConfigurationError) as error:
        load_ensemble(path)
    assert len(error.value.problems) == 3
    assert "line 3" in str(error.value)


@pytest.mark.parametrize("content", ["", "member,score\n0,1\n", f"{REMITTED}\n"])
def test_a_file_without_members_is_refused(tmp_path, content):
    path = tmp_path / "empty.csv"
    path.write_text(content)
    with pytest.raises(ConfigurationError):
        load_ensemble(path)


def test_a_missing_file_is_one_line_and_nothing_is_written(tmp_path, capsys):
    assert main(["compare", *SMALL, f"ensemble={tmp_path / 'none.csv'}", f"results={tmp_path / 'r'}"]) == 2
    told = capsys.readouterr().err
    assert "ensemble" in told
    assert "Traceback" not in told
    assert list(tmp_path.iterdir()) == []


def test_all_scenarios_of_a_seed_use_the_member_of_that_seed(file):
    plan = plan_of(composed(file, "replicates=5"), "compare")
    for job in jobs_of(plan, Keys(plan), plan.seeds(), set(), "", 1):
        wanted = VALUES[job.task.seed % 3]
        for item in job.task.scenarios:
            assert (value_in(item.config, REMITTED), value_in(item.config, BARRIER)) == wanted


def test_seeds_of_one_member_share_the_key_of_a_scenario_and_others_do_not(file):
    plan = plan_of(composed(file, "replicates=6"), "compare")
    keys = Keys(plan)
    found = [keys.scenario("", "training", plan.member_of(seed)) for seed in plan.seeds()]
    assert found[:3] == found[3:]
    assert len(set(found)) == 3
    assert len({run.key for run in keys.runs(plan.seeds())}) == 12


def test_a_run_has_the_key_that_its_parameters_have_without_an_ensemble(file):
    spread = plan_of(composed(file), "compare")
    words = [*SMALL, f"{REMITTED}={VALUES[1][0]}", f"{BARRIER}={VALUES[1][1]}"]
    plain = plan_of(compose_experiment(["training"], words), "compare")
    assert Keys(spread).run("", "training", 1) == Keys(plain).run("", "training", 1)


def test_what_a_study_sets_itself_stays_as_it_is(file):
    default = value_in(Config(), REMITTED)
    for typed in (0.22, default):
        plan = plan_of(composed(file, f"{REMITTED}={typed}"), "compare")
        assert [set(member) for member in plan.members] == [{BARRIER}] * 3
    plan = sweep_plan([*SMALL, f"ensemble={file}", f"{BARRIER}=0.5,1", "policies.training.dose=0,1"])
    assert [set(member) for member in plan.members] == [{REMITTED}] * 3


def test_what_a_scenario_sets_stays_as_it_is():
    changed = replaced(Config(), {BARRIER: 0.0})
    assert with_member(changed, {BARRIER: 1.2, REMITTED: 0.1}) == replaced(changed, {REMITTED: 0.1})


def test_without_an_ensemble_nothing_changes():
    experiment = compose_experiment(["training"], SMALL)
    assert members_of("", [Context("", {}, experiment)]) == ()
    plan = plan_of(experiment, "compare")
    assert plan.scenarios(plan.contexts[0], 0) is experiment.scenarios


def test_a_record_holds_the_members_themselves(file):
    plan = plan_of(composed(file), "compare")
    back = plan_from(json.loads(json.dumps(plan_record(plan))))
    assert back.members == plan.members
    assert Keys(back).points_key() == Keys(plan).points_key()


def test_outcomes_are_those_of_the_model_with_the_values_of_the_member(file, tmp_path):
    words = [*SMALL, "replicates=3", "workers=1", f"results={tmp_path}", "study=s", f"ensemble={file}"]
    assert main(["compare", "training", *words]) == 0
    found = pd.read_parquet(tmp_path / "s" / "outcomes.parquet")
    baseline = compose_experiment(["baseline"], SMALL).baseline.config
    for seed, (one, two) in enumerate(VALUES):
        wanted = run(replaced(baseline, {REMITTED: one, BARRIER: two}), seed).outcomes
        mine = found[(found["seed"] == seed) & (found["scenario"] == "baseline")]
        assert mine["income_per_capita"].tolist() == wanted["income_per_capita"].tolist()


@pytest.mark.parametrize(("lang", "told"), [("en", "3 sets of parameters"), ("zh", "3组参数")])
def test_what_intervals_hold_is_told(file, tmp_path, capsys, lang, told):
    words = [*SMALL, "replicates=2", "workers=1", f"results={tmp_path}", f"ensemble={file}", f"lang={lang}"]
    assert main(["compare", "training", *words]) == 0
    assert told in capsys.readouterr().out
    assert main(["sweep", "policies.training.dose=0,1", *words]) == 0
    assert told in capsys.readouterr().out


def test_a_study_over_an_ensemble_is_reproduced_without_its_file(file, tmp_path, capsys):
    words = [*SMALL, "replicates=3", "workers=1", f"results={tmp_path}", "study=s", f"ensemble={file}"]
    assert main(["compare", "training", *words]) == 0
    file.unlink()
    assert main(["reproduce", str(tmp_path / "s"), f"results={tmp_path / 'again'}", "workers=1"]) == 0
    assert "Reproduced" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["run", "fit"])
def test_commands_of_one_set_of_parameters_refuse_an_ensemble(command, file, capsys):
    assert main([command, f"ensemble={file}"]) == 2
    assert "ensemble" in capsys.readouterr().err
