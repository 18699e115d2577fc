"""What is wrong with options that lean on one another, or on the years of the runs."""

from __future__ import annotations

from experiments.measures.comparison import COST_PER_RESIDENT
from experiments.planning.options import RunOptions
from experiments.storage.run_files import TABLES
from sim.outcomes import OUTCOMES
from sim.parameter import Problem, nearest_name

NO_TABLES = "none"
"""What ``keep`` says where nothing but outcomes is wanted."""

_PANELS = "households"
_DIGITS_OF_A_YEAR = 4


def extra_option_problems(
    options: RunOptions, end_year: int | None = None, policy_start: int | None = None
) -> list[Problem]:
    """Return what is wrong with engine, adaptive seeds, tables and panel years of a request.

    Parameters
    ----------
    options : RunOptions
    end_year : int, optional
        Last year of the runs; as long as it is not known panel years are checked for their form alone.
    policy_start : int, optional
        First year in which scenarios part. Panels begin in the year before: until then all scenarios of a
        seed share one history.
    """
    kept = _words(options.keep)
    found = [
        *_cluster_problems(options),
        *_adaptive_problems(options),
        *_table_problems(kept, options.keep),
        *_panel_problems(options.household_years, kept),
    ]
    if end_year is None or policy_start is None or found:
        return found
    first = min(policy_start, end_year) - 1
    message = f"must be between {first} (the year before the policies) and {end_year} (yr)"
    return [
        Problem("household_years", year, message)
        for year in _words(options.household_years)
        if not first <= int(year) <= end_year
    ]


def _words(typed: str) -> list[str]:
    return [word.strip() for word in typed.split(",") if word.strip()]


def _cluster_problems(options: RunOptions) -> list[Problem]:
    given = {"address": options.address, "scheduler_file": options.scheduler_file}
    found = [
        Problem(key, value, f"is for engine=dask; the engine here is {options.engine}")
        for key, value in given.items()
        if value and options.engine != "dask"
    ]
    if all(given.values()):
        found.append(Problem("scheduler_file", options.scheduler_file, "stands instead of address; keep one"))
    return found


def _adaptive_problems(options: RunOptions) -> list[Problem]:
    name, width = options.until_outcome, options.until_half_width
    known = [*OUTCOMES, COST_PER_RESIDENT]
    found = []
    if name and name not in known:
        message = f"no such outcome; {_hint(name, known)}see `rural list outcomes` for all names"
        found.append(Problem("until_outcome", name, message))
    if name and not width:
        message = "must be above 0, in the unit of the outcome, where until_outcome is given"
        found.append(Problem("until_half_width", width, message))
    if width and not name:
        message = "needs until_outcome, the outcome whose differences are to be settled"
        found.append(Problem("until_half_width", width, message))
    return found


def _hint(name: str, known: list[str]) -> str:
    near = nearest_name(name, known)
    return f"did you mean {near!r}? " if near else ""


def _table_problems(kept: list[str], typed: str) -> list[Problem]:
    known = [*TABLES, NO_TABLES]
    found = [
        Problem("keep", name, f"no such table; {_hint(name, known)}known are {', '.join(known)}")
        for name in kept
        if name not in known
    ]
    if NO_TABLES in kept and len(kept) > 1:
        found.append(Problem("keep", typed, f"{NO_TABLES} stands alone, or leave it out"))
    return found


def _panel_problems(typed: str, kept: list[str]) -> list[Problem]:
    message = "must be years with commas between them, such as 2025,2035"
    found = [
        Problem("household_years", word, message)
        for word in _words(typed)
        if not (word.isascii() and word.isdecimal() and len(word) == _DIGITS_OF_A_YEAR)
    ]
    if typed and _PANELS not in kept:
        found.append(Problem("household_years", typed, f"is for keep={_PANELS}, which is not asked for"))
    return found
