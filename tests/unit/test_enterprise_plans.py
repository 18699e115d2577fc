"""Labour plans of enterprises."""

import numpy as np
import pytest

from sim.agents import Kind
from sim.processes.enterprise_plans import enterprises_plan_labour
from tests.helpers.firms import firm_model


def planning_model():
    model = firm_model([Kind.COOPERATIVE] * 2, villages=[0, 1], n_villages=2)
    model.enterprises.technology_log[:] = np.log(12.0)
    model.enterprises.capital_cny[:] = 600_000.0
    return model


def test_plan_uses_last_years_price() -> None:
    model = planning_model()
    enterprises_plan_labour(model)
    assert model.enterprises.labour_target.tolist() == [7, 7]
    model.market.product_price[Kind.COOPERATIVE] = 2.0
    enterprises_plan_labour(model)
    assert model.enterprises.labour_target[0] == pytest.approx(6.63 * 2 ** (1 / 0.55), abs=1)


def test_closed_enterprises_plan_no_staff_and_cheap_labour_raises_staff() -> None:
    model = planning_model()
    model.enterprises.is_active[1] = False
    enterprises_plan_labour(model)
    assert model.enterprises.labour_target.tolist() == [7, 0]
    model.enterprises.is_active[1] = True
    model.committees.village_productivity_log[1] = -0.5
    enterprises_plan_labour(model)
    assert model.enterprises.labour_target[1] > model.enterprises.labour_target[0]
