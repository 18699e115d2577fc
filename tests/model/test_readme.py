"""What README.md shows runs as it stands there, and its links lead somewhere."""

import re


def test_the_python_example_runs(root, capsys):
    (example,) = re.findall(
        r"```python\n(.*?)```", (root / "README.md").read_text(encoding="utf-8"), re.DOTALL
    )
    exec(compile(example, "README.md", "exec"), {})
    assert "income_per_capita" in capsys.readouterr().out


PAGES = (
    "README.md",
    "README.zh.md",
    "CONTRIBUTING.md",
    "experiments/CLUSTER.md",
    "experiments/RECIPES.md",
    "sim/ODD.md",
    "sim/data/README.md",
    "results/README.md",
)


def test_links_between_pages_lead_somewhere(root):
    targets = [
        (root / page).parent / target
        for page in PAGES
        for target in re.findall(r"\]\(([^)#\s]+)", (root / page).read_text(encoding="utf-8"))
        if "://" not in target
    ]
    reference = root / "results/reference"  # figures of a study, put there when it has been run
    expected = [path for path in targets if reference.exists() or reference not in path.parents]
    assert [str(path) for path in expected if not path.exists()] == []
