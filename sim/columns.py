"""Struct-of-arrays tables: named, typed, documented columns that grow, shrink, sort and copy together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

import numpy as np

from sim.arrays import Bools, Ints

Rows = TypeVar("Rows", bound="Table")


@dataclass(frozen=True)
class Column:
    """The statement of one column: element type, unit, meaning and the value of new rows."""

    dtype: type
    unit: str
    doc: str
    default: float | int | bool
    is_yearly: bool


def column(
    dtype: type, *, unit: str, doc: str, default: float | int | bool = 0, is_yearly: bool = False
) -> Any:
    """Return a column statement for a :class:`Table` class body.

    A yearly column is written anew each year before anything reads it; rows that are kept start without it.
    """
    return Column(dtype, unit, doc, default, is_yearly)


class Table:
    """A set of equally long columns; each is a NumPy array attribute of the table.

    Subclasses state columns in the class body: ``land_mu: Floats = column(np.float64, unit="mu", doc=...)``.
    Arrays are exactly as long as the table; processes read and write them in place.

    Examples
    --------
    >>> class Wells(Table):
    ...     depth_m: Floats = column(np.float64, unit="m", doc="Depth.", default=2.0)
    >>> wells = Wells(3)
    >>> wells.depth_m[1] = 5.0
    >>> wells.keep(np.array([1, 2])); wells.depth_m.tolist()
    [5.0, 2.0]
    """

    columns: ClassVar[dict[str, Column]] = {}

    def __init_subclass__(cls) -> None:
        own = {name: value for name, value in vars(cls).items() if isinstance(value, Column)}
        cls.columns = {**cls.columns, **own}

    def __init__(self, n_rows: int = 0) -> None:
        self._n = n_rows
        for name, statement in self.columns.items():
            setattr(self, name, _new_values(statement, n_rows))

    def __len__(self) -> int:
        return self._n

    def keep(self, rows: Ints | Bools) -> None:
        """Keep only the given rows, in the given order (index array or mask)."""
        rows = np.flatnonzero(rows) if rows.dtype == np.bool_ else rows
        for name, statement in self.columns.items():
            new = _new_values(statement, len(rows)) if statement.is_yearly else getattr(self, name).take(rows)
            setattr(self, name, new)
        self._n = len(getattr(self, next(iter(self.columns))))

    def append(self, other: Table) -> Ints:
        """Add the rows of another table of the same class and return their row numbers."""
        first = self._n
        for name in self.columns:
            setattr(self, name, np.concatenate([getattr(self, name), getattr(other, name)]))
        self._n += len(other)
        return np.arange(first, self._n)

    def copy(self: Rows) -> Rows:
        """Return an independent copy with the same rows."""
        twin = self.__class__.__new__(self.__class__)
        twin._n = self._n
        for name in self.columns:
            setattr(twin, name, getattr(self, name).copy())
        return twin

    def nbytes(self) -> int:
        """Return the memory that the columns take, in bytes."""
        return int(sum(getattr(self, name).nbytes for name in self.columns))


def _new_values(statement: Column, n_rows: int) -> Any:
    """Return a column of new rows; memory of zeros costs nothing until it is written."""
    values: Any = np.zeros(n_rows, statement.dtype)
    if statement.default:
        values += statement.default
    return values
