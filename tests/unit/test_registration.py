import numpy as np
import pytest

from sim.agents import Livelihood
from sim.processes import registration
from tests.helpers.bare_model import bare_model


def poor_township(n_households=100, n_villages=2, year=2014):
    """Return a township of single persons whose income rises with the row, seen without error."""
    model = bare_model([[40]] * n_households, n_villages=n_villages, year=year)
    model.households.income_net_of_medical_cny[:] = 1_000.0 + 100.0 * np.arange(n_households)
    return model


def test_the_list_takes_the_poorest_tenth_split_by_residents_and_remoteness():
    model = poor_township()
    model.committees.remoteness[:] = [0, 2]
    registration.committees_register_poor(model)
    rows = np.flatnonzero(model.households.is_registered)
    assert rows.tolist() == [0, 1, 2, *range(50, 57)]  # 10 places in the ratio .6 to 1.5


def test_absent_households_are_not_listed():
    model = poor_township(n_villages=1)
    model.persons.livelihood[0] = Livelihood.MIGRANT
    model.township.count_residents()
    registration.committees_register_poor(model)
    assert np.flatnonzero(model.households.is_registered).tolist() == list(range(1, 11))


@pytest.mark.parametrize("year", [2013, 2020, 2025])
def test_nobody_is_listed_before_2014_or_after_2019(year):
    model = poor_township(year=year)
    registration.committees_register_poor(model)
    assert not model.households.is_registered.any()


def test_checks_refill_the_list_in_proportion_to_the_poverty_left():
    model = poor_township(n_villages=1)
    registration.committees_register_poor(model)
    model.households.is_graduated[:8] = True
    model.year, model.now.national_headcount_ratio = 2016, 0.036
    registration.committees_register_poor(model)
    listed = model.households.is_registered & ~model.households.is_graduated
    assert np.flatnonzero(listed).tolist() == [8, 9, 10, 11, 12]  # half of ten places


def test_graduation_after_two_years_in_a_row_above_the_line():
    model = poor_township(4, 1)
    model.households.is_registered[:3] = True
    for incomes in ([4_000, 4_000, 2_000, 9_000], [4_000, 2_000, 4_000, 9_000]):
        model.households.income_net_of_medical_cny[:] = incomes
        registration.households_graduate(model)
        model.year += 1
    assert model.households.is_graduated.tolist() == [True, False, False, False]
    assert model.households.years_above_line.tolist() == [2, 0, 1, 2]


def test_years_before_the_listing_do_not_count():
    model = poor_township(n_villages=1)
    model.households.years_above_line[:] = 1
    registration.committees_register_poor(model)
    model.households.income_net_of_medical_cny[:] = 9_000.0
    registration.households_graduate(model)
    assert not model.households.is_graduated.any()


def test_all_listed_households_graduate_in_2020():
    model = poor_township(3, 1, year=2020)
    model.households.is_registered[:2] = True
    registration.households_graduate(model)
    assert model.households.is_graduated.tolist() == [True, True, False]
