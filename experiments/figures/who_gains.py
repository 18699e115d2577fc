"""Who is better and who worse off than in the baseline, by income before the policies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from experiments.figures.labels import text
from experiments.figures.style import BLUE, INK, SOFT_INK, VERMILION, new_figure, panel, signed
from experiments.figures.tables import StudyTables, records

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NAME = "who_gains"
GROUPING = "income_quintile"
_PANELS = {1: (1, 1), 2: (1, 2), 3: (1, 3), 4: (2, 2)}
_PER_CENT = 100.0
_ROOM_FOR_NUMBER = 1.22


def table(study: StudyTables) -> pd.DataFrame:
    """Return shares better and worse off by scenario and fifth of initial income."""
    if study.winners.empty or not study.compared():
        return pd.DataFrame()
    rows = study.winners[study.winners["grouping"] == GROUPING]
    return rows[rows["scenario"].isin(study.compared())].reset_index(drop=True)


def draw(study: StudyTables, rows: pd.DataFrame, lang: str) -> Figure:
    """Return the figure of the table: a panel for each scenario, a row for each fifth."""
    scenarios = list(dict.fromkeys(rows["scenario"]))
    down, across = _PANELS.get(len(scenarios), (-(-len(scenarios) // 3), 3))
    years = study.last_years()
    caption = text(
        "who_gains.caption", lang, n=int(rows["n_seeds"].max()), first=years[0], last=years[-1],
        before=(study.policy_start() or years[0]) - 1,
        households=f"{rows['n_households_per_seed'].mean():,.0f}",
    )  # fmt: skip
    figure = new_figure(10, 1.8 + 2.3 * down, text("who_gains.title", lang), caption)
    panels = figure.subplots(down, across, squeeze=False, sharex=True, sharey=True)
    widest = float(rows[["better_off_share", "worse_off_share"]].to_numpy().max()) * _PER_CENT
    for axes, scenario in zip(panels.ravel(), scenarios, strict=False):
        _panel(axes, rows[rows["scenario"] == scenario], study.title(scenario, lang), lang)
        axes.set_xlim(-widest * _ROOM_FOR_NUMBER - 1, widest * _ROOM_FOR_NUMBER + 1)
    for axes in panels.ravel()[len(scenarios) :]:
        axes.set_axis_off()
    for axes in panels[-1]:
        axes.set_xlabel(text("who_gains.axis", lang))
    return figure


def _mean_text(row: dict[str, Any]) -> str:
    """Return the mean difference, in brackets where its interval does not exclude zero."""
    mean = signed(row["mean_difference_cny"], 0)
    return mean if row["low_90"] > 0 or row["high_90"] < 0 else f"({mean})"


def _panel(axes: Axes, rows: pd.DataFrame, title: str, lang: str) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    panel(axes, title, grid="x")
    for place, row in enumerate(records(rows)):
        better, worse = row["better_off_share"] * _PER_CENT, row["worse_off_share"] * _PER_CENT
        axes.barh(place, better, height=0.62, color=BLUE)
        axes.barh(place, -worse, height=0.62, color="white", edgecolor=VERMILION, hatch="////", lw=1)
        for value, side, across in ((better, "left", 4), (-worse, "right", -4)):
            axes.annotate(
                f"{abs(value):.0f}", xy=(value, place), xytext=(across, 0), textcoords="offset points",
                ha=side, va="center", fontsize=8.5,
            )  # fmt: skip
        axes.annotate(
            _mean_text(row), xy=(1.0, place), xycoords=axes.get_yaxis_transform(),
            xytext=(36, 0), textcoords="offset points", ha="right", va="center", fontsize=8.5,
        )  # fmt: skip
    axes.annotate(
        text("who_gains.mean", lang), xy=(1.0, 1.0), xycoords="axes fraction", xytext=(36, 2),
        textcoords="offset points", ha="right", va="bottom", fontsize=8, color=SOFT_INK,
    )  # fmt: skip
    axes.axvline(0, color=INK, lw=0.9)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_yticks(range(len(rows)), [text(group, lang) for group in rows["label"]])
    axes.tick_params(axis="y", length=0, labelcolor=INK, labelsize=9)
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_locator(MaxNLocator(8, integer=True, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{abs(value):.0f}"))
