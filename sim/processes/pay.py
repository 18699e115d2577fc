"""Working time and full-year pay of persons (model.md S5, S7; errata C10, A12)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.agents.person import can_work
from sim.arrays import YUAN_PER_10K, Bools, Floats, Ints
from sim.parameter import param
from sim.random_streams import Stream

if TYPE_CHECKING:
    from sim.model import RuralModel


@dataclass
class Pay:
    """What working time and pay depend on; ages of work stand in ``place.people``."""

    schooling_return_local: float = param(
        0.04, unit="log/yr", bounds=(0, 0.2), plausible=(0.03, 0.08), grade="assumption",
        doc="Return to a year of schooling in local jobs.", source="model.md 3.8 r_edu [R]",
    )  # fmt: skip
    schooling_return_migrant: float = param(
        0.05, unit="log/yr", bounds=(0, 0.2), plausible=(0.03, 0.08), grade="assumption",
        doc="Return to a year of schooling in migrant work.", source="model.md 3.8 r_edu [R]",
    )  # fmt: skip
    reference_schooling_years: float = param(
        9.0, unit="yr", bounds=(0, 20), grade="design",
        doc="Schooling at which pay has its stated level.", source="model.md S7",
    )  # fmt: skip
    age_curvature: float = param(
        0.0006, unit="log/yr^2", bounds=(0, 0.01), plausible=(0.0003, 0.001), grade="assumption",
        doc="Loss of pay with the squared distance from the best-paid age.", source="model.md S7",
    )  # fmt: skip
    best_paid_age: float = param(
        38.0, unit="yr", bounds=(16, 74), plausible=(35, 45), grade="assumption",
        doc="Age with the highest pay.", source="model.md S7",
    )  # fmt: skip
    ability_share: float = param(
        0.6, unit="share", bounds=(0, 1), plausible=(0.4, 0.8), grade="assumption",
        doc="Part of household and village productivity that shows in pay.", source="model.md S7; errata A14",
    )  # fmt: skip
    noise_sd: float = param(
        0.12, unit="log", bounds=(0, 1), plausible=(0.05, 0.2), grade="assumption",
        doc="Transitory luck in pay, the same at home and away.", source="errata K2 pay_noise_sd",
    )  # fmt: skip
    motivation_effort_share: float = param(
        0.3, unit="share", bounds=(0, 1), plausible=(0, 0.5), grade="assumption",
        doc="Own-account effort that is lost without any motivation (eps_m).", source="model.md 3.8, S5",
    )  # fmt: skip
    old_age: int = param(
        60, unit="yr", bounds=(16, 100), grade="assumption",
        doc="Age from which own-account effort falls.", source="model.md S5 phi",
    )  # fmt: skip
    old_age_effort: float = param(
        0.6, unit="share", bounds=(0, 1), plausible=(0.4, 0.8), grade="assumption",
        doc="Own-account effort from that age on.", source="model.md S5 phi",
    )  # fmt: skip
    illness_loss: float = param(
        0.5, unit="share of year", bounds=(0, 1), plausible=(0.2, 0.8), grade="assumption",
        doc="Working time lost to an illness.", source="errata K2, C10",
    )  # fmt: skip
    carer_loss: float = param(
        0.2, unit="share of year", bounds=(0, 1), plausible=(0, 0.4), grade="assumption",
        doc="Working time lost to the care of an ill member.", source="errata K2, C10",
    )  # fmt: skip
    full_year_days: float = param(
        300.0, unit="days/yr", bounds=(1, 366), plausible=(250, 320), grade="assumption",
        doc="Days of work in a full year, by which work-for-relief takes working time.",
        source="model.md 3.5b lever 8",
    )  # fmt: skip
    migrant_living_cost_share: float = param(
        0.45, unit="share of pay", bounds=(0, 1), plausible=(0.35, 0.6), grade="assumption",
        doc="Cost of living away (c_M).", source="model.md 3.8 [R]",
    )  # fmt: skip
    remittance_share: float = param(
        0.20, unit="share of pay", bounds=(0, 1), plausible=(0.08, 0.25), grade="calibrated",
        doc="Pay that migrants send home (rem).",
        source="set by hand to the national share of transfers 2013-2020 (start value .23, errata K3)",
    )  # fmt: skip


def work_time_share(
    is_ill: Bools, is_carer: Bools, course_share: Floats, relief_days: Floats, rules: Pay
) -> Floats:
    """Return the part of the year left for work: (1 - .5 ill)(1 - .2 carer)(1 - course)(1 - days/300).

    Examples
    --------
    >>> none = np.zeros(2)
    >>> work_time_share(np.array([True, False]), np.array([False, True]), none, none, Pay()).tolist()
    [0.5, 0.8]
    """
    in_health = (1 - rules.illness_loss * is_ill) * (1 - rules.carer_loss * is_carer)
    left: Floats = in_health * (1 - course_share) * (1 - np.minimum(relief_days / rules.full_year_days, 1.0))
    return left


def effort(age: Ints, motivation: Floats, rules: Pay) -> Floats:
    """Return own-account effort of a full year: phi(age) (1 - eps_m (1 - m)).

    Examples
    --------
    >>> effort(np.array([40, 60]), np.array([1.0, 0.5]), Pay()).round(6).tolist()
    [1.0, 0.51]
    """
    age_factor = 1 - (1 - rules.old_age_effort) * (age >= rules.old_age)
    return age_factor * (1 - rules.motivation_effort_share * (1 - motivation))


def pay_log(
    schooling_years: Floats, age: Ints, skill_log: Floats, productivity_log: Floats, noise: Floats, rules: Pay
) -> tuple[Floats, Floats]:
    """Return log pay relative to the general level at home and away, without the village's own effect.

    r (edu - 9) + s - .0006 (age - 38)^2 + .6 f + noise; the noise is the same at both places and keeps
    mean pay. ``noise`` is standard normal, ``productivity_log`` is f of the household.

    Examples
    --------
    >>> local, away = pay_log(np.array([10.0]), np.array([38]), np.zeros(1), np.zeros(1), np.zeros(1), Pay())
    >>> round(float(local[0]), 4), round(float(away[0]), 4)
    (0.0328, 0.0428)
    """
    luck = rules.noise_sd * noise - 0.5 * rules.noise_sd**2
    common = skill_log - rules.age_curvature * (age - rules.best_paid_age) ** 2 + luck
    common += rules.ability_share * productivity_log
    schooling = schooling_years - rules.reference_schooling_years
    return (
        common + rules.schooling_return_local * schooling,
        common + rules.schooling_return_migrant * schooling,
    )


def persons_count_their_working_time(model: RuralModel) -> None:
    """Illness, care, courses and work-for-relief take time; age and motivation set own-account effort."""
    rules, persons = model.config.pay, model.persons
    course = model.terms.training_time_share * persons.is_trainee.astype(np.float64)
    persons.work_time_share[:] = work_time_share(
        persons.is_ill, persons.is_carer, course, persons.relief_days, rules
    )
    own_effort = effort(persons.age, model.households.motivation[persons.household], rules)
    may_work = can_work(persons, model.config.place.people)
    persons.labour_supply[:] = own_effort * persons.work_time_share * may_work


def persons_learn_their_pay(model: RuralModel) -> None:
    """Everybody able to work learns what a full year would pay in the county and away."""
    persons, households, rules = model.persons, model.households, model.config.pay
    able = np.flatnonzero(can_work(persons, model.config.place.people))
    own = persons.household[able]
    village_log = model.committees.village_productivity_log[households.village[own]]
    mean_village_log = model.config.place.village_productivity_mean
    local_log, migrant_log = pay_log(
        persons.education_years[able],
        persons.age[able],
        persons.trained_skill_log[able],
        households.ability_log[own],
        model.streams.normals(Stream.PAY_NOISE, persons.uid[able], model.year),
        rules,
    )
    local_log += rules.ability_share * village_log
    migrant_log += rules.ability_share * mean_village_log
    persons.local_pay_cny[:] = 0.0
    persons.migrant_pay_cny[:] = 0.0
    persons.local_pay_cny[able] = model.now.local_pay_10k * YUAN_PER_10K * np.exp(local_log)
    persons.migrant_pay_cny[able] = model.now.migrant_pay_10k * YUAN_PER_10K * np.exp(migrant_log)
