"""Outcomes: every indicator stated once, and the yearly look at all of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from sim.outcomes.assistance import ASSISTANCE
from sim.outcomes.difficulties import DIFFICULTY
from sim.outcomes.economy import ENTERPRISES
from sim.outcomes.fiscal import FISCAL
from sim.outcomes.goals import GOALS
from sim.outcomes.households import fixed_groups, group_outcomes, household_panel
from sim.outcomes.income import INCOME
from sim.outcomes.people import PEOPLE
from sim.outcomes.poverty import POVERTY
from sim.outcomes.projects import PROJECTS
from sim.outcomes.registry import Observation, Outcome
from sim.outcomes.villages import VILLAGES

if TYPE_CHECKING:
    from sim.model import RuralModel

__all__ = [
    "CHAPTERS",
    "OUTCOMES",
    "Outcome",
    "fixed_groups",
    "group_outcomes",
    "household_panel",
    "observe",
    "outcome_reporters",
    "outcome_table",
]

CHAPTERS = (INCOME, POVERTY, ASSISTANCE, PEOPLE, ENTERPRISES, PROJECTS, VILLAGES, FISCAL, DIFFICULTY, GOALS)

OUTCOMES: dict[str, Outcome] = {
    name: outcome for chapter in CHAPTERS for name, outcome in chapter.outcomes.items()
}
"""Every outcome by name, in the order of columns of ``outcomes.parquet``."""


def observe(model: RuralModel) -> dict[str, float]:
    """Return every outcome of a model as it is at the end of a year; NaN where nothing can be measured."""
    look = Observation(model)
    return {name: look.value(outcome.measure) for name, outcome in OUTCOMES.items()}


def outcome_reporters() -> dict[str, Callable[[RuralModel], float]]:
    """Return a reporter of every outcome for ``mesa.DataCollector``: its value in the last observed year."""
    return {name: partial(_last_observed, name=name) for name in OUTCOMES}


def _last_observed(model: RuralModel, name: str) -> float:
    return model.observations[-1][name]


def outcome_table() -> str:
    """Return all outcomes as a Markdown table for ODD.md."""
    signs = {1: "+", -1: "−", 0: ""}
    rows = ["| outcome | unit | better | definition | source |", "|---|---|---|---|---|"]
    for chapter in CHAPTERS:
        rows.append(f"| **{chapter.title}** | | | | |")
        rows += [
            f"| `{item.name}` | {item.unit} | {signs[item.direction]} | {item.definition} | {item.source} |"
            for item in chapter.outcomes.values()
        ]
    return "\n".join(rows)
