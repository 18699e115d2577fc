"""A sweep from plan to folder: simulate what is missing, collate, and pair every point with its baseline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.measures.comparison import COST_PER_RESIDENT, paired_columns, winners_table
from experiments.planning.plan import Plan
from experiments.running.adaptive import simulate_seeds
from experiments.running.collate import Block, collate, labels_of
from experiments.running.effects import effects_of, period_of
from experiments.running.execution import Execution
from experiments.running.manifest import runs_table
from experiments.simulate import last_line
from experiments.storage.store import StudyFolder

_GROUPS = ("all", "income_quintile")
"""Groups of households in which winners are counted; with many points more would drown the reader."""


@dataclass
class SweepStudy:
    """A sweep with what it found.

    Attributes
    ----------
    plan : Plan
    folder : Path
    comparison : DataFrame
        Paired differences of every point and outcome; empty when the sweep was interrupted.
    seeds : list of int
        Those that were run, all of them or as many as it took.
    n_stored : int
        Runs that are done.
    n_found : int
        Of these, runs that had been done before.
    failed : dict of str to reason
        By point and seed.
    is_complete, is_interrupted : bool
    seconds : float
    """

    plan: Plan
    folder: Path
    comparison: pd.DataFrame
    seeds: list[int]
    n_stored: int
    n_found: int
    failed: dict[str, str]
    is_complete: bool
    is_interrupted: bool
    seconds: float


def run_sweep(plan: Plan, *, seeds: Sequence[int] | None = None) -> SweepStudy:
    """Run every point of a plan on all seeds, those that are not stored yet, and write the study.

    Parameters
    ----------
    plan : Plan
    seeds : sequence of int, optional
        Exactly these; otherwise all, or as many as settle the outcome that the options name.

    Raises
    ------
    StoreError
        When results cannot be written.
    EngineError
        When no more runs can be made; those that are done stay.
    NothingSimulatedError
        When no run came through.
    """
    with Execution(plan) as execution:
        if execution.folder.is_finished() and _has_answer(execution.folder):
            return _finished(execution)
        used = simulate_seeds(execution, only=seeds)
        if execution.is_interrupted:
            execution.finish(execution.complete_seeds(used), False)
            return _study(execution, pd.DataFrame(), used, False)
        execution.refuse_nothing([run.seed for run in execution.runs(used)])
        table = _write(execution, used)
        is_complete = not execution.failed
        execution.finish(used, is_complete)
        return _study(execution, table, used, is_complete)


def _has_answer(folder: StudyFolder) -> bool:
    """Return whether a finished study says what its answer is told from: somebody may have edited it."""
    return isinstance(folder.manifest().get("seeds"), list) and (folder.path / "comparison.csv").is_file()


def _finished(execution: Execution) -> SweepStudy:
    """Return a study that stands whole on disk, without a look at its runs."""
    manifest = execution.folder.manifest()
    seeds = [int(seed) for seed in manifest["seeds"]]
    table = pd.read_csv(execution.folder.path / "comparison.csv")
    study = _study(execution, table, seeds, True)
    study.n_stored = study.n_found = len(seeds) * execution.plan.n_scenarios()
    return study


def _study(execution: Execution, table: pd.DataFrame, seeds: list[int], is_complete: bool) -> SweepStudy:
    failed = {
        " ".join(filter(None, (item.context, item.scenario, f"seed {item.seed}"))): last_line(item.error)
        for item in execution.failed.values()
    }
    stored = execution.runs(execution.plan.seeds() if execution.is_interrupted else seeds)
    return SweepStudy(
        execution.plan,
        execution.folder.path,
        table,
        seeds,
        len(stored),
        sum(run.key in execution.found for run in stored),
        failed,
        is_complete,
        execution.is_interrupted,
        execution.seconds,
    )


def _write(execution: Execution, seeds: Sequence[int]) -> pd.DataFrame:
    """Write all tables of a sweep in one pass over its runs and return the paired differences."""
    folder, plan, runs = execution.folder, execution.plan, execution.runs(seeds)
    keys = {(run.context, run.scenario, run.seed): run.key for run in runs}
    seconds: dict[str, float] = {}
    effects, winners = [], []
    baseline: Block | None = None
    for block in collate(plan, runs, folder.runs, folder.path):
        place = (block.context.name, block.scenario.name)
        seconds |= {keys[*place, seed]: taken for seed, taken in zip(block.seeds, block.seconds, strict=True)}
        if block.scenario is block.context.experiment.baseline:
            baseline = block
        elif block.scenario.is_shown and baseline is not None and baseline.context is block.context:
            labels = labels_of(plan, block.context, block.scenario)
            effects.append(_effect_rows(block, baseline, labels))
            winners.append(_winner_rows(block, labels))
    table = pd.concat(effects, ignore_index=True) if effects else pd.DataFrame({"scenario": []})
    folder.write_table("runs.parquet", runs_table(execution, seeds, seconds))
    folder.write_table("comparison.csv", table)
    if found := [part for part in winners if not part.empty]:
        folder.write_table("winners.csv", pd.concat(found, ignore_index=True))
    return table


def _effect_rows(block: Block, baseline: Block, labels: dict[str, Any]) -> pd.DataFrame:
    """Return a row for each outcome: the point against the baseline of its context."""
    outcomes = [*block.outcomes, COST_PER_RESIDENT]
    differences, levels, base = effects_of(block, baseline, outcomes)
    mean, low, high, n, agreement = paired_columns(differences)
    return pd.DataFrame(
        {
            **labels,
            "outcome": outcomes,
            "period": period_of(block)[1],
            "baseline_mean": paired_columns(base)[0],
            "scenario_mean": paired_columns(levels)[0],
            "difference": mean,
            "low_90": low,
            "high_90": high,
            "n_seeds": n.astype(int),
            "sign_agreement_share": agreement,
        }
    )


def _winner_rows(block: Block, labels: dict[str, Any]) -> pd.DataFrame:
    """Return who gains and who loses at a point, all households and by initial income."""
    twins = block.twins()
    if twins.empty:
        return pd.DataFrame()
    twins = twins[twins["grouping"].isin(_GROUPS)].assign(scenario=block.scenario.name)
    rows = winners_table(twins).drop(columns="scenario")
    for place, (label, value) in enumerate(labels.items()):
        rows.insert(place, label, value)
    return rows
