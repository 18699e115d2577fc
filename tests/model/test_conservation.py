"""V1, V22-V24: money, persons and land are conserved in every year of any township."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.ledger import Flow, IncomeSource, Sector
from sim.model import RuralModel
from sim.parameter import replaced
from tests.helpers.invariants import assert_state_is_sound, land
from tests.helpers.township import tiny_config, tiny_model

doses = st.floats(0, 1)
configs = st.fixed_dictionaries(
    {
        "place.n_villages": st.integers(1, 4),
        "place.households_per_village": st.integers(2, 14),
        "place.village_productivity_mean": st.floats(-0.8, 0.3),
        "policies.training.dose": doses,
        "policies.integration.dose": doses,
        "policies.talent.dose": doses,
        "policies.cash.dose": doses,
        "policies.cash.amount_per_resident_cny": st.floats(0, 5000),
        "shocks.transitory_sd": st.floats(0, 0.6),
        "health.illness_prob_old": st.floats(0, 0.5),
        "enterprise_turnover.entry_prob_cooperative": st.floats(0, 1),
        "clock.burn_in_years": st.integers(1, 3),
    }
)


@settings(max_examples=15)
@given(overrides=configs, seed=st.integers(0, 2**64 - 1))
def test_any_small_township_is_sound_in_every_year(overrides, seed):
    """Hypothesis: the ledger closes, nothing is negative, shares are shares, nothing is not a number."""
    model = RuralModel(replaced(tiny_config(), overrides), seed=seed)
    start = land(model)
    while model.year < 2024:
        before = set(model.persons.uid.tolist())
        model.step()
        assert_state_is_sound(model)
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
