"""Late differences to the baseline, outcome by outcome, with their intervals: a forest plot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from experiments.figures.labels import DRAWN, difference_text, text
from experiments.figures.style import BLUE, GREY, INK, new_figure, panel, signed
from experiments.figures.tables import StudyTables, records
from experiments.measures.comparison import paired
from experiments.words.labels import outcome_label

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NAME = "differences"
_PANEL_HEIGHT = 0.9
_ROW_HEIGHT = 0.3


def table(study: StudyTables) -> pd.DataFrame:
    """Return paired differences to the baseline, averaged over the last years of each seed."""
    if not study.compared():
        return pd.DataFrame()
    outcomes = [name for name in DRAWN if name in study.outcomes]
    late = study.outcomes[study.outcomes["year"].isin(study.last_years())]
    rows = []
    for outcome in outcomes:
        means = late.pivot_table(index="seed", columns="scenario", values=outcome, dropna=False)
        for scenario in study.compared():
            result = paired((means[scenario] - means[study.baseline]).to_numpy())
            rows.append(
                {
                    "outcome": outcome,
                    "scenario": scenario,
                    "years": f"{study.last_years()[0]}-{study.last_years()[-1]}",
                    "difference": result.mean,
                    "low_90": result.low,
                    "high_90": result.high,
                    "n_seeds": result.n,
                    "is_clear": result.is_clear,
                }
            )
    return pd.DataFrame(rows)


def draw(study: StudyTables, rows: pd.DataFrame, lang: str) -> Figure:
    """Return the figure of the table: a panel for each outcome, a row for each scenario."""
    first, last = study.last_years()[0], study.last_years()[-1]
    outcomes = list(dict.fromkeys(rows["outcome"]))
    across = 2 if len(outcomes) > 1 else 1
    down = -(-len(outcomes) // across)
    scenarios = study.compared()
    height = 1.3 + down * (_PANEL_HEIGHT + _ROW_HEIGHT * len(scenarios))
    caption = text("differences.caption", lang, n=study.n_seeds())
    figure = new_figure(10, height, text("differences.title", lang, first=first, last=last), caption)
    names = [study.title(scenario, lang) for scenario in scenarios]
    panels = figure.subplots(down, across, squeeze=False, sharey=True).ravel()
    for axes, outcome in zip(panels, outcomes, strict=False):
        _panel(axes, rows[rows["outcome"] == outcome], outcome, names, lang)
    for axes in panels[len(outcomes) :]:
        axes.set_axis_off()
    return figure


def _panel(axes: Axes, rows: pd.DataFrame, outcome: str, names: list[str], lang: str) -> None:
    label = outcome_label(outcome)
    panel(axes, label.full_title(lang, of_difference=True), grid="x")
    axes.axvline(0, color=INK, lw=0.9)
    for place, row in enumerate(records(rows)):
        mean, low, high = row["difference"], row["low_90"], row["high_90"]
        ends = [low * label.scale, high * label.scale]
        color = BLUE if row["is_clear"] else GREY
        axes.plot(ends, [place, place], color=color, solid_capstyle="butt")
        marker, filling = ("o", color) if row["is_clear"] else ("D", "white")
        axes.plot([mean * label.scale], [place], color=color, marker=marker, mfc=filling, ms=6, ls="none")
        axes.annotate(
            difference_text(outcome, lang, mean, low, high),
            xy=(1.0, place), xycoords=axes.get_yaxis_transform(), xytext=(8, 0),
            textcoords="offset points", va="center", fontsize=8.5,
        )  # fmt: skip
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set_yticks(range(len(names)), names)
    axes.tick_params(axis="y", length=0, labelcolor=INK, labelsize=9)
    axes.spines["left"].set_visible(False)
    _signed_ticks(axes, rows, label.scale)


def _signed_ticks(axes: Axes, rows: pd.DataFrame, scale: float) -> None:
    """Set few ticks with sign, zero always in sight."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    ends = rows[["difference", "low_90", "high_90"]].to_numpy(np.float64) * scale
    ends = np.append(ends[np.isfinite(ends)], 0.0)
    margin = (ends.max() - ends.min() or 1.0) * 0.06
    axes.set_xlim(ends.min() - margin, ends.max() + margin)
    axes.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    step = float(np.diff(axes.get_xticks())[0])
    digits = max(0, int(np.ceil(-np.log10(step) - 1e-9)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: signed(value, digits)))
