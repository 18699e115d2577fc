"""Overrides from the command line: parsed one by one so that all mistakes are reported together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from importlib.resources import files
from typing import Any

from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Glob, Override
from hydra.errors import HydraException

from experiments.options import LANGUAGES, LARGEST_SEED, LONGEST_STUDY_NAME, RunOptions
from sim.config import Config
from sim.parameter import ConfigurationError, Problem, nearest_name, problems, replaced, unknown_key, walk

ALIASES = {"end_year": "clock.end_year"}
"""Short forms of keys that everybody needs."""

FREE_TEXTS = ("study", "results", "lang")
"""Options that are taken as typed: folder names may hold signs that Hydra's grammar does not know."""

SCENARIO = "scenario"
EQUAL_COST = "policies.cash.equal_cost_to"
AMOUNT = "policies.cash.amount_per_resident_cny"
PROGRAMME_END = "government.programme_end_year"
CHANGES = "changes_from_year"


def dated(key: str) -> tuple[int, str] | None:
    """Return year and parameter of a change in mid-run, None for any other key.

    Examples
    --------
    >>> dated("changes_from_year.2026.health.illness_prob_old"), dated("health.illness_prob_old")
    ((2026, 'health.illness_prob_old'), None)
    """
    first, _, rest = key.partition(".")
    year, _, parameter = rest.partition(".")
    is_year = year.isascii() and year.isdecimal()
    return (int(year), parameter) if first == CHANGES and is_year and parameter else None


@dataclass
class Request:
    """What the overrides ask for.

    Attributes
    ----------
    groups : dict of group to choice
        ``place=national`` and the like.
    values : dict of dotted parameter name to value
    options : RunOptions
    words : list of str
        The overrides as typed.
    """

    groups: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    options: RunOptions = field(default_factory=RunOptions)
    words: list[str] = field(default_factory=list)


def groups() -> dict[str, list[str]]:
    """Return the groups of scenario files with the names that may be chosen in each."""
    found = {}
    for folder in sorted(files("scenarios").iterdir(), key=lambda item: item.name):
        if folder.is_dir() and not folder.name.startswith((".", "_")):
            names = sorted(item.name[:-5] for item in folder.iterdir() if item.name.endswith(".yaml"))
            if names:
                found[folder.name] = [name for name in names if not name.startswith("_")]
    return found


def unknown_name(group: str, name: str, names: list[str]) -> Problem:
    """Return the problem of a scenario or place that does not exist, with the nearest that does."""
    near = nearest_name(name, names)
    hint = f"did you mean {near!r}? " if near else ""
    return Problem(group, name, f"no such {group}; {hint}known are {', '.join(names)}")


def parse(
    words: Iterable[str],
    *,
    defaults: RunOptions | None = None,
    is_app: bool = False,
    is_sweep: bool = False,
) -> tuple[Request, list[Problem]]:
    """Return what ``key=value`` words ask for and everything that is wrong with them.

    Parameters
    ----------
    words : iterable of str
    defaults : RunOptions, optional
    is_app : bool
        Under the Hydra app ``scenario=`` is welcome.
    is_sweep : bool
        Whether several values for a key are welcome; each is checked.
    """
    request = Request(words=list(words))
    found: list[Problem] = []
    options: dict[str, Any] = {}
    names = _Names()
    seen: set[str] = set()
    for word in request.words:
        key, values, problem = _split(word, names, is_sweep)
        if problem is None and key in seen:
            found.append(Problem(key, values[-1], "given more than once; keep one"))
        seen.add(key)
        if problem is not None:
            found.append(problem)
        elif is_app and dated(key):
            hint = "the app takes changes in mid-run from scenario files; use `rural compare`"
            found.append(Problem(key, values[-1], hint))
        elif key == SCENARIO and not is_app:
            found.append(Problem(key, values[0], "name scenarios as plain words, without `scenario=`"))
        elif key in names.groups:
            known = names.groups[key]
            request.groups[key] = str(values[-1])
            found += [unknown_name(key, str(value), known) for value in values if str(value) not in known]
        elif key in names.options:
            options[key] = values[-1]
            found += [problem for value in values[:-1] for problem in _options(RunOptions(), {key: value})[1]]
        else:
            request.values[key] = values[-1]
            for value in values:
                found += _value_problems(key, value, names)
    request.options, wrong = _options(defaults or RunOptions(), options)
    return request, found + wrong


class _Names:
    """Everything that may stand to the left of ``=``."""

    def __init__(self) -> None:
        self.parameters = {key: statement for key, statement, _ in walk(Config())}
        self.options = [item.name for item in fields(RunOptions)]
        self.groups = groups()

    def has(self, key: str) -> bool:
        """Return whether a key exists."""
        if (change := dated(key)) is not None:
            return change[1] in self.parameters
        return key in self.parameters or key in self.options or key in self.groups

    def is_text(self, key: str) -> bool:
        """Return whether the values of a key are texts, also those that look like numbers."""
        change = dated(key)
        statement = self.parameters.get(change[1] if change else key)
        return key in FREE_TEXTS or (statement is not None and isinstance(statement.default, str))

    def unknown(self, key: str, typed: str) -> Problem:
        """Return the problem of a key that does not exist, with the nearest that does."""
        if (change := dated(key)) is not None:
            inner = unknown_key(change[1], typed, list(self.parameters))
            return Problem(key, typed, inner.message)
        if key.split(".")[0] == CHANGES:
            return Problem(key, typed, f"name year and parameter: {CHANGES}.2026.health.illness_prob_old=0.1")
        return unknown_key(key, typed, [*self.parameters, *self.options, *ALIASES, *self.groups])


def _split(word: str, names: _Names, is_sweep: bool) -> tuple[str, list[Any], Problem | None]:
    """Return full key and values of one override, or what is wrong with its form."""
    if word.startswith(("+", "~")):
        return "", [], Problem("override", word, "keys can be set, not added or removed: leave out the sign")
    key, sign, typed = word.partition("=")
    if not key.strip() or not sign:
        return "", [], Problem("override", word, "not of the form key=value")
    key = ALIASES.get(key, key)
    if not names.has(key):
        return key, [], names.unknown(key, typed)
    override = parsed(word)
    if override is None or (key in FREE_TEXTS and not is_sweep):
        return key, [unquoted(typed)], None  # the check of types will say what it should be
    if not override.is_sweep_override():
        value = override.value()
        return key, [str(value) if names.is_text(key) and value is not None else value], None
    if not is_sweep:
        hint = "one value at a time here; several need `python -m experiments.run --multirun`"
        return key, [], Problem(key, typed, hint)
    values = _swept(override, names.groups.get(key, []))
    if values:
        return key, [str(value) for value in values] if names.is_text(key) else values, None
    return key, [], Problem(key, typed, "gives no values; sweep over a list a,b or choice() or range()")


def parsed(word: str) -> Override | None:
    """Return an override by Hydra's own grammar, None when that cannot read it."""
    try:
        return OverridesParser.create().parse_override(word)
    except HydraException:
        return None


def unquoted(typed: str) -> str:
    """Return a text without the quotes that stand around it."""
    is_quoted = len(typed) > 1 and typed[0] == typed[-1] and typed[0] in "'\""
    return typed[1:-1] if is_quoted else typed


def _swept(override: Override, known: list[str]) -> list[Any]:
    """Return the values of a sweep; none for those that only a search plugin could list."""
    value = override.value()
    if isinstance(value, Glob):
        return value.filter(known)
    return list(override.sweep_iterator()) if override.is_discrete_sweep() else []


def _value_problems(key: str, value: Any, names: _Names) -> list[Problem]:
    if key == EQUAL_COST and value and value not in names.groups[SCENARIO]:
        return [Problem(key, value, unknown_name(SCENARIO, value, names.groups[SCENARIO]).message)]
    if (change := dated(key)) is not None:
        return problems(Config(changes_from_year={change[0]: {change[1]: value}}))
    try:
        replaced(Config(), {key: value})
    except ConfigurationError as error:
        return error.problems
    return []


def _options(defaults: RunOptions, given: dict[str, Any]) -> tuple[RunOptions, list[Problem]]:
    options, found = defaults, []
    for key, value in given.items():
        try:
            options = replaced(options, {key: value})
        except ConfigurationError as error:
            found += error.problems
    return options, found + option_problems(options)


def option_problems(options: RunOptions) -> list[Problem]:
    """Return what is wrong with options beyond type and range."""
    found = problems(options)
    if options.lang not in LANGUAGES:
        found.append(Problem("lang", options.lang, f"must be one of {', '.join(LANGUAGES)}"))
    if message := _bad_study_name(options.study):
        found.append(Problem("study", options.study, message))
    if not options.results.strip():
        found.append(Problem("results", options.results, "must name a folder; . is the current one"))
    last = options.seed + options.replicates - 1
    if not found and last > LARGEST_SEED:
        message = f"with {options.replicates} replicates the last seed would pass {LARGEST_SEED}"
        found.append(Problem("seed", options.seed, message))
    return found


def _bad_study_name(name: str) -> str:
    """Return what keeps a name from being a folder on every system, or an empty text."""
    if any(sign in '/\\:*?"<>|' or not sign.isprintable() for sign in name):
        return 'must be a plain folder name, without / \\ : * ? " < > |'
    if name.startswith(".") or name.endswith((".", " ")):
        return "must not begin with a dot, nor end with a dot or a space"
    if len(name.encode(errors="replace")) > LONGEST_STUDY_NAME:
        return f"must be at most {LONGEST_STUDY_NAME} bytes long"
    return ""
