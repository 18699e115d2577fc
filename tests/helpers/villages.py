"""A plain stand-in for a model: villages of equal households with one person each, no RuralModel needed."""

from __future__ import annotations

import numpy as np

from sim.agents import Committees, Enterprises, Holdings, Households, Livelihood, Network, Persons, Township
from tests.helpers.stand_in import StandIn, stand_in


def village_model(n_villages: int, households_per_village: int, members: int = 1, seed: int = 7) -> StandIn:
    """Return a model-like object: all are 40 and farm, incomes rise with the row of the household."""
    n_households = n_villages * households_per_village
    households, persons, committees = (
        Households(n_households),
        Persons(n_households * members),
        Committees(n_villages),
    )
    households.uid[:] = np.arange(n_households)
    households.village[:] = np.repeat(np.arange(n_villages), households_per_village)
    rank = np.tile(np.arange(households_per_village), n_villages)
    households.income_net_of_medical_cny[:] = 1_000.0 * (1 + rank)
    households.motivation[:] = households.attitude[:] = 0.5
    persons.uid[:] = np.arange(len(persons))
    persons.household[:] = np.repeat(np.arange(n_households), members)
    persons.age[:] = 40
    persons.education_years[:] = 9.0
    persons.livelihood[:] = Livelihood.FARM
    committees.uid[:] = np.arange(n_villages)
    committees.governance[:] = committees.governance_initial[:] = 0.5
    committees.delivery_efficiency[:] = 1.0
    committees.remoteness[:] = 1
    network = Network(np.zeros(n_households + 1, np.int64), np.zeros(0, np.int64))
    township = Township(persons, households, Enterprises(0), Holdings(0), committees, network)
    township.index_members()
    return stand_in(township, year=2021, seed=seed, dibao_share=0.1)
