"""Health: illness, medical bills, disability and the care that the ill need (model.md S2, errata A2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.agents.person import NO_EMPLOYER, Livelihood, can_work
from sim.arrays import Bools, Floats, Ints, count_by, sum_by
from sim.parameter import param
from sim.random_streams import Stream

if TYPE_CHECKING:
    from sim.model import RuralModel


@dataclass
class Health:
    """Risk, cost and insurance of illness."""

    illness_prob_young: float = param(
        0.010, unit="/yr", bounds=(0, 1), plausible=(0.005, 0.02), grade="calibrated",
        doc="Chance of a serious illness below middle age.", source="model-errata K2; pattern P7",
    )  # fmt: skip
    illness_prob_middle: float = param(
        0.025, unit="/yr", bounds=(0, 1), plausible=(0.0125, 0.05), grade="calibrated",
        doc="Chance of a serious illness in middle age.", source="model-errata K2; pattern P7",
    )  # fmt: skip
    illness_prob_old: float = param(
        0.050, unit="/yr", bounds=(0, 1), plausible=(0.025, 0.1), grade="calibrated",
        doc="Chance of a serious illness in old age.", source="model-errata K2; pattern P7",
    )  # fmt: skip
    middle_age: int = param(
        45, unit="yr", bounds=(0, 120), grade="assumption",
        doc="Age from which illness is more likely and may disable.", source="model.md S2",
    )  # fmt: skip
    old_age: int = param(
        60, unit="yr", bounds=(0, 120), grade="assumption",
        doc="Age from which illness is most likely.", source="model.md S2",
    )  # fmt: skip
    disability_prob: float = param(
        0.08, unit="share of illnesses", bounds=(0, 1), plausible=(0.02, 0.15), grade="assumption",
        doc="Chance that an illness above middle age ends in permanent inability to work.",
        source="model.md S2; model-errata K2",
    )  # fmt: skip
    bill_median_cny: float = param(
        9_000.0, unit="yuan", bounds=(0, 1e6), plausible=(5_000, 20_000), grade="calibrated",
        doc="Median bill of an illness.", source="model.md 3.8; pattern P7",
    )  # fmt: skip
    bill_sd: float = param(
        1.0, unit="log", bounds=(0, 2), plausible=(0.7, 1.3), grade="assumption",
        doc="Spread of bills.", source="model.md S2",
    )  # fmt: skip
    reimbursement_share: float = param(
        0.55, unit="share", bounds=(0, 1), plausible=(0.4, 0.8), grade="official-statistics",
        doc="Part of a bill that the basic insurance pays to the hospital.", source="model.md 3.8 rho_m",
    )  # fmt: skip
    reimbursement_extra_registered: float = param(
        0.15, unit="share", bounds=(0, 1), plausible=(0, 0.25), grade="assumption",
        doc="Added part for households that are or were registered as poor.",
        source="model.md S2; policy practice",
    )  # fmt: skip


# --- pure rules --------------------------------------------------------------------------------------


def illness_chance(ages: Ints, rules: Health) -> Floats:
    """Return the yearly chance of a serious illness by age.

    Examples
    --------
    >>> illness_chance(np.array([44, 45, 60]), Health()).tolist()
    [0.01, 0.025, 0.05]
    """
    by_stage = np.array([rules.illness_prob_young, rules.illness_prob_middle, rules.illness_prob_old])
    chance: Floats = by_stage[np.searchsorted([rules.middle_age, rules.old_age], ages, side="right")]
    return chance


def medical_bill(noise: Floats, rules: Health) -> Floats:
    """Return the bill of each illness in yuan, lognormal; noise is standard normal.

    Examples
    --------
    >>> medical_bill(np.array([0.0, 1.0]), Health()).round().tolist()
    [9000.0, 24465.0]
    """
    return rules.bill_median_cny * np.exp(rules.bill_sd * noise)


def own_payment(bill_cny: Floats, is_registered: Bools, rules: Health) -> Floats:
    """Return the part of the bills that the household owes: (1 - rho) bill.

    Examples
    --------
    >>> own_payment(np.array([1000.0, 1000.0]), np.array([False, True]), Health()).round(6).tolist()
    [450.0, 300.0]
    """
    covered = rules.reimbursement_share + rules.reimbursement_extra_registered * is_registered
    owed: Floats = bill_cny * (1 - np.minimum(covered, 1.0))
    return owed


def carers(households: Ints, needs_care: Bools, can_care: Bools, n_households: int) -> Ints:
    """Return the rows of carers: the first able member of each household in which somebody needs care.

    Persons are sorted by household.

    Examples
    --------
    >>> carers(np.array([0, 0, 0, 1]), np.array([True, False, False, False]),
    ...        np.array([False, True, True, True]), 2).tolist()
    [1]
    """
    wanted = count_by(households[needs_care], n_households) > 0
    able = np.flatnonzero(can_care & wanted[households])
    first = np.ones(len(able), np.bool_)
    first[1:] = households[able[1:]] != households[able[:-1]]
    return able[first]


# --- processes ---------------------------------------------------------------------------------------


def persons_fall_ill(model: RuralModel) -> None:
    """Let persons fall ill: bills come, some are disabled for good, one member of the household cares."""
    rules, persons = model.config.health, model.persons
    luck = model.streams.uniforms(Stream.ILLNESS, persons.uid, model.year)
    by_age = illness_chance(np.arange(persons.age.max(initial=0) + 1), rules)
    persons.is_ill[:] = luck < by_age[persons.age]
    ill = np.flatnonzero(persons.is_ill)
    _bill(model, ill)
    if not model.is_burn_in:  # the shares of disabled persons in 2013 are given (errata D2)
        _disable(model, ill)
    resident = persons.livelihood != Livelihood.MIGRANT
    can_care = resident & can_work(persons, model.config.place.people) & ~persons.is_ill
    persons.is_carer[:] = False
    persons.is_carer[
        carers(persons.household, persons.is_ill & resident, can_care, len(model.households))
    ] = True


def _bill(model: RuralModel, ill: Ints) -> None:
    """Write the bills of the year and open the year's account of unmet needs."""
    rules, persons, households = model.config.health, model.persons, model.households
    noise = model.streams.normals(Stream.MEDICAL_BILL, persons.uid[ill], model.year)
    bills = medical_bill(noise, rules)
    households.medical_bill_cny[:] = sum_by(persons.household[ill], bills, len(households))
    households.medical_own_payment_cny[:] = own_payment(
        households.medical_bill_cny, households.is_registered, rules
    )
    households.unmet_need_cny[:] = 0.0


def _disable(model: RuralModel, ill: Ints) -> None:
    """Leave some of the older ill unable to work for good; they come or stay home."""
    rules, persons = model.config.health, model.persons
    luck = model.streams.uniforms(Stream.DISABILITY, persons.uid[ill], model.year)
    struck = ill[(luck < rules.disability_prob) & (persons.age[ill] > rules.middle_age)]
    persons.is_disabled[struck] = True
    persons.livelihood[struck] = Livelihood.HOME
    persons.employer[struck] = NO_EMPLOYER
    persons.years_away[struck] = 0
