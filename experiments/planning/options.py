"""Options of an experiment: how many seeds, where results go, which language. They never change a run."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any

from sim.config import Config
from sim.parameter import param

LANGUAGES = ("en", "zh")
TABLES_OF_COMPARISON = ("groups", "ledger", "twins")
"""What is kept of every run beside its outcomes when scenarios are compared."""

LARGEST_SEED = 2**63 - 1
LONGEST_STUDY_NAME = 100
"""Bytes of a folder name; file systems allow 255, and more is put around it while a study is made."""
_SOURCE = "design of the experiment"


@dataclass
class RunOptions:
    """What an experiment asks for beside its scenarios."""

    replicates: int = param(
        30,
        unit="seeds",
        bounds=(1, 1_000_000),
        grade="design",
        doc="Seeds on which every scenario is run.",
        source=_SOURCE,
    )
    seed: int = param(
        0,
        unit="-",
        bounds=(0, LARGEST_SEED),
        grade="design",
        doc="First seed; the others follow it.",
        source=_SOURCE,
    )
    workers: int = param(
        0,
        unit="processes",
        bounds=(0, 1024),
        grade="design",
        doc="Worker processes; 0 is one for each core.",
        source=_SOURCE,
    )
    engine: str = param(
        "processes",
        unit="-",
        choices=("processes", "serial", "dask"),
        grade="design",
        doc="Where runs are simulated: worker processes, this process, or a dask cluster.",
        source=_SOURCE,
    )
    address: str = param(
        "",
        unit="address",
        grade="design",
        doc="Address of a dask scheduler, for engine=dask; without one a local cluster is started.",
        source=_SOURCE,
    )
    scheduler_file: str = param(
        "",
        unit="file",
        grade="design",
        doc="File that a dask scheduler has written its address to, instead of address.",
        source=_SOURCE,
    )
    keep: str = param(
        "",
        unit="tables",
        grade="design",
        doc="Tables kept of every run beside its outcomes: groups, ledger, twins, households, or none;"
        " empty is the usual of the command.",
        source=_SOURCE,
    )
    household_years: str = param(
        "",
        unit="yr",
        grade="design",
        doc="Years of the household panels, such as 2025,2035, for keep=households; empty is the last year.",
        source=_SOURCE,
    )
    until_outcome: str = param(
        "",
        unit="outcome",
        grade="design",
        doc="Outcome whose paired differences are to be settled: seeds are added until all their 90 % half-"
        "widths are at most until_half_width, or replicates are used up.",
        source=_SOURCE,
    )
    until_half_width: float = param(
        0.0,
        unit="unit of the outcome",
        bounds=(0.0, 1e12),
        grade="design",
        doc="Half-width of the 90 % interval that is enough; 0 runs all replicates.",
        source=_SOURCE,
    )
    ensemble: str = param(
        "",
        unit="file",
        grade="design",
        doc="File of parameter sets that fit the data; seed by seed one takes the place of the defaults.",
        source=_SOURCE,
    )
    study: str = param(
        "",
        unit="folder",
        grade="design",
        doc="Name of the folder below results; empty makes one from the content.",
        source=_SOURCE,
    )
    results: str = param(
        "results",
        unit="folder",
        grade="design",
        doc="Folder that studies are written to, from the current folder.",
        source=_SOURCE,
    )
    lang: str = param("en", unit="en|zh", grade="design", doc="Language of what is printed.", source=_SOURCE)

    def tables(self, usual: tuple[str, ...]) -> tuple[str, ...]:
        """Return the tables kept of every run, the usual ones of a command unless others are asked for."""
        asked = tuple(dict.fromkeys(name.strip() for name in self.keep.split(",") if name.strip()))
        return tuple(name for name in asked if name != "none") if asked else usual

    def panel_years(self, last: int) -> tuple[int, ...]:
        """Return the years of the household panels, the last one unless others are asked for."""
        asked = {int(year) for year in self.household_years.split(",") if year.strip()}
        return tuple(sorted(asked)) or (last,)

    def seeds(self) -> list[int]:
        """Return the seeds of the experiment in order."""
        return list(range(self.seed, self.seed + self.replicates))

    def n_workers(self, n_tasks: int) -> int:
        """Return how many processes to use for a number of tasks."""
        return max(1, min(self.workers or os.cpu_count() or 1, n_tasks))


@dataclass
class Schema(Config, RunOptions):
    """Everything that a scenario file or an override may set: the schema ``_schema`` of Hydra."""

    about: dict[str, Any] = field(default_factory=dict)
