"""A sweep is planned from words and design files: every point checked, its baseline beside it."""

import json
import subprocess
import sys
import tomllib
from dataclasses import replace
from functools import lru_cache

import pytest

from experiments.planning import compose, folders, sweep_build
from experiments.planning.compose import compose_experiment, extra_folder, scenario_names
from experiments.planning.designs import DESIGNS
from experiments.planning.plan import Keys
from experiments.planning.reach import policy_start, what_ifs
from experiments.planning.record import plan_from, plan_record
from experiments.planning.setting import Digests, sharing, with_values
from experiments.planning.sweep_files import design_file
from experiments.planning.sweep_plan import sweep_about, sweep_names, sweep_plan
from experiments.planning.sweep_preview import TEXTS, bytes_of, cpu_seconds, preview_lines
from sim.config import Config
from sim.parameter import ConfigurationError, flat, replaced, walk

DOSE, TALENT = "policies.training.dose", "policies.talent.dose"
COST, BUDGET = "policies.cash.equal_cost_to", "government.programme_budget_per_resident_cny"
OLD = "health.illness_prob_old"


@lru_cache
def from_file(name, place):
    return compose.load(name, {"place": place} if place else None)


@pytest.fixture(autouse=True)
def files_are_read_once(monkeypatch):
    """Hydra takes a fifth of a second for each file."""

    def load(name, choices):
        if folders.EXTRA:
            return compose.load(name, choices)
        return replace(from_file(name, (choices or {}).get("place")))

    monkeypatch.setattr(sweep_build, "load", load)


def problems_of(*words, **more):
    with pytest.raises(ConfigurationError) as caught:
        sweep_plan(words, **more)
    return {problem.key: str(problem) for problem in caught.value.problems}


def scenarios_of(plan, place=0):
    return {item.name: item for item in plan.contexts[place].experiment.scenarios}


def dose(scenario, lever="training"):
    return scenario.config.policies.levers()[lever].dose


# --------------------------------------------------------------------------------------- the designs


def test_every_kind_of_design_is_shipped_and_says_what_it_asks_in_both_languages():
    kinds = {design_file(name)[0].design for name in sweep_names()}
    assert kinds == set(DESIGNS)
    for name in sweep_names():
        about = sweep_about(name)
        for part in ("title", "question", "note"):
            assert {*about[part]} == {"en", "zh"}, (name, part)


def test_design_files_are_part_of_the_package(root):
    tool = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    assert "experiments.*" in tool["packages"]["find"]["include"]  # the folder has no code, so no __init__.py
    assert "*.yaml" in tool["package-data"]["*"]


@pytest.mark.parametrize(
    ("name", "n_contexts", "n_points", "n_seeds"),
    [
        ("headline", 1, 125, 30),
        ("one-at-a-time", 1, 66, 30),
        ("factorial", 1, 32, 30),
        ("budget", 1, 10, 30),
        ("stress", 4, 8, 30),
        ("uncertainty", 64, 128, 10),
    ],
)
def test_shipped_designs_have_the_points_that_they_state(name, n_contexts, n_points, n_seeds):
    plan = sweep_plan([name])
    assert (len(plan.contexts), plan.design["points"], len(plan.seeds())) == (n_contexts, n_points, n_seeds)
    assert (plan.kind, plan.kept) == (name, ("twins",))
    for context in plan.contexts:
        names = [item.name for item in context.experiment.scenarios]
        assert names[0] == "baseline"
        assert len(set(names)) == len(names)
    assert len({context.name for context in plan.contexts}) == n_contexts
    assert json.loads(json.dumps(plan.design)) == plan.design


def test_the_headline_varies_three_levers_and_leaves_the_others():
    plan = sweep_plan(["headline"])
    for item in list(scenarios_of(plan).values())[1:]:
        doses = {name: lever.dose for name, lever in item.config.policies.levers().items()}
        assert {doses.pop(key) for key in ("training", "integration", "talent")} <= {0, 0.25, 0.5, 0.75, 1}
        assert doses.pop("cash") == 0
        assert set(doses.values()) == {0.3}


def test_doubtful_assumptions_are_graded_so_and_swept_over_their_plausible_range():
    statements = {key: statement for key, statement, _ in walk(Config())}
    axes = sweep_plan(["uncertainty"]).design["axes"]
    assert len(axes) == 8
    for key, ends in axes.items():
        assert statements[key].grade == "assumption"
        assert tuple(ends) == statements[key].plausible


def test_bad_years_come_to_baseline_and_points_alike():
    plan = sweep_plan(["stress"])
    health = next(context for context in plan.contexts if context.name == "stress_health")
    rates = {item.config.in_year(2026).health.illness_prob_old for item in health.experiment.scenarios}
    assert rates == {0.075}
    assert what_ifs(health.experiment.scenarios) == []
    assert health.values == {"context": "stress_health"}


def test_a_budget_is_decided_by_points_and_its_cash_matches_it():
    items = scenarios_of(sweep_plan(["budget"]))
    modes = {name: item.config.government.budget_mode for name, item in items.items()}
    assert {name for name, mode in modes.items() if mode == "fixed"} == {
        name for name in items if name.startswith("package")
    }
    for name, item in items.items():
        if name.startswith("cash_package"):
            assert item.config.policies.cash.equal_cost_to == name.removeprefix("cash_")
            assert item.values[BUDGET] == items[name.removeprefix("cash_")].values[BUDGET]
    assert what_ifs(list(items.values())) == []


def test_budgets_part_points_from_the_baseline_in_the_transition_year():
    plan = sweep_plan(["budget", "policies.training.start_year=2025"])
    assert policy_start(plan.contexts[0].experiment.scenarios) == 2021


# ------------------------------------------------------------------------ scenarios, levers, uncertainties


def test_levers_make_points_beside_a_baseline_that_keeps_its_own():
    items = scenarios_of(sweep_plan([f"{DOSE}=0,0.5", f"{TALENT}=1"]))
    assert [(name, dose(item), dose(item, "talent")) for name, item in items.items()] == [
        ("baseline", 0.3, 0.3), ("training.dose=0", 0.0, 1.0), ("training.dose=0.5", 0.5, 1.0),
    ]  # fmt: skip
    assert [item.values for item in items.values()] == [{DOSE: 0.3}, {DOSE: 0.0}, {DOSE: 0.5}]


def test_points_are_also_made_from_scenarios():
    items = scenarios_of(sweep_plan(["scenario=package,training", f"{DOSE}=0.9,1"]))
    assert list(items) == [
        "baseline", "package training.dose=0.9", "package training.dose=1",
        "training training.dose=0.9", "training training.dose=1",
    ]  # fmt: skip
    assert dose(items["package training.dose=0.9"], "talent") == 0.5
    assert dose(items["training training.dose=1"], "talent") == 0.3


def test_uncertainties_and_places_are_contexts_that_baseline_and_points_share():
    plan = sweep_plan(["scenario=training", f"{OLD}=0.04,0.06", "place=national,poor_county"])
    assert len(plan.contexts) == 4
    for context in plan.contexts:
        rates = {item.config.health.illness_prob_old for item in context.experiment.scenarios}
        levels = {item.config.place.village_productivity_mean for item in context.experiment.scenarios}
        assert rates == {context.values[OLD]}
        assert levels == {0.0 if context.values["place"] == "national" else -0.5}
    assert plan.contexts[0].name == f"national {OLD}=0.04"
    assert plan.design["places"] == ["national", "poor_county"]


def test_one_value_of_an_uncertainty_reaches_everything_and_makes_no_context():
    plan = sweep_plan(["scenario=training", f"{OLD}=0.06", "end_year=2030"])
    assert [context.name for context in plan.contexts] == [""]
    for item in scenarios_of(plan).values():
        assert (item.config.health.illness_prob_old, item.config.clock.end_year) == (0.06, 2030)


def test_the_end_of_the_programme_and_changes_in_mid_run_are_decided_by_points():
    change = f"changes_from_year.2026.{OLD}"
    items = scenarios_of(sweep_plan(["government.programme_end_year=2025,2030", f"{change}=0.1"]))
    assert [item.config.government.programme_end_year for item in items.values()] == [2100, 2025, 2030]
    assert [item.config.in_year(2026).health.illness_prob_old for item in items.values()] == [0.05, 0.1, 0.1]
    varied = scenarios_of(sweep_plan([f"{change}=0.1,0.2"]))
    assert [item.values[change] for item in varied.values()] == [0.05, 0.1, 0.2]


def test_a_change_back_follows_an_uncertain_parameter():
    between = f"changes_from_year.2026.{OLD}=0.09"
    plan = sweep_plan(["scenario=stress_health", f"{OLD}=0.04,0.06", between])
    for context in plan.contexts:
        stress = context.experiment.scenarios[1].config
        rates = [stress.in_year(year).health.illness_prob_old for year in (2026, 2028)]
        assert rates == [0.09, context.values[OLD]]
    found = problems_of("scenario=stress_health", f"{OLD}=0.04,0.06")
    assert f"changes_from_year.2026.{OLD}" in found[OLD]


def test_a_context_and_a_scenario_that_contradict_each_other_are_refused(own):
    strong = own / "scenario" / "strong.yaml"
    strong.write_text(SCENARIO.replace("talent", "training"), encoding="utf-8")
    with extra_folder(own):
        found = problems_of("contexts=training", "scenario=strong")
        assert "strong" in found["contexts"]
        assert DOSE in found["contexts"]
        decided = sweep_plan(["contexts=training", "scenario=strong", f"{DOSE}=0.6,0.8"])
    assert [dose(item) for item in scenarios_of(decided).values()] == [0.5, 0.6, 0.8]


def test_a_scenario_that_equals_its_context_is_no_contradiction():
    plan = sweep_plan(["contexts=training", "scenario=package,talent"])
    items = scenarios_of(plan)
    assert [dose(item) for item in items.values()] == [0.5, 0.5, 0.5]
    assert plan.contexts[0].name == "training"


# ---------------------------------------------------------------------------------- cash at equal cost


def test_cash_matches_the_point_of_the_same_values_and_keeps_the_levers_of_the_baseline():
    items = scenarios_of(sweep_plan(["scenario=training,cash", f"{TALENT}=0,1"]))
    for value in ("0", "1"):
        cash = items[f"cash talent.dose={value}"]
        assert cash.config.policies.cash.equal_cost_to == f"training talent.dose={value}"
        assert (dose(cash, "talent"), cash.values[TALENT]) == (0.3, float(value))
    assert all(item.is_shown for item in items.values())


def test_what_cash_matches_is_run_unseen_where_nobody_asked_for_it():
    plan = sweep_plan(["scenario=cash", f"{DOSE}=0.4,0.8"])
    hidden = {name: item for name, item in scenarios_of(plan).items() if not item.is_shown}
    assert {name: dose(item) for name, item in hidden.items()} == {
        "training training.dose=0.4": 0.4, "training training.dose=0.8": 0.8,
    }  # fmt: skip
    assert plan.design["points"] == 2
    assert any("2 scenarios more" in line for line in preview_lines(plan, "en"))


def test_which_scenario_cash_matches_can_vary_or_be_points_of_the_baseline():
    items = scenarios_of(sweep_plan(["scenario=cash", f"{COST}=training,package"]))
    shown = [item.config.policies.cash.equal_cost_to for item in items.values() if item.is_shown]
    assert shown == ["", "training", "package"]
    items = scenarios_of(sweep_plan(["scenario=baseline,cash", f"{COST}=baseline", f"{TALENT}=0.5,1"]))
    assert items["cash talent.dose=1"].config.policies.cash.equal_cost_to == "talent.dose=1"
    assert len(items) == 5


def test_cash_of_a_given_amount_takes_levers_like_any_scenario():
    amount = "policies.cash.amount_per_resident_cny"
    items = scenarios_of(sweep_plan(["scenario=cash", f"{COST}=", f"{amount}=100,200", f"{TALENT}=1"]))
    assert [dose(item, "talent") for item in items.values()] == [0.3, 1.0, 1.0]
    assert [item.config.policies.cash.equal_cost_to for item in items.values()] == ["", "", ""]


def test_cash_at_the_cost_of_cash_or_of_the_baseline_is_refused():
    assert "itself matches" in problems_of("scenario=cash,cash_package", f"{COST}=cash")[COST]
    assert "above the baseline" in problems_of("scenario=cash", f"{COST}=baseline")[COST]


# --------------------------------------------------------------------------------- names, lists, samples


def test_long_names_are_numbered_and_numbers_are_the_same_for_all_scenarios():
    levers = ("training", "integration", "talent", "governance")
    words = [f"policies.{lever}.dose=0.25,0.75" for lever in levers]
    items = scenarios_of(sweep_plan(["scenario=training,package", *words]))
    assert list(items)[1:3] == ["training point 01", "training point 02"]
    assert items["training point 16"].values == items["package point 16"].values
    assert all(len(name) < 60 for name in items)


def test_values_too_close_to_be_told_apart_are_numbered():
    items = scenarios_of(sweep_plan([f"{DOSE}=0.12345678,0.12345679"]))
    assert list(items) == ["baseline", "point 1", "point 2"]


def test_listed_points_may_name_scenarios_places_and_parameters():
    points = [{"scenario": "package"}, {DOSE: 1}, {DOSE: 0.5, OLD: 0.06}, {"place": "national", DOSE: 0.5}]
    plan = sweep_plan(["list"], points)
    found = {context.name: [s.name for s in context.experiment.shown()] for context in plan.contexts}
    assert found == {
        "usual": ["baseline", "package", "training.dose=1"],
        f"{OLD}=0.06": ["baseline", "training.dose=0.5"],
        "national": ["baseline", "training.dose=0.5"],
    }
    assert plan.design["axes"] == {DOSE: [1.0, 0.5], OLD: [0.06]}


def test_a_table_of_points_is_a_list(tmp_path):
    table = tmp_path / "points.csv"
    rows = [f"scenario,{DOSE},government.budget_mode", "package,0.5,", ",1e-1,fixed"]
    table.write_text("\n".join(rows), encoding="utf-8-sig")
    plan = sweep_plan(["list", f"points={table}"])
    found = {context.name: [s.name for s in context.experiment.shown()] for context in plan.contexts}
    assert found == {
        "usual": ["baseline", "package training.dose=0.5"],
        "government.budget_mode=fixed": ["baseline", "training.dose=0.1"],
    }


def test_mistakes_in_listed_points_name_the_point(tmp_path):
    found = problems_of("list", points=[{DOSE: 1}, {"policies.trainig.dose": 1}, {DOSE: 7}, {"seed": 3}])
    assert "did you mean" in found["point 2: policies.trainig.dose"]
    assert "between 0 and 1" in found[f"point 3: {DOSE}"]
    assert "option" in found["point 4: seed"]
    assert "cannot be read" in problems_of("list", f"points={tmp_path}/none.csv")["points"]
    assert "name a table" in problems_of("list")["points"]
    assert "design list" in problems_of("grid", "points=x.csv", f"{DOSE}=0,1")["points"]


def test_each_distinct_set_of_sampled_uncertainties_has_its_own_baseline():
    words = ["latin_hypercube", "points=8", f"{DOSE}=interval(0,1)", f"{OLD}=plausible"]
    plan = sweep_plan(words)
    assert len(plan.contexts) == 8
    for context in plan.contexts:
        baseline, point = context.experiment.scenarios
        assert {item.config.health.illness_prob_old for item in (baseline, point)} == {context.values[OLD]}
        assert (dose(baseline), dose(point)) == (0.3, point.values[DOSE])
    assert plan.n_scenarios() == 16
    assert plan.design["axes"] == {DOSE: [0.0, 1.0], OLD: [0.025, 0.1]}


def test_a_longer_sobol_sweep_finds_the_runs_of_a_shorter_one():
    words = ["sobol", f"{DOSE}=interval(0,1)", f"{TALENT}=interval(0,1)", "replicates=2"]
    short, long = (Keys(sweep_plan([*words, f"points={n}"])).runs([0, 1]) for n in (8, 16))
    assert {run.key for run in short} < {run.key for run in long}


def test_words_stand_instead_of_what_the_file_says():
    plan = sweep_plan(["headline", f"{DOSE}=1", "replicates=3", "policies.integration.dose=0,1"])
    assert (plan.design["points"], plan.options.replicates) == (10, 3)
    assert plan.design["levers"] == {DOSE: 1.0}
    assert plan.contexts[0].experiment.overrides[0] == "headline"


# -------------------------------------------------------------------------------------------- mistakes


def test_all_mistakes_of_a_sweep_are_told_at_once():
    found = problems_of(
        "headlin", "policies.trainig.dose=0,1", f"{TALENT}=0,7", "replicates=1,2", "+x=1", "place=natonal",
        "point=3", "scenario=training,csh", "policies.governance.dose=range(1,1)", f"{COST}=trainig",
        "policies.appraisal.dose=interval(1,0)", "policies.monitoring.dose=0.1,0.1", "contexts=stress",
        "end_year=1900,2030", "policies=1,2",
    )  # fmt: skip
    assert len(found) == 15
    for part in (
        *("'headline'", "'policies.training.dose'", "between 0 and 1", "one value", "leave out the sign"),
        *("'national'", "'points'", "'cash'", "no values", "below", "'training'", "more than once"),
        *("'stress", "between 2013 and 2050", "a group of parameters"),
    ):
        assert any(part in text for text in found.values()), part


@pytest.mark.parametrize(
    ("words", "key", "part"),
    [
        ([], "sweep", "nothing varies"),
        (["grid", "zip"], "sweep", "one design"),
        (["training"], "sweep", "scenario=training"),
        ([f"{DOSE}=0,1", f"{DOSE}=0.5"], DOSE, "more than once"),
        ([f"{DOSE}=interval(0,1)"], DOSE, "latin_hypercube"),
        (["sobol", "points=100", f"{DOSE}=interval(0,1)"], "points", "64 or 128"),
        (["sobol", "points=many", f"{DOSE}=interval(0,1)"], "points", "whole number"),
        (["sobol", "design_seed=-1", f"{DOSE}=interval(0,1)"], "design_seed", "whole number"),
        (["grid", "design_seed=1", f"{DOSE}=0,1"], "design_seed", "is for"),
        (["zip", f"{DOSE}=0,1", f"{TALENT}=0,0.5,1"], "sweep", "equal lengths"),
        (["factorial", f"{DOSE}=0,0.5,1"], DOSE, "low,high"),
        (["latin_hypercube", "scenario=training"], "sweep", "needs parameters"),
        ([f"{DOSE}=range(0,1,0.00001)", "replicates=100"], "sweep", "at most 1,000,000 runs"),
        ([f"{OLD}=range(0,0.6,0.000001)", "scenario=training"], "sweep", "at most 1,000,000 runs"),
        ([f"{DOSE}=0,1", "policies.training.start_year=2030,2024", "policies.training.end_year=2026"],
         "policies.training.end_year", "2030 or later"),
        ([f"{DOSE}=0,1", "end_year=2018"], "clock.end_year", "2021 or later"),
        ([f"{DOSE}=0,1", "keep=twin"], "keep", "'twins'"),
    ],
)  # fmt: skip
def test_what_cannot_be_planned_is_refused_with_the_way_out(words, key, part):
    assert part in problems_of(*words)[key]


def test_a_plan_of_too_many_runs_is_refused_before_its_points_are_made():
    levers = ("training", "talent", "governance", "appraisal")
    words = [f"policies.{lever}.dose=range(0,1,0.01)" for lever in levers]
    assert "3,000,000,000 runs" in problems_of(*words)["sweep"]


# ---------------------------------------------------------------------------------- files of the user's own


SCENARIO = """# @package _global_
defaults:
  - training
  - _self_
about:
  title: {en: Mine, zh: 我的}
policies:
  talent:
    dose: 0.7
"""


@pytest.fixture
def own(tmp_path):
    for group, name, text in [
        ("scenario", "mine", SCENARIO),
        ("place", "hill", "# @package _global_\nplace:\n  village_productivity_mean: -0.9\n"),
        ("sweep", "my-sweep", f"about: {{title: {{en: My sweep}}}}\naxes:\n  scenario: [mine, training]\n"
         f"  place: [hill, national]\n  {DOSE}: [0.4, 0.8]\noptions: {{replicates: 4}}\n"),
    ]:  # fmt: skip
        (tmp_path / group).mkdir()
        (tmp_path / group / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def test_scenarios_places_and_sweeps_of_ones_own_are_found_while_their_folder_is_named(own):
    with extra_folder(own):
        plan = sweep_plan(["my-sweep"])
        assert "mine" in scenario_names()
        alone = compose_experiment(["mine"], ["place=hill"]).scenarios[1]
        assert alone.config.place.village_productivity_mean == -0.9
        assert sweep_about("my-sweep")["title"]["en"] == "My sweep"
    assert (len(plan.contexts), plan.options.replicates) == (2, 4)
    mine = scenarios_of(plan)["mine training.dose=0.4"]
    assert (dose(mine), dose(mine, "talent"), mine.config.place.village_productivity_mean) == (0.4, 0.7, -0.9)
    assert "mine" not in scenario_names()
    assert "my-sweep" not in sweep_names()
    assert folders.EXTRA == []


def test_a_folder_with_spaces_commas_and_quotes_is_searched(own):
    folder = own.rename(own.with_name("a b, it's"))
    with extra_folder(folder):
        assert dose(compose_experiment(["mine"], []).scenarios[1], "talent") == 0.7


def test_a_folder_that_is_none_or_takes_shipped_names_is_refused(own):
    with pytest.raises(ConfigurationError, match="no such folder"), extra_folder(own / "none"):
        pass
    with pytest.raises(ConfigurationError, match="none of the folders"), extra_folder(own / "scenario"):
        pass
    (own / "scenario" / "training.yaml").write_text(SCENARIO, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"scenario/training\.yaml.*another name"), extra_folder(own):
        pass
    assert folders.EXTRA == []


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("axes: [", "while parsing"),
        ("- a", "must hold some of"),
        ("axess: {}", "'axes'"),
        ("design: gird", "'grid'"),
        ("axes: 5", "must name keys"),
        (f"axes: {{{DOSE}: [0, 7]}}", "between 0 and 1"),
        (f"axes: {{{DOSE}: []}}", "no values"),
        ("axes: {policies.trainig.dose: [0, 1]}", "'policies.training.dose'"),
        ("levers: [government.budget_mod]", "'government.budget_mode'"),
        ("options: {replicate: 3}", "'replicates'"),
    ],
)
def test_mistakes_in_a_design_file_name_the_file(own, text, part):
    (own / "sweep" / "bad.yaml").write_text(text, encoding="utf-8")
    with extra_folder(own):
        found = problems_of("bad", f"{TALENT}=0,1")
    told = [f"{key} {message}" for key, message in found.items() if key.startswith("sweep bad")]
    assert any(part in text for text in told), found


# ------------------------------------------------------------------------------- keys, record, preview


def test_equal_parameters_have_equal_hashes_whatever_the_route():
    by_words = compose_experiment(["training"], [f"{DOSE}=0.9", f"{OLD}=0.06"]).scenarios[1].config
    by_sweep = scenarios_of(sweep_plan(["scenario=training", f"{DOSE}=0.9,1", f"{OLD}=0.06"]))
    by_hand = replaced(Config(), flat(by_words))
    digests = Digests()
    same, other = (by_sweep[f"training training.dose={value}"].config for value in ("0.9", "1"))
    assert digests.of(by_words) == digests.of(same) == digests.of(by_hand) != digests.of(other)
    changed = [with_values(by_hand, {f"changes_from_year.2026.{OLD}": value}) for value in (1, 1.0, 0.5)]
    assert [digests.of(item) == digests.of(changed[0]) for item in changed] == [True, True, False]


def test_every_parameter_counts_in_a_hash():
    base, digests = Config(), Digests()
    hashes = {digests.of(base)}
    for key, statement, value in walk(base):
        other = f"{value}x" if isinstance(value, str) else not value if isinstance(value, bool) else value + 1
        hashes.add(digests.of(with_values(base, {key: type(statement.default)(other)})))
    assert len(hashes) == 1 + len(list(walk(base)))


def test_setting_values_leaves_the_original_and_shares_the_rest():
    base = Config()
    before = flat(base)
    changed = with_values(base, {DOSE: 0.9, TALENT: 0.1, OLD: 0.2})
    assert flat(base) == before
    assert flat(changed) == {**before, DOSE: 0.9, TALENT: 0.1, OLD: 0.2}
    assert changed.policies.governance is base.policies.governance
    again = sharing(replaced(base, {DOSE: 0.9}), base)
    assert again.policies.talent is base.policies.talent
    assert flat(again) == {**before, DOSE: 0.9}


def test_a_plan_comes_back_from_its_record_with_the_same_keys():
    plan = sweep_plan(["scenario=training,cash", f"{TALENT}=0,1", f"{OLD}=0.04,0.06", "replicates=2"])
    again = plan_from(plan_record(plan))
    assert Keys(again).runs([0, 1]) == Keys(plan).runs([0, 1])


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_preview_tells_points_seeds_runs_time_and_disk(lang):
    lines = preview_lines(sweep_plan(["headline", "workers=2"]), lang)
    text = "\n".join(lines)
    assert lines[0] == sweep_about("headline")["title"][lang]
    for part in ("125", "30", "3,780", "MB", f"{DOSE}: 0, 0.25, 0.5, 0.75, 1"):
        assert part in text
    assert ("about" if lang == "en" else "约") in lines[-1]


def test_a_preview_tells_what_is_stored_and_takes_no_time_for_it():
    plan = sweep_plan(["headline", "workers=2"])
    lines = preview_lines(plan, "en", n_stored=3_780)
    assert "3,780 of these runs are stored already" in lines
    assert lines[-1].startswith("about 5 s")


def test_time_grows_with_households_years_seeds_and_shrinks_with_workers():
    small = sweep_plan(["scenario=training", "replicates=2"])
    double = sweep_plan(["scenario=training", "replicates=4"])
    larger = sweep_plan(["scenario=training", "replicates=2", "place.n_villages=40"])
    assert cpu_seconds(double, 1) == pytest.approx(2 * cpu_seconds(small, 1))
    assert cpu_seconds(small, 1) < cpu_seconds(larger, 1) < 2 * cpu_seconds(small, 1)
    assert bytes_of(double) == pytest.approx(2 * bytes_of(small))
    many = sweep_plan(["headline", "replicates=1"])
    assert cpu_seconds(many, 1) < cpu_seconds(many, 2) < 2 * cpu_seconds(many, 1)
    assert bytes_of(sweep_plan(["scenario=training", "replicates=2", "keep=households"])) > bytes_of(small)


def test_every_sentence_of_the_preview_takes_the_same_values_in_both_languages():
    for english, chinese in TEXTS.values():
        fields = [sorted(part.split("}")[0] for part in text.split("{")[1:]) for text in (english, chinese)]
        assert fields[0] == fields[1]


DOSES = [f"policies.{lever}.dose=" for lever in ("training", "talent", "governance")]


@pytest.mark.parametrize(
    "words",
    [
        [*(f"{key}range(0,1,0.1)" for key in DOSES), "replicates=10"],
        ["latin_hypercube", "points=10000", "replicates=1", *(f"{key}interval(0,1)" for key in DOSES)],
        ["latin_hypercube", "points=5000", "replicates=1", "scenario=training", f"{OLD}=plausible"],
    ],
    ids=["1,000 points x 10 seeds", "10,000 points", "5,000 contexts"],
)
def test_runs_among_ten_thousand_share_a_key_only_where_their_parameters_are_equal(words):
    plan = sweep_plan(words)
    runs = Keys(plan).runs(plan.seeds())
    digests = Digests()
    found = [(item is context.experiment.baseline, item)
             for context in plan.contexts for item in context.experiment.scenarios]  # fmt: skip
    n_distinct = len({(is_baseline, digests.of(item.config)) for is_baseline, item in found})
    assert len({run.key for run in runs}) == n_distinct * len(plan.seeds())
    assert n_distinct * len(plan.seeds()) >= 10_000


def test_a_point_that_equals_the_baseline_has_a_run_of_its_own():
    """It has twins to be compared with, and the baseline has none: one file cannot hold both."""
    plan = sweep_plan([f"{DOSE}=0.3,0.8", "replicates=1"])
    baseline, equal, other = (item.config for item in plan.contexts[0].experiment.scenarios)
    assert baseline == equal != other
    assert len({run.key for run in Keys(plan).runs([0])}) == 3


@pytest.mark.parametrize("values", ["range(0,1,0)", "range(0,1,nan)", "range(nan,1)", "sort(range(0,1,0))"])
def test_a_range_that_never_ends_is_no_range(values):
    assert "range" in problems_of(f"{DOSE}={values}")[DOSE]


def test_planning_a_grid_needs_no_heavy_packages():
    code = (
        "import sys\nfrom experiments.planning.sweep_plan import sweep_plan\n"
        f"sweep_plan(['{DOSE}=0,1'])\n"
        "print([name for name in ('scipy.stats', 'distributed') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[]", done.stderr
