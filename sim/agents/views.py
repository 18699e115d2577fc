"""Households, persons, enterprises and village committees as Mesa agents, made only when somebody asks."""

from __future__ import annotations

from typing import Any

import mesa
import numpy as np
from mesa.agent import AgentSet

from sim.agents.committee import Committees
from sim.agents.enterprise import Enterprises
from sim.agents.household import Households
from sim.agents.members import dice_of
from sim.agents.person import Persons
from sim.agents.view import View
from sim.agents.view_set import ViewSet
from sim.arrays import Ints, UInts


class Household(View, table=Households, table_name="households"):
    """A household; attributes are the columns of :class:`~sim.agents.household.Households`.

    Examples
    --------
    ``model.agents_by_type[Household].select(lambda h: h.land_mu > 6).agg("attitude", np.mean)``
    """

    __slots__ = ()

    @property
    def alive(self) -> bool:
        """Return whether the household has a member; its row stays when the last one is gone."""
        return bool(self.model.households.n_members[self.key] > 0)

    @property
    def members(self) -> ViewSet:
        """Return the members as :class:`Person` agents."""
        households, persons = self.model.households, self.model.persons
        first = int(households.first_person[self.key])
        uids = persons.uid[first : first + int(households.n_members[self.key])]
        return ViewSet.of_kind(self.model, Person, uids)

    @property
    def neighbours(self) -> ViewSet:
        """Return the households that this one is tied to."""
        network = self.model.network
        return ViewSet.of_kind(
            self.model, Household, network.neighbour[network.start[self.key] : network.start[self.key + 1]]
        )

    @property
    def committee(self) -> VillageCommittee:
        """Return the committee of the village."""
        return VillageCommittee(self.model, self.village)


class Person(View, table=Persons, table_name="persons"):
    """A person, by identity: rows of the person table move when people are born, die and leave.

    Persons are no members of ``model.agents``; ask a household or :func:`persons_of`. Reading an attribute of
    someone who died or left for good raises LookupError.
    """

    __slots__ = ()

    @property
    def row(self) -> int:
        """Return this year's row of the person."""
        try:
            return _person_rows(self.model)[self.key]
        except KeyError:
            raise LookupError(f"{self!r} has died or left the township for good") from None

    @property
    def alive(self) -> bool:
        """Return whether the person lives in the township or away as a migrant."""
        return self.key in _person_rows(self.model)

    @property
    def unique_id(self) -> int:
        """Return the permanent identity."""
        identity: int = self.key
        return identity

    @property
    def home(self) -> Household:
        """Return the household of the person."""
        return Household(self.model, self.household)

    @classmethod
    def rows_of(cls, model: Any, keys: UInts) -> Ints:
        """Return this year's rows of many identities."""
        rows = _person_rows(model)
        try:
            return np.array([rows[key] for key in keys.tolist()], np.int64)
        except KeyError as error:
            raise LookupError(f"person {error} has died or left the township for good") from None


class Enterprise(View, table=Enterprises, table_name="enterprises"):
    """An enterprise; attributes are the columns of :class:`~sim.agents.enterprise.Enterprises`."""

    __slots__ = ()

    @property
    def alive(self) -> bool:
        """Return whether the enterprise is in business; its row stays after exit."""
        return bool(self.model.enterprises.is_active[self.key])

    @property
    def committee(self) -> VillageCommittee:
        """Return the committee of the village."""
        return VillageCommittee(self.model, self.village)


class VillageCommittee(View, table=Committees, table_name="committees"):
    """A village committee; attributes are the columns of :class:`~sim.agents.committee.Committees`."""

    __slots__ = ()

    @property
    def households(self) -> ViewSet:
        """Return the households of the village."""
        table = self.model.households
        return ViewSet.of_kind(
            self.model, Household, np.flatnonzero((table.village == self.key) & (table.n_members > 0))
        )

    @property
    def enterprises(self) -> ViewSet:
        """Return the enterprises in business in the village."""
        table = self.model.enterprises
        return ViewSet.of_kind(
            self.model, Enterprise, np.flatnonzero((table.village == self.key) & table.is_active)
        )


def _person_rows(model: Any) -> dict[int, int]:
    """Return the row of every person by identity, made anew when the person table has changed."""
    uid = model.persons.uid
    known = vars(model).get("_person_rows")
    if known is None or known[0] is not uid:
        known = vars(model)["_person_rows"] = (uid, {key: row for row, key in enumerate(uid.tolist())})
    rows: dict[int, int] = known[1]
    return rows


def _in_columns(model: Any) -> dict[type[View], Ints]:
    """Return the rows of everybody who is there now, by type."""
    return {
        Household: np.flatnonzero(model.households.n_members > 0),
        Enterprise: np.flatnonzero(model.enterprises.is_active),
        VillageCommittee: np.arange(len(model.committees)),
    }


def agents_of(model: Any) -> ViewSet:
    """Return all agents of a model: households, enterprises, committees, and what a user has added.

    The set is a picture of now: taken anew after a step it shows births, exits and foundings.
    """
    parts = _in_columns(model)
    codes = np.concatenate([np.full(len(rows), kind.code, np.int8) for kind, rows in parts.items()])
    keys = np.concatenate(list(parts.values())).astype(np.uint64)
    ordinary = tuple(mesa.Model.agents.fget(model))
    return ViewSet.of(model, codes, keys, ordinary, dice_of(model))


def agents_by_type_of(model: Any) -> dict[type[mesa.Agent], AgentSet]:
    """Return the agents of each type, those that a user has added included."""
    sets: dict[type[mesa.Agent], AgentSet] = {
        kind: ViewSet.of_kind(model, kind, rows) for kind, rows in _in_columns(model).items()
    }
    return {**sets, **mesa.Model.agents_by_type.fget(model)}


def persons_of(model: Any) -> ViewSet:
    """Return all persons of a model, migrants included."""
    return ViewSet.of_kind(model, Person, model.persons.uid)
