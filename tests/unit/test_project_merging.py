"""Merging of projects: who merges with whom, what moves, what it saves and costs (V13, errata A8, B10)."""

import numpy as np
import pytest

from sim.agents import Holdings, Kind
from sim.ledger import Flow, Purpose, Sector
from sim.processes.enterprise_production import enterprises_pay_their_costs, enterprises_produce_and_sell
from sim.processes.enterprise_rules import EnterpriseRules, planned_staff
from sim.processes.project_merging import merger_groups, projects_merge, weak_projects
from sim.processes.projects import projects_pay_their_duty
from tests.helpers.firms import YEAR, firm_model, give_money, sign_contracts


def project_model(n=3, money=500_000.0, quantile=1.0, kind=Kind.COOPERATIVE):
    """Equal projects, one a village, each held by its village; three workers in each."""
    model = firm_model([kind] * n, villages=np.arange(n), n_villages=n)
    table = model.enterprises
    table.is_project[:] = True
    table.capital_cny[:] = table.founding_capital_cny[:] = 600_000.0
    table.public_equity_cny[:] = table.public_money_cny[:] = 750_000.0
    table.technology_log[:] = np.log(12.0)
    table.sales_cny[:] = 1.0
    held = Holdings(n)
    held.sector[:], held.holder[:], held.weight[:] = Sector.COLLECTIVES, np.arange(n), 1.0
    held.enterprise[:] = np.arange(n)
    model.holdings.keep(np.zeros(0, np.int64))
    model.holdings.append(held)
    model.persons.work_time_share[:] = 1.0
    model.persons.local_pay_cny[:] = 20_000.0
    model.persons.employer[:] = np.where(np.arange(len(model.persons)) % 4 < 3, model.households.village, -2)
    table.n_workers[:] = 3
    give_money(model, enterprises=money)
    model.terms.amend(merge_quantile=quantile)
    return model


# --- V13 -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("elasticities", [(0.35, 0.45), (0.5, 0.5), (0.6, 0.6)])
@pytest.mark.parametrize(("kind", "overhead"), [(Kind.COOPERATIVE, 60_000.0), (Kind.SERVICES, 120_000.0)])
def test_v13_merging_saves_overheads_and_costs_the_transition(elasticities, kind, overhead) -> None:
    """Joint profit rises by exactly (J - 1) O - transition cost, whatever alpha + beta."""
    joint = []
    for merges in (False, True):
        model = project_model(kind=kind)
        model.config.project_merging.synergy_log = 0.0
        model.config.project_merging.overhead_saved_share = 1.0
        name = kind.name.lower()
        for factor, value in zip(("capital", "labour"), elasticities, strict=True):
            setattr(model.config.enterprises, f"{factor}_elasticity_{name}", value)
        if merges:
            projects_merge(model)
            assert np.count_nonzero(model.enterprises.is_active) == 1
        enterprises_produce_and_sell(model)
        enterprises_pay_their_costs(model)
        joint.append((model.enterprises.net_profit_cny.sum(), model.enterprises.money_cny.sum()))
    transition = 0.08 * 3 * 600_000.0
    assert joint[1][0] - joint[0][0] == pytest.approx(2 * overhead, rel=1e-9)
    assert joint[1][1] - joint[0][1] == pytest.approx(2 * overhead - transition, rel=1e-9)


def test_a_merged_project_plans_the_staff_of_its_plants() -> None:
    rules = EnterpriseRules(labour_elasticity_cooperative=0.5, material_share_cooperative=0.45)
    kind, level, one = np.array([0, 0]), np.full(2, 12.8), np.ones(2)
    staff = planned_staff(rules, kind, level, np.array([1.0, 4.0]), one, one, np.array([1, 4]))
    assert staff.tolist() == [16, 64]
    staff = planned_staff(rules, kind, level / 100, one, one, one, np.array([1, 4]))
    assert staff.tolist() == [2, 8], "the least staff is that of a plant"


# --- who merges ------------------------------------------------------------------------------------


def test_only_the_weak_merge() -> None:
    sales = np.array([5.0, 1.0, 4.0, 2.0, 3.0])
    assert weak_projects(sales, np.ones(5), 0.4).tolist() == [1, 3]  # the quantile is 2.6
    assert weak_projects(sales, np.ones(5), 0.0).tolist() == []
    assert weak_projects(sales, 1 / sales, 1.0).tolist() == [1, 3, 4, 2, 0]
    assert weak_projects(np.zeros(0), np.zeros(0), 0.4).tolist() == []


def test_partners_are_of_the_same_class_then_near_then_weak() -> None:
    village, remoteness = np.array([10, 11, 3, 18, 9]), np.array([2, 0, 2, 2, 0])
    groups = merger_groups(village, remoteness, 3)
    assert [group.tolist() for group in groups] == [[0, 2, 3], [1, 4]]
    pairs = merger_groups(np.array([10, 12, 8]), np.zeros(3, np.int64), 2)
    assert [group.tolist() for group in pairs] == [[0, 1]], "at the same distance the weaker; one stays alone"


def test_ordinary_closed_and_other_kinds_stay_out() -> None:
    model = project_model(4)
    model.enterprises.is_project[0] = False
    model.enterprises.kind[1] = Kind.SERVICES
    model.enterprises.is_active[2] = False
    before = model.enterprises.n_plants.copy()
    projects_merge(model)
    assert model.enterprises.n_plants.tolist() == before.tolist()
    assert len(model.ledger.journal) == 1


def test_without_the_lever_nothing_merges() -> None:
    model = project_model(quantile=0.0)
    projects_merge(model)
    assert model.enterprises.is_active.all()


# --- what moves ------------------------------------------------------------------------------------


def test_all_goes_over_to_the_largest() -> None:
    model = project_model(2)
    table = model.enterprises
    table.capital_cny[:] = [200_000.0, 600_000.0]
    table.technology_log[:] = np.log([8.0, 12.0])
    table.bailout_years[:], table.loss_years[:], table.poor_link_share[:] = [2, 1], [1, 2], [0.5, 0.9]
    table.sales_cny[:] = [10.0, 20.0]
    sign_contracts(model, [3], 0, 0.5)
    model.households.member_of[:4] = 0
    projects_merge(model)
    assert table.is_active.tolist() == [False, True]
    assert table.exit_year.tolist() == [YEAR, 0]
    assert table.n_plants[1] == 2
    assert table.capital_cny.tolist() == [0.0, 800_000.0]
    assert table.money_cny == pytest.approx([0.0, 1_000_000.0 - 64_000.0])
    assert table.technology_log[1] == pytest.approx(np.log(11.0) + 0.05)
    assert table.poor_link_share[1] == pytest.approx(0.85 * 0.8)
    assert table.public_money_cny.tolist() == [0.0, 1_500_000.0]
    assert table.sales_cny.tolist() == [0.0, 30.0]
    assert (table.bailout_years[1], table.loss_years[1], table.n_workers[1]) == (2, 1, 6)
    assert model.persons.employer.tolist() == [1, 1, 1, -2, 1, 1, 1, -2]
    assert model.households.contract_enterprise.tolist() == [-1, -1, -1, 1, -1, -1, -1, -1]
    assert model.households.member_of[:4].tolist() == [1] * 4
    assert not model.households.has_failure.any()
    assert model.holdings.enterprise.tolist() == [1, 1]
    assert model.holdings.holder.tolist() == [0, 1]
    assert model.holdings.weight == pytest.approx([0.25, 0.75])
    assert model.ledger.total(Flow.MERGED_MONEY) == 500_000.0
    model.ledger.close_year()


def test_a_second_merger_adds_up() -> None:
    model = project_model(4)
    model.config.project_merging.largest_group = 2
    projects_merge(model)
    assert model.enterprises.n_plants[model.enterprises.is_active].tolist() == [2, 2]
    projects_merge(model)
    active = model.enterprises.is_active
    assert model.enterprises.n_plants[active].tolist() == [4]
    assert model.enterprises.poor_link_share[active] == pytest.approx([0.85**2])
    assert model.holdings.weight == pytest.approx([0.25] * 4)


# --- cost ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("money", "grant"), [(500_000.0, 0.0), (150_000.0, 144_000.0), (190_000.0, 24_000.0)]
)
def test_the_public_pays_what_money_above_the_buffer_cannot(money, grant) -> None:
    """Cost .08 x 1.8 M = 144,000; buffer .25 x 1.8 M = 450,000."""
    model = project_model(money=money)
    projects_merge(model)
    purpose = Purpose.PROJECT_INTEGRATION
    assert model.ledger.total(Flow.PROGRAMME_GRANT_ENTERPRISE, purpose=purpose) == pytest.approx(grant)
    assert model.ledger.total(Flow.ENTERPRISE_COSTS) == pytest.approx(144_000.0)
    assert model.enterprises.public_money_cny.sum() == pytest.approx(2_250_000.0 + grant)


def test_mergers_end_with_the_money() -> None:
    model = project_model(6, money=150_000.0)
    model.programmes.allowance_cny[Purpose.PROJECT_INTEGRATION] = 200_000.0
    projects_merge(model)
    assert sorted(model.enterprises.n_plants[model.enterprises.is_active].tolist()) == [1, 1, 1, 3]
    assert model.programmes.refused_cny[Purpose.PROJECT_INTEGRATION] == pytest.approx(144_000.0)


def test_links_to_the_poor_thin_out() -> None:
    paid = []
    for quantile in (0.0, 1.0):
        model = project_model(quantile=quantile)
        model.households.is_registered[::4] = True
        projects_merge(model)
        projects_pay_their_duty(model)
        paid.append(model.households.property_income_cny.copy())
    assert paid[0][::4] == pytest.approx([27_000.0] * 3)  # .6 x 6 % of 750,000
    assert paid[1] == pytest.approx(0.85 * paid[0])


def test_only_what_merges_for_the_first_time_gains_from_it():
    """A merged project of two plants and a single one of the same capital: half of the synergy."""
    model = project_model(2)
    model.enterprises.n_plants[:] = [2, 1]
    projects_merge(model)
    merged = model.enterprises.technology_log[model.enterprises.is_active]
    gain = 0.5 * model.config.project_merging.synergy_log
    assert merged == pytest.approx([np.log(12.0) + gain])


def test_projects_without_capital_merge_in_equal_parts():
    model = project_model(2)
    model.enterprises.capital_cny[:] = 0.0
    model.enterprises.technology_log[:] = np.log([8.0, 12.0])
    projects_merge(model)
    assert model.enterprises.technology_log[0] == pytest.approx(np.log(10.0) + 0.05)
    assert model.holdings.weight.tolist() == [0.5, 0.5]
    model.ledger.close_year()
