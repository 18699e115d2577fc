"""Enterprises and who holds them."""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from sim.arrays import Bools, Floats, Ints, UInts
from sim.columns import Table, column
from sim.ledger import Sector


class Kind(IntEnum):
    """The three kinds of enterprise of model.md 1.2 (kinds 1, 2, 3 there are 0, 1, 2 here)."""

    COOPERATIVE = 0
    PROCESSING = 1
    SERVICES = 2


class Enterprises(Table):
    """All enterprises ever founded in the township; rows stay after exit with ``is_active`` false."""

    uid: UInts = column(np.uint64, unit="-", doc="Permanent identity from village, kind, year and founder.")
    village: Ints = column(np.int64, unit="row", doc="Row of the village committee.")
    kind: Ints = column(np.int64, unit="code", doc="Kind of enterprise.")
    is_active: Bools = column(np.bool_, unit="bool", doc="In business.", default=True)
    founding_year: Ints = column(np.int64, unit="yr", doc="Year of founding.")
    money_cny: Floats = column(np.float64, unit="yuan", doc="Money; changes by the ledger only.")
    capital_cny: Floats = column(np.float64, unit="yuan", doc="Capital K at cost.")
    founding_capital_cny: Floats = column(np.float64, unit="yuan", doc="Capital at founding.")
    technology_log: Floats = column(np.float64, unit="log", doc="ln a.")
    demand_shock_log: Floats = column(np.float64, unit="log", doc="Shock nu of the year.")
    labour_target: Ints = column(np.int64, unit="persons", doc="Planned staff N*.")
    n_workers: Ints = column(np.int64, unit="persons", doc="Employees after job matching.")
    local_material_share: Floats = column(
        np.float64, unit="share", doc="Sought local share of materials sig."
    )
    contract_premium: Floats = column(np.float64, unit="share", doc="Contract price over the market price.")
    output_cny: Floats = column(np.float64, unit="yuan", doc="Output Q at constant price, this year.")
    sales_cny: Floats = column(np.float64, unit="yuan", doc="Sales R = P Q, this year.")
    wages_cny: Floats = column(np.float64, unit="yuan", doc="Wages paid this year.")
    contract_payments_cny: Floats = column(np.float64, unit="yuan", doc="Paid to contract farmers this year.")
    land_rent_cny: Floats = column(np.float64, unit="yuan", doc="Land rent paid this year.")
    net_profit_cny: Floats = column(
        np.float64, unit="yuan", doc="Sales less all costs, depreciation included."
    )
    net_return_share: Floats = column(np.float64, unit="share", doc="Net profit over capital, this year.")
    dividends_cny: Floats = column(np.float64, unit="yuan", doc="Profit paid out this year.")
    loss_years: Ints = column(np.int64, unit="yr", doc="Net losses in a row.")
    is_insolvent: Bools = column(np.bool_, unit="bool", doc="Could not meet a class of payees this year.")
    exit_year: Ints = column(np.int64, unit="yr", doc="Year in which it closed or was merged; 0 in business.")
    last_upgrade_year: Ints = column(np.int64, unit="yr", doc="Year of the last upgrade attempt; 0 never.")
    is_upgrading: Bools = column(np.bool_, unit="bool", doc="Tries an upgrade this year.")
    upgrade_is_subsidised: Bools = column(np.bool_, unit="bool", doc="The try of this year has a subsidy.")
    upgrade_is_deadweight: Bools = column(
        np.bool_, unit="bool", doc="It would have been tried without the subsidy."
    )
    upgrade_succeeded: Bools = column(np.bool_, unit="bool", doc="The try of this year succeeded.")
    needs_schooling: Bools = column(
        np.bool_, unit="bool", doc="Upgraded processing or service firm: hires the schooled only."
    )
    is_project: Bools = column(np.bool_, unit="bool", doc="Publicly funded poverty-alleviation project.")
    public_equity_cny: Floats = column(
        np.float64, unit="yuan", doc="Project money paid in at founding, the base of the duty."
    )
    public_money_cny: Floats = column(
        np.float64, unit="yuan", doc="Public equity, bailouts and merging grants to date."
    )
    n_plants: Ints = column(np.int64, unit="plants", doc="Plants of a merged enterprise.", default=1)
    poor_link_share: Floats = column(
        np.float64, unit="share", doc="Duty to the poor that mergers have left.", default=1.0
    )
    duty_paid_cny: Floats = column(np.float64, unit="yuan", doc="Paid to the poor and village this year.")
    bailout_years: Ints = column(np.int64, unit="yr", doc="Years whose loss public money covered.")
    appraisal_score: Floats = column(np.float64, unit="sd", doc="Score of the last appraisal.")
    low_score_years: Ints = column(np.int64, unit="yr", doc="Appraisals in the lowest tenth in a row.")
    gaming_loss_log: Floats = column(
        np.float64, unit="log", doc="Technology given up this year for what the appraisal counts."
    )


class Holdings(Table):
    """Who owns an enterprise: weights of the holders of each enterprise sum to one (errata E3)."""

    enterprise: Ints = column(np.int64, unit="row", doc="Row of the enterprise.")
    sector: Ints = column(
        np.int64, unit="code", doc="Sector of the holder (ledger.Sector).", default=int(Sector.HOUSEHOLDS)
    )
    holder: Ints = column(
        np.int64, unit="row", doc="Row of the holder in its table; 0 for single-row sectors."
    )
    weight: Floats = column(
        np.float64, unit="share", doc="Share of distributed profit and liquidation residual."
    )
