"""V21 and G8: one parameter moves in one year, all luck the same, and the sign must be the obvious one."""

from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from sim.ledger import Flow, Purpose
from sim.model import RuralModel
from tests.helpers.township import tiny_model

YEAR = 2026
SIZE = {"place.households_per_village": 40, "clock.end_year": 2030}


@cache
def history(seed: int) -> RuralModel:
    """Return a township at the end of the year before the change."""
    model = tiny_model(seed=seed, **SIZE)
    model.run_to(YEAR - 1)
    return model


def changed(seed: int, n_years: int = 1, **changes: float) -> RuralModel:
    """Return the same township some years later, with parameters changed from the year of change on."""
    before = history(seed)
    after = before.fork(replace(before.scenario, changes_from_year={YEAR: changes}))
    after.run_to(YEAR - 1 + n_years)
    return after


def net_income(model: RuralModel) -> np.ndarray:
    return np.where(model.township.in_statistics(), model.households.income_net_of_medical_cny, 0.0)


@pytest.mark.parametrize("seed", range(4))
def test_more_detection_never_means_more_return_to_poverty(seed):
    by_prob = [changed(seed, **{"monitoring.detection_prob_base": prob}) for prob in (0.0, 0.25, 0.6, 1.0)]
    rates = [model.observations[-1]["return_to_poverty_rate"] for model in by_prob]
    assert all(later <= earlier for earlier, later in pairwise(rates))
    for fewer, more in pairwise(by_prob):
        assert not (fewer.households.is_detected & ~more.households.is_detected).any()
        assert (net_income(more) >= net_income(fewer) - 1e-9).all()
    assert net_income(by_prob[-1]).sum() > net_income(by_prob[0]).sum()


@pytest.mark.parametrize("seed", range(2))
def test_more_leakage_never_delivers_more(seed):
    levels = [changed(seed, **{"government.leakage_share_base": level}) for level in (0.0, 0.04, 0.3, 0.8)]
    for tight, loose in pairwise(levels):
        assert (loose.programmes.delivered_dose <= tight.programmes.delivered_dose).all()
        assert loose.committees.n_training_seats.sum() <= tight.committees.n_training_seats.sum()
    delivered = [
        sum(model.ledger.total(purpose=why) for why in Purpose if why != Purpose.GENERAL)
        - model.ledger.total(Flow.LEAKAGE)
        for model in levels
    ]
    assert all(later <= earlier for earlier, later in pairwise(delivered))
    assert delivered[-1] < delivered[0]


def test_more_misjudgement_never_makes_fewer_errors():
    noise = [
        {"targeting.noise_sd": sd, "targeting.capture_strength": 0.0, "targeting.congestion_weight": 0.0}
        for sd in (0.0, 0.5, 1.0, 2.0)
    ]
    errors = [
        np.mean([changed(seed, **change).observations[-1]["dibao_targeting_error"] for seed in range(4)])
        for change in noise
    ]
    assert errors[0] == pytest.approx(0.0, abs=0.05)  # residents of a listed household may leave in the year
    assert all(later >= earlier for earlier, later in pairwise(errors))


@pytest.mark.parametrize("seed", range(4))
def test_more_reimbursement_never_leaves_anybody_with_less(seed):
    """Without relief for every household; with relief, which has a threshold, for the township."""
    alone = [
        changed(seed, **{"health.reimbursement_share": share, "monitoring.relief_cover_share": 0.0})
        for share in (0.0, 0.55, 0.85)
    ]
    for less, more in pairwise(alone):
        assert (net_income(more) >= net_income(less) - 1e-9).all()
    assert net_income(alone[-1]).sum() > net_income(alone[0]).sum()
    helped = [changed(seed, **{"health.reimbursement_share": share}) for share in (0.0, 0.55, 0.85)]
    totals = [(net_income(model) * model.households.n_residents).sum() for model in helped]
    assert totals == sorted(totals)


@pytest.mark.parametrize("cover", [0.0, 0.6, 1.0])
def test_g8_a_bill_never_raises_income_net_of_bills(cover):
    """Household by household, whatever relief pays, with every household at risk found."""
    for seed in range(4):
        rules = {"monitoring.detection_prob_base": 1.0, "monitoring.relief_cover_share": cover}
        healthy = changed(seed, **{**rules, "health.bill_median_cny": 0.0})
        for median in (1_000.0, 9_000.0, 60_000.0):
            billed = changed(seed, **{**rules, "health.bill_median_cny": median})
            assert (billed.households.medical_bill_cny > 0).any()
            assert (net_income(billed) <= net_income(healthy) + 1e-6).all()


def test_relief_breeds_dependence_and_costs_motivation():
    """The moral hazard of lever 7: more relief, more dependence, less motivation after five years."""
    found = {"monitoring.detection_prob_base": 1.0, "health.illness_prob_old": 0.2}
    motivation, dependence = [], []
    for cover in (0.0, 1.0):
        late = [changed(seed, 5, **{**found, "monitoring.relief_cover_share": cover}) for seed in range(4)]
        motivation.append(np.mean([model.observations[-1]["motivation_mean"] for model in late]))
        dependence.append(np.mean([model.households.dependence_share.mean() for model in late]))
    assert dependence[1] > dependence[0]
    assert motivation[1] < motivation[0]
