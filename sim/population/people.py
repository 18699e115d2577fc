"""Persons and households of the start state (model.md 3.2 items 2-3, errata D2, D3, D6)."""

from __future__ import annotations

import numpy as np

from sim.agents import Committees, Households, Livelihood, Persons
from sim.agents.person import is_able
from sim.agents.place import HouseholdStart, PeopleStart, Place
from sim.arrays import Bools, Floats, Ints, sum_by
from sim.population.draws import Draw, beta_values
from sim.population.families import build_families
from sim.processes.demography import Demography, newborn_education
from sim.random_streams import RandomStreams, Stream, stable_ids

HOUSEHOLD_TAG = 2
"""First part of the identity of a household."""

DECADE_YEARS = 10.0


def adult_schooling(start: PeopleStart, age: Ints, normals: Floats) -> Floats:
    """Return years of schooling of cohorts that have left school (model.md 3.2)."""
    lost = start.education_age_slope * np.maximum(age - start.education_reference_age, 0.0)
    years = start.education_at_20 - lost + start.education_sd * normals
    clipped: Floats = np.clip(years, 0.0, start.education_highest)
    return clipped


def livelihood_weights(start: PeopleStart, age: Ints) -> Floats:
    """Return the probability of each livelihood at an age; older ages farm more and migrate less.

    Returns
    -------
    array, shape (n_persons, 5)
        Columns in the order of :class:`Livelihood`; rows sum to one.
    """
    decades = (age - start.livelihood_reference_age) / DECADE_YEARS
    flat = np.ones(age.size)
    odds = np.column_stack([
        start.farm_share * np.exp(start.farm_age_slope * decades),
        start.local_job_share * flat,
        start.migrant_share * np.exp(-start.migrant_age_slope * decades),
        start.business_share * flat,
    ])  # fmt: skip
    working = (1.0 - start.home_share) * odds / odds.sum(axis=1, keepdims=True)
    working[age > start.work_age_highest] = [start.farm_share_old, 0.0, 0.0, 0.0]
    return np.column_stack([1.0 - working.sum(axis=1), working])


def may_work(start: PeopleStart, persons: Persons) -> Bools:
    """Return who may have a livelihood: out of school, not too old and not disabled (errata D2)."""
    first_age = np.maximum(start.work_age_lowest, start.school_entry_age + persons.education_years)
    in_age = (persons.age >= first_age) & (persons.age <= start.farm_age_highest)
    return in_age & ~persons.is_disabled


def spells_away(start: PeopleStart, age: Ints, uniforms: Floats) -> Ints:
    """Return the years that migrants have been away, at least one, not more than their working life."""
    if start.stay_away_rate == 0.0:
        return np.ones(age.size, np.int64)
    years = 1 + np.floor(np.log(uniforms) / np.log(start.stay_away_rate))
    longest = np.minimum(start.years_away_highest, age - start.work_age_lowest)
    spells: Ints = np.maximum(np.minimum(years, longest), 1).astype(np.int64)
    return spells


def build_persons(
    place: Place, demography: Demography, streams: RandomStreams, households: Households, year: int
) -> Persons:
    """Return all persons, sorted by household with the head first; employers are found later."""
    families = build_families(place.families, streams, households.uid, year)
    people, persons = place.people, Persons(families.uid.size)
    persons.uid[:], persons.household[:], persons.age[:] = families.uid, families.household, families.age

    def uniforms(draw: Draw) -> Floats:
        return streams.uniforms(Stream.INITIAL, persons.uid, year, draw)

    normals = streams.normals(Stream.INITIAL, persons.uid, year, Draw.PERSON_EDUCATION)
    adult = adult_schooling(people, persons.age, normals)
    head_education = adult[families.order == 0][persons.household]
    persons.education_years[:] = np.where(
        persons.age < people.young_age, newborn_education(head_education, normals, demography), adult
    )
    risk = np.where(
        persons.age < people.disability_age, people.disabled_share_young, people.disabled_share_old
    )
    persons.is_disabled[:] = uniforms(Draw.PERSON_DISABILITY) < risk
    chances = np.cumsum(livelihood_weights(people, persons.age), axis=1)[:, :-1]
    chosen = (uniforms(Draw.PERSON_LIVELIHOOD)[:, None] >= chances).sum(axis=1)
    persons.livelihood[:] = np.where(may_work(people, persons), chosen, int(Livelihood.HOME))
    away = persons.livelihood == Livelihood.MIGRANT
    persons.years_away[:] = np.where(
        away, spells_away(people, persons.age, uniforms(Draw.PERSON_YEARS_AWAY)), 0
    )
    return persons


def empty_households(place: Place) -> Households:
    """Return households with identity and village; they are sorted by village and then kin."""
    n = place.households_per_village
    households = Households(place.n_villages * n)
    households.village[:] = np.repeat(np.arange(place.n_villages), n)
    number = np.tile(np.arange(n), place.n_villages)
    households.kin_order[:] = number
    households.uid[:] = stable_ids(HOUSEHOLD_TAG, households.village, number)
    return households


def attitude_anchors(start: HouseholdStart, uniforms: Floats, education: Floats, age: Ints) -> Floats:
    """Return attitudes from upbringing, by schooling and age of the head (errata D3)."""
    return np.clip(
        beta_values(uniforms, start.attitude_shape_1, start.attitude_shape_2)
        + start.attitude_education_slope * (education - start.attitude_education_reference)
        - start.attitude_age_slope * (age - start.attitude_age_reference),
        0.0,
        1.0,
    )


def draw_household_traits(
    place: Place, streams: RandomStreams, households: Households, year: int, shock_sd_log: float
) -> None:
    """Set land, capital, ability, shocks, motivation and ties to cadres of all households.

    Parameters
    ----------
    shock_sd_log : float
        Standard deviation of the persistent shock in its stationary state (errata D3).
    """
    start, uid = place.households, households.uid

    def normals(draw: Draw) -> Floats:
        return streams.normals(Stream.INITIAL, uid, year, draw)

    def uniforms(draw: Draw) -> Floats:
        return streams.uniforms(Stream.INITIAL, uid, year, draw)

    households.land_mu[:] = start.land_median_mu * np.exp(start.land_sd_log * normals(Draw.HOUSEHOLD_LAND))
    households.productive_capital_cny[:] = start.capital_median_cny * np.exp(
        start.capital_sd_log * normals(Draw.HOUSEHOLD_CAPITAL)
    )
    households.ability_log[:] = start.ability_sd_log * normals(Draw.HOUSEHOLD_ABILITY)
    households.livelihood_shock_log[:] = shock_sd_log * normals(Draw.HOUSEHOLD_LIVELIHOOD_SHOCK)
    households.targeting_noise[:] = normals(Draw.HOUSEHOLD_TARGETING_NOISE)
    households.motivation[:] = beta_values(
        uniforms(Draw.HOUSEHOLD_MOTIVATION), start.motivation_shape_1, start.motivation_shape_2
    )
    households.is_elite[:] = uniforms(Draw.HOUSEHOLD_ELITE) < start.elite_share


def opening_household_money(
    start: HouseholdStart, streams: RandomStreams, households: Households, year: int
) -> Floats:
    """Return the money that each household has at the start, in yuan."""
    normals = streams.normals(Stream.INITIAL, households.uid, year, Draw.HOUSEHOLD_MONEY)
    return start.money_median_cny * np.exp(start.money_sd_log * normals)


def set_attitudes(
    start: HouseholdStart, streams: RandomStreams, households: Households, persons: Persons, year: int
) -> None:
    """Set attitudes and their anchors from the head of each household."""
    head = households.first_person
    uniforms = streams.uniforms(Stream.INITIAL, households.uid, year, Draw.HOUSEHOLD_ATTITUDE)
    households.attitude_anchor[:] = attitude_anchors(
        start, uniforms, persons.education_years[head], persons.age[head]
    )
    households.attitude[:] = households.attitude_anchor


def guess_incomes(start: HouseholdStart, households: Households, committees: Committees) -> None:
    """Set last year's incomes to a guess by productivity, so that the first year can rank households."""
    log_level = households.ability_log + committees.village_productivity_log[households.village]
    guess = start.income_guess_cny * np.exp(log_level)
    households.income_per_capita_cny[:] = guess
    households.income_net_of_medical_cny[:] = guess
    households.earned_per_capita_cny[:] = guess
    households.income_habit_cny[:] = guess
    households.disposable_income_cny[:] = guess * households.n_residents


def set_migrant_shares(
    start: PeopleStart, households: Households, persons: Persons, committees: Committees
) -> None:
    """Set each village's share of migrants among the able, which new migrants look at."""
    able, village = is_able(persons, start), households.village[persons.household]
    away = able & (persons.livelihood == Livelihood.MIGRANT)
    n_able, n_away = (sum_by(village, mask, len(committees)) for mask in (able, away))
    committees.migrant_share[:] = n_away / np.maximum(n_able, 1.0)
