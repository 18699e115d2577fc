"""Publicly funded poverty-alleviation projects: sites, duty to the poor, bailouts (S9, errata E10)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.parameter import param

if TYPE_CHECKING:
    from sim.model import RuralModel


@dataclass
class Projects:
    """Money, size, quality and duties of projects."""

    placeholder: float = param(
        0.0, unit="-", bounds=(0, 1), grade="assumption", doc="To be replaced.", source="-"
    )  # fmt: skip


def government_chooses_project_sites(model: RuralModel) -> None:
    """Money for projects accrues; sites are drawn by weight until it is used up."""


def projects_pay_their_duty(model: RuralModel) -> None:
    """Projects pay a part of their grant to listed poor households and the collective, if money allows."""


def government_bails_out_projects(model: RuralModel) -> None:
    """Government covers losses of projects, unless appraisal has consequences."""
