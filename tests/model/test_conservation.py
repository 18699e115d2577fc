"""V1, V22-V24: money, persons and land are conserved in every year of any township."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.budget import paid_within_envelope_cny
from sim.ledger import Flow, IncomeSource, Purpose, Sector
from sim.model import RuralModel
from sim.parameter import replaced
from sim.policies import Policies
from tests.helpers.invariants import assert_state_is_sound, land
from tests.helpers.township import tiny_config, tiny_model

doses = st.floats(0, 1)
configs = st.fixed_dictionaries(
    {
        "place.n_villages": st.integers(1, 4),
        "place.households_per_village": st.integers(2, 14),
        "place.village_productivity_mean": st.floats(-0.8, 0.3),
        **{f"policies.{name}.dose": doses for name in Policies().levers()},
        "policies.training.end_year": st.integers(2020, 2024),
        "policies.talent.phase_in_years": st.integers(0, 3),
        "policies.cash.amount_per_resident_cny": st.floats(0, 5000),
        "shocks.transitory_sd": st.floats(0, 0.6),
        "health.illness_prob_old": st.floats(0, 0.5),
        "enterprise_turnover.entry_prob_cooperative": st.floats(0, 1),
        "clock.burn_in_years": st.integers(1, 3),
        "government.budget_mode": st.sampled_from(["open", "fixed"]),
        "government.programme_budget_per_resident_cny": st.floats(0, 20_000),
        "government.leakage_share_base": st.floats(0, 0.9),
        "government.idle_share_base": st.floats(0, 0.9),
        "government.overlap_share_base": st.floats(0, 0.9),
        "government.linkage_lapse_prob": st.floats(0, 1),
        "projects.funds_per_registered_cny": st.floats(0, 200_000),
        "projects.quality_gap_log": st.floats(-0.5, 2),
        "government.programme_end_year": st.integers(2020, 2026),
    }
)


def assert_costs_are_those_of_the_ledger(model):
    """Cost by purpose is what the ledger holds, and new money plus released is spent, leaked or parked."""
    programmes, outcomes = model.programmes, model.observations[-1]
    for purpose in Purpose:
        paid = sum(
            amount
            for (flow, why, payer, _), amount in model.ledger.totals.items()
            if why == purpose and payer == Sector.GOVERNMENT and flow is not Flow.TAX_REMITTED
        )
        assert outcomes[f"fiscal_cost_{purpose.name.lower()}"] == paid
        drawn = programmes.planned_cny[purpose] if purpose != Purpose.GENERAL else 0.0
        if drawn > 0:
            moved = programmes.released_cny[purpose] - programmes.parked_cny[purpose]
            paid_by_plan = paid_within_envelope_cny(model, purpose)
            assert drawn + moved == pytest.approx(paid_by_plan, rel=1e-9, abs=1e-6)
    total = sum(outcomes[f"fiscal_cost_{purpose.name.lower()}"] for purpose in Purpose)
    assert outcomes["fiscal_cost"] == pytest.approx(total)


@settings(max_examples=60)
@given(overrides=configs, seed=st.integers(0, 2**64 - 1))
def test_any_small_township_is_sound_in_every_year(overrides, seed):
    """Hypothesis: with every lever at any dose, open or fixed, the ledger closes and nothing is negative."""
    model = RuralModel(replaced(tiny_config(), overrides), seed=seed)
    start = land(model)
    while model.year < 2024:
        before = set(model.persons.uid.tolist())
        model.step()
        assert_state_is_sound(model)
        assert_costs_are_those_of_the_ledger(model)
        assert land(model) == pytest.approx(start, rel=1e-12)
        born = np.array([uid not in before for uid in model.persons.uid.tolist()], bool)
        assert (model.persons.age[born] == 0).all()


def test_every_balance_is_its_opening_plus_what_came_in_less_what_went_out():
    """V1, agent by agent, recomputed from the journal."""
    model = tiny_model(seed=8, keep_journal=True)
    model.run_to(2023)
    expected = {sector: np.zeros(len(model.ledger.accounts[sector])) for sector in Sector}
    for entry in model.ledger.journal:
        for sector, rows, sign in ((entry.payer, entry.payer_rows, -1), (entry.payee, entry.payee_rows, 1)):
            account = expected[sector]
            if sector in (Sector.GOVERNMENT, Sector.REST_OF_WORLD):
                account[0] += sign * entry.amounts.sum()
            else:
                rows = np.arange(len(entry.amounts)) if rows is None else rows
                np.add.at(account, rows, sign * entry.amounts)
    for sector in Sector:
        actual = model.ledger.accounts[sector].money_cny
        assert np.allclose(actual, expected[sector], atol=1e-4), sector


def test_the_four_sources_sum_to_disposable_income():
    """V22: to 1e-6 of the income."""
    model = tiny_model(seed=8)
    households = model.households
    for _ in range(10):
        model.step()
        sources = sum(getattr(households, source.value) for source in IncomeSource)
        gap = sources - households.depreciation_cny - households.disposable_income_cny
        assert np.abs(gap).max() <= 1e-6 * max(np.abs(households.disposable_income_cny).max(), 1.0)


def test_what_enterprises_pay_for_contracts_is_what_households_receive():
    """V24: per enterprise, from the journal."""
    model = tiny_model(seed=8, keep_journal=True, **{"place.households_per_village": 40})
    model.run_to(2018)
    paid = received = 0.0
    for entry in model.ledger.journal:
        if entry.flow is Flow.FARM_SALES_CONTRACT and entry.year == 2018:
            paid += entry.amounts.sum()
    received = model.households.contract_receipt_cny.sum()
    by_enterprise = model.enterprises.contract_payments_cny
    contracted = model.households.contract_enterprise
    mine = np.bincount(
        contracted[contracted >= 0],
        weights=model.households.contract_receipt_cny[contracted >= 0],
        minlength=len(model.enterprises),
    )
    assert paid == pytest.approx(received)
    assert paid > 0
    assert np.allclose(mine, by_enterprise)
