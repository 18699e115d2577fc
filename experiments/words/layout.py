"""Numbers for readers and aligned tables on a terminal, Chinese signs included."""

from __future__ import annotations

import math
from unicodedata import east_asian_width


def rounded(value: float, digits: int = 0, *, sign: bool = False) -> str:
    """Return a number for readers: thousands separated, two or three digits that matter.

    Examples
    --------
    >>> rounded(1234.4), rounded(0.00412, 4, sign=True), rounded(-3.96)
    ('1,230', '+0.0041', '−4')
    """
    if not math.isfinite(value):
        return "?"
    if digits == 0 and abs(value) >= 1_000:
        value = round(value, 2 - math.floor(math.log10(abs(value))))
    shown = f"{abs(value):,.{digits}f}"
    is_zero = float(shown.replace(",", "")) == 0
    mark = "" if is_zero else "−" if value < 0 else "+" if sign else ""
    return mark + shown


def width(words: str) -> int:
    """Return the columns that a text takes on a terminal; Chinese signs take two."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in words)


def table_lines(rows: list[list[str]]) -> list[str]:
    """Return rows as aligned lines, the first column to the left, the others to the right."""
    widths = [max(width(row[place]) for row in rows) for place in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [
            cell + " " * (room - width(cell)) if place == 0 else " " * (room - width(cell)) + cell
            for place, (cell, room) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  " + "   ".join(cells).rstrip())
    return lines
