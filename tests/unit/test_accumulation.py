"""V2 and V3: the accumulation map of household capital with two injected techniques has the known trap."""

import math

import numpy as np
import pytest

from sim.processes.household_budget import HouseholdBudget, next_capital

SAVING, LOW, HIGH, FIXED_COST = 0.2, 0.5, 1.8, 1.5  # shares and 10k yuan, as in model.md V2
RULES = HouseholdBudget(capital_depreciation=0.1)


def income(capital, fixed_cost=FIXED_COST):
    return np.maximum(LOW * np.sqrt(capital), HIGH * np.sqrt(capital) - fixed_cost)


def next_year(capital, fixed_cost=FIXED_COST):
    capital = np.atleast_1d(np.asarray(capital, float))
    return next_capital(capital, SAVING * income(capital, fixed_cost), RULES)


def settled(capital, years=3000):
    for _ in range(years):
        capital = next_year(capital)
    return float(capital[0])


def slope(capital, step=1e-6):
    return float((next_year(capital + step) - next_year(capital - step))[0] / (2 * step))


@pytest.mark.parametrize(("start", "end"), [(1.70, 1.0), (1.73, 5.243633), (0.2, 1.0), (20.0, 5.243633)])
def test_where_a_household_starts_decides_where_it_ends(start, end):
    assert settled(np.array([start])) == pytest.approx(end, abs=1e-6)


@pytest.mark.parametrize(
    ("fixed_point", "multiplier"), [(1.0, 0.95), (1.716367, 1.037394), (5.243633, 0.978606)]
)
def test_fixed_points_and_their_slopes(fixed_point, multiplier):
    root = brentq_near(fixed_point)
    assert root == pytest.approx(fixed_point, abs=1e-6)
    assert slope(root) == pytest.approx(multiplier, abs=1e-5)


def brentq_near(point):
    from scipy.optimize import brentq

    return brentq(lambda k: float(next_year(k)[0]) - k, point - 0.05, point + 0.05, xtol=1e-14)


def test_the_switch_of_techniques():
    switch = (FIXED_COST / (HIGH - LOW)) ** 2
    assert switch == pytest.approx(1.331361, abs=1e-6)
    assert LOW * math.sqrt(switch) == pytest.approx(HIGH * math.sqrt(switch) - FIXED_COST)
    assert income(np.array([1.0, 5.243633])) == pytest.approx([0.5, 2.621816], abs=1e-6)


@pytest.mark.parametrize(
    ("fixed_cost", "n_fixed_points"),
    [(0.0, 1), (1.2, 1), (1.299, 1), (1.31, 3), (1.5, 3), (1.61, 3), (1.63, 1)],
)
def test_two_stable_points_only_between_the_bifurcations(fixed_cost, n_fixed_points):
    """V3: iff 1.300 < F < 1.620; one root below, three between, one above."""
    grid = np.linspace(0.01, 20, 2_000_001)
    gap = next_year(grid, fixed_cost) - grid
    assert int((np.sign(gap[1:]) != np.sign(gap[:-1])).sum()) == n_fixed_points


def test_without_a_fixed_cost_there_is_one_stable_point():
    assert pytest.approx(12.96) == (SAVING * HIGH / 0.1) ** 2
    grid = next_year(np.array([12.96]), 0.0)
    assert grid[0] == pytest.approx(12.96)
