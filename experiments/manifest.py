"""What a study is made of and where it comes from: content key, table of runs, manifest."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.compose import Experiment
from experiments.provenance import provenance, source_hash, version
from experiments.simulate import ScenarioPlan, SeedResult
from experiments.store import StudyFolder, content_key
from sim.config import flat_with_changes


def content_of(experiment: Experiment) -> dict[str, Any]:
    """Return what determines the result of a study: nothing about workers, folders or languages."""
    return {
        "scenarios": {item.name: flat_with_changes(item.config) for item in experiment.scenarios},
        "shown": [item.name for item in experiment.shown()],
        "seeds": experiment.options.seeds(),
        "version": version(),
        "source": source_hash(),
    }


def scenario_keys(experiment: Experiment) -> dict[str, str]:
    """Return the hash of what a scenario simulates, the one whose cost it matches included."""
    contents = {item.name: flat_with_changes(item.config) for item in experiment.scenarios}
    keys = {}
    for item in experiment.scenarios:
        target = ScenarioPlan(item.name, item.config).equal_cost_to
        involved = [item.name, *([target, experiment.baseline.name] if target else [])]
        parameters = [contents[name] for name in involved]
        keys[item.name] = content_key(
            {"parameters": parameters, "version": version(), "source": source_hash()}
        )
    return keys


def runs_table(experiment: Experiment, results: list[SeedResult]) -> pd.DataFrame:
    """Return a row for each run: its key, how it went and how long it took."""
    rows, keys = [], scenario_keys(experiment)
    for scenario in experiment.shown():
        for result in results:
            row = {
                "key": content_key({"scenario": keys[scenario.name], "seed": result.seed}),
                "scenario": scenario.name,
                "seed": result.seed,
                "overrides": " ".join(experiment.overrides),
                "status": "done" if result.is_done else "failed",
                "seconds": result.runs[scenario.name].seconds if result.is_done else 0.0,
                "error": result.error,
            }
            rows.append(row)
    return pd.DataFrame(rows)


def why_missing(results: list[SeedResult], is_interrupted: bool) -> str:
    """Return what a study adds to its name and key when seeds are missing: it must not replace a whole one.

    Examples
    --------
    >>> why_missing([], True), why_missing([SeedResult(0, error="died")], False), why_missing([], False)
    ('-interrupted', '-incomplete', '')
    """
    if is_interrupted:
        return "-interrupted"
    return "" if all(result.is_done for result in results) else "-incomplete"


def manifest_of(
    experiment: Experiment,
    folder: StudyFolder,
    results: list[SeedResult],
    missing: str,
    policy_start: int,
) -> dict[str, Any]:
    """Return what the manifest of a study states; the hashes of its files and its time come later.

    ``missing`` says why seeds are missing (see :func:`why_missing`).
    """
    return {
        "study": folder.name,
        "key": folder.key + missing,
        "is_complete": not missing,
        "command": [Path(sys.argv[0]).name, *sys.argv[1:]],
        "overrides": experiment.overrides,
        "seeds": [result.seed for result in results if result.is_done],
        "seeds_wanted": len(experiment.options.seeds()),
        "seeds_failed": {str(result.seed): result.error for result in results if not result.is_done},
        "policy_start": policy_start,
        "interval": "90 % t interval over paired seeds",
        "scenarios": [
            {
                "name": item.name,
                "is_shown": item.is_shown,
                "equal_cost_to": ScenarioPlan(item.name, item.config).equal_cost_to,
                "about": item.about,
                "parameters": flat_with_changes(item.config),
            }
            for item in experiment.scenarios
        ],
        "code": provenance(),
        "wall_seconds": None,
        "files": {},
    }
