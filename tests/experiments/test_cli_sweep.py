"""`rural sweep`, `reproduce`, `export` and folders of the user's own: words in, exit codes and lines out."""

import subprocess
import sys
from types import SimpleNamespace

import pytest

from experiments import sweep_command
from experiments.cli import main
from experiments.planning.folders import EXTRA
from experiments.planning.plan import Keys
from experiments.planning.sweep_plan import sweep_names, sweep_plan
from experiments.running.engines import EngineError
from experiments.storage.run_files import RunFiles
from experiments.storage.store import RUNS

SMALL = ["place.n_villages=2", "place.households_per_village=12", "end_year=2022"]
POINTS = ["scenario=training", "policies.training.dose=0,1", "replicates=1", *SMALL]


@pytest.fixture
def ended(monkeypatch):
    """A sweep that simulates nothing; its fields decide how it ended, its words are noted."""
    study = SimpleNamespace(is_interrupted=False, failed={}, plan=None)

    def run_sweep(plan):
        study.plan = plan
        return study

    monkeypatch.setattr("experiments.sweeping.run_sweep", run_sweep)
    monkeypatch.setattr("experiments.answers.sweep_report.sweep_lines", lambda study: ["the answer"])
    return study


def test_a_plan_is_shown_and_nothing_written(tmp_path, monkeypatch, capsys, ended):
    monkeypatch.chdir(tmp_path)
    assert main(["sweep", "--plan", *POINTS]) == 0
    shown = capsys.readouterr()
    assert len(shown.out.splitlines()) > 1
    assert shown.err == ""
    assert ended.plan is None
    assert list(tmp_path.iterdir()) == []


def test_the_plan_is_said_beside_the_answer(capsys, ended):
    assert main(["sweep", "--plan", *POINTS]) == 0
    planned = capsys.readouterr().out
    assert main(["sweep", *POINTS]) == 0
    shown = capsys.readouterr()
    assert shown.err == planned
    assert shown.out == "the answer\n"


def test_the_end_of_a_sweep_is_its_exit_code(ended):
    ended.failed = {"training seed 0": "it broke"}
    assert main(["sweep", *POINTS]) == 1
    ended.is_interrupted = True
    assert main(["sweep", *POINTS]) == 130


def test_an_engine_out_of_reach_is_one_line(monkeypatch, capsys):
    def run_sweep(plan):
        raise EngineError("address = 'tcp://10.0.0.1:1': nobody answers")

    monkeypatch.setattr("experiments.sweeping.run_sweep", run_sweep)
    assert main(["sweep", *POINTS]) == 2
    assert capsys.readouterr().err.splitlines()[-1] == "address = 'tcp://10.0.0.1:1': nobody answers"


def test_all_mistakes_are_told_at_once_and_nothing_is_written(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    words = ["scenario=trainig,cash", "policies.talent.dose=0.1,7", "+x=1", "seed=-1"]
    assert main(["sweep", *words]) == 2
    told = capsys.readouterr().err
    for part in ("did you mean 'training'", "between 0 and 1 (share)", "'+x=1'", "seed = -1"):
        assert part in told
    assert "Traceback" not in told
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["run", "fit"])
def test_engines_are_refused_where_none_is_used(command, capsys):
    assert main([command, "engine=dask", "address=tcp://localhost:1"]) == 2
    assert "2 problems" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["run", "fit"])
def test_adaptive_seeds_are_refused_where_nothing_is_compared(command, capsys):
    assert main([command, "until_outcome=gini", "until_half_width=0.01"]) == 2
    told = capsys.readouterr().err
    assert "2 problems" in told
    assert "until_outcome = 'gini'" in told


def test_an_unknown_design_is_told_with_the_nearest(capsys):
    assert main(["sweep", "headlin"]) == 2
    assert "did you mean 'headline'" in capsys.readouterr().err


def test_without_words_the_designs_are_named_and_nothing_is_run(capsys, ended):
    assert main(["sweep"]) == 2
    told = capsys.readouterr().err
    assert all(name in told for name in sweep_names())
    assert ended.plan is None


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_designs_are_listed_with_their_titles(lang, capsys):
    assert main(["list", "sweeps", f"lang={lang}"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == sweep_names()
    assert all(line.isascii() == (lang == "en") for line in lines)


def test_runs_that_are_stored_are_counted(tmp_path):
    plan = sweep_plan([*POINTS, f"results={tmp_path}", "study=s"])
    assert sweep_command.stored_runs(plan) == 0
    runs = Keys(plan).runs(plan.seeds())
    (tmp_path / "s" / RUNS).mkdir(parents=True)
    RunFiles(tmp_path / "s" / RUNS).write(runs[0].key, b"")
    assert sweep_command.stored_runs(plan) == 1


@pytest.mark.parametrize("command", ["reproduce", "export"])
def test_commands_on_studies_get_their_words(command, monkeypatch):
    given = []
    monkeypatch.setattr(f"experiments.{command}.{command}", lambda words: given.append(words) or 1)
    assert main([command, "results/s", "format=dta"]) == 1
    assert given == [["results/s", "format=dta"]]


# ------------------------------------------------------------------------- folders of the user's own


@pytest.fixture
def own(tmp_path, root):
    """A folder with a scenario and a design."""
    shipped = (root / "scenarios" / "scenario" / "training.yaml").read_text(encoding="utf-8")
    (tmp_path / "scenario").mkdir()
    (tmp_path / "scenario" / "mine.yaml").write_text(shipped, encoding="utf-8")
    return str(tmp_path)


def test_own_scenarios_are_found_by_every_command_that_reads_scenarios(own, capsys, ended):
    assert main(["list", "--config-dir", own]) == 0
    assert "  mine " in capsys.readouterr().out
    assert main(["show", "mine", "--config-dir", own]) == 0
    assert main(["run", "mine", *SMALL, "--config-dir", own]) == 0
    assert "(mine)" in capsys.readouterr().out
    assert main(["sweep", "--config-dir", own, "scenario=mine,training", "replicates=1", *SMALL]) == 0
    assert {"mine", "training"} <= {item.name for item in ended.plan.contexts[0].experiment.scenarios}
    assert EXTRA == []


def test_own_scenarios_are_unknown_without_their_folder(own, capsys):
    assert main(["show", "mine", "--config-dir", own]) == 0
    assert main(["show", "mine"]) == 2
    assert "no such scenario" in capsys.readouterr().err


def test_a_folder_that_is_none_is_told(tmp_path, capsys):
    assert main(["compare", "mine", "--config-dir", str(tmp_path / "nope")]) == 2
    assert "no such folder" in capsys.readouterr().err


# -------------------------------------------------------------------------------------------- help


@pytest.mark.parametrize("command", ["sweep", "reproduce", "export"])
def test_every_help_has_an_example(command, capsys):
    with pytest.raises(SystemExit):
        main([command, "--help"])
    assert f"Example: rural {command} " in capsys.readouterr().out


def test_help_needs_no_heavy_packages():
    code = (
        "import contextlib, sys\nfrom experiments.cli import main\n"
        "with contextlib.suppress(SystemExit):\n    main(['--help'])\n"
        "sys.exit(not sys.modules.keys().isdisjoint({'numpy', 'pandas', 'hydra', 'matplotlib', 'sim.model'}))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, capture_output=True).returncode == 0
