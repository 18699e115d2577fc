"""Every recipe of RECIPES.md runs as it stands there, and finds what plain runs of the model find."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim import Config, replaced, run
from sim.config import flat
from sim.parameter import walk

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "experiments/RECIPES.md").read_text(encoding="utf-8")
REPLACED = re.findall(r"^\| `(.+)` \| `(.+)` \|$", PAGE, re.MULTILINE)
SECTIONS = {int(part[0]): part for part in PAGE.split("\n## ")[1:]}
PLAIN = {1: 1, 2: 2, 4: 1, 5: 2, 6: 1}
"""How many recipes of a section, from its beginning, need `sim` alone."""

TINY = {"place.n_villages": 2, "place.households_per_village": 12, "clock.end_year": 2022}


def needs(package: str) -> pytest.MarkDecorator:
    """Skip where a package of the extra `recipes` is not installed, but never in CI."""
    is_there = importlib.util.find_spec(package) is not None
    return pytest.mark.skipif(
        not is_there and not os.environ.get("CI"), reason=f"{package} is not installed: extra [recipes]"
    )


def recipes(section: int) -> list[str]:
    """The recipes of a section as they stand on the page."""
    return re.findall(r"```python\n(.*?)```", SECTIONS[section], re.DOTALL)


def tiny(recipe: str) -> str:
    """A recipe with the replacements that the page states."""
    for old, new in REPLACED:
        recipe = recipe.replace(old, new)
    return recipe


def cooked(section: int, place: int = 0, names: dict[str, Any] | None = None) -> dict[str, Any]:
    """The names that a recipe leaves behind."""
    names = {"__name__": "recipe"} if names is None else names
    exec(compile(tiny(recipes(section)[place]), f"RECIPES.md, {section}.{place + 1}", "exec"), names)
    return names


def found(outcome: str, seed: int, **changes: Any) -> float:
    """An outcome of a plain run of the tiny township in its last year."""
    return run(replaced(Config(), {**TINY, **changes}), seed).at(outcome, 2022)


# ------------------------------------------------------------------------------------------- the page


def test_recipes_are_short_and_narrow():
    every = [recipe for section in SECTIONS for recipe in recipes(section)]
    assert len(every) >= 8
    for recipe in every:
        lines = [line for line in recipe.splitlines() if line.strip()]
        assert len(lines) < 10, recipe
        assert max(map(len, lines)) <= 110, recipe


def test_every_replacement_that_the_page_states_is_at_work():
    text = "".join(recipe for section in SECTIONS for recipe in recipes(section))
    assert [old for old, _ in REPLACED if old not in text] == []


def test_plain_recipes_need_no_hydra(tmp_path):
    """Recipes of 5 and 6 use functions of `sim` that 1 and 2 use, so that their imports are enough."""
    whole = [tiny(recipe) for section in (1, 2, 4) for recipe in recipes(section)[: PLAIN[section]]]
    imports = [
        line
        for section in (5, 6)
        for line in "".join(recipes(section)[: PLAIN[section]]).splitlines()
        if re.match(r"(import|from) (?!SALib|ema_workbench)", line)
    ]
    assert (len(whole), len(imports)) == (4, 3)
    unwanted = "[name for name in ('hydra', 'omegaconf', 'experiments', 'scenarios') if name in sys.modules]"
    code = "\n".join([*whole, *imports, "import sys", f"print('unwanted', {unwanted})"])
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "unwanted []"


# ---------------------------------------------------------------------------------------- the recipes


def test_one_configuration(capsys):
    names = cooked(1)
    direct = run(replaced(Config(), {**TINY, "policies.training.dose": 0.8}), 1)
    pd.testing.assert_frame_equal(names["results"].outcomes, direct.outcomes)
    shown = capsys.readouterr().out
    assert "income_per_capita" in shown
    assert str(direct.spending_by_year()[2022]) in shown


def test_a_paired_comparison_and_its_fork_give_equal_numbers():
    gains = cooked(2, 0)["gains"]
    direct = [
        found("gini", seed, **{"policies.training.dose": 0.8}) - found("gini", seed) for seed in range(2)
    ]
    assert gains.tolist() == direct
    assert any(direct)
    assert cooked(2, 1)["gains"] == direct


def test_scenario_files_from_python(capsys):
    names = cooked(2, 2)
    scenario = next(item for item in names["experiment"].scenarios if item.name == "training")
    assert flat(scenario.config).items() >= TINY.items()
    direct = run(scenario.config, names["result"].seed).outcomes
    pd.testing.assert_frame_equal(names["result"].runs["training"].outcomes, direct)
    assert names["last"]["training"] == direct["income_per_capita"].iloc[-1]
    shown = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in shown] == ["0", "1"]
    assert all("'baseline': 0.0" in line and "'cash'" in line for line in shown)


def test_batch_run():
    table = pd.DataFrame(cooked(4)["rows"]).set_index(["seed", "policies.training.dose"])["gini"]
    direct = {
        (seed, dose): found("gini", seed, **{"policies.training.dose": dose})
        for seed in (0, 1)
        for dose in (0.3, 0.8)
    }
    assert table.to_dict() == direct
    assert len(set(direct.values())) == 4


@needs("SALib")
def test_salib():
    names = cooked(5)
    problem, keys = names["problem"], list(names["ranges"])
    low, high = np.array(list(names["ranges"].values())).T
    assert problem.samples.shape == (2 * (len(keys) + 1), len(keys))
    assert ((problem.samples >= low - 1e-12) & (problem.samples <= high + 1e-12)).all()
    point = dict(zip(keys, problem.samples[-1], strict=True))
    direct = np.mean([found("poverty_gap_net_6000", seed, **point) for seed in range(2)])
    assert problem.results[-1] == direct
    assert problem.analysis.to_df().index.tolist() == keys
    assert problem.analysis["mu_star"].max() > 0
    cooked(5, 1, names)
    assert problem.samples.shape == (2 * (len(keys) + 2), len(keys))
    assert problem.results[0] == names["gap"](problem.samples[0])
    assert problem.analysis.to_df()[0].index.tolist() == keys
    assert np.isfinite(problem.analysis["ST"]).all()


@needs("ema_workbench")
@pytest.mark.filterwarnings("ignore:ipyparallel not installed")
def test_ema_workbench():
    names = cooked(6)
    (doubt,) = names["model"].uncertainties
    (key,) = doubt.variable_name
    plausible = {name: statement.plausible for name, statement, _ in walk(Config())}[key]
    assert (doubt.lower_bound, doubt.upper_bound) == plausible
    points, gini = names["experiments"], names["outcomes"]["gini"]
    assert points.groupby("policy")["taper"].apply(lambda drawn: tuple(sorted(drawn))).nunique() == 1
    assert len(points) == len(gini) == 3 * 2
    row = points.iloc[-1]
    changes = {key: row["taper"], "policies.motivation.dose": row["motivation"]}
    assert gini[-1] == found("gini", 1, **changes)


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    """The names that the sweep leaves behind, and the folder in which it was started."""
    folder = tmp_path_factory.mktemp("swept")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        return cooked(3, 0, {"__name__": "__main__"}), folder


def test_a_sweep(swept):
    names, folder = swept
    direct = {
        dose: [
            run(replaced(Config(), {**TINY, "policies.training.dose": dose}), seed).outcomes
            for seed in range(2)
        ]
        for dose in (0.3, 0.8)
    }
    pairs = zip(direct[0.8], direct[0.3], strict=True)
    gains = [(after - before)["gini"][after["year"] >= 2021].mean() for after, before in pairs]
    rows = names["effects"].set_index("scenario")
    assert rows.index.tolist() == [f"training.dose={dose}" for dose in ("0", "0.5", "0.8")]
    assert rows["difference"].iloc[-1] == pytest.approx(np.mean(gains))
    assert rows["n_seeds"].tolist() == [2, 2, 2]
    assert (folder / "results/my-sweep/manifest.json").is_file()


def test_a_sweep_over_points_of_ones_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = cooked(3, 1, {"__name__": "__main__"})
    configs = [item.config.policies for item in names["plan"].contexts[0].experiment.scenarios]
    assert [(item.training.dose, item.integration.dose) for item in configs[1:]] == names["doses"]
    assert names["effects"]["n_seeds"].tolist() == [2, 2, 2]


def test_a_study_in_pandas(swept, monkeypatch):
    monkeypatch.chdir(swept[1])
    effects = cooked(7)["effects"]
    direct = [
        found("gini", seed, **{"policies.training.dose": 0.8}) - found("gini", seed) for seed in range(2)
    ]
    assert effects["training.dose=0.8"].tolist() == direct
    assert effects.columns.tolist() == [f"training.dose={dose}" for dose in ("0", "0.5", "0.8")]
