"""As many seeds as it takes: until the paired differences of one outcome are known closely enough."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from experiments.measures.comparison import paired_columns
from experiments.running.collate import Block
from experiments.running.effects import effects_of
from experiments.running.execution import Execution
from experiments.words.labels import text
from experiments.words.progress import Progress, say

FIRST_SEEDS = 10
"""Seeds before the first look: fewer say little about a spread (assumption)."""

OnSeed = Callable[[list[int], Progress], None]


def simulate_seeds(
    execution: Execution, on_seed: OnSeed | None = None, only: Sequence[int] | None = None
) -> list[int]:
    """Simulate all seeds, or as many as settle the outcome that the options name; return those seeds.

    ``only`` states exactly which, as for a study that is reproduced.

    Every scenario gets the same seeds. How many depends on results alone, so that any engine and any
    resumed call come to the same number. Looking again and again makes intervals a little too narrow.
    """
    plan, options = execution.plan, execution.plan.options
    seeds = plan.seeds() if only is None else list(only)
    if only is not None or not options.until_outcome or options.until_half_width <= 0:
        execution.simulate(seeds, on_seed)
        return seeds
    n = min(FIRST_SEEDS, len(seeds))
    while True:
        execution.simulate(seeds[:n], on_seed)
        if execution.is_interrupted:
            return seeds[:n]
        widest = widest_half_width(execution, seeds[:n])
        is_settled = math.isnan(widest) or widest <= options.until_half_width
        if is_settled or n == len(seeds):
            said = "settled" if is_settled else "not_settled"
            say(text(said, options.lang, n=n, widest=widest, target=options.until_half_width))
            return seeds[:n]
        wanted = seeds_wanted(n, widest, options.until_half_width, len(seeds))
        say(text("more_seeds", options.lang, n=n, widest=widest, target=options.until_half_width,
                 wanted=wanted))  # fmt: skip
        n = wanted


def seeds_wanted(n: int, half_width: float, target: float, most: int) -> int:
    """Return with how many seeds to look again: an interval shrinks with the root of their number.

    At most twice as many as before, since the spread of few seeds is itself uncertain.

    Examples
    --------
    >>> seeds_wanted(10, 30.0, 20.0, 100), seeds_wanted(10, 90.0, 20.0, 100), seeds_wanted(10, 90.0, 20.0, 15)
    (23, 20, 15)
    """
    needed = math.ceil(n * (half_width / target) ** 2)
    return min(most, max(n + 1, min(needed, 2 * n)))


def widest_half_width(execution: Execution, seeds: Sequence[int]) -> float:
    """Return the widest 90 % half-width among all scenarios; NaN when none can be told."""
    from experiments.running.collate import collate

    outcome = execution.plan.options.until_outcome
    widths = []
    baseline: Block | None = None
    for block in collate(execution.plan, execution.runs(seeds), execution.folder.runs, None):
        if block.scenario is block.context.experiment.baseline:
            baseline = block
        elif baseline is not None and baseline.context is block.context and block.scenario.is_shown:
            effects, _, _ = effects_of(block, baseline, [outcome])
            _, low, high, _, _ = paired_columns(effects)
            widths.append(float(high[0] - low[0]) / 2)
    known = [width for width in widths if math.isfinite(width)]
    return float(np.max(known)) if known else math.nan
