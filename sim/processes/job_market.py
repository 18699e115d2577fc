"""Livelihood choice and the rationed market for local jobs (model.md S6-S7, errata C5, E20)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.agents.person import NO_EMPLOYER, Livelihood, Persons, can_work, is_able
from sim.arrays import Floats, Ints, count_by, ratio, sum_by
from sim.ledger import Flow
from sim.parameter import param
from sim.processes.job_matching import fill_slots, match_jobs
from sim.processes.job_passes import able_and_away, household_situations, take_up, who_thinks_again
from sim.processes.linkage import has_priority
from sim.processes.livelihood_choice import (
    Circumstances,
    best_of_neighbours,
    best_options,
    choice_scores,
    feasible_livelihoods,
    imitation_scores,
    livelihood_utility,
    with_switching_cost,
)
from sim.processes.livelihoods import IMITATE
from sim.processes.prospects import (
    expected_returns_10k,
    household_prospects,
    kept_of_earnings,
    learned_ratios,
)
from sim.random_streams import Stream, moment

if TYPE_CHECKING:
    from sim.model import RuralModel


@dataclass
class JobMarket:
    """What people believe about their chance of a local job, and what upgraded firms ask for."""

    job_keeping_prob: float = param(
        0.95, unit="prob", bounds=(0, 1), plausible=(0.85, 1), grade="assumption",
        doc="Expected chance of the employed to keep the job.", source="model.md S6 q_L",
    )  # fmt: skip
    job_chance_lowest: float = param(
        0.2, unit="prob", bounds=(0, 1), grade="assumption",
        doc="Lowest expected chance of an applicant.", source="model.md S6, errata C5",
    )  # fmt: skip
    job_chance_highest: float = param(
        0.9, unit="prob", bounds=(0, 1), grade="assumption",
        doc="Highest expected chance of an applicant.", source="model.md S6, errata C5",
    )  # fmt: skip
    upgraded_firm_schooling_years: float = param(
        9.0, unit="yr", bounds=(0, 30), plausible=(9, 12), grade="assumption",
        doc="Least schooling that upgraded processing and service firms ask of new staff.",
        source="model.md S8.5: the nine years of compulsory school",
    )  # fmt: skip


# --- who and how many --------------------------------------------------------------------------------


def job_chance(filled: Ints, applicants: Ints, last: Floats, rules: JobMarket) -> Floats:
    """Return the chance that next year's applicants expect; last year's where nobody applied.

    Examples
    --------
    >>> job_chance(np.array([1, 0, 0]), np.array([2, 9, 0]), np.array([0.3, 0.3, 0.3]), JobMarket()).tolist()
    [0.5, 0.2, 0.3]
    """
    share = np.divide(filled, applicants, out=last.copy(), where=applicants > 0)
    chance: Floats = np.clip(share, rules.job_chance_lowest, rules.job_chance_highest)
    return chance


def _slots(model: RuralModel) -> Ints:
    """Return the staff that each enterprise and, in the last place, the county wants."""
    enterprises = model.enterprises
    wanted = np.where(enterprises.is_active, np.maximum(enterprises.labour_target, 0), 0)
    able = is_able(model.persons, model.config.place.people)
    county = round(model.now.county_job_share * np.count_nonzero(able))
    return np.append(wanted, county)


def employers_lay_off(model: RuralModel) -> None:
    """Employers that close or shrink lay off those with the lowest luck."""
    persons, people = model.persons, model.config.place.people
    may_stay = (persons.livelihood == Livelihood.LOCAL_JOB) & (persons.age <= people.work_age_highest)
    rows = np.flatnonzero(may_stay & ~persons.is_disabled)
    _keep_jobs_of(persons, rows)
    slots = _slots(model)
    is_shrinking = _staff(model, rows) > slots
    employed = rows[persons.employer[rows] != NO_EMPLOYER]
    queue = persons.employer[employed] % len(slots)  # the county comes last, where -1 leads
    at_risk, queue = employed[is_shrinking[queue]], queue[is_shrinking[queue]]
    priority = model.streams.uniforms(Stream.LAYOFF, persons.uid[at_risk], model.year)
    persons.employer[at_risk[fill_slots(queue, priority, slots) < 0]] = NO_EMPLOYER


# --- choice ------------------------------------------------------------------------------------------


def persons_choose_livelihoods(model: RuralModel) -> None:
    """Persons think their livelihood over by chance; new adults, the laid-off and the retiring must."""
    persons, rules, people = model.persons, model.config.livelihoods, model.config.place.people
    who_thinks_again(
        can_work(persons, people),
        persons.age,
        persons.education_years,
        persons.livelihood,
        persons.employer,
        (people.school_entry_age, people.work_age_lowest, people.work_age_highest),
        rules.redecision_prob,
        (model.streams.key(Stream.REDECIDE), persons.uid, moment(model.year)),
        persons.can_redecide,
        persons.wish,
    )
    persons.second_choice[:] = persons.wish
    rows = np.flatnonzero(persons.can_redecide)
    scores = _scores(model, rows)
    persons.wish[rows] = best_options(scores)
    persons.second_choice[rows] = best_options(scores, refused=Livelihood.LOCAL_JOB)


def _scores(model: RuralModel, rows: Ints) -> Floats:
    """Return the scores of all options of the persons who choose; shape (n, 5)."""
    rules, persons = model.config.livelihoods, model.persons
    facts = _circumstances(model, rows)
    feasible = feasible_livelihoods(facts, model.config.place.people.work_age_highest, rules)
    household = persons.household[rows]
    if rules.rule == IMITATE:
        best = best_of_neighbours(model.network.start, model.network.neighbour, _mean_returns_10k(model))
        return imitation_scores(best[household], facts.livelihood, feasible)
    returns = expected_returns_10k(model, household_prospects(model), rows)
    village, kept = model.households.village[household], kept_of_earnings(model)[household]
    for option, ratios in enumerate(learned_ratios(model).T):
        returns[:, option] *= ratios[village] * kept
    years = max(0, model.year - model.config.clock.first_year)
    utility = livelihood_utility(returns, facts, years, model.terms.returnee_pull_log, rules)
    utility = with_switching_cost(utility, facts.livelihood, rules.switching_cost)
    taste, uids = Stream.LIVELIHOOD_TASTE, persons.uid[rows]
    gumbels = np.empty_like(utility)
    for option in Livelihood:
        gumbels[:, option] = model.streams.gumbels(taste, uids, model.year, int(option))
    return choice_scores(utility, gumbels, feasible, rules.choice_precision)


def _circumstances(model: RuralModel, rows: Ints) -> Circumstances:
    """Return what bears on the choice of the given persons."""
    persons, households, township = model.persons, model.households, model.township
    rules, people, committees = model.config.livelihoods, model.config.place.people, model.committees
    household = persons.household[rows]
    village = households.village[household]
    dependants, in_care, in_business = household_situations(
        persons.household,
        persons.age,
        persons.is_disabled,
        persons.is_ill,
        persons.livelihood,
        (people.work_age_lowest, people.farm_age_highest, rules.small_child_age),
        len(households),
    )
    (example,) = township.shares_of_resident_neighbours(in_business)
    schooled = persons.education_years[rows] >= rules.returnee_schooling_years
    called = (persons.livelihood[rows] == Livelihood.MIGRANT) & (persons.age[rows] < rules.returnee_age)
    called &= schooled | (persons.years_away[rows] >= rules.returnee_years_away)
    return Circumstances(
        livelihood=persons.livelihood[rows],
        age=persons.age[rows],
        attitude=households.attitude[household],
        motivation=households.motivation[household],
        dependants=dependants[household],
        in_care=in_care[household],
        infrastructure=committees.infrastructure[village],
        migrant_share=committees.migrant_share[village],
        business_share=example[household],
        is_called_back=called,
        money_cny=households.money_cny[household],
        capital_cny=households.productive_capital_cny[household],
        in_business=in_business[household],
    )


def _mean_returns_10k(model: RuralModel) -> Floats:
    """Return last year's mean return per worker of each household and livelihood; -inf where none works."""
    persons, n_options, n = model.persons, len(Livelihood), len(model.households)
    cell = persons.household * n_options + persons.livelihood
    workers = count_by(cell, n * n_options)
    total = sum_by(cell, persons.expected_return_10k, n * n_options)
    mean: Floats = np.divide(total, workers, out=np.full(n * n_options, -np.inf), where=workers > 0)
    return mean.reshape(n, n_options)


# --- matching ----------------------------------------------------------------------------------------


def clear_job_market(model: RuralModel) -> None:
    """Applicants get local jobs by keyed priority; the refused take the best of their other options."""
    persons, committees = model.persons, model.committees
    seekers = np.flatnonzero(persons.wish == Livelihood.LOCAL_JOB)
    _keep_jobs_of(persons, seekers)
    applicants = seekers[persons.employer[seekers] == NO_EMPLOYER]
    village = model.households.village[persons.household[applicants]]
    vacancies = _slots(model) - _staff(model, seekers)
    employer = match_jobs(
        village,
        _priority(model, applicants),
        persons.education_years[applicants] >= model.config.job_market.upgraded_firm_schooling_years,
        model.enterprises.village,
        vacancies[:-1],
        model.enterprises.needs_schooling,
        committees.remoteness,
        int(vacancies[-1]),
    )
    persons.employer[applicants] = employer
    refused = applicants[employer == NO_EMPLOYER]
    livelihood = persons.wish.copy()
    livelihood[refused] = persons.second_choice[refused]
    _take_up(model, livelihood)
    committees.n_job_applicants[:] = count_by(village, len(committees))
    committees.n_jobs_filled[:] = count_by(village[employer != NO_EMPLOYER], len(committees))
    committees.local_job_chance[:] = job_chance(
        committees.n_jobs_filled,
        committees.n_job_applicants,
        committees.local_job_chance,
        model.config.job_market,
    )
    model.enterprises.n_workers[:] = _staff(model, seekers)[:-1]


def _priority(model: RuralModel, applicants: Ints) -> Floats:
    """Return the keyed priority of applicants; listed and monitored households may have a bonus (lever 8)."""
    persons = model.persons
    luck = model.streams.uniforms(Stream.JOB_PRIORITY, persons.uid[applicants], model.year)
    if model.terms.job_priority_bonus == 0:
        return luck
    return luck + model.terms.job_priority_bonus * has_priority(model)[persons.household[applicants]]


def _keep_jobs_of(persons: Persons, rows: Ints) -> None:
    """Only these persons may stay with their employers."""
    kept = persons.employer[rows]
    persons.employer[:] = NO_EMPLOYER
    persons.employer[rows] = kept


def _staff(model: RuralModel, candidates: Ints) -> Ints:
    """Return the staff of each enterprise and, in the last place, of the county; nobody else has a job."""
    n_employers = len(model.enterprises) + 1
    employer = model.persons.employer[candidates]
    # From the end, the county (-1) counts as the last employer, and no employer (-2) is left out.
    return count_by(employer[employer != NO_EMPLOYER] % n_employers, n_employers)


def _take_up(model: RuralModel, livelihood: Ints) -> None:
    """Let everybody live by the given livelihood: years away, returns, residents, share of migrants."""
    persons, committees = model.persons, model.committees
    take_up(livelihood, model.year, persons.livelihood, persons.years_away, persons.return_year)
    model.township.count_residents()
    able = is_able(persons, model.config.place.people)
    n_able, n_away = able_and_away(
        persons.household, model.households.village, able, livelihood, len(committees)
    )
    committees.migrant_share[:] = ratio(n_away, n_able, 0.0)


def migrants_pay_moving_costs(model: RuralModel) -> None:
    """Migrants pay the cost of moving in the year they leave, as far as the household's money goes."""
    persons, households = model.persons, model.households
    leaving = np.flatnonzero((persons.livelihood == Livelihood.MIGRANT) & (persons.years_away == 1))
    n_leaving = count_by(persons.household[leaving], len(households))
    due = n_leaving * model.config.livelihoods.moving_cost_cny
    model.ledger.post(Flow.MOVING_COST, np.minimum(due, np.maximum(households.money_cny, 0.0)))
