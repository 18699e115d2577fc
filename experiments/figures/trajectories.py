"""Income and poverty year by year: history in grey, then every scenario with its band over seeds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from experiments.figures.direct_labels import EndLabel, label_ends
from experiments.figures.labels import text
from experiments.figures.style import GREY, INK, SOFT_INK, Look, looks, new_figure, panel
from experiments.figures.tables import StudyTables

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NAME = "trajectories"
PANELS = (
    ("income_per_capita", "trajectories.income", 1e-3),
    ("poverty_headcount_net_6000", "trajectories.poverty", 1e2),
)
"""Outcome, title, and factor from the tidy file to the unit in the title."""

_LOW, _HIGH = 0.05, 0.95
_BAND_ALPHA = 0.13
_HISTORY = Look(GREY, "-", "o")


def table(study: StudyTables) -> pd.DataFrame:
    """Return mean and 90 % band over seeds by outcome, scenario and year; empty when nothing can be drawn."""
    frames = []
    for outcome, _, _ in PANELS:
        if outcome in study.outcomes:
            groups = study.outcomes.groupby(["scenario", "year"], sort=False)[outcome]
            frame = pd.DataFrame(
                {
                    "mean": groups.mean(),
                    "low_90": groups.quantile(_LOW),
                    "high_90": groups.quantile(_HIGH),
                    "n_seeds": groups.count(),
                }
            ).reset_index()
            frame.insert(0, "outcome", outcome)
            frames.append(frame)
    if not frames:
        return pd.DataFrame()
    rows = pd.concat(frames, ignore_index=True)
    return rows[rows["scenario"].isin(study.scenarios())].reset_index(drop=True)


def draw(study: StudyTables, rows: pd.DataFrame, lang: str) -> Figure:
    """Return the figure of the table."""
    years = study.years()
    caption = text("trajectories.caption", lang, n=study.n_seeds(), last=years[-1])
    title = text("trajectories.title", lang, first=years[0], last=years[-1])
    figure = new_figure(10, 4.9, title, caption)
    shown = [entry for entry in PANELS if entry[0] in set(rows["outcome"])]
    all_axes = figure.subplots(1, len(shown), squeeze=False)[0]
    labels = [
        _panel(axes, study, rows[rows["outcome"] == outcome], scale, text(title, lang), lang)
        for axes, (outcome, title, scale) in zip(all_axes, shown, strict=True)
    ]
    for axes, ends in zip(all_axes, labels, strict=True):
        label_ends(axes, ends)
    return figure


def _panel(
    axes: Axes, study: StudyTables, rows: pd.DataFrame, scale: float, title: str, lang: str
) -> list[EndLabel]:
    """Draw one outcome and return what to write at the ends of its lines."""
    panel(axes, title)
    start = study.policy_start()
    scenarios = study.scenarios()
    first = None if start is None or start not in study.years() else start - 1
    _line(axes, rows[rows["scenario"] == study.baseline], scale, _HISTORY, until=first)
    ends = []
    for scenario, look in looks(scenarios).items():
        own = rows[rows["scenario"] == scenario]
        if first is not None:
            own = own[own["year"] >= first]
            _line(axes, own, scale, look)
        last = float(own["mean"].iloc[-1]) * scale
        ends.append(EndLabel(last, f"{study.title(scenario, lang)} {last:.1f}", look))
    axes.set_xlim(study.years()[0], study.years()[-1])
    axes.set_ylim(0, axes.get_ylim()[1])
    if first is not None and start is not None:
        _mark_start(axes, start, lang)
    return ends


def _line(axes: Axes, rows: pd.DataFrame, scale: float, look: Look, until: int | None = None) -> None:
    if until is not None:
        rows = rows[rows["year"] <= until]
    year = rows["year"].to_numpy()
    low, high = (rows["low_90"] * scale).to_numpy(), (rows["high_90"] * scale).to_numpy()
    axes.fill_between(year, low, high, color=look.color, alpha=_BAND_ALPHA, lw=0)
    axes.plot(year, (rows["mean"] * scale).to_numpy(), color=look.color, ls=look.dashes)


def _mark_start(axes: Axes, start: int, lang: str) -> None:
    """Mark from where scenarios may differ: the end of the last common year."""
    axes.axvline(start - 1, color=INK, lw=0.8, ls=(0, (2, 2)))
    place = {"xy": (start - 1, 0.0), "xycoords": axes.get_xaxis_transform(), "textcoords": "offset points"}
    for key, across, side in (("trajectories.start", 5, "left"), ("trajectories.history", -5, "right")):
        axes.annotate(
            text(key, lang, year=start), xytext=(across, 5), ha=side, color=SOFT_INK, fontsize=8, **place
        )
