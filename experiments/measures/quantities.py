"""What is compared with data: each quantity once, its value in the model beside its value in the facts.

The model's value comes from the table of :func:`experiments.measures.targets.observed`, a row per year. What
the yearly outcomes do not hold (``needs_survey``) stands there only after a survey of the township.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from experiments.measures.published import (
    FIFTHS,
    from_percent,
    of_all_migrants,
    of_five,
    of_income,
    over_local_pay,
    per_registered,
    plain,
    real,
    real_growth,
)
from sim.data import FIRST_YEAR
from sim.outcomes.units import Label, label_of

Data = Callable[[str, str, str], dict[int, float]]
Model = Callable[[pd.DataFrame], pd.Series]

YUAN = "yuan/person-yr, 2020 prices"
ORDINALS_ZH = "一二三四五"


@dataclass(frozen=True)
class Quantity:
    """One quantity: what readers see of it, the model's value, and how the facts give the same.

    Attributes
    ----------
    label : Label
    model : callable
        From the observed table of one run to a series by year.
    data : callable
        From series, geo and group to the values of ``facts.csv`` in the unit of the model.
    needs_survey : bool
        The yearly outcomes alone do not hold it.
    """

    label: Label
    model: Model
    data: Data
    needs_survey: bool = False


QUANTITIES: dict[str, Quantity] = {}
"""Every quantity by its name, the one in the column ``quantity`` of ``targets.csv``."""


def quantity(unit: str, labels: tuple[str, str], data: Data = plain) -> Callable[[Model], Model]:
    """Return a decorator: the function's name is that of the quantity."""

    def statement(model: Model) -> Model:
        state(model.__name__, unit, labels, model, data)
        return model

    return statement


def state(
    name: str,
    unit: str,
    labels: tuple[str, str],
    model: Model,
    data: Data = plain,
    *,
    needs_survey: bool = False,
) -> None:
    """Add one quantity; factor and decimals follow from its unit."""
    if name in QUANTITIES:
        raise ValueError(f"quantity {name} is stated twice")
    QUANTITIES[name] = Quantity(label_of(name, unit, labels), model, data, needs_survey)


def since_start(series: pd.Series) -> pd.Series:
    """Return by how much each year exceeds the first year of data."""
    change: pd.Series = series - series[FIRST_YEAR]
    return change


# ------------------------------------------------------------------------------------ income and its sources


@quantity(YUAN, ("Income per resident", "人均可支配收入"), real)
def income(table: pd.DataFrame) -> pd.Series:
    """Return income per resident in the official concept (errata F3)."""
    return table["income_per_capita_official"]


@quantity("ratio", ("Income over that of 2013", "人均收入与2013年之比"), real_growth)
def income_growth(table: pd.DataFrame) -> pd.Series:
    """Return income per resident over its value in the first year."""
    levels = income(table)
    growth: pd.Series = levels / levels[FIRST_YEAR]
    return growth


def source_share(table: pd.DataFrame, name: str) -> pd.Series:
    """Return a source's share in the official concept (errata F3, F5).

    Reimbursed bills count as transfers. Profit of enterprises that households founded or deliver to counts
    as business income: the bureau books what members of a household earn by running a business there, and
    keeps property income for interest, rents and dividends of what others run.
    """
    total = income(table)
    own = table[f"{name}_income"].copy()
    if name == "transfer":
        own += total - table["income_per_capita"]
    if name in ("business", "property"):
        own += table["dividend_income"] if name == "business" else -table["dividend_income"]
    return own / total


for _name, _label, _label_zh in (
    ("wage", "wages", "工资性收入"),
    ("business", "net business income", "经营净收入"),
    ("property", "property income", "财产净收入"),
    ("transfer", "transfers", "转移净收入"),
):
    state(
        f"{_name}_share",
        "share",
        (f"Share of {_label}", f"{_label_zh}占比"),
        lambda table, name=_name: source_share(table, name),  # type: ignore[misc]
        of_income,
    )
    state(
        f"{_name}_share_change",
        "share",
        (f"Change of the share of {_label} since 2013", f"{_label_zh}占比较2013年变化"),
        lambda table, name=_name: since_start(source_share(table, name)),  # type: ignore[misc]
    )


@quantity(
    "share",
    ("Property with dividends of own enterprises, share", "财产净收入占比（含自办企业分红）"),
    of_income,
)
def property_with_dividends(table: pd.DataFrame) -> pd.Series:
    """Return the share of property income where profit of own enterprises counts as property."""
    return table["property_income"] / income(table)


@quantity("share", ("Consumption rate", "消费率"), of_income)
def consumption_rate(table: pd.DataFrame) -> pd.Series:
    """Return consumption over disposable income."""
    return table["consumption_rate"]


# ------------------------------------------------------------------------------------------------ inequality


def _mean_of_fifth(table: pd.DataFrame, number: int) -> pd.Series:
    return table[f"income_quintile_{number}"]


def _share_of_fifth(table: pd.DataFrame, number: int) -> pd.Series:
    return _mean_of_fifth(table, number) / sum(_mean_of_fifth(table, other) for other in FIFTHS)


for _number in FIFTHS:
    _zh = f"第{ORDINALS_ZH[_number - 1]}五分位"
    state(
        f"quintile_mean_{_number}",
        YUAN,
        (f"Mean income of fifth {_number}", f"{_zh}人均收入"),
        lambda table, number=_number: _mean_of_fifth(table, number),  # type: ignore[misc]
        real,
    )
    state(
        f"quintile_share_{_number}",
        "share",
        (f"Share of fifth {_number} in the five means", f"{_zh}占五组均值之和的比例"),
        lambda table, number=_number: _share_of_fifth(table, number),  # type: ignore[misc]
        of_five,
    )


@quantity("ratio", ("Richest over poorest fifth", "高低收入组收入比"))
def quintile_ratio(table: pd.DataFrame) -> pd.Series:
    """Return the mean of the richest fifth over that of the poorest."""
    return table["quintile_ratio"]


@quantity("ratio", ("Change of richest over poorest fifth since 2013", "高低收入组收入比较2013年变化"))
def quintile_ratio_change(table: pd.DataFrame) -> pd.Series:
    """Return by how much the ratio of richest to poorest fifth has risen."""
    return since_start(table["quintile_ratio"])


@quantity("index", ("Gini coefficient", "基尼系数"))
def gini(table: pd.DataFrame) -> pd.Series:
    """Return the Gini coefficient of income per resident."""
    return table["gini"]


@quantity("share", ("Below the official line", "贫困发生率（当年官方标准）"), from_percent)
def headcount(table: pd.DataFrame) -> pd.Series:
    """Return residents with an income of the year below the official line of the year."""
    return table["poverty_headcount_official"]


# ----------------------------------------------------------------------------------------- migrants and work


@quantity("share", ("Migrants away per registered person", "外出农民工占户籍人口比例"), per_registered)
def migrants_per_registered(table: pd.DataFrame) -> pd.Series:
    """Return members who are not residents over all members."""
    return 1.0 - table["residents"] / table["population"]


@quantity("share", ("Migrants away among all migrants", "外出农民工占全部农民工比例"), of_all_migrants)
def migrants_away_of_all(table: pd.DataFrame) -> pd.Series:
    """Return migrants over migrants and holders of local jobs."""
    return table["migrant_share"] / (table["migrant_share"] + table["local_job_share"])


# ------------------------------------------------------------------------ enterprises, villages and projects


@quantity("ratio", ("Enterprises over those of 2013", "企业数与2013年之比"))
def enterprise_stock(table: pd.DataFrame) -> pd.Series:
    """Return ordinary enterprises in business over those of the first year."""
    ordinary = table["enterprises"] - table["projects"]
    stock: pd.Series = ordinary / ordinary[FIRST_YEAR]
    return stock


@quantity(
    "share", ("Villages with collective income below 50,000 yuan", "集体收入5万元以下村比例"), from_percent
)
def villages_below_50k(table: pd.DataFrame) -> pd.Series:
    """Return villages whose collective earns less than 50,000 yuan of 2020 a year."""
    return 1.0 - table["collective_income_50k_share"]


@quantity("share", ("Project money lying idle", "项目资金闲置比例"))
def project_idle_share(table: pd.DataFrame) -> pd.Series:
    """Return the part of the year's new project money that is parked at its end."""
    return table["project_idle_share"]


@quantity("share", ("Projects that closed", "项目关闭比例"))
def project_closure_share(table: pd.DataFrame) -> pd.Series:
    """Return projects that closed in the year over those and the ones in business."""
    return table["project_closure_share"]


# ------------------------------------------------------------------- what only a survey of the township finds


SURVEYED: dict[str, tuple[str, str, str, Data]] = {
    "migrant_mean_age": ("yr", "Mean age of migrants away", "外出农民工平均年龄", plain),
    "pay_gap": ("ratio", "Pay away over local pay", "外出与本地务工收入之比", over_local_pay),
    "poor_with_illness": ("share", "Poor households with an ill member", "贫困户中有患病成员的比例", plain),
    "illness_poverty_ratio": (
        *("ratio", "Made poor by bills: near-poor over others", "因病致贫率：临界户与其他户之比"),
        plain,
    ),
    "income_lag_correlation": (
        "index",
        "Correlation of log income with last year's",
        "对数收入一年间相关系数",
        plain,
    ),
    "enterprise_exit_rate": ("share", "Enterprises that close in a year", "企业年退出率", plain),
    "growth_shape": ("ratio", "Shape of enterprise growth", "企业增长率分布形状", plain),
    "growth_sd_by_size": ("log", "Spread of growth, larger over smaller", "大小企业增长率离散度之比", plain),
    "members_without_service": (
        "share",
        "Cooperative members without a contract",
        "合作社社员中无订单者比例",
        plain,
    ),
    "village_spread": ("ratio", "Richest over poorest tenth of villages", "最富与最穷一成村庄收入比", plain),
}
"""Unit, labels and form of the facts of what ``experiments.calibration.survey`` measures."""

for _name, (_unit, _label, _label_zh, _data) in SURVEYED.items():
    state(
        _name,
        _unit,
        (_label, _label_zh),
        lambda table, name=_name: table[name],  # type: ignore[misc]
        _data,
        needs_survey=True,
    )
