"""Orders, sums by group and tallies agree with the plain NumPy forms that they replace."""

import numpy as np
import pytest

from sim.agents.person import Livelihood
from sim.arrays import ratio, rising_order, stable_order_of_codes, sum_by
from tests.helpers.bare_model import bare_model
from tests.helpers.livelihood_model import complete_network


@pytest.mark.parametrize("n", [0, 1, 2, 1_000])
def test_rising_order_is_a_stable_argsort(n):
    rng = np.random.default_rng(n)
    values = rng.normal(size=n) * 10.0 ** rng.integers(-300, 300, n)
    values[::3] = np.round(values[::3]).clip(-2, 2)  # ties, zeros of both signs among them
    assert np.array_equal(rising_order(values), np.argsort(values, kind="stable"))


def test_rising_order_puts_infinities_last_and_first():
    values = np.array([np.inf, 1.0, -np.inf, -0.0, 0.0])
    assert rising_order(values).tolist() == [2, 3, 4, 1, 0]


@pytest.mark.parametrize("largest", [3, 300, 70_000])
def test_order_of_codes_is_stable_for_any_width(largest):
    codes = np.random.default_rng(largest).integers(0, largest + 1, 500)
    assert np.array_equal(stable_order_of_codes(codes), np.argsort(codes, kind="stable"))


@pytest.mark.parametrize("is_sorted", [True, False])
def test_sums_by_group_are_those_of_plain_addition(is_sorted):
    rng = np.random.default_rng(1)
    group, values = rng.integers(0, 7, 300), rng.normal(size=300)
    group = np.sort(group) if is_sorted else group
    expected = np.zeros(9)
    np.add.at(expected, group, values)
    assert np.array_equal(sum_by(group, values, 9), expected)


@pytest.mark.parametrize(("group", "n_groups"), [([0], 0), ([1, 1], 1), ([0, -1], 2), ([-1], 2)])
def test_a_group_out_of_range_is_an_error(group, n_groups):
    with pytest.raises(IndexError):
        sum_by(np.array(group), np.ones(len(group)), n_groups)


def test_ratio_of_counts_fills_empty_groups():
    assert ratio(np.array([1, 2, 3]), np.array([2, 0, 4]), -1.0).tolist() == [0.5, -1.0, 0.75]


def test_members_by_livelihood_counts_heads_and_labour_of_each_household():
    model = bare_model([[40, 38], [], [50, 20, 5]])
    persons = model.persons
    persons.livelihood[:] = [
        Livelihood.FARM, Livelihood.FARM, Livelihood.FARM, Livelihood.MIGRANT, Livelihood.HOME
    ]  # fmt: skip
    persons.labour_supply[:] = [1.0, 0.5, 0.25, 1.0, 0.0]
    members, labour = model.township.members_by_livelihood()
    assert members[Livelihood.FARM].tolist() == [2, 0, 1]
    assert members[Livelihood.MIGRANT].tolist() == [0, 0, 1]
    assert labour[Livelihood.FARM].tolist() == [1.5, 0.0, 0.25]
    assert members.sum(axis=0).tolist() == model.households.n_members.tolist()


def test_sums_over_members_are_sums_by_household():
    model = bare_model([[40, 38], [], [50, 20, 5]])
    values = np.array([1.0, 2.0, 3.0, 4.0, 5.0])
    expected = sum_by(model.persons.household, values, 3)
    assert np.array_equal(model.township.sum_members(values), expected)
    assert model.township.sum_members(values > 2).tolist() == [0.0, 0.0, 3.0]


def test_shares_of_neighbours_leave_out_the_absent():
    model = bare_model([[40], [40], [40], [40]])
    model.township.network = complete_network(4)
    model.persons.livelihood[3] = Livelihood.MIGRANT
    model.township.count_residents()
    everybody_flagged, first = np.ones(4, np.bool_), np.array([True, False, False, True])
    all_shares, shares = model.township.shares_of_resident_neighbours(everybody_flagged, first)
    assert all_shares.tolist() == [1.0] * 4
    assert shares.round(6).tolist() == [0.0, 0.5, 0.5, 0.333333]
