"""Lever 1 at work: who gets a training seat, what it costs, what is learnt and forgotten (S10, E16)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.agents.person import Livelihood, is_able
from sim.arrays import Bools, Floats, Ints, count_by
from sim.budget import affordable, money_left, pay_providers
from sim.ledger import Purpose
from sim.parameter import param
from sim.processes.linkage import has_priority
from sim.processes.targeting import filled_by_score, scores_of_households
from sim.random_streams import Stream

if TYPE_CHECKING:
    from sim.model import RuralModel

ROUNDING = 1e-9
"""Keeps a product such as 0.29 * 100 from losing a seat to its last binary digit."""


@dataclass
class TrainingRules:
    """Who may be trained and how skill from training grows and fades."""

    trainee_age_last: int = param(
        60, unit="yr", bounds=(0, 120), plausible=(55, 65), grade="assumption",
        doc="Last age at which a person is trained.", source="errata E16",
    )  # fmt: skip
    retraining_gap_years: int = param(
        3, unit="yr", bounds=(0, 50), plausible=(1, 5), grade="assumption",
        doc="Years after a course in which others go first.", source="errata E16",
    )  # fmt: skip
    take_up_slope: float = param(
        2.0, unit="logit", bounds=(0.0, 20.0), plausible=(1.0, 4.0), grade="assumption",
        doc="Response of take-up to motivation plus attitude.", source="model.md S10",
    )  # fmt: skip
    skill_cap_log: float = param(
        0.30, unit="log", bounds=(0.01, 2.0), plausible=(0.15, 0.5), grade="assumption",
        doc="Trained skill at which courses teach nothing new (s_max).", source="model.md 3.8",
    )  # fmt: skip
    skill_decay_rate: float = param(
        0.10, unit="/yr", bounds=(0.0, 1.0), plausible=(0.03, 0.2), grade="assumption",
        doc="Yearly loss of trained skill.", source="errata A12, K3",
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------ rules


def take_up_prob(motivation: Floats, attitude: Floats, rules: TrainingRules) -> Floats:
    """Return the chance that a person wants a seat, ``logistic(2 (m + theta - 1))``.

    Examples
    --------
    >>> take_up_prob(np.array([0.5]), np.array([0.5]), TrainingRules()).tolist()
    [0.5]
    """
    wish: Floats = 1 / (1 + np.exp(-rules.take_up_slope * (motivation + attitude - 1)))
    return wish


def training_seats(able_persons: Floats, seat_share: float) -> Ints:
    """Return the seats of each village: a share of its able persons, rounded down.

    Examples
    --------
    >>> training_seats(np.array([100.0, 9.0]), 0.29).tolist()
    [29, 2]
    """
    return np.floor(seat_share * able_persons + ROUNDING).astype(np.int64)


def queue_tier(last_training_year: Ints, goes_first: Bools, year: int, rules: TrainingRules) -> Ints:
    """Return the tier of each candidate: listed or monitored, others, then the same trained lately (E16).

    Examples
    --------
    >>> queue_tier(np.array([0, 2019]), np.array([True, False]), 2020, TrainingRules()).tolist()
    [0, 3]
    """
    is_recent = year - last_training_year <= rules.retraining_gap_years
    return 2 * is_recent.astype(np.int64) + ~goes_first


def next_skill(skill_log: Floats, gain_log: Floats, rules: TrainingRules) -> Floats:
    """Return trained skill after a year, ``s' = (1 - decay) s + gain max(0, 1 - s / s_max)``.

    Parameters
    ----------
    skill_log : array, shape (n_persons,)
    gain_log : array, shape (n_persons,)
        Gain of a person without any trained skill; zero for those not trained.
    rules : TrainingRules

    Examples
    --------
    >>> next_skill(np.array([0.0, 0.3]), np.array([0.04, 0.0]), TrainingRules()).tolist()
    [0.04, 0.27]
    """
    room = np.maximum(0.0, 1 - skill_log / rules.skill_cap_log)
    return (1 - rules.skill_decay_rate) * skill_log + gain_log * room


# -------------------------------------------------------------------------------------------- processes


def committees_fill_training_seats(model: RuralModel) -> None:
    """Offer seats by able persons and fill them with the willing: listed or monitored, then the poorest."""
    persons, households, committees = model.persons, model.households, model.committees
    persons.is_trainee[:] = False
    households.training_exposure[:] = 0.0
    committees.n_training_seats[:] = 0
    share = model.terms.training_seat_share
    if share == 0:
        return
    people = model.config.place.people
    able = persons.household[np.flatnonzero(is_able(persons, people))]
    n_able = count_by(households.village[able], len(committees)).astype(np.float64)
    committees.n_training_seats[:] = training_seats(n_able, share)
    # Courses are held in the village: those who were away last year, or are at school, do not come.
    is_here = persons.livelihood != Livelihood.MIGRANT
    left_school = persons.age >= people.school_entry_age + persons.education_years
    in_age = (persons.age >= people.work_age_lowest) & (persons.age <= model.config.training.trainee_age_last)
    may_come = in_age & ~persons.is_disabled & is_here & left_school
    trained = _fill_seats(model, np.flatnonzero(may_come))
    persons.is_trainee[trained] = True
    persons.last_training_year[trained] = model.year
    home = persons.household[trained]
    efficiency = committees.delivery_efficiency[households.village[home]]
    households.training_exposure[home] = np.minimum(1.0, model.terms.training_exposure * efficiency)


def _fill_seats(model: RuralModel, able: Ints) -> Ints:
    """Return the rows of the able persons who are willing and get a seat."""
    persons, households, rules = model.persons, model.households, model.config.training
    wish = take_up_prob(households.motivation, households.attitude, rules)
    draws = model.streams.uniforms(Stream.TAKE_UP, persons.uid[able], model.year)
    willing = able[np.flatnonzero(draws < wish[persons.household[able]])]
    home = persons.household[willing]
    tier = queue_tier(persons.last_training_year[willing], has_priority(model)[home], model.year, rules)
    is_filled = filled_by_score(
        scores_of_households(model)[home],
        households.village[home],
        np.ones(len(willing), np.int64),
        model.committees.n_training_seats,
        tier,
    )
    return _paid_for(model, willing[is_filled], tier[is_filled])


def _paid_for(model: RuralModel, seated: Ints, tier: Ints) -> Ints:
    """Return who of the seated can be paid for, by tier and then keyed draw; all with an open budget (B4)."""
    money = money_left(model, Purpose.TRAINING)
    cost = np.full(len(seated), model.terms.training_cost_cny)
    if cost.sum() <= money:
        return seated
    draw = model.streams.uniforms(Stream.TAKE_UP, model.persons.uid[seated], model.year, 1)
    served, order = affordable(cost, money), np.lexsort((draw, tier))
    model.programmes.refused_cny[Purpose.TRAINING] += cost[~served].sum()
    return np.sort(seated[order[served]])


def government_pays_for_training(model: RuralModel) -> None:
    """Pay outside providers for each seat that is filled."""
    cost = model.terms.training_cost_cny * float(model.persons.is_trainee.sum())
    pay_providers(model, Purpose.TRAINING, cost)


def trainees_gain_skill(model: RuralModel) -> None:
    """Let trained skill fade for everybody and grow for this year's trainees; it counts from next year."""
    persons = model.persons
    gain = np.zeros(len(persons))
    trained = np.flatnonzero(persons.is_trainee)
    village = model.households.village[persons.household[trained]]
    efficiency = model.committees.delivery_efficiency[village]
    gain[trained] = model.terms.training_skill_gain_log * efficiency
    skilled = np.flatnonzero(persons.trained_skill_log + gain > 0)  # for all others nothing fades or grows
    skill = next_skill(persons.trained_skill_log[skilled], gain[skilled], model.config.training)
    persons.trained_skill_log[skilled] = skill
