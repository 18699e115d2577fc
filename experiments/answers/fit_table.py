"""The model of 2013-2020 beside the published data of the rural nation; nothing after 2020 is looked at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from experiments.planning.compose import Experiment
from experiments.words.layout import table_lines
from sim.data import FIRST_YEAR, LAST_YEAR, facts
from sim.results import Results
from sim.runs import run
from sim.series import price_index

FIT_DEFAULTS = {"replicates": 3}
TOLERANCE = 0.25
"""Relative deviation from which a number is flagged."""

SOURCES = {"wage": "wages", "business": "business", "property": "property", "transfer": "transfer"}
PERSONS_PER_10K, PERSONS_PER_MILLION = 1e4, 1e6
SHOWN_YEARS = (2013, 2015, 2017, 2020)


@dataclass(frozen=True)
class FitRow:
    """One indicator with its data and the model's counterpart.

    Attributes
    ----------
    title : str
    data : dict of year to float
    model : callable
        From the outcomes of one run (a row per year) to a series of values.
    digits : int
    is_target : bool
        False for a row shown for information under another booking.
    """

    title: str
    data: Mapping[int, float]
    model: Callable[[pd.DataFrame], pd.Series]
    digits: int
    is_target: bool = True


def fit_rows() -> list[FitRow]:
    """Return what is compared: income, four sources, quintile ratio, migrants."""
    income, prices = facts("disposable_income_pc"), price_index()
    rows = [
        FitRow(
            "income per resident, yuan of 2020",
            {year: income[year] / prices[year] for year in prices},
            lambda table: table["income_per_capita_official"],
            0,
        )
    ]
    for name, series in SOURCES.items():
        part = facts(f"income_{series}")
        rows.append(
            FitRow(
                f"share of {name} income",
                {year: part[year] / income[year] for year in prices},
                lambda table, name=name: _source_share(table, name),  # type: ignore[misc]
                3,
            )
        )
    place = list(SOURCES).index("property") + 2
    rows.insert(
        place,
        FitRow(
            "property with dividends of own enterprises",
            rows[place - 1].data,
            lambda table: table["property_income"] / table["income_per_capita_official"],
            3,
            is_target=False,
        ),
    )
    ratio = facts("ratio_Q5_Q1", group="total")
    rows.append(FitRow("richest over poorest fifth", ratio, lambda table: table["quintile_ratio"], 2))
    rows.append(FitRow("away migrants per registered person", migrant_data(), migrant_model, 3))
    return rows


def _source_share(table: pd.DataFrame, name: str) -> pd.Series:
    """Return a source's share in the official concept (errata F3, F5).

    Reimbursed bills count as transfers. Profit of enterprises that households founded or deliver to counts
    as business income: the bureau books what members of a household earn by running a business there, and
    keeps property income for interest, rents and dividends of what others run.
    """
    total = table["income_per_capita_official"]
    own = table[f"{name}_income"].copy()
    if name == "transfer":
        own += total - table["income_per_capita"]
    if name in ("business", "property"):
        own += table["dividend_income"] if name == "business" else -table["dividend_income"]
    return own / total


def comparable_outcomes(results: Results) -> pd.DataFrame:
    """Return the outcomes of a run by year, with dividends to households per resident beside them."""
    table, ledger = results.outcomes.set_index("year"), results.ledger
    paid = ledger[(ledger["flow"] == "dividends") & (ledger["payee"] == "households")]
    by_year = paid.groupby("year")["amount_cny"].sum().reindex(table.index, fill_value=0.0)
    return table.assign(dividend_income=by_year / table["residents"])


def migrant_data() -> dict[int, float]:
    """Return migrants away over rural residents plus migrants away; population filled on straight lines."""
    away, people = facts("migrant_away", group="migrant workers"), facts("rural_population")
    years = sorted(people)
    residents = {year: float(np.interp(year, years, [people[known] for known in years])) for year in away}
    return {
        year: persons * PERSONS_PER_10K / (residents[year] * PERSONS_PER_MILLION + persons * PERSONS_PER_10K)
        for year, persons in away.items()
    }


def migrant_model(table: pd.DataFrame) -> pd.Series:
    """Return the same in the model: members who are not residents over all members."""
    return 1.0 - table["residents"] / table["population"]


def fit_table(experiment: Experiment) -> pd.DataFrame:
    """Return data, model mean over seeds and relative deviation, a row for each indicator and year."""
    scenario = experiment.scenarios[0]
    scenario.config.clock.end_year = LAST_YEAR
    runs = [comparable_outcomes(run(scenario.config, seed)) for seed in experiment.options.seeds()]
    rows = []
    for row in fit_rows():
        series = [row.model(table) for table in runs]
        for year in range(FIRST_YEAR, LAST_YEAR + 1):
            model = float(np.mean([values[year] for values in series]))
            data = float(row.data[year])
            deviation = model / data - 1.0
            rows.append((row.title, year, data, model, deviation, abs(deviation) > TOLERANCE, row.digits))
    names = ["indicator", "year", "data", "model", "deviation", "is_flagged", "digits"]
    return pd.DataFrame(rows, columns=names)


def fit_lines(experiment: Experiment) -> list[str]:
    """Return the fit as lines: data and model for some years, the mean and the largest deviation of all."""
    table = fit_table(experiment)
    head = ["", *(f"{year} data / model" for year in SHOWN_YEARS), "mean deviation", "largest", "flag"]
    rows = [head]
    for title, part in table.groupby("indicator", sort=False):
        digits = int(part["digits"].iloc[0])
        by_year = part.set_index("year")
        cells = [
            f"{by_year.loc[year, 'data']:,.{digits}f} / {by_year.loc[year, 'model']:,.{digits}f}"
            for year in SHOWN_YEARS
        ]
        n_out = int(part["is_flagged"].sum())
        largest = part["deviation"].loc[part["deviation"].abs().idxmax()]
        flag = f"{n_out} of {len(part)} years beyond 25 %" if n_out else "within 25 %"
        rows.append([str(title), *cells, f"{part['deviation'].mean():+.0%}", f"{largest:+.0%}", flag])
    n = len(experiment.options.seeds())
    place = experiment.scenarios[0].config.place
    return [
        f"Model and data, rural China {FIRST_YEAR}-{LAST_YEAR}: mean of n = {n} seeds,"
        f" {place.n_villages} villages of {place.households_per_village} households",
        *table_lines(rows),
        "Data: sim/data (sources and confidence there). Profit of households' own enterprises counts as"
        " business income, reimbursed bills as transfers. The quintile ratio of the data is of household"
        " groups; migrants: derived from migrants away and rural residents.",
    ]
