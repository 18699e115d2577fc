"""Households: the units that pool income, save, invest and learn."""

from __future__ import annotations

import numpy as np

from sim.arrays import Bools, Floats, Ints, UInts
from sim.columns import Table, column


class Households(Table):
    """All households ever registered in the township, sorted by village; rows are never removed."""

    uid: UInts = column(np.uint64, unit="-", doc="Permanent identity from village and index.")
    kin_order: Ints = column(np.int64, unit="-", doc="Position in the kin order of the village.")
    village: Ints = column(np.int64, unit="row", doc="Row of the village committee; never decreasing.")
    first_person: Ints = column(np.int64, unit="row", doc="Row of the first member in the person table.")
    n_members: Ints = column(np.int64, unit="persons", doc="Members, migrants included.")
    n_residents: Ints = column(np.int64, unit="persons", doc="Members whose livelihood is not migrant.")
    has_birth: Bools = column(np.bool_, unit="bool", doc="A child is born into the household this year.")
    money_cny: Floats = column(np.float64, unit="yuan", doc="Deposits; changes by the ledger only.")
    productive_capital_cny: Floats = column(np.float64, unit="yuan", doc="Productive capital k at cost.")
    land_mu: Floats = column(np.float64, unit="mu", doc="Contracted land.")
    land_rented_out_mu: Floats = column(np.float64, unit="mu", doc="Part of it rented out this year.")
    ability_log: Floats = column(np.float64, unit="log", doc="Fixed productivity f.")
    livelihood_shock_log: Floats = column(np.float64, unit="log", doc="Persistent self-employment shock z.")
    transitory_shock_log: Floats = column(np.float64, unit="log", doc="Transitory shock eps of the year.")
    attitude: Floats = column(np.float64, unit="share", doc="Attitude theta to new livelihoods.")
    attitude_anchor: Floats = column(np.float64, unit="share", doc="Anchor theta0 from upbringing.")
    motivation: Floats = column(np.float64, unit="share", doc="Development motivation m.")
    is_elite: Bools = column(np.bool_, unit="bool", doc="Tied to village cadres.")
    is_registered: Bools = column(np.bool_, unit="bool", doc="On the list of poor households.")
    is_graduated: Bools = column(np.bool_, unit="bool", doc="Registered and since declared out of poverty.")
    graduation_year: Ints = column(np.int64, unit="yr", doc="Year of graduation; 0 never.")
    years_above_line: Ints = column(
        np.int64, unit="yr", doc="Years in a row observed above the poverty line."
    )
    is_on_dibao: Bools = column(np.bool_, unit="bool", doc="On the dibao list this year.")
    is_monitored: Bools = column(np.bool_, unit="bool", doc="On the list of households at risk of poverty.")
    years_above_band: Ints = column(
        np.int64, unit="yr", doc="Years in a row above the monitoring band while on that list."
    )
    is_at_risk: Bools = column(np.bool_, unit="bool", doc="Meets a criterion of risk this year, seen or not.")
    is_detected: Bools = column(np.bool_, unit="bool", doc="Found to be at risk this year.")
    lapse_end_year: Ints = column(
        np.int64, unit="yr", doc="Last year without support after the change of programmes; 0 never."
    )
    is_sanctioned: Bools = column(np.bool_, unit="bool", doc="Wrongly refused dibao this year (lever 8).")
    works_for_aid: Bools = column(np.bool_, unit="bool", doc="A member did work-for-relief this year.")
    takes_part: Bools = column(np.bool_, unit="bool", doc="Takes part in village affairs this year.")
    points_cny: Floats = column(np.float64, unit="yuan", doc="Points redeemed this year.")
    points_reward_ratio: Floats = column(
        np.float64, unit="ratio", doc="Points over their usual value, less what novelty has faded."
    )
    relief_cny: Floats = column(np.float64, unit="yuan", doc="Temporary relief this year.")
    relief_refused_cny: Floats = column(
        np.float64, unit="yuan", doc="Relief due that the reserve could not pay this year."
    )
    harvest_factor: Floats = column(
        np.float64, unit="ratio", doc="Luck of the harvest this year, 1 in a normal one.", default=1.0
    )
    targeting_noise: Floats = column(
        np.float64, unit="sd", doc="Persistent error of the committee's view (AR 0.7)."
    )
    training_exposure: Floats = column(np.float64, unit="share", doc="Exposure xi to training this year.")
    success_seen: Floats = column(np.float64, unit="share", doc="Own or neighbours' success last year.")
    failure_seen: Floats = column(np.float64, unit="share", doc="Own or neighbours' failure last year.")
    has_success: Bools = column(
        np.bool_, unit="bool", doc="Business or contract profit above the village median."
    )
    has_failure: Bools = column(np.bool_, unit="bool", doc="Business closed or contract broken this year.")
    member_of: Ints = column(
        np.int64, unit="row", doc="Cooperative of nominal membership; -1 none.", default=-1
    )
    contract_enterprise: Ints = column(
        np.int64, unit="row", doc="Contracting enterprise; -1 none.", default=-1
    )
    contract_share: Floats = column(np.float64, unit="share", doc="Share x of farm sales under contract.")
    is_breaching: Bools = column(
        np.bool_, unit="bool", doc="Sells all at market this year despite a contract."
    )
    farm_labour: Floats = column(np.float64, unit="worker-years", doc="Own farm labour l_F.")
    business_labour: Floats = column(np.float64, unit="worker-years", doc="Own business labour l_B.")
    farm_output_cny: Floats = column(
        np.float64, unit="yuan", doc="Gross farm output Q at reference price (E5)."
    )
    contract_delivered_cny: Floats = column(
        np.float64, unit="yuan", doc="Reference value delivered under contract."
    )
    contract_receipt_cny: Floats = column(np.float64, unit="yuan", doc="Received for it, premium included.")
    farm_value_added_cny: Floats = column(np.float64, unit="yuan", doc="Farm receipts less inputs.")
    business_value_added_cny: Floats = column(
        np.float64, unit="yuan", doc="Own-business sales less fixed cost."
    )
    wage_income_cny: Floats = column(np.float64, unit="yuan", doc="Wages of residents this year (ledger).")
    business_income_cny: Floats = column(
        np.float64, unit="yuan", doc="Net business receipts this year (ledger)."
    )
    property_income_cny: Floats = column(np.float64, unit="yuan", doc="Property income this year (ledger).")
    transfer_income_cny: Floats = column(np.float64, unit="yuan", doc="Transfers this year (ledger).")
    depreciation_cny: Floats = column(np.float64, unit="yuan", doc="Depreciation of own capital (memo, F1).")
    disposable_income_cny: Floats = column(
        np.float64, unit="yuan", doc="Sum of the four sources less depreciation."
    )
    income_per_capita_cny: Floats = column(
        np.float64, unit="yuan/person", doc="Disposable income per resident y."
    )
    income_net_of_medical_cny: Floats = column(
        np.float64, unit="yuan/person", doc="y less own medical payments."
    )
    was_present: Bools = column(np.bool_, unit="bool", doc="Had a resident when income was last measured.")
    income_net_of_medical_last_cny: Floats = column(
        np.float64, unit="yuan/person", doc="The same in the year before, for the two-year return rate (E7)."
    )
    earned_per_capita_cny: Floats = column(
        np.float64, unit="yuan/person", doc="Wages, business income and remittances per resident (C4)."
    )
    unearned_per_capita_cny: Floats = column(
        np.float64, unit="yuan/person", doc="All other income per resident, dibao left out (C4)."
    )
    income_habit_cny: Floats = column(
        np.float64, unit="yuan/person", doc="Smoothed income per resident ybar."
    )
    public_transfer_cny: Floats = column(
        np.float64, unit="yuan", doc="Pension, subsidy, dibao, relief, points and cash of the year."
    )
    dibao_cny: Floats = column(np.float64, unit="yuan", doc="Dibao received this year.")
    unconditional_aid_cny: Floats = column(
        np.float64, unit="yuan", doc="Dibao, relief and cash of the year (E13)."
    )
    dependence_share: Floats = column(
        np.float64, unit="share", doc="Unconditional aid over disposable income."
    )
    medical_bill_cny: Floats = column(np.float64, unit="yuan", doc="Medical bills of the year.")
    medical_own_payment_cny: Floats = column(
        np.float64, unit="yuan", doc="Part of the bills owed by the household."
    )
    consumption_cny: Floats = column(np.float64, unit="yuan", doc="Consumption of the year.")
    unmet_need_cny: Floats = column(
        np.float64, unit="yuan", doc="Bills and subsistence that nothing could pay."
    )

    def cash_income_cny(self) -> Floats:
        """Return what came in by the four sources so far this year, net of business costs, in yuan."""
        earned = self.wage_income_cny + self.business_income_cny
        return earned + self.property_income_cny + self.transfer_income_cny

    def opening_money_cny(self) -> Floats:
        """Return deposits from before this year's income, in yuan; money spent since is not added back."""
        return np.maximum(self.money_cny - self.cash_income_cny(), 0.0)
