"""A fixed budget is kept to the fen in every year of a run, whatever the levers do."""

import pandas as pd
import pytest

from sim.budget import budget_unspent_cny, yearly_budget_cny
from sim.ledger import Flow, Purpose, Sector
from sim.model import RuralModel
from sim.parameter import replaced
from sim.policies import Policies
from tests.helpers.township import tiny_config

LEVERS = Policies().levers()
FEN = 0.01


def fixed_model(per_resident_cny, seed=3, **overrides):
    fixed = {
        "clock.end_year": 2030,
        "place.households_per_village": 40,
        "government.budget_mode": "fixed",
        "government.programme_budget_per_resident_cny": per_resident_cny,
    }
    return RuralModel(replaced(tiny_config(), fixed | overrides), seed=seed)


def new_money_cny(model, parked_before):
    """Recomputed from the ledger: payments of all levers, less what was released, plus what was parked."""
    paid = sum(
        amount
        for (_, purpose, payer, _), amount in model.ledger.totals.items()
        if payer == Sector.GOVERNMENT and purpose not in (Purpose.GENERAL, Purpose.PROJECTS)
    )
    paid += model.ledger.total(Flow.RELIEF, purpose=Purpose.GENERAL)
    paid += model.ledger.total(Flow.PROGRAMME_GRANT_ENTERPRISE, purpose=Purpose.PROJECTS)  # bailouts
    parked = model.programmes.parked_cny[: Purpose.PROJECTS].sum()
    return paid - parked_before + parked


@pytest.mark.parametrize("per_resident_cny", [0.0, 60.0, 400.0, 3_000.0])
@pytest.mark.parametrize("dose", [0.3, 1.0])
def test_no_year_spends_more_than_its_budget(per_resident_cny, dose):
    model = fixed_model(per_resident_cny, **{f"policies.{name}.dose": dose for name in LEVERS})
    model.run_to(2020)
    while model.year < 2030:
        parked_before = model.programmes.parked_cny[: Purpose.PROJECTS].sum()
        model.step()
        used, budget = new_money_cny(model, parked_before), yearly_budget_cny(model)
        assert used <= budget + FEN, model.year
        released = model.programmes.released_cny[: Purpose.PROJECTS].sum()
        returned = parked_before - released  # of levers that ended, or that found no takers
        assert budget_unspent_cny(model) <= budget - used - returned + FEN or returned > 0
        assert model.observations[-1]["budget_unspent_cny"] == budget_unspent_cny(model)


COSTS_EXACTLY = ["governance", "coordination"]
"""Levers whose money always finds a use; takers of others may be few."""


@pytest.mark.parametrize("name", COSTS_EXACTLY)
def test_where_money_always_finds_a_use_the_budget_is_used_up(name):
    """All but the reserve is spent, to the fen, once the cost of the lever is known."""
    off = {f"policies.{lever}.dose": 0.0 for lever in LEVERS}
    model = fixed_model(200.0, **{**off, f"policies.{name}.dose": 0.5, f"policies.{name}.delay_years": 0})
    model.run_to(2023)
    while model.year < 2030:
        model.step()
        reserve = model.config.government.relief_reserve_share
        expected = (1 - reserve) * yearly_budget_cny(model)
        assert model.programmes.planned_cny[LEVERS[name].purpose] == pytest.approx(expected, abs=FEN)


def test_a_budget_that_is_ample_changes_no_more_than_the_largest_factor():
    model = fixed_model(1e5)
    model.run_to(2024)
    doses = {name: model.programmes.dose[lever.purpose] for name, lever in LEVERS.items()}
    assert doses.pop("cash") == 0
    assert all(dose == pytest.approx(0.9) for dose in doses.values())


def test_a_budget_of_nothing_ends_all_levers():
    model = fixed_model(0.0)
    model.run_to(2025)
    assert not model.programmes.delivered_dose[: Purpose.PROJECTS].any()
    paid = [amount for (_, why, payer, _), amount in model.ledger.totals.items() if why in range(12)]
    assert sum(paid) == 0


def test_two_kinds_of_budget_share_their_history():
    kinds = [fixed_model(400.0), fixed_model(400.0, **{"government.budget_mode": "open"})]
    for model in kinds:
        model.run_to(2020)
    histories = [pd.DataFrame(model.observations) for model in kinds]
    pd.testing.assert_frame_equal(*histories, check_exact=True)
