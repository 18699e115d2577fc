"""From the name of a design and words to a plan whose every point has been checked.

Both ``rural sweep headline replicates=10`` and ``rural sweep scenario=training policies.talent.dose=0,1``
end here. A design file is a list of words, too; words that are typed stand instead of the file's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from experiments.planning.axes import MOST_RUNS, Axis, Interval, Kind
from experiments.planning.compose import BASELINE, scenario_names
from experiments.planning.designs import SAMPLED, Point, design_problems, n_points_of, points_of
from experiments.planning.ensemble import members_of
from experiments.planning.folders import SWEEP
from experiments.planning.names import ALIASES, SCENARIO, Names, unknown_name
from experiments.planning.option_checks import extra_option_problems
from experiments.planning.options import LARGEST_SEED
from experiments.planning.overrides import Request, parse
from experiments.planning.plan import Context, Plan
from experiments.planning.reach import is_own, policy_start
from experiments.planning.sweep_build import Sweep, contexts_of
from experiments.planning.sweep_files import (
    PLACE,
    DesignFile,
    checked_points,
    design_file,
    sweep_about,
    sweep_names,
    table_of_points,
)
from experiments.planning.sweep_preview import preview_lines
from sim.data import check as check_data
from sim.parameter import ConfigurationError, Problem

__all__ = ["preview_lines", "sweep_about", "sweep_names", "sweep_plan"]

USUAL = "grid"
TABLES_OF_SWEEP = ("twins",)
"""What is kept of every run beside its outcomes: with many runs the rest would fill a disk."""


def sweep_plan(words: Sequence[str], points: Sequence[Mapping[str, Any]] | None = None) -> Plan:
    """Return the plan of a sweep; nothing is written.

    Parameters
    ----------
    words : sequence of str
        The name of a design, as a plain word or ``sweep=NAME``, the plain grid without one; for the rest
        ``key=value`` or several values in Hydra's grammar: ``key=a,b``, ``range(0,1,0.25)``, and for sampled
        designs ``interval(0,1)`` or ``plausible``. ``contexts=``, ``points=`` and ``design_seed=`` belong to
        the design.
    points : sequence of mapping, optional
        The points of the design ``list``: values by key.

    Raises
    ------
    ConfigurationError
        With everything that is wrong at once.

    Examples
    --------
    >>> plan = sweep_plan(["policies.training.dose=0,0.5", "replicates=2"])
    >>> [item.name for item in plan.contexts[0].experiment.scenarios]
    ['baseline', 'training.dose=0', 'training.dose=0.5']
    """
    check_data()
    name, overrides, found = _named(words)
    file, wrong = design_file(name)
    found += wrong
    if points is not None:
        file.points = [dict(point) for point in points]
    request = _request(file, overrides, found)
    listed = _listed(file, request, found)
    sweep = _sweep(file, request, listed, list(words), found)
    drawn, design_seed = _drawn(file, request, found)
    n_points = len(listed) if sweep.design == "list" else n_points_of(sweep.design, sweep.axes, drawn)
    found += [] if found else _nothing_varies(sweep)
    wrong = [*design_problems(sweep.design, sweep.axes, drawn), *_too_many(_n_runs(sweep, n_points))]
    found += wrong
    contexts: list[Context] = []
    if n_points and not wrong:
        made = listed or points_of(sweep.design, sweep.axes, drawn, design_seed)
        contexts = contexts_of(sweep, made, found)
    plan = _plan(sweep, contexts, drawn, design_seed)
    found += _whole_problems(plan) if contexts and not found else []
    if found:
        raise ConfigurationError(list({str(problem): problem for problem in found}.values()))
    return plan


def _named(words: Sequence[str]) -> tuple[str, list[str], list[Problem]]:
    """Return the name of the design, the other words, and what is wrong with the name."""
    plain = [word for word in words if not any(sign in word for sign in "=.+~")]
    chosen = [word for word in words if word.partition("=")[0] == SWEEP]
    names = [*plain, *(word.partition("=")[2] for word in chosen)]
    rest = [word for word in words if word not in plain and word not in chosen]
    name = names[0] if names else USUAL
    if len(names) > 1:
        return name, rest, [Problem(SWEEP, " ".join(names), "one design at a time")]
    if name not in sweep_names() and name in scenario_names():
        message = f"is a scenario, not a design: write {SCENARIO}={name}"
        return USUAL, rest, [Problem(SWEEP, name, message)]
    return name, rest, []


def _request(file: DesignFile, overrides: list[str], found: list[Problem]) -> Request:
    """Return what file and words ask for together; a word that is typed stands instead of the file's."""
    _, wrong = parse(file.words, is_sweep=True)
    found += [Problem(f"{SWEEP} {file.name}: {item.key}", item.value, item.message) for item in wrong]
    merged, left = [], list(overrides)
    for word in [] if wrong else file.words:
        typed = next((other for other in left if _key(other) == _key(word)), word)
        merged.append(typed)
        if typed in left:
            left.remove(typed)
    request, wrong = parse([*merged, *left], is_sweep=True)
    found += wrong
    for key in {item.key for item in wrong}:
        for part in (request.axes, request.values, request.groups, request.sweep):
            part.pop(key, None)  # type: ignore[attr-defined]
    return request


def _key(word: str) -> str:
    key = word.partition("=")[0]
    return ALIASES.get(key, key)


def _listed(file: DesignFile, request: Request, found: list[Problem]) -> list[Point]:
    """Return the points of a design that lists them, each value checked."""
    if file.design != "list":
        if file.points:
            found.append(Problem("points", f"{len(file.points)} points", "are for the design list"))
        return []
    given = request.sweep.get("points", [])
    points: list[Point] = file.points
    if len(given) == 1 and isinstance(given[0], str):
        points, wrong = table_of_points(given[0])
        found += wrong
    elif given or not points:
        message = "name a table of points, a column for each key: points=FILE.csv"
        found.append(Problem("points", given[0] if given else "", message))
    for key in request.axes:
        found.append(Problem(key, "several values", "a list states its points; give it one value, or none"))
    checked, wrong = checked_points(points, Names())
    found += wrong
    return checked


def _sweep(
    file: DesignFile, request: Request, listed: list[Point], words: list[str], found: list[Problem]
) -> Sweep:
    """Return what is asked for, each key under what it stands for."""
    names = Names()
    values = dict(request.axes) if file.design != "list" else _columns(listed)
    axes = [Axis(key, _kind(key, file), _values(item)) for key, item in values.items()]
    once = {key: names.checked(key, value)[0] for key, value in request.values.items() if key not in values}
    levers = {key: value for key, value in once.items() if _kind(key, file) is Kind.LEVER}
    contexts, known = [str(name) for name in request.sweep.get("contexts", [])], scenario_names()
    found += [unknown_name("contexts", name, known) for name in contexts if name not in known]
    if len(set(contexts)) < len(contexts):
        found.append(Problem("contexts", ",".join(contexts), "listed more than once; keep one"))
    return Sweep(
        file.name,
        file.design,
        axes,
        levers,
        {key: value for key, value in once.items() if key not in levers},
        request.groups.get(SCENARIO, BASELINE),
        request.groups.get(PLACE, ""),
        [name for name in dict.fromkeys(contexts) if name in known],
        request.options,
        words,
        file.about,
    )


def _kind(key: str, file: DesignFile) -> Kind:
    """Return what a key stands for; a design may say that one is a lever."""
    if key in (SCENARIO, PLACE):
        return Kind(key)
    return Kind.LEVER if is_own(key) or key in file.levers else Kind.UNCERTAINTY


def _values(values: list[Any] | Interval) -> tuple[Any, ...] | Interval:
    return values if isinstance(values, Interval) else tuple(values)


def _columns(points: Sequence[Point]) -> dict[str, list[Any] | Interval]:
    """Return the keys of listed points with their values, each once."""
    columns: dict[str, dict[Any, None]] = {}
    for point in points:
        for key, value in point.items():
            columns.setdefault(key, {})[value] = None
    return {key: list(values) for key, values in columns.items()}


def _drawn(file: DesignFile, request: Request, found: list[Problem]) -> tuple[int, int]:
    """Return how many points to draw, and the seed of the draw."""
    given = {key: request.sweep[key] for key in ("points", "design_seed") if key in request.sweep}
    if file.design not in SAMPLED:
        message = f"is for the designs {' and '.join(SAMPLED)}; a table of points is for the design list"
        heeded = {"points"} if file.design == "list" else set()
        found += [Problem(key, values[0], message) for key, values in given.items() if key not in heeded]
        return 0, 0
    limits = {"points": (1, MOST_RUNS), "design_seed": (0, LARGEST_SEED)}
    drawn = {"points": 0, "design_seed": 0}
    for key, (low, high) in limits.items():
        value = given.get(key, [0 if low == 0 else None])
        if len(value) == 1 and type(value[0]) is int and low <= value[0] <= high:
            drawn[key] = value[0]
        else:
            shown = value[0] if value[0] is not None else ""
            found.append(Problem(key, shown, f"must be one whole number between {low} and {high}"))
    return drawn["points"], drawn["design_seed"]


def _nothing_varies(sweep: Sweep) -> list[Problem]:
    if sweep.axes or sweep.levers or sweep.contexts or sweep.scenario != BASELINE:
        return []
    message = "nothing varies; give values such as policies.training.dose=0,0.5,1, or scenario=training"
    return [Problem(SWEEP, sweep.name, message)]


def _n_runs(sweep: Sweep, n_points: int) -> int:
    """Return the number of runs without those of baselines."""
    return n_points * max(1, len(sweep.contexts)) * sweep.options.replicates


def _too_many(n_runs: int) -> list[Problem]:
    if n_runs <= MOST_RUNS:
        return []
    message = f"a plan holds at most {MOST_RUNS:,} runs; take fewer values, points or replicates"
    return [Problem(SWEEP, f"{n_runs:,} runs", message)]


def _plan(sweep: Sweep, contexts: list[Context], n_points: int, design_seed: int) -> Plan:
    kept = sweep.options.tables(TABLES_OF_SWEEP)
    years: tuple[int, ...] = ()
    if "households" in kept and contexts:
        years = sweep.options.panel_years(contexts[0].experiment.baseline.config.clock.end_year)
    shown = [len(context.experiment.shown()) - 1 for context in contexts]
    design = {
        "sweep": sweep.name,
        "design": sweep.design,
        "axes": {axis.key: _stated(axis) for axis in sweep.axes if not axis.is_named},
        "scenarios": _files(sweep, SCENARIO, sweep.scenario),
        "places": _files(sweep, PLACE, sweep.place),
        "contexts": sweep.contexts,
        "levers": sweep.levers,
        "uncertainties": sweep.uncertainties,
        "points": sum(shown),
        **({"design_seed": design_seed} if n_points else {}),
        "about": sweep.about,
    }
    members = members_of(sweep.options.ensemble, contexts)
    return Plan(sweep.name, contexts, sweep.options, design, kept, years, members)


def _stated(axis: Axis) -> list[Any]:
    """Return the values of an axis for the manifest: a list, or low and high of an interval."""
    return list(axis.listed()) or list(axis.ends() or ())


def _files(sweep: Sweep, key: str, single: str) -> list[str]:
    listed = [value for axis in sweep.axes if axis.key == key for value in axis.listed()]
    return listed or ([single] if single else [])


def _whole_problems(plan: Plan) -> list[Problem]:
    """Return what only the whole plan shows: its size with all baselines, and options that need its years."""
    first = plan.contexts[0].experiment
    end, start = first.baseline.config.clock.end_year, policy_start(first.scenarios)
    n_runs = plan.n_scenarios() * plan.options.replicates
    return [*_too_many(n_runs), *extra_option_problems(plan.options, end, start)]
