"""How much of each lever is at work in a year: lag, change of programmes, budget, and losses (S1, S11).

Levers know their dose and what a delivered dose changes; processes read the terms. What lies between,
the same for all levers, stands here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.ledger import Purpose
from sim.policies.base import Delivery, Policy
from sim.processes.government import (
    coordination,
    has_fixed_budget,
    ramp,
    yearly_budget_cny,
)
from sim.terms import Terms

if TYPE_CHECKING:
    from sim.model import RuralModel

HALVINGS = 60
"""Steps of the bisection for the factor on all doses; each halves the interval."""


def plan_the_year(model: RuralModel) -> Terms:
    """Return the terms of the year: what the delivered dose of every lever changes.

    Writes dose, delivered dose, losses and envelope of every programme.
    """
    terms = Terms()
    if model.is_burn_in:
        return terms
    _set_the_budget(model)
    levers = model.config.policies.levers()
    doses = {name: model.lagged_dose(name) for name in levers}
    direct = [name for name, lever in levers.items() if lever.delivery is Delivery.DIRECT]
    for name in direct:
        levers[name].amend(terms, doses[name])
    coordinated = coordination(terms.coordination_gain, model.config.government)
    reached = ramp(model.year, coordinated, model.config.government)
    for name in levers:
        doses[name] *= 1.0 if name in direct else reached
    envelopes: dict[str, float] = {}
    if has_fixed_budget(model):
        factor = _factor_within_budget(model, levers, doses)
        doses = {name: min(1.0, factor * dose) for name, dose in doses.items()}
        envelopes = {name: _planned_cost_cny(model, levers[name], doses[name]) for name in levers}
        terms = Terms()
        for name in direct:
            levers[name].amend(terms, doses[name])
    _lose_on_the_way(model, levers, 1 - coordinated)
    _deliver(model, levers, doses, envelopes)
    for name, lever in levers.items():
        if name not in direct:
            lever.amend(terms, float(model.programmes.delivered_dose[lever.purpose]))
        terms.amend(staff_days=lever.staff_days * doses[name])
    terms.amend(cash_total_cny=model.cash_budget_cny.get(model.year, 0.0))
    return terms


def _set_the_budget(model: RuralModel) -> None:
    """Note the residents of the transition year, by which the revitalisation budget is sized."""
    government = model.government
    if model.year >= model.config.government.transition_year and government.budget_residents[0] == 0:
        government.budget_residents[0] = model.households.n_residents.sum()


def _lose_on_the_way(model: RuralModel, levers: dict[str, Policy], uncoordinated: float) -> None:
    """Write the shares of programme money that leak, lie idle and double other services (errata B6)."""
    programmes, rules = model.programmes, model.config.government
    has_losses = np.zeros(len(programmes))
    has_losses[[lever.purpose for lever in levers.values() if lever.delivery is Delivery.MONEY]] = 1.0
    has_losses[Purpose.PROJECTS] = 1.0
    carried = programmes.idle_share * programmes.dose  # last year's, released now
    programmes.leakage_share[:] = has_losses * rules.leakage_share_base * uncoordinated
    programmes.idle_share[:] = has_losses * rules.idle_share_base * uncoordinated
    programmes.overlap_share[:] = has_losses * rules.overlap_share_base * uncoordinated
    programmes.released_cny[:] = programmes.parked_cny
    programmes.delivered_dose[:] = carried  # completed by _deliver


def _deliver(
    model: RuralModel, levers: dict[str, Policy], doses: dict[str, float], envelopes: dict[str, float]
) -> None:
    """Write doses, delivered doses and what may be paid for them; without envelopes any amount.

    Delivered is (1 - leak)(1 - overlap)[(1 - idle) U(t) + idle(t-1) U(t-1)]; a lever that is off releases
    nothing, its parked money goes back.
    """
    programmes = model.programmes
    carried = programmes.delivered_dose.copy()
    programmes.dose[:] = 0.0
    programmes.dose[Purpose.PROJECTS] = 1.0
    for name, lever in levers.items():
        programmes.dose[lever.purpose] = doses[name]
    arriving = (1 - programmes.leakage_share) * (1 - programmes.overlap_share)
    fresh = (1 - programmes.idle_share) * programmes.dose
    delivered = arriving * (fresh + carried)
    programmes.delivered_dose[:] = np.where(programmes.dose > 0, np.minimum(delivered, 1.0), 0.0)
    programmes.envelope_cny[:] = np.inf
    programmes.allowance_cny[:] = np.inf
    for name, envelope in envelopes.items():
        row = levers[name].purpose
        arrives = (1 - programmes.leakage_share[row]) * (1 - programmes.idle_share[row])
        spendable = arrives * envelope + programmes.released_cny[row] * (doses[name] > 0)
        programmes.envelope_cny[row] = envelope
        programmes.allowance_cny[row] = (1 - programmes.overlap_share[row]) * spendable


# ----------------------------------------------------------------------------------------- fixed budget


def _planned_cost_cny(model: RuralModel, lever: Policy, dose: float) -> float:
    """Return what a dose should cost: last year's cost per dose, or the lever's stated full cost."""
    programmes, purpose = model.programmes, lever.purpose
    last_dose, last_cost = float(programmes.dose[purpose]), float(programmes.planned_cny[purpose])
    if last_dose > 0 and last_cost > 0:
        return last_cost / last_dose * dose
    return lever.full_cost_cny_per_resident * float(model.households.n_residents.sum()) * dose


def _factor_within_budget(model: RuralModel, levers: dict[str, Policy], doses: dict[str, float]) -> float:
    """Return the factor on all doses at which their planned cost uses up the budget (errata B4)."""
    rules = model.config.government
    money = (1 - rules.relief_reserve_share) * yearly_budget_cny(model)

    def cost(factor: float) -> float:
        return sum(
            _planned_cost_cny(model, lever, min(1.0, factor * doses[name])) for name, lever in levers.items()
        )

    low, high = 0.0, rules.largest_dose_factor
    if cost(high) <= money:
        return high
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if cost(middle) <= money else (low, middle)
    return low
