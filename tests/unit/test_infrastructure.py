import numpy as np
import pytest

from sim.ledger import Flow, Purpose, Sector
from sim.parameter import replaced
from sim.processes.infrastructure import (
    InfrastructureRules,
    government_plans_infrastructure,
    maintenance_met,
    next_infrastructure,
    villages_keep_infrastructure,
)
from tests.helpers.stand_in import StandIn
from tests.helpers.villages import village_model

RULES = InfrastructureRules()


def road_model(money_cny: float = 200_000.0) -> StandIn:
    """Return two villages with half a unit of infrastructure."""
    model = village_model(2, 3)
    model.committees.infrastructure[:] = model.committees.infrastructure_initial[:] = 0.5
    model.terms.amend(infrastructure_cny=money_cny)
    return model


@pytest.mark.parametrize("maintenance", [0.0, 0.5, 1.0])
def test_v14_infrastructure_settles_at_its_start_plus_investment_over_decay(maintenance: float) -> None:
    """I* = I_0 + inv / (c_I del_eff) with del_eff = .06 (1.5 - maint)."""
    investment, start = 60_000.0, np.array([0.3, 0.7])
    stock = start.copy()
    for _ in range(2_000):
        built = np.full(2, investment / RULES.unit_cost_cny)
        stock = next_infrastructure(stock, start, np.full(2, maintenance), built, RULES)
    expected = start + investment / (3_000_000.0 * 0.06 * (1.5 - maintenance))
    assert np.abs(stock - expected).max() < 1e-9


def test_ordinary_budgets_keep_the_starting_stock() -> None:
    start = np.array([0.3])
    assert next_infrastructure(start, start, np.zeros(1), np.zeros(1), RULES).tolist() == [0.3]


def test_infrastructure_without_upkeep_decays_faster() -> None:
    """Failure mode: of one unit above the start 9 % go in a year without upkeep, 3 % with it."""
    start, stock = np.array([0.2, 0.2]), np.array([1.2, 1.2])
    later = next_infrastructure(stock, start, np.array([0.0, 1.0]), np.zeros(2), RULES)
    assert later == pytest.approx([1.11, 1.17])


def test_low_governance_maintains_less() -> None:
    """Failure mode: the same money keeps less in repair where committees are weak."""
    money, stock = np.full(3, 20_000.0), np.array([1.0, 1.0, 0.25])
    met = maintenance_met(money, np.array([0.8, 0.2, 0.2]), stock, RULES)
    assert met == pytest.approx([0.8, 0.2, 0.8])
    assert maintenance_met(money * 9, np.full(3, 0.5), stock, RULES).tolist() == [1.0] * 3
    assert maintenance_met(np.zeros(1), np.zeros(1), np.zeros(1), RULES).tolist() == [1.0]


def test_money_is_split_after_local_wages_are_set_aside() -> None:
    model = road_model()
    government_plans_infrastructure(model)
    committees = model.committees
    assert committees.work_relief_pool_cny == pytest.approx([30_000.0] * 2)
    assert committees.environment_spending_cny == pytest.approx([34_000.0] * 2)
    assert committees.maintenance_cny == pytest.approx([51_000.0] * 2)
    assert committees.infrastructure_after_next == pytest.approx([85_000.0 / 3e6] * 2)
    paid = model.ledger.total(Flow.PROGRAMME_PROVIDERS, purpose=Purpose.INFRASTRUCTURE)
    assert paid == pytest.approx(340_000.0)
    assert model.households.money_cny.sum() == 0


def test_lever_8_moves_money_from_building_to_wages() -> None:
    model = road_model()
    model.terms.amend(work_relief_pool_gain=0.15)
    government_plans_infrastructure(model)
    assert model.committees.work_relief_pool_cny == pytest.approx([60_000.0] * 2)
    assert model.ledger.total(Flow.PROGRAMME_PROVIDERS) == pytest.approx(280_000.0)


def test_short_money_shrinks_all_parts_alike_and_leaves_the_wages() -> None:
    model = road_model()
    model.programmes.allowance_cny[Purpose.INFRASTRUCTURE] = 100_000.0
    government_plans_infrastructure(model)
    assert model.committees.work_relief_pool_cny.sum() == pytest.approx(15_000.0)
    paid = model.ledger.total(purpose=Purpose.INFRASTRUCTURE, payer=Sector.GOVERNMENT)
    assert paid == pytest.approx(85_000.0)
    assert model.committees.maintenance_cny == pytest.approx([12_750.0] * 2)


def test_what_is_built_comes_into_use_two_years_after_the_money() -> None:
    model = road_model()
    model.committees.maintenance_cny[:] = 1e9
    stocks = []
    for year in range(2021, 2025):
        model.year = year
        model.terms.infrastructure_cny = 200_000.0 if year == 2021 else 0.0
        stocks.append(float(model.committees.infrastructure[0]))  # in use during the year
        government_plans_infrastructure(model)
        villages_keep_infrastructure(model)
    built = 85_000.0 / 3e6
    assert stocks == pytest.approx([0.5, 0.5, 0.5 + built, 0.5 + 0.97 * built])
    assert model.committees.infrastructure_next.sum() == 0


def test_a_lag_of_one_year_can_be_chosen() -> None:
    model = road_model()
    model.config = replaced(model.config, {"infrastructure.build_lag_years": 1})
    government_plans_infrastructure(model)
    villages_keep_infrastructure(model)
    assert model.committees.infrastructure == pytest.approx([0.5 + 85_000.0 / 3e6] * 2)


def test_the_stock_is_capped() -> None:
    model = road_model()
    model.committees.infrastructure_next[:] = 9.0
    villages_keep_infrastructure(model)
    assert model.committees.infrastructure.tolist() == [1.5, 1.5]


def test_nothing_moves_in_burn_in_or_without_the_lever() -> None:
    model = road_model(0.0)
    government_plans_infrastructure(model)
    assert model.ledger.totals == {}
    model.committees.infrastructure_next[:] = 0.1
    model.is_burn_in = True
    villages_keep_infrastructure(model)
    assert model.committees.infrastructure.tolist() == [0.5, 0.5]
