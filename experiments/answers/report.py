"""The answer on the screen: verdict sentences first, then a short table, who gains, files and limits."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from experiments.answers.goals import goals_lines
from experiments.measures.comparison import COST_PER_RESIDENT, RESIDENTS, Comparison, Paired, paired
from experiments.planning.overrides import PROGRAMME_END
from experiments.words.labels import HEADLINE, INCOME, limits, looking, outcome_label, text
from experiments.words.layout import rounded, table_lines
from sim.config import Config, flat_with_changes
from sim.parameter import flat

if TYPE_CHECKING:
    import pandas as pd

    from experiments.planning.compose import Experiment
    from experiments.study import Study

MOST_SEEDS_TO_ADVISE = 2_000


def titles_of(abouts: Mapping[str, Mapping[str, Any]], lang: str) -> dict[str, str]:
    """Return the title of each scenario in a language, or its name."""
    return {name: str((about.get("title") or {}).get(lang, name)) for name, about in abouts.items()}


def reach_lines(experiment: Experiment, titles: Mapping[str, str], lang: str) -> list[str]:
    """Return which scenarios take an override of a lever's dose or dates, since the others keep theirs."""
    values = {item.name: flat_with_changes(item.config) for item in experiment.scenarios}
    return [
        text(
            "reach",
            lang,
            key=key,
            value=values[names[0]][key],
            titles=("、" if lang == "zh" else ", ").join(titles[name] for name in names),
        )
        for key, names in experiment.reach.items()
    ]


def beyond_lines(experiment: Experiment, lang: str) -> list[str]:
    """Return what scenarios change only after the last year, which therefore does nothing."""
    last, usual = experiment.baseline.config.clock.end_year, flat(Config())
    lines = []
    for item in experiment.shown():
        keys = [f"changes_from_year.{year}" for year in item.config.change_years() if year > last]
        for key, value in flat(item.config).items():
            is_end = key == PROGRAMME_END or (key.startswith("policies.") and key.endswith(".end_year"))
            if is_end and value >= last and value != usual[key]:
                keys.append(f"{key}={value}")
        if keys:
            lines.append(text("beyond", lang, scenario=item.name, keys=", ".join(keys), last=last))
    return lines


def partial_lines(comparison: Comparison, titles: Mapping[str, str], total: int, lang: str) -> list[str]:
    """Return the first answer while most seeds are still running."""
    _, period = comparison.period()
    lines = [text("partial", lang, n=len(comparison.seeds), total=total, period=period)]
    for name in comparison.shown[1:]:
        result = paired(comparison.average(comparison.effect(INCOME, name)))
        lines.append(
            text("partial_line", lang, title=titles[name], difference=rounded(result.mean, sign=True))
        )
    return lines


def report_lines(study: Study) -> list[str]:
    """Return the whole answer of a study."""
    lang, comparison = study.experiment.options.lang, study.comparison
    titles = titles_of({item.name: item.about for item in study.experiment.scenarios}, lang)
    residents = comparison.average(comparison.values[RESIDENTS][0]).mean()
    lines = ["", text("headline", lang, residents=rounded(residents), period=comparison.period()[1]), ""]
    for name in comparison.shown[1:]:
        lines += verdict(comparison, name, titles[name], lang)
    lines += ranking(comparison, titles, lang)
    lines += ["", *effects_table(comparison, titles, lang)]
    goals = goals_lines(comparison, titles, lang)
    lines += ["", *goals] if goals else []
    lines += ["", *winners_lines(study.winners, comparison, titles, lang)] if len(study.winners) else []
    lines += withdrawal_lines(study.withdrawal, titles, lang)
    options = study.experiment.options
    lines += ["", text("bands", lang, n=len(comparison.seeds))]
    lines += looking(lang, options.until_outcome, options.until_half_width)
    lines += [limits(lang, study.n_members)]
    return lines + closing_lines(study)


def closing_lines(study: Study) -> list[str]:
    """Return where the files are, how long it took, and what went wrong."""
    lang, total = study.experiment.options.lang, len(study.experiment.options.seeds())
    n_done = len(study.comparison.seeds)
    lines = []
    if study.failed:
        error = next(iter(study.failed.values()))
        lines.append(text("failed", lang, n=len(study.failed), total=total, error=error))
    if study.is_interrupted:
        lines.append(text("interrupted", lang, n=n_done, total=total))
    figures = text("and_figures", lang, n=len(study.figures)) if study.figures else ""
    runs = n_done * len(study.comparison.shown)
    took = text("seconds", lang, runs=runs, seconds=study.seconds)
    return [*lines, f"{text('files', lang, figures=figures, folder=study.folder)} ({took})"]


def verdict(comparison: Comparison, name: str, title: str, lang: str) -> list[str]:
    """Return what one scenario does to income, and how it stands against its cost as cash."""
    result = paired(comparison.average(comparison.effect(INCOME, name)))
    base = comparison.average(comparison.values[INCOME][0]).mean()
    low, high = rounded(result.low, sign=True), rounded(result.high, sign=True)
    if result.n == 1:
        first = text("verdict_single", lang, title=title, size=rounded(result.mean, sign=True))
    elif result.mean == 0 and result.low == result.high:
        return [text("verdict_none", lang, title=title)]
    elif result.is_clear:
        direction = text("higher" if result.mean > 0 else "lower", lang)
        percent = f"{rounded(100 * result.mean / base, 1, sign=True)} %"
        size = rounded(abs(result.mean))
        first = text("verdict_clear", lang, title=title, direction=direction, size=size, low=low, high=high,
                     percent=percent)  # fmt: skip
    else:
        n_seeds = result.seeds_to_settle()
        is_useful = n_seeds is not None and n_seeds <= MOST_SEEDS_TO_ADVISE
        settle = text("settle", lang, n=n_seeds) if is_useful else ""
        first = text("verdict_unclear", lang, title=title, low=low, high=high, settle=settle)
    return [first, *_against_cash(comparison, name, lang)]


def _against_cash(comparison: Comparison, name: str, lang: str) -> list[str]:
    if name == comparison.cash() or COST_PER_RESIDENT not in comparison.values:
        return []
    extra = float(comparison.average(comparison.effect(COST_PER_RESIDENT, name)).mean())
    cost = rounded(abs(extra))
    if extra < 0:
        return [text("saves", lang, cost=cost)]
    beyond = comparison.against_cash(INCOME, name)
    if beyond is None or len(comparison.seeds) < 2:
        return [text("cash_missing", lang, cost=cost)]
    result = paired(comparison.average(beyond))
    scaled = "" if comparison.is_matched(name) else text("scaled", lang)
    # The sentence speaks about cash, so its signs are those of cash less the scenario.
    low, high = rounded(-result.high, sign=True), rounded(-result.low, sign=True)
    if not result.is_clear:
        return [text("cash_same", lang, cost=cost, scaled=scaled, low=low, high=high)]
    word = text("cash_lower" if result.mean > 0 else "cash_higher", lang)
    gap = rounded(abs(result.mean))
    return [text("cash_beyond", lang, cost=cost, scaled=scaled, gap=gap, word=word, low=low, high=high)]


def ranking(comparison: Comparison, titles: Mapping[str, str], lang: str) -> list[str]:
    """Return which scenarios lie clearly above which by income; what overlaps zero is not ranked."""
    names = comparison.shown
    if len(names) < 3 or len(comparison.seeds) < 2:
        return []
    mean = {name: comparison.average(comparison.effect(INCOME, name)).mean() for name in names}
    ordered = sorted(names, key=lambda name: -mean[name])
    parts, n_open = [], 0
    for place, name in enumerate(ordered):
        below = [titles[other] for other in ordered[place + 1 :] if _told_apart(comparison, name, other)]
        n_open += len(ordered) - place - 1 - len(below)
        if below:
            parts.append(f"{titles[name]} > {', '.join(below)}")
    if not parts:
        return ["", text("nothing_ranked", lang)]
    rest = text("not_ranked", lang) if n_open else ""
    return ["", text("ranking", lang, order="; ".join(parts), rest=rest)]


def _told_apart(comparison: Comparison, one: str, other: str) -> bool:
    return paired(comparison.average(comparison.effect(INCOME, one, other))).is_clear


def effects_table(comparison: Comparison, titles: Mapping[str, str], lang: str) -> list[str]:
    """Return the short table: differences of the headline outcomes with their intervals."""
    _, period = comparison.period()
    outcomes = [name for name in HEADLINE if name in comparison.values]
    labels = [outcome_label(name) for name in outcomes]
    head = ["", *(label.full_title(lang, of_difference=True) for label in labels)]
    base = [
        rounded(
            float(comparison.average(comparison.values[name][0]).mean()) * label.scale,
            label.difference_digits,
        )
        for name, label in zip(outcomes, labels, strict=True)
    ]
    rows = [head, [text("baseline_level", lang), *base]]
    has_cash = comparison.cash() is not None and len(comparison.seeds) > 1
    for name in comparison.shown[1:]:
        cells = [
            _cell(
                paired(comparison.average(comparison.effect(outcome, name)) * label.scale),
                label.difference_digits,
            )
            for outcome, label in zip(outcomes, labels, strict=True)
        ]
        rows.append([titles[name], *cells])
    if has_cash:
        rows[0].append(outcome_label(INCOME).with_unit(text("beyond_cash", lang), lang))
        rows[1].append("")
        for row, name in zip(rows[2:], comparison.shown[1:], strict=True):
            beyond = comparison.against_cash(INCOME, name)
            row.append("" if beyond is None else _cell(paired(comparison.average(beyond)), 0))
    turned = [list(cells) for cells in zip(*rows, strict=True)]
    return [text("table_title", lang, period=period), *table_lines(turned)]


def _cell(result: Paired, digits: int) -> str:
    mean = rounded(result.mean, digits, sign=True)
    if not math.isfinite(result.low):
        return mean
    return f"{mean} ± {rounded((result.high - result.low) / 2, digits)}"


def winners_lines(
    winners: pd.DataFrame, comparison: Comparison, titles: Mapping[str, str], lang: str
) -> list[str]:
    """Return the shares of households better and worse off, by initial income and a few other groups."""
    wanted = [("all", "all", text("all", lang))]
    for rank in range(1, 6):
        name = {1: "poorest", 5: "richest"}.get(rank, "fifth")
        wanted.append(("income_quintile", f"Q{rank}", text(name, lang, n=rank)))
    wanted += [
        ("has_able_labour", "no", text("able_none", lang)),
        ("is_elite", "yes", text("elite_yes", lang)),
    ]
    cells = {
        (row.scenario, row.grouping, row.label): f"{100 * row.better_off_share:.0f} / "
        f"{100 * row.worse_off_share:.0f} %  ({rounded(row.mean_difference_cny, sign=True)})"
        for row in winners.itertuples()
    }
    rows = [["", *(titles[name] for name in comparison.shown[1:])]]
    for grouping, group, label in wanted:
        rows.append([label, *(cells.get((name, grouping, group), "") for name in comparison.shown[1:])])
    return [text("winners_title", lang), *table_lines(rows)]


def withdrawal_lines(table: pd.DataFrame, titles: Mapping[str, str], lang: str) -> list[str]:
    """Return what follows the end of support, year by year, against the same scenario that goes on."""
    lines = []
    pairs = table.groupby(["scenario", "goes_on"], sort=False) if len(table) else ()
    for (name, goes_on), found in pairs:
        year = int(found["last_year_of_support"].iloc[0])
        rows = [["", *(str(int(item)) for item in found["year"].unique())]]
        for outcome, cells in found.groupby("outcome", sort=False):
            label = outcome_label(str(outcome))
            levels = [rounded(value * label.scale, label.digits) for value in cells["goes_on_mean"]]
            effects = cells[["difference", "low_90", "high_90"]].itertuples(index=False)
            parts = [Paired(*(value * label.scale for value in item), n=0, agreement=0.0) for item in effects]
            rows.append([text("goes_on", lang, label=label.full_title(lang)), *levels])
            unit = label.with_unit(f"  {text('difference', lang)}", lang, of_difference=True)
            rows.append([unit, *(_cell(part, label.difference_digits) for part in parts)])
        title = text("withdrawal_title", lang, title=titles[name], other=titles[goes_on], year=year)
        lines += ["", title, *table_lines(rows)]
    return lines
