"""Terms combine regardless of order; doses follow their dates."""

import pytest

from sim.policies import Policies
from sim.policies.base import Policy
from sim.policies.cash import Cash
from sim.terms import Terms, statements

HISTORY = {2013: 0.1, 2014: 0.2, 2020: 0.4, **dict.fromkeys(range(2015, 2020), 0.25)}


def lever(**fields):
    policy = Policy()
    for name, value in fields.items():
        setattr(policy, name, value)
    return policy


def test_order_of_policies_does_not_matter():
    outcomes = set()
    levers = list(Policies().levers().values())
    turned = [levers[i:] + levers[:i] for i in range(len(levers))]
    for order in [*turned, *(order[::-1] for order in turned)]:
        terms = Terms()
        for policy in order:
            policy.amend(terms, 0.5)
        outcomes.add(tuple(round(getattr(terms, name), 12) for name in statements()))
    assert len(outcomes) == 1


@pytest.mark.parametrize("name", Policies().levers())
def test_dose_zero_leaves_the_terms_neutral(name):
    terms = Terms()
    Policies().levers()[name].amend(terms, 0.0)
    assert terms == Terms()


@pytest.mark.parametrize("name", [name for name in Policies().levers() if name != "cash"])
def test_a_dose_changes_the_terms(name):
    terms = Terms()
    Policies().levers()[name].amend(terms, 0.5)
    assert terms != Terms()


def test_cash_pays_its_amount():
    cash, terms = Cash(), Terms()
    cash.amount_per_resident_cny = 200.0
    cash.amend(terms, 0.5)
    assert terms.cash_per_resident_cny == 100.0


def test_an_unknown_term_is_refused():
    with pytest.raises(KeyError):
        Terms().amend(no_such_term=1.0)


def test_dose_before_start_is_historical_and_after_end_zero():
    policy = lever(dose=0.8, start_year=2021, end_year=2025)
    doses = [policy.planned_dose(year, HISTORY) for year in (2013, 2020, 2021, 2025, 2026)]
    assert doses == [0.1, 0.4, 0.8, 0.8, 0.0]


def test_phase_in_moves_in_a_straight_line_from_the_historical_dose():
    policy = lever(dose=0.8, start_year=2021, phase_in_years=4)
    doses = [policy.planned_dose(year, HISTORY) for year in range(2020, 2026)]
    assert doses == pytest.approx([0.4, 0.5, 0.6, 0.7, 0.8, 0.8])


def test_delay_shifts_the_dose_and_stops_at_the_first_year():
    policy = lever(dose=0.8, start_year=2021, delay_years=2)
    assert policy.effective_dose(2022, 2013, HISTORY) == 0.4
    assert policy.effective_dose(2023, 2013, HISTORY) == 0.8
    assert policy.effective_dose(2013, 2013, HISTORY) == 0.1


@pytest.mark.parametrize(("name", "policy"), Policies().levers().items())
def test_every_lever_states_what_it_is(name, policy):
    assert policy.title
    assert policy.title_zh
    assert policy.channel
    assert policy.references
    assert policy.expected.sign in (-1, 1)
    assert policy.purpose.name.lower() == name
