"""A host that is lost half-way, its processes killed or its cable pulled, costs time and nothing else."""

import pytest

from tests.cluster.two_hosts import LOSSES, is_possible, sweep_and_lose_a_host

pytest.importorskip("distributed")

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("loss", LOSSES)
def test_a_lost_host_loses_nothing(loss):
    if not is_possible():
        pytest.skip("needs root and network namespaces")
    found = sweep_and_lose_a_host(loss, n_seeds=40)
    assert found["back"] == found["runs"]
    assert (found["unequal"], found["twice"]) == (0, 0)
    assert found["workers_left"] == 1
