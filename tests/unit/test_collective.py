from types import SimpleNamespace

import numpy as np
import pytest

from sim.ledger import Flow, Sector
from sim.parameter import replaced
from sim.processes.collective import (
    Collective,
    collectives_earn_and_spend,
    collectives_open_their_books,
    own_income,
    spending,
)
from tests.helpers.villages import village_model


def collective_model() -> SimpleNamespace:
    """Return two villages that earn 50,000 and 200,000 in 2013 and hold a reserve."""
    model = village_model(2, 4, members=2)
    model.year = 2013
    model.committees.own_income_cny[:] = [50_000.0, 200_000.0]
    model.ledger.post(Flow.OPENING_BALANCE, np.array([1e6, 5.0]), payee=Sector.COLLECTIVES)
    model.ledger.open_year(2013)
    return model


def test_own_income_grows_from_the_first_year_only() -> None:
    level = np.array([30_000.0])
    assert own_income(level, -3, Collective()).tolist() == [30_000.0]
    assert own_income(level, 7, Collective()) == pytest.approx([30_000.0 * 1.04**7])


def test_spending_takes_shares_of_income_and_limits_the_office() -> None:
    spent = spending(np.array([50_000.0, 200_000.0]), Collective())
    assert spent.maintenance_cny.tolist() == [15_000.0, 60_000.0]
    assert spent.environment_cny.tolist() == [5_000.0, 20_000.0]
    assert spent.office_cny.tolist() == [10_000.0, 20_000.0]
    assert spent.dividend_cny.tolist() == [15_000.0, 60_000.0]
    assert spent.costs_cny().tolist() == [30_000.0, 100_000.0]


def test_spending_never_exceeds_income() -> None:
    greedy = replaced(
        Collective(), {"maintenance_share": 0.9, "dividend_share": 1.0, "office_limit_cny": 1e7}
    )
    spent = spending(np.array([100.0]), greedy)
    assert spent.costs_cny() + spent.dividend_cny == pytest.approx([100.0])


def test_income_is_all_that_came_in_and_the_reserve_is_kept() -> None:
    model = collective_model()
    collectives_open_their_books(model)
    rent = np.array([10_000.0, 0.0])
    model.ledger.post(Flow.LAND_RENT_OUTSIDE, rent, payee=Sector.COLLECTIVES)
    collectives_earn_and_spend(model)
    assert model.committees.collective_income_cny == pytest.approx([60_000.0, 200_000.0])
    spent = spending(np.array([60_000.0, 200_000.0]), Collective())
    kept = model.committees.collective_income_cny - spent.costs_cny() - spent.dividend_cny
    assert model.committees.money_cny == pytest.approx(np.array([1e6, 5.0]) + kept)
    model.ledger.close_year()


def test_spending_on_upkeep_and_environment_is_recorded_beside_that_of_government() -> None:
    model = collective_model()
    model.committees.maintenance_cny[:] = model.committees.environment_spending_cny[:] = 99.0  # last year's
    collectives_open_their_books(model)
    model.committees.maintenance_cny += 1_000.0  # paid by lever 11
    collectives_earn_and_spend(model)
    assert model.committees.maintenance_cny == pytest.approx([16_000.0, 61_000.0])
    assert model.committees.environment_spending_cny == pytest.approx([5_000.0, 20_000.0])


def test_dividends_go_to_residents_per_head_as_property_income() -> None:
    model = collective_model()
    model.households.n_residents[:] = [2, 1, 1, 0, 2, 2, 2, 2]
    collectives_open_their_books(model)
    collectives_earn_and_spend(model)
    expected = [7_500.0, 3_750.0, 3_750.0, 0.0, *[15_000.0] * 4]
    assert model.households.property_income_cny == pytest.approx(expected)
    assert model.households.money_cny == pytest.approx(expected)


def test_a_village_without_residents_keeps_the_dividend() -> None:
    model = collective_model()
    model.households.n_residents[:4] = 0
    collectives_open_their_books(model)
    collectives_earn_and_spend(model)
    assert model.households.property_income_cny[:4].sum() == 0
    assert model.committees.money_cny[0] == pytest.approx(1e6 + 20_000.0)
    model.ledger.close_year()
