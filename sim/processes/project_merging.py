"""Lever 4 at work: weak projects of a kind are merged (model.md S9, errata A8, B10)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.agents.enterprise import Kind
from sim.arrays import Floats, Ints, ratio
from sim.budget import affordable, money_left
from sim.ledger import Flow, Purpose
from sim.parameter import param

if TYPE_CHECKING:
    from sim.model import RuralModel


@dataclass
class ProjectMerging:
    """Size of groups, cost, savings and losses of a merger."""

    largest_group: int = param(
        3, unit="projects", bounds=(2, 20), plausible=(2, 5), grade="assumption",
        doc="Projects that are merged into one at most in a year.", source="errata K2",
    )  # fmt: skip
    transition_cost_share: float = param(
        0.08, unit="share of K", bounds=(0, 1), plausible=(0.02, 0.15), grade="assumption",
        doc="Cost of merging over the capital that is merged.", source="model.md S9, errata K2",
    )  # fmt: skip
    overhead_saved_share: float = param(
        0.5, unit="share", bounds=(0, 1), plausible=(0, 1), grade="assumption",
        doc="Overhead of each further plant that a merged project saves.", source="errata A8, K2",
    )  # fmt: skip
    synergy_log: float = param(
        0.05, unit="log", bounds=(-0.5, 0.5), plausible=(-0.05, 0.1), grade="assumption",
        doc="Technology gained by a merger (syn).", source="model.md 3.8",
    )  # fmt: skip
    link_loss_share: float = param(
        0.15, unit="share", bounds=(0, 1), plausible=(0, 0.4), grade="assumption",
        doc="Links to poor households that a merger cuts.", source="model.md S9, errata K2",
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------ rules


def paid_overheads(n_plants: Ints, saved_share: float) -> Floats:
    """Return how many overheads n plants pay together, n - saved (n - 1); shape of ``n_plants``.

    Examples
    --------
    >>> paid_overheads(np.array([1, 3]), 0.5).tolist()
    [1.0, 2.0]
    """
    overheads: Floats = n_plants - saved_share * (n_plants - 1.0)
    return overheads


def weak_projects(sales_cny: Floats, capital_cny: Floats, quantile: float) -> Ints:
    """Return the places of projects at or below a quantile of sales over capital, weakest first.

    Examples
    --------
    >>> weak_projects(np.array([4.0, 1.0, 3.0, 2.0]), np.ones(4), 0.34).tolist()
    [1, 3]
    """
    if len(sales_cny) == 0 or quantile <= 0:
        return np.zeros(0, np.int64)
    productivity = ratio(sales_cny, capital_cny, when_empty=0.0)
    order = np.argsort(productivity, kind="stable")
    at_the_quantile = order[int(min(quantile, 1.0) * (len(order) - 1))]
    weak: Ints = order[productivity[order] <= productivity[at_the_quantile]]
    return weak


def merger_groups(village: Ints, remoteness: Ints, largest: int) -> list[Ints]:
    """Return the groups in which weak projects merge; who finds no partner is left out.

    The weakest chooses first: partners of its remoteness class before others, then by distance in village
    numbers, then the weaker.

    Parameters
    ----------
    village, remoteness : array of int, shape (n,)
        Village and its remoteness class of each project, weakest project first.
    largest : int

    Examples
    --------
    >>> groups = merger_groups(np.array([4, 0, 5, 3, 9]), np.array([1, 1, 0, 1, 0]), 3)
    >>> [group.tolist() for group in groups]
    [[0, 3, 1], [2, 4]]
    """
    left, groups = np.arange(len(village)), []
    while len(left) > 1:
        first, others = left[0], left[1:]
        distance = np.abs(village[others] - village[first])
        nearest = np.lexsort((others, distance, remoteness[others] != remoteness[first]))
        group = np.concatenate([[first], others[nearest[: largest - 1]]])
        groups.append(group)
        left = left[~np.isin(left, group)]
    return groups


# -------------------------------------------------------------------------------------------- processes


def projects_merge(model: RuralModel) -> None:
    """Merge the weakest projects of each kind; overheads are saved, links to the poor thin out.

    The largest of a group goes on with all capital, money, staff, members and contracts. Where programme
    money ends, so do the mergers of the year.
    """
    if model.terms.merge_quantile <= 0:
        return
    groups = _groups_to_merge(model)
    if not groups:
        return
    grants = np.array([_public_share_cny(model, group) for group in groups])
    served = affordable(grants, money_left(model, Purpose.PROJECT_INTEGRATION))
    model.programmes.refused_cny[Purpose.PROJECT_INTEGRATION] += grants[~served].sum()
    heir = np.arange(len(model.enterprises))
    for turn in np.flatnonzero(served):
        group = groups[turn]
        heir[group] = group[np.argmax(model.enterprises.capital_cny[group])]
        _merge(model, group, int(heir[group[0]]), float(grants[turn]))
    _hand_on_people(model, heir)


def _groups_to_merge(model: RuralModel) -> list[Ints]:
    """Return the rows of each group of weak projects, kind by kind."""
    enterprises, groups = model.enterprises, []
    remoteness = model.committees.remoteness[enterprises.village]
    for kind in Kind:
        is_of_kind = enterprises.is_project & enterprises.is_active & (enterprises.kind == kind)
        rows = np.flatnonzero(is_of_kind)
        sales, capital = enterprises.sales_cny[rows], enterprises.capital_cny[rows]
        rows = rows[weak_projects(sales, capital, model.terms.merge_quantile)]
        village, largest = enterprises.village[rows], model.config.project_merging.largest_group
        groups += [rows[group] for group in merger_groups(village, remoteness[rows], largest)]
    return groups


def _public_share_cny(model: RuralModel, group: Ints) -> float:
    """Return what the group's own money above its buffer cannot pay of the cost of merging."""
    enterprises = model.enterprises
    capital, money = enterprises.capital_cny[group].sum(), enterprises.money_cny[group].sum()
    free = max(0.0, float(money - model.config.enterprises.buffer_share * capital))
    return max(0.0, model.config.project_merging.transition_cost_share * float(capital) - free)


def _merge(model: RuralModel, group: Ints, survivor: int, grant_cny: float) -> None:
    """Merge a group into one of its rows and pay for the transition."""
    enterprises, rules = model.enterprises, model.config.project_merging
    absorbed = group[group != survivor]
    post, at = model.ledger.post, np.array([survivor])
    heirs = np.full(len(absorbed), survivor)
    post(Flow.MERGED_MONEY, np.maximum(enterprises.money_cny[absorbed], 0.0), payers=absorbed, payees=heirs)
    grant, purpose = np.array([grant_cny]), Purpose.PROJECT_INTEGRATION
    post(Flow.PROGRAMME_GRANT_ENTERPRISE, grant, payees=at, purpose=purpose)
    capital = enterprises.capital_cny[group]
    cost = rules.transition_cost_share * capital.sum()
    post(Flow.ENTERPRISE_COSTS, np.array([cost]), payers=at)
    weight = ratio(capital, capital.sum(), when_empty=1 / len(group))
    _hand_on_holdings(model, group, weight, survivor)
    _combine_rows(model, group, weight, survivor)
    enterprises.public_money_cny[survivor] += grant_cny


def _combine_rows(model: RuralModel, group: Ints, weight: Floats, survivor: int) -> None:
    """Write the merged project to the row of the survivor and close the other rows.

    Technology is the mean of a by capital; what merges for the first time gains e^syn. Links shrink. Losses
    in a row are those of the best of the group, years of bailouts those of the worst.
    """
    enterprises, rules = model.enterprises, model.config.project_merging
    technology = np.exp(enterprises.technology_log[group])
    is_new = enterprises.n_plants[group] == 1
    synergy = rules.synergy_log * float(weight @ is_new)
    enterprises.technology_log[survivor] = np.log(weight @ technology) + synergy
    enterprises.appraisal_score[survivor] = weight @ enterprises.appraisal_score[group]
    links = weight @ enterprises.poor_link_share[group]
    enterprises.poor_link_share[survivor] = (1 - rules.link_loss_share) * links
    enterprises.bailout_years[survivor] = enterprises.bailout_years[group].max()
    enterprises.last_upgrade_year[survivor] = enterprises.last_upgrade_year[group].max()
    enterprises.needs_schooling[survivor] = enterprises.needs_schooling[group].any()
    enterprises.n_plants[survivor] = enterprises.n_plants[group].sum()
    absorbed = group[group != survivor]
    for column in (
        enterprises.capital_cny,
        enterprises.founding_capital_cny,
        enterprises.public_equity_cny,
        enterprises.public_money_cny,
        enterprises.n_workers,
        enterprises.output_cny,
        enterprises.sales_cny,
    ):
        column[survivor] = column[group].sum()
        column[absorbed] = 0
    enterprises.loss_years[survivor] = enterprises.loss_years[group].min()
    enterprises.loss_years[absorbed] = 0
    enterprises.low_score_years[group] = 0
    enterprises.labour_target[absorbed] = 0
    enterprises.is_active[absorbed] = False
    enterprises.exit_year[absorbed] = model.year


def _hand_on_holdings(model: RuralModel, group: Ints, weight: Floats, survivor: int) -> None:
    """Holders keep their part of what they bring in, by contributed capital (errata B10)."""
    holdings = model.holdings
    for row, part in zip(group, weight, strict=True):
        holdings.weight[holdings.enterprise == row] *= part
    holdings.enterprise[np.isin(holdings.enterprise, group)] = survivor
    model.township.sort_holdings()


def _hand_on_people(model: RuralModel, heir: Ints) -> None:
    """Staff, members and contract farms go over to the project that theirs was merged into."""
    households = model.households
    for references in (model.persons.employer, households.member_of, households.contract_enterprise):
        is_row = references >= 0
        references[is_row] = heir[references[is_row]]
