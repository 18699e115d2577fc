"""Whole townships and models that are small enough for quick tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.config import Config
    from sim.model import RuralModel

TINY = {"place.n_villages": 3, "place.households_per_village": 12}
"""Three villages, one of each remoteness class, with a dozen households each."""


def tiny_config(**overrides: Any) -> Config:
    """Return the default configuration for a tiny township; overrides are dotted parameter names.

    Examples
    --------
    >>> tiny_config(**{"place.n_villages": 1}).place.n_villages
    1
    """
    from sim.config import Config
    from sim.parameter import replaced

    return replaced(Config(), {**TINY, **overrides})


def tiny_model(seed: int = 0, *, keep_journal: bool = False, **overrides: Any) -> RuralModel:
    """Return a tiny model after burn-in; overrides are dotted parameter names."""
    from sim.model import RuralModel

    return RuralModel(tiny_config(**overrides), seed=seed, keep_journal=keep_journal)
