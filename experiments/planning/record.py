"""A plan as plain data and back: what a manifest keeps, so that a study can be run again anywhere.

All parameters of the first baseline stand in full, so that the defaults of a later version change nothing;
every scenario is stated by what differs from them. Texts about scenarios are kept once each.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from experiments.planning.compose import Experiment, Scenario
from experiments.planning.names import CHANGES
from experiments.planning.options import RunOptions
from experiments.planning.plan import Context, Plan
from experiments.planning.setting import with_values
from experiments.storage.run_files import TABLES
from sim.config import Config
from sim.parameter import ConfigurationError, Problem, flat, nearest_name, problems, replaced

FORMAT = 2
"""Number of the form that records have; another one is refused."""

OPTIONS = (
    *("replicates", "seed", "until_outcome", "until_half_width"),
    *("keep", "household_years", "lang"),
)
"""Options that decide what a study holds; the others say where and how it is run."""

_PLAN = {
    **{"format": int, "kind": str, "design": dict, "kept": list, "household_years": list},
    **{"options": dict, "parameters": dict, "abouts": list, "contexts": list, "members": list},
}
_CONTEXT = {"name": str, "values": dict, "overrides": list, "reach": dict, "scenarios": list}
_SCENARIO = {
    **{"name": str, "is_shown": bool, "about": int, "values": dict},
    **{"differences": dict, "changes_from_year": dict},
}


def plan_record(plan: Plan) -> dict[str, Any]:
    """Return a plan as a dictionary that JSON can hold."""
    baseline = plan.contexts[0].experiment.baseline.config
    abouts: list[dict[str, Any]] = []
    contexts = [
        {
            "name": context.name,
            "values": context.values,
            "overrides": context.experiment.overrides,
            "reach": context.experiment.reach,
            "scenarios": [_scenario_record(item, baseline, abouts) for item in context.experiment.scenarios],
        }
        for context in plan.contexts
    ]
    record = {
        "format": FORMAT,
        "kind": plan.kind,
        "design": plan.design,
        "kept": plan.kept,
        "household_years": plan.household_years,
        "options": {name: getattr(plan.options, name) for name in OPTIONS},
        "parameters": flat(baseline),
        "abouts": abouts,
        "contexts": contexts,
        "members": plan.members,
    }
    plain: dict[str, Any] = json.loads(json.dumps(record, ensure_ascii=False, default=_plain))
    return plain


def _scenario_record(item: Scenario, baseline: Config, abouts: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what sets a scenario apart; its text is added to those that are known."""
    if item.about not in abouts:
        abouts.append(item.about)
    return {
        "name": item.name,
        "is_shown": item.is_shown,
        "about": abouts.index(item.about),
        "values": item.values,
        "differences": _differences(item.config, baseline),
        "changes_from_year": item.config.changes_from_year,
    }


def _differences(mine: Any, other: Any, prefix: str = "") -> dict[str, Any]:
    """Return the parameters of a tree that are not those of another; 1 is not 1.0, whose hash is another.

    Blocks that both share are passed over: thousands of scenarios are recorded here.
    """
    found: dict[str, Any] = {}
    for item in fields(mine):
        one, two = getattr(mine, item.name), getattr(other, item.name)
        if one is two:
            continue
        if is_dataclass(one):
            found |= _differences(one, two, f"{prefix}{item.name}.")
        elif item.name != CHANGES and (one != two or type(one) is not type(two)):
            found[f"{prefix}{item.name}"] = one
    return found


def _plain(value: Any) -> Any:
    """Return a number of NumPy as one of Python, anything else that JSON does not know as text."""
    return value.item() if hasattr(value, "item") else str(value)


def plan_from(record: Mapping[str, Any]) -> Plan:
    """Return the plan of a record.

    Raises
    ------
    ConfigurationError
        With everything that this version does not know, misses or refuses in it.
    """
    found: list[Problem] = []
    if isinstance(record, Mapping) and record.get("format", FORMAT) != FORMAT:
        message = f"another version wrote it; this one reads format {FORMAT}"
        found.append(Problem("plan.format", record["format"], message))
    elif _has_shape(record, _PLAN, "plan", found):
        plan = _plan_from(record, found)
    if found:
        raise ConfigurationError(list({str(problem): problem for problem in found}.values()))
    return plan


def _plan_from(record: Mapping[str, Any], found: list[Problem]) -> Plan:
    kept, years = tuple(record["kept"]), tuple(record["household_years"])
    found += [Problem("plan.kept", name, _not_known(name, TABLES)) for name in kept if name not in TABLES]
    options = _options_from(record["options"], found)
    known = flat(Config())
    found += _other_keys("", record["parameters"], known)
    reader = _Reader(
        known, with_values(Config(), _fitting(record["parameters"], known)), record["abouts"], found
    )
    contexts = [
        reader.context(item, f"plan.contexts.{place}", options)
        for place, item in enumerate(record["contexts"])
    ]
    if not contexts:
        found.append(Problem("plan.contexts", contexts, "must hold one at least"))
    made = [context for context in contexts if context is not None]
    members = tuple(record["members"])
    for place, member in enumerate(members):
        found += _other_keys(f"members.{place}", member, member.keys() & known.keys())
    return Plan(record["kind"], made, options, record["design"], kept, years, members)


class _Reader:
    """What the scenarios of a record are read with."""

    def __init__(
        self, known: Mapping[str, Any], baseline: Config, abouts: list[Any], found: list[Problem]
    ) -> None:
        self.known, self.baseline, self.found = known, baseline, found
        self.abouts = dict(enumerate(abouts))

    def context(self, item: Any, where: str, options: RunOptions) -> Context | None:
        """Return a context, None if its record cannot be read."""
        if not _has_shape(item, _CONTEXT, where, self.found):
            return None
        scenarios = [
            self.scenario(one, f"{where}.scenarios.{place}") for place, one in enumerate(item["scenarios"])
        ]
        if not scenarios:
            self.found.append(Problem(f"{where}.scenarios", scenarios, "must hold the baseline at least"))
        made = [scenario for scenario in scenarios if scenario is not None]
        experiment = Experiment(made, options, list(item["overrides"]), dict(item["reach"]))
        return Context(item["name"], dict(item["values"]), experiment)

    def scenario(self, item: Any, where: str) -> Scenario | None:
        """Return a scenario, None if its record cannot be read."""
        if not _has_shape(item, _SCENARIO, where, self.found):
            return None
        different, changes = item["differences"], item["changes_from_year"]
        self.found += [
            Problem(key, different[key], _not_known(key, self.known))
            for key in different
            if key not in self.known
        ]
        config = replace(
            with_values(self.baseline, _fitting(different, self.known)),
            changes_from_year={int(year) if year.isdecimal() else year: changes[year] for year in changes},
        )
        self.found += problems(config)
        about = self.abouts.get(item["about"])
        if not isinstance(about, dict):
            self.found.append(Problem(f"{where}.about", item["about"], "names no text in plan.abouts"))
            return None
        return Scenario(item["name"], config, about, item["is_shown"], dict(item["values"]))


def _options_from(given: Mapping[str, Any], found: list[Problem]) -> RunOptions:
    wrong = _other_keys("plan.options.", given, dict.fromkeys(OPTIONS))
    try:
        options = replaced(RunOptions(), _fitting(given, dict.fromkeys(OPTIONS)))
    except ConfigurationError as error:
        options, wrong = RunOptions(), wrong + error.problems
    found += wrong
    return options


def _has_shape(value: Any, wanted: Mapping[str, type], where: str, found: list[Problem]) -> bool:
    """Return whether a part of a record has the keys and types that it should; add what is wrong."""
    if not isinstance(value, Mapping):
        found.append(Problem(where, value, "must be a group of keys with values"))
        return False
    wrong = _other_keys(f"{where}.", value, wanted)
    for key, kind in wanted.items():
        if key in value and type(value[key]) is not kind:
            wrong.append(Problem(f"{where}.{key}", value[key], f"must be of type {kind.__name__}"))
    found += wrong
    return not wrong


def _other_keys(where: str, given: Mapping[str, Any], known: Mapping[str, Any]) -> list[Problem]:
    """Return which keys are unknown here, and which are missing."""
    found = [
        Problem(f"{where}{key}", given[key], _not_known(key, known)) for key in given if key not in known
    ]
    missing = [key for key in known if key not in given]
    return found + [
        Problem(f"{where}{key}", None, "is missing, but this version needs it") for key in missing
    ]


def _not_known(key: object, known: Mapping[str, Any] | tuple[str, ...]) -> str:
    near = nearest_name(str(key), list(known))
    return "this version does not know it" + (f"; the nearest name that it knows is {near!r}" if near else "")


def _fitting(given: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in given.items() if key in known}
