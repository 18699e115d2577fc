"""Villages learn what livelihoods really return (model.md S6, errata E6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.agents.person import COUNTY_EMPLOYER, Livelihood
from sim.arrays import YUAN_PER_10K, Floats, Ints, count_by, power_of_sparse, ratio, rows_by_code, sum_by
from sim.parameter import param
from sim.processes.prospects import learned_ratios

if TYPE_CHECKING:
    from sim.model import RuralModel


@dataclass
class Learning:
    """How fast and how far beliefs about returns follow experience."""

    rate: float = param(
        0.3, unit="/yr", bounds=(0, 1), plausible=(0.1, 0.6), grade="assumption",
        doc="Part of the surprise that enters next year's belief.", source="errata E6, K2",
    )  # fmt: skip
    incumbents_needed: int = param(
        5, unit="persons", bounds=(1, 1000), grade="assumption",
        doc="People in a livelihood of the village from whom others learn.", source="errata E6",
    )  # fmt: skip
    ratio_lowest: float = param(
        0.5, unit="ratio", bounds=(0, 1), grade="assumption",
        doc="Lowest believed ratio of real to expected returns.", source="errata E6",
    )  # fmt: skip
    ratio_highest: float = param(
        2.0, unit="ratio", bounds=(1, 10), grade="assumption",
        doc="Highest believed ratio of real to expected returns.", source="errata E6",
    )  # fmt: skip


def learned_ratio(
    believed: Floats, realised_10k: Floats, expected_10k: Floats, n_incumbents: Ints, rules: Learning
) -> Floats:
    """Return R' = R + .3 (mean realised / mean expected - R), bounded; R where too few teach.

    Examples
    --------
    >>> learned_ratio(np.ones(3), np.array([2.0, 2.0, 1.0]), np.array([1.0, 1.0, -1.0]),
    ...               np.array([5, 4, 9]), Learning()).round(6).tolist()
    [1.3, 1.0, 1.0]
    """
    experience = ratio(realised_10k, expected_10k, np.nan)
    teaches = (n_incumbents >= rules.incumbents_needed) & ~np.isnan(experience)
    bounded = np.clip(experience, rules.ratio_lowest, rules.ratio_highest)
    return np.where(teaches, believed + rules.rate * (bounded - believed), believed)


def part_of_own_labour(total_labour: Floats, own_labour: Floats, elasticity: float) -> Floats:
    """Return the part of output that own labour adds at the margin: 1 - ((l - e)/l)^a; 0 without labour.

    Examples
    --------
    >>> part_of_own_labour(np.array([4.0, 1.0, 0.0]), np.array([3.0, 1.0, 0.0]), 0.5).tolist()
    [0.5, 1.0, 0.0]
    """
    others_share = ratio(np.maximum(total_labour - own_labour, 0.0), total_labour, 1.0)
    return 1 - power_of_sparse(others_share, elasticity)


def _wages_10k(model: RuralModel, rows: Ints) -> Floats:
    """Return the pay that workers got: the county pays in full, enterprises what they could."""
    persons, enterprises = model.persons, model.enterprises
    due = persons.local_pay_cny[rows] * persons.work_time_share[rows]
    employer = persons.employer[rows]
    inside = employer > COUNTY_EMPLOYER
    n = len(enterprises)
    paid_share = ratio(enterprises.wages_cny, sum_by(employer[inside], due[inside], n), 0.0)
    due[inside] *= paid_share[employer[inside]]
    return due / YUAN_PER_10K


def realised_returns_10k(model: RuralModel) -> Floats:
    """Return what each person's livelihood returned this year, 10k yuan; shape (n_persons,)."""
    persons, households, config = model.persons, model.households, model.config
    realised = np.zeros(len(persons))
    rows_of = rows_by_code(persons.livelihood, len(Livelihood))

    rows = rows_of[Livelihood.FARM]
    household, own = persons.household[rows], persons.labour_supply[rows]
    part = part_of_own_labour(households.farm_labour[household], own, config.farming.labour_elasticity)
    realised[rows] = part * households.farm_value_added_cny[household] / YUAN_PER_10K

    rows = rows_of[Livelihood.OWN_BUSINESS]
    household, own = persons.household[rows], persons.labour_supply[rows]
    labour = households.business_labour[household]
    part = part_of_own_labour(labour, own, config.own_business.labour_elasticity)
    fixed = config.own_business.fixed_cost_10k
    before_fixed = households.business_value_added_cny[household] / YUAN_PER_10K + fixed
    realised[rows] = part * before_fixed - fixed * (labour <= own)

    rows = rows_of[Livelihood.LOCAL_JOB]
    realised[rows] = _wages_10k(model, rows)

    rows = rows_of[Livelihood.MIGRANT]
    kept = (1 - config.pay.migrant_living_cost_share) * (1 - model.now.migrant_unemployment_rate)
    pay = persons.migrant_pay_cny[rows] * persons.work_time_share[rows]
    realised[rows] = pay * kept / YUAN_PER_10K
    return realised


def villages_learn_returns(model: RuralModel) -> None:
    """Villages compare what incumbents of each livelihood expected and got, and correct their beliefs."""
    persons, committees, rules = model.persons, model.committees, model.config.learning
    n = len(committees) * len(Livelihood)
    cell = model.township.village_of_persons() * len(Livelihood) + persons.livelihood
    shape = (len(committees), len(Livelihood))
    count = count_by(cell, n).reshape(shape)
    expected = sum_by(cell, persons.expected_return_10k, n).reshape(shape)
    realised = sum_by(cell, realised_returns_10k(model), n).reshape(shape)
    learned = learned_ratio(learned_ratios(model), realised, expected, count, rules)  # home stays at 1
    committees.return_ratio_farm[:] = learned[:, Livelihood.FARM]
    committees.return_ratio_local_job[:] = learned[:, Livelihood.LOCAL_JOB]
    committees.return_ratio_migrant[:] = learned[:, Livelihood.MIGRANT]
    committees.return_ratio_business[:] = learned[:, Livelihood.OWN_BUSINESS]
