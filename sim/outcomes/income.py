"""Income, its sources, its distribution, and what is done with it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.arrays import Floats
from sim.outcomes.indices import gini_of_sorted, quantile_of_sorted, theil_parts
from sim.outcomes.registry import BAD, GOOD, NEUTRAL, QUINTILES, Chapter, Observation, share

INCOME = Chapter("Income")

NBS = "National Bureau of Statistics concept, errata F1-F3"
YUAN = "yuan/person-yr, 2020 prices"
INCOME_FLOOR_CNY = 1.0
"""Smallest income whose logarithm is taken."""


@INCOME.outcome(YUAN, GOOD, ("Income per resident", "人均可支配收入"), NBS, short=("income", "人均收入"))
def income_per_capita(look: Observation) -> float:
    """Disposable income of households with residents, divided by their residents."""
    return look.per_resident(look.model.households.disposable_income_cny)


@INCOME.outcome(YUAN, GOOD, ("Median income", "人均可支配收入中位数"), "errata F7")
def income_median(look: Observation) -> float:
    """Income per resident of the household to which the median resident belongs."""
    return quantile_of_sorted(*look.by_income, 0.5)


@INCOME.outcome(YUAN, GOOD, ("Income, official concept", "人均可支配收入（官方口径）"), "errata F3")
def income_per_capita_official(look: Observation) -> float:
    """Income per resident with reimbursed medical cost counted as a transfer, as in official series."""
    households = look.model.households
    reimbursed = households.medical_bill_cny - households.medical_own_payment_cny
    return look.per_resident(households.disposable_income_cny + reimbursed)


@INCOME.outcome(YUAN, GOOD, ("Income per registered person", "户籍人口人均收入"), "model.md 8(4), errata F9")
def income_per_registered(look: Observation) -> float:
    """Income of all households, absent ones included, divided by all members, migrants included."""
    households = look.model.households
    return share(float(households.disposable_income_cny.sum()), float(households.n_members.sum()))


@INCOME.outcome(
    YUAN,
    GOOD,
    ("Income net of medical bills", "扣除自付医疗费后的人均收入"),
    "errata A2",
    short=("after bills", "扣医疗后"),
)
def income_net_of_medical(look: Observation) -> float:
    """Income per resident less what households owe for medical bills."""
    return look.mean_of_residents(look.model.households.income_net_of_medical_cny)


def _wages(look: Observation) -> Floats:
    return look.model.households.wage_income_cny


def _business(look: Observation) -> Floats:
    # Depreciation is no cash flow, so the ledger does not know it; the bureau deducts it here (F1).
    return look.model.households.business_income_cny - look.model.households.depreciation_cny


def _property(look: Observation) -> Floats:
    return look.model.households.property_income_cny


def _transfers(look: Observation) -> Floats:
    return look.model.households.transfer_income_cny


SOURCES: dict[str, tuple[Callable[[Observation], Floats], str, str, str]] = {
    "wage": (_wages, "Wages", "工资性收入", "Wages of residents"),
    "business": (_business, "Net business income", "经营净收入", "Net business income after depreciation"),
    "property": (_property, "Property income", "财产净收入", "Interest, rents and dividends"),
    "transfer": (_transfers, "Transfers", "转移净收入", "Remittances and public transfers"),
}


def _state_source(
    name: str, column: Callable[[Observation], Floats], label: str, label_zh: str, what: str
) -> None:
    INCOME.state(
        f"{name}_income",
        lambda look: look.per_resident(column(look)),
        f"{what}, per resident; the four sources add up to disposable income.",
        YUAN, NEUTRAL, (label, label_zh), "errata F1, F2, F6",
    )  # fmt: skip
    INCOME.state(
        f"{name}_share",
        lambda look: share(
            look.total(column(look)), look.total(look.model.households.disposable_income_cny)
        ),
        f"{what}, share of disposable income.",
        "share", NEUTRAL, (f"{label}, share", f"{label_zh}占比"), "errata F1, F2, F6",
    )  # fmt: skip


for _name, _row in SOURCES.items():
    _state_source(_name, *_row)


def _state_quintile(number: int) -> None:
    INCOME.state(
        f"income_quintile_{number}",
        lambda look: float(look.quintile_means[number - 1]),
        f"Mean income per resident of fifth {number} (1 = poorest) of the households, ranked by it.",
        YUAN, GOOD, (f"Income, fifth {number}", f"第{number}五分位人均收入"), "errata F7",
    )  # fmt: skip


for _number in range(1, QUINTILES + 1):
    _state_quintile(_number)


@INCOME.outcome("ratio", BAD, ("Richest to poorest fifth", "高低收入组收入比"), "errata F7, pattern P3")
def quintile_ratio(look: Observation) -> float:
    """Mean income of the richest fifth over that of the poorest; NaN when the latter is not positive."""
    return share(float(look.quintile_means[-1]), float(look.quintile_means[0]))


@INCOME.outcome("index", BAD, ("Gini coefficient", "基尼系数"), "model.md 3.6", short=("Gini", "基尼系数"))
def gini(look: Observation) -> float:
    """Gini coefficient of income per resident, persons as weights, negative incomes counted as zero."""
    income, residents = look.by_income
    return gini_of_sorted(np.maximum(income, 0.0), residents) if len(income) else float("nan")


def _theil_of_villages(look: Observation) -> tuple[float, float]:
    """Return inequality within and between villages; incomes below one yuan count as one."""
    households = look.model.households
    income = np.maximum(households.income_per_capita_cny, INCOME_FLOOR_CNY)
    return theil_parts(income, look.residents, households.village, len(look.model.committees))


@INCOME.outcome("index", BAD, ("Inequality within villages (Theil)", "村内泰尔指数"), "model.md 3.6")
def theil_within_villages(look: Observation) -> float:
    """Theil index of income per resident within villages; with the part between villages it is the whole."""
    return look.shared(_theil_of_villages)[0]


@INCOME.outcome("index", BAD, ("Inequality between villages (Theil)", "村间泰尔指数"), "model.md 3.6")
def theil_between_villages(look: Observation) -> float:
    """Theil index of mean incomes of villages, residents as weights."""
    return look.shared(_theil_of_villages)[1]


@INCOME.outcome("share", NEUTRAL, ("Consumption rate", "消费率"), "errata F10, pattern P11")
def consumption_rate(look: Observation) -> float:
    """Consumption of households with residents, share of their disposable income."""
    households = look.model.households
    return share(look.total(households.consumption_cny), look.total(households.disposable_income_cny))


@INCOME.outcome(YUAN, GOOD, ("Consumption per resident", "人均消费支出"), "errata F10")
def consumption_per_resident(look: Observation) -> float:
    """Consumption of households with residents, divided by their residents."""
    return look.per_resident(look.model.households.consumption_cny)


@INCOME.outcome(YUAN, BAD, ("Unmet need", "未满足的基本需求"), "model.md S13")
def unmet_need(look: Observation) -> float:
    """Subsistence and bills that neither money nor sold capital could pay, per resident."""
    return look.per_resident(look.model.households.unmet_need_cny)
