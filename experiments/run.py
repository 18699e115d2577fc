"""The Hydra app: ``python -m experiments.run scenario=training policies.training.dose=0.6``, one scenario.

With ``--multirun`` it is ``rural sweep``: ``scenario=training,cash policies.training.dose=0.2,0.5`` or
``sweep=headline`` become one plan and one study. For comparisons use ``rural compare``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.cli import (
    EXIT_BAD_INPUT,
    EXIT_FAILED,
    EXIT_INTERRUPTED,
    end_in_good_order,
    guarded,
    own_folder,
)

if TYPE_CHECKING:
    from omegaconf import DictConfig

    from experiments.planning.compose import Experiment

APP = "_app"
HELP = """One scenario:  python -m experiments.run scenario=training policies.training.dose=0.6
A sweep:       python -m experiments.run --multirun sweep=headline replicates=10
               (the same as: rural sweep headline replicates=10)
"""
DESIGN = "sweep"
SWEEPER = "hydra/sweeper"
PLUGINS = Path(__file__).parent / "_plugins"


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the words all at once, then hand over to Hydra; return the exit code of :func:`cli.main`."""
    end_in_good_order()
    return guarded(lambda: _run(sys.argv[1:] if arguments is None else arguments))


def _run(given: Sequence[str]) -> int:
    from hydra._internal.utils import get_args_parser

    parser = get_args_parser()
    asked = parser.parse_intermixed_args(given)
    settings = [word for word in asked.overrides if _is_of_hydra(word)]
    words = [word for word in asked.overrides if not _is_of_hydra(word)]
    is_question = any((asked.help, asked.hydra_help, asked.cfg, asked.info, asked.shell_completion))
    with own_folder(asked.config_dir):
        if not is_question and (asked.multirun or "hydra.mode=MULTIRUN" in settings):
            _refuse_other_sweepers(settings)
            asked.overrides = settings
            _register(words)
        else:
            if not asked.shell_completion:
                _check(words)
                asked.overrides = [*settings, *(_for_hydra(word) for word in words)]
            _register([])
        return _hand_over(asked, parser, lambda composed: _job(composed, words))


def _is_of_hydra(word: str) -> bool:
    """Return whether a word is for Hydra itself, not for the model or the experiment."""
    return word.lstrip("+~").startswith(("hydra.", "hydra/", "hydra="))


def _refuse_other_sweepers(settings: list[str]) -> None:
    """Refuse sweepers that make a Hydra job of every run: no seeds, nothing resumed, no tables of all."""
    from sim.parameter import ConfigurationError, Problem

    for word in settings:
        key, _, value = word.partition("=")
        if key == SWEEPER and value != "rural":
            raise ConfigurationError([Problem(key, value, "this app has a sweeper of its own; leave it out")])


def _check(words: list[str]) -> None:
    """Refuse everything that is wrong with the words of one run at once."""
    from experiments.catalogue import SEED_OPTIONS
    from experiments.planning.compose import BASELINE, load
    from experiments.planning.overrides import SCENARIO, parse
    from sim.parameter import ConfigurationError, Problem

    request, found = parse([word for word in words if not word.startswith(f"{DESIGN}=")], is_app=True)
    for key, _, value in (word.partition("=") for word in words):
        if key in (DESIGN, *SEED_OPTIONS):
            found.append(Problem(key, value, "needs --multirun"))
    if found:
        raise ConfigurationError(found)
    choices = {group: name for group, name in request.groups.items() if group != SCENARIO}
    load(request.groups.get(SCENARIO, BASELINE), choices)  # Hydra tells damaged files by a traceback


def _for_hydra(word: str) -> str:
    """Return a checked word in Hydra's grammar: full key, free texts in quotes."""
    from experiments.planning.overrides import ALIASES, FREE_TEXTS, unquoted

    key, sign, value = word.partition("=")
    if key in FREE_TEXTS:
        escaped = unquoted(value).replace("'", "\\'").replace("${", "\\${")
        value = f"'{escaped}'"
    return f"{ALIASES.get(key, key)}{sign}{value}"


def _hand_over(
    asked: argparse.Namespace, parser: argparse.ArgumentParser, job: Callable[[DictConfig], int]
) -> int:
    """Do what ``hydra.main`` does with words that are parsed already and return the exit code."""
    from hydra import version
    from hydra._internal.utils import _run_hydra
    from hydra.errors import HydraException

    version.setbase("1.3")
    codes: list[int] = []
    try:
        _run_hydra(
            args=asked,
            args_parser=parser,
            task_function=lambda composed: codes.append(guarded(lambda: job(composed))),
            config_path="pkg://scenarios",
            config_name=APP,
        )
    except SystemExit as ended:  # Hydra's word on bad settings of its own, or the sweeper's
        is_refused = isinstance(ended.__context__, HydraException)
        return EXIT_BAD_INPUT if is_refused else int(ended.code or 0)
    except ValueError as error:  # flags that exclude one another
        print(error, file=sys.stderr)
        return EXIT_BAD_INPUT
    return max(codes, default=0)


def _register(swept: list[str]) -> None:
    """State the primary configuration: that of the scenarios, our sweeper with its words, nothing on disk."""
    from hydra.core.config_store import ConfigStore

    from experiments.planning.compose import register_schema

    register_schema()
    add_plugins()
    settings = {
        "help": {"header": HELP},
        "output_subdir": None,
        "run": {"dir": "."},
        "sweep": {"dir": ".", "subdir": "."},
        "sweeper": {"words": [word.replace("${", "\\${") for word in swept]},
        "job": {"chdir": False, "name": "rural"},
    }
    defaults: list[Any] = [
        "config",
        "_self_",
        {f"override {SWEEPER}": "rural"},
        {"override hydra/job_logging": "none"},
        {"override hydra/hydra_logging": "none"},  # its handler would also take what Mesa logs of every step
    ]
    ConfigStore.instance().store(name=APP, node={"defaults": defaults, "hydra": settings})


def add_plugins() -> None:
    """Let Hydra find our plugins, also where it has looked for plugins before."""
    from hydra.core.plugins import Plugins

    if str(PLUGINS) not in sys.path:
        sys.path.append(str(PLUGINS))
    plugins = Plugins.instance()
    from hydra_plugins.rural_sweeper import RuralDesigns, RuralSweeper

    plugins.register(RuralDesigns)
    plugins.register(RuralSweeper)


def _job(composed: DictConfig, words: list[str]) -> int:
    """Run the scenario that Hydra has composed from some words, and print its last income."""
    from experiments.answers.report import closing_lines
    from experiments.study import run_study

    experiment = _experiment(composed, words)
    study = run_study(experiment, "run")
    name, comparison = experiment.shown()[0].name, study.comparison
    income = comparison.values["income_per_capita"][comparison.scenarios.index(name), :, -1].mean()
    print(f"{name}: income per resident {income:,.0f} yuan in {comparison.years[-1]}")
    print("\n".join(closing_lines(study)))
    if study.is_interrupted:
        return EXIT_INTERRUPTED
    return EXIT_FAILED if study.failed else 0


def _experiment(composed: DictConfig, words: list[str]) -> Experiment:
    """Return the one scenario of a job, with hidden companions where it matches another's cost."""
    from dataclasses import fields

    from hydra.core.hydra_config import HydraConfig

    from experiments.planning.compose import (
        BASELINE,
        Experiment,
        Scenario,
        check_levers,
        compose_experiment,
        config_of,
    )
    from experiments.planning.option_checks import extra_option_problems
    from experiments.planning.options import RunOptions
    from experiments.planning.overrides import option_problems
    from experiments.planning.reach import policy_start
    from sim.parameter import ConfigurationError, problems

    name = str(HydraConfig.get().runtime.choices["scenario"])
    config, about = config_of(composed)
    options = RunOptions(**{item.name: composed[item.name] for item in fields(RunOptions)})
    alone = [Scenario(name, config, about)]
    found = problems(config) + option_problems(options)
    check_levers(alone, found)
    if found := found or extra_option_problems(options, config.clock.end_year, policy_start(alone)):
        raise ConfigurationError(found)
    if not config.policies.cash.equal_cost_to:
        return Experiment(alone, options, words)
    rest = [word for word in words if not word.startswith("scenario=")]
    experiment = compose_experiment([name], rest, alone=name)
    for scenario in experiment.scenarios:
        scenario.is_shown = scenario.name == name and name != BASELINE
        if scenario.is_shown:
            scenario.config, scenario.about = config, about
    return experiment


if __name__ == "__main__":
    sys.exit(main())
