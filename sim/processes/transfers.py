"""Transfers: pensions, subsidies, the minimum living guarantee, medical insurance, cash, and interest.

Households without a resident receive nothing from government (errata E2). model.md S12, errata A2, C4.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.agents.person import Livelihood
from sim.arrays import Floats, count_by
from sim.budget import share_affordable
from sim.ledger import Flow, Purpose
from sim.parameter import param
from sim.processes.conditional_support import benefit_withdrawal_rate
from sim.processes.targeting import misjudgements

if TYPE_CHECKING:
    from sim.model import RuralModel


@dataclass
class Transfers:
    """Rules of the transfers; the amounts by year come from the outside world."""

    pension_age: int = param(
        60, unit="yr", bounds=(0, 120), grade="official-statistics",
        doc="Age from which residents draw the basic pension.",
        source="model.md 3.3; resident pension scheme",
    )  # fmt: skip
    benefit_withdrawal_base: float = param(
        0.8, unit="share", bounds=(0, 1), plausible=(0.3, 1), grade="survey",
        doc="Share of earnings that is counted against the minimum living guarantee.",
        source="model.md 3.8 tau_D; dibao studies [F22b]",
    )  # fmt: skip
    dibao_floor_share: float = param(
        0.1, unit="share of line", bounds=(0, 1), plausible=(0, 0.3), grade="assumption",
        doc="Least payment per resident of a listed household.", source="model-errata C4",
    )  # fmt: skip
    deposit_rate: float = param(
        0.008, unit="/yr", bounds=(0, 0.1), plausible=(0, 0.02), grade="assumption",
        doc="Real interest on deposits held at the start of the year.", source="model.md 3.8",
    )  # fmt: skip


# --- pure rules --------------------------------------------------------------------------------------


def dibao_amount(
    n_residents: Floats,
    earned_seen_cny: Floats,
    unearned_seen_cny: Floats,
    line_cny: float,
    withdrawal: float,
    floor_share: float,
) -> Floats:
    """Return the yearly guarantee of listed households in yuan (errata C4).

    It is residents x max(z_D - [unearned + tau_D earned], .1 z_D), with incomes per resident as the committee
    sees them; a negative counted income is zero.

    Examples
    --------
    >>> earned, unearned = np.array([1000.0, 5000.0, -900.0]), np.array([200.0, 0.0, 0.0])
    >>> dibao_amount(np.array([2.0, 2.0, 3.0]), earned, unearned, 4000.0, 0.8, 0.1).tolist()
    [6000.0, 800.0, 12000.0]
    """
    counted = np.maximum(unearned_seen_cny + withdrawal * earned_seen_cny, 0.0)
    return n_residents * np.maximum(line_cny - counted, floor_share * line_cny)


def cash_amount(n_residents: Floats, per_resident_cny: float, total_cny: float) -> Floats:
    """Return unconditional cash by household: a sum per resident plus an equal split of one total.

    Examples
    --------
    >>> cash_amount(np.array([1.0, 3.0, 0.0]), 10.0, 100.0).tolist()
    [35.0, 105.0, 0.0]
    """
    each = per_resident_cny + total_cny / max(float(n_residents.sum()), 1.0)
    return n_residents * each


# --- processes ---------------------------------------------------------------------------------------


def government_pays_pensions(model: RuralModel) -> None:
    """Pay the basic pension to old residents."""
    persons, households = model.persons, model.households
    old = np.flatnonzero(persons.age >= model.config.transfers.pension_age)
    entitled = old[persons.livelihood[old] != Livelihood.MIGRANT]
    n_entitled = count_by(persons.household[entitled], len(households)).astype(np.float64)
    pension = model.now.pension_cny * n_entitled
    model.ledger.post(Flow.PENSION, pension)
    households.public_transfer_cny[:] = pension


def government_pays_land_subsidies(model: RuralModel) -> None:
    """Pay a subsidy for contracted land, whoever farms it."""
    households = model.households
    subsidy = model.now.land_subsidy_cny_per_mu * households.land_mu * (households.n_residents > 0)
    model.ledger.post(Flow.LAND_SUBSIDY, subsidy)
    households.public_transfer_cny += subsidy


def government_pays_dibao(model: RuralModel) -> None:
    """Top up listed households to the guarantee line, by last year's income as officials see it.

    Those who are wrongly sanctioned this year get nothing (lever 8).
    """
    rules, households = model.config.transfers, model.households
    rows = np.flatnonzero(households.is_on_dibao & ~households.is_sanctioned)
    misjudged = np.exp(misjudgements(model, rows))
    households.dibao_cny[:] = 0.0
    households.dibao_cny[rows] = dibao_amount(
        households.n_residents[rows].astype(np.float64),
        households.earned_per_capita_cny[rows] * misjudged,
        households.unearned_per_capita_cny[rows] * misjudged,
        model.now.dibao_line_cny,
        benefit_withdrawal_rate(model),
        rules.dibao_floor_share,
    )
    households.unconditional_aid_cny[:] = households.dibao_cny
    households.public_transfer_cny += households.dibao_cny
    model.ledger.post(Flow.DIBAO, households.dibao_cny)


def government_reimburses_medical_bills(model: RuralModel) -> None:
    """Pay the insured part of medical bills straight to the hospital; no household gains by a bill."""
    households = model.households
    covered = households.medical_bill_cny - households.medical_own_payment_cny
    present = households.n_residents > 0
    model.ledger.post(Flow.MEDICAL_REIMBURSEMENT, float(np.maximum(covered[present], 0.0).sum()))


def government_pays_cash(model: RuralModel) -> None:
    """Pay unconditional cash to residents, the yardstick of all levers; less where a budget is short."""
    households, terms = model.households, model.terms
    residents = households.n_residents.astype(np.float64)
    cost = terms.cash_per_resident_cny * float(residents.sum())
    per_resident = terms.cash_per_resident_cny * share_affordable(model, Purpose.CASH, cost)
    cash = cash_amount(residents, per_resident, terms.cash_total_cny)
    households.unconditional_aid_cny += cash
    households.public_transfer_cny += cash
    model.ledger.post(Flow.CASH, cash, purpose=Purpose.CASH)


def banks_pay_interest(model: RuralModel) -> None:
    """Pay interest on what households held at the start of the year."""
    interest = model.config.transfers.deposit_rate * model.households.opening_money_cny()
    model.ledger.post(Flow.DEPOSIT_INTEREST, interest)
