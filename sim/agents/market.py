"""Township-wide prices and reference quantities that carry over from year to year."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sim.agents.enterprise import Kind
from sim.arrays import Floats


def _ones() -> Floats:
    return np.ones(len(Kind))


@dataclass
class Market:
    """Market state of the township.

    Attributes
    ----------
    farm_price_shock : float
        Common farm price shock s of the year, a share of the normal price (AR 1).
    product_price : array, shape (3,)
        Price P_k of each kind of enterprise at the last market step (ratio to 2013).
    reference_output_cny : array, shape (3,)
        Output of each kind that outside demand takes at price one, 2013 (yuan); zero until set.
    reference_pay_10k : float
        Local pay of the year in which the reference was set (10k/yr).
    mean_return_share : array, shape (3,)
        Mean net return of active enterprises of each kind last year.
    """

    farm_price_shock: float = 0.0
    product_price: Floats = field(default_factory=_ones)
    reference_output_cny: Floats = field(default_factory=lambda: np.zeros(len(Kind)))
    reference_pay_10k: float = 0.0
    mean_return_share: Floats = field(default_factory=lambda: np.zeros(len(Kind)))

    def copy(self) -> Market:
        """Return an independent copy."""
        return Market(
            self.farm_price_shock,
            self.product_price.copy(),
            self.reference_output_cny.copy(),
            self.reference_pay_10k,
            self.mean_return_share.copy(),
        )
