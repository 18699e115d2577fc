"""Studies whose answer is one table: simulate, compare, write CSV, Markdown and manifest."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.answers.report import rounded, titles_of
from experiments.cli import EXIT_FAILED, EXIT_INTERRUPTED, end_in_good_order, guarded, is_override
from experiments.measures.comparison import Comparison, Paired, paired
from experiments.planning.compose import BASELINE, Experiment, compose_experiment
from experiments.planning.names import EQUAL_COST
from experiments.planning.plan import plan_of
from experiments.running.adaptive import simulate_seeds
from experiments.running.collate import collate
from experiments.running.execution import Execution
from experiments.study import compared
from experiments.words.labels import outcome_label, text
from sim.parameter import ConfigurationError, Problem


@dataclass
class TableStudy:
    """What a study of one table left behind.

    Attributes
    ----------
    folder : Path
    table : DataFrame
    page : str
        The same in words, as Markdown.
    is_interrupted : bool
    n_failed : int
        Seeds that failed.
    """

    folder: Path
    table: pd.DataFrame
    page: str
    is_interrupted: bool
    n_failed: int


Answer = Callable[[Comparison], tuple[pd.DataFrame, str]]


def run_table_study(
    experiment: Experiment,
    kind: str,
    answer: Answer,
    *,
    seeds: Sequence[int] | None = None,
    members: tuple[dict[str, Any], ...] | None = None,
) -> TableStudy:
    """Run all scenarios of an experiment on all seeds and write one table.

    Parameters
    ----------
    experiment : Experiment
    kind : str
        Name of the files and first word of the default folder name.
    answer : callable
        Turns the comparison into the table and its page.
    seeds : sequence of int, optional
        Exactly these instead of those of the options.
    members : tuple of dict, optional
        Sets of parameters that seeds are spread over; otherwise those of the ensemble in the options.

    Raises
    ------
    StoreError
        When results cannot be written; nothing has been simulated then.
    NothingSimulatedError
        When no seed came through.
    """
    plan = plan_of(experiment, kind, (), members)
    with Execution(plan) as execution:
        used = simulate_seeds(execution, only=seeds)
        done = execution.complete_seeds(used)
        execution.refuse_nothing(done)
        folder = execution.folder
        blocks = collate(plan, execution.runs(done), folder.runs, None)
        table, page = answer(compared(experiment, list(blocks)))
        folder.write_table(f"{kind}.csv", table)
        folder.write(f"{kind}.md", page.encode())
        execution.finish(done, len(done) == len(used) and not execution.is_interrupted)
        n_failed = len({report.seed for report in execution.failed.values()})
        return TableStudy(folder.path, table, page, execution.is_interrupted, n_failed)


def base_experiment(words: Sequence[str]) -> Experiment:
    """Return the one scenario, the baseline unless another is named, from which a table starts.

    Raises
    ------
    ConfigurationError
        When something is wrong with the words, or more than one scenario is named.
    """
    names = [word for word in words if not is_override(word)]
    overrides = [word for word in words if is_override(word)]
    found = []
    if len(names) > 1:
        found.append(Problem("scenario", " ".join(names), "a table starts from one scenario"))
    try:
        experiment = compose_experiment(names or [BASELINE], overrides, is_compared=False)
    except ConfigurationError as error:
        raise ConfigurationError([*found, *error.problems]) from None
    if found:
        raise ConfigurationError(found)
    if target := experiment.baseline.config.policies.cash.equal_cost_to:
        message = "a table cannot start from cash at the cost of another scenario"
        raise ConfigurationError([Problem(EQUAL_COST, target, message)])
    return experiment


def start_title(experiment: Experiment) -> str:
    """Return the title of the scenario from which a table starts."""
    base = experiment.baseline
    return titles_of({base.name: base.about}, experiment.options.lang)[base.name]


def command(arguments: Sequence[str] | None, about: str, job: Callable[[list[str]], TableStudy]) -> int:
    """Run ``python -m experiments.<table> [SCENARIO] [key=value ...]`` and return the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if any(word in ("-h", "--help") for word in words):
        print(f"{about}\n\nOptions are overrides as for `rural compare`: replicates=10 seed=3 workers=2 ...")
        return 0
    end_in_good_order()

    def run() -> int:
        study = job(words)
        print(study.page)
        print(text("files", "en", figures="", folder=study.folder))
        if study.is_interrupted:
            return EXIT_INTERRUPTED
        return EXIT_FAILED if study.n_failed else 0

    return guarded(run)


def averaged(comparison: Comparison, outcome: str, scenario: str, versus: str | None = None) -> Paired:
    """Return the paired difference of an outcome over the policy period, in its own unit."""
    return paired(comparison.average(comparison.effect(outcome, scenario, versus)))


def shown(result: Paired, outcome: str) -> str:
    """Return a difference for a table: mean and interval in the unit that readers see."""
    label = outcome_label(outcome)
    mean, low, high = (
        rounded(value * label.scale, label.difference_digits, sign=True)
        for value in (result.mean, result.low, result.high)
    )
    return mean if result.n < 2 else f"{mean} [{low}, {high}]"


def columns(name: str, result: Paired) -> dict[str, float]:
    """Return a difference as three columns of a tidy table."""
    return {name: result.mean, f"{name}_low_90": result.low, f"{name}_high_90": result.high}


def heading(outcome: str, lang: str) -> str:
    """Return the head of a column of differences, with its unit."""
    label = outcome_label(outcome)
    return label.with_unit(label.heading(lang), lang, of_difference=True)


def markdown(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as a Markdown table, the first one its head.

    Examples
    --------
    >>> markdown([["lever", "gain"], ["training", "3"]]).splitlines()
    ['| lever | gain |', '|---|---|', '| training | 3 |']
    """
    lines = ["| " + " | ".join(cell.replace("|", "/") for cell in row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])
