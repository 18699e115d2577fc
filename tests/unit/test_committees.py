import numpy as np
import pytest

from sim.processes.committees import (
    CommitteeRules,
    committees_plan_their_time,
    delivery_efficiency,
    staff_demand_days,
    staff_supply_days,
)
from sim.processes.monitoring import detection_prob
from sim.processes.targeting import Targeting, misjudgement_sd
from tests.helpers.villages import village_model


def test_supply_grows_with_governance_and_a_secretary() -> None:
    supply = staff_supply_days(np.array([0.0, 0.5, 0.5]), np.array([False, False, True]), CommitteeRules())
    assert supply == pytest.approx([660.0, 880.0, 1100.0], abs=1e-9)


def test_all_but_ordinary_duties_grows_with_the_village() -> None:
    projects, size = np.array([1, 0, 2]), np.array([0, 250, 1000])
    demand = staff_demand_days(size, projects, 0.0, 60.0, CommitteeRules())
    # 500 + size/250 (40 projects + 40 of meetings + 60 of levers)
    assert demand == pytest.approx([500.0, 600.0, 1220.0], abs=1e-9)


def test_joint_planning_saves_meetings_but_no_other_time() -> None:
    one = np.array([0]), np.array([250])
    assert staff_demand_days(one[1], one[0], 30.0, 0.0, CommitteeRules()) == pytest.approx([510.0])
    assert staff_demand_days(one[1], one[0], 70.0, 0.0, CommitteeRules()) == pytest.approx([500.0])


def test_levers_at_the_status_quo_leave_time_and_twice_that_does_not() -> None:
    days = 60 + 60 + 90 + 160 + 120 + 60  # training, contracts, appraisal, monitoring, motivation, roads
    supply = staff_supply_days(np.array([0.5]), np.array([False]), CommitteeRules())
    efficiency = [
        float(
            delivery_efficiency(
                supply,
                staff_demand_days(np.array([250]), np.array([1]), 0.0, dose * days, CommitteeRules()),
            )[0]
        )
        for dose in (0.3, 0.6, 1.0)
    ]
    assert efficiency == pytest.approx([1.0, 880 / 910, 880 / 1130])


def test_efficiency_is_supply_over_demand_up_to_one() -> None:
    supply = np.array([880.0, 880.0, 0.0])
    assert delivery_efficiency(supply, np.array([500.0, 1760.0, 500.0])).tolist() == [1.0, 0.5, 0.0]


def test_committees_are_congested_when_levers_ask_for_too_much() -> None:
    model = village_model(2, 125)
    model.terms.staff_days = 1520.0  # 760 days in villages of 125 households
    model.committees.has_secretary[1] = True
    model.committees.n_projects[:] = [0, 2]
    committees_plan_their_time(model)
    assert model.committees.staff_days == pytest.approx([880.0, 1100.0])
    expected = [880 / (500 + 0.5 * 1560), 1100 / (500 + 0.5 * 1640)]
    assert model.committees.delivery_efficiency == pytest.approx(expected, abs=1e-12)


def test_extinct_households_ask_for_no_time() -> None:
    model = village_model(1, 100)
    model.households.n_members[50:] = 0
    model.terms.staff_days = 5000.0
    committees_plan_their_time(model)
    assert model.committees.delivery_efficiency == pytest.approx([880 / (500 + 0.2 * 5040)], abs=1e-12)


def test_congestion_spoils_judgement_and_detection() -> None:
    """Failure mode: what takes staff time is done worse (courses: see the tests of training)."""
    free, congested = np.array([1.0]), np.array([0.5])
    sure, unsure = (misjudgement_sd(np.array([0.5]), share, Targeting()) for share in (free, congested))
    assert unsure > sure
    assert detection_prob(0.25, 0.7, congested) < detection_prob(0.25, 0.7, free)
