"""Lever 5 at work: noisy scores of projects and what follows from them (S9, errata C9, E17)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.parameter import param

if TYPE_CHECKING:
    from sim.model import RuralModel


@dataclass
class AppraisalRules:
    """What is scored and with which error."""

    placeholder: float = param(
        0.0, unit="-", bounds=(0, 1), grade="assumption", doc="To be replaced.", source="-"
    )  # fmt: skip


def projects_are_closed_by_appraisal(model: RuralModel) -> None:
    """Projects that were scored lowest twice may be closed; what is left goes back to government."""


def projects_game_the_appraisal(model: RuralModel) -> None:
    """Appraised projects give up technology for what is counted."""


def projects_are_appraised(model: RuralModel) -> None:
    """Score the projects of the year; scores shift the sites of next year."""


def government_pays_for_appraisal(model: RuralModel) -> None:
    """Pay for the appraisal by village and by the money appraised."""
