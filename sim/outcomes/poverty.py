"""Poverty at reporting lines, at the official line, and return to poverty."""

from __future__ import annotations

import numpy as np

from sim.arrays import Bools
from sim.outcomes.income import income_median
from sim.outcomes.indices import return_to_poverty_share
from sim.outcomes.registry import BAD, Chapter, Observation

POVERTY = Chapter("Poverty")

LINES_CNY = (4000.0, 6000.0)
"""Reporting lines in constant-2020 yuan: official line of 2020, monitoring band of 2021 (errata A3)."""

INCOMES = {
    "": ("income_per_capita_cny", "income", "", ""),
    "_net": (
        "income_net_of_medical_cny",
        "income net of own medical bills",
        " after own medical bills",
        "扣除自付医疗费后",
    ),
}
INDICES = (
    ("headcount", "Residents below", "的居民占比", "Share of residents below"),
    ("gap", "Poverty gap at", "的贫困深度", "Mean shortfall of residents, as a share of the line, below"),
    ("severity", "Poverty severity at", "的贫困强度", "Mean squared shortfall of residents below"),
)


def _state_index(order: int, suffix: str, line: float) -> None:
    name, label, label_zh, what = INDICES[order]
    column, income, after, after_zh = INCOMES[suffix]
    POVERTY.state(
        f"poverty_{name}{suffix}_{line:.0f}",
        lambda look: look.fgt(column, line)[order],
        f"{what} {line:,.0f} yuan (2020 prices) of {income}; FGT of order {order}.",
        "share", BAD, (f"{label} {line:,.0f} yuan{after}", f"{after_zh}收入低于{line:,.0f}元{label_zh}"),
        "Foster, Greer and Thorbecke 1984; errata A2, A3, F7",
        short=(f"below {line:,.0f}", f"低于{line:.0f}元") if order == 0 else None,
    )  # fmt: skip


for _suffix in INCOMES:
    for _line in LINES_CNY:
        for _order in range(len(INDICES)):
            _state_index(_order, _suffix, _line)


@POVERTY.outcome("share", BAD, ("Headcount at the official line", "贫困发生率（当年官方标准）"), "errata A3")
def poverty_headcount_official(look: Observation) -> float:
    """Share of residents whose income per resident is below the official line of the year."""
    return look.fgt("income_per_capita_cny", look.model.now.poverty_line_cny)[0]


@POVERTY.outcome(
    "share",
    BAD,
    ("Headcount at the official line, net", "贫困发生率（当年官方标准，扣除医疗费）"),
    "errata A3",
)
def poverty_headcount_net_official(look: Observation) -> float:
    """Share of residents whose income net of own medical bills is below the official line of the year."""
    return look.fgt("income_net_of_medical_cny", look.model.now.poverty_line_cny)[0]


@POVERTY.outcome(
    "share", BAD, ("Residents below half the median income", "低于收入中位数一半的居民占比"), "model.md 3.6"
)
def poverty_headcount_relative(look: Observation) -> float:
    """Share of residents whose income per resident is below half of that of the median resident."""
    return look.fgt("income_per_capita_cny", 0.5 * look.value(income_median))[0]


def _graduated_before(look: Observation) -> Bools:
    households = look.model.households
    return households.is_graduated & (households.graduation_year < look.model.year)


@POVERTY.outcome("share", BAD, ("Return to poverty", "返贫率"), "errata E7")
def return_to_poverty_rate(look: Observation) -> float:
    """Share of households graduated in earlier years whose income net of bills is below the line of the year.

    NaN before any; who graduates this year cannot have returned yet.
    """
    households = look.model.households
    line = look.model.now.poverty_line_cny
    income = households.income_net_of_medical_cny
    return return_to_poverty_share(_graduated_before(look), income, line, look.present)


@POVERTY.outcome("share", BAD, ("Return to poverty, two-year mean", "返贫率（两年平均）"), "errata E7")
def return_to_poverty_rate_two_year(look: Observation) -> float:
    """Return-to-poverty rate by the mean of this and last year's income net of bills, as officials count."""
    households = look.model.households
    now, last = households.income_net_of_medical_cny, households.income_net_of_medical_last_cny
    # Zero is stored for households without a resident last year: then this year counts alone.
    mean = np.where(last == 0.0, now, 0.5 * (now + last))
    line = look.model.now.poverty_line_cny
    return return_to_poverty_share(_graduated_before(look), mean, line, look.present)
