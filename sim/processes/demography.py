"""Demography: ageing, deaths, births, permanent moves to the city, and the ends of households (model.md S2).

No new households form (errata E1). Persons who die or leave are marked during the phase; the person table
is rebuilt once, when households settle estates.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.agents.ordering import merged_order
from sim.agents.person import Livelihood, Persons
from sim.arrays import Bools, Floats, Ints, count_by, sum_by
from sim.ledger import Flow, Sector
from sim.parameter import param
from sim.random_streams import Stream, stable_ids

if TYPE_CHECKING:
    from sim.model import RuralModel


@dataclass
class Demography:
    """Rates of birth, death and permanent exit."""

    mortality_base: float = param(
        0.0004, unit="/yr", bounds=(0, 1), plausible=(0.0002, 0.0008), grade="assumption",
        doc="Death rate up to the age at which it starts to rise.", source="model.md S2",
    )  # fmt: skip
    mortality_slope: float = param(
        0.085, unit="log/yr", bounds=(0, 0.2), plausible=(0.07, 0.1), grade="assumption",
        doc="Growth of the death rate with each year of age (Gompertz).", source="model.md S2",
    )  # fmt: skip
    mortality_onset_age: int = param(
        30, unit="yr", bounds=(0, 120), grade="assumption",
        doc="Age from which the death rate rises.", source="model.md S2",
    )  # fmt: skip
    mortality_cap: float = param(
        0.6, unit="/yr", bounds=(0, 1), plausible=(0.4, 0.8), grade="assumption",
        doc="Highest death rate.", source="model.md S2",
    )  # fmt: skip
    birth_prob: float = param(
        0.058, unit="/yr", bounds=(0, 0.5), plausible=(0.05, 0.10), grade="calibrated",
        doc="Chance of a birth in a household per member of parental age.", source="model.md 3.8 b0",
    )  # fmt: skip
    parental_age_min: int = param(
        22, unit="yr", bounds=(0, 120), grade="assumption",
        doc="Youngest parental age.", source="model.md S2",
    )  # fmt: skip
    parental_age_max: int = param(
        36, unit="yr", bounds=(0, 120), grade="assumption",
        doc="Oldest parental age.", source="model.md S2",
    )  # fmt: skip
    parents_counted: int = param(
        2, unit="persons", bounds=(0, 100), grade="assumption",
        doc="Most members of parental age that count for the chance of a birth.", source="model.md S2",
    )  # fmt: skip
    permanent_exit_prob: float = param(
        0.009, unit="/yr", bounds=(0, 1), plausible=(0, 0.02), grade="assumption",
        doc="Chance that a young migrant leaves the township for good.",
        source="model.md 3.8 h_x; migrant monitoring survey 2023",
    )  # fmt: skip
    permanent_exit_schooling_gain: float = param(
        0.5, unit="ratio", bounds=(0, 5), plausible=(0, 1), grade="assumption",
        doc="Rise of that chance with upper secondary schooling.", source="model.md S2",
    )  # fmt: skip
    permanent_exit_schooling_years: float = param(
        12.0, unit="yr", bounds=(0, 22), plausible=(9, 15), grade="assumption",
        doc="Years of schooling that make the difference.", source="model.md S2",
    )  # fmt: skip
    permanent_exit_age: int = param(
        45, unit="yr", bounds=(0, 120), grade="assumption",
        doc="Age from which migrants no longer settle in the city.", source="model.md S2",
    )  # fmt: skip
    adult_age: int = param(
        16, unit="yr", bounds=(0, 30), grade="assumption",
        doc="Children below this age leave with the last adult of their household.",
        source="working age in official statistics",
    )  # fmt: skip
    newborn_education_years: float = param(
        10.5, unit="yr", bounds=(0, 22), plausible=(9.5, 12), grade="assumption",
        doc="Final schooling of a newborn whose parents have the reference schooling.",
        source="model-errata D2",
    )  # fmt: skip
    newborn_education_slope: float = param(
        0.3, unit="yr/yr", bounds=(0, 1), plausible=(0.1, 0.5), grade="assumption",
        doc="Rise with each year of the parents' schooling.", source="model-errata D2",
    )  # fmt: skip
    newborn_education_reference_years: float = param(
        9.0, unit="yr", bounds=(0, 22), plausible=(8, 10), grade="assumption",
        doc="Reference schooling of parents: compulsory school.", source="model-errata D2",
    )  # fmt: skip
    newborn_education_sd: float = param(
        1.5, unit="yr", bounds=(0, 5), plausible=(1, 2.5), grade="assumption",
        doc="Spread of final schooling among newborns.", source="model-errata D2",
    )  # fmt: skip
    newborn_education_min: float = param(
        6.0, unit="yr", bounds=(0, 22), grade="assumption", doc="Least schooling.", source="model-errata D2",
    )  # fmt: skip
    newborn_education_max: float = param(
        16.0, unit="yr", bounds=(0, 22), grade="assumption", doc="Most schooling.", source="model-errata D2",
    )  # fmt: skip


# --- pure rules --------------------------------------------------------------------------------------


def mortality(ages: Ints, rules: Demography) -> Floats:
    """Return the yearly death probability by age: q = min(.0004 e^{.085 max(age-30,0)}, .6).

    Examples
    --------
    >>> mortality(np.array([20, 30, 130]), Demography()).round(4).tolist()
    [0.0004, 0.0004, 0.6]
    """
    years_at_risk = np.maximum(ages - rules.mortality_onset_age, 0)
    rising = rules.mortality_base * np.exp(rules.mortality_slope * years_at_risk)
    return np.minimum(rising, rules.mortality_cap)


def birth_chance(n_of_parental_age: Ints, rules: Demography) -> Floats:
    """Return the probability of a birth by household: b0 min(members of parental age, 2).

    Examples
    --------
    >>> birth_chance(np.array([0, 1, 2, 3]), Demography()).tolist()
    [0.0, 0.058, 0.116, 0.116]
    """
    return np.minimum(rules.birth_prob * np.minimum(n_of_parental_age, rules.parents_counted), 1.0)


def permanent_exit_chance(ages: Ints, education_years: Floats, rules: Demography) -> Floats:
    """Return the probability that a migrant leaves for good: h_x (1 + .5 [edu >= 12]) below age 45, else 0.

    Examples
    --------
    >>> ages, schooling = np.array([30, 30, 50]), np.array([9.0, 12.0, 12.0])
    >>> permanent_exit_chance(ages, schooling, Demography()).round(4).tolist()
    [0.009, 0.0135, 0.0]
    """
    schooled = education_years >= rules.permanent_exit_schooling_years
    chance = rules.permanent_exit_prob * (1 + rules.permanent_exit_schooling_gain * schooled)
    return np.minimum(np.where(ages < rules.permanent_exit_age, chance, 0.0), 1.0)


def newborn_education(parental_education_years: Floats, noise: Floats, rules: Demography) -> Floats:
    """Return the final years of schooling of newborns (errata D2); noise is standard normal.

    Examples
    --------
    >>> parents, noise = np.array([9.0, 12.0, 0.0]), np.array([0.0, 1.0, -9.0])
    >>> newborn_education(parents, noise, Demography()).round(1).tolist()
    [10.5, 12.9, 6.0]
    """
    above = parental_education_years - rules.newborn_education_reference_years
    years = rules.newborn_education_years + rules.newborn_education_slope * above
    years = years + rules.newborn_education_sd * noise
    return np.clip(years, rules.newborn_education_min, rules.newborn_education_max)


def left_without_adults(
    households: Ints, ages: Ints, has_left: Bools, n_households: int, adult_age: int
) -> Bools:
    """Return which remaining persons are children of households with no adult left.

    Examples
    --------
    >>> left_without_adults(np.array([0, 0, 1, 1]), np.array([30, 3, 30, 3]),
    ...                     np.array([True, False, False, False]), 2, 16).tolist()
    [False, True, False, False]
    """
    adults = np.flatnonzero(~has_left & (ages >= adult_age))
    nobody: Bools = count_by(households[adults], n_households) == 0
    return ~has_left & nobody[households]


# --- processes ---------------------------------------------------------------------------------------


def persons_age_and_die(model: RuralModel) -> None:
    """Make everybody a year older; some die, more often at high ages."""
    persons = model.persons
    persons.age += 1
    if len(persons):
        by_age = mortality(np.arange(persons.age.max() + 1), model.config.demography)
        luck = model.streams.uniforms(Stream.MORTALITY, persons.uid, model.year)
        persons.has_left[:] = luck < by_age[persons.age]


def households_have_children(model: RuralModel) -> None:
    """Let households with members of parental age have a child, who joins them at the end of the phase."""
    rules, households = model.config.demography, model.households
    of_age = np.flatnonzero(_is_of_parental_age(model.persons.age, rules))
    chance = birth_chance(count_by(model.persons.household[of_age], len(households)), rules)
    fertile = np.flatnonzero(chance > 0)
    luck = model.streams.uniforms(Stream.BIRTH, households.uid[fertile], model.year)
    households.has_birth[:] = False
    households.has_birth[fertile] = luck < chance[fertile]


def _is_of_parental_age(age: Ints, rules: Demography) -> Bools:
    is_of_age: Bools = (age >= rules.parental_age_min) & (age <= rules.parental_age_max)
    return is_of_age


def persons_leave_for_good(model: RuralModel) -> None:
    """Let young migrants settle in the city; children follow the last adult of their household."""
    rules, persons = model.config.demography, model.persons
    away = np.flatnonzero(persons.livelihood == Livelihood.MIGRANT)
    chance = permanent_exit_chance(persons.age[away], persons.education_years[away], rules)
    luck = model.streams.uniforms(Stream.PERMANENT_EXIT, persons.uid[away], model.year)
    persons.has_left[away] |= luck < chance
    persons.has_left |= left_without_adults(
        persons.household, persons.age, persons.has_left, len(model.households), rules.adult_age
    )


def households_settle_estates(model: RuralModel) -> None:
    """Take the dead and departed off the books; what empty households owned goes to others."""
    households = model.households
    _renew_person_table(model)
    ended = (households.n_members == 0) & ((households.land_mu > 0) | (model.network.degree() > 0))
    ended |= (households.n_members == 0) & (households.money_cny > 0)
    if ended.any():
        _wind_up(model, np.flatnonzero(ended))
        model.township.network = model.network.without_edges_of(ended)


def _renew_person_table(model: RuralModel) -> None:
    """Drop those who left and add the newborns in one copy of the table."""
    persons, households = model.persons, model.households
    leaving = np.flatnonzero(persons.has_left)
    has_newborn = households.has_birth & (
        households.n_members > count_by(persons.household[leaving], len(households))
    )
    if len(leaving) or has_newborn.any():
        newborns = _newborns(model, has_newborn)
        order, rows = merged_order(persons.household, persons.has_left, has_newborn)
        persons.keep(order)
        for name in Persons.columns:
            getattr(persons, name)[rows] = getattr(newborns, name)
    model.township.index_members()


def _newborns(model: RuralModel, has_newborn: Bools) -> Persons:
    """Return the rows of the newborns of these households."""
    rules, persons, households = model.config.demography, model.persons, model.households
    parents, n_households = np.flatnonzero(has_newborn), len(households)
    kin = np.flatnonzero(has_newborn.take(persons.household))
    of_age = kin[_is_of_parental_age(persons.age[kin], rules)]
    home = persons.household[of_age]
    schooling = sum_by(home, persons.education_years[of_age], n_households)[parents]
    mean_schooling = schooling / np.maximum(count_by(home, n_households)[parents], 1)
    newborns = Persons(len(parents))
    newborns.household[:] = parents
    newborns.uid[:] = stable_ids(households.uid[parents], model.year, 0)
    newborns.livelihood[:] = Livelihood.HOME
    noise = model.streams.normals(Stream.NEWBORN_EDUCATION, newborns.uid, model.year)
    newborns.education_years[:] = newborn_education(mean_schooling, noise, rules)
    return newborns


def _wind_up(model: RuralModel, rows: Ints) -> None:
    """Hand on money, land and shares of households without members (errata B12)."""
    households, holdings = model.households, model.holdings
    model.ledger.post(Flow.ESTATE, households.money_cny[rows], payers=rows)
    np.add.at(model.committees.collective_land_mu, households.village[rows], households.land_mu[rows])
    for emptied in (households.land_mu, households.land_rented_out_mu, households.productive_capital_cny):
        emptied[rows] = 0.0
    for ended in (households.is_on_dibao, households.is_registered, households.is_graduated):
        ended[rows] = False
    for ended_with in (households.member_of, households.contract_enterprise):
        ended_with[rows] = -1
    households.contract_share[rows] = 0.0
    has_ended = np.zeros(len(households), np.bool_)
    has_ended[rows] = True
    owned = np.flatnonzero(holdings.sector == Sector.HOUSEHOLDS)
    inherited = owned[has_ended[holdings.holder[owned]]]
    holdings.sector[inherited] = Sector.REST_OF_WORLD
    holdings.holder[inherited] = 0
    model.township.sort_holdings()
