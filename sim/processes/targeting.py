"""Who is seen as poor: noisy, capturable ranking of households and the filling of quotas (S10, E15, D8)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.agents.committee import Remoteness
from sim.arrays import Bools, Floats, Ints, rising_order, stable_order_of_codes, sum_by
from sim.parameter import param
from sim.random_streams import Stream

if TYPE_CHECKING:
    from sim.model import RuralModel

INCOME_FLOOR_CNY = 1.0
"""Smallest income whose logarithm is taken."""


@dataclass
class Targeting:
    """How well committees see poverty, whom they favour, and how quotas go to villages."""

    noise_sd: float = param(
        1.0, unit="log", bounds=(0.0, 5.0), plausible=(0.4, 1.5), grade="calibrated",
        doc="Standard deviation of the misjudgement of log income at G = 0 without congestion (sigma_T).",
        source="model.md 3.8: Golan, Sicular, Umapathi 2015; Zhu, Li 2018; Cheng, Wang, Chen 2021",
    )  # fmt: skip
    noise_cut_by_governance: float = param(
        0.6, unit="share", bounds=(0.0, 1.0), plausible=(0.3, 0.9), grade="assumption",
        doc="Part of the misjudgement that full governance capacity removes.", source="model.md S10",
    )  # fmt: skip
    congestion_weight: float = param(
        0.5, unit="share", bounds=(0.0, 1.0), plausible=(0.0, 0.9), grade="assumption",
        doc="Part of the care in ranking that is lost when no staff time is left.", source="model.md S10",
    )  # fmt: skip
    noise_persistence: float = param(
        0.7, unit="share", bounds=(0.0, 1.0), plausible=(0.3, 0.9), grade="assumption",
        doc="Year-to-year correlation of a misjudgement.", source="errata K2, E15",
    )  # fmt: skip
    capture_strength: float = param(
        0.5, unit="log", bounds=(0.0, 5.0), plausible=(0.0, 1.0), grade="survey",
        doc="How much poorer households tied to cadres are made to look at G = 0 (b_elite).",
        source="model.md 3.8: Cheng, Wang, Chen 2021; Applied Economics 2024 (2386849)",
    )  # fmt: skip
    quota_weight_near: float = param(
        0.6, unit="ratio", bounds=(0.0, 10.0), plausible=(0.3, 1.2), grade="assumption",
        doc="Quota of a near village per resident.", source="errata D8, K2",
    )  # fmt: skip
    quota_weight_middle: float = param(
        1.0, unit="ratio", bounds=(0.0, 10.0), plausible=(0.5, 2.0), grade="assumption",
        doc="Quota of a middle village per resident.", source="errata D8, K2",
    )  # fmt: skip
    quota_weight_far: float = param(
        1.5, unit="ratio", bounds=(0.0, 10.0), plausible=(0.75, 3.0), grade="assumption",
        doc="Quota of a far village per resident.", source="errata D8, K2",
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------ rules


def misjudgement_sd(governance: Floats, delivery_efficiency: Floats, rules: Targeting) -> Floats:
    """Return how far a committee errs on log income, ``sigma_T (1 - .6 G) / (.5 + .5 eff)``.

    Parameters
    ----------
    governance, delivery_efficiency : array, shape (n,)
    rules : Targeting

    Returns
    -------
    array, shape (n,)
        Standard deviation in log points (model.md S10).

    Examples
    --------
    >>> misjudgement_sd(np.array([0.0, 0.5]), np.array([1.0, 0.0]), Targeting()).tolist()
    [1.0, 1.4]
    """
    care = 1 - rules.congestion_weight * (1 - delivery_efficiency)
    carelessness = 1 - rules.noise_cut_by_governance * governance
    # Without any care left (weight 1, no staff time) the error is unbounded: keep it finite.
    return rules.noise_sd * carelessness / np.maximum(care, np.finfo(np.float64).eps)


def targeting_score(
    income_net_cny: Floats,
    misjudgement_log: Floats,
    governance: Floats,
    is_elite: Bools,
    rules: Targeting,
    capture_cut: float = 0.0,
) -> Floats:
    """Return how well off a household looks to its committee; the lowest scores are served first.

    ``score = ln y + error - b_elite (1 - G)(1 - cut) elite`` (model.md S10).

    Parameters
    ----------
    income_net_cny : array, shape (n_households,)
        Income per resident net of medical payments, last year; floored at one yuan.
    misjudgement_log : array, shape (n_households,)
        Error of the committee, see :func:`misjudgements`.
    governance : array, shape (n_households,)
        Governance capacity of the household's village.
    is_elite : array of bool, shape (n_households,)
    rules : Targeting
    capture_cut : float
        Part of the favour that checks end (``terms.capture_cut``, lever 7).

    Examples
    --------
    >>> none = np.zeros(2)
    >>> targeting_score(np.array([1.0, 1.0]), none, none, np.array([False, True]), Targeting()).tolist()
    [0.0, -0.5]
    """
    favour = rules.capture_strength * (1 - min(capture_cut, 1.0)) * (1 - governance) * is_elite
    score: Floats = np.log(np.maximum(income_net_cny, INCOME_FLOOR_CNY)) + misjudgement_log - favour
    return score


def next_misjudgement(noise: Floats, innovation: Floats, persistence: float) -> Floats:
    """Return next year's targeting noise, ``e' = r e + sqrt(1 - r^2) u``, whose sd stays one (E15).

    Examples
    --------
    >>> next_misjudgement(np.array([1.0]), np.array([0.0]), 0.7).tolist()
    [0.7]
    """
    return persistence * noise + math.sqrt(1 - persistence**2) * innovation


def filled_by_score(
    score: Floats, village: Ints, persons_counted: Ints, quota_by_village: Ints, tier: Ints | None = None
) -> Bools:
    """Return who is taken when each village fills its quota with the lowest scores first.

    A unit is taken while more than half of it fits, so a quota of persons is filled to the nearest
    household and a quota of single persons exactly. Nobody after the first that does not fit is taken.

    Parameters
    ----------
    score : array, shape (n,)
        Lowest first; equal scores in row order.
    village : array of int, shape (n,)
        Row of the village of each unit.
    persons_counted : array of int, shape (n,)
        Persons that a unit takes of the quota; units with none are never taken.
    quota_by_village : array, shape (n_villages,)
        Persons.
    tier : array of int, shape (n,), optional
        Not negative; all of a lower tier are served before any of a higher one.

    Examples
    --------
    >>> ones = np.ones(3, np.int64)
    >>> filled_by_score(np.array([3.0, 1.0, 2.0]), np.array([0, 0, 0]), ones, np.array([2])).tolist()
    [False, True, True]
    """
    queue = village if tier is None else village * (tier.max(initial=0) + 1) + tier
    order = rising_order(score)
    order = order[stable_order_of_codes(queue[order])]
    persons, place = persons_counted[order], village[order]
    through = np.cumsum(persons)
    before_village = np.concatenate([[0], np.cumsum(sum_by(place, persons, len(quota_by_village)))[:-1]])
    middle = through - 0.5 * persons - before_village[place]
    taken = np.empty(len(score), np.bool_)
    taken[order] = (middle < quota_by_village[place]) & (persons > 0)
    return taken


def quota_by_village(residents: Floats, remoteness: Ints, share: float, rules: Targeting) -> Ints:
    """Return a share of all residents as persons for each village, remote villages favoured (D8).

    Parameters
    ----------
    residents : array, shape (n_villages,)
    remoteness : array of int, shape (n_villages,)
        :class:`sim.agents.committee.Remoteness`.
    share : float
        Of all residents of the township.
    rules : Targeting

    Returns
    -------
    array of int, shape (n_villages,)
        Sums to the rounded township quota: the largest remainders are rounded up.

    Examples
    --------
    >>> quota_by_village(np.array([100.0, 100.0]), np.array([0, 2]), 0.1, Targeting()).tolist()
    [6, 14]
    """
    by_class = {
        Remoteness.NEAR: rules.quota_weight_near,
        Remoteness.MIDDLE: rules.quota_weight_middle,
        Remoteness.FAR: rules.quota_weight_far,
    }
    weight = residents * np.array([by_class[kind] for kind in Remoteness])[remoteness]
    if weight.sum() == 0:
        return np.zeros(len(residents), np.int64)
    total = round(share * float(residents.sum()))
    exact = total * weight / weight.sum()
    quota: Ints = np.floor(exact).astype(np.int64)
    left = total - int(quota.sum())
    quota[np.argsort(quota - exact, kind="stable")[:left]] += 1
    return quota


# -------------------------------------------------------------------------------- views of the township


def misjudgements(model: RuralModel, rows: Ints | None = None) -> Floats:
    """Return the error of the committee's view of log income, of all households or those in some rows."""
    committees, households = model.committees, model.households
    sd = misjudgement_sd(committees.governance, committees.delivery_efficiency, model.config.targeting)
    if rows is None:
        return households.targeting_noise * sd[households.village]
    return households.targeting_noise[rows] * sd[households.village[rows]]


def scores_of_households(model: RuralModel) -> Floats:
    """Return this year's ranking score of each household from last year's income (errata C1)."""
    households = model.households
    return targeting_score(
        households.income_net_of_medical_cny,
        misjudgements(model),
        model.committees.governance[households.village],
        households.is_elite,
        model.config.targeting,
        model.terms.capture_cut,
    )


# -------------------------------------------------------------------------------------------- processes


def households_are_misjudged(model: RuralModel) -> None:
    """Move the persistent error with which committees see each household."""
    households = model.households
    fresh = model.streams.normals(Stream.TARGETING_NOISE, households.uid, model.year)
    persistence = model.config.targeting.noise_persistence
    households.targeting_noise[:] = next_misjudgement(households.targeting_noise, fresh, persistence)


def committees_list_dibao(model: RuralModel) -> None:
    """Put the households that look poorest on the dibao list, up to the quota of each village."""
    committees, households = model.committees, model.households
    residents = sum_by(households.village, households.n_residents, len(committees))
    share = model.now.dibao_share
    committees.dibao_quota[:] = quota_by_village(
        residents, committees.remoteness, share, model.config.targeting
    )
    households.is_on_dibao[:] = filled_by_score(
        scores_of_households(model), households.village, households.n_residents, committees.dibao_quota
    )
