"""Projects in whole townships: they lose more often than other enterprises; a fork equals a run anew."""

import numpy as np
import pytest

from sim.model import RuralModel
from sim.parameter import replaced
from tests.helpers.invariants import assert_state_is_sound
from tests.helpers.township import tiny_config

MANY = {
    "clock.end_year": 2026,
    "place.n_villages": 9,
    "place.households_per_village": 40,
    "projects.funds_per_registered_cny": 25_000.0,
    "government.programme_budget_per_resident_cny": 5_000.0,
    "policies.project_integration.dose": 1.0,
    "policies.appraisal.dose": 1.0,
}


@pytest.fixture(scope="module")
def townships():
    """A few townships with many projects, and the losses of projects and others by year."""
    losses = {True: [], False: []}
    models = [RuralModel(tiny_config(**MANY), seed=seed) for seed in range(4)]
    for model in models:
        while model.year < 2026:
            model.step()
            assert_state_is_sound(model)
            table = model.enterprises
            for is_project, lost in losses.items():
                rows = table.is_active & (table.is_project == is_project)
                lost += (table.net_profit_cny[rows] < 0).tolist()
    return models, losses


def test_projects_lose_more_often(townships):
    _, losses = townships
    assert min(len(lost) for lost in losses.values()) > 300
    assert np.mean(losses[True]) > np.mean(losses[False]) + 0.05


def test_projects_merge_and_close(townships):
    models, _ = townships
    assert any((model.enterprises.n_plants > 2).any() for model in models)
    assert any((model.enterprises.is_project & (model.enterprises.exit_year > 0)).any() for model in models)
    assert any((model.enterprises.bailout_years > 0).any() for model in models)


def test_a_fork_with_projects_equals_a_run_from_scratch():
    config = replaced(tiny_config(**MANY), {"clock.end_year": 2024})
    changed = replaced(
        config, {"policies.appraisal.dose": 0.2, "policies.project_integration.start_year": 2022}
    )
    history = RuralModel(config, seed=7)
    history.run_to(2020)
    forked, anew = history.fork(changed), RuralModel(changed, seed=7)
    forked.run_to(2024)
    anew.run_to(2024)
    assert repr(forked.observations) == repr(anew.observations)
    assert forked.ledger_rows == anew.ledger_rows
