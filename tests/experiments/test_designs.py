"""What designs promise: every combination, equal steps, even draws, main effects free of interactions."""

import itertools

import numpy as np
import pytest

from experiments.planning.axes import Axis, Interval, Kind, parsed, several, shown, spelled
from experiments.planning.designs import (
    DESIGNS,
    SAMPLED,
    design_problems,
    n_points_of,
    n_rows,
    points_of,
    signs,
)
from experiments.planning.overrides import parse


def lever(key, *values):
    return Axis(key, Kind.LEVER, values)


def between(key, low, high, is_whole=False):
    return Axis(key, Kind.UNCERTAINTY, Interval(low, high, is_whole))


PLACES = Axis("place", Kind.PLACE, ("poor_county", "national"))
ABC = [lever("a", 0, 1, 2), lever("b", "x", "y"), lever("c", 0.5, 0.7)]


def test_a_grid_holds_every_combination_once_in_the_order_of_the_axes():
    points = points_of("grid", ABC)
    assert [tuple(point.values()) for point in points] == list(itertools.product((0, 1, 2), "xy", (0.5, 0.7)))
    assert {tuple(point) for point in points} == {("a", "b", "c")}


def test_zipped_axes_advance_together_also_files():
    scenarios = Axis("scenario", Kind.SCENARIO, ("training", "talent"))
    points = points_of("zip", [scenarios, lever("a", 1, 2)])
    assert points == [{"scenario": "training", "a": 1}, {"scenario": "talent", "a": 2}]


def test_zipped_axes_of_unequal_lengths_are_refused_with_their_lengths():
    problem = design_problems("zip", ABC)[0]
    assert "a: 3, b: 2, c: 2" in problem.message


def test_one_at_a_time_changes_one_axis_and_keeps_the_base():
    points = points_of("one_at_a_time", ABC)
    assert points[0] == {}
    assert [len(point) for point in points[1:]] == [1] * 7


@pytest.mark.parametrize("design", [name for name in DESIGNS if name not in ("list", "zip")])
def test_places_are_crossed_with_every_point(design):
    axes = [lever("a", 0, 1), lever("b", 0, 1)]
    alone = points_of(design, axes, 8, 3)
    crossed = points_of(design, [PLACES, *axes], 8, 3)
    for place in PLACES.values:
        members = [{key: point[key] for key in point if key != "place"}
                   for point in crossed if point["place"] == place]  # fmt: skip
        assert members == alone


@pytest.mark.parametrize("design", [name for name in DESIGNS if name not in ("list", "zip")])
def test_points_are_counted_without_being_made(design):
    axes = [PLACES, *[lever(name, 0, 1) for name in "abcde"]]
    assert n_points_of(design, axes, 16) == len(points_of(design, axes, 16))


@pytest.mark.parametrize("design", SAMPLED)
def test_each_axis_of_a_sample_is_drawn_evenly(design):
    axes = [between("a", 0, 16), between("b", -1, 1), Axis("c", Kind.UNCERTAINTY, (10, 20, 30, 40))]
    points = points_of(design, axes, 16, 7)
    assert sorted(int(point["a"]) for point in points) == list(range(16))
    assert [sum(point["c"] == value for point in points) for value in (10, 20, 30, 40)] == [4] * 4
    assert all(-1 <= point["b"] <= 1 for point in points)


@pytest.mark.parametrize("design", SAMPLED)
def test_listed_doses_meet_every_drawn_future(design):
    futures = Axis("b", Kind.UNCERTAINTY, Interval(-1, 1))
    axes = [lever("dose", 0, 0.5, 1), futures]
    points = points_of(design, axes, 4, 7)
    assert len(points) == n_points_of(design, axes, 4) == 12
    drawn = {point["b"] for point in points}
    assert len(drawn) == 4
    assert {(point["dose"], point["b"]) for point in points} == {(d, b) for d in (0, 0.5, 1) for b in drawn}


@pytest.mark.parametrize("design", SAMPLED)
def test_a_sample_is_the_same_for_the_same_seed_only(design):
    axes = [between("a", 0, 1), between("b", 0, 1)]
    assert points_of(design, axes, 8, 1) == points_of(design, axes, 8, 1)
    assert points_of(design, axes, 8, 1) != points_of(design, axes, 8, 2)


def test_a_longer_sobol_sequence_begins_with_a_shorter_one():
    axes = [between("a", 0, 1), between("b", 0, 1), between("c", 0, 1)]
    assert points_of("sobol", axes, 32, 5)[:8] == points_of("sobol", axes, 8, 5)


def test_a_sobol_sequence_needs_a_power_of_two_and_names_the_nearest():
    assert "choose 64 or 128" in design_problems("sobol", [between("a", 0, 1)], 100)[0].message
    assert design_problems("sobol", [between("a", 0, 1)], 128) == []


def test_whole_numbers_are_drawn_whole_and_both_ends_as_often_as_others():
    points = points_of("latin_hypercube", [between("a", 2, 5, True)], 400, 1)
    drawn = [point["a"] for point in points]
    assert {type(value) for value in drawn} == {int}
    assert [drawn.count(value) for value in (2, 3, 4, 5)] == [100] * 4


def test_sampled_numbers_survive_being_written_and_read():
    points = points_of("latin_hypercube", [between("a", 0, 0.123456789)], 64, 1)
    assert all(0 <= point["a"] <= 0.123456789 for point in points)
    assert all(float(shown(point["a"])) == point["a"] for point in points)


@pytest.mark.parametrize("n_axes", range(1, 17))
def test_main_effects_of_a_factorial_are_clear_of_interactions_of_two(n_axes):
    table = np.array(signs(n_axes))
    assert len(np.unique(table, axis=0)) == len(table) == n_rows(n_axes)
    assert (table.sum(axis=0) == 0).all()
    assert (table.T @ table == len(table) * np.eye(n_axes)).all()
    for one, two in itertools.combinations(range(n_axes), 2):
        assert not (table.T @ (table[:, one] * table[:, two])).any()


def test_eleven_levers_take_thirty_two_points_at_their_ends():
    points = points_of("factorial", [lever(f"k{place}", 0.0, 0.5) for place in range(11)])
    assert len(points) == 32
    assert {value for point in points for value in point.values()} == {0.0, 0.5}


@pytest.mark.parametrize("design", ["grid", "zip", "one_at_a_time"])
def test_an_interval_is_refused_where_values_are_listed(design):
    problem = design_problems(design, [between("a", 0, 1)])[0]
    assert (problem.key, problem.value) == ("a", "interval(0,1)")
    assert "latin_hypercube" in problem.message


def test_a_factorial_needs_two_levels_and_takes_the_ends_of_an_interval():
    assert "low,high" in design_problems("factorial", [lever("a", 0, 1, 2)])[0].message
    assert points_of("factorial", [between("a", 0.1, 0.9)]) == [{"a": 0.9}, {"a": 0.1}]


@pytest.mark.parametrize("design", [*SAMPLED, "factorial"])
def test_a_sample_needs_something_to_draw(design):
    assert "needs parameters" in design_problems(design, [PLACES], 4)[0].message


# ------------------------------------------------------------------------------------- texts of values


def values_of(text):
    return several(parsed(f"x={text}"), ["ab", "ac", "b"])


def test_values_are_read_by_the_grammar_of_overrides():
    assert values_of("0,0.5,1") == ([0, 0.5, 1], "")
    assert values_of("range(0,0.5,0.1)") == ([0, 0.1, 0.2, 0.3, 0.4], "")
    assert values_of("choice(a,'b c')") == (["a", "b c"], "")
    assert values_of("glob(a*)") == (["ab", "ac"], "")
    assert values_of("interval(0,2)") == (Interval(0, 2), "")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("range(1,1)", "no values"),
        ("glob(z*)", "no values"),
        ("interval(1,0)", "below"),
        ("interval(1,1)", "below"),
        ("shuffle(1,2,3)", "fixed order"),
        ("range(0,1e9)", "more than 1,000,000"),
    ],
)
def test_values_that_make_no_axis_are_told(text, message):
    values, problem = values_of(text)
    assert values == []
    assert message in problem


@pytest.mark.parametrize("value", [0.25, 3, True, "open", "a b,c", "it's", "back\\slash", ""])
def test_a_spelled_value_reads_as_itself(value):
    override = parsed(f"x={spelled(value)}")
    assert override.value() == value


def test_values_of_a_sweep_have_the_type_of_their_parameter():
    words = ["policies.training.dose=0,1", "place.n_villages=interval(2,4)", "place=glob(*)"]
    request, found = parse([*words, "government.ramp_span_years=plausible"], is_sweep=True)
    assert found == []
    assert [type(value) for value in request.axes["policies.training.dose"]] == [float, float]
    assert request.axes["place.n_villages"] == Interval(2, 4, True)
    assert request.axes["government.ramp_span_years"] == Interval(0.0, 3.0)
    assert request.axes["place"] == ["national", "poor_county"]


def test_every_value_of_a_sweep_is_checked_and_every_mistake_told():
    words = [
        "policies.training.dose=0.1,5,1.5",
        "place.n_villages=1.5,2",
        "government.budget_mode=open,fxed",
        "policies.cash.equal_cost_to=interval(0,1)",
        "place=interval(0,1)",
        "policies.talent.dose=interval(0,2)",
        "clock.first_year=plausible",
        "replicates=1,2",
        "policies.governance.dose=0.5,0.50",
    ]
    _, found = parse(words, is_sweep=True)
    told = sorted((problem.key, str(problem.value)) for problem in found)
    assert told == sorted([
        ("policies.training.dose", "5"),
        ("policies.training.dose", "1.5"),
        ("place.n_villages", "1.5"),
        ("government.budget_mode", "fxed"),
        ("place", "interval(0,1)"),
        ("policies.talent.dose", "2.0"),
        ("clock.first_year", "plausible"),
        ("policies.cash.equal_cost_to", "interval(0,1)"),
        ("replicates", "1,2"),
        ("policies.governance.dose", "0.5"),
    ])  # fmt: skip
