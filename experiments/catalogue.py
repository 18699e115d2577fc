"""Small commands: the year table of one run, what there is, what a scenario says, the fit to data."""

from __future__ import annotations

from typing import Any

from experiments.answers.report import beyond_lines, titles_of
from experiments.planning.compose import (
    BASELINE,
    Experiment,
    compose_experiment,
    compose_one,
    load,
    scenario_names,
)
from experiments.planning.folders import groups
from experiments.planning.options import LANGUAGES, RunOptions
from experiments.words.labels import YEAR_COLUMNS, outcome_label, text
from experiments.words.layout import table_lines, width
from experiments.words.progress import say
from sim.config import Config
from sim.parameter import ConfigurationError, Problem, flat, nearest_name, replaced, walk

LISTS = ("scenarios", "sweeps", "levers", "places", "outcomes", "difficulties", "parameters")

GROUPS = ("baseline", "levers", "package", "frictions", "withdrawal", "stress", "other")
"""Kinds of scenarios in the order of the catalogue; the files name theirs in ``about.group``."""

PLACE = "place"

TABLE_OPTIONS = ("keep", "household_years")
SEED_OPTIONS = ("until_outcome", "until_half_width", "ensemble")
ENGINE_OPTIONS = ("engine", "address", "scheduler_file")


def run_one(names: list[str], overrides: list[str]) -> int:
    """Print the years of one scenario under one seed."""
    from experiments.planning.plan import tasks_of
    from experiments.running.execution import NothingSimulatedError, compile_kernels
    from experiments.simulate import simulate_seed

    scenario = _one_name(names, "run")
    unheeded = ("replicates", "workers", "study", "results", *TABLE_OPTIONS, *SEED_OPTIONS, *ENGINE_OPTIONS)
    refuse(overrides, unheeded, "`rural run` prints one seed; use `rural compare`")
    experiment = compose_one(scenario, overrides)
    lang = experiment.options.lang
    for line in beyond_lines(experiment, lang):
        say(line)
    compile_kernels(lang)
    experiment.options.replicates = 1
    result = simulate_seed(tasks_of(experiment)[0])
    if not result.is_done:
        raise NothingSimulatedError(f"seed {result.seed}: {result.reason}")
    print("\n".join(year_lines(experiment, result.runs[scenario].outcomes, scenario)))
    return 0


def _one_name(names: list[str], command: str) -> str:
    if len(names) > 1:
        raise ConfigurationError(
            [Problem("scenario", " ".join(names), f"`rural {command}` takes one scenario")]
        )
    return names[0] if names else BASELINE


def refuse(overrides: list[str], keys: tuple[str, ...], reason: str) -> None:
    """Refuse options that a command would not heed."""
    given = [word.partition("=") for word in overrides]
    found = [Problem(key, value, reason) for key, _, value in given if key in keys]
    if found:
        raise ConfigurationError(found)


def year_lines(experiment: Experiment, outcomes: Any, scenario: str) -> list[str]:
    """Return the year table of one run with units."""
    lang = experiment.options.lang
    abouts = {item.name: item.about for item in experiment.scenarios}
    labels = [outcome_label(name) for name in YEAR_COLUMNS]
    rows = [
        [text("year", lang), *(label.heading(lang) for label in labels)],
        ["", *(label.unit_text(lang) for label in labels)],
    ]
    for row in outcomes.to_dict("records"):
        cells = [rounded_fully(row[label.name] * label.scale, label.digits) for label in labels]
        rows.append([str(int(row["year"])), *cells])
    title = titles_of(abouts, lang)[scenario]
    return [f"{title} ({scenario}), seed {experiment.options.seed}", *table_lines(rows)]


def rounded_fully(value: float, digits: int) -> str:
    """Return a number with fixed decimals, for tables of one run."""
    return f"{value:,.{digits}f}".replace("-", "−")


def list_things(names: list[str], overrides: list[str]) -> int:
    """Print scenarios, sweeps, levers, places, outcomes, difficulties or parameters."""
    what = names[0] if names else LISTS[0]
    found = [] if len(names) <= 1 else [Problem("list", " ".join(names), "one list at a time")]
    if what not in LISTS:
        near = nearest_name(what, list(LISTS))
        hint = f"did you mean {near!r}? " if near else ""
        found.append(Problem("list", what, f"no such list; {hint}known are {', '.join(LISTS)}"))
    lang = language_of(overrides, found)
    print("\n".join({
        "scenarios": scenario_lines,
        "sweeps": design_lines,
        "levers": lever_lines,
        "places": place_lines,
        "outcomes": outcome_lines,
        "difficulties": difficulty_lines,
        "parameters": parameter_lines,
    }[what](lang)))  # fmt: skip
    return 0


def language_of(overrides: list[str], found: list[Problem]) -> str:
    """Return the language asked for; these commands take no other override."""
    lang = LANGUAGES[0]
    for word in overrides:
        key, _, value = word.partition("=")
        if key != "lang":
            found.append(Problem(key, value, "this command takes only lang=en|zh"))
        elif value not in LANGUAGES:
            found.append(Problem(key, value, f"must be one of {', '.join(LANGUAGES)}"))
        else:
            lang = value
    if found:
        raise ConfigurationError(found)
    return lang


def scenario_lines(lang: str) -> list[str]:
    """Return a line for each scenario, group by group."""
    from sim.policies import Policies

    order = [*Policies().levers(), *scenario_names()]  # levers in the order of their catalogue
    names = sorted(scenario_names(), key=order.index)
    abouts = {name: load(name).about for name in names}
    rows = aligned(
        [[f"  {name}", titles_of(abouts, lang)[name], words_of(abouts[name].get("question"), lang)]
         for name in names]
    )  # fmt: skip
    by_group: dict[str, list[str]] = {group: [] for group in GROUPS}
    for name, row in zip(names, rows, strict=True):
        group = str(abouts[name].get("group"))
        by_group[group if group in by_group else GROUPS[-1]].append(row)
    lines = []
    for group, found in by_group.items():
        lines += [text(f"group_{group}", lang), *found] if found else []
    return lines


def design_lines(lang: str) -> list[str]:
    """Return a line for each design of a sweep."""
    from experiments.planning.sweep_plan import sweep_about, sweep_names

    abouts = {name: sweep_about(name) for name in sweep_names()}
    return aligned(
        [
            [name, words_of(about.get("title"), lang), words_of(about.get("question"), lang)]
            for name, about in abouts.items()
        ]
    )


def place_lines(lang: str) -> list[str]:
    """Return a line for each place: what it is, and the parameters in which places differ."""
    places = {name: load(BASELINE, {PLACE: name}) for name in groups()[PLACE]}
    values = {name: flat(place.config) for name, place in places.items()}
    keys = [key for key in flat(Config()) if len({values[name][key] for name in places}) > 1]
    rows = []
    for name, place in places.items():
        sets = " ".join(f"{key}={values[name][key]}" for key in keys)
        rows.append([name, words_of(place.about.get(PLACE), lang), sets])
    return aligned(rows)


def lever_lines(lang: str) -> list[str]:
    """Return a line for each lever."""
    from sim.policies import Policies

    return aligned(
        [
            [f"policies.{name}", lever.title_zh if lang == "zh" else lever.title, channel_of(name, lang)]
            for name, lever in Policies().levers().items()
        ]
    )


def channel_of(lever: str, lang: str) -> str:
    """Return what a lever moves; the Chinese words stand in the scenario that raises it."""
    from sim.policies import Policies

    channel = Policies().levers()[lever].channel
    has_chinese = lang == "zh" and lever in scenario_names()
    return str(load(lever).about.get("channel_zh", channel)) if has_chinese else channel


def outcome_lines(lang: str) -> list[str]:
    """Return a line for each outcome."""
    from sim.outcomes import OUTCOMES

    return aligned(
        [
            [item.name, item.unit, item.label_zh if lang == "zh" else item.definition]
            for item in OUTCOMES.values()
        ]
    )


def difficulty_lines(lang: str) -> list[str]:
    """Return a line for each difficulty: the scenario without it and the outcomes that show it."""
    from experiments.answers.difficulties import difficulty_rows

    return aligned(difficulty_rows(lang))


def parameter_lines(lang: str) -> list[str]:
    """Return a line for each parameter and option: name, default, unit, meaning."""
    found = [*walk(RunOptions()), *walk(Config())]
    return aligned([[key, f"{value!s}", item.unit, item.doc] for key, item, value in found])


def aligned(rows: list[list[str]]) -> list[str]:
    """Return rows as lines with columns that begin at the same place."""
    widths = [max(width(row[place]) for row in rows) for place in range(len(rows[0]))]
    return [
        "  ".join(cell + " " * (room - width(cell)) for cell, room in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def words_of(entry: Any, lang: str) -> str:
    """Return the part of a bilingual entry in a language."""
    return str(entry.get(lang, entry.get("en", "")) if isinstance(entry, dict) else entry or "")


def fit(names: list[str], overrides: list[str]) -> int:
    """Print the model of 2013-2020 beside the data."""
    from experiments.answers.fit_table import FIT_DEFAULTS, fit_lines
    from experiments.running.execution import compile_kernels

    reason = "`rural fit` prints 2013 to 2020 and writes no files"
    of_study = ("study", "results", *TABLE_OPTIONS, *SEED_OPTIONS, *ENGINE_OPTIONS)
    unheeded = ("end_year", "clock.end_year", *of_study)
    refuse(overrides, unheeded, reason)
    words = (
        overrides if any(word.startswith("place=") for word in overrides) else ["place=national", *overrides]
    )
    defaults = replaced(RunOptions(), FIT_DEFAULTS)
    experiment = compose_experiment([_one_name(names, "fit")], words, defaults=defaults, is_compared=False)
    compile_kernels(experiment.options.lang)
    print("\n".join(fit_lines(experiment)))
    return 0
