"""Figures of a study, drawn from its tidy files; each is written with the table behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from experiments.figures import cost_plane, differences, trajectories, who_gains
from experiments.figures.style import house_style, save
from experiments.figures.tables import StudyTables, read_tables

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class FigureKind:
    """One figure: its file name, its table, and how the table is drawn in a language."""

    name: str
    table: Callable[[StudyTables], pd.DataFrame]
    draw: Callable[[StudyTables, pd.DataFrame, str], Figure]


FIGURES = tuple(
    FigureKind(module.NAME, module.table, module.draw)
    for module in (trajectories, differences, who_gains, cost_plane)
)
"""All figures, in the order of a report."""


def draw_all(folder: Path, lang: str = "en") -> list[Path]:
    """Draw every figure that a study has data for.

    Parameters
    ----------
    folder : Path
        The study; read are ``outcomes.parquet``, ``comparison.csv``, ``winners.csv`` and ``manifest.json``.
    lang : str
        ``en`` or ``zh``.

    Returns
    -------
    list of Path
        ``figures/<name>.svg``, ``.png``, ``.pdf`` and the table ``.csv`` of each figure.
    """
    study = read_tables(folder)
    target = folder / "figures"
    paths: list[Path] = []
    for kind in FIGURES:
        rows = kind.table(study)
        if rows.empty:
            continue
        target.mkdir(exist_ok=True)
        with house_style(kind.name):
            paths += save(kind.draw(study, rows, lang), target, kind.name)
        paths.append(target / f"{kind.name}.csv")
        rows.to_csv(paths[-1], index=False, lineterminator="\n", encoding="utf-8")
    return paths
