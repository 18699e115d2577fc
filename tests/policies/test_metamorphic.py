"""What must hold for every lever, whatever it does; a new lever is tested by being in the catalogue."""

import math

import pandas as pd
import pytest

from sim.config import Config
from sim.ledger import Purpose
from sim.model import RuralModel
from sim.outcomes import OUTCOMES
from sim.parameter import replaced, statements
from sim.policies import Policies
from sim.runs import finish, run
from tests.helpers.township import tiny_config

LEVERS = list(Policies().levers())
STRONG = {"cash": {"policies.cash.amount_per_resident_cny": 500.0}}
ALL_OFF = {f"policies.{name}.dose": 0.0 for name in LEVERS}
END = {"clock.end_year": 2025}
# Levers for enterprises need some of them.
SIZE = {"place.n_villages": 9, "place.households_per_village": 24}
# Staff time is a cost in days, not in yuan: with plenty of it, delivery is always complete. Supervision
# harms by the sum of several levers, so its loss is none of theirs.
PLENTY = {
    "governance.over_supervision_loss": 0.0,
    "committees.staff_base": 50.0,
    "committees.stage_days_baseline": 0.0,
    "contracts.contract_productivity": 0.0,
}
# What a lever costs, and what of it is lost on the way.
LOST = ("lost_money_share", "leaked_share", "idle_share", "doubled_share")
FISCAL = [name for name in OUTCOMES if name in LOST or any(w in name for w in ("fiscal", "spending", "cost"))]


def config(**overrides) -> Config:
    return tiny_config(**{**END, **ALL_OFF, **SIZE, **overrides})


def with_lever(name: str, dose: float, **more) -> Config:
    return replaced(config(), {**STRONG.get(name, {}), f"policies.{name}.dose": dose, **more})


def same(left: pd.DataFrame, right: pd.DataFrame) -> bool:
    return left.equals(right)


@pytest.fixture(scope="module")
def off():
    """Outcomes with every lever off from 2021 on."""
    return run(config(), seed=4)


@pytest.mark.parametrize("name", LEVERS)
def test_dose_zero_is_off_whatever_the_other_parameters(name, monkeypatch):
    """From 2021 on, dose zero at the strongest effects equals a lever that does nothing from then on."""
    lever = Policies().levers()[name]
    strongest = {
        f"policies.{name}.{effect}": statements(type(lever))[effect].plausible[1] for effect in lever.effects
    }
    model = RuralModel(replaced(config(), {**strongest, f"policies.{name}.delay_years": 0}), seed=4)
    model.run_to(2020)
    at_zero = finish(model.fork(model.config)).outcomes
    monkeypatch.setattr(type(lever), "amend", lambda self, terms, dose: None)
    absent = finish(RuralModel(model.config, seed=4, state=model._state().copy())).outcomes
    assert same(at_zero, absent)


def test_order_in_the_catalogue_changes_nothing(monkeypatch):
    doses = {f"policies.{name}.dose": 0.5 for name in LEVERS} | STRONG["cash"]
    straight = run(config(**doses), seed=4).outcomes
    levers = Policies.levers
    monkeypatch.setattr(Policies, "levers", lambda self: dict(reversed(levers(self).items())))
    turned = run(config(**doses), seed=4).outcomes
    pd.testing.assert_frame_equal(straight, turned, rtol=1e-9)


@pytest.mark.parametrize("name", LEVERS)
def test_before_its_start_a_lever_changes_nothing_and_afterwards_it_does(name, off):
    late = run(with_lever(name, 1.0), seed=4).outcomes
    before = off.outcomes["year"] <= 2020
    assert same(late[before], off.outcomes[before])
    assert not same(late, off.outcomes)


@pytest.mark.parametrize("name", LEVERS)
def test_a_lever_that_ends_stops_costing(name, off):
    ended = run(with_lever(name, 1.0, **{f"policies.{name}.end_year": 2022}), seed=4)
    spent = ended.ledger[ended.ledger["purpose"] == name].groupby("year")["amount_cny"].sum()
    assert spent.get(2022, 0.0) > 0
    assert spent.get(2025, 0.0) == 0


@pytest.mark.parametrize("name", LEVERS)
def test_costs_are_booked_under_the_lever_alone(name, off):
    result = run(with_lever(name, 1.0), seed=4)
    mine = result.ledger["purpose"].isin([name, Purpose.GENERAL.name.lower()])
    after = result.ledger["year"] > 2022
    assert mine[after].all()
    assert (result.ledger[after]["purpose"] == name).any()


@pytest.mark.parametrize("name", LEVERS)
def test_without_its_effects_a_lever_only_costs(name, off):
    """V20 for each lever; staff time is made plentiful because it is a cost in days, not in yuan."""
    lever = Policies().levers()[name]
    nothing = {f"policies.{name}.{effect}": 0.0 for effect in lever.effects}
    without = run(replaced(config(), {**PLENTY, **nothing}), seed=4).outcomes
    idle = run(replaced(with_lever(name, 1.0), {**PLENTY, **nothing}), seed=4).outcomes
    assert same(idle.drop(columns=FISCAL), without.drop(columns=FISCAL))


@pytest.mark.parametrize("name", LEVERS)
def test_the_first_order_effect_has_the_declared_sign(name):
    """Mean over paired seeds of the declared outcome, averaged over the years of the lever."""
    expected = Policies().levers()[name].expected
    differences = []
    for seed in range(4):
        size = {"place.households_per_village": 40}
        base = run(replaced(config(), size), seed=seed).outcomes
        reform = run(replaced(with_lever(name, 1.0), size), seed=seed).outcomes
        after = base["year"] > 2021
        differences.append((reform[expected.outcome] - base[expected.outcome])[after].mean())
    mean = sum(differences) / len(differences)
    assert math.copysign(1, mean) == expected.sign
    assert mean != 0


def test_all_null_levers_together_only_cost():
    """V20: every lever at one with every effect at zero."""
    levers = Policies().levers()
    nothing = {f"policies.{name}.{effect}": 0.0 for name, lever in levers.items() for effect in lever.effects}
    doses = {f"policies.{name}.dose": 1.0 for name in levers}
    without = run(replaced(config(), {**PLENTY, **nothing}), seed=6).outcomes.drop(columns=FISCAL)
    idle = run(replaced(config(), {**PLENTY, **nothing, **doses}), seed=6).outcomes.drop(columns=FISCAL)
    assert same(idle, without)
