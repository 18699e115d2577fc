"""Lever 8 at work: how much of earnings counts against dibao, and who loses it wrongly."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.model import RuralModel


def committees_sanction_by_mistake(model: RuralModel) -> None:
    """Let some listed households unable to work lose their dibao by mistake."""
