import numpy as np
import pytest

from sim.agents import Holdings, Livelihood, Network
from sim.ledger import Sector
from sim.processes import demography
from sim.processes.demography import Demography, mortality
from sim.random_streams import stable_id
from tests.helpers.bare_model import bare_model


def live_one_year(model):
    model.year += 1
    demography.persons_age_and_die(model)
    demography.households_have_children(model)
    demography.persons_leave_for_good(model)
    demography.households_settle_estates(model)


def family_township(n_households):
    return bare_model([[60, 26, 24, 3]] * n_households)


def test_mortality_is_gompertz_above_the_onset_age():
    rates = mortality(np.array([30, 31, 80]), Demography())
    assert rates == pytest.approx([0.0004, 0.0004 * np.exp(0.085), 0.0004 * np.exp(0.085 * 50)])


def test_persons_are_conserved_and_stay_sorted():
    model = family_township(500)
    for _ in range(10):
        before = set(model.persons.uid.tolist())
        ages = dict(zip(model.persons.uid.tolist(), model.persons.age.tolist(), strict=True))
        live_one_year(model)
        after = set(model.persons.uid.tolist())
        born = after - before
        assert len(after) == len(model.persons) == len(before) + len(born) - len(before - after)
        assert born, "about 50 births a year are expected"
        for uid, age in zip(model.persons.uid.tolist(), model.persons.age.tolist(), strict=True):
            assert age == (0 if uid in born else ages[uid] + 1)
        assert (np.diff(model.persons.household) >= 0).all()
        assert not model.persons.has_left.any()
        assert model.households.n_members.sum() == len(model.persons)


def test_newborns_come_last_in_their_household_with_an_identity_from_it():
    model = family_township(200)
    model.config.demography.birth_prob = 0.5
    model.config.demography.mortality_base = 0.0
    live_one_year(model)
    households, persons = model.households, model.persons
    assert (households.n_members == 5).all()
    last = households.first_person + households.n_members - 1
    assert (persons.age[last] == 0).all()
    assert persons.livelihood[last].tolist() == [Livelihood.HOME] * 200
    assert persons.uid[last[7]] == stable_id(int(households.uid[7]), model.year, 0)
    assert abs(persons.education_years[last].mean() - 10.5) < 0.3


def test_only_young_migrants_leave_for_good():
    model = family_township(300)
    model.config.demography.permanent_exit_prob = 1.0
    model.config.demography.mortality_base = 0.0
    model.config.demography.birth_prob = 0.0
    model.persons.livelihood[model.persons.age == 26] = Livelihood.MIGRANT
    model.persons.livelihood[model.persons.age == 60] = Livelihood.MIGRANT
    live_one_year(model)
    assert sorted(set(model.persons.age.tolist())) == [4, 25, 61]


def test_children_follow_the_last_adult():
    model = bare_model([[30, 4], [30, 70, 4]])
    model.config.demography.permanent_exit_prob = 1.0
    model.config.demography.mortality_base = 0.0
    model.config.demography.birth_prob = 0.0
    model.persons.livelihood[model.persons.age == 30] = Livelihood.MIGRANT
    live_one_year(model)
    assert model.households.n_members.tolist() == [0, 2]


def ending_township():
    """Return a township whose first household ends this year."""
    model = bare_model([[90], [40], [40]], money_cny=[500.0, 1.0, 1.0])
    model.config.demography.mortality_base = 0.0
    model.config.demography.birth_prob = 0.0
    model.persons.has_left[0] = True
    model.households.land_mu[:] = [6.0, 5.0, 4.0]
    model.households.is_on_dibao[:] = True
    model.households.contract_enterprise[:] = 0
    model.households.productive_capital_cny[:] = 9.0
    model.township.network = Network(np.array([0, 2, 4, 6]), np.array([1, 2, 0, 2, 0, 1]))
    shares = Holdings(2)
    shares.holder[:] = [0, 1]
    shares.weight[:] = [0.5, 0.5]
    model.holdings.append(shares)
    demography.households_settle_estates(model)
    return model


def test_the_estate_goes_to_village_and_outside():
    model = ending_township()
    households = model.households
    assert households.money_cny.tolist() == [0.0, 1.0, 1.0]
    assert households.land_mu.tolist() == [0.0, 5.0, 4.0]
    assert households.land_mu.sum() + model.committees.collective_land_mu.sum() == 15.0
    assert households.is_on_dibao.tolist() == [False, True, True]
    assert households.contract_enterprise.tolist() == [-1, 0, 0]
    assert households.productive_capital_cny.tolist() == [0.0, 9.0, 9.0]
    assert model.holdings.sector.tolist() == [Sector.HOUSEHOLDS, Sector.REST_OF_WORLD]
    model.ledger.close_year()


def test_an_ended_household_loses_its_neighbours():
    network = ending_township().network
    assert network.start.tolist() == [0, 0, 1, 2]
    assert network.neighbour.tolist() == [2, 1]


def leslie_matrix(rules, oldest):
    ages = np.arange(oldest + 1)
    matrix = np.zeros((oldest + 1, oldest + 1))
    parental = (ages + 1 >= rules.parental_age_min) & (ages + 1 <= rules.parental_age_max)
    matrix[0] = rules.birth_prob * parental
    matrix[ages[1:], ages[:-1]] = 1 - mortality(ages[1:], rules)
    return matrix


def test_the_population_grows_by_the_leslie_eigenvalue():
    """V17: births without the household cap, no exits, from the stable age pyramid."""
    rules = Demography(birth_prob=0.12, parents_counted=100, permanent_exit_prob=0.0, adult_age=0)
    values, vectors = np.linalg.eig(leslie_matrix(rules, 110))
    growth, pyramid = values.real.max(), np.abs(vectors[:, values.real.argmax()].real)
    shares = np.cumsum(pyramid / pyramid.sum())
    ages = np.searchsorted(shares, (np.arange(24_000) * 7_919 % 24_000 + 0.5) / 24_000)
    model = bare_model(ages.reshape(-1, 3).tolist())
    model.config.demography = rules
    for _ in range(30):
        live_one_year(model)
    assert growth > 1.015
    assert (len(model.persons) / 24_000) ** (1 / 30) == pytest.approx(growth, abs=0.001)
