"""``rural show``: what a scenario asks, changes and rests on, and how its lever works."""

from __future__ import annotations

import textwrap
from typing import Any

from experiments.answers.report import titles_of
from experiments.catalogue import channel_of, language_of, words_of
from experiments.planning.compose import BASELINE, Scenario, load, scenario_names
from experiments.planning.overrides import unknown_name
from experiments.words.labels import outcome_label, text
from sim.config import Config
from sim.parameter import Problem, flat, statements, walk
from sim.policies import Policies, Policy

WIDTH = 110

WITHOUT_POLICY = ("frictions", "stress")
"""Groups of scenarios that are no policies, so that nothing about them can fail."""


def show(names: list[str], overrides: list[str]) -> int:
    """Print what a scenario asks, what it changes and what it rests on."""
    found: list[Problem] = []
    name = names[0] if names else BASELINE
    if len(names) > 1:
        found.append(Problem("scenario", " ".join(names), "`rural show` takes one scenario"))
    if name not in scenario_names():
        found.append(unknown_name("scenario", name, scenario_names()))
    lang = language_of(overrides, found)
    scenario = load(name)
    lines = about_lines(scenario, load(BASELINE), lang)
    if name in Policies().levers():
        lines += ["", *lever_lines(name, scenario.config.policies.levers()[name], lang)]
    print("\n".join(lines))
    return 0


def about_lines(scenario: Scenario, baseline: Scenario, lang: str) -> list[str]:
    """Return title, question, changes against the baseline, expected direction, dangers and references."""
    about = scenario.about
    lines = [f"{titles_of({scenario.name: about}, lang)[scenario.name]} ({scenario.name})", ""]
    caution = "caution" if about.get("group") in WITHOUT_POLICY else "failure_modes"
    for part, head in (("question", "question"), ("changes", "changes"), ("failure_modes", caution)):
        if words := words_of(about.get(part), lang):
            lines.append(f"{text(head, lang)}{words}")
    changed = [*lasting_changes(scenario.config, baseline.config), *dated_changes(scenario.config, lang)]
    lines += ["", text("differs", lang), *(changed or [f"  {text('no_difference', lang)}"])]
    if expected := about.get("expected_direction"):
        lines += ["", text("expected", lang)]
        lines += [f"  {name} {item.get('sign', '')}  {words_of(item, lang)}"
                  for name, item in expected.items()]  # fmt: skip
    if references := about.get("references"):
        lines += ["", text("references", lang)]
        lines += [textwrap.fill(str(item), WIDTH, initial_indent="  - ", subsequent_indent="    ")
                  for item in references]  # fmt: skip
    return lines


def lasting_changes(mine: Config, base: Config) -> list[str]:
    """Return the parameters that differ from the baseline's in all years."""
    before, after, units = flat(base), flat(mine), units_of(mine)
    return [
        f"  {key}: {before[key]!r} -> {after[key]!r} ({units[key]})"
        for key in after
        if after[key] != before[key]
    ]


def dated_changes(config: Config, lang: str) -> list[str]:
    """Return the parameters that change in mid-run by year, with the value in force until then."""
    lines, units = [], units_of(config)
    for year in config.change_years():
        lines.append(f"  {text('from_year', lang, year=year)}")
        before = flat(config.in_year(year - 1))
        lines += [
            f"    {key}: {before[key]!r} -> {value!r} ({units[key]})"
            for key, value in config.changes_from_year[year].items()
        ]
    return lines


def units_of(config: Config) -> dict[str, str]:
    """Return the unit of every parameter."""
    return {key: statement.unit for key, statement, _ in walk(config)}


def lever_lines(name: str, lever: Policy, lang: str) -> list[str]:
    """Return by what a lever acts, its first effect, and its parameters with their sources."""
    label = outcome_label(lever.expected.outcome).title(lang)
    sign = text("rises" if lever.expected.sign > 0 else "falls", lang)
    lines = [
        f"{text('channel', lang)}{channel_of(name, lang)}",
        f"{text('first_effect', lang)}{label} ({lever.expected.outcome}) {sign}",
        "",
        text("lever_parameters", lang),
    ]
    for field, statement in statements(type(lever)).items():
        value = getattr(lever, field)
        lines.append(f"  policies.{name}.{field} = {value!r} ({statement.unit}){_range(statement, lang)}")
        told = f"{statement.doc} [{statement.grade}] {statement.source}"
        lines.append(textwrap.fill(told, WIDTH, initial_indent="      ", subsequent_indent="      "))
    return lines


def _range(statement: Any, lang: str) -> str:
    if statement.plausible is None:
        return ""
    low, high = statement.plausible
    return f", {text('plausible', lang)} {low:g}–{high:g}"
