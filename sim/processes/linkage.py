"""Who falls between the two programmes when they change (model.md S11, errata E9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.model import RuralModel


def listed_households_may_lapse(model: RuralModel) -> None:
    """In the transition year part of the listed households lapse: no support until it reaches them again."""
