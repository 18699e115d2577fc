"""The runs of a plan, from its folder to the last report: skip what is stored, simulate what is left."""

from __future__ import annotations

import contextlib
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from experiments.planning.plan import Keys, Plan, PlannedRun, jobs_of
from experiments.running.engines import Engine, engine_of
from experiments.running.manifest import manifest_of, study_key, study_name
from experiments.running.work import RunReport
from experiments.simulate import last_line
from experiments.storage.store import RUNS, StoreError, StudyFolder
from experiments.words.labels import text
from experiments.words.progress import Progress, insistent_interrupt, patience
from sim.parameter import replaced


class NothingSimulatedError(RuntimeError):
    """Not one seed came through; the message carries the first error."""


class Execution:
    """A plan at work in its folder; a context manager that gives the folder back.

    Attributes
    ----------
    plan : Plan
    keys : Keys
    folder : StudyFolder
    stored : set of str
        Keys of the runs that are done.
    failed : dict of key to RunReport
    found : set of str
        Those of them that had been stored before.
    is_interrupted : bool
        Whether Ctrl-C ended the work.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan, self.keys = plan, Keys(plan)
        key, points = study_key(plan, self.keys), self.keys.points_key()

        def may_follow(manifest: dict[str, Any]) -> bool:
            wanted = manifest.get("seeds_wanted")
            is_part = isinstance(wanted, list) and all(seed in plan.seeds() for seed in wanted)
            return manifest.get("points_key") == points and is_part

        self.folder = StudyFolder(Path(plan.options.results), study_name(plan, key), key, may_follow)
        self.stored: set[str] = set()
        self.failed: dict[str, RunReport] = {}
        self.found: set[str] = set()
        self.is_interrupted = False
        self.engine: Engine | None = None
        self.started, self.started_at = time.perf_counter(), datetime.now(UTC)

    def __enter__(self) -> Execution:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.engine is not None:
            self.engine.close()
        if kind is None:
            self.folder.close()
        else:
            self.folder.discard()

    @property
    def seconds(self) -> float:
        """Return the time since the work began."""
        return time.perf_counter() - self.started

    def simulate(
        self, seeds: Sequence[int], on_seed: Callable[[list[int], Progress], None] | None = None
    ) -> None:
        """Make sure that every run of some seeds is stored; what fails is noted, not raised.

        Parameters
        ----------
        seeds : sequence of int
        on_seed : callable, optional
            Is told the complete seeds whenever there is one more.

        Raises
        ------
        StoreError
            When runs cannot be stored any longer.
        EngineError
            When no more runs can be made.
        """
        runs = self.keys.runs(seeds)
        for run in runs:
            if run.key not in self.stored and self.folder.runs.has(run.key, self.plan.kept):
                self.stored.add(run.key)
                self.found.add(run.key)
        done = {run.key for run in runs} & self.stored
        n_done = sum(run.key in done for run in runs)  # points of equal parameters share a key
        if n_done == len(runs):
            return
        self.folder.write_manifest(manifest_of(self, [], "running"))
        left = Counter(run.seed for run in runs if run.key not in done)
        title = text("simulating", self.plan.options.lang)
        try:
            with Progress(len(runs), title, initial=n_done) as progress:
                for report in self._reports(seeds, done, len(runs) - n_done):
                    self._note(report, progress)
                    left[report.seed] -= report.is_done
                    if on_seed is not None and left[report.seed] == 0:
                        on_seed([seed for seed in seeds if left[seed] == 0], progress)
                    progress.advance()
        except KeyboardInterrupt:
            self.is_interrupted = True

    def _reports(self, seeds: Sequence[int], done: set[str], n_left: int) -> Iterator[RunReport]:
        if self.engine is None:
            compile_kernels(self.plan.options.lang)
            self.engine = engine_of(self.plan.options, n_left)
        folder = str((self.folder.path / RUNS).absolute()) if self.engine.writes_files else ""
        jobs = jobs_of(self.plan, self.keys, seeds, done, folder, self.engine.n_workers)
        stream = self.engine.reports(jobs, lambda key: self.folder.runs.has(key, self.plan.kept))
        with contextlib.closing(stream):  # type: ignore[type-var]
            yield from stream

    def _note(self, report: RunReport, progress: Progress) -> None:
        """Store what a worker could not, and remember how a run went."""
        if report.content:
            try:
                self.folder.runs.write(report.key, report.content)
            except OSError as error:
                report.error, report.is_storage = f"{self.folder.path}: {error.strerror or error}", True
        if report.is_storage:
            raise StoreError(
                f"results cannot be written any longer: {last_line(report.error)}; what is finished is kept"
                f" in {self.folder.path}: mend it and run the same command again"
            )
        if report.is_done:
            self.stored.add(report.key)
            self.failed.pop(report.key, None)
        else:
            self.failed[report.key] = report
            place = " ".join(filter(None, (report.context, report.scenario, f"seed {report.seed}")))
            progress.say(f"{place}: {last_line(report.error)}")

    def runs(self, seeds: Sequence[int]) -> list[PlannedRun]:
        """Return the runs of some seeds that are stored, in the order of the plan."""
        return [run for run in self.keys.runs(seeds) if run.key in self.stored]

    def complete_seeds(self, seeds: Sequence[int]) -> list[int]:
        """Return the seeds of which every run is stored."""
        counts = Counter(run.seed for run in self.runs(seeds))
        return [seed for seed in seeds if counts[seed] == self.plan.n_scenarios()]

    def refuse_nothing(self, seeds: Sequence[int]) -> None:
        """Raise what a study without any usable seed ends with."""
        if not seeds and self.is_interrupted:
            raise KeyboardInterrupt
        if not seeds:
            report = next(iter(self.failed.values()))
            raise NothingSimulatedError(f"seed {report.seed}: {last_line(report.error)}")

    def finish(self, seeds: Sequence[int], is_complete: bool) -> None:
        """Write the last word on the study: seeds, files and their hashes."""
        status = "complete" if is_complete else "interrupted" if self.is_interrupted else "incomplete"
        self.folder.write_manifest(manifest_of(self, seeds, status))


def compile_kernels(lang: str = "en") -> None:
    """Run a tiny township once, fork included, so that workers find compiled kernels in the cache.

    It has default parameters: whatever those of an experiment lead to is for its own runs to tell.
    """
    from sim.config import Config
    from sim.model import RuralModel
    from sim.runs import finish

    tiny = replaced(
        Config(), {"place.n_villages": 2, "place.households_per_village": 10, "clock.end_year": 2022}
    )
    ready = patience(text("compiling", lang), lambda seconds: text("compiled", lang, seconds=seconds))
    with insistent_interrupt(), ready:
        model = RuralModel(tiny, 0)
        model.run_to(2020)
        finish(model.fork(tiny), panel_from=2021)
