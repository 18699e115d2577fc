"""A made-up study folder with the tidy files that `rural compare` writes."""

import json
from pathlib import Path

import numpy as np
import pandas as pd

from experiments.measures.comparison import comparison_of, comparison_table, winners_table

TITLES = {
    "baseline": ("Baseline", "基准情景"),
    "training": ("Training", "政策与技能培训"),
    "integration": ("Industrial integration", "产业融合"),
    "talent": ("Talent inflow", "人才与技术引入"),
    "cash": ("Equal-cost cash", "等成本现金"),
}
LEVEL = {"baseline": 0.0, "training": 0.008, "integration": 0.03, "talent": 0.012, "cash": 0.007}
COST = {"baseline": 0.0, "training": 95.0, "integration": 160.0, "talent": 130.0, "cash": 95.0}
START = 2021


def wobble(*place: int) -> float:
    """A number in [-1, 1) that looks random and is the same everywhere."""
    return (
        float(
            np.sin(12.9898 * place[0] + 78.233 * sum(p * 7**k for k, p in enumerate(place))) * 43758.5453 % 2
        )
        - 1
    )


def outcomes_table(names: list[str], n_seeds: int, years: range) -> pd.DataFrame:
    rows = []
    for rank, name in enumerate(names):
        for seed in range(n_seeds):
            for year in years:
                luck = 0.04 * wobble(seed, 1) + 0.015 * wobble(seed, year)
                since = max(0, min(year - START + 1, 6)) / 6
                gain = LEVEL[name] * since * (1 + 0.4 * wobble(seed, year, rank))
                income = 9_000 * 1.05 ** (year - 2013) * (1 + luck + gain)
                poor = 0.24 * np.exp(-0.16 * (year - 2013)) * (1 - 2 * luck - 3 * gain) + 0.01
                rows.append(
                    {
                        "scenario": name,
                        "seed": seed,
                        "year": year,
                        "income_per_capita": income,
                        "poverty_headcount_net_6000": poor,
                        "gini": 0.37 + 0.01 * luck + 0.08 * gain,
                        "return_to_poverty_rate": max(0.0, 0.02 - 0.1 * luck - 0.1 * gain),
                        "migrant_share": 0.36 - 0.1 * gain,
                        "enterprise_jobs": 480 * (1 + luck + (2 * gain if name == "integration" else 0)),
                        "residents": 13_000.0,
                        "fiscal_cost": 13_000
                        * (900 + (year >= START) * COST[name] * (1 + 0.1 * wobble(seed, year))),
                    }
                )
    return pd.DataFrame(rows)


def twins_table(names: list[str], n_seeds: int) -> pd.DataFrame:
    rows = []
    for rank, name in enumerate(names[1:], start=1):
        for seed in range(n_seeds):
            for fifth in range(5):
                tilt = (fifth - 2) * (0.05 if name == "integration" else -0.02)
                better = int(1000 * (0.3 + tilt + 0.02 * wobble(seed, fifth, rank)))
                rows.append(
                    {
                        "scenario": name,
                        "seed": seed,
                        "grouping": "income_quintile",
                        "group": fifth,
                        "label": f"Q{fifth + 1}",
                        "n_households": 1000,
                        "n_better": better,
                        "n_worse": int(better * (0.15 if name == "cash" else 0.45)),
                        "total_difference_cny": 1000 * 600 * (0.3 + tilt),
                    }
                )
    return pd.DataFrame(rows)


def write_study(folder: Path, names: list[str] | None = None, n_seeds: int = 12) -> Path:
    """Write the tidy files of a study into a folder and return it."""
    names = list(TITLES) if names is None else names
    folder.mkdir(parents=True, exist_ok=True)
    years = range(2013, 2036)
    outcomes = outcomes_table(names, n_seeds, years)
    outcomes.to_parquet(folder / "outcomes.parquet")
    matched = {"cash": "training"} if {"cash", "training"} <= set(names) else {}
    comparison = comparison_of(outcomes, scenarios=names, shown=names, policy_start=START, matched=matched)
    if len(names) > 1:
        comparison_table(comparison).to_csv(folder / "comparison.csv", index=False)
        winners_table(twins_table(names, n_seeds)).to_csv(folder / "winners.csv", index=False)
    scenarios = [
        {"name": name, "about": {"title": dict(zip(("en", "zh"), TITLES[name], strict=True))}}
        for name in names
    ]
    manifest = {"policy_start": START, "scenarios": scenarios}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder
