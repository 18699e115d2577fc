"""What a study is made of and where it comes from: key, table of runs, manifest."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from experiments.planning.options import RunOptions
from experiments.planning.plan import Context, Keys, Plan
from experiments.planning.reach import policy_start
from experiments.planning.record import plan_record
from experiments.running.collate import labels_of
from experiments.simulate import ScenarioPlan, last_line
from experiments.storage.provenance import provenance
from experiments.storage.store import content_key

if TYPE_CHECKING:
    from experiments.running.execution import Execution

INTERVAL = "90 % t interval over paired seeds"


def study_key(plan: Plan, keys: Keys) -> str:
    """Return the hash of everything that determines the tables of a study.

    Nothing of it is about workers, folders or languages.
    """
    options = plan.options
    until = (options.until_outcome, options.until_half_width) if options.until_outcome else None
    return content_key(
        {"kind": plan.kind, "points": keys.points_key(), "seeds": plan.seeds(), "until": until}
    )


def study_name(plan: Plan, key: str) -> str:
    """Return the name of the folder of a study, the user's or one that tells its content."""
    return plan.options.study or f"{plan.kind}-{key[:8]}"


def runs_table(execution: Execution, seeds: Sequence[int], seconds: dict[str, float]) -> pd.DataFrame:
    """Return a row for each run that was asked for: its key, how it went and how long it took."""
    plan, rows = execution.plan, []
    words = {
        context.name: " ".join(word for word in context.experiment.overrides if not _is_option(word))
        for context in plan.contexts
    }
    for context in plan.contexts:
        for scenario in context.experiment.shown():
            labels = labels_of(plan, context, scenario)
            for seed in seeds:
                key = execution.keys.run(context.name, scenario.name, seed)
                report = execution.failed.get(key)
                status = "done" if key in seconds else "failed" if report else "missing"
                row = {"key": key, **labels, "seed": seed, "overrides": words[context.name]}
                taken = {"status": status, "seconds": seconds.get(key, 0.0)}
                rows.append({**row, **taken, "error": report.error if report else ""})
    return pd.DataFrame(rows)


def _is_option(word: str) -> bool:
    """Return whether a word says how many seeds are run, where and how, and nothing of the runs."""
    return word.partition("=")[0] in RunOptions.__dataclass_fields__


def manifest_of(execution: Execution, seeds: Sequence[int], status: str) -> dict[str, Any]:
    """Return what the manifest of a study states.

    Parameters
    ----------
    execution : Execution
    seeds : sequence of int
        Those that the tables stand on.
    status : str
        ``running``, ``complete``, ``incomplete`` (runs failed) or ``interrupted``.
    """
    plan = execution.plan
    is_running = status == "running"
    return {
        "study": execution.folder.name,
        "kind": plan.kind,
        "key": execution.folder.key,
        "points_key": execution.keys.points_key(),
        "status": status,
        "is_complete": status == "complete",
        "command": [Path(sys.argv[0]).name, *sys.argv[1:]],
        "lang": plan.options.lang,
        "seeds": list(seeds),
        "seeds_wanted": plan.seeds(),
        "runs": {
            "found": len(execution.found),
            "simulated": len(execution.stored) - len(execution.found),
            "failed": len(execution.failed),
        },
        "seeds_failed": {str(report.seed): last_line(report.error) for report in execution.failed.values()},
        "policy_start": policy_start(plan.contexts[0].experiment.scenarios),
        "interval": INTERVAL,
        "seeds_until": {"outcome": plan.options.until_outcome, "half_width": plan.options.until_half_width},
        "scenarios": [_scenario(item) for item in _first(plan).experiment.scenarios],
        "engine": execution.engine.describe() if execution.engine else {},
        "started": execution.started_at.isoformat(timespec="seconds"),
        "ended": None if is_running else datetime.now(UTC).isoformat(timespec="seconds"),
        "wall_seconds": None if is_running else round(execution.seconds, 1),
        "plan": plan_record(plan),
        "code": provenance(),
        "files": {} if is_running else execution.folder.hashes(),
    }


def _first(plan: Plan) -> Context:
    return plan.contexts[0]


def _scenario(item: Any) -> dict[str, Any]:
    """Return a scenario in words; its parameters stand in the plan."""
    matched = ScenarioPlan(item.name, item.config).equal_cost_to
    return {"name": item.name, "is_shown": item.is_shown, "equal_cost_to": matched, "about": item.about}
