import numpy as np
import pytest

from sim.agents import Network
from sim.ledger import Flow, Purpose, Sector
from sim.policies import Policies
from sim.processes.governance import (
    GovernanceRules,
    cadre_households,
    committees_change_governance,
    government_supports_village_offices,
    next_governance,
    over_supervision,
)
from sim.terms import Terms
from tests.helpers.stand_in import StandIn
from tests.helpers.villages import village_model


def star_network(n_households: int, centres: list[int]) -> Network:
    """Return a network in which each centre is tied to all households that are none."""
    neighbours = [
        [other for other in range(n_households) if (other in centres) != (row in centres)]
        for row in range(n_households)
    ]
    start = np.cumsum([0, *(len(row) for row in neighbours)]).astype(np.int64)
    return Network(start, np.array([other for row in neighbours for other in row], np.int64))


def office_model(grant_cny: float = 60_000.0) -> StandIn:
    """Return two villages of four households; in the first 0 and 3 are elite, in the second none is."""
    model = village_model(2, 4)
    model.households.is_elite[[0, 3]] = True
    model.households.n_residents[:] = 1
    model.township.network = star_network(8, [1, 6])
    model.terms.amend(governance_grant_cny=grant_cny, cadre_pay_share=0.5, governance_gain=0.1)
    return model


def test_v14_governance_settles_between_its_start_and_the_ceiling() -> None:
    governance, start = np.array([0.2, 0.5]), np.array([0.5, 0.5])
    for _ in range(500):
        governance = next_governance(governance, start, np.array([0.05, 0.0]), 0.0, GovernanceRules())
    expected = (0.05 * 0.9 + 0.10 * 0.5) / (0.05 + 0.10)
    assert np.abs(governance - [expected, 0.5]).max() < 1e-9


def test_governance_stays_in_bounds_and_help_never_lowers_it() -> None:
    governance, rules = np.array([0.94, 0.05]), GovernanceRules()
    with_help = next_governance(governance, governance, np.full(2, 0.5), 0.0, rules)
    assert (with_help >= next_governance(governance, governance, np.zeros(2), 0.0, rules)).all()
    assert with_help.max() <= 0.95
    assert next_governance(governance, governance, np.zeros(2), 0.2, rules).tolist() == [0.74, 0.05]


def test_supervision_harms_above_its_threshold_only() -> None:
    rules = GovernanceRules()
    assert [over_supervision(dose, rules) for dose in (0.0, 2.0)] == [0.0, 0.0]
    assert over_supervision(2.5, rules) == pytest.approx(0.015)


def test_over_supervision_lowers_governance() -> None:
    """Failure mode: appraisal, monitoring and governance at full strength together cost capacity."""
    without, with_all = village_model(1, 2), village_model(1, 2)
    with_all.terms.amend(supervision_dose=3.0)
    for model in (without, with_all):
        committees_change_governance(model)
    assert without.committees.governance == pytest.approx([0.5])
    assert with_all.committees.governance == pytest.approx([0.47])


def test_the_three_supervising_levers_add_up() -> None:
    terms, levers = Terms(), Policies().levers()
    for name in ("appraisal", "monitoring", "governance"):
        levers[name].amend(terms, 0.8)
        levers[name].regulate(terms, 0.8)
    assert terms.supervision_dose == pytest.approx(2.4)


def test_cadre_pay_goes_to_elite_households_with_most_ties_then_to_others() -> None:
    village, present = np.array([0, 0, 0, 1, 1, 1]), np.ones(6, np.bool_)
    elite = np.array([True, True, True, False, True, False])
    degree, uid = np.array([3, 5, 4, 1, 0, 7]), np.arange(6).astype(np.uint64)
    rows = cadre_households(village, present, elite, degree, uid, 2)
    assert rows.tolist() == [1, 2, 4, 5]
    present[1] = False
    assert cadre_households(village, present, elite, degree, uid, 2).tolist() == [2, 0, 4, 5]


def test_equal_ties_are_ordered_by_identity_not_by_row() -> None:
    village, yes, degree = np.zeros(3, np.int64), np.ones(3, np.bool_), np.full(3, 4)
    for uid, expected in (([7, 5, 9], [1, 0]), ([9, 7, 5], [2, 1])):
        rows = cadre_households(village, yes, yes, degree, np.array(uid, np.uint64), 2)
        assert rows.tolist() == expected


def test_half_of_the_grant_pays_cadres_and_the_village_keeps_nothing() -> None:
    model = office_model()
    model.ledger.post(Flow.OPENING_BALANCE, np.array([0.0, 5_000.0]), payee=Sector.COLLECTIVES)
    government_supports_village_offices(model)
    # Village 0: its two elite households; village 1: 6 has most ties, the others tie and 4 comes first.
    expected = [15_000.0, 0, 0, 15_000.0, 15_000.0, 0, 15_000.0, 0]
    assert model.households.wage_income_cny == pytest.approx(expected)
    assert model.committees.money_cny == pytest.approx([0.0, 5_000.0])
    assert model.ledger.total(purpose=Purpose.GOVERNANCE, payer=Sector.GOVERNMENT) == 120_000.0
    assert model.ledger.total(Flow.PROGRAMME_PROVIDERS) == 60_000.0
    model.ledger.post(Flow.CENTRAL_TRANSFER, 120_000.0)
    model.ledger.close_year()


def test_a_village_without_residents_pays_no_cadres() -> None:
    model = office_model()
    model.households.n_residents[:4] = 0
    government_supports_village_offices(model)
    assert model.households.wage_income_cny[:4].sum() == 0
    assert model.ledger.total(Flow.PROGRAMME_PROVIDERS) == 90_000.0


def test_short_money_cuts_grant_and_gain_alike() -> None:
    full, short = office_model(), office_model()
    short.programmes.allowance_cny[Purpose.GOVERNANCE] = 30_000.0
    for model in (full, short):
        government_supports_village_offices(model)
        committees_change_governance(model)
    assert short.ledger.total(purpose=Purpose.GOVERNANCE, payer=Sector.GOVERNMENT) == pytest.approx(30_000.0)
    assert full.committees.governance == pytest.approx([0.54, 0.54])
    assert short.committees.governance == pytest.approx([0.51, 0.51])


def test_without_cadre_pay_the_grant_leaves_the_money_of_villages_untouched_to_the_bit() -> None:
    model = office_model()
    model.terms.cadre_pay_share = 0.0
    money = np.array([12_345.678_9, 0.1])
    model.ledger.post(Flow.OPENING_BALANCE, money, payee=Sector.COLLECTIVES)
    government_supports_village_offices(model)
    assert model.committees.money_cny.tolist() == money.tolist()
    assert model.households.money_cny.sum() == 0


def test_neutral_terms_change_nothing() -> None:
    model = village_model(3, 2)
    government_supports_village_offices(model)
    committees_change_governance(model)
    assert model.ledger.totals == {}
    assert model.committees.governance.tolist() == [0.5] * 3
