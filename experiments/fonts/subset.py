"""Refresh the shipped font after new label texts: ``python -m experiments.fonts.subset FULL_FONT``.

FULL_FONT is the path of a complete Noto Sans CJK or Noto Sans SC file, for example the file
``NotoSansCJK-Regular.ttc`` of Debian's package ``fonts-noto-cjk``. The subset keeps ASCII, a few signs and
every character of the figures' texts, of outcomes and of titles of scenarios; a test says when it is stale.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.fonts import FAMILY, SUBSET

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

ROOT = Path(__file__).resolve().parents[2]
ALWAYS = "".join(map(chr, range(ord(" "), ord("~") + 1))) + "−–—±×·…≤≥←→↑↓°，。：；（）、？！“”"
"""ASCII and signs that numbers and captions may need whatever the labels say."""

_LABEL_FILE = "experiments/figures/labels.py"
_TITLE = re.compile(r"^  title:\n((?:    .*\n)+)", re.MULTILINE)
_NAME_IDS = {
    1: FAMILY,
    3: f"{FAMILY} Regular",
    4: f"{FAMILY} Regular",
    6: "NotoSansSCSubset-Regular",
    16: FAMILY,
}


def label_characters() -> str:
    """Return every character that a label can hold, sorted.

    Examples
    --------
    >>> {"A", "−", "年"} <= set(label_characters())
    True
    """
    from sim.outcomes import OUTCOMES
    from sim.outcomes.units import CHINESE

    texts = [(ROOT / _LABEL_FILE).read_text(encoding="utf-8")]
    for path in sorted(ROOT.glob("scenarios/**/*.yaml")):
        texts += _TITLE.findall(path.read_text(encoding="utf-8"))
    for outcome in OUTCOMES.values():
        texts += [outcome.full_title(CHINESE), outcome.full_title(CHINESE, of_difference=True)]
    return "".join(sorted({sign for sign in "".join([ALWAYS, *texts]) if sign.isprintable()}))


def simplified_chinese(path: Path) -> TTFont:
    """Return the Simplified Chinese face of a font file or collection."""
    from fontTools.ttLib import TTCollection, TTFont

    if path.suffix.lower() not in {".ttc", ".otc"}:
        return TTFont(path)
    for font in TTCollection(path).fonts:
        if font["name"].getDebugName(1) == "Noto Sans CJK SC":
            return font
    raise ValueError(f"{path.name} holds no face 'Noto Sans CJK SC'")


def write_subset(full_font: Path, target: Path = SUBSET) -> None:
    """Write the subset of a complete font; outlines and metrics stay, hints and layout features go."""
    from fontTools.subset import Options, Subsetter, save_font  # type: ignore[import-untyped]

    options = Options()
    options.hinting, options.layout_features, options.notdef_outline = False, [], True
    options.drop_tables = [*options.drop_tables, "BASE", "VORG", "vhea", "vmtx"]
    options.name_IDs, options.recalc_timestamp = [0, *range(1, 15), 16, 17], False
    font = simplified_chinese(full_font)
    worker = Subsetter(options)
    worker.populate(text=label_characters())
    worker.subset(font)
    _rename(font)
    save_font(font, target, options)


def _rename(font: TTFont) -> None:
    """Give the subset its own name, so that nobody takes it for the complete font."""
    for record in list(font["name"].names):
        if record.nameID in _NAME_IDS:
            record.string = _NAME_IDS[record.nameID]
    if "CFF " in font:
        top = font["CFF "].cff
        top.fontNames = [_NAME_IDS[6]]
        top.topDictIndex[0].FamilyName = FAMILY
        top.topDictIndex[0].FullName = FAMILY


def main() -> None:
    """Write the subset from the complete font named on the command line."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    write_subset(Path(sys.argv[1]))
    print(f"{SUBSET.name}: {len(label_characters())} characters, {SUBSET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
