"""RuralModel: builds a township, simulates it year by year, and forks its history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import mesa

from sim.agents.ordering import sort_rows
from sim.agents.township import Township, TownshipAccess
from sim.agents.views import agents_by_type_of, agents_of
from sim.config import Config
from sim.context import YearContext, context_of
from sim.history import differences, dose_at_work
from sim.ledger import Ledger
from sim.outcomes import observe, outcome_reporters
from sim.parameter import replaced
from sim.policies import Policy
from sim.population import build_township, settle_start_state
from sim.population.opening import OpeningMoney
from sim.programmes import plan_the_year
from sim.random_streams import RandomStreams
from sim.schedule import YEAR
from sim.terms import Terms

LedgerRow = tuple[int, str, str, str, str, float]
"""Year, flow, purpose, payer, payee, yuan."""


@dataclass
class State:
    """Everything that a model carries from one year to the next."""

    township: Township
    year: int
    observations: list[dict[str, float]]
    ledger_rows: list[LedgerRow]
    terms: Terms

    def copy(self) -> State:
        """Return an independent copy."""
        rows = [dict(row) for row in self.observations]
        return State(self.township.copy(), self.year, rows, list(self.ledger_rows), replace(self.terms))


class RuralModel(TownshipAccess, mesa.Model):
    """One township under one configuration and one seed.

    Parameters
    ----------
    config : Config, optional
        All parameters; the default is the baseline scenario.
    seed : int
        Key of all draws, 0 to 2^64 - 1. The same seed gives every scenario the same luck.
    cash_budget_cny : mapping of year to yuan, optional
        Unconditional cash of lever 0 by year, for comparisons at equal cost.
    keep_journal : bool
        Keep every posting of the ledger (tests, household stories).
    state : State, optional
        Start from this state instead of building a township (used by :meth:`fork`).
    **overrides
        Dotted parameter names, so that ``mesa.batch_run`` can vary any of them.

    Raises
    ------
    ConfigurationError
        With every invalid value at once.

    Examples
    --------
    >>> model = RuralModel(seed=1, **{"place.n_villages": 2, "place.households_per_village": 10})
    >>> model.step(); model.year
    2013
    """

    ledger: Ledger
    _opening_money: OpeningMoney

    def __init__(
        self,
        config: Config | None = None,
        seed: int | None = 0,
        *,
        cash_budget_cny: Mapping[int, float] | None = None,
        keep_journal: bool = False,
        state: State | None = None,
        **overrides: Any,
    ) -> None:
        seed = 0 if seed is None else seed  # Mesa passes None where no seed was chosen
        super().__init__(rng=seed)
        self.datacollector = mesa.DataCollector(model_reporters=outcome_reporters())
        self.scenario = replaced(config or Config(), overrides)
        self.config = self.scenario
        self.run_seed = seed
        self.streams = RandomStreams(seed)
        self.cash_budget_cny = dict(cash_budget_cny or {})
        self._context = self._outside_world()
        self.historical_doses = _historical_doses(self._context, self.config.policies.levers())
        if state is None:
            self._build(keep_journal)
        else:
            self._adopt(state, keep_journal)

    @property
    def agents(self) -> Any:
        """Return all agents as a Mesa AgentSet of views on the columns."""
        return agents_of(self)

    @property
    def agents_by_type(self) -> Any:
        """Return the agents of each type as Mesa AgentSets."""
        return agents_by_type_of(self)

    @property
    def agent_types(self) -> list[type]:
        """Return the types of agents in the model."""
        return list(self.agents_by_type)

    @property
    def is_burn_in(self) -> bool:
        """Return whether the current year comes before the first reported one."""
        return self.year < self.config.clock.first_year

    # --- time ------------------------------------------------------------------------------------

    def step(self) -> None:
        """Simulate the next year."""
        if self.year >= self.config.clock.end_year:
            self.running = False
            return
        self._simulate_year()
        self.datacollector.collect(self)
        self.running = self.year < self.config.clock.end_year

    def run_to(self, year: int) -> None:
        """Simulate up to and including a year.

        Raises
        ------
        ValueError
            When the year lies beyond ``clock.end_year``.
        """
        if year > self.config.clock.end_year:
            raise ValueError(f"{year} lies beyond clock.end_year = {self.config.clock.end_year}")
        while self.year < year:
            self.step()

    def fork(self, config: Config, *, cash_budget_cny: Mapping[int, float] | None = None) -> RuralModel:
        """Return an independent model that shares this history and goes on under other policies.

        The result is bit-identical to a run from scratch under ``config``.

        Raises
        ------
        ValueError
            When the configurations differ in anything that has already played a part, or the cash of a
            past year does.
        """
        late_cash = {year: cash for year, cash in (cash_budget_cny or {}).items() if year <= self.year}
        if any(cash != self.cash_budget_cny.get(year, 0.0) for year, cash in late_cash.items()):
            raise ValueError(
                f"cannot fork in {self.year}: cash of past years {sorted(late_cash)} is in the budget"
            )
        different = differences(self, config)
        if different:
            raise ValueError(f"cannot fork in {self.year}: already in force and different: {different}")
        return RuralModel(
            config,
            self.run_seed,
            cash_budget_cny=cash_budget_cny,
            keep_journal=self.ledger.journal is not None,
            state=self._state().copy(),
        )

    def can_fork(self, config: Config) -> bool:
        """Return whether this history is also that of another configuration."""
        return not differences(self, config)

    def lagged_dose(self, name: str) -> float:
        """Return the dose of a lever that is at work this year, its lag over, before any losses."""
        lever = self.scenario.policies.levers()[name]
        return dose_at_work(lever, self.year, self.scenario, self.historical_doses[name])

    def _outside_world(self) -> dict[int, YearContext]:
        """Return the outside world of every year under the parameters in force in it."""
        scenario, clock = self.scenario, self.scenario.clock
        changed = {year: scenario.in_year(year).context for year in scenario.change_years()}
        return context_of(scenario.context, clock.first_year - clock.burn_in_years, clock.end_year, changed)

    def _simulate_year(self) -> None:
        self.year += 1
        self.now = self._context[self.year]
        if self.year in self.scenario.changes_from_year:
            self.config = self.scenario.in_year(self.year)
        self.ledger.open_year(self.year)
        self.terms = plan_the_year(self)
        for phase in YEAR:
            if phase.in_burn_in or not self.is_burn_in:
                for process in phase.processes:
                    process(self)
        if self.year == self.config.clock.first_year - 1:
            settle_start_state(self, self._opening_money)
        self.ledger.close_year()
        if not self.is_burn_in:
            self.observations.append(observe(self))
            self.ledger_rows.extend(self._ledger_rows_of_the_year())

    def _ledger_rows_of_the_year(self) -> list[LedgerRow]:
        return [
            (
                self.year,
                flow.name.lower(),
                purpose.name.lower(),
                payer.name.lower(),
                payee.name.lower(),
                amount,
            )
            for (flow, purpose, payer, payee), amount in self.ledger.totals.items()
        ]

    # --- start -----------------------------------------------------------------------------------

    def _build(self, keep_journal: bool) -> None:
        clock = self.config.clock
        self.year = clock.first_year - clock.burn_in_years - 1
        self.now = self._context[self.year + 1]
        self.township, money = build_township(self.config, self.streams, self.now)
        self.observations: list[dict[str, float]] = []
        self.ledger_rows: list[LedgerRow] = []
        self.terms = Terms()
        self.ledger = Ledger(self.township.accounts(), keep_journal=keep_journal)
        self._opening_money = money
        self.ledger.open_year(self.year)
        money.pay_out(self.ledger)
        self.ledger.close_year()
        for _ in range(clock.burn_in_years):
            self._simulate_year()

    def _state(self) -> State:
        return State(self.township, self.year, self.observations, self.ledger_rows, self.terms)

    def _adopt(self, state: State, keep_journal: bool) -> None:
        self.township, self.year, self.terms = state.township, state.year, state.terms
        self.config = self.scenario.in_year(self.year)
        sort_rows(self.township)
        self.observations, self.ledger_rows = state.observations, state.ledger_rows
        self.now = self._context[self.year]
        self.ledger = Ledger(self.township.accounts(), keep_journal=keep_journal)


def _historical_doses(
    context: Mapping[int, YearContext], levers: Mapping[str, Policy]
) -> dict[str, dict[int, float]]:
    """Return the historical dose of each lever by year."""
    return {
        name: {year: now.dose.get(policy.purpose, 0.0) for year, now in context.items()}
        for name, policy in levers.items()
    }
