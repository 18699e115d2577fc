"""Lever 9 at work: grants to village offices, and how governance capacity moves (S10, E19)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.model import RuralModel


def government_supports_village_offices(model: RuralModel) -> None:
    """Grants go to village offices; half pays cadres, half pays costs (errata B13)."""
