"""Uncertain inputs that name nothing, cannot be sampled, or cannot move together: every one is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

Complaints = Callable[[Path], list[str]]

HEADER = (
    "input,name_en,table,rows,column,change,distribution,parameters,correlation_group,correlation,source\n"
)
WHY = "parameters=assumed: test"
GOOD = f"loss,loss,demands,sector=cars,loss_usd_per_kg,factor,uniform,low=0.5; high=2,,,{WHY}\n"


def said(tiny: Path, complaints: Complaints, *rows: str) -> list[str]:
    (tiny / "uncertain.csv").write_text(HEADER + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return complaints(tiny)


def row(**cells: str) -> str:
    usual = {
        "input": "x", "name_en": "x", "table": "demands", "rows": "", "column": "loss_usd_per_kg",
        "change": "factor", "distribution": "uniform", "parameters": "low=0.5; high=2",
        "correlation_group": "", "correlation": "", "source": WHY,
    }  # fmt: skip
    return ",".join({**usual, **cells}.values())


def test_sound_inputs(tiny: Path, complaints: Complaints) -> None:
    """Figures of tables and of case.toml, a date, entries of scenarios, and three that move together."""
    rows = [
        row(input="a"),
        row(input="b", table="case", column="discount_rate"),
        row(input="c", table="plants", rows="region=friends", column="start", change="add"),
        row(input="d", table="event", rows="kind=ban", column="until", change="add"),
        row(input="e", table="plants", column="supply_elasticity", change="set"),
        *(row(input=name, correlation_group="g", correlation="-0.5") for name in ("f", "g", "h")),
    ]
    assert said(tiny, complaints, *rows) == []


MISTAKES = [
    (row(parameters="low=3; high=2"),
     'column parameters: "low=3; high=2" cannot be sampled: uniform: low 3 is not below high 2'),
    (row(source="parameter=assumed: x"), "has no reference in source"),
    (row(table="demand"), 'column table: "demand" is no table (did you mean "demands"?)'),
    (row(table="uncertain", column="correlation"), 'column table: "uncertain" is no table'),
    (row(column="loss"), 'column column: "loss" is no column of demands.csv'),
    (row(column="sector"), 'column column: "sector" holds neither numbers nor dates'),
    (row(rows="sektor=cars"), 'column rows: "sektor" is no column of demands.csv (did you mean "sector"?)'),
    (row(rows="sector=trucks"), 'column rows: "sector=trucks" selects no row of demands.csv'),
    (row(rows="cars"), 'column rows: "cars" selects nothing: "cars" is not of the form name=value'),
    (row(table="plants", column="start"),
     'column change: "factor" does not fit a date (write add, in days)'),
    (row(table="plants", column="supply_elasticity"),
     'column column: "supply_elasticity" is blank in every row that it selects: nothing to change '
     "(change by set, or fill it in)"),
    (row(table="plants", rows="plant=pit", column="start", change="add"),
     'column column: "start" is blank in every row that plant=pit selects: nothing to change'),
    (row(table="case", column="discount"),
     'column column: "discount" is no figure of case.toml (did you mean "discount_rate"?)'),
    (row(correlation="0.5"), 'column correlation: "0.5" stands without a correlation_group'),
    (row(correlation_group="g", correlation="0.5"),
     'column correlation_group: "g" has one input only: nothing moves with it'),
]  # fmt: skip


@pytest.mark.parametrize(("line", "complaint"), MISTAKES)
def test_each_mistake_is_said_with_what_would_be_right(
    tiny: Path, complaints: Complaints, line: str, complaint: str
) -> None:
    """File, row, column, value, and a remedy; a sound row before it is not blamed."""
    found = said(tiny, complaints, GOOD.strip(), line)
    assert [problem for problem in found if "uncertain.csv" not in problem] == []
    assert any(problem.startswith("uncertain.csv row 3") and complaint in problem for problem in found), found


def test_all_at_once(tiny: Path, complaints: Complaints) -> None:
    """Rows with a mistake each, and one with two, are said together."""
    rows = [row(input=f"x{n}") for n in range(2)]
    rows += [
        row(input="a", table="demand"),
        row(input="b", rows="sector=trucks", parameters="low=1"),
        row(input="c", correlation_group="g", correlation="0.5"),
    ]
    found = said(tiny, complaints, *rows)
    assert [problem.split(",")[0].split(":")[0] for problem in found] == [
        "uncertain.csv row 4", "uncertain.csv row 5", "uncertain.csv row 5", "uncertain.csv row 6",
    ]  # fmt: skip


def together(*correlations: str) -> list[str]:
    return [
        row(input=f"x{n}", correlation_group="g", correlation=text) for n, text in enumerate(correlations)
    ]


def test_three_cannot_all_pull_against_each_other(tiny: Path, complaints: Complaints) -> None:
    """Of three inputs each pair can be correlated at −½ at least: 1 + 2r is the smallest eigenvalue."""
    (problem,) = said(tiny, complaints, *together("-0.9", "-0.9", "-0.9"))
    assert problem.startswith('uncertain.csv row 4, column correlation: "-0.9" makes no correlation matrix')
    assert problem.endswith("(write -0.5 or more)")
    assert said(tiny, complaints, *together("-0.9", "-0.9")) == []
    assert said(tiny, complaints, *together("-0.5", "-0.5", "-0.5")) == []


@pytest.mark.parametrize("correlations", [("0.5", "0.6"), ("0.5", ""), ("", "")])
def test_one_number_for_a_group(tiny: Path, complaints: Complaints, correlations: tuple[str, ...]) -> None:
    """Every row of a group states the same correlation."""
    (problem,) = said(tiny, complaints, *together(*correlations))
    assert "is not the same number in every row of group g" in problem
