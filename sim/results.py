"""Results: what one run found, as tidy tables with their provenance."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from sim.arrays import Floats

LEDGER_COLUMNS = ["year", "flow", "purpose", "payer", "payee", "amount_cny"]


@dataclass
class HouseholdPanel:
    """What happened to every household, row-aligned between scenarios of the same seed.

    Attributes
    ----------
    years : list of int
    columns : dict of name to array, shape (n_years, n_households)
        Snapshots from ``sim.outcomes.household_panel``.
    """

    years: list[int] = field(default_factory=list)
    columns: dict[str, list[Floats]] = field(default_factory=dict)

    def add(self, year: int, snapshot: dict[str, Floats]) -> None:
        """Append the snapshot of a year."""
        self.years.append(year)
        for name, values in snapshot.items():
            self.columns.setdefault(name, []).append(values)


@dataclass
class Results:
    """Tables of one run.

    Attributes
    ----------
    outcomes : DataFrame
        A row per year (column ``year``), a column per indicator of ``sim.outcomes``.
    ledger : DataFrame
        Flows by year, code, purpose, payer and payee in constant-2020 yuan.
    panel : HouseholdPanel or None
        Household snapshots, when asked for.
    seed : int
    parameters : dict
        Every parameter by dotted name: what determines the result, with the seed and the model version.
    """

    outcomes: pd.DataFrame
    ledger: pd.DataFrame
    panel: HouseholdPanel | None
    seed: int
    parameters: dict[str, Any]

    def at(self, outcome: str, year: int) -> float:
        """Return one indicator in one year."""
        rows = self.outcomes.loc[self.outcomes["year"] == year, outcome]
        return float(rows.iloc[0])

    def spending_by_year(self) -> dict[int, float]:
        """Return what government spent in each year on all purposes, tax hand-over apart, in yuan."""
        paid = self.ledger[(self.ledger["payer"] == "government") & (self.ledger["flow"] != "tax_remitted")]
        by_year = paid.groupby("year")["amount_cny"].sum()
        return dict(zip(by_year.index.tolist(), by_year.tolist(), strict=True))
