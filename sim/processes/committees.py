"""Staff time of village committees: how many tasks one office can carry (model.md S10, errata E11)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.arrays import Bools, Floats, Ints, count_by, ratio
from sim.parameter import param

if TYPE_CHECKING:
    from sim.model import RuralModel


@dataclass
class CommitteeRules:
    """Supply of and demand for the staff time of a committee."""

    work_days_per_year: float = param(
        220.0, unit="days/yr", bounds=(1.0, 366.0), plausible=(200.0, 250.0), grade="assumption",
        doc="Working days of one official a year.", source="errata K2 (staff_days_base)",
    )  # fmt: skip
    staff_base: float = param(
        3.0, unit="persons", bounds=(0.0, 50.0), plausible=(2.0, 6.0), grade="assumption",
        doc="Officials at work in a committee without any governance capacity.", source="model.md S10",
    )  # fmt: skip
    staff_per_governance: float = param(
        2.0, unit="persons per unit of G", bounds=(0.0, 50.0), plausible=(1.0, 4.0), grade="assumption",
        doc="Further officials' time at full governance capacity.", source="model.md S10",
    )  # fmt: skip
    stage_days_baseline: float = param(
        500.0, unit="days/yr", bounds=(0.0, 5_000.0), plausible=(250.0, 1_000.0), grade="assumption",
        doc="Ordinary duties of any committee, whatever the size of its village.", source="errata K2, E11",
    )  # fmt: skip
    days_per_project: float = param(
        40.0, unit="days/project-yr", bounds=(0.0, 500.0), plausible=(20.0, 80.0), grade="assumption",
        doc="Staff time that one publicly funded project takes in a village of standard size.",
        source="model.md S10, errata K2, E11",
    )  # fmt: skip
    coordination_days: float = param(
        40.0, unit="days/yr", bounds=(0.0, 500.0), plausible=(20.0, 80.0), grade="assumption",
        doc="Staff time for meetings with offices that plan apart, in a village of standard size.",
        source="model.md S10, errata K2, E11",
    )  # fmt: skip
    standard_village_households: float = param(
        250.0, unit="households", bounds=(1.0, 10_000.0), grade="design",
        doc="Village size for which the days of projects, meetings and levers are stated.",
        source="errata E11",
    )  # fmt: skip


def staff_supply_days(governance: Floats, has_secretary: Bools, rules: CommitteeRules) -> Floats:
    """Return the staff time of each committee, ``H = 220 (3 + 2 G) + 220 sec``.

    Parameters
    ----------
    governance : array, shape (n_villages,)
        Governance capacity G.
    has_secretary : array of bool, shape (n_villages,)
        A first secretary works one official's days.
    rules : CommitteeRules

    Returns
    -------
    array, shape (n_villages,)
        Days a year (model.md S10).

    Examples
    --------
    >>> staff_supply_days(np.array([0.5]), np.array([True]), CommitteeRules()).tolist()
    [1100.0]
    """
    officials = rules.staff_base + rules.staff_per_governance * governance + has_secretary
    return rules.work_days_per_year * officials


def staff_demand_days(
    n_households: Ints, n_projects: Ints, saved_days: float, lever_days: float, rules: CommitteeRules
) -> Floats:
    """Return the staff time that duties, projects, meetings and levers ask of each committee.

    ``D = 500 + size/250 (40 projects + max(40 - saved, 0) + lever days)``

    Parameters
    ----------
    n_households, n_projects : array of int, shape (n_villages,)
    saved_days : float
        Days of meetings that joint planning saves (``terms.coordination_days_saved``).
    lever_days : float
        Days that the levers take in a village of standard size (``terms.staff_days``).
    rules : CommitteeRules

    Returns
    -------
    array, shape (n_villages,)
        Days a year; all but the ordinary duties grow with the village (errata E11).

    Examples
    --------
    >>> one_each = np.array([1, 1])
    >>> staff_demand_days(np.array([250, 500]), one_each, 30.0, 120.0, CommitteeRules()).tolist()
    [670.0, 840.0]
    """
    size: Floats = n_households / rules.standard_village_households
    meetings = max(rules.coordination_days - saved_days, 0.0)
    return rules.stage_days_baseline + size * (rules.days_per_project * n_projects + meetings + lever_days)


def delivery_efficiency(supply_days: Floats, demand_days: Floats) -> Floats:
    """Return the share of planned work that gets done, ``eff = min(1, supply / demand)``.

    Examples
    --------
    >>> delivery_efficiency(np.array([880.0, 440.0, 5.0]), np.array([500.0, 880.0, 0.0])).tolist()
    [1.0, 0.5, 1.0]
    """
    efficiency: Floats = np.minimum(1.0, ratio(supply_days, demand_days, 1.0))
    return efficiency


def committees_plan_their_time(model: RuralModel) -> None:
    """Compare staff time with tasks; too many tasks thin out all of them alike."""
    committees, households, rules = model.committees, model.households, model.config.committees
    n_households = count_by(households.village[households.n_members > 0], len(committees))
    supply = staff_supply_days(committees.governance, committees.has_secretary, rules)
    demand = staff_demand_days(
        n_households,
        committees.n_projects,
        model.terms.coordination_days_saved,
        model.terms.staff_days,
        rules,
    )
    committees.staff_days[:] = supply
    committees.delivery_efficiency[:] = delivery_efficiency(supply, demand)
