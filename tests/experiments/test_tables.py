"""Tables of levers and of mechanisms on tiny townships, and their arithmetic by hand."""

import math

import numpy as np
import pandas as pd
import pytest

from experiments import ablations, lever_table
from experiments.measures.comparison import Comparison, Paired
from experiments.planning.compose import compose_experiment
from experiments.planning.plan import tasks_of
from experiments.simulate import simulate_seed
from experiments.table_study import shown
from sim.config import Config
from sim.outcomes import OUTCOMES
from sim.parameter import ConfigurationError, flat, replaced
from sim.policies import Policies
from sim.runs import run

SMALL = ["place.n_villages=2", "place.households_per_village=12", "end_year=2023", "workers=1"]


# --------------------------------------------------------------------------------------------- levers


def test_each_lever_is_raised_alone_beside_cash_at_its_cost():
    experiment = lever_table.lever_experiment(SMALL)
    base = flat(experiment.baseline.config)
    levers = lever_table.levers_of(experiment)
    assert levers == [name for name in Policies().levers() if name != "cash"]
    assert len(experiment.scenarios) == 1 + 2 * 2 * len(levers)
    for scenario in experiment.scenarios[1:]:
        mine = flat(scenario.config)
        changed = {key: mine[key] for key in mine if mine[key] != base[key]}
        if scenario.name.startswith("cash"):
            target = changed["policies.cash.equal_cost_to"]
            assert scenario.name == lever_table.cash_name(target)
            assert changed == {"policies.cash.dose": 1.0, "policies.cash.equal_cost_to": target}
        else:
            lever, dose = scenario.name.split("@")
            assert changed == {f"policies.{lever}.dose": float(dose)}


def test_a_gain_per_yuan_needs_a_cost():
    income = Paired(30.0, 20.0, 40.0, 9, 1.0)
    assert lever_table.gain_per_yuan(income, Paired(20.0, 19.0, 21.0, 9, 1.0)) == 1.5
    for cost in (
        Paired(20.0, -1.0, 41.0, 9, 0.8),
        Paired(-5.0, -6.0, -4.0, 9, 1.0),
        Paired(0.1, 0.1, 0.1, 9, 1.0),
    ):
        assert math.isnan(lever_table.gain_per_yuan(income, cost))


def test_an_expected_sign_is_met_missed_or_open():
    for mean, low, high, sign, met in (
        (2, 1, 3, 1, "yes"),
        (2, 1, 3, -1, "no"),
        (-2, -3, -1, -1, "yes"),
        (2, -1, 5, 1, "unclear"),
    ):
        assert lever_table.as_expected(Paired(mean, low, high, 5, 1.0), sign) == met


def test_a_row_of_the_table_by_hand():
    """Training raises income by 10 and 14 yuan for 5 yuan a resident; as cash the money raises it by 6."""
    experiment = lever_table.lever_experiment(SMALL)
    names = [item.name for item in experiment.scenarios]
    outcomes = (*lever_table.OUTCOMES, "fiscal_cost", "cost_per_resident_cny", "trained_skill_mean")
    first = {lever.expected.outcome for lever in experiment.baseline.config.policies.levers().values()}
    values = {name: np.zeros((len(names), 2, 2)) for name in {*outcomes, *first}}
    name = lever_table.scenario_name("training", 0.5)
    values["income_per_capita"][names.index(name), :, 1] = [10, 14]
    values["income_per_capita"][names.index(lever_table.cash_name(name)), :, 1] = [6, 6]
    values["cost_per_resident_cny"][names.index(name), :, 1] = [4.9, 5.1]
    values["trained_skill_mean"][names.index(name), :, 1] = [0.01, 0.011]
    comparison = Comparison(names, [0, 1], [2020, 2021], values, 2021, {}, names)
    table, page = lever_table.answer(comparison, experiment)
    row = table.iloc[0]
    assert (row["lever"], row["dose"], row["baseline_dose"]) == ("training", 0.5, 0.3)
    assert row["income_per_capita"] == 12
    assert row["income_gain_per_yuan"] == pytest.approx(12 / 5)
    assert (row["cash_income_per_capita"], row["income_beyond_cash"]) == (6, 6)
    assert (row["expected_outcome"], row["first_effect_as_expected"]) == ("trained_skill_mean", "yes")
    assert row["expected_income_sign"] == "0+"
    assert math.isnan(table.iloc[1]["income_gain_per_yuan"])
    assert len(table) == 22
    assert "| Training | 0.5 | +12 [" in page


def test_levers_of_a_tiny_township(tmp_path, capsys):
    words = [*SMALL, "replicates=2", f"results={tmp_path}", "study=t"]
    assert lever_table.main(words) == 0
    assert "# Each lever alone" in capsys.readouterr().out
    assert {path.name for path in (tmp_path / "t").iterdir()} == {
        "lever_table.csv", "lever_table.md", "manifest.json", "runs"
    }  # fmt: skip
    table = pd.read_csv(tmp_path / "t" / "lever_table.csv")
    assert len(table) == 22
    assert (table["n_seeds"] == 2).all()


def test_cash_in_the_table_is_what_compare_would_pay():
    experiment = lever_table.lever_experiment([*SMALL, "replicates=1"])
    result = simulate_seed(tasks_of(experiment)[0])
    assert result.error == ""
    words = [*SMALL, "policies.training.dose=1", "replicates=1"]
    again = simulate_seed(tasks_of(compose_experiment(["training", "cash"], words))[0])
    mine = result.runs["cash=training@1"].outcomes
    pd.testing.assert_frame_equal(mine, again.runs["cash"].outcomes, check_exact=True)


# ----------------------------------------------------------------------------------------- mechanisms


@pytest.mark.parametrize("mechanism", ablations.MECHANISMS, ids=lambda item: item.name)
def test_a_switch_is_a_change_within_bounds(mechanism):
    base, off = flat(Config()), flat(replaced(Config(), mechanism.off))
    assert {key for key in off if off[key] != base[key]} == set(mechanism.off)


def test_outcomes_of_the_tables_exist():
    assert set(ablations.OUTCOMES) | set(lever_table.OUTCOMES) <= set(OUTCOMES)


def test_mechanisms_of_a_tiny_township(tmp_path, capsys):
    words = [*SMALL, "replicates=2", f"results={tmp_path}", "study=t", "lang=zh"]
    assert ablations.main(words) == 0
    assert "# 逐项关闭机制" in capsys.readouterr().out
    table = pd.read_csv(tmp_path / "t" / "ablations.csv")
    assert len(table) == len(ablations.MECHANISMS) * len(ablations.OUTCOMES)
    moved = table.assign(moves=table["difference"].abs() > 0).groupby("mechanism")["moves"].any()
    assert moved[["attitudes", "motivation", "shocks", "targeting", "losses", "infrastructure"]].all()


def test_a_mechanism_is_off_from_the_start():
    experiment = ablations.ablation_experiment([*SMALL, "replicates=1"])
    result = simulate_seed(tasks_of(experiment)[0])
    assert result.error == ""
    without = next(item for item in experiment.scenarios if item.name == "shocks")
    alone = run(without.config, 0)
    pd.testing.assert_frame_equal(result.runs["shocks"].outcomes, alone.outcomes, check_exact=True)


def test_tables_need_years_of_policy():
    for build in (lever_table.lever_experiment, ablations.ablation_experiment):
        with pytest.raises(ConfigurationError, match="2021 or later"):
            build(["end_year=2018"])


def test_helps_of_the_tables(capsys):
    assert lever_table.main(["--help"]) == 0
    assert ablations.main(["-h"]) == 0
    assert "replicates=10" in capsys.readouterr().out


def test_a_difference_is_shown_with_its_interval():
    assert shown(Paired(0.0123, 0.0101, 0.0145, 9, 1.0), "return_to_poverty_rate") == "+1.23 [+1.01, +1.45]"
    assert shown(Paired(5.2, math.nan, math.nan, 1, 1.0), "income_per_capita") == "+5"


def test_a_table_may_start_from_another_scenario_and_other_doses():
    words = ["package", *SMALL, "policies.talent.dose=0.8"]
    experiment = lever_table.lever_experiment(words)
    assert experiment.scenarios[0].name == "package"
    doses = {item.name: item.config.policies for item in experiment.scenarios}
    assert (doses["package"].talent.dose, doses["training@1"].talent.dose) == (0.8, 0.8)
    assert (doses["training@1"].training.dose, doses["training@1"].governance.dose) == (1.0, 0.5)


def test_a_table_starts_from_one_scenario_that_is_not_matched_cash():
    with pytest.raises(ConfigurationError, match="one scenario"):
        lever_table.lever_experiment(["package", "training"])
    with pytest.raises(ConfigurationError, match="cost of another"):
        ablations.ablation_experiment(["cash"])


def test_staff_time_matters_where_levers_take_much_of_it():
    """At the doses of the baseline, and with a secretary in every village, committees have time enough."""
    levers = [name for name in Config().policies.levers() if name not in ("cash", "talent")]
    large = [word for word in SMALL if "households" not in word] + ["place.households_per_village=250"]
    full = ["package", *large, "policies.talent.dose=0", *(f"policies.{name}.dose=1" for name in levers)]
    experiment = ablations.ablation_experiment(full)
    experiment.scenarios = [item for item in experiment.scenarios if item.name in ("package", "congestion")]
    result = simulate_seed(tasks_of(experiment)[0])
    efficiency = [result.runs[name].outcomes["delivery_efficiency"].iloc[-1] for name in result.runs]
    assert efficiency[0] < efficiency[1] == 1.0


def test_all_that_is_wrong_with_a_table_is_told_at_once():
    with pytest.raises(ConfigurationError) as caught:
        lever_table.lever_experiment(["training", "talent", "x=1", "policies.talent.dose=7"])
    assert [problem.key for problem in caught.value.problems] == ["scenario", "x", "policies.talent.dose"]
