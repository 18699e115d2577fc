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
    from experiments.execution import compile_kernels

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
    print(f"  beside the runs, all in: {1e3 * beside / n_runs:.1f} ms a run; of it start of workers"
          f" {first['start']:.1f} s, tables {first['tables']:.1f} s")  # fmt: skip
    print(f"  the same call again: {second['wall']:.2f} s")


def _planning(words: list[str]) -> tuple[float, int]:
    """Return the seconds from words to the keys of all runs, and their number."""
    from experiments.plan import Keys
    from experiments.sweep_plan import sweep_plan

    started = time.perf_counter()
    plan = sweep_plan(words)
    n_runs = len(Keys(plan).runs(plan.seeds()))
    return time.perf_counter() - started, n_runs


def _sweep(words: list[str]) -> dict[str, Any]:
    """Return what one call of a sweep took, and what of it was spent where."""
    import pandas as pd

    from experiments import sweeping
    from experiments.sweep_plan import sweep_plan

    spent = {"start": 0.0, "tables": 0.0}
    write, started = sweeping._write, time.perf_counter()

    def timed(*arguments: Any) -> Any:
        begun = time.perf_counter()
        try:
            return write(*arguments)
        finally:
            spent["tables"] = time.perf_counter() - begun

    sweeping._write = timed
    try:
        study = sweeping.run_sweep(sweep_plan(words))
    finally:
        sweeping._write = write
    wall = time.perf_counter() - started
    runs = pd.read_parquet(study.folder / "runs.parquet")
    return {"wall": wall, "n_runs": len(runs), "work": float(runs["seconds"].sum()), **spent,
            "start": _start_of_workers()}  # fmt: skip


def _start_of_workers() -> float:
    """Return how long warm workers take to be ready."""
    from experiments.engines import processes

    started = time.perf_counter()
    pool = processes._new_pool(N_WORKERS)
    for future in [pool.submit(time.sleep, 0.1) for _ in range(N_WORKERS)]:
        future.result()
    pool.shutdown()
    return time.perf_counter() - started
