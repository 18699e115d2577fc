"""Dynamic monitoring by hand-computed numbers, with its failure modes; V12."""

import numpy as np
import pytest

from sim.ledger import Flow, Purpose
from sim.parameter import replaced
from sim.processes import monitoring
from sim.processes.household_budget import dependence
from sim.processes.monitoring import detection_prob, relief_claim
from sim.processes.motivation import households_update_motivation
from sim.random_streams import RandomStreams, Stream
from tests.helpers.bare_model import bare_model

BAND, LINE = 6_000.0, 4_000.0
SURE = {"monitoring.detection_prob_base": 1.0}


def township(incomes_cny, *, sizes=None, bills_cny=0.0, changes=None, year=2022):
    """Return one village of households with given income so far; bills are own payments."""
    sizes = sizes or [1] * len(incomes_cny)
    model = bare_model([[40] * size for size in sizes], year=year)
    model.now.monitoring_band_cny, model.now.poverty_line_cny = BAND, LINE
    model.config = replaced(model.config, {**SURE, **(changes or {})})
    model.ledger.post(Flow.COUNTY_WAGES, np.array(incomes_cny, float))
    model.households.medical_own_payment_cny[:] = bills_cny
    model.households.harvest_factor[:] = 1.0
    return model


def limit_budget(model, *, reserve_cny=np.inf, envelope_cny=np.inf):
    """Put a fixed budget in force: 1,000 residents with 15 % of the budget as reserve."""
    per_resident = reserve_cny / (0.15 * 1_000.0) if reserve_cny < np.inf else 1e5
    model.config = replaced(
        model.config,
        {"government.budget_mode": "fixed", "government.programme_budget_per_resident_cny": per_resident},
    )
    model.government.budget_residents[0] = 1_000.0
    model.programmes.allowance_cny[Purpose.MONITORING] = envelope_cny


def a_year_of(model):
    monitoring.committees_find_households_at_risk(model)
    monitoring.government_pays_for_monitoring(model)
    monitoring.government_pays_relief(model)


# ------------------------------------------------------------------------------------------- who is at risk


def test_low_income_heavy_bills_and_lost_harvests_put_households_at_risk():
    """Band 6,000: below it; above only with an event and below 9,000 net of the bill (A16)."""
    incomes = [5_999.0, 6_001.0, 9_000.0, 9_000.0, 12_000.0, 8_000.0, 8_000.0, 9_500.0]
    bills = np.array([0.0, 0.0, 1_801.0, 1_799.0, 2_500.0, 0.0, 0.0, 0.0])
    model = township(incomes, bills_cny=bills)
    model.households.harvest_factor[5:] = 0.49
    model.households.farm_labour[[5, 7]] = 1.0  # the household between does not farm
    monitoring.committees_find_households_at_risk(model)
    expected = [True, False, True, False, False, True, False, False]
    assert model.households.is_at_risk.tolist() == expected
    assert model.households.is_detected.tolist() == expected
    assert model.households.is_monitored.tolist() == expected


def test_a_loss_of_the_harvest_is_measured_against_the_usual_one():
    """A factor of .45 is a loss of 55 % of the usual harvest, but of 44 % where luck was at .8 for years."""
    model = township([8_000.0, 8_000.0])
    model.households.farm_labour[:] = 1.0
    model.households.harvest_factor[:] = 0.45
    model.households.livelihood_shock_log[:] = [np.log(0.8), 0.0]
    monitoring.committees_find_households_at_risk(model)
    assert model.households.is_at_risk.tolist() == [False, True]


def test_income_is_per_resident_less_wear_of_capital():
    """18,000 for three residents is the band; wear of 10 % of 1,000 yuan puts the household below."""
    model = township([18_000.0, 18_000.0], sizes=[3, 3])
    model.households.productive_capital_cny[1] = 1_000.0
    monitoring.committees_find_households_at_risk(model)
    assert model.households.is_at_risk.tolist() == [False, True]


def test_nobody_is_sought_or_helped_in_burn_in_or_without_residents():
    model = township([1_000.0, 1_000.0])
    model.households.n_residents[1] = 0
    model.is_burn_in = True
    a_year_of(model)
    assert not model.households.is_at_risk.any()
    assert model.ledger.total(Flow.RELIEF) == 0
    model.is_burn_in = False
    a_year_of(model)
    assert model.households.is_at_risk.tolist() == [True, False]
    assert model.households.relief_cny[1] == 0


# --------------------------------------------------------------------------------------------- detection


@pytest.mark.parametrize(("gain", "lag"), [(0.0, 3.0), (0.35, 0.667), (0.70, 0.0526)])
def test_v12_mean_lag_of_detection(gain, lag):
    """A household that stays at risk is found with p each year: mean lag (1 - p)/p, p = .25, .6, .95."""
    uids = np.arange(40_000, dtype=np.uint64)
    prob = detection_prob(0.25, gain, np.ones(len(uids)))
    first = np.full(len(uids), -1)
    for year in range(2021, 2121):
        found = RandomStreams(3).uniforms(Stream.DETECTION, uids, year) < prob
        first[(first < 0) & found] = year - 2021
    assert (first >= 0).all()
    assert first.mean() == pytest.approx(lag, rel=0.03, abs=0.004)


def test_congestion_lowers_detection():
    """The same draws with half the staff time: .475 of the households instead of .95, none but those."""
    busy, free = (township([1_000.0] * 4_000, changes={"monitoring.detection_prob_base": 0.25}) for _ in "12")
    busy.committees.delivery_efficiency[:] = 0.5
    for model in (busy, free):
        model.terms.amend(detection_prob_gain=0.7)
        monitoring.committees_find_households_at_risk(model)
    assert busy.households.is_detected.mean() == pytest.approx(0.475, abs=0.03)
    assert free.households.is_detected.mean() == pytest.approx(0.95, abs=0.015)
    assert not (busy.households.is_detected & ~free.households.is_detected).any()


# ------------------------------------------------------------------------------------------------ relief


def test_relief_covers_part_of_bill_and_shortfall():
    """.6 x (2,000 + 2 x max(4,000 - 3,500, 0)) = 1,800: the shortfall is counted before the bill."""
    model = township([7_000.0], sizes=[2], bills_cny=2_000.0)
    a_year_of(model)
    assert model.households.relief_cny[0] == pytest.approx(1_800.0)
    assert model.households.transfer_income_cny[0] == pytest.approx(1_800.0)
    assert model.households.unconditional_aid_cny[0] == pytest.approx(1_800.0)
    assert model.households.public_transfer_cny[0] == pytest.approx(1_800.0)
    assert model.ledger.total(Flow.PROGRAMME_PROVIDERS) == 500.0


def test_g8_relief_never_makes_a_bill_a_gain():
    """For any income and bill, income net of the bill plus relief is not above income without bill."""
    incomes, bills = (part.ravel() for part in np.meshgrid(np.arange(0, 12_000, 250.0), [0, 100, 3e3, 2e4]))
    with_bill, without = township(incomes, bills_cny=bills), township(incomes)
    for model in (with_bill, without):
        a_year_of(model)
    net = with_bill.households.transfer_income_cny - bills
    assert (net <= without.households.transfer_income_cny + 1e-9).all()


def test_cost_and_relief_are_split_by_what_the_lever_adds_to_detection():
    """Base .25 and gain .75: three quarters of case costs and relief are the lever's; 150 x 2 screening."""
    model = township([3_000.0, 9_000.0], changes={"monitoring.detection_prob_base": 0.25})
    model.terms.amend(detection_prob_gain=0.75, screening_cost_cny=150.0)
    a_year_of(model)
    of_lever = {"purpose": Purpose.MONITORING}
    assert model.ledger.total(Flow.RELIEF) == pytest.approx(600.0)
    assert model.ledger.total(Flow.RELIEF, **of_lever) == pytest.approx(450.0)
    assert model.ledger.total(Flow.PROGRAMME_PROVIDERS, **of_lever) == pytest.approx(300.0 + 375.0)
    assert model.ledger.total(Flow.PROGRAMME_PROVIDERS) == pytest.approx(800.0)


def test_without_the_lever_nothing_is_its_cost():
    model = township([3_000.0])
    a_year_of(model)
    assert model.ledger.total(Flow.RELIEF) > 0
    assert model.ledger.total(purpose=Purpose.MONITORING) == 0.0


def test_the_poorest_are_served_first_and_the_rest_is_refused():
    """Claims .6 x (1,000, 3,000, 2,000): a reserve of 2,500 yuan pays the poorest and part of the next."""
    model = township([3_000.0, 1_000.0, 2_000.0])
    limit_budget(model, reserve_cny=2_500.0)
    a_year_of(model)
    assert model.households.relief_cny == pytest.approx([0.0, 1_800.0, 700.0])
    assert model.households.relief_refused_cny == pytest.approx([600.0, 0.0, 500.0])
    assert model.households.unmet_need_cny == pytest.approx([600.0, 0.0, 500.0])
    assert model.ledger.total(Flow.RELIEF) == pytest.approx(2_500.0)


def test_lapsed_households_are_found_but_get_no_relief():
    model = township([3_000.0, 3_000.0])
    model.households.lapse_end_year[0] = 2022
    a_year_of(model)
    assert model.households.is_monitored.all()
    assert model.households.relief_cny == pytest.approx([0.0, 600.0])
    assert model.households.relief_refused_cny.sum() == 0


def test_relief_is_aid_that_lowers_motivation():
    """Moral hazard: relief of 1,800 in an income of 2,800 is dependence of .643, motivation falls."""
    assert dependence(np.array([1_800.0]), np.array([2_800.0]))[0] == pytest.approx(0.643, abs=5e-4)
    helped, alone = township([2_800.0], year=2022), township([2_800.0], year=2022)
    helped.households.dependence_share[:] = 0.643
    for model in (helped, alone):
        model.households.income_per_capita_cny[:] = model.households.income_habit_cny[:] = 2_800.0
        households_update_motivation(model)
    assert helped.households.motivation[0] < alone.households.motivation[0]


# ---------------------------------------------------------------------------------------- a fixed budget


def test_screening_that_cannot_be_paid_finds_nobody():
    """Half of the screening money halves what the lever adds: .25 + .35 instead of .95."""
    model = township([1_000.0] * 4_000, changes={"monitoring.detection_prob_base": 0.25})
    model.terms.amend(detection_prob_gain=0.7, screening_cost_cny=150.0)
    model.config = replaced(model.config, {"monitoring.case_cost_cny": 0.0})
    limit_budget(model, envelope_cny=300_000.0)
    a_year_of(model)
    assert model.households.is_detected.mean() == pytest.approx(0.6, abs=0.03)
    assert model.ledger.total(Flow.PROGRAMME_PROVIDERS, purpose=Purpose.MONITORING) == 300_000.0


def test_cases_stop_where_the_money_ends_but_not_those_found_anyway():
    model = township([1_000.0] * 400, changes={"monitoring.detection_prob_base": 0.25})
    model.terms.amend(detection_prob_gain=0.75)
    limit_budget(model, envelope_cny=375.0 * 150)  # of each case the lever pays .75 x 500
    a_year_of(model)
    assert model.households.is_detected.sum() == 150
    luck = model.streams.uniforms(Stream.DETECTION, model.households.uid, model.year)
    assert model.households.is_detected[luck < 0.25].all()
    paid = model.ledger.total(Flow.PROGRAMME_PROVIDERS, purpose=Purpose.MONITORING)
    assert paid == pytest.approx(375.0 * 150)
    assert paid <= 375.0 * 150
    limit_budget(model, envelope_cny=0.0)
    monitoring.committees_find_households_at_risk(model)
    assert np.array_equal(model.households.is_detected, luck < 0.25)


# ---------------------------------------------------------------------------------- the monitored list


def listed(incomes_cny, drop_prob=0.0):
    changes = {"monitoring.followup_drop_base": drop_prob}
    model = township([0.0] * len(incomes_cny), changes=changes)
    model.households.is_monitored[:] = True
    model.households.income_net_of_medical_cny[:] = incomes_cny
    return model


def test_a_household_leaves_after_two_years_above_the_band():
    model = listed([6_500.0, 6_500.0, 5_000.0])
    monitoring.committees_check_the_monitored(model)
    assert model.households.is_monitored.all()
    model.households.income_net_of_medical_cny[1] = 5_500.0  # back below: the count starts anew
    monitoring.committees_check_the_monitored(model)
    assert model.households.is_monitored.tolist() == [False, True, True]
    assert model.households.years_above_band.tolist() == [2, 0, 0]


def test_who_is_found_again_starts_a_new_count():
    model = listed([6_500.0])
    for _ in range(2):
        monitoring.committees_check_the_monitored(model)
    assert not model.households.is_monitored[0]
    monitoring.committees_find_households_at_risk(model)  # income so far is zero
    assert model.households.is_monitored[0]
    assert model.households.years_above_band[0] == 0


def test_checks_drop_those_who_look_well_off():
    """Above 9,000 as the committee sees them; with probability .2 + .6 at the full dose."""
    model = listed([9_001.0, 8_999.0], drop_prob=1.0)
    monitoring.committees_check_the_monitored(model)
    assert model.households.is_monitored.tolist() == [False, True]
    many = listed([20_000.0] * 4_000, drop_prob=0.2)
    many.terms.amend(followup_drop_gain=0.6)
    monitoring.committees_check_the_monitored(many)
    assert many.households.is_monitored.mean() == pytest.approx(0.2, abs=0.03)


def test_a_check_by_a_careless_committee_drops_the_poor():
    """Governance 0: an error of +1 sd is a log point, so 5,000 yuan look like 13,591."""
    model = listed([5_000.0], drop_prob=1.0)
    model.households.targeting_noise[:] = 1.0
    monitoring.committees_check_the_monitored(model)
    assert not model.households.is_monitored[0]


def test_relief_claims_are_never_negative():
    claim = relief_claim(np.zeros(2), np.array([4_000.0, 9_000.0]), np.array([3, 3]), LINE, 0.6)
    assert claim.tolist() == [0.0, 0.0]
