"""What an outcome is, and the arrays that the outcomes of one year share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar, cast

import numpy as np

from sim.agents.person import COUNTY_EMPLOYER, Livelihood, is_able
from sim.arrays import Bools, Floats, Ints, rising_order, sum_by
from sim.ledger import Flow, Purpose, Sector
from sim.outcomes.indices import fgt, group_means_of_sorted
from sim.outcomes.units import Label, label_of

if TYPE_CHECKING:
    from sim.model import RuralModel

GOOD, BAD, NEUTRAL = 1, -1, 0
QUINTILES = 5


Measure = Callable[["Observation"], float]
T = TypeVar("T")


class Observation:
    """One look at a model at the end of a year; what several outcomes need is computed once.

    Absent households have no residents, so weighting by residents leaves them out (errata E2, F9).
    """

    def __init__(self, model: RuralModel) -> None:
        self.model = model
        self._values: dict[Measure, float] = {}
        self._shared: dict[Callable[[Observation], object], object] = {}

    def shared(self, view: Callable[[Observation], T]) -> T:
        """Return what several outcomes need, computed once for each look."""
        if view not in self._shared:
            self._shared[view] = view(self)
        return cast(T, self._shared[view])

    def value(self, measure: Measure) -> float:
        """Return what a measure finds, computed once for each look."""
        if measure not in self._values:
            self._values[measure] = float(measure(self))
        return self._values[measure]

    @cached_property
    def present(self) -> Bools:
        """Households with a resident."""
        return self.model.township.in_statistics()

    @cached_property
    def residents(self) -> Floats:
        """Residents of each household, the weight of its values."""
        return self.model.households.n_residents.astype(np.float64)

    @cached_property
    def n_residents(self) -> float:
        """Residents of the township."""
        return float(self.residents.sum())

    @cached_property
    def by_income(self) -> tuple[Floats, Floats]:
        """Income per resident in rising order and residents, of households with a resident."""
        rows = np.flatnonzero(self.present)
        income = self.model.households.income_per_capita_cny[rows]
        order = rising_order(income)
        return income[order], self.residents[rows[order]]

    @cached_property
    def quintile_means(self) -> Floats:
        """Mean income per resident of each fifth of the households, ranked by it; shape (5,)."""
        return group_means_of_sorted(*self.by_income, QUINTILES)

    def total(self, column: Floats) -> float:
        """Return the sum of a household column over households with a resident."""
        return float((column * self.present).sum())

    def per_resident(self, column: Floats) -> float:
        """Return the same for each resident; NaN without residents."""
        return share(self.total(column), self.n_residents)

    def mean_of_residents(self, column: Floats) -> float:
        """Return the mean of a household column with residents as weights; NaN without residents."""
        return share(float((column * self.residents).sum()), self.n_residents)

    @cached_property
    def poverty(self) -> dict[tuple[str, float], tuple[float, float, float]]:
        """FGT 0, 1, 2 by income column and line, as far as asked for."""
        return {}

    def fgt(self, column: str, line: float) -> tuple[float, float, float]:
        """Return FGT 0, 1, 2 of an income column at a line, persons as weights."""
        if (column, line) not in self.poverty:
            values = getattr(self.model.households, column)
            self.poverty[column, line] = fgt(values, self.residents, line)
        return self.poverty[column, line]

    @cached_property
    def are_residents(self) -> Bools:
        """Persons whose livelihood is not migrant work."""
        are_here: Bools = self.model.persons.livelihood != Livelihood.MIGRANT
        return are_here

    @cached_property
    def able(self) -> Bools:
        """Persons of working age who are not disabled, migrants included."""
        return is_able(self.model.persons, self.model.config.place.people)

    @cached_property
    def livelihoods_of_able(self) -> Floats:
        """Able persons by livelihood; shape (5,)."""
        return sum_by(self.model.persons.livelihood, self.able, len(Livelihood))

    @cached_property
    def jobs(self) -> tuple[int, int]:
        """Persons employed by enterprises of the township and by the county."""
        employer = self.model.persons.employer
        return int(np.count_nonzero(employer >= 0)), int(np.count_nonzero(employer == COUNTY_EMPLOYER))

    @cached_property
    def active_by_kind(self) -> Ints:
        """Enterprises in business by kind; shape (3,)."""
        enterprises = self.model.enterprises
        return np.bincount(enterprises.kind[enterprises.is_active], minlength=3)

    @cached_property
    def public_spending(self) -> dict[Purpose, float]:
        """Payments of government by purpose, taxes handed on left out."""
        spent = dict.fromkeys(Purpose, 0.0)
        for (flow, purpose, payer, _), amount in self.model.ledger.totals.items():
            if payer == Sector.GOVERNMENT and flow is not Flow.TAX_REMITTED:
                spent[purpose] += amount
        return spent


def share(part: float, whole: float) -> float:
    """Return part / whole, NaN when the whole is not positive (errata E12)."""
    return part / whole if whole > 0 else float("nan")


@dataclass(frozen=True)
class Outcome(Label):
    """The statement of one indicator: what readers see of it, what it means, and how it is measured.

    Attributes
    ----------
    direction : int
        +1 more is better, -1 less is better, 0 neither.
    definition : str
        One sentence.
    source : str
    measure : callable
        From an :class:`Observation`; calling the outcome itself takes a model.
    """

    direction: int
    definition: str
    source: str
    measure: Measure

    def __call__(self, model: RuralModel) -> float:
        """Return the indicator for a model as it is now."""
        return float(self.measure(Observation(model)))


class Chapter:
    """Outcomes that belong together, in the order of their statement."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.outcomes: dict[str, Outcome] = {}

    def state(
        self,
        name: str,
        measure: Measure,
        definition: str,
        unit: str,
        direction: int,
        labels: tuple[str, str],
        source: str,
        *,
        short: tuple[str, str] | None = None,
    ) -> None:
        """Add one outcome; labels are English and Chinese, factor and decimals follow from the unit."""
        if name in self.outcomes:
            raise ValueError(f"outcome {name} is stated twice")
        shown = asdict(label_of(name, unit, labels, short))
        self.outcomes[name] = Outcome(
            **shown,
            direction=direction,
            definition=definition,
            source=source,
            measure=measure,
        )

    def outcome(
        self,
        unit: str,
        direction: int,
        labels: tuple[str, str],
        source: str,
        *,
        short: tuple[str, str] | None = None,
    ) -> Callable[[Measure], Measure]:
        """Return a decorator: the function's name is the outcome's, its docstring the definition."""

        def statement(measure: Measure) -> Measure:
            definition = " ".join((measure.__doc__ or "").split())
            self.state(measure.__name__, measure, definition, unit, direction, labels, source, short=short)
            return measure

        return statement
