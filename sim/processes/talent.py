"""Lever 10 in the villages: first secretaries, commissioners and the technical stock (S10, S14)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.arrays import Bools, Floats, Ints, ratio, sum_by
from sim.budget import affordable, money_left, pay_providers
from sim.ledger import Purpose
from sim.parameter import param
from sim.random_streams import Stream

if TYPE_CHECKING:
    from sim.model import RuralModel

TIE_BREAK_DRAW = 100
"""Number of the draw of a village's traits that ranks villages of equal income."""


@dataclass
class TalentRules:
    """Terms of secretaries and life of the technical stock."""

    secretary_term_years: int = param(
        2, unit="yr", bounds=(1, 20), plausible=(1, 3), grade="assumption",
        doc="Years that a first secretary serves.", source="model.md 3.5b lever 10",
    )  # fmt: skip
    stock_decay_rate: float = param(
        0.25, unit="/yr", bounds=(0.0, 1.0), plausible=(0.1, 0.4), grade="assumption",
        doc="Yearly loss of the technical stock.", source="errata K2 (talent_decay), model.md S14",
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------ rules


def villages_with_secretaries(
    income_cny: Floats, tie_break: Floats, is_serving: Bools, n_wanted: int, n_affordable: int
) -> Ints:
    """Return the rows of the villages in which a secretary serves this year.

    Who is in the middle of a term stays; the poorest of the other villages come next, up to the wanted
    number. Where money is short, the poorest of the villages that have a secretary keep theirs.

    Parameters
    ----------
    income_cny : array, shape (n_villages,)
        Mean income per resident.
    tie_break : array, shape (n_villages,)
        Orders villages of equal income.
    is_serving : array of bool, shape (n_villages,)
    n_wanted, n_affordable : int

    Examples
    --------
    >>> serving = np.array([False, False, True])
    >>> villages_with_secretaries(np.array([9.0, 5.0, 7.0]), np.zeros(3), serving, 2, 3).tolist()
    [2, 1]
    """
    order = np.lexsort((tie_break, income_cny, ~is_serving))
    return order[: min(max(n_wanted, int(is_serving.sum())), n_affordable)]


def next_talent_stock(stock: Floats, inflow: Floats, rules: TalentRules) -> Floats:
    """Return the technical stock after a year, ``S' = min(1, (1 - .25) S + inflow)`` (S14).

    Examples
    --------
    >>> next_talent_stock(np.array([0.8, 1.0]), np.array([0.2, 0.2]), TalentRules()).tolist()
    [0.8, 0.95]
    """
    return np.minimum(1.0, (1 - rules.stock_decay_rate) * stock + inflow)


# -------------------------------------------------------------------------------------------- processes


def committees_receive_secretaries(model: RuralModel) -> None:
    """Let ended terms lapse and send new secretaries to the poorest villages, up to the wanted number.

    A smaller dose waits for terms to end; when the programme ends, all secretaries leave. A fixed budget
    sends no more than it can pay.
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
    serving = committees.has_secretary.copy()
    n_wanted = round(share * len(committees))
    rows = villages_with_secretaries(
        ratio(total, residents, np.inf), ties, serving, n_wanted, _affordable_secretaries(model, n_wanted)
    )
    committees.has_secretary[:] = False
    committees.has_secretary[rows] = True
    new = committees.has_secretary & ~serving
    committees.secretary_term_end[new] = model.year + model.config.talent.secretary_term_years - 1


def _affordable_secretaries(model: RuralModel, n_wanted: int) -> int:
    """Return how many secretaries the money of lever 10 pays for; what is refused is noted."""
    n_planned = max(n_wanted, int(model.committees.has_secretary.sum()))
    costs = np.full(n_planned, model.terms.secretary_cost_cny)
    n_affordable = int(affordable(costs, money_left(model, Purpose.TALENT)).sum())
    model.programmes.refused_cny[Purpose.TALENT] += costs[n_affordable:].sum()
    return n_affordable


def government_pays_for_talent(model: RuralModel) -> None:
    """Pay secretaries and technical commissioners; both come from outside the township (B13).

    Money that is short leaves all villages with less of a commissioner's time.
    """
    committees, terms = model.committees, model.terms
    secretaries = terms.secretary_cost_cny * float(committees.has_secretary.sum())
    pay_providers(model, Purpose.TALENT, secretaries)
    commissioners = terms.commissioner_cost_cny * terms.commissioners_per_village * len(committees)
    share = pay_providers(model, Purpose.TALENT, commissioners)
    committees.n_commissioners[:] = share * terms.commissioners_per_village


def villages_keep_talent(model: RuralModel) -> None:
    """Add this year's inflow of technical talent to what is left of the stock."""
    committees, terms = model.committees, model.terms
    planned = np.full(len(committees), terms.commissioners_per_village)
    inflow = terms.talent_inflow * ratio(committees.n_commissioners, planned, 1.0)
    committees.talent_stock[:] = next_talent_stock(committees.talent_stock, inflow, model.config.talent)
