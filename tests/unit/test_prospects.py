"""Expected returns by hand: what one more pair of hands adds to a farm or a business."""

import numpy as np
import pytest

from sim.processes.farming import Farming
from sim.processes.own_business import OwnBusiness
from sim.processes.prospects import HouseholdProspects, business_return_10k, farm_return_10k

HOME = HouseholdProspects(
    np.array([0.5]),  # farm productivity, 10k yuan
    np.array([2.0]),  # business productivity, 10k yuan
    np.array([4.0]),  # mu
    np.array([10_000.0]),  # yuan of capital
    np.array([0.0]),
    np.array([0.0]),
)
ONE = np.zeros(1, np.int64)


def returns(rule, rules, own, others, beside):
    return rule(HOME, ONE, np.array([own]), np.array([others]), np.array([beside]), rules).item()


def test_the_first_worker_of_a_business_bears_its_fixed_cost():
    """VA_B = A l^.5 k^.4 X D - F_B with k = 1 (10k): alone 2 - .6, as a second worker 2 (sqrt 2 - 1)."""
    rules = OwnBusiness()
    assert returns(business_return_10k, rules, 1.0, 0.0, 0.0) == pytest.approx(2.0 - rules.fixed_cost_10k)
    assert returns(business_return_10k, rules, 1.0, 1.0, 0.0) == pytest.approx(2.0 * (2**0.5 - 1))


def test_a_business_beside_a_farm_works_with_its_part_of_the_capital():
    rules = OwnBusiness()
    alone = returns(business_return_10k, rules, 1.0, 1.0, 0.0)
    beside = returns(business_return_10k, rules, 1.0, 1.0, 1.0)
    assert beside / alone == pytest.approx(rules.capital_share_beside_farm**rules.capital_elasticity)


def test_what_a_person_adds_to_a_farm():
    """VA_F = A T^.4 l^.3 (.2 + k)^.2; half a worker-year beside a full one."""
    rules = Farming()
    scale = 0.5 * 4.0**rules.land_elasticity * 1.2**rules.capital_elasticity
    expected = scale * (1.5**rules.labour_elasticity - 1)
    assert returns(farm_return_10k, rules, 0.5, 1.0, 0.0) == pytest.approx(expected)
