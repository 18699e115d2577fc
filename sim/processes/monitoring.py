"""Lever 7 at work: who is found at risk, relief, and checks of the list (S12, A16, E8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.arrays import Bools, Floats, Ints, ratio, rising_order
from sim.budget import money_left, pay_providers, reserve_left
from sim.ledger import Flow, Purpose
from sim.parameter import param
from sim.processes.linkage import has_support
from sim.processes.targeting import misjudgements
from sim.random_streams import Stream

if TYPE_CHECKING:
    from sim.model import RuralModel


@dataclass
class MonitoringRules:
    """Criteria of risk, chances of detection, relief and checks."""

    detection_prob_base: float = param(
        0.25, unit="prob", bounds=(0, 1), plausible=(0.1, 0.5), grade="assumption",
        doc="Chance that a household at risk is found within the year without lever 7.",
        source="model.md S12 p_det",
    )  # fmt: skip
    bill_burden_share: float = param(
        0.2, unit="share of income", bounds=(0, 5), plausible=(0.1, 0.4), grade="assumption",
        doc="Own medical payment above which a household counts as burdened by illness.",
        source="model.md S12",
    )  # fmt: skip
    harvest_loss_share: float = param(
        0.5, unit="share of harvest", bounds=(0, 1), plausible=(0.3, 0.6), grade="assumption",
        doc="Loss against its usual harvest that puts a farming household at risk.", source="errata A16",
    )  # fmt: skip
    risk_income_limit: float = param(
        1.5, unit="bands", bounds=(1, 10), plausible=(1.2, 2), grade="assumption",
        doc="Income above which neither bills nor lost harvests put a household at risk.",
        source="errata A16",
    )  # fmt: skip
    relief_cover_share: float = param(
        0.6, unit="share", bounds=(0, 1), plausible=(0.3, 0.9), grade="assumption",
        doc="Part of own medical payments and of the shortfall to the line that relief covers (r_R).",
        source="model.md 3.8",
    )  # fmt: skip
    case_cost_cny: float = param(
        500.0, unit="yuan/case", bounds=(0, 100_000), plausible=(200, 3_000), grade="assumption",
        doc="Cost of looking into one household that is found.", source="errata H lever 7, K3",
    )  # fmt: skip
    years_above_band: int = param(
        2, unit="yr", bounds=(1, 20), plausible=(1, 3), grade="assumption",
        doc="Years in a row above the band after which a household leaves the list.",
        source="model.md S12, errata E8",
    )  # fmt: skip
    followup_drop_base: float = param(
        0.2, unit="prob", bounds=(0, 1), plausible=(0, 0.5), grade="assumption",
        doc="Chance that a check ends the listing of a household that looks well off, without lever 7.",
        source="model.md S12, errata E8",
    )  # fmt: skip
    followup_income_limit: float = param(
        1.5, unit="bands", bounds=(1, 10), plausible=(1.2, 2), grade="assumption",
        doc="Observed income above which a listed household looks well off.", source="errata E8",
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------ rules


def criteria_of_risk(
    income_net_cny: Floats, is_burdened: Bools, lost_harvest: Bools, band_cny: float, limit: float
) -> Bools:
    """Return who is at risk: below the band; or with a heavy bill or lost harvest below 1.5 bands (A16).

    Parameters
    ----------
    income_net_cny : array, shape (n_households,)
        Income per resident net of own medical payments.
    is_burdened, lost_harvest : array of bool, shape (n_households,)
    band_cny : float
        Monitoring band of the year, yuan per person.
    limit : float
        In bands.

    Examples
    --------
    >>> none, ill = np.zeros(3, bool), np.array([False, True, True])
    >>> criteria_of_risk(np.array([5_900.0, 8_900.0, 9_100.0]), ill, none, 6_000.0, 1.5).tolist()
    [True, True, False]
    """
    has_event = is_burdened | lost_harvest
    return (income_net_cny < band_cny) | (has_event & (income_net_cny < limit * band_cny))


def detection_prob(base: float, gain: float, delivery_efficiency: Floats) -> Floats:
    """Return the chance that a household at risk is found this year, (base + gain) eff (model.md S12).

    Examples
    --------
    >>> detection_prob(0.25, 0.7, np.array([1.0, 0.5])).round(3).tolist()
    [0.95, 0.475]
    """
    return min(base + gain, 1.0) * delivery_efficiency


def relief_claim(
    own_payment_cny: Floats, income_before_bill_cny: Floats, n_residents: Ints, line_cny: float, cover: float
) -> Floats:
    """Return the relief due to households in yuan: r_R (own payment + max(z - y, 0) n).

    The shortfall counts income before the bill, so that no bill counts twice and none makes anybody richer.

    Examples
    --------
    A bill of 5,000 at an income above the line, and a shortfall of 1,000 for each of three residents:

    >>> relief_claim(np.array([5_000.0, 0.0]), np.array([6_000.0, 3_000.0]), np.array([2, 3]), 4_000.0, 0.6
    ...              ).tolist()
    [3000.0, 1800.0]
    """
    shortfall = np.maximum(line_cny - income_before_bill_cny, 0.0) * n_residents
    claim: Floats = cover * (own_payment_cny + shortfall)
    return claim


def paid_in_order(claims_cny: Floats, money_cny: float) -> Floats:
    """Return what is paid on claims as they stand until the money ends; the last one is paid in part (B5).

    Examples
    --------
    >>> paid_in_order(np.array([4.0, 3.0, 5.0]), 6.0).tolist()
    [4.0, 2.0, 0.0]
    """
    before = np.cumsum(claims_cny) - claims_cny
    return np.clip(money_cny - before, 0.0, claims_cny)


def years_above(years: Ints, income_net_cny: Floats, band_cny: float) -> Ints:
    """Return the years in a row above the band.

    Examples
    --------
    >>> years_above(np.array([1, 1]), np.array([6_100.0, 5_900.0]), 6_000.0).tolist()
    [2, 0]
    """
    return np.where(income_net_cny > band_cny, years + 1, 0)


# ---------------------------------------------------------------------------------------- this year's view


def provisional_income(model: RuralModel) -> tuple[Floats, Floats]:
    """Return income per resident so far this year, before and after own medical payments (errata C3).

    Dividends come later in the year; zero for households without a resident.
    """
    households, rules = model.households, model.config.household_budget
    wear = rules.capital_depreciation * households.productive_capital_cny
    income = households.cash_income_cny() - wear
    before = ratio(income, households.n_residents, 0.0)
    return before, ratio(income - households.medical_own_payment_cny, households.n_residents, 0.0)


def _lever_share(model: RuralModel) -> float:
    """Return the part of cases and relief that is owed to lever 7; the rest is ordinary assistance."""
    base, gain = model.config.monitoring.detection_prob_base, model.terms.detection_prob_gain
    return gain / (base + gain) if gain > 0 else 0.0


def _screening_cost_cny(model: RuralModel) -> float:
    return model.terms.screening_cost_cny * float(model.township.in_statistics().sum())


# -------------------------------------------------------------------------------------------- processes


def committees_find_households_at_risk(model: RuralModel) -> None:
    """Committees find part of the households at risk, by provisional income before dividends."""
    if model.is_burn_in:
        return
    rules, households = model.config.monitoring, model.households
    before_bill, net = provisional_income(model)
    own_payment, residents = households.medical_own_payment_cny, households.n_residents
    is_burdened = (own_payment > 0) & (own_payment > rules.bill_burden_share * before_bill * residents)
    usual = np.exp(households.livelihood_shock_log)
    lost = (households.farm_labour > 0) & (households.harvest_factor < (1 - rules.harvest_loss_share) * usual)
    at_risk = criteria_of_risk(net, is_burdened, lost, model.now.monitoring_band_cny, rules.risk_income_limit)
    households.is_at_risk[:] = at_risk & model.township.in_statistics()
    found = _found(model)
    households.years_above_band[found & ~households.is_monitored] = 0
    households.is_detected[:] = found
    households.is_monitored |= found


def _found(model: RuralModel) -> Bools:
    """Return who is found: by luck, and as far as the lever's money pays for screening and cases."""
    rules, households = model.config.monitoring, model.households
    cost, money = _screening_cost_cny(model), money_left(model, Purpose.MONITORING)
    gain = model.terms.detection_prob_gain * (1.0 if cost <= money else money / cost)
    efficiency = model.committees.delivery_efficiency[households.village]
    luck = model.streams.uniforms(Stream.DETECTION, households.uid, model.year)
    found: Bools = luck < detection_prob(rules.detection_prob_base, gain, efficiency)
    found &= households.is_at_risk
    cost_of_case = _lever_share(model) * rules.case_cost_cny
    if cost_of_case == 0 or money == np.inf:
        return found
    rows = np.flatnonzero(found)
    n_anyway = int(np.count_nonzero(luck[rows] < rules.detection_prob_base * efficiency[rows]))
    n_paid = max(n_anyway, int(max(money - cost, 0.0) // cost_of_case))
    # Cases that would be found without the lever have the lowest of these numbers.
    rank = rising_order(ratio(luck[rows], efficiency[rows], 0.0))
    found[rows[rank[n_paid:]]] = False
    model.programmes.refused_cny[Purpose.MONITORING] += cost_of_case * max(len(rows) - n_paid, 0)
    return found


def government_pays_for_monitoring(model: RuralModel) -> None:
    """Pay for screening every household and for looking into every case."""
    if model.is_burn_in:
        return
    pay_providers(model, Purpose.MONITORING, _screening_cost_cny(model))
    cases = model.config.monitoring.case_cost_cny * float(model.households.is_detected.sum())
    of_lever = _lever_share(model) * cases
    paid = of_lever * pay_providers(model, Purpose.MONITORING, of_lever)
    model.ledger.post(Flow.PROGRAMME_PROVIDERS, max(cases - paid, 0.0), purpose=Purpose.GENERAL)


def government_pays_relief(model: RuralModel) -> None:
    """Relief covers part of bills and shortfall of the households found, the poorest first."""
    if model.is_burn_in:
        return
    rules, households = model.config.monitoring, model.households
    before_bill, net = provisional_income(model)
    claim = relief_claim(
        households.medical_own_payment_cny,
        before_bill,
        households.n_residents,
        model.now.poverty_line_cny,
        rules.relief_cover_share,
    )
    rows = np.flatnonzero(households.is_detected & has_support(model) & (claim > 0))
    rows = rows[rising_order(net[rows])]
    paid = paid_in_order(claim[rows], reserve_left(model))
    households.relief_cny[:] = households.relief_refused_cny[:] = 0.0
    households.relief_cny[rows] = paid
    households.relief_refused_cny[rows] = claim[rows] - paid
    households.unmet_need_cny += households.relief_refused_cny
    households.unconditional_aid_cny += households.relief_cny
    households.public_transfer_cny += households.relief_cny
    of_lever = _lever_share(model) * households.relief_cny
    model.ledger.post(Flow.RELIEF, of_lever, purpose=Purpose.MONITORING)
    model.ledger.post(Flow.RELIEF, households.relief_cny - of_lever, purpose=Purpose.GENERAL)


def committees_check_the_monitored(model: RuralModel) -> None:
    """Households above the band leave the list; checks drop those who are well off."""
    rules, households, band = model.config.monitoring, model.households, model.now.monitoring_band_cny
    seen = np.flatnonzero(households.is_monitored & model.township.in_statistics())
    income = households.income_net_of_medical_cny[seen]
    years = years_above(households.years_above_band[seen], income, band)
    households.years_above_band[seen] = years
    looks_well_off = income * np.exp(misjudgements(model, seen)) > rules.followup_income_limit * band
    luck = model.streams.uniforms(Stream.FOLLOW_UP, households.uid[seen], model.year)
    is_dropped = looks_well_off & (luck < rules.followup_drop_base + model.terms.followup_drop_gain)
    households.is_monitored[seen[is_dropped | (years >= rules.years_above_band)]] = False
    households.is_monitored &= households.n_members > 0
