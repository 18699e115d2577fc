"""Rules of livelihood choice: utilities, feasible options and what is chosen (model.md S6, errata I4).

Columns of every matrix of options follow :class:`sim.agents.person.Livelihood`. The processes that apply
these rules stand in ``job_market``, the parameters in ``livelihoods``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.agents.person import Livelihood
from sim.arrays import Bools, Floats, Ints
from sim.processes.livelihoods import Livelihoods

HOME, FARM, LOCAL_JOB, MIGRANT, OWN_BUSINESS = Livelihood

DECADE = 10.0
"""Years in the unit of the age costs (log per 10 years)."""


@dataclass(frozen=True)
class Circumstances:
    """What bears on the choice of each person beside returns; every array has shape (n,)."""

    livelihood: Ints
    age: Ints
    attitude: Floats
    motivation: Floats
    dependants: Floats
    in_care: Floats
    infrastructure: Floats
    migrant_share: Floats
    business_share: Floats
    is_called_back: Bools
    money_cny: Floats
    capital_cny: Floats
    in_business: Bools


def with_switching_cost(utility: Floats, present: Ints, cost: float) -> Floats:
    """Return utilities less the cost of change: U - kap 1[a != a_old]; any number of options.

    Examples
    --------
    >>> with_switching_cost(np.zeros((1, 3)), np.array([1]), 0.6).tolist()
    [[-0.6, 0.0, -0.6]]
    """
    net = utility - cost
    rows = np.arange(len(utility))
    net[rows, present] = utility[rows, present]
    return net


def choice_scores(utility: Floats, gumbels: Floats, is_feasible: Bools, precision: float) -> Floats:
    """Return beta U + Gumbel, minus infinity where not feasible; the best score is the logit choice.

    Examples
    --------
    >>> choice_scores(np.array([[1.0, 2.0]]), np.zeros((1, 2)), np.array([[True, False]]), 2.5).tolist()
    [[2.5, -inf]]
    """
    return np.where(is_feasible, precision * utility + gumbels, -np.inf)


def best_options(scores: Floats, refused: int | None = None) -> Ints:
    """Return the option with the best score of each row, leaving out one that was refused.

    Examples
    --------
    >>> scores = np.array([[1.0, 3.0, 2.0]])
    >>> best_options(scores).tolist(), best_options(scores, refused=1).tolist()
    ([1], [2])
    """
    options = [option for option in range(scores.shape[1]) if option != refused]
    best = np.full(len(scores), options[0], np.int64)
    best_score = scores[:, options[0]].copy()
    for option in options[1:]:
        is_better = scores[:, option] > best_score
        best += (option - best) * is_better  # without branches, unlike a masked assignment
        np.maximum(best_score, scores[:, option], out=best_score)
    return best


def livelihood_utility(
    returns_10k: Floats, persons: Circumstances, years: int, call_back_log: float, rules: Livelihoods
) -> Floats:
    """Return the utility of every livelihood before switching costs; shape (n, 5).

    U = ln max(R pi, .05) + alpha - psi (1 - theta) + om x - D, and for home
    alpha_H + chi_m (1 - m) + .1 (small children + ill)  (model.md S6).

    Parameters
    ----------
    returns_10k : array, shape (n, 5)
        Expected returns times learned ratios; the column of home is not used.
    persons : Circumstances
    years : int
        Years since the first year; destination costs grow with them.
    call_back_log : float
        Utility of local options that calls to return add (lever 10).
    """
    utility: Floats = np.log(np.maximum(returns_10k, rules.return_floor_10k))
    closed = rules.attitude_barrier * (1 - persons.attitude)
    called = call_back_log * persons.is_called_back
    utility[:, FARM] += rules.taste_farm
    utility[:, LOCAL_JOB] += (
        rules.taste_local_job
        - rules.attitude_barrier_weight_local_job * closed
        - rules.job_age_cost * np.maximum(persons.age - rules.job_age, 0) / DECADE
        + called
    )
    utility[:, MIGRANT] += (
        rules.taste_migrant
        - rules.attitude_barrier_weight_migrant * closed
        + rules.migrant_network_pull * persons.migrant_share
        - migration_distance_cost(persons, rules)
        - rules.migrant_destination_cost_growth * years
    )
    utility[:, OWN_BUSINESS] += (
        rules.taste_business
        - rules.attitude_barrier_weight_business * closed
        + rules.business_example_pull * persons.business_share
        + called
    )
    utility[:, HOME] = (
        rules.taste_home
        + rules.motivation_home_pull * (1 - persons.motivation)
        + rules.care_pull * persons.in_care
    )
    return utility


def migration_distance_cost(persons: Circumstances, rules: Livelihoods) -> Floats:
    """Return D_M = d_age max(age - 30, 0)/10 + d_dep min(dependants, 3) - b_I (I_v - .5)."""
    age = rules.migration_age_cost * np.maximum(persons.age - rules.migration_age, 0) / DECADE
    left_behind = np.minimum(persons.dependants, rules.migration_dependants_counted)
    road = rules.migration_road_discount * (persons.infrastructure - rules.reference_infrastructure)
    return age + rules.migration_dependant_cost * left_behind - road


def feasible_livelihoods(persons: Circumstances, last_work_age: int, rules: Livelihoods) -> Bools:
    """Return which livelihoods are open to each person; shape (n, 5).

    Above the working age only home and farm; who leaves needs the moving cost; who starts a business
    needs capital and either an open attitude or a neighbour in business.
    """
    young = persons.age <= last_work_age
    feasible = np.ones((len(persons.age), len(Livelihood)), np.bool_, order="F")
    feasible[:, LOCAL_JOB] = young
    can_pay = persons.money_cny >= rules.moving_cost_cny
    feasible[:, MIGRANT] = young & (can_pay | (persons.livelihood == MIGRANT))
    has_capital = persons.money_cny + persons.capital_cny >= rules.business_minimum_capital_cny
    dares = (persons.attitude > rules.business_attitude) | (persons.business_share > 0)
    feasible[:, OWN_BUSINESS] = young & (persons.in_business | (has_capital & dares))
    return feasible


def imitation_scores(neighbour_best_10k: Floats, present: Ints, is_feasible: Bools) -> Floats:
    """Return scores under which the best option is that of the best-paid neighbour household (errata I4).

    ``neighbour_best_10k`` holds the best return per worker among neighbours in each livelihood, minus
    infinity where no neighbour lives by it. Without a paid example people stay as they are.

    Examples
    --------
    >>> best = np.array([[0.0, 1.0, -np.inf, 3.0, -np.inf]])
    >>> imitation_scores(best, np.array([1]), np.ones((1, 5), np.bool_)).argmax(axis=1).tolist()
    [3]
    """
    scores = neighbour_best_10k.copy()
    scores[:, HOME] = -1.0
    rows = np.arange(len(scores))
    scores[rows, present] = np.maximum(scores[rows, present], 0.0)
    return np.where(is_feasible, scores, -np.inf)


def best_of_neighbours(start: Ints, neighbour: Ints, values: Floats) -> Floats:
    """Return the largest value of each column among neighbours; minus infinity without neighbours.

    Examples
    --------
    >>> best_of_neighbours(np.array([0, 1, 2, 2]), np.array([1, 0]), np.array([[1.0], [5.0], [9.0]])).tolist()
    [[5.0], [1.0], [-inf]]
    """
    best = np.full((len(start) - 1, values.shape[1]), -np.inf)
    if neighbour.size:
        linked = np.flatnonzero(np.diff(start) > 0)
        best[linked] = np.maximum.reduceat(values[neighbour], start[linked], axis=0)
    return best
