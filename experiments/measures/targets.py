"""Targets: the published numbers of ``targets.csv`` beside the functions that make the model's values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd

from experiments.measures.quantities import QUANTITIES, Quantity
from sim.arrays import Floats
from sim.data import LAST_YEAR, DataError, fact_rows
from sim.data.targets import RELATIVE, SIGN, TargetRow, target_rows
from sim.outcomes.units import CHINESE
from sim.parameter import nearest_name

STATUS_TRUST = {"looked_up": 1.0, "recalled": 0.7, "assumption": 0.3}
CONFIDENCE_TRUST = {"high": 1.0, "medium": 0.8, "low": 0.4}
"""How much a number counts by its status, and by its confidence; assumption."""

WRONG_SIGN = 2.0
"""Error of a value with the wrong sign: beyond the tolerance."""

OF_PLACE = {"nation": ("", ""), "poor_county": ("poor counties: ", "脱贫县：")}
OF_PROVINCE = {
    "Hebei": ("Hebei: ", "河北："),
    "Hebei poor counties": ("poor counties of Hebei: ", "河北贫困县："),
}
"""What stands before the title of a target, by its place or by where its data are from."""


class Tables(Protocol):
    """What a run leaves behind: outcomes by year and the flows of the ledger."""

    outcomes: pd.DataFrame
    ledger: pd.DataFrame


@dataclass(frozen=True)
class Target:
    """One published quantity over some years and how near the model should come.

    Attributes
    ----------
    name : str
    pattern, place, stage : str
    geo : str
        Where the data are from.
    quantity : str
        Name in :data:`~experiments.measures.quantities.QUANTITIES`.
    data : dict of year to float
        In the unit of the model. A single number stands at its last year.
    first_year : int
        A single number is compared with the mean of the model from here on.
    is_mean : bool
        Whether ``data`` is such a number.
    tolerance : float
    kind : str
        Of the tolerance: ``relative``, ``points`` or ``sign``.
    weight : float
        Of all years together.
    trust : dict of year to float
        From 0 to 1, by status and confidence of the numbers.
    note : str
    """

    name: str
    pattern: str
    place: str
    stage: str
    geo: str
    quantity: str
    data: Mapping[int, float]
    first_year: int
    is_mean: bool
    tolerance: float
    kind: str
    weight: float
    trust: Mapping[int, float]
    note: str = ""

    @property
    def is_relative(self) -> bool:
        """Return whether the tolerance is a share of the data."""
        return self.kind == RELATIVE

    @property
    def needs_survey(self) -> bool:
        """Return whether the yearly outcomes alone do not hold the quantity."""
        return self._quantity.needs_survey

    @property
    def _quantity(self) -> Quantity:
        return QUANTITIES[self.quantity]

    def title(self, lang: str = "en") -> str:
        """Return the name for readers.

        Examples
        --------
        >>> targets(place="poor_county")[0].title()
        'poor counties: Income per resident, yuan a year'
        """
        english, chinese = OF_PROVINCE.get(self.geo, OF_PLACE[self.place])
        return (chinese if lang == CHINESE else english) + self._quantity.label.full_title(lang)

    def shown(self, value: float) -> str:
        """Return a value of the quantity for readers, in the unit of the title."""
        label = self._quantity.label
        return f"{value * label.scale:,.{label.digits}f}"

    def model(self, table: pd.DataFrame) -> pd.Series:
        """Return the model's value in the years of the data, from an observed table; NaN where it has none.

        Raises
        ------
        KeyError
            When the quantity needs a survey and the table comes from outcomes alone.
        """
        by_year = self._quantity.model(table).astype(float)
        last = max(self.data)
        if self.is_mean:
            return pd.Series({last: float(by_year.loc[self.first_year : last].mean())})
        return by_year.reindex(list(self.data))

    def errors(self, values: Mapping[int, float] | pd.Series) -> Floats:
        """Return (model - data) / tolerance by year; with a sign as target 0 or :data:`WRONG_SIGN`."""
        data = np.array(list(self.data.values()))
        model = np.array([float(values[year]) for year in self.data])
        if self.kind == SIGN:
            wrong = np.where(np.sign(model) == np.sign(data), 0.0, WRONG_SIGN)
            return np.where(np.isfinite(model), wrong, np.nan)
        size: Floats = np.abs(data) if self.is_relative else np.ones(len(data))
        errors: Floats = (model - data) / (self.tolerance * size)
        return errors

    def weights(self) -> Floats:
        """Return the weight of each year: that of the target shared by its years, times the trust in each."""
        trust = np.array([self.trust[year] for year in self.data])
        weights: Floats = self.weight * trust / len(trust)
        return weights


def targets(stage: str | None = None, place: str | None = None, last_year: int = LAST_YEAR) -> list[Target]:
    """Return the targets of a stage and place, or of all, with data up to a year; those without any are out.

    Raises
    ------
    DataError
        When a data file is damaged or a target names a quantity that is none.

    Examples
    --------
    >>> [target.pattern for target in targets("A", "poor_county")][:3]
    ['P1', 'P1', 'P2']
    """
    found = target_rows()
    unknown = [row for row in found if row.quantity not in QUANTITIES]
    if unknown:
        raise DataError(*(_unknown_quantity(row) for row in unknown))
    wanted = [row for row in found if stage in (None, row.stage) and place in (None, row.place)]
    return [_target(row, last_year) for row in wanted if _years_of(row, last_year)]


def _unknown_quantity(row: TargetRow) -> str:
    near = nearest_name(row.quantity, list(QUANTITIES))
    hint = f"; did you mean {near}?" if near else ""
    return f"targets.csv, target {row.target}, quantity = {row.quantity!r}: no such quantity{hint}"


def _years_of(row: TargetRow, last_year: int) -> list[int]:
    """Return the years with data, up to a year."""
    last = min(row.last_year, last_year)
    if row.value is not None:
        return [last] if row.first_year <= last else []
    values = QUANTITIES[row.quantity].data(row.series, row.geo, row.group)
    return [year for year in sorted(values) if row.first_year <= year <= last]


def _target(row: TargetRow, last_year: int) -> Target:
    years = _years_of(row, last_year)
    if row.value is not None:
        data, trust = (
            dict.fromkeys(years, row.value),
            dict.fromkeys(years, _trust(row.status, row.confidence)),
        )
    else:
        values = QUANTITIES[row.quantity].data(row.series, row.geo, row.group)
        facts = {fact.year: fact for fact in fact_rows(row.series, row.geo, row.group)}
        data = {year: values[year] for year in years}
        trust = {year: _trust(facts[year].status, facts[year].confidence) for year in years}
    return Target(
        row.target, row.pattern, row.place, row.stage, row.geo, row.quantity, data, row.first_year,
        row.value is not None, row.tolerance, row.tolerance_kind, row.weight, trust, row.note,
    )  # fmt: skip


def _trust(status: str, confidence: str) -> float:
    return STATUS_TRUST[status] * CONFIDENCE_TRUST[confidence]


def observed(results: Tables) -> pd.DataFrame:
    """Return the outcomes of a run by year, with dividends to households per resident beside them."""
    table, ledger = results.outcomes.set_index("year"), results.ledger
    paid = ledger[(ledger["flow"] == "dividends") & (ledger["payee"] == "households")]
    by_year = paid.groupby("year")["amount_cny"].sum().reindex(table.index, fill_value=0.0)
    return table.assign(dividend_income=by_year / table["residents"])


def score(errors: Floats, weights: Floats) -> float:
    """Return the weighted mean of squared standardised errors; NaN when a value could not be measured.

    Examples
    --------
    >>> score(np.array([1.0, 3.0]), np.array([1.0, 1.0]))
    5.0
    """
    return float((weights * errors**2).sum() / weights.sum())


def scored(found: list[Target], table: pd.DataFrame) -> float:
    """Return the score of an observed table, or of the mean of several, on some targets."""
    errors = np.concatenate([target.errors(target.model(table)) for target in found])
    return score(errors, np.concatenate([target.weights() for target in found]))
