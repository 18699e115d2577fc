"""What figures read: the tidy files of one study folder and nothing else."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.fonts import shipped_characters
from experiments.measures.twins import LAST_YEARS
from experiments.planning.compose import BASELINE


@dataclass(frozen=True)
class StudyTables:
    """The tidy tables of one study.

    Attributes
    ----------
    outcomes : DataFrame
        A row per scenario, seed and year.
    comparison : DataFrame
        Paired differences; empty when only one scenario was run.
    winners : DataFrame
        Shares better and worse off than their twins in the baseline, by group; may be empty.
    manifest : dict
    """

    outcomes: pd.DataFrame
    comparison: pd.DataFrame
    winners: pd.DataFrame
    manifest: dict[str, Any]

    @property
    def baseline(self) -> str:
        """Return the name of the yardstick, the first scenario of the study."""
        return self.scenarios()[0]

    def scenarios(self) -> list[str]:
        """Return the scenarios to show, the yardstick first; those run only to match a cost stay hidden."""
        names = list(dict.fromkeys(self.outcomes["scenario"]))
        first = BASELINE if BASELINE in names else names[0]
        others = names if self.comparison.empty else self.compared()
        return [first, *(name for name in others if name != first)]

    def compared(self) -> list[str]:
        """Return the scenarios with paired differences, in the study's order."""
        return [] if self.comparison.empty else list(dict.fromkeys(self.comparison["scenario"]))

    def n_seeds(self) -> int:
        """Return on how many seeds every scenario was run."""
        return int(self.outcomes["seed"].nunique())

    def years(self) -> list[int]:
        """Return the simulated years in order."""
        return sorted(int(year) for year in self.outcomes["year"].unique())

    def last_years(self) -> list[int]:
        """Return the years at the end over which late effects are averaged."""
        return self.years()[-LAST_YEARS:]

    def policy_period(self) -> str:
        """Return the label of the period from the policy start on, as in ``comparison.csv``; "" if none."""
        if self.comparison.empty:
            return ""
        periods = self.comparison["period"].astype(str)
        return next((period for period in periods if "-" in period), "")

    def policy_start(self) -> int | None:
        """Return the first year in which scenarios may differ, None when nothing is compared."""
        start = self.manifest.get("policy_start")
        return int(start) if start is not None and self.compared() else None

    def title(self, scenario: str, lang: str) -> str:
        """Return what a scenario is called; its bare name where the shipped font lacks a character."""
        abouts = {item["name"]: item.get("about") or {} for item in self.manifest.get("scenarios", [])}
        titles = abouts.get(scenario, {}).get("title") or {}
        title = str(titles.get(lang) or titles.get("en") or scenario)
        return title if set(title) <= shipped_characters() else scenario


def read_tables(folder: Path) -> StudyTables:
    """Return the tables of a study folder.

    Raises
    ------
    FileNotFoundError
        When the folder holds no ``outcomes.parquet``.
    """
    manifest = folder / "manifest.json"
    return StudyTables(
        pd.read_parquet(folder / "outcomes.parquet"),
        _csv(folder / "comparison.csv"),
        _csv(folder / "winners.csv"),
        json.loads(manifest.read_text(encoding="utf-8")) if manifest.exists() else {},
    )


def records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table one by one, by column name."""
    return [{str(name): value for name, value in row.items()} for row in rows.to_dict("records")]


def _csv(path: Path) -> pd.DataFrame:
    try:
        return pd.read_csv(path, dtype={"period": str})
    except (FileNotFoundError, pd.errors.EmptyDataError):
        return pd.DataFrame()
