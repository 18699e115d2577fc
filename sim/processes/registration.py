"""The list of poor households: made in 2014, checked every year, closed in 2020 (errata D8, E7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.arrays import Bools, Floats, Ints, sum_by
from sim.parameter import param
from sim.processes.targeting import filled_by_score, misjudgements, quota_by_village, scores_of_households

if TYPE_CHECKING:
    from sim.model import RuralModel


@dataclass
class Registration:
    """Dates and rules of the list of poor households."""

    first_year: int = param(
        2014, unit="yr", bounds=(2013, 2100), grade="official-statistics",
        doc="Year in which the list is made, from last year's income.", source="model-errata D8, E7",
    )  # fmt: skip
    last_check_year: int = param(
        2019, unit="yr", bounds=(2013, 2100), grade="official-statistics",
        doc="Last year in which households are added.", source="model-errata E7",
    )  # fmt: skip
    close_year: int = param(
        2020, unit="yr", bounds=(2013, 2100), grade="official-statistics",
        doc="Year at whose end all listed households are declared out of poverty.",
        source="model-errata E7; end of absolute poverty declared for 2020",
    )  # fmt: skip
    quota_share: float = param(
        0.10, unit="share of residents", bounds=(0, 1), plausible=(0.085, 0.5), grade="official-statistics",
        doc="Residents on the list of the first year.", source="model-errata K2; Hebei 9.84 % in 2014",
    )  # fmt: skip
    national_headcount_at_listing: float = param(
        0.072, unit="share", bounds=(0.001, 1), grade="official-statistics",
        doc="National poverty headcount when the list is made; later lists shrink in proportion.",
        source="National Bureau of Statistics: 7.2 % in 2014",
    )  # fmt: skip
    graduation_years: int = param(
        2, unit="yr", bounds=(1, 10), grade="assumption",
        doc="Years in a row above the poverty line after which a household graduates.",
        source="model-errata E7",
    )  # fmt: skip


# --- pure rules --------------------------------------------------------------------------------------


def years_in_a_row(years: Ints, income_seen_cny: Floats, line_cny: float, is_seen: Bools) -> Ints:
    """Return the years in a row above the line; households that cannot be observed keep their count.

    Examples
    --------
    >>> seen = np.array([True, True, False])
    >>> years_in_a_row(np.array([1, 1, 1]), np.array([9.0, 1.0, 0.0]), 5.0, seen).tolist()
    [2, 0, 1]
    """
    counted = np.where(income_seen_cny > line_cny, years + 1, 0)
    return np.where(is_seen, counted, years)


def open_places(quota: Ints, n_listed: Floats) -> Ints:
    """Return the places left by village when each list is filled up to its quota of persons.

    Examples
    --------
    >>> open_places(np.array([10, 5]), np.array([4.0, 7.0])).tolist()
    [6, 0]
    """
    return np.maximum(quota - n_listed.astype(np.int64), 0)


# --- processes ---------------------------------------------------------------------------------------


def committees_register_poor(model: RuralModel) -> None:
    """List the households that look poorest; later checks fill the list up to what poverty is left."""
    rules, households, committees = model.config.registration, model.households, model.committees
    if not rules.first_year <= model.year <= rules.last_check_year:
        return
    share = rules.quota_share
    if model.year > rules.first_year:
        share *= min(model.now.national_headcount_ratio / rules.national_headcount_at_listing, 1.0)
    residents = sum_by(households.village, households.n_residents, len(committees))
    quota = quota_by_village(residents, committees.remoteness, share, model.config.targeting)
    still_poor = households.is_registered & ~households.is_graduated
    listed = sum_by(households.village, households.n_residents * still_poor, len(committees))
    candidates = np.where(households.is_registered, 0, households.n_residents)
    newly = filled_by_score(
        scores_of_households(model), households.village, candidates, open_places(quota, listed)
    )
    households.is_registered |= newly
    households.years_above_line[newly] = 0


def households_graduate(model: RuralModel) -> None:
    """Let listed households seen above the line two years in a row graduate; the list closes in 2020."""
    rules, households = model.config.registration, model.households
    seen = households.income_net_of_medical_cny * np.exp(misjudgements(model))
    households.years_above_line[:] = years_in_a_row(
        households.years_above_line, seen, model.now.poverty_line_cny, model.township.in_statistics()
    )
    graduates = households.is_registered & ~households.is_graduated
    if model.year < rules.close_year:
        graduates &= households.years_above_line >= rules.graduation_years
    households.is_graduated |= graduates
    households.graduation_year[graduates] = model.year
