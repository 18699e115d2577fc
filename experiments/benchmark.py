"""Speed and memory, measured: ``python -m experiments.benchmark [--full] [--compare] [--sweeps]``."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

HOUSEHOLDS_PER_VILLAGE = 250
SIZES, FULL_SIZE = (5_000, 50_000), 200_000
YEARS = 8
BYTES_PER_KB = 1e3

_TINY = """
import os, sys, time
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
import experiments
import mesa
from sim.config import Config
from sim.model import RuralModel
from sim.parameter import replaced
from sim.runs import finish
tiny = replaced(Config(), {"place.n_villages": 2, "place.households_per_village": 10, "clock.end_year": 2022})
started, cpu = time.perf_counter(), time.process_time()
model = RuralModel(tiny, 0)
model.run_to(2020)
finish(model.fork(tiny))
print(time.perf_counter() - started, time.process_time() - cpu)
"""

_FIRST_YEAR = """
import time
import experiments
import mesa
started = time.perf_counter()
from sim.model import RuralModel
model = RuralModel(seed=0)
model.step()
print(time.perf_counter() - started, 0.0)
"""


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; each figure stands with what it is."""
    parser = argparse.ArgumentParser(prog="python -m experiments.benchmark", description=__doc__)
    parser.add_argument("--full", action="store_true", help=f"also {FULL_SIZE:,} households")
    parser.add_argument("--compare", action="store_true", help="also the wall time of `rural compare`")
    parser.add_argument("--sweeps", action="store_true", help="only what sweeps cost beside the simulation")
    given = parser.parse_args(arguments)
    if given.sweeps:
        from experiments.benchmark_sweeps import print_sweeps

        print_sweeps()
        return 0
    print_compile_time()
    print_first_year()
    sizes = (*SIZES, FULL_SIZE) if given.full else SIZES
    print(f"\n{'households':>11} {'ms CPU/year':>12} {'us/household-year':>18} {'township kB/household':>22}")
    for size in sizes:
        print_size(size)
    print_processes()
    if given.compare:
        print_compare()
    return 0


def _child(code: str, **environment: str) -> tuple[float, float]:
    """Return wall and CPU seconds that a fresh Python prints."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    wall, cpu = done.stdout.split()[-2:]
    return float(wall), float(cpu)


def print_compile_time() -> None:
    """Print what compiling all kernels takes on one core: a fresh cache against a filled one."""
    with tempfile.TemporaryDirectory() as cache:
        fresh = _child(_TINY, NUMBA_CACHE_DIR=cache)
        cached = _child(_TINY, NUMBA_CACHE_DIR=cache)
    print(
        f"kernels compiled on one core: {fresh[0] - cached[0]:.1f} s wall, {fresh[1] - cached[1]:.1f} s CPU"
    )
    print(f"the same tiny township with cached kernels: {cached[0]:.2f} s")


def print_first_year() -> None:
    """Print the time from the end of ``import mesa`` to the first simulated year."""
    _child(_FIRST_YEAR)
    best = min(_child(_FIRST_YEAR)[0] for _ in range(3))
    print(
        f"from `import mesa` to the end of 2013, default township, burn-in included: {best:.2f} s (best of 3)"
    )


def _model(n_households: int) -> Any:
    from sim.model import RuralModel

    overrides = {
        "place.n_villages": n_households // HOUSEHOLDS_PER_VILLAGE,
        "place.households_per_village": HOUSEHOLDS_PER_VILLAGE,
    }
    model = RuralModel(seed=0, **overrides)
    model.step()
    return model


def print_size(n_households: int) -> None:
    """Print CPU time of a year and memory of the columns for one size."""
    model = _model(n_households)
    started = time.process_time()
    for _ in range(YEARS):
        model.step()
    seconds = (time.process_time() - started) / YEARS
    memory = model.township.nbytes() / n_households / BYTES_PER_KB
    print(f"{n_households:>11,} {seconds * 1e3:>12.1f} {seconds * 1e6 / n_households:>18.2f} {memory:>22.2f}")


def print_processes() -> None:
    """Print the CPU time of each process, ms per year of the default township."""
    import sim.model

    model, spent = _model(SIZES[0]), dict[str, float]()
    year, observe = sim.model.YEAR, sim.model.observe
    sim.model.YEAR = tuple(
        replace(phase, processes=tuple(_timed(process, spent) for process in phase.processes))
        for phase in year
    )
    sim.model.observe = _timed(observe, spent)
    started = time.process_time()
    try:
        for _ in range(YEARS):
            model.step()
    finally:
        sim.model.YEAR, sim.model.observe = year, observe
    total = time.process_time() - started
    print(f"\n{'process':<45} ms/year")
    for name, seconds in sorted(spent.items(), key=lambda item: -item[1]):
        print(f"{name:<45} {seconds * 1e3 / YEARS:7.2f}")
    print(f"{'(between the processes)':<45} {(total - sum(spent.values())) * 1e3 / YEARS:7.2f}")
    print(f"{'whole year':<45} {total * 1e3 / YEARS:7.2f}")


def _timed(process: Callable[..., Any], spent: dict[str, float]) -> Callable[..., Any]:
    def timed(model: Any) -> Any:
        started = time.process_time()
        try:
            return process(model)
        finally:
            spent[process.__name__] = spent.get(process.__name__, 0.0) + time.process_time() - started

    return timed


def print_compare() -> None:
    """Print the wall time of the main job as a user starts it, and when its first answer stood."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "experiments.cli", "compare", f"results={folder}"]
        started = time.perf_counter()
        first = None
        with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as child:
            assert child.stderr is not None
            for line in child.stderr:
                if "PARTIAL" in line and first is None:
                    first = time.perf_counter() - started
        wall = time.perf_counter() - started
    shown = "none" if first is None else f"{first:.1f} s"
    print(f"\n`rural compare` (exit code {child.returncode}): {wall:.1f} s wall, first answer after {shown}")


if __name__ == "__main__":
    sys.exit(main())
