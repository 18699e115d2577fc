"""V18: with nothing to change it, nothing changes."""

import numpy as np
import pytest

from sim.model import RuralModel
from sim.parameter import replaced
from tests.helpers.township import tiny_config

STANDING_STILL = {
    "place.firms.number_cooperative": 0.0,
    "place.firms.number_processing": 0.0,
    "place.firms.number_services": 0.0,
    "shocks.persistent_sd": 0.0,
    "shocks.transitory_sd": 0.0,
    "shocks.village_sd": 0.0,
    "shocks.farm_price_sd": 0.0,
    "pay.noise_sd": 0.0,
    "health.illness_prob_young": 0.0,
    "health.illness_prob_middle": 0.0,
    "health.illness_prob_old": 0.0,
    "targeting.noise_sd": 0.0,
    "livelihoods.redecision_prob": 0.0,
    "context.dibao_share_2013": 0.0,
    "context.county_job_share": 0.5,
    "transfers.deposit_rate": 0.0,
}


@pytest.fixture(scope="module")
def settled():
    """A township after 600 further years without demography, choice, shocks or enterprises (errata G6)."""
    model = RuralModel(replaced(tiny_config(), STANDING_STILL), seed=2)
    repeat(model, 600)
    return model


def repeat(model: RuralModel, years: int) -> None:
    """Simulate a year of the burn-in (no demography, no levers, inputs of 2013) many times."""
    for _ in range(years):
        model.year = 2010
        model._simulate_year()


@pytest.mark.parametrize(
    "column",
    ["disposable_income_cny", "productive_capital_cny", "attitude", "motivation", "consumption_cny"],
)
def test_households_stand_still(settled, column):
    before = getattr(settled.households, column).copy()
    repeat(settled, 1)
    after = getattr(settled.households, column)
    assert np.allclose(before, after, rtol=1e-8, atol=1e-8)
    assert np.ptp(after) > 0


def test_money_of_present_households_stands_still(settled):
    """Households whose members are all away spend nothing at home, so theirs may grow (errata E2)."""
    present = settled.households.n_residents > 0
    before = settled.households.money_cny[present].copy()
    repeat(settled, 1)
    assert np.allclose(before, settled.households.money_cny[present], rtol=1e-8)
