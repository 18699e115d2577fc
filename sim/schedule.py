"""The year: the ordered phases of processes. This table is printed into ODD.md."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.processes import (
    appraisal,
    attitudes,
    collective,
    committees,
    conditional_support,
    contracts,
    demography,
    enterprise_finance,
    enterprise_plans,
    enterprise_production,
    enterprise_turnover,
    environment,
    farming,
    governance,
    government,
    health,
    household_budget,
    infrastructure,
    job_market,
    land_rental,
    learning,
    linkage,
    monitoring,
    motivation,
    own_business,
    pay,
    points,
    project_merging,
    projects,
    prospects,
    registration,
    shocks,
    talent,
    targeting,
    training,
    transfers,
    upgrading,
    wages,
    work_relief,
)

if TYPE_CHECKING:
    from sim.model import RuralModel

Process = Callable[["RuralModel"], None]


@dataclass(frozen=True)
class Phase:
    """One part of the year: a title and its processes in order; some rest during burn-in (errata C11)."""

    title: str
    processes: tuple[Process, ...]
    in_burn_in: bool = True


YEAR: tuple[Phase, ...] = (
    Phase(
        "1 Demography",
        (
            demography.persons_age_and_die,
            demography.households_have_children,
            demography.persons_leave_for_good,
            demography.households_settle_estates,
        ),
        in_burn_in=False,
    ),
    Phase(
        "2 Shocks",
        (
            health.persons_fall_ill,
            shocks.households_meet_shocks,
            shocks.villages_meet_harvest_shocks,
            shocks.prices_move,
            shocks.enterprises_meet_demand_shocks,
        ),
    ),
    Phase(
        "3 Committees plan",
        (
            collective.collectives_open_their_books,
            talent.committees_receive_secretaries,
            committees.committees_plan_their_time,
            targeting.households_are_misjudged,
            targeting.committees_list_dibao,
        ),
    ),
    Phase(
        "3-4 Lists and programmes",
        (
            registration.committees_register_poor,
            linkage.listed_households_may_lapse,
            training.committees_fill_training_seats,
            training.government_pays_for_training,
            talent.government_pays_for_talent,
            governance.government_supports_village_offices,
            infrastructure.government_plans_infrastructure,
            work_relief.committees_offer_work_relief,
            projects.government_chooses_project_sites,
            appraisal.government_pays_for_appraisal,
            government.government_pays_for_coordination,
        ),
        in_burn_in=False,
    ),
    Phase(
        "5 Attitudes, motivation, working time and pay",
        (
            attitudes.households_update_attitudes,
            motivation.households_update_motivation,
            pay.persons_count_their_working_time,
            pay.persons_learn_their_pay,
        ),
    ),
    Phase(
        "6 Enterprises close, merge, are founded and modernise",
        (
            enterprise_turnover.enterprises_close,
            appraisal.projects_are_closed_by_appraisal,
            project_merging.projects_merge,
            enterprise_turnover.enterprises_are_founded,
            appraisal.projects_game_the_appraisal,
            upgrading.enterprises_try_upgrades,
        ),
        in_burn_in=False,
    ),
    Phase(
        "6 Enterprises plan",
        (enterprise_plans.enterprises_plan_labour, contracts.enterprises_offer_contracts),
    ),
    Phase(
        "7 Livelihoods, jobs and contracts",
        (
            job_market.employers_lay_off,
            job_market.persons_choose_livelihoods,
            job_market.clear_job_market,
            work_relief.leavers_give_up_work_relief,
            prospects.persons_note_expected_returns,
            job_market.migrants_pay_moving_costs,
            contracts.households_take_up_contracts,
            contracts.contracts_are_breached,
            contracts.government_pays_for_integration,
        ),
    ),
    Phase(
        "8 Production and markets",
        (
            land_rental.households_offer_land,
            farming.households_grow_crops,
            enterprise_production.enterprises_produce_and_sell,
            contracts.clear_contract_deliveries,
            land_rental.clear_land_rental_market,
            enterprise_production.enterprises_pay_their_costs,
            farming.households_sell_crops,
            own_business.households_run_businesses,
            wages.county_pays_wages,
            wages.migrants_send_remittances,
        ),
    ),
    Phase(
        "9 Transfers",
        (
            transfers.government_pays_pensions,
            transfers.government_pays_land_subsidies,
            conditional_support.committees_sanction_by_mistake,
            transfers.government_pays_dibao,
            transfers.government_reimburses_medical_bills,
            transfers.government_pays_cash,
            transfers.banks_pay_interest,
            work_relief.government_pays_work_relief,
            points.households_take_part,
            points.villages_reward_participation,
            monitoring.committees_find_households_at_risk,
            monitoring.government_pays_for_monitoring,
            monitoring.government_pays_relief,
        ),
    ),
    Phase(
        "10 Profit distribution",
        (
            projects.projects_pay_their_duty,
            projects.government_bails_out_projects,
            enterprise_finance.enterprises_pay_dividends,
            enterprise_finance.enterprises_invest,
            enterprise_finance.enterprises_improve_technology,
            upgrading.enterprises_finish_upgrades,
            collective.collectives_earn_and_spend,
        ),
    ),
    Phase(
        "11 Household budgets",
        (household_budget.households_measure_income, household_budget.households_spend_and_save),
    ),
    Phase(
        "12 Stocks and learning",
        (
            training.trainees_gain_skill,
            talent.villages_keep_talent,
            infrastructure.villages_keep_infrastructure,
            environment.villages_keep_environment,
            learning.villages_learn_returns,
            own_business.villages_update_demand,
            attitudes.households_show_success,
        ),
    ),
    Phase(
        "13 Appraisal and lists",
        (
            appraisal.projects_are_appraised,
            registration.households_graduate,
            monitoring.committees_check_the_monitored,
        ),
        in_burn_in=False,
    ),
    Phase(
        "14 Governance and books",
        (
            governance.committees_change_governance,
            government.government_books_what_is_lost,
            government.government_closes_its_books,
        ),
    ),
)


def first_line(process: Process) -> str:
    """Return the first sentence of a process's docstring, its line in the schedule table."""
    return (process.__doc__ or "").strip().splitlines()[0]


def schedule_table() -> str:
    """Return the schedule as a Markdown table for ODD.md."""
    rows = ["| phase | process | what happens | in burn-in |", "|---|---|---|---|"]
    for phase in YEAR:
        for process in phase.processes:
            burn_in = "yes" if phase.in_burn_in else "no"
            rows.append(f"| {phase.title} | `{process.__name__}` | {first_line(process)} | {burn_in} |")
    return "\n".join(rows)
