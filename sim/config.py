"""Config: the table of contents of all parameters; blocks live beside the code that reads them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from sim.agents.place import Place
from sim.context import Context
from sim.parameter import ConfigurationError, Problem, block, flat, param, replaced
from sim.policies import Policies
from sim.processes.appraisal import AppraisalRules
from sim.processes.attitudes import Attitudes
from sim.processes.collective import Collective
from sim.processes.committees import CommitteeRules
from sim.processes.contracts import Contracts
from sim.processes.demography import Demography
from sim.processes.enterprise_rules import EnterpriseRules
from sim.processes.enterprise_turnover import EnterpriseTurnover
from sim.processes.environment import Environment
from sim.processes.farming import Farming
from sim.processes.governance import GovernanceRules
from sim.processes.government import GovernmentRules
from sim.processes.health import Health
from sim.processes.household_budget import HouseholdBudget
from sim.processes.infrastructure import InfrastructureRules
from sim.processes.job_market import JobMarket
from sim.processes.land_rental import LandRental
from sim.processes.learning import Learning
from sim.processes.livelihoods import Livelihoods
from sim.processes.monitoring import MonitoringRules
from sim.processes.motivation import Motivation
from sim.processes.own_business import OwnBusiness
from sim.processes.pay import Pay
from sim.processes.points import Points
from sim.processes.project_merging import ProjectMerging
from sim.processes.projects import Projects
from sim.processes.registration import Registration
from sim.processes.shocks import Shocks
from sim.processes.talent import TalentRules
from sim.processes.targeting import Targeting
from sim.processes.training import TrainingRules
from sim.processes.transfers import Transfers
from sim.processes.upgrading import UpgradingRules
from sim.processes.work_relief import WorkRelief

MAX_YEAR = 2050
"""Last year that can be simulated."""


@dataclass
class Clock:
    """The years that are simulated."""

    first_year: int = param(
        2013,
        unit="yr",
        bounds=(2013, 2013),
        grade="design",
        doc="First year that is reported; the input data start here.",
        source="model.md 1.2",
    )
    end_year: int = param(
        2035,
        unit="yr",
        bounds=(2013, MAX_YEAR),
        grade="design",
        doc="Last year.",
        source="model.md 1.2",
    )
    burn_in_years: int = param(
        5,
        unit="yr",
        bounds=(1, 30),
        grade="design",
        doc="Years with the inputs of the first year that settle shocks, learned returns and contracts.",
        source="model.md 3.2 (3)",
    )


FIXED_FOR_ALL_YEARS = (
    *("clock.", "place.", "policies."),
    *("government.transition_year", "government.programme_end_year"),
)
"""Parameters that cannot change in mid-run; levers and programmes have start and end years of their own."""


@dataclass
class Config:
    """All parameters of a run, by block; the scenario files and overrides use the same dotted names.

    ``changes_from_year`` states parameters that change in mid-run: by year, dotted names with their new
    values, in force until a later year changes them again. Scenarios of stress and of frictions that end
    are made of it.
    """

    clock: Clock = block(Clock)
    place: Place = block(Place)
    context: Context = block(Context)
    policies: Policies = block(Policies)
    demography: Demography = block(Demography)
    health: Health = block(Health)
    shocks: Shocks = block(Shocks)
    attitudes: Attitudes = block(Attitudes)
    motivation: Motivation = block(Motivation)
    pay: Pay = block(Pay)
    livelihoods: Livelihoods = block(Livelihoods)
    job_market: JobMarket = block(JobMarket)
    farming: Farming = block(Farming)
    own_business: OwnBusiness = block(OwnBusiness)
    learning: Learning = block(Learning)
    contracts: Contracts = block(Contracts)
    enterprises: EnterpriseRules = block(EnterpriseRules)
    enterprise_turnover: EnterpriseTurnover = block(EnterpriseTurnover)
    land_rental: LandRental = block(LandRental)
    committees: CommitteeRules = block(CommitteeRules)
    targeting: Targeting = block(Targeting)
    training: TrainingRules = block(TrainingRules)
    talent: TalentRules = block(TalentRules)
    governance: GovernanceRules = block(GovernanceRules)
    collective: Collective = block(Collective)
    transfers: Transfers = block(Transfers)
    household_budget: HouseholdBudget = block(HouseholdBudget)
    registration: Registration = block(Registration)
    government: GovernmentRules = block(GovernmentRules)
    upgrading: UpgradingRules = block(UpgradingRules)
    projects: Projects = block(Projects)
    project_merging: ProjectMerging = block(ProjectMerging)
    appraisal: AppraisalRules = block(AppraisalRules)
    environment: Environment = block(Environment)
    infrastructure: InfrastructureRules = block(InfrastructureRules)
    monitoring: MonitoringRules = block(MonitoringRules)
    work_relief: WorkRelief = block(WorkRelief)
    points: Points = block(Points)
    changes_from_year: dict[int, dict[str, Any]] = field(default_factory=dict)

    def in_year(self, year: int) -> Config:
        """Return the parameters in force in a year; this very object when none has changed.

        Examples
        --------
        >>> config = Config(changes_from_year={2026: {"health.illness_prob_young": 0.02}})
        >>> config.in_year(2025).health.illness_prob_young, config.in_year(2026).health.illness_prob_young
        (0.01, 0.02)
        """
        changes: dict[str, Any] = {}
        for start in sorted(self.changes_from_year):
            if start <= year:
                changes |= self.changes_from_year[start]
        return replaced(replace(self, changes_from_year={}), changes) if changes else self

    def change_years(self) -> list[int]:
        """Return the years in which parameters change, in order."""
        return sorted(self.changes_from_year)

    def own_problems(self) -> list[Problem]:
        """Return what is wrong with the changes in mid-run, all at once."""
        if not isinstance(self.changes_from_year, dict):
            message = "must give years, each with parameters and their new values"
            return [Problem("changes_from_year", self.changes_from_year, message)]
        found = []
        for year, changes in self.changes_from_year.items():
            key = f"changes_from_year.{year}"
            if isinstance(year, bool) or not isinstance(year, int):
                found.append(Problem(key, year, "must be a year"))
            elif not self.clock.first_year < year <= MAX_YEAR:
                message = f"must be a year after {self.clock.first_year}, up to {MAX_YEAR}"
                found.append(Problem(key, year, message))
            if isinstance(changes, dict):
                found += _problems_of_changes(f"{key}.", changes)
            else:
                found.append(Problem(key, changes, "must name parameters with their new values"))
        return found


def _problems_of_changes(prefix: str, changes: dict[str, Any]) -> list[Problem]:
    """Return what is wrong with the parameters that change in one year."""
    fixed = {key for key in changes if str(key).startswith(FIXED_FOR_ALL_YEARS)}
    found = [Problem(f"{prefix}{key}", changes[key], "cannot change in mid-run") for key in sorted(fixed)]
    try:
        replaced(Config(), {str(key): value for key, value in changes.items() if key not in fixed})
    except ConfigurationError as error:
        found += [Problem(f"{prefix}{item.key}", item.value, item.message) for item in error.problems]
    return found


def flat_with_changes(config: Config) -> dict[str, Any]:
    """Return all parameters by dotted name, and those that change in mid-run under their year."""
    changed = {
        f"changes_from_year.{year}.{key}": value
        for year in config.change_years()
        for key, value in config.changes_from_year[year].items()
    }
    return {**flat(config), **changed}
