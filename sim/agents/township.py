"""The whole state of a township: its tables and its network, copied and sized together."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

import numpy as np
from numba import njit

from sim.agents.committee import Committees
from sim.agents.enterprise import Enterprises, Holdings
from sim.agents.government import Government, Programmes, RestOfWorld
from sim.agents.household import Households
from sim.agents.market import Market
from sim.agents.network import Network
from sim.agents.person import Livelihood, Persons
from sim.arrays import Bools, Floats, Ints, ratio, sum_by
from sim.columns import Table
from sim.ledger import Account, Sector


@dataclass
class Township:
    """All columns of one township.

    Invariants: households are sorted by village; persons by household; ``first_person`` and ``n_members``
    of a household give its slice of the person table.
    """

    persons: Persons
    households: Households
    enterprises: Enterprises
    holdings: Holdings
    committees: Committees
    network: Network
    market: Market = field(default_factory=Market)
    government: Government = field(default_factory=lambda: Government(1))
    programmes: Programmes = field(default_factory=Programmes.of_all_purposes)
    rest_of_world: RestOfWorld = field(default_factory=lambda: RestOfWorld(1))

    def accounts(self) -> dict[Sector, Account]:
        """Return the money-holding table of each sector."""
        return {
            Sector.HOUSEHOLDS: self.households,
            Sector.ENTERPRISES: self.enterprises,
            Sector.COLLECTIVES: self.committees,
            Sector.GOVERNMENT: self.government,
            Sector.REST_OF_WORLD: self.rest_of_world,
        }

    def index_members(self) -> None:
        """Recompute ``first_person``, ``n_members`` and ``n_residents`` from the person table."""
        households, persons = self.households, self.persons
        members = np.bincount(persons.household, minlength=len(households))
        households.n_members[:] = members
        households.first_person[:] = np.cumsum(members) - members
        self.count_residents()

    def sort_holdings(self) -> None:
        """Put the holdings in order of enterprise, sector, holder and weight."""
        held = self.holdings
        held.keep(np.lexsort((held.weight, held.holder, held.sector, held.enterprise)))

    def count_residents(self) -> None:
        """Recompute ``n_residents``: members whose livelihood is not migrant (errata C2)."""
        is_resident = self.persons.livelihood != Livelihood.MIGRANT
        self.households.n_residents[:] = self.sum_members(is_resident)

    def sum_members(self, values: Floats | Bools) -> Floats:
        """Return the sum of a person column over each household; shape (n_households,)."""
        return sum_by(self.persons.household, values, len(self.households))

    def members_by_livelihood(self) -> tuple[Ints, Floats]:
        """Return how many members live by each livelihood and the labour they supply, in one pass.

        Both have shape (5, n_households): ``labour[Livelihood.FARM]`` is l_F of each household.
        """
        persons, n_codes = self.persons, len(Livelihood)
        members, labour = _members_by_livelihood(
            persons.household, persons.livelihood, persons.labour_supply, len(self.households), n_codes
        )
        return members, labour

    def village_of_persons(self) -> Ints:
        """Return the village row of each person; shape (n_persons,)."""
        return self.households.village.take(self.persons.household)

    def in_statistics(self) -> Bools:
        """Return which households count in statistics, quotas and rankings: those with a resident."""
        return self.households.n_residents > 0

    def shares_of_resident_neighbours(self, *flags: Bools) -> list[Floats]:
        """Return the share of flagged among neighbours with a resident, for each flag; shape (n_households,).

        Absent and extinct neighbours do not count (errata D9, E2); zero without any other neighbour.
        """
        present = self.in_statistics()
        n_present = self.network.degree() - self.network.count_neighbours(~present)
        return [ratio(self.network.count_neighbours(flag & present), n_present, 0.0) for flag in flags]

    def copy(self) -> Township:
        """Return an independent copy of everything."""
        return Township(**{item.name: getattr(self, item.name).copy() for item in fields(self)})

    def nbytes(self) -> int:
        """Return the memory of all columns and the network, in bytes."""
        tables = [getattr(self, item.name) for item in fields(self)]
        network = self.network.start.nbytes + self.network.neighbour.nbytes
        return network + sum(table.nbytes() for table in tables if isinstance(table, Table))


@njit(cache=True)
def _members_by_livelihood(household, livelihood, labour_supply, n_households, n_codes):  # type: ignore[no-untyped-def]
    members = np.zeros((n_codes, n_households), np.int64)
    labour = np.zeros((n_codes, n_households))
    for person in range(household.shape[0]):
        # Unsigned numbers cannot count from the end of an array, which spares a test in each access.
        code, home = np.uint64(livelihood[person]), np.uint64(household[person])
        members[code, home] += 1
        labour[code, home] += labour_supply[person]
    return members, labour


class TownshipAccess:
    """Short names for the tables of ``self.township``."""

    township: Township

    @property
    def persons(self) -> Persons:
        """Return the person table."""
        return self.township.persons

    @property
    def households(self) -> Households:
        """Return the household table."""
        return self.township.households

    @property
    def enterprises(self) -> Enterprises:
        """Return the enterprise table."""
        return self.township.enterprises

    @property
    def holdings(self) -> Holdings:
        """Return the table of holders of enterprises."""
        return self.township.holdings

    @property
    def committees(self) -> Committees:
        """Return the table of village committees; row = village."""
        return self.township.committees

    @property
    def network(self) -> Network:
        """Return the social network of households."""
        return self.township.network

    @property
    def market(self) -> Market:
        """Return prices and references of the township."""
        return self.township.market

    @property
    def government(self) -> Government:
        """Return the government's account."""
        return self.township.government

    @property
    def programmes(self) -> Programmes:
        """Return what government plans and spends by purpose."""
        return self.township.programmes
