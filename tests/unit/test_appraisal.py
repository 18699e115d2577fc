"""Appraisal: scores, sites (V15), closures, gaming and cost (S9, errata C9, E17)."""

import numpy as np
import pytest

from sim.agents import Kind
from sim.ledger import Flow, Purpose, Sector
from sim.processes.appraisal import (
    AppraisalRules,
    appraisal_scores,
    government_pays_for_appraisal,
    is_lowest,
    projects_are_appraised,
    projects_are_closed_by_appraisal,
    projects_game_the_appraisal,
    site_weights,
    standardised,
)
from sim.processes.enterprise_plans import enterprises_plan_labour
from sim.processes.enterprise_production import enterprises_produce_and_sell
from tests.helpers.firms import YEAR, firm_model, give_money

SCORES, VILLAGE = np.array([0.3, -1.2, 0.9, 0.1]), np.array([0, 1, 2, 2])


# --- V15 -------------------------------------------------------------------------------------------


def test_v15_without_strength_all_sites_weigh_the_same() -> None:
    assert site_weights(SCORES, VILLAGE, 4, 0.0).tolist() == [0.25] * 4
    assert site_weights(np.zeros(0), np.zeros(0, np.int64), 4, 2.0).tolist() == [0.25] * 4


def test_v15_endless_strength_gives_all_to_the_best() -> None:
    assert site_weights(SCORES, VILLAGE, 4, 1e9).tolist() == [0.0, 0.0, 1.0, 0.0]


@pytest.mark.parametrize("strength", [0.1, 0.6, 2.0, 5.0, 50.0])
def test_v15_weights_sum_to_one_and_rise_with_scores(strength) -> None:
    weight = site_weights(SCORES, VILLAGE, 4, strength)
    assert weight.sum() == pytest.approx(1.0, abs=1e-15)
    # Mean scores .3, -1.2, .5; village 3 has no project and gets the mean of all, .025.
    assert weight[2] > weight[0] > weight[3] > weight[1]
    assert np.log(weight[2] / weight[0]) == pytest.approx(0.2 * strength)
    assert np.log(weight[0] / weight[3]) == pytest.approx(0.275 * strength)
    better = SCORES + np.array([0.0, 0.5, 0.0, 0.0])
    assert site_weights(better, VILLAGE, 4, strength)[1] > weight[1]


# --- scores ----------------------------------------------------------------------------------------


def test_scores_are_value_plus_visible_jobs_plus_error() -> None:
    value, staff, error = np.array([0.1, 0.5, 0.3]), np.array([5, 5, 20]), np.array([1.0, -1.0, 0.0])
    rules = AppraisalRules(visible_job_bias=0.5)
    # sd of value .4 / sqrt 6; sd of staff 15 sqrt 2 / 3
    jobs = 0.5 * np.array([-1.0, -1.0, 2.0]) / np.sqrt(2)
    truth = np.array([-1.0, 1.0, 0.0]) * np.sqrt(1.5)
    assert appraisal_scores(value, staff, error, 0.4, rules) == pytest.approx(truth + jobs + 0.4 * error)
    assert standardised(np.zeros(0)).tolist() == []


def test_number_of_the_lowest_is_rounded() -> None:
    for n, n_low in ((4, 0), (5, 1), (14, 1), (15, 2), (25, 3)):
        assert is_lowest(np.arange(float(n)), 0.1).sum() == n_low


def appraised_model(n=5):
    model = firm_model([Kind.SERVICES] * n, villages=np.arange(n), n_villages=n + 1)
    table = model.enterprises
    table.is_project[:], table.public_money_cny[:] = True, 500_000.0
    table.wages_cny[:] = 10_000.0 * (1 + np.arange(n))
    table.n_workers[:] = 4
    model.config.appraisal.score_noise_base = 0.45
    model.terms.amend(score_noise_cut=0.45, appraisal_strength=1.0)
    return model


def test_the_value_of_a_project_is_what_it_leaves_here_per_public_yuan() -> None:
    model = appraised_model(2)
    table = model.enterprises
    table.wages_cny[:], table.contract_payments_cny[:] = [10_000.0, 0.0], [0.0, 20_000.0]
    table.land_rent_cny[:], table.duty_paid_cny[:] = [0.0, 5_000.0], [3_000.0, 0.0]
    table.public_money_cny[1] = 2_000_000.0
    projects_are_appraised(model)  # .026 against .0125
    assert table.appraisal_score == pytest.approx([1.0, -1.0])
    weight = np.exp([1.0, -1.0, 0.0])
    assert model.committees.project_site_weight == pytest.approx(weight / weight.sum())


def test_errors_are_larger_without_the_lever() -> None:
    spread = []
    for cut in (0.0, 0.3, 0.6):
        model = appraised_model(2_000)
        model.config.appraisal.score_noise_base = 0.6
        model.terms.score_noise_cut = cut
        model.enterprises.wages_cny[:] = 10_000.0
        projects_are_appraised(model)
        spread.append(model.enterprises.appraisal_score.std())
    assert spread == pytest.approx([0.6, 0.3, 0.0], abs=0.05)


def test_ordinary_and_closed_enterprises_are_not_scored() -> None:
    model = appraised_model(3)
    model.enterprises.is_project[0] = False
    model.enterprises.is_active[1] = False
    projects_are_appraised(model)
    assert model.enterprises.appraisal_score.tolist() == [0.0, 0.0, 0.0]  # one alone is as good as its mean
    assert model.committees.project_site_weight == pytest.approx([0.25] * 4)


# --- closures --------------------------------------------------------------------------------------


def test_twice_the_lowest_score_closes_a_project_and_money_goes_back() -> None:
    model = appraised_model()
    model.terms.amend(hard_budget_prob=1.0)
    give_money(model, enterprises=3_000.0)
    for years in (1, 2):
        projects_are_closed_by_appraisal(model)
        assert model.enterprises.is_active.all()
        projects_are_appraised(model)
        assert model.enterprises.low_score_years.tolist() == [years, 0, 0, 0, 0]
    projects_are_closed_by_appraisal(model)
    table = model.enterprises
    assert table.is_active.tolist() == [False, True, True, True, True]
    assert table.exit_year.tolist() == [YEAR, 0, 0, 0, 0]
    assert table.money_cny[0] == 0.0
    # money 3,000 + half of capital 100,000
    assert model.ledger.totals[
        Flow.LIQUIDATION_RESIDUAL, Purpose.GENERAL, Sector.ENTERPRISES, Sector.GOVERNMENT
    ] == pytest.approx(53_000.0)
    assert 0 not in model.holdings.enterprise
    model.ledger.close_year()


def test_a_better_year_clears_the_record() -> None:
    model = appraised_model()
    projects_are_appraised(model)
    model.enterprises.wages_cny[0] = 1e6
    projects_are_appraised(model)
    assert model.enterprises.low_score_years.tolist() == [0, 1, 0, 0, 0]


def test_closure_is_as_likely_as_budgets_are_hard() -> None:
    for hard in (0.0, 0.4):
        model = firm_model([Kind.SERVICES] * 4_000)
        model.enterprises.is_project[:] = True
        model.enterprises.low_score_years[:] = 2
        model.terms.amend(hard_budget_prob=hard)
        projects_are_closed_by_appraisal(model)
        closed = 1 - model.enterprises.is_active.mean()
        assert closed == pytest.approx(hard, abs=5 * np.sqrt(hard * (1 - hard) / 4_000))


# --- gaming and cost -------------------------------------------------------------------------------


def test_gaming_lowers_the_technology_of_projects_for_a_year() -> None:
    output, staff = [], []
    for loss in (0.0, 0.05):
        model = firm_model([Kind.SERVICES] * 2)
        model.enterprises.is_project[1] = True
        model.enterprises.technology_log[:] = np.log(30.0)
        model.enterprises.n_workers[:] = 5
        model.terms.amend(gaming_loss_log=loss)
        projects_game_the_appraisal(model)
        enterprises_plan_labour(model)
        enterprises_produce_and_sell(model)
        assert model.enterprises.technology_log == pytest.approx(np.log([30.0, 30.0]))
        output.append(model.enterprises.output_cny.copy())
        staff.append(model.enterprises.labour_target.copy())
    assert output[1] / output[0] == pytest.approx([1.0, np.exp(-0.05)])
    assert staff[1][0] == staff[0][0]
    assert staff[1][1] < staff[0][1]


def test_appraisal_is_paid_by_village_and_by_project_money() -> None:
    model = firm_model([], n_villages=3)
    model.government.budget_residents[0] = 1_000.0  # project money 100,000
    model.terms.amend(appraisal_cost_cny=15_000.0, appraisal_money_share=0.02)
    government_pays_for_appraisal(model)
    assert model.ledger.total(Flow.PROGRAMME_PROVIDERS, purpose=Purpose.APPRAISAL) == pytest.approx(47_000.0)
