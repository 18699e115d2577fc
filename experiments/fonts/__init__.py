"""The font that figures are lettered with: a small subset of Noto Sans SC, shipped with its licence."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

SUBSET = Path(__file__).resolve().parent / "NotoSansSC-Subset.otf"
FAMILY = "Noto Sans SC Subset"


@lru_cache
def shipped_characters() -> frozenset[str]:
    """Return the characters that the shipped font can write."""
    from matplotlib.ft2font import FT2Font

    return frozenset(map(chr, FT2Font(str(SUBSET)).get_charmap()))
