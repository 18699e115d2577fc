"""Enterprises modernise, with and without a subsidy (model.md S8.5, errata A7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.agents.enterprise import Kind
from sim.arrays import Bools, Floats, Ints
from sim.budget import pay_in_turn
from sim.ledger import Flow, Purpose
from sim.parameter import param
from sim.processes.enterprise_rules import by_kind, technology_start, village_pay_10k
from sim.random_streams import Stream

if TYPE_CHECKING:
    from sim.model import RuralModel

SUCCESS, PRIORITY = 0, 1
"""Draws of the upgrade stream: whether a try succeeds, and who is served first with subsidies."""


@dataclass
class UpgradingRules:
    """Cost, chance and step of an upgrade."""

    upgrade_step_log: float = param(
        0.10, unit="log", bounds=(0, 1), plausible=(0.05, 0.25), grade="assumption",
        doc="Rise of technology by a success at the usual technology of the kind (ups).",
        source="model.md 3.8, errata K3",
    )  # fmt: skip
    upgrade_ceiling_log: float = param(
        0.6, unit="log", bounds=(0.01, 10), plausible=(0.3, 1), grade="assumption",
        doc="Technology above the usual one of the kind at which an upgrade adds nothing more.",
        source="errata A7, K2",
    )  # fmt: skip
    upgrade_cost_share: float = param(
        0.15, unit="share of K", bounds=(0, 1e9), plausible=(0.05, 0.3), grade="assumption",
        doc="Cost of an upgrade (c_u); a very high one switches upgrades off.", source="model.md 3.8",
    )  # fmt: skip
    upgrade_gap_years: int = param(
        4, unit="yr", bounds=(1, 100), plausible=(2, 6), grade="assumption",
        doc="Years from one try of an enterprise to the next.", source="errata A7, K2",
    )  # fmt: skip
    upgrade_horizon_years: float = param(
        3.0, unit="yr", bounds=(0, 50), plausible=(2, 6), grade="assumption",
        doc="Years of added profit that an enterprise holds against the cost.",
        source="model.md S8.5, errata A7, K2",
    )  # fmt: skip
    upgrade_success_base: float = param(
        0.35, unit="prob", bounds=(0, 1), plausible=(0.2, 0.5), grade="assumption",
        doc="Chance that a try succeeds in a village without technical staff.",
        source="model.md S8.5, errata K2",
    )  # fmt: skip
    upgrade_success_talent: float = param(
        0.4, unit="prob", bounds=(0, 1), plausible=(0, 0.5), grade="assumption",
        doc="Rise of this chance per unit of the talent stock.", source="model.md S8.5, errata K2",
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------ rules


def success_prob(rules: UpgradingRules, talent_stock: Floats) -> Floats:
    """Return the chance that an upgrade succeeds, p_u = .35 + .4 S; shape of ``talent_stock``.

    Examples
    --------
    >>> success_prob(UpgradingRules(), np.array([0.0, 0.5])).round(9).tolist()
    [0.35, 0.55]
    """
    return np.minimum(rules.upgrade_success_base + rules.upgrade_success_talent * talent_stock, 1.0)


def upgrade_step_log(rules: UpgradingRules, technology_above_usual_log: Floats) -> Floats:
    """Return the rise of technology by a success, ups max(0, 1 - (ln a - ln a0) / .6); shape of the input.

    Who is behind gains more than the usual step, who is at the ceiling nothing.

    Examples
    --------
    >>> upgrade_step_log(UpgradingRules(), np.array([-0.3, 0.0, 0.3, 0.9])).round(9).tolist()
    [0.15, 0.1, 0.05, 0.0]
    """
    room = 1 - technology_above_usual_log / rules.upgrade_ceiling_log
    return rules.upgrade_step_log * np.maximum(room, 0.0)


def is_worthwhile(
    expected_gain_cny: Floats, own_cost_cny: Floats, money_cny: Floats, buffer_cny: Floats
) -> Bools:
    """Return which enterprises would try an upgrade: it pays and leaves money above the buffer; shape (n,).

    Examples
    --------
    >>> gain, cost, money = np.array([9.0, 7.0, 9.0]), np.full(3, 8.0), np.array([34.0, 34.0, 33.0])
    >>> is_worthwhile(gain, cost, money, np.full(3, 25.0)).tolist()
    [True, False, False]
    """
    pays: Bools = (expected_gain_cny > own_cost_cny) & (money_cny - own_cost_cny > buffer_cny)
    return pays


def technology_above_usual_log(model: RuralModel) -> Floats:
    """Return technology over the median start technology of kind and village, ln a - ln a0; shape (n,)."""
    enterprises, market = model.enterprises, model.market
    pay_10k = market.reference_pay_10k if market.reference_pay_10k > 0 else model.now.local_pay_10k
    productivity_log = model.committees.village_productivity_log[enterprises.village]
    pay_of_village = village_pay_10k(pay_10k, productivity_log, model.config.pay.ability_share)
    usual = technology_start(model.config.enterprises, enterprises.kind, pay_of_village)
    above: Floats = enterprises.technology_log - np.log(usual)
    return above


def expected_gain_cny(model: RuralModel) -> Floats:
    """Return the profit that a try adds on average, p_u step (1 - m - o - tax) R(t-1) horizon; shape (n,).

    By the envelope theorem a small rise of ln a adds the sales left after proportional costs (errata A7).
    """
    enterprises, rules, costs = model.enterprises, model.config.upgrading, model.config.enterprises
    proportional = by_kind(costs, "material_share") + by_kind(costs, "other_cost_share") + costs.tax_share
    margin = np.maximum(1 - proportional, 0.0)[enterprises.kind]
    prob = success_prob(rules, model.committees.talent_stock)[enterprises.village]
    step = upgrade_step_log(rules, technology_above_usual_log(model))
    gain: Floats = prob * step * margin * enterprises.sales_cny * rules.upgrade_horizon_years
    return gain


def saved_for_upgrades_cny(model: RuralModel) -> Floats:
    """Return what each enterprise keeps for an upgrade that it may try next year and that pays; shape (n,).

    Without it investment would use up all money above the buffer, and no upgrade could ever be paid.
    """
    enterprises, rules = model.enterprises, model.config.upgrading
    own_cost = rules.upgrade_cost_share * enterprises.capital_cny * (1 - model.terms.upgrade_subsidy_share)
    plans = _may_try(model, model.year + 1) & (expected_gain_cny(model) > own_cost)
    return np.where(plans, own_cost, 0.0)


def _may_try(model: RuralModel, year: int) -> Bools:
    """Return which enterprises are in business and have waited long enough since their last try."""
    years_since = year - model.enterprises.last_upgrade_year
    may: Bools = model.enterprises.is_active & (years_since >= model.config.upgrading.upgrade_gap_years)
    return may


# -------------------------------------------------------------------------------------------- processes


def enterprises_try_upgrades(model: RuralModel) -> None:
    """Enterprises whose expected gain beats their cost try an upgrade; part of the cost may be subsidised.

    Subsidies go to all who would try with one, by keyed priority while the money lasts; who gets none tries
    only if it pays without. Those who would have tried anyway are flagged as deadweight.
    """
    enterprises, rules = model.enterprises, model.config.upgrading
    may_try = _may_try(model, model.year)
    gain, cost = expected_gain_cny(model), rules.upgrade_cost_share * enterprises.capital_cny
    subsidy = model.terms.upgrade_subsidy_share * cost
    money = enterprises.money_cny.copy()  # before any subsidy is paid
    buffer = model.config.enterprises.buffer_share * enterprises.capital_cny
    alone = may_try & is_worthwhile(gain, cost, money, buffer)
    helped = np.zeros(len(enterprises), np.bool_)
    if model.terms.upgrade_subsidy_share > 0:
        claims = np.flatnonzero(may_try & is_worthwhile(gain, cost - subsidy, money, buffer))
        helped[_pay_subsidies(model, claims, subsidy)] = True
    trying = alone | helped
    model.ledger.post(Flow.ENTERPRISE_COSTS, cost * trying)
    enterprises.is_upgrading[:] = trying
    enterprises.upgrade_is_subsidised[:] = helped
    enterprises.upgrade_is_deadweight[:] = helped & alone
    enterprises.upgrade_succeeded[:] = False
    enterprises.last_upgrade_year[trying] = model.year


def _pay_subsidies(model: RuralModel, claims: Ints, subsidy_cny: Floats) -> Ints:
    """Pay subsidies by keyed priority until the money ends; return the rows of those who got one."""
    priority = model.streams.uniforms(Stream.UPGRADE, model.enterprises.uid[claims], model.year, PRIORITY)
    queue = claims[np.argsort(-priority, kind="stable")]
    flow, purpose = Flow.PROGRAMME_GRANT_ENTERPRISE, Purpose.UPGRADING
    served = pay_in_turn(model, flow, subsidy_cny[queue], queue, purpose=purpose)
    return queue[served]


def enterprises_finish_upgrades(model: RuralModel) -> None:
    """Let tried upgrades succeed by chance and talent; a success raises technology from next year.

    Processing and service firms that have succeeded hire the schooled only from then on.
    """
    if model.is_burn_in:
        return
    enterprises, rules = model.enterprises, model.config.upgrading
    prob = success_prob(rules, model.committees.talent_stock)[enterprises.village]
    draw = model.streams.uniforms(Stream.UPGRADE, enterprises.uid, model.year, SUCCESS)
    succeeded = enterprises.is_upgrading & enterprises.is_active & (draw < prob)
    step = upgrade_step_log(rules, technology_above_usual_log(model))
    enterprises.technology_log[succeeded] += step[succeeded]
    enterprises.upgrade_succeeded[:] = succeeded
    enterprises.needs_schooling[succeeded & (enterprises.kind != Kind.COOPERATIVE)] = True
