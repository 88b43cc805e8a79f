"""Uncertain inputs name figures that are there, distributions that can be sampled, correlations that
exist.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from didymium.case.case import Case
from didymium.case.checks.at import problem_at
from didymium.case.distributions import DistributionError, read_distribution
from didymium.case.schema import TABLES, Uncertain
from didymium.case.selection import Selection, read_selection
from didymium.evidence.provenance import parse_references, reference_for
from didymium.files.columns import ColumnKind, columns_of
from didymium.files.problems import Problem
from didymium.files.suggestion import did_you_mean

SCENARIO_TABLES = ("event", "instrument")
"""Where an input stands that is in the scenario and not in the case."""

RESERVED = frozenset({"scenario", "seed"})
"""Names that no input may take."""
SETTINGS_FIGURES = ("discount_rate", "growth_per_year")
"""Keys of case.toml that an input may move."""


def check_uncertain(case: Case) -> list[Problem]:
    """Return what is wrong with the uncertain inputs of a case; entries of scenarios are checked when one is
    run.
    """
    problems = [problem for row in case.uncertain for problem in _row_problems(case, row)]
    return [*problems, *_correlations(case)]


def _row_problems(case: Case, row: Uncertain) -> Iterator[Problem]:
    if row.input in RESERVED:
        yield problem_at(case, row, "is a column of every table of draws", "input", row.input, "rename it")
    try:
        read_distribution(row.distribution, row.parameters)
    except DistributionError as error:
        yield problem_at(case, row, f"cannot be sampled: {error}", "parameters", row.parameters)
    try:
        if reference_for(parse_references(row.source), "parameters") is None:
            remedy = 'add "parameters=…" to source: a fact, "assumed: why" or "derived: how [id]"'
            yield problem_at(case, row, "has no reference in source", "parameters", remedy=remedy)
    except ValueError:
        pass  # said by the check of sources
    try:
        selection = read_selection(case, row.rows)
    except ValueError as error:
        yield problem_at(case, row, f"selects nothing: {error}", "rows", row.rows)
        return
    yield from _target(case, row, selection)


def _target(case: Case, row: Uncertain, selection: Selection) -> Iterator[Problem]:
    if row.table in SCENARIO_TABLES:
        return
    known = [*TABLES, "case", *SCENARIO_TABLES]
    if row.table not in known or row.table == "uncertain":
        meant = did_you_mean(row.table, known) or f"write one of {', '.join(known[:-3])} …"
        yield problem_at(case, row, "is no table", "table", row.table, meant)
    elif row.table == "case":
        if row.column not in SETTINGS_FIGURES:
            remedy = did_you_mean(row.column, SETTINGS_FIGURES)
            yield problem_at(case, row, "is no figure of case.toml", "column", row.column, remedy)
    else:
        yield from _in_table(case, row, selection)


def _in_table(case: Case, row: Uncertain, selection: Selection) -> Iterator[Problem]:
    columns = {column.name: column for column in columns_of(TABLES[row.table])}
    strangers = [name for name in selection.wanted if name not in columns]
    for name in strangers:
        message = f"is no column of {row.table}.csv"
        yield problem_at(case, row, message, "rows", name, did_you_mean(name, columns))
    if row.column not in columns:
        message = f"is no column of {row.table}.csv"
        yield problem_at(case, row, message, "column", row.column, did_you_mean(row.column, columns))
        return
    column = columns[row.column]
    if not column.numeric and column.kind is not ColumnKind.DATE:
        yield problem_at(case, row, "holds neither numbers nor dates", "column", row.column)
    elif column.kind is ColumnKind.DATE and row.change != "add":
        yield problem_at(case, row, "does not fit a date", "change", row.change, "write add, in days")
    elif not strangers:
        chosen = [other for other in case.tables[row.table] if selection.takes(other)]
        if not chosen:
            yield problem_at(case, row, f"selects no row of {row.table}.csv", "rows", row.rows)
        elif row.change != "set" and all(getattr(other, column.attribute) is None for other in chosen):
            message = f"is blank in every row that {row.rows or 'it'} selects: nothing to change"
            yield problem_at(case, row, message, "column", row.column, "change by set, or fill it in")


def _correlations(case: Case) -> Iterator[Problem]:
    groups: dict[str, list[Uncertain]] = defaultdict(list)
    for row in case.uncertain:
        if row.correlation_group:
            groups[row.correlation_group].append(row)
        elif row.correlation is not None:
            yield problem_at(case, row, "stands without a correlation_group", "correlation", row.correlation)
    for name, rows in groups.items():
        yield from _group(case, name, rows)


def _group(case: Case, name: str, rows: list[Uncertain]) -> Iterator[Problem]:
    stated = {row.correlation for row in rows}
    last = rows[-1]
    if len(rows) == 1:
        yield problem_at(case, last, "has one input only: nothing moves with it", "correlation_group", name)
    elif None in stated or len(stated) > 1:
        message = f"is not the same number in every row of group {name}"
        yield problem_at(case, last, message, "correlation", last.correlation)
    else:
        least = -1.0 / (len(rows) - 1)
        correlation = rows[0].correlation
        if correlation is not None and correlation < least:
            message = (
                f"makes no correlation matrix: {len(rows)} inputs cannot all pull against each other by more "
                f"than {least:.4g}"
            )
            yield problem_at(case, last, message, "correlation", correlation, f"write {least:.4g} or more")
