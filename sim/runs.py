"""run(config, seed) -> Results: the whole model as one plain function, and its replicates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from sim.config import Config, flat_with_changes
from sim.model import RuralModel
from sim.outcomes import household_panel
from sim.results import LEDGER_COLUMNS, HouseholdPanel, Results


def run(
    config: Config | None = None,
    seed: int = 0,
    *,
    cash_budget_cny: Mapping[int, float] | None = None,
    panel_from: int | None = None,
) -> Results:
    """Simulate one scenario under one seed from the first to the last year.

    Parameters
    ----------
    config : Config, optional
    seed : int
    cash_budget_cny : mapping of year to yuan, optional
        Unconditional cash by year (lever 0 at equal cost).
    panel_from : int, optional
        Keep household snapshots from this year on.

    Examples
    --------
    >>> from sim.parameter import replaced
    >>> small = replaced(Config(), {"place.n_villages": 2, "place.households_per_village": 10,
    ...                             "clock.end_year": 2014})
    >>> run(small, seed=3).outcomes["year"].tolist()
    [2013, 2014]
    """
    return finish(RuralModel(config, seed, cash_budget_cny=cash_budget_cny), panel_from=panel_from)


def replicate(config: Config | None, seeds: Iterable[int]) -> list[Results]:
    """Simulate one scenario under several seeds, in the order given."""
    return [run(config, seed) for seed in seeds]


def finish(model: RuralModel, *, panel_from: int | None = None) -> Results:
    """Simulate a model, fresh or forked, to its last year and collect its results."""
    panel = None if panel_from is None else HouseholdPanel()
    while model.year < model.config.clock.end_year:
        model.step()
        if panel is not None and panel_from is not None and model.year >= panel_from:
            panel.add(model.year, household_panel(model))
    return results_of(model, panel)


def results_of(model: RuralModel, panel: HouseholdPanel | None = None) -> Results:
    """Return the results of a model up to its current year."""
    years = [model.config.clock.first_year + i for i in range(len(model.observations))]
    outcomes = pd.DataFrame(model.observations)
    outcomes.insert(0, "year", years)
    ledger = pd.DataFrame(model.ledger_rows, columns=LEDGER_COLUMNS)
    return Results(outcomes, ledger, panel, model.run_seed, flat_with_changes(model.scenario))
