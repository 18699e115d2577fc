"""The environment of villages: spending, participation, industry and its own recovery (S10)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.parameter import param

if TYPE_CHECKING:
    from sim.model import RuralModel


@dataclass
class Environment:
    """What moves the environment index."""

    placeholder: float = param(
        0.0, unit="-", bounds=(0, 1), grade="assumption", doc="To be replaced.", source="-"
    )  # fmt: skip


def villages_keep_environment(model: RuralModel) -> None:
    """Spending and participation improve the environment, processing burdens it."""
