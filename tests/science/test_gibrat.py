"""V9: growth of enterprises without size effects (Gibrat) and the Pareto tail that exits make (Reed)."""

import math

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.stats import kstest

from sim.processes.enterprise_finance import enterprises_improve_technology
from sim.processes.enterprise_turnover import EnterpriseTurnover, is_closing
from sim.random_streams import Stream
from tests.helpers.firms import firm_model

N = 100_000
NOISE_SD, EXIT_PROB = 0.25, 0.0625


@pytest.fixture
def model():
    """Many enterprises of technology one whose only change is chance."""
    model = firm_model(np.zeros(N, np.int64), households_per_village=1)
    model.config.enterprises.technology_noise_sd = NOISE_SD
    return model


def survivors(model):
    """Return who does not close this year by the base hazard alone."""
    enterprises, rules = model.enterprises, EnterpriseTurnover(exit_prob=EXIT_PROB)
    draw = model.streams.uniforms(Stream.ENTERPRISE_EXIT, enterprises.uid, model.year)
    capital, healthy = enterprises.capital_cny, np.zeros(N, np.bool_)
    return ~is_closing(rules, healthy, enterprises.loss_years, capital, capital, draw)


def test_without_exit_technology_is_a_random_walk(model) -> None:
    log = model.enterprises.technology_log
    start_sd = 0.5
    log[:] = start_sd * model.streams.normals(Stream.INITIAL, model.enterprises.uid, 0)
    for _ in range(20):
        before = model.enterprises.technology_log.copy()
        enterprises_improve_technology(model)
        model.year += 1
    log = model.enterprises.technology_log
    sd = math.sqrt(start_sd**2 + 20 * NOISE_SD**2)
    assert log.var() == pytest.approx(sd**2, rel=4 * math.sqrt(2 / N))
    assert kstest(log / sd, "norm").pvalue > 1e-4
    slope = np.cov(before, log)[0, 1] / before.var()
    assert slope == pytest.approx(1.0, abs=4 * NOISE_SD / (sd * math.sqrt(N))), "growth depends on size"


def test_survival_is_geometric(model) -> None:
    lifetime, alive = np.zeros(N), np.ones(N, np.bool_)
    for year in range(1, 12):
        alive &= survivors(model)
        lifetime += alive
        model.year += 1
        expected = (1 - EXIT_PROB) ** year
        assert alive.mean() == pytest.approx(expected, abs=4 * math.sqrt(expected * (1 - expected) / N))
    # The median 10.740 years lies between the tenth and the eleventh year.
    assert math.log(0.5) / math.log(1 - EXIT_PROB) == pytest.approx(10.740, abs=5e-4)
    assert (lifetime >= 10).mean() > 0.5 > (lifetime >= 11).mean()


def test_exit_and_entry_at_unit_size_make_a_pareto_tail(model) -> None:
    zeta = brentq(lambda z: (1 - EXIT_PROB) * math.exp(0.5 * (z * NOISE_SD) ** 2) - 1, 0.1, 10)
    assert zeta == pytest.approx(1.43709, abs=1e-5)
    for _ in range(150):
        enterprises_improve_technology(model)
        model.enterprises.technology_log[~survivors(model)] = 0.0
        model.year += 1
    log = np.sort(model.enterprises.technology_log)
    tail = log[-4_000:]
    hill = 1 / (tail - log[-4_001]).mean()
    assert hill == pytest.approx(zeta, rel=0.05)
