"""Paired differences on equal seeds, what they cost, and who gains against the twin in the baseline."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from sim.arrays import Floats

LEVEL = 0.90
"""Level of all intervals."""

COST = "fiscal_cost"
COST_PER_RESIDENT = "cost_per_resident_cny"
RESIDENTS = "residents"
_MATCHED_WITHIN = 0.1
"""Largest relative gap of costs at which cash counts as matched; about 0.01 is usual (dibao counts cash)."""

_LEAST_COST_CNY = 1.0


@dataclass(frozen=True)
class Paired:
    """A mean over seeds with its interval.

    Attributes
    ----------
    mean, low, high : float
        Mean and 90 % t interval over seeds; the limits are NaN for fewer than two seeds.
    n : int
        Seeds that count.
    agreement : float
        Share of seeds whose difference has the sign of the mean.
    """

    mean: float
    low: float
    high: float
    n: int
    agreement: float

    @property
    def is_clear(self) -> bool:
        """Return whether the interval lies on one side of zero (or all seeds agree on exactly zero)."""
        return self.low > 0 or self.high < 0

    def seeds_to_settle(self) -> int | None:
        """Return about how many seeds would take zero out of the interval, None if hopeless."""
        if self.is_clear or self.mean == 0 or not math.isfinite(self.low):
            return None
        half = (self.high - self.low) / 2
        return math.ceil(self.n * (half / abs(self.mean)) ** 2) + 1


def paired(differences: Floats) -> Paired:
    """Return mean, interval and agreement of differences, one for each seed.

    Examples
    --------
    >>> result = paired(np.array([1.0, 2.0, 3.0]))
    >>> round(result.mean, 3), round(result.low, 3), result.n, result.agreement
    (2.0, 0.314, 3, 1.0)
    """
    found = paired_columns(differences.reshape(-1, 1))
    mean, low, high, n, agreement = (float(column[0]) for column in found)
    return Paired(mean, low, high, int(n), agreement)


def paired_columns(differences: Floats) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Return mean, low, high, number of seeds and agreement of many differences at once.

    Parameters
    ----------
    differences : float array, shape (n_seeds, n_columns)
        What is not finite does not count; mean and limits are NaN without a seed, limits with only one.
    """
    from scipy.special import stdtrit

    is_there = np.isfinite(differences)
    n = is_there.sum(axis=0).astype(np.float64)
    values = np.where(is_there, differences, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = values.sum(axis=0) / n
        agreement = (is_there & (np.sign(values) == np.sign(mean))).sum(axis=0) / n
        variance = (np.where(is_there, values - mean, 0.0) ** 2).sum(axis=0) / (n - 1.0)
        quantile = np.where(n > 1, stdtrit(np.maximum(n - 1.0, 1.0), 0.5 + LEVEL / 2), np.nan)
        half = quantile * np.sqrt(variance / n)
    return mean, mean - half, mean + half, n, agreement


@dataclass
class Comparison:
    """Outcomes of scenarios on the same seeds as one block of numbers.

    Attributes
    ----------
    scenarios : list of str
        Baseline first; unshown ones last.
    seeds, years : list of int
    values : dict of outcome to array, shape (n_scenarios, n_seeds, n_years)
    policy_start : int
    matched : dict of scenario to scenario
        Cash scenarios with the scenario whose cost they match.
    shown : list of str
    what_ifs : list of str
        Scenarios that are no policies, so that their cost as cash means nothing.
    """

    scenarios: list[str]
    seeds: list[int]
    years: list[int]
    values: dict[str, Floats]
    policy_start: int
    matched: dict[str, str] = field(default_factory=dict)
    shown: list[str] = field(default_factory=list)
    what_ifs: list[str] = field(default_factory=list)

    def effect(self, outcome: str, scenario: str, versus: str | None = None) -> Floats:
        """Return the difference of an outcome to another scenario (baseline); (n_seeds, n_years)."""
        other = 0 if versus is None else self.scenarios.index(versus)
        block = self.values[outcome]
        return block[self.scenarios.index(scenario)] - block[other]

    def period(self) -> tuple[slice, str]:
        """Return the years from the policy start on, as a slice and as text."""
        first = max(self.policy_start, self.years[0])
        return slice(self.years.index(first), None), f"{first}-{self.years[-1]}"

    def average(self, by_year: Floats) -> Floats:
        """Return means over the policy period, one for each seed."""
        block = by_year[..., self.period()[0]]
        counted = np.isfinite(block)
        total = np.where(counted, block, 0.0).sum(axis=-1)
        n = counted.sum(axis=-1)
        return np.where(n > 0, total / np.maximum(n, 1), np.nan)

    def cash(self, scenario: str = "") -> str | None:
        """Return the cash scenario at the cost of a scenario, else the first one, if any was compared."""
        paid = [name for name in self.shown if name in self.matched]
        return next((name for name in paid if self.matched[name] == scenario), next(iter(paid), None))

    def cost_ratio(self, scenario: str) -> float:
        """Return the cost of a scenario over that of the cash scenario, both above the baseline."""
        cash = self.cash(scenario)
        if cash is None:
            return math.nan
        cost = float(np.nanmean(self.average(self.effect(COST, scenario))))
        spent = float(np.nanmean(self.average(self.effect(COST, cash))))
        return cost / spent if abs(spent) >= _LEAST_COST_CNY else math.nan

    def is_matched(self, scenario: str) -> bool:
        """Return whether the cash scenario was run at the cost of this one, and so it turned out.

        It does not where the lever starts before cash can, or ends and so falls below the baseline's cost.
        """
        cash = self.cash(scenario)
        if cash is None or self.matched[cash] != scenario:
            return False
        return abs(self.cost_ratio(scenario) - 1.0) <= _MATCHED_WITHIN

    def against_cash(self, outcome: str, scenario: str) -> Floats | None:
        """Return the effect beyond that of the same money as cash; shape (n_seeds, n_years).

        The cash effect is as simulated for the matched scenario, and scaled by cost for the others.
        """
        cash = self.cash(scenario)
        ratio = self.cost_ratio(scenario)
        if cash is None or scenario in (*self.matched, *self.what_ifs) or not ratio > 0.0:
            return None
        scale = 1.0 if self.is_matched(scenario) else ratio
        return self.effect(outcome, scenario) - scale * self.effect(outcome, cash)


def comparison_of(
    outcomes: pd.DataFrame,
    *,
    scenarios: list[str],
    shown: list[str],
    policy_start: int,
    matched: dict[str, str],
    what_ifs: Sequence[str] = (),
) -> Comparison:
    """Return the block of numbers behind all comparisons from the tidy outcomes.

    Parameters
    ----------
    outcomes : DataFrame
        Columns scenario, seed, year and one for each outcome.
    """
    names = [name for name in outcomes.columns if name not in ("scenario", "seed", "year")]
    seeds = sorted(outcomes["seed"].unique().tolist())
    years = sorted(outcomes["year"].unique().tolist())
    shape = (len(scenarios), len(seeds), len(years))
    index = pd.MultiIndex.from_product([scenarios, seeds, years])
    table = outcomes.set_index(["scenario", "seed", "year"]).reindex(index)
    values = {name: table[name].to_numpy(np.float64).reshape(shape) for name in names}
    values[COST_PER_RESIDENT] = values[COST] / values[RESIDENTS][0]
    return Comparison(scenarios, seeds, years, values, policy_start, matched, shown, list(what_ifs))


def comparison_table(comparison: Comparison) -> pd.DataFrame:
    """Return paired differences of all outcomes, by year and for the policy period, as a tidy table."""
    rows = []
    columns, label = comparison.period()
    for scenario in comparison.shown[1:]:
        kind = "cash" if comparison.is_matched(scenario) else "cash (scaled)"
        ratio = comparison.cost_ratio(scenario)
        for outcome in comparison.values:
            pairs = [("baseline", comparison.effect(outcome, scenario), math.nan)]
            beyond = comparison.against_cash(outcome, scenario)
            if beyond is not None and outcome not in (COST, COST_PER_RESIDENT):
                pairs.append((kind, beyond, ratio))
            for versus, effect, cost_ratio in pairs:
                start = {"scenario": scenario, "versus": versus, "outcome": outcome}
                base = comparison.values[outcome][0]
                mine = comparison.values[outcome][comparison.scenarios.index(scenario)]
                averages = [comparison.average(item) for item in (effect, base, mine)]
                rows.append(start | _row(label, *averages) | {"cost_ratio_to_cash": cost_ratio})
                for place in range(columns.start, len(comparison.years)):
                    year = [item[:, place] for item in (effect, base, mine)]
                    row = _row(str(comparison.years[place]), *year)
                    rows.append(start | row | {"cost_ratio_to_cash": cost_ratio})
    return pd.DataFrame(rows)


def _row(period: str, effect: Floats, base: Floats, mine: Floats) -> dict[str, Any]:
    means = {"period": period, "baseline_mean": mean_of(base), "scenario_mean": mean_of(mine)}
    return means | statistics(effect)


def statistics(effect: Floats) -> dict[str, float]:
    """Return mean, interval, seeds and agreement of differences as columns of a table."""
    result = paired(effect)
    return {
        "difference": result.mean,
        "low_90": result.low,
        "high_90": result.high,
        "n_seeds": result.n,
        "sign_agreement_share": result.agreement,
    }


def mean_of(values: Floats) -> float:
    """Return the mean of the values that are numbers, NaN without any."""
    counted = values[np.isfinite(values)]
    return float(counted.mean()) if len(counted) else math.nan


def winners_table(twins: pd.DataFrame) -> pd.DataFrame:
    """Return who is better and worse off than the twin in the baseline, by group, over all seeds.

    Parameters
    ----------
    twins : DataFrame
        Rows of ``experiments.measures.twins.twin_table`` with columns scenario and seed in front.
    """
    if twins.empty:
        return pd.DataFrame()
    rows = []
    keys = ["scenario", "grouping", "group", "label"]
    for names, cell in twins.groupby(keys, sort=False):
        cell = cell[cell["n_households"] > 0]
        if cell.empty:
            continue
        n = cell["n_households"].to_numpy(np.float64)
        better, worse = cell["n_better"].to_numpy() / n, cell["n_worse"].to_numpy() / n
        gain = paired(cell["total_difference_cny"].to_numpy() / n)
        rows.append(
            {
                **dict(zip(keys, names, strict=True)),
                "better_off_share": float(better.mean()),
                "worse_off_share": float(worse.mean()),
                "same_share": float((1 - better - worse).mean()),
                "mean_difference_cny": gain.mean,
                "low_90": gain.low,
                "high_90": gain.high,
                "n_seeds": gain.n,
                "n_households_per_seed": float(n.mean()),
            }
        )
    return pd.DataFrame(rows)
