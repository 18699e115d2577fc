"""The ledger: payers, payees, sources of income, and an audit that fails when it should."""

import numpy as np
import pytest

from sim.agents import Committees, Enterprises, Government, Households, RestOfWorld
from sim.ledger import Flow, IncomeSource, Ledger, LedgerError, Purpose, Sector


@pytest.fixture
def ledger():
    accounts = {
        Sector.HOUSEHOLDS: Households(3),
        Sector.ENTERPRISES: Enterprises(2),
        Sector.COLLECTIVES: Committees(1),
        Sector.GOVERNMENT: Government(1),
        Sector.REST_OF_WORLD: RestOfWorld(1),
    }
    books = Ledger(accounts)
    books.open_year(2012)
    books.post(Flow.OPENING_BALANCE, np.array([100.0, 50.0, 0.0]), payee=Sector.HOUSEHOLDS)
    books.post(Flow.OPENING_BALANCE, np.array([1000.0, 0.0]), payee=Sector.ENTERPRISES)
    books.close_year()
    books.open_year(2013)
    return books


def test_money_moves_from_payer_rows_to_payee_rows(ledger):
    ledger.post(
        Flow.ENTERPRISE_WAGES,
        np.array([10.0, 20.0, 30.0]),
        payers=np.array([0, 0, 0]),
        payees=np.array([2, 2, 1]),
    )
    households = ledger.accounts[Sector.HOUSEHOLDS]
    assert households.money_cny.tolist() == [100.0, 80.0, 30.0]
    assert households.wage_income_cny.tolist() == [0.0, 30.0, 30.0]
    assert ledger.accounts[Sector.ENTERPRISES].money_cny.tolist() == [940.0, 0.0]
    ledger.close_year()


def test_payments_under_a_source_reduce_that_income(ledger):
    ledger.post(Flow.FARM_SALES_MARKET, np.array([10.0, 0.0, 5.0]))
    ledger.post(Flow.FARM_INPUTS, np.array([4.0, 0.0, 2.0]))
    assert ledger.accounts[Sector.HOUSEHOLDS].business_income_cny.tolist() == [6.0, 0.0, 3.0]


def test_the_five_sectors_sum_to_zero(ledger):
    ledger.post(Flow.PENSION, np.array([1.0, 2.0, 3.0]))
    ledger.post(Flow.CENTRAL_TRANSFER, 6.0)
    assert ledger.balances().sum() == pytest.approx(0.0, abs=1e-9)
    assert ledger.total(payer=Sector.GOVERNMENT) == 6.0
    ledger.close_year()


def test_income_and_totals_start_afresh_each_year(ledger):
    ledger.post(Flow.REMITTANCES, np.array([1.0, 2.0, 3.0]))
    ledger.close_year()
    ledger.open_year(2014)
    assert ledger.total() == 0
    for source in IncomeSource:
        assert not getattr(ledger.accounts[Sector.HOUSEHOLDS], source.value).any()


def test_spending_is_read_by_purpose(ledger):
    ledger.post(Flow.PROGRAMME_PROVIDERS, 5.0, purpose=Purpose.TRAINING)
    ledger.post(Flow.PROGRAMME_PROVIDERS, 7.0, purpose=Purpose.TALENT)
    assert ledger.total(purpose=Purpose.TALENT) == 7.0
    assert ledger.total(Flow.PROGRAMME_PROVIDERS) == 12.0


def test_money_from_nowhere_fails_the_audit_by_name(ledger):
    ledger.accounts[Sector.HOUSEHOLDS].money_cny[0] += 5.0
    with pytest.raises(LedgerError, match=r"2013: HOUSEHOLDS .* 5 yuan"):
        ledger.close_year()


def test_a_negative_account_fails_the_audit_by_row(ledger):
    ledger.post(Flow.CONSUMPTION, np.array([0.0, 51.0, 0.0]))
    with pytest.raises(LedgerError, match=r"2013: HOUSEHOLDS row 1 .*negative"):
        ledger.close_year()


def test_large_flows_elsewhere_hide_no_debt(ledger):
    ledger.post(Flow.CENTRAL_TRANSFER, 1e9)
    ledger.post(Flow.CONSUMPTION, np.array([1.0]), payers=np.array([2]))
    with pytest.raises(LedgerError, match="HOUSEHOLDS row 2 holds -1 yuan"):
        ledger.close_year()


@pytest.mark.parametrize("amount", [-1.0, np.nan, np.inf])
def test_negative_and_broken_amounts_are_refused(ledger, amount):
    with pytest.raises(LedgerError, match="CASH"):
        ledger.post(Flow.CASH, np.array([1.0, amount, 0.0]))


def test_a_flow_with_several_payees_needs_one_of_them(ledger):
    with pytest.raises(LedgerError, match="HOUSEHOLDS, COLLECTIVES, REST_OF_WORLD"):
        ledger.post(Flow.DIVIDENDS, np.array([1.0]))
    with pytest.raises(LedgerError, match="GOVERNMENT"):
        ledger.post(Flow.DIVIDENDS, np.array([1.0]), payee=Sector.GOVERNMENT)


def test_every_income_of_households_is_a_receipt_or_a_payment_of_households():
    for flow in Flow:
        if flow.value.source is not None:
            assert Sector.HOUSEHOLDS in flow.value.payers + flow.value.payees
