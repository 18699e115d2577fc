"""How much of each lever is at work in a year: lag, change of programmes, budget, and losses (S1, S11).

Levers know their dose and what a delivered dose changes; processes read the terms. What lies between,
the same for all levers, stands here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.budget import has_fixed_budget, yearly_budget_cny
from sim.ledger import Purpose
from sim.policies.base import Delivery, Policy
from sim.processes.government import coordination, ramp
from sim.terms import Terms

if TYPE_CHECKING:
    from sim.model import RuralModel

HALVINGS = 60
"""Steps of the bisection for the factor on all doses; each halves the interval."""


def plan_the_year(model: RuralModel) -> Terms:
    """Return the terms of the year: what the delivered dose of every lever changes.

    Writes dose, delivered dose, losses and envelope of every programme.
    """
    if model.is_burn_in:
        return Terms()
    _set_the_budget(model)
    levers = model.config.policies.levers()
    lagged = {name: model.lagged_dose(name) for name in levers}
    is_fixed = has_fixed_budget(model)
    factor = factor_within_budget(model, levers, lagged) if is_fixed else 1.0
    doses, coordinated = doses_at_work(model, levers, lagged, factor)
    costed = levers if is_fixed else {}
    envelopes = {name: planned_cost_cny(model, levers[name], doses[name]) for name in costed}
    _lose_on_the_way(model, levers, 1 - coordinated)
    _deliver(model, levers, doses)
    _allow(model, levers, envelopes)
    terms = Terms()
    for name, lever in levers.items():
        lever.amend(terms, float(model.programmes.delivered_dose[lever.purpose]))
        lever.regulate(terms, doses[name])
        terms.amend(staff_days=lever.staff_days * doses[name])
    terms.amend(cash_total_cny=model.cash_budget_cny.get(model.year, 0.0))
    return terms


def _set_the_budget(model: RuralModel) -> None:
    """Note the residents of the transition year, by which the revitalisation budget is sized."""
    government = model.government
    if model.year >= model.config.government.transition_year and government.budget_residents[0] == 0:
        government.budget_residents[0] = model.households.n_residents.sum()


def doses_at_work(
    model: RuralModel, levers: dict[str, Policy], lagged: dict[str, float], factor: float
) -> tuple[dict[str, float], float]:
    """Return the dose of every lever under a factor on all doses, and the coordination that follows.

    Coordination comes first, because new programmes reach their doses the sooner the better the offices
    work together; direct levers are not held up.
    """
    terms, doses = Terms(), {}
    for name, lever in levers.items():
        if lever.delivery is Delivery.DIRECT:
            doses[name] = min(1.0, factor * lagged[name])
            lever.amend(terms, doses[name])
    rules = model.config.government
    coordinated = coordination(terms.coordination_gain, rules)
    reached = ramp(model.year, coordinated, rules)
    held_up = {name: min(1.0, factor * reached * dose) for name, dose in lagged.items() if name not in doses}
    return {name: (doses | held_up)[name] for name in levers}, coordinated


def _lose_on_the_way(model: RuralModel, levers: dict[str, Policy], uncoordinated: float) -> None:
    """Write the shares of programme money that leak, lie idle and double other services (errata B6).

    Until :func:`_deliver`, the delivered dose holds what last year's idle money will deliver.
    """
    programmes, rules = model.programmes, model.config.government
    has_losses = np.zeros(len(programmes))
    has_losses[[lever.purpose for lever in levers.values() if lever.delivery is Delivery.MONEY]] = 1.0
    has_losses[Purpose.PROJECTS] = 1.0
    programmes.delivered_dose[:] = (1 - programmes.leakage_share) * programmes.idle_share * programmes.dose
    programmes.leakage_share[:] = has_losses * rules.leakage_share_base * uncoordinated
    programmes.idle_share[:] = has_losses * rules.idle_share_base * uncoordinated
    programmes.overlap_share[:] = has_losses * rules.overlap_share_base * uncoordinated


def _deliver(model: RuralModel, levers: dict[str, Policy], doses: dict[str, float]) -> None:
    """Write doses, delivered doses and the parked money that is released.

    Delivered is (1 - overlap)[(1 - leak)(1 - idle) U(t) + (1 - leak(t-1)) idle(t-1) U(t-1)]; a lever that is
    off releases nothing, its parked money goes back.
    """
    programmes = model.programmes
    programmes.dose[:] = 0.0
    programmes.dose[Purpose.PROJECTS] = 1.0
    for name, lever in levers.items():
        programmes.dose[lever.purpose] = doses[name]
    is_on = programmes.dose > 0
    fresh = (1 - programmes.leakage_share) * (1 - programmes.idle_share) * programmes.dose
    delivered = (1 - programmes.overlap_share) * (fresh + programmes.delivered_dose)
    programmes.delivered_dose[:] = np.where(is_on, np.minimum(delivered, 1.0), 0.0)
    programmes.released_cny[:] = np.where(is_on, programmes.parked_cny, 0.0)


def _allow(model: RuralModel, levers: dict[str, Policy], envelopes: dict[str, float]) -> None:
    """Write what each lever may draw and what it may pay for delivered services; any amount if not stated."""
    programmes = model.programmes
    programmes.refused_cny[:] = 0.0
    programmes.envelope_cny[:] = np.inf
    programmes.allowance_cny[:] = np.inf
    for name, envelope in envelopes.items():
        row = levers[name].purpose
        arriving = (1 - programmes.leakage_share[row]) * (1 - programmes.idle_share[row])
        spendable = arriving * envelope + programmes.released_cny[row]
        programmes.envelope_cny[row] = envelope
        programmes.allowance_cny[row] = (1 - programmes.overlap_share[row]) * spendable


# ----------------------------------------------------------------------------------------- fixed budget


def planned_cost_cny(model: RuralModel, lever: Policy, dose: float) -> float:
    """Return what a dose should cost: last year's cost per dose, or the lever's stated full cost.

    What last year's takers claimed beyond the envelope counts too, so an envelope can grow again.
    """
    programmes, row = model.programmes, lever.purpose
    last_dose, drawn = float(programmes.dose[row]), float(programmes.planned_cny[row])
    kept = (
        (1 - programmes.overlap_share[row])
        * (1 - programmes.leakage_share[row])
        * (1 - programmes.idle_share[row])
    )
    wanted = drawn + float(programmes.refused_cny[row] / kept)
    if last_dose > 0 and wanted > 0:
        return wanted * (dose / last_dose)
    return lever.full_cost_cny_per_resident * float(model.households.n_residents.sum()) * dose


def factor_within_budget(model: RuralModel, levers: dict[str, Policy], lagged: dict[str, float]) -> float:
    """Return the factor on all doses at which their planned cost uses up the budget (errata B4)."""
    rules = model.config.government
    money = (1 - rules.relief_reserve_share) * yearly_budget_cny(model)

    def cost(factor: float) -> float:
        doses, _ = doses_at_work(model, levers, lagged, factor)
        return sum(planned_cost_cny(model, levers[name], dose) for name, dose in doses.items())

    low, high = 0.0, rules.largest_dose_factor
    if cost(high) <= money:
        return high
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if cost(middle) <= money else (low, middle)
    return low
