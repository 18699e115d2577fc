"""Livelihood choice: the chain with known stationary shares (V8), utilities, restrictions, imitation."""

import numpy as np
import pytest

from sim.agents import Livelihood
from sim.processes.livelihood_choice import (
    Circumstances,
    best_options,
    choice_scores,
    feasible_livelihoods,
    imitation_scores,
    livelihood_utility,
    with_switching_cost,
)
from sim.processes.livelihoods import Livelihoods
from sim.processes.prospects import expected_returns_10k, household_prospects, kept_of_earnings
from sim.random_streams import RandomStreams, Stream, stable_ids
from tests.helpers.livelihood_model import livelihood_model

HOME, FARM, JOB, AWAY, SHOP = (int(option) for option in Livelihood)

WORTH = np.array([0.0, 0.3, 0.5, -0.4])


def chain(n, years, cost):
    """Simulate the chain of V8: four options of constant worth, a quarter thinks again every year."""
    streams, uids = RandomStreams(1), stable_ids(8, np.arange(n))
    present = np.zeros(n, np.int64)
    everything = np.ones((n, 4), np.bool_)
    for year in range(years):
        utility = with_switching_cost(np.tile(WORTH, (n, 1)), present, cost)
        gumbels = np.column_stack([streams.gumbels(Stream.LIVELIHOOD_TASTE, uids, year, a) for a in range(4)])
        chosen = best_options(choice_scores(utility, gumbels, everything, 2.5))
        thinks = streams.uniforms(Stream.REDECIDE, uids, year) < 0.25
        present = np.where(thinks, chosen, present)
    return np.bincount(present, minlength=4)


@pytest.mark.parametrize(
    ("cost", "shares"),
    [(0.0, [0.14336, 0.30350, 0.50039, 0.05274]), (0.6, [0.09452, 0.27453, 0.60349, 0.02745])],
)
def test_chain_reaches_its_stationary_shares(cost, shares):
    n = 20_000
    expected = n * np.array(shares)
    chi_square = ((chain(n, 120, cost) - expected) ** 2 / expected).sum()
    assert chi_square < 21.1, "three degrees of freedom, false alarm 1e-4"


def person(**changes):
    facts = {
        "livelihood": np.array([FARM]),
        "age": np.array([40]),
        "attitude": np.array([1.0]),
        "motivation": np.array([1.0]),
        "dependants": np.zeros(1),
        "in_care": np.zeros(1),
        "infrastructure": np.array([0.5]),
        "migrant_share": np.zeros(1),
        "business_share": np.zeros(1),
        "is_called_back": np.array([False]),
        "money_cny": np.array([50_000.0]),
        "capital_cny": np.zeros(1),
        "in_business": np.array([False]),
    }
    return Circumstances(**{**facts, **{name: np.array([value]) for name, value in changes.items()}})


def utility(years=0, call=0.0, returns=1.0, **changes):
    found = livelihood_utility(np.full((1, 5), returns), person(**changes), years, call, Livelihoods())
    return found[0]


def test_utility_of_an_open_person_of_forty():
    assert utility() == pytest.approx([-2.1, 0.0, 0.2, -0.45 - 0.44, -1.2])


def test_attitude_motivation_and_care():
    assert utility(attitude=0.0) - utility() == pytest.approx([0, 0, -0.4 * 0.82, -0.5 * 0.82, -0.82])
    assert utility(motivation=0.5, in_care=2.0)[HOME] == pytest.approx(-2.1 + 0.8 * 0.5 + 0.2)


def test_what_weighs_on_migration():
    base = utility()[AWAY]
    assert utility(dependants=5.0)[AWAY] - base == pytest.approx(-0.45)
    assert utility(infrastructure=1.0)[AWAY] - base == pytest.approx(0.15)
    assert utility(migrant_share=0.4)[AWAY] - base == pytest.approx(0.2)
    assert utility(years=10)[AWAY] - base == pytest.approx(-0.12)
    assert utility(age=30)[AWAY] - base == pytest.approx(0.44)


def test_examples_age_and_calls_to_return():
    assert utility(business_share=0.5)[SHOP] == pytest.approx(-0.7)
    assert utility(age=55)[JOB] == pytest.approx(0.05)
    called = utility(call=0.4, is_called_back=True) - utility()
    assert called == pytest.approx([0, 0, 0.4, 0, 0.4])


def test_small_returns_count_as_the_floor():
    assert utility(returns=-3.0)[FARM] == pytest.approx(np.log(0.05))


def feasible(**changes):
    return feasible_livelihoods(person(**changes), 64, Livelihoods())[0].tolist()


def test_what_is_open_to_whom():
    assert feasible() == [True] * 5
    assert feasible(age=65) == [True, True, False, False, False]
    assert feasible(money_cny=1_999.0, capital_cny=50_000.0)[AWAY] is False
    assert feasible(money_cny=0.0, livelihood=AWAY)[AWAY] is True


@pytest.mark.parametrize(
    ("changes", "may_start"),
    [
        ({"money_cny": 4_000.0, "capital_cny": 6_000.0}, True),
        ({"money_cny": 4_000.0, "capital_cny": 5_999.0}, False),
        ({"attitude": 0.5}, False),
        ({"attitude": 0.5, "business_share": 0.1}, True),
        ({"attitude": 0.1, "money_cny": 0.0, "in_business": True}, True),
    ],
)
def test_who_may_start_a_business(changes, may_start):
    assert feasible(**changes)[SHOP] is may_start


def test_refused_people_take_their_next_best_option():
    scores = np.array([[0.0, 1.0, 5.0, -np.inf, 3.0], [0.0, -1.0, 5.0, -np.inf, -np.inf]])
    assert best_options(scores).tolist() == [JOB, JOB]
    assert best_options(scores, refused=JOB).tolist() == [SHOP, HOME]


def test_imitators_follow_the_best_paid_neighbour_among_open_options():
    best = np.array([[0.0, 1.0, 2.0, 5.0, -np.inf]] * 2 + [[0.0, *[-np.inf] * 4]])
    open_to = np.ones((3, 5), np.bool_)
    open_to[1, AWAY] = False
    chosen = best_options(imitation_scores(best, np.array([FARM, FARM, FARM]), open_to))
    assert chosen.tolist() == [AWAY, JOB, FARM], "without a paid example people stay as they are"


def test_expected_returns_of_a_farmer_with_a_partner():
    model = livelihood_model([[40, 40]], year=2013)
    model.persons.livelihood[:] = [FARM, FARM]
    model.households.productive_capital_cny[:] = 10_000.0
    model.committees.local_job_chance[:] = 0.5
    returns = expected_returns_10k(model, household_prospects(model), np.array([0]))[0]
    price = 1 - 0.15 * np.exp(-0.75)
    farm = 0.45 * price * 1.2**0.2 * (2**0.3 - 1)
    shop = 1.8 * 0.7**0.4 - 0.6
    assert returns == pytest.approx([0.0, farm, 0.5 * 2.0, 3 * 0.55 * 0.95, shop])


def test_dibao_is_withdrawn_only_above_the_floor():
    model = livelihood_model([[40], [40], [40]])
    model.households.is_on_dibao[:] = [True, True, False]
    model.households.dibao_cny[:] = [1_000.0, 400.0, 0.0]
    assert kept_of_earnings(model) == pytest.approx([0.2, 1.0, 1.0])
