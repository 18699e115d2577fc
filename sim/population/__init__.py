"""The synthetic township of the start year, every trait drawn by identity (model.md 3.2, errata D).

A household more in a village or a village more changes nobody else's traits; only ties, quotas and ranks
(network, remoteness classes, founders, members, employers) may shift.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.agents import Township
from sim.agents.ordering import sort_rows
from sim.population.firms import build_enterprises, join_cooperatives
from sim.population.jobs import find_employers
from sim.population.network import build_network
from sim.population.opening import OpeningMoney, settle_start_state
from sim.population.people import (
    build_persons,
    draw_household_traits,
    empty_households,
    guess_incomes,
    opening_household_money,
    set_attitudes,
    set_migrant_shares,
)
from sim.population.villages import build_committees
from sim.processes.enterprise_rules import village_pay_10k
from sim.random_streams import RandomStreams

if TYPE_CHECKING:
    from sim.config import Config
    from sim.context import YearContext

__all__ = ["OpeningMoney", "build_township", "settle_start_state"]


def build_township(config: Config, streams: RandomStreams, now: YearContext) -> tuple[Township, OpeningMoney]:
    """Return the township of a place at the start and the money that the model must open it with.

    Parameters
    ----------
    config : Config
        Blocks ``place``, ``clock``, ``demography``, ``shocks``, ``pay`` and ``enterprises`` are read.
    streams : RandomStreams
    now : YearContext
        The outside world of the start; only ``local_pay_10k`` is read.

    Returns
    -------
    township : Township
        All money columns are zero; rows stand in canonical order.
    money : OpeningMoney
    """
    place, year = config.place, config.clock.first_year
    committees = build_committees(place, streams, year)
    households = empty_households(place)
    shocks = config.shocks
    stationary_sd = shocks.persistent_sd / (1 - shocks.persistence**2) ** 0.5
    draw_household_traits(place, streams, households, year, stationary_sd)
    persons = build_persons(place, config.demography, streams, households, year)
    pay_10k = village_pay_10k(
        now.local_pay_10k, committees.village_productivity_log, config.pay.ability_share
    )  # fmt: skip
    enterprises, holdings = build_enterprises(
        place.firms, config.enterprises, streams, households, committees, year, pay_10k
    )
    join_cooperatives(place.firms, streams, households, persons, enterprises, year)
    find_employers(streams, persons, households.village[persons.household], enterprises, year)
    network = build_network(place.network, streams, households, committees, year)
    township = Township(persons, households, enterprises, holdings, committees, network)
    township.index_members()
    # The head is the first member only until rows are sorted by age.
    set_attitudes(place.households, streams, households, persons, year)
    guess_incomes(place.households, households, committees)
    set_migrant_shares(place.people, households, persons, committees)
    sort_rows(township)
    money = OpeningMoney(
        households=opening_household_money(place.households, streams, households, year),
        enterprises=place.firms.money_share * enterprises.capital_cny,
        collectives=place.villages.money_years * committees.own_income_cny,
    )
    return township, money
