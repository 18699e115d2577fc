"""The model description says what the code does: its generated tables are fresh."""

import pytest

from experiments.odd import DOCUMENTS, generated_tables, refreshed


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_generated_tables_are_fresh(path):
    """On failure run ``python -m experiments.odd`` and read the difference."""
    text = path.read_text(encoding="utf-8")
    assert refreshed(text) == text


def test_the_description_has_every_table():
    text = "".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)
    for name in generated_tables():
        assert f"<!-- table: {name} -->" in text


def test_an_empty_table_is_filled_and_the_text_around_it_stays():
    marked = "<!-- table: {} -->\n<!-- end of table -->\n"
    text = f"before\n{marked.format('terms')}between\n{marked.format('flows')}after\n"
    filled = refreshed(text)
    tables = generated_tables()
    shown = {
        name: f"<!-- table: {name} -->\n{tables[name]}\n<!-- end of table -->" for name in ("terms", "flows")
    }
    assert filled == f"before\n{shown['terms']}\nbetween\n{shown['flows']}\nafter\n"
    assert refreshed(filled) == filled
