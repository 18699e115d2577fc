"""What every lever is: a dose in time, a reference, an expected sign, and the terms that it amends."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
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


class Delivery(Enum):
    """What stands between a dose and its effect besides the lag (errata B6, E9).

    DIRECT doses arrive as planned; ADMINISTERED ones are ramped up after the change of programmes; of MONEY
    ones part also leaks, lies idle or doubles what others pay for.
    """

    DIRECT = "direct"
    ADMINISTERED = "administered"
    MONEY = "money"


def administrative_saturation(dose: float) -> float:
    """Return E(u) = (1 - e^(-2 u)) / (1 - e^(-2)): the first effort of an office does most (model.md S1).

    Examples
    --------
    >>> [round(administrative_saturation(dose), 4) for dose in (0.0, 0.5, 1.0)]
    [0.0, 0.7311, 1.0]
    """
    return math.expm1(-2 * dose) / math.expm1(-2)


@dataclass
class Policy:
    """One lever; subclasses add their own parameters and say what a dose changes.

    A lever at dose zero, after its end, or with all its effects at zero leaves the terms neutral but for
    cost. Costs are what the ledger records under :attr:`purpose`; there is no second cost function.
    """

    purpose: ClassVar[Purpose]
    delivery: ClassVar[Delivery] = Delivery.MONEY
    ends_with_programme: ClassVar[bool] = True
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

    staff_days: float = param(
        0.0,
        unit="days/village of 250 households",
        bounds=(0.0, 500.0),
        plausible=(0.0, 240.0),
        grade="assumption",
        doc="Staff time of a village committee at dose 1.",
        source="errata E11: levers without a stated time cost none",
    )
    full_cost_cny_per_resident: float = param(
        100.0,
        unit="yuan/resident-year",
        bounds=(0.0, 10_000.0),
        plausible=(0.0, 1_000.0),
        grade="assumption",
        doc="Cost at dose 1 by which a fixed budget is planned until the lever has shown its own.",
        source="errata H, cost by lever over 13,000 residents",
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

    def effective_dose(
        self,
        year: int,
        first_year: int,
        historical: Mapping[int, float],
        programme_end_year: int | None = None,
    ) -> float:
        """Return the dose that is at work in a year: the planned one ``delay_years`` earlier.

        Before the first year of the model the first value stands (errata C8). When the whole programme ends,
        what was planned for later years falls with it.
        """
        if programme_end_year is not None and year > programme_end_year:
            return 0.0
        return self.planned_dose(max(year - self.delay_years, first_year), historical)

    def regulate(self, terms: Terms, dose: float) -> None:
        """Change the terms by rule, for a dose that no loss of money diminishes; few levers do."""

    def amend(self, terms: Terms, dose: float) -> None:
        """Change the terms of a year for a delivered dose; a lever that does not say how changes nothing.

        Staff time is not stated here: it follows from ``staff_days`` and the dose before any losses.
        """
