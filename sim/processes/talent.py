"""Lever 10 in the villages: first secretaries, the technical stock, and governance capacity (S10, S14)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.arrays import Bools, Floats, Ints, ratio, sum_by
from sim.ledger import Flow, Purpose
from sim.parameter import param
from sim.random_streams import Stream

if TYPE_CHECKING:
    from sim.model import RuralModel

TIE_BREAK_DRAW = 100
"""Number of the draw of a village's traits that ranks villages of equal income."""


@dataclass
class TalentRules:
    """Terms of secretaries, life of the technical stock, movement of governance capacity."""

    secretary_term_years: int = param(
        2, unit="yr", bounds=(1, 20), plausible=(1, 3), grade="assumption",
        doc="Years that a first secretary serves.", source="model.md 3.5b lever 10",
    )  # fmt: skip
    stock_decay_rate: float = param(
        0.25, unit="/yr", bounds=(0.0, 1.0), plausible=(0.1, 0.4), grade="assumption",
        doc="Yearly loss of the technical stock.", source="errata K2 (talent_decay), model.md S14",
    )  # fmt: skip
    governance_ceiling: float = param(
        0.9, unit="index", bounds=(0.0, 1.0), plausible=(0.8, 1.0), grade="assumption",
        doc="Governance capacity above which outside help adds nothing.", source="model.md S10",
    )  # fmt: skip
    governance_decay_rate: float = param(
        0.10, unit="/yr", bounds=(0.0, 1.0), plausible=(0.05, 0.2), grade="assumption",
        doc="Yearly return of governance capacity to its starting level (del_G).", source="model.md 3.8",
    )  # fmt: skip
    governance_lowest: float = param(
        0.05, unit="index", bounds=(0.0, 0.5), grade="assumption",
        doc="Lowest governance capacity.", source="errata E19",
    )  # fmt: skip
    governance_highest: float = param(
        0.95, unit="index", bounds=(0.5, 1.0), grade="assumption",
        doc="Highest governance capacity.", source="errata E19",
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------ rules


def villages_sent_secretaries(
    income_cny: Floats, tie_break: Floats, is_serving: Bools, n_wanted: int
) -> Ints:
    """Return the rows of the poorest villages without a secretary that make up the wanted number.

    Parameters
    ----------
    income_cny : array, shape (n_villages,)
        Mean income per resident.
    tie_break : array, shape (n_villages,)
        Orders villages of equal income.
    is_serving : array of bool, shape (n_villages,)
        A secretary in the middle of a term stays and counts.
    n_wanted : int

    Examples
    --------
    >>> serving = np.array([False, False, True])
    >>> villages_sent_secretaries(np.array([9.0, 5.0, 7.0]), np.zeros(3), serving, 2).tolist()
    [1]
    """
    order = np.lexsort((tie_break, income_cny, is_serving))
    n_new = min(max(0, n_wanted - int(is_serving.sum())), int((~is_serving).sum()))
    return order[:n_new]


def next_talent_stock(stock: Floats, inflow: float, rules: TalentRules) -> Floats:
    """Return the technical stock after a year, ``S' = min(1, (1 - .25) S + inflow)`` (S14).

    Examples
    --------
    >>> next_talent_stock(np.array([0.8, 1.0]), 0.2, TalentRules()).tolist()
    [0.8, 0.95]
    """
    return np.minimum(1.0, (1 - rules.stock_decay_rate) * stock + inflow)


def next_governance(
    governance: Floats, initial: Floats, has_secretary: Bools, gain: float, rules: TalentRules
) -> Floats:
    """Return governance capacity after a year, ``G' = G + gain sec (.9 - G)^+ - del_G (G - G0)``.

    Parameters
    ----------
    governance, initial : array, shape (n_villages,)
        G and the level G0 to which it returns.
    has_secretary : array of bool, shape (n_villages,)
    gain : float
        Of the distance to the ceiling, per year of a secretary (``terms.secretary_governance_gain``).
    rules : TalentRules

    Returns
    -------
    array, shape (n_villages,)
        Between the lowest and the highest capacity (model.md S10, errata E19).

    Examples
    --------
    >>> next_governance(np.array([0.5]), np.array([0.5]), np.array([True]), 0.05, TalentRules()).tolist()
    [0.52]
    """
    helped = gain * has_secretary * np.maximum(0.0, rules.governance_ceiling - governance)
    faded = rules.governance_decay_rate * (governance - initial)
    return np.clip(governance + helped - faded, rules.governance_lowest, rules.governance_highest)


# -------------------------------------------------------------------------------------------- processes


def committees_receive_secretaries(model: RuralModel) -> None:
    """Let ended terms lapse and send new secretaries to the poorest villages, up to the wanted number.

    A smaller dose waits for terms to end; when the programme ends, all secretaries leave.
    """
    committees, households = model.committees, model.households
    share = model.terms.secretary_village_share
    if share == 0:
        committees.has_secretary[:] = False
        return
    committees.has_secretary &= committees.secretary_term_end >= model.year
    residents = sum_by(households.village, households.n_residents, len(committees))
    total = sum_by(
        households.village, households.n_residents * households.income_net_of_medical_cny, len(committees)
    )
    ties = model.streams.uniforms(Stream.VILLAGE_TRAITS, committees.uid, model.year, TIE_BREAK_DRAW)
    n_wanted = round(share * len(committees))
    new = villages_sent_secretaries(ratio(total, residents, np.inf), ties, committees.has_secretary, n_wanted)
    committees.has_secretary[new] = True
    committees.secretary_term_end[new] = model.year + model.config.talent.secretary_term_years - 1


def government_pays_for_talent(model: RuralModel) -> None:
    """Pay secretaries and technical commissioners; both come from outside the township (B13)."""
    committees, terms = model.committees, model.terms
    secretaries = terms.secretary_cost_cny * float(committees.has_secretary.sum())
    commissioners = terms.commissioner_cost_cny * terms.commissioners_per_village * len(committees)
    model.ledger.post(Flow.PROGRAMME_PROVIDERS, secretaries + commissioners, purpose=Purpose.TALENT)


def villages_keep_talent(model: RuralModel) -> None:
    """Add this year's inflow of technical talent to what is left of the stock."""
    stock = model.committees.talent_stock
    stock[:] = next_talent_stock(stock, model.terms.talent_inflow, model.config.talent)


def committees_change_governance(model: RuralModel) -> None:
    """Raise governance where a secretary served and let it drift back to its starting level."""
    committees = model.committees
    committees.governance[:] = next_governance(
        committees.governance,
        committees.governance_initial,
        committees.has_secretary,
        model.terms.secretary_governance_gain,
        model.config.talent,
    )
