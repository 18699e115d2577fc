"""Help in need: who is at risk and found, relief, errors of the dibao list, ways into and out of poverty."""

from __future__ import annotations

import numpy as np

from sim.arrays import Bools, Floats, sum_by
from sim.outcomes.registry import BAD, GOOD, NEUTRAL, Chapter, Observation, share
from sim.processes.targeting import filled_by_score

ASSISTANCE = Chapter("Assistance and monitoring")

YUAN = "yuan/yr, 2020 prices"


def _count(flags: Bools) -> float:
    return float(np.count_nonzero(flags))


# --------------------------------------------------------------------------------- risk and its detection


@ASSISTANCE.outcome("share", BAD, ("Households at risk of poverty", "有致贫返贫风险农户比例"), "errata A16")
def at_risk_share(look: Observation) -> float:
    """Share of households that meet a criterion of risk this year, found or not."""
    return share(_count(look.model.households.is_at_risk), _count(look.present))


@ASSISTANCE.outcome("share", GOOD, ("Risk detected within the year", "风险当年发现率"), "model.md S12")
def detection_share(look: Observation) -> float:
    """Share of the households at risk that committees find within the year; NaN without any at risk."""
    households = look.model.households
    return share(_count(households.is_detected), _count(households.is_at_risk))


@ASSISTANCE.outcome("share", NEUTRAL, ("Monitored households", "监测户比例"), "errata E8")
def monitored_share(look: Observation) -> float:
    """Share of households on the list of those at risk of poverty at the end of the year."""
    return share(_count(look.model.households.is_monitored & look.present), _count(look.present))


# ----------------------------------------------------------------------------------------------- relief


@ASSISTANCE.outcome(YUAN, NEUTRAL, ("Relief", "临时救助支出"), "model.md S12, ledger")
def relief_total(look: Observation) -> float:
    """Temporary relief paid to households."""
    return float(look.model.households.relief_cny.sum())


@ASSISTANCE.outcome(
    "yuan/household-yr", NEUTRAL, ("Relief per helped household", "户均临时救助"), "model.md S12"
)
def relief_per_case(look: Observation) -> float:
    """Relief divided by the households that received any; NaN without any."""
    return share(relief_total(look), _count(look.model.households.relief_cny > 0))


@ASSISTANCE.outcome(YUAN, BAD, ("Relief refused", "未能兑付的救助"), "errata B5")
def relief_refused(look: Observation) -> float:
    """Relief that was due but that the reserve of a fixed budget could not pay."""
    return float(look.model.households.relief_refused_cny.sum())


# ------------------------------------------------------------------------------ into and out of poverty


def transition_rates(was_poor: Bools, is_poor: Bools, weight: Floats) -> tuple[float, float]:
    """Return the weighted shares of the non-poor who fall into poverty and of the poor who leave it.

    NaN where nobody could fall or leave.

    Examples
    --------
    >>> was, now = np.array([True, True, False, False]), np.array([True, False, False, True])
    >>> transition_rates(was, now, np.array([1.0, 3.0, 4.0, 1.0]))
    (0.2, 0.75)
    """
    fell, rose = float(weight[~was_poor & is_poor].sum()), float(weight[was_poor & ~is_poor].sum())
    return share(fell, float(weight[~was_poor].sum())), share(rose, float(weight[was_poor].sum()))


def _poverty_moves(look: Observation) -> tuple[float, float]:
    """Return entry and exit rate at the line of this year, which is applied to both years."""
    households, line = look.model.households, look.model.now.poverty_line_cny
    last = households.income_net_of_medical_last_cny
    # Zero is stored for households without a resident last year: they have no move.
    rows = np.flatnonzero(look.present & (last != 0.0))
    is_poor = households.income_net_of_medical_cny[rows] < line
    return transition_rates(last[rows] < line, is_poor, look.residents[rows])


@ASSISTANCE.outcome("share", BAD, ("Entry into poverty", "致贫率"), "model.md 3.6, V12")
def poverty_entry_rate(look: Observation) -> float:
    """Share of residents of households above the line of this year last year who are below it now.

    Income net of own medical bills; households without a resident last year are left out.
    """
    return look.shared(_poverty_moves)[0]


@ASSISTANCE.outcome("share", GOOD, ("Exit from poverty", "脱贫率"), "model.md 3.6, V12")
def poverty_exit_rate(look: Observation) -> float:
    """Share of residents of households below the line of this year last year who are above it now.

    Income net of own medical bills; NaN without any poor last year.
    """
    return look.shared(_poverty_moves)[1]


# ------------------------------------------------------------------------------------- the dibao list


def _knows_need(look: Observation) -> Bools:
    """Return the households with residents now and an income last year, by which the list was made."""
    known: Bools = look.present & (look.model.households.income_net_of_medical_last_cny != 0.0)
    return known


@ASSISTANCE.outcome("share", BAD, ("Misplaced dibao places", "低保瞄准误差"), "model.md S10, V11")
def dibao_targeting_error(look: Observation) -> float:
    """Share of residents on dibao who would not be, had each village listed as many by true need.

    Need is last year's income per resident net of own medical bills, as in the committee's own ranking.
    """
    households, rows = look.model.households, np.flatnonzero(look.shared(_knows_need))
    village, residents = households.village[rows], households.n_residents[rows]
    listed = residents * households.is_on_dibao[rows]
    quota = sum_by(village, listed, len(look.model.committees)).astype(np.int64)
    needy = filled_by_score(households.income_net_of_medical_last_cny[rows], village, residents, quota)
    return share(float((listed * ~needy).sum()), float(listed.sum()))


@ASSISTANCE.outcome("share", BAD, ("Dibao inclusion error", "低保错保率"), "model.md S10")
def dibao_inclusion_error(look: Observation) -> float:
    """Share of residents on dibao whose income last year, net of own bills, was above the dibao line."""
    households = look.model.households
    listed = look.residents * (households.is_on_dibao & look.shared(_knows_need))
    is_above = households.income_net_of_medical_last_cny >= look.model.now.dibao_line_cny
    return share(float((listed * is_above).sum()), float(listed.sum()))


@ASSISTANCE.outcome("share", BAD, ("Dibao exclusion error", "低保漏保率"), "model.md S10")
def dibao_exclusion_error(look: Observation) -> float:
    """Share of residents with an income last year, net of own bills, below the dibao line who get none."""
    households = look.model.households
    is_below = households.income_net_of_medical_last_cny < look.model.now.dibao_line_cny
    entitled = look.residents * (is_below & look.shared(_knows_need))
    return share(float((entitled * ~households.is_on_dibao).sum()), float(entitled.sum()))
