"""A stand-in model with the columns that livelihoods, jobs, farms and businesses read."""

import numpy as np

from sim.agents import Enterprises
from sim.agents.network import Network
from tests.helpers.bare_model import bare_model


def livelihood_model(ages_of_households, *, n_enterprises=0, **options):
    """Return a bare model in which people can work, choose and be paid."""
    model = bare_model(ages_of_households, **options)
    model.config.place.village_productivity_mean = 0.0
    model.now.local_pay_10k, model.now.migrant_pay_10k = 2.0, 3.0
    model.now.migrant_unemployment_rate, model.now.county_job_share = 0.05, 0.0
    model.persons.work_time_share[:] = 1.0
    model.persons.labour_supply[:] = 1.0
    model.persons.local_pay_cny[:] = 20_000.0
    model.persons.migrant_pay_cny[:] = 30_000.0
    model.households.land_mu[:] = 1.0
    model.households.productive_capital_cny[:] = 8_000.0
    model.committees.infrastructure[:] = 0.5
    if n_enterprises:
        model.township.enterprises = model.enterprises = Enterprises(n_enterprises)
    return model


def network_of(pairs, n_households):
    """Return the symmetric network of some pairs of households."""
    both = sorted({(a, b) for pair in pairs for a, b in (pair, pair[::-1])})
    source = np.array([a for a, _ in both], np.int64)
    start = np.concatenate([[0], np.cumsum(np.bincount(source, minlength=n_households))])
    return Network(start.astype(np.int64), np.array([b for _, b in both], np.int64))


def complete_network(n_households):
    """Return the network in which everybody knows everybody."""
    return network_of([(a, b) for a in range(n_households) for b in range(a)], n_households)
