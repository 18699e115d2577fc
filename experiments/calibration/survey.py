"""A survey of the township: what published studies measured and the yearly outcomes do not hold.

Each measure does to the model what the study did to its people: the same sampling of villages, the same
groups, survey error where a survey had it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from experiments.measures.targets import observed
from sim.agents.person import COUNTY_EMPLOYER, Livelihood
from sim.arrays import Bools, Floats, Ints, sum_by
from sim.config import Config
from sim.model import RuralModel
from sim.random_streams import Stream, stable_ids
from sim.runs import results_of

NEAR_POOR_LINES = 1.5
"""Near-poor are households with an income from one line to this many; assumption (band of monitoring)."""

SURVEY_ERROR_VARIANCE = 0.125
"""Variance of survey error in log income; assumption: half of the transitory variance of about .25 that
studies of rural panels find with the error in it (recalled, .15-.35)."""

SAMPLED_VILLAGES, SAMPLED_HOUSEHOLDS, SAMPLED_TAIL = 304, 12, 30
"""The survey of village incomes: villages, households in each, and villages at each end [F32]."""

LEAST_ROWS = 20
"""Fewer growth rates than this say nothing about their distribution."""


@dataclass
class Survey:
    """What a survey remembers from year to year while a model runs.

    Attributes
    ----------
    rows : list of dict
        One for each year.
    """

    rows: list[dict[str, float]] = field(default_factory=list)
    _income: Floats | None = None
    _sales: Floats | None = None
    _growth: list[Floats] = field(default_factory=list)
    _size: list[Floats] = field(default_factory=list)

    def look(self, model: RuralModel) -> None:
        """Add the year that a model has just simulated."""
        row: dict[str, float] = {
            "year": model.year,
            "migrant_mean_age": mean_age_of_migrants(model),
            "pay_gap": pay_gap(model),
            "poor_with_illness": poor_with_illness(model),
            "illness_poverty_ratio": illness_poverty_ratio(model),
            "income_lag_correlation": self._income_lag_correlation(model),
            "enterprise_exit_rate": exit_rate(model),
            "members_without_service": members_without_service(model),
            "village_spread": village_spread(model),
        }
        self._add_growth(model)
        growth, size = np.concatenate([[], *self._growth]), np.concatenate([[], *self._size])
        self.rows.append(row | {"growth_shape": shape(growth), "growth_sd_by_size": sd_by_size(growth, size)})

    def _income_lag_correlation(self, model: RuralModel) -> float:
        """Return the correlation of log incomes with last year's, survey error added to both."""
        households = model.households
        income = np.where(model.township.in_statistics(), households.income_per_capita_cny, 0.0)
        last, self._income = self._income, income.copy()
        if last is None or len(last) != len(income):
            return float("nan")
        both = (income > 0) & (last > 0)
        return correlation_with_error(np.log(last[both]), np.log(income[both]), SURVEY_ERROR_VARIANCE)

    def _add_growth(self, model: RuralModel) -> None:
        """Keep growth and size of the ordinary enterprises that sold something in this year and the last."""
        enterprises = model.enterprises
        ordinary = enterprises.is_active & ~enterprises.is_project
        sales = np.where(ordinary, enterprises.sales_cny, 0.0)
        last, self._sales = self._sales, sales
        if last is None:
            return
        now = sales[: len(last)]  # new enterprises stand at the end of the table
        both = (now > 0) & (last > 0)
        self._growth.append(np.log(now[both] / last[both]))
        self._size.append(last[both])


def surveyed(config: Config, seed: int) -> pd.DataFrame:
    """Simulate a township and return its observed table with the columns of the survey.

    It stands for ``observed(run(config, seed))`` where targets need a survey, and takes little longer.
    """
    model, survey = RuralModel(config, seed), Survey()
    while model.year < config.clock.end_year:
        model.step()
        survey.look(model)
    return observed(results_of(model)).join(pd.DataFrame(survey.rows).set_index("year"))


# ----------------------------------------------------------------------------------------- people and incomes


def mean_age_of_migrants(model: RuralModel) -> float:
    """Return the mean age of members who work away."""
    return _mean(model.persons.age[model.persons.livelihood == Livelihood.MIGRANT])


def pay_gap(model: RuralModel) -> float:
    """Return the mean full-year pay of migrants over that of holders of county jobs."""
    persons = model.persons
    local = (persons.livelihood == Livelihood.LOCAL_JOB) & (persons.employer == COUNTY_EMPLOYER)
    away = persons.livelihood == Livelihood.MIGRANT
    return _ratio(_mean(persons.migrant_pay_cny[away]), _mean(persons.local_pay_cny[local]))


def poor_with_illness(model: RuralModel) -> float:
    """Return the share of poor households with a member who is ill this year or disabled.

    Poor is an income net of own bills below the official line of the year.
    """
    persons, households = model.persons, model.households
    weak = sum_by(persons.household, persons.is_ill | persons.is_disabled, len(households)) > 0
    poor = _net_is_below_line(model)
    return _ratio(float((weak & poor).sum()), float(poor.sum()))


def illness_poverty_ratio(model: RuralModel) -> float:
    """Return how much more often own medical bills push the near-poor below the line than those above.

    Incomes before bills decide who is near-poor: from one to one and a half lines.
    """
    income, line = model.households.income_per_capita_cny, model.now.poverty_line_cny
    pushed = _net_is_below_line(model)
    here = model.township.in_statistics()
    near = here & (income >= line) & (income < NEAR_POOR_LINES * line)
    above = here & (income >= NEAR_POOR_LINES * line)
    return _ratio(_mean(pushed[near]), _mean(pushed[above]))


def _net_is_below_line(model: RuralModel) -> Bools:
    net = model.households.income_net_of_medical_cny
    below: Bools = model.township.in_statistics() & (net < model.now.poverty_line_cny)
    return below


def correlation_with_error(first: Floats, second: Floats, error_variance: float) -> float:
    """Return the correlation that two measurements would have with independent error of a variance in each.

    Examples
    --------
    >>> values = np.array([-1.0, 1.0])
    >>> correlation_with_error(values, values, 1.0)
    0.5
    """
    if len(first) < 2:
        return float("nan")
    spread = (first.var() + error_variance) * (second.var() + error_variance)
    covariance = float(((first - first.mean()) * (second - second.mean())).mean())
    return _ratio(covariance, float(np.sqrt(spread)))


# --------------------------------------------------------------------------------- cooperatives and villages


def members_without_service(model: RuralModel) -> float:
    """Return the share of nominal members of cooperatives who deliver nothing to theirs."""
    households = model.households
    members = (households.member_of >= 0) & model.township.in_statistics()
    served = (households.contract_enterprise == households.member_of) & (households.contract_share > 0)
    return _ratio(float((members & ~served).sum()), float(members.sum()))


def village_spread(model: RuralModel) -> float:
    """Return mean household income of the richest sampled villages over that of the poorest.

    Twelve households of each village are drawn anew until as many villages as in the study have been
    sampled; a village of the township then counts several times, each time with other households.
    """
    households = model.households
    n_villages = len(model.committees)
    here = model.township.in_statistics()
    repeats = max(1, round(SAMPLED_VILLAGES / n_villages))
    means = [_sampled_means(model, here, households.village, draw) for draw in range(repeats)]
    sampled = np.sort(np.concatenate(means))
    tail = max(1, round(SAMPLED_TAIL / SAMPLED_VILLAGES * len(sampled)))
    return _ratio(_mean(sampled[-tail:]), _mean(sampled[:tail]))


def _sampled_means(model: RuralModel, here: Bools, village: Ints, draw: int) -> Floats:
    """Return the mean income of the households drawn in each village."""
    rows = np.flatnonzero(here)
    # An identity of its own for each draw: the model itself never asks for these numbers.
    keys = stable_ids(model.households.uid[rows], draw + 1)
    luck = model.streams.uniforms(Stream.OBSERVATION, keys, model.year)
    rows = rows[np.lexsort((luck, village[rows]))]
    place = np.arange(len(rows)) - np.searchsorted(village[rows], village[rows])
    rows = rows[place < SAMPLED_HOUSEHOLDS]
    n_villages = len(model.committees)
    total = sum_by(village[rows], model.households.disposable_income_cny[rows], n_villages)
    count = np.bincount(village[rows], minlength=n_villages)
    means: Floats = total[count > 0] / count[count > 0]
    return means


# ------------------------------------------------------------------------------------------------ enterprises


def exit_rate(model: RuralModel) -> float:
    """Return ordinary enterprises that closed this year over those and the ones in business."""
    enterprises = model.enterprises
    ordinary = ~enterprises.is_project
    closed = float((ordinary & (enterprises.exit_year == model.year)).sum())
    return _ratio(closed, closed + float((ordinary & enterprises.is_active).sum()))


def shape(growth: Floats) -> float:
    """Return the mean absolute deviation over the standard deviation: 0.707 Laplace, 0.798 normal.

    Examples
    --------
    >>> bool(np.isnan(shape(np.zeros(3))))
    True
    """
    if len(growth) < LEAST_ROWS:
        return float("nan")
    return _ratio(_mean(np.abs(growth - np.median(growth))), float(growth.std()))


def sd_by_size(growth: Floats, size: Floats) -> float:
    """Return the log of the standard deviation of the growth of the larger half over that of the smaller."""
    if len(growth) < LEAST_ROWS:
        return float("nan")
    large = size > np.median(size)
    ratio = _ratio(float(growth[large].std()), float(growth[~large].std()))
    return float(np.log(ratio)) if ratio > 0 else float("nan")


def _mean(values: Floats | Ints | Bools) -> float:
    return float(values.mean()) if len(values) else float("nan")


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole > 0 else float("nan")
