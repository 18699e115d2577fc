"""How all figures look: font, colours, line styles, fixed sizes, and files without dates."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.fonts import FAMILY, SUBSET

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK, SOFT_INK, RULE = "#1F2328", "#57606A", "#D0D7DE"
GREY, BLUE, VERMILION, GREEN, PURPLE, ORANGE = (
    "#6B747B", "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00",
)  # fmt: skip
"""Okabe and Ito's colours, told apart by colour-blind readers; for lines and areas, never for text."""

PNG_DPI = 160
_LETTERS_PER_INCH = 16.5


@dataclass(frozen=True)
class Look:
    """What tells a scenario's line and point from the others: never the colour alone."""

    color: str
    dashes: Any
    marker: str


_LOOKS = {
    "baseline": Look(GREY, (0, (4, 2)), "o"),
    "training": Look(BLUE, "-", "o"),
    "integration": Look(VERMILION, (0, (6, 1.5, 1, 1.5)), "s"),
    "talent": Look(GREEN, (0, (8, 2)), "^"),
    "cash": Look(PURPLE, (0, (1, 1.2)), "D"),
}
_SPARE = (
    Look(ORANGE, (0, (3, 1, 1, 1, 1, 1)), "v"),
    Look("#56B4E9", (0, (5, 1)), "P"),
    Look("#8C6D1F", (0, (2, 1)), "X"),
    Look(INK, (0, (10, 3)), "*"),
)


def looks(scenarios: Sequence[str]) -> dict[str, Look]:
    """Return the look of each scenario; the shipped ones keep theirs from study to study."""
    others = [name for name in scenarios if name not in _LOOKS]
    spare = {name: _spare(rank) for rank, name in enumerate(others)}
    return {name: _LOOKS.get(name) or spare[name] for name in scenarios}


def _spare(rank: int) -> Look:
    """Return one of sixteen looks: after four, each colour comes again with other dashes and marker."""
    turn, place = divmod(rank, len(_SPARE))
    other = _SPARE[(place + turn) % len(_SPARE)]
    return Look(_SPARE[place].color, other.dashes, other.marker)


@contextmanager
def house_style(salt: str) -> Iterator[None]:
    """Draw and save inside: our font by path, no top and right frame, reproducible files."""
    import matplotlib
    from matplotlib import font_manager

    if FAMILY not in {entry.name for entry in font_manager.fontManager.ttflist}:
        font_manager.fontManager.addfont(SUBSET)
    settings: dict[str, Any] = {
        "font.family": [FAMILY, "DejaVu Sans"], "font.size": 9, "text.color": INK,
        "axes.titlesize": 10, "axes.titlelocation": "left", "axes.titlepad": 8, "axes.labelcolor": SOFT_INK,
        "axes.edgecolor": SOFT_INK, "axes.linewidth": 0.8, "axes.spines.top": False,
        "axes.spines.right": False, "axes.unicode_minus": True, "axes.axisbelow": True,
        "grid.color": RULE, "grid.linewidth": 0.6,
        "xtick.color": SOFT_INK, "ytick.color": SOFT_INK, "xtick.labelsize": 8.5, "ytick.labelsize": 8.5,
        "lines.linewidth": 1.8, "hatch.linewidth": 0.8, "savefig.bbox": "standard",
        "svg.fonttype": "path", "svg.hashsalt": salt, "path.simplify": False,
    }  # fmt: skip
    with matplotlib.rc_context(settings):  # type: ignore[arg-type]
        yield


def new_figure(width: float, height: float, title: str, caption: str) -> Figure:
    """Return an empty figure of fixed size in inches, with its title above and its caption below."""
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    figure = Figure(
        figsize=(width, height),
        layout=ConstrainedLayoutEngine(w_pad=0.1, h_pad=0.08, wspace=0.04, hspace=0.06),
    )
    figure.suptitle(title, x=0.012, ha="left", fontsize=13)
    text = balanced(caption, round(width * _LETTERS_PER_INCH))
    figure.supxlabel(text, x=0.012, ha="left", fontsize=8, color=SOFT_INK, linespacing=1.35)
    return figure


def wrapped(text: str, width: int) -> str:
    r"""Return a text broken into lines of at most so many Latin letters; a Chinese character counts two.

    Examples
    --------
    >>> wrapped("one two three", 8)
    'one two\nthree'
    >>> wrapped("一二三，四五", 8)
    '一二三，\n四五'
    """
    lines, line = [], ""
    for piece in re.findall(r"[（“]?[\u3400-\u9fff][，。；：、）”？！]*|[^\s\u3400-\u9fff]+|\s+", text):
        if line.strip() and _breadth(line + piece.rstrip()) > width:
            lines.append(line.strip())
            line = ""
        line += piece
    return "\n".join([*lines, line.strip()])


def balanced(text: str, width: int) -> str:
    r"""Return a text in as few lines as the width allows, none of them much shorter than the others.

    Examples
    --------
    >>> balanced("one two three four five", 20)
    'one two three\nfour five'
    """
    best = wrapped(text, width)
    for narrower in range(width - 1, 0, -1):
        attempt = wrapped(text, narrower)
        if attempt.count("\n") > best.count("\n"):
            break
        best = attempt
    return best


def _breadth(text: str) -> int:
    return sum(2 if ord(sign) > 0x2E7F else 1 for sign in text)


def signed(value: float, digits: int) -> str:
    """Return a difference with its sign, a real minus, and no sign at zero.

    Examples
    --------
    >>> signed(-1.25, 1), signed(3.0, 1), signed(-0.001, 1)
    ('−1.2', '+3.0', '0.0')
    """
    text = f"{value:+,.{digits}f}"
    if not text.strip("+-0.,"):
        return text[1:]
    return text.replace("-", "−")


def panel(axes: Axes, title: str, *, grid: str = "y") -> None:
    """Give a panel its title and its thin grid."""
    axes.set_title(title)
    axes.grid(visible=True, axis=grid)  # type: ignore[arg-type]
    axes.tick_params(length=3)


def save(figure: Figure, folder: Path, name: str) -> list[Path]:
    """Write a figure as SVG, PNG and PDF without dates; ids of the SVG start with the figure's name."""
    paths = [folder / f"{name}.{kind}" for kind in ("svg", "png", "pdf")]
    figure.draw_without_rendering()
    figure.set_layout_engine("none")  # laid out once is enough for three files
    vector = io.StringIO()
    figure.savefig(vector, format="svg", metadata={"Date": None, "Creator": None})
    paths[0].write_text(_prefixed(vector.getvalue(), name), encoding="utf-8", newline="\n")
    figure.savefig(paths[1], format="png", dpi=PNG_DPI, metadata={"Software": None})
    nothing = {"Creator": None, "Producer": None, "CreationDate": None}
    figure.savefig(paths[2], format="pdf", metadata=nothing)
    return paths


def _prefixed(svg: str, name: str) -> str:
    """Return an SVG whose ids are its own, so that several can stand in one page."""
    return re.sub(r'(\bid="|href="#|url\(#)', lambda match: f"{match[1]}{name}-", svg)
