"""Household budgets: income in the statistics bureau's terms, consumption, bills, distress sale, investment.

model.md S13; errata A2, C2, E13, F1, F2.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.arrays import Floats, Ints, ratio, sum_by
from sim.ledger import Flow
from sim.parameter import param

if TYPE_CHECKING:
    from sim.model import RuralModel


@dataclass
class HouseholdBudget:
    """Saving, subsistence, capital and habits of households."""

    saving_share_base: float = param(
        0.22, unit="share", bounds=(0, 1), plausible=(0.15, 0.3), grade="survey",
        doc="Share of income saved at medium motivation.", source="model.md 3.8 s0",
    )  # fmt: skip
    saving_motivation_slope: float = param(
        0.20, unit="share", bounds=(0, 1), plausible=(0, 0.4), grade="assumption",
        doc="Rise of the saving share from no to full motivation.", source="model.md 3.8 s1",
    )  # fmt: skip
    saving_share_min: float = param(
        0.02, unit="share", bounds=(0, 1), grade="assumption",
        doc="Least saving share.", source="model.md S13",
    )  # fmt: skip
    saving_share_max: float = param(
        0.6, unit="share", bounds=(0, 1), grade="assumption",
        doc="Highest saving share.", source="model.md S13",
    )  # fmt: skip
    wealth_consumption_rate: float = param(
        0.08, unit="/yr", bounds=(0, 1), plausible=(0.04, 0.15), grade="assumption",
        doc="Part of money above the buffer that is consumed in a year.", source="model-errata A11, F10",
    )  # fmt: skip
    buffer_years: float = param(
        1.5, unit="yr of subsistence", bounds=(0, 10), plausible=(0.5, 3), grade="assumption",
        doc="Money that households keep as a buffer.", source="model.md 3.8 b_M",
    )  # fmt: skip
    subsistence_cny: float = param(
        3_000.0, unit="yuan/resident", bounds=(0, 1e5), plausible=(2_500, 4_000), grade="assumption",
        doc="Consumption below which nobody goes while anything is left.", source="model.md 3.8 c_min",
    )  # fmt: skip
    asset_resale_price: float = param(
        0.8, unit="share of value", bounds=(0, 1), plausible=(0.5, 1), grade="assumption",
        doc="Price of productive capital sold under distress.", source="model.md S13; model-errata K2 p_d",
    )  # fmt: skip
    investment_share: float = param(
        0.5, unit="share", bounds=(0, 1), plausible=(0.2, 0.8), grade="assumption",
        doc="Part of savings that households with a business put into capital.", source="model.md 3.8 iota",
    )  # fmt: skip
    farm_investment_weight: float = param(
        0.25, unit="ratio", bounds=(0, 1), plausible=(0.1, 0.5), grade="assumption",
        doc="Investment of households that only farm, relative to those with a business.",
        source="model.md S13",
    )  # fmt: skip
    investment_reserve_years: float = param(
        0.5, unit="yr of subsistence", bounds=(0, 10), plausible=(0.25, 1), grade="assumption",
        doc="Money that investment does not touch.", source="model.md S13",
    )  # fmt: skip
    capital_depreciation: float = param(
        0.10, unit="/yr", bounds=(0, 1), plausible=(0.05, 0.15), grade="assumption",
        doc="Yearly wear of productive capital; a cost of own business in income.",
        source="model.md 3.8 del; model-errata F1",
    )  # fmt: skip
    income_habit_weight: float = param(
        0.5, unit="/yr", bounds=(0, 1), plausible=(0.2, 0.8), grade="assumption",
        doc="Weight of the latest income in what a household is used to.", source="model-errata D3",
    )  # fmt: skip


class Spending(NamedTuple):
    """What households do with their means in a year, in yuan; each of shape (n_households,)."""

    consumption_cny: Floats
    bills_paid_cny: Floats
    distress_sale_cny: Floats
    unmet_need_cny: Floats


# --- pure rules --------------------------------------------------------------------------------------


def saving_share(motivation: Floats, rules: HouseholdBudget) -> Floats:
    """Return the share of income that is saved: clip(s0 + s1 (m - .5), .02, .6).

    Examples
    --------
    >>> saving_share(np.array([0.0, 0.5, 1.0]), HouseholdBudget()).round(2).tolist()
    [0.12, 0.22, 0.32]
    """
    share = rules.saving_share_base + rules.saving_motivation_slope * (motivation - 0.5)
    return np.minimum(np.maximum(share, rules.saving_share_min), rules.saving_share_max)


def desired_consumption(
    income_cny: Floats,
    opening_money_cny: Floats,
    saved_share: Floats,
    n_residents: Floats,
    rules: HouseholdBudget,
) -> Floats:
    """Return consumption if means suffice: max(c_min n, (1-s) Y + om_w max(M - b_M c_min n, 0)).

    M is the money of the start of the year, so that without investment it tends to b_M c_min n + s Y / om_w.

    Examples
    --------
    >>> desired_consumption(np.array([10_000.0, 1_000.0]), np.array([14_500.0, 0.0]), np.array([0.2, 0.2]),
    ...                     np.ones(2), HouseholdBudget()).tolist()
    [8800.0, 3000.0]
    """
    subsistence = rules.subsistence_cny * n_residents
    spare_money = np.maximum(opening_money_cny - rules.buffer_years * subsistence, 0.0)
    out_of_income = (1 - saved_share) * income_cny
    return np.maximum(subsistence, out_of_income + rules.wealth_consumption_rate * spare_money)


def spending(
    desired_cny: Floats, subsistence_cny: Floats, bills_cny: Floats, money_cny: Floats, capital_cny: Floats,
    resale_price: float,
) -> Spending:  # fmt: skip
    """Return consumption, bills, distress sales and unmet need within the means of each household.

    Subsistence comes first, then bills, then the rest of desired consumption. Capital is sold for the first
    two only; what even that cannot pay is unmet need. Nothing is spent that is not there.

    Examples
    --------
    A bill of 8,000 with 10,000 in hand and capital of 5,000: 3,000 to live on, 1,000 from sold capital.

    >>> one = lambda value: np.array([float(value)])
    >>> [float(part[0]) for part in spending(one(6000), one(3000), one(8000), one(10000), one(5000), 0.8)]
    [3000.0, 8000.0, 1000.0, 0.0]
    """
    shortfall = np.maximum(subsistence_cny + bills_cny - money_cny, 0.0)
    sold = np.minimum(shortfall, resale_price * capital_cny)
    means = np.maximum(money_cny, 0.0) + sold
    lived_on = np.minimum(subsistence_cny, means)
    bills_paid = np.minimum(bills_cny, means - lived_on)
    left = means - lived_on - bills_paid
    more = np.minimum(np.maximum(desired_cny - subsistence_cny, 0.0), left)
    unmet = (subsistence_cny - lived_on) + (bills_cny - bills_paid)
    return Spending(lived_on + more, bills_paid, sold, unmet)


def investment(
    money_left_cny: Floats,
    saved_cny: Floats,
    n_residents: Floats,
    business_labour: Floats,
    farm_labour: Floats,
    rules: HouseholdBudget,
) -> Floats:
    """Return what the self-employed put into capital: iota w min(max(M - .5 c_min n, 0), s Y).

    The weight w is 1 with a business, .25 with a farm only, 0 with neither.

    Examples
    --------
    >>> investment(np.full(3, 9_500.0), np.full(3, 4_000.0), np.ones(3), np.array([1.0, 0.0, 0.0]),
    ...            np.array([0.0, 1.0, 0.0]), HouseholdBudget()).tolist()
    [2000.0, 500.0, 0.0]
    """
    reserve = rules.investment_reserve_years * rules.subsistence_cny * n_residents
    at_hand = np.maximum(money_left_cny - reserve, 0.0)
    weight = np.where(business_labour > 0, 1.0, rules.farm_investment_weight * (farm_labour > 0))
    chosen: Floats = rules.investment_share * weight * np.minimum(at_hand, np.maximum(saved_cny, 0.0))
    return np.where(n_residents > 0, chosen, 0.0)


def next_capital(capital_cny: Floats, invested_cny: Floats, rules: HouseholdBudget) -> Floats:
    """Return the capital of the next year: k' = (1 - del) k + I.

    Examples
    --------
    >>> next_capital(np.array([1_000.0]), np.array([50.0]), HouseholdBudget()).tolist()
    [950.0]
    """
    return (1 - rules.capital_depreciation) * capital_cny + invested_cny


def dependence(aid_cny: Floats, disposable_cny: Floats) -> Floats:
    """Return unconditional aid over disposable income, within 0 to 1; 1 where income is not positive.

    Examples
    --------
    >>> dependence(np.array([0.0, 50.0, 50.0, 50.0]), np.array([-5.0, 200.0, 40.0, -5.0])).tolist()
    [0.0, 0.25, 1.0, 1.0]
    """
    return np.where(aid_cny > 0, np.clip(ratio(aid_cny, disposable_cny, 1.0), 0.0, 1.0), 0.0)


def habit(last_habit: Floats, income_cny: Floats, weight: float) -> Floats:
    """Return the income that households are used to; it starts at the first income and moves by a weight.

    Examples
    --------
    >>> habit(np.array([0.0, 100.0]), np.array([80.0, 80.0]), 0.5).tolist()
    [80.0, 90.0]
    """
    return np.where(last_habit == 0.0, income_cny, last_habit + weight * (income_cny - last_habit))


# --- processes ---------------------------------------------------------------------------------------


def households_measure_income(model: RuralModel) -> None:
    """Count income as the statistics bureau does: four sources less depreciation, per resident.

    Households without a resident keep the last figures per resident that were observed.
    """
    rules, households = model.config.household_budget, model.households
    present = np.flatnonzero(households.n_residents > 0)
    residents = households.n_residents[present]
    households.depreciation_cny[:] = rules.capital_depreciation * households.productive_capital_cny
    households.disposable_income_cny[:] = households.cash_income_cny() - households.depreciation_cny
    households.medical_own_payment_cny *= households.n_residents > 0
    income = households.disposable_income_cny[present]
    net = income - households.medical_own_payment_cny[present]
    households.income_per_capita_cny[present] = income / residents
    households.income_net_of_medical_last_cny[:] = np.where(
        households.was_present, households.income_net_of_medical_cny, 0.0
    )
    households.was_present[:] = households.n_residents > 0
    households.income_net_of_medical_cny[present] = net / residents
    households.dependence_share[:] = dependence(
        households.unconditional_aid_cny, households.disposable_income_cny
    )
    households.income_habit_cny[present] = habit(
        households.income_habit_cny[present], income / residents, rules.income_habit_weight
    )
    _note_earnings(model, present)


def _note_earnings(model: RuralModel, present: Ints) -> None:
    """Write earned and unearned income per resident, which next year's guarantee is based on (errata C4)."""
    households = model.households
    residents = households.n_residents[present]
    not_earned = households.public_transfer_cny[present] + households.property_income_cny[present]
    earned = households.disposable_income_cny[present] - not_earned
    households.earned_per_capita_cny[present] = earned / residents
    households.unearned_per_capita_cny[present] = (not_earned - households.dibao_cny[present]) / residents


def households_spend_and_save(model: RuralModel) -> None:
    """Consume, pay bills, sell capital if need be, and put part of the savings into capital."""
    rules, households = model.config.household_budget, model.households
    residents, income = households.n_residents.astype(np.float64), households.disposable_income_cny
    saved_share = saving_share(households.motivation, rules)
    wanted = desired_consumption(income, households.opening_money_cny(), saved_share, residents, rules)
    wanted *= residents > 0
    spent = spending(
        wanted,
        rules.subsistence_cny * residents,
        households.medical_own_payment_cny,
        households.money_cny,
        households.productive_capital_cny,
        rules.asset_resale_price,
    )
    _post_spending(model, spent)
    invested = investment(
        households.money_cny,
        saved_share * income,
        residents,
        households.business_labour,
        households.farm_labour,
        rules,
    )
    model.ledger.post(Flow.CAPITAL_GOODS, invested)
    households.productive_capital_cny[:] = next_capital(households.productive_capital_cny, invested, rules)


def _post_spending(model: RuralModel, spent: Spending) -> None:
    households, price = model.households, model.config.household_budget.asset_resale_price
    model.ledger.post(Flow.DISTRESS_SALE, spent.distress_sale_cny)
    model.ledger.post(Flow.MEDICAL_OWN_PAYMENT, spent.bills_paid_cny)
    model.ledger.post(Flow.CONSUMPTION, spent.consumption_cny)
    households.consumption_cny[:] = spent.consumption_cny
    households.unmet_need_cny += spent.unmet_need_cny
    if price > 0:
        sold = spent.distress_sale_cny / price
        households.productive_capital_cny[:] = np.maximum(households.productive_capital_cny - sold, 0.0)
    model.committees.village_consumption_cny[:] = sum_by(
        households.village, spent.consumption_cny, len(model.committees)
    )
