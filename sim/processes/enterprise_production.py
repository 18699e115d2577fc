"""Enterprises produce, sell at the township's product prices and pay their bills (model.md S8.1-S8.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.agents.enterprise import Kind
from sim.arrays import YUAN_PER_10K, Bools, Floats, Ints, ratio, sum_by
from sim.ledger import Flow, Sector
from sim.processes.contracts import contract_dues
from sim.processes.enterprise_rules import (
    EnterpriseRules,
    by_kind,
    plant_factor,
    village_advantage_factor,
)
from sim.processes.land_rental import leases_of_cooperatives
from sim.processes.project_merging import paid_overheads

if TYPE_CHECKING:
    from sim.model import RuralModel

ROUNDING = 1e-9
"""Unpaid part of the bills, relative to all bills, that is rounding and not insolvency."""


# --- output and prices -----------------------------------------------------------------------------


def output_at_constant_price(
    rules: EnterpriseRules,
    kind: Ints,
    technology: Floats,
    capital_cny: Floats,
    n_workers: Ints,
    n_plants: Ints | int = 1,
) -> Floats:
    """Return output Q = 10k a n^(1 - alpha - beta) K^alpha N^beta in yuan at price one; shape (n,).

    Technology holds a Xi e^nu; n is the number of plants (errata A8).

    Examples
    --------
    >>> rules = EnterpriseRules(capital_elasticity_cooperative=0.5, labour_elasticity_cooperative=0.5)
    >>> output_at_constant_price(rules, np.array([0]), np.array([3.0]), np.array([40_000.0]), np.array([9]))
    array([180000.])
    """
    alpha, beta = by_kind(rules, "capital_elasticity")[kind], by_kind(rules, "labour_elasticity")[kind]
    capital_part = np.power(capital_cny / YUAN_PER_10K, alpha)
    technology = technology * plant_factor(rules, kind, n_plants)
    output: Floats = YUAN_PER_10K * technology * capital_part * np.power(n_workers, beta)
    return output


def product_prices(
    output_cny: Floats, demand_cny: Floats, elasticity: Floats, floor: float, ceiling: float
) -> Floats:
    """Return the price at which demand takes the output, P = (Q / Q_ref)^(-1 / eps), within bounds.

    Parameters
    ----------
    output_cny, demand_cny, elasticity : array, shape (n_kinds,)
        Output of the township, what outside demand takes at price one, and eps. Without output or without
        demand known so far the price is one.

    Examples
    --------
    >>> P = product_prices(np.array([2.0, 0.0]), np.array([1.0, 1.0]), np.array([4.0, 4.0]), 0.4, 2.0)
    >>> P.round(6).tolist()
    [0.840896, 1.0]
    """
    known = (output_cny > 0) & (demand_cny > 0)
    relative = np.where(known, output_cny, 1.0) / np.where(known, demand_cny, 1.0)
    prices: Floats = np.clip(relative ** (-1 / elasticity), floor, ceiling)
    return prices


def enterprises_produce_and_sell(model: RuralModel) -> None:
    """Enterprises produce with the staff they found; each kind's output meets outside demand in one price."""
    enterprises, committees, market = model.enterprises, model.committees, model.market
    rules, kind = model.config.enterprises, enterprises.kind
    mean_shock = 0.5 * model.config.shocks.enterprise_sales_sd**2
    advantage = village_advantage_factor(rules, committees.infrastructure, committees.talent_stock)
    luck = np.exp(enterprises.demand_shock_log - mean_shock)
    skill = np.exp(enterprises.technology_log - enterprises.gaming_loss_log)
    technology = skill * luck * advantage[enterprises.village]
    output = output_at_constant_price(
        rules, kind, technology, enterprises.capital_cny, enterprises.n_workers, enterprises.n_plants
    )
    enterprises.output_cny[:] = np.where(enterprises.is_active, output, 0.0)
    _meet_outside_demand(model)
    enterprises.sales_cny[:] = market.product_price[kind] * enterprises.output_cny
    model.ledger.post(Flow.ENTERPRISE_SALES, enterprises.sales_cny)


def _meet_outside_demand(model: RuralModel) -> None:
    """Set product prices: one in burn-in; the first real year of a kind defines its demand (A4, A5)."""
    market, rules = model.market, model.config.enterprises
    if model.is_burn_in:
        market.product_price[:] = 1.0
        return
    if market.reference_pay_10k <= 0:
        market.reference_pay_10k = model.now.local_pay_10k
    pay_growth = model.now.local_pay_10k / market.reference_pay_10k
    growth = pay_growth ** by_kind(rules, "demand_income_elasticity")
    output = sum_by(model.enterprises.kind, model.enterprises.output_cny, len(Kind))
    first_sold = (market.reference_output_cny <= 0) & (output > 0)
    market.reference_output_cny[first_sold] = (output / growth)[first_sold]
    market.product_price[:] = product_prices(
        output,
        market.reference_output_cny * growth,
        by_kind(rules, "demand_elasticity"),
        rules.price_floor,
        rules.price_ceiling,
    )


# --- bills -----------------------------------------------------------------------------------------


@dataclass
class Bills:
    """What each enterprise owes, by class in paying order (errata B7); each of shape (n_enterprises,)."""

    wages: Floats
    contracts: Floats
    tax: Floats
    outside_materials: Floats
    overhead_and_other: Floats
    land_rent: Floats

    def in_paying_order(self) -> list[Floats]:
        """Return the classes, first served first."""
        return [
            self.wages,
            self.contracts,
            self.tax,
            self.outside_materials,
            self.overhead_and_other,
            self.land_rent,
        ]

    def total(self) -> Floats:
        """Return all bills of each enterprise."""
        total: Floats = np.sum(self.in_paying_order(), axis=0)
        return total


def paid_shares(means: Floats, bills: list[Floats]) -> list[Floats]:
    """Return the share of each class of bills that is paid when classes are served in order.

    Within the first class that cannot be met all payees get the same share; later classes get nothing.

    Examples
    --------
    >>> [share.tolist() for share in paid_shares(np.array([15.0]), [np.array([10.0])] * 3)]
    [[1.0], [0.5], [0.0]]
    """
    left = np.maximum(means, 0.0)
    shares = []
    for bill in bills:
        paid = np.minimum(bill, left)
        shares.append(ratio(paid, bill, when_empty=1.0))
        left = left - paid
    return shares


def forced_sale_proceeds(
    money_cny: Floats, bills_cny: Floats, capital_cny: Floats, resale_price: float, largest_share: float
) -> Floats:
    """Return what enterprises raise by selling capital when money falls short of bills; shape (n,).

    Examples
    --------
    >>> bills = np.array([4.0, 9.0, 99.0])
    >>> forced_sale_proceeds(np.full(3, 5.0), bills, np.full(3, 10.0), 0.5, 0.9).tolist()
    [0.0, 4.0, 4.5]
    """
    shortfall = np.maximum(bills_cny - money_cny, 0.0)
    return np.minimum(shortfall, largest_share * resale_price * capital_cny)


def wages_due(model: RuralModel) -> tuple[Ints, Floats]:
    """Return the rows of enterprise employees and the pay due to each, om_k w^L (working time), in yuan."""
    persons, enterprises = model.persons, model.enterprises
    workers = np.flatnonzero(persons.employer >= 0)
    pay_ratio = by_kind(model.config.enterprises, "pay_ratio")[enterprises.kind[persons.employer[workers]]]
    return workers, pay_ratio * persons.local_pay_cny[workers] * persons.work_time_share[workers]


def enterprises_pay_their_costs(model: RuralModel) -> None:
    """Enterprises pay wages, contract farms, tax, materials, other costs and rent, in order of rank."""
    enterprises, persons, households = model.enterprises, model.persons, model.households
    n = len(enterprises)
    workers, pay = wages_due(model)
    farms, deliveries_due = contract_dues(model)
    employer, buyer = persons.employer[workers], households.contract_enterprise[farms]
    bills = _bills(model, sum_by(employer, pay, n), sum_by(buyer, deliveries_due, n))
    total = bills.total()
    _book_result(model, total)
    _sell_capital_for_bills(model, total)
    shares = paid_shares(enterprises.money_cny, bills.in_paying_order())
    wage_share, contract_share, tax_share, material_share, other_share, rent_share = shares

    unpaid = sum((1 - share) * bill for share, bill in zip(shares, bills.in_paying_order(), strict=True))
    enterprises.is_insolvent[:] = (unpaid > ROUNDING * total) & _may_fail(model)

    post = model.ledger.post
    enterprises.wages_cny[:] = wage_share * bills.wages
    wages = pay * wage_share[employer]
    post(Flow.ENTERPRISE_WAGES, wages, payers=employer, payees=persons.household[workers])
    receipts = deliveries_due * contract_share[buyer]
    households.contract_receipt_cny[:] = 0.0
    households.contract_receipt_cny[farms] = receipts
    enterprises.contract_payments_cny[:] = sum_by(buyer, receipts, n)
    post(Flow.FARM_SALES_CONTRACT, receipts, payers=buyer, payees=farms)
    post(Flow.ENTERPRISE_TAX, tax_share * bills.tax)
    costs = material_share * bills.outside_materials + other_share * bills.overhead_and_other
    post(Flow.ENTERPRISE_COSTS, costs)
    enterprises.land_rent_cny[:] = rent_share * bills.land_rent
    tenants, lessors, rents = leases_of_cooperatives(
        enterprises.land_rent_cny, enterprises.village, households.land_rented_out_mu, households.village
    )
    post(Flow.LAND_RENT_ENTERPRISE, rents, payers=tenants, payees=lessors, payee=Sector.HOUSEHOLDS)


def _bills(model: RuralModel, wages: Floats, contracts: Floats) -> Bills:
    """Return what each enterprise owes; materials not delivered under contract are bought outside."""
    enterprises, households, rules = model.enterprises, model.households, model.config.enterprises
    sales, kind = enterprises.sales_cny, enterprises.kind
    farms = np.flatnonzero(households.contract_enterprise >= 0)
    delivered = sum_by(
        households.contract_enterprise[farms], households.contract_delivered_cny[farms], len(enterprises)
    )
    materials = by_kind(rules, "material_share")[kind] * sales
    overheads = paid_overheads(enterprises.n_plants, model.config.project_merging.overhead_saved_share)
    overhead = by_kind(rules, "overhead_10k")[kind] * YUAN_PER_10K * overheads * enterprises.is_active
    return Bills(
        wages=wages,
        contracts=contracts,
        tax=rules.tax_share * sales,
        outside_materials=np.maximum(materials - delivered, 0.0),
        overhead_and_other=overhead + by_kind(rules, "other_cost_share")[kind] * sales,
        land_rent=enterprises.land_rent_cny.copy(),
    )


def _book_result(model: RuralModel, bills_cny: Floats) -> None:
    """Write net profit and return (on what is owed, errata A6), losses in a row and return by kind."""
    enterprises, rules = model.enterprises, model.config.enterprises
    capital, active = enterprises.capital_cny, enterprises.is_active
    profit = enterprises.sales_cny - bills_cny - rules.capital_depreciation * capital
    enterprises.net_profit_cny[:] = np.where(active, profit, 0.0)
    enterprises.net_return_share[:] = ratio(enterprises.net_profit_cny, capital, when_empty=0.0)
    lost = enterprises.net_profit_cny < 0
    enterprises.loss_years[:] = np.where(lost & _may_fail(model), enterprises.loss_years + 1, 0)
    market, kind, n_kinds = model.market, enterprises.kind, len(Kind)
    profit_of_kind = sum_by(kind, enterprises.net_profit_cny, n_kinds)
    capital_of_kind = sum_by(kind, capital * active, n_kinds)
    market.mean_return_share[:] = ratio(profit_of_kind, capital_of_kind, when_empty=0.0)


def _may_fail(model: RuralModel) -> Bools:
    """Return which enterprises can fail: in burn-in none closes, sells capital or counts losses."""
    return model.enterprises.is_active & (not model.is_burn_in)


def _sell_capital_for_bills(model: RuralModel, bills_cny: Floats) -> None:
    """Enterprises short of money sell capital at a discount; capital that fetches nothing is kept."""
    enterprises, rules = model.enterprises, model.config.enterprises
    if rules.asset_resale_price == 0:
        return
    proceeds = forced_sale_proceeds(
        enterprises.money_cny,
        bills_cny,
        enterprises.capital_cny,
        rules.asset_resale_price,
        rules.largest_asset_sale_share,
    )
    proceeds = np.where(_may_fail(model), proceeds, 0.0)
    enterprises.capital_cny -= proceeds / rules.asset_resale_price
    model.ledger.post(Flow.ENTERPRISE_ASSET_SALE, proceeds)
