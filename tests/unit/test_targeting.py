from functools import cache

import numpy as np
import pytest

from sim.arrays import Floats
from sim.parameter import replaced
from sim.processes.targeting import (
    Targeting,
    committees_list_dibao,
    filled_by_score,
    households_are_misjudged,
    misjudgement_sd,
    next_misjudgement,
    quota_by_village,
    targeting_score,
)
from sim.random_streams import RandomStreams, Stream
from tests.helpers.villages import village_model

N_V11 = 100_000
LOG_INCOME_SD = 0.65


@pytest.mark.parametrize(
    ("quota_share", "noise_sd", "error"),
    [
        (0.10, 0.2, 0.208),
        (0.10, 0.4, 0.378),
        (0.10, 0.6, 0.502),
        (0.10, 0.8, 0.587),
        (0.10, 1.0, 0.647),
        (0.05, 0.2, 0.243),
        (0.05, 0.4, 0.438),
        (0.05, 0.6, 0.575),
        (0.05, 0.8, 0.666),
        (0.05, 1.0, 0.728),
    ],
)
def test_v11_exclusion_error_of_a_noisy_ranking(quota_share: float, noise_sd: float, error: float) -> None:
    # The error of one draw of 10^5 households has a standard error of .004: four draws make .01 a fair bound.
    found = [exclusion_error(seed, quota_share, noise_sd) for seed in range(4)]
    assert abs(np.mean(found) - error) < 0.01


def exclusion_error(seed: int, quota_share: float, noise_sd: float) -> float:
    income, noise = incomes_and_noise(seed)
    no_capture = replaced(Targeting(), {"noise_sd": noise_sd, "capture_strength": 0.0})
    none, village, ones = np.zeros(N_V11), np.zeros(N_V11, np.int64), np.ones(N_V11, np.int64)
    misjudged = noise * misjudgement_sd(none, none + 1, no_capture)
    quota = np.array([round(quota_share * N_V11)])
    listed = filled_by_score(
        targeting_score(income, misjudged, none, none > 0, no_capture), village, ones, quota
    )
    poor = filled_by_score(income, village, ones, quota)
    assert listed.sum() == poor.sum() == quota[0]
    return float((poor & ~listed).sum() / quota[0])


@cache
def incomes_and_noise(seed: int) -> tuple[Floats, Floats]:
    streams, uids = RandomStreams(seed), np.arange(N_V11, dtype=np.uint64)
    income = np.exp(9.0 + LOG_INCOME_SD * streams.normals(Stream.INITIAL, uids, 2013))
    return income, streams.normals(Stream.TARGETING_NOISE, uids, 2013)


def test_error_falls_with_governance_and_rises_with_congestion() -> None:
    sd = misjudgement_sd(np.array([0.0, 1.0, 0.0, 0.5]), np.array([1.0, 1.0, 0.0, 0.5]), Targeting())
    assert sd == pytest.approx([1.0, 0.4, 2.0, 0.7 / 0.75], abs=1e-12)


def test_error_stays_finite_without_any_staff_time() -> None:
    careless = replaced(Targeting(), {"congestion_weight": 1.0})
    assert np.isfinite(misjudgement_sd(np.zeros(1), np.zeros(1), careless)).all()


def test_elite_look_poorer_where_governance_is_weak() -> None:
    income, none, elite = np.full(2, np.e), np.zeros(2), np.array([True, True])
    score = targeting_score(income, none, np.array([0.0, 1.0]), elite, Targeting())
    assert score == pytest.approx([0.5, 1.0], abs=1e-12)


def test_negative_income_counts_as_one_yuan() -> None:
    none = np.zeros(2)
    score = targeting_score(np.array([-5_000.0, 1.0]), none, none, none > 0, Targeting())
    assert score.tolist() == [0.0, 0.0]


def test_noise_keeps_its_spread_and_its_persistence() -> None:
    streams, uids = RandomStreams(5), np.arange(200_000, dtype=np.uint64)
    before = streams.normals(Stream.TARGETING_NOISE, uids, 2013)
    after = next_misjudgement(before, streams.normals(Stream.TARGETING_NOISE, uids, 2014), 0.7)
    assert abs(after.std() - 1) < 0.01
    assert abs(np.corrcoef(before, after)[0, 1] - 0.7) < 0.01


def test_lowest_scores_fill_the_quota_of_each_village_exactly() -> None:
    score = np.array([5.0, 1.0, 3.0, 2.0, 9.0, 8.0])
    village = np.array([0, 0, 0, 1, 1, 1])
    taken = filled_by_score(score, village, np.ones(6, np.int64), np.array([2, 1]))
    assert taken.tolist() == [False, True, True, True, False, False]


def test_a_household_is_taken_while_more_than_half_of_it_fits() -> None:
    score, village, persons = np.array([1.0, 2.0, 3.0]), np.zeros(3, np.int64), np.array([2, 4, 1])
    assert filled_by_score(score, village, persons, np.array([4])).tolist() == [True, False, False]
    assert filled_by_score(score, village, persons, np.array([5])).tolist() == [True, True, False]


def test_households_without_residents_are_never_taken() -> None:
    score, village = np.array([1.0, 2.0]), np.zeros(2, np.int64)
    assert filled_by_score(score, village, np.array([0, 3]), np.array([3])).tolist() == [False, True]


def test_a_lower_tier_is_served_before_a_lower_score() -> None:
    score, ones, quota = np.array([1.0, 2.0, 3.0]), np.ones(3, np.int64), np.array([2])
    taken = filled_by_score(score, ones * 0, ones, quota, np.array([3, 0, 1]))
    assert taken.tolist() == [False, True, True]


def test_villages_without_units_and_empty_lists_are_harmless() -> None:
    empty = np.zeros(0, np.int64)
    assert filled_by_score(np.zeros(0), empty, empty, np.array([3, 0])).tolist() == []
    village, ones = np.array([2, 2]), np.ones(2, np.int64)
    assert filled_by_score(np.zeros(2), village, ones, np.array([5, 5, 1])).tolist() == [True, False]


def test_quotas_favour_remote_villages_and_add_up() -> None:
    residents = np.array([700.0, 650.0, 610.0, 0.0])
    quota = quota_by_village(residents, np.array([0, 1, 2, 2]), 0.083, Targeting())
    assert quota.sum() == round(0.083 * residents.sum())
    weights = residents * np.array([0.6, 1.0, 1.5, 1.5])
    assert np.abs(quota - quota.sum() * weights / weights.sum()).max() < 1
    assert quota[3] == 0


def test_quota_of_an_empty_township_is_zero() -> None:
    assert quota_by_village(np.zeros(2), np.array([0, 1]), 0.1, Targeting()).tolist() == [0, 0]


def test_dibao_goes_to_the_poorest_looking_residents() -> None:
    model = village_model(3, 50)
    model.households.n_residents[0] = 0  # the poorest household of the first village is away
    committees_list_dibao(model)
    assert model.committees.dibao_quota.sum() == 15
    listed = np.flatnonzero(model.households.is_on_dibao)
    assert listed.tolist() == [1, 2, 3, 4, 5, 50, 51, 52, 53, 54, 100, 101, 102, 103, 104]


def test_misjudgement_persists_and_is_keyed_by_household() -> None:
    one, two = village_model(2, 20), village_model(2, 20)
    for model in (one, two):
        model.households.targeting_noise[:] = 1.0
    households_are_misjudged(one)
    two.households.keep(np.arange(39, -1, -1))
    households_are_misjudged(two)
    assert one.households.targeting_noise.tolist() == two.households.targeting_noise[::-1].tolist()
    assert one.households.targeting_noise.std() > 0.3


def test_checks_end_the_favour_to_households_tied_to_cadres():
    """S10: with lever 7 at full dose a fifth of the favour is left."""
    rules, none, elite = Targeting(), np.zeros(1), np.array([True])
    free = targeting_score(np.ones(1), none, none, elite, rules)
    checked = targeting_score(np.ones(1), none, none, elite, rules, capture_cut=0.8)
    assert free.tolist() == [-0.5]
    assert checked == pytest.approx(-0.1)
