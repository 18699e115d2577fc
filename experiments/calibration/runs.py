"""Simulated points: a wave is a plan whose contexts are points, each with nothing but its own baseline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments.calibration.targets import Target, observed
from experiments.calibration.waves import MOST_ERROR
from experiments.planning.compose import Experiment, Scenario
from experiments.planning.options import RunOptions
from experiments.planning.plan import Context, Plan
from experiments.planning.setting import with_values
from experiments.running.execution import Execution, NothingSimulatedError
from experiments.storage.run_files import RunFile
from experiments.storage.store import RUNS
from sim.arrays import Floats
from sim.results import LEDGER_COLUMNS

KIND = "calibrate"
NATION, POOR_COUNTY = "nation", "poor_county"
"""Places of the targets."""

_KEPT = ("ledger",)


@dataclass(frozen=True)
class Tables:
    """What a run file holds, as the targets read it."""

    outcomes: pd.DataFrame
    ledger: pd.DataFrame


@dataclass(frozen=True)
class Cells:
    """The numbers that are compared: every target in every year, in one row.

    Attributes
    ----------
    targets : tuple of Target
        All of one place.
    """

    targets: tuple[Target, ...]

    def weights(self, stages: Sequence[str]) -> Floats:
        """Return the weight of each cell; 0 for targets of other stages."""
        return np.concatenate([item.weights() * (item.stage in stages) for item in self.targets])

    def errors(self, table: pd.DataFrame) -> Floats:
        """Return the standardised errors of an observed run; what cannot be measured is far out."""
        found = np.concatenate([item.errors(item.model(table)) for item in self.targets])
        return np.where(np.isfinite(found), found, MOST_ERROR)

    def values(self, table: pd.DataFrame) -> Floats:
        """Return the model's values of an observed run."""
        return np.concatenate([item.model(table).to_numpy() for item in self.targets])

    def data(self) -> Floats:
        """Return the published values."""
        return np.concatenate([np.array(list(item.data.values())) for item in self.targets])

    def labels(self) -> list[tuple[Target, int]]:
        """Return target and year of each cell."""
        return [(item, year) for item in self.targets for year in item.data]

    def with_data(self, values: Floats) -> Cells:
        """Return the same cells with other data, such as simulated ones."""
        given = iter(values.tolist())
        changed = [replace(item, data={year: next(given) for year in item.data}) for item in self.targets]
        return Cells(tuple(changed))


@dataclass
class Townships:
    """Everything that a calibration simulates, wave by wave, each wave a study below its folder.

    Attributes
    ----------
    bases : dict of place to Scenario
        The baseline of each place, to the last year that is fitted.
    cells : dict of place to Cells
    options : RunOptions
        Seeds, workers and engine.
    folder : Path
        Where the studies go.
    """

    bases: Mapping[str, Scenario]
    cells: Mapping[str, Cells]
    options: RunOptions
    folder: Path

    def plan(self, name: str, place: str, points: Sequence[Mapping[str, float]]) -> Plan:
        """Return the plan of some points, stated as parameters by dotted name."""
        options = replace(self.options, study=name, results=str(self.folder))
        base = self.bases[place]
        contexts = [
            Context(
                f"{number:04d}",
                dict(values),
                Experiment([replace(base, config=with_values(base.config, values))], options, []),
            )
            for number, values in enumerate(points)
        ]
        design: dict[str, Any] = {"axes": {key: [] for key in (points[0] if points else {})}}
        return Plan(KIND, contexts, options, design, _KEPT)

    def observe(self, name: str, place: str, points: Sequence[Mapping[str, float]]) -> list[list[Any]]:
        """Simulate points and return for each the observed table of every seed, None where a run failed.

        Raises
        ------
        KeyboardInterrupt
            When Ctrl-C ended the work; what is done is kept.
        NothingSimulatedError
            When not one run came through.
        """
        plan = self.plan(name, place, points)
        seeds = plan.seeds()
        with Execution(plan) as execution:
            execution.simulate(seeds)
            if execution.is_interrupted:
                execution.finish(execution.complete_seeds(seeds), False)
                raise KeyboardInterrupt
            execution.refuse_nothing([run.seed for run in execution.runs(seeds)])
            files = execution.folder.runs
            found: dict[str, dict[int, Any]] = {context.name: {} for context in plan.contexts}
            for run in execution.runs(seeds):
                found[run.context][run.seed] = observed(tables_of(files.read(run.key)))
            if not execution.folder.is_finished():
                execution.finish(seeds, not execution.failed)
        return [[found[context.name].get(seed) for seed in seeds] for context in plan.contexts]

    def errors(self, name: str, place: str, points: Sequence[Mapping[str, float]]) -> Floats:
        """Return errors of points, shape (n_points, n_seeds, n_cells); NaN where a run failed."""
        cells = self.cells[place]
        n_cells = len(cells.labels())
        return np.array(
            [
                [np.full(n_cells, np.nan) if table is None else cells.errors(table) for table in tables]
                for tables in self.observe(name, place, points)
            ]
        )


def tables_of(file: RunFile) -> Tables:
    """Return outcomes and ledger of a run file."""
    names, years, values = file.outcomes()
    outcomes = pd.DataFrame(values, columns=names)
    outcomes.insert(0, "year", years)
    ledger = file.table("ledger")
    empty = pd.DataFrame(columns=LEDGER_COLUMNS)
    return Tables(outcomes, empty if ledger is None else ledger.to_pandas())


def stored(folder: Path) -> int:
    """Return how many runs of all waves are stored below a folder."""
    return sum(1 for _ in folder.glob(f"*/{RUNS}/??/*.zip"))


__all__ = ["KIND", "NATION", "POOR_COUNTY", "Cells", "NothingSimulatedError", "Tables", "Townships", "stored",
           "tables_of"]  # fmt: skip
