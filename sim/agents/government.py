"""Government, its programmes and the rest of the world."""

from __future__ import annotations

import numpy as np

from sim.arrays import Floats
from sim.columns import Table, column
from sim.ledger import Purpose


class Government(Table):
    """Township and county government, consolidated; one row."""

    money_cny: Floats = column(
        np.float64, unit="yuan", doc="Account; at year end it holds parked programme money and nothing else."
    )
    budget_residents: Floats = column(
        np.float64, unit="persons", doc="Residents when the revitalisation budget was set; 0 before."
    )
    project_fund_cny: Floats = column(
        np.float64, unit="yuan", doc="Right to fund projects that has not been used yet (no money)."
    )


class Programmes(Table):
    """What government plans, spends and loses under each purpose; row = ``Purpose``, lever or projects."""

    dose: Floats = column(np.float64, unit="share", doc="Dose at work: lagged, ramped, within the budget.")
    delivered_dose: Floats = column(
        np.float64, unit="share", doc="The same after leaked, idle and doubled money (errata B6)."
    )
    leakage_share: Floats = column(np.float64, unit="share", doc="Planned money that leaks this year.")
    idle_share: Floats = column(np.float64, unit="share", doc="Planned money that is parked for a year.")
    overlap_share: Floats = column(np.float64, unit="share", doc="Spent money that doubles other services.")
    envelope_cny: Floats = column(
        np.float64,
        unit="yuan",
        doc="Money planned at most this year; infinite with an open budget.",
        default=np.inf,
    )
    allowance_cny: Floats = column(
        np.float64, unit="yuan", doc="What may be paid for delivered services this year.", default=np.inf
    )
    refused_cny: Floats = column(
        np.float64, unit="yuan", doc="Claims of this year that the allowance could not pay."
    )
    planned_cny: Floats = column(np.float64, unit="yuan", doc="New money taken from the budget this year.")
    parked_cny: Floats = column(np.float64, unit="yuan", doc="Money in the suspended account at year end.")
    released_cny: Floats = column(np.float64, unit="yuan", doc="Parked money released for use this year.")

    @classmethod
    def of_all_purposes(cls) -> Programmes:
        """Return the table with one row for each lever and for projects."""
        return cls(max(Purpose) + 1)


class RestOfWorld(Table):
    """Everybody outside the township; one row, may be negative."""

    money_cny: Floats = column(np.float64, unit="yuan", doc="Minus the money of the other four sectors.")
