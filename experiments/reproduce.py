"""Run a study again from its manifest and compare what comes out, file by file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any

from experiments.planning.options import RunOptions
from experiments.planning.overrides import parse
from experiments.planning.plan import Keys, Plan
from experiments.planning.record import plan_from
from experiments.storage.differences import first_difference
from experiments.storage.provenance import provenance
from experiments.storage.store import MANIFEST, StoreError, stored_manifest
from experiments.storage.stored import StoredStudy, is_data, opened, study_and_options
from sim.parameter import ConfigurationError, Problem

COMPARED = ("compare", "run", "withdraw")
"""Kinds of study that are answered by a comparison of scenarios."""

OPTIONS = ("results", "workers", "engine", "address", "scheduler_file")
"""Options that change no result; all others come from the manifest."""

WANTED = {"points_key": str, "plan": dict, "seeds": list, "files": dict, "code": dict}
"""What a manifest must hold."""

TEXTS = {
    "start": "Running {folder} again: {contexts}{n_scenarios} scenarios on {n_seeds} seeds.",
    "contexts": "{n} contexts, in all ",
    "altered": "Altered or removed since the study was written: {files}.",
    "other_code": "It was made by other code or on another system, so results may differ:",
    "code": "{what}: {there} there, {here} here",
    "equal": "equal",
    "same": "the same values in other bytes, as other versions of libraries write them",
    "different": "DIFFERENT: {where}",
    "not_shown": "the stored file was altered or removed, so what differs cannot be shown",
    "missing": "MISSING in the new study",
    "extra": "NEW: the stored study has no such file",
    "seeds": "The new study stands on other seeds; if it was broken off, run this command again.",
    "good": "Reproduced: all {n} data files. The new study: {folder}",
    "bad": "Not reproduced: {n_bad} of {n} data files. The new study: {folder}",
    "altered_end": "But the stored study was altered: {files}.",
}
_GOOD = (TEXTS["equal"], TEXTS["same"])

_CODE = ("version", "source_sha256", "data_sha256", "experiments_sha256", "python", "platform")
_KEYED = ("version", "source_sha256", "experiments_sha256")
"""What of the code decides which key a plan has."""

_LONGEST_SHOWN = 48


def reproduce(words: Sequence[str]) -> int:
    """Run ``rural reproduce STUDY`` and return the exit code: 0 equal, 1 not equal.

    Raises
    ------
    ConfigurationError
        With everything that is wrong with the words.
    StoreError
        When there is no such study, or its manifest is damaged or of another version.
    """
    word, options = _request(words)
    results = Path(options.results)
    study, code = opened(word, results, WANTED), provenance()
    plan = _plan_of(study, code)
    for name in OPTIONS:
        setattr(plan.options, name, getattr(options, name))
    altered = study.altered()
    _say_before(study, plan, altered, code)
    new_name = _free_name(results, study.folder.resolve().name, code)

    folder = rerun(plan, study.manifest["seeds"], new_name)
    new = opened(str(folder), results, {"files": dict, "seeds": list})
    return _say_after(study, new, [name for name in altered if is_data(name)])


def _request(words: Sequence[str]) -> tuple[str, RunOptions]:
    found: list[Problem] = []
    word, options = study_and_options(words, OPTIONS, "reproduce", found)
    request, wrong = parse([f"{key}={value}" for key, value in options.items()])
    if found + wrong:
        raise ConfigurationError(found + wrong)
    return word, request.options


def _plan_of(study: StoredStudy, code: Mapping[str, Any]) -> Plan:
    """Return the plan that a study was made from.

    Raises
    ------
    StoreError
        When this version cannot read it, or it is not the plan whose key the manifest states.
    """
    manifest, path = study.manifest, study.folder / MANIFEST
    try:
        plan = plan_from(manifest["plan"])
    except ConfigurationError as error:
        raise StoreError(f"{path}: its plan is damaged, or another version wrote it; {error}") from error
    is_same_code = all(manifest["code"].get(name) == code[name] for name in _KEYED)
    key = Keys(plan).points_key()
    if is_same_code and key != manifest["points_key"]:
        raise StoreError(
            f"{path}: the key of its plan is {key}, but it states {manifest['points_key']}:"
            " one of the two was altered"
        )
    return plan


def code_differences(there: Mapping[str, Any], here: Mapping[str, Any]) -> list[str]:
    """Return what sets two states of code and system apart, a line for each.

    Examples
    --------
    >>> code_differences({"python": "3.11.7"}, {"python": "3.12.1", "packages": {"numpy": "2.4.6"}})
    ['python: 3.11.7 there, 3.12.1 here', 'numpy: nothing there, 2.4.6 here']
    """
    one, other = ({**{key: of.get(key) for key in _CODE}, **of.get("packages", {})} for of in (there, here))
    return [
        TEXTS["code"].format(what=key, there=_short(one.get(key)), here=_short(other.get(key)))
        for key in {**one, **other}
        if one.get(key) != other.get(key)
    ]


def _short(value: object) -> str:
    """Return a version, the first digits of a hash, or a word for nothing."""
    text = "nothing" if value is None else str(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:12]}..."


def _say_before(study: StoredStudy, plan: Plan, altered: Sequence[str], code: Mapping[str, Any]) -> None:
    n_contexts = len(plan.contexts)
    start = TEXTS["start"].format(
        folder=study.folder,
        contexts=TEXTS["contexts"].format(n=n_contexts) if n_contexts > 1 else "",
        n_scenarios=plan.n_scenarios(),
        n_seeds=len(study.manifest["seeds"]),
    )
    lines = [start, *([TEXTS["altered"].format(files=", ".join(altered))] if altered else [])]
    if different := code_differences(study.manifest["code"], code):
        lines += [TEXTS["other_code"], *(f"  {line}" for line in different)]
    print("\n".join(lines), flush=True)


def _free_name(results: Path, name: str, code: Mapping[str, Any]) -> str:
    """Return a name for the new study: one that is free, or that of an unfinished one by the same code.

    Finished results that stand there already would prove nothing.
    """
    names = (f"{name}-reproduced{f'-{number}' if number > 1 else ''}" for number in count(1))
    return next(item for item in names if _is_free(results / item, code))


def _is_free(folder: Path, code: Mapping[str, Any]) -> bool:
    if not folder.exists():
        return True
    found = stored_manifest(folder) or {}
    return found.get("is_complete") is False and not code_differences(found.get("code", {}), code)


def _say_after(study: StoredStudy, new: StoredStudy, altered: Sequence[str]) -> int:
    """Print what became of each file, and the answer; return the exit code."""
    verdicts = _verdicts(study, new)
    width = max(map(len, verdicts), default=0)
    lines = [f"  {name:<{width}}  {verdict}" for name, verdict in verdicts.items()]
    n_bad = sum(verdict not in _GOOD for verdict in verdicts.values())
    has_seeds = new.manifest["seeds"] == study.manifest["seeds"]
    answer = TEXTS["bad" if n_bad else "good"]
    lines.append(answer.format(n=len(verdicts), n_bad=n_bad, folder=new.folder))
    if altered:
        lines.append(TEXTS["altered_end"].format(files=", ".join(altered)))
    if not has_seeds:
        lines.append(TEXTS["seeds"])
    print("\n".join(lines))
    return 1 if n_bad or altered or not has_seeds else 0


def _verdicts(study: StoredStudy, new: StoredStudy) -> dict[str, str]:
    """Return for each data file what became of it."""
    verdicts = {}
    for name, hashed in study.data_files().items():
        if name not in new.files:
            verdicts[name] = TEXTS["missing"]
        elif new.files[name] == hashed:
            verdicts[name] = TEXTS["equal"]
        elif study.is_as_written(name):
            where = first_difference(study.folder / name, new.folder / name)
            verdicts[name] = TEXTS["different"].format(where=where) if where else TEXTS["same"]
        else:
            verdicts[name] = TEXTS["different"].format(where=TEXTS["not_shown"])
    return verdicts | {name: TEXTS["extra"] for name in new.data_files() if name not in study.files}


def rerun(plan: Plan, seeds: Sequence[int], name: str) -> Path:
    """Run a recorded plan again on some seeds, in a folder of another name, and return the folder."""
    from experiments import ablations, lever_table
    from experiments.study import run_study
    from experiments.sweeping import run_sweep
    from experiments.table_study import run_table_study

    plan.options.study = name
    if plan.design:
        return run_sweep(plan, seeds=seeds).folder
    experiment = plan.contexts[0].experiment
    if plan.kind in COMPARED:
        return run_study(experiment, plan.kind, seeds=seeds, members=plan.members).folder
    answers = {module.KIND: module.answer for module in (lever_table, ablations)}
    if plan.kind not in answers:
        raise StoreError(f"this version cannot run a study of the kind {plan.kind!r} again")
    answer = answers[plan.kind]
    study = run_table_study(
        experiment, plan.kind, lambda found: answer(found, experiment), seeds=seeds, members=plan.members
    )
    return study.folder
