"""What every lever is: a dose in time, a reference, an expected sign, and the terms that it amends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from sim.ledger import Purpose
from sim.parameter import param
from sim.terms import Terms


@dataclass(frozen=True)
class Reference:
    """A published source: who, what, when, and what it found."""

    author: str
    title: str
    year: int
    finding: str


@dataclass(frozen=True)
class Expectation:
    """The sign of a lever's first-order effect: what it moves directly, before anybody reacts.

    Attributes
    ----------
    outcome : str
        Name of an indicator in ``sim.outcomes``.
    sign : int
        +1 or -1.
    """

    outcome: str
    sign: int


@dataclass
class Policy:
    """One lever; subclasses add their own parameters and say what a dose changes.

    A lever at dose zero, after its end, or with all its effects at zero leaves the terms neutral but for
    cost. Costs are what the ledger records under :attr:`purpose`; there is no second cost function.
    """

    purpose: ClassVar[Purpose]
    title: ClassVar[str]
    title_zh: ClassVar[str]
    channel: ClassVar[str]
    expected: ClassVar[Expectation]
    references: ClassVar[tuple[Reference, ...]]
    effects: ClassVar[tuple[str, ...]]
    """Parameters that carry the lever's effect; with all of them at zero only its cost remains."""

    dose: float = param(
        0.3,
        unit="share",
        bounds=(0.0, 1.0),
        plausible=(0.0, 0.5),
        grade="design",
        doc="Strength from the start year on; 0 is off, 1 the largest effort that is costed.",
        source="model.md 3.5; 0.3 is the status quo of 2021 in every scenario (assumption)",
    )
    start_year: int = param(
        2021,
        unit="yr",
        bounds=(2013, 2100),
        grade="design",
        doc="First year of the scenario's dose; before it the historical dose applies.",
        source="model.md 3.5, errata A17",
    )
    end_year: int = param(
        2100,
        unit="yr",
        bounds=(2013, 2100),
        grade="design",
        doc="Last year of the scenario's dose; afterwards the dose is zero.",
        source="design of the experiment",
    )
    phase_in_years: int = param(
        0,
        unit="yr",
        bounds=(0, 20),
        grade="design",
        doc="Years over which the dose moves in a straight line from its historical to its full value.",
        source="design of the experiment",
    )
    delay_years: int = param(
        1,
        unit="yr",
        bounds=(0, 10),
        plausible=(0, 2),
        grade="assumption",
        doc="Years from a dose to its effect (lag d of the lever).",
        source="errata C8",
    )

    def planned_dose(self, year: int, historical: Mapping[int, float]) -> float:
        """Return the dose decided for a year, before the delay.

        Parameters
        ----------
        year : int
        historical : mapping of year to dose
            Doses of the years before ``start_year``.
        """
        if year < self.start_year:
            return historical[year]
        if year > self.end_year:
            return 0.0
        if year - self.start_year + 1 >= self.phase_in_years:
            return self.dose
        before = historical.get(self.start_year - 1, 0.0)
        progress = (year - self.start_year + 1) / self.phase_in_years
        return before + (self.dose - before) * progress

    def effective_dose(self, year: int, first_year: int, historical: Mapping[int, float]) -> float:
        """Return the dose that is at work in a year: the planned one ``delay_years`` earlier.

        Before the first year of the model the first value stands (errata C8).
        """
        return self.planned_dose(max(year - self.delay_years, first_year), historical)

    def amend(self, terms: Terms, dose: float) -> None:
        """Change the terms of a year for an effective dose; a lever that does not say how changes nothing."""
