"""The effects of a point of a sweep: its seeds against those of the baseline of its context."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from experiments.measures.comparison import COST, COST_PER_RESIDENT, RESIDENTS
from experiments.planning.reach import policy_start
from experiments.running.collate import Block
from sim.arrays import Floats


def period_of(block: Block) -> tuple[int, str]:
    """Return the place of the first year of policy in a block, and the whole period as text."""
    first = max(policy_start(block.context.experiment.scenarios), block.years[0])
    return block.years.index(first), f"{first}-{block.years[-1]}"


def effects_of(block: Block, baseline: Block, outcomes: Sequence[str]) -> tuple[Floats, Floats, Floats]:
    """Return differences, levels and levels of the baseline: means over the years of policy.

    Parameters
    ----------
    block, baseline : Block
        Of the same context; only seeds that both have are used.
    outcomes : sequence of str

    Returns
    -------
    tuple of float array, shape (n_seeds, n_outcomes)
        Differences are taken year by year before their mean, so that a year that lacks one does not count.
    """
    both = [seed for seed in block.seeds if seed in set(baseline.seeds)]
    first, _ = period_of(block)
    mine, base = (_values(item, baseline, both, outcomes)[:, first:] for item in (block, baseline))
    return _mean(mine - base), _mean(mine), _mean(base)


def _values(block: Block, baseline: Block, seeds: Sequence[int], outcomes: Sequence[str]) -> Floats:
    """Return the outcomes of some seeds; shape (n_seeds, n_years, n_outcomes)."""
    rows = [block.seeds.index(seed) for seed in seeds]
    base_rows = [baseline.seeds.index(seed) for seed in seeds]
    columns = []
    for name in outcomes:
        if name == COST_PER_RESIDENT:
            residents = baseline.values[base_rows, :, baseline.outcomes.index(RESIDENTS)]
            columns.append(block.values[rows, :, block.outcomes.index(COST)] / residents)
        else:
            columns.append(block.values[rows, :, block.outcomes.index(name)])
    return np.stack(columns, axis=-1)


def _mean(values: Floats) -> Floats:
    """Return means over years of what is a number."""
    is_there = np.isfinite(values)
    n = is_there.sum(axis=1)
    total = np.where(is_there, values, 0.0).sum(axis=1)
    return np.where(n > 0, total / np.maximum(n, 1), np.nan)
