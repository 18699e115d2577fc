"""How numbers are shown to readers: names, units, factors and decimals, each stated once."""

from __future__ import annotations

from dataclasses import dataclass

CHINESE = "zh"

_PER_CENT = 100.0


@dataclass(frozen=True)
class Unit:
    """How readers see a unit.

    Attributes
    ----------
    en, zh : str
        Words behind a number that was multiplied by ``scale``; empty for pure numbers.
    scale : float
    digits, difference_digits : int
        Decimals of levels and of differences, after scaling.
    difference_en, difference_zh : str
        Words behind a difference; empty means those of a level.
    """

    en: str
    zh: str
    scale: float = 1.0
    digits: int = 0
    difference_digits: int = 0
    difference_en: str = ""
    difference_zh: str = ""


_SHARE = Unit("%", "%", _PER_CENT, 1, 2, "% points", "百分点")

UNITS: dict[str, Unit] = {
    "share": _SHARE,
    "prob": _SHARE,
    "index": Unit("", "", 1.0, 3, 4),
    "ratio": Unit("", "", 1.0, 2, 3),
    "score": Unit("of 100", "分", _PER_CENT, 1, 2, "points", "分"),
    "log": Unit("", "", 1.0, 3, 4),
    "sd": Unit("", "", 1.0, 2, 3),
    "count": Unit("", "个", 1.0, 0, 1),
    "plants": Unit("", "个", 1.0, 2, 3),
    "persons": Unit("persons", "人", 1.0, 0, 1),
    "households": Unit("households", "户", 1.0, 0, 1),
    "yr": Unit("years", "年", 1.0, 1, 2),
    "months": Unit("months", "月", 1.0, 1, 2),
    "days": Unit("days", "天", 1.0, 1, 2),
    "yuan/person-yr, 2020 prices": Unit("yuan a year", "元/年"),
    "yuan/yr, 2020 prices": Unit("yuan a year", "元/年"),
    "yuan/village-yr": Unit("yuan a year", "元/年"),
    "yuan/household-yr": Unit("yuan a year", "元/年"),
}
"""Units of outcomes by their name in the statements; one that is not here is shown as it is written."""


def unit_of(name: str) -> Unit:
    """Return how a unit is shown.

    Examples
    --------
    >>> unit_of("share").scale, unit_of("mu").en
    (100.0, 'mu')
    """
    return UNITS.get(name) or Unit(name, name, 1.0, 1, 2)


@dataclass(frozen=True)
class Label:
    """What readers see of a quantity.

    Attributes
    ----------
    name : str
        Column of the tidy files.
    unit : str
        Unit in the tidy files, a key of :data:`UNITS`.
    label, label_zh : str
        For figures and reports.
    short, short_zh : str
        For heads of narrow tables.
    scale : float
        Factor from the tidy files to what is shown.
    digits, difference_digits : int
        Decimals of levels and of differences.
    """

    name: str
    unit: str
    label: str
    label_zh: str
    short: str
    short_zh: str
    scale: float
    digits: int
    difference_digits: int

    def title(self, lang: str) -> str:
        """Return the name in a language."""
        return self.label_zh if lang == CHINESE else self.label

    def heading(self, lang: str) -> str:
        """Return the short name in a language."""
        return self.short_zh if lang == CHINESE else self.short

    def unit_text(self, lang: str, *, of_difference: bool = False) -> str:
        """Return the unit after scaling in a language, of a level or of a difference."""
        unit = unit_of(self.unit)
        if of_difference and unit.difference_en:
            return unit.difference_zh if lang == CHINESE else unit.difference_en
        return unit.zh if lang == CHINESE else unit.en

    def full_title(self, lang: str, *, of_difference: bool = False) -> str:
        """Return the name with its unit.

        Examples
        --------
        >>> label_of("gain", "share", ("Gain", "增益")).full_title("en", of_difference=True)
        'Gain, % points'
        """
        return self.with_unit(self.title(lang), lang, of_difference=of_difference)

    def with_unit(self, words: str, lang: str, *, of_difference: bool = False) -> str:
        """Return words with the unit of the quantity behind them."""
        unit = self.unit_text(lang, of_difference=of_difference)
        if not unit:
            return words
        return f"{words}（{unit}）" if lang == CHINESE else f"{words}, {unit}"


def label_of(name: str, unit: str, labels: tuple[str, str], short: tuple[str, str] | None = None) -> Label:
    """Return a label whose factor and decimals are those of its unit.

    Examples
    --------
    >>> label_of("gini", "index", ("Gini coefficient", "基尼系数")).short
    'Gini coefficient'
    """
    shown, heads = unit_of(unit), short or labels
    return Label(name, unit, *labels, *heads, shown.scale, shown.digits, shown.difference_digits)
