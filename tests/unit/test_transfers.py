import numpy as np
import pytest

from sim.agents import Livelihood
from sim.ledger import Flow, Purpose
from sim.processes import transfers
from sim.processes.transfers import dibao_amount
from tests.helpers.bare_model import bare_model


def test_withdrawal_takes_most_of_each_earned_yuan_until_the_floor():
    earned = np.array([0.0, 1_000.0, 4_500.0, 9_000.0])
    paid = dibao_amount(np.ones(4), earned, np.zeros(4), 4_000.0, 0.8, 0.1)
    assert paid == pytest.approx([4_000.0, 3_200.0, 400.0, 400.0])


def test_pensions_go_to_old_residents_only():
    model = bare_model([[60, 59], [80, 70]])
    model.persons.livelihood[2] = Livelihood.MIGRANT
    model.township.count_residents()
    transfers.government_pays_pensions(model)
    assert model.households.transfer_income_cny.tolist() == [1_000.0, 1_000.0]


def test_absent_households_get_nothing_from_government():
    model = bare_model([[40, 30], [40]])
    model.persons.livelihood[2] = Livelihood.MIGRANT
    model.township.count_residents()
    model.households.land_mu[:] = 5.0
    model.households.is_on_dibao[:] = True
    model.households.medical_bill_cny[:] = 100.0
    model.terms.amend(cash_per_resident_cny=10.0, cash_total_cny=100.0)
    transfers.government_pays_pensions(model)
    transfers.government_pays_land_subsidies(model)
    transfers.government_pays_dibao(model)
    transfers.government_reimburses_medical_bills(model)
    transfers.government_pays_cash(model)
    assert model.households.money_cny.tolist() == [500.0 + 2 * 4_000.0 + 120.0, 0.0]
    assert model.households.public_transfer_cny.tolist() == model.households.money_cny.tolist()
    assert model.households.unconditional_aid_cny.tolist() == [8_120.0, 0.0]
    assert model.ledger.total(Flow.MEDICAL_REIMBURSEMENT) == 100.0
    assert model.ledger.total(purpose=Purpose.CASH) == 120.0


def test_the_guarantee_follows_last_years_income_as_the_committee_sees_it():
    model = bare_model([[40], [40], [40]])
    model.households.is_on_dibao[:] = [True, True, False]
    model.households.earned_per_capita_cny[:] = 1_000.0
    model.households.unearned_per_capita_cny[:] = 200.0
    model.households.targeting_noise[1] = np.log(2.0)  # governance 0: error of one sd = 1 log point
    transfers.government_pays_dibao(model)
    assert model.households.dibao_cny == pytest.approx([3_000.0, 2_000.0, 0.0])


def test_interest_is_paid_on_money_of_the_start_of_the_year():
    model = bare_model([[65]], money_cny=10_000.0)
    transfers.government_pays_pensions(model)
    transfers.banks_pay_interest(model)
    assert model.households.property_income_cny[0] == pytest.approx(80.0)
    assert model.households.money_cny[0] == pytest.approx(11_080.0)


def test_reimbursement_never_enters_the_household():
    model = bare_model([[40]])
    model.households.medical_bill_cny[:] = 1_000.0
    model.households.medical_own_payment_cny[:] = 450.0
    transfers.government_reimburses_medical_bills(model)
    assert model.ledger.total(Flow.MEDICAL_REIMBURSEMENT) == 550.0
    assert model.households.money_cny[0] == model.households.transfer_income_cny[0] == 0.0
