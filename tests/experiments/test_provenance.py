"""A manifest says what code, data and machine made a result, and nothing that is private."""

import ast
import getpass
import hashlib
import json
import platform
import shutil
import subprocess
from pathlib import Path

import pytest

import experiments
from experiments.storage import provenance as where
from experiments.storage.provenance import (
    MEASURED_BY,
    NO_HOST,
    data_hash,
    git_state,
    host,
    installed,
    provenance,
    source_hash,
)


@pytest.fixture
def clone(tmp_path, monkeypatch):
    """A clone of its own that holds a package folder ``sim`` with one committed file."""
    (tmp_path / "sim").mkdir()
    (tmp_path / "sim" / "model.py").write_text("A = 1\n")
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", "sim")
    git(tmp_path, "-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "--quiet", "-m", "first")
    monkeypatch.setattr(where, "files", lambda package: tmp_path / package)
    return tmp_path


def git(folder, *words):
    done = subprocess.run(["git", "-C", str(folder), *words], check=True, capture_output=True, text=True)
    return done.stdout


needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def test_everything_is_stated_as_json():
    told = provenance()
    assert json.loads(json.dumps(told)) == told
    assert told["source_sha256"] != told["data_sha256"]
    assert told["cpu"]["model"]
    assert told["cpu"]["cores"] >= 1
    assert told["packages"]["numpy"] == told["installed"]["numpy"]
    assert list(told)[-1] == "installed"


def test_nothing_private_is_stated(monkeypatch):
    monkeypatch.setenv("SOME_TOKEN", "very-secret")
    monkeypatch.setenv(NO_HOST, "1")
    text = json.dumps(provenance())
    assert "very-secret" not in text
    assert str(Path.home()) not in text
    assert str(Path(where.__file__).parents[1]) not in text
    assert f'"{getpass.getuser()}"' not in text
    assert "host" not in json.loads(text)


def test_the_host_is_stated_unless_the_user_says_no(monkeypatch):
    monkeypatch.setattr(platform, "node", lambda: "desk-7")
    for value, told in (("", "desk-7"), ("0", "desk-7"), ("1", "")):
        monkeypatch.setenv(NO_HOST, value)
        assert host() == told
        assert provenance().get("host", "") == told


def test_all_distributions_are_listed_in_order_and_broken_ones_are_passed_over(monkeypatch):
    names = list(installed())
    assert names == sorted(names, key=str.lower)
    assert {"numpy", "pandas", "pytest"} <= set(names)

    class Broken:
        metadata = {"Name": None}  # noqa: RUF012
        version = "1"

    monkeypatch.setattr(where.metadata, "distributions", lambda: [Broken()])
    assert installed.__wrapped__() == {}


def test_the_data_hash_covers_data_only(tmp_path, monkeypatch):
    (tmp_path / "sim").mkdir()
    for name in MEASURED_BY:
        (tmp_path / "experiments" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "experiments" / name).write_text("1")
    code, data = tmp_path / "sim" / "a.py", tmp_path / "sim" / "b.csv"
    code.write_text("1")
    data.write_text("year\n")
    monkeypatch.setattr(where, "files", lambda package: tmp_path / package)
    of_data, of_all = (hashed.__wrapped__ for hashed in (data_hash, source_hash))
    before = of_data(), of_all()
    code.write_text("2")
    assert of_data() == before[0]
    assert of_all() != before[1]
    data.write_text("year\n2013\n")
    assert of_data() != before[0]
    before = of_data(), of_all()
    (tmp_path / "experiments" / MEASURED_BY[0]).write_text("2")
    assert of_data() == before[0]
    assert of_all() != before[1]


def test_all_code_of_experiments_that_fills_run_files_is_in_their_keys():
    """What these files import from experiments must be among them, or results would outlive their code."""
    for name in MEASURED_BY:
        tree = ast.parse((Path(experiments.__file__).parent / name).read_text(encoding="utf-8"))
        modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        taken = {module for module in modules if module and module.startswith("experiments")}
        assert {f"{module.split('.', 1)[1].replace('.', '/')}.py" for module in taken} <= set(MEASURED_BY)


@needs_git
def test_changes_since_the_commit_are_told_by_their_hash(clone):
    clean, commit = git_state(), git(clone, "rev-parse", "HEAD").strip()
    assert clean == {"commit": commit, "has_changes": False, "diff_sha256": None}
    (clone / "sim" / "model.py").write_text("A = 2\n")
    changed = git_state()
    assert changed["has_changes"]
    assert changed["commit"] == clean["commit"]
    git(clone, "add", "sim")
    assert git_state() == changed
    (clone / "sim" / "model.py").write_text("A = 3\n")
    assert git_state()["diff_sha256"] != changed["diff_sha256"]


@needs_git
def test_the_hash_of_changes_ignores_settings_of_the_user(clone):
    (clone / "sim" / "model.py").write_text("A = 2\n")
    before = git_state()
    for setting in (("diff.noprefix", "true"), ("diff.context", "9"), ("color.ui", "always")):
        git(clone, "config", *setting)
    git(clone, "config", "diff.external", "echo")
    assert git_state() == before


@needs_git
def test_a_calling_hook_does_not_turn_it_to_another_repository(clone, monkeypatch, tmp_path_factory):
    before = git_state()
    monkeypatch.setenv("GIT_DIR", str(tmp_path_factory.mktemp("other")))
    assert git_state() == before


def test_outside_a_clone_there_is_no_commit(tmp_path, monkeypatch):
    monkeypatch.setattr(where, "files", lambda package: tmp_path / package)
    assert git_state() is None


def test_the_processor_has_a_name_without_proc(monkeypatch):
    read_text = Path.read_text

    def without_proc(self, *arguments, **options):
        if self == Path("/proc/cpuinfo"):
            raise FileNotFoundError
        return read_text(self, *arguments, **options)

    monkeypatch.setattr(Path, "read_text", without_proc)
    monkeypatch.setattr(platform, "processor", lambda: "")
    monkeypatch.setattr(platform, "machine", lambda: "arm64")
    assert provenance()["cpu"]["model"] == "arm64"


def test_the_source_hash_is_a_sha256_and_computed_once():
    assert len(source_hash()) == len(hashlib.sha256().hexdigest())
    hits = source_hash.cache_info().hits
    source_hash()
    assert source_hash.cache_info().hits == hits + 1
