"""Five goals and their index by scenario, and how far the order of scenarios hangs on the weights (3.6).

An index needs weights that nobody can give. So the scenarios are ranked again under many random weights;
what stays first under nearly all of them may be called best, the rest not.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from experiments.measures.comparison import Comparison, paired
from experiments.words.labels import outcome_label, text
from experiments.words.layout import rounded, table_lines
from sim.arrays import Floats, Ints
from sim.outcomes.goals import ARITHMETIC, FIVE_GOALS, FLOOR, GEOMETRIC
from sim.random_streams import RandomStreams, Stream

N_DRAWS = 1_000
"""Weight vectors, drawn evenly from all that add up to one (Dirichlet with all parameters 1)."""

SURE_SHARE = 0.9
"""Share of weight vectors that must agree before a scenario is called first whatever the weights."""

SEPARATOR = ("; ", "；")
"""Between the parts of a list, English and Chinese."""

_KEY = 0
_LOW, _HIGH = 0.05, 0.95
_TIE_DIGITS = 9


def dirichlet_weights(n_draws: int, n_goals: int) -> Floats:
    """Return weight vectors, even over all that add up to one; shape (n_draws, n_goals).

    ``w_g = -ln U_g / sum -ln U``: unit exponentials over their sum. The draws are keyed, so they are the same
    in every study and do not depend on the number of scenarios.

    Examples
    --------
    >>> weights = dirichlet_weights(1000, 5)
    >>> bool(np.allclose(weights.sum(axis=1), 1)), bool(abs(weights.mean() - 0.2) < 1e-9)
    (True, True)
    """
    streams, draws = RandomStreams(_KEY), np.arange(n_draws, dtype=np.uint64)
    uniforms = [streams.uniforms(Stream.OBSERVATION, draws, 0, goal + 1) for goal in range(n_goals)]
    exponentials = -np.log(np.stack(uniforms, axis=1))
    weights: Floats = exponentials / exponentials.sum(axis=1, keepdims=True)
    return weights


def indices(scores: Floats, weights: Floats, mean: str) -> Floats:
    """Return the weighted index of each scenario; shape (n_draws, n_scenarios).

    Parameters
    ----------
    scores : array, shape (n_scenarios, n_goals)
    weights : array, shape (n_draws, n_goals)
    mean : str
        ``geometric`` (scores at least .01) or ``arithmetic``.

    Examples
    --------
    >>> even = np.array([[0.5, 0.5]])
    >>> indices(np.array([[1.0, 0.25]]), even, "geometric").round(9).tolist()
    [[0.5]]
    >>> indices(np.array([[1.0, 0.25]]), even, "arithmetic").tolist()
    [[0.625]]
    """
    if mean == "arithmetic":
        plain: Floats = weights @ scores.T
        return plain
    product: Floats = np.exp(weights @ np.log(np.maximum(scores, FLOOR)).T)
    return product


def ranks(values: Floats) -> Ints:
    """Return ranks along the last axis, 1 for the highest; equals share the better rank.

    Examples
    --------
    >>> ranks(np.array([[0.3, 0.5, 0.5, 0.1]])).tolist()
    [[3, 1, 1, 4]]
    """
    rounded = np.round(values, _TIE_DIGITS)
    return 1 + (rounded[..., None, :] > rounded[..., :, None]).sum(axis=-1)


@dataclass(frozen=True)
class Stability:
    """How the rank of each scenario varies with the weights; arrays of shape (n_scenarios,)."""

    rank: Ints
    first_share: Floats
    rank_low: Floats
    rank_high: Floats


def stability(scores: Floats, mean: str, n_draws: int = N_DRAWS) -> Stability:
    """Return the rank with equal weights, and what random weights make of it.

    Examples
    --------
    >>> result = stability(np.array([[0.9, 0.9], [0.5, 0.5]]), "arithmetic")
    >>> result.rank.tolist(), result.first_share.tolist()
    ([1, 2], [1.0, 0.0])
    """
    n_goals = scores.shape[1]
    even = np.full((1, n_goals), 1 / n_goals)
    drawn = ranks(indices(scores, dirichlet_weights(n_draws, n_goals), mean))
    return Stability(
        ranks(indices(scores, even, mean))[0],
        (drawn == 1).mean(axis=0),
        *np.quantile(drawn, [_LOW, _HIGH], axis=0, method="nearest"),
    )


def has_goals(comparison: Comparison) -> bool:
    """Return whether the outcomes hold the five goals."""
    return all(name in comparison.values for name in _columns())


def _columns() -> list[str]:
    return [*(goal.outcome for goal in FIVE_GOALS), GEOMETRIC, ARITHMETIC]


def _period_mean(comparison: Comparison, outcome: str, scenario: str) -> float:
    values = comparison.average(comparison.values[outcome][comparison.scenarios.index(scenario)])
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else math.nan


def goals_table(comparison: Comparison) -> pd.DataFrame:
    """Return scores, indices and rank stability of the shown scenarios, a row for each.

    Scores are means over seeds and the years from the policy start on. Ranks are by the index of these
    scores: with equal weights, and under random weights as share ranked first and range from the 5th to the
    95th percentile. They say nothing about luck: intervals over seeds are in ``comparison.csv``.
    """
    if not has_goals(comparison):
        return pd.DataFrame()
    names = comparison.shown
    _, period = comparison.period()
    table = pd.DataFrame({"scenario": names, "period": period, "n_seeds": len(comparison.seeds)})
    for column in _columns():
        table[column] = [_period_mean(comparison, column, name) for name in names]
    scores = table[[goal.outcome for goal in FIVE_GOALS]].to_numpy(np.float64)
    if not np.isfinite(scores).all():
        return table
    for mean in ("geometric", "arithmetic"):
        result = stability(scores, mean)
        table[f"rank_{mean}"] = result.rank
        table[f"first_share_{mean}"] = result.first_share
        table[f"rank_low_5_{mean}"] = result.rank_low
        table[f"rank_high_95_{mean}"] = result.rank_high
    return table.assign(n_weight_vectors=N_DRAWS)


# ------------------------------------------------------------------------------------------- for readers


def goals_lines(comparison: Comparison, titles: Mapping[str, str], lang: str) -> list[str]:
    """Return the goals as a table: differences to the baseline, the two model-internal goals apart."""
    if not has_goals(comparison) or len(comparison.shown) < 2:
        return []
    _, period = comparison.period()
    lines = [text("goals_title", lang, period=period)]
    rows = [["", text("baseline_level", lang), *(titles[name] for name in comparison.shown[1:])]]
    measured = [goal.outcome for goal in FIVE_GOALS if not goal.is_model_internal]
    internal = [goal.outcome for goal in FIVE_GOALS if goal.is_model_internal]
    blank = [""] * (len(rows[0]) - 1)
    groups = (
        ("goals_measured", measured),
        ("goals_internal", internal),
        ("goals_index", [GEOMETRIC, ARITHMETIC]),
    )
    for heading, outcomes in groups:
        rows.append([text(heading, lang), *blank])
        for outcome in outcomes:
            label = outcome_label(outcome)
            base = _period_mean(comparison, outcome, comparison.scenarios[0]) * label.scale
            cells = [rounded(base, label.digits)]
            for name in comparison.shown[1:]:
                result = paired(comparison.average(comparison.effect(outcome, name)) * label.scale)
                cells.append(_cell(result.mean, result.low, result.high, label.digits))
            rows.append([f"  {label.heading(lang)}", *cells])
    return [*lines, *table_lines(rows), *_stability_lines(comparison, titles, lang)]


def _cell(mean: float, low: float, high: float, digits: int) -> str:
    shown = rounded(mean, digits, sign=True)
    return f"{shown} ± {rounded((high - low) / 2, digits)}" if math.isfinite(low) else shown


def _stability_lines(comparison: Comparison, titles: Mapping[str, str], lang: str) -> list[str]:
    """Return who comes first under how many of the weight vectors."""
    table = goals_table(comparison)
    if len(table) < 3 or "first_share_geometric" not in table:
        return []
    by_first = table.sort_values("first_share_geometric", ascending=False, kind="stable")
    leaders = [
        text(
            "goals_first", lang, title=titles[name], share=f"{100 * share:.0f}", low=int(low), high=int(high)
        )
        for name, share, low, high in zip(
            by_first["scenario"],
            by_first["first_share_geometric"],
            by_first["rank_low_5_geometric"],
            by_first["rank_high_95_geometric"],
            strict=True,
        )
        if share > 0
    ]
    is_sure = by_first["first_share_geometric"].iloc[0] >= SURE_SHARE
    verdict = "goals_sure" if is_sure else "goals_open"
    share = f"{100 * SURE_SHARE:.0f}"
    return [
        text("goals_weights", lang, n=f"{N_DRAWS:,}", list=SEPARATOR[lang == "zh"].join(leaders)),
        text(verdict, lang, share=share),
    ]
