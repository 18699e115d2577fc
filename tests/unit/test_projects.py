"""Projects: money, sites, founding, duty to the poor and bailouts (S9, errata E10)."""

import numpy as np
import pytest

from sim.agents import Holdings, Kind
from sim.ledger import Flow, Purpose, Sector
from sim.processes.enterprise_turnover import enterprises_are_founded
from sim.processes.government import government_closes_its_books
from sim.processes.projects import (
    count_projects,
    government_bails_out_projects,
    government_chooses_project_sites,
    project_budget_cny,
    projects_pay_their_duty,
    site_order,
)
from sim.random_streams import RandomStreams, Stream
from tests.helpers.firms import YEAR, firm_model, give_money

# --- money -----------------------------------------------------------------------------------------


def test_money_follows_the_list_and_then_the_budget() -> None:
    model = firm_model([])
    model.year = 2013  # before the list: 10 % of 4 residents
    assert project_budget_cny(model) == pytest.approx(0.5 * 1_800 * 0.4)
    model.year, model.households.is_registered[:2] = 2016, True
    model.households.is_graduated[0] = True
    assert project_budget_cny(model) == pytest.approx(0.5 * 1_800 * 2)
    model.year, model.government.budget_residents[0] = 2021, 1_000.0
    assert project_budget_cny(model) == pytest.approx(0.25 * 400 * 1_000)
    model.config.government.programme_end_year = 2020
    assert project_budget_cny(model) == 0.0


def funded_model(yearly_cny, *, kind=Kind.COOPERATIVE, n_villages=4):
    """No enterprises but projects of one kind; a tenth of the money is lost on the way."""
    model = firm_model([], n_villages=n_villages)
    for name in ("cooperative", "processing", "services"):
        setattr(model.config.projects, f"kind_weight_{name}", float(name == kind.name.lower()))
        setattr(model.config.enterprise_turnover, f"entry_prob_{name}", 0.0)
    model.government.budget_residents[0] = yearly_cny / 100
    model.programmes.delivered_dose[Purpose.PROJECTS] = 0.9
    return model


def test_what_is_too_little_for_a_project_is_carried_over() -> None:
    model = funded_model(1_000_000.0)
    government_chooses_project_sites(model)
    assert np.count_nonzero(model.committees.new_project_kind == Kind.COOPERATIVE) == 1
    assert model.government.project_fund_cny[0] == pytest.approx(400_000.0)
    government_chooses_project_sites(model)
    assert np.count_nonzero(model.committees.new_project_kind == Kind.COOPERATIVE) == 2
    assert model.government.project_fund_cny[0] == pytest.approx(300_000.0)
    dear = funded_model(1_000_000.0, kind=Kind.PROCESSING)
    government_chooses_project_sites(dear)
    assert (dear.committees.new_project_kind == -1).all()
    assert dear.government.project_fund_cny[0] == pytest.approx(900_000.0)


def test_no_new_projects_after_the_programmes() -> None:
    model = funded_model(1_000_000.0)
    model.government.project_fund_cny[0] = 9e6
    model.config.government.programme_end_year = YEAR - 1
    government_chooses_project_sites(model)
    assert (model.committees.new_project_kind == -1).all()
    assert model.government.project_fund_cny[0] == 0.0


# --- sites -----------------------------------------------------------------------------------------


def test_sites_are_drawn_in_proportion_to_their_weight() -> None:
    weight, streams, uid = np.array([0.2, 0.3, 0.5]), RandomStreams(5), np.arange(3, dtype=np.uint64)
    n = 4_000
    orders = [site_order(weight, streams.gumbels(Stream.PROJECT_KIND, uid, year)) for year in range(n)]
    first = np.bincount([order[0] for order in orders], minlength=3) / n
    assert first == pytest.approx(weight, abs=5 * np.sqrt(0.25 / n))
    # Without replacement: second is village 0 with .3 x .2/.7 + .5 x .2/.5
    second = np.mean([order[1] == 0 for order in orders])
    assert second == pytest.approx(0.3 * 0.2 / 0.7 + 0.5 * 0.2 / 0.5, abs=5 * np.sqrt(0.25 / n))


def test_without_any_appraisal_all_villages_weigh_the_same() -> None:
    assert site_order(np.zeros(3), np.array([0.1, 0.3, 0.2])).tolist() == [1, 2, 0]


# --- opening ---------------------------------------------------------------------------------------


def test_a_project_opens_with_public_equity_for_the_collective() -> None:
    model = funded_model(600_000.0, n_villages=1)
    model.committees.governance[:] = 0.7
    government_chooses_project_sites(model)
    enterprises_are_founded(model)
    table, holdings = model.enterprises, model.holdings
    assert table.is_project.tolist() == [True]
    assert table.capital_cny.tolist() == [400_000.0]
    assert table.money_cny.tolist() == [100_000.0]
    assert table.public_equity_cny.tolist() == table.public_money_cny.tolist() == [500_000.0]
    paid = model.ledger.total(Flow.EQUITY_PAID_IN, purpose=Purpose.PROJECTS, payer=Sector.GOVERNMENT)
    assert paid == 500_000.0 == model.ledger.total(Flow.EQUITY_PAID_IN)
    assert (holdings.sector.tolist(), holdings.holder.tolist()) == ([Sector.COLLECTIVES], [0])
    assert holdings.weight.tolist() == [1.0]
    luck = model.streams.normals(Stream.PROJECT_QUALITY, table.uid, YEAR)[0]
    # ln 12 - .25 + .3 (.7 - .5) + .25 luck
    assert table.technology_log[0] == pytest.approx(np.log(12.0) - 0.25 + 0.06 + 0.25 * luck)
    assert model.committees.n_projects.tolist() == [1]
    government_closes_its_books(model)
    model.ledger.close_year()


def test_a_private_enterprise_of_the_same_kind_place_and_year_is_another_one() -> None:
    model = funded_model(2_000_000.0, kind=Kind.PROCESSING, n_villages=1)
    model.config.enterprise_turnover.entry_prob_processing = 1.0
    government_chooses_project_sites(model)
    enterprises_are_founded(model)
    table = model.enterprises
    assert sorted(table.is_project.tolist()) == [False, True]
    assert table.uid[0] < table.uid[1], "canonical order"
    owner = {bool(table.is_project[row]): [] for row in (0, 1)}
    for row, sector in zip(model.holdings.enterprise, model.holdings.sector, strict=True):
        owner[bool(table.is_project[row])].append(Sector(sector))
    assert owner == {True: [Sector.COLLECTIVES], False: [Sector.COLLECTIVES, Sector.REST_OF_WORLD]}


# --- duty ------------------------------------------------------------------------------------------


def duty_model(money=1e6):
    """One project of two villages that hold three quarters and a quarter; grant 500,000."""
    model = firm_model([Kind.COOPERATIVE], n_villages=2)
    model.enterprises.is_project[:] = True
    model.enterprises.public_equity_cny[:] = 500_000.0
    held = Holdings(2)
    held.sector[:], held.holder[:], held.weight[:] = Sector.COLLECTIVES, [0, 1], [0.75, 0.25]
    model.holdings.keep(np.zeros(0, np.int64))
    model.holdings.append(held)
    model.households.is_registered[[0, 1, 2, 4]] = True
    model.households.n_residents[:] = [3, 1, 9, 9, 2, 9, 9, 9]
    model.households.lapse_end_year[2] = YEAR
    model.households.lapse_end_year[1] = YEAR - 1
    model.households.is_graduated[0] = True
    give_money(model, enterprises=money)
    return model


def test_duty_goes_to_listed_poor_per_head_and_to_collectives() -> None:
    model = duty_model()
    projects_pay_their_duty(model)
    # 6 % = 30,000; poor 18,000: villages 13,500 over 3 + 1 heads, and 4,500; collectives 9,000 and 3,000
    poor = [10_125.0, 3_375.0, 0.0, 0.0, 4_500.0, 0.0, 0.0, 0.0]
    assert model.households.property_income_cny == pytest.approx(poor)
    assert model.committees.money_cny == pytest.approx([9_000.0, 3_000.0])
    assert model.enterprises.duty_paid_cny == pytest.approx([30_000.0])
    model.ledger.close_year()


def test_duty_is_paid_as_far_as_money_goes() -> None:
    model = duty_model(money=15_000.0)
    projects_pay_their_duty(model)
    assert model.households.money_cny[:2] == pytest.approx([5_062.5, 1_687.5])
    assert model.committees.money_cny == pytest.approx([4_500.0, 1_500.0])
    assert model.enterprises.money_cny == pytest.approx([0.0])


def test_cut_links_pay_nothing_and_without_listed_the_collective_gets_all() -> None:
    model = duty_model()
    model.enterprises.poor_link_share[:] = 0.85
    model.households.is_registered[4] = False
    projects_pay_their_duty(model)
    assert model.households.money_cny.sum() == pytest.approx(0.85 * 13_500.0)
    assert model.committees.money_cny == pytest.approx([9_000.0, 3_000.0 + 0.85 * 4_500.0])


def test_ordinary_and_closed_enterprises_owe_no_duty() -> None:
    model = duty_model()
    model.enterprises.is_active[:] = False
    model.enterprises.duty_paid_cny[:] = 7.0
    projects_pay_their_duty(model)
    assert model.ledger.total(Flow.PROJECT_DUTY_PAYMENT) == 0.0
    assert model.enterprises.duty_paid_cny.tolist() == [0.0]


# --- bailouts --------------------------------------------------------------------------------------


def losing_model(n=1, loss=20_000.0):
    model = firm_model([Kind.SERVICES] * n)
    model.enterprises.is_project[:] = True
    model.enterprises.net_profit_cny[:] = -loss
    model.enterprises.is_insolvent[:] = True
    return model


def test_a_bailout_covers_the_loss_and_counts_as_public_money() -> None:
    model = losing_model(3)
    model.enterprises.net_profit_cny[1] = 5.0
    model.enterprises.bailout_years[2] = 3  # enough is enough
    government_bails_out_projects(model)
    table = model.enterprises
    assert table.money_cny.tolist() == table.public_money_cny.tolist() == [20_000.0, 0.0, 0.0]
    assert table.is_insolvent.tolist() == [False, True, True]
    assert table.bailout_years.tolist() == [1, 0, 3]
    assert model.ledger.total(Flow.PROGRAMME_GRANT_ENTERPRISE, purpose=Purpose.PROJECTS) == 20_000.0


def test_only_projects_are_bailed_out_and_only_while_programmes_last() -> None:
    private = losing_model()
    private.enterprises.is_project[:] = False
    late = losing_model()
    late.config.government.programme_end_year = YEAR - 1
    for model in (private, late):
        government_bails_out_projects(model)
        assert model.enterprises.money_cny.tolist() == [0.0]


def test_appraisal_hardens_the_budget() -> None:
    for hard in (0.0, 0.4, 1.0):
        model = losing_model(4_000)
        model.terms.amend(hard_budget_prob=hard)
        government_bails_out_projects(model)
        share = (model.enterprises.bailout_years == 1).mean()
        assert share == pytest.approx(1 - hard, abs=5 * np.sqrt(hard * (1 - hard) / 4_000))


def test_bailouts_end_with_the_reserve() -> None:
    model = losing_model(5)
    model.config.government.budget_mode = "fixed"
    model.government.budget_residents[0] = 1_000.0  # reserve .15 x 400,000 = 60,000
    government_bails_out_projects(model)
    assert np.count_nonzero(model.enterprises.bailout_years) == 3


def test_committees_count_their_projects() -> None:
    model = firm_model([Kind.SERVICES] * 4, villages=[1, 1, 1, 0], n_villages=3)
    model.enterprises.is_project[:3] = True
    model.enterprises.is_active[0] = False
    count_projects(model)
    assert model.committees.n_projects.tolist() == [0, 2, 0]
