"""What is to be run: contexts x scenarios x seeds, each run under the hash of what determines it."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from experiments.planning.compose import Experiment, Scenario
from experiments.planning.ensemble import members_of, with_member
from experiments.planning.options import TABLES_OF_COMPARISON, RunOptions
from experiments.planning.reach import policy_start
from experiments.planning.setting import Digests
from experiments.simulate import ScenarioPlan, SeedTask
from experiments.storage.provenance import source_hash, version
from experiments.storage.store import content_key

MOST_RUNS_IN_A_TASK = 16
"""Runs that a worker does in one go: few enough to see progress, many enough to share a history."""


@dataclass
class Context:
    """One state of the world with all scenarios in it, its own baseline first.

    Attributes
    ----------
    name : str
        Empty where there is only one.
    values : dict of dotted name to value
        What sets it apart: places and uncertain parameters, the same for all its scenarios.
    experiment : Experiment
    """

    name: str
    values: dict[str, Any]
    experiment: Experiment


@dataclass
class Plan:
    """Everything that a study runs.

    Attributes
    ----------
    kind : str
        Name of the command or design, first word of the default folder name.
    contexts : list of Context
    options : RunOptions
    design : dict
        What the plan was made from, for the manifest; ``axes`` lists the dotted names that vary.
    kept : tuple of str
        Tables kept of every run beside its outcomes.
    household_years : tuple of int
        Years whose household panels are kept.
    members : tuple of dict
        Sets of parameters that take the place of the defaults, one set a seed; empty keeps the defaults.
    """

    kind: str
    contexts: list[Context]
    options: RunOptions
    design: dict[str, Any] = field(default_factory=dict)
    kept: tuple[str, ...] = ()
    household_years: tuple[int, ...] = ()
    members: tuple[dict[str, Any], ...] = ()

    def seeds(self) -> list[int]:
        """Return the seeds on which every scenario of every context is run, at most."""
        return self.options.seeds()

    def n_scenarios(self) -> int:
        """Return the number of scenarios over all contexts."""
        return sum(len(context.experiment.scenarios) for context in self.contexts)

    def member_of(self, seed: int) -> int:
        """Return the place of the set of parameters that a seed uses: the same in every study."""
        return seed % len(self.members) if self.members else 0

    def scenarios(self, context: Context, member: int) -> list[Scenario]:
        """Return the scenarios of a context with the parameters of a member."""
        found = context.experiment.scenarios
        if not self.members:
            return found
        return [replace(item, config=with_member(item.config, self.members[member])) for item in found]


@dataclass(frozen=True)
class PlannedRun:
    """One scenario in one context under one seed."""

    context: str
    scenario: str
    seed: int
    key: str


def plan_of(
    experiment: Experiment,
    kind: str,
    kept: Sequence[str] = TABLES_OF_COMPARISON,
    members: tuple[dict[str, Any], ...] | None = None,
) -> Plan:
    """Return the plan of one experiment in one context; without members it is spread as its options say."""
    options, contexts = experiment.options, [Context("", {}, experiment)]
    years = options.panel_years(experiment.baseline.config.clock.end_year) if "households" in kept else ()
    members = members_of(options.ensemble, contexts) if members is None else members
    return Plan(kind, contexts, options, {}, tuple(kept), years, members)


class Keys:
    """The keys of the runs of a plan: equal if and only if equal runs are to be expected.

    A key covers parameters, seed, model version, code and data, what the run is measured against (baseline,
    matched scenario, year in which the policies start) and the household panels that it keeps.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        digests = Digests()
        self._scenarios = [
            {
                item.name: scenario_keys(plan.scenarios(item, member), plan.household_years, digests)
                for item in plan.contexts
            }
            for member in range(max(1, len(plan.members)))
        ]

    def scenario(self, context: str, name: str, member: int = 0) -> str:
        """Return the hash of a scenario under any seed that uses a member."""
        return self._scenarios[member][context][name]

    def run(self, context: str, name: str, seed: int) -> str:
        """Return the key of a run."""
        return run_key(self.scenario(context, name, self.plan.member_of(seed)), seed)

    def runs(self, seeds: Sequence[int]) -> list[PlannedRun]:
        """Return the runs of some seeds in the order of contexts, scenarios, seeds."""
        return [
            PlannedRun(context.name, item.name, seed, self.run(context.name, item.name, seed))
            for context in self.plan.contexts
            for item in context.experiment.scenarios
            for seed in seeds
        ]

    def points_key(self) -> str:
        """Return the hash of everything but the seeds: studies that share it can be extended."""
        shown = {item.name: [s.name for s in item.experiment.shown()] for item in self.plan.contexts}
        return content_key({"members": self._scenarios, "shown": shown, "kept": sorted(self.plan.kept)})


def run_key(scenario_key: str, seed: int) -> str:
    """Return the key of a scenario under a seed: 16 hexadecimal digits.

    Examples
    --------
    >>> len(run_key("ab", 0)), run_key("ab", 0) == run_key("ab", 1)
    (16, False)
    """
    return hashlib.sha256(f"{scenario_key} {seed}".encode()).hexdigest()[:16]


def scenario_keys(
    scenarios: Sequence[Scenario], household_years: Sequence[int] = (), digests: Digests | None = None
) -> dict[str, str]:
    """Return the hash of what each scenario of an experiment simulates, the baseline first.

    Contexts that share ``digests`` are hashed faster, since they share most blocks of parameters.
    """
    digests = digests or Digests()
    parameters = {item.name: digests.of(item.config) for item in scenarios}
    base = {
        "baseline": parameters[scenarios[0].name],
        "policy_start": policy_start(scenarios),
        "household_years": list(household_years),
        **_code(),
    }
    keys = {}
    for item in scenarios:
        matched = parameters.get(ScenarioPlan(item.name, item.config).equal_cost_to, "")
        own = {"parameters": parameters[item.name], "matched": matched, "is_baseline": item is scenarios[0]}
        keys[item.name] = content_key({**base, **own})
    return keys


@lru_cache
def _code() -> dict[str, str]:
    """Return what stands for the code of the model in a key; it stays the same while a process lives."""
    return {"version": version(), "source": source_hash()}


def tasks_of(
    experiment: Experiment, seeds: Sequence[int] | None = None, household_years: Sequence[int] = ()
) -> list[SeedTask]:
    """Return the whole work of one experiment without a store, a task for each seed."""
    plans = tuple(ScenarioPlan(item.name, item.config) for item in experiment.scenarios)
    start = policy_start(experiment.scenarios)
    wanted = experiment.options.seeds() if seeds is None else seeds
    return [SeedTask(seed, plans, start, household_years=tuple(household_years)) for seed in wanted]


@dataclass(frozen=True)
class Job:
    """A task with where its results go: what is handed to a worker, here or on another machine.

    Attributes
    ----------
    context : str
    task : SeedTask
    keys : dict of scenario to run key
        Of the wanted scenarios.
    kept : tuple of str
        Tables kept beside the outcomes.
    folder : str
        Folder of run files that the worker writes to; empty sends them back instead.
    source : str
        Hash of the code that must run it.
    """

    context: str
    task: SeedTask
    keys: dict[str, str]
    kept: tuple[str, ...]
    folder: str
    source: str


def jobs_of(plan: Plan, keys: Keys, seeds: Sequence[int], done: Collection[str], folder: str,
            n_workers: int) -> list[Job]:  # fmt: skip
    """Return the work that is left: seed by seed, the scenarios of a seed together.

    Parameters
    ----------
    plan : Plan
    keys : Keys
    seeds : sequence of int
    done : collection of str
        Keys of runs that are stored already.
    folder : str
        See :class:`Job`.
    n_workers : int
        Workers to keep busy: with many of them tasks are smaller.
    """
    n_left = len(seeds) * plan.n_scenarios() - len(done)
    size = max(1, min(MOST_RUNS_IN_A_TASK, math.ceil(n_left / max(1, 4 * n_workers))))
    jobs = []
    for context in plan.contexts:
        start = policy_start(context.experiment.scenarios)
        by_member = {
            member: [
                ScenarioPlan(item.name, item.config, keys.scenario(context.name, item.name, member))
                for item in plan.scenarios(context, member)
            ]
            for member in sorted({plan.member_of(seed) for seed in seeds})
        }
        for seed in seeds:
            plans = by_member[plan.member_of(seed)]
            of_seed = {item.name: keys.run(context.name, item.name, seed) for item in plans}
            left = [item for item in plans if of_seed[item.name] not in done]
            for first in range(0, len(left), size):
                wanted = left[first : first + size]
                jobs.append(
                    Job(
                        context.name,
                        SeedTask(
                            seed,
                            _with_needed(plans, wanted),
                            start,
                            tuple(item.name for item in wanted),
                            plan.household_years,
                        ),
                        {item.name: of_seed[item.name] for item in wanted},
                        plan.kept,
                        folder,
                        source_hash(),
                    )
                )
    return sorted(jobs, key=lambda job: job.task.seed)


def _with_needed(plans: Sequence[ScenarioPlan], wanted: Sequence[ScenarioPlan]) -> tuple[ScenarioPlan, ...]:
    """Return wanted scenarios with what they are measured against, the baseline first."""
    needed = {plans[0].name, *(item.name for item in wanted), *(item.equal_cost_to for item in wanted)}
    return tuple(item for item in plans if item.name in needed)
