"""Lever 8 at work: how much of earnings counts against dibao, and who loses it wrongly (model.md 3.5b)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.agents.person import can_work
from sim.random_streams import Stream

if TYPE_CHECKING:
    from sim.model import RuralModel


def benefit_withdrawal_rate(model: RuralModel) -> float:
    """Return the share of earnings counted against dibao: tau_D = max(base - cut, 0).

    The only place that states it; officials who set amounts and members who weigh livelihoods read it here.

    Examples
    --------
    The base is ``transfers.benefit_withdrawal_base``; the cut is a term that lever 8 amends.

    >>> from types import SimpleNamespace as Some
    >>> rules = Some(transfers=Some(benefit_withdrawal_base=0.8))
    >>> benefit_withdrawal_rate(Some(config=rules, terms=Some(benefit_withdrawal_cut=0.5)))
    0.30000000000000004
    """
    base = model.config.transfers.benefit_withdrawal_base
    return max(base - model.terms.benefit_withdrawal_cut, 0.0)


def committees_sanction_by_mistake(model: RuralModel) -> None:
    """Let some listed households unable to work lose this year's dibao by mistake.

    They are exempt from conditions; with probability ``terms.wrong_sanction_prob`` the exemption is missed.
    """
    households, prob = model.households, model.terms.wrong_sanction_prob
    households.is_sanctioned[:] = False
    if prob == 0:
        return
    may_work = can_work(model.persons, model.config.place.people)
    cannot_work = model.township.sum_members(may_work) == 0
    exempt = np.flatnonzero(households.is_on_dibao & cannot_work & model.township.in_statistics())
    luck = model.streams.uniforms(Stream.WRONG_SANCTION, households.uid[exempt], model.year)
    households.is_sanctioned[exempt] = luck < prob
