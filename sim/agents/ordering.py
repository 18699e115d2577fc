"""Row order: the canonical order of a township's tables, so that results never depend on storage order.

Sums of floating-point numbers depend on the order of their terms. Every model therefore starts from
rows in one order that follows from permanent identities alone.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from sim.agents.network import Network
from sim.agents.township import Township
from sim.arrays import Ints
from sim.ledger import Sector


def sort_rows(township: Township) -> None:
    """Put all rows in canonical order.

    Households by village and kin order; persons by household, oldest first; enterprises by founding;
    holdings by enterprise and holder. Village rows keep their place.
    """
    households, enterprises = township.households, township.enterprises
    reorder(
        township,
        households=np.lexsort((households.kin_order, households.village)),
        enterprises=np.lexsort(
            (enterprises.uid, enterprises.kind, enterprises.village, enterprises.founding_year)
        ),
    )
    persons = township.persons
    persons.keep(np.lexsort((persons.uid, -persons.age, persons.household)))
    township.sort_holdings()
    township.index_members()


@njit(cache=True)
def merged_order(households, has_left, has_newborn):  # type: ignore[no-untyped-def]
    """Return which row to copy to each row of the next person table, and the rows that newborns get.

    Persons stay sorted by household; newborns come last in theirs and first copy some other row.

    Parameters
    ----------
    households : array of int, shape (n_persons,)
        Never decreasing.
    has_left : array of bool, shape (n_persons,)
    has_newborn : array of bool, shape (n_households,)

    Examples
    --------
    >>> order, newborns = merged_order(np.array([0, 0, 1]), np.array([True, False, False]),
    ...                                np.array([True, False]))
    >>> order.tolist(), newborns.tolist()
    ([1, 0, 2], [1])
    """
    order = np.empty(households.shape[0] + has_newborn.shape[0], np.int64)
    newborns = np.empty(has_newborn.shape[0], np.int64)
    person, n, n_newborns = 0, 0, 0
    for household in range(has_newborn.shape[0]):
        while person < households.shape[0] and households[person] == household:
            order[n] = person
            n += not has_left[person]
            person += 1
        if has_newborn[household]:
            order[n], newborns[n_newborns] = 0, n
            n, n_newborns = n + 1, n_newborns + 1
    return order[:n], newborns[:n_newborns]


def reorder(township: Township, *, households: Ints, enterprises: Ints) -> None:
    """Reorder the rows of households and enterprises and every reference to them.

    Parameters
    ----------
    households, enterprises : array of int
        Old row numbers in their new order. Persons keep their order and are re-sorted by the caller.
    """
    new_household = _inverse(households)
    new_enterprise = _inverse(enterprises)
    persons, holdings = township.persons, township.holdings
    township.households.keep(households)
    township.enterprises.keep(enterprises)
    persons.household[:] = new_household[persons.household]
    for references in (
        persons.employer,
        township.households.member_of,
        township.households.contract_enterprise,
    ):
        is_row = references >= 0
        references[is_row] = new_enterprise[references[is_row]]
    holdings.enterprise[:] = new_enterprise[holdings.enterprise]
    owned = holdings.sector == Sector.HOUSEHOLDS
    holdings.holder[owned] = new_household[holdings.holder[owned]]
    township.network = _reordered(township.network, new_household)


def _inverse(order: Ints) -> Ints:
    inverse = np.empty(len(order), np.int64)
    inverse[order] = np.arange(len(order))
    return inverse


def _reordered(network: Network, new_row: Ints) -> Network:
    """Return the network under new row numbers, neighbours in rising order."""
    source = new_row[np.repeat(np.arange(len(new_row)), network.degree())]
    target = new_row[network.neighbour]
    order = np.lexsort((target, source))
    start = np.zeros(len(new_row) + 1, np.int64)
    np.cumsum(np.bincount(source, minlength=len(new_row)), out=start[1:])
    return Network(start, target[order])
