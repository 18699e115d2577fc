"""Overrides from the command line: parsed one by one so that all mistakes are reported together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from experiments.planning.axes import Interval, parsed, several, unquoted
from experiments.planning.names import ALIASES, FREE_TEXTS, PLAUSIBLE, SCENARIO, Names, dated, unknown_name
from experiments.planning.option_checks import extra_option_problems
from experiments.planning.options import LANGUAGES, LARGEST_SEED, LONGEST_STUDY_NAME, RunOptions
from sim.parameter import ConfigurationError, Problem, nearest_name, problems, replaced

AMOUNT = "policies.cash.amount_per_resident_cny"
PROGRAMME_END = "government.programme_end_year"


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
    axes : dict of key to list or Interval
        Groups and parameters with more than one value, the values in the type of their parameter.
    sweep : dict of word to list
        What the words of a sweep say, see :data:`SWEEP_WORDS`.
    """

    groups: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    options: RunOptions = field(default_factory=RunOptions)
    words: list[str] = field(default_factory=list)
    axes: dict[str, list[Any] | Interval] = field(default_factory=dict)
    sweep: dict[str, list[Any]] = field(default_factory=dict)


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
        Whether several values for a key are welcome, ``scenario=`` and the words of a sweep, too.
    """
    request = Request(words=list(words))
    found: list[Problem] = []
    options: dict[str, Any] = {}
    names = Names(is_sweep)
    seen: set[str] = set()
    for word in request.words:
        key, values, problem = _split(word, names, is_sweep)
        if problem is None and key in seen:
            found.append(Problem(key, _first(values), "given more than once; keep one"))
        seen.add(key)
        if problem is not None:
            found.append(problem)
        elif is_app and dated(key):
            hint = "the app takes changes in mid-run from scenario files; use `rural compare`"
            found.append(Problem(key, _first(values), hint))
        elif key == SCENARIO and not (is_app or is_sweep):
            found.append(Problem(key, _first(values), "name scenarios as plain words, without `scenario=`"))
        elif key in names.options:
            if isinstance(values, list) and len(values) == 1:
                options[key] = values[0]
            else:
                found.append(Problem(key, word.partition("=")[2], "an option takes one value"))
        elif key in names.sweep:
            request.sweep[key] = values if isinstance(values, list) else [str(values)]
        elif key in names.groups:
            found += _note_group(request, key, values, names.groups[key])
        else:
            found += _note(request, key, values, names)
    request.options, wrong = _options(defaults or RunOptions(), options)
    return request, found + wrong


def _first(values: list[Any] | Interval) -> Any:
    """Return a value to name in a message."""
    return str(values) if isinstance(values, Interval) else values[0]


def _note_group(request: Request, key: str, values: list[Any] | Interval, known: list[str]) -> list[Problem]:
    """Note the files chosen in a group; return what is wrong with them."""
    if isinstance(values, Interval):
        return [Problem(key, str(values), f"an interval of numbers; known are {', '.join(known)}")]
    chosen = [str(value) for value in values]
    request.groups[key] = chosen[0]
    if len(chosen) > 1:
        request.axes[key] = chosen
    wrong = [unknown_name(key, name, known) for name in chosen if name not in known]
    return wrong + _repeated(key, chosen)


def _note(request: Request, key: str, values: list[Any] | Interval, names: Names) -> list[Problem]:
    """Note the values of a parameter, each checked; return what is wrong with them."""
    if isinstance(values, Interval) and (wrong := names.not_a_range(key, values)):
        return wrong
    ends = [values.low, values.high] if isinstance(values, Interval) else values
    chosen, wrong = names.all_checked(key, ends)
    request.values[key] = ends[0]
    if isinstance(values, Interval):
        request.axes[key] = Interval(chosen[0], chosen[1], isinstance(chosen[0], int))
        return wrong
    if len(chosen) > 1:
        request.axes[key] = chosen
    return wrong + _repeated(key, chosen)


def _repeated(key: str, values: list[Any]) -> list[Problem]:
    counts = Counter(repr(value) for value in values)
    return [Problem(key, text, "listed more than once; keep one") for text, n in counts.items() if n > 1]


def _split(word: str, names: Names, is_sweep: bool) -> tuple[str, list[Any] | Interval, Problem | None]:
    """Return full key and values of one override, or what is wrong with its form."""
    if word.startswith(("+", "~")):
        return "", [], _signed(word, names)
    key, sign, typed = word.partition("=")
    if not key.strip() or not sign:
        return "", [], Problem("override", word, "not of the form key=value")
    key = ALIASES.get(key, key)
    if not names.has(key):
        return key, [], names.unknown(key, typed)
    if is_sweep and typed == PLAUSIBLE and not names.is_text(key) and key not in names.groups:
        if (ends := names.plausible(key)) is not None:
            return key, Interval(*ends), None
        return key, [], Problem(key, typed, "no plausible range is stated; give interval(low,high)")
    override = parsed(word)
    if override is None or key in FREE_TEXTS:
        return key, [unquoted(typed)], None  # the check of types will say what it should be
    if not override.is_sweep_override():
        value = override.value()
        return key, [str(value) if names.is_text(key) and value is not None else value], None
    if not is_sweep:
        return key, [], Problem(key, typed, "one value at a time here; several need `rural sweep`")
    values, wrong = several(override, names.groups.get(key, []))
    if wrong:
        return key, [], Problem(key, typed, wrong)
    is_text = names.is_text(key) and isinstance(values, list)
    return key, [str(value) for value in values] if is_text else values, None  # type: ignore[union-attr]


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
    return [*found, *extra_option_problems(options)]


def _signed(word: str, names: Names) -> Problem:
    """Return the problem of a key with a sign, with the key that was meant."""
    key = word.lstrip("+~").partition("=")[0]
    key = ALIASES.get(key, key)
    near = key if names.has(key) else nearest_name(key, [*names.parameters, *names.options, *names.groups])
    hint = f"; did you mean {near!r}?" if near else ""
    return Problem("override", word, f"keys can be set, not added or removed: leave out the sign{hint}")


def _bad_study_name(name: str) -> str:
    """Return what keeps a name from being a folder on every system, or an empty text."""
    if any(sign in '/\\:*?"<>|' or not sign.isprintable() for sign in name):
        return 'must be a plain folder name, without / \\ : * ? " < > |'
    if name.startswith(".") or name.endswith((".", " ")):
        return "must not begin with a dot, nor end with a dot or a space"
    if len(name.encode(errors="replace")) > LONGEST_STUDY_NAME:
        return f"must be at most {LONGEST_STUDY_NAME} bytes long"
    return ""
