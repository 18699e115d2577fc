"""What may stand to the right of ``key=``: one value, several, or an interval, by Hydra's own grammar."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import islice
from typing import Any

from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import (
    ChoiceSweep,
    Glob,
    IntervalSweep,
    Override,
    QuotedString,
    RangeSweep,
)
from hydra.errors import HydraException

MOST_RUNS = 1_000_000
"""Largest number of runs in one plan, and so of values on one axis."""

_DIGITS = 6
"""Significant digits of sampled numbers, so that tables and labels show the very number that was run."""


@dataclass(frozen=True)
class Interval:
    """All numbers between two ends, both included.

    Attributes
    ----------
    low, high : int or float
    is_whole : bool
        Whether only whole numbers are meant.
    """

    low: float
    high: float
    is_whole: bool = False

    def __str__(self) -> str:
        return f"interval({self.low:g},{self.high:g})"

    def at(self, share: float) -> float:
        """Return the number at a share of the way, rounded to six digits; whole ones are equally likely.

        Examples
        --------
        >>> Interval(0, 1).at(0.25), Interval(2, 4, True).at(0.34), Interval(2, 4, True).at(0.99)
        (0.25, 3, 4)
        """
        if self.is_whole:
            return int(self.low + math.floor(share * (self.high - self.low + 1)))
        number = float(f"{self.low + share * (self.high - self.low):.{_DIGITS}g}")
        return min(max(number, float(self.low)), float(self.high))


class Kind(Enum):
    """What an axis stands for."""

    SCENARIO = "scenario"
    PLACE = "place"
    LEVER = "lever"
    UNCERTAINTY = "uncertainty"


@dataclass(frozen=True)
class Axis:
    """Something that a design varies.

    Attributes
    ----------
    key : str
        ``scenario``, ``place`` or the dotted name of a parameter.
    kind : Kind
        Levers set points apart from their baseline; uncertainties and places hold for both.
    values : tuple or Interval
    """

    key: str
    kind: Kind
    values: tuple[Any, ...] | Interval

    @property
    def is_named(self) -> bool:
        """Return whether it chooses files rather than numbers; such axes are crossed, never sampled."""
        return self.kind in (Kind.SCENARIO, Kind.PLACE)

    def listed(self) -> tuple[Any, ...]:
        """Return the values of an axis that has some, none for an interval."""
        return () if isinstance(self.values, Interval) else self.values

    def picked(self, shares: Sequence[float]) -> list[Any]:
        """Return the value at each share of the way from the first to the last.

        Examples
        --------
        >>> Axis("policies.training.dose", Kind.LEVER, (0.0, 0.5, 1.0)).picked([0.1, 0.9, 0.5])
        [0.0, 1.0, 0.5]
        """
        if isinstance(self.values, Interval):
            return [self.values.at(share) for share in shares]
        last = len(self.values) - 1
        return [self.values[min(int(share * len(self.values)), last)] for share in shares]

    def ends(self) -> tuple[Any, Any] | None:
        """Return low and high of an interval or of two values, None for anything else."""
        if isinstance(self.values, Interval):
            return self.values.low, self.values.high
        return (self.values[0], self.values[1]) if len(self.values) == 2 else None


def parsed(word: str) -> Override | None:
    """Return an override by Hydra's own grammar, None when that cannot read it."""
    try:
        return OverridesParser.create().parse_override(word)
    except HydraException:
        return None


def unquoted(typed: str) -> str:
    """Return a text without the quotes that stand around it."""
    is_quoted = len(typed) > 1 and typed[0] == typed[-1] and typed[0] in "'\""
    return typed[1:-1] if is_quoted else typed


def several(override: Override, known: Sequence[str]) -> tuple[list[Any] | Interval, str]:
    """Return the values of an override that sweeps, and what is wrong with them.

    Parameters
    ----------
    override : Override
    known : sequence of str
        Names that a pattern ``glob(...)`` may choose from.
    """
    value = override.value()
    if isinstance(value, IntervalSweep):
        low, high = value.start, value.end
        if low is None or high is None or low >= high:
            return [], "the low end of an interval must lie below the high one"
        return Interval(low, high), ""
    if isinstance(value, (ChoiceSweep, RangeSweep)) and value.shuffle:
        return [], "would be shuffled anew each time; a study that goes on later needs a fixed order"
    if isinstance(value, Glob):
        values: list[Any] = value.filter(list(known))
    elif isinstance(value, (ChoiceSweep, RangeSweep)):
        try:
            values = [_plain(item) for item in islice(override.sweep_iterator(), MOST_RUNS + 1)]
        except (ValueError, ArithmeticError):
            return [], "is no range: start, stop and step must be finite, and step not 0"
    else:
        values = []
    if not values:
        return [], "gives no values; sweep over a list a,b or choice(), range() or interval()"
    if len(values) > MOST_RUNS:
        return [], f"gives more than {MOST_RUNS:,} values"
    return values, ""


def _plain(value: Any) -> Any:
    """Return a text without the marks that the grammar keeps of its quotes."""
    return value.text if isinstance(value, QuotedString) else value


def spelled(value: Any) -> str:
    r"""Return a value as it is typed in an override.

    Examples
    --------
    >>> spelled(0.25), spelled(True), spelled("open"), spelled("it's"), spelled(None)
    ('0.25', 'true', "'open'", "'it\\'s'", 'null')
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        escaped = re.sub(r"(\\*)('|\Z)", lambda found: found[1] * 2 + ("\\'" if found[2] else ""), value)
        return f"'{escaped}'"
    return "null" if value is None else str(value)


def shown(value: Any) -> str:
    """Return a value as labels show it.

    Examples
    --------
    >>> shown(0.30000000000000004), shown(2.0), shown(True), shown("fixed"), shown("")
    ('0.3', '2', 'true', 'fixed', "''")
    """
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.{_DIGITS}g}" if isinstance(value, float) else str(value) or "''"
