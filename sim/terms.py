"""Terms: everything that a policy may change in a year, with neutral values.

Policies write here and processes read here, so neither knows the other. Amendments combine without
regard to order: additive terms add, ratios multiply.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cache
from typing import Any

ADD, MULTIPLY = "add", "multiply"

_KEY = "term"


@dataclass(frozen=True)
class Term:
    """The statement of one term: neutral value, rule of combination, unit, meaning."""

    neutral: float
    combine: str
    unit: str
    doc: str


def term(neutral: float, combine: str, *, unit: str, doc: str) -> Any:
    """Return a dataclass field for one term."""
    return dataclasses.field(default=neutral, metadata={_KEY: Term(neutral, combine, unit, doc)})


@dataclass
class Terms:
    """The terms of one year; a fresh object is neutral: no lever at work."""

    training_seat_share: float = term(0.0, ADD, unit="share of able persons", doc="Training seats.")
    training_skill_gain_log: float = term(
        0.0, ADD, unit="log", doc="Skill gain of a trainee far from the cap."
    )
    training_exposure: float = term(
        0.0, ADD, unit="share", doc="Exposure of a trainee's household to new ideas."
    )
    training_time_share: float = term(0.0, ADD, unit="share of year", doc="Working time that a course takes.")
    training_cost_cny: float = term(0.0, ADD, unit="yuan/seat", doc="Paid to providers for each seat filled.")
    local_material_share_gain: float = term(
        0.0, ADD, unit="share", doc="Rise of the share of materials that enterprises seek to buy locally."
    )
    contract_premium_gain: float = term(
        0.0, ADD, unit="share", doc="Rise of the contract price over the market."
    )
    member_profit_share_gain: float = term(
        0.0, ADD, unit="share", doc="Profit share moved to delivering members."
    )
    contract_service_cost_cny: float = term(
        0.0, ADD, unit="yuan/contract-year", doc="Public cost of brokerage."
    )
    contract_promotion_cost_cny: float = term(
        0.0, ADD, unit="yuan/village-year", doc="Public cost of promotion."
    )
    secretary_village_share: float = term(
        0.0, ADD, unit="share of villages", doc="Villages with a first secretary."
    )
    secretary_governance_gain: float = term(
        0.0, ADD, unit="/yr", doc="Governance gain where a secretary serves."
    )
    secretary_cost_cny: float = term(0.0, ADD, unit="yuan/secretary-year", doc="Public cost of a secretary.")
    talent_inflow: float = term(
        0.0, ADD, unit="stock/yr", doc="Yearly inflow to the technical stock of villages."
    )
    commissioners_per_village: float = term(
        0.0, ADD, unit="persons", doc="Science and technology commissioners."
    )
    commissioner_cost_cny: float = term(0.0, ADD, unit="yuan/commissioner-year", doc="Public cost of one.")
    returnee_pull_log: float = term(0.0, ADD, unit="log", doc="Added utility of local options for migrants.")
    entry_boost_ratio: float = term(1.0, MULTIPLY, unit="ratio", doc="Multiplier of enterprise entry.")
    startup_grants_per_village: float = term(
        0.0, ADD, unit="grants/village-year", doc="Start-up grants on offer."
    )
    startup_grant_cny: float = term(0.0, ADD, unit="yuan", doc="Size of a start-up grant.")
    cash_per_resident_cny: float = term(0.0, ADD, unit="yuan/resident-year", doc="Unconditional cash.")
    cash_total_cny: float = term(
        0.0, ADD, unit="yuan/year", doc="Unconditional cash, one sum for the township."
    )
    upgrade_subsidy_share: float = term(
        0.0, ADD, unit="share of cost", doc="Part of the cost of an upgrade that government pays."
    )
    merge_quantile: float = term(
        0.0, ADD, unit="share of projects", doc="Projects with lower sales per capital are merged."
    )
    appraisal_strength: float = term(0.0, ADD, unit="-", doc="Weight of scores in the choice of sites.")
    score_noise_cut: float = term(0.0, ADD, unit="sd", doc="Fall of the error of appraisal scores.")
    hard_budget_prob: float = term(
        0.0, ADD, unit="prob", doc="Chance that appraisal has consequences: no bailout, closure."
    )
    gaming_loss_log: float = term(
        0.0, ADD, unit="log", doc="Technology that appraised projects give up for what is counted."
    )
    appraisal_money_share: float = term(
        0.0, ADD, unit="share of project money", doc="Cost of appraisal that grows with the money appraised."
    )
    appraisal_cost_cny: float = term(0.0, ADD, unit="yuan/village-year", doc="Cost of appraisal by village.")
    coordination_gain: float = term(
        0.0, ADD, unit="share", doc="Way from today's coordination to the best that is possible."
    )
    coordination_days_saved: float = term(
        0.0, ADD, unit="days/village of 250 households", doc="Staff time that joint planning saves."
    )
    coordination_cost_cny: float = term(0.0, ADD, unit="yuan/village-year", doc="Cost of joint planning.")
    detection_prob_gain: float = term(
        0.0, ADD, unit="prob", doc="Rise of the chance that a household at risk is found."
    )
    followup_drop_gain: float = term(
        0.0, ADD, unit="prob", doc="Rise of the chance that a check drops a household listed wrongly."
    )
    capture_cut: float = term(
        0.0, ADD, unit="share", doc="Part of the favour to households tied to cadres that open checks end."
    )
    screening_cost_cny: float = term(0.0, ADD, unit="yuan/household-year", doc="Cost of screening.")
    benefit_withdrawal_cut: float = term(
        0.0, ADD, unit="share", doc="Fall of the share of earnings counted against dibao."
    )
    wrong_sanction_prob: float = term(
        0.0, ADD, unit="prob", doc="Chance that a household unable to work loses its dibao by mistake."
    )
    work_relief_pool_gain: float = term(
        0.0, ADD, unit="share of infrastructure money", doc="Rise of the part paid as local wages."
    )
    points_value_cny: float = term(0.0, ADD, unit="yuan/household-year", doc="Largest reward in points.")
    job_priority_bonus: float = term(
        0.0, ADD, unit="uniform units", doc="Advantage of listed and monitored households in job queues."
    )
    governance_gain: float = term(
        0.0, ADD, unit="/yr", doc="Yearly gain of governance capacity, of the distance to its ceiling."
    )
    governance_grant_cny: float = term(0.0, ADD, unit="yuan/village-year", doc="Grant to the village office.")
    cadre_pay_share: float = term(0.0, ADD, unit="share of grant", doc="Part of it paid to village cadres.")
    supervision_dose: float = term(
        0.0, ADD, unit="doses", doc="Sum of the doses of levers that supervise village committees."
    )
    infrastructure_cny: float = term(
        0.0, ADD, unit="yuan/village-year", doc="Money for infrastructure, local wages included."
    )
    staff_days: float = term(
        0.0, ADD, unit="days/village of 250 households", doc="Staff time that levers take."
    )

    def amend(self, **changes: float) -> None:
        """Combine changes into the terms, each by the rule of its term.

        Raises
        ------
        KeyError
            When a name is not a term.

        Examples
        --------
        >>> terms = Terms(); terms.amend(staff_days=30.0); terms.amend(staff_days=10.0); terms.staff_days
        40.0
        """
        rules = statements()
        for name, change in changes.items():
            is_added = rules[name].combine == ADD
            current = getattr(self, name)
            setattr(self, name, current + change if is_added else current * change)


@cache
def statements() -> dict[str, Term]:
    """Return the statement of every term by name."""
    return {field.name: field.metadata[_KEY] for field in dataclasses.fields(Terms)}
