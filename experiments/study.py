"""One study from plan to folder: check, compile, simulate, compare, write, draw."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from experiments.comparison import Comparison, comparison_of, comparison_table, winners_table
from experiments.compose import Experiment
from experiments.difficulties import difficulties_table
from experiments.executor import simulate_all
from experiments.goals import goals_table
from experiments.labels import text
from experiments.manifest import content_of, manifest_of, runs_table, why_missing
from experiments.progress import Progress, insistent_interrupt, patience, say
from experiments.reach import policy_start, what_ifs
from experiments.simulate import ScenarioPlan, SeedResult, SeedTask
from experiments.store import MANIFEST, StudyFolder, content_key
from experiments.withdrawal import withdrawal_table, withdrawals
from sim.parameter import replaced

FIRST_ANSWER_SEEDS = 2
"""Finished seeds after which a first, partial answer is given."""


class NothingSimulatedError(RuntimeError):
    """Not one seed came through; the message carries the first error."""


@dataclass
class Study:
    """A finished study.

    Attributes
    ----------
    experiment : Experiment
    folder : Path
    comparison : Comparison
    winners : DataFrame
    failed : dict of seed to reason
    is_complete, is_interrupted : bool
        Whether every seed came through; whether some are missing for an interruption.
    seconds : float
    figures : list of Path
    withdrawal : DataFrame
        What follows the end of support, where a scenario stands beside the same one that ends.
    """

    experiment: Experiment
    folder: Path
    comparison: Comparison
    winners: pd.DataFrame
    failed: dict[int, str]
    is_complete: bool
    is_interrupted: bool
    seconds: float
    figures: list[Path] = field(default_factory=list)
    withdrawal: pd.DataFrame = field(default_factory=pd.DataFrame)


def run_study(
    experiment: Experiment,
    kind: str = "compare",
    *,
    first_answer: Callable[[Comparison], list[str]] | None = None,
    lang: str = "en",
) -> Study:
    """Run all scenarios on all seeds and write the study.

    Parameters
    ----------
    experiment : Experiment
    kind : str
        First word of the default folder name.
    first_answer : callable, optional
        Turns the first finished seeds into lines that are shown, marked as partial by the caller.
    lang : str
        Language of what is said on the way.

    Raises
    ------
    StoreError
        When results cannot be written; nothing has been simulated then.
    NothingSimulatedError
        When no seed came through.
    """
    started = time.perf_counter()
    key = content_key(content_of(experiment))
    name = experiment.options.study or f"{kind}-{key[:8]}"
    folder = StudyFolder(Path(experiment.options.results), name, key)
    try:
        compile_kernels(lang)
        results, is_through = simulate(experiment, first_answer, text("simulating", lang))
        done = [result for result in results if result.is_done]
        if not done and not is_through:
            raise KeyboardInterrupt
        if not done:
            raise NothingSimulatedError(f"seed {results[0].seed}: {results[0].reason}")
        study = _written(experiment, folder, results, not is_through, started)
    except BaseException:
        folder.discard()
        raise
    return study


def compile_kernels(lang: str = "en") -> None:
    """Run a tiny township once, fork included, so that workers find compiled kernels in the cache.

    It has default parameters: whatever those of an experiment lead to is for its own runs to tell.
    """
    from sim.config import Config
    from sim.model import RuralModel
    from sim.runs import finish

    tiny = replaced(
        Config(), {"place.n_villages": 2, "place.households_per_village": 10, "clock.end_year": 2022}
    )
    ready = patience(text("compiling", lang), lambda seconds: text("compiled", lang, seconds=seconds))
    with insistent_interrupt(), ready:
        model = RuralModel(tiny, 0)
        model.run_to(2020)
        finish(model.fork(tiny), panel_from=2021)


def tasks_of(experiment: Experiment) -> list[SeedTask]:
    """Return the work of an experiment, a task for each seed."""
    plans = tuple(ScenarioPlan(item.name, item.config) for item in experiment.scenarios)
    start = policy_start(experiment.scenarios)
    return [SeedTask(seed, plans, start) for seed in experiment.options.seeds()]


def simulate(
    experiment: Experiment, first_answer: Callable[[Comparison], list[str]] | None, title: str
) -> tuple[list[SeedResult], bool]:
    """Return the results of all seeds in order, and whether none is missing for an interruption."""
    tasks = tasks_of(experiment)
    results: list[SeedResult] = []
    stream = simulate_all(tasks, experiment.options.n_workers(len(tasks)))
    try:
        with contextlib.closing(stream), Progress(len(tasks), title) as progress:  # type: ignore[type-var]
            for result in stream:
                results.append(result)
                progress.advance()
                done = [item for item in results if item.is_done]
                if not result.is_done:
                    progress.say(f"seed {result.seed}: {result.reason}")
                elif first_answer and len(done) == FIRST_ANSWER_SEEDS < len(tasks):
                    for line in first_answer(compared(experiment, done)):
                        progress.say(line)
    except KeyboardInterrupt:
        return sorted(results, key=lambda item: item.seed), False
    return sorted(results, key=lambda item: item.seed), True


def compared(experiment: Experiment, done: list[SeedResult]) -> Comparison:
    """Return the outcomes of finished seeds as one block of numbers."""
    names = [item.name for item in experiment.scenarios]
    matched = {item.name: ScenarioPlan(item.name, item.config).equal_cost_to for item in experiment.scenarios}
    return comparison_of(
        _stacked(experiment, done, "outcomes", is_all=True),
        scenarios=names,
        shown=[item.name for item in experiment.shown()],
        policy_start=policy_start(experiment.scenarios),
        matched={name: target for name, target in matched.items() if target},
        what_ifs=what_ifs(experiment.scenarios),
    )


def _stacked(
    experiment: Experiment, done: list[SeedResult], table: str, *, is_all: bool = False
) -> pd.DataFrame:
    """Return one table of all runs, in the order of scenarios and seeds."""
    frames = []
    for scenario in experiment.scenarios if is_all else experiment.shown():
        for result in sorted(done, key=lambda item: item.seed):
            frame = getattr(result.runs[scenario.name], table)
            if not frame.empty:
                frame = frame.copy()
                frame.insert(0, "scenario", scenario.name)
                frame.insert(1, "seed", result.seed)
                frames.append(frame)
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def _written(
    experiment: Experiment,
    folder: StudyFolder,
    results: list[SeedResult],
    is_interrupted: bool,
    started: float,
) -> Study:
    done = [result for result in results if result.is_done]
    comparison = compared(experiment, done)
    winners = winners_table(_stacked(experiment, done, "twins"))
    withdrawal = withdrawal_table(comparison, withdrawals(experiment))
    missing = why_missing(results, is_interrupted)
    folder.rename(folder.name + missing)
    folder.write_table("runs.parquet", runs_table(experiment, results))
    for table in ("outcomes", "groups", "ledger"):
        folder.write_table(f"{table}.parquet", _stacked(experiment, done, table))
    if len(experiment.shown()) > 1:
        folder.write_table("comparison.csv", comparison_table(comparison))
        folder.write_table("winners.csv", winners)
        folder.write_table("goals.csv", goals_table(comparison))
        folder.write_table("difficulties.csv", difficulties_table(comparison))
    if not withdrawal.empty:
        folder.write_table("withdrawal.csv", withdrawal)
    manifest = manifest_of(experiment, folder, results, missing, comparison.policy_start)
    folder.write_json(MANIFEST, manifest | {"files": folder.hashes()})
    if not is_interrupted and len(experiment.shown()) > 1:
        draw_figures(folder.work, experiment.options.lang)
    manifest["wall_seconds"] = round(time.perf_counter() - started, 1)
    (folder.work / MANIFEST).unlink()
    folder.write_json(MANIFEST, manifest | {"files": folder.hashes()})
    target = folder.publish()
    failed = {result.seed: result.reason for result in results if not result.is_done}
    seconds = time.perf_counter() - started
    figures = sorted((target / "figures").glob("*")) if (target / "figures").is_dir() else []
    return Study(
        experiment,
        target,
        comparison,
        winners,
        failed,
        not missing,
        is_interrupted,
        seconds,
        figures,
        withdrawal,
    )


def draw_figures(folder: Path, lang: str) -> None:
    """Draw the figures of a study; tables stand without them, so trouble here is told, not raised."""
    try:
        from experiments import figures
    except ImportError:
        return
    if not hasattr(figures, "draw_all"):
        return
    try:
        figures.draw_all(folder, lang)
    except Exception as error:
        say(f"figures could not be drawn: {type(error).__name__}: {error}")
