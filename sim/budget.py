"""What programmes may pay: allowances of a year, the reserve for relief and bailouts, payments in turn.

With an open budget everything that is due is paid; with a fixed one each lever stays within its envelope
(errata B3-B5). Processes pay for programmes through these functions only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.arrays import Bools, Floats, Ints
from sim.ledger import Flow, Purpose, Sector

if TYPE_CHECKING:
    from sim.model import RuralModel

OPEN, FIXED = "open", "fixed"


def is_from_the_reserve(flow: Flow, purpose: Purpose) -> bool:
    """Return whether a fixed budget keeps a reserve for a payment: relief, and bailouts of projects."""
    is_bailout = flow is Flow.PROGRAMME_GRANT_ENTERPRISE and purpose == Purpose.PROJECTS
    return flow is Flow.RELIEF or is_bailout


def money_left(model: RuralModel, purpose: Purpose) -> float:
    """Return what may still be paid for a purpose this year, in yuan; infinite with an open budget."""
    allowance = float(model.programmes.allowance_cny[purpose])
    if allowance == np.inf:
        return allowance
    return max(0.0, allowance - paid_within_envelope_cny(model, purpose))


def paid_within_envelope_cny(model: RuralModel, purpose: Purpose) -> float:
    """Return what government paid this year for a purpose out of its envelope, in yuan.

    The reserve pays for relief and bailouts; cash at the cost of another scenario has a budget of its own.
    """
    paid = sum(
        amount
        for (flow, why, payer, _), amount in model.ledger.totals.items()
        if payer == Sector.GOVERNMENT and why == purpose and not is_from_the_reserve(flow, why)
    )
    return max(0.0, paid - model.terms.cash_total_cny) if purpose == Purpose.CASH else paid


def share_affordable(model: RuralModel, purpose: Purpose, cost_cny: float) -> float:
    """Return which part of a cost the purpose can still pay; the rest is noted as refused.

    Noted refusals tell the plan of next year what the lever would have cost.
    """
    paid = min(cost_cny, money_left(model, purpose))
    model.programmes.refused_cny[purpose] += cost_cny - paid
    return paid / cost_cny if cost_cny > 0 else 1.0


def reserve_left(model: RuralModel) -> float:
    """Return what is left of the reserve for relief and bailouts, in yuan; infinite with an open budget."""
    rules = model.config.government
    if not has_fixed_budget(model):
        return float("inf")
    reserve = rules.relief_reserve_share * yearly_budget_cny(model)
    return max(0.0, reserve - reserve_used_cny(model))


def reserve_used_cny(model: RuralModel) -> float:
    """Return what was paid this year for relief and bailouts, in yuan."""
    return sum(
        amount for (flow, why, _, _), amount in model.ledger.totals.items() if is_from_the_reserve(flow, why)
    )


def budget_unspent_cny(model: RuralModel) -> float:
    """Return what is left of a fixed budget at year end, in yuan; 0 with an open budget (errata B4).

    The budget pays for new money of all levers and for the use of the reserve; money released from the
    suspended account was paid for by the budget of the year before. Projects come on top (errata E10).
    """
    if not has_fixed_budget(model):
        return 0.0
    of_levers = float(np.delete(model.programmes.planned_cny, Purpose.PROJECTS).sum())
    return max(0.0, yearly_budget_cny(model) - of_levers - reserve_used_cny(model))


def has_fixed_budget(model: RuralModel) -> bool:
    """Return whether the doses of this year are scaled to a budget."""
    rules = model.config.government
    return rules.budget_mode == FIXED and rules.transition_year <= model.year <= rules.programme_end_year


def yearly_budget_cny(model: RuralModel) -> float:
    """Return the revitalisation budget B of a year, in yuan; 0 before the transition year (errata B4)."""
    residents = float(model.government.budget_residents[0])
    return model.config.government.programme_budget_per_resident_cny * residents


def affordable(cost_cny: Floats, money_cny: float) -> Bools:
    """Return which claims are paid when they are served as they stand until the money ends.

    The first claim that does not fit ends the service, so a later, smaller one cannot jump the queue.

    Examples
    --------
    >>> affordable(np.array([4.0, 3.0, 5.0, 1.0]), 8.0).tolist()
    [True, True, False, False]
    """
    return np.cumsum(cost_cny) <= money_cny


def pay_providers(model: RuralModel, purpose: Purpose, cost_cny: float) -> float:
    """Pay outside providers of a programme as far as its money goes; return the share that was paid."""
    share = share_affordable(model, purpose, cost_cny)
    model.ledger.post(Flow.PROGRAMME_PROVIDERS, share * cost_cny, purpose=purpose)
    return share


def pay_in_turn(
    model: RuralModel,
    flow: Flow,
    amounts_cny: Floats,
    payees: Ints,
    *,
    purpose: Purpose,
    payee: Sector | None = None,
) -> Bools:
    """Pay programme money to rows as they stand until the purpose has none left; return who was paid."""
    served = affordable(amounts_cny, money_left(model, purpose))
    model.programmes.refused_cny[purpose] += amounts_cny[~served].sum()
    model.ledger.post(flow, amounts_cny[served], payees=payees[served], payee=payee, purpose=purpose)
    return served
