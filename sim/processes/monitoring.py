"""Lever 7 at work: who is found at risk, relief, and checks of the list (S12, A16, E8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.parameter import param

if TYPE_CHECKING:
    from sim.model import RuralModel


@dataclass
class MonitoringRules:
    """Criteria of risk, chances of detection, relief and checks."""

    placeholder: float = param(
        0.0, unit="-", bounds=(0, 1), grade="assumption", doc="To be replaced.", source="-"
    )  # fmt: skip


def committees_find_households_at_risk(model: RuralModel) -> None:
    """Committees find part of the households at risk, by provisional income before dividends."""


def government_pays_relief(model: RuralModel) -> None:
    """Relief covers part of bills and shortfall of the households found, the poorest first."""


def government_pays_for_monitoring(model: RuralModel) -> None:
    """Pay for screening and for every case."""


def committees_check_the_monitored(model: RuralModel) -> None:
    """Households above the band leave the list; checks drop those who are well off."""
