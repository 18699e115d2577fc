"""What `rural list` and `rural show` tell: kinds of scenarios, places, levers, changes in mid-run."""

import pytest

from experiments.catalogue import GROUPS, channel_of, place_lines, scenario_lines
from experiments.cli import main
from experiments.planning.compose import load, scenario_names
from experiments.words.labels import text
from sim.parameter import statements
from sim.policies import Policies

LEVERS = Policies().levers()


def shown(capsys, *words):
    assert main(list(words)) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_scenarios_are_listed_by_kind_each_once(lang):
    lines = scenario_lines(lang)
    heads = [text(f"group_{group}", lang) for group in GROUPS]
    assert [line for line in lines if not line.startswith("  ")] == heads[:-1]  # none is of another kind
    names = [line.split()[0] for line in lines if line.startswith("  ")]
    assert sorted(names) == scenario_names()
    assert [name for name in names if name in LEVERS][:11] == [name for name in LEVERS if name != "cash"]


def test_places_say_what_they_set():
    lines = place_lines("en")
    assert [line.split()[0] for line in lines] == ["national", "poor_county"]
    assert "lifted out of poverty" in lines[1]
    assert [line.split()[-1] for line in lines] == [
        "place.village_productivity_mean=0.0", "place.village_productivity_mean=-0.5"
    ]  # fmt: skip


@pytest.mark.parametrize("name", LEVERS)
def test_a_lever_shows_its_channel_its_parameters_and_its_dangers(name, capsys):
    out = shown(capsys, "show", name)
    lever = LEVERS[name]
    assert lever.channel in out
    assert f"({lever.expected.outcome}) {'rises' if lever.expected.sign > 0 else 'falls'}" in out
    assert text("failure_modes", "en") in out
    for field in statements(type(lever)):
        assert f"policies.{name}.{field} = " in out
    assert channel_of(name, "zh") != lever.channel
    assert channel_of(name, "zh") in shown(capsys, "show", name, "lang=zh")


def test_other_scenarios_show_no_lever(capsys):
    out = shown(capsys, "show", "stress_wage")
    assert text("channel", "en") not in out
    assert text("caution", "en") in out
    assert "from 2026 on:\n    context.migrant_pay_shock_share: 0.0 -> 0.15" in out
    assert load("stress_wage").about["changes"]["en"] in out


def test_places_are_a_list_of_their_own(capsys):
    assert "脱贫县" in shown(capsys, "list", "places", "lang=zh")
    assert main(["list", "place"]) == 2
    assert "'places'" in capsys.readouterr().err
