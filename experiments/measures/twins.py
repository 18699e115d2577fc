"""Household by household: each one against its twin in the baseline, by groups fixed at the policy start."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from sim.arrays import Floats, Ints

LAST_YEARS = 5
"""Years at the end over which the incomes of twins are averaged."""

NOTICEABLE_SHARE = 0.01
"""Relative difference from which a household counts as better or worse off."""

NET_INCOME = "income_net_of_medical"

ALL = "all"

_LABELS = {
    ALL: ("all",),
    "income_quintile": ("Q1", "Q2", "Q3", "Q4", "Q5"),
    "is_elite": ("no", "yes"),
    "has_able_labour": ("no", "yes"),
}


def group_label(grouping: str, group: int) -> str:
    """Return the name of a group.

    Examples
    --------
    >>> group_label("income_quintile", 0), group_label("village", 3)
    ('Q1', 'V04')
    """
    return _LABELS[grouping][group] if grouping in _LABELS else f"V{group + 1:02d}"


def with_all(groups: Mapping[str, Ints]) -> dict[str, Ints]:
    """Return groupings with one more that holds every household that was present."""
    present = next(iter(groups.values())) >= 0
    return {ALL: np.where(present, 0, -1), **groups}


def mean_income(snapshots: list[Floats]) -> Floats:
    """Return each household's mean over yearly snapshots; years without residents (NaN) do not count.

    Examples
    --------
    >>> mean_income([np.array([1.0, np.nan]), np.array([3.0, np.nan])]).tolist()
    [2.0, nan]
    """
    values = np.array(snapshots)
    counted = np.isfinite(values)
    n_years = counted.sum(axis=0)
    total = np.where(counted, values, 0.0).sum(axis=0)
    return np.where(n_years > 0, total / np.maximum(n_years, 1), np.nan)


def twin_table(income: Floats, baseline: Floats, groups: Mapping[str, Ints]) -> pd.DataFrame:
    """Return how many households are better and worse off than their twins, by group.

    Parameters
    ----------
    income, baseline : float array, shape (n_households,)
        Mean income of each household in the scenario and in the baseline; NaN is left out.
    groups : mapping of grouping to int array, shape (n_households,)
        Group of each household, -1 for none.
    """
    difference = income - baseline
    least = NOTICEABLE_SHARE * np.abs(baseline)
    frames = []
    for grouping, code in groups.items():
        counted = (code >= 0) & np.isfinite(difference)
        cell, gap, bound = code[counted], difference[counted], least[counted]
        size = int(code.max(initial=-1)) + 1
        frames.append(
            pd.DataFrame(
                {
                    "grouping": grouping,
                    "group": np.arange(size),
                    "label": [group_label(grouping, number) for number in range(size)],
                    "n_households": np.bincount(cell, minlength=size),
                    "n_better": np.bincount(cell[gap > bound], minlength=size),
                    "n_worse": np.bincount(cell[gap < -bound], minlength=size),
                    "total_difference_cny": np.bincount(cell, gap, size),
                }
            )
        )
    return pd.concat(frames, ignore_index=True)
