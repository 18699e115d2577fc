from types import SimpleNamespace

import numpy as np
import pytest

from sim.ledger import Flow, Purpose
from sim.processes.talent import (
    TalentRules,
    committees_receive_secretaries,
    government_pays_for_talent,
    next_talent_stock,
    villages_keep_talent,
    villages_with_secretaries,
)
from tests.helpers.villages import village_model


def talent_model(share: float) -> SimpleNamespace:
    """Return four villages, the last the poorest."""
    model = village_model(4, 3)
    model.terms.amend(
        secretary_village_share=share, secretary_governance_gain=0.05, secretary_cost_cny=80_000.0
    )
    model.households.income_net_of_medical_cny[:] = np.repeat([9_000.0, 7_000.0, 8_000.0, 5_000.0], 3)
    return model


@pytest.mark.parametrize("inflow", [0.0, 0.06, 0.2])
def test_v14_talent_settles_at_inflow_over_decay(inflow: float) -> None:
    stock = np.array([0.0, 1.0])
    for _ in range(200):
        stock = next_talent_stock(stock, np.full(2, inflow), TalentRules())
    assert np.abs(stock - inflow / 0.25).max() < 1e-9


def test_talent_stock_is_capped_at_one() -> None:
    assert next_talent_stock(np.array([0.9]), np.array([0.9]), TalentRules()).tolist() == [1.0]


def test_secretaries_go_to_the_poorest_villages_that_have_none() -> None:
    income, serving = np.array([4.0, 1.0, 3.0, 2.0]), np.array([False, True, False, False])
    assert villages_with_secretaries(income, np.zeros(4), serving, 3, 4).tolist() == [1, 3, 2]
    assert villages_with_secretaries(income, np.zeros(4), serving, 1, 4).tolist() == [1]
    assert villages_with_secretaries(income, np.zeros(4), serving, 9, 9).tolist() == [1, 3, 2, 0]


def test_short_money_recalls_secretaries_from_the_richer_villages() -> None:
    income, serving = np.array([4.0, 1.0, 3.0, 2.0]), np.array([True, False, False, True])
    assert villages_with_secretaries(income, np.zeros(4), serving, 4, 3).tolist() == [3, 0, 1]
    assert villages_with_secretaries(income, np.zeros(4), serving, 4, 1).tolist() == [3]
    assert villages_with_secretaries(income, np.zeros(4), serving, 4, 0).tolist() == []


def test_equal_villages_are_ordered_by_the_tie_break() -> None:
    ties, none = np.array([0.9, 0.1, 0.5]), np.zeros(3, np.bool_)
    assert villages_with_secretaries(np.ones(3), ties, none, 2, 3).tolist() == [1, 2]


def test_terms_last_two_years_and_numbers_adjust_when_they_end() -> None:
    model = talent_model(0.5)
    committees_receive_secretaries(model)
    assert model.committees.has_secretary.tolist() == [False, True, False, True]
    assert model.committees.secretary_term_end[[1, 3]].tolist() == [2022, 2022]
    model.year, model.terms.secretary_village_share = 2022, 0.25
    committees_receive_secretaries(model)
    assert model.committees.has_secretary.sum() == 2
    model.year = 2023
    committees_receive_secretaries(model)
    assert model.committees.has_secretary.tolist() == [False, False, False, True]
    assert model.committees.secretary_term_end[3] == 2024


def test_secretaries_leave_when_the_programme_ends() -> None:
    model = talent_model(1.0)
    committees_receive_secretaries(model)
    assert model.committees.has_secretary.all()
    model.year, model.terms.secretary_village_share = 2022, 0.0
    committees_receive_secretaries(model)
    assert not model.committees.has_secretary.any()


def test_a_village_without_residents_comes_last() -> None:
    model = talent_model(0.75)
    model.households.n_residents[9:] = 0
    committees_receive_secretaries(model)
    assert model.committees.has_secretary.tolist() == [True, True, True, False]


def test_talent_costs_what_serves() -> None:
    model = talent_model(0.5)
    model.terms.amend(commissioners_per_village=0.5, commissioner_cost_cny=30_000.0)
    committees_receive_secretaries(model)
    government_pays_for_talent(model)
    assert model.ledger.total(Flow.PROGRAMME_PROVIDERS, purpose=Purpose.TALENT) == 2 * 80_000 + 2 * 30_000
    assert model.households.money_cny.sum() == 0


def test_a_fixed_budget_sends_as_many_as_it_can_pay() -> None:
    model = talent_model(1.0)
    model.terms.amend(commissioners_per_village=1.0, commissioner_cost_cny=30_000.0, talent_inflow=0.2)
    model.programmes.allowance_cny[Purpose.TALENT] = 200_000.0
    committees_receive_secretaries(model)
    assert model.committees.has_secretary.tolist() == [False, True, False, True]
    government_pays_for_talent(model)
    assert model.ledger.total(purpose=Purpose.TALENT) == pytest.approx(200_000.0)
    # 40,000 of the 120,000 that four commissioners cost are left.
    assert model.committees.n_commissioners == pytest.approx([1 / 3] * 4)
    villages_keep_talent(model)
    assert model.committees.talent_stock == pytest.approx([0.2 / 3] * 4)


def test_secretaries_in_mid_term_are_recalled_when_money_ends() -> None:
    model = talent_model(1.0)
    committees_receive_secretaries(model)
    model.year = 2022
    model.programmes.allowance_cny[Purpose.TALENT] = 100_000.0
    committees_receive_secretaries(model)
    assert model.committees.has_secretary.tolist() == [False, False, False, True]
    assert model.committees.secretary_term_end[3] == 2022


def test_the_stock_moves_once_a_year() -> None:
    model = talent_model(0.25)
    model.terms.amend(talent_inflow=0.2)
    committees_receive_secretaries(model)
    villages_keep_talent(model)
    assert model.committees.talent_stock == pytest.approx([0.2] * 4)


def test_neutral_terms_change_nothing() -> None:
    model = village_model(3, 2)
    committees_receive_secretaries(model)
    government_pays_for_talent(model)
    villages_keep_talent(model)
    assert model.ledger.totals == {}
    assert not model.committees.has_secretary.any()
    assert model.committees.talent_stock.sum() == 0
