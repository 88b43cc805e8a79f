"""Which figures the base year does not depend on: an ensemble that varies them calibrates once."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from bundled_case import NAME
from calibration_case import mini_case
from didymium.calibration.calibrate import (
    UNREAD_COLUMNS,
    UNREAD_SETTINGS,
    UNREAD_TABLES,
    Calibration,
    calibrate,
    changes_base_year,
)
from didymium.case.case import Case
from didymium.case.reading import read_case
from didymium.case.schema import TABLES, Plant
from didymium.case.settings import Usual
from didymium.files.columns import Column, ColumnKind, columns_of
from didymium.files.row import Row


@pytest.fixture(scope="module")
def case() -> Case:
    return read_case(NAME)


@pytest.fixture(scope="module")
def stated(case: Case) -> Calibration:
    return calibrate(case)


def figures(table: str) -> list[Column]:
    """Columns of a table that an uncertain input could change."""
    return [
        column for column in columns_of(TABLES[table]) if column.numeric or column.kind is ColumnKind.DATE
    ]


def unread() -> list[tuple[str, str]]:
    whole = [(table, column.name) for table in sorted(UNREAD_TABLES) for column in figures(table)]
    some = [
        (table, column.name)
        for table, names in UNREAD_COLUMNS.items()
        for column in figures(table)
        if column.attribute in names
    ]
    return [*whole, *(place for place in some if place != ("plants", "start"))]


def moved(row: Row, column: Column, factor: float, days: int) -> Row:
    """The row with another figure, within the bounds of its column; a blank one stays blank."""
    old = getattr(row, column.attribute)
    if old is None:
        return row
    if column.kind is ColumnKind.DATE:
        new: object = old + dt.timedelta(days=days)
    else:
        figure = float(old) * factor
        figure = figure if column.maximum is None else min(figure, column.maximum)
        figure = figure if column.minimum is None else max(figure, column.minimum)
        new = round(figure) if column.kind is ColumnKind.INTEGER else figure
    return row.model_copy(update={column.attribute: new})


def changed(case: Case, table: str, name: str, factor: float, days: int) -> Case:
    column = next(column for column in columns_of(TABLES[table]) if column.name == name)
    rows = tuple(moved(row, column, factor, days) for row in case.tables[table])
    return replace(case, tables={**case.tables, table: rows})


@pytest.mark.parametrize(("table", "column"), unread())
@pytest.mark.parametrize(("factor", "days"), [(0.4, -500), (1.7, 500)])
def test_what_is_called_unread_is_not_read(
    case: Case, stated: Calibration, table: str, column: str, factor: float, days: int
) -> None:
    """With every figure of the column at 0.4 or 1.7 times, its dates 500 days earlier or later, the base year
    is the same to the last bit.
    """
    other = changed(case, table, column, factor, days)
    assert not changes_base_year(case, other)
    assert calibrate(other).base == stated.base


def test_a_later_start_of_what_starts_later_is_not_read(case: Case, stated: Calibration) -> None:
    """A plant that starts after the base year makes nothing in it, however much later it starts."""
    year, later = case.settings.base_year, dt.timedelta(days=500)
    rows = tuple(
        row.model_copy(update={"start": row.start + later}) if row.start and row.start.year > year else row
        for row in case.plants
    )
    other = replace(case, tables={**case.tables, "plants": rows})
    assert other.plants != case.plants
    assert not changes_base_year(case, other)
    assert calibrate(other).base == stated.base


@pytest.mark.parametrize("turned", [False, True])
def test_a_start_that_crosses_the_base_year_is_read(turned: bool) -> None:
    """A plant that ran in the base year and now starts after it, or the other way round, makes it another
    one.
    """
    running, starting = (
        mini_case(plants=[_starting(row, year) for row in mini_case().plants]) for year in (2020, 2025)
    )
    assert calibrate(running).base != calibrate(starting).base
    before, after = (starting, running) if turned else (running, starting)
    assert changes_base_year(before, after)


def _starting(row: Plant, year: int) -> Plant:
    return row.model_copy(update={"start": dt.date(year, 6, 1)}) if row.plant == "jmagh" else row


OTHER_SETTINGS = {"growth_per_year": 0.4, "usual": Usual(exporter="JPN", floor_usd_per_kg=1.0)}


@pytest.mark.parametrize("key", sorted(UNREAD_SETTINGS))
def test_settings_called_unread_are_not_read(case: Case, stated: Calibration, key: str) -> None:
    """Growth after the base year says nothing about it, nor what commands take where nothing is asked for."""
    assert getattr(case.settings, key) != OTHER_SETTINGS[key]
    settings = case.settings.model_copy(update={key: OTHER_SETTINGS[key]})
    other = replace(case, settings=settings)
    assert not changes_base_year(case, other)
    assert calibrate(other).base == stated.base


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("plants", "cost_usd_per_kg"), ("plants", "base_t_per_year"), ("routes", "freight_usd_per_kg"),
        ("routes", "base_t_per_year"), ("demands", "base_t_per_year"), ("coefficients", "t_per_t"),
        ("prices", "price_usd_per_kg"), ("totals", "t_per_year"),
    ],
)  # fmt: skip
def test_what_is_read_asks_for_another_calibration(case: Case, table: str, column: str) -> None:
    """Flows, costs, recipes and prices of the base year make it another one."""
    assert changes_base_year(case, changed(case, table, column, 1.01, 0))


def test_settings_that_are_read(case: Case) -> None:
    """The discount rate is counted as read: quotes abroad follow from goods that take time."""
    settings = case.settings.model_copy(update={"discount_rate": 0.11})
    assert changes_base_year(case, replace(case, settings=settings))


def test_the_same_figures_are_the_same_base_year(case: Case) -> None:
    """Rows rebuilt with the figures that they had change nothing."""
    rows = tuple(row.model_copy() for row in case.plants)
    assert not changes_base_year(case, replace(case, tables={**case.tables, "plants": rows}))
    assert not changes_base_year(case, case)


def test_what_spoils_in_stock_is_read() -> None:
    """What is lost in stock must be made: where a holding loses a share of itself, its level is read."""
    spoiling = [row.model_copy(update={"loss_per_year": 0.1}) for row in mini_case().holdings]
    full = [row.model_copy(update={"level_t": row.level_t * 3}) for row in spoiling]
    before, after = mini_case(holdings=spoiling), mini_case(holdings=full)
    assert calibrate(before).base != calibrate(after).base
    assert changes_base_year(before, after)
