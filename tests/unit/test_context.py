"""The outside world by year: history as the data say, later years as stated, burn-in as 2013."""

import math
from dataclasses import fields

import pytest

import sim.series
from sim.context import Context, YearContext, context_of
from sim.data import DataError
from sim.ledger import Purpose
from sim.parameter import problems, statements
from sim.series import history, price_index


@pytest.fixture(scope="module")
def world() -> dict[int, YearContext]:
    return context_of(Context(), 2008, 2050)


def test_defaults_are_valid() -> None:
    assert problems(Context()) == []


def test_price_level_is_the_product_of_yearly_indices() -> None:
    product = 1.018 * 1.013 * 1.019 * 1.013 * 1.021 * 1.032 * 1.030
    assert product == pytest.approx(1.1553, abs=5e-5)
    assert price_index()[2013] == pytest.approx(1 / product)
    assert price_index()[2013] == pytest.approx(0.8656, abs=5e-5)
    assert price_index()[2020] == 1.0


def test_poverty_line_is_the_official_one_in_constant_yuan(world: dict[int, YearContext]) -> None:
    assert world[2013].poverty_line_cny == pytest.approx(3160, abs=2)
    assert world[2013].poverty_line_cny == pytest.approx(2736 / price_index()[2013])
    assert world[2020].poverty_line_cny == 4000
    assert {world[year].poverty_line_cny for year in range(2020, 2051)} == {4000}


def test_monitoring_band_follows_the_line(world: dict[int, YearContext]) -> None:
    assert world[2019].monitoring_band_cny == world[2019].poverty_line_cny
    assert world[2020].monitoring_band_cny == 5000
    assert world[2021].monitoring_band_cny == 6000


def test_pay_grows_as_stated(world: dict[int, YearContext]) -> None:
    assert world[2013].local_pay_10k == 2.64
    assert world[2013].migrant_pay_10k == 2.94
    assert world[2020].local_pay_10k == pytest.approx(2.64 * 1.0436**7)
    assert world[2035].migrant_pay_10k == pytest.approx(2.94 * 1.0436**7 * 1.03**15)


def test_pay_growth_is_that_of_the_data() -> None:
    monthly = sim.series.facts("migrant_wage_month", "China", "migrant workers")
    growth = (monthly[2020] / (monthly[2013] / price_index()[2013])) ** (1 / 7) - 1
    assert growth == pytest.approx(Context().pay_growth_to_2020, abs=0.001)


def test_epidemic_year_stands_alone(world: dict[int, YearContext]) -> None:
    assert [world[year].migrant_unemployment_rate for year in (2019, 2020, 2021)] == [0.05, 0.10, 0.05]
    trend = [0.16 * 1.03 ** (year - 2013) for year in (2019, 2020, 2021)]
    shares = [world[year].county_job_share for year in (2019, 2020, 2021)]
    assert shares == pytest.approx([trend[0], 0.95 * trend[1], trend[2]])
    assert world[2023].county_job_share == world[2035].county_job_share > shares[2]


def test_dibao_share_and_line(world: dict[int, YearContext]) -> None:
    assert [world[year].dibao_share for year in (2013, 2020, 2023, 2035)] == [0.09, 0.07, 0.06, 0.06]
    assert 0.06 < world[2022].dibao_share < world[2021].dibao_share < 0.07
    assert world[2013].dibao_line_cny == pytest.approx(2434 / price_index()[2013])
    assert world[2020].dibao_line_cny == 5962


def test_pension_and_dibao_line_catch_up_slower_then_keep_step_with_pay(
    world: dict[int, YearContext],
) -> None:
    assert world[2013].pension_cny == pytest.approx(1109)
    assert world[2020].pension_cny == 174 * 12
    for name in ("pension_cny", "dibao_line_cny"):
        path = {year: getattr(world[year], name) for year in world}
        past = (path[2020] / path[2013]) ** (1 / 7) - 1
        assert path[2021] / path[2020] - 1 == pytest.approx(past / 2)
        assert path[2030] / path[2029] == pytest.approx(1.03)
        assert all(path[year] < path[year + 1] for year in range(2013, 2050))


def test_national_headcount_ratio_falls_to_zero(world: dict[int, YearContext]) -> None:
    assert world[2013].national_headcount_ratio == pytest.approx(0.085)
    assert world[2016].national_headcount_ratio == pytest.approx(0.045)
    assert [world[year].national_headcount_ratio for year in (2020, 2035)] == [0, 0]


def test_doses_are_history_then_status_quo_and_cash_has_none(world: dict[int, YearContext]) -> None:
    assert [world[year].dose[Purpose.TALENT] for year in (2013, 2016, 2020, 2021)] == [0.1, 0.4, 0.4, 0.3]
    assert {world[year].dose[Purpose.CASH] for year in world} == {0}
    assert all(set(now.dose) == set(Purpose) for now in world.values())


def test_burn_in_shows_2013_under_its_own_label_without_levers(world: dict[int, YearContext]) -> None:
    for year in range(2008, 2013):
        assert world[year].year == year
        assert set(world[year].dose.values()) == {0.0}
        for field in fields(YearContext):
            if field.name not in ("year", "dose"):
                assert getattr(world[year], field.name) == getattr(world[2013], field.name)


def test_every_year_is_there_and_finite(world: dict[int, YearContext]) -> None:
    assert list(world) == list(range(2008, 2051))
    for year, now in world.items():
        assert now.year == year
        numbers = [value for value in vars(now).values() if isinstance(value, float)]
        assert all(math.isfinite(value) and value >= 0 for value in numbers)


def test_end_does_not_change_earlier_years(world: dict[int, YearContext]) -> None:
    short = context_of(Context(), 2008, 2016)
    assert list(short) == list(range(2008, 2017))
    assert all(short[year] == world[year] for year in short)


@pytest.mark.parametrize("name", sorted(statements(Context)))
def test_every_parameter_changes_the_world(name: str, world: dict[int, YearContext]) -> None:
    statement = statements(Context)[name]
    assert statement.plausible is not None
    changed = Context(**{name: statement.plausible[1]})
    assert context_of(changed, 2008, 2050) != world


def test_inner_gap_is_filled_on_a_straight_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sim.series, "facts", lambda series: {2013: 1.0, 2017: 3.0, 2020: 6.0})
    filled = history("any")
    assert [filled[year] for year in range(2013, 2021)] == [1, 1.5, 2, 2.5, 3, 4, 5, 6]


def test_series_that_is_too_short_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sim.series, "facts", lambda series: {2014: 1.0, 2020: 6.0})
    with pytest.raises(DataError, match="'any' must reach from 2013 to 2020"):
        history("any")


# --- changes in mid-run ----------------------------------------------------------------------------


def test_a_change_of_growth_goes_on_from_where_the_path_stands(world: dict[int, YearContext]) -> None:
    slow = Context(pay_growth_later=0.0, county_job_share_growth=0.0)
    changed = context_of(Context(), 2008, 2030, {2026: slow})
    assert all(changed[year] == world[year] for year in range(2008, 2026))
    for year in (2026, 2030):
        assert changed[year].migrant_pay_10k == pytest.approx(world[2025].migrant_pay_10k)
        assert changed[year].pension_cny == pytest.approx(world[2025].pension_cny)
        assert changed[year].county_job_share == pytest.approx(world[2025].county_job_share)


def test_a_stress_of_migrant_pay_comes_and_goes(world: dict[int, YearContext]) -> None:
    stress = Context(migrant_pay_shock_share=0.15)
    changed = context_of(Context(), 2008, 2030, {2026: stress, 2028: Context()})
    ratio = {year: changed[year].migrant_pay_10k / world[year].migrant_pay_10k for year in range(2013, 2031)}
    assert {year for year, value in ratio.items() if value != 1} == {2026, 2027}
    assert ratio[2026] == pytest.approx(0.85)
    assert changed[2026].local_pay_10k == world[2026].local_pay_10k
