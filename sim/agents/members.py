"""Who is in a set of agents: types and permanent keys, with access to whole columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np
from numpy.typing import NDArray

from sim.agents.view import View
from sim.arrays import Bools, Ints, UInts

if TYPE_CHECKING:
    from typing import Self

ORDINARY = -1
"""Code of agents that are no views; their key is their place in the tuple of ordinary agents."""


def dice_of(owner: Any) -> Any:
    """Return Mesa's generator for the user's own shuffles; no process of the year reads it."""
    return owner.random


class Members:
    """An ordered collection of views of any types and of ordinary agents; views are made when asked for."""

    random: Any

    @classmethod
    def of(
        cls, model: Any, codes: NDArray[np.int8], keys: UInts, ordinary: tuple[mesa.Agent, ...], dice: Any
    ) -> Self:
        """Return a set from codes and keys; ordinary agents come after them."""
        made = cls.__new__(cls)
        made.model, made._ordinary = model, ordinary
        n = len(ordinary)
        made._assign(
            np.concatenate([codes, np.full(n, ORDINARY, np.int8)]),
            np.concatenate([keys, np.arange(n, dtype=np.uint64)]),
        )
        made.random = dice
        return made

    @classmethod
    def of_kind(cls, model: Any, kind: type[View], keys: Ints | UInts) -> Self:
        """Return a set of views of one type."""
        codes = np.full(len(keys), kind.code, np.int8)
        return cls.of(model, codes, keys.astype(np.uint64), (), dice_of(model))

    def _assign(self, codes: NDArray[np.int8], keys: UInts) -> None:
        self._codes, self._keys = codes, keys
        self._present: set[tuple[int, int]] | None = None

    def _take(self, agents: Iterable[mesa.Agent]) -> Self:
        """Hold exactly these agents, in this order."""
        members = list(dict.fromkeys(agents))
        self._ordinary = tuple(agent for agent in members if not isinstance(agent, View))
        place = {id(agent): number for number, agent in enumerate(self._ordinary)}
        pairs = [
            (agent.code, agent.key) if isinstance(agent, View) else (ORDINARY, place[id(agent)])
            for agent in members
        ]
        self.model = members[0].model if members else getattr(self, "model", None)
        self._assign(
            np.array([code for code, _ in pairs], np.int8), np.array([key for _, key in pairs], np.uint64)
        )
        return self

    def _at(self, places: Ints | Bools) -> Self:
        """Return the set of the members at some places."""
        made = type(self).__new__(type(self))
        made.model, made._ordinary = self.model, self._ordinary
        made._assign(self._codes[places], self._keys[places])
        made.random = dice_of(self)
        return made

    def __len__(self) -> int:
        return len(self._keys)

    def __iter__(self) -> Iterator[Any]:
        model, kinds, ordinary = self.model, View.kinds, self._ordinary
        for code, key in zip(self._codes.tolist(), self._keys.tolist(), strict=True):
            yield ordinary[key] if code == ORDINARY else kinds[code](model, key)

    def __contains__(self, agent: object) -> bool:
        if self._present is None:
            self._present = set(zip(self._codes.tolist(), self._keys.tolist(), strict=True))
        if isinstance(agent, View):
            return agent.model is self.model and (agent.code, agent.key) in self._present
        places = [place for place, other in enumerate(self._ordinary) if other is agent]
        return bool(places) and (ORDINARY, places[0]) in self._present

    def __getitem__(self, item: int | slice) -> Any:
        places = np.arange(len(self))[item]
        return next(iter(self._at(places[None]))) if places.ndim == 0 else list(self._at(places))

    # --- whole columns ------------------------------------------------------------------------------

    def _one_column(self, name: str) -> NDArray[Any] | None:
        """Return a column for all members if they are of one type that has it, else None."""
        codes = np.unique(self._codes)
        if len(codes) != 1 or codes[0] == ORDINARY or name not in View.kinds[codes[0]].columns:
            return None
        values: NDArray[Any] = self._table_column(int(codes[0]), name)[self.rows]
        return values

    def _table_column(self, code: int, name: str) -> NDArray[Any]:
        column: NDArray[Any] = getattr(getattr(self.model, View.kinds[code].table_name), name)
        return column

    @property
    def rows(self) -> Ints:
        """Return the table rows of the members of a set of one type."""
        codes = np.unique(self._codes)
        if len(codes) > 1 or ORDINARY in codes:
            raise TypeError("rows belong to one table: select(agent_type=...) first")
        return View.kinds[codes[0]].rows_of(self.model, self._keys) if len(codes) else np.empty(0, np.int64)

    def column(self, name: str) -> NDArray[Any]:
        """Return one column of all members as an array; all must be of one type."""
        values = self._one_column(name)
        return np.array(self.get(name)) if values is None else values

    def get(self, attr_names: Any, handle_missing: str = "error", default_value: Any = None) -> list[Any]:
        """Return the values of one attribute, or a list of the values of several for each member."""
        if handle_missing not in ("error", "default"):
            raise ValueError(f"handle_missing is {handle_missing!r}; it should be 'error' or 'default'")
        if not isinstance(attr_names, str):
            each = [self.get(name, handle_missing, default_value) for name in attr_names]
            return [[values[place] for values in each] for place in range(len(self))]
        column = self._one_column(attr_names)
        if column is not None:
            plain: list[Any] = column.tolist()
            return plain
        found = np.empty(len(self), object)
        for code, places in self._by_code():
            part = self._at(places)
            if code != ORDINARY and attr_names in View.kinds[code].columns:
                found[places] = self._table_column(code, attr_names)[part.rows].tolist()
                continue
            for place, agent in zip(places.tolist(), part, strict=True):
                if handle_missing == "error":
                    found[place] = getattr(agent, attr_names)
                else:
                    found[place] = getattr(agent, attr_names, default_value)
        return list(found)

    def _by_code(self) -> list[tuple[int, Ints]]:
        return [(int(code), np.flatnonzero(self._codes == code)) for code in np.unique(self._codes)]

    def set(self, attr_name: str, value: Any) -> Self:
        """Give an attribute of every member the same value."""
        for code, places in self._by_code():
            part = self._at(places)
            attribute = None if code == ORDINARY else View.kinds[code].columns.get(attr_name)
            if attribute is None:
                for agent in part:
                    setattr(agent, attr_name, value)
            else:
                attribute.check_writable()
                self._table_column(code, attr_name)[part.rows] = attribute.converted(value)
        return self
