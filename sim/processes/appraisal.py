"""Lever 5 at work: noisy scores of projects and what follows from them (S9, errata C9, E17)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.arrays import Bools, Floats, Ints, count_by, ratio, sum_by
from sim.budget import pay_providers
from sim.ledger import Purpose
from sim.parameter import param
from sim.processes.enterprise_closing import close_enterprises
from sim.processes.projects import CLOSURE, SCORE, active_projects, project_budget_cny
from sim.random_streams import Stream

if TYPE_CHECKING:
    from sim.model import RuralModel


@dataclass
class AppraisalRules:
    """What is scored and with which error."""

    score_noise_base: float = param(
        0.6, unit="sd", bounds=(0, 10), plausible=(0.2, 1), grade="assumption",
        doc="Error of scores without lever 5, beside a spread of one of the true value.",
        source="model.md S9, errata K2",
    )  # fmt: skip
    visible_job_bias: float = param(
        0.5, unit="sd per sd", bounds=(0, 10), plausible=(0, 1), grade="assumption",
        doc="Weight of employment, which is easy to see, beside the true value (bias_g).",
        source="model.md 3.8, errata E17",
    )  # fmt: skip
    low_score_share: float = param(
        0.1, unit="share", bounds=(0, 1), plausible=(0.05, 0.2), grade="assumption",
        doc="Projects with the lowest scores, rounded to whole projects.", source="model.md S9",
    )  # fmt: skip
    low_years_before_closure: int = param(
        2, unit="yr", bounds=(1, 100), plausible=(1, 3), grade="assumption",
        doc="Low scores in a row after which a project may be closed.", source="model.md S9",
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------ rules


def standardised(values: Floats) -> Floats:
    """Return values with mean zero and standard deviation one; zeros where all are alike.

    Examples
    --------
    >>> standardised(np.array([1.0, 3.0])).tolist(), standardised(np.array([2.0, 2.0])).tolist()
    ([-1.0, 1.0], [0.0, 0.0])
    """
    if len(values) == 0 or np.ptp(values) == 0:
        return np.zeros(len(values))
    scores: Floats = (values - values.mean()) / values.std()
    return scores


def appraisal_scores(
    value_ratio: Floats, n_workers: Ints, error: Floats, noise_sd: float, rules: AppraisalRules
) -> Floats:
    """Return the scores of projects: standardised value + bias x standardised staff + error; shape (n,).

    Examples
    --------
    >>> staff, error = np.array([4, 2]), np.array([1.0, 0.0])
    >>> appraisal_scores(np.array([1.0, 3.0]), staff, error, 0.25, AppraisalRules()).tolist()
    [-0.25, 0.5]
    """
    visible = rules.visible_job_bias * standardised(n_workers.astype(np.float64))
    return standardised(value_ratio) + visible + noise_sd * error


def is_lowest(scores: Floats, share: float) -> Bools:
    """Return which scores belong to the lowest share, their number rounded (halves up).

    Examples
    --------
    >>> is_lowest(np.array([3.0, 1.0, 2.0, 5.0, 4.0]), 0.1).tolist()
    [False, True, False, False, False]
    """
    n_low = int(np.floor(share * len(scores) + 0.5))
    lowest = np.zeros(len(scores), np.bool_)
    lowest[np.argsort(scores, kind="stable")[:n_low]] = True
    return lowest


def site_weights(scores: Floats, village: Ints, n_villages: int, strength: float) -> Floats:
    """Return the weights of villages in the choice of sites, a softmax of their mean scores; sum one.

    Villages without a project count with the mean score of the township (errata C9).

    Parameters
    ----------
    scores, village : array, shape (n_projects,)
    n_villages : int
    strength : float
        kap u5; at zero all villages weigh the same.

    Examples
    --------
    >>> site_weights(np.array([np.log(4.0), 0.0]), np.array([0, 1]), 3, 1.0).round(9).tolist()
    [0.571428571, 0.142857143, 0.285714286]
    """
    township = scores.mean() if len(scores) else 0.0
    mean = ratio(sum_by(village, scores, n_villages), count_by(village, n_villages), when_empty=township)
    weight = np.exp(strength * (mean - mean.max(initial=-np.inf)))
    shares: Floats = weight / weight.sum()
    return shares


# -------------------------------------------------------------------------------------------- processes


def government_pays_for_appraisal(model: RuralModel) -> None:
    """Pay for the appraisal by village and by the project money of the year."""
    terms = model.terms
    by_village = terms.appraisal_cost_cny * len(model.committees)
    by_money = terms.appraisal_money_share * project_budget_cny(model)
    pay_providers(model, Purpose.APPRAISAL, by_village + by_money)


def projects_are_closed_by_appraisal(model: RuralModel) -> None:
    """Projects that were scored lowest twice may be closed; what is left goes back to government."""
    enterprises, rules = model.enterprises, model.config.appraisal
    draw = model.streams.uniforms(Stream.APPRAISAL, enterprises.uid, model.year, CLOSURE)
    is_low = enterprises.low_score_years >= rules.low_years_before_closure
    close_enterprises(model, active_projects(model) & is_low & (draw < model.terms.hard_budget_prob))


def projects_game_the_appraisal(model: RuralModel) -> None:
    """Appraised projects give up technology for what is counted."""
    loss = model.terms.gaming_loss_log
    model.enterprises.gaming_loss_log[:] = np.where(active_projects(model), loss, 0.0)


def value_ratios(model: RuralModel, rows: Ints) -> Floats:
    """Return what projects leave in the township over their public money to date (errata E17).

    Wages, contract payments, land rent and duty count; shape of ``rows``.
    """
    enterprises = model.enterprises
    local = enterprises.wages_cny + enterprises.contract_payments_cny
    local = local + enterprises.land_rent_cny + enterprises.duty_paid_cny
    return ratio(local[rows], enterprises.public_money_cny[rows], when_empty=0.0)


def projects_are_appraised(model: RuralModel) -> None:
    """Score the projects of the year; scores shift the sites of next year."""
    enterprises, rules, terms = model.enterprises, model.config.appraisal, model.terms
    rows = np.flatnonzero(active_projects(model))
    error = model.streams.normals(Stream.APPRAISAL, enterprises.uid[rows], model.year, SCORE)
    noise_sd = max(0.0, rules.score_noise_base - terms.score_noise_cut)
    values, staff = value_ratios(model, rows), enterprises.n_workers[rows]
    scores = appraisal_scores(values, staff, error, noise_sd, rules)
    enterprises.appraisal_score[rows] = scores
    low = is_lowest(scores, rules.low_score_share)
    enterprises.low_score_years[rows] = np.where(low, enterprises.low_score_years[rows] + 1, 0)
    model.committees.project_site_weight[:] = site_weights(
        scores, enterprises.village[rows], len(model.committees), terms.appraisal_strength
    )
