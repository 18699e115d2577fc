"""The pattern table: published patterns beside the model over many runs, met or missed, and why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from experiments.calibration.misses import reason
from experiments.measures.comparison import LEVEL
from experiments.measures.targets import Target, score, targets
from experiments.words.layout import table_lines
from sim.arrays import Floats
from sim.data import LAST_YEAR
from sim.data.targets import SIGN
from sim.outcomes.units import CHINESE

Runs = Mapping[str, Sequence[pd.DataFrame]]
"""Observed (better: surveyed) tables of many runs, members of an ensemble times seeds, by place."""

MET, MISSED, UNMEASURED = "met", "missed", "not measured"
_TAIL = (1 - LEVEL) / 2

_TEXTS = {
    "en": {
        "head": ("data", "model", "{level:.0%} of runs", "years within", ""),
        "years": "{n_within} of {n_years}",
        MET: MET,
        MISSED: MISSED,
        UNMEASURED: UNMEASURED,
        "falls": "falls",
        "rises": "rises",
        "title": "Patterns up to {last_year}: model over {n} runs beside published data",
        "score": "Mean squared standardised error of the mean over runs, fitted targets: {score:.2f}{before}",
        "before": " (before: {before:.2f})",
        "foot": "Data, model and runs: mean over the years with data. Met: the mean over runs lies within the"
        " tolerance in every year.",
        "misses": "Missed, and what would mend it:",
    },
    "zh": {
        "head": ("数据", "模型", "{level:.0%}的运行", "容差内年数", ""),
        "years": "{n_years}年中{n_within}年",
        MET: "符合",
        MISSED: "不符",
        UNMEASURED: "未测量",
        "falls": "下降",
        "rises": "上升",
        "title": "截至{last_year}年的模式：{n}次运行的模型结果与公开数据",
        "score": "各次运行均值的加权均方标准化误差（拟合目标）：{score:.2f}{before}",
        "before": "（拟合前：{before:.2f}）",
        "foot": "数据、模型和运行区间均为有数据各年的平均。“符合”指各年运行均值都在容差之内。",
        "misses": "不符之处及所需机制：",
    },
}


class Patterns:
    """All targets beside the runs of their place.

    Parameters
    ----------
    runs : mapping of place to sequence of DataFrame
        ``nation`` and ``poor_county``; a place without runs is left out.
    last_year : int
        Data up to this year.
    """

    def __init__(self, runs: Runs, last_year: int = LAST_YEAR) -> None:
        self.last_year = last_year
        self.n_runs = max((len(tables) for tables in runs.values()), default=0)
        self.targets = [target for target in targets(last_year=last_year) if runs.get(target.place)]
        self._values = {target.name: _values(target, runs[target.place]) for target in self.targets}

    def years(self) -> pd.DataFrame:
        """Return data, mean over runs, interval and standardised error, a row for each target and year.

        Columns: ``pattern``, ``target``, ``place``, ``stage``, ``year``, ``data``, ``model``, ``low`` and
        ``high`` (5 % and 95 % of runs), ``error``, ``weight``, ``is_within`` (the tolerance), ``is_covered``
        (data in the interval) and ``n_runs`` (runs with a value); NaN where no run has one.
        """
        return pd.concat([self._years_of(target) for target in self.targets], ignore_index=True)

    def _years_of(self, target: Target) -> pd.DataFrame:
        values = self._values[target.name]
        mean, low, high = _spread(values)
        data = np.array(list(target.data.values()))
        errors = target.errors(dict(zip(target.data, mean.tolist(), strict=True)))
        return pd.DataFrame({
            **_words(target), "year": list(target.data), "data": data, "model": mean, "low": low,
            "high": high, "error": errors, "weight": target.weights(), "is_within": np.abs(errors) <= 1,
            "is_covered": (low <= data) & (data <= high), "n_runs": np.isfinite(values).sum(axis=0),
        })  # fmt: skip

    def rows(self) -> pd.DataFrame:
        """Return the verdict on each target.

        Columns: ``pattern``, ``target``, ``place``, ``stage``; ``data``, ``model``, ``low``, ``high`` of the
        mean over its years; ``n_within`` of ``n_years``; ``verdict`` (``met``, ``missed``, ``not measured``).
        """
        return pd.DataFrame([self._row_of(target) for target in self.targets])

    def _row_of(self, target: Target) -> dict[str, object]:
        part = self._years_of(target)
        mean, low, high = _spread(_row_means(self._values[target.name])[:, np.newaxis])
        verdict = MET if part["is_within"].all() else MISSED if part["model"].notna().any() else UNMEASURED
        return {
            **_words(target), "data": part["data"].mean(), "model": mean[0], "low": low[0], "high": high[0],
            "n_within": int(part["is_within"].sum()), "n_years": len(part), "verdict": verdict,
        }  # fmt: skip

    def score(self) -> float:
        """Return the weighted mean squared standardised error of the mean over runs on the fitted targets.

        Targets that no run measured are left out.
        """
        years = self.years()
        part = years[(years["stage"] != "check") & years["model"].notna()]
        return score(part["error"].to_numpy(), part["weight"].to_numpy())

    def lines(self, lang: str = "en", *, before: float | None = None) -> list[str]:
        """Return the table as lines for the screen; ``before`` is the score before the fit."""
        texts = _TEXTS["zh" if lang == CHINESE else "en"]
        found = {target.name: target for target in self.targets}
        rows = self.rows()
        head = [str(word).format(level=LEVEL) for word in texts["head"]]
        cells = [_cells(found[str(row["target"])], row, texts, lang) for _, row in rows.iterrows()]
        was = "" if before is None else str(texts["before"]).format(before=before)
        missed = rows.loc[rows["verdict"] == MISSED, "target"].tolist()
        return [
            str(texts["title"]).format(last_year=self.last_year, n=self.n_runs),
            *table_lines([["", *head], *cells]),
            str(texts["score"]).format(score=self.score(), before=was),
            str(texts["foot"]),
            *([str(texts["misses"])] if missed else []),
            *_reasons(found, missed, lang),
        ]


def _words(target: Target) -> dict[str, str]:
    return {
        "pattern": target.pattern, "target": target.name, "place": target.place, "stage": target.stage,
    }  # fmt: skip


def _reasons(found: Mapping[str, Target], missed: Sequence[str], lang: str) -> list[str]:
    """Return a line for each reason with the patterns that it explains."""
    patterns: dict[str, dict[str, None]] = {}
    for name in missed:
        patterns.setdefault(reason(name, lang), {})[found[name].pattern] = None
    return [f"  {', '.join(names)}: {words}" for words, names in patterns.items()]


def _cells(target: Target, row: pd.Series, texts: Mapping[str, object], lang: str) -> list[str]:
    """Return the row of a target as cells."""
    name = f"{target.pattern} {target.title(lang)}"
    verdict = str(texts[row["verdict"]])
    if row["verdict"] == UNMEASURED:
        return [name, _data(target, row["data"], texts), "–", "–", "–", verdict]
    within = str(texts["years"]).format(n_within=row["n_within"], n_years=row["n_years"])
    spread = f"{target.shown(row['low'])} – {target.shown(row['high'])}"
    return [name, _data(target, row["data"], texts), target.shown(row["model"]), spread, within, verdict]


def _data(target: Target, value: float, texts: Mapping[str, object]) -> str:
    if target.kind == SIGN:
        return str(texts["falls" if value < 0 else "rises"])
    return target.shown(value)


def _values(target: Target, tables: Sequence[pd.DataFrame]) -> Floats:
    """Return the values of each run in the years of a target, NaN where a run has none; runs x years."""
    if target.needs_survey and any(target.quantity not in table for table in tables):
        return np.full((len(tables), len(target.data)), np.nan)
    return np.array([target.model(table).to_numpy() for table in tables])


def _row_means(values: Floats) -> Floats:
    """Return the mean of each row over what is known in it; NaN for a row without any."""
    known = np.isfinite(values)
    n_known = known.sum(axis=1)
    means: Floats = np.where(
        n_known > 0, np.where(known, values, 0.0).sum(axis=1) / np.maximum(n_known, 1), np.nan
    )
    return means


def _spread(values: Floats) -> tuple[Floats, Floats, Floats]:
    """Return mean, low and high end over runs by column, runs without a value left out."""
    found = [column[np.isfinite(column)] for column in values.T]
    mean = np.array([column.mean() if len(column) else np.nan for column in found])
    ends = [np.quantile(column, (_TAIL, 1 - _TAIL)) if len(column) else (np.nan, np.nan) for column in found]
    low, high = np.array(ends).T
    return mean, low, high
