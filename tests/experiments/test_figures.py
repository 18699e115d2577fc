import doctest
import importlib
import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.figures import FIGURES, differences, draw_all
from experiments.figures.direct_labels import pushed_apart
from experiments.figures.labels import DRAWN, TEXTS
from experiments.figures.style import house_style, looks
from experiments.figures.tables import read_tables
from experiments.fonts import SUBSET, shipped_characters
from experiments.fonts.subset import label_characters
from sim.outcomes import OUTCOMES
from tests.helpers.study_folder import TITLES, write_study

NAMES = [kind.name for kind in FIGURES]
KINDS = ["svg", "png", "pdf", "csv"]
LANGUAGES = ["en", "zh"]


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_study(tmp_path_factory.mktemp("study"))


@pytest.fixture(scope="module", params=LANGUAGES)
def drawn(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of figures; missing glyphs warn, and warnings are errors."""
    folder = write_study(tmp_path_factory.mktemp(request.param))
    draw_all(folder, request.param)
    return folder / "figures"


def test_every_figure_has_all_files(drawn: Path) -> None:
    assert sorted(path.name for path in drawn.iterdir()) == sorted(
        f"{name}.{kind}" for name in NAMES for kind in KINDS
    )
    for name in NAMES:
        assert len(pd.read_csv(drawn / f"{name}.csv")) > 0


def test_files_are_the_same_byte_for_byte(drawn: Path, tmp_path: Path) -> None:
    study = write_study(tmp_path)
    lang = "zh" if "zh" in drawn.parent.name else "en"
    for path in draw_all(study, lang):
        assert path.read_bytes() == (drawn / path.name).read_bytes(), path.name


def test_svg_text_is_outlines_with_own_ids_and_no_date(drawn: Path) -> None:
    seen: set[str] = set()
    for name in NAMES:
        svg = (drawn / f"{name}.svg").read_text(encoding="utf-8")
        assert "<text" not in svg
        assert "<dc:date>" not in svg
        ids = re.findall(r'\bid="([^"]+)"', svg)
        assert len(ids) == len(set(ids))
        assert seen.isdisjoint(ids)
        seen.update(ids)
        used = set(re.findall(r'href="#([^"]+)"', svg)) | set(re.findall(r"url\(#([^)]+)\)", svg))
        assert used <= set(ids)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", FIGURES, ids=NAMES)
def test_no_text_covers_another_or_leaves_the_page(kind, lang: str, study: Path) -> None:
    from matplotlib.text import Text

    tables = read_tables(study)
    with house_style(kind.name):
        figure = kind.draw(tables, kind.table(tables), lang)
        figure.draw_without_rendering()
        page = figure.bbox
        texts = [item for item in figure.findobj(Text) if item.get_visible() and item.get_text().strip()]
        # Ticks outside the limits exist but are not drawn.
        hidden = {
            id(tick.label1)
            for axes in figure.axes
            for axis in (axes.xaxis, axes.yaxis)
            for tick in axis.get_major_ticks()
            if tick not in axis._update_ticks()
        }
        boxes = [(item.get_text(), Text.get_window_extent(item)) for item in texts if id(item) not in hidden]
    assert len(boxes) > 10
    for rank, (mine, box) in enumerate(boxes):
        assert page.x0 - 1 <= box.x0, mine
        assert box.x1 <= page.x1 + 1, mine
        assert page.y0 - 1 <= box.y0, mine
        assert box.y1 <= page.y1 + 1, mine
        for other, its in boxes[:rank]:
            across = min(box.x1, its.x1) - max(box.x0, its.x0)
            up = min(box.y1, its.y1) - max(box.y0, its.y0)
            assert across <= 1 or up <= 3, (mine, other)


def test_a_single_scenario_shows_its_path_only(tmp_path: Path) -> None:
    names = {path.stem for path in draw_all(write_study(tmp_path, ["baseline"]))}
    assert "trajectories" in names
    assert names.isdisjoint({"differences", "who_gains", "cost_plane"})


def test_one_seed_is_drawn_without_intervals(tmp_path: Path) -> None:
    folder = write_study(tmp_path, ["baseline", "cash"], n_seeds=1)
    assert {path.stem for path in draw_all(folder)} == set(NAMES)
    table = pd.read_csv(folder / "figures" / "differences.csv")
    assert table["low_90"].isna().all()
    assert not table["is_clear"].any()


def test_a_title_that_the_font_lacks_gives_way_to_the_name(tmp_path: Path) -> None:
    folder = write_study(tmp_path, ["baseline", "cash"])
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["scenarios"][1]["about"]["title"]["zh"] = "鼗鼗"
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    tables = read_tables(folder)
    assert tables.title("cash", "zh") == "cash"
    assert tables.title("baseline", "zh") == "基准情景"
    assert draw_all(folder, "zh")


def test_scenarios_run_only_for_their_cost_stay_hidden(tmp_path: Path) -> None:
    folder = write_study(tmp_path, ["baseline", "training", "cash"])
    comparison = pd.read_csv(folder / "comparison.csv")
    comparison[comparison["scenario"] != "training"].to_csv(folder / "comparison.csv", index=False)
    assert read_tables(folder).scenarios() == ["baseline", "cash"]


def test_differences_are_paired_means_of_the_last_five_years(study: Path) -> None:
    tables = read_tables(study)
    rows = differences.table(tables).set_index(["outcome", "scenario"])
    late = tables.outcomes[tables.outcomes["year"].between(2031, 2035)]
    wide = late.pivot_table(index="seed", columns="scenario", values="gini")
    assert rows.loc[("gini", "talent"), "difference"] == pytest.approx(
        (wide["talent"] - wide["baseline"]).mean(), rel=1e-12
    )
    assert set(rows["n_seeds"]) == {12}


def test_drawn_outcomes_exist() -> None:
    assert set(DRAWN) <= set(OUTCOMES)


def test_colour_is_never_alone() -> None:
    every = looks([*TITLES, "mine", "other", "third", "fourth"]).values()
    assert len({look.color for look in every}) == len(list(every))
    assert len({str(look.dashes) for look in every}) == len(list(every))


def test_many_scenarios_are_still_told_apart() -> None:
    every = looks([*TITLES, *(f"scenario {number}" for number in range(16))]).values()
    assert len({(look.color, str(look.dashes), look.marker) for look in every}) == len(list(every))


@given(st.lists(st.floats(-0.2, 1.2), min_size=1, max_size=10))
def test_labels_are_pushed_apart_inside_the_panel(wanted: list[float]) -> None:
    heights = pushed_apart(np.array(wanted), 0.08, 0.0, 1.0)
    assert (np.diff(np.sort(heights)) >= 0.08 - 1e-9).all()
    assert (heights >= -1e-9).all()
    assert (heights <= 1 + 1e-9).all()
    order = np.argsort(wanted, kind="stable")
    assert (np.diff(heights[order]) > 0).all()


def test_the_font_covers_every_label() -> None:
    missing = set(label_characters()) - shipped_characters()
    assert missing == set(), "run: python -m experiments.fonts.subset FULL_FONT"


def test_label_files_are_found() -> None:
    for texts in (*TEXTS.values(), *TITLES.values()):
        assert set("".join(texts)) - {"\n"} <= set(label_characters())


def test_the_font_is_small_and_comes_with_its_licence() -> None:
    assert SUBSET.stat().st_size <= 120_000
    assert "SIL OPEN FONT LICENSE Version 1.1" in (SUBSET.parent / "OFL.txt").read_text(encoding="utf-8")


def test_both_languages_say_the_same() -> None:
    for name, (english, chinese) in TEXTS.items():
        fields = [sorted(set(re.findall(r"\{(\w+)\}", text))) for text in (english, chinese)]
        assert fields[0] == fields[1], name
        assert not re.search("[\u3400-\u9fff]", english), name


def test_matplotlib_waits_until_something_is_drawn() -> None:
    code = "import sys, experiments.figures; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    "module", ["figures.style", "figures.labels", "figures.direct_labels", "fonts.subset"]
)
def test_examples_are_right(module: str) -> None:
    found = doctest.testmod(importlib.import_module(f"experiments.{module}"))
    assert found.attempted > 0
    assert found.failed == 0
