"""What each livelihood is expected to return to a person this year (model.md S6, errata C4, E6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.agents.person import NO_EMPLOYER, Livelihood
from sim.arrays import YUAN_PER_10K, Bools, Floats, Ints, rows_by_code
from sim.processes.conditional_support import benefit_withdrawal_rate
from sim.processes.farming import (
    Farming,
    expected_farm_price,
    farm_capital_10k,
    farm_productivity_10k,
    farm_scale_10k,
    labour_gain,
    trade_margin_share,
)
from sim.processes.own_business import (
    OwnBusiness,
    business_capital_10k,
    business_productivity_10k,
    business_scale_10k,
)

if TYPE_CHECKING:
    from sim.model import RuralModel


@dataclass(frozen=True)
class HouseholdProspects:
    """What members can build on in their household; every array has shape (n_households,).

    Attributes
    ----------
    farm_productivity_10k : array
        Expected, with price, contract and persistent shock; land and capital not included.
    business_productivity_10k : array
        Expected, with local demand and persistent shock; capital not included.
    farm_labour, business_labour : array
        Worker-years of the members by their present livelihood.
    """

    farm_productivity_10k: Floats
    business_productivity_10k: Floats
    land_mu: Floats
    capital_cny: Floats
    farm_labour: Floats
    business_labour: Floats


def household_prospects(model: RuralModel) -> HouseholdProspects:
    """Return the prospects of self-employment in each household, before this year's luck is known."""
    households, rules = model.households, model.config.farming
    contract, share = households.contract_enterprise, households.contract_share
    premium = np.zeros(len(households))
    signed = np.flatnonzero(contract >= 0)
    premium[signed] = model.enterprises.contract_premium[contract[signed]]
    margin = trade_margin_share(model.committees.infrastructure, rules)[households.village]
    price = expected_farm_price(margin, share, premium, rules)
    advice = 1 + model.config.contracts.contract_productivity * share
    persistent = np.exp(households.livelihood_shock_log)
    _, labour = model.township.members_by_livelihood()
    return HouseholdProspects(
        farm_productivity_10k(model) * persistent * price * advice,
        business_productivity_10k(model) * persistent,
        households.land_mu,
        households.productive_capital_cny,
        labour[Livelihood.FARM],
        labour[Livelihood.OWN_BUSINESS],
    )


def farm_return_10k(
    home: HouseholdProspects, household: Ints, own: Floats, others: Floats, beside: Floats, rules: Farming
) -> Floats:
    """Return what a person's labour adds to the farm: VA(l_-p + e) - VA(l_-p); shape (n_persons,).

    Parameters
    ----------
    home : HouseholdProspects
    household : array of int, shape (n_persons,)
    own, others : array
        Labour of the person and of the other members on the farm, worker-years.
    beside : array
        Labour of the other members in a business, with which the farm then shares the capital.
    rules : Farming
    """
    capital = farm_capital_10k(home.capital_cny[household], beside > 0, rules)
    scale = farm_scale_10k(home.farm_productivity_10k[household], home.land_mu[household], capital, rules)
    return scale * labour_gain(others, own, rules.labour_elasticity)


def business_return_10k(
    home: HouseholdProspects, household: Ints, own: Floats, others: Floats, beside: Floats, rules: OwnBusiness
) -> Floats:
    """Return what a person's labour adds to the business; the first worker bears the fixed cost.

    Arguments as in :func:`farm_return_10k`, with ``others`` in the business and ``beside`` on the farm.
    """
    capital = business_capital_10k(home.capital_cny[household], beside > 0, rules)
    scale = business_scale_10k(home.business_productivity_10k[household], capital, rules)
    return scale * labour_gain(others, own, rules.labour_elasticity) - rules.fixed_cost_10k * (others <= 0)


def others_labour(total: Floats, own: Floats, is_in: Bools) -> Floats:
    """Return the labour of the other members: the total less one's own where one is part of it.

    Examples
    --------
    >>> others_labour(np.array([1.5, 1.5]), np.array([1.0, 1.0]), np.array([True, False])).tolist()
    [0.5, 1.5]
    """
    return np.maximum(total - own * is_in, 0.0)


def local_job_return_10k(model: RuralModel, rows: Ints) -> Floats:
    """Return q_L w^L: who has a job all but keeps it, others reckon with last year's chance."""
    persons, rules = model.persons, model.config.job_market
    has_job = (persons.livelihood[rows] == Livelihood.LOCAL_JOB) & (persons.employer[rows] != NO_EMPLOYER)
    village = model.households.village[persons.household[rows]]
    chance = np.where(has_job, rules.job_keeping_prob, model.committees.local_job_chance[village])
    return chance * persons.local_pay_cny[rows] / YUAN_PER_10K


def migrant_return_10k(model: RuralModel, rows: Ints) -> Floats:
    """Return w^M (1 - c_M)(1 - un): pay away after living costs and unemployment."""
    kept = (1 - model.config.pay.migrant_living_cost_share) * (1 - model.now.migrant_unemployment_rate)
    return model.persons.migrant_pay_cny[rows] * kept / YUAN_PER_10K


def expected_returns_10k(model: RuralModel, home: HouseholdProspects, rows: Ints) -> Floats:
    """Return the expected return of every livelihood for some persons, before learning; shape (n, 5)."""
    persons, config = model.persons, model.config
    household, own, present = persons.household[rows], persons.labour_supply[rows], persons.livelihood[rows]
    on_farm = others_labour(home.farm_labour[household], own, present == Livelihood.FARM)
    in_business = others_labour(home.business_labour[household], own, present == Livelihood.OWN_BUSINESS)
    returns = np.zeros((len(rows), len(Livelihood)), order="F")  # worked on column by column
    returns[:, Livelihood.FARM] = farm_return_10k(home, household, own, on_farm, in_business, config.farming)
    returns[:, Livelihood.LOCAL_JOB] = local_job_return_10k(model, rows)
    returns[:, Livelihood.MIGRANT] = migrant_return_10k(model, rows)
    returns[:, Livelihood.OWN_BUSINESS] = business_return_10k(
        home, household, own, in_business, on_farm, config.own_business
    )
    return returns


def learned_ratios(model: RuralModel) -> Floats:
    """Return R_va by village and livelihood, 1 for home; shape (n_villages, 5)."""
    committees = model.committees
    ratios = np.ones((len(committees), len(Livelihood)))
    ratios[:, Livelihood.FARM] = committees.return_ratio_farm
    ratios[:, Livelihood.LOCAL_JOB] = committees.return_ratio_local_job
    ratios[:, Livelihood.MIGRANT] = committees.return_ratio_migrant
    ratios[:, Livelihood.OWN_BUSINESS] = committees.return_ratio_business
    return ratios


def kept_of_earnings(model: RuralModel) -> Floats:
    """Return the part of earnings that each household keeps: 1 - tau_D where earning more costs dibao.

    That is the case of listed households whose benefit exceeded the floor last year (errata C4).
    """
    households, rules = model.households, model.config.transfers
    floor = rules.dibao_floor_share * model.now.dibao_line_cny * households.n_residents
    loses_benefit = households.is_on_dibao & (households.dibao_cny > floor)
    return np.where(loses_benefit, 1 - benefit_withdrawal_rate(model), 1.0)


def persons_note_expected_returns(model: RuralModel) -> None:
    """Everybody at work notes what the present livelihood should return in a normal year (errata E6)."""
    persons, config = model.persons, model.config
    home = household_prospects(model)
    expected, livelihood = persons.expected_return_10k, persons.livelihood
    expected[:] = 0.0
    rows_of = rows_by_code(livelihood, len(Livelihood))
    for activity in (Livelihood.FARM, Livelihood.OWN_BUSINESS):
        rows = rows_of[activity]
        household, own = persons.household[rows], persons.labour_supply[rows]
        farm, business = home.farm_labour[household], home.business_labour[household]
        if activity == Livelihood.FARM:
            others = np.maximum(farm - own, 0.0)
            expected[rows] = farm_return_10k(home, household, own, others, business, config.farming)
        else:
            others = np.maximum(business - own, 0.0)
            expected[rows] = business_return_10k(home, household, own, others, farm, config.own_business)
    for activity, job_return_10k in (
        (Livelihood.LOCAL_JOB, local_job_return_10k),
        (Livelihood.MIGRANT, migrant_return_10k),
    ):
        expected[rows_of[activity]] = job_return_10k(model, rows_of[activity])
