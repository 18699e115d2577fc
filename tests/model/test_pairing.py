"""Paired randomness: same luck in every scenario, exact forks, no dependence on row order."""

import numpy as np
import pandas as pd
import pytest

from sim.agents.ordering import reorder
from sim.config import Config
from sim.model import RuralModel
from sim.parameter import flat, replaced
from sim.runs import finish, replicate, run
from tests.helpers.township import tiny_config, tiny_model

END = {"clock.end_year": 2024}


def test_an_empty_reform_is_exactly_zero():
    config = tiny_config(**END)
    pd.testing.assert_frame_equal(
        run(config, 3).outcomes, run(replaced(config, {}), 3).outcomes, check_exact=True
    )


@pytest.mark.parametrize(
    "reform",
    [
        {},
        {"policies.training.dose": 0.9},
        {"policies.talent.dose": 1.0, "policies.integration.dose": 0.0},
        {"policies.training.phase_in_years": 3, "policies.talent.start_year": 2022},
        {"policies.cash.dose": 1.0, "policies.cash.amount_per_resident_cny": 100.0},
    ],
)
def test_forked_equals_from_scratch(reform):
    """V16: bit for bit, the history included."""
    base, changed = tiny_config(**END), tiny_config(**END, **reform)
    history = RuralModel(base, seed=7)
    history.run_to(2020)
    forked = finish(history.fork(changed))
    scratch = run(changed, 7)
    pd.testing.assert_frame_equal(forked.outcomes, scratch.outcomes, check_exact=True)
    pd.testing.assert_frame_equal(forked.ledger, scratch.ledger, check_exact=True)


def test_forks_do_not_touch_their_history_or_each_other():
    history = RuralModel(tiny_config(**END), seed=7)
    history.run_to(2020)
    first = finish(history.fork(tiny_config(**END))).outcomes
    finish(history.fork(tiny_config(**END, **{"policies.talent.dose": 1.0})))
    again = finish(history.fork(tiny_config(**END))).outcomes
    pd.testing.assert_frame_equal(first, again, check_exact=True)
    assert history.year == 2020


@pytest.mark.parametrize(
    "change",
    [
        {"farming.productivity_10k": 0.5},
        {"policies.training.start_year": 2018, "policies.training.dose": 1.0},
        {"policies.training.skill_gain_log": 0.2},  # levers were at work in history too
        {"policies.training.delay_years": 0},
    ],
)
def test_a_fork_that_rewrites_history_is_refused(change):
    history = tiny_model(seed=1, **END)
    history.run_to(2020)
    changed = tiny_config(**END, **change)
    assert not history.can_fork(changed)
    with pytest.raises(ValueError, match="cannot fork"):
        history.fork(changed)


def test_a_fork_with_cash_for_past_years_is_refused():
    history = tiny_model(seed=1, **END)
    history.run_to(2020)
    with pytest.raises(ValueError, match="cash of past years"):
        history.fork(history.config, cash_budget_cny={2015: 1e6})
    assert history.fork(history.config, cash_budget_cny={2021: 1e5}).cash_budget_cny == {2021: 1e5}


def test_row_order_changes_nothing():
    """A state with all rows shuffled goes on exactly like the original."""
    model = tiny_model(seed=5, **END)
    model.run_to(2018)
    straight, mixed = model._state().copy(), model._state().copy()
    generator = np.random.default_rng(0)
    town = mixed.township
    reorder(
        town,
        households=generator.permutation(len(town.households)),
        enterprises=generator.permutation(len(town.enterprises)),
    )
    town.persons.keep(generator.permutation(len(town.persons)))
    town.holdings.keep(generator.permutation(len(town.holdings)))
    outcomes = [finish(RuralModel(model.config, 5, state=state)).outcomes for state in (straight, mixed)]
    pd.testing.assert_frame_equal(*outcomes, check_exact=True)


def luck(model: RuralModel) -> dict[int, tuple[float, ...]]:
    """Return what fate, not choice, gives each household this year, by identity."""
    households = model.households
    columns = ("ability_log", "livelihood_shock_log", "transitory_shock_log", "attitude_anchor", "land_mu")
    values = np.column_stack([getattr(households, name) for name in columns])
    return {int(uid): tuple(row) for uid, row in zip(households.uid, values, strict=True)}


def test_a_lever_changes_nobodys_luck():
    base, reform = tiny_model(seed=3, **END), tiny_model(seed=3, **END, **{"policies.talent.dose": 1.0})
    for model in (base, reform):
        model.run_to(2024)
    assert luck(base) == luck(reform)
    ill = [dict(zip(m.persons.uid.tolist(), m.persons.is_ill.tolist(), strict=True)) for m in (base, reform)]
    both = ill[0].keys() & ill[1].keys()
    assert len(both) > 50
    assert all(ill[0][uid] == ill[1][uid] for uid in both)


def test_one_more_household_changes_nobody_elses_luck():
    small = tiny_model(seed=3)
    larger = tiny_model(
        seed=3, **{"place.households_per_village": small.config.place.households_per_village + 1}
    )
    before, after = luck(small), luck(larger)
    assert before.keys() < after.keys()
    assert all(after[uid] == values for uid, values in before.items())


def test_one_more_village_changes_nobody_elses_luck():
    small = tiny_model(seed=3)
    larger = tiny_model(seed=3, **{"place.n_villages": small.config.place.n_villages + 1})
    before, after = luck(small), luck(larger)
    assert before.keys() < after.keys()
    assert all(after[uid][:4] == values[:4] for uid, values in before.items())


def test_replicates_are_distinct_runs_and_seed_zero_is_a_seed():
    results = replicate(tiny_config(**{"clock.end_year": 2014}), range(5))
    incomes = [result.at("income_per_capita", 2014) for result in results]
    assert len(set(incomes)) == 5
    assert run(tiny_config(**{"clock.end_year": 2014}), 0).at("income_per_capita", 2014) == incomes[0]


def test_a_run_states_all_its_parameters():
    result = run(tiny_config(**{"clock.end_year": 2013}), 1)
    assert result.parameters.keys() == flat(Config()).keys()
    assert result.seed == 1
