"""Tables for people who open them in a spreadsheet."""

from __future__ import annotations

import polars as pl

from didymium.files.cells import FORMULA_BEGINS, SIGNED_NUMBER


def harmless_table(table: pl.DataFrame) -> pl.DataFrame:
    """Return a table whose texts no spreadsheet takes for formulas, as :func:`didymium.files.cells.harmless`
    does for one text; numbers, dates and names of columns stay.
    """
    texts = [name for name, kind in table.schema.items() if kind == pl.String]
    text = pl.col(texts)
    begins = text.str.contains(FORMULA_BEGINS) & ~text.str.contains(SIGNED_NUMBER)
    return table.with_columns(pl.when(begins).then("'" + text).otherwise(text).name.keep())
