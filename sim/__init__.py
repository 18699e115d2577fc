"""Agent-based simulation of rural revitalization policy in one township.

The public names load on first use, so that ``import sim`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.agents.views import Enterprise, Household, VillageCommittee
    from sim.config import Config
    from sim.model import RuralModel
    from sim.parameter import ConfigurationError, replaced
    from sim.results import Results
    from sim.runs import replicate, run

__version__ = "0.1.0"

__all__ = [
    "Config",
    "ConfigurationError",
    "Enterprise",
    "Household",
    "Results",
    "RuralModel",
    "VillageCommittee",
    "replaced",
    "replicate",
    "run",
]

_HOME = {
    "Config": "sim.config",
    "ConfigurationError": "sim.parameter",
    "Enterprise": "sim.agents.views",
    "Household": "sim.agents.views",
    "Results": "sim.results",
    "RuralModel": "sim.model",
    "VillageCommittee": "sim.agents.views",
    "replaced": "sim.parameter",
    "replicate": "sim.runs",
    "run": "sim.runs",
}


def __getattr__(name: str) -> Any:
    """Return a public name, loading the module that states it."""
    if name not in _HOME:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted(__all__)
