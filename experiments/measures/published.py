"""Published numbers in the units of the model: shares, yuan of 2020, people per registered person."""

from __future__ import annotations

import numpy as np

from sim.data import FIRST_YEAR, facts
from sim.series import price_index

PERCENT = 100.0
PERSONS_PER_10K, PERSONS_PER_MILLION = 1e4, 1e6
FIFTHS = range(1, 6)


def plain(series: str, geo: str, group: str) -> dict[int, float]:
    """Return facts as they stand."""
    return facts(series, geo, group)


def from_percent(series: str, geo: str, group: str) -> dict[int, float]:
    """Return facts in percent as shares."""
    return {year: value / PERCENT for year, value in facts(series, geo, group).items()}


def real(series: str, geo: str, group: str) -> dict[int, float]:
    """Return facts in yuan of the year as yuan of 2020."""
    prices = price_index()
    return {year: value / prices[year] for year, value in facts(series, geo, group).items()}


def real_growth(series: str, geo: str, group: str) -> dict[int, float]:
    """Return facts in yuan of 2020 over their value in the first year."""
    levels = real(series, geo, group)
    return {year: value / levels[FIRST_YEAR] for year, value in levels.items()}


def of_income(series: str, geo: str, group: str) -> dict[int, float]:
    """Return facts in yuan as shares of disposable income of the same people."""
    whole = facts("disposable_income_pc", geo, group)
    return {year: value / whole[year] for year, value in facts(series, geo, group).items()}


def of_five(series: str, geo: str, group: str) -> dict[int, float]:
    """Return the mean of a fifth as its share in the sum of the five means."""
    fifths = [facts(series, geo, f"Q{number}") for number in FIFTHS]
    mean = facts(series, geo, group)
    return {year: mean[year] / sum(fifth[year] for fifth in fifths) for year in mean}


def per_registered(series: str, geo: str, group: str) -> dict[int, float]:
    """Return migrants over rural residents and migrants; population filled on straight lines."""
    away, people = facts(series, geo, group), facts("rural_population", geo)
    years = sorted(people)
    residents = {year: float(np.interp(year, years, [people[known] for known in years])) for year in away}
    return {
        year: persons * PERSONS_PER_10K / (residents[year] * PERSONS_PER_MILLION + persons * PERSONS_PER_10K)
        for year, persons in away.items()
    }


def of_all_migrants(series: str, geo: str, group: str) -> dict[int, float]:
    """Return migrants of a kind as a share of all."""
    total = facts("migrant_total", geo, group)
    return {year: persons / total[year] for year, persons in facts(series, geo, group).items()}


def over_local_pay(series: str, geo: str, group: str) -> dict[int, float]:
    """Return pay away over pay of local migrants."""
    local = facts(series, geo, "local")
    return {year: pay / local[year] for year, pay in facts(series, geo, group).items() if year in local}
