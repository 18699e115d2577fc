"""The answer of a sweep on the screen: how much was run, the points of highest income, files, limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from experiments.measures.comparison import Paired
from experiments.words.labels import HEADLINE, INCOME, limits, outcome_label, text
from experiments.words.layout import rounded, table_lines

if TYPE_CHECKING:
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
    lines = ["", *_points(study, lang)] if len(study.comparison) else [""]
    if study.failed:
        place, error = next(iter(study.failed.items()))
        lines.append(text("sweep_failed", lang, n=len(study.failed), place=place, error=error))
    lines += ["", text("bands", lang, n=len(study.seeds)), limits(lang, len(study.plan.members))]
    stored = text("sweep_stored", lang, done=study.n_stored, total=n_runs, found=study.n_found)
    lines.append(f"{text('files', lang, figures='', folder=study.folder)} ({stored}, {study.seconds:.0f} s)")
    return lines


def _points(study: SweepStudy, lang: str) -> list[str]:
    """Return the table of points, those with the highest mean income first."""
    table = study.comparison
    place = ["context", "scenario"] if "context" in table else ["scenario"]
    income = table[table["outcome"] == INCOME].sort_values("difference", ascending=False, kind="stable")
    chosen = income.head(MOST_POINTS)
    outcomes = [name for name in HEADLINE if (table["outcome"] == name).any()]
    labels = [outcome_label(name) for name in outcomes]
    heads = [label.with_unit(label.heading(lang), lang, of_difference=True) for label in labels]
    rows = [[text("point", lang), *heads, text("seeds_column", lang)]]
    cells = {
        (*(str(row[key]) for key in place), row["outcome"]): row
        for row in table[table["outcome"].isin(outcomes)].to_dict("records")
    }
    for row in chosen.to_dict("records"):
        point = tuple(str(row[key]) for key in place)
        found = [_cell(cells[*point, name], name) for name in outcomes]
        rows.append([" | ".join(part for part in point if part), *found, str(row["n_seeds"])])
    n_contexts = len(study.plan.contexts)
    contexts = text("one_context", lang) if n_contexts == 1 else text("contexts", lang, n=n_contexts)
    n, period = len(study.seeds), income["period"].iloc[0]
    lines = [text("sweep_title", lang, points=len(income), contexts=contexts, n=n, period=period)]
    if len(income) > len(chosen):
        lines.append(text("sweep_sorted", lang, shown=len(chosen)))
    return [*lines, *table_lines(rows)]


def _cell(row: dict[Any, Any], outcome: str) -> str:
    """Return a difference with its half-width in the unit that readers see."""
    label = outcome_label(outcome)
    scaled = [float(row[name]) * label.scale for name in ("difference", "low_90", "high_90")]
    result = Paired(*scaled, n=int(row["n_seeds"]), agreement=float(row["sign_agreement_share"]))
    mean = rounded(result.mean, label.difference_digits, sign=True)
    half = rounded((result.high - result.low) / 2, label.difference_digits)
    return mean if result.n < 2 else f"{mean} ± {half}"
