"""Lever 11 at work: building with a lag, upkeep and decay of infrastructure (S14, A15)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.parameter import param

if TYPE_CHECKING:
    from sim.model import RuralModel


@dataclass
class InfrastructureRules:
    """Cost, lag, decay and upkeep of infrastructure."""

    placeholder: float = param(
        0.0, unit="-", bounds=(0, 1), grade="assumption", doc="To be replaced.", source="-"
    )  # fmt: skip


def government_plans_infrastructure(model: RuralModel) -> None:
    """Set aside local wages and pay for building, environment and upkeep."""


def villages_keep_infrastructure(model: RuralModel) -> None:
    """Infrastructure wears by its upkeep; what was built two years ago comes into use."""
