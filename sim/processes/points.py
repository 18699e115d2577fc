"""Lever 8 at work: points for participation in village affairs (model.md S5, 3.5b)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.parameter import param

if TYPE_CHECKING:
    from sim.model import RuralModel


@dataclass
class Points:
    """Participation and the fading of novelty."""

    placeholder: float = param(
        0.0, unit="-", bounds=(0, 1), grade="assumption", doc="To be replaced.", source="-"
    )  # fmt: skip


def villages_reward_participation(model: RuralModel) -> None:
    """Households that take part receive points worth money; their novelty fades."""
