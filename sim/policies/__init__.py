"""The catalogue of levers: one typed field each. Adding a lever is one file and one line here."""

from __future__ import annotations

from dataclasses import dataclass, fields

from sim.parameter import block
from sim.policies.appraisal import Appraisal
from sim.policies.base import Delivery, Expectation, Policy, Reference
from sim.policies.cash import Cash
from sim.policies.coordination import Coordination
from sim.policies.governance import Governance
from sim.policies.infrastructure import Infrastructure
from sim.policies.integration import Integration
from sim.policies.monitoring import Monitoring
from sim.policies.motivation import MotivationSupport
from sim.policies.project_integration import ProjectIntegration
from sim.policies.talent import Talent
from sim.policies.training import Training
from sim.policies.upgrading import Upgrading

__all__ = ["Delivery", "Expectation", "Policies", "Policy", "Reference"]


@dataclass
class Policies:
    """All levers; every lever is always present, with dose zero when it is off."""

    cash: Cash = block(Cash)
    training: Training = block(Training)
    upgrading: Upgrading = block(Upgrading)
    integration: Integration = block(Integration)
    project_integration: ProjectIntegration = block(ProjectIntegration)
    appraisal: Appraisal = block(Appraisal)
    coordination: Coordination = block(Coordination)
    monitoring: Monitoring = block(Monitoring)
    motivation: MotivationSupport = block(MotivationSupport)
    governance: Governance = block(Governance)
    talent: Talent = block(Talent)
    infrastructure: Infrastructure = block(Infrastructure)

    def levers(self) -> dict[str, Policy]:
        """Return the levers by name, in the order of the catalogue."""
        return {field.name: getattr(self, field.name) for field in fields(self)}
