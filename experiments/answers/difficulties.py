"""The four difficulties of the study under each scenario, and how long adoption takes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from experiments.measures.comparison import Comparison, paired
from experiments.measures.twins import LAST_YEARS
from experiments.words.labels import outcome_label
from sim.arrays import Floats
from sim.outcomes.difficulties import DIFFICULTIES
from sim.outcomes.units import CHINESE

ADOPTED = ("contract_coverage", "open_minded_share")
"""Outcomes that spread from household to household."""

_LEAST_CHANGE = 1e-9


def half_change_years(path: Floats, before: int) -> Floats:
    """Return after how many years each path has gone half of its way from a year to its last years.

    Parameters
    ----------
    path : array, shape (n_seeds, n_years)
    before : int
        Column of the last year before the policies.

    Returns
    -------
    array, shape (n_seeds,)
        Years since column ``before``; NaN where the path ends where it began or is not known.

    Examples
    --------
    >>> half_change_years(np.array([[0.1, 0.1, 0.2, 0.4, 0.5, 0.5, 0.5, 0.5, 0.5]]), 1).tolist()
    [2.0]
    """
    start, end = path[:, before], path[:, -LAST_YEARS:].mean(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        way = (path[:, before + 1 :] - start[:, None]) / (end - start)[:, None]
    is_there = way >= 0.5
    is_known = (np.abs(end - start) > _LEAST_CHANGE) & is_there.any(axis=1)
    return np.where(is_known, is_there.argmax(axis=1) + 1.0, np.nan)


def difficulties_table(comparison: Comparison) -> pd.DataFrame:
    """Return the outcomes that show each difficulty, a row per scenario and outcome.

    Means over seeds and the years from the policy start on, paired differences to the baseline with their
    90 % interval, and for what spreads among households the years to half of the change.
    """
    rows = []
    columns, period = comparison.period()
    for name in comparison.shown:
        for difficulty in DIFFICULTIES:
            for outcome in difficulty.indicators:
                if outcome not in comparison.values:
                    continue
                mine = comparison.values[outcome][comparison.scenarios.index(name)]
                result = paired(comparison.average(comparison.effect(outcome, name)))
                rows.append(
                    {
                        "scenario": name,
                        "difficulty": difficulty.name,
                        "outcome": outcome,
                        "period": period,
                        "scenario_mean": _mean(comparison.average(mine)),
                        "difference": result.mean,
                        "low_90": result.low,
                        "high_90": result.high,
                        "half_change_years": _half_time(outcome, mine, columns.start - 1),
                        "n_seeds": result.n,
                    }
                )
    return pd.DataFrame(rows)


def _half_time(outcome: str, path: Floats, before: int) -> float:
    if outcome not in ADOPTED or before < 0 or path.shape[1] - before <= LAST_YEARS:
        return float("nan")
    return _mean(half_change_years(path, before))


def _mean(values: Floats) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else float("nan")


def difficulty_rows(lang: str) -> list[list[str]]:
    """Return for each difficulty its title, the outcomes that show it, and the scenario without it."""
    rows = []
    for item in DIFFICULTIES:
        title = item.title_zh if lang == CHINESE else item.title
        shown = ", ".join(outcome_label(name).heading(lang) for name in item.indicators)
        rows.append([title, item.without, shown])
    return rows
