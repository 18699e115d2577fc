"""What a sweep will take, told before anything starts: points, contexts, seeds, runs, time and disk."""

# ruff: noqa: E501 (sentences stay whole)

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from experiments.planning.axes import shown
from experiments.planning.compose import BASELINE
from experiments.planning.options import LANGUAGES
from experiments.planning.plan import MOST_RUNS_IN_A_TASK, Context, Plan
from experiments.planning.reach import policy_start

SECONDS_PER_HOUSEHOLD_YEAR = 3.6e-6
"""CPU time of a run, measured on one core of a 2-core Linux machine with the default township.

``python -m experiments.benchmark`` measures the model's part anew (column us/household-year, there 3.1); the
rest is for groups, twins and the run file.
"""

SECONDS_PER_YEAR, SECONDS_PER_RUN = 0.004, 0.02
"""What a year and a run take however few the households are, measured with 24 and with 240 of them."""

STARTING_SECONDS = 5
"""Time until the first run begins, measured like the others: workers load the model."""

BYTES_OF_RUN, BYTES_OF_TABLE = 30_000, {"twins": 6_000, "groups": 26_000, "ledger": 24_000}
"""Size of a run file to 2035 without tables, and of the tables kept in it, measured with the default township."""

BYTES_PER_HOUSEHOLD = 36
"""Size of a household in a panel of one year, measured like the others."""

COLLATED_SHARE = 0.9
"""Size of the tables of a study over that of its run files, measured like the others."""

_YEARS_OF_RUN = 23
_MOST_VALUES = 8
_MINUTE, _HOUR = 60, 3600
_KB, _MB, _GB = 1e3, 1e6, 1e9

TEXTS: dict[str, tuple[str, str]] = {
    "counts": (
        "{points} points beside a baseline, {seeds} seeds: {runs} runs",
        "{points}个参数点和1个基准情景，{seeds}个随机种子：共{runs}次运行",
    ),
    "counts_of_contexts": (
        "{points} points in {contexts} contexts, each with its own baseline, {seeds} seeds: {runs} runs",
        "{contexts}个背景情景共{points}个参数点，各背景另有基准情景，{seeds}个随机种子：共{runs}次运行",
    ),
    "at_most": ("at most {n}", "至多{n}"),
    "unseen": (
        "{n} scenarios more run unseen: cash matches their cost",
        "另有{n}个情景在后台运行，供现金情景比照其费用",
    ),
    "stored": ("{n} of these runs are stored already", "其中{n}次运行已有结果"),
    "takes": (
        "about {time} on {workers} of this machine, about {size} on disk below {folder}",
        "本机{workers}约需{time}，{folder}目录下约占{size}",
    ),
    "takes_cluster": (
        "about {time} of CPU time on the cluster, about {size} on disk below {folder}",
        "集群上CPU时间约{time}，{folder}目录下约占{size}",
    ),
    "worker": ("1 core", "1个核心"),
    "workers": ("{n} cores", "{n}个核心"),
    "seconds": ("{n} s", "{n}秒"),
    "minutes": ("{n} min", "{n}分钟"),
    "hours": ("{n} h", "{n}小时"),
    "from": ("from {low} to {high}", "{low}至{high}"),
    "most": ("{first}, ... {last} ({n} values)", "{first}……{last}（{n}个取值）"),
}
"""The sentences of a preview in English and Chinese."""


def preview_lines(plan: Plan, lang: str, n_stored: int = 0) -> list[str]:
    """Return what is planned and what it takes; the estimates say "about".

    Parameters
    ----------
    plan : Plan
    lang : str
    n_stored : int
        Runs of the plan that are stored already; they take no time.
    """
    n_runs = plan.n_scenarios() * plan.options.replicates
    seeds = f"{plan.options.replicates:,}"
    if plan.options.until_outcome:
        seeds = _text("at_most", lang, n=seeds)
    n_contexts = len(plan.contexts)
    points = sum(len(context.experiment.shown()) - 1 for context in plan.contexts)
    lines = [title] if (title := plan.design.get("about", {}).get("title", {}).get(lang)) else []
    lines += [f"  {line}" for line in _axis_lines(plan, lang)]
    counts = {"points": f"{points:,}", "contexts": f"{n_contexts:,}", "seeds": seeds, "runs": f"{n_runs:,}"}
    lines.append(_text("counts_of_contexts" if n_contexts > 1 else "counts", lang, **counts))
    n_unseen = plan.n_scenarios() - points - n_contexts
    lines += [_text("unseen", lang, n=f"{n_unseen:,}")] if n_unseen else []
    lines += [_text("stored", lang, n=f"{n_stored:,}")] if n_stored else []
    return [*lines, _takes(plan, lang, 1 - n_stored / n_runs)]


def _takes(plan: Plan, lang: str, left: float) -> str:
    """Return the sentence of time and disk for the share of the work that is left."""
    n_workers = plan.options.n_workers(plan.n_scenarios() * plan.options.replicates)
    size = _size(bytes_of(plan))
    if plan.options.engine == "dask":
        time = _time(left * cpu_seconds(plan, 1), lang)
        return _text("takes_cluster", lang, time=time, size=size, folder=plan.options.results)
    if plan.options.engine == "serial":
        n_workers = 1
    workers = _text("worker", lang) if n_workers == 1 else _text("workers", lang, n=n_workers)
    time = _time(STARTING_SECONDS + left * cpu_seconds(plan, n_workers) / n_workers, lang)
    return _text("takes", lang, time=time, workers=workers, size=size, folder=plan.options.results)


def cpu_seconds(plan: Plan, n_workers: int) -> float:
    """Return about how long one core would work on a plan, with the histories that workers share.

    Scenarios of a seed go to workers in tasks; each worker that takes some of them simulates the history and
    the baseline anew.
    """
    return plan.options.replicates * sum(_seconds_of_seed(context, n_workers) for context in plan.contexts)


def _seconds_of_seed(context: Context, n_workers: int) -> float:
    scenarios = context.experiment.scenarios
    config = scenarios[0].config
    clock = config.clock
    fork = min(max(policy_start(scenarios), clock.first_year), clock.end_year)
    history = fork - clock.first_year + clock.burn_in_years
    run = clock.end_year - fork + 1
    n_tasks = min(n_workers, math.ceil(len(scenarios) / MOST_RUNS_IN_A_TASK))
    years = n_tasks * history + (n_tasks - 1) * run + len(scenarios) * run
    of_year = SECONDS_PER_YEAR + _households(context) * SECONDS_PER_HOUSEHOLD_YEAR
    return years * of_year + len(scenarios) * SECONDS_PER_RUN


def _households(context: Context) -> int:
    place = context.experiment.baseline.config.place
    return int(place.n_villages * place.households_per_village)


def bytes_of(plan: Plan) -> float:
    """Return about how much disk the runs and tables of a plan take."""
    fixed = BYTES_OF_RUN + sum(BYTES_OF_TABLE.get(name, 0) for name in plan.kept)
    total = 0.0
    for context in plan.contexts:
        clock = context.experiment.baseline.config.clock
        years = clock.end_year - clock.first_year + 1
        panels = len(plan.household_years) * _households(context) * BYTES_PER_HOUSEHOLD
        total += len(context.experiment.scenarios) * (fixed * years / _YEARS_OF_RUN + panels)
    return plan.options.replicates * total * (1 + COLLATED_SHARE)


def _axis_lines(plan: Plan, lang: str) -> list[str]:
    """Return a line for each axis with its values."""
    design = plan.design
    named = {key: design.get(key, []) for key in ("scenarios", "places", "contexts")}
    lines = [f"{key}: {', '.join(values)}" for key, values in named.items() if values not in ([], [BASELINE])]
    is_sampled = "design_seed" in design
    for key, values in design.get("axes", {}).items():
        if is_sampled and len(values) == 2:
            told = _text("from", lang, low=shown(values[0]), high=shown(values[1]))
        else:
            told = _listed(values, lang)
        lines.append(f"{key}: {told}")
    once = {**design.get("levers", {}), **design.get("uncertainties", {})}
    return [*lines, *(f"{key}: {shown(value)}" for key, value in once.items())]


def _listed(values: Sequence[Any], lang: str) -> str:
    texts = [shown(value) for value in values]
    if len(texts) <= _MOST_VALUES:
        return ", ".join(texts)
    first = ", ".join(texts[: _MOST_VALUES // 2])
    return _text("most", lang, first=first, last=texts[-1], n=f"{len(texts):,}")


def _time(seconds: float, lang: str) -> str:
    if seconds < _MINUTE:
        return _text("seconds", lang, n=max(1, round(seconds)))
    if seconds < 2 * _HOUR:
        return _text("minutes", lang, n=round(seconds / _MINUTE))
    return _text("hours", lang, n=f"{seconds / _HOUR:,.1f}")


def _size(size: float) -> str:
    for unit, name in ((_GB, "GB"), (_MB, "MB")):
        if size >= unit:
            return f"{size / unit:,.1f} {name}"
    return f"{size / _KB:,.0f} kB"


def _text(name: str, lang: str, **values: object) -> str:
    return TEXTS[name][LANGUAGES.index(lang)].format(**values)
