"""One study of scenarios side by side, from plan to folder: simulate what is missing, compare, draw."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments.answers.difficulties import difficulties_table
from experiments.answers.goals import goals_table
from experiments.answers.withdrawal import withdrawal_table, withdrawals
from experiments.measures.comparison import (
    COST,
    COST_PER_RESIDENT,
    RESIDENTS,
    Comparison,
    comparison_table,
    winners_table,
)
from experiments.planning.compose import Experiment
from experiments.planning.options import TABLES_OF_COMPARISON
from experiments.planning.plan import plan_of
from experiments.planning.reach import policy_start, what_ifs
from experiments.running.adaptive import simulate_seeds
from experiments.running.collate import Block, collate
from experiments.running.execution import Execution
from experiments.running.manifest import runs_table
from experiments.simulate import ScenarioPlan, last_line
from experiments.words.progress import Progress, say

FIRST_ANSWER_SEEDS = 2
"""Finished seeds after which a first, partial answer is given."""


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
    n_found : int
        Runs that had been stored before.
    figures : list of Path
    withdrawal : DataFrame
        What follows the end of support, where a scenario stands beside the same one that ends.
    n_members : int
        Sets of parameters that the seeds are spread over, 0 where all have the defaults.
    """

    experiment: Experiment
    folder: Path
    comparison: Comparison
    winners: pd.DataFrame
    failed: dict[int, str]
    is_complete: bool
    is_interrupted: bool
    seconds: float
    n_found: int = 0
    figures: list[Path] = field(default_factory=list)
    withdrawal: pd.DataFrame = field(default_factory=pd.DataFrame)
    n_members: int = 0


FirstAnswer = Callable[[Comparison], list[str]]


def run_study(
    experiment: Experiment,
    kind: str = "compare",
    *,
    first_answer: FirstAnswer | None = None,
    seeds: Sequence[int] | None = None,
    members: tuple[dict[str, Any], ...] | None = None,
) -> Study:
    """Run all scenarios on all seeds, those that are not stored yet, and write the study.

    Parameters
    ----------
    experiment : Experiment
    kind : str
        First word of the default folder name.
    first_answer : callable, optional
        Turns the first finished seeds into lines that are shown, marked as partial by the caller.
    seeds : sequence of int, optional
        Exactly these; otherwise all, or as many as settle the outcome that the options name.
    members : tuple of dict, optional
        Sets of parameters that seeds are spread over; otherwise those of the ensemble in the options.

    Raises
    ------
    StoreError
        When results cannot be written.
    EngineError
        When no more runs can be made; those that are done stay.
    NothingSimulatedError
        When no seed came through.
    """
    plan = plan_of(experiment, kind, experiment.options.tables(TABLES_OF_COMPARISON), members)
    with Execution(plan) as execution:
        was_finished = execution.folder.is_finished()
        used = simulate_seeds(execution, _first_answer(execution, first_answer), seeds)
        execution.refuse_nothing(execution.complete_seeds(used))
        return _written(execution, experiment, used, was_finished and not execution.failed)


def _first_answer(
    execution: Execution, first_answer: FirstAnswer | None
) -> Callable[[list[int], Progress], None] | None:
    if first_answer is None:
        return None
    experiment = execution.plan.contexts[0].experiment

    def answer(complete: list[int], progress: Progress) -> None:
        if len(complete) == FIRST_ANSWER_SEEDS < len(experiment.options.seeds()):
            for line in first_answer(compared(experiment, _blocks(execution, complete, None))):
                progress.say(line)

    return answer


def _blocks(execution: Execution, seeds: Sequence[int], folder: Path | None) -> list[Block]:
    return list(collate(execution.plan, execution.runs(seeds), execution.folder.runs, folder))


def compared(experiment: Experiment, blocks: Sequence[Block]) -> Comparison:
    """Return the outcomes of scenarios on the same seeds as one block of numbers."""
    matched = {item.name: ScenarioPlan(item.name, item.config).equal_cost_to for item in experiment.scenarios}
    first = blocks[0]
    stacked = np.array([block.values for block in blocks])
    values = {name: stacked[..., place] for place, name in enumerate(first.outcomes)}
    values[COST_PER_RESIDENT] = values[COST] / values[RESIDENTS][0]
    return Comparison(
        [block.scenario.name for block in blocks],
        first.seeds,
        first.years,
        values,
        policy_start(experiment.scenarios),
        {name: target for name, target in matched.items() if target},
        [item.name for item in experiment.shown()],
        what_ifs(experiment.scenarios),
    )


def twins_of(blocks: Sequence[Block]) -> pd.DataFrame:
    """Return the counts of twins of all shown scenarios, with the column ``scenario`` in front."""
    frames = []
    for block in blocks:
        frame = block.twins()
        if block.scenario.is_shown and not frame.empty:
            frame.insert(0, "scenario", block.scenario.name)
            frames.append(frame)
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def _written(execution: Execution, experiment: Experiment, used: list[int], is_standing: bool) -> Study:
    """Write tables and figures of the complete seeds unless they stand already, and return the study."""
    seeds = execution.complete_seeds(used)
    folder, options = execution.folder, experiment.options
    is_drawn = is_standing and folder.manifest().get("lang") == options.lang
    blocks = _blocks(execution, seeds, None if is_standing else folder.path)
    comparison = compared(experiment, blocks)
    winners = winners_table(twins_of(blocks))
    withdrawal = withdrawal_table(comparison, withdrawals(experiment))
    is_complete = len(seeds) == len(used) and not execution.is_interrupted
    if not is_standing:
        keys = {(run.scenario, run.seed): run.key for run in execution.runs(seeds)}
        seconds = {
            keys[block.scenario.name, seed]: taken
            for block in blocks
            for seed, taken in zip(block.seeds, block.seconds, strict=True)
        }
        folder.write_table("runs.parquet", runs_table(execution, used, seconds))
        for name, table in _answers(comparison, winners, withdrawal).items():
            folder.write_table(f"{name}.csv", table)
    if not is_drawn and not execution.is_interrupted and len(experiment.shown()) > 1:
        execution.finish(seeds, False)  # figures read the manifest; a kill while drawing leaves it unfinished
        draw_figures(folder.path, options.lang)
    if not is_drawn:
        execution.finish(seeds, is_complete)
    return Study(
        experiment,
        folder.path,
        comparison,
        winners,
        {report.seed: last_line(report.error) for report in execution.failed.values()},
        is_complete,
        execution.is_interrupted,
        execution.seconds,
        len(execution.found),
        sorted((folder.path / "figures").glob("*")) if (folder.path / "figures").is_dir() else [],
        withdrawal,
        len(execution.plan.members),
    )


def _answers(
    comparison: Comparison, winners: pd.DataFrame, withdrawal: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """Return the tables of answers by name; none where there is nothing to compare."""
    if len(comparison.shown) < 2:
        return {}
    tables = {
        "comparison": comparison_table(comparison),
        "winners": winners,
        "goals": goals_table(comparison),
        "difficulties": difficulties_table(comparison),
    }
    return tables if withdrawal.empty else {**tables, "withdrawal": withdrawal}


def draw_figures(folder: Path, lang: str) -> None:
    """Draw the figures of a study; tables stand without them, so trouble here is told, not raised."""
    from experiments import figures

    try:
        figures.draw_all(folder, lang)
    except Exception as error:
        say(f"figures could not be drawn: {type(error).__name__}: {error}")
