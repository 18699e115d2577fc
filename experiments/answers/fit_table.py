"""The model of 2013-2020 beside the published data of its place; nothing after 2020 is looked at."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from experiments.measures.targets import Target, observed, targets
from experiments.planning.compose import Experiment
from experiments.words.layout import table_lines
from sim.data import FIRST_YEAR, LAST_YEAR
from sim.outcomes.units import CHINESE
from sim.runs import run

FIT_DEFAULTS = {"replicates": 3}
SHOWN_YEARS = (2013, 2016, 2019, 2020)
POOR_COUNTY, NATION = "poor_county", "nation"
NONE = "–"

_TEXTS = {
    "en": {
        "year": "{year} data / model",
        "mean": "mean",
        "largest": "largest",
        "flag": "years beyond",
        "flagged": "{n_out} of {n}",
        NATION: "rural China",
        POOR_COUNTY: "poor counties",
        "title": (
            "Model and data, {place} {first}-{last}: mean of n = {n} seeds,"
            " {villages} villages of {households} households"
        ),
        "foot": (
            "Mean and largest: deviation over the tolerance of the target; beyond: by more than 1.",
            "Yuan of 2020. Data, tolerances and notes: sim/data/targets.csv, sources and confidence in"
            " facts.csv there. Profit of households' own enterprises counts as business income, reimbursed"
            " bills as transfers.",
        ),
    },
    "zh": {
        "year": "{year} 数据 / 模型",
        "mean": "平均",
        "largest": "最大",
        "flag": "超出年数",
        "flagged": "{n}年中{n_out}年",
        NATION: "全国农村",
        POOR_COUNTY: "脱贫县",
        "title": (
            "模型与数据，{place} {first}—{last}年：{n}个随机种子的均值，{villages}个村，每村{households}户"
        ),
        "foot": (
            "“平均”和“最大”为偏差与目标容差之比；“超出”指比值大于1。",
            "按2020年价格计。数据、容差和说明见sim/data/targets.csv，来源和可信度见同目录facts.csv。"
            "农户自办企业的利润计入经营净收入，报销的医疗费计入转移净收入。",
        ),
    },
}


def fit_targets(place: str) -> list[Target]:
    """Return what the yearly outcomes of a run can be compared with, year by year."""
    return [target for target in targets(place=place) if not (target.needs_survey or target.is_mean)]


def place_of(experiment: Experiment) -> str:
    """Return whose data an experiment is compared with: poor counties for a township of one."""
    return POOR_COUNTY if f"place={POOR_COUNTY}" in experiment.overrides else NATION


def fit_table(experiment: Experiment) -> pd.DataFrame:
    """Return data, mean of the model over seeds and standardised error by target and year."""
    scenario = experiment.scenarios[0]
    scenario.config.clock.end_year = LAST_YEAR
    runs = [observed(run(scenario.config, seed)) for seed in experiment.options.seeds()]
    rows = []
    for target in fit_targets(place_of(experiment)):
        model = np.mean([target.model(table) for table in runs], axis=0)
        values = dict(zip(target.data, model.tolist(), strict=True))
        for (year, data), error in zip(target.data.items(), target.errors(values), strict=True):
            rows.append((target.name, year, data, values[year], float(error), abs(error) > 1))
    return pd.DataFrame(rows, columns=["target", "year", "data", "model", "error", "is_beyond"])


def fit_lines(experiment: Experiment) -> list[str]:
    """Return the fit as lines: data and model of some years, errors and years beyond the tolerance of all."""
    lang = experiment.options.lang
    texts = _TEXTS["zh" if lang == CHINESE else "en"]
    table, place = fit_table(experiment), place_of(experiment)
    head = [str(texts["year"]).format(year=year) for year in SHOWN_YEARS]
    rows = [["", *head, str(texts["mean"]), str(texts["largest"]), str(texts["flag"])]]
    for target in fit_targets(place):
        part = table[table["target"] == target.name]
        model = dict(zip(part["year"], part["model"], strict=True))
        errors = part["error"].to_numpy()
        flagged = str(texts["flagged"]).format(n_out=int(part["is_beyond"].sum()), n=len(part))
        largest = errors[np.abs(errors).argmax()]
        cells = [_cell(target, model, year) for year in SHOWN_YEARS]
        rows.append([target.title(lang), *cells, f"{errors.mean():+.1f}", f"{largest:+.1f}", flagged])
    township = experiment.scenarios[0].config.place
    title = str(texts["title"]).format(
        place=texts[place], first=FIRST_YEAR, last=LAST_YEAR, n=len(experiment.options.seeds()),
        villages=township.n_villages, households=township.households_per_village,
    )  # fmt: skip
    return [title, *table_lines(rows), *texts["foot"]]


def _cell(target: Target, model: Mapping[int, float], year: int) -> str:
    if year not in model:
        return NONE
    return f"{target.shown(target.data[year])} / {target.shown(model[year])}"
