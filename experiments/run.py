"""The Hydra app: ``python -m experiments.run [--multirun] scenario=training policies.training.dose=0.2,0.5``.

One scenario to a job, its replicates inside the job; each job writes a study below ``results``. For
comparisons use ``rural compare``.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.cli import EXIT_FAILED, EXIT_INTERRUPTED, end_in_good_order, guarded

if TYPE_CHECKING:
    from omegaconf import DictConfig

    from experiments.compose import Experiment

APP = "_app"

_FLAGS_WITH_VALUE = ("-cn", "--config-name", "-cp", "--config-path", "-cd", "--config-dir", "-p", "--package",
                     "--info", "-i", "--experimental-rerun", "--cfg", "-c")  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the overrides all at once, then hand over to Hydra."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    end_in_good_order()
    return guarded(lambda: _run(given))


def _run(given: list[str]) -> int:
    import hydra

    from experiments.overrides import parse
    from experiments.store import StudyFolder
    from sim.parameter import ConfigurationError

    is_sweep = any(word in ("-m", "--multirun", "hydra.mode=MULTIRUN") for word in given)
    request, found = parse(_own_words(given), is_app=True, is_sweep=is_sweep)
    if found:
        raise ConfigurationError(found)
    StudyFolder(Path(request.options.results), "probe", "").discard()  # Hydra would fail with a traceback
    sys.argv = [sys.argv[0], *(_for_hydra(word, is_sweep) for word in given)]
    _register()
    codes: list[int] = []
    app = hydra.main(version_base="1.3", config_path="pkg://scenarios", config_name=APP)
    app(lambda composed: codes.append(guarded(lambda: _job(composed))))()
    return max(codes, default=0)


def _own_words(given: list[str]) -> list[str]:
    """Return the overrides that are ours to check: not Hydra's flags, nor its own settings."""
    words, skip = [], False
    for word in given:
        if skip:
            skip = False
        elif word in _FLAGS_WITH_VALUE:
            skip = True
        elif not word.startswith("-") and not word.lstrip("+~").startswith(("hydra.", "hydra/", "hydra=")):
            words.append(word)
    return words


def _for_hydra(word: str, is_sweep: bool) -> str:
    """Return a checked word in Hydra's grammar: full key, free texts in quotes."""
    from experiments.overrides import ALIASES, FREE_TEXTS, parsed, unquoted

    key, sign, value = word.partition("=")
    if key in FREE_TEXTS and (not is_sweep or parsed(word) is None):
        escaped = unquoted(value).replace("'", "\\'")
        value = f"'{escaped}'"
    return f"{ALIASES.get(key, key)}{sign}{value}"


def _register() -> None:
    """State the primary configuration: the scenarios' own, with Hydra's folders kept below results."""
    from hydra.core.config_store import ConfigStore

    from experiments.compose import register_schema

    register_schema()
    settings = {
        "output_subdir": None,
        "run": {"dir": "${results}"},
        "sweep": {"dir": "${results}/.multirun", "subdir": "."},
        "job": {"chdir": False, "name": "rural"},
    }
    defaults: list[Any] = [
        "config",
        "_self_",
        {"override hydra/job_logging": "none"},
        {"override hydra/hydra_logging": "default"},
    ]
    ConfigStore.instance().store(name=APP, node={"defaults": defaults, "hydra": settings})


def _job(composed: DictConfig) -> int:
    from experiments.report import closing_lines
    from experiments.study import run_study

    logging.getLogger("MESA").setLevel(logging.WARNING)  # it would tell every step through Hydra's log
    experiment = _experiment(composed)
    study = run_study(experiment, "run")
    name, comparison = experiment.shown()[0].name, study.comparison
    income = comparison.values["income_per_capita"][comparison.scenarios.index(name), :, -1].mean()
    print(f"{name}: income per resident {income:,.0f} yuan in {comparison.years[-1]}")
    print("\n".join(closing_lines(study)))
    if study.is_interrupted:
        return EXIT_INTERRUPTED
    return EXIT_FAILED if study.failed else 0


def _experiment(composed: DictConfig) -> Experiment:
    """Return the one scenario of a job, with hidden companions where it matches another's cost."""
    from dataclasses import fields

    from hydra.core.hydra_config import HydraConfig

    from experiments.compose import (
        BASELINE,
        Experiment,
        Scenario,
        check_levers,
        compose_experiment,
        config_of,
    )
    from experiments.options import RunOptions
    from experiments.overrides import option_problems
    from sim.parameter import ConfigurationError, problems

    hydra_config = HydraConfig.get()
    name = str(hydra_config.runtime.choices["scenario"])
    words = [str(word) for word in hydra_config.overrides.task]
    config, about = config_of(composed)
    options = RunOptions(**{item.name: composed[item.name] for item in fields(RunOptions)})
    found = problems(config) + option_problems(options)
    check_levers([Scenario(name, config, about)], found)
    if found:
        raise ConfigurationError(found)
    if not config.policies.cash.equal_cost_to:
        return Experiment([Scenario(name, config, about)], options, words)
    rest = [word for word in words if not word.startswith("scenario=")]
    experiment = compose_experiment([name], rest, alone=name)
    for scenario in experiment.scenarios:
        scenario.is_shown = scenario.name == name and name != BASELINE
        if scenario.is_shown:
            scenario.config, scenario.about = config, about
    return experiment


if __name__ == "__main__":
    sys.exit(main())
