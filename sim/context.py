"""The outside world by year: pay, jobs, lines, pensions and what history did before a scenario starts.

Up to 2020 the official series of ``sim/data`` speak; after 2020 every path is an assumption. Pay and
prices do not react to the township (small open economy).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from sim.data import FIRST_YEAR, LAST_YEAR, facts, historical_doses
from sim.ledger import Purpose
from sim.parameter import param
from sim.series import PERCENT, constant_prices, history

EPIDEMIC_YEAR = 2020
MONTHS_PER_YEAR = 12


@dataclass
class Context:
    """The world outside the township; money in constant-2020 yuan."""

    local_pay_2013_10k: float = param(
        2.64, unit="10k yuan/yr", bounds=(0.1, 20.0), plausible=(2.4, 2.9), grade="calibrated",
        doc="Full-year pay of local jobs in 2013 (W^L).",
        source="errata K3 start value; pay of all migrants in 2013 was 2,609 yuan a month (sim/data)",
    )  # fmt: skip
    migrant_pay_2013_10k: float = param(
        2.94, unit="10k yuan/yr", bounds=(0.1, 20.0), plausible=(2.7, 3.5), grade="calibrated",
        doc="Pay of a migrant year of ten months in 2013 (W^M).",
        source="errata K3 start value; pay of all migrants in 2013 was 2,609 yuan a month (sim/data)",
    )  # fmt: skip
    pay_growth_to_2020: float = param(
        0.0436, unit="/yr", bounds=(-0.1, 0.2), plausible=(0.035, 0.05), grade="official-statistics",
        doc="Real growth of local and migrant pay 2013-2020.",
        source="errata K2; migrant_wage_month and rural_cpi in sim/data",
    )  # fmt: skip
    pay_growth_later: float = param(
        0.03, unit="/yr", bounds=(-0.1, 0.2), plausible=(0.01, 0.04), grade="assumption",
        doc="Real growth of local and migrant pay after 2020.", source="errata K2",
    )  # fmt: skip
    migrant_unemployment_rate: float = param(
        0.05, unit="share", bounds=(0.0, 0.9), plausible=(0.02, 0.10), grade="assumption",
        doc="Share of a migrant's year without work (un).", source="model.md 3.3 [A]",
    )  # fmt: skip
    migrant_pay_shock_share: float = param(
        0.0, unit="share of pay", bounds=(-1.0, 0.9), plausible=(0.0, 0.3), grade="design",
        doc="Part of migrant pay that is missing, a stress of the labour market outside; none by default.",
        source="design of the stress scenarios",
    )  # fmt: skip
    migrant_unemployment_2020_rate: float = param(
        0.10, unit="share", bounds=(0.0, 0.9), plausible=(0.05, 0.20), grade="assumption",
        doc="The same in 2020, the year of the epidemic.", source="model.md 3.3 [A]",
    )  # fmt: skip
    county_job_share: float = param(
        0.16, unit="share of able persons", bounds=(0.0, 1.0), plausible=(0.10, 0.20), grade="calibrated",
        doc="Jobs of county employers in 2013, net of jobs in enterprises of the township (c_J).",
        source="set by hand to the national share of wages 2013-2020 (start value .15, errata K3, D6)",
    )  # fmt: skip
    county_job_share_growth: float = param(
        0.03, unit="/yr", bounds=(-0.1, 0.2), plausible=(0.0, 0.04), grade="assumption",
        doc="Growth of that share until the trend ends.",
        source="errata K2; local migrants rose from 103 to 116 million 2013-2020 (sim/data)",
    )  # fmt: skip
    county_job_shock_2020_share: float = param(
        0.05, unit="share of jobs", bounds=(0.0, 1.0), plausible=(0.0, 0.10), grade="assumption",
        doc="Part of the county jobs missing in 2020 only.", source="model.md 3.3",
    )  # fmt: skip
    trend_end_year: int = param(
        2023, unit="yr", bounds=(2020, 2100), plausible=(2020, 2030), grade="assumption",
        doc="Last year in which county jobs, dibao line, dibao share and pension still follow a trend.",
        source="errata K2 (county_job_share_growth to 2023, then 0)",
    )  # fmt: skip
    trend_slowdown_share: float = param(
        0.5, unit="share", bounds=(0.0, 2.0), plausible=(0.0, 1.0), grade="assumption",
        doc="Growth of dibao line and pension after 2020 until the trend ends, in units of 2013-2020 growth.",
        source="assumption: the catch-up of 2013-2020 halves, later both keep step with pay",
    )  # fmt: skip
    monitoring_band_to_2019: float = param(
        1.0, unit="poverty lines", bounds=(0.0, 5.0), plausible=(1.0, 1.5), grade="assumption",
        doc="Income below which a household counts as at risk, until 2019.", source="errata E8",
    )  # fmt: skip
    monitoring_band_later: float = param(
        1.5, unit="poverty lines", bounds=(0.0, 5.0), plausible=(1.0, 2.0), grade="assumption",
        doc="The same from 2021; the band of 2020 is the official threshold.", source="errata E8",
    )  # fmt: skip
    dibao_share_2013: float = param(
        0.09, unit="share of residents", bounds=(0.0, 1.0), plausible=(0.07, 0.11),
        grade="official-statistics", doc="Residents on dibao in 2013; straight line to 2020.",
        source="errata K2: 53.9 of 622 million",
    )  # fmt: skip
    dibao_share_2020: float = param(
        0.07, unit="share of residents", bounds=(0.0, 1.0), plausible=(0.05, 0.09),
        grade="official-statistics", doc="Residents on dibao in 2020; straight line to the end of the trend.",
        source="errata K2: 36.2 of 510 million",
    )  # fmt: skip
    dibao_share_later: float = param(
        0.06, unit="share of residents", bounds=(0.0, 1.0), plausible=(0.04, 0.08), grade="assumption",
        doc="Residents on dibao from the end of the trend on.", source="errata K2",
    )  # fmt: skip
    pension_2013_cny: float = param(
        1_109.0, unit="yuan/person-yr", bounds=(1.0, 50_000.0), plausible=(887.0, 1_331.0),
        grade="assumption",
        doc="Basic pension of residents over 60 in 2013; constant growth to the official level of 2020.",
        source="errata K2 (960 yuan of 2013)",
    )  # fmt: skip
    land_subsidy_cny_per_mu: float = param(
        100.0, unit="yuan/mu-yr", bounds=(0.0, 2_000.0), plausible=(60.0, 150.0), grade="assumption",
        doc="Subsidy by contracted land.", source="errata K2, recalled",
    )  # fmt: skip
    status_quo_dose: float = param(
        0.3, unit="share", bounds=(0.0, 1.0), plausible=(0.0, 0.5), grade="design",
        doc="Dose of every lever after 2020 until its scenario starts; cash has none.", source="errata A17",
    )  # fmt: skip


@dataclass(frozen=True)
class YearContext:
    """The outside world in one year; money in constant-2020 yuan.

    Attributes
    ----------
    year : int
    local_pay_10k, migrant_pay_10k : float
        Full-year pay W^L and W^M, 10,000 yuan.
    migrant_unemployment_rate : float
        Share of a migrant's year without work.
    county_job_share : float
        County jobs per able person.
    poverty_line_cny, monitoring_band_cny, dibao_line_cny : float
        Yuan per person and year.
    dibao_share : float
        Quota of dibao, share of residents.
    pension_cny : float
        Yuan per resident over 60 and year.
    land_subsidy_cny_per_mu : float
    national_headcount_ratio : float
        Official rural poverty incidence of the nation, share.
    dose : mapping of Purpose to float
        What a lever did before its scenario starts; 0 where there was nothing.
    """

    year: int
    local_pay_10k: float
    migrant_pay_10k: float
    migrant_unemployment_rate: float
    county_job_share: float
    poverty_line_cny: float
    monitoring_band_cny: float
    dibao_line_cny: float
    dibao_share: float
    pension_cny: float
    land_subsidy_cny_per_mu: float
    national_headcount_ratio: float
    dose: Mapping[Purpose, float]


def context_of(
    context: Context, first_year: int, last_year: int, changed: Mapping[int, Context] | None = None
) -> dict[int, YearContext]:
    """Return the outside world for every year from first to last, both included.

    Years before 2013 are burn-in: they show the values of 2013, their own label and no levers (C11).

    Parameters
    ----------
    context : Context
    first_year, last_year : int
    changed : mapping of year to Context, optional
        Parameters in force from that year on; paths go on from where they stand, with the new growth.

    Raises
    ------
    DataError
        When a data file is corrupted or lacks a series.

    Examples
    --------
    >>> world = context_of(Context(), 2008, 2035)
    >>> round(world[2013].poverty_line_cny), world[2008].pension_cny == world[2013].pension_cny
    (3161, True)
    """
    years = range(FIRST_YEAR, max(last_year, FIRST_YEAR) + 1)
    rules = _rules_by_year(context, years, changed or {})
    lines = constant_prices("poverty_line_current_prices")
    dibao_lines = _extended(constant_prices("dibao_standard_rural"), rules)
    pensions = _extended(_pension_history(context), rules)
    headcounts = history("poverty_incidence")
    band_2020 = facts("monitoring_threshold")[LAST_YEAR] / lines[LAST_YEAR]
    pay_ratio, job_ratio = _grown(rules, _pay_growth), _grown(rules, _job_growth)
    simulated = {}
    for year, now in rules.items():
        known = min(year, LAST_YEAR)
        simulated[year] = YearContext(
            year=year,
            local_pay_10k=now.local_pay_2013_10k * pay_ratio[year],
            migrant_pay_10k=now.migrant_pay_2013_10k * pay_ratio[year] * (1.0 - now.migrant_pay_shock_share),
            migrant_unemployment_rate=_migrant_unemployment_rate(now, year),
            county_job_share=_county_job_share(now, year) * job_ratio[year],
            poverty_line_cny=lines[known],
            monitoring_band_cny=_band_ratio(now, year, band_2020) * lines[known],
            dibao_line_cny=dibao_lines[year],
            dibao_share=_dibao_share(now, year),
            pension_cny=pensions[year],
            land_subsidy_cny_per_mu=now.land_subsidy_cny_per_mu,
            national_headcount_ratio=headcounts[known] / PERCENT,
            dose=_doses(now, year),
        )
    before = replace(simulated[FIRST_YEAR], dose=dict.fromkeys(Purpose, 0.0))
    return {
        year: simulated[year] if year >= FIRST_YEAR else replace(before, year=year)
        for year in range(first_year, last_year + 1)
    }


def _rules_by_year(context: Context, years: range, changed: Mapping[int, Context]) -> dict[int, Context]:
    """Return the parameters in force in each year."""
    rules, now = {}, context
    for year in years:
        now = changed.get(year, now)
        rules[year] = now
    return rules


def _grown(rules: Mapping[int, Context], growth: Callable[[Context, int], float]) -> dict[int, float]:
    """Return a path that is 1 in the first year and grows by what is in force in each later one."""
    path = {FIRST_YEAR: 1.0}
    for year in list(rules)[1:]:
        path[year] = path[year - 1] * (1.0 + growth(rules[year], year))
    return path


def _pension_history(context: Context) -> dict[int, float]:
    """Return the pension 2013-2020: constant growth between the two known ends."""
    last = facts("resident_pension_average")[LAST_YEAR] * MONTHS_PER_YEAR
    span = LAST_YEAR - FIRST_YEAR
    ratio = last / context.pension_2013_cny
    return {FIRST_YEAR + i: last * ratio ** (i / span - 1.0) for i in range(span + 1)}


def _extended(history: Mapping[int, float], rules: Mapping[int, Context]) -> dict[int, float]:
    """Return a history with its scenario path: slower growth to the end of the trend, then pay growth."""
    past_growth = (history[LAST_YEAR] / history[FIRST_YEAR]) ** (1.0 / (LAST_YEAR - FIRST_YEAR)) - 1.0
    path = dict(history)
    for year in range(LAST_YEAR + 1, max(rules) + 1):
        now = rules[year]
        in_trend = year <= now.trend_end_year
        growth = past_growth * now.trend_slowdown_share if in_trend else now.pay_growth_later
        path[year] = path[year - 1] * (1.0 + growth)
    return path


def _pay_growth(context: Context, year: int) -> float:
    return context.pay_growth_to_2020 if year <= LAST_YEAR else context.pay_growth_later


def _job_growth(context: Context, year: int) -> float:
    return context.county_job_share_growth if year <= context.trend_end_year else 0.0


def _migrant_unemployment_rate(context: Context, year: int) -> float:
    is_epidemic = year == EPIDEMIC_YEAR
    return context.migrant_unemployment_2020_rate if is_epidemic else context.migrant_unemployment_rate


def _county_job_share(context: Context, year: int) -> float:
    """Return county jobs per able person at the level of 2013."""
    missing = context.county_job_shock_2020_share if year == EPIDEMIC_YEAR else 0.0
    return context.county_job_share * (1.0 - missing)


def _band_ratio(context: Context, year: int, band_2020: float) -> float:
    if year == LAST_YEAR:
        return band_2020
    return context.monitoring_band_to_2019 if year < LAST_YEAR else context.monitoring_band_later


def _dibao_share(context: Context, year: int) -> float:
    if year >= max(context.trend_end_year, LAST_YEAR + 1):
        return context.dibao_share_later
    years = (FIRST_YEAR, LAST_YEAR, max(context.trend_end_year, LAST_YEAR + 1))
    shares = (context.dibao_share_2013, context.dibao_share_2020, context.dibao_share_later)
    return float(np.interp(year, years, shares))


def _doses(context: Context, year: int) -> dict[Purpose, float]:
    """Return the dose of every purpose: history to 2020, then the status quo; cash and general none."""
    doses = dict.fromkeys(Purpose, 0.0)
    for lever, by_year in historical_doses().items():
        doses[Purpose[lever.upper()]] = by_year[year] if year <= LAST_YEAR else context.status_quo_dose
    return doses
