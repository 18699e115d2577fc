"""Money lost on the way, the gap between two programmes, costs by purpose; numbers by hand."""

import numpy as np
import pytest

from sim.ledger import Flow, Purpose
from sim.outcomes import OUTCOMES
from sim.outcomes.fiscal import LOSABLE
from sim.processes.government import government_books_what_is_lost
from tests.helpers.bare_model import bare_model


def measured(model, name):
    return OUTCOMES[name](model)


def deliver(model, amount, purpose):
    model.ledger.post(Flow.PROGRAMME_PROVIDERS, amount, purpose=purpose)


@pytest.fixture
def spent():
    """Governance draws 100,000 at the losses of c = .4 in its first year; monitoring 50,000 without any."""
    model = bare_model([[40]] * 10)
    for column, share in (("leakage_share", 0.024), ("idle_share", 0.12), ("overlap_share", 0.06)):
        getattr(model.programmes, column)[LOSABLE] = share
    deliver(model, 80_734.72, Purpose.GOVERNANCE)
    deliver(model, 50_000.0, Purpose.MONITORING)
    government_books_what_is_lost(model)
    return model


def test_shares_lost_are_those_of_the_money_that_can_get_lost(spent):
    """Leaked 2,400, parked 11,712, doubled .06 x 85,888 = 5,153.28 of 100,000."""
    assert measured(spent, "leaked_share") == pytest.approx(0.024)
    assert measured(spent, "idle_share") == pytest.approx(0.11712)
    assert measured(spent, "doubled_share") == pytest.approx(0.06)
    assert measured(spent, "lost_money_share") == pytest.approx(0.1926528)


def test_bailouts_are_no_money_on_its_way(spent):
    before = {name: measured(spent, name) for name in ("doubled_share", "lost_money_share")}
    spent.ledger.totals[Flow.PROGRAMME_GRANT_ENTERPRISE, Purpose.PROJECTS, 3, 1] = 70_000.0
    assert {name: measured(spent, name) for name in before} == pytest.approx(before)


def test_without_programmes_nothing_can_get_lost():
    model = bare_model([[40]])
    for name in ("leaked_share", "idle_share", "doubled_share", "lost_money_share"):
        assert np.isnan(measured(model, name))


def test_costs_stand_under_their_purpose_and_projects_are_no_lever(spent):
    deliver(spent, 9_000.0, Purpose.PROJECTS)
    assert measured(spent, "fiscal_cost_governance") == pytest.approx(88_288)
    assert measured(spent, "fiscal_cost_monitoring") == 50_000
    assert measured(spent, "fiscal_cost_projects") == 9_000
    assert measured(spent, "lever_spending") == pytest.approx(138_288)
    assert measured(spent, "fiscal_cost") == pytest.approx(147_288)
    assert {f"fiscal_cost_{purpose.name.lower()}" for purpose in Purpose} <= OUTCOMES.keys()


@pytest.mark.parametrize(
    ("year", "share", "months"), [(2020, 0.0, 0.0), (2021, 0.25, 12 * (1 - 0.75 / 2.2)), (2023, 0.0, 0.0)]
)
def test_the_gap_between_programmes_counts_lapsed_support_and_late_programmes(year, share, months):
    """Two of eight listed residents lapse until 2022; others get 1 / 2.2 of the new programmes in 2021."""
    model = bare_model([[40, 50], *[[40]] * 6, [40]], year=year)
    model.households.is_registered[:7] = True
    model.households.lapse_end_year[0] = 2022 if year >= 2021 else 0
    assert measured(model, "lapsed_share") == pytest.approx(share)
    assert measured(model, "linkage_gap_months") == pytest.approx(months)


def test_without_listed_households_there_is_no_gap_to_measure():
    assert np.isnan(measured(bare_model([[40]]), "linkage_gap_months"))
