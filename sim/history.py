"""Whether a history is also that of another configuration, so that it can be forked instead of repeated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sim.budget import FIXED
from sim.config import Config
from sim.parameter import ConfigurationError, flat, problems
from sim.policies import Policy
from sim.processes.government import GovernmentRules
from sim.terms import Terms

if TYPE_CHECKING:
    from sim.model import RuralModel


def dose_at_work(lever: Policy, year: int, scenario: Config, historical: Mapping[int, float]) -> float:
    """Return the dose of a lever at work in a year of a scenario, its lag over, before any losses."""
    end = scenario.government.programme_end_year if lever.ends_with_programme else None
    return lever.effective_dose(year, scenario.clock.first_year, historical, end)


def differences(model: RuralModel, config: Config) -> list[str]:
    """Return the parameters that differ from another configuration's and have already played a part.

    Raises
    ------
    ConfigurationError
        When the other configuration is invalid.
    """
    found = problems(config)
    if found:
        raise ConfigurationError(found)
    scenario = model.scenario
    changed = {*scenario.change_years(), *config.change_years()}
    different: dict[str, None] = {}
    for year in sorted({scenario.clock.first_year, *(year for year in changed if year <= model.year)}):
        before, after = flat(scenario.in_year(year)), flat(config.in_year(year))
        different |= {key: None for key in before if before[key] != after[key]}
    same_so_far = [
        f"policies.{name}." for name in scenario.policies.levers() if _acted_alike(model, name, config)
    ]
    passive = (*same_so_far, *_without_part_yet(model, config))
    return [key for key in different if not key.startswith(passive)]


def _without_part_yet(model: RuralModel, config: Config) -> list[str]:
    """Return the parameters that cannot have played a part so far, whatever their value."""
    mine, other = model.scenario.government, config.government
    passive = ["clock.end_year"]
    if model.year < min(mine.transition_year, other.transition_year):
        passive += [f"government.{name}" for name in GovernmentRules.from_transition_year]
    if model.year <= min(mine.programme_end_year, other.programme_end_year):
        passive.append("government.programme_end_year")
    return passive


def _acted_alike(model: RuralModel, name: str, config: Config) -> bool:
    """Return whether a lever amends the terms of every year so far alike in both configurations.

    A fixed budget is planned by the stated cost of a lever too.
    """
    scenarios = (model.scenario, config)
    levers = [scenario.policies.levers()[name] for scenario in scenarios]
    is_budgeted = FIXED in [scenario.government.budget_mode for scenario in scenarios]
    costs = {lever.full_cost_cny_per_resident for lever in levers}
    if is_budgeted and len(costs) > 1 and model.year >= model.scenario.government.transition_year:
        return False
    for year in range(model.scenario.clock.first_year, model.year + 1):
        terms = [Terms(), Terms()]
        for lever, scenario, changed in zip(levers, scenarios, terms, strict=True):
            dose = dose_at_work(lever, year, scenario, model.historical_doses[name])
            lever.amend(changed, dose)
            lever.regulate(changed, dose)
            changed.amend(staff_days=lever.staff_days * dose)
        if terms[0] != terms[1]:
            return False
    return True
