"""Input-output tables for tests: the two industries of Miller and Blair's second chapter, and small ones."""

from __future__ import annotations

from hypothesis import strategies as st

from didymium.indicators.input_output.table import InputOutputTable, parse_input_output_table

MILLER_BLAIR = """\
industry,agriculture,manufacturing,final_demand
agriculture,150,500,350
manufacturing,200,100,1700
value_added,650,1400,
"""
"""Example of chapter 2: output 1,000 and 2,000; imports and labour are put together to value added."""


def miller_blair() -> InputOutputTable:
    return parsed(MILLER_BLAIR)


def parsed(text: str) -> InputOutputTable:
    return parse_input_output_table(text.encode(), "table.csv")


def table_of(sales: list[list[float]], final: list[float]) -> InputOutputTable:
    """A table whose value added closes every column."""
    names = [f"i{number}" for number in range(len(final))]
    output = [sum(row) + wanted for row, wanted in zip(sales, final, strict=True)]
    added = [output[j] - sum(row[j] for row in sales) for j in range(len(final))]
    lines = [",".join(["industry", *names, "final_demand"])]
    for name, row, wanted in zip(names, sales, final, strict=True):
        lines.append(",".join([name, *map(repr, row), repr(wanted)]))
    return parsed("\n".join([*lines, ",".join(["value_added", *map(repr, added), ""])]))


@st.composite
def tables(draw: st.DrawFn) -> InputOutputTable:
    """Tables of two to five industries that all sell more to final demand than they need from each other."""
    size = draw(st.integers(2, 5))
    sale = st.floats(0.0, 10.0).map(lambda value: round(value, 3))
    sales = [[draw(sale) for _ in range(size)] for _ in range(size)]
    return table_of(
        sales, [draw(st.floats(60.0, 90.0).map(lambda value: round(value, 3))) for _ in range(size)]
    )
