"""Double-entry ledger: every yuan has a payer, a payee and a purpose (model.md 1.3, errata B1).

Five sectors hold money. A flow code fixes who may pay whom and how the statistics bureau counts the
receipt, so household income by source and fiscal cost by lever are read from the same entries that
move the money. Balances change by :meth:`Ledger.post` only; :meth:`Ledger.close_year` audits the year.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum
from math import isfinite
from typing import Protocol

import numpy as np

from sim.arrays import Floats, Ints

TOLERANCE = 1e-6
"""Largest accepted audit error, relative to the year's gross flow; of a row, to the mean of its sector."""


class Sector(IntEnum):
    """The five holders of money."""

    HOUSEHOLDS = 0
    ENTERPRISES = 1
    COLLECTIVES = 2
    GOVERNMENT = 3
    REST_OF_WORLD = 4


class IncomeSource(Enum):
    """The four sources of household income, as columns of the household table."""

    WAGES = "wage_income_cny"
    BUSINESS = "business_income_cny"
    PROPERTY = "property_income_cny"
    TRANSFER = "transfer_income_cny"


class Purpose(IntEnum):
    """What public money is spent for: a lever by its number, projects (in every scenario), or general."""

    GENERAL = -1
    CASH = 0
    TRAINING = 1
    UPGRADING = 2
    INTEGRATION = 3
    PROJECT_INTEGRATION = 4
    APPRAISAL = 5
    COORDINATION = 6
    MONITORING = 7
    MOTIVATION = 8
    GOVERNANCE = 9
    TALENT = 10
    INFRASTRUCTURE = 11
    PROJECTS = 12


HH, ENT, COL, GOV, ROW = Sector


@dataclass(frozen=True)
class Rule:
    """Who may pay whom under a flow code (and who if only one may), and which income source it counts to."""

    payers: tuple[Sector, ...]
    payees: tuple[Sector, ...]
    only_payer: Sector | None
    only_payee: Sector | None
    doc: str
    source: IncomeSource | None = None


def _rule(payer: object, payee: object, doc: str, source: IncomeSource | None = None) -> Rule:
    payers = payer if isinstance(payer, tuple) else (payer,)
    payees = payee if isinstance(payee, tuple) else (payee,)
    only_payer, only_payee = (side[0] if len(side) == 1 else None for side in (payers, payees))
    return Rule(payers, payees, only_payer, only_payee, doc, source)


class Flow(Enum):
    """The flow codes; receipts of households add to their source, payments under a source subtract."""

    FARM_SALES_MARKET = _rule(ROW, HH, "farm sales on the open market", IncomeSource.BUSINESS)
    FARM_SALES_CONTRACT = _rule(ENT, HH, "farm sales under contract, premium included", IncomeSource.BUSINESS)
    BUSINESS_SALES = _rule(ROW, HH, "own-business sales net of inputs", IncomeSource.BUSINESS)
    FARM_INPUTS = _rule(HH, ROW, "farm inputs", IncomeSource.BUSINESS)
    BUSINESS_FIXED_COST = _rule(HH, ROW, "fixed cost of an own business", IncomeSource.BUSINESS)
    ENTERPRISE_WAGES = _rule(ENT, HH, "wages of enterprises in the township", IncomeSource.WAGES)
    COUNTY_WAGES = _rule(ROW, HH, "wages of employers in the county", IncomeSource.WAGES)
    WORK_RELIEF_WAGES = _rule(GOV, HH, "work-for-relief wages", IncomeSource.WAGES)
    CADRE_PAY = _rule(COL, HH, "pay of village cadres", IncomeSource.WAGES)
    REMITTANCES = _rule(ROW, HH, "money sent home by non-resident migrants", IncomeSource.TRANSFER)
    PENSION = _rule(GOV, HH, "basic pension of residents", IncomeSource.TRANSFER)
    LAND_SUBSIDY = _rule(GOV, HH, "subsidy by contracted land", IncomeSource.TRANSFER)
    DIBAO = _rule(GOV, HH, "minimum living guarantee", IncomeSource.TRANSFER)
    RELIEF = _rule(GOV, HH, "temporary relief", IncomeSource.TRANSFER)
    POINTS = _rule(GOV, HH, "points redeemed", IncomeSource.TRANSFER)
    CASH = _rule(GOV, HH, "unconditional cash, the yardstick of all levers", IncomeSource.TRANSFER)
    DEPOSIT_INTEREST = _rule(ROW, HH, "interest on deposits", IncomeSource.PROPERTY)
    LAND_RENT_ENTERPRISE = _rule(ENT, (HH, COL), "rent of land used by enterprises", IncomeSource.PROPERTY)
    LAND_RENT_OUTSIDE = _rule(ROW, (HH, COL), "rent of land used by outsiders", IncomeSource.PROPERTY)
    DIVIDENDS = _rule(ENT, (HH, COL, ROW), "profit paid out to holders and members", IncomeSource.PROPERTY)
    PROJECT_DUTY_PAYMENT = _rule(ENT, (HH, COL), "duty of projects to the poor", IncomeSource.PROPERTY)
    COLLECTIVE_DIVIDEND = _rule(COL, HH, "collective income paid to resident members", IncomeSource.PROPERTY)
    CONSUMPTION = _rule(HH, ROW, "household consumption")
    MEDICAL_OWN_PAYMENT = _rule(HH, ROW, "medical bills paid by the household")
    MOVING_COST = _rule(HH, ROW, "cost of leaving for migrant work")
    CAPITAL_GOODS = _rule(HH, ROW, "productive capital bought by households")
    DISTRESS_SALE = _rule(ROW, HH, "productive capital sold under distress")
    ESTATE = _rule(HH, ROW, "money of households that end")
    STARTUP_GRANT = _rule(GOV, HH, "start-up grant of a returnee; capital, not income")
    OPENING_BALANCE = _rule(ROW, (HH, ENT, COL), "money at the start")
    OPENING_WITHDRAWAL = _rule((HH, ENT, COL), ROW, "money taken back when the start state is reset")
    ENTERPRISE_SALES = _rule(ROW, ENT, "sales of enterprises")
    ENTERPRISE_COSTS = _rule(ENT, ROW, "outside materials, overhead, other costs, capital goods")
    ENTERPRISE_ASSET_SALE = _rule(ROW, ENT, "capital sold by enterprises")
    MERGED_MONEY = _rule(ENT, ENT, "money of merged projects, handed to the one that goes on")
    ENTERPRISE_TAX = _rule(ENT, GOV, "tax on sales")
    TAX_REMITTED = _rule(GOV, ROW, "tax and unspent money handed on at year end")
    EQUITY_PAID_IN = _rule((HH, GOV, ROW), ENT, "equity of founders and investors")
    LIQUIDATION_RESIDUAL = _rule(ENT, (HH, COL, GOV, ROW), "what is left to holders after an exit")
    COLLECTIVE_OWN_INCOME = _rule(ROW, COL, "rents of the village collective from outside")
    COLLECTIVE_COSTS = _rule(COL, ROW, "maintenance, environment and office of the village")
    PROGRAMME_GRANT_ENTERPRISE = _rule(GOV, ENT, "programme grants to enterprises")
    PROGRAMME_GRANT_COLLECTIVE = _rule(GOV, COL, "programme grants to collectives")
    PROGRAMME_PROVIDERS = _rule(GOV, ROW, "programme money to outside providers")
    LEAKAGE = _rule(GOV, ROW, "programme money lost on the way")
    CENTRAL_TRANSFER = _rule(ROW, GOV, "money from higher levels")
    MEDICAL_REIMBURSEMENT = _rule(GOV, ROW, "reimbursed part of medical bills, paid to the hospital")

    __hash__ = object.__hash__  # members are unique objects; by name it would be hashed in Python


class Account(Protocol):
    """Anything whose rows hold money."""

    money_cny: Floats

    def __len__(self) -> int: ...


@dataclass(frozen=True)
class Entry:
    """One posting of the journal, with the rows and amounts as they were posted."""

    year: int
    flow: Flow
    purpose: Purpose
    payer: Sector
    payer_rows: Ints | None
    payee: Sector
    payee_rows: Ints | None
    amounts: Floats


class LedgerError(RuntimeError):
    """The books do not close; the message names year, account and amount."""


class Ledger:
    """The books of one run.

    Parameters
    ----------
    accounts : dict of Sector to Account
        The table of each sector; government and rest of world have one row.
    keep_journal : bool
        Keep every posting as an :class:`Entry` (for tests and household stories).

    Examples
    --------
    ``ledger.post(Flow.PENSION, pension)`` pays each household its row of ``pension`` from the government;
    ``ledger.post(Flow.ENTERPRISE_WAGES, pay, payers=employer, payees=household)`` pays row by row.
    """

    def __init__(self, accounts: dict[Sector, Account], *, keep_journal: bool = False) -> None:
        self.accounts = accounts
        self.year = 0
        self.totals: dict[tuple[Flow, Purpose, Sector, Sector], float] = {}
        self.journal: list[Entry] | None = [] if keep_journal else None
        self._opening = np.zeros(len(Sector))

    def open_year(self, year: int) -> None:
        """Start a year: forget last year's totals, clear household income, note opening balances."""
        self.year = year
        self.totals = {}
        for source in IncomeSource:
            getattr(self.accounts[Sector.HOUSEHOLDS], source.value)[:] = 0.0
        self._opening = self.balances()

    def post(
        self,
        flow: Flow,
        amounts: Floats | float,
        *,
        payers: Ints | None = None,
        payees: Ints | None = None,
        payer: Sector | None = None,
        payee: Sector | None = None,
        purpose: Purpose = Purpose.GENERAL,
    ) -> None:
        """Move money from payers to payees, row by row.

        Parameters
        ----------
        flow : Flow
        amounts : array or float
            Yuan, not negative; one per row, or one number for single-row sectors on both sides.
        payers, payees : array of int, optional
            Rows of the paying and receiving tables; omitted = all rows in order (or the only row).
        payer, payee : Sector, optional
            Needed only where the flow code allows several sectors.
        purpose : Purpose
            The lever that the money is spent for.

        Raises
        ------
        LedgerError
            When the sectors do not fit the flow code or an amount is negative or not finite.
        """
        rule = flow.value
        payer = rule.only_payer if payer is None else payer
        payee = rule.only_payee if payee is None else payee
        if payer not in rule.payers or payee not in rule.payees:
            may_pay, may_get = (", ".join(item.name for item in side) for side in (rule.payers, rule.payees))
            given = f"got {payer!r} and {payee!r}"
            raise LedgerError(f"{flow.name}: payer must be one of {may_pay}, payee one of {may_get}; {given}")
        values: Floats | float = amounts
        if isinstance(amounts, float):  # most payments of government are one number
            total = lowest = float(amounts)
        else:
            values = np.asarray(amounts, dtype=np.float64)
            total, lowest = float(values.sum()), float(values.min(initial=0.0))
        if not isfinite(total) or lowest < 0.0:
            raise LedgerError(f"year {self.year}: {flow.name} posted a negative or non-finite amount")
        if total == 0.0:
            return
        self._change(payer, payers, -1, values, total, rule.source)
        self._change(payee, payees, 1, values, total, rule.source)
        key = (flow, purpose, payer, payee)
        self.totals[key] = self.totals.get(key, 0.0) + total
        if self.journal is not None:
            journalled = np.atleast_1d(values).copy()
            self.journal.append(Entry(self.year, flow, purpose, payer, payers, payee, payees, journalled))

    def _change(
        self,
        sector: Sector,
        rows: Ints | None,
        sign: int,
        values: Floats | float,
        total: float,
        source: IncomeSource | None,
    ) -> None:
        """Add to or subtract from the money of a sector; households note the receipt under its source."""
        account, change = self.accounts[sector], np.add if sign > 0 else np.subtract
        if sector in (Sector.GOVERNMENT, Sector.REST_OF_WORLD):
            account.money_cny[0] += sign * total
            return
        columns = [account.money_cny]
        if sector == Sector.HOUSEHOLDS and source is not None:
            columns.append(getattr(account, source.value))
        for money in columns:
            if rows is None:
                change(money, values, out=money)
            else:
                change.at(money, rows, values)

    def total(
        self, flow: Flow | None = None, *, purpose: Purpose | None = None, payer: Sector | None = None
    ) -> float:
        """Return the sum of this year's postings that match all given conditions, in yuan."""
        return sum(
            amount
            for (code, why, source, _), amount in self.totals.items()
            if flow in (None, code) and purpose in (None, why) and payer in (None, source)
        )

    def balances(self) -> Floats:
        """Return the money of each sector in yuan; shape ``(5,)``."""
        return np.array([self.accounts[sector].money_cny.sum() for sector in Sector])

    def close_year(self) -> None:
        """Audit the year: every balance explained by flows, none negative, the five sum unchanged.

        Raises
        ------
        LedgerError
            Naming year, account and amount.
        """
        gross = max(sum(self.totals.values()), 1.0)
        expected, turnover = self._opening.copy(), np.zeros(len(Sector))
        for (_, _, payer, payee), amount in self.totals.items():
            expected[payer] -= amount
            expected[payee] += amount
            turnover[[payer, payee]] += amount
        for sector, gap in zip(Sector, self.balances() - expected, strict=True):
            if abs(gap) > TOLERANCE * gross:
                raise LedgerError(
                    f"year {self.year}: {sector.name} differs from its recorded flows by {gap:.6g} yuan"
                )
        for sector in (Sector.HOUSEHOLDS, Sector.ENTERPRISES, Sector.COLLECTIVES, Sector.GOVERNMENT):
            money = self.accounts[sector].money_cny
            if money.size and money.min() < -TOLERANCE * max(turnover[sector] / money.size, 1.0):
                row = int(money.argmin())
                raise LedgerError(
                    f"year {self.year}: {sector.name} row {row} holds {money[row]:.6g} yuan (negative)"
                )
