import numpy as np
import pytest

from sim.agents import Enterprises
from sim.agents.enterprise import Kind
from sim.processes.environment import Environment, next_environment, villages_keep_environment
from tests.helpers.villages import village_model

NONE = np.zeros(1)


def after_a_year(start: float = 0.5, spending: float = 0.0, points: float = 0.0, sales: float = 0.0) -> float:
    arrays = (np.array([value]) for value in (start, spending, points, sales))
    return float(next_environment(*arrays, Environment())[0])


def test_a_village_left_alone_returns_to_the_natural_level() -> None:
    assert after_a_year(0.5) == 0.5
    assert after_a_year(0.9) == pytest.approx(0.88)
    assert after_a_year(0.1) == pytest.approx(0.12)


def test_spending_and_participation_improve_and_processing_burdens() -> None:
    assert after_a_year(spending=100.0) == pytest.approx(0.6)
    assert after_a_year(points=0.5) == pytest.approx(0.52)
    assert after_a_year(sales=6.5e6) == pytest.approx(0.47)


def test_the_index_stays_between_zero_and_one() -> None:
    assert after_a_year(spending=1e5) == 1.0
    assert after_a_year(sales=1e10) == 0.0


def test_it_settles_where_gains_and_recovery_meet() -> None:
    environment = np.array([0.2])
    for _ in range(1_000):
        environment = next_environment(environment, np.array([10.0]), NONE, NONE, Environment())
    assert environment == pytest.approx([0.5 + 0.01 / 0.05], abs=1e-9)


def test_only_active_processing_enterprises_of_the_village_burden_it() -> None:
    model = village_model(2, 2)
    model.households.n_residents[:] = [1, 1, 0, 0]
    model.committees.environment_spending_cny[:] = 200.0  # 100 per resident; nobody in the second village
    firms = Enterprises(3)
    firms.village[:] = [0, 1, 1]
    firms.kind[:] = [Kind.SERVICES, Kind.PROCESSING, Kind.PROCESSING]
    firms.is_active[:] = [True, True, False]
    firms.sales_cny[:] = 6.5e6
    model.enterprises = firms
    villages_keep_environment(model)
    assert model.committees.environment == pytest.approx([0.6, 0.47])


def test_burn_in_leaves_the_environment_alone() -> None:
    model = village_model(1, 2)
    model.is_burn_in = True
    model.committees.environment_spending_cny[:] = 1e6
    villages_keep_environment(model)
    assert model.committees.environment.tolist() == [0.5]
