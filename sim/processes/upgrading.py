"""Enterprises modernise, with and without a subsidy (model.md S8.5, errata A7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.parameter import param

if TYPE_CHECKING:
    from sim.model import RuralModel


@dataclass
class UpgradingRules:
    """Cost, chance and step of an upgrade."""

    placeholder: float = param(
        0.0, unit="-", bounds=(0, 1), grade="assumption", doc="To be replaced.", source="-"
    )  # fmt: skip


def enterprises_try_upgrades(model: RuralModel) -> None:
    """Enterprises whose expected gain beats their cost try an upgrade; part of the cost may be subsidised."""


def enterprises_finish_upgrades(model: RuralModel) -> None:
    """Let tried upgrades succeed by chance and talent; a success raises technology from next year."""
