"""Tables on the terminal: where columns are many and their titles long, words wrap but no figure is cut."""

from __future__ import annotations

import io

import pytest

from didymium.views.printing import WIDTH, console_for, print_table
from didymium.views.result_tables import Table

FIGURES = ("12,345", "23,456", "34,567", "45,678")


@pytest.mark.parametrize(
    ("titles", "cells"),
    [
        (
            ("地域", "部門", "物質"),
            ("アメリカ合衆国", "産業用モーター", "高耐熱ネオジム磁石 (Dy/Tb)"),
        ),
        (("Region", "Sector", "Material"), ("Germany", "Electric vehicles", "neodymium-praseodymium oxide")),
    ],
)
def test_figures_stand_whole_in_a_wide_table(titles: tuple[str, ...], cells: tuple[str, ...]) -> None:
    """Four titles of 26 columns beside three of text ask for far more than the width: a figure cut off at the
    edge ("1,83" for "1,830") would read as another one.
    """
    headers = (*titles, *(f"title of a column, number {place}" for place in range(len(FIGURES))))
    table = Table("wide", headers, ((*cells, *FIGURES),), frozenset(range(3, 7)))
    printed = io.StringIO()
    print_table(console_for(printed), table)
    lines = printed.getvalue().splitlines()
    row = next(line for line in lines if FIGURES[0] in line)
    assert row.split()[-len(FIGURES) :] == list(FIGURES)
    assert max(len(line) for line in lines) <= WIDTH


def test_a_table_that_fits_keeps_each_cell_on_one_line() -> None:
    """Two columns of 40 with 3 between them need 83 of 98."""
    long = "word " * 7 + "words"
    printed = io.StringIO()
    print_table(console_for(printed), Table("small", ("a", "b"), ((long, long),)))
    assert f"{long}   {long}" in printed.getvalue()
