"""Parameters that change in mid-run, stress that comes and goes, forks before and after."""

import pandas as pd
import pytest

from sim.config import Config, flat_with_changes
from sim.model import RuralModel
from sim.parameter import ConfigurationError, replaced
from sim.runs import finish, run
from tests.helpers.township import tiny_config, tiny_model

END = {"clock.end_year": 2026}
ILL = "health.illness_prob_middle"


def changed(changes, **overrides) -> Config:
    config = tiny_config(**END, **overrides)
    config.changes_from_year = changes
    return config


# --- what is in force ------------------------------------------------------------------------------


def test_changes_add_up_until_a_later_year_changes_them_again():
    config = changed({2022: {ILL: 0.5, "shocks.farm_price_shift": -0.2}, 2024: {ILL: 0.025}})
    assert config.change_years() == [2022, 2024]
    assert config.in_year(2021) is config
    in_force = {year: config.in_year(year) for year in (2021, 2022, 2023, 2024)}
    assert [now.health.illness_prob_middle for now in in_force.values()] == [0.025, 0.5, 0.5, 0.025]
    assert [now.shocks.farm_price_shift for now in in_force.values()] == [0, -0.2, -0.2, -0.2]


def test_the_model_reads_what_is_in_force():
    model = RuralModel(changed({2022: {ILL: 1.0}, 2023: {ILL: 0.0}}), seed=1)
    ill_in = {}
    while model.year < 2024:
        model.step()
        middle = (model.persons.age >= 45) & (model.persons.age < 60)
        ill_in[model.year] = model.persons.is_ill[middle].mean()
    assert ill_in[2022] == 1.0
    assert ill_in[2023] == ill_in[2024] == 0.0
    assert 0 <= ill_in[2021] < 0.5


def test_a_change_to_what_already_holds_changes_nothing():
    same = changed({2022: {ILL: 0.025, "context.pay_growth_later": 0.03}})
    pd.testing.assert_frame_equal(
        run(same, 2).outcomes, run(tiny_config(**END), 2).outcomes, check_exact=True
    )


def test_before_the_change_nothing_differs():
    plain = run(tiny_config(**END), 2).outcomes
    for stress in (
        {"context.migrant_pay_shock_share": 0.3},
        {"shocks.farm_price_shift": -0.3},
        {"government.coordination_base": 1.0},
    ):
        other = run(changed({2023: stress}), 2).outcomes
        before = plain["year"] < 2023
        assert other[before].equals(plain[before])
        assert not other[~before].equals(plain[~before]), stress


def test_stress_is_neutral_by_default_and_works_in_the_stated_direction():
    plain = run(tiny_config(**END), 2).outcomes
    years = plain["year"] >= 2023
    for stress in ({"context.migrant_pay_shock_share": 0.5}, {"shocks.farm_price_shift": -0.4}):
        other = run(changed({2023: stress}), 2).outcomes
        assert (other["income_per_capita"] - plain["income_per_capita"])[years].mean() < 0


# --- errors ----------------------------------------------------------------------------------------


def test_everything_wrong_is_said_at_once_under_its_key():
    config = changed(
        {
            2013: {ILL: 0.1},
            "soon": {ILL: 0.1},
            2022: {ILL: 7.0, "health.illness_prob_midle": 0.1, "policies.training.dose": 0.5},
            2023: {"place.n_villages": 9, "government.transition_year": 2030, "clock.end_year": 2040},
            2024: "illness",
        }
    )
    with pytest.raises(ConfigurationError) as caught:
        RuralModel(config)
    messages = {item.key: item.message for item in caught.value.problems}
    assert list(messages) == [
        "changes_from_year.2013",
        "changes_from_year.soon",
        "changes_from_year.2022.policies.training.dose",
        "changes_from_year.2022.health.illness_prob_midle",
        f"changes_from_year.2022.{ILL}",
        "changes_from_year.2023.clock.end_year",
        "changes_from_year.2023.government.transition_year",
        "changes_from_year.2023.place.n_villages",
        "changes_from_year.2024",
    ]
    assert (
        "did you mean 'health.illness_prob_middle'?"
        in messages["changes_from_year.2022.health.illness_prob_midle"]
    )
    assert messages["changes_from_year.2022.policies.training.dose"] == "cannot change in mid-run"


@pytest.mark.parametrize("changes", [5, [2026], "2026", None])
def test_changes_that_give_no_years_are_refused(changes):
    with pytest.raises(ConfigurationError, match=r"changes_from_year = .*must give years"):
        replaced(Config(changes_from_year=changes), {"policies.talent.dose": 0.5})


def test_keys_that_are_no_text_are_refused():
    with pytest.raises(ConfigurationError, match="5 = 1: no such parameter"):
        replaced(Config(), {5: 1})
    with pytest.raises(ConfigurationError, match=r"changes_from_year.2026.5 = 1: no such"):
        replaced(Config(changes_from_year={2026: {5: 1}}), {})


def test_all_parameters_of_a_run_name_its_changes():
    config = changed({2024: {ILL: 0.1}, 2022: {ILL: 0.2}})
    extra = flat_with_changes(config).keys() - flat_with_changes(tiny_config(**END)).keys()
    assert extra == {f"changes_from_year.{year}.{ILL}" for year in (2022, 2024)}


# --- forks -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {2022: {ILL: 0.3}, 2024: {ILL: 0.025}},
        {2021: {"government.coordination_base": 1.0, "government.leakage_share_base": 0.0}},
        {2023: {"context.migrant_pay_shock_share": 0.2, "context.pay_growth_later": 0.0}},
        {2022: {"shocks.farm_price_shift": -0.2, "transfers.deposit_rate": 0.0}},
        {2023: {"government.budget_mode": "fixed"}},
    ],
)
def test_a_fork_before_the_change_equals_a_run_from_scratch(changes):
    history = tiny_model(seed=7, **END)
    history.run_to(2020)
    config = changed(changes)
    assert history.can_fork(config)
    forked, scratch = finish(history.fork(config)), run(config, 7)
    pd.testing.assert_frame_equal(forked.outcomes, scratch.outcomes, check_exact=True)
    pd.testing.assert_frame_equal(forked.ledger, scratch.ledger, check_exact=True)


def test_a_fork_after_a_change_goes_on_under_it():
    config = changed({2022: {ILL: 0.3}, 2025: {ILL: 0.0}})
    history = RuralModel(config, seed=7)
    history.run_to(2023)
    assert history.can_fork(config)
    forked = finish(history.fork(config))
    pd.testing.assert_frame_equal(forked.outcomes, run(config, 7).outcomes, check_exact=True)


def test_only_changes_to_come_may_differ():
    history = RuralModel(changed({2022: {ILL: 0.3}}), seed=7)
    history.run_to(2023)
    assert history.can_fork(changed({2022: {ILL: 0.3}, 2024: {ILL: 0.1}}))
    assert history.can_fork(changed({2022: {ILL: 0.3}, 2024: {"shocks.farm_price_shift": 0.1}}))
    assert not history.can_fork(tiny_config(**END))
    assert not history.can_fork(changed({2022: {ILL: 0.2}}))
    assert not history.can_fork(changed({2021: {ILL: 0.3}}))
    assert not history.can_fork(changed({2022: {ILL: 0.3}, 2023: {ILL: 0.1}}))
    with pytest.raises(ValueError, match="illness_prob_middle"):
        history.fork(changed({2022: {ILL: 0.2}}))


@pytest.mark.parametrize(
    ("overrides", "year", "can"),
    [
        ({"government.budget_mode": "fixed"}, 2020, True),
        ({"government.budget_mode": "fixed"}, 2021, False),
        ({"government.transition_year": 2023}, 2020, True),
        ({"government.transition_year": 2023}, 2021, False),
        ({"government.linkage_lapse_prob": 0.0}, 2020, True),
        ({"government.programme_end_year": 2023}, 2023, True),
        ({"government.programme_end_year": 2023}, 2024, False),
        ({"government.leakage_share_base": 0.0}, 2020, False),
        ({"policies.governance.full_cost_cny_per_resident": 1.0}, 2022, True),  # plans nothing if open
    ],
)
def test_parameters_without_a_part_yet_may_differ(overrides, year, can):
    history = tiny_model(seed=7, **END)
    history.run_to(year)
    assert history.can_fork(replaced(history.scenario, overrides)) == can


def test_stated_costs_play_a_part_in_a_fixed_budget():
    history = tiny_model(seed=7, **END, **{"government.budget_mode": "fixed"})
    history.run_to(2021)
    other = replaced(history.scenario, {"policies.governance.full_cost_cny_per_resident": 1.0})
    assert not history.can_fork(other)


@pytest.mark.parametrize("mode", ["open", "fixed"])
def test_a_programme_that_ends_forks_like_a_run_from_scratch(mode):
    base = {"government.budget_mode": mode}
    history = tiny_model(seed=7, **END, **base)
    history.run_to(2022)
    config = tiny_config(**END, **base, **{"government.programme_end_year": 2022})
    forked, scratch = finish(history.fork(config)), run(config, 7)
    pd.testing.assert_frame_equal(forked.outcomes, scratch.outcomes, check_exact=True)
    pd.testing.assert_frame_equal(forked.ledger, scratch.ledger, check_exact=True)
