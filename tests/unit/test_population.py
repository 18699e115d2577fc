"""The start state: demographic anchors, network, enterprises, and traits that depend on identity alone."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.agents import COUNTY_EMPLOYER, NO_EMPLOYER, Kind, Livelihood, Remoteness
from sim.agents.place import FamilyStart, FirmStart, NetworkStart, PeopleStart, Place
from sim.ledger import Sector
from sim.parameter import problems
from sim.population import build_township
from sim.population.draws import Draw
from sim.population.families import head_ages, household_sizes, member_ages
from sim.population.firms import build_holdings, enterprise_ages, founder_candidates, poisson_counts
from sim.population.jobs import matched_employers
from sim.population.network import other_villages, symmetric_network
from sim.population.people import adult_schooling, livelihood_weights, may_work, spells_away
from sim.population.villages import remoteness_by_quota
from sim.processes.demography import Demography
from sim.processes.enterprise_rules import EnterpriseRules
from sim.processes.pay import Pay
from sim.processes.shocks import Shocks
from sim.random_streams import RandomStreams

NOW = SimpleNamespace(local_pay_10k=2.64)


def build(seed=0, **place):
    config = SimpleNamespace(
        place=Place(**place),
        clock=SimpleNamespace(first_year=2013),
        demography=Demography(),
        shocks=Shocks(),
        enterprises=EnterpriseRules(),
        pay=Pay(),
    )
    assert problems(config.place) == []
    return build_township(config, RandomStreams(seed), NOW)


@pytest.fixture(scope="module")
def default():
    return build()


@pytest.fixture(scope="module")
def township(default):
    return default[0]


def grid(n):
    """Return n evenly spread uniforms."""
    return (np.arange(n) + 0.5) / n


# ------------------------------------------------------------------------------------------- people


def test_age_structure_meets_the_anchors(township):
    """Errata D1: .21/.71/.08 under 16, 16-64, 65+; 17,500 persons and 12,100 able in 5,000 households."""
    persons, age = township.persons, township.persons.age
    working = (age >= 16) & (age <= 64)
    assert len(township.households) == 5000
    assert 16_500 < len(persons) < 18_000
    assert np.mean(age < 16) == pytest.approx(0.21, abs=0.025)
    assert np.mean(working) == pytest.approx(0.71, abs=0.025)
    assert np.mean(age >= 65) == pytest.approx(0.08, abs=0.015)
    assert (working & ~persons.is_disabled).sum() == pytest.approx(12_100, rel=0.04)


def test_livelihood_shares_of_the_able(township):
    """Errata D6: shares .46/.18/.30/.06 scaled by .96, and .04 at home."""
    persons = township.persons
    able = (persons.age >= 16) & (persons.age <= 64) & ~persons.is_disabled
    shares = np.bincount(persons.livelihood[able], minlength=5) / able.sum()
    np.testing.assert_allclose(shares, [0.04, 0.4416, 0.1728, 0.288, 0.0576], atol=0.025)
    ages = {kind: persons.age[able & (persons.livelihood == kind)].mean() for kind in Livelihood}
    assert ages[Livelihood.FARM] > ages[Livelihood.LOCAL_JOB] > ages[Livelihood.MIGRANT]


def test_nobody_works_who_may_not(township):
    persons = township.persons
    idle = (persons.age < 16) | (persons.age > 74) | persons.is_disabled
    idle |= persons.age < 6 + persons.education_years
    assert (persons.livelihood[idle] == Livelihood.HOME).all()
    old = persons.age > 64
    assert np.isin(persons.livelihood[old], [Livelihood.HOME, Livelihood.FARM]).all()
    assert 0.2 < np.mean(persons.livelihood[old] == Livelihood.FARM) < 0.7


def test_years_away_belong_to_migrants(township):
    persons = township.persons
    away = persons.livelihood == Livelihood.MIGRANT
    assert (persons.years_away[~away] == 0).all()
    assert persons.years_away[away].min() == 1
    assert persons.years_away[away].max() == 20
    assert (persons.years_away[away] <= np.maximum(persons.age[away] - 16, 1)).all()


def test_disability_rises_with_age(township):
    persons = township.persons
    assert persons.is_disabled[persons.age < 45].mean() == pytest.approx(0.01, abs=0.004)
    assert persons.is_disabled[persons.age >= 45].mean() == pytest.approx(0.04, abs=0.01)


def test_members_fill_a_household_in_order():
    middle = np.full((2, 6), 0.5)
    ages = member_ages(
        FamilyStart(), np.array([47, 48]), np.array([2, 0]), np.array([False, True]), middle, middle
    )
    assert ages.tolist() == [[47, 49, 19, 72, 72, 14], [48, 48, 22, 2, 2, 21]]


def test_no_birth_year_stands_out(township):
    """Fixed gaps with negative ages set to 0 gave six times as many babies, who came of age in one year."""
    counts = np.bincount(township.persons.age, minlength=66)[:66]
    neighbours = (counts[:-2] + counts[2:]) / 2
    assert (counts[1:-1] < 1.7 * neighbours).all()
    assert (counts[1:-1] > 0.5 * neighbours).all()
    assert counts[0] < 1.7 * counts[1]


def test_sizes_and_head_ages_follow_their_distributions():
    sizes = household_sizes(FamilyStart(), grid(10_000))
    np.testing.assert_allclose(np.bincount(sizes)[1:] / 1e4, [0.08, 0.20, 0.22, 0.24, 0.16, 0.10], atol=1e-3)
    ages = head_ages(FamilyStart(), grid(10_000))
    assert (ages.min(), ages.max()) == (24, 85)
    assert np.median(ages) == 47


def test_schooling_falls_with_age_and_stays_in_range():
    start = PeopleStart()
    years = adult_schooling(start, np.array([15, 20, 60, 60, 60]), np.array([0.0, 0.0, 0.0, -9.0, 9.0]))
    np.testing.assert_allclose(years, [9.8, 9.8, 7.2, 0.0, 16.0])


def test_livelihood_weights_sum_to_one_and_older_people_farm():
    weights = livelihood_weights(PeopleStart(), np.array([20, 42, 60, 70]))
    np.testing.assert_allclose(weights.sum(axis=1), 1.0)
    assert (np.diff(weights[:3, Livelihood.FARM]) > 0).all()
    assert (np.diff(weights[:3, Livelihood.MIGRANT]) < 0).all()
    np.testing.assert_allclose(weights[1], [0.03, 0.4462, 0.1746, 0.291, 0.0582])
    np.testing.assert_allclose(weights[3], [0.4, 0.6, 0.0, 0.0, 0.0])


def test_school_leavers_may_work():
    persons = SimpleNamespace(
        age=np.array([15, 16, 17, 18, 74, 75, 40]),
        education_years=np.array([6.0, 9.0, 12.0, 12.0, 6.0, 6.0, 9.0]),
        is_disabled=np.array([False] * 6 + [True]),
    )
    assert may_work(PeopleStart(), persons).tolist() == [False, True, False, True, True, False, False]


def test_spells_away_are_geometric():
    spells = spells_away(PeopleStart(), np.full(10_000, 60), grid(10_000))
    assert np.mean(spells == 1) == pytest.approx(0.2, abs=0.001)
    assert np.mean(spells == 2) == pytest.approx(0.16, abs=0.001)


def test_household_traits_have_their_marginals(default):
    township, money = default
    households = township.households
    assert np.median(households.land_mu) == pytest.approx(6.2, rel=0.05)
    assert np.median(households.productive_capital_cny) == pytest.approx(9_000, rel=0.06)
    assert np.median(money.households) == pytest.approx(12_000, rel=0.06)
    assert households.ability_log.std() == pytest.approx(0.42, rel=0.05)
    assert households.livelihood_shock_log.std() == pytest.approx(0.14 / np.sqrt(1 - 0.75**2), rel=0.05)
    assert households.motivation.mean() == pytest.approx(4 / 7, abs=0.01)
    assert households.is_elite.mean() == pytest.approx(0.12, abs=0.02)
    assert (households.attitude == households.attitude_anchor).all()
    assert 0.35 < households.attitude.mean() < 0.5
    assert np.abs(np.corrcoef(households.land_mu, households.ability_log)[0, 1]) < 0.05


def test_rows_are_sorted_indexed_and_without_money(township):
    households, persons = township.households, township.persons
    assert (np.diff(persons.household) >= 0).all()
    assert (np.diff(households.village) >= 0).all()
    assert households.n_members.sum() == len(persons)
    assert (persons.household[households.first_person] == np.arange(len(households))).all()
    assert (households.n_residents < households.n_members).any()
    tables = (persons, households, township.enterprises, township.committees)
    assert all(np.unique(table.uid).size == len(table) for table in tables)
    assert not any(table.money_cny.any() for table in tables[1:])


# ------------------------------------------------------------------------------------------ villages


@pytest.mark.parametrize(("n", "classes"), [(20, [6, 8, 6]), (3, [1, 1, 1]), (1, [0, 1, 0]), (2, [1, 0, 1])])
def test_remoteness_is_dealt_by_quota(n, classes):
    dealt = remoteness_by_quota(grid(n)[::-1], 0.3, 0.3)
    assert np.bincount(dealt, minlength=3).tolist() == classes
    assert (np.diff(dealt) <= 0).all()


def test_villages_differ_as_stated(default):
    township, money = default
    villages = build(n_villages=400, households_per_village=2)[0].committees
    assert villages.village_productivity_log.mean() == pytest.approx(-0.5, abs=0.05)
    assert villages.village_productivity_log.std() == pytest.approx(0.3, abs=0.04)
    assert np.median(villages.own_income_cny) == pytest.approx(30_000, rel=0.25)
    for remoteness, mean in zip(Remoteness, (0.7, 0.5, 0.3), strict=True):
        of_class = villages.infrastructure[villages.remoteness == remoteness]
        assert of_class.mean() == pytest.approx(mean, abs=0.02)
    assert 0.2 < villages.governance.min() < villages.governance.max() < 0.8
    np.testing.assert_array_equal(money.collectives, 0.5 * township.committees.own_income_cny)
    assert township.committees.migrant_share.mean() == pytest.approx(0.29, abs=0.03)


def test_the_nation_is_richer_than_the_poor_county(township):
    nation = build(village_productivity_mean=0.0)[0].committees.village_productivity_log
    np.testing.assert_allclose(nation - township.committees.village_productivity_log, 0.5)


# ------------------------------------------------------------------------------------------- network


def edges(network):
    return np.repeat(np.arange(network.start.size - 1), network.degree()), network.neighbour


def neighbour_lists(network):
    return np.split(network.neighbour, network.start[1:-1])


def clustering(network):
    """Return the mean local clustering coefficient."""
    lists = [set(own.tolist()) for own in neighbour_lists(network)]
    shares = [
        sum(len(own & lists[j]) for j in own) / (len(own) * (len(own) - 1)) for own in lists if len(own) > 1
    ]
    return np.mean(shares)


@pytest.mark.parametrize(
    ("n_villages", "n_households"), [(1, 2), (1, 3), (1, 9), (2, 2), (3, 12), (20, 250), (1, 700)]
)
def test_network_is_symmetric_without_loops_or_doubles(n_villages, n_households):
    township = build(n_villages=n_villages, households_per_village=n_households)[0]
    network, n = township.network, n_villages * n_households
    first, second = edges(network)
    assert network.start.size == n + 1
    assert (first != second).all()
    ties = set(zip(first.tolist(), second.tolist(), strict=True))
    assert len(ties) == first.size
    assert ties == {(b, a) for a, b in ties}
    assert all((np.diff(own) > 0).all() for own in neighbour_lists(network))
    assert network.degree().min() >= 1


def test_ties_stay_mostly_in_the_village_and_the_elite_has_more(township):
    first, second = edges(township.network)
    village, elite = township.households.village, township.households.is_elite
    assert township.network.degree().mean() == pytest.approx(8.4, abs=0.2)
    assert np.mean(village[first] != village[second]) == pytest.approx(0.05 + 0.045, abs=0.02)
    degree = township.network.degree()
    assert degree[elite].mean() - degree[~elite].mean() == pytest.approx(1.6, abs=0.3)


def test_clustering_is_that_of_a_small_world(township):
    """Model.md 3.2: about .45 after rewiring inside villages; other villages and the elite loosen it."""
    assert 0.34 < clustering(township.network) < 0.46
    inside = build(n_villages=4, network=NetworkStart(outside_share=0.0, elite_extra_share=0.0))[0]
    assert clustering(inside.network) == pytest.approx(0.643 * 0.9**3, abs=0.03)


def test_other_villages_prefer_like_remoteness():
    remoteness = np.array([0, 0, 1, 2])
    chosen = other_villages(remoteness, np.zeros(60_000, np.int64), grid(60_000))
    weights = np.array([0.0, 1.0, 1 / 2, 1 / 3])
    np.testing.assert_allclose(np.bincount(chosen, minlength=4) / 60_000, weights / weights.sum(), atol=1e-4)


def test_symmetric_network_of_a_path():
    network = symmetric_network(4, np.array([2, 1, 1, 0]), np.array([1, 2, 0, 0]))
    assert network.start.tolist() == [0, 1, 3, 4, 4]
    assert network.neighbour.tolist() == [1, 0, 2, 1]


# --------------------------------------------------------------------------------------- enterprises


def test_enterprises_meet_their_means():
    township, money = build(n_villages=400, households_per_village=5)
    firms = township.enterprises
    # Four standard errors of a Poisson mean.
    counts, means = np.bincount(firms.kind, minlength=3) / 400, np.array([1.0, 0.2, 0.4])
    assert (np.abs(counts - means) < 4 * np.sqrt(means / 400)).all()
    medians = [np.median(firms.capital_cny[firms.kind == kind]) for kind in Kind]
    np.testing.assert_allclose(medians, [600_000, 3_000_000, 1_000_000], rtol=0.2)
    technology = [np.median(firms.technology_log[firms.kind == kind]) for kind in Kind]
    village_pay_log = np.log(2.64 / 3.41) + Pay().ability_share * Place().village_productivity_mean
    expected = np.log([12, 16, 11]) + np.array([0.45, 0.45, 0.5]) * village_pay_log
    np.testing.assert_allclose(technology, expected, atol=0.08)
    np.testing.assert_array_equal(money.enterprises, 0.3 * firms.capital_cny)
    assert ((firms.founding_year >= 1983) & (firms.founding_year <= 2012)).all()
    assert firms.is_active.all()
    assert (firms.founding_capital_cny == firms.capital_cny).all()


def test_enterprise_ages_are_geometric():
    ages = enterprise_ages(FirmStart(), grid(10_000))
    assert np.mean(ages == 1) == pytest.approx(0.06, abs=0.001)
    assert np.mean(ages == 30) == pytest.approx(0.94**29, abs=0.001)


def test_poisson_counts_have_their_mean():
    assert poisson_counts(grid(10_000), 2.5).mean() == pytest.approx(2.5, abs=0.01)
    assert poisson_counts(grid(10), 0.0).tolist() == [0] * 10


def test_holdings_sum_to_one_with_founders_of_the_village(township):
    firms, holdings = township.enterprises, township.holdings
    np.testing.assert_allclose(np.bincount(holdings.enterprise, holdings.weight), 1.0)
    own = holdings.sector == Sector.HOUSEHOLDS
    villages = township.households.village[holdings.holder[own]]
    assert (villages == firms.village[holdings.enterprise[own]]).all()
    collective = holdings.sector == Sector.COLLECTIVES
    assert (holdings.holder[collective] == firms.village[holdings.enterprise[collective]]).all()
    outside = holdings.sector == Sector.REST_OF_WORLD
    assert (firms.kind[holdings.enterprise[outside]] == Kind.PROCESSING).all()
    assert outside.sum() == (firms.kind == Kind.PROCESSING).sum()


def test_holdings_of_one_enterprise_of_each_kind():
    holdings = build_holdings(
        FirmStart(), np.array([0, 1]), np.array([3, 4]), np.array([0, 0]), np.array([30, 31])
    )
    assert holdings.enterprise.tolist() == [0, 0, 0, 1, 1]
    assert holdings.holder.tolist() == [30, 31, 3, 0, 4]
    np.testing.assert_allclose(holdings.weight, [0.45, 0.45, 0.10, 0.95, 0.05])


def test_founders_are_the_richest_with_the_elite_ahead():
    households = SimpleNamespace(
        productive_capital_cny=np.array([3.0, 2.0, 5.0, 1.0]),
        is_elite=np.array([False, True, False, False]),
        village=np.array([0, 0, 0, 1]),
        uid=np.arange(4).astype(np.uint64),
    )
    assert founder_candidates(households, 2.0).tolist() == [2, 1, 0, 3]


def test_members_farm_in_the_village_of_their_cooperative(township):
    households, firms = township.households, township.enterprises
    member = households.member_of >= 0
    firm = households.member_of[member]
    assert (firms.kind[firm] == Kind.COOPERATIVE).all()
    assert (firms.village[firm] == households.village[member]).all()
    assert (np.bincount(firm, minlength=len(firms))[firms.kind == Kind.COOPERATIVE] == 40).all()
    farmers = township.sum_members(township.persons.livelihood == Livelihood.FARM)
    assert (farmers[member] > 0).all()
    active = households.contract_enterprise >= 0
    assert active[member].mean() == pytest.approx(0.5, abs=0.06)
    assert (households.contract_enterprise[active] == households.member_of[active]).all()
    assert (households.contract_share == np.where(active, 0.3, 0.0)).all()
    assert households.is_elite[member].mean() > households.is_elite.mean() * 1.2


def test_local_jobs_fill_enterprises_and_then_the_county(township):
    persons, firms = township.persons, township.enterprises
    local = persons.livelihood == Livelihood.LOCAL_JOB
    assert (persons.employer[~local] == NO_EMPLOYER).all()
    assert (persons.employer[local] >= COUNTY_EMPLOYER).all()
    staff = np.bincount(persons.employer[persons.employer >= 0], minlength=len(firms))
    assert (staff == firms.n_workers).all()
    assert (staff == firms.labour_target).all()
    # About 450 at national pay (errata D6); staff goes with 1 / pay, so a third more in the poor county.
    assert 300 < staff.sum() < 900
    assert (persons.employer == COUNTY_EMPLOYER).sum() > 1_000


def test_left_over_vacancies_go_to_other_villages():
    assert matched_employers(np.array([0, 0, 1]), np.array([1, 1, 0]), 2).tolist() == [2, 1, 0]
    assert matched_employers(np.array([], np.int64), np.array([0, 1]), 2).tolist() == [-1, -1]
    assert matched_employers(np.array([0]), np.array([], np.int64), 1).tolist() == []


# ------------------------------------------------------------------------------------------ identity

HOUSEHOLD_LUCK = ("land_mu", "ability_log", "productive_capital_cny", "attitude", "motivation", "is_elite",
                  "livelihood_shock_log", "targeting_noise", "n_members", "n_residents")  # fmt: skip
PERSON_LUCK = ("age", "education_years", "is_disabled", "livelihood", "years_away")


def traits(table, names):
    """Return traits by identity."""
    values = np.column_stack([getattr(table, name) for name in names])
    return dict(zip(table.uid.tolist(), map(tuple, values.tolist()), strict=True))


@pytest.mark.parametrize(
    "larger",
    [{"n_villages": 3, "households_per_village": 13}, {"n_villages": 4, "households_per_village": 12}],
)
def test_one_more_changes_nobody_elses_traits(larger):
    small, large = build(5, n_villages=3, households_per_village=12)[0], build(5, **larger)[0]
    for table, names in (("households", HOUSEHOLD_LUCK), ("persons", PERSON_LUCK)):
        before, after = (traits(getattr(town, table), names) for town in (small, large))
        assert before.keys() < after.keys()
        assert all(after[uid] == values for uid, values in before.items())


def test_same_seed_same_bytes_and_other_seed_other_traits():
    first, again, other = (build(seed, n_villages=3, households_per_village=20)[0] for seed in (3, 3, 4))
    for name in ("persons", "households", "enterprises", "holdings", "committees"):
        one, two = getattr(first, name), getattr(again, name)
        assert all(getattr(one, c).tobytes() == getattr(two, c).tobytes() for c in one.columns)
    assert first.network.neighbour.tobytes() == again.network.neighbour.tobytes()
    assert not np.isin(first.households.land_mu, other.households.land_mu).any()


def test_no_two_traits_share_a_draw():
    assert len(set(Draw)) == len(Draw.__members__)
    numbered = (Draw.MEMBER_PRIORITY, Draw.TIE_KIND, Draw.TIE_END, Draw.TIE_VILLAGE,
                Draw.ELITE_TIE_VILLAGE, Draw.ELITE_TIE_END)  # fmt: skip
    taken = [draw + offset for draw in numbered for offset in range(100)]
    assert len({*taken, *(draw for draw in Draw if draw not in numbered)}) == len(taken) + len(Draw) - 6
