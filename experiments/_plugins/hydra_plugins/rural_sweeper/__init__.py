"""Hydra's ``--multirun`` by the engine of this project: one plan and one study, no Hydra job for each run.

Hydra takes sweepers only from the package ``hydra_plugins``, which :func:`experiments.run.add_plugins` finds
for it; all else stands in ``experiments``.
"""

# No `from __future__ import annotations`: Hydra's scanner runs this file before it is a known module, and
# then a dataclass cannot look up annotations that are texts.

import sys
from dataclasses import dataclass, field

from hydra.core.config_search_path import ConfigSearchPath
from hydra.core.config_store import ConfigStore
from hydra.plugins.search_path_plugin import SearchPathPlugin
from hydra.plugins.sweeper import Sweeper
from hydra.types import HydraContext, TaskFunction
from omegaconf import DictConfig


@dataclass
class RuralSweeperSettings:
    """What ``hydra.sweeper`` holds.

    Attributes
    ----------
    words : list of str
        Words of the sweep that Hydra is not to compose itself: it knows neither designs nor changes in
        mid-run, and it would tell mistakes one by one.
    """

    _target_: str = "hydra_plugins.rural_sweeper.RuralSweeper"
    words: list[str] = field(default_factory=list)


ConfigStore.instance().store("rural", RuralSweeperSettings, group="hydra/sweeper", provider="rural")


class RuralDesigns(SearchPathPlugin):
    """Let help and completion see the designs of ``experiments/sweep``, as ``hydra.searchpath`` would not."""

    def manipulate_search_path(self, search_path: ConfigSearchPath) -> None:
        """Add the package that holds the group ``sweep``."""
        search_path.append("rural", "pkg://experiments")


class RuralSweeper(Sweeper):
    """Plan a sweep, check all of it, run what is not stored yet."""

    def __init__(self, words: list[str]) -> None:
        self.words = list(words)

    def setup(self, *, hydra_context: HydraContext, task_function: TaskFunction, config: DictConfig) -> None:
        """Keep the configuration; runs go to the engine of the sweep, not to a launcher or a task."""
        self.hydra_context, self.config, self.launcher = hydra_context, config, None

    def sweep(self, arguments: list[str]) -> None:
        """Run the sweep of all words and end with its exit code, which Hydra would drop."""
        from experiments.cli import guarded
        from experiments.sweep_command import sweep

        if code := guarded(lambda: sweep([*self.words, *arguments])):
            sys.exit(code)
