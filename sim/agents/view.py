"""Mesa agents that live in columns: a view is a model and a permanent key, with no state of its own."""

from __future__ import annotations

from typing import Any, ClassVar

import mesa
import numpy as np

from sim.arrays import Ints, UInts
from sim.columns import Column, Table
from sim.ledger import IncomeSource
from sim.parameter import nearest_name

LEDGER_COLUMNS = frozenset({"money_cny", *(source.value for source in IncomeSource)})
STRUCTURE_COLUMNS = frozenset({"uid", "village", "household", "first_person", "n_members", "n_residents"})


class ColumnAttribute:
    """An attribute of a view that reads and writes its row of one column."""

    def __init__(self, name: str, table: str, statement: Column) -> None:
        self.name, self.table, self.dtype = name, table, statement.dtype
        self.__doc__ = f"{statement.doc} Unit: {statement.unit}."

    def __get__(self, agent: View | None, owner: type | None = None) -> Any:
        """Return the value as a plain Python number."""
        if agent is None:
            return self
        return getattr(getattr(agent.model, self.table), self.name)[agent.row].item()

    def __set__(self, agent: View, value: Any) -> None:
        """Write the value through to the column."""
        self.check_writable()
        if not agent.alive:
            raise LookupError(f"{agent!r} is gone; {self.name} cannot be written")
        getattr(getattr(agent.model, self.table), self.name)[agent.row] = self.converted(value)

    def check_writable(self) -> None:
        """Refuse columns whose free change would break the books or the order of the tables."""
        if self.name in LEDGER_COLUMNS:
            raise AttributeError(
                f"{self.name} changes by the ledger only: use model.ledger.post(flow, amounts, ...)"
            )
        if self.name in STRUCTURE_COLUMNS:
            raise AttributeError(f"{self.name} is part of the structure of the tables and cannot be written")

    def converted(self, value: Any) -> Any:
        """Return one value in the type of the column; fractions are not cut off silently."""
        if np.ndim(value) != 0:
            raise ValueError(f"{self.name} takes one value, not {np.ndim(value)}-dimensional data")
        typed: Any = np.asarray(value).astype(self.dtype)
        if self.dtype is not np.float64 and typed != value:
            raise TypeError(f"{self.name} holds {np.dtype(self.dtype).name}; {value!r} does not fit")
        return typed


class View(mesa.Agent):
    """A real Mesa agent without state: attributes read and write the columns of its model.

    Two views of the same row are equal. Attributes that are no columns are kept beside, per agent, so
    that users may note what they like; no process reads them.

    Parameters
    ----------
    model : RuralModel
    key : int
        What stays the same as long as the agent lives: the row where rows stay, else the identity.
    """

    __slots__ = ("key", "model")

    kinds: ClassVar[list[type[View]]] = []
    code: ClassVar[int]
    table_name: ClassVar[str]
    columns: ClassVar[dict[str, ColumnAttribute]]

    def __init_subclass__(cls, table: type[Table] | None = None, table_name: str = "", **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if table is None:
            return
        cls.code, cls.table_name = len(View.kinds), table_name
        View.kinds.append(cls)
        cls.columns = {
            name: ColumnAttribute(name, table_name, statement) for name, statement in table.columns.items()
        }
        for name, attribute in cls.columns.items():
            setattr(cls, name, attribute)

    def __init__(self, model: Any, key: int) -> None:
        # Not registered with Mesa: the columns are the register.
        object.__setattr__(self, "model", model)
        object.__setattr__(self, "key", int(key))

    @property
    def row(self) -> int:
        """Return the row of the agent in its table."""
        key: int = self.key
        return key

    @property
    def alive(self) -> bool:
        """Return whether the agent is still there."""
        return True

    @property
    def unique_id(self) -> int:
        """Return the permanent identity: the same in every year and every scenario of a seed."""
        identity: int = getattr(self.model, self.table_name).uid[self.row].item()
        return identity

    @classmethod
    def rows_of(cls, model: Any, keys: UInts) -> Ints:
        """Return the rows of many keys."""
        return keys.astype(np.int64)

    def remove(self) -> None:
        """Refuse: who is there is decided by the processes of the model."""
        raise TypeError(f"{type(self).__name__} agents leave by the model's processes, not by remove()")

    def __setattr__(self, name: str, value: Any) -> None:
        if hasattr(type(self), name):
            object.__setattr__(self, name, value)
        else:
            self._notes(create=True)[name] = value

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name in View.__slots__:
            raise AttributeError(name)
        notes = self._notes()
        if name in notes:
            return notes[name]
        if name == "pos":  # every Mesa agent has a position, here none until a space gives one
            return None
        near = nearest_name(name, list(self.columns))
        hint = f"; did you mean {near!r}?" if near else ""
        raise AttributeError(f"{type(self).__name__} has no attribute {name!r}{hint}")

    def _notes(self, create: bool = False) -> dict[str, Any]:
        """Return what users noted about this agent beside the columns."""
        all_notes = vars(self.model).setdefault("_notes_on_views", {})
        notes: dict[str, Any] = all_notes.get((self.code, self.key), {})
        if create and not notes:
            all_notes[self.code, self.key] = notes
        return notes

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, View):
            return NotImplemented
        return (other.code, other.key) == (self.code, self.key) and other.model is self.model

    def __hash__(self) -> int:
        return hash((self.code, self.key))

    def __reduce__(self) -> tuple[type[View], tuple[Any, int]]:
        return type(self), (self.model, self.key)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.key}>"
