"""Who falls between the two programmes: once, in the transition year, by a keyed draw (errata E9)."""

import numpy as np

from sim.parameter import replaced
from sim.processes.linkage import has_priority, has_support, listed_households_may_lapse
from tests.helpers.bare_model import bare_model


def listed_township(n=4_000, year=2021):
    model = bare_model([[40]] * n, year=year)
    model.households.is_registered[: n // 2] = True
    return model


def test_a_share_of_the_listed_lapses_for_two_years_in_the_transition_year():
    """gap0 (1 - c) = .3 x .6 = .18 without lever 6."""
    model = listed_township()
    listed_households_may_lapse(model)
    lapsed = model.households.lapse_end_year == 2022
    assert not lapsed[2_000:].any()
    assert abs(lapsed[:2_000].mean() - 0.18) < 0.03
    for year, share_without in ((2021, True), (2022, True), (2023, False)):
        model.year = year
        assert np.array_equal(~has_support(model), lapsed & share_without)


def test_no_other_year_makes_anybody_lapse():
    for year in (2020, 2022):
        model = listed_township(100, year)
        listed_households_may_lapse(model)
        assert has_support(model).all()


def test_coordination_spares_households_and_never_others():
    """c = .95 at the full dose of lever 6: .3 x .05 = .015, a subset of those without it."""
    loose, close = listed_township(), listed_township()
    close.terms.amend(coordination_gain=1.0)
    for model in (loose, close):
        listed_households_may_lapse(model)
    spared, lost = has_support(close), has_support(loose)
    assert (~spared).sum() < (~lost).sum()
    assert not (lost & ~spared).any()


def test_without_gap_or_without_lapse_years_nobody_lapses():
    for change in ({"government.linkage_lapse_prob": 0.0}, {"government.lapse_years": 0}):
        model = listed_township(200)
        model.config = replaced(model.config, change)
        listed_households_may_lapse(model)
        assert has_support(model).all()


def test_listed_and_monitored_go_first_unless_they_have_lapsed():
    model = bare_model([[40]] * 4, year=2021)
    model.households.is_registered[:] = [True, False, True, False]
    model.households.is_monitored[:] = [False, True, False, False]
    model.households.lapse_end_year[2] = 2022
    assert has_priority(model).tolist() == [True, True, False, False]
