"""The whole state of a township: its tables and its network, copied and sized together."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

import numpy as np

from sim.agents.committee import Committees
from sim.agents.enterprise import Enterprises, Holdings
from sim.agents.government import Government, RestOfWorld
from sim.agents.household import Households
from sim.agents.market import Market
from sim.agents.network import Network
from sim.agents.person import Livelihood, Persons
from sim.arrays import Bools, Floats, Ints, slice_sums
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
        resident = self.persons.livelihood != Livelihood.MIGRANT
        self.households.n_residents[:] = self.sum_members(resident)

    def sum_members(self, values: Floats | Bools) -> Floats:
        """Return the sum of a person column over each household; shape (n_households,)."""
        return slice_sums(self.households.first_person, self.households.n_members, values)

    def village_of_persons(self) -> Ints:
        """Return the village row of each person; shape (n_persons,)."""
        return self.households.village[self.persons.household]

    def in_statistics(self) -> Bools:
        """Return which households count in statistics, quotas and rankings: those with a resident."""
        return self.households.n_residents > 0

    def mean_of_resident_neighbours(self, values: Floats | Bools, when_alone: Floats) -> Floats:
        """Return the mean of a household column over neighbours with a resident; shape (n_households,).

        Absent and extinct neighbours do not count (errata D9, E2); a household without any other
        neighbour gets its row of ``when_alone``.
        """
        return self.network.mean_of_neighbours(
            values.astype(np.float64, copy=False), when_alone, self.in_statistics()
        )

    def copy(self) -> Township:
        """Return an independent copy of everything."""
        return Township(**{item.name: getattr(self, item.name).copy() for item in fields(self)})

    def nbytes(self) -> int:
        """Return the memory of all columns and the network, in bytes."""
        tables = [getattr(self, item.name) for item in fields(self)]
        network = self.network.start.nbytes + self.network.neighbour.nbytes
        return network + sum(table.nbytes() for table in tables if isinstance(table, Table))


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
