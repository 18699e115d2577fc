"""The command ``rural``: thin, lazy, one subcommand for each job."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from sim import __version__

if TYPE_CHECKING:
    from experiments.planning.compose import Experiment

DEFAULT_SCENARIOS = ("baseline", "training", "integration", "talent", "package", "cash")

WITHDRAWAL_YEAR = 2025
"""Last year of support unless another is given: the end of the five years of transition from 2021."""

EXIT_FAILED, EXIT_BAD_INPUT, EXIT_INTERRUPTED = 1, 2, 130


_SCENARIO_COMMANDS: dict[str, tuple[str, str, str]] = {
    "compare": (
        "scenarios on equal seeds: paired differences, cost, who gains (the main job)",
        "rural compare training cash replicates=10 policies.training.dose=0.6",
        "scenario names and overrides key=value; options: replicates= seed= workers= study= end_year="
        " results= lang=en|zh place=",
    ),
    "sweep": (
        "a design, or values of your own, on equal seeds; goes on where it was broken off",
        "rural sweep headline --plan, or rural sweep scenario=training policies.training.dose=0,0.5,1"
        " replicates=10",
        "a design (see rural list sweeps), overrides key=value or key=value,value,...; options: those of"
        " compare, engine= keep= until_outcome= until_half_width=",
    ),
    "withdraw": (
        "what is left when support ends: the baseline, a scenario, and the same one that ends",
        "rural withdraw package --year 2025 --lever training",
        "a scenario name (default package) and overrides key=value",
    ),
    "run": (
        "one scenario, one seed: the table of years",
        "rural run training seed=3 place.n_villages=5",
        "a scenario name and overrides key=value",
    ),
    "list": (
        "what there is: scenarios, sweeps, levers, places, outcomes, difficulties, parameters",
        "rural list parameters",
        "scenarios (default), sweeps, levers, places, outcomes, difficulties or parameters; lang=en|zh",
    ),
    "show": (
        "what a scenario asks and changes, with its references; for a lever also its parameters",
        "rural show training",
        "a scenario name; lang=en|zh",
    ),
    "fit": (
        "2013-2020: the model beside the published data",
        "rural fit replicates=3",
        "overrides key=value (place=national unless you say otherwise)",
    ),
}
"""Command to what it does, an example, its words; all of them read scenario files."""

_STUDY_COMMANDS: dict[str, tuple[str, str, str]] = {
    "reproduce": (
        "run a study again from its manifest and compare all results",
        "rural reproduce results/sweep-1a2b3c4d",
        "the folder of a study",
    ),
    "export": (
        "the tables of a study for Excel, R or Stata",
        "rural export results/sweep-1a2b3c4d format=dta",
        "the folder of a study; format=csv|dta",
    ),
}


def parser() -> argparse.ArgumentParser:
    """Return the parser of all subcommands; it imports nothing of the model."""
    top = argparse.ArgumentParser(
        prog="rural", description="Simulate rural revitalization policy in one township, lever by lever."
    )
    top.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (job, example, words) in {**_SCENARIO_COMMANDS, **_STUDY_COMMANDS}.items():
        command = commands.add_parser(name, help=job, description=f"{job[0].upper()}{job[1:]}.",
                                      epilog=f"Example: {example}")  # fmt: skip
        command.add_argument("words", nargs="*", metavar="WORD", help=words)
        if name in _SCENARIO_COMMANDS:
            command.add_argument("--config-dir", metavar="DIR", help="a folder with scenarios of your own")
        if name == "withdraw":
            command.add_argument("--year", type=int, default=WITHDRAWAL_YEAR, help="last year of support")
            command.add_argument("--lever", default="", help="end this lever only, not the whole programme")
        if name == "sweep":
            command.add_argument("--plan", action="store_true", help="tell runs, time and disk, run nothing")
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand and return the exit code: 0 good, 1 failed, 2 bad input, 130 interrupted."""
    given, rest = parser().parse_known_args(arguments)  # words may also follow an option
    if stray := [word for word in rest if word.startswith("-")]:
        parser().error(f"unrecognized arguments: {' '.join(stray)}")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # Chinese on consoles that are not UTF-8
            stream.reconfigure(errors="replace")
    end_in_good_order()
    return guarded(lambda: _run_command(given, [*given.words, *rest]))


def _run_command(given: argparse.Namespace, words: list[str]) -> int:
    """Run a subcommand on its words, with the user's own folder of scenarios if there is one."""
    if given.command == "reproduce":
        from experiments.reproduce import reproduce

        return reproduce(words)
    if given.command == "export":
        from experiments.export import export

        return export(words)
    with own_folder(given.config_dir):
        if given.command == "sweep":
            from experiments.sweep_command import sweep

            return sweep(words, is_plan_only=given.plan)
        scenarios = [word for word in words if not is_override(word)]
        overrides = [word for word in words if is_override(word)]
        if given.command == "withdraw":
            return withdraw(scenarios, overrides, given.year, given.lever)
        return _command(given.command)(scenarios, overrides)


def own_folder(folder: str | None) -> contextlib.AbstractContextManager[None]:
    """Let scenarios, places and sweeps of the user's own be found beside those that are shipped.

    Raises
    ------
    ConfigurationError
        When there is no such folder, or nothing in it that can be used; on entering.
    """
    if folder is None:
        return contextlib.nullcontext()
    from experiments.planning.folders import extra_folder

    return extra_folder(folder)


def end_in_good_order() -> None:
    """Answer a polite request to end, or a closed terminal, like Ctrl-C: keep what is done, leave nothing."""
    import signal
    import threading

    if threading.current_thread() is not threading.main_thread():
        return
    for name in ("SIGTERM", "SIGHUP"):  # no SIGHUP on Windows; one that is ignored (nohup) stays so
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, signal.default_int_handler)


def is_override(word: str) -> bool:
    """Return whether a word sets something; the others name scenarios."""
    return any(sign in word for sign in "=.") or word.startswith(("+", "~"))


def _command(name: str) -> Callable[[list[str], list[str]], int]:
    if name == "compare":
        return compare
    from experiments import catalogue, showing

    return {
        "run": catalogue.run_one,
        "list": catalogue.list_things,
        "show": showing.show,
        "fit": catalogue.fit,
    }[name]


def guarded(job: Callable[[], int]) -> int:
    """Run a job and turn what users can mend into a message and an exit code."""
    try:
        return job()
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return EXIT_INTERRUPTED
    except BrokenPipeError:  # `rural list parameters | head`
        sys.stderr.close()
        return 0
    except Exception as error:
        code = _exit_code(error)
        if code is None:
            raise
        print(f"{_prefix(error)}{error}", file=sys.stderr)
        return code


def _prefix(error: Exception) -> str:
    """Return what must be said before the message of an error that does not explain itself."""
    if isinstance(error, OSError):
        return "cannot read or write: "
    if isinstance(error, MemoryError):
        return "not enough memory: "
    return "the simulation broke off: " if isinstance(error, ArithmeticError) else ""


def _exit_code(error: Exception) -> int | None:
    from experiments.running.engines import EngineError, EngineLostError
    from experiments.running.execution import NothingSimulatedError
    from experiments.storage.run_files import DamagedRunError
    from experiments.storage.store import StoreError
    from sim.data import DataError
    from sim.ledger import LedgerError
    from sim.parameter import ConfigurationError

    if isinstance(error, EngineLostError):
        return EXIT_FAILED
    if isinstance(error, (ConfigurationError, StoreError, EngineError, DataError)):
        return EXIT_BAD_INPUT
    simulation = (DamagedRunError, NothingSimulatedError, LedgerError, MemoryError, ArithmeticError)
    return EXIT_FAILED if isinstance(error, (*simulation, OSError)) else None


def compare(scenarios: list[str], overrides: list[str]) -> int:
    """Compare scenarios with the baseline on equal seeds."""
    from experiments.planning.compose import compose_experiment

    return _answer(compose_experiment(scenarios or DEFAULT_SCENARIOS, overrides), "compare")


def withdraw(scenarios: list[str], overrides: list[str], year: int, lever: str) -> int:
    """Compare a scenario with the same one that ends."""
    from experiments.answers.withdrawal import withdraw_experiment
    from sim.parameter import ConfigurationError, Problem

    if len(scenarios) > 1:
        message = "`rural withdraw` takes one scenario"
        raise ConfigurationError([Problem("scenario", " ".join(scenarios), message)])
    name = scenarios[0] if scenarios else "package"
    return _answer(withdraw_experiment(name, overrides, year, lever), "withdraw")


def _answer(experiment: Experiment, kind: str) -> int:
    """Run an experiment and print its answer; return the exit code."""
    from experiments.answers.report import beyond_lines, partial_lines, reach_lines, report_lines, titles_of
    from experiments.study import run_study
    from experiments.words.progress import say

    lang, total = experiment.options.lang, experiment.options.replicates
    titles = titles_of({item.name: item.about for item in experiment.scenarios}, lang)
    for line in [*reach_lines(experiment, titles, lang), *beyond_lines(experiment, lang)]:
        say(line)
    study = run_study(
        experiment,
        kind,
        first_answer=lambda comparison: partial_lines(comparison, titles, total, lang),
    )
    print("\n".join(report_lines(study)))
    if study.is_interrupted:
        return EXIT_INTERRUPTED
    return EXIT_FAILED if study.failed else 0


if __name__ == "__main__":
    sys.exit(main())
