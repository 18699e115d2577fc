import numpy as np
import pytest

from sim.agents import Enterprises
from sim.processes import shocks
from sim.processes.shocks import Shocks, farm_price_shock
from sim.random_streams import stable_ids
from tests.helpers.bare_model import bare_model


def test_household_shocks_have_the_variance_and_persistence_of_the_income_process():
    """V4: var = sigma_z^2 / (1 - rho^2) + se^2, lag-one correlation rho sigma_z^2 / (1 - rho^2) / var."""
    model = bare_model([[40]] * 50_000)
    model.config.shocks = Shocks(persistence=0.75, persistent_sd=0.20, transitory_sd=0.28)
    path = []
    for year in range(2000, 2022):
        model.year = year
        shocks.households_meet_shocks(model)
        path.append(model.households.livelihood_shock_log + model.households.transitory_shock_log)
    assert path[-1].var() == pytest.approx(0.169829, rel=0.02)
    assert np.corrcoef(path[-2], path[-1])[0, 1] == pytest.approx(0.403769, rel=0.03)


def test_the_farm_price_has_the_stated_spread_and_never_falls_to_nothing():
    model = bare_model([[40]])
    path = []
    for year in range(2_000, 6_000):
        model.year = year
        shocks.prices_move(model)
        path.append(model.market.farm_price_shock)
    assert np.std(path) == pytest.approx(0.06, rel=0.05)
    assert np.corrcoef(path[:-1], path[1:])[0, 1] == pytest.approx(0.3, abs=0.05)
    assert farm_price_shock(-0.5, -9.0, Shocks(farm_price_sd=0.2)) == -0.5


def test_villages_and_enterprises_have_their_own_luck():
    model = bare_model([[40]] * 2_000, n_villages=2_000)
    shocks.villages_meet_harvest_shocks(model)
    assert model.committees.village_shock_log.std() == pytest.approx(0.10, rel=0.05)
    model.enterprises = Enterprises(2_000)
    model.enterprises.uid[:] = stable_ids(9, np.arange(2_000))
    shocks.enterprises_meet_demand_shocks(model)
    assert model.enterprises.demand_shock_log.std() == pytest.approx(0.30, rel=0.05)


def test_no_shocks_at_zero_spread():
    model = bare_model([[40]] * 10, n_villages=2)
    model.config.shocks = Shocks(persistent_sd=0.0, transitory_sd=0.0, village_sd=0.0, farm_price_sd=0.0)
    shocks.households_meet_shocks(model)
    shocks.villages_meet_harvest_shocks(model)
    shocks.prices_move(model)
    households = model.households
    assert not households.livelihood_shock_log.any()
    assert not households.transitory_shock_log.any()
    assert not model.committees.village_shock_log.any()
    assert model.market.farm_price_shock == 0.0


def test_a_stress_shifts_the_price_around_which_the_farm_price_moves():
    """From 0 towards -.2: .7 of the way in the first year, .91 in the second, then around it."""
    rules = Shocks(farm_price_shift=-0.2)
    first = farm_price_shock(0.0, 0.0, rules)
    assert first == pytest.approx(-0.14)
    assert farm_price_shock(first, 0.0, rules) == pytest.approx(-0.182)
    assert farm_price_shock(-0.2, 0.0, rules) == pytest.approx(-0.2)
    assert farm_price_shock(-0.2, -99.0, rules) == -0.5
