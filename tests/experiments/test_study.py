"""Whole studies of tiny townships: pairing, forks, equal cost, bytes, commands."""

import json
import os
import signal
import subprocess
import sys
import time

import pandas as pd
import pytest

from experiments.cli import main
from experiments.measures.comparison import paired
from experiments.planning.compose import compose_experiment
from experiments.planning.plan import tasks_of
from experiments.simulate import simulate_seed
from experiments.storage.store import file_hash
from experiments.study import run_study
from sim.ledger import LedgerError
from sim.model import RuralModel
from sim.parameter import replaced
from sim.runs import run

SMALL = ["place.n_villages=2", "place.households_per_village=12", "end_year=2024"]


def experiment(names, *words):
    return compose_experiment(names, [*SMALL, *words])


@pytest.fixture(autouse=True)
def _no_figures(monkeypatch):
    monkeypatch.setattr("experiments.study.draw_figures", lambda folder, lang: None)


def test_a_scenario_equals_its_run_from_scratch():
    plan = experiment(["training"], "policies.training.dose=0.9")
    result = simulate_seed(tasks_of(plan)[0])
    assert result.error == ""
    for scenario in plan.scenarios:
        alone = run(scenario.config, 0)
        pd.testing.assert_frame_equal(result.runs[scenario.name].outcomes, alone.outcomes, check_exact=True)


def test_another_world_is_simulated_from_scratch():
    plan = experiment(["training"])
    plan.scenarios[1].config = replaced(plan.scenarios[1].config, {"context.pay_growth_to_2020": 0.03})
    result = simulate_seed(tasks_of(plan)[0])
    alone = run(plan.scenarios[1].config, 0)
    pd.testing.assert_frame_equal(result.runs["training"].outcomes, alone.outcomes, check_exact=True)


def test_an_empty_reform_is_exactly_zero():
    plan = experiment(["training"])
    plan.scenarios[1].config = plan.baseline.config
    result = simulate_seed(tasks_of(plan)[0])
    same = result.runs["baseline"].outcomes
    pd.testing.assert_frame_equal(result.runs["training"].outcomes, same, check_exact=True)
    assert result.runs["training"].twins[["n_better", "n_worse"]].to_numpy().sum() == 0


def test_cash_pays_what_the_matched_scenario_costs():
    result = simulate_seed(tasks_of(experiment(["training", "cash"], "policies.training.dose=1"))[0])
    table = {name: item.ledger for name, item in result.runs.items()}

    def spent(name):
        paid = table[name][(table[name]["payer"] == "government") & (table[name]["flow"] != "tax_remitted")]
        return paid.groupby("year")["amount_cny"].sum()

    paid = table["cash"].query("purpose == 'cash'").groupby("year")["amount_cny"].sum()
    extra = (spent("training") - spent("baseline")).clip(lower=0)
    extra = extra[extra > 0]
    assert len(extra) >= 3
    pd.testing.assert_series_equal(paid, extra, rtol=1e-9, check_names=False)


def test_a_broken_seed_is_text_not_a_crash(monkeypatch):
    task = tasks_of(experiment([]))[0]
    monkeypatch.setattr("experiments.simulate.RuralModel", None)
    assert simulate_seed(task).reason == "TypeError: 'NoneType' object is not callable"


def test_workers_change_no_byte(tmp_path):
    tables = []
    for workers in (1, 2):
        root = tmp_path / str(workers)
        plan = experiment(["training", "cash"], "replicates=3", f"workers={workers}", f"results={root}")
        study = run_study(plan)
        names = ("outcomes.parquet", "groups.parquet", "ledger.parquet", "comparison.csv", "winners.csv")
        tables.append({name: file_hash(study.folder / name) for name in names})
        assert study.is_complete
    assert tables[0] == tables[1]


def test_a_study_says_where_it_comes_from(tmp_path):
    plan = experiment(["cash"], "replicates=2", "workers=1", f"results={tmp_path}", "study=mine")
    study = run_study(plan)
    manifest = json.loads((study.folder / "manifest.json").read_text(encoding="utf-8"))
    assert study.folder == tmp_path / "mine"
    assert manifest["seeds"] == [0, 1]
    assert {item["name"]: item["is_shown"] for item in manifest["scenarios"]}["training"] is False
    assert manifest["files"]["outcomes.parquet"] == file_hash(study.folder / "outcomes.parquet")
    runs = pd.read_parquet(study.folder / "runs.parquet")
    assert runs["key"].is_unique
    assert set(pd.read_parquet(study.folder / "outcomes.parquet")["scenario"]) == {"baseline", "cash"}


@pytest.fixture
def seed_one_fails(monkeypatch):
    """From here on seed 1 breaks in 2023, in every scenario."""
    step = RuralModel.step

    def breaks(model):
        if model.run_seed == 1 and model.year == 2022:
            raise LedgerError("year 2023: it broke")
        step(model)

    monkeypatch.setattr(RuralModel, "step", breaks)
    return monkeypatch


def test_a_study_keeps_what_came_through_and_goes_on_when_the_cause_is_mended(
    tmp_path, capsys, seed_one_fails
):
    words = [*SMALL, "training", "replicates=2", "workers=1", f"results={tmp_path}", "study=s"]
    assert main(["compare", *words]) == 1
    assert "it broke" in capsys.readouterr().out
    manifest = json.loads((tmp_path / "s" / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["status"], manifest["seeds"], manifest["is_complete"]) == ("incomplete", [0], False)
    assert list(manifest["seeds_failed"]) == ["1"]
    seed_one_fails.undo()
    seed_one_fails.setattr("experiments.study.draw_figures", lambda folder, lang: None)
    assert main(["compare", *words]) == 0
    manifest = json.loads((tmp_path / "s" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["is_complete"]
    assert manifest["runs"] == {"found": 2, "simulated": 2, "failed": 0}
    whole = [*words[:-1], "study=t"]
    assert main(["compare", *whole]) == 0
    for name in ("outcomes.parquet", "comparison.csv"):
        assert file_hash(tmp_path / "s" / name) == file_hash(tmp_path / "t" / name)


def test_a_finished_study_is_found_and_not_simulated_again(tmp_path, monkeypatch, capsys):
    words = [*SMALL, "training", "replicates=3", "workers=1", f"results={tmp_path}", "study=s"]
    assert main(["compare", *words]) == 0
    first = capsys.readouterr().out
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "s").iterdir() if path.is_file()}
    monkeypatch.setattr("experiments.simulate.RuralModel", None)
    assert main(["compare", *words]) == 0
    assert capsys.readouterr().out.splitlines()[:-1] == first.splitlines()[:-1]
    after = {path: path.stat().st_mtime_ns for path in (tmp_path / "s").iterdir() if path.is_file()}
    assert {path: after[path] for path in before} == before


def test_a_study_can_be_extended_by_seeds_but_not_shrunk_or_replaced(tmp_path, capsys):
    words = [*SMALL, "training", "workers=1", f"results={tmp_path}", "study=s"]
    assert main(["compare", *words, "replicates=2"]) == 0
    assert main(["compare", *words, "replicates=3"]) == 0
    manifest = json.loads((tmp_path / "s" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["runs"] == {"found": 4, "simulated": 2, "failed": 0}
    assert manifest["seeds"] == [0, 1, 2]
    for other in (["replicates=2"], ["replicates=3", "policies.training.dose=0.9"]):
        capsys.readouterr()
        assert main(["compare", *words, *other]) == 2
        assert "already holds other results" in capsys.readouterr().err


def test_seeds_are_added_until_an_outcome_is_settled(tmp_path):
    words = ["workers=1", f"results={tmp_path}", "policies.training.dose=1"]
    until = ["until_outcome=income_per_capita", "replicates=60"]
    widths = {}
    for target in (400.0, 150.0):
        study = run_study(experiment(["training"], *words, *until, f"until_half_width={target}"))
        comparison = study.comparison
        result = paired(comparison.average(comparison.effect("income_per_capita", "training")))
        widths[target] = ((result.high - result.low) / 2, result.n)
        assert study.is_complete
    (wide, few), (narrow, many) = widths[400.0], widths[150.0]
    assert 10 <= few <= many <= 60
    assert narrow < wide or few == many
    for target, (width, n) in widths.items():
        assert width <= target or n == 60


@pytest.mark.parametrize("command", ["compare", "run", "fit"])
@pytest.mark.parametrize("error", [LedgerError("year 2015: CASH broke"), MemoryError("8 TiB")])
def test_a_simulation_that_breaks_is_one_line(command, error, tmp_path, monkeypatch, capsys):
    def breaks(model):
        raise error

    for user in ("catalogue", "running.execution"):
        monkeypatch.setattr(f"experiments.{user}.compile_kernels", lambda lang: None, raising=False)
    monkeypatch.setattr("sim.model.RuralModel.step", breaks)
    words = ["replicates=1", "workers=1"] if command != "run" else []
    words += [f"results={tmp_path / 'r'}"] if command == "compare" else []
    small = SMALL[:2] if command == "fit" else SMALL
    assert main([command, *small, *words]) == 1
    told = capsys.readouterr().err.strip().splitlines()[-1]
    assert str(error) in told
    assert "Traceback" not in told
    assert not (tmp_path / "r").exists()


def test_bad_input_exits_with_two_and_writes_nothing(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["compare", "trainig", "policies.talent.dose=7"]) == 2
    assert main(["run", "training", "+x=1"]) == 2
    assert main(["show", "trainig"]) == 2
    assert main(["run", "training", "replicates=5"]) == 2
    assert main(["fit", "end_year=2013"]) == 2
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert main(["compare", *SMALL, f"results={blocked}"]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert "did you mean 'training'" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words", [["list"], ["list", "levers"], ["list", "outcomes", "lang=zh"], ["list", "parameters"],
              ["show", "cash"], ["run", "cash", *SMALL]]
)  # fmt: skip
def test_small_commands_print_something(words, capsys):
    assert main(words) == 0
    assert len(capsys.readouterr().out.splitlines()) > 3


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_compare_answers_in_both_languages(lang, tmp_path, capsys):
    words = [*SMALL, "training", "cash", "replicates=3", "workers=1", f"results={tmp_path}", f"lang={lang}"]
    assert main(["compare", *words]) == 0
    shown = capsys.readouterr()
    assert ("培训" in shown.out) == (lang == "zh")
    assert ("PARTIAL" in shown.err) == (lang == "en")


def test_compare_says_which_scenarios_an_override_reaches(tmp_path, capsys):
    words = [
        *SMALL,
        "training",
        "talent",
        "policies.training.dose=0.9",
        "replicates=1",
        f"results={tmp_path}",
    ]
    assert main(["compare", *words]) == 0
    assert "policies.training.dose = 0.9 in: Training; the other" in capsys.readouterr().err


def test_help_is_quick_and_imports_no_model():
    code = "import sys\nfrom experiments.cli import parser\nparser().format_help()\n"
    code += "print([name for name in ('numpy', 'numba', 'hydra', 'mesa', 'pandas') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def hear_interrupt():
    """A test run in the background may have been started deaf to Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.skipif(os.name == "nt", reason="sends a signal")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_or_a_polite_kill_keeps_finished_seeds(number, tmp_path):
    command = [sys.executable, "-m", "experiments.cli", "compare", "training", *SMALL]
    words = ["replicates=2000", "workers=2", f"results={tmp_path}", "study=s"]
    with subprocess.Popen(
        [*command, *words],
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=hear_interrupt,
    ) as child:
        for line in child.stderr:
            if "PARTIAL" in line:
                break
        started = time.perf_counter()
        child.send_signal(number)
        out, _ = child.communicate(timeout=30)
    assert child.returncode == 130
    assert time.perf_counter() - started < 10  # 3 s on a machine that is not busy
    assert "Interrupted" in out
    manifest = json.loads((tmp_path / "s" / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["status"], manifest["is_complete"]) == ("interrupted", False)
    assert len(manifest["seeds"]) >= 2
    assert len(list((tmp_path / "s" / "runs").glob("*/*.zip"))) >= 2 * len(manifest["seeds"])
    assert not list(tmp_path.rglob("*.half-*"))


def test_an_interruption_before_the_first_seed_is_no_failure(tmp_path, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("experiments.running.execution.compile_kernels", interrupted)
    assert main(["compare", "training", *SMALL, f"results={tmp_path / 'r'}"]) == 130
    assert not (tmp_path / "r").exists()
