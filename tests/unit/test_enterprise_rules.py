"""Technology, village advantage and planned staff of enterprises."""

import numpy as np
import pytest

from sim.agents import Kind
from sim.processes.enterprise_rules import (
    EnterpriseRules,
    by_kind,
    planned_staff,
    technology_start,
    village_advantage_factor,
    village_pay_10k,
)

ALL_KINDS = np.arange(len(Kind))


def staff(capital_10k, pay_10k, technology=None, rules=None):
    rules = rules or EnterpriseRules()
    pay = np.full(3, pay_10k)
    level = technology_start(rules, ALL_KINDS, pay) if technology is None else technology
    return planned_staff(rules, ALL_KINDS, level, np.asarray(capital_10k, float), np.ones(3), pay)


def test_numbers_by_kind_keep_the_order_of_kinds() -> None:
    assert by_kind(EnterpriseRules(), "overhead_10k").tolist() == [6.0, 25.0, 12.0]


def test_median_staff_is_that_of_the_specification() -> None:
    assert staff([60, 300, 100], 3.41).tolist() == [7, 26, 13]  # model.md S8: 6.7, 26, 13


def test_staff_never_falls_below_the_minimum() -> None:
    assert staff([0.0, 0.0, 0.0], 3.41).tolist() == [2, 2, 2]
    rules = EnterpriseRules(material_share_services=0.95)  # costs beyond sales: no marginal revenue
    assert staff([60, 300, 100], 3.41, rules=rules)[Kind.SERVICES] == 2


def test_planned_staff_can_always_be_counted() -> None:
    rules = EnterpriseRules(labour_elasticity_services=0.9)
    planned = staff([60, 300, 1e9], 3.41, np.full(3, 1e9), rules=rules)
    assert planned[Kind.SERVICES] == 2**31 - 1
    assert planned.sum() > 0


def test_dearer_labour_means_fewer_jobs_at_the_same_technology() -> None:
    technology = np.array([12.0, 16.0, 11.0])
    assert (staff([60, 300, 100], 4.0, technology) < staff([60, 300, 100], 3.0, technology)).all()


def test_start_technology_keeps_unit_labour_cost() -> None:
    """Output per pay of the planned staff, P Q / (W N), is the same at any pay (errata A5)."""
    rules, labour = EnterpriseRules(), by_kind(EnterpriseRules(), "labour_elasticity")
    low, high = (technology_start(rules, ALL_KINDS, np.full(3, pay)) for pay in (2.0, 4.0))
    assert high / low == pytest.approx(2.0**labour)
    capital = np.array([6_000.0, 30_000.0, 10_000.0])  # large, so that rounding does not show
    at_low, at_high = staff(capital, 2.0), staff(capital, 4.0)
    assert at_low / at_high == pytest.approx(np.full(3, 2.0), rel=0.02)


def test_village_pay_and_advantage() -> None:
    assert village_pay_10k(2.0, np.array([-0.5]), 0.6) == pytest.approx(2.0 * np.exp(-0.3))
    factor = village_advantage_factor(EnterpriseRules(), np.array([1.5, 0.5]), np.array([0.0, 0.8]))
    assert factor == pytest.approx(np.exp([0.05, 0.04]))
