"""Rationing of local jobs: queues, slots and priority (model.md S7, S8.5, errata C5)."""

from __future__ import annotations

import numpy as np
from numba import njit

from sim.agents.person import COUNTY_EMPLOYER, NO_EMPLOYER
from sim.arrays import Bools, Floats, Ints, count_by, rising_order


def fill_slots(queue: Ints, priority: Floats, slots: Ints) -> Ints:
    """Return the number of the slot that each applicant gets, or -1; min(slots, applicants) are filled.

    Parameters
    ----------
    queue : array of int, shape (n_applicants,)
        The queue in which each applicant stands.
    priority : array, shape (n_applicants,)
        Higher is served first.
    slots : array of int, shape (n_queues,)
        Slots of each queue; they are numbered queue after queue.

    Examples
    --------
    >>> fill_slots(np.array([0, 0, 1]), np.array([0.2, 0.9, 0.1]), np.array([1, 2])).tolist()
    [-1, 0, 1]
    """
    order = rising_order(-priority)
    got = np.empty(len(queue), np.int64)
    got[order] = _served_in_order(queue[order], np.maximum(slots, 0))
    return got


@njit(cache=True)
def _served_in_order(queue, slots):  # type: ignore[no-untyped-def]
    """Return the slot that each applicant gets, or -1, when they are served as they stand."""
    next_slot = np.cumsum(slots) - slots
    end = np.cumsum(slots)
    got = np.full(queue.shape[0], -1)
    for applicant in range(queue.shape[0]):
        q = queue[applicant]
        if next_slot[q] < end[q]:
            got[applicant] = next_slot[q]
            next_slot[q] += 1
    return got


def match_jobs(
    village: Ints,
    priority: Floats,
    is_schooled: Bools,
    enterprise_village: Ints,
    vacancies: Ints,
    needs_schooling: Bools,
    remoteness: Ints,
    county_slots: int,
) -> Ints:
    """Return the employer that each applicant gets, ``NO_EMPLOYER`` for the refused (errata C5).

    Enterprises of the own village come first, then those of villages of the same remoteness class, then
    all others of the township, then the county; in each round the highest priority is served first. Some
    enterprises take the schooled only; in each round the schooled go to these first, so that no job stays
    empty for which there is somebody.

    Parameters
    ----------
    village, priority, is_schooled : array, shape (n_applicants,)
    enterprise_village, vacancies, needs_schooling : array, shape (n_enterprises,)
    remoteness : array of int, shape (n_villages,)
    county_slots : int

    Examples
    --------
    >>> anybody, yes = np.array([False]), np.ones(3, bool)
    >>> match_jobs(np.array([0, 0, 1]), np.array([0.9, 0.5, 0.7]), yes, np.array([0]), np.array([1]),
    ...            anybody, np.array([0, 1]), 1).tolist()
    [0, -2, -1]
    """
    employer = np.full(len(village), NO_EMPLOYER, np.int64)
    waiting = rising_order(-priority)
    fillable = np.clip(vacancies, 0, len(village))  # nobody applies for more
    vacant = np.repeat(np.arange(len(vacancies)), fillable)
    asks = needs_schooling[vacant]
    open_jobs = {True: vacant[asks], False: vacant[~asks]}
    everywhere = np.zeros(len(remoteness), np.int64)
    for queue_of_village in (np.arange(len(remoteness)), remoteness, everywhere):
        for only_schooled, jobs in open_jobs.items():
            if not jobs.size:
                continue
            queue_of_job = queue_of_village[enterprise_village[jobs]]
            jobs = jobs[np.argsort(queue_of_job, kind="stable")]
            slots = count_by(queue_of_job, int(queue_of_village.max(initial=0)) + 1)
            applying = waiting[is_schooled[waiting]] if only_schooled else waiting
            job = _served_in_order(queue_of_village[village[applying]], slots)
            hired = job >= 0
            employer[applying[hired]] = jobs[job[hired]]
            open_jobs[only_schooled] = np.delete(jobs, job[hired])
            waiting = waiting[employer[waiting] == NO_EMPLOYER]
    employer[waiting[: max(county_slots, 0)]] = COUNTY_EMPLOYER
    return employer
