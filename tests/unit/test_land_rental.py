"""Land offered by households and who rents it."""

import numpy as np
import pytest

from sim.agents import Kind, Livelihood
from sim.ledger import Flow
from sim.processes.land_rental import (
    LandRental,
    clear_land_rental_market,
    households_offer_land,
    leases_of_cooperatives,
    offered_land,
)
from tests.helpers.firms import firm_model


def test_offer_falls_with_farm_labour() -> None:
    offer = offered_land(LandRental(), np.full(4, 5.0), np.array([0.0, 0.1, 0.69, 1.4]))
    assert offer == pytest.approx([3.0, 0.5, 0.5, 0.0])


def test_offer_reads_this_years_livelihoods() -> None:
    model = firm_model([])
    model.households.land_mu[:] = 10.0
    model.persons.livelihood[0] = Livelihood.MIGRANT
    model.persons.labour_supply[1] = 0.5
    households_offer_land(model)
    assert model.households.land_rented_out_mu == pytest.approx([6.0, 1.0, 0.0, 0.0])


def village_with_land():
    """Two villages; a cooperative (needs 20 mu) and a processor in the first; 30 mu on offer in each."""
    model = firm_model(
        [Kind.COOPERATIVE, Kind.PROCESSING], villages=[0, 0], n_villages=2, households_per_village=2
    )
    model.households.land_rented_out_mu[:] = [10.0, 20.0, 30.0, 0.0]
    model.committees.collective_land_mu[:] = [0.0, 50.0]
    return model


def test_cooperative_takes_its_need_and_outsiders_the_rest() -> None:
    model = village_with_land()
    clear_land_rental_market(model)
    assert model.enterprises.land_rent_cny.tolist() == pytest.approx([20 * 480.0, 0.0])
    outside = np.array([10.0 / 3, 20.0 / 3, 30.0, 0.0]) * 480.0
    assert model.households.property_income_cny == pytest.approx(outside)
    assert model.committees.money_cny == pytest.approx([0.0, 30 * 480.0])
    # every mu on offer is paid for once
    paid = model.ledger.total(Flow.LAND_RENT_OUTSIDE) + model.enterprises.land_rent_cny.sum()
    assert paid == pytest.approx((60.0 + 30.0) * 480.0)


def test_two_cooperatives_share_a_short_offer_by_need() -> None:
    model = village_with_land()
    model.enterprises.kind[:] = Kind.COOPERATIVE
    model.enterprises.capital_cny[:] = [100_000.0, 300_000.0]  # need 20 and 60 mu of 30
    clear_land_rental_market(model)
    assert model.enterprises.land_rent_cny == pytest.approx([7.5 * 480.0, 22.5 * 480.0])
    assert model.households.property_income_cny[:2].tolist() == pytest.approx([0.0, 0.0])


def test_closed_cooperatives_rent_nothing() -> None:
    model = village_with_land()
    model.enterprises.is_active[:] = False
    clear_land_rental_market(model)
    assert model.enterprises.land_rent_cny.sum() == 0.0


def test_leases_stay_in_the_village_and_add_up() -> None:
    rent, where = np.array([90.0, 0.0, 10.0]), np.array([1, 0, 1])
    land, village = np.array([4.0, 1.0, 0.0, 2.0]), np.array([0, 1, 1, 1])
    tenants, lessors, rents = leases_of_cooperatives(rent, where, land, village)
    assert tenants.tolist() == [0, 0, 2, 2]
    assert lessors.tolist() == [1, 3, 1, 3]
    assert rents == pytest.approx([30.0, 60.0, 10.0 / 3, 20.0 / 3])
