"""A table in the formats of other programs: CSV as Excel reads it, .dta as Stata reads it, and its labels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
"""Begins every CSV file: without it Excel reads UTF-8 as the code page of the system, and Chinese breaks."""
_ROWS_AT_ONCE = 8_192

STATA_VERSION = 118
"""Number of the file format: Stata 14 and later, texts in UTF-8."""
NAME_SIGNS, LABEL_SIGNS, TEXT_BYTES = 32, 80, 2045
"""What Stata allows: signs of a name, signs of a label, bytes of a text that is not of its long kind."""
_LARGEST_INT, _LARGEST_EXACT, _LARGEST_FLOAT = 2_147_483_620, 2**53, 8.9e307
_NO_TIME = datetime(1980, 1, 1)
"""The time that files state: that of no export, so that equal tables make equal files."""
_RESERVED = frozenset(
    [
        *("_all", "_b", "_coef", "_cons", "_n", "_N", "_pi", "_pred", "_rc", "_se", "_skip"),
        *("byte", "double", "float", "if", "in", "int", "long", "strL", "using", "with"),
        *("aggregate", "array", "boolean", "break", "case", "catch", "class", "colvector", "complex"),
        *("const", "continue", "default", "delegate", "delete", "do", "else", "eltypedef", "end", "enum"),
        *("explicit", "export", "external", "for", "friend", "function", "global", "goto", "inline"),
        *("local", "NULL", "pragma", "protected", "quad", "rowvector", "short", "typedef", "typename"),
        "virtual",
    ]
)
"""Words of Stata and of its matrix language that name no variable."""

ROW_LABELS = {
    "context": ("Context", "情境"),
    "scenario": ("Scenario", "情景"),
    "seed": ("Seed", "随机种子"),
    "year": ("Year", "年份"),
    "grouping": ("Grouping", "分组方式"),
    "group": ("Group", "组别"),
    "label": ("Label of the group", "组别名称"),
    "outcome": ("Outcome", "指标"),
}
"""Columns that are neither outcomes nor parameters."""


def column_names(source: Path) -> list[str]:
    """Return the columns of a Parquet or CSV file."""
    if source.suffix == ".csv":
        return list(_csv(source))
    import pyarrow.parquet

    names: list[str] = pyarrow.parquet.read_schema(source).names
    return names


def _csv(source: Path) -> pd.DataFrame:
    import pandas as pd

    return pd.read_csv(source, keep_default_na=False, na_values=[""], low_memory=False)


def write_csv(source: Path, target: Path) -> int:
    """Write a table of a study as CSV, some rows at a time, and return the number of rows.

    What is missing is an empty cell; numbers are written so that reading gives them back exactly.
    """
    if source.suffix == ".csv":
        target.write_bytes(BYTE_ORDER_MARK + source.read_bytes())
        return len(_csv(source))
    import pyarrow.csv
    import pyarrow.parquet

    with pyarrow.parquet.ParquetFile(source) as file, target.open("wb") as sink:
        sink.write(BYTE_ORDER_MARK)
        with pyarrow.csv.CSVWriter(sink, file.schema_arrow) as writer:
            for group in range(file.num_row_groups):
                for batch in file.iter_batches(_ROWS_AT_ONCE, row_groups=[group]):
                    writer.write_batch(_without_nan(batch))
        n_rows: int = file.metadata.num_rows
    return n_rows


def _without_nan(batch: pyarrow.RecordBatch) -> pyarrow.RecordBatch:
    """Return rows in which no number is missing, and is null instead, which CSV shows as an empty cell."""
    import pyarrow
    import pyarrow.compute as pc

    columns = [
        pc.if_else(pc.is_nan(column), None, column) if pyarrow.types.is_floating(column.type) else column
        for column in batch.columns
    ]
    return pyarrow.RecordBatch.from_arrays(columns, schema=batch.schema)


def write_dta(source: Path, target: Path, title: str) -> int:
    """Write a table of a study for Stata, the whole of it in memory, and return the number of rows.

    Whole numbers that neither Stata nor a float holds exactly become text; infinite ones are missing.
    """
    import pyarrow
    import pyarrow.parquet

    is_csv = source.suffix == ".csv"
    table = pyarrow.Table.from_pandas(_csv(source)) if is_csv else pyarrow.parquet.read_table(source)
    names, labels = stata_names(table.column_names), labels_table(table.column_names)
    columns = [_for_stata(column) for column in table.columns]
    is_long = {name: _is_long(column) for name, column in zip(names.values(), columns, strict=True)}
    frame = pyarrow.table(dict(zip(names.values(), columns, strict=True))).to_pandas()
    frame.to_stata(
        target,
        write_index=False,
        version=STATA_VERSION,
        time_stamp=_NO_TIME,
        data_label=title[:LABEL_SIGNS],
        variable_labels={
            variable: label[:LABEL_SIGNS]
            for variable, label in zip(labels["variable"], labels["label_en"], strict=True)
        },
        convert_strl=[name for name in is_long if is_long[name]],
    )
    return len(frame)


def _for_stata(column: pyarrow.ChunkedArray) -> pyarrow.ChunkedArray:
    """Return a column in a type that Stata has."""
    import pyarrow
    import pyarrow.compute as pc

    kind = column.type
    if pyarrow.types.is_boolean(kind):
        return column.cast("int8")
    if pyarrow.types.is_null(kind):
        return column.cast("float64")
    if pyarrow.types.is_integer(kind):
        extremes = pc.min_max(column).as_py()
        largest = max(abs(extremes["min"] or 0), abs(extremes["max"] or 0))
        if largest <= _LARGEST_INT:
            return column
        return column.cast("float64" if largest <= _LARGEST_EXACT else "string")
    if pyarrow.types.is_floating(kind):
        return pc.if_else(pc.less_equal(pc.abs(column), _LARGEST_FLOAT), column, None)
    return pc.fill_null(column.cast("string"), "")


def _is_long(column: pyarrow.ChunkedArray) -> bool:
    """Return whether a column holds texts of Stata's long kind."""
    import pyarrow
    import pyarrow.compute as pc

    is_text = pyarrow.types.is_string(column.type)
    return is_text and (pc.max(pc.binary_length(column)).as_py() or 0) > TEXT_BYTES


def stata_names(columns: Sequence[str]) -> dict[str, str]:
    """Return a name for each column that Stata accepts, different from all others.

    Examples
    --------
    >>> stata_names(["gini", "policies.training.dose", "2026.x", "if"])
    {'gini': 'gini', 'policies.training.dose': 'policies_training_dose', '2026.x': '_2026_x', 'if': 'if_'}
    """
    names = {column: column for column in columns if _stata_name(column) == column}
    for column in columns:
        if column not in names:
            name = wanted = _stata_name(column)
            number = 2
            while name in names.values():
                name = f"{wanted[: NAME_SIGNS - len(str(number)) - 1]}_{number}"
                number += 1
            names[column] = name
    return {column: names[column] for column in columns}


def _stata_name(column: str) -> str:
    """Return a column's name with plain signs only, shortened: of dotted names the end says most."""
    while "." in column and len(column) > NAME_SIGNS:
        column = column.partition(".")[2]
    name = re.sub(r"[^A-Za-z0-9_]", "_", column)
    if not name or name[0].isdigit():
        name = f"_{name}"
    if name in _RESERVED or re.fullmatch(r"str\d+", name):
        name = f"{name}_"
    return name[:NAME_SIGNS]


def labels_table(columns: Sequence[str]) -> pd.DataFrame:
    """Return what columns mean: a row for each with its name in Stata, unit, labels and definition."""
    import pandas as pd

    from experiments.words.labels import DERIVED
    from sim.config import Config
    from sim.outcomes import OUTCOMES
    from sim.parameter import Parameter, walk

    parameters: Mapping[str, Parameter] = {key: statement for key, statement, _ in walk(Config())}

    def rows() -> Iterator[dict[str, str]]:
        for column, variable in stata_names(columns).items():
            row = {"column": column, "variable": variable, "unit": "", "label_en": column, "label_zh": column}
            label = OUTCOMES.get(column) or DERIVED.get(column)
            if label is not None:
                row |= {"unit": label.unit, "label_en": label.label, "label_zh": label.label_zh}
            elif column in ROW_LABELS:
                row |= dict(zip(("label_en", "label_zh"), ROW_LABELS[column], strict=True))
            elif column in parameters:
                row |= {"unit": parameters[column].unit, "label_en": parameters[column].doc}
            definition = OUTCOMES[column].definition if column in OUTCOMES else ""
            yield row | {"definition": definition}

    return pd.DataFrame(list(rows()))
