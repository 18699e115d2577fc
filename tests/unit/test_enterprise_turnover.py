"""Closing, liquidation and founding of enterprises (E4, B8, V23)."""

import numpy as np
import pytest

from sim.agents import NO_EMPLOYER, Holdings, Kind, Livelihood
from sim.ledger import Flow, Purpose, Sector
from sim.processes.enterprise_turnover import (
    EnterpriseTurnover,
    enterprises_are_founded,
    enterprises_close,
    is_closing,
)
from sim.processes.shocks import enterprises_meet_demand_shocks
from sim.random_streams import stable_id
from tests.helpers.firms import YEAR, firm_model, give_money, sign_contracts


def weights_by_enterprise(model):
    return np.bincount(
        model.holdings.enterprise, weights=model.holdings.weight, minlength=len(model.enterprises)
    )


# --- closing ---------------------------------------------------------------------------------------


def test_three_roads_to_closing() -> None:
    insolvent = np.array([True, False, False, False, False])
    losses = np.array([0, 3, 3, 2, 0])
    capital, draw = np.array([90.0, 49.0, 50.0, 10.0, 90.0]), np.array([1.0, 1.0, 1.0, 1.0, 0.05])
    closing = is_closing(EnterpriseTurnover(), insolvent, losses, capital, np.full(5, 100.0), draw)
    assert closing.tolist() == [True, True, False, False, True]


def closing_model():
    """Enterprise 0 fails: half held by household 1, .3 by the village, .2 from outside; 1 goes on."""
    model = firm_model([Kind.COOPERATIVE, Kind.SERVICES])
    model.config.enterprise_turnover.exit_prob = 0.0
    held = Holdings(4)
    held.enterprise[:] = [0, 0, 0, 1]
    held.sector[:] = [Sector.HOUSEHOLDS, Sector.COLLECTIVES, Sector.REST_OF_WORLD, Sector.HOUSEHOLDS]
    held.holder[:] = [1, 0, 0, 2]
    held.weight[:] = [0.5, 0.3, 0.2, 1.0]
    model.holdings.keep(np.zeros(0, np.int64))
    model.holdings.append(held)
    model.enterprises.is_insolvent[0] = True
    model.persons.employer[:] = [0, 1, -1, NO_EMPLOYER]
    model.enterprises.n_workers[:] = 1
    sign_contracts(model, [2], 0, 0.5)
    sign_contracts(model, [3], 1, 0.5)
    model.households.member_of[:] = [0, -1, 0, 1]
    give_money(model, enterprises=[10_000.0, 7_000.0])
    return model


def test_everything_ends_with_the_enterprise() -> None:
    model = closing_model()
    enterprises_close(model)
    assert model.enterprises.is_active.tolist() == [False, True]
    assert model.enterprises.exit_year.tolist() == [YEAR, 0]
    assert model.persons.employer.tolist() == [NO_EMPLOYER, 1, -1, NO_EMPLOYER]
    assert model.enterprises.n_workers.tolist() == [0, 1]
    assert model.households.contract_enterprise.tolist() == [-1, -1, -1, 1]
    assert model.households.has_failure.tolist() == [False, False, True, False]
    assert model.households.member_of.tolist() == [-1, -1, -1, 1]
    assert weights_by_enterprise(model).tolist() == [0.0, 1.0]


def test_holders_share_what_is_left() -> None:
    model = closing_model()
    enterprises_close(model)
    # money 10,000 + half of capital 100,000
    assert model.households.money_cny == pytest.approx([0.0, 30_000.0, 0.0, 0.0])
    assert model.committees.money_cny[0] == pytest.approx(18_000.0)
    assert model.ledger.total(Flow.LIQUIDATION_RESIDUAL) == pytest.approx(60_000.0)
    assert model.enterprises.money_cny == pytest.approx([0.0, 7_000.0])
    assert model.enterprises.capital_cny.tolist() == [0.0, 100_000.0]
    assert model.households.property_income_cny.sum() == 0.0  # errata F4: not income
    model.ledger.close_year()


def test_closed_enterprises_close_only_once() -> None:
    model = closing_model()
    enterprises_close(model)
    posted = len(model.ledger.journal)
    enterprises_close(model)
    assert len(model.ledger.journal) == posted


def test_base_hazard_gives_the_share() -> None:
    model = firm_model([Kind.SERVICES] * 4000)
    enterprises_close(model)
    share = 1 - model.enterprises.is_active.mean()
    assert share == pytest.approx(0.06, abs=5 * (0.06 * 0.94 / 4000) ** 0.5)


# --- founding --------------------------------------------------------------------------------------


def founding_model(kind, money=60_000.0, **changes):
    """One village of eight households in which one enterprise of a kind is surely tried."""
    model = firm_model([], households_per_village=8)
    turnover = model.config.enterprise_turnover
    for name in ("cooperative", "processing", "services"):
        setattr(turnover, f"entry_prob_{name}", 1.0 if name == kind.name.lower() else 0.0)
    for name, value in changes.items():
        setattr(turnover, name, value)
    give_money(model, households=money)
    return model


def test_five_richest_open_minded_households_found_a_cooperative() -> None:
    money = np.array([90_000.0, 30_000.0, 80_000.0, 70_000.0, 60_000.0, 50_000.0, 40_000.0, 20_000.0])
    model = founding_model(Kind.COOPERATIVE, money)
    model.households.attitude[0] = 0.5  # not above one half
    enterprises_are_founded(model)
    # parts: min(.6 money, 250,000 / 5) = 48,000 42,000 36,000 30,000 24,000
    paid = np.array([0.0, 0.0, 48_000.0, 42_000.0, 36_000.0, 30_000.0, 24_000.0, 0.0])
    assert model.households.money_cny == pytest.approx(money - paid)
    enterprises, holdings = model.enterprises, model.holdings
    assert enterprises.kind.tolist() == [Kind.COOPERATIVE]
    assert enterprises.capital_cny[0] == enterprises.founding_capital_cny[0] == pytest.approx(144_000.0)
    assert enterprises.money_cny[0] == pytest.approx(36_000.0)
    assert enterprises.founding_year[0] == YEAR
    assert enterprises.uid[0] == np.uint64(stable_id(1, 0, YEAR, 102))
    assert holdings.holder.tolist() == [2, 3, 4, 5, 6, 0]
    assert holdings.weight == pytest.approx([*(0.9 * paid[2:7] / 180_000.0), 0.1])
    assert holdings.sector[-1] == Sector.COLLECTIVES
    model.ledger.close_year()


def test_a_new_enterprise_meets_the_sales_shock_of_its_founding_year() -> None:
    model = founding_model(Kind.PROCESSING)
    model.config.shocks.enterprise_sales_sd = 0.3
    enterprises_are_founded(model)
    drawn = model.enterprises.demand_shock_log.copy()
    enterprises_meet_demand_shocks(model)
    assert drawn.tolist() == model.enterprises.demand_shock_log.tolist() != [0.0]


def test_too_little_money_founds_nothing() -> None:
    model = founding_model(Kind.COOPERATIVE, 49_000.0)  # 5 x 29,400 < 150,000
    enterprises_are_founded(model)
    assert len(model.enterprises) == len(model.holdings) == 0
    assert model.households.money_cny.tolist() == [49_000.0] * 8


def test_outside_investor_founds_a_processor_where_there_is_a_road() -> None:
    model = founding_model(Kind.PROCESSING)
    enterprises_are_founded(model)
    assert model.enterprises.capital_cny[0] == pytest.approx(1_000_000.0)
    assert model.enterprises.money_cny[0] == pytest.approx(250_000.0)
    assert weights_by_enterprise(model) == pytest.approx([1.0])  # V23
    outside = model.holdings.sector == Sector.REST_OF_WORLD
    assert model.holdings.weight[outside].tolist() == pytest.approx([0.95])
    assert model.enterprises.uid[0] == np.uint64(stable_id(1, 1, YEAR, 0))
    remote = founding_model(Kind.PROCESSING)
    remote.committees.infrastructure[:] = 0.4
    enterprises_are_founded(remote)
    assert len(remote.enterprises) == 0


def test_bad_returns_deter_founders_and_closed_markets_do_not() -> None:
    model = founding_model(Kind.PROCESSING)
    old = firm_model([Kind.PROCESSING]).enterprises
    old.sales_cny[:] = 1.0
    model.enterprises.append(old)
    model.market.mean_return_share[:] = 0.05
    enterprises_are_founded(model)
    assert len(model.enterprises) == 1
    model.market.mean_return_share[:] = 0.06
    enterprises_are_founded(model)
    assert len(model.enterprises) == 2


def test_entry_boost_multiplies_the_chance() -> None:
    model = firm_model([], n_villages=4000, households_per_village=1)
    model.config.enterprise_turnover.entry_prob_processing = 0.1
    model.terms.amend(entry_boost_ratio=2.0)
    enterprises_are_founded(model)
    assert len(model.enterprises) / 4000 == pytest.approx(0.2, abs=5 * (0.2 * 0.8 / 4000) ** 0.5)


def is_led_by(model, row: int) -> bool:
    """Return whether the identity of the only cooperative names a household as first founder."""
    return bool(model.enterprises.uid[0] == np.uint64(stable_id(1, 0, YEAR, 100 + row)))


def with_grants(model, per_village=1.0):
    model.terms.amend(startup_grants_per_village=per_village, startup_grant_cny=20_000.0)
    return model


def test_grant_goes_to_a_returnee_and_into_equity() -> None:
    model = with_grants(founding_model(Kind.COOPERATIVE))
    model.persons.return_year[[5, 6]] = [YEAR - 5, YEAR - 6]
    enterprises_are_founded(model)
    assert model.ledger.total(Flow.STARTUP_GRANT, purpose=Purpose.TALENT) == 20_000.0
    assert is_led_by(model, 5)
    assert model.households.money_cny[5] == pytest.approx(60_000.0 - 36_000.0)
    assert model.enterprises.founding_capital_cny[0] == pytest.approx(0.8 * (5 * 36_000.0 + 20_000.0))
    assert model.households.transfer_income_cny.sum() == 0.0  # capital, not income
    alone = with_grants(founding_model(Kind.COOPERATIVE), per_village=0.0)
    enterprises_are_founded(alone)
    assert alone.ledger.total(Flow.STARTUP_GRANT) == 0.0


def test_weak_governance_gives_the_grant_to_the_rich() -> None:
    money = 60_000.0 + 1_000.0 * np.arange(8)
    for governance, leader in ((0.0, 7), (1.0, 3)):
        model = with_grants(founding_model(Kind.COOPERATIVE, money))
        model.committees.governance[:] = governance
        model.households.targeting_noise[3] = 1.0
        enterprises_are_founded(model)
        assert is_led_by(model, leader)


def test_number_of_grants_is_limited() -> None:
    model = firm_model([], n_villages=10, households_per_village=5)
    model.config.enterprise_turnover.entry_prob_cooperative = 1.0
    model.config.enterprise_turnover.entry_prob_services = 0.0
    model.config.enterprise_turnover.entry_prob_processing = 0.0
    give_money(model, households=100_000.0)
    with_grants(model, per_village=0.3)
    enterprises_are_founded(model)
    assert len(model.enterprises) == 10
    assert model.ledger.total(Flow.STARTUP_GRANT) == 3 * 20_000.0
    assert weights_by_enterprise(model) == pytest.approx(np.ones(10))  # V23
    assert len(set(model.enterprises.uid.tolist())) == 10


def test_a_fixed_budget_pays_as_many_grants_as_it_can_and_notes_the_others() -> None:
    model = firm_model([], n_villages=10, households_per_village=5)
    model.config.enterprise_turnover.entry_prob_cooperative = 1.0
    model.config.enterprise_turnover.entry_prob_services = 0.0
    model.config.enterprise_turnover.entry_prob_processing = 0.0
    give_money(model, households=100_000.0)
    with_grants(model, per_village=0.5)
    model.programmes.allowance_cny[Purpose.TALENT] = 50_000.0
    enterprises_are_founded(model)
    assert model.ledger.total(Flow.STARTUP_GRANT) == 2 * 20_000.0
    assert model.programmes.refused_cny[Purpose.TALENT] == 3 * 20_000.0


def test_schooling_and_experience_of_the_leader_show_in_technology() -> None:
    def technology(years_of_school: float, return_year: int, livelihood: Livelihood) -> float:
        model = founding_model(Kind.COOPERATIVE)
        model.persons.education_years[0] = years_of_school
        model.persons.return_year[0] = return_year
        model.persons.livelihood[0] = livelihood
        model.households.targeting_noise[0] = 1.0
        with_grants(model)
        enterprises_are_founded(model)
        return float(model.enterprises.technology_log[0])

    plain = technology(9.0, 0, Livelihood.FARM)
    assert technology(12.0, 0, Livelihood.FARM) - plain == pytest.approx(0.06)
    assert technology(12.0, YEAR - 1, Livelihood.FARM) - plain == pytest.approx(0.11)
    assert technology(12.0, YEAR - 1, Livelihood.HOME) - plain == pytest.approx(0.05)
