"""The path of 2013-2020 beside published data, and bands that keep the township stable to 2035.

Nothing here looks at data after 2020. Bands after 2020 test that no mechanism runs away (V26, V27).
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd
import pytest

from experiments.measures.targets import observed, targets
from sim.config import Config
from sim.data import FIRST_YEAR, LAST_YEAR, facts
from sim.parameter import replaced
from sim.policies import Policies
from sim.runs import run
from sim.series import price_index

NATION = {"place.village_productivity_mean": 0.0}
POOR_COUNTY = {"place.village_productivity_mean": -0.5}
NO_LEVERS = {
    f"policies.{lever}.{name}": value
    for lever in Policies().levers()
    for name, value in (("dose", 0.0), ("start_year", FIRST_YEAR))
}
TOLERANCE = 0.25
"""Relative deviation allowed before any calibration."""

FOLLOWED = (
    *("income", "wage_share", "business_share", "property_share", "transfer_share"),
    *("quintile_ratio", "migrants_per_registered"),
)
MISSED = {"transfer_share", "quintile_ratio"}
"""Missed by .26 and .27 in single years, since relief lifts the lowest fifth; calibration must mend it."""

YEARS = range(FIRST_YEAR, LAST_YEAR + 1)


@lru_cache
def paths(n_seeds: int, end_year: int, overrides: tuple[tuple[str, float], ...]) -> list[pd.DataFrame]:
    """Return comparable outcomes by year of several seeds."""
    config = replaced(Config(), {**dict(overrides), "clock.end_year": end_year})
    return [observed(run(config, seed)) for seed in range(1, n_seeds + 1)]


def mean_path(n_seeds: int, end_year: int, overrides: dict[str, float]) -> pd.DataFrame:
    """Return the mean of several seeds by year."""
    tables = paths(n_seeds, end_year, tuple(overrides.items()))
    return pd.concat(tables).groupby(level=0).mean()


def followed():
    """Return the targets that the model should follow; known misses must fail until they are mended."""
    known = pytest.mark.xfail(reason="beyond the tolerance since relief and projects exist", strict=True)
    by_name = {target.name: target for target in targets(place="nation")}
    return [
        pytest.param(by_name[name], id=by_name[name].title(), marks=[known] if name in MISSED else [])
        for name in FOLLOWED
    ]


@pytest.mark.parametrize("target", followed())
def test_every_year_to_2020_is_near_the_path_of_the_nation(target):
    tables = paths(3, LAST_YEAR, tuple(NATION.items()))
    model = np.mean([target.model(table) for table in tables], axis=0)
    assert list(target.data) == list(YEARS)
    deviation = dict(zip(YEARS, (model / np.array(list(target.data.values())) - 1).round(3), strict=True))
    assert max(abs(value) for value in deviation.values()) <= TOLERANCE, f"{target.name}: {deviation}"


def test_migrants_away_among_all_migrants():
    table = mean_path(3, LAST_YEAR, NATION)
    away, total = (facts(name, group="migrant workers") for name in ("migrant_away", "migrant_total"))
    share = table["migrant_share"] / (table["migrant_share"] + table["local_job_share"])
    for year in YEARS:
        assert share[year] == pytest.approx(away[year] / total[year], rel=0.10), year


def test_quintile_means_inequality_and_consumption_of_the_nation():
    table, prices = mean_path(3, LAST_YEAR, NATION), price_index()
    gini = facts("gini_rural_from_quintiles_plus_within")
    income, consumption = facts("disposable_income_pc"), facts("consumption_pc")
    for year in YEARS:
        for fifth in range(2, 6):
            data = facts("disposable_income_pc_quintile", group=f"Q{fifth}")[year] / prices[year]
            model = table[f"income_quintile_{fifth}"][year]
            assert model == pytest.approx(data, rel=TOLERANCE), (year, fifth)
        assert table["gini"][year] == pytest.approx(gini[year], rel=0.10), year
        assert table["consumption_rate"][year] == pytest.approx(consumption[year] / income[year], rel=0.10)


@pytest.mark.xfail(reason="beyond the tolerance since relief and projects exist", strict=True)
def test_mean_of_the_poorest_fifth_of_the_nation():
    table, prices = mean_path(3, LAST_YEAR, NATION), price_index()
    data = facts("disposable_income_pc_quintile", group="Q1")
    for year in YEARS:
        assert table["income_quintile_1"][year] == pytest.approx(data[year] / prices[year], rel=TOLERANCE)


def test_poor_county_starts_where_poor_areas_did_and_stays_below_them():
    table, prices = mean_path(3, LAST_YEAR, POOR_COUNTY), price_index()
    income = facts("disposable_income_pc", geo="China poor areas / lifted counties")
    official = table["income_per_capita_official"]
    for year in YEARS:
        assert official[year] == pytest.approx(income[year] / prices[year], rel=TOLERANCE), year
    assert official[FIRST_YEAR] == pytest.approx(income[FIRST_YEAR] / prices[FIRST_YEAR], rel=0.10)


@pytest.mark.parametrize("place", [NATION, POOR_COUNTY], ids=["nation", "poor_county"])
class TestBandsWithoutLevers:
    """V26 and V27: with all levers at zero from 2013 on, nothing runs away by 2035."""

    def test_enterprises_lose_money_as_often_as_small_firms_do(self, place):
        # Some 35 enterprises a township: five seeds leave a standard error of .035 in a year, hence three.
        loss = mean_path(5, 2035, {**place, **NO_LEVERS})["enterprise_loss_share"]
        smooth = loss.rolling(3, center=True, min_periods=2).mean()
        assert smooth.between(0.20, 0.45).all(), smooth.round(3).to_dict()

    @pytest.mark.science
    def test_enterprises_lose_money_as_often_in_every_year(self, place):
        loss = mean_path(12, 2035, {**place, **NO_LEVERS})["enterprise_loss_share"]
        assert loss.between(0.20, 0.45).all(), loss.round(3).to_dict()

    def test_migrants_are_neither_all_nor_few(self, place):
        share = mean_path(5, 2035, {**place, **NO_LEVERS})["migrant_share"]
        assert share.between(0.28, 0.45).all(), share.round(3).to_dict()

    def test_own_businesses_do_not_take_over(self, place):
        share = mean_path(5, 2035, {**place, **NO_LEVERS})["own_business_share"]
        assert share.max() < 0.15, share.round(3).to_dict()

    def test_inequality_and_consumption_stay_plausible(self, place):
        table = mean_path(5, 2035, {**place, **NO_LEVERS})
        assert table["gini"].between(0.30, 0.45).all(), table["gini"].round(3).to_dict()
        assert table["consumption_rate"].between(0.72, 0.93).all()


def test_without_aversion_to_the_new_income_is_higher_but_not_by_much():
    """psi = 0: the upper bound of what persuasion can do, about +8% in model.md section 6."""
    base = mean_path(2, 2023, NATION)["income_per_registered"][2023]
    open_minded = mean_path(2, 2023, {**NATION, "livelihoods.attitude_barrier": 0.0})
    assert 1.0 < open_minded["income_per_registered"][2023] / base < 1.20


def test_without_harm_of_dependence_motivation_is_not_lower():
    """a_d = 0: the variant beside which lever 0 is always reported (errata E13)."""
    base = mean_path(2, 2023, POOR_COUNTY)["motivation_mean"]
    spared = mean_path(2, 2023, {**POOR_COUNTY, "motivation.dependence_loss": 0.0})["motivation_mean"]
    assert (spared >= base - 1e-12).all()
    assert spared[2023] > base[2023]
