"""From run files to tables: one pass in the order of the plan, so that equal runs make equal bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from experiments.planning.plan import Context, Plan, PlannedRun
from experiments.planning.setting import value_in
from experiments.storage.run_files import TABLES, RunFile, RunFiles
from sim.arrays import Floats

if TYPE_CHECKING:
    import pyarrow

    from experiments.planning.compose import Scenario


_TWINS = "twins"


@dataclass
class Block:
    """All seeds of one scenario in one context.

    Attributes
    ----------
    context : Context
    scenario : Scenario
    seeds, years : list of int
    outcomes : list of str
    values : float array, shape (n_seeds, n_years, n_outcomes)
    seconds : list of float
    tables : dict of name to pyarrow.Table
        Kept beside the outcomes: all seeds, the column ``seed`` in front; empty ones are left out.
    """

    context: Context
    scenario: Scenario
    seeds: list[int]
    years: list[int]
    outcomes: list[str]
    values: Floats
    seconds: list[float]
    tables: dict[str, pyarrow.Table]

    def twins(self) -> pd.DataFrame:
        """Return the households of every seed beside the baseline; empty for the baseline."""
        found: pd.DataFrame = self.tables[_TWINS].to_pandas() if _TWINS in self.tables else pd.DataFrame()
        return found


def collate(plan: Plan, runs: Sequence[PlannedRun], files: RunFiles, folder: Path | None) -> Iterator[Block]:
    """Yield scenario by scenario what its runs found, and write the tables on the way.

    Parameters
    ----------
    plan : Plan
    runs : sequence of PlannedRun
        Those that are stored, in the order of the plan.
    files : RunFiles
    folder : Path or None
        Where ``outcomes.parquet`` and the tables that the plan keeps are put; None writes nothing.

    Raises
    ------
    DamagedRunError
        When a run file was altered since it was found whole.
    """
    contexts = {context.name: context for context in plan.contexts}
    with _Tables(plan, folder) as tables:
        for (context, name), group in groupby(runs, key=lambda run: (run.context, run.scenario)):
            experiment = contexts[context].experiment
            scenario = next(item for item in experiment.scenarios if item.name == name)
            members = list(group)
            read = [files.read(run.key) for run in members]
            block = _block(plan, contexts[context], scenario, members, read)
            if scenario.is_shown:
                tables.add(block)
            yield block


def _block(
    plan: Plan, context: Context, scenario: Scenario, runs: Sequence[PlannedRun], read: Sequence[RunFile]
) -> Block:
    found = [file.outcomes() for file in read]
    names, years, _ = found[0]
    seeds = [run.seed for run in runs]
    tables = {}
    for name in TABLES:
        if name in plan.kept or name == _TWINS:
            stored = [(seed, file.table(name)) for seed, file in zip(seeds, read, strict=True)]
            tables[name] = _joined([_with_seed(table, seed) for seed, table in stored if table is not None])
    return Block(
        context,
        scenario,
        seeds,
        years,
        names,
        np.array([values for _, _, values in found]),
        [float(file.info["seconds"]) for file in read],
        {name: table for name, table in tables.items() if table is not None},
    )


def axes_of(plan: Plan) -> list[str]:
    """Return the dotted names that vary over a plan by design."""
    return list(plan.design.get("axes", {}))


def labels_of(plan: Plan, context: Context, scenario: Scenario) -> dict[str, Any]:
    """Return what tells a scenario of a plan from the others, as leading columns of tables."""
    first = {"context": context.name} if len(plan.contexts) > 1 else {}
    own = {**context.values, **scenario.values}
    on_axes = {axis: own[axis] if axis in own else value_in(scenario.config, axis) for axis in axes_of(plan)}
    return {**first, "scenario": scenario.name, **on_axes}


class _Tables:
    """Parquet files that are written aside, scenario by scenario, and put in place at the end."""

    def __init__(self, plan: Plan, folder: Path | None) -> None:
        self.plan, self.folder = plan, folder
        self.writers: dict[str, Any] = {}

    def __enter__(self) -> _Tables:
        return self

    def add(self, block: Block) -> None:
        """Append the runs of a scenario to every table."""
        if self.folder is None:
            return
        labels = labels_of(self.plan, block.context, block.scenario)
        self._append("outcomes", _outcome_rows(block), labels)
        for name, table in block.tables.items():
            if name in self.plan.kept:
                self._append(name, table, labels)

    def _append(self, name: str, rows: pyarrow.Table, labels: Mapping[str, Any]) -> None:
        import pyarrow
        import pyarrow.parquet

        for place, (label, value) in enumerate(labels.items()):
            column = pyarrow.array([value] * rows.num_rows)
            rows = rows.add_column(place, label, column)
        if name not in self.writers:
            assert self.folder is not None
            aside = self.folder / f"{name}.parquet.half-"
            self.writers[name] = pyarrow.parquet.ParquetWriter(aside, rows.schema, compression="zstd")
        self.writers[name].write_table(rows.cast(self.writers[name].schema))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for name, writer in self.writers.items():
            assert self.folder is not None
            aside = self.folder / f"{name}.parquet.half-"
            try:
                writer.close()
                if kind is None:
                    aside.replace(self.folder / f"{name}.parquet")
            finally:
                aside.unlink(missing_ok=True)


def _outcome_rows(block: Block) -> pyarrow.Table:
    import pyarrow

    n_seeds, n_years, n_outcomes = block.values.shape
    flat_values = block.values.reshape(n_seeds * n_years, n_outcomes)
    columns = {
        "seed": np.repeat(np.array(block.seeds, dtype=np.int64), n_years),
        "year": np.tile(np.array(block.years, dtype=np.int64), n_seeds),
        **{name: np.ascontiguousarray(flat_values[:, place]) for place, name in enumerate(block.outcomes)},
    }
    return pyarrow.table(columns)


def _with_seed(table: pyarrow.Table, seed: int) -> pyarrow.Table:
    import pyarrow

    return table.add_column(0, "seed", pyarrow.array(np.full(table.num_rows, seed, dtype=np.int64)))


def _joined(parts: Sequence[pyarrow.Table]) -> pyarrow.Table | None:
    """Return the rows of all parts in one piece, None if there are none."""
    import pyarrow

    return pyarrow.concat_tables(parts).combine_chunks() if parts else None
