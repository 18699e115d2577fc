"""Enterprises close and are founded (model.md S8.7-S8.8, errata B8, E3, E4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.agents.enterprise import Kind
from sim.agents.person import Livelihood
from sim.arrays import YUAN_PER_10K, Bools, Floats, Ints, sum_by
from sim.budget import affordable, money_left
from sim.ledger import Purpose
from sim.parameter import param
from sim.processes.enterprise_closing import close_enterprises
from sim.processes.enterprise_founding import Founding, open_enterprises
from sim.processes.enterprise_rules import by_kind
from sim.processes.projects import count_projects, planned_projects
from sim.random_streams import Stream, stable_ids

if TYPE_CHECKING:
    from sim.model import RuralModel

_ENTRY: dict[str, Any] = {
    "unit": "/village-yr",
    "bounds": (0, 1),
    "doc": "Chance that an enterprise is tried in a village and year (lambda_k).",
    "source": "errata E4, K2: replaces exits",
    "grade": "assumption",
}
_STARTUP: dict[str, Any] = {
    "unit": "10k yuan",
    "bounds": (0.1, 10_000),
    "doc": "Usual capital at founding (E_k).",
    "source": "errata E4, A9: above the break-even of 12, 67, 18",
    "grade": "assumption",
}


@dataclass
class EnterpriseTurnover:
    """When enterprises close, and who founds new ones with what money."""

    exit_prob: float = param(
        0.06, unit="/yr", bounds=(0, 1), plausible=(0.02, 0.08), grade="calibrated",
        doc="Yearly chance to close for reasons outside the model (h_E).",
        source="errata A5, K3: median life 10.7 years of small firms [F31]",
    )  # fmt: skip
    losses_before_exit: int = param(
        3, unit="yr", bounds=(1, 100), plausible=(2, 5), grade="assumption",
        doc="Net losses in a row that close an enterprise that has also lost its capital.",
        source="model.md S8.7, errata B8",
    )  # fmt: skip
    exit_capital_share: float = param(
        0.5, unit="share", bounds=(0, 1), plausible=(0.15, 0.8), grade="assumption",
        doc="Capital over capital at founding below which losses close an enterprise.", source="errata B8",
    )  # fmt: skip
    entry_prob_cooperative: float = param(0.075, plausible=(0.0375, 0.15), **_ENTRY)
    entry_prob_processing: float = param(0.015, plausible=(0.0075, 0.03), **_ENTRY)
    entry_prob_services: float = param(0.03, plausible=(0.015, 0.06), **_ENTRY)
    entry_return: float = param(
        0.05, unit="share of K", bounds=(-1, 1), plausible=(0, 0.1), grade="assumption",
        doc="Last year's return of the kind in the township above which founders try.", source="errata E4",
    )  # fmt: skip
    startup_capital_10k_cooperative: float = param(20.0, plausible=(10, 30), **_STARTUP)
    startup_capital_10k_processing: float = param(100.0, plausible=(50, 150), **_STARTUP)
    startup_capital_10k_services: float = param(30.0, plausible=(15, 45), **_STARTUP)
    equity_ratio: float = param(
        1.25, unit="ratio", bounds=(1, 5), plausible=(1, 1.5), grade="assumption",
        doc="Equity that founders wish to pay in over the usual capital.", source="errata E4",
    )  # fmt: skip
    least_equity_ratio: float = param(
        0.75, unit="ratio", bounds=(0, 5), plausible=(0.5, 1), grade="assumption",
        doc="Equity below which the founding is given up, over the usual capital.", source="errata E4",
    )  # fmt: skip
    equity_capital_share: float = param(
        0.8, unit="share", bounds=(0, 1), plausible=(0.6, 0.9), grade="assumption",
        doc="Part of equity that buys capital; the rest stays money.", source="errata E4",
    )  # fmt: skip
    largest_founding_group: int = param(
        5, unit="households", bounds=(1, 100), plausible=(3, 8), grade="assumption",
        doc="Largest number of founding households; each pays at most its even part.", source="errata E4",
    )  # fmt: skip
    founder_money_share: float = param(
        0.6, unit="share", bounds=(0, 1), plausible=(0.3, 0.9), grade="assumption",
        doc="Largest part of its money that a founding household pays in.", source="errata E4, K2",
    )  # fmt: skip
    founder_attitude: float = param(
        0.5, unit="share", bounds=(0, 1), plausible=(0.3, 0.7), grade="assumption",
        doc="Attitude above which a household joins a founding group.", source="model.md S8.8, errata E4",
    )  # fmt: skip
    least_infrastructure: float = param(
        0.4, unit="index", bounds=(0, 2), plausible=(0.2, 0.6), grade="assumption",
        doc="Infrastructure above which processing and services can be founded.", source="errata E4",
    )  # fmt: skip
    returnee_years: int = param(
        5, unit="yr", bounds=(0, 50), plausible=(3, 10), grade="assumption",
        doc="Years after coming home during which a former migrant is a returnee.", source="errata E4",
    )  # fmt: skip
    technology_per_school_year: float = param(
        0.02, unit="log/yr", bounds=(-0.2, 0.2), plausible=(0, 0.04), grade="assumption",
        doc="Technology of a new enterprise per year of the first founder's schooling.",
        source="model.md S8.8, errata K2",
    )  # fmt: skip
    technology_of_returnee: float = param(
        0.05, unit="log", bounds=(-0.5, 0.5), plausible=(0, 0.1), grade="assumption",
        doc="Technology that a returnee as first founder adds.", source="model.md S8.8, errata K2",
    )  # fmt: skip


# --- closing ---------------------------------------------------------------------------------------


def is_closing(
    rules: EnterpriseTurnover,
    is_insolvent: Bools,
    loss_years: Ints,
    capital: Floats,
    founding_capital: Floats,
    draw: Floats,
) -> Bools:
    """Return which enterprises close: insolvent, or worn out by losses, or by the base hazard; shape (n,).

    Examples
    --------
    >>> no, K = np.array([False, False]), np.array([4.0, 6.0])
    >>> is_closing(EnterpriseTurnover(), no, np.array([3, 3]), K, np.array([10.0, 10.0]), np.ones(2)).tolist()
    [True, False]
    """
    has_shrunk = capital < rules.exit_capital_share * founding_capital
    worn_out = (loss_years >= rules.losses_before_exit) & has_shrunk
    closing: Bools = is_insolvent | worn_out | (draw < rules.exit_prob)
    return closing


def enterprises_close(model: RuralModel) -> None:
    """Insolvent, worn-out and unlucky enterprises close; capital is sold and holders share what is left."""
    enterprises = model.enterprises
    closing = enterprises.is_active & is_closing(
        model.config.enterprise_turnover,
        enterprises.is_insolvent,
        enterprises.loss_years,
        enterprises.capital_cny,
        enterprises.founding_capital_cny,
        model.streams.uniforms(Stream.ENTERPRISE_EXIT, enterprises.uid, model.year),
    )
    close_enterprises(model, closing)


# --- founding --------------------------------------------------------------------------------------


def enterprises_are_founded(model: RuralModel) -> None:
    """Households and outside investors found enterprises of kinds with a good return; projects open.

    The first founder of a group may get a start-up grant, which goes into the equity (lever 10).
    """
    terms, money = model.terms, model.households.money_cny.copy()
    n_offered, n_groups = round(terms.startup_grants_per_village * len(model.committees)), 0
    n_affordable = _affordable_grants(model, n_offered)
    returnee = _returnee_households(model)
    foundings = planned_projects(model)
    for village, kind in _tries(model):
        if kind == Kind.PROCESSING:
            founding = _by_outside_investor(model, village, kind)
        else:
            grant = terms.startup_grant_cny if n_groups < n_affordable else 0.0
            found = _by_founding_group(model, village, kind, money, returnee, grant)
            if found is None:
                continue
            founding = found
            n_groups += 1
        foundings.append(founding)
    n_refused = max(0, min(n_groups, n_offered) - n_affordable)
    model.programmes.refused_cny[Purpose.TALENT] += terms.startup_grant_cny * n_refused
    if foundings:
        open_enterprises(model, foundings)
    count_projects(model)


def _affordable_grants(model: RuralModel, n_offered: int) -> int:
    """Return how many of the start-up grants on offer the money of lever 10 still pays for."""
    costs = np.full(n_offered, model.terms.startup_grant_cny)
    return int(affordable(costs, money_left(model, Purpose.TALENT)).sum())


def _tries(model: RuralModel) -> list[tuple[int, int]]:
    """Return village and kind of each founding that is tried this year, in keyed order."""
    committees, rules = model.committees, model.config.enterprise_turnover
    n_kinds = len(Kind)
    village, kind = np.divmod(np.arange(len(committees) * n_kinds), n_kinds)
    site = stable_ids(committees.uid[village], kind)
    draw = model.streams.uniforms(Stream.ENTERPRISE_ENTRY, site, model.year)
    # A kind that sold nothing last year has no return to show and deters nobody.
    sales = sum_by(model.enterprises.kind, model.enterprises.sales_cny, n_kinds)
    attractive = (model.market.mean_return_share > rules.entry_return) | (sales <= 0)
    prob = by_kind(rules, "entry_prob") * model.terms.entry_boost_ratio * attractive
    has_road = committees.infrastructure > rules.least_infrastructure
    feasible = (kind == Kind.COOPERATIVE) | has_road[village]
    tried = np.flatnonzero((draw < prob[kind]) & feasible)
    tried = tried[np.argsort(draw[tried], kind="stable")]
    return [(int(village[i]), int(kind[i])) for i in tried]


def _returnee_households(model: RuralModel) -> Bools:
    """Return which households have a member who came home from migration in recent years."""
    persons, oldest = model.persons, model.year - model.config.enterprise_turnover.returnee_years
    is_returnee = (persons.return_year > 0) & (persons.return_year >= oldest)
    at_home = persons.livelihood != Livelihood.MIGRANT
    return model.township.sum_members(is_returnee & at_home) > 0


def _by_outside_investor(model: RuralModel, village: int, kind: int) -> Founding:
    """Return a founding that an investor from outside pays in full."""
    rules = model.config.enterprise_turnover
    equity = rules.equity_ratio * by_kind(rules, "startup_capital_10k")[kind] * YUAN_PER_10K
    return Founding(village, kind, np.zeros(0, np.int64), np.array([equity]), 0.0)


def _by_founding_group(
    model: RuralModel, village: int, kind: int, money: Floats, returnee: Bools, grant_cny: float
) -> Founding | None:
    """Return a founding by households of the village, or None when they cannot raise the least equity.

    The richest open-minded households join. Where a grant is on offer its taker leads the group: returnees
    come first, and the better the governance, the less their wealth decides. ``money`` is what households
    have left after the year's earlier foundings; it is reduced in place.
    """
    households, rules = model.households, model.config.enterprise_turnover
    first, end = np.searchsorted(households.village, [village, village + 1])
    rows = np.arange(first, end)
    joins = (households.attitude[rows] > rules.founder_attitude) & (households.n_residents[rows] > 0)
    rows = rows[joins & (money[rows] > 0)]
    if len(rows) == 0:
        return None
    group = rows[np.argsort(-money[rows], kind="stable")]
    if grant_cny > 0:
        governance = float(model.committees.governance[village])
        favour = (1 - governance) * np.log(money[rows]) + governance * households.targeting_noise[rows]
        leader = rows[np.lexsort((-favour, ~returnee[rows]))[0]]
        group = np.concatenate([[leader], group[group != leader]])
    group = group[: rules.largest_founding_group]
    startup = by_kind(rules, "startup_capital_10k")[kind] * YUAN_PER_10K
    part = rules.equity_ratio * startup / rules.largest_founding_group
    own_money = np.minimum(rules.founder_money_share * money[group], part)
    equity = own_money.copy()
    equity[0] += grant_cny
    if equity.sum() < rules.least_equity_ratio * startup:
        return None
    money[group] -= own_money
    return Founding(village, kind, group, equity, _leaders_gain(model, int(group[0]), returnee), grant_cny)


def _leaders_gain(model: RuralModel, leader: int, returnee: Bools) -> float:
    """Return the technology that schooling and experience of the first founder's household bring."""
    households, persons, rules = model.households, model.persons, model.config.enterprise_turnover
    members = slice(
        households.first_person[leader], households.first_person[leader] + households.n_members[leader]
    )
    works = persons.livelihood[members] != Livelihood.HOME
    usual = model.config.pay.reference_schooling_years
    schooling = persons.education_years[members][works].max() if works.any() else usual
    gain = rules.technology_per_school_year * (schooling - usual)
    return float(gain + rules.technology_of_returnee * returnee[leader])
