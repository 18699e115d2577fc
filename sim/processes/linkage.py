"""Who falls between the two programmes when they change (model.md S11, errata E9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.arrays import Bools
from sim.processes.government import coordination
from sim.random_streams import Stream

if TYPE_CHECKING:
    from sim.model import RuralModel


def has_support(model: RuralModel) -> Bools:
    """Return which households support can reach this year: all that have not lapsed; shape (n_households,).

    Lapsed ones go without priority, relief, points and duty payments; entitlements go on.
    """
    return model.households.lapse_end_year < model.year


def has_priority(model: RuralModel) -> Bools:
    """Return who goes first for courses, jobs and work-for-relief: listed or monitored, not lapsed (E8)."""
    households = model.households
    return (households.is_registered | households.is_monitored) & has_support(model)


def listed_households_may_lapse(model: RuralModel) -> None:
    """In the transition year part of the listed households lapse: no support until it reaches them again.

    The chance is gap0 (1 - c); the draw is made once, graduated households included.
    """
    rules, households = model.config.government, model.households
    if model.year != rules.transition_year:
        return
    gap = max(1 - coordination(model.terms.coordination_gain, rules), 0.0)
    luck = model.streams.uniforms(Stream.LINKAGE_LAPSE, households.uid, model.year)
    lapses = households.is_registered & (luck < rules.linkage_lapse_prob * gap)
    last_year = model.year + rules.lapse_years - 1
    households.lapse_end_year[:] = np.where(lapses, last_year, households.lapse_end_year)
