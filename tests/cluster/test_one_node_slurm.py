"""A worker job that SLURM cancels half-way costs time and nothing else."""

import pytest

from tests.cluster.one_node_slurm import WAYS, is_possible, sweep_and_cancel_a_job

pytest.importorskip("dask_jobqueue")

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("way", WAYS)
def test_a_cancelled_worker_job_loses_nothing(way):
    if not is_possible():
        pytest.skip("needs root, slurm-wlm, munge and two cores")
    found = sweep_and_cancel_a_job(way, n_seeds=40)
    assert found["back"] == found["runs"]
    assert (found["unequal"], found["twice"]) == (0, 0)
    assert found["worker_jobs_left"] == 1
