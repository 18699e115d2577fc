"""What sweeps cost beside the simulation itself: planning, starting, storing, collating, finding again."""

from __future__ import annotations

import tempfile
import time
from typing import Any

N_WORKERS = 2
SMALL = ["place.n_villages=4", "place.households_per_village=60", "end_year=2025"]
"""A township whose runs take about 50 ms."""

_TEXT = "policies.training.dose=range(0.02,1.01,0.02)"


def print_sweeps() -> None:
    """Print the cost of a sweep of 500 points and of planning 10,000 runs."""
    import scipy.stats  # noqa: F401  # imports are stated elsewhere

    from experiments.running.execution import compile_kernels

    compile_kernels()
    print("\nsweeps")
    for title, words in (
        ("1,000 points x 10 seeds", ["policies.training.dose=range(0.001,1.0005,0.001)", "replicates=10"]),
        ("10,000 points x 1 seed",
         ["latin_hypercube", "points=10000", "policies.training.dose=interval(0,1)",
          "policies.talent.dose=interval(0,1)", "replicates=1"]),
    ):  # fmt: skip
        seconds, n_runs = _planning(words)
        print(f"planning {n_runs:,} runs ({title}): {seconds:.2f} s")
    with tempfile.TemporaryDirectory() as folder:
        words = [*SMALL, _TEXT, "replicates=10", f"workers={N_WORKERS}", f"results={folder}"]
        first, second = _sweep(words), _sweep(words)
    n_runs, work = first["n_runs"], first["work"]
    print(f"{n_runs} runs of {1e3 * work / n_runs:.0f} ms on {N_WORKERS} workers: {first['wall']:.1f} s")
    beside = first["wall"] - work / N_WORKERS
    started = first["start"]
    after = 1e3 * (beside - started) / n_runs
    print(f"  beside the runs: {1e3 * beside / n_runs:.1f} ms a run, {after:.1f} ms after the start of"
          f" {started:.1f} s; of it all tables {first['tables']:.1f} s")  # fmt: skip
    print(f"  the same call again: {second['wall']:.2f} s")


def _planning(words: list[str]) -> tuple[float, int]:
    """Return the seconds from words to the keys of all runs, and their number."""
    from experiments.planning.plan import Keys
    from experiments.planning.sweep_plan import sweep_plan

    started = time.perf_counter()
    plan = sweep_plan(words)
    n_runs = len(Keys(plan).runs(plan.seeds()))
    return time.perf_counter() - started, n_runs


def _sweep(words: list[str]) -> dict[str, Any]:
    """Return what one call of a sweep took, and what of it was spent where."""
    import pandas as pd

    from experiments import sweeping
    from experiments.planning.sweep_plan import sweep_plan
    from experiments.running.execution import Execution

    started = time.perf_counter()
    times: dict[str, float] = {}
    write, note = sweeping._write, Execution._note

    def timed_write(*arguments: Any) -> Any:
        begun = time.perf_counter()
        found = write(*arguments)
        times["tables"] = time.perf_counter() - begun
        return found

    def timed_note(execution: Execution, report: Any, progress: Any) -> None:
        times.setdefault("start", time.perf_counter() - started - report.seconds)
        note(execution, report, progress)

    sweeping._write, Execution._note = timed_write, timed_note
    try:
        study = sweeping.run_sweep(sweep_plan(words))
    finally:
        sweeping._write, Execution._note = write, note
    wall = time.perf_counter() - started
    runs = pd.read_parquet(study.folder / "runs.parquet")
    work = float(runs["seconds"].sum())
    return {"start": 0.0, "tables": 0.0, **times, "wall": wall, "n_runs": len(runs), "work": work}
