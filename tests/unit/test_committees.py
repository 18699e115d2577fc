import numpy as np
import pytest

from sim.processes.committees import (
    CommitteeRules,
    committees_plan_their_time,
    delivery_efficiency,
    staff_demand_days,
    staff_supply_days,
)
from tests.helpers.villages import village_model


def test_supply_grows_with_governance_and_a_secretary() -> None:
    supply = staff_supply_days(np.array([0.0, 0.5, 0.5]), np.array([False, False, True]), CommitteeRules())
    assert supply == pytest.approx([660.0, 880.0, 1100.0], abs=1e-9)


def test_only_the_time_of_levers_grows_with_the_village() -> None:
    demand = staff_demand_days(np.array([0, 250, 1000]), 60.0, CommitteeRules())
    assert demand == pytest.approx([500.0, 560.0, 740.0], abs=1e-9)


def test_efficiency_is_supply_over_demand_up_to_one() -> None:
    supply = np.array([880.0, 880.0, 0.0])
    assert delivery_efficiency(supply, np.array([500.0, 1760.0, 500.0])).tolist() == [1.0, 0.5, 0.0]


def test_committees_are_congested_when_levers_ask_for_too_much() -> None:
    model = village_model(2, 125)
    model.terms.staff_days = 1520.0  # 760 days in villages of 125 households
    model.committees.has_secretary[1] = True
    committees_plan_their_time(model)
    assert model.committees.staff_days == pytest.approx([880.0, 1100.0])
    assert model.committees.delivery_efficiency == pytest.approx([880 / 1260, 1100 / 1260], abs=1e-12)


def test_extinct_households_ask_for_no_time() -> None:
    model = village_model(1, 100)
    model.households.n_members[50:] = 0
    model.terms.staff_days = 5000.0
    committees_plan_their_time(model)
    assert model.committees.delivery_efficiency == pytest.approx([880 / 1500], abs=1e-12)
