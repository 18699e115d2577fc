"""Attitudes to new livelihoods: neighbours, training, examples and upbringing (model.md S4, errata E14)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from sim.arrays import Bools, Floats, Ints
from sim.parameter import param

if TYPE_CHECKING:
    from sim.model import RuralModel


@dataclass
class Attitudes:
    """Speed of the four forces on an attitude."""

    social_rate: float = param(
        0.15, unit="/yr", bounds=(0, 1), plausible=(0, 0.4), grade="calibrated",
        doc="Pull of neighbours' attitudes (mu_s).", source="model.md 3.8 [F20],[F21]",
    )  # fmt: skip
    anchor_rate: float = param(
        0.05, unit="/yr", bounds=(0, 1), plausible=(0, 0.2), grade="assumption",
        doc="Return to the attitude of one's upbringing (mu_d).", source="model.md 3.8 [F21]",
    )  # fmt: skip
    training_rate: float = param(
        0.10, unit="/yr", bounds=(0, 1), plausible=(0, 0.2), grade="assumption",
        doc="Effect of a course in the household (mu_x).", source="model.md 3.8 [F21]",
    )  # fmt: skip
    example_rate: float = param(
        0.03, unit="/yr", bounds=(0, 1), plausible=(0, 0.1), grade="assumption",
        doc="Effect of success or failure in sight (mu_e).", source="model.md 3.8 [F20]",
    )  # fmt: skip
    confidence_bound: float = param(
        0.6, unit="share", bounds=(0, 1), plausible=(0.2, 1), grade="assumption",
        doc="Largest distance at which a neighbour's attitude still counts (eps_b); 1 switches it off.",
        source="model.md 3.8; bounded confidence [F41]",
    )  # fmt: skip


@njit(cache=True)
def _confident_pull(start, neighbour, attitude, is_present, confidence_bound):  # type: ignore[no-untyped-def]
    out = np.zeros(start.shape[0] - 1)
    for i in range(out.shape[0]):
        n = 0
        total = 0.0
        for e in range(start[i], start[i + 1]):
            j = np.uint64(neighbour[e])
            n += is_present[j]
            gap = attitude[j] - attitude[i]
            total += gap * (is_present[j] & (abs(gap) <= confidence_bound))
        if n > 0 and is_present[i]:
            out[i] = total / n
    return out


def confident_pull(
    start: Ints, neighbour: Ints, attitude: Floats, is_present: Bools, confidence_bound: float
) -> Floats:
    """Return sum_j w_ij 1[|theta_j - theta_i| <= eps_b] (theta_j - theta_i); shape (n_households,).

    Weights are one over the number of all present neighbours, confident or not (errata E14), so that
    the classical averaging models are special cases. Absent households pull nobody and stay as they are.

    Examples
    --------
    >>> pair = np.array([0, 1, 2]), np.array([1, 0])
    >>> confident_pull(*pair, np.array([0.2, 0.8]), np.array([True, True]), 1.0).round(6).tolist()
    [0.6, -0.6]
    >>> confident_pull(*pair, np.array([0.2, 0.8]), np.array([True, True]), 0.5).tolist()
    [0.0, 0.0]
    """
    pull: Floats = _confident_pull(start, neighbour, attitude, is_present, confidence_bound)
    return pull


def next_attitude(
    attitude: Floats,
    anchor: Floats,
    pull: Floats,
    exposure: Floats,
    success: Floats,
    failure: Floats,
    rules: Attitudes,
) -> Floats:
    """Return attitudes after a year, in [0, 1].

    theta' = theta + mu_s pull + mu_x xi (1 - theta) + mu_e (succ - fail)/2 4 theta (1 - theta)
    - mu_d (theta - theta0)  (model.md S4).

    Examples
    --------
    >>> half, none = np.array([0.5]), np.zeros(1)
    >>> next_attitude(half, half, none, none, np.ones(1), none, Attitudes()).round(6).tolist()
    [0.515]
    """
    social = rules.social_rate * pull
    training = rules.training_rate * exposure * (1 - attitude)
    example = rules.example_rate * (success - failure) * 2 * attitude * (1 - attitude)
    upbringing = rules.anchor_rate * (attitude - anchor)
    moved: Floats = np.clip(attitude + social + training + example - upbringing, 0.0, 1.0)
    return moved


def adoption_prob(
    attitude: Floats, adopting_share: Floats, gains: Bools, innovation: float, imitation: float
) -> Floats:
    """Return the yearly chance to adopt: 1 - exp(-(p theta + q x) 1[gain > 0]).

    The hazard of Bass (innovation and imitation) on a network; x is the share of adopting neighbours.

    Examples
    --------
    >>> adoption_prob(np.ones(2), np.zeros(2), np.array([True, False]), 0.03, 0.38).round(4).tolist()
    [0.0296, 0.0]
    """
    hazard = (innovation * attitude + imitation * adopting_share) * gains
    chance: Floats = -np.expm1(-hazard)
    return chance


def village_medians(values: Floats, village: Ints, counts: Bools, n_villages: int) -> Floats:
    """Return the median of each village over the rows that count; infinite where none does.

    ``village`` never decreases down the table.

    Examples
    --------
    >>> village_medians(np.array([1.0, 9.0, 3.0, 5.0]), np.array([0, 0, 0, 1]),
    ...                 np.array([True, True, True, False]), 2).tolist()
    [3.0, inf]
    """
    medians: Floats = _medians_by_village(values, village, counts, n_villages)
    return medians


@njit(cache=True)
def _medians_by_village(values, village, counts, n_villages):  # type: ignore[no-untyped-def]
    medians, chosen = np.full(n_villages, np.inf), np.empty(values.shape[0])
    first = 0
    for v in range(n_villages):
        row, n = first, 0
        while row < village.shape[0] and village[row] == v:
            chosen[n] = values[row]
            n += counts[row]
            row += 1
        if n > 0:
            medians[v] = np.median(chosen[:n])
        first = row
    return medians


def households_update_attitudes(model: RuralModel) -> None:
    """Neighbours, courses, last year's examples and upbringing move attitudes, all from the old state."""
    households, network, rules = model.households, model.network, model.config.attitudes
    present = model.township.in_statistics()
    pull = confident_pull(
        network.start, network.neighbour, households.attitude, present, rules.confidence_bound
    )
    moved = next_attitude(
        households.attitude,
        households.attitude_anchor,
        pull,
        households.training_exposure,
        households.success_seen,
        households.failure_seen,
        rules,
    )
    households.attitude[:] = np.where(present, moved, households.attitude)
    # Failures of the new year are noted from here on: breaches in step 7, closures in step 8.
    households.has_failure[:] = False


def households_show_success(model: RuralModel) -> None:
    """Neighbours see whose business or contract pays and whose business closed or contract broke."""
    households, township = model.households, model.township
    present = township.in_statistics()
    own_account = present & (households.farm_labour + households.business_labour > 0)
    profit = households.farm_value_added_cny + households.business_value_added_cny
    median = village_medians(profit, households.village, own_account, len(model.committees))
    delivers = (households.contract_enterprise >= 0) & (households.contract_delivered_cny > 0)
    ventures = (households.business_labour > 0) | delivers
    households.has_success[:] = present & ventures & (profit > median[households.village])
    success, failure = households.has_success, households.has_failure
    near_success, near_failure = township.shares_of_resident_neighbours(success, failure)
    households.success_seen[:] = np.maximum(success, near_success)
    households.failure_seen[:] = np.maximum(failure, near_failure)
