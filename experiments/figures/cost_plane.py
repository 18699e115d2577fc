"""What each scenario costs beside what it brings, with the same money as cash for a yardstick."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from experiments.figures.direct_labels import pushed_apart
from experiments.figures.labels import text
from experiments.figures.style import INK, SOFT_INK, looks, new_figure, panel, signed
from experiments.figures.tables import StudyTables, records
from experiments.measures.comparison import COST_PER_RESIDENT
from experiments.planning.compose import BASELINE, CASH
from experiments.words.labels import INCOME
from sim.arrays import Floats

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NAME = "cost_plane"
_KEPT = ["difference", "low_90", "high_90"]
_LEAST_GAP = 0.065
_NAME_OFFSET = 0.035
_MARGIN, _RIGHT_MARGIN = 0.08, 0.32
_CASH_SLOPE_LEAST_COST_CNY = 0.5


def table(study: StudyTables) -> pd.DataFrame:
    """Return extra public cost and income gain by scenario, averages from the policy start on."""
    if not study.compared():
        return pd.DataFrame()
    rows = study.comparison
    rows = rows[(rows["period"] == study.policy_period()) & (rows["versus"] == BASELINE)]
    parts = []
    for outcome, name in ((COST_PER_RESIDENT, "cost"), (INCOME, "gain")):
        part = rows[rows["outcome"] == outcome].set_index("scenario")
        renamed = {column: f"{name}_{column}_cny" for column in _KEPT}
        parts.append(part[[*_KEPT, "n_seeds"]].rename(columns={**renamed, "n_seeds": f"{name}_n_seeds"}))
    joined = pd.concat(parts, axis=1, join="inner").reindex(study.compared()).dropna(how="all")
    joined = joined.rename(columns={"gain_n_seeds": "n_seeds"}).drop(columns="cost_n_seeds")
    joined.insert(0, "period", study.policy_period())
    return joined.rename_axis("scenario").reset_index()


def draw(study: StudyTables, rows: pd.DataFrame, lang: str) -> Figure:
    """Return the figure of the table."""
    period = str(rows["period"].iloc[0]).replace("-", "–")
    line = "" if _cash_slope(rows) is None else text("cost_plane.above", lang)
    caption = text("cost_plane.caption", lang, n=int(rows["n_seeds"].max()), line=line)
    figure = new_figure(8, 5.4, text("cost_plane.title", lang, period=period), caption)
    axes = figure.subplots()
    panel(axes, "", grid="both")
    axes.set_xlabel(text("cost_plane.cost", lang))
    axes.set_ylabel(text("cost_plane.gain", lang))
    for place in (axes.axhline, axes.axvline):
        place(0, color=INK, lw=0.9)
    _set_limits(axes, rows)
    style = looks(list(rows["scenario"]))
    for row in records(rows):
        look = style[row["scenario"]]
        x, y = row["cost_difference_cny"], row["gain_difference_cny"]
        axes.plot([row["cost_low_90_cny"], row["cost_high_90_cny"]], [y, y], color=look.color, lw=1.6)
        axes.plot([x, x], [row["gain_low_90_cny"], row["gain_high_90_cny"]], color=look.color, lw=1.6)
        axes.plot([x], [y], color=look.color, marker=look.marker, ms=8, ls="none", mec="white", mew=0.8)
    _cash_line(axes, rows, lang)
    _name_points(axes, study, rows, lang)
    _signed_axes(axes)
    return figure


def _spread(values: Floats) -> tuple[float, float]:
    finite = np.append(values[np.isfinite(values)], 0.0)
    return float(finite.min()), float(finite.max())


def _set_limits(axes: Axes, rows: pd.DataFrame) -> None:
    """Show origin, points and intervals and no quadrant without any; names stand at the right."""
    for kind, set_limits, right in (
        ("cost", axes.set_xlim, _RIGHT_MARGIN),
        ("gain", axes.set_ylim, _MARGIN),
    ):
        low, high = _spread(rows[[f"{kind}_{name}_cny" for name in _KEPT]].to_numpy(np.float64))
        width = high - low or 1.0
        set_limits(low - _MARGIN * width, high + right * width)


def _cash_slope(rows: pd.DataFrame) -> float | None:
    """Return what a yuan of cash brings, or None where no cash was compared."""
    cash = rows[rows["scenario"] == CASH]
    if cash.empty or abs(cash["cost_difference_cny"].iloc[0]) < _CASH_SLOPE_LEAST_COST_CNY:
        return None
    return float(cash["gain_difference_cny"].iloc[0] / cash["cost_difference_cny"].iloc[0])


def _cash_line(axes: Axes, rows: pd.DataFrame, lang: str) -> None:
    """Draw the line on which a yuan brings what a yuan of cash brings."""
    slope = _cash_slope(rows)
    if slope is None:
        return
    axes.axline((0, 0), slope=slope, color=SOFT_INK, lw=1, ls=(0, (4, 3)))
    right, (bottom, top) = axes.get_xlim()[1], axes.get_ylim()
    rises = slope > 0
    end = min(right, (top if rises else bottom) / slope) if slope else right
    place: dict[str, Any] = {
        "xytext": (0, 4 if rises else -4),
        "ha": "center",
        "va": "bottom" if rises else "top",
    }
    if end >= right:
        place = {"xytext": (6, 0), "ha": "left", "va": "center"}
    axes.annotate(
        text("cost_plane.line", lang), xy=(end, slope * end), textcoords="offset points", fontsize=8,
        color=SOFT_INK, annotation_clip=False, **place,
    )  # fmt: skip


def _name_points(axes: Axes, study: StudyTables, rows: pd.DataFrame, lang: str) -> None:
    """Write names right of the points, pushed apart, each with a short leader to its point."""
    (low, high), (left, right) = axes.get_ylim(), axes.get_xlim()
    wanted = (rows["gain_difference_cny"].to_numpy() - low) / (high - low) + _NAME_OFFSET
    for row, height in zip(records(rows), pushed_apart(wanted, _LEAST_GAP, 0.0, 1.0), strict=True):
        point = row["cost_difference_cny"], row["gain_difference_cny"]
        across = (point[0] - left) / (right - left) + _NAME_OFFSET
        axes.annotate(
            study.title(row["scenario"], lang), xy=point, xytext=(across, height),
            textcoords="axes fraction", va="center", fontsize=9.5,
            arrowprops={"arrowstyle": "-", "color": SOFT_INK, "lw": 0.5, "shrinkA": 0, "shrinkB": 6},
            bbox={"boxstyle": "square,pad=0.1", "fc": "white", "ec": "none", "alpha": 0.8},
        )  # fmt: skip


def _signed_axes(axes: Axes) -> None:
    from matplotlib.ticker import FuncFormatter

    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(FuncFormatter(lambda value, _: signed(value, 0)))
