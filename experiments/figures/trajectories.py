"""Income and poverty year by year: levels with their common history, and paired differences below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from experiments.figures.direct_labels import EndLabel, label_ends
from experiments.figures.labels import text
from experiments.figures.style import GREY, INK, SOFT_INK, Look, looks, new_figure, panel, signed
from experiments.figures.tables import StudyTables
from experiments.planning.compose import BASELINE
from experiments.words.labels import INCOME, POVERTY, outcome_label

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.outcomes.units import Label

NAME = "trajectories"
LEVEL, DIFFERENCE = "level", "difference"


OUTCOMES = (INCOME, POVERTY)

_LOW, _HIGH = 0.05, 0.95
_BAND_ALPHA = 0.13
_HISTORY = Look(GREY, "-", "o")
_KEYS = ["kind", "outcome", "scenario", "year", "mean", "low_90", "high_90", "n_seeds"]


def table(study: StudyTables) -> pd.DataFrame:
    """Return levels and differences with their bands by outcome, scenario and year."""
    outcomes = [name for name in OUTCOMES if name in study.outcomes]
    parts = (_levels, _differences) if study.compared() else (_levels,)
    frames = [part(study, outcome) for outcome in outcomes for part in parts]
    return pd.concat(frames, ignore_index=True)[_KEYS] if frames else pd.DataFrame()


def _levels(study: StudyTables, outcome: str) -> pd.DataFrame:
    """Return mean and percentiles over seeds."""
    shown = study.outcomes[study.outcomes["scenario"].isin(study.scenarios())]
    groups = shown.groupby(["scenario", "year"], sort=False)[outcome]
    spread = {"low_90": groups.quantile(_LOW), "high_90": groups.quantile(_HIGH), "n_seeds": groups.count()}
    rows = pd.DataFrame({"mean": groups.mean(), **spread}).reset_index()
    return rows.assign(kind=LEVEL, outcome=outcome)


def _differences(study: StudyTables, outcome: str) -> pd.DataFrame:
    """Return the yearly paired differences of the comparison."""
    rows = study.comparison
    rows = rows[(rows["outcome"] == outcome) & (rows["versus"] == BASELINE) & rows["period"].str.isdigit()]
    rows = rows.rename(columns={"period": "year", "difference": "mean"}).astype({"year": int})
    return rows.assign(kind=DIFFERENCE)


def draw(study: StudyTables, rows: pd.DataFrame, lang: str) -> Figure:
    """Return the figure of the table."""
    years = study.years()
    has_differences = bool((rows["kind"] == DIFFERENCE).any())
    caption = text("trajectories.levels", lang, n=study.n_seeds())
    caption += text("trajectories.differences", lang) if has_differences else ""
    caption += text("trajectories.caption", lang, last=years[-1])
    title = text("trajectories.title", lang, first=years[0], last=years[-1])
    labels = [outcome_label(name) for name in OUTCOMES if name in set(rows["outcome"])]
    down = 2 if has_differences else 1
    figure = new_figure(11, 1.2 + 3.3 * down, title, caption)
    panels = figure.subplots(down, len(labels), squeeze=False)
    ends = []
    for place, label in enumerate(labels):
        own = rows[rows["outcome"] == label.name]
        levels, differences = (own[own["kind"] == kind] for kind in (LEVEL, DIFFERENCE))
        ends.append(_draw_levels(panels[0, place], study, levels, label, lang))
        if has_differences:
            ends.append(_draw_differences(panels[1, place], study, differences, label, lang))
    figure.draw_without_rendering()
    for axes, written in zip(panels.T.ravel(), ends, strict=True):
        label_ends(axes, written)
    return figure


def _draw_levels(
    axes: Axes, study: StudyTables, rows: pd.DataFrame, label: Label, lang: str
) -> list[EndLabel]:
    """Draw levels, the common history once and in grey; return what to write at the ends of the lines."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    panel(axes, label.full_title(lang))
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    start = study.policy_start()
    last_common = start - 1 if start is not None and start > study.years()[0] else None
    history = rows[rows["scenario"] == study.baseline]
    if last_common is not None:
        _line(axes, history[history["year"] <= last_common], label.scale, _HISTORY)
    ends = []
    for scenario, look in looks(study.scenarios()).items():
        own = rows[rows["scenario"] == scenario]
        own = own if last_common is None else own[own["year"] >= last_common]
        last = _line(axes, own, label.scale, look)
        ends.append(EndLabel(last, f"{study.title(scenario, lang)} {last:,.{label.digits}f}", look))
    axes.set_xlim(study.years()[0], study.years()[-1])
    axes.set_ylim(0, axes.get_ylim()[1])
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    if last_common is not None:
        _mark_start(axes, last_common, lang)
    return ends


def _draw_differences(
    axes: Axes, study: StudyTables, rows: pd.DataFrame, label: Label, lang: str
) -> list[EndLabel]:
    """Draw paired differences from the last common year on; return what to write at the ends of the lines."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    panel(axes, label.with_unit(text("trajectories.difference", lang), lang, of_difference=True))
    axes.axhline(0, color=INK, lw=0.9)
    ends = []
    for scenario, look in looks(study.scenarios()).items():
        own = rows[rows["scenario"] == scenario]
        if own.empty:
            continue
        zero = pd.DataFrame({"year": [own["year"].min() - 1], "mean": 0.0, "low_90": 0.0, "high_90": 0.0})
        last = _line(axes, pd.concat([zero, own]), label.scale, look)
        ends.append(
            EndLabel(last, f"{study.title(scenario, lang)} {signed(last, label.difference_digits)}", look)
        )
    axes.set_xlim(int(rows["year"].min()) - 1, study.years()[-1])
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(
        FuncFormatter(lambda value, _: signed(value, min(label.difference_digits, 1)))
    )
    return ends


def _line(axes: Axes, rows: pd.DataFrame, scale: float, look: Look) -> float:
    """Draw a line with its band and return the height of its end."""
    year, mean = rows["year"].to_numpy(), (rows["mean"] * scale).to_numpy()
    low, high = (rows["low_90"] * scale).to_numpy(), (rows["high_90"] * scale).to_numpy()
    axes.fill_between(year, low, high, color=look.color, alpha=_BAND_ALPHA, lw=0)
    axes.plot(year, mean, color=look.color, ls=look.dashes)
    return float(mean[-1])


def _mark_start(axes: Axes, last_common: int, lang: str) -> None:
    """Mark from where scenarios may differ: the end of the last common year."""
    axes.axvline(last_common, color=INK, lw=0.8, ls=(0, (2, 2)))
    place: dict[str, Any] = {"xy": (last_common, 0.0), "xycoords": axes.get_xaxis_transform()}
    place |= {"textcoords": "offset points", "color": SOFT_INK, "fontsize": 8}
    for key, across, side in (("trajectories.start", 5, "left"), ("trajectories.history", -5, "right")):
        axes.annotate(text(key, lang, year=last_common + 1), xytext=(across, 5), ha=side, **place)
