"""Lever 8 at work: local wages out of infrastructure money (model.md 3.5b)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.parameter import param

if TYPE_CHECKING:
    from sim.model import RuralModel


@dataclass
class WorkRelief:
    """Wage and days of work-for-relief."""

    placeholder: float = param(
        0.0, unit="-", bounds=(0, 1), grade="assumption", doc="To be replaced.", source="-"
    )  # fmt: skip


def committees_offer_work_relief(model: RuralModel) -> None:
    """Offer paid days to able members of the households that look poorest."""


def government_pays_work_relief(model: RuralModel) -> None:
    """Pay the days worked by residents."""
