"""Five goals: scores, means and indices by hand; the speed of attitudes against closed forms."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from sim.agents import Livelihood
from sim.outcomes import OUTCOMES
from sim.outcomes.difficulties import (
    DIFFICULTIES,
    contrast,
    difficulty_table,
    keyed_half,
    lead_left,
)
from sim.outcomes.goals import (
    ARITHMETIC,
    FIVE_GOALS,
    GEOMETRIC,
    Goalpost,
    arithmetic_index,
    geometric_index,
    goalpost_table,
    mean_of_known,
)
from sim.outcomes.units import UNITS
from sim.processes.attitudes import Attitudes
from tests.helpers.bare_model import bare_model
from tests.helpers.livelihood_model import network_of

NAN = float("nan")

# ------------------------------------------------------------------------------------------------- scores


@pytest.mark.parametrize(
    ("post", "value", "score"),
    [
        (Goalpost("x", 0.0, 8_000.0), 2_000.0, 0.25),
        (Goalpost("x", 0.0, 8_000.0), 9_000.0, 1.0),
        (Goalpost("x", 0.0, 8_000.0), -1.0, 0.0),
        (Goalpost("x", 0.5, 0.25), 0.35, 0.6),
        (Goalpost("x", 0.3, 0.0), 0.0, 1.0),
        (Goalpost("x", 6_000.0, 40_000.0, is_log=True), math.sqrt(6_000.0 * 40_000.0), 0.5),
        (Goalpost("x", 6_000.0, 40_000.0, is_log=True), 0.0, 0.0),
    ],
)
def test_score_between_fixed_goalposts(post: Goalpost, value: float, score: float) -> None:
    assert post.score(value) == pytest.approx(score, abs=1e-12)


def test_what_is_not_known_is_left_out_of_a_goal() -> None:
    assert math.isnan(Goalpost("x", 0.0, 1.0).score(NAN))
    assert mean_of_known([0.2, NAN, 0.6]) == pytest.approx(0.4)
    assert math.isnan(mean_of_known([NAN]))


def test_indices_of_five_scores() -> None:
    scores = [0.2, 0.4, 0.6, 0.8, 0.5]
    assert arithmetic_index(scores) == pytest.approx(0.5)
    assert geometric_index(scores) == pytest.approx((0.2 * 0.4 * 0.6 * 0.8 * 0.5) ** 0.2)
    assert geometric_index([0.0, 1.0, 1.0, 1.0, 1.0]) == pytest.approx(0.01**0.2)
    assert math.isnan(geometric_index([0.5, NAN]))
    assert math.isnan(arithmetic_index([0.5, NAN]))


# ---------------------------------------------------------------------------------------- on a township


@pytest.fixture
def model() -> Any:
    """Two villages of two households; one member of the last one is away."""
    made = bare_model([[40], [50], [30, 10], [40, 20]], n_villages=2, year=2020)
    made.persons.education_years[:] = [6, 8, 10, 99, 12, 99]
    made.persons.livelihood[5] = Livelihood.MIGRANT
    made.township.count_residents()
    households, committees = made.households, made.committees
    households.land_mu[:] = [4.0, 4.0, 8.0, 4.0]
    households.land_rented_out_mu[:] = [2.0, 0.0, 0.0, 4.0]
    households.farm_labour[:] = [0.0, 1.0, 1.0, 0.0]
    committees.environment[:] = [0.4, 0.7]
    committees.infrastructure[:] = [0.5, 0.9]
    return made


def test_indicators_of_their_own(model: Any) -> None:
    assert OUTCOMES["idle_land_share"](model) == pytest.approx(2 / 20)
    assert OUTCOMES["adult_education_years"](model) == pytest.approx((6 + 8 + 10 + 12) / 4)


def test_ecology_by_hand(model: Any) -> None:
    environment, roads, land = (0.55 - 0.2) / 0.7, (0.7 - 0.2) / 1.0, (0.3 - 0.1) / 0.3
    assert OUTCOMES["goal_ecology"](model) == pytest.approx((environment + roads + land) / 3)


def test_culture_by_hand(model: Any) -> None:
    model.households.attitude[:] = [0.5, 0.5, 0.5, 0.5]
    attitude, schooling, participation = 0.3 / 0.6, (9 - 6) / 5, 0.0
    assert OUTCOMES["goal_culture"](model) == pytest.approx((attitude + schooling + participation) / 3)


def test_better_indicators_never_lower_a_goal(model: Any) -> None:
    before = OUTCOMES["goal_ecology"](model)
    model.committees.environment[:] += 0.1
    assert OUTCOMES["goal_ecology"](model) > before


# --------------------------------------------------------------------------------------- the statements


def test_goalposts_agree_with_the_directions_of_their_outcomes() -> None:
    for goal in FIVE_GOALS:
        assert OUTCOMES[goal.outcome].direction == 1
        for post in goal.goalposts:
            assert post.worst != post.best
            assert OUTCOMES[post.indicator].direction == (1 if post.best > post.worst else -1), post.indicator
            assert min(post.worst, post.best) > 0 or not post.is_log
            assert post.source
            assert post.grade in ("design", "assumption")
            assert f"`{post.indicator}`" in goalpost_table()


def test_two_goals_are_marked_as_internal_wherever_they_show() -> None:
    internal = [goal for goal in FIVE_GOALS if goal.is_model_internal]
    assert [goal.name for goal in internal] == ["culture", "governance"]
    for goal in FIVE_GOALS:
        outcome = OUTCOMES[goal.outcome]
        marks = ("model score" in outcome.label, "模型内部" in outcome.label_zh)
        assert set(marks) == {goal.is_model_internal}
        assert ("internal to the model" in outcome.definition) == goal.is_model_internal
    assert {GEOMETRIC, ARITHMETIC} <= set(OUTCOMES)


def test_every_unit_is_known_to_readers() -> None:
    assert {outcome.unit for outcome in OUTCOMES.values()} - set(UNITS) == set()


def test_difficulties_name_outcomes() -> None:
    for item in DIFFICULTIES:
        assert set(item.indicators) <= set(OUTCOMES), item.name
        assert item.without in difficulty_table()


# --------------------------------------------------------------------------------- the speed of attitudes


def left(edges: list[tuple[int, int]], years: int = 5, **rules: float) -> float:
    """Share of a lead of the first half of four households left, all within confidence."""
    attitude, everybody = np.array([0.4, 0.5, 0.6, 0.5]), np.ones(4, np.bool_)
    pushed = np.array([True, True, False, False])
    stated = Attitudes(confidence_bound=1.0, **rules)
    return lead_left(network_of(edges, 4), attitude, attitude, everybody, pushed, stated, years)


def test_a_lead_without_outside_neighbours_decays_by_upbringing_alone() -> None:
    assert left([(0, 1), (2, 3)]) == pytest.approx(0.95**5)
    assert left([(0, 1), (2, 3)], anchor_rate=0.0) == pytest.approx(1.0)


def test_across_a_pair_the_lead_decays_at_the_rate_of_the_network() -> None:
    """Each pushed household has an unpushed neighbour: lambda_2 = -1, so 1 - mu_d - 2 mu_s a year."""
    assert left([(0, 2), (1, 3)]) == pytest.approx((1 - 0.05 - 2 * 0.15) ** 5)
    assert left([(0, 2), (1, 3)], years=1, social_rate=0.3) == pytest.approx(1 - 0.05 - 0.6)


def test_without_others_there_is_no_lead() -> None:
    everybody = np.ones(2, np.bool_)
    half = np.full(2, 0.5)
    assert math.isnan(lead_left(network_of([(0, 1)], 2), half, half, everybody, everybody, Attitudes()))
    assert math.isnan(contrast(half, everybody, everybody))


def test_half_of_the_villages_is_the_same_every_year_and_nothing_moves(model: Any) -> None:
    first = keyed_half(model)
    assert first.sum() == 1
    model.households.attitude[:] = model.households.attitude_anchor[:] = 0.5
    value = OUTCOMES["attitude_shock_left_5"](model)
    assert value == pytest.approx(0.95**5), "no neighbours in this township"
    assert (model.households.attitude == 0.5).all()
    model.year = 2021
    assert math.isnan(OUTCOMES["attitude_shock_left_5"](model))
    assert (keyed_half(model) == first).all()


def test_open_minded_households(model: Any) -> None:
    model.households.attitude[:] = [0.5, 0.51, 0.9, 0.1]
    assert OUTCOMES["open_minded_share"](model) == 0.5
