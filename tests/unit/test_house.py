"""The house's own rules: style, types, layers, one version, short files, no loose numbers or draws."""

import ast
import importlib.util
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAX_LINES = 320
MAX_LINES_OF_FUNCTION = 40
FREE_NUMBERS = {0, 1, 2, 0.5}
SIM_MAY_IMPORT = {"sim", "numpy", "numba", "pandas", "mesa", "scipy"} | set(sys.stdlib_module_names)


def python_files(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def where(path: Path, node: ast.expr | ast.stmt) -> str:
    return f"{path.relative_to(ROOT)}:{node.lineno}"


def parsed(*folders: str) -> Iterator[tuple[Path, ast.Module]]:
    for path in python_files(*folders):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


# ------------------------------------------------------------------------------------- outside tools

TOOLS = {
    "ruff": ("ruff", ["-m", "ruff", "check", "--quiet", "."]),
    "mypy": ("mypy", ["-m", "mypy"]),
    "import-linter": ("importlinter", ["-c", "from importlinter.cli import lint_imports_command as c; c()"]),
}


@pytest.mark.parametrize("tool", TOOLS)
def test_tool_is_content(tool: str) -> None:
    module, arguments = TOOLS[tool]
    if importlib.util.find_spec(module) is None:
        message = f'{tool} is not installed; pip install -e ".[test]" brings it'
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False, timeout=600
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"


# ------------------------------------------------------------------------------------------- one truth


def test_version_is_the_same_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    citation = re.search(r"^version: *(\S+)$", (ROOT / "CITATION.cff").read_text(encoding="utf-8"), re.M)
    package = re.search(
        r'^__version__ = "([^"]+)"$', (ROOT / "sim/__init__.py").read_text(encoding="utf-8"), re.M
    )
    assert citation is not None
    assert package is not None
    assert citation[1] == package[1] == project


def test_ci_runs_the_readme_commands() -> None:
    script = (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines()
    commands = [line for line in script if line.startswith("python3 -m venv .venv && ")]
    assert len(commands) == 2, "one command for the main job, one for the tests"
    shown = [line.strip() for line in (ROOT / "README.md").read_text(encoding="utf-8").splitlines()]
    for command in commands:
        assert command in shown


# -------------------------------------------------------------------------------------------- the code


def test_files_are_short() -> None:
    lengths = {
        path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in python_files("sim", "experiments")
    }
    assert {name: n for name, n in lengths.items() if n > MAX_LINES} == {}


def test_functions_are_short() -> None:
    """Of the model, docstrings not counted."""
    found = [
        f"{where(path, node)} {node.name}"
        for path, tree in parsed("sim")
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and lines_of_code(node) > MAX_LINES_OF_FUNCTION
    ]
    assert found == []


def lines_of_code(function: ast.FunctionDef) -> int:
    has_docstring = ast.get_docstring(function) is not None
    parts = [function, *([function.body[0]] if has_docstring else [])]
    lengths = [(part.end_lineno or 0) - part.lineno + 1 for part in parts]
    return lengths[0] - sum(lengths[1:])


def test_sim_imports_only_its_few_packages() -> None:
    strangers = [
        f"{where(path, node)} {name}"
        for path, tree in parsed("sim")
        for node in ast.walk(tree)
        for name in imported_names(node)
        if name.split(".")[0] not in SIM_MAY_IMPORT
    ]
    assert strangers == []


def imported_names(node: ast.AST) -> list[str]:
    """Dotted names that an import statement brings; relative imports stay inside and give none."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []


def sequential_draws(tree: ast.Module) -> Iterator[tuple[ast.expr | ast.stmt, str]]:
    """Imports of `random` or `numpy.random`, and `np.random`, `model.random`, `self.random`, `model.rng`."""
    for node in ast.walk(tree):
        for name in imported_names(node):
            if re.match(r"(random|numpy\.random)(\.|$)", name):
                yield node, name
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            dotted = f"{node.value.id}.{node.attr}"
            if re.fullmatch(r"(np|numpy|model|self)\.random|(model|self)\.rng", dotted):
                yield node, dotted


def test_draws_are_keyed() -> None:
    found = [
        f"{where(path, node)} {name}"
        for path, tree in parsed("sim", "experiments")
        if path != ROOT / "sim/random_streams.py"
        for node, name in sequential_draws(tree)
    ]
    assert found == []


@pytest.mark.parametrize(
    "code",
    [
        "import random",
        "from random import choice",
        "import numpy.random as r",
        "from numpy import random",
        "from numpy.random import default_rng",
        "x = np.random.default_rng(0)",
        "x = model.random.random()",
    ],
)
def test_sequential_draws_are_seen(code: str) -> None:
    assert list(sequential_draws(ast.parse(code)))


# --------------------------------------------------------------------------------------- loose numbers


def loose_numbers(tree: ast.Module) -> Iterator[ast.Constant]:
    """Numeric literals in functions other than 0, 1, 2, 0.5 (with sign) and whole exponents."""
    functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.Lambda)]
    seen: set[int] = set()
    for function in functions:
        body = function.body if isinstance(function.body, list) else [function.body]
        defaults = [default for default in [*function.args.defaults, *function.args.kw_defaults] if default]
        for part in [*body, *defaults]:
            exponents = {
                id(n.right) for n in ast.walk(part) if isinstance(n, ast.BinOp) and isinstance(n.op, ast.Pow)
            }
            for node in ast.walk(part):
                if not isinstance(node, ast.Constant) or id(node) in seen:
                    continue
                seen.add(id(node))
                value = node.value
                if isinstance(value, bool) or not isinstance(value, int | float | complex):
                    continue
                whole_exponent = id(node) in exponents and isinstance(value, int)
                if value not in FREE_NUMBERS and not whole_exponent:
                    yield node


def test_numbers_are_parameters() -> None:
    found = [
        f"{where(path, node)} {node.value}"
        for path, tree in parsed("sim/processes", "sim/policies")
        for node in loose_numbers(tree)
    ]
    assert found == [], "make it a param(...) statement with unit, source and grade"


@pytest.mark.parametrize(
    ("code", "n_loose"),
    [
        ("def f(x):\n    return 0.35 * x", 1),
        ("def f(x, y=3):\n    return x", 1),
        ("f = lambda x: x + 7", 1),
        ("def f(x):\n    def g():\n        return 9\n    return g", 1),
        ("def f(x):\n    return 1 - 2 * x[:, -1] ** 3 + x.sum(axis=-2) * 0.5 + 2.0", 0),
        ("class Block:\n    decay: float = param(0.35, unit='1/km')\nFARM = 4", 0),
    ],
)
def test_loose_numbers_are_seen(code: str, n_loose: int) -> None:
    assert len(list(loose_numbers(ast.parse(code)))) == n_loose
