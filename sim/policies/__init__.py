"""The catalogue of levers: one typed field each. Adding a lever is one file and one line here."""

from __future__ import annotations

from dataclasses import dataclass, fields

from sim.parameter import block
from sim.policies.base import Expectation, Policy, Reference
from sim.policies.cash import Cash
from sim.policies.integration import Integration
from sim.policies.talent import Talent
from sim.policies.training import Training

__all__ = ["Cash", "Expectation", "Integration", "Policies", "Policy", "Reference", "Talent", "Training"]


@dataclass
class Policies:
    """All levers; every lever is always present, with dose zero when it is off."""

    cash: Cash = block(Cash)
    training: Training = block(Training)
    integration: Integration = block(Integration)
    talent: Talent = block(Talent)

    def levers(self) -> dict[str, Policy]:
        """Return the levers by name, in the order of the catalogue."""
        return {field.name: getattr(self, field.name) for field in fields(self)}
