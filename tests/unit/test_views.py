"""Mesa's promises hold for agents that live in columns, also after births, exits and foundings."""

from __future__ import annotations

import copy
import inspect
import pickle
import warnings
from typing import Any

import mesa
import numpy as np
import pytest
from mesa.agent import AgentSet

from sim.agents import (
    Committees,
    Enterprises,
    Holdings,
    Households,
    Kind,
    Livelihood,
    Network,
    Persons,
    Township,
)
from sim.agents.township import TownshipAccess
from sim.agents.view_set import ViewSet
from sim.agents.views import (
    Enterprise,
    Household,
    Person,
    VillageCommittee,
    agents_by_type_of,
    agents_of,
    persons_of,
)
from sim.model import RuralModel
from sim.random_streams import stable_ids
from tests.helpers.township import tiny_model

N_HOUSEHOLDS, N_MEMBERS = 6, 3


def small_township() -> Township:
    households, persons = Households(N_HOUSEHOLDS), Persons(N_HOUSEHOLDS * N_MEMBERS)
    households.uid[:] = stable_ids(1, np.arange(N_HOUSEHOLDS))
    households.village[:] = [0, 0, 0, 0, 1, 1]
    households.attitude[:] = [0.1, 0.5, 0.3, 0.5, 0.9, 0.7]
    households.land_mu[:] = [6, 5, 4, 3, 2, 1]
    households.money_cny[:] = 1000.0
    persons.uid[:] = stable_ids(2, np.arange(len(persons)))
    persons.household[:] = np.repeat(np.arange(N_HOUSEHOLDS), N_MEMBERS)
    persons.age[:] = np.arange(len(persons)) + 20
    persons.livelihood[:] = Livelihood.FARM
    enterprises, committees = Enterprises(3), Committees(2)
    enterprises.uid[:] = stable_ids(3, np.arange(3))
    enterprises.kind[:] = [Kind.COOPERATIVE, Kind.SERVICES, Kind.COOPERATIVE]
    enterprises.village[:] = [0, 1, 1]
    committees.uid[:] = stable_ids(4, np.arange(2))
    ring = np.array([(i + step) % N_HOUSEHOLDS for i in range(N_HOUSEHOLDS) for step in (1, -1)])
    network = Network(np.arange(0, 2 * N_HOUSEHOLDS + 1, 2), ring)
    township = Township(persons, households, enterprises, Holdings(0), committees, network)
    township.index_members()
    return township


class SmallModel(TownshipAccess, mesa.Model):
    """The least model that has views; a step is one year in which people are born, die and found firms."""

    def __init__(self, seed: int = 0, n_households: int = N_HOUSEHOLDS, **_: Any) -> None:
        super().__init__(rng=seed)
        self.township = small_township()
        self.datacollector = mesa.DataCollector(
            model_reporters={"n_agents": lambda model: len(model.agents), "mean_land": "mean_land"},
            agent_reporters={"uid": "unique_id", "alive": lambda agent: agent.alive},
            agenttype_reporters={Household: {"attitude": "attitude"}, Enterprise: {"kind": "kind"}},
        )

    agents = property(agents_of)
    agents_by_type = property(agents_by_type_of)
    agent_types = property(lambda self: list(self.agents_by_type))

    @property
    def mean_land(self) -> float:
        return float(self.households.land_mu.mean())

    def step(self) -> None:
        self.households.attitude[:] *= 0.5
        self.datacollector.collect(self)

    def lose_household(self, row: int) -> None:
        self.persons.keep(self.persons.household != row)
        self.township.index_members()

    def found_enterprise(self) -> None:
        entrant = Enterprises(1)
        entrant.uid[:] = 7777
        self.enterprises.append(entrant)


@pytest.fixture
def model() -> SmallModel:
    return SmallModel(seed=3)


@pytest.fixture
def households(model: SmallModel) -> Any:
    return model.agents_by_type[Household]


class Visitor(mesa.Agent):
    """An ordinary agent that a user adds."""

    attitude = 0.25
    alive = True

    def shout(self) -> str:
        return "hello"


# ------------------------------------------------------------------------------------------ one view


def test_views_are_mesa_agents_that_read_and_write_columns(model: SmallModel, households: Any) -> None:
    household = households[2]
    assert isinstance(household, mesa.Agent)
    assert isinstance(household.attitude, float)
    household.attitude = 0.8
    assert model.households.attitude[2] == 0.8
    model.households.attitude[2] = 0.2
    assert household.attitude == 0.2
    assert type(household.is_elite) is bool


def test_money_is_refused_with_a_pointer_to_the_ledger(model: SmallModel, households: Any) -> None:
    for name in ("money_cny", "wage_income_cny"):
        with pytest.raises(AttributeError, match="ledger"):
            setattr(households[0], name, 5.0)
        with pytest.raises(AttributeError, match="ledger"):
            households.set(name, 5.0)
    with pytest.raises(AttributeError, match="ledger"):
        model.agents_by_type[Enterprise][0].money_cny = 1.0
    assert (model.households.money_cny == 1000.0).all()


def test_structure_and_wrong_types_are_refused(households: Any) -> None:
    with pytest.raises(AttributeError, match="structure"):
        households[0].village = 1
    with pytest.raises(TypeError, match="does not fit"):
        households[0].years_above_line = 1.5
    with pytest.raises(ValueError, match="one value"):
        households[0].attitude = [0.1, 0.2]


def test_a_misspelt_attribute_names_the_nearest_column(households: Any) -> None:
    with pytest.raises(AttributeError, match="did you mean 'attitude'"):
        _ = households[0].atitude
    assert not hasattr(households[0], "wings")


def test_identity_is_stable_equal_and_unique(model: SmallModel) -> None:
    Visitor(model)
    ids = [agent.unique_id for agent in model.agents] + [person.unique_id for person in persons_of(model)]
    assert len(set(ids)) == len(ids)
    assert all(type(number) is int for number in ids)
    first = model.agents[0]
    assert first == model.agents[0]
    assert hash(first) == hash(model.agents[0])
    assert first != SmallModel(seed=3).agents[0]
    assert first.unique_id == int(model.households.uid[0])
    model.lose_household(1)
    assert model.agents[1].unique_id == int(model.households.uid[2])


def test_users_may_note_what_is_no_column(households: Any, model: SmallModel) -> None:
    households[1].colour = "red"
    households[1].pos = (3, 4)
    assert model.agents_by_type[Household][1].colour == "red"
    assert households[1].pos == (3, 4)
    assert households[0].pos is None
    assert households.get("colour", "default", "grey") == ["grey", "red"] + ["grey"] * 4
    with pytest.raises(AttributeError):
        households.get("colour")


def test_persons_keep_their_identity_when_rows_move(model: SmallModel, households: Any) -> None:
    people = households[3].members
    anna = people[1]
    age = anna.age
    model.lose_household(0)
    assert anna.age == age
    assert anna.row == 3 * N_MEMBERS + 1 - N_MEMBERS
    assert people.get("age") == [age - 1, age, age + 1]
    assert anna.home == households[3]
    assert anna.alive
    model.lose_household(3)
    assert not anna.alive
    with pytest.raises(LookupError, match="died or left"):
        _ = anna.age
    with pytest.raises(LookupError, match="died or left"):
        people.get("age")


def test_the_ended_say_so(model: SmallModel, households: Any) -> None:
    household, enterprise = households[0], model.agents_by_type[Enterprise][0]
    model.lose_household(0)
    model.enterprises.is_active[0] = False
    assert not household.alive
    assert not enterprise.alive
    with pytest.raises(LookupError, match="gone"):
        household.attitude = 0.5
    assert household not in model.agents
    with pytest.raises(TypeError, match="processes"):
        households[1].remove()


def test_relations(model: SmallModel, households: Any) -> None:
    assert households[0].neighbours.get("land_mu") == [5.0, 1.0]
    assert households[5].committee == model.agents_by_type[VillageCommittee][1]
    assert len(households[5].committee.households) == 2
    assert households[5].committee.enterprises.get("kind") == [Kind.SERVICES, Kind.COOPERATIVE]


# ----------------------------------------------------------------------------------- sets of agents


def test_the_set_of_all_agents(model: SmallModel) -> None:
    agents = model.agents
    assert isinstance(agents, AgentSet)
    assert len(agents) == len(list(agents)) == N_HOUSEHOLDS + 3 + 2
    assert model.agent_types == [Household, Enterprise, VillageCommittee]
    assert [len(members) for members in model.agents_by_type.values()] == [6, 3, 2]
    assert all(agent in agents for agent in agents)
    assert agents[-1] == VillageCommittee(model, 1)
    assert agents[1:3] == [Household(model, 1), Household(model, 2)]
    assert repr(agents) == "<ViewSet: 6 Household, 3 Enterprise, 2 VillageCommittee>"
    with pytest.raises(IndexError):
        _ = agents[99]


def test_ordinary_agents_stand_beside(model: SmallModel) -> None:
    visitor = Visitor(model)
    assert visitor in model.agents
    assert model.agents[-1] is visitor
    assert Visitor in model.agent_types
    assert list(model.agents_by_type[Visitor]) == [visitor]
    assert list(model.agents.select(agent_type=Visitor)) == [visitor]
    assert model.agents.select(agent_type=(Visitor)).map("shout") == ["hello"]
    mixed = model.agents.select(lambda agent: isinstance(agent, Household | Visitor))
    assert mixed.get("attitude")[-1] == 0.25
    assert mixed.sort("attitude", ascending=True)[1] is visitor
    mixed.set("attitude", 0.4)
    assert visitor.attitude == 0.4
    assert model.households.attitude.tolist() == [0.4] * 6
    done: list[Any] = []
    model.agents.do(lambda agent: (done.append(agent), visitor.remove()))
    assert visitor not in done
    assert visitor not in model.agents


def test_select(model: SmallModel, households: Any) -> None:
    assert households.select(lambda h: h.land_mu > 3).get("land_mu") == [6, 5, 4]
    assert len(households.select(at_most=2)) == 2
    assert len(households.select(at_most=0.5)) == 3
    assert len(households.select(lambda h: h.land_mu < 4, at_most=2)) == 2
    assert len(households.select(lambda h: True, at_most=0)) == 0
    assert len(model.agents.select(agent_type=Enterprise)) == 3
    assert len(model.agents.select(agent_type=mesa.Agent)) == 11
    assert households.select(mask=households.column("attitude") > 0.6).rows.tolist() == [4, 5]
    with pytest.raises(ValueError, match="mask"):
        households.select(mask=np.ones(2, bool))
    kept = households.select(lambda h: h.land_mu > 3, inplace=True)
    assert kept is households
    assert len(households) == 3
    assert len(model.agents_by_type[Household]) == 6


def test_sort_is_stable_both_ways(households: Any) -> None:
    assert households.sort("attitude").rows.tolist() == [4, 5, 1, 3, 2, 0]
    assert households.sort("attitude", ascending=True).rows.tolist() == [0, 2, 1, 3, 5, 4]
    assert households.sort(lambda h: h.attitude).rows.tolist() == [4, 5, 1, 3, 2, 0]
    assert households.sort("alive").rows.tolist() == [0, 1, 2, 3, 4, 5]
    assert households.sort("land_mu", ascending=True, inplace=True)[0].land_mu == 1


def test_shuffle_uses_mesas_generator(model: SmallModel, households: Any) -> None:
    once, other = households.shuffle(), SmallModel(seed=3).agents_by_type[Household].shuffle()
    assert once.rows.tolist() == other.rows.tolist()
    assert sorted(once.rows.tolist()) == list(range(6))
    seen: list[int] = []
    households.shuffle_do(lambda h: seen.append(h.row))
    assert sorted(seen) == list(range(6))
    households.shuffle(inplace=True)
    assert len(households) == 6


def test_do_and_map(model: SmallModel, households: Any) -> None:
    assert households.do(lambda h, by: setattr(h, "land_mu", h.land_mu * by), by=2) is households
    assert model.households.land_mu.tolist() == [12, 10, 8, 6, 4, 2]
    assert households.map(lambda h: h.row) == list(range(6))
    assert households.map("__repr__")[1] == "<Household 1>"
    households.do("step")


def test_get_set_agg(model: SmallModel, households: Any) -> None:
    assert households.get("land_mu") == [6, 5, 4, 3, 2, 1]
    assert households.get(["land_mu", "village"])[4] == [2, 1]
    assert model.agents.get("land_mu", handle_missing="default", default_value=-1)[-1] == -1
    with pytest.raises(AttributeError):
        model.agents.get("land_mu")
    with pytest.raises(ValueError, match="handle_missing"):
        households.get("land_mu", handle_missing="maybe")
    assert households.set("attitude", 0.6) is households
    assert (model.households.attitude == 0.6).all()
    assert households.agg("land_mu", np.mean) == 3.5
    assert households.agg("land_mu", [min, max, sum]) == [1, 6, 21]
    assert households.agg("land_mu", lambda values: len(values) if values else 0) == 6
    assert households.agg("unique_id", len) == 6


def test_groupby(model: SmallModel, households: Any) -> None:
    villages = households.groupby("village")
    assert villages.count() == {0: 4, 1: 2}
    assert villages.agg("land_mu", np.mean) == {0: 4.5, 1: 1.5}
    assert isinstance(dict(villages)[1], ViewSet)
    villages.do(lambda group: group.set("attitude", 0.1))
    villages.do("set", "attitude", 0.2)
    assert (model.households.attitude == 0.2).all()
    by_size = households.groupby(lambda h: h.land_mu > 2, result_type="list")
    assert by_size.count() == {True: 4, False: 2}
    assert by_size.agg("land_mu", sum) == {True: 18, False: 3}
    assert model.agents.groupby(type).count() == {Household: 6, Enterprise: 3, VillageCommittee: 2}


def test_sets_behave_as_sets(model: SmallModel, households: Any) -> None:
    rich = households.select(lambda h: h.land_mu > 2)
    poor = households - rich
    assert len(poor) == 2
    assert (rich | poor) == households
    assert len(rich & poor) == 0
    chosen = ViewSet(household for household in households if household.village == 1)
    assert len(chosen) == 2
    chosen.add(households[0])
    chosen.add(households[0])
    assert len(chosen) == 3
    chosen.remove(households[0])
    with pytest.raises(KeyError):
        chosen.remove(households[0])
    chosen.discard(households[0])
    assert copy.copy(chosen) == chosen
    assert len(ViewSet([])) == 0
    assert model.agents.to_list()[0] == model.agents[0]


def test_indexing_gives_no_warning(households: Any) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert households[0].row == 0


def test_views_survive_pickling(model: SmallModel) -> None:
    model.datacollector = None
    agents = pickle.loads(pickle.dumps(model.agents_by_type[Household]))
    assert agents.get("land_mu") == [6, 5, 4, 3, 2, 1]
    assert agents[0] in agents


# ------------------------------------------------------------------------- births, exits, foundings


def test_a_new_set_shows_who_is_there_now(model: SmallModel) -> None:
    before = model.agents
    model.lose_household(2)
    model.enterprises.is_active[1] = False
    model.found_enterprise()
    now = model.agents_by_type
    assert now[Household].rows.tolist() == [0, 1, 3, 4, 5]
    assert now[Enterprise].rows.tolist() == [0, 2, 3]
    assert now[Enterprise][-1].unique_id == 7777
    assert len(model.agents) == 5 + 3 + 2
    assert [agent.alive for agent in before].count(False) == 2
    assert len(persons_of(model)) == (N_HOUSEHOLDS - 1) * N_MEMBERS
    newborn = Persons(1)
    newborn.uid[:] = 4242
    newborn.household[:] = N_HOUSEHOLDS - 1
    model.persons.append(newborn)
    model.township.index_members()
    assert now[Household][-1].members[-1] == Person(model, 4242)
    assert Person(model, 4242).age == 0


def test_data_collector_follows(model: SmallModel) -> None:
    model.step()
    model.lose_household(0)
    model.enterprises.is_active[0] = False
    Visitor(model)
    model.step()
    frame = model.datacollector.get_model_vars_dataframe()
    assert frame["n_agents"].tolist() == [11, 10]
    assert frame["mean_land"].tolist() == [3.5, 3.5]
    agents = model.datacollector.get_agent_vars_dataframe()
    assert agents.groupby("Step").size().tolist() == [11, 10]
    kept = agents.xs(int(model.households.uid[1]), level="AgentID")
    assert len(kept) == 2
    attitudes = model.datacollector.get_agenttype_vars_dataframe(Household)["attitude"]
    assert attitudes.groupby("Step").mean().tolist() == pytest.approx([0.25, 0.29 / 2])
    assert len(model.datacollector.get_agenttype_vars_dataframe(Enterprise)) == 3 + 2


def test_batch_run_builds_the_model_by_keywords() -> None:
    # Seeds are a parameter in older releases of Mesa and an argument of batch_run in newer ones.
    newer = "rng" in inspect.signature(mesa.batch_run).parameters
    seeds: dict[str, Any] = {"rng": [1, 2]} if newer else {}
    rows = mesa.batch_run(
        SmallModel,
        {"n_households": [6]} if newer else {"n_households": [6], "seed": [1, 2]},
        max_steps=2,
        display_progress=False,
        **seeds,
    )
    assert {row["seed"] for row in rows} == {1, 2}
    assert {row["n_agents"] for row in rows} == {11}
    assert len({row["AgentID"] for row in rows}) == 11


# ------------------------------------------------------------------------------------- the real model


def test_identities_are_unique_in_the_real_model() -> None:
    model = tiny_model(seed=1)
    model.step()
    agents = [*model.agents, *persons_of(model)]
    assert len({agent.unique_id for agent in agents}) == len(agents)
    assert len(model.agents_by_type[Household]) == (model.households.n_members > 0).sum()
    assert model.agents_by_type[Household].groupby("village").count() == {0: 12, 1: 12, 2: 12}


def test_batch_run_of_the_real_model() -> None:
    newer = "rng" in inspect.signature(mesa.batch_run).parameters
    seeds: dict[str, Any] = {"rng": [1, 2]} if newer else {}
    parameters: dict[str, Any] = {
        "place.n_villages": [1, 2],
        "place.households_per_village": 10,
        "clock.end_year": 2014,
    }
    if not newer:
        parameters["seed"] = [1, 2]
    rows = mesa.batch_run(RuralModel, parameters, max_steps=9, display_progress=False, **seeds)
    assert len({row["income_per_capita"] for row in rows}) == 4
    assert {(row["seed"], row["place.n_villages"]) for row in rows} == {(1, 1), (1, 2), (2, 1), (2, 2)}
    model = RuralModel(**{**parameters, "seed": 2, "place.n_villages": 2})
    model.run_to(2014)
    assert model.observations[-1]["income_per_capita"] in {row["income_per_capita"] for row in rows}
    assert len(model.datacollector.get_model_vars_dataframe()) == 2


def test_looking_at_agents_changes_nothing() -> None:
    plain, watched = tiny_model(seed=4), tiny_model(seed=4)
    for _ in range(2):
        plain.step()
        watched.step()
        watched.agents.shuffle().get("unique_id")
        watched.agents_by_type[Household].do(lambda household: household.members.get("age"))
    assert repr(plain.observations) == repr(watched.observations)
