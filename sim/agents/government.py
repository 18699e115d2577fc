"""Government and the rest of the world: single-row holders of money."""

from __future__ import annotations

import numpy as np

from sim.arrays import Floats
from sim.columns import Table, column


class Government(Table):
    """Township and county government, consolidated; one row."""

    money_cny: Floats = column(np.float64, unit="yuan", doc="Free account; closes every year at zero.")


class RestOfWorld(Table):
    """Everybody outside the township; one row, may be negative."""

    money_cny: Floats = column(np.float64, unit="yuan", doc="Minus the money of the other four sectors.")
