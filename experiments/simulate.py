"""What a worker does: all scenarios of one seed, their common history simulated once and forked."""

from __future__ import annotations

import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from experiments.twins import LAST_YEARS, NET_INCOME, group_label, mean_income, twin_table, with_all
from sim.arrays import Floats
from sim.config import Config
from sim.model import RuralModel
from sim.outcomes import fixed_groups, group_outcomes, household_panel
from sim.runs import results_of


@dataclass(frozen=True)
class ScenarioPlan:
    """One scenario as a worker needs it."""

    name: str
    config: Config

    @property
    def equal_cost_to(self) -> str:
        """Return the scenario whose cost this one pays out as cash, or an empty text."""
        cash = self.config.policies.cash
        return cash.equal_cost_to if cash.dose > 0 else ""


@dataclass(frozen=True)
class SeedTask:
    """The unit of work: one seed under all scenarios, baseline first.

    Attributes
    ----------
    seed : int
    scenarios : tuple of ScenarioPlan
    policy_start : int
        First year in which scenarios may differ by their levers.
    """

    seed: int
    scenarios: tuple[ScenarioPlan, ...]
    policy_start: int


@dataclass
class RunTables:
    """What one run leaves behind: small tables, never the households themselves."""

    outcomes: pd.DataFrame
    ledger: pd.DataFrame
    groups: pd.DataFrame
    twins: pd.DataFrame
    seconds: float


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
        return (self.error.strip().splitlines() or [""])[-1]


def simulate_seed(task: SeedTask) -> SeedResult:
    """Simulate all scenarios of a seed; an error is returned as text, so that other seeds go on."""
    seed = _Seed(task)
    try:
        return SeedResult(task.seed, seed.run())
    except Exception as error:
        reason = " ".join(f"{seed.place()}{type(error).__name__}: {error}".split())
        return SeedResult(task.seed, error=f"{traceback.format_exc(limit=-4)}{reason}")


class _Seed:
    """The runs of one seed while they are made."""

    def __init__(self, task: SeedTask) -> None:
        self.task = task
        self.running: tuple[str, RuralModel] | None = None
        self.spending: dict[str, dict[int, float]] = {}
        self.baseline_income: Floats | None = None

    def place(self) -> str:
        """Return scenario and year that are being simulated, as the beginning of a line."""
        return f"{self.running[0]}, {self.running[1].year}: " if self.running else ""

    def _simulate_history(self) -> None:
        self.baseline = self.task.scenarios[0]
        clock = self.baseline.config.clock
        self.fork_year = min(max(self.task.policy_start, clock.first_year), clock.end_year) - 1
        self.history = RuralModel(self.baseline.config, self.task.seed)
        self.running = self.baseline.name, self.history
        self.history.run_to(self.fork_year)
        self.n_households = len(self.history.households)
        self.groups = with_all(fixed_groups(self.history))

    def run(self) -> dict[str, RunTables]:
        """Return the tables of every scenario, in the order of the task."""
        self._simulate_history()
        matched_last = sorted(self.task.scenarios, key=lambda plan: bool(plan.equal_cost_to))
        tables = {plan.name: self._run(plan) for plan in matched_last}
        return {plan.name: tables[plan.name] for plan in self.task.scenarios}

    def _run(self, plan: ScenarioPlan) -> RunTables:
        started = time.perf_counter()
        model = self._model(plan)
        self.running = plan.name, model
        groups: list[dict[str, Any]] = []
        late: list[Floats] = []
        end = plan.config.clock.end_year
        while model.year < end:
            model.step()
            if model.year > self.fork_year and len(model.households) == self.n_households:
                table = group_outcomes(model, self.groups)
                groups.append({"year": np.full(len(table["group"]), model.year), **table})
            if model.year > max(end - LAST_YEARS, self.fork_year):
                late.append(household_panel(model)[NET_INCOME])
        results = results_of(model)
        self.spending[plan.name] = results.spending_by_year()
        return RunTables(
            results.outcomes,
            results.ledger,
            _stacked(groups),
            self._twins(mean_income(late)),
            time.perf_counter() - started,
        )

    def _twins(self, income: Floats) -> pd.DataFrame:
        if self.baseline_income is None:
            self.baseline_income = income
            return pd.DataFrame()
        if len(income) != len(self.baseline_income):  # another place has other households
            return pd.DataFrame()
        return twin_table(income, self.baseline_income, self.groups)

    def _model(self, plan: ScenarioPlan) -> RuralModel:
        budget = self._cash_budget(plan)
        if self.history.can_fork(plan.config):
            return self.history.fork(plan.config, cash_budget_cny=budget)
        return RuralModel(plan.config, self.task.seed, cash_budget_cny=budget)

    def _cash_budget(self, plan: ScenarioPlan) -> Mapping[int, float] | None:
        """Return the cash of each year: what the matched scenario cost above the baseline, times the dose."""
        if not plan.equal_cost_to:
            return None
        cash, first = plan.config.policies.cash, plan.config.clock.first_year
        cost, base = self.spending[plan.equal_cost_to], self.spending[self.baseline.name]
        none_before = dict.fromkeys(range(first, plan.config.clock.end_year + 1), 0.0)
        return {
            year: max(0.0, cost[year] - base.get(year, 0.0)) * cash.effective_dose(year, first, none_before)
            for year in sorted(cost)
            if year > self.fork_year
        }


def _stacked(tables: list[dict[str, Any]]) -> pd.DataFrame:
    if not tables:
        return pd.DataFrame()
    table = pd.DataFrame({name: np.concatenate([part[name] for part in tables]) for name in tables[0]})
    names = zip(table["grouping"], table["group"], strict=True)
    labels = [group_label(str(grouping), int(group)) for grouping, group in names]
    table.insert(list(table).index("group") + 1, "label", labels)
    return table
