"""Village committees, with the village that each of them runs."""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from sim.arrays import Bools, Floats, Ints, UInts
from sim.columns import Table, column


class Remoteness(IntEnum):
    """Distance class of a village."""

    NEAR = 0
    MIDDLE = 1
    FAR = 2


class Committees(Table):
    """Village committees; row number = village number."""

    uid: UInts = column(np.uint64, unit="-", doc="Permanent identity from the village index.")
    money_cny: Floats = column(np.float64, unit="yuan", doc="Collective account; changes by the ledger only.")
    opening_money_cny: Floats = column(np.float64, unit="yuan", doc="Money when the year was opened.")
    remoteness: Ints = column(np.int64, unit="code", doc="Remoteness class.")
    governance: Floats = column(np.float64, unit="index", doc="Governance capacity G.")
    governance_initial: Floats = column(np.float64, unit="index", doc="G at the start, to which G decays.")
    infrastructure: Floats = column(np.float64, unit="index", doc="Infrastructure stock I.")
    infrastructure_initial: Floats = column(
        np.float64, unit="index", doc="Stock that the ordinary budget keeps up."
    )
    infrastructure_next: Floats = column(
        np.float64, unit="index", doc="Built and paid, in use from next year."
    )
    infrastructure_after_next: Floats = column(
        np.float64, unit="index", doc="Built and paid, in use the year after."
    )
    maintenance_cny: Floats = column(np.float64, unit="yuan", doc="Spent on maintenance this year.")
    maintenance_share: Floats = column(np.float64, unit="share", doc="Need for maintenance that is met.")
    environment: Floats = column(np.float64, unit="index", doc="Environment Env.", default=0.5)
    environment_spending_cny: Floats = column(
        np.float64, unit="yuan", doc="Spent on the environment this year."
    )
    participation_share: Floats = column(
        np.float64, unit="share", doc="Households that take part in village affairs this year."
    )
    points_first_year: Ints = column(
        np.int64, unit="yr", doc="Year in which points were first paid in the village; 0 never."
    )
    talent_stock: Floats = column(np.float64, unit="index", doc="Technical and talent stock S.")
    village_productivity_log: Floats = column(np.float64, unit="log", doc="Village effect g_v.")
    village_shock_log: Floats = column(np.float64, unit="log", doc="Harvest shock eta_v of the year.")
    staff_days: Floats = column(np.float64, unit="days/yr", doc="Staff time H_v.")
    delivery_efficiency: Floats = column(
        np.float64, unit="share", doc="Supply of staff time over demand, at most 1."
    )
    has_secretary: Bools = column(np.bool_, unit="bool", doc="A first secretary serves this year.")
    n_commissioners: Floats = column(
        np.float64, unit="persons", doc="Science and technology commissioners at work this year."
    )
    secretary_term_end: Ints = column(np.int64, unit="yr", doc="Last year of the secretary's term.")
    own_income_cny: Floats = column(
        np.float64, unit="yuan/yr", doc="Collective income from outside in 2013 terms."
    )
    collective_income_cny: Floats = column(np.float64, unit="yuan", doc="Income of the collective this year.")
    collective_land_mu: Floats = column(np.float64, unit="mu", doc="Land of the collective.")
    return_ratio_farm: Floats = column(
        np.float64, unit="ratio", doc="Learned return ratio, farm.", default=1.0
    )
    return_ratio_local_job: Floats = column(
        np.float64, unit="ratio", doc="Learned ratio, local job.", default=1.0
    )
    return_ratio_migrant: Floats = column(
        np.float64, unit="ratio", doc="Learned return ratio, migrant.", default=1.0
    )
    return_ratio_business: Floats = column(
        np.float64, unit="ratio", doc="Learned ratio, own business.", default=1.0
    )
    local_job_chance: Floats = column(
        np.float64, unit="share", doc="q_L: chance of an applicant.", default=0.5
    )
    n_job_applicants: Ints = column(np.int64, unit="persons", doc="Applicants for local jobs this year.")
    n_jobs_filled: Ints = column(np.int64, unit="persons", doc="Applicants who got one this year.")
    migrant_share: Floats = column(np.float64, unit="share", doc="Migrants over able persons, last year.")
    village_demand_factor: Floats = column(
        np.float64, unit="ratio", doc="D_v: local demand, congestion.", default=1.0
    )
    village_consumption_cny: Floats = column(
        np.float64, unit="yuan", doc="Consumption of residents this year."
    )
    base_consumption_cny: Floats = column(np.float64, unit="yuan", doc="The same in the last burn-in year.")
    business_labour: Floats = column(np.float64, unit="worker-years", doc="Own-business labour this year.")
    base_business_labour: Floats = column(
        np.float64, unit="worker-years", doc="The same in the last burn-in year."
    )
    dibao_quota: Ints = column(np.int64, unit="persons", doc="Residents on the dibao list this year.")
    n_projects: Ints = column(np.int64, unit="count", doc="Active poverty-alleviation projects.")
    new_project_kind: Ints = column(
        np.int64, unit="code", doc="Kind of the project that opens this year; -1 none.", default=-1
    )
    project_site_weight: Floats = column(
        np.float64, unit="share", doc="Weight w_v in the choice of sites of new projects."
    )
    work_relief_pool_cny: Floats = column(
        np.float64, unit="yuan", doc="Part of the infrastructure money set aside for local wages this year."
    )
    n_training_seats: Ints = column(np.int64, unit="seats", doc="Training seats this year.")
