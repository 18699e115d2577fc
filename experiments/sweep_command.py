"""``rural sweep``, and the same by Hydra's ``--multirun``: say what is planned, run it, tell the result."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.cli import EXIT_BAD_INPUT, EXIT_FAILED, EXIT_INTERRUPTED
from experiments.words.progress import say

if TYPE_CHECKING:
    from experiments.planning.plan import Plan


def sweep(words: Sequence[str], *, is_plan_only: bool = False) -> int:
    """Run the sweep that some words ask for and return the exit code.

    Parameters
    ----------
    words : sequence of str
        Name of a design, ``key=value`` and ``key=value,value``.
    is_plan_only : bool
        Whether only runs, time and disk are to be told.
    """
    from experiments.planning.sweep_plan import preview_lines, sweep_plan

    if not words:
        return _what_there_is()
    plan = sweep_plan(words)
    lines = preview_lines(plan, plan.options.lang, n_stored=stored_runs(plan))
    if is_plan_only:
        print("\n".join(lines))
        return 0
    for line in lines:
        say(line)
    return _run(plan)


def _run(plan: Plan) -> int:
    from experiments.answers.sweep_report import sweep_lines
    from experiments.sweeping import run_sweep

    study = run_sweep(plan)
    print("\n".join(sweep_lines(study)))
    if study.is_interrupted:
        return EXIT_INTERRUPTED
    return EXIT_FAILED if study.failed else 0


def _what_there_is() -> int:
    """Tell the designs to somebody who named none; a script that forgot one must not go on."""
    from experiments.catalogue import design_lines

    hint = "Name a design, or values of your own; `rural sweep --help` shows how."
    for line in [hint, *design_lines("en")]:
        say(line)
    return EXIT_BAD_INPUT


def stored_runs(plan: Plan) -> int:
    """Return how many runs of a plan are found in its folder, without opening them."""
    from experiments.planning.plan import Keys
    from experiments.running.manifest import study_key, study_name
    from experiments.storage.run_files import RunFiles
    from experiments.storage.store import RUNS

    keys = Keys(plan)
    name = study_name(plan, study_key(plan, keys))
    files = RunFiles(Path(plan.options.results) / name / RUNS)
    if not files.folder.is_dir():
        return 0
    return sum(files.path(run.key).is_file() for run in keys.runs(plan.seeds()))
