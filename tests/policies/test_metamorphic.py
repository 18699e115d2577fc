"""What must hold for every lever, whatever it does; a new lever is tested by being in the catalogue.

Levers start in 2021, so all runs fork from a history that is simulated once.
"""

import math
from functools import cache

import pandas as pd
import pytest

from sim.ledger import Purpose
from sim.model import RuralModel
from sim.outcomes import OUTCOMES
from sim.outcomes.fiscal import FISCAL
from sim.parameter import replaced, statements
from sim.policies import Policies
from sim.runs import finish
from tests.helpers.township import tiny_config

LEVERS = Policies().levers()
NAMES = list(LEVERS)
START, END = 2021, 2025
ALL_OFF = {f"policies.{name}.dose": 0.0 for name in NAMES}
# A small township with enterprises enough, and with public money enough for some projects.
SMALL = {
    "clock.end_year": END,
    "place.n_villages": 9,
    "place.households_per_village": 24,
    "projects.funds_per_registered_cny": 36_000.0,
    "government.programme_budget_per_resident_cny": 8_000.0,
    "policies.cash.amount_per_resident_cny": 500.0,
    "policies.project_integration.quantile": 1.0,
}
# What a lever works on: work-for-relief needs infrastructure money, coordination money that can get lost.
ALONGSIDE = {
    "motivation": {"policies.infrastructure.dose": 0.5},
    "coordination": {"policies.governance.dose": 0.5},
}
# Staff time is a cost in days, not in yuan: with plenty of it, delivery is always complete. Supervision
# harms by the sum of several levers, so its loss is none of theirs.
PLENTY = {
    "governance.over_supervision_loss": 0.0,
    "committees.staff_base": 50.0,
    "committees.stage_days_baseline": 0.0,
}
NO_EFFECT = {f"policies.{name}.{effect}": 0.0 for name in NAMES for effect in LEVERS[name].effects}
# What levers cost and what of it is lost on the way; scores that contain a lost share.
SCORES_OF_LOSSES = (
    "leaked_or_idle_share",
    "goal_governance",
    "goal_index_geometric",
    "goal_index_arithmetic",
)
COSTS = (*FISCAL.outcomes, *SCORES_OF_LOSSES)


def history_of(seed=4, **settings):
    """A model at the end of 2020, all levers off from then on."""
    model = RuralModel(tiny_config(**{**ALL_OFF, **SMALL, **settings}), seed=seed)
    model.run_to(START - 1)
    return model


def forked(history, **changes):
    return finish(history.fork(replaced(history.scenario, changes)))


def dose_of(name, dose=1.0):
    return {**ALONGSIDE.get(name, {}), f"policies.{name}.dose": dose}


def same(left, right):
    return left.equals(right)


@pytest.fixture(scope="module")
def history():
    return history_of()


@pytest.fixture(scope="module")
def run_with(history):
    """Runs with one lever at a dose (and what it works on), each simulated once."""
    return cache(lambda name, dose: forked(history, **dose_of(name, dose)))


# --- time ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def late(history):
    """The history when all levers start in 2023; until then they have the status quo dose."""
    starts = {f"policies.{name}.start_year": 2023 for name in NAMES}
    return history.fork(replaced(history.scenario, starts))


@pytest.fixture(scope="module")
def never(late):
    return finish(late.fork(late.scenario)).outcomes


@pytest.mark.parametrize("name", NAMES)
def test_before_its_start_a_lever_changes_nothing_and_afterwards_it_does(name, late, never):
    outcomes = forked(late, **{f"policies.{name}.dose": 1.0}).outcomes
    before = never["year"] < 2023
    assert same(outcomes[before], never[before])
    assert not same(outcomes, never)


@pytest.mark.parametrize("name", NAMES)
def test_a_lever_that_ends_stops_costing(name, history):
    ended = forked(history, **dose_of(name), **{f"policies.{name}.end_year": 2022})
    spent = ended.ledger[ended.ledger["purpose"] == name].groupby("year")["amount_cny"].sum()
    assert spent.get(2021, 0.0) + spent.get(2022, 0.0) > 0
    assert spent.get(END, 0.0) == 0


# --- nothing from nothing --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def strongest():
    """A history at the strongest effects of all levers, and how it goes on with all levers off."""
    effects = {
        f"policies.{name}.{effect}": statements(type(LEVERS[name]))[effect].plausible[1]
        for name in NAMES
        for effect in LEVERS[name].effects
    }
    delays = {f"policies.{name}.delay_years": 0 for name in NAMES}
    model = history_of(**effects, **delays)
    return model, forked(model).outcomes


@pytest.mark.parametrize("name", NAMES)
def test_dose_zero_is_off_whatever_the_other_parameters(name, strongest, monkeypatch):
    """From 2021 on, dose zero at the strongest effects equals a lever that does nothing from then on."""
    model, at_zero = strongest
    monkeypatch.setattr(type(LEVERS[name]), "amend", lambda self, terms, dose: None)
    absent = finish(RuralModel(model.scenario, seed=4, state=model._state().copy())).outcomes
    assert same(at_zero, absent)


@pytest.fixture(scope="module")
def without_effects():
    """A history in which no lever has an effect."""
    return history_of(**PLENTY, **NO_EFFECT)


@pytest.mark.parametrize("name", NAMES)
def test_without_its_effects_a_lever_only_costs(name, without_effects):
    """V20 for each lever; staff time is made plentiful because it is a cost in days, not in yuan."""
    idle = forked(without_effects, **dose_of(name)).outcomes
    off = forked(without_effects, **dose_of(name, 0.0)).outcomes
    assert_same_but_for_costs(idle, off)


def test_all_null_levers_together_only_cost(without_effects):
    """V20: every lever at one with every effect at zero (errata G7)."""
    idle = forked(without_effects, **{f"policies.{name}.dose": 1.0 for name in NAMES})
    off = forked(without_effects).outcomes
    assert_same_but_for_costs(idle.outcomes, off)
    spent = idle.ledger[idle.ledger["year"] == END].groupby("purpose")["amount_cny"].sum()
    assert len(spent) > 2, "levers without effects still cost"


def assert_same_but_for_costs(left, right):
    assert set(COSTS) <= OUTCOMES.keys()
    different = [name for name in left if name not in COSTS and not left[name].equals(right[name])]
    assert different == []


def test_order_in_the_catalogue_changes_nothing(history, monkeypatch):
    doses = {f"policies.{name}.dose": 0.5 for name in NAMES}
    straight = forked(history, **doses).outcomes
    levers = Policies.levers
    monkeypatch.setattr(Policies, "levers", lambda self: dict(reversed(levers(self).items())))
    turned = forked(history, **doses).outcomes
    pd.testing.assert_frame_equal(straight, turned, rtol=1e-9)


# --- cost ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_costs_are_booked_under_the_lever_alone(name, run_with):
    """Entitlements and projects are in every run, and so is what the lever works on."""
    ledger = run_with(name, 1.0).ledger
    after = ledger[ledger["year"] > START + 1]  # lags and terms of office are over
    everywhere = {purpose.name.lower() for purpose in (Purpose.GENERAL, Purpose.PROJECTS)}
    companions = {key.split(".")[1] for key in ALONGSIDE.get(name, {})}
    found = set(after["purpose"])
    assert name in found
    assert found <= {name} | everywhere | companions


@pytest.mark.parametrize("name", NAMES)
def test_half_a_dose_costs_less_than_a_full_one_and_something(name, run_with):
    """Per year from the second on, when new programmes have got going."""
    spent = []
    for dose in (0.0, 0.5, 1.0):
        outcomes = run_with(name, dose).outcomes
        spent.append(outcomes.loc[outcomes["year"] > START, f"fiscal_cost_{name}"].sum())
    assert spent[0] == 0 < spent[1] < spent[2]


# --- effect ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def larger_townships():
    """Histories of several seeds for effects, which are smaller than luck."""
    return [history_of(seed, **{"place.households_per_village": 40}) for seed in range(4)]


@pytest.mark.parametrize("name", NAMES)
def test_the_first_order_effect_has_the_declared_sign(name, larger_townships):
    """Mean over paired seeds of the declared outcome, averaged over the years of the lever."""
    expected = LEVERS[name].expected
    differences = []
    for town in larger_townships:
        off, on = (forked(town, **dose_of(name, dose)).outcomes for dose in (0.0, 1.0))
        after = off["year"] > START
        differences.append((on[expected.outcome] - off[expected.outcome])[after].mean())
    mean = sum(differences) / len(differences)
    assert math.copysign(1, mean) == expected.sign, differences
    assert mean != 0
