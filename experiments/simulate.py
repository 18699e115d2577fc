"""What a worker does: the scenarios of one seed, their common history simulated once and forked."""

from __future__ import annotations

import time
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from experiments.measures.twins import LAST_YEARS, NET_INCOME, group_label, mean_income, twin_table, with_all
from sim.arrays import Floats
from sim.config import Config
from sim.model import RuralModel
from sim.outcomes import fixed_groups, group_outcomes, household_panel
from sim.runs import results_of


@dataclass(frozen=True)
class ScenarioPlan:
    """One scenario as a worker needs it.

    Attributes
    ----------
    name : str
    config : Config
    key : str
        Hash of what the scenario simulates; empty where nothing is stored.
    """

    name: str
    config: Config
    key: str = ""

    @property
    def equal_cost_to(self) -> str:
        """Return the scenario whose cost this one pays out as cash, or an empty text."""
        cash = self.config.policies.cash
        return cash.equal_cost_to if cash.dose > 0 else ""


@dataclass(frozen=True)
class SeedTask:
    """One seed under some scenarios: the unit of work.

    Attributes
    ----------
    seed : int
    scenarios : tuple of ScenarioPlan
        The wanted ones and those that they need, the baseline first.
    policy_start : int
        First year in which scenarios may differ by their levers.
    wanted : tuple of str
        Scenarios whose tables are wanted; empty means all.
    household_years : tuple of int
        Years whose household panel is kept.
    """

    seed: int
    scenarios: tuple[ScenarioPlan, ...]
    policy_start: int
    wanted: tuple[str, ...] = ()
    household_years: tuple[int, ...] = ()

    def wanted_plans(self) -> list[ScenarioPlan]:
        """Return the scenarios to run; those that match another's cost come last."""
        plans = [plan for plan in self.scenarios if not self.wanted or plan.name in self.wanted]
        return sorted(plans, key=lambda plan: bool(plan.equal_cost_to))


@dataclass
class RunTables:
    """What one run leaves behind: small tables, and the households themselves only when asked for."""

    outcomes: pd.DataFrame
    ledger: pd.DataFrame
    groups: pd.DataFrame
    twins: pd.DataFrame
    seconds: float
    households: pd.DataFrame = field(default_factory=pd.DataFrame)


@dataclass
class SeedResult:
    """All runs of one seed, or why there are none."""

    seed: int
    runs: dict[str, RunTables] = field(default_factory=dict)
    error: str = ""

    @property
    def is_done(self) -> bool:
        """Return whether every scenario of the seed was simulated."""
        return not self.error

    @property
    def reason(self) -> str:
        """Return the error in one line, the last of its text."""
        return last_line(self.error)


def last_line(text: str) -> str:
    """Return the last line of a text."""
    return (text.strip().splitlines() or [""])[-1]


def simulate_seed(task: SeedTask) -> SeedResult:
    """Simulate the scenarios of a seed; an error is returned as text, so that other seeds go on."""
    runs = {}
    for plan, found in simulate_runs(task):
        if isinstance(found, str):
            return SeedResult(task.seed, error=found)
        runs[plan.name] = found
    return SeedResult(task.seed, {plan.name: runs[plan.name] for plan in task.scenarios if plan.name in runs})


def simulate_runs(task: SeedTask) -> Iterator[tuple[ScenarioPlan, RunTables | str]]:
    """Yield each wanted scenario with its tables, or with the text of its error."""
    seed = _seed_of(task)
    for plan in task.wanted_plans():
        try:
            yield plan, seed.run(plan)
        except Exception as error:
            reason = " ".join(f"{seed.place()}{type(error).__name__}: {error}".split())
            yield plan, f"{traceback.format_exc(limit=-4)}{reason}"


_LATEST: dict[tuple[str, int, int], _Seed] = {}
"""The seed that this process simulated last: its next scenarios fork from the same history."""


def _seed_of(task: SeedTask) -> _Seed:
    """Return the seed of a task, with the history that an earlier task of the same seed has left."""
    base = task.scenarios[0].key
    key = (base, task.seed, task.policy_start)
    if not base or key not in _LATEST:
        _LATEST.clear()
        _LATEST[key] = _Seed(task)
    seed = _LATEST[key]
    seed.task = task
    return seed


class _Seed:
    """The runs of one seed while they are made."""

    def __init__(self, task: SeedTask) -> None:
        self.task = task
        self.running: tuple[str, RuralModel] | None = None
        self.history: RuralModel | None = None
        self.spending: dict[tuple[str, str], dict[int, float]] = {}
        self.baseline_income: Floats | None = None
        self.history_seconds = 0.0

    @property
    def baseline(self) -> ScenarioPlan:
        """Return the scenario that the others are compared with."""
        return self.task.scenarios[0]

    def place(self) -> str:
        """Return scenario and year that are being simulated, as the beginning of a line."""
        return f"{self.running[0]}, {self.running[1].year}: " if self.running else ""

    def run(self, plan: ScenarioPlan) -> RunTables:
        """Return the tables of a scenario; what it is measured against is simulated before, if need be."""
        by_name = {other.name: other for other in self.task.scenarios}
        for name in (self.baseline.name, plan.equal_cost_to):
            if name and name != plan.name and _place_of(by_name[name]) not in self.spending:
                self._run(by_name[name])
        return self._run(plan)

    def _simulate_history(self) -> RuralModel:
        started = time.perf_counter()
        clock = self.baseline.config.clock
        self.fork_year = min(max(self.task.policy_start, clock.first_year), clock.end_year) - 1
        history = RuralModel(self.baseline.config, self.task.seed)
        self.running = self.baseline.name, history
        history.run_to(self.fork_year)
        self.n_households = len(history.households)
        self.groups = with_all(fixed_groups(history))
        self.history_seconds = time.perf_counter() - started
        return history

    def _run(self, plan: ScenarioPlan) -> RunTables:
        if self.history is None:
            self.history = self._simulate_history()
        started = time.perf_counter() - self.history_seconds  # the first run of a seed bears its history
        self.history_seconds = 0.0
        model = self._model(self.history, plan)
        self.running = plan.name, model
        groups: list[dict[str, Any]] = []
        late: list[Floats] = []
        panel = [_panel(model)] if model.year in self.task.household_years else []
        end = plan.config.clock.end_year
        while model.year < end:
            model.step()
            if model.year > self.fork_year and len(model.households) == self.n_households:
                table = group_outcomes(model, self.groups)
                groups.append({"year": np.full(len(table["group"]), model.year), **table})
            if model.year > max(end - LAST_YEARS, self.fork_year):
                late.append(household_panel(model)[NET_INCOME])
            if model.year in self.task.household_years:
                panel.append(_panel(model))
        results = results_of(model)
        self.spending[_place_of(plan)] = results.spending_by_year()
        return RunTables(
            results.outcomes,
            results.ledger,
            _stacked(groups),
            self._twins(plan, mean_income(late)),
            time.perf_counter() - started,
            pd.concat(panel, ignore_index=True) if panel else pd.DataFrame(),
        )

    def _twins(self, plan: ScenarioPlan, income: Floats) -> pd.DataFrame:
        if plan == self.baseline:
            self.baseline_income = income
            return pd.DataFrame()
        if self.baseline_income is None or len(income) != len(self.baseline_income):
            return pd.DataFrame()  # another place has other households
        return twin_table(income, self.baseline_income, self.groups)

    def _model(self, history: RuralModel, plan: ScenarioPlan) -> RuralModel:
        budget = self._cash_budget(plan)
        if history.can_fork(plan.config):
            return history.fork(plan.config, cash_budget_cny=budget)
        return RuralModel(plan.config, self.task.seed, cash_budget_cny=budget)

    def _cash_budget(self, plan: ScenarioPlan) -> Mapping[int, float] | None:
        """Return the cash of each year: what the matched scenario cost above the baseline, times the dose."""
        if not plan.equal_cost_to:
            return None
        cash, first = plan.config.policies.cash, plan.config.clock.first_year
        target = next(other for other in self.task.scenarios if other.name == plan.equal_cost_to)
        cost, base = self.spending[_place_of(target)], self.spending[_place_of(self.baseline)]
        none_before = dict.fromkeys(range(first, plan.config.clock.end_year + 1), 0.0)
        return {
            year: max(0.0, cost[year] - base.get(year, 0.0)) * cash.effective_dose(year, first, none_before)
            for year in sorted(cost)
            if year > self.fork_year
        }


def _place_of(plan: ScenarioPlan) -> tuple[str, str]:
    """Return what tells one scenario from another, also between studies that share a worker."""
    return plan.name, plan.key


def _panel(model: RuralModel) -> pd.DataFrame:
    """Return the households of a year as rows."""
    columns = household_panel(model)
    n = len(next(iter(columns.values())))
    return pd.DataFrame({"year": model.year, "household": np.arange(n), **columns})


def _stacked(tables: list[dict[str, Any]]) -> pd.DataFrame:
    if not tables:
        return pd.DataFrame()
    table = pd.DataFrame({name: np.concatenate([part[name] for part in tables]) for name in tables[0]})
    names = zip(table["grouping"], table["group"], strict=True)
    labels = [group_label(str(grouping), int(group)) for grouping, group in names]
    table.insert(list(table).index("group") + 1, "label", labels)
    return table
