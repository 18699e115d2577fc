"""Short names of points and contexts, unique in a plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from experiments.planning.axes import shown

LONGEST = 60
"""Signs of a spelled name; where one would be longer, all are numbered."""

_PREFIX = "policies."


class Labels:
    """The names of some combinations of values: spelled out if that is short and unique, else numbered.

    Examples
    --------
    >>> points = [{"policies.training.dose": 0.0}, {"policies.training.dose": 0.5}]
    >>> [Labels("point", points).of(point) for point in points]
    ['training.dose=0', 'training.dose=0.5']
    >>> close = [{"policies.training.dose": 0.1234567}, {"policies.training.dose": 0.1234568}]
    >>> [Labels("point", close).of(point) for point in close], Labels("point", close).of({})
    (['point 1', 'point 2'], '')
    """

    def __init__(self, word: str, combinations: Sequence[Mapping[str, Any]]) -> None:
        known = {_identity(values): _spelled(values) for values in combinations if values}
        is_short = max(map(len, known.values()), default=0) <= LONGEST
        if not is_short or len(set(known.values())) < len(known):
            width = len(str(len(known)))
            known = {key: f"{word} {place:0{width}d}" for place, key in enumerate(known, start=1)}
        self._known = known

    def of(self, values: Mapping[str, Any]) -> str:
        """Return the name of a combination, an empty text for none."""
        return self._known.get(_identity(values)) or _spelled(values)


def _identity(values: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple(values.items())


def _spelled(values: Mapping[str, Any]) -> str:
    return " ".join(_setting(key, value) for key, value in values.items())


def _setting(key: str, value: Any) -> str:
    return f"{key.removeprefix(_PREFIX)}={shown(value)}"
