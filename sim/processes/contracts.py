"""Purchase contracts between enterprises and farm households (model.md S8.4, errata E5).

Amounts are reference values: gross farm output before this year's price shock, trade margin and premium.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from sim.agents.enterprise import Kind
from sim.agents.household import Households
from sim.arrays import Bools, Floats, Ints, ratio, sum_by
from sim.budget import money_left, pay_providers
from sim.ledger import Purpose
from sim.parameter import param
from sim.processes.attitudes import adoption_prob
from sim.processes.enterprise_rules import by_kind
from sim.processes.farming import trade_margin_share
from sim.processes.land_rental import own_farm_labour
from sim.random_streams import Stream

if TYPE_CHECKING:
    from sim.model import RuralModel

NONE = -1
HAZARD, FARM_ORDER, ENTERPRISE_ORDER = range(3)
"""Draws of the adoption stream."""


@dataclass
class Contracts:
    """Terms of contracts, who takes them up and who breaks them."""

    local_material_share_base: float = param(
        0.15, unit="share", bounds=(0, 1), plausible=(0, 0.3), grade="survey",
        doc="Part of materials that enterprises seek from local farms (sig0).",
        source="model.md 3.8; Miyata, Minot, Hu 2009 [F16], [F17]",
    )  # fmt: skip
    premium_base: float = param(
        0.08, unit="share", bounds=(0, 1), plausible=(0.0, 0.15), grade="survey",
        doc="Contract price over the market price (p0).", source="model.md 3.8; Miyata, Minot, Hu 2009 [F16]",
    )  # fmt: skip
    largest_contract_share: float = param(
        0.8, unit="share", bounds=(0, 1), plausible=(0.5, 1), grade="assumption",
        doc="Largest part of a household's farm sales under contract.", source="model.md S8.4",
    )  # fmt: skip
    smallest_gain_cny: float = param(
        300.0, unit="yuan/yr", bounds=(0, 10_000), plausible=(0, 1000), grade="assumption",
        doc="Yearly gain below which a contract is not worth the trouble.", source="errata E5",
    )  # fmt: skip
    adoption_innovation: float = param(
        0.03, unit="/yr", bounds=(0, 1), plausible=(0.01, 0.05), grade="assumption",
        doc="Adoption hazard of an open-minded household without adopting neighbours (p_c).",
        source="model.md 3.8; Bass-type means",
    )  # fmt: skip
    adoption_imitation: float = param(
        0.38, unit="/yr", bounds=(0, 3), plausible=(0.2, 0.5), grade="rct",
        doc="Added hazard when all neighbours have adopted (q_c).",
        source="model.md 3.8; Cai, de Janvry, Sadoulet [F20]",
    )  # fmt: skip
    breach_prob: float = param(
        0.15, unit="prob", bounds=(0, 1), plausible=(0, 0.3), grade="assumption",
        doc="Side-selling where the market price beats the premium and governance is nil (b0).",
        source="model.md 3.8",
    )  # fmt: skip
    price_shock_share: float = param(
        0.3, unit="share", bounds=(0, 1), plausible=(0, 0.6), grade="assumption",
        doc="Part of the common price shock that the contract price follows.",
        source="model.md S7, errata E5",
    )  # fmt: skip
    contract_productivity: float = param(
        0.05, unit="share", bounds=(0, 1), plausible=(0, 0.15), grade="survey",
        doc="Rise of farm output when all sales are under contract: inputs and advice of the buyer (tc).",
        source="errata K2; [F15], Miyata, Minot, Hu 2009 [F16]",
    )  # fmt: skip


# --- offers ----------------------------------------------------------------------------------------


def enterprises_offer_contracts(model: RuralModel) -> None:
    """Enterprises set the local share of materials they seek and the premium they pay (raised by lever 3).

    Where the money of the lever cannot pay brokers for the contracts in force, it raises both by less.
    """
    enterprises, rules, terms = model.enterprises, model.config.contracts, model.terms
    n_in_force = int(np.count_nonzero(model.households.contract_enterprise >= 0))
    cost = integration_cost_cny(model, n_in_force)
    money = money_left(model, Purpose.INTEGRATION)
    funded = 1.0 if cost <= money else money / cost
    efficiency = model.committees.delivery_efficiency[enterprises.village]
    share = rules.local_material_share_base + funded * terms.local_material_share_gain * efficiency
    premium = rules.premium_base + funded * terms.contract_premium_gain
    enterprises.local_material_share[:] = np.where(enterprises.is_active, np.minimum(share, 1.0), 0.0)
    enterprises.contract_premium[:] = np.where(enterprises.is_active, premium, 0.0)


def integration_cost_cny(model: RuralModel, n_contracts: int) -> float:
    """Return what lever 3 costs a year: brokers for its contracts and promotion in each village, in yuan.

    Of all contracts those count that go beyond what enterprises seek anyway, gain / (base + gain).
    """
    terms, base = model.terms, model.config.contracts.local_material_share_base
    gain = terms.local_material_share_gain
    brought = n_contracts * gain / (base + gain) if gain > 0 else 0.0
    promotion = terms.contract_promotion_cost_cny * len(model.committees)
    return terms.contract_service_cost_cny * brought + promotion


def contract_demand_left(model: RuralModel) -> Floats:
    """Return what each enterprise still seeks: D = sig m R(t-1), less contracts in force."""
    enterprises, households = model.enterprises, model.households
    material_share = by_kind(model.config.enterprises, "material_share")[enterprises.kind]
    sought = enterprises.local_material_share * material_share * enterprises.sales_cny
    farms = np.flatnonzero(households.contract_enterprise >= 0)
    in_force = sum_by(
        households.contract_enterprise[farms],
        households.contract_share[farms] * households.farm_output_cny[farms],
        len(enterprises),
    )
    return np.maximum(sought - in_force, 0.0)


# --- take-up and end -------------------------------------------------------------------------------


def end_contracts(households: Households, ending: Bools | Ints) -> None:
    """Release households (mask or rows) from their contracts."""
    households.contract_enterprise[ending] = NONE
    households.contract_share[ending] = 0.0


def households_take_up_contracts(model: RuralModel) -> None:
    """Farm households adopt contracts by attitude and example while enterprises still seek supply."""
    households, rules = model.households, model.config.contracts
    labour = own_farm_labour(model.township)
    end_contracts(households, (households.contract_enterprise >= 0) & (labour <= 0))
    gain_share = _gain_share(model)
    farms = _willing_farms(model, labour, gain_share)
    supply = rules.largest_contract_share * households.farm_output_cny[farms]
    smallest = rules.smallest_gain_cny / gain_share[farms]
    buyer, amount = _match(model, farms, supply, smallest)
    found = buyer >= 0
    farms, buyer, amount = farms[found], buyer[found], amount[found]
    households.contract_enterprise[farms] = buyer
    share = amount / households.farm_output_cny[farms]
    households.contract_share[farms] = np.minimum(share, rules.largest_contract_share)
    joins = model.enterprises.kind[buyer] == Kind.COOPERATIVE
    households.member_of[farms[joins]] = buyer[joins]


def _gain_share(model: RuralModel) -> Floats:
    """Return what a yuan of sales gains under a contract by household: premium and saved trade margin."""
    premium = model.enterprises.contract_premium.max(initial=0.0)  # all buyers offer the same
    margin = trade_margin_share(model.committees.infrastructure, model.config.farming)
    saved = (1 - model.config.farming.contract_margin_share) * margin
    by_village: Floats = np.maximum(premium + saved, np.finfo(np.float64).tiny)
    return by_village[model.households.village]


def _willing_farms(model: RuralModel, farm_labour: Floats, gain_share: Floats) -> Ints:
    """Return the rows of farm households that look for a contract this year, in keyed order."""
    households, rules, streams = model.households, model.config.contracts, model.streams
    has_contract = households.contract_enterprise >= 0
    best_gain = rules.largest_contract_share * households.farm_output_cny * gain_share
    farms = np.flatnonzero((farm_labour > 0) & ~has_contract & (best_gain > rules.smallest_gain_cny))
    (neighbours,) = model.township.shares_of_resident_neighbours(has_contract)
    prob = adoption_prob(
        households.attitude[farms],
        neighbours[farms],
        np.ones(len(farms), np.bool_),
        rules.adoption_innovation,
        rules.adoption_imitation,
    )
    uid = households.uid[farms]
    willing = streams.uniforms(Stream.ADOPTION, uid, model.year, HAZARD) < prob
    order = np.argsort(streams.uniforms(Stream.ADOPTION, uid[willing], model.year, FARM_ORDER), kind="stable")
    return farms[willing][order]


def _match(model: RuralModel, farms: Ints, supply: Floats, smallest: Floats) -> tuple[Ints, Floats]:
    """Return buyer (-1 none) and amount of each farm: first its village's buyers, then any processor."""
    enterprises, n_villages = model.enterprises, len(model.committees)
    left = contract_demand_left(model)
    draw = model.streams.uniforms(Stream.ADOPTION, enterprises.uid, model.year, ENTERPRISE_ORDER)
    order = np.lexsort((draw, enterprises.village))
    first = np.searchsorted(enterprises.village[order], np.arange(n_villages + 1))
    buyer, amount = np.full(len(farms), NONE), np.zeros(len(farms))
    fill_queues(model.households.village[farms], supply, smallest, first, order, left, buyer, amount)
    processors = np.argsort(draw, kind="stable")
    processors = processors[enterprises.kind[processors] == Kind.PROCESSING]
    first = np.array([0, len(processors)])
    fill_queues(np.zeros(len(farms), np.int64), supply, smallest, first, processors, left, buyer, amount)
    return buyer, amount


@njit(cache=True)
def fill_queues(queue, supply, smallest, first, enterprise, left, buyer, amount):  # type: ignore[no-untyped-def]
    """Serve farms in order from the buyers of their queue, each until what it still seeks is too small.

    Parameters
    ----------
    queue, supply, smallest : array, shape (n_farms,)
        Queue of each farm, what it can sell, the least amount worth a contract (below ``supply``).
    first, enterprise : array
        Queue q holds the buyers ``enterprise[first[q]:first[q + 1]]``.
    left : array, shape (n_enterprises,)
        What each buyer still seeks; reduced in place.
    buyer, amount : array, shape (n_farms,)
        Written in place; farms that have a buyer are passed over.
    """
    at = first[:-1].copy()
    for i in range(queue.shape[0]):
        q = queue[i]
        while buyer[i] < 0 and at[q] < first[q + 1]:
            j = enterprise[at[q]]
            sold = min(supply[i], left[j])
            if sold > smallest[i]:
                buyer[i] = j
                amount[i] = sold
                left[j] -= sold
            else:
                at[q] += 1


def contracts_are_breached(model: RuralModel) -> None:
    """Where the market price beats the premium, some households sell elsewhere; governance restrains them."""
    households, rules = model.households, model.config.contracts
    households.is_breaching[:] = False
    farms = np.flatnonzero(households.contract_enterprise >= 0)
    premium = model.enterprises.contract_premium[households.contract_enterprise[farms]]
    prob = rules.breach_prob * (1 - model.committees.governance[households.village[farms]])
    draw = model.streams.uniforms(Stream.CONTRACT_BREACH, households.uid[farms], model.year)
    breaching = farms[(model.market.farm_price_shock > premium) & (draw < prob)]
    households.is_breaching[breaching] = True
    households.has_failure[breaching] = True
    end_contracts(households, households.is_breaching)


def government_pays_for_integration(model: RuralModel) -> None:
    """Government pays brokers and promotion as far as the money of lever 3 goes."""
    n_contracts = int(np.count_nonzero(model.households.contract_enterprise >= 0))
    pay_providers(model, Purpose.INTEGRATION, integration_cost_cny(model, n_contracts))


# --- deliveries ------------------------------------------------------------------------------------


def clear_contract_deliveries(model: RuralModel) -> None:
    """Contract farms deliver their share of the harvest, scaled down where a buyer needs less material."""
    households, enterprises = model.households, model.enterprises
    farms = np.flatnonzero(households.contract_enterprise >= 0)
    buyer = households.contract_enterprise[farms]
    offered = households.contract_share[farms] * households.farm_output_cny[farms]
    material_share = by_kind(model.config.enterprises, "material_share")[enterprises.kind]
    needed = material_share * enterprises.sales_cny
    accepted = np.minimum(ratio(needed, sum_by(buyer, offered, len(enterprises)), when_empty=0.0), 1.0)
    households.contract_delivered_cny[:] = 0.0
    households.contract_delivered_cny[farms] = offered * accepted[buyer]


def contract_price_ratio(
    price_shock: float, margin_borne: Floats, premium: Floats, rules: Contracts
) -> Floats:
    """Return yuan paid per yuan of reference value delivered, 1 + .3 s - .5 tau + premium, not negative.

    Parameters
    ----------
    price_shock : float
        Common farm price shock s of the year.
    margin_borne, premium : array, shape (n,)
        Part of the trade margin that contract farms bear (.5 tau), and the premium.
    rules : Contracts

    Examples
    --------
    >>> contract_price_ratio(0.1, np.array([0.03]), np.array([0.08]), Contracts()).round(9).tolist()
    [1.08]
    """
    price: Floats = 1 + rules.price_shock_share * price_shock - margin_borne + premium
    return np.maximum(price, 0.0)


def contract_dues(model: RuralModel) -> tuple[Ints, Floats]:
    """Return the rows of contract farms and what their buyers owe them for deliveries, in yuan."""
    households, farming = model.households, model.config.farming
    farms = np.flatnonzero(households.contract_enterprise >= 0)
    margin = farming.contract_margin_share * trade_margin_share(model.committees.infrastructure, farming)
    premium = model.enterprises.contract_premium[households.contract_enterprise[farms]]
    shock, rules = model.market.farm_price_shock, model.config.contracts
    price = contract_price_ratio(shock, margin[households.village[farms]], premium, rules)
    return farms, households.contract_delivered_cny[farms] * price
