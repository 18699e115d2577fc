"""Enterprises pay out profit, invest and change their technology (model.md S8.5-S8.6, errata B9, E3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.arrays import Floats, Ints, ratio, sum_by
from sim.ledger import Flow, Sector
from sim.processes.enterprise_rules import EnterpriseRules, by_kind
from sim.processes.upgrading import saved_for_upgrades_cny
from sim.random_streams import Stream

if TYPE_CHECKING:
    from sim.model import RuralModel


def dividends_to_pay(rules: EnterpriseRules, net_profit: Floats, money: Floats, capital: Floats) -> Floats:
    """Return the profit paid out: a share of profit and of hoarded money, only above the buffer; shape (n,).

    Examples
    --------
    >>> dividends_to_pay(EnterpriseRules(), np.array([10.0]), np.array([70.0]), np.array([100.0])).tolist()
    [14.0]
    """
    hoard = np.maximum(money - rules.hoard_limit_share * capital, 0.0)
    wished = rules.payout_share * np.maximum(net_profit, 0.0) + rules.hoard_payout_share * hoard
    return np.minimum(wished, np.maximum(money - rules.buffer_share * capital, 0.0))


def member_profit_shares(rules: EnterpriseRules, kind: Ints, gain: float) -> Floats:
    """Return the profit share of delivering members, s_mem, by enterprise; shape of ``kind``.

    Examples
    --------
    >>> member_profit_shares(EnterpriseRules(), np.array([0, 1, 2]), 0.2).round(9).tolist()
    [0.3, 0.1, 0.1]
    """
    share = by_kind(rules, "member_profit_share") + gain * by_kind(rules, "member_gain_ratio")
    by_enterprise: Floats = np.clip(share, 0.0, 1.0)[kind]
    return by_enterprise


def enterprises_pay_dividends(model: RuralModel) -> None:
    """Enterprises pay out profit to founders, the collective and the members who delivered under contract.

    Members' part comes from the founders' and falls back to them where nobody delivered; nominal members
    who deliver nothing get nothing.
    """
    enterprises, holdings, households = model.enterprises, model.holdings, model.households
    rules, n = model.config.enterprises, len(enterprises)
    dividends = dividends_to_pay(
        rules, enterprises.net_profit_cny, enterprises.money_cny, enterprises.capital_cny
    )
    enterprises.dividends_cny[:] = np.where(enterprises.is_active, dividends, 0.0)
    is_founder = holdings.sector != Sector.COLLECTIVES
    founders = sum_by(holdings.enterprise, holdings.weight * is_founder, n)
    farms = np.flatnonzero((households.contract_enterprise >= 0) & (households.contract_delivered_cny > 0))
    buyer, delivered = households.contract_enterprise[farms], households.contract_delivered_cny[farms]
    deliveries = sum_by(buyer, delivered, n)
    members = member_profit_shares(rules, enterprises.kind, model.terms.member_profit_share_gain)
    members = np.where(deliveries > 0, np.minimum(members, founders), 0.0)
    part_kept = np.where(is_founder, (1 - ratio(members, founders, when_empty=0.0))[holdings.enterprise], 1.0)
    payments = enterprises.dividends_cny[holdings.enterprise] * holdings.weight * part_kept
    pay_holders(model, Flow.DIVIDENDS, payments)
    to_members = enterprises.dividends_cny * members
    model.ledger.post(
        Flow.DIVIDENDS,
        to_members[buyer] * delivered / deliveries[buyer],
        payers=buyer,
        payees=farms,
        payee=Sector.HOUSEHOLDS,
    )


def pay_holders(model: RuralModel, flow: Flow, payments: Floats) -> None:
    """Post one payment to each holding, sector by sector; ``payments`` has the shape of the holdings."""
    holdings = model.holdings
    for payee in flow.value.payees:
        rows = np.flatnonzero((holdings.sector == payee) & (payments > 0))
        if rows.size:
            payers, payees = holdings.enterprise[rows], holdings.holder[rows]
            model.ledger.post(flow, payments[rows], payers=payers, payees=payees, payee=payee)


def investment(
    rules: EnterpriseRules, net_return: Floats, retained: Floats, money: Floats, capital: Floats
) -> Floats:
    """Return investment I = min(money - buffer, .1 K + .5 retained profit) where the return is high enough.

    Examples
    --------
    >>> net_return, retained, K = np.array([0.06, 0.06, 0.05]), np.array([4.0, 4.0, 4.0]), np.full(3, 100.0)
    >>> investment(EnterpriseRules(), net_return, retained, np.array([30.0, 80.0, 80.0]), K).tolist()
    [5.0, 12.0, 0.0]
    """
    free = np.maximum(money - rules.buffer_share * capital, 0.0)
    wished = rules.investment_rate * capital + rules.investment_retained_share * np.maximum(retained, 0.0)
    return np.where(net_return > rules.investment_return, np.minimum(free, wished), 0.0)


def enterprises_invest(model: RuralModel) -> None:
    """Capital wears out; enterprises with a good return buy new capital from money above their buffer.

    Who plans an upgrade keeps its cost and until then only replaces what wears out. In burn-in capital
    stays as drawn for the first reported year.
    """
    if model.is_burn_in:
        return
    enterprises, rules = model.enterprises, model.config.enterprises
    saved = saved_for_upgrades_cny(model)
    bought = investment(
        rules,
        enterprises.net_return_share,
        (1 - rules.payout_share) * enterprises.net_profit_cny,
        enterprises.money_cny - saved,
        enterprises.capital_cny,
    )
    worn_out = rules.capital_depreciation * enterprises.capital_cny
    bought = np.where(saved > 0, np.minimum(bought, worn_out), bought)
    bought = np.where(enterprises.is_active, bought, 0.0)
    model.ledger.post(Flow.ENTERPRISE_COSTS, bought)
    enterprises.capital_cny[:] = (1 - rules.capital_depreciation) * enterprises.capital_cny + bought


def enterprises_improve_technology(model: RuralModel) -> None:
    """Technology drifts and wanders; in burn-in it stays as drawn for the first reported year."""
    if model.is_burn_in:
        return
    enterprises, rules = model.enterprises, model.config.enterprises
    noise = model.streams.normals(Stream.TECHNOLOGY, enterprises.uid, model.year)
    change = rules.technology_drift + rules.technology_noise_sd * noise
    enterprises.technology_log[:] = np.where(
        enterprises.is_active, enterprises.technology_log + change, enterprises.technology_log
    )
