"""Any shuffle of rows is undone by the canonical order, references included."""

import numpy as np

from sim.agents.ordering import reorder, sort_rows
from tests.helpers.township import tiny_model


def snapshot(township):
    tables = (township.persons, township.households, township.enterprises, township.holdings)
    columns = {
        f"{type(table).__name__}.{name}": getattr(table, name).tobytes()
        for table in tables
        for name in table.columns
    }
    return columns | {
        "network": (township.network.start.tobytes(), township.network.neighbour.tobytes()),
    }


def shuffled(township, generator):
    """Return a copy with rows of all tables in another order and consistent references."""
    copy = township.copy()
    reorder(
        copy,
        households=generator.permutation(len(copy.households)),
        enterprises=generator.permutation(len(copy.enterprises)),
    )
    copy.persons.keep(generator.permutation(len(copy.persons)))
    copy.holdings.keep(generator.permutation(len(copy.holdings)))
    return copy


def test_sorting_undoes_a_shuffle_of_every_table():
    township = tiny_model(seed=2).township
    sort_rows(township)
    before = snapshot(township)
    copy = shuffled(township, np.random.default_rng(1))
    assert snapshot(copy) != before
    sort_rows(copy)
    assert snapshot(copy) == before
