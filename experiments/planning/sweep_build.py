"""From the points of a design to contexts with their scenarios, the baseline of each context first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from experiments.planning.axes import Axis, Kind
from experiments.planning.compose import (
    BASELINE,
    Experiment,
    Scenario,
    check_levers,
    check_matched,
    check_years,
    load,
)
from experiments.planning.designs import Point
from experiments.planning.names import EQUAL_COST, SCENARIO, dated
from experiments.planning.options import RunOptions
from experiments.planning.plan import Context
from experiments.planning.point_labels import Labels
from experiments.planning.reach import with_changes_back
from experiments.planning.setting import differing, sharing, value_in, with_values
from experiments.planning.sweep_files import PLACE
from sim.parameter import ConfigurationError, Problem

USUAL = "usual"
"""Name of the context in which nothing is changed, where there are others."""

_CASH = "policies.cash."


@dataclass
class Sweep:
    """What a sweep asks for, checked value by value.

    Attributes
    ----------
    name, design : str
    axes : list of Axis
        What varies.
    levers, uncertainties : dict of dotted name to value
        What is set once: levers in all points, uncertainties in the baselines, too.
    scenario, place : str
        Files that all points are made from, unless these are axes; an empty place is the usual one.
    contexts : list of str
        Scenario files whose differences from the baseline hold for all that is compared.
    options : RunOptions
    words : list of str
        As typed.
    """

    name: str
    design: str
    axes: list[Axis]
    levers: dict[str, Any]
    uncertainties: dict[str, Any]
    scenario: str
    place: str
    contexts: list[str]
    options: RunOptions
    words: list[str]
    about: dict[str, Any] = field(default_factory=dict)

    def keys(self, *kinds: Kind) -> list[str]:
        """Return the keys of the axes of some kinds."""
        return [axis.key for axis in self.axes if axis.kind in kinds]


def contexts_of(sweep: Sweep, points: Sequence[Point], found: list[Problem]) -> list[Context]:
    """Return a context for each state of the world that points stand in, with these points beside a baseline.

    Parameters
    ----------
    sweep : Sweep
    points : sequence of dict
    found : list of Problem
        Is added to.
    """
    uncertain, levers = sweep.keys(Kind.UNCERTAINTY), sweep.keys(Kind.LEVER)
    worlds: dict[tuple[str, str, tuple[tuple[str, Any], ...]], list[Point]] = {}
    for world in sweep.contexts or [BASELINE]:
        for point in points:
            place = str(point.get(PLACE, sweep.place))
            values = tuple((key, point[key]) for key in uncertain if key in point)
            worlds.setdefault((world, place, values), []).append(point)
    combinations = [_some(point, levers) for point in points]
    if EQUAL_COST in levers:  # matched points go without it
        combinations += [_some(point, [key for key in levers if key != EQUAL_COST]) for point in points]
    labels = Labels("point", combinations)
    names = Labels("context", [dict(values) for _, _, values in worlds])
    has_ends = any(not key.endswith(".dose") for key in {*levers, *sweep.levers})
    files = _Files(found)
    contexts = []
    for (world, place, values), members in worlds.items():
        apart = {
            **({"context": world} if sweep.contexts else {}),
            **({PLACE: place} if sweep.keys(Kind.PLACE) else {}),
        }
        builder = _Builder(sweep, files, world, place, dict(values), labels)
        scenarios = builder.scenarios(members)
        if scenarios:
            _check(scenarios, scenarios if has_ends else builder.bases(), found)
            name = " ".join(filter(None, [*apart.values(), names.of(dict(values))]))
            name = name or (USUAL if len(worlds) > 1 else "")
            experiment = Experiment(scenarios, sweep.options, sweep.words)
            contexts.append(Context(name, {**apart, **dict(values)}, experiment))
    return contexts


def _some(point: Mapping[str, Any], keys: Sequence[str]) -> Point:
    return {key: point[key] for key in keys if key in point}


def _check(scenarios: list[Scenario], doubtful: list[Scenario], found: list[Problem]) -> None:
    """Add what only whole scenarios show."""
    before = len(found)
    check_levers(doubtful, found)
    if len(found) == before:
        check_years(scenarios, found)
        check_matched(scenarios, found)


class _Files:
    """Scenario files, each read once for each place; what is wrong with them is told once."""

    def __init__(self, found: list[Problem]) -> None:
        self.found = found
        self._known: dict[tuple[str, str], Scenario | None] = {}
        self._differences: dict[tuple[str, str], dict[str, Any]] = {}

    def get(self, name: str, place: str) -> Scenario | None:
        """Return a scenario as its file states it, None when that is damaged."""
        if (name, place) not in self._known:
            self._known[name, place] = item = self._load(name, place)
            base = self._known.get((BASELINE, place))
            if item is not None and base is not None:
                item.config = sharing(item.config, base.config)
        return self._known[name, place]

    def _load(self, name: str, place: str) -> Scenario | None:
        try:
            return load(name, {PLACE: place} if place else None)
        except ConfigurationError as error:
            self.found += error.problems
            return None

    def differences(self, name: str, place: str) -> dict[str, Any]:
        """Return what a scenario file changes against the baseline, by dotted name."""
        if (name, place) not in self._differences:
            item, base = self.get(name, place), self.get(BASELINE, place)
            changes: dict[str, Any] = {}
            if item is not None and base is not None and name != BASELINE:
                changes = {key: value_in(item.config, key) for key in differing(item.config, base.config)}
                for year, changed in item.config.changes_from_year.items():
                    changes |= {f"changes_from_year.{year}.{key}": value for key, value in changed.items()}
            self._differences[name, place] = changes
        return self._differences[name, place]


class _Builder:
    """The scenarios of one context."""

    def __init__(
        self, sweep: Sweep, files: _Files, world: str, place: str, values: Point, labels: Labels
    ) -> None:
        self.sweep, self.files, self.labels = sweep, files, labels
        self.world, self.place = world, place
        self.values = {**sweep.uncertainties, **values}
        self.levers = sweep.keys(Kind.LEVER)
        self._bases: dict[str, Scenario | None] = {}
        self._made: dict[tuple[str, tuple[tuple[str, Any], ...]], Scenario] = {}

    def scenarios(self, points: Sequence[Point]) -> list[Scenario]:
        """Return the baseline and the scenario of each point, none twice; none when files are damaged."""
        baseline = self._base(BASELINE)
        if baseline is None:
            return []
        baseline.values = {key: value_in(baseline.config, key) for key in self.levers}
        self._made[BASELINE, ()] = baseline
        for point in points:
            set_here = {**self.sweep.levers, **_some(point, self.levers)}
            self._point(str(point.get(SCENARIO, self.sweep.scenario)), set_here)
        return list(self._made.values())

    def bases(self) -> list[Scenario]:
        """Return the scenarios that points were made from."""
        return [item for item in self._bases.values() if item is not None]

    def _base(self, name: str) -> Scenario | None:
        """Return a scenario as it stands in this context before any lever of a point is set."""
        if name not in self._bases:
            item = self.files.get(name, self.place)
            if item is not None:
                item = replace(item, config=with_values(item.config, self._of_world(name)))
                given = [key for key in (*self.levers, *self.sweep.levers) if dated(key)]  # points set these
                values = {**self.values, **dict.fromkeys(given)}
                values = with_changes_back(item, values, self.files.found)
                kept = {key: value for key, value in values.items() if key not in given}
                item.config = with_values(item.config, kept)
            self._bases[name] = item
        return self._bases[name]

    def _of_world(self, name: str) -> dict[str, Any]:
        """Return what the file of this context changes; a scenario must not change the same otherwise."""
        theirs = self.files.differences(self.world, self.place)
        mine = self.files.differences(name, self.place)
        decided = {*self.levers, *self.sweep.levers}
        for key in theirs:
            if key in mine and mine[key] != theirs[key] and key not in decided:
                message = f"changes {key} otherwise than the scenario {name}; they cannot be combined"
                self.files.found.append(Problem("contexts", self.world, message))
        return theirs

    def _point(self, name: str, levers: Mapping[str, Any], *, is_target: bool = False) -> Scenario | None:
        """Return the scenario of a point; one that is there only for cash to match its cost stays unseen."""
        base = self._base(name)
        if base is None:
            return None
        cash = base.config.policies.cash
        is_paid = cash.dose > 0 or levers.get(f"{_CASH}dose", 0) > 0
        heeded = {key: value for key, value in levers.items() if is_paid or key != EQUAL_COST}
        identity = (name, tuple(heeded.items()))
        if identity not in self._made:
            known = self._named(base, heeded)
            target = str(heeded.get(EQUAL_COST, cash.equal_cost_to)) if is_paid else ""
            values = self._as_cash(heeded, target) if target and not is_target else heeded
            values = with_changes_back(base, values, self.files.found)
            known.config, known.is_shown = with_values(base.config, values), False
            self._made[identity] = known
        known = self._made[identity]
        known.is_shown = known.is_shown or not is_target
        return known

    def _as_cash(self, levers: Mapping[str, Any], target: str) -> dict[str, Any]:
        """Return what is set in cash that matches the cost of a scenario at a point.

        The levers of the point are set in the matched scenario; what this costs above the baseline is paid
        as cash, beside the levers of the baseline.
        """
        rest = {key: value for key, value in levers.items() if key != EQUAL_COST}
        matched = self._point(target, rest, is_target=True)
        own = {key: value for key, value in rest.items() if key.startswith(_CASH) or dated(key)}
        return {**own, EQUAL_COST: matched.name if matched else target}

    def _named(self, base: Scenario, levers: Mapping[str, Any]) -> Scenario:
        """Return a scenario with the name and the values of a point; its name is title enough."""
        own = "" if base.name == BASELINE else base.name
        label = self.labels.of(_some(levers, self.levers))
        if not (own or label):  # nothing varies here but what is set once
            label = Labels("base point", [levers]).of(levers)
        name = " ".join(filter(None, (own, label)))
        values = {key: levers.get(key, value_in(base.config, key)) for key in self.levers}
        return Scenario(name, base.config, {} if label else base.about, values=values)
