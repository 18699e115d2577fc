"""Publicly funded poverty-alleviation projects: sites, duty to the poor, bailouts (S9, errata E10)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.arrays import YUAN_PER_10K, Bools, Floats, Ints, count_by, ratio, sum_by
from sim.budget import affordable, reserve_left, yearly_budget_cny
from sim.ledger import Flow, Purpose, Sector
from sim.parameter import param
from sim.processes.enterprise_founding import Founding
from sim.processes.enterprise_rules import by_kind
from sim.processes.land_rental import leases_of_cooperatives
from sim.random_streams import Stream

if TYPE_CHECKING:
    from sim.model import RuralModel

NONE = -1
KIND, SITE = range(2)
"""Draws of the stream of project kinds."""
SCORE, BAILOUT, CLOSURE = range(3)
"""Draws of the appraisal stream."""

_SIZE: dict[str, Any] = {
    "unit": "10k yuan", "bounds": (0.1, 10_000), "plausible": (10, 300), "grade": "assumption",
    "doc": "Public equity of a new project of the kind.",
    "source": "errata E10: below 150 the overhead makes most processing projects lose money",
}  # fmt: skip
_KIND: dict[str, Any] = {
    "unit": "weight", "bounds": (0, 1), "grade": "assumption",
    "doc": "Part of new projects that are of the kind; the three weights are scaled to one.",
    "source": "errata E10",
}  # fmt: skip


@dataclass
class Projects:
    """Money, size, quality and duties of projects."""

    budget_share_before: float = param(
        0.5, unit="share", bounds=(0, 1), plausible=(0.2, 0.7), grade="assumption",
        doc="Part of poverty-alleviation money that funds projects, up to the transition year.",
        source="errata E10, K2: policy documents",
    )  # fmt: skip
    budget_share_after: float = param(
        0.25, unit="share", bounds=(0, 1), plausible=(0.2, 0.7), grade="assumption",
        doc="Project money over the revitalisation budget, on top of it, from the transition year on.",
        source="errata E10, K2: policy documents",
    )  # fmt: skip
    funds_per_registered_cny: float = param(
        1_800.0, unit="yuan/person-yr", bounds=(0, 1e7), plausible=(900, 3_000),
        grade="official-statistics",
        doc="Poverty-alleviation money of all levels of government per registered person.",
        source="errata K2: 1.6 trillion yuan in 9 years over 100 million persons [F25]",
    )  # fmt: skip
    size_10k_cooperative: float = param(50.0, **_SIZE)
    size_10k_processing: float = param(150.0, **_SIZE)
    size_10k_services: float = param(50.0, **_SIZE)
    kind_weight_cooperative: float = param(0.6, plausible=(0.4, 0.8), **_KIND)
    kind_weight_processing: float = param(0.1, plausible=(0, 0.3), **_KIND)
    kind_weight_services: float = param(0.3, plausible=(0.1, 0.5), **_KIND)
    quality_gap_log: float = param(
        0.25, unit="log", bounds=(-1, 2), plausible=(0, 0.5), grade="assumption",
        doc="Technology that projects lack against enterprises founded by their owners (D_p).",
        source="model.md 3.8: audits found idle and failed projects [F24]",
    )  # fmt: skip
    quality_governance_log: float = param(
        0.3, unit="log", bounds=(0, 2), plausible=(0, 0.6), grade="assumption",
        doc="Technology of a project per unit of the village's governance capacity above one half.",
        source="model.md S9, errata K2",
    )  # fmt: skip
    duty_rate: float = param(
        0.06, unit="/yr", bounds=(0, 1), plausible=(0.03, 0.10), grade="assumption",
        doc="Yearly payment to listed poor and the collective over the public equity (r_p).",
        source="model.md S9, 3.8: asset-income projects",
    )  # fmt: skip
    duty_poor_share: float = param(
        0.6, unit="share", bounds=(0, 1), plausible=(0.4, 0.8), grade="assumption",
        doc="Part of the duty for listed poor households, per head; the rest is the collective's.",
        source="errata E10",
    )  # fmt: skip
    bailout_max_years: int = param(
        3, unit="yr", bounds=(0, 100), plausible=(0, 5), grade="assumption",
        doc="Years in which public money covers the loss of a project at most.",
        source="model.md S9, errata K2",
    )  # fmt: skip


# ------------------------------------------------------------------------------------------- new projects


def project_budget_cny(model: RuralModel) -> float:
    """Return the year's public money for projects B^P, in yuan (errata E10); 0 once programmes have ended.

    Half of 1,800 yuan per registered person, then a quarter of the revitalisation budget.
    """
    rules, government = model.config.projects, model.config.government
    if model.year > government.programme_end_year:
        return 0.0
    if model.year >= government.transition_year:
        return rules.budget_share_after * yearly_budget_cny(model)
    return rules.budget_share_before * rules.funds_per_registered_cny * _registered_persons(model)


def _registered_persons(model: RuralModel) -> float:
    """Return the members of listed households, graduated ones too; before the list exists, its quota."""
    registration, households = model.config.registration, model.households
    if model.year < registration.first_year:
        return registration.quota_share * float(households.n_residents.sum())
    return float((households.n_members * households.is_registered).sum())


def government_chooses_project_sites(model: RuralModel) -> None:
    """Money for projects accrues; sites are drawn by weight while it covers the next one.

    At most one project a year opens in a village. What is too little for the next one is carried over,
    until programmes end.
    """
    government, committees, rules = model.government, model.committees, model.config.projects
    committees.new_project_kind[:] = NONE
    if model.year > model.config.government.programme_end_year:
        government.project_fund_cny[0] = 0.0
        return
    delivered = float(model.programmes.delivered_dose[Purpose.PROJECTS])
    government.project_fund_cny[0] += delivered * project_budget_cny(model)
    draw = model.streams.uniforms(Stream.PROJECT_KIND, committees.uid, model.year, KIND)
    kind = kinds_drawn(by_kind(rules, "kind_weight"), draw)
    order = site_order(
        committees.project_site_weight,
        model.streams.gumbels(Stream.PROJECT_KIND, committees.uid, model.year, SITE),
    )
    cost = by_kind(rules, "size_10k")[kind[order]] * YUAN_PER_10K
    chosen = affordable(cost, float(government.project_fund_cny[0]))
    committees.new_project_kind[order[chosen]] = kind[order[chosen]]
    government.project_fund_cny[0] -= cost[chosen].sum()


def kinds_drawn(weights: Floats, draw: Floats) -> Ints:
    """Return the kind that each uniform draw falls on, kinds being as likely as their weights.

    Examples
    --------
    >>> kinds_drawn(np.array([0.6, 0.1, 0.3]), np.array([0.0, 0.59, 0.61, 0.71, 0.99])).tolist()
    [0, 0, 1, 2, 2]
    """
    upper = np.cumsum(weights)
    kind: Ints = np.searchsorted(upper, draw * upper[-1], side="right").astype(np.int64)
    return np.minimum(kind, len(weights) - 1)


def site_order(weight: Floats, gumbel: Floats) -> Ints:
    """Return villages in the order in which sites are drawn without replacement by weight.

    The largest ln w + Gumbel comes first, which draws each village in proportion to its weight; before any
    appraisal has set weights they are equal (errata C9).

    Examples
    --------
    >>> site_order(np.array([0.1, 0.0, 0.9]), np.zeros(3)).tolist()
    [2, 0, 1]
    """
    known = weight if weight.sum() > 0 else np.ones(len(weight))
    score = np.log(np.maximum(known, np.finfo(np.float64).tiny)) + gumbel
    return np.argsort(-score, kind="stable")


def planned_projects(model: RuralModel) -> list[Founding]:
    """Return the projects that open this year; their quality is -D_p + .3 (G - .5) beside the noise."""
    committees, rules = model.committees, model.config.projects
    villages = np.flatnonzero(committees.new_project_kind != NONE)
    kinds = committees.new_project_kind[villages]
    equity = by_kind(rules, "size_10k")[kinds] * YUAN_PER_10K
    governance = rules.quality_governance_log * (committees.governance[villages] - 0.5)
    quality = governance - rules.quality_gap_log
    nobody = np.zeros(0, np.int64)
    return [
        Founding(int(village), int(kind), nobody, np.array([paid]), float(gain), is_project=True)
        for village, kind, paid, gain in zip(villages, kinds, equity, quality, strict=True)
    ]


def active_projects(model: RuralModel) -> Bools:
    """Return which enterprises are projects in business."""
    active: Bools = model.enterprises.is_project & model.enterprises.is_active
    return active


def count_projects(model: RuralModel) -> None:
    """Note how many projects each committee looks after."""
    committees = model.committees
    villages = model.enterprises.village[active_projects(model)]
    committees.n_projects[:] = count_by(villages, len(committees))


# ------------------------------------------------------------------------------------------ duty, bailouts


def projects_pay_their_duty(model: RuralModel) -> None:
    """Projects pay a part of their public equity to listed poor and collectives, as far as money goes.

    Each village that holds a part of a project gets that part of its duty. Links that mergers have cut pay
    nothing; where nobody is listed, or all have lapsed, the collective gets all (errata E9, E10).
    """
    enterprises, holdings, rules = model.enterprises, model.holdings, model.config.projects
    households, n_villages = model.households, len(model.committees)
    enterprises.duty_paid_cny[:] = 0.0
    held = np.flatnonzero(active_projects(model)[holdings.enterprise])
    if held.size == 0:
        return
    payer, village = holdings.enterprise[held], holdings.holder[held]
    is_listed = households.is_registered & (households.lapse_end_year < model.year)
    heads = (households.n_residents * is_listed).astype(np.float64)
    full = rules.duty_rate * enterprises.public_equity_cny[payer] * holdings.weight[held]
    to_poor = rules.duty_poor_share * full * enterprises.poor_link_share[payer]
    to_village = (1 - rules.duty_poor_share) * full
    has_listed = sum_by(households.village, heads, n_villages)[village] > 0
    to_village += np.where(has_listed, 0.0, to_poor)
    to_poor = np.where(has_listed, to_poor, 0.0)
    owed = sum_by(payer, to_poor + to_village, len(enterprises))
    met = np.minimum(ratio(np.maximum(enterprises.money_cny, 0.0), owed, when_empty=0.0), 1.0)
    enterprises.duty_paid_cny[:] = met * owed
    to_poor, to_village = met[payer] * to_poor, met[payer] * to_village
    # Split like rents of land: every listed household of the village by its residents.
    part, poor, amounts = leases_of_cooperatives(to_poor, village, heads, households.village)
    post = model.ledger.post
    post(
        Flow.PROJECT_DUTY_PAYMENT, amounts, payers=payer[part], payees=poor, payee=Sector.HOUSEHOLDS
    )  # fmt: skip
    post(Flow.PROJECT_DUTY_PAYMENT, to_village, payers=payer, payees=village, payee=Sector.COLLECTIVES)


def government_bails_out_projects(model: RuralModel) -> None:
    """Government covers losses of projects, unless appraisal has consequences.

    Served by keyed priority while the reserve lasts; a project that is bailed out is not insolvent (S9).
    """
    enterprises, rules = model.enterprises, model.config.projects
    if model.year > model.config.government.programme_end_year:
        return
    claims = active_projects(model) & (enterprises.net_profit_cny < 0)
    rows = np.flatnonzero(claims & (enterprises.bailout_years < rules.bailout_max_years))
    draw = model.streams.uniforms(Stream.APPRAISAL, enterprises.uid[rows], model.year, BAILOUT)
    saved = draw >= model.terms.hard_budget_prob
    rows = rows[saved][np.argsort(draw[saved], kind="stable")]
    loss = -enterprises.net_profit_cny[rows]
    served = affordable(loss, reserve_left(model))
    rows, loss = rows[served], loss[served]
    model.ledger.post(Flow.PROGRAMME_GRANT_ENTERPRISE, loss, payees=rows, purpose=Purpose.PROJECTS)
    enterprises.public_money_cny[rows] += loss
    enterprises.bailout_years[rows] += 1
    enterprises.is_insolvent[rows] = False
