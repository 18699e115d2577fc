"""Config: the table of contents of all parameters; blocks live beside the code that reads them."""

from __future__ import annotations

from dataclasses import dataclass

from sim.agents.place import Place
from sim.context import Context
from sim.parameter import block, param
from sim.policies import Policies
from sim.processes.attitudes import Attitudes
from sim.processes.collective import Collective
from sim.processes.committees import CommitteeRules
from sim.processes.contracts import Contracts
from sim.processes.demography import Demography
from sim.processes.enterprise_rules import EnterpriseRules
from sim.processes.enterprise_turnover import EnterpriseTurnover
from sim.processes.farming import Farming
from sim.processes.health import Health
from sim.processes.household_budget import HouseholdBudget
from sim.processes.job_market import JobMarket
from sim.processes.land_rental import LandRental
from sim.processes.learning import Learning
from sim.processes.livelihoods import Livelihoods
from sim.processes.motivation import Motivation
from sim.processes.own_business import OwnBusiness
from sim.processes.pay import Pay
from sim.processes.registration import Registration
from sim.processes.shocks import Shocks
from sim.processes.talent import TalentRules
from sim.processes.targeting import Targeting
from sim.processes.training import TrainingRules
from sim.processes.transfers import Transfers


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
        bounds=(2013, 2050),
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


@dataclass
class Config:
    """All parameters of a run, by block; the scenario files and overrides use the same dotted names."""

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
    collective: Collective = block(Collective)
    transfers: Transfers = block(Transfers)
    household_budget: HouseholdBudget = block(HouseholdBudget)
    registration: Registration = block(Registration)
