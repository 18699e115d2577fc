"""The village collective: what it earns from outside, land and shares, and what it spends (errata B17)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.arrays import Floats, ratio, sum_by
from sim.ledger import Flow
from sim.parameter import param

if TYPE_CHECKING:
    from sim.model import RuralModel


@dataclass
class Collective:
    """Growth of the collective's outside income and the shares of its income that it spends."""

    own_income_growth: float = param(
        0.04, unit="/yr", bounds=(-0.2, 0.3), plausible=(0.0, 0.08), grade="official-statistics",
        doc="Growth of the collective's income from outside.",
        source="errata K2, D5 (57.7% of villages below 50,000 yuan in 2019)",
    )  # fmt: skip
    maintenance_share: float = param(
        0.3, unit="share", bounds=(0.0, 1.0), plausible=(0.1, 0.5), grade="assumption",
        doc="Of the year's income, for roads and water.", source="errata B17",
    )  # fmt: skip
    environment_share: float = param(
        0.1, unit="share", bounds=(0.0, 1.0), plausible=(0.0, 0.3), grade="assumption",
        doc="Of the year's income, for the village environment.", source="errata B17",
    )  # fmt: skip
    office_share: float = param(
        0.2, unit="share", bounds=(0.0, 1.0), plausible=(0.1, 0.4), grade="assumption",
        doc="Of the year's income, for the village office, up to its limit.", source="errata B17",
    )  # fmt: skip
    office_limit_cny: float = param(
        20_000.0, unit="yuan/yr", bounds=(0.0, 1e7), plausible=(10_000.0, 50_000.0), grade="assumption",
        doc="Largest cost of the village office.", source="errata B17",
    )  # fmt: skip
    dividend_share: float = param(
        0.3, unit="share", bounds=(0.0, 1.0), plausible=(0.0, 0.5), grade="assumption",
        doc="Of the year's income, paid to resident members per head.", source="errata B17",
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------ rules


def own_income(level_cny: Floats, years_since_start: int, rules: Collective) -> Floats:
    """Return the year's income from outside; before the first year its level (errata C11, D5).

    Examples
    --------
    >>> own_income(np.array([100.0]), 1, Collective()).tolist()
    [104.0]
    """
    return level_cny * (1 + rules.own_income_growth) ** max(0, years_since_start)


@dataclass(frozen=True)
class Spending:
    """What each collective spends in a year, yuan; arrays of shape (n_villages,)."""

    maintenance_cny: Floats
    environment_cny: Floats
    office_cny: Floats
    dividend_cny: Floats

    def costs_cny(self) -> Floats:
        """Return what goes to outside suppliers."""
        return self.maintenance_cny + self.environment_cny + self.office_cny


def spending(income_cny: Floats, rules: Collective) -> Spending:
    """Return what a collective spends of its income: fixed shares, the office up to a limit (B17).

    Shares that add up to more than one are cut alike, so the reserve is never touched.

    Parameters
    ----------
    income_cny : array, shape (n_villages,)
    rules : Collective

    Examples
    --------
    >>> spent = spending(np.array([200_000.0]), Collective())
    >>> spent.office_cny.tolist(), spent.dividend_cny.tolist()
    ([20000.0], [60000.0])
    """
    planned = rules.maintenance_share + rules.environment_share + rules.office_share + rules.dividend_share
    income = income_cny / max(1.0, planned)
    return Spending(
        maintenance_cny=rules.maintenance_share * income,
        environment_cny=rules.environment_share * income,
        office_cny=np.minimum(rules.office_limit_cny, rules.office_share * income),
        dividend_cny=rules.dividend_share * income,
    )


# -------------------------------------------------------------------------------------------- processes


def collectives_open_their_books(model: RuralModel) -> None:
    """Note the reserve with which each collective enters the year; nothing is spent yet."""
    committees = model.committees
    committees.opening_money_cny[:] = committees.money_cny
    committees.maintenance_cny[:] = 0.0
    committees.environment_spending_cny[:] = 0.0


def collectives_earn_and_spend(model: RuralModel) -> None:
    """Collect outside income, then spend the shares of all that came in since the books were opened."""
    committees, households, rules = model.committees, model.households, model.config.collective
    years = model.year - model.config.clock.first_year
    model.ledger.post(Flow.COLLECTIVE_OWN_INCOME, own_income(committees.own_income_cny, years, rules))
    income = np.maximum(0.0, committees.money_cny - committees.opening_money_cny)
    committees.collective_income_cny[:] = income
    spent = spending(income, rules)
    model.ledger.post(Flow.COLLECTIVE_COSTS, spent.costs_cny())
    # Government may have paid for upkeep and the environment before (lever 11).
    committees.maintenance_cny += spent.maintenance_cny
    committees.environment_spending_cny += spent.environment_cny
    residents = sum_by(households.village, households.n_residents, len(committees))
    # Without residents the dividend stays in the reserve.
    per_head = ratio(spent.dividend_cny, residents, 0.0)
    dividend = per_head[households.village] * households.n_residents
    model.ledger.post(Flow.COLLECTIVE_DIVIDEND, dividend, payers=households.village)
