"""The answer of a sweep on the screen: how much was run, the points of highest income, files, limits."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from experiments.measures.comparison import Paired
from experiments.words.labels import HEADLINE, INCOME, limits, looking, outcome_label, text
from experiments.words.layout import rounded, table_lines

if TYPE_CHECKING:
    import pandas as pd

    from experiments.sweeping import SweepStudy

MOST_POINTS = 15
"""Points shown on the screen; all of them stand in the tables."""


def sweep_lines(study: SweepStudy) -> list[str]:
    """Return the whole answer of a sweep."""
    lang = study.plan.options.lang
    n_runs = len(study.seeds) * study.plan.n_scenarios()
    if study.is_interrupted:
        total = len(study.plan.seeds()) * study.plan.n_scenarios()
        return [text("sweep_interrupted", lang, done=study.n_stored, total=total, folder=study.folder)]
    table = _points if len(study.plan.contexts) == 1 else _across
    lines = ["", *table(study, lang)] if len(study.comparison) else [""]
    if study.failed:
        place, error = next(iter(study.failed.items()))
        lines.append(text("sweep_failed", lang, n=len(study.failed), place=place, error=error))
    options = study.plan.options
    lines += ["", text("bands", lang, n=len(study.seeds))]
    lines += looking(lang, options.until_outcome, options.until_half_width)
    lines += [limits(lang, len(study.plan.members))]
    stored = text("sweep_stored", lang, done=study.n_stored, total=n_runs, found=study.n_found)
    lines.append(f"{text('files', lang, figures='', folder=study.folder)} ({stored}, {study.seconds:.0f} s)")
    return lines


def _points(study: SweepStudy, lang: str) -> list[str]:
    """Return the table of points of one context, those with the highest mean income first."""
    table = study.comparison
    income = table[table["outcome"] == INCOME].sort_values("difference", ascending=False, kind="stable")
    chosen = income.head(MOST_POINTS)
    outcomes = [name for name in HEADLINE if (table["outcome"] == name).any()]
    labels = [outcome_label(name) for name in outcomes]
    heads = [label.with_unit(label.heading(lang), lang, of_difference=True) for label in labels]
    rows = [[text("point", lang), *heads, text("seeds_column", lang)]]
    cells = {
        (str(row["scenario"]), row["outcome"]): row
        for row in table[table["outcome"].isin(outcomes)].to_dict("records")
    }
    for row in chosen.to_dict("records"):
        found = [_cell(cells[str(row["scenario"]), name], name) for name in outcomes]
        rows.append([str(row["scenario"]), *found, str(row["n_seeds"])])
    n, period, contexts = len(study.seeds), income["period"].iloc[0], text("one_context", lang)
    return [
        text("sweep_title", lang, points=len(income), contexts=contexts, n=n, period=period),
        text("sweep_sorted", lang, shown=len(chosen), points=len(income)),
        *table_lines(rows),
    ]


def _across(study: SweepStudy, lang: str) -> list[str]:
    """Return what each point does over all contexts: the middle, the spread, how often it helps."""
    table = study.comparison
    outcomes = [name for name in HEADLINE if (table["outcome"] == name).any()]
    labels = [outcome_label(name) for name in outcomes]
    heads = [label.with_unit(label.heading(lang), lang, of_difference=True) for label in labels]
    rows = [[text("point", lang), *heads, text("across_higher", lang)]]
    for name, cells in table.groupby("scenario", sort=False):
        by_outcome = {outcome: cells[cells["outcome"] == outcome]["difference"] for outcome in outcomes}
        share = 100 * float((by_outcome[INCOME] > 0).mean()) if INCOME in by_outcome else math.nan
        rows.append([str(name), *(_spread(by_outcome[item], item) for item in outcomes), f"{share:.0f} %"])
    contexts = text("contexts", lang, n=len(study.plan.contexts))
    period = table["period"].iloc[0]
    return [
        text("across_title", lang, contexts=contexts, n=len(study.seeds), period=period),
        *table_lines(rows),
        text("across_note", lang),
    ]


def _spread(differences: pd.Series, outcome: str) -> str:
    """Return median and 90 % range in the unit that readers see."""
    label = outcome_label(outcome)
    shown = [
        rounded(float(value) * label.scale, label.difference_digits, sign=True)
        for value in differences.quantile([0.5, 0.05, 0.95])
    ]
    return f"{shown[0]} ({shown[1]} … {shown[2]})"


def _cell(row: dict[Any, Any], outcome: str) -> str:
    """Return a difference with its half-width in the unit that readers see."""
    label = outcome_label(outcome)
    scaled = [float(row[name]) * label.scale for name in ("difference", "low_90", "high_90")]
    result = Paired(*scaled, n=int(row["n_seeds"]), agreement=float(row["sign_agreement_share"]))
    mean = rounded(result.mean, label.difference_digits, sign=True)
    half = rounded((result.high - result.low) / 2, label.difference_digits)
    return mean if result.n < 2 else f"{mean} ± {half}"
