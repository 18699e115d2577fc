"""County wages and remittances."""

import pytest

from sim.agents import COUNTY_EMPLOYER, Livelihood
from sim.ledger import Flow
from sim.processes.wages import county_pays_wages, migrants_send_remittances
from tests.helpers.livelihood_model import livelihood_model


def test_county_pays_its_own_workers_for_time_worked():
    model = livelihood_model([[40, 40], [40]], n_enterprises=1)
    model.persons.livelihood[:] = Livelihood.LOCAL_JOB
    model.persons.employer[:] = [COUNTY_EMPLOYER, 0, COUNTY_EMPLOYER]
    model.persons.work_time_share[2] = 0.5
    county_pays_wages(model)
    assert model.households.wage_income_cny.tolist() == [20_000.0, 10_000.0]


def test_migrants_send_home_what_unemployment_leaves_and_absent_households_get_nothing():
    model = livelihood_model([[40, 70], [40]])
    model.persons.livelihood[:] = [Livelihood.MIGRANT, Livelihood.HOME, Livelihood.MIGRANT]
    model.township.count_residents()
    migrants_send_remittances(model)
    earned = 30_000 * 0.95
    assert model.households.transfer_income_cny == pytest.approx([0.20 * earned, 0.0])
    assert model.ledger.total(Flow.REMITTANCES) == pytest.approx(0.20 * earned)
