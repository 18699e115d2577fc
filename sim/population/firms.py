"""Enterprises of the start state, their owners and members (model.md 3.2 item 5, errata A5, D6, D7, E3)."""

from __future__ import annotations

import numpy as np
from scipy.special import pdtr

from sim.agents import Committees, Enterprises, Holdings, Households, Kind, Livelihood, Market, Persons
from sim.agents.place import FirmStart
from sim.arrays import YUAN_PER_10K, Bools, Floats, Ints, UInts, ratio
from sim.ledger import Sector
from sim.population.draws import Draw
from sim.processes.enterprise_rules import (
    EnterpriseRules,
    by_kind,
    planned_staff,
    technology_start,
    village_advantage_factor,
)
from sim.random_streams import RandomStreams, Stream, stable_ids

MOST_OF_A_KIND = 64
"""Largest number of enterprises of one kind in a village at the start."""

_COUNT_DRAWS = (Draw.VILLAGE_N_COOPERATIVES, Draw.VILLAGE_N_PROCESSING, Draw.VILLAGE_N_SERVICES)


def poisson_counts(uniforms: Floats, mean: float) -> Ints:
    """Return Poisson variates by inversion; shape of ``uniforms``.

    Examples
    --------
    >>> poisson_counts(np.array([0.1, 0.5, 0.9]), 1.0).tolist()
    [0, 1, 2]
    """
    chances = pdtr(np.arange(MOST_OF_A_KIND), mean)
    counts: Ints = np.searchsorted(chances, uniforms, side="left")
    return counts


def enterprise_ages(start: FirmStart, uniforms: Floats) -> Ints:
    """Return geometric ages of at least one year, capped (errata D6)."""
    years = 1 + np.floor(np.log(uniforms) / np.log1p(-start.age_hazard))
    ages: Ints = np.minimum(years, start.age_highest).astype(np.int64)
    return ages


def position_in_group(group: Ints) -> Ints:
    """Return the place of each row among the earlier rows of its group; groups must be sorted.

    Examples
    --------
    >>> position_in_group(np.array([0, 0, 1, 3, 3, 3])).tolist()
    [0, 1, 0, 0, 1, 2]
    """
    places: Ints = np.arange(group.size) - np.searchsorted(group, group, side="left")
    return places


def founder_candidates(households: Households, elite_weight: float) -> Ints:
    """Return household rows sorted by village and then by productive capital, the richest first.

    Capital of elite households counts ``elite_weight`` times (errata E3).
    """
    wealth = households.productive_capital_cny * np.where(households.is_elite, elite_weight, 1.0)
    return np.lexsort((households.uid, -wealth, households.village))


def _sites(
    start: FirmStart, streams: RandomStreams, committees: Committees, year: int
) -> tuple[Ints, Ints, Ints]:
    """Return village, kind and number within village and kind of each enterprise, sorted by village, kind."""
    counts = np.column_stack([
        poisson_counts(streams.uniforms(Stream.VILLAGE_TRAITS, committees.uid, year, draw), mean)
        for draw, mean in zip(_COUNT_DRAWS, by_kind(start, "number"), strict=True)
    ])  # fmt: skip
    site = np.repeat(np.arange(counts.size), counts.ravel())
    return site // len(Kind), site % len(Kind), position_in_group(site)


def _founders(
    start: FirmStart, households: Households, village: Ints, number: Ints, n_founders: Ints
) -> tuple[Ints, Ints]:
    """Return (row of the enterprise in the given arrays, household row) of each founding household.

    The first enterprise of a village takes its richest households, the next one those that follow;
    in a village with few households they come round again.
    """
    candidates = founder_candidates(households, start.elite_founder_weight)
    size = np.bincount(households.village)[village]
    n_founders = np.minimum(n_founders, size)
    enterprise = np.repeat(np.arange(village.size), n_founders)
    rank = number[enterprise] * n_founders[enterprise] + position_in_group(enterprise)
    first = np.searchsorted(households.village, village, side="left")
    return enterprise, candidates[first[enterprise] + rank % size[enterprise]]


def build_enterprises(
    start: FirmStart,
    rules: EnterpriseRules,
    streams: RandomStreams,
    households: Households,
    committees: Committees,
    year: int,
    local_pay_10k: Floats,
) -> tuple[Enterprises, Holdings]:
    """Return the enterprises and their holders; founders hold what the collective does not.

    The members' part of profit is taken from the founders' part when profit is paid (errata E3), so
    members are not holders. ``local_pay_10k`` is the pay of each village, shape (n_villages,).
    """
    village, kind, number = _sites(start, streams, committees, year)
    founders_by_kind = np.array([start.n_founders_cooperative, 0, start.n_founders_services])
    enterprise, founder = _founders(start, households, village, number, founders_by_kind[kind])
    first_founder = np.zeros(village.size, np.uint64)
    first = np.flatnonzero(position_in_group(enterprise) == 0)
    first_founder[enterprise[first]] = households.uid[founder[first]]

    table = Enterprises(village.size)
    draw_uid = stable_ids(committees.uid[village], kind, number)
    table.village[:], table.kind[:] = village, kind
    table.founding_year[:] = year - enterprise_ages(
        start, streams.uniforms(Stream.INITIAL, draw_uid, year, Draw.ENTERPRISE_AGE)
    )
    table.uid[:] = _enterprise_uids(committees.uid[village], kind, table.founding_year, first_founder, number)
    _set_means(table, start, rules, streams, draw_uid, year, local_pay_10k)
    _plan_staff(table, rules, committees, local_pay_10k)
    return table, build_holdings(start, kind, village, enterprise, founder)


def _enterprise_uids(
    village_uid: UInts, kind: Ints, founding_year: Ints, first_founder: UInts, number: Ints
) -> UInts:
    """Return identities; the number keeps two enterprises apart that share everything else."""
    return stable_ids(village_uid, kind, founding_year, first_founder + number.astype(np.uint64))


def _set_means(
    table: Enterprises,
    start: FirmStart,
    rules: EnterpriseRules,
    streams: RandomStreams,
    draw_uid: UInts,
    year: int,
    local_pay_10k: Floats,
) -> None:
    """Draw capital and technology."""
    capital, technology = (
        streams.normals(Stream.INITIAL, draw_uid, year, draw)
        for draw in (Draw.ENTERPRISE_CAPITAL, Draw.ENTERPRISE_TECHNOLOGY)
    )
    median_cny = by_kind(start, "capital_10k")[table.kind] * YUAN_PER_10K
    table.capital_cny[:] = median_cny * np.exp(start.capital_sd_log * capital)
    table.founding_capital_cny[:] = table.capital_cny
    median_log = np.log(technology_start(rules, table.kind, local_pay_10k[table.village]))
    table.technology_log[:] = median_log + start.technology_sd_log * technology


def _plan_staff(
    table: Enterprises, rules: EnterpriseRules, committees: Committees, local_pay_10k: Floats
) -> None:
    advantage = village_advantage_factor(rules, committees.infrastructure, committees.talent_stock)
    table.labour_target[:] = planned_staff(
        rules,
        table.kind,
        np.exp(table.technology_log) * advantage[table.village],
        table.capital_cny / YUAN_PER_10K,
        Market().product_price[table.kind],
        local_pay_10k[table.village],
    )


def build_holdings(start: FirmStart, kind: Ints, village: Ints, enterprise: Ints, founder: Ints) -> Holdings:
    """Return who holds the enterprises, sorted by enterprise: founders or outsiders, then the collective.

    Parameters
    ----------
    kind, village : array of int, shape (n_enterprises,)
    enterprise, founder : array of int, shape (n_founders,)
        Founding households; enterprises without any belong to outside investors (errata E3).
    """
    n = kind.size
    collective = by_kind(start, "collective_share")[kind]
    n_founders = np.bincount(enterprise, minlength=n)
    outside = np.flatnonzero(n_founders == 0)
    own = ratio(1.0 - collective, n_founders.astype(np.float64), 0.0)
    parts = (
        (enterprise, Sector.HOUSEHOLDS, founder, own[enterprise]),
        (outside, Sector.REST_OF_WORLD, np.zeros(outside.size, np.int64), 1.0 - collective[outside]),
        (np.arange(n), Sector.COLLECTIVES, village, collective),
    )
    holdings = Holdings(sum(rows.size for rows, *_ in parts))
    holdings.enterprise[:] = np.concatenate([rows for rows, *_ in parts])
    holdings.sector[:] = np.concatenate([np.full(rows.size, int(sector)) for rows, sector, *_ in parts])
    holdings.holder[:] = np.concatenate([holder for *_, holder, _ in parts])
    holdings.weight[:] = np.concatenate([weight for *_, weight in parts])
    holdings.keep(np.argsort(holdings.enterprise, kind="stable"))
    holdings.keep(holdings.weight > 0.0)
    return holdings


def farm_households(persons: Persons, n_households: int) -> Bools:
    """Return which households have a member who farms."""
    farmers = persons.household[persons.livelihood == Livelihood.FARM]
    return np.bincount(farmers, minlength=n_households) > 0


def join_cooperatives(
    start: FirmStart,
    streams: RandomStreams,
    households: Households,
    persons: Persons,
    enterprises: Enterprises,
    year: int,
) -> None:
    """Give each cooperative its nominal members, some of them with a contract (errata D7).

    Members are drawn without replacement among farm households of the village that are in no other
    cooperative; the weight of elite households is higher.
    """
    free = farm_households(persons, len(households))
    weight = np.where(households.is_elite, start.elite_founder_weight, 1.0)
    cooperatives = np.flatnonzero(enterprises.kind == Kind.COOPERATIVE)
    number = position_in_group(enterprises.village[cooperatives])
    for turn in range(int(number.max(initial=-1)) + 1):
        of_village = np.full(int(households.village[-1]) + 1, -1)
        of_village[enterprises.village[cooperatives[number == turn]]] = cooperatives[number == turn]
        cooperative = of_village[households.village]
        rows = np.flatnonzero(free & (cooperative >= 0))
        draw = Draw.MEMBER_PRIORITY + turn
        uniforms = streams.uniforms(Stream.MEMBER_DRAW, households.uid[rows], year, draw)
        waiting = ratio(-np.log(uniforms), weight[rows], np.inf)
        order = rows[np.lexsort((households.uid[rows], waiting, households.village[rows]))]
        chosen = order[position_in_group(households.village[order]) < start.n_members_cooperative]
        households.member_of[chosen] = cooperative[chosen]
        free[chosen] = False
    is_active = (households.member_of >= 0) & (
        streams.uniforms(Stream.MEMBER_DRAW, households.uid, year, Draw.MEMBER_IS_ACTIVE)
        < start.active_member_share
    )
    households.contract_enterprise[:] = np.where(is_active, households.member_of, -1)
    households.contract_share[:] = np.where(is_active, start.contract_share, 0.0)
