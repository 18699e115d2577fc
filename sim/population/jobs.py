"""Who works where at the start: in the village, then the township, then the county (errata D6)."""

from __future__ import annotations

import numpy as np

from sim.agents import COUNTY_EMPLOYER, Enterprises, Livelihood, Persons
from sim.arrays import Ints, UInts
from sim.population.draws import Draw
from sim.population.firms import position_in_group
from sim.random_streams import RandomStreams, Stream


def matched_employers(village_of_slot: Ints, village_of_person: Ints, n_villages: int) -> Ints:
    """Return the slot of each person, or -1, persons being served in the given order.

    Parameters
    ----------
    village_of_slot : array of int, shape (n_slots,)
        Village of each vacancy, never decreasing.
    village_of_person : array of int, shape (n_persons,)
    n_villages : int

    Returns
    -------
    array of int, shape (n_persons,)
        Vacancies of the own village are filled first; those left over go to whoever is left.

    Examples
    --------
    >>> matched_employers(np.array([0, 1, 1]), np.array([0, 0, 1, 0]), 2).tolist()
    [0, 2, 1, -1]
    """
    slots = np.bincount(village_of_slot, minlength=n_villages)
    first = np.cumsum(slots) - slots
    by_village = np.argsort(village_of_person, kind="stable")
    place = np.empty(village_of_person.size, np.int64)
    place[by_village] = position_in_group(village_of_person[by_village])
    at_home = place < slots[village_of_person]
    slot = np.where(at_home, first[village_of_person] + place, -1)
    is_free = np.ones(village_of_slot.size, np.bool_)
    is_free[slot[at_home]] = False
    left_over, waiting = np.flatnonzero(is_free), np.flatnonzero(~at_home)
    n = min(left_over.size, waiting.size)
    slot[waiting[:n]] = left_over[:n]
    return slot


def find_employers(
    streams: RandomStreams, persons: Persons, village_of_person: Ints, enterprises: Enterprises, year: int
) -> None:
    """Set the employer of everybody with a local job and count the staff of enterprises."""
    workers = np.flatnonzero(persons.livelihood == Livelihood.LOCAL_JOB)
    uid: UInts = persons.uid[workers]
    priority = streams.uniforms(Stream.INITIAL, uid, year, Draw.PERSON_JOB_PRIORITY)
    workers = workers[np.lexsort((uid, priority))]
    fillable = np.minimum(enterprises.labour_target, workers.size)  # nobody is there for more
    vacancies = np.repeat(np.arange(len(enterprises)), fillable)
    slot = matched_employers(
        enterprises.village[vacancies], village_of_person[workers], int(village_of_person.max()) + 1
    )
    employed = slot >= 0
    persons.employer[workers] = COUNTY_EMPLOYER
    persons.employer[workers[employed]] = vacancies[slot[employed]]
    enterprises.n_workers[:] = np.bincount(vacancies[slot[employed]], minlength=len(enterprises))
