"""Governance capacity: grants to village offices, what raises it, and its way back (S10, E19, lever 9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.arrays import Bools, Floats, Ints, UInts, count_by
from sim.budget import pay_providers, share_affordable
from sim.ledger import Flow, Purpose, Sector
from sim.parameter import param

if TYPE_CHECKING:
    from sim.model import RuralModel


@dataclass
class GovernanceRules:
    """Bounds and decay of governance capacity, harm of too much supervision, who is paid as a cadre."""

    ceiling: float = param(
        0.9, unit="index", bounds=(0.0, 1.0), plausible=(0.8, 1.0), grade="assumption",
        doc="Governance capacity above which outside help adds nothing.", source="model.md S10",
    )  # fmt: skip
    decay_rate: float = param(
        0.10, unit="/yr", bounds=(0.0, 1.0), plausible=(0.05, 0.2), grade="assumption",
        doc="Yearly return of governance capacity to its starting level (del_G).", source="model.md 3.8",
    )  # fmt: skip
    lowest: float = param(
        0.05, unit="index", bounds=(0.0, 0.5), grade="assumption",
        doc="Lowest governance capacity.", source="errata E19",
    )  # fmt: skip
    highest: float = param(
        0.95, unit="index", bounds=(0.5, 1.0), grade="assumption",
        doc="Highest governance capacity.", source="errata E19",
    )  # fmt: skip
    over_supervision_threshold: float = param(
        2.0, unit="doses", bounds=(0.0, 3.0), plausible=(1.5, 2.5), grade="assumption",
        doc="Sum of the doses of appraisal, monitoring and governance above which supervision harms.",
        source="model.md 3.5b lever 9, errata E19",
    )  # fmt: skip
    over_supervision_loss: float = param(
        0.03, unit="/yr per dose", bounds=(0.0, 1.0), plausible=(0.0, 0.1), grade="survey",
        doc="Governance capacity lost a year for each dose above the threshold.",
        source="errata K2; the sign is from a survey of village cadres [F30b], the size an assumption",
    )  # fmt: skip
    paid_cadre_households: int = param(
        2, unit="households", bounds=(1, 50), plausible=(1, 5), grade="assumption",
        doc="Households of each village that share the pay of cadres.", source="errata B13",
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------ rules


def next_governance(
    governance: Floats, initial: Floats, gain: Floats, loss: float, rules: GovernanceRules
) -> Floats:
    """Return governance capacity after a year, ``G' = G + gain (.9 - G)^+ - del_G (G - G0) - loss``.

    Parameters
    ----------
    governance, initial : array, shape (n_villages,)
        G and the level G0 to which it returns.
    gain : array, shape (n_villages,)
        Of the distance to the ceiling: g_up E(u9), and .05 where a secretary serves.
    loss : float
        Harm of too much supervision (:func:`over_supervision`).
    rules : GovernanceRules

    Returns
    -------
    array, shape (n_villages,)
        Between the lowest and the highest capacity (model.md S10, errata E19).

    Examples
    --------
    >>> half = np.array([0.5])
    >>> next_governance(half, half, np.array([0.05]), 0.0, GovernanceRules()).tolist()
    [0.52]
    """
    helped = gain * np.maximum(0.0, rules.ceiling - governance)
    faded = rules.decay_rate * (governance - initial)
    return np.clip(governance + helped - faded - loss, rules.lowest, rules.highest)


def over_supervision(supervision_dose: float, rules: GovernanceRules) -> float:
    """Return the yearly loss of governance capacity, ``.03 max(0, U5 + U7 + U9 - 2)`` (errata E19).

    Examples
    --------
    >>> over_supervision(2.0, GovernanceRules()), over_supervision(3.0, GovernanceRules())
    (0.0, 0.03)
    """
    return rules.over_supervision_loss * max(0.0, supervision_dose - rules.over_supervision_threshold)


def cadre_households(
    village: Ints, is_present: Bools, is_elite: Bools, degree: Ints, uid: UInts, n_per_village: int
) -> Ints:
    """Return the rows of each village's best-connected households with a resident, elite ones first.

    Parameters
    ----------
    village, degree : array of int, shape (n_households,)
        Village and number of ties.
    is_present, is_elite : array of bool, shape (n_households,)
    uid : array, shape (n_households,)
        Orders households with as many ties.
    n_per_village : int

    Returns
    -------
    array of int
        Villages in rising order, at most ``n_per_village`` households of each (errata B13).

    Examples
    --------
    >>> elite = np.array([True, False, True, True])
    >>> rows = np.arange(4)
    >>> cadre_households(np.zeros(4, int), rows < 3, elite, np.array([1, 9, 4, 8]), rows, 2).tolist()
    [2, 0]
    """
    # Only where elite households are too few do others count; sorting all of them takes long.
    n_elite = count_by(village[is_present & is_elite], int(village.max(initial=-1)) + 1)
    present = np.flatnonzero(is_present & (is_elite | (n_elite < n_per_village)[village]))
    keys = (uid[present], -degree[present], ~is_elite[present], village[present])
    ranked = present[np.lexsort(keys)]
    n_present = count_by(village[ranked], int(village.max(initial=-1)) + 1)
    rank = np.arange(ranked.size) - (np.cumsum(n_present) - n_present)[village[ranked]]
    return ranked[rank < n_per_village]


# -------------------------------------------------------------------------------------------- processes


def government_supports_village_offices(model: RuralModel) -> None:
    """Grants go to village offices: part is the pay of cadres, the rest goes to their suppliers (B13).

    Where money is short, all offices get less alike. A village without a resident has no cadre to pay.
    """
    terms, households, rules = model.terms, model.households, model.config.governance
    n_villages = len(model.committees)
    planned = terms.governance_grant_cny * n_villages
    grant = terms.governance_grant_cny * share_affordable(model, Purpose.GOVERNANCE, planned)
    cadres = cadre_households(
        households.village,
        model.township.in_statistics(),
        households.is_elite,
        model.network.degree(),
        households.uid,
        rules.paid_cadre_households,
    )
    village = households.village[cadres]
    n_cadres = count_by(village, n_villages)
    pay = np.where(n_cadres > 0, terms.cadre_pay_share * grant, 0.0)
    pay_of_each: Floats = pay / np.maximum(n_cadres, 1)
    model.ledger.post(Flow.PROGRAMME_GRANT_COLLECTIVE, pay, purpose=Purpose.GOVERNANCE)
    model.ledger.post(
        Flow.CADRE_PAY, pay_of_each[village], payers=village, payees=cadres, purpose=Purpose.GOVERNANCE
    )
    # Costs go straight to suppliers: a round trip through the collective could move it by a rounding error.
    pay_providers(model, Purpose.GOVERNANCE, float((grant - pay).sum()))


def committees_change_governance(model: RuralModel) -> None:
    """Grants and secretaries raise governance, too much supervision lowers it, the rest fades with time."""
    committees, terms, rules = model.committees, model.terms, model.config.governance
    planned = terms.governance_grant_cny * len(committees)
    paid = model.ledger.total(purpose=Purpose.GOVERNANCE, payer=Sector.GOVERNMENT)
    delivered = min(1.0, paid / planned) if planned > 0 else 1.0
    help_of_secretaries = np.where(committees.has_secretary, terms.secretary_governance_gain, 0.0)
    gain = delivered * terms.governance_gain + help_of_secretaries
    committees.governance[:] = next_governance(
        committees.governance,
        committees.governance_initial,
        gain,
        over_supervision(terms.supervision_dose, rules),
        rules,
    )
