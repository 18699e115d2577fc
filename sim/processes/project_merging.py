"""Lever 4 at work: weak projects of a kind are merged (model.md S9, errata A8, B10)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.parameter import param

if TYPE_CHECKING:
    from sim.model import RuralModel


@dataclass
class ProjectMerging:
    """Size of groups, cost, savings and losses of a merger."""

    placeholder: float = param(
        0.0, unit="-", bounds=(0, 1), grade="assumption", doc="To be replaced.", source="-"
    )  # fmt: skip


def projects_merge(model: RuralModel) -> None:
    """Merge the weakest projects of each kind; overheads are saved, links to the poor thin out."""
