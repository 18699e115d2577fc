"""What a worker reports: every run by itself, whatever becomes of the others."""

import errno
import os

import numpy as np
import pytest

from experiments import simulate
from experiments.planning.compose import compose_experiment
from experiments.planning.plan import Keys, jobs_of, plan_of
from experiments.running.work import perform, reports_of
from experiments.simulate import last_line
from experiments.storage.run_files import RunFile, RunFiles
from sim.ledger import LedgerError

SMALL = ["place.n_villages=2", "place.households_per_village=12", "end_year=2022", "replicates=1"]


def the_job(folder, *scenarios):
    plan = plan_of(compose_experiment(scenarios or ("training", "integration"), SMALL), "test")
    (found,) = jobs_of(plan, Keys(plan), plan.seeds(), (), str(folder), 0)
    return found


@pytest.fixture
def breaks(monkeypatch):
    """Let the runs of some scenarios break off in their last year."""
    run, results_of = simulate._Seed._run, simulate.results_of
    running = []

    def named(seed, plan):
        running.append(plan.name)
        return run(seed, plan)

    def broken(*names):
        def results(model):
            if running[-1] in names:
                raise LedgerError("CASH broke")
            return results_of(model)

        monkeypatch.setattr(simulate._Seed, "_run", named)
        monkeypatch.setattr(simulate, "results_of", results)

    yield broken
    simulate._LATEST.clear()


def test_runs_are_reported_and_stored_one_by_one(tmp_path):
    job = the_job(tmp_path)
    n_stored = []
    for report in reports_of(job):
        assert report.is_done
        assert report.seconds > 0
        n_stored.append(len(list(tmp_path.glob("*/*"))))
        file = RunFiles(tmp_path).read(report.key)
        assert file.info["scenario"] == report.scenario
        assert file.tables == list(job.kept)
    assert n_stored == [1, 2, 3]


def test_without_a_folder_runs_are_sent_back(tmp_path):
    stored, sent = perform(the_job(tmp_path)), perform(the_job(""))
    for here, there in zip(stored, sent, strict=True):
        file = RunFile(there.content, there.key)
        assert not here.content
        np.testing.assert_array_equal(RunFiles(tmp_path).read(here.key).outcomes()[2], file.outcomes()[2])


def test_a_run_that_breaks_off_stops_no_other(tmp_path, breaks):
    breaks("training")
    found = {report.scenario: report for report in perform(the_job(tmp_path))}
    assert [name for name, report in found.items() if report.is_done] == ["baseline", "integration"]
    assert last_line(found["training"].error) == "training, 2022: LedgerError: CASH broke"
    assert not found["training"].is_storage


def test_a_baseline_that_breaks_off_is_the_reason_of_all_that_need_it(tmp_path, breaks):
    breaks("baseline")
    found = perform(the_job(tmp_path))
    assert {last_line(report.error) for report in found} == {"baseline, 2022: LedgerError: CASH broke"}
    assert len(found) == 3
    assert list(tmp_path.iterdir()) == []


def test_cash_fails_with_the_scenario_whose_cost_it_pays(tmp_path, breaks):
    breaks("training")
    found = {report.scenario: report for report in perform(the_job(tmp_path, "training", "cash"))}
    assert found["baseline"].is_done
    assert last_line(found["cash"].error).startswith("training, 2022: LedgerError")


def test_tables_that_cannot_be_packed_fail_their_run_alone(tmp_path, monkeypatch):
    from experiments.storage import run_files

    packed = run_files.packed

    def picky(info, tables, kept):
        if info["scenario"] == "training":
            raise MemoryError("8 TiB")
        return packed(info, tables, kept)

    monkeypatch.setattr(run_files, "packed", picky)
    found = {report.scenario: report.error for report in perform(the_job(tmp_path))}
    assert found == {
        "baseline": "",
        "training": "the tables cannot be packed: MemoryError: 8 TiB",
        "integration": "",
    }


def test_a_full_disk_ends_the_job(tmp_path, monkeypatch):
    write = RunFiles.write

    def fills_up(files, key, content):
        if list(tmp_path.iterdir()):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        write(files, key, content)

    monkeypatch.setattr(RunFiles, "write", fills_up)
    found = perform(the_job(tmp_path))
    assert [(report.is_done, report.is_storage) for report in found] == [(True, False), (False, True)]
    assert found[1].error == f"{tmp_path}: No space left on device"


def test_other_code_is_refused_run_by_run(tmp_path):
    from dataclasses import replace

    found = perform(replace(the_job(tmp_path), source="other"))
    assert len(found) == 3
    assert all("other code" in report.error for report in found)
    assert list(tmp_path.iterdir()) == []
