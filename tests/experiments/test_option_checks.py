"""Options that lean on one another are checked before anything is simulated."""

import pytest

from experiments.planning.option_checks import extra_option_problems
from experiments.planning.options import RunOptions
from sim.parameter import replaced

BOUNDS = "between 2020 (the year before the policies) and 2035 (yr)"


def problems_of(**given):
    options = replaced(RunOptions(), given)
    return [str(problem) for problem in extra_option_problems(options, end_year=2035, policy_start=2021)]


def test_what_stands_alone_is_fine():
    assert problems_of() == []
    assert problems_of(engine="dask", address="tcp://10.0.0.1:8786") == []
    assert problems_of(engine="dask", scheduler_file="s.json") == []
    assert problems_of(until_outcome="income_per_capita", until_half_width=50.0) == []
    assert problems_of(until_outcome="cost_per_resident_cny", until_half_width=1.0) == []
    assert problems_of(keep="groups, ledger,twins") == []
    assert problems_of(keep="none") == []
    assert problems_of(keep="households", household_years="2020, 2035") == []


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"address": "tcp://10.0.0.1:8786"}, ["address", "engine=dask"]),
        ({"scheduler_file": "s.json", "engine": "serial"}, ["scheduler_file", "serial"]),
        ({"engine": "dask", "address": "tcp://a:1", "scheduler_file": "s"}, ["instead of address"]),
        ({"until_outcome": "gini"}, ["until_half_width", "above 0"]),
        ({"until_half_width": 2.0}, ["until_half_width = 2.0", "needs until_outcome"]),
        ({"until_outcome": "ginni", "until_half_width": 2.0}, ["did you mean 'gini'"]),
        ({"keep": "grups"}, ["did you mean 'groups'", "households, none"]),
        ({"keep": "none,groups"}, ["none stands alone"]),
        ({"household_years": "2030"}, ["keep=households"]),
        ({"keep": "households", "household_years": "2030-2035"}, ["'2030-2035'", "commas"]),
        ({"keep": "households", "household_years": "9" * 9999}, ["commas"]),
        ({"keep": "households", "household_years": "2030,2019"}, ["'2019'", BOUNDS]),
        ({"keep": "households", "household_years": "2036"}, [BOUNDS]),
    ],
)
def test_what_does_not_fit_is_told_with_what_would(given, told):
    (problem,) = problems_of(**given)
    for part in told:
        assert part in problem


def test_all_is_told_at_once():
    assert len(problems_of(address="a", until_half_width=1.0, keep="x,y", household_years="1")) == 6


def test_without_the_years_of_the_runs_all_else_is_checked():
    options = replaced(RunOptions(), {"keep": "households", "household_years": "1999", "address": "a"})
    assert [problem.key for problem in extra_option_problems(options)] == ["address"]


def test_a_run_that_ends_before_the_policies_has_panels_up_to_its_end():
    options = replaced(RunOptions(), {"keep": "households", "household_years": "2018,2019"})
    (problem,) = extra_option_problems(options, end_year=2018, policy_start=2021)
    assert problem.value == "2019"
    assert "between 2017 (the year before the policies) and 2018" in problem.message
