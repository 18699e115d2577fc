"""Households one by one and in fixed groups: who gains and who loses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.agents.person import Livelihood
from sim.arrays import Bools, Floats, Ints, ratio, sum_by
from sim.outcomes.poverty import LINES_CNY
from sim.outcomes.registry import QUINTILES, Observation

if TYPE_CHECKING:
    from sim.model import RuralModel

NO_GROUP = -1


def fixed_groups(model: RuralModel) -> dict[str, Ints]:
    """Return the group of every household row by grouping, as of now; -1 for households without residents.

    Kept from the start of a policy on, so that groups stay the same households in all scenarios. Income
    fifths are 0 (poorest) to 4.
    """
    look, households = Observation(model), model.households
    rows = np.flatnonzero(look.present)
    order = np.argsort(households.income_per_capita_cny[rows], kind="stable")
    fifth = np.full(len(households), NO_GROUP)
    fifth[rows[order]] = np.arange(len(rows)) * QUINTILES // max(len(rows), 1)
    able = model.township.sum_members(look.able) > 0
    groups = {"village": households.village, "is_elite": households.is_elite, "has_able_labour": able}
    return {
        "income_quintile": fifth,
        **{name: np.where(look.present, group, NO_GROUP) for name, group in groups.items()},
    }


def group_outcomes(model: RuralModel, groups: Mapping[str, Ints]) -> dict[str, NDArray[Any]]:
    """Return income and poverty by group as columns of a long table, a row per grouping and group.

    Columns: ``grouping``, ``group``, ``n_households`` (with residents now), ``residents``,
    ``income_per_capita``, ``income_net_of_medical`` (yuan per resident), and the headcount and gap of both
    incomes at the first reporting line; NaN for groups without residents.
    """
    look = Observation(model)
    counts, means = _values_to_group(look)
    parts = []
    for name, group in groups.items():
        n_groups = int(group.max(initial=NO_GROUP)) + 1
        # Households outside all groups fall into one more group, which is then cut off.
        bins = np.where(group < 0, n_groups, group)
        part = {"grouping": np.full(n_groups, name, object), "group": np.arange(n_groups)}
        for column, values in counts.items():
            part[column] = sum_by(bins, values, n_groups + 1)[:n_groups].astype(np.int64)
        for column, values in means.items():
            part[column] = ratio(sum_by(bins, values, n_groups + 1)[:n_groups], part["residents"], np.nan)
        parts.append(part)
    return {column: np.concatenate([part[column] for part in parts]) for column in parts[0]}


def _values_to_group(look: Observation) -> tuple[dict[str, Floats | Bools], dict[str, Floats]]:
    """Return what is counted and what is averaged over residents, each by household."""
    households, line = look.model.households, LINES_CNY[0]
    incomes = {
        "": households.income_per_capita_cny,
        "_net": households.income_net_of_medical_cny,
    }
    means = {"income_per_capita": incomes[""], "income_net_of_medical": incomes["_net"]}
    for suffix, income in incomes.items():
        means[f"poverty_headcount{suffix}_{line:.0f}"] = (income < line).astype(np.float64)
        means[f"poverty_gap{suffix}_{line:.0f}"] = np.clip((line - income) / line, 0.0, 1.0)
    weighted = {name: look.residents * values for name, values in means.items()}
    return {"n_households": look.present, "residents": look.residents}, weighted


def household_panel(model: RuralModel) -> dict[str, NDArray[Any]]:
    """Return a snapshot of every household row, for differences household by household.

    Rows are the same households in all scenarios of a seed. Incomes are NaN without residents; ``is_poor``
    means income net of own medical bills below the first reporting line; ``n_<livelihood>`` count members.
    """
    households, persons = model.households, model.persons
    present = model.township.in_statistics()
    n_codes = len(Livelihood)
    counts = np.bincount(
        persons.household * n_codes + persons.livelihood, minlength=n_codes * len(households)
    ).reshape(-1, n_codes)
    net = np.where(present, households.income_net_of_medical_cny, np.nan)
    return {
        "uid": households.uid.copy(),
        "village": households.village.copy(),
        "n_members": households.n_members.copy(),
        "n_residents": households.n_residents.copy(),
        "income_per_capita": np.where(present, households.income_per_capita_cny, np.nan),
        "income_net_of_medical": net,
        "is_poor": net < LINES_CNY[0],
        "consumption": np.where(present, households.consumption_cny, np.nan),
        **{f"n_{code.name.lower()}": counts[:, code].copy() for code in Livelihood},
    }
