"""The Hydra app with `--multirun` is `rural sweep`: same words, same study, no Hydra job, no litter."""

import logging
import os
import signal
import subprocess
import sys
import time

import pytest
from hydra.core.plugins import Plugins

from experiments import run as app
from experiments.cli import main
from experiments.planning.plan import Keys
from experiments.planning.sweep_plan import sweep_names
from experiments.running.manifest import study_key
from experiments.storage.store import stored_manifest

SMALL = ["place.n_villages=2", "place.households_per_village=12", "end_year=2022"]
POINTS = ["scenario=training,cash", "policies.training.dose=0,0.5", "replicates=2", "workers=1", *SMALL]


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(autouse=True)
def _log_as_before():
    """Some of Hydra's answers set up logging for the whole process."""
    root = logging.getLogger()
    before = list(root.handlers), root.level
    yield
    root.handlers[:], level = before
    root.setLevel(level)


def environment():
    """What a child needs to find this clone from any folder."""
    return {**os.environ, "PYTHONPATH": str(app.PLUGINS.parents[1])}


def study_in(results):
    (study,) = results.iterdir()
    return study.name, stored_manifest(study)


def test_multirun_and_rural_sweep_make_the_same_study(here, capsys):
    command = [sys.executable, "-m", "experiments.run", "--multirun", *POINTS, "results=a"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment())
    assert done.returncode == 0, done.stderr
    assert [path.name for path in here.iterdir()] == ["a"]
    assert main(["sweep", *POINTS, "results=b"]) == 0
    (name, one), (other_name, other) = study_in(here / "a"), study_in(here / "b")
    assert name == other_name
    assert one["key"] == other["key"]
    equal = {"outcomes.parquet", "comparison.csv", "winners.csv"}
    assert equal <= set(one["files"])
    assert {file: one["files"][file] for file in equal} == {file: other["files"][file] for file in equal}
    assert set(POINTS) < set(one["command"])
    assert done.stdout.splitlines()[:-1] == capsys.readouterr().out.splitlines()[:-1]


@pytest.mark.parametrize("words", [["sweep=headline", "replicates=10"], ["replicates=2", "sweep=budget"]])
def test_designs_are_the_same_either_way(words, monkeypatch, capsys):
    planned = []

    def run_sweep(plan):
        planned.append(plan)
        raise KeyboardInterrupt

    monkeypatch.setattr("experiments.sweeping.run_sweep", run_sweep)
    assert app.main(["--multirun", *words]) == 130
    said = capsys.readouterr().err
    assert main(["sweep", *(word.removeprefix("sweep=") for word in words)]) == 130
    assert capsys.readouterr().err == said
    one, other = ((plan.kind, study_key(plan, Keys(plan))) for plan in planned)
    assert one == other


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            ["-m", "scenario=trainig,cash", "policies.talent.dose=0.1,7", "+x=1", "seed=-1"],
            ["4 problems", "did you mean 'training'", "between 0 and 1 (share)", "+x=1", "seed = -1"],
        ),
        (["--multirun"], ["headline", "budget"]),
        (["-m", "hydra/sweeper=basic", "seed=1"], ["a sweeper of its own"]),
        (["-m", "hydra.nothing=1", "scenario=cash"], ["hydra.nothing"]),
        (["sweep=headline", "policies.talent.dose=7"], ["2 problems", "--multirun"]),
        (["until_outcome=gini", "until_half_width=0.01"], ["2 problems", "--multirun"]),
        (["scenario=training,cash"], ["several need"]),
        (["scenario=cash", "engine=serial", "address=tcp://a:1"], ["engine=dask"]),
        (["scenario=cash", "+policies.training.dose=1"], ["+policies.training.dose"]),
        (["scenario=cash", "--config-dir", "nowhere"], ["no such folder"]),
        (["--multirun", "--cfg", "job"], ["Only one of"]),
    ],
)
def test_what_the_app_cannot_take_is_told_and_nothing_written(words, told, here, capsys):
    assert app.main(words) == 2
    shown = capsys.readouterr()
    for part in told:
        assert part in shown.err
    assert "Traceback" not in shown.err
    assert shown.out == ""
    assert list(here.iterdir()) == []


def test_the_app_alone_runs_one_scenario_without_litter(here, capsys):
    study = "it's ${mine}"  # a name with all that Hydra's grammar would take for its own
    assert app.main(["scenario=cash", f"study={study}", "replicates=1", "workers=1", *SMALL]) == 0
    assert capsys.readouterr().out.startswith("cash: income per resident")
    assert [path.name for path in here.iterdir()] == ["results"]
    assert study_in(here / "results")[0] == study


@pytest.fixture
def own(here, root):
    """The words that add a folder with a scenario of one's own."""
    text = (root / "scenarios" / "scenario" / "training.yaml").read_text(encoding="utf-8")
    (here / "own" / "scenario").mkdir(parents=True)
    (here / "own" / "scenario" / "mine.yaml").write_text(text, encoding="utf-8")
    return ["--config-dir", str(here / "own")]


def test_own_folders_are_found_by_the_app(own, capsys):
    assert app.main([*own, "-m", "scenario=mine", "seed=3", "replicates=1", "workers=1", *SMALL]) == 0
    assert "mine" in capsys.readouterr().out
    assert app.main([*own, "--cfg", "job", "scenario=mine"]) == 0
    assert "en: Training" in capsys.readouterr().out


def test_damaged_files_of_ones_own_are_told_in_one_line(own, here, capsys):
    (here / "own" / "scenario" / "mine.yaml").write_text("policies: [", encoding="utf-8")
    assert app.main([*own, "scenario=mine"]) == 2
    told = capsys.readouterr().err
    assert "1 problem" in told
    assert "Traceback" not in told


# ----------------------------------------------------------------------------- what Hydra users know


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--cfg", "hydra"], "_target_: hydra_plugins.rural_sweeper.RuralSweeper"),
        (["--cfg", "job", "policies.training.dose=0.7"], "dose: 0.7"),
        (["--info", "defaults"], "hydra/sweeper/rural"),
        (["--info", "searchpath"], "pkg://experiments"),
        (["--help"], f"sweep: {', '.join(sweep_names())}"),
        (["--shell-completion", "install=bash"], "hydra_bash_completion"),
    ],
)
def test_hydra_still_answers(words, told, here, capsys):
    assert app.main(words) == 0
    assert told in capsys.readouterr().out
    assert list(here.iterdir()) == []


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("sweep=head", "sweep=headline"),
        ("--multirun scenario=traini", "scenario=training"),
        ("policies.tal", "policies.talent."),
    ],
)
def test_the_shell_completes_names(typed, offered, monkeypatch, capsys):
    monkeypatch.setenv("COMP_LINE", f"python experiments/run.py {typed}")
    assert app.main(["-sc", "query=bash"]) == 0
    assert capsys.readouterr().out.split() == [offered]


def test_the_sweeper_is_found_though_hydra_has_looked_for_plugins_before():
    known = Plugins.instance()
    app.add_plugins()
    app.add_plugins()
    name = "hydra_plugins.rural_sweeper.RuralSweeper"
    assert [kind for kind in known.discover() if f"{kind.__module__}.{kind.__name__}" == name]
    assert sys.path.count(str(app.PLUGINS)) == 1


# ------------------------------------------------------------------------------------------- Ctrl-C


def hear_interrupt():
    """A test run in the background may have been started deaf to Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="sends a signal")
def test_ctrl_c_ends_a_multirun_soon_and_keeps_what_is_finished(here):
    command = [sys.executable, "-m", "experiments.run", "-m", "scenario=training,cash", *SMALL]
    words = ["replicates=5000", "workers=2", "study=s"]
    with subprocess.Popen([*command, *words], stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                          preexec_fn=hear_interrupt, env=environment()) as child:  # fmt: skip
        until = time.monotonic() + 60
        while not list(here.glob("results/s/runs/*/*.zip")) and time.monotonic() < until:
            time.sleep(0.1)
        started = time.perf_counter()
        child.send_signal(signal.SIGINT)
        child.communicate(timeout=30)
    assert child.returncode == 130
    assert time.perf_counter() - started < 10  # 3 s on a machine that is not busy
    assert stored_manifest(here / "results" / "s")["is_complete"] is False
    assert list(here.glob("results/s/runs/*/*.zip"))
    assert [path.name for path in here.iterdir()] == ["results"]
