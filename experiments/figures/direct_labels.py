"""Labels at the ends of lines instead of a legend, pushed apart so that none covers another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.figures.style import INK, SOFT_INK, Look
from sim.arrays import Floats

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_POINTS_PER_INCH = 72.0
_LINE_POINTS = 12.5
_FONT_POINTS = 9.0
_SWATCH_POINTS = (14.0, 40.0)


@dataclass(frozen=True)
class EndLabel:
    """The end of a line, what to write there, and how the line looks."""

    height: float
    text: str
    look: Look


def pushed_apart(wanted: Floats, least_gap: float, low: float, high: float) -> Floats:
    """Return heights at least a gap apart, near the wanted ones and inside the limits if they fit.

    Examples
    --------
    >>> pushed_apart(np.array([5.0, 5.0, 9.0]), 2.0, 0.0, 10.0).tolist()
    [4.0, 6.0, 9.0]
    """
    order = np.argsort(wanted, kind="stable")
    clusters: list[tuple[float, int]] = []  # (centre, members), bottom to top
    for value in wanted[order]:
        clusters.append((float(value), 1))
        while True:
            last = len(clusters) - 1
            clusters[last] = _inside(clusters[last], least_gap, low, high)
            if last == 0 or not _touch(clusters[last - 1], clusters[last], least_gap):
                break
            (below, n_below), (above, n_above) = clusters[-2:]
            n = n_below + n_above
            clusters[-2:] = [((below * n_below + above * n_above) / n, n)]
    heights = [
        centre + (rank - (members - 1) / 2) * least_gap
        for centre, members in clusters
        for rank in range(members)
    ]
    result = np.empty(len(wanted))
    result[order] = heights
    return result


def _touch(below: tuple[float, int], above: tuple[float, int], gap: float) -> bool:
    return above[0] - below[0] < gap * (below[1] + above[1]) / 2


def _inside(cluster: tuple[float, int], gap: float, low: float, high: float) -> tuple[float, int]:
    centre, members = cluster
    half = (members - 1) / 2 * gap
    return max(min(centre, high - half), low + half), members


def label_ends(axes: Axes, labels: Sequence[EndLabel]) -> None:
    """Write labels right of a panel, each with a piece of its line and a thin leader to the line's end.

    The figure must have been laid out, so that points can be counted.
    """
    figure = axes.get_figure(root=True)
    assert figure is not None
    low, high = axes.get_ylim()
    panel_points = axes.get_window_extent().height / figure.dpi * _POINTS_PER_INCH
    gap = _LINE_POINTS / panel_points
    wanted = np.array([(label.height - low) / (high - low) for label in labels])
    for label, start, height in zip(labels, wanted, pushed_apart(wanted, gap, 0.0, 1.0), strict=True):
        end: dict[str, Any] = {"xy": (1.0, start), "xycoords": "axes fraction", "textcoords": "offset points"}
        rise = (height - start) * panel_points
        near, far = _SWATCH_POINTS
        line: dict[str, Any] = {"arrowstyle": "-", "shrinkA": 0, "shrinkB": 0}
        axes.annotate("", xytext=(near, rise), arrowprops={**line, "color": SOFT_INK, "lw": 0.5}, **end)
        _swatch(axes, label.look, (near, far), (start, rise))
        axes.annotate(
            label.text, xytext=(far + 5, rise), va="center", color=INK, fontsize=_FONT_POINTS, **end
        )


def _swatch(axes: Axes, look: Look, span: tuple[float, float], place: tuple[float, float]) -> None:
    """Draw a piece of the line, so that its dashes can be matched."""
    from matplotlib.lines import Line2D
    from matplotlib.transforms import ScaledTranslation

    figure = axes.get_figure(root=True)
    assert figure is not None
    height, rise = place
    inches = [points / _POINTS_PER_INCH for points in span]
    at_line_end = ScaledTranslation(1.0, height, axes.transAxes)  # type: ignore[arg-type]
    line = Line2D(
        inches, [rise / _POINTS_PER_INCH] * 2, color=look.color, ls=look.dashes, lw=1.8,
        transform=figure.dpi_scale_trans + at_line_end, clip_on=False,
    )  # fmt: skip
    axes.add_artist(line)
