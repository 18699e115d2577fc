"""The official series of 2013-2020 as the model uses them: without gaps, in constant-2020 yuan."""

from __future__ import annotations

import numpy as np

from sim.data import FIRST_YEAR, LAST_YEAR, DataError, facts

PERCENT = 100.0


def history(series: str) -> dict[int, float]:
    """Return a series for every year 2013-2020; inner gaps are filled on a straight line.

    Raises
    ------
    DataError
        When the series does not reach from the first to the last year.
    """
    known = facts(series)
    years = sorted(known)
    if years[0] > FIRST_YEAR or years[-1] < LAST_YEAR:
        raise DataError(f"facts.csv: series {series!r} must reach from {FIRST_YEAR} to {LAST_YEAR}")
    values = [known[year] for year in years]
    return {year: float(np.interp(year, years, values)) for year in range(FIRST_YEAR, LAST_YEAR + 1)}


def price_index() -> dict[int, float]:
    """Return the rural price level of 2013-2020 with 2020 = 1, the product of the yearly indices (F7).

    Examples
    --------
    >>> round(price_index()[2013], 4), price_index()[2020]
    (0.8656, 1.0)
    """
    yearly = history("rural_cpi")
    levels = {LAST_YEAR: 1.0}
    for year in range(LAST_YEAR, FIRST_YEAR, -1):
        levels[year - 1] = levels[year] / (1.0 + yearly[year] / PERCENT)
    return levels


def constant_prices(series: str) -> dict[int, float]:
    """Return a series in current yuan as constant-2020 yuan."""
    prices = price_index()
    return {year: value / prices[year] for year, value in history(series).items()}
