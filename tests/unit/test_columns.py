"""Tables grow, shrink, sort and copy all columns together."""

import numpy as np
import pytest

from sim.agents import Committees, Enterprises, Government, Holdings, Households, Persons, RestOfWorld
from sim.columns import Table, column

TABLES = [Persons, Households, Enterprises, Holdings, Committees, Government, RestOfWorld]


class Wells(Table):
    depth_m = column(np.float64, unit="m", doc="Depth.", default=2.0)
    village = column(np.int64, unit="row", doc="Village.", default=-1)


def test_new_rows_have_defaults_and_types():
    wells = Wells(2)
    assert wells.depth_m.tolist() == [2.0, 2.0]
    assert wells.village.dtype == np.int64


def test_append_returns_the_new_rows():
    wells, more = Wells(2), Wells(1)
    more.depth_m[0] = 9.0
    assert wells.append(more).tolist() == [2]
    assert wells.depth_m.tolist() == [2.0, 2.0, 9.0]
    assert len(wells) == len(wells.village) == 3


def test_keep_reorders_every_column():
    wells = Wells(3)
    wells.depth_m[:], wells.village[:] = [1, 2, 3], [7, 8, 9]
    wells.keep(np.array([2, 0]))
    assert wells.depth_m.tolist() == [3, 1]
    assert wells.village.tolist() == [9, 7]
    wells.keep(np.array([True, False]))
    assert len(wells) == 1


def test_a_copy_is_independent():
    wells = Wells(1)
    twin = wells.copy()
    twin.depth_m[0] = 50.0
    assert wells.depth_m[0] == 2.0


@pytest.mark.parametrize("table", TABLES)
def test_every_column_has_a_unit_and_a_meaning(table):
    for name, statement in table.columns.items():
        assert statement.unit, name
        assert statement.doc.endswith("."), name


def test_kept_rows_start_a_yearly_column_anew():
    class Visits(Table):
        age = column(np.int64, unit="yr", doc="Age.")
        share = column(np.float64, unit="share", doc="Share of this year.", default=1.0, is_yearly=True)

    visits = Visits(3)
    visits.age[:] = [5, 6, 7]
    visits.share[:] = 0.2
    visits.keep(np.array([2, 0]))
    assert visits.age.tolist() == [7, 5]
    assert visits.share.tolist() == [1.0, 1.0]
