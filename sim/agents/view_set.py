"""A Mesa AgentSet over columns: select, shuffle, sort, group and act as Mesa promises."""

from __future__ import annotations

import importlib
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np
from mesa.agent import AgentSet

from sim.agents.members import ORDINARY, Members, dice_of
from sim.agents.view import View
from sim.arrays import Bools

if TYPE_CHECKING:
    from typing import Self

GroupBy: Any = importlib.import_module(AgentSet.__module__).GroupBy
"""Mesa moved the class between releases; it stays beside AgentSet."""


class ViewSet(Members, AgentSet):
    """An ordered set of views of any types and of ordinary Mesa agents, with the promises of AgentSet.

    ``get``, ``set``, ``agg``, ``sort`` and ``groupby`` by the name of a column work on whole columns.

    Parameters
    ----------
    agents : iterable of Agent
    random : random.Random, optional
        For shuffles; default the generator of the first agent's model.

    Examples
    --------
    ``model.agents.select(agent_type=Household).groupby("village").agg("attitude", np.mean)``
    """

    def __init__(self, agents: Iterable[mesa.Agent] = (), random: Any = None) -> None:
        self._take(agents)
        if random is None and len(self):
            random = dice_of(next(iter(self)).model)
        self.__dict__["random"] = random

    def _become(self, other: Self, inplace: bool) -> Self:
        if not inplace:
            return other
        self._ordinary = other._ordinary
        self._assign(other._codes, other._keys)
        return self

    def _update(self, agents: Iterable[mesa.Agent]) -> Self:
        return self._take(agents)

    @property
    def _agents(self) -> dict[mesa.Agent, None]:
        """What inherited methods iterate over, should Mesa add some that are not overridden here."""
        return dict.fromkeys(self)

    # --- as a collection --------------------------------------------------------------------------

    def __repr__(self) -> str:
        counts = Counter("others" if c == ORDINARY else View.kinds[c].__name__ for c in self._codes.tolist())
        return f"<ViewSet: {', '.join(f'{n} {name}' for name, n in counts.items()) or 'empty'}>"

    def to_list(self) -> list[Any]:
        """Return the members as a list."""
        return list(self)

    def copy(self) -> Self:
        """Return another set of the same members."""
        return self._at(np.arange(len(self)))

    __copy__ = copy

    def add(self, agent: mesa.Agent) -> None:
        """Add an agent to this set; the model is not changed."""
        self._take([*self, agent])

    def discard(self, agent: mesa.Agent) -> None:
        """Take an agent out of this set if it is in; the model is not changed."""
        self._take([other for other in self if other != agent])

    def remove(self, agent: mesa.Agent) -> None:
        """Take an agent out of this set; KeyError if it is not in."""
        if agent not in self:
            raise KeyError(agent)
        self.discard(agent)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_present": None}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)

    # --- order and choice ---------------------------------------------------------------------------

    def select(
        self,
        filter_func: Callable[[Any], bool] | None = None,
        at_most: int | float = float("inf"),
        inplace: bool = False,
        agent_type: type[mesa.Agent] | None = None,
        *,
        mask: Bools | None = None,
    ) -> Self:
        """Return the members that pass a filter, a type and a mask, at most so many or such a share.

        ``mask`` has one truth value for each member in the order of the set and is the fast way, as in
        ``households.select(mask=households.column("attitude") > 0.5)``.
        """
        limit = int(len(self) * at_most) if isinstance(at_most, float) and at_most <= 1.0 else at_most
        places = np.arange(len(self))
        if mask is not None:
            if np.shape(mask) != (len(self),):
                raise ValueError(f"mask has shape {np.shape(mask)}, the set {len(self)} members")
            places = places[np.asarray(mask, np.bool_)]
        if agent_type is not None:
            fits = [issubclass(self._type_of(place), agent_type) for place in places.tolist()]
            places = places[np.array(fits, np.bool_)]
        if filter_func is not None:
            chosen: list[int] = []
            for place, agent in zip(places.tolist(), self._at(places), strict=True):
                if len(chosen) >= limit:
                    break
                if filter_func(agent):
                    chosen.append(place)
            places = np.array(chosen, np.int64)
        elif limit < len(places):
            places = places[: max(int(limit), 0)]
        return self._become(self._at(places), inplace)

    def _type_of(self, place: int) -> type[mesa.Agent]:
        code = self._codes[place]
        return type(self._ordinary[int(self._keys[place])]) if code == ORDINARY else View.kinds[code]

    def shuffle(self, inplace: bool = False) -> Self:
        """Return the members in random order, by the generator of Mesa."""
        order = list(range(len(self)))
        dice_of(self).shuffle(order)
        return self._become(self._at(np.array(order, np.int64)), inplace)

    def sort(self, key: Callable[[Any], Any] | str, ascending: bool = False, inplace: bool = False) -> Self:
        """Return the members sorted by an attribute or function; equal ones keep their order."""
        column = self._one_column(key) if isinstance(key, str) else None
        if column is not None:
            order = np.argsort(column if ascending else column[::-1], kind="stable")
            order = order if ascending else (len(self) - 1 - order)[::-1]
        else:
            values = self.get(key) if isinstance(key, str) else [key(agent) for agent in self]
            order = np.array(
                sorted(range(len(self)), key=values.__getitem__, reverse=not ascending), np.int64
            )
        return self._become(self._at(order), inplace)

    def groupby(self, by: Callable[[Any], Hashable] | str, result_type: str = "agentset") -> ViewGroups:
        """Return the members grouped by an attribute or function, in the order of first appearance."""
        values = self.get(by) if isinstance(by, str) else [by(agent) for agent in self]
        places: dict[Any, list[int]] = {}
        for place, value in enumerate(values):
            places.setdefault(value, []).append(place)
        groups = {value: self._at(np.array(found, np.int64)) for value, found in places.items()}
        if result_type == "agentset":
            return ViewGroups(groups)
        return ViewGroups({value: list(group) for value, group in groups.items()})

    # --- summaries and acts -----------------------------------------------------------------------------

    def agg(self, attribute: str, func: Any) -> Any:
        """Return one or several summaries of an attribute; functions of NumPy get the column itself."""
        column = self._one_column(attribute)
        values = self.get(attribute) if column is None else column.tolist()

        def summary(function: Callable[[Any], Any]) -> Any:
            is_numpy = (getattr(function, "__module__", None) or "").split(".")[0] == "numpy"
            return function(values if column is None or not is_numpy else column)

        return summary(func) if callable(func) else [summary(function) for function in func]

    def _acting(self) -> Iterator[Any]:
        """Yield the members; ordinary agents that were removed on the way are left out."""
        for agent in self:
            if isinstance(agent, View) or agent in mesa.Model.agents.fget(agent.model):
                yield agent

    def do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> Self:
        """Call a method, by name, or a function on each member."""
        self.map(method, *args, **kwargs)
        return self

    def shuffle_do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> Self:
        """Call a method or function on each member in random order."""
        self.shuffle().do(method, *args, **kwargs)
        return self

    def map(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> list[Any]:
        """Return the results of a method, by name, or a function for each member."""
        if isinstance(method, str):
            return [getattr(agent, method)(*args, **kwargs) for agent in self._acting()]
        return [method(agent, *args, **kwargs) for agent in self._acting()]


class ViewGroups(GroupBy):
    """Groups of a set; summaries work on columns."""

    def agg(self, attr_name: str, func: Callable[[Any], Any]) -> dict[Hashable, Any]:
        """Return a summary of an attribute for each group."""
        return {
            name: group.agg(attr_name, func)
            if isinstance(group, ViewSet)
            else func([getattr(agent, attr_name) for agent in group])
            for name, group in self.groups.items()
        }
