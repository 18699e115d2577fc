"""What must hold in any township after any year, in one place."""

from __future__ import annotations

import numpy as np

from sim.agents import Livelihood
from sim.budget import has_fixed_budget, reserve_used_cny, yearly_budget_cny
from sim.columns import Table
from sim.ledger import Purpose, Sector
from sim.model import RuralModel

FEN = 0.01

SHARES = {
    "persons": ["work_time_share"],
    "households": [
        *("attitude", "attitude_anchor", "motivation", "contract_share", "dependence_share"),
        *("success_seen", "failure_seen", "training_exposure"),
    ],
    "enterprises": ["local_material_share", "poor_link_share"],
    "committees": [
        *("governance", "delivery_efficiency", "talent_stock", "local_job_chance", "migrant_share"),
        *("environment", "maintenance_share", "participation_share", "project_site_weight"),
    ],
    "programmes": ["dose", "delivered_dose", "leakage_share", "idle_share", "overlap_share"],
}
NOT_NEGATIVE = {
    "households": [
        *("productive_capital_cny", "points_cny", "relief_cny", "relief_refused_cny", "dibao_cny"),
        *("harvest_factor", "points_reward_ratio", "medical_bill_cny"),
    ],
    "enterprises": ["capital_cny", "sales_cny", "public_money_cny", "duty_paid_cny", "bailout_years"],
    "committees": [
        *("infrastructure", "infrastructure_next", "infrastructure_after_next", "maintenance_cny"),
        *("environment_spending_cny", "work_relief_pool_cny", "n_projects", "staff_days"),
    ],
    "programmes": ["planned_cny", "parked_cny", "released_cny", "refused_cny", "allowance_cny"],
}


def land(model: RuralModel) -> float:
    """Return all contracted land of the township in mu."""
    return float(model.households.land_mu.sum() + model.committees.collective_land_mu.sum())


def assert_state_is_sound(model: RuralModel) -> None:
    """Assert every cross-table invariant of the state."""
    _assert_finite_and_bounded(model)
    _assert_references(model)
    _assert_money(model)
    _assert_holdings(model)
    _assert_enterprises(model)
    _assert_lists(model)
    _assert_budget(model)


def _assert_finite_and_bounded(model: RuralModel) -> None:
    for name in ("persons", "households", "enterprises", "holdings", "committees"):
        table: Table = getattr(model, name)
        for column, statement in table.columns.items():
            if statement.dtype is np.float64:
                assert np.isfinite(getattr(table, column)).all(), f"{name}.{column} in {model.year}"
    for name, columns in SHARES.items():
        for column in columns:
            values = getattr(getattr(model, name), column)
            assert ((values >= 0) & (values <= 1)).all(), f"{name}.{column} in {model.year}"
    for name, columns in NOT_NEGATIVE.items():
        for column in columns:
            assert (getattr(getattr(model, name), column) >= 0).all(), f"{name}.{column} in {model.year}"
    assert (model.households.unmet_need_cny >= -1e-6).all()
    rented, owned = model.households.land_rented_out_mu, model.households.land_mu
    assert ((rented >= 0) & (rented <= owned + 1e-9)).all()


def _assert_references(model: RuralModel) -> None:
    persons, households, enterprises = model.persons, model.households, model.enterprises
    assert (np.diff(persons.household) >= 0).all()
    assert (np.diff(households.village) >= 0).all()
    assert len(np.unique(persons.uid)) == len(persons)
    assert households.n_members.sum() == len(persons)
    residents = np.bincount(
        persons.household[persons.livelihood != Livelihood.MIGRANT], minlength=len(households)
    )
    assert np.array_equal(households.n_residents, residents)
    employed = persons.employer >= 0
    assert (persons.livelihood[employed] == Livelihood.LOCAL_JOB).all()
    assert enterprises.is_active[persons.employer[employed]].all()
    workers = np.bincount(persons.employer[employed], minlength=len(enterprises))
    assert np.array_equal(workers[enterprises.is_active], enterprises.n_workers[enterprises.is_active])
    local = persons.livelihood == Livelihood.LOCAL_JOB
    assert (persons.employer[local] >= -1).all(), "a local job needs an employer"
    assert (persons.employer[~local] == -2).all(), "no employer outside local jobs"
    contracted = households.contract_enterprise >= 0
    assert enterprises.is_active[households.contract_enterprise[contracted]].all()
    _assert_network(model)


def _assert_network(model: RuralModel) -> None:
    network = model.network
    source = np.repeat(np.arange(len(model.households)), network.degree())
    forward = set(zip(source.tolist(), network.neighbour.tolist(), strict=True))
    assert all((b, a) in forward and a != b for a, b in forward)
    assert len(forward) == len(network.neighbour)


def _assert_money(model: RuralModel) -> None:
    gross = max(sum(model.ledger.totals.values()), 1.0)
    balances = model.ledger.balances()
    assert abs(balances.sum()) <= 1e-6 * gross
    parked = model.programmes.parked_cny.sum()
    assert abs(balances[Sector.GOVERNMENT] - parked) <= 1e-6 * gross
    for table in (model.households, model.enterprises, model.committees):
        assert (table.money_cny >= -1e-6 * gross).all()


def _assert_holdings(model: RuralModel) -> None:
    """V23: the holders of every active enterprise own it once, and nobody holds a closed one."""
    weights = np.bincount(
        model.holdings.enterprise, weights=model.holdings.weight, minlength=len(model.enterprises)
    )
    active = model.enterprises.is_active
    assert np.allclose(weights[active], 1.0, atol=1e-9)
    assert np.allclose(weights[~active], 0.0, atol=1e-9)


def _assert_enterprises(model: RuralModel) -> None:
    enterprises = model.enterprises
    active, project = enterprises.is_active, enterprises.is_project
    assert (enterprises.n_plants >= 1).all()
    assert (enterprises.n_plants[~project] == 1).all(), "only projects merge"
    assert (enterprises.exit_year[active] == 0).all()
    assert (enterprises.exit_year[~active] > 0).all()
    assert (enterprises.n_workers[~active] == 0).all()
    assert (enterprises.capital_cny[~active] == 0).all()
    assert (enterprises.public_money_cny[~project & active] >= 0).all()
    projects = np.bincount(enterprises.village[active & project], minlength=len(model.committees))
    assert np.array_equal(model.committees.n_projects, projects)


def _assert_lists(model: RuralModel) -> None:
    households = model.households
    assert (households.is_registered[households.is_graduated]).all()
    assert (households.is_at_risk[households.is_detected]).all()
    assert (households.relief_cny[~households.is_detected] == 0).all()
    lapsed = (households.lapse_end_year >= model.year) & (households.n_members > 0)
    assert (households.is_registered[lapsed]).all()
    for column in ("relief_cny", "points_cny"):
        assert (getattr(households, column)[lapsed] == 0).all(), f"{column} of lapsed in {model.year}"


def _assert_budget(model: RuralModel) -> None:
    """No lever draws more than its envelope, relief and bailouts stay within the reserve, all within B."""
    programmes = model.programmes
    assert (programmes.planned_cny <= programmes.envelope_cny * (1 + 1e-9) + FEN).all(), model.year
    if has_fixed_budget(model):
        budget, reserve = yearly_budget_cny(model), model.config.government.relief_reserve_share
        used = reserve_used_cny(model)
        assert used <= reserve * budget + FEN
        assert programmes.planned_cny[: Purpose.PROJECTS].sum() + used <= budget + FEN
