"""Small commands: the year table of one run, what there is, what a scenario says, the fit to data."""

from __future__ import annotations

import textwrap
from typing import Any

from experiments.compose import (
    BASELINE,
    Experiment,
    Scenario,
    compose_experiment,
    compose_one,
    load,
    scenario_names,
)
from experiments.labels import YEAR_COLUMNS, outcome_label, text
from experiments.options import LANGUAGES, RunOptions
from experiments.overrides import unknown_name
from experiments.report import table_lines, titles_of
from sim.parameter import ConfigurationError, Problem, flat, nearest_name, replaced, walk

LISTS = ("scenarios", "levers", "outcomes", "parameters")
WIDTH = 110


def run_one(names: list[str], overrides: list[str]) -> int:
    """Print the years of one scenario under one seed."""
    from experiments.simulate import simulate_seed
    from experiments.study import compile_kernels, tasks_of

    scenario = _one_name(names, "run")
    _refuse(overrides, ("replicates", "study", "results"), "`rural run` prints one seed; use `rural compare`")
    experiment = compose_one(scenario, overrides)
    lang = experiment.options.lang
    compile_kernels(experiment, lang)
    experiment.options.replicates = 1
    result = simulate_seed(tasks_of(experiment)[0])
    if not result.is_done:
        from experiments.study import NothingSimulatedError

        raise NothingSimulatedError(result.error)
    print("\n".join(year_lines(experiment, result.runs[scenario].outcomes, scenario)))
    return 0


def _one_name(names: list[str], command: str) -> str:
    if len(names) > 1:
        raise ConfigurationError(
            [Problem("scenario", " ".join(names), f"`rural {command}` takes one scenario")]
        )
    return names[0] if names else BASELINE


def _refuse(overrides: list[str], keys: tuple[str, ...], reason: str) -> None:
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
    """Print scenarios, levers, outcomes or parameters."""
    what = names[0] if names else LISTS[0]
    found = [] if len(names) <= 1 else [Problem("list", " ".join(names), "one list at a time")]
    if what not in LISTS:
        near = nearest_name(what, list(LISTS))
        hint = f"did you mean {near!r}? " if near else ""
        found.append(Problem("list", what, f"no such list; {hint}known are {', '.join(LISTS)}"))
    lang = _language(overrides, found)
    print("\n".join({
        "scenarios": scenario_lines,
        "levers": lever_lines,
        "outcomes": outcome_lines,
        "parameters": parameter_lines,
    }[what](lang)))  # fmt: skip
    return 0


def _language(overrides: list[str], found: list[Problem]) -> str:
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
    """Return a line for each scenario."""
    rows = []
    for name in scenario_names():
        about = load(name).about
        rows.append([name, titles_of({name: about}, lang)[name], str(_words(about.get("question"), lang))])
    return _left(rows)


def lever_lines(lang: str) -> list[str]:
    """Return a line for each lever."""
    from sim.policies import Policies

    return _left(
        [
            [f"policies.{name}", lever.title_zh if lang == "zh" else lever.title, lever.channel]
            for name, lever in Policies().levers().items()
        ]
    )


def outcome_lines(lang: str) -> list[str]:
    """Return a line for each outcome."""
    from sim.outcomes import OUTCOMES

    return _left(
        [
            [item.name, item.unit, item.label_zh if lang == "zh" else item.definition]
            for item in OUTCOMES.values()
        ]
    )


def parameter_lines(lang: str) -> list[str]:
    """Return a line for each parameter and option: name, default, unit, meaning."""
    from sim.config import Config

    found = [*walk(RunOptions()), *walk(Config())]
    return _left([[key, f"{value!s}", item.unit, item.doc] for key, item, value in found])


def _left(rows: list[list[str]]) -> list[str]:
    from experiments.report import width

    widths = [max(width(row[place]) for row in rows) for place in range(len(rows[0]))]
    return [
        "  ".join(cell + " " * (room - width(cell)) for cell, room in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _words(entry: Any, lang: str) -> Any:
    """Return the part of a bilingual entry in a language."""
    return entry.get(lang, entry.get("en", "")) if isinstance(entry, dict) else entry or ""


def show(names: list[str], overrides: list[str]) -> int:
    """Print what a scenario asks, what it changes and what it rests on."""
    found: list[Problem] = []
    name = names[0] if names else BASELINE
    if len(names) > 1:
        found.append(Problem("scenario", " ".join(names), "`rural show` takes one scenario"))
    if name not in scenario_names():
        found.append(unknown_name("scenario", name, scenario_names()))
    lang = _language(overrides, found)
    scenario = load(name)
    print("\n".join(about_lines(scenario, load(BASELINE), lang)))
    return 0


def about_lines(scenario: Scenario, baseline: Scenario, lang: str) -> list[str]:
    """Return title, question, changes against the baseline, expected direction and references."""
    about = scenario.about
    lines = [f"{titles_of({scenario.name: about}, lang)[scenario.name]} ({scenario.name})", ""]
    for part in ("question", "changes"):
        if words := _words(about.get(part), lang):
            lines.append(f"{text(part, lang)}{words}")
    mine, base = flat(scenario.config), flat(baseline.config)
    units = {key: statement.unit for key, statement, _ in walk(scenario.config)}
    changed = [
        f"  {key}: {base[key]!r} -> {mine[key]!r} ({units[key]})" for key in mine if mine[key] != base[key]
    ]
    lines += ["", text("differs", lang), *(changed or [f"  {text('no_difference', lang)}"])]
    if expected := about.get("expected_direction"):
        lines += ["", text("expected", lang)]
        lines += [f"  {name} {item.get('sign', '')}  {_words(item, lang)}" for name, item in expected.items()]
    if references := about.get("references"):
        lines += ["", text("references", lang)]
        lines += [textwrap.fill(str(item), WIDTH, initial_indent="  - ", subsequent_indent="    ")
                  for item in references]  # fmt: skip
    return lines


def fit(names: list[str], overrides: list[str]) -> int:
    """Print the model of 2013-2020 beside the data."""
    from experiments.fit_table import FIT_DEFAULTS, fit_lines
    from experiments.study import compile_kernels

    reason = "`rural fit` prints 2013 to 2020 and writes no files"
    _refuse(overrides, ("end_year", "clock.end_year", "study", "results"), reason)
    words = (
        overrides if any(word.startswith("place=") for word in overrides) else ["place=national", *overrides]
    )
    defaults = replaced(RunOptions(), FIT_DEFAULTS)
    experiment = compose_experiment([_one_name(names, "fit")], words, defaults=defaults, is_compared=False)
    compile_kernels(experiment, experiment.options.lang)
    print("\n".join(fit_lines(experiment)))
    return 0
