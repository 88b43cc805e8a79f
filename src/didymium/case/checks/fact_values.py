"""A figure that cites a fact says what the fact says: same value, in the unit of its column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from didymium.case.case import Case
from didymium.case.checks.at import problem_at, written
from didymium.case.figures import Figure, figures_of
from didymium.evidence.provenance import Kind
from didymium.files.problems import Problem

_UNITS: tuple[tuple[str, frozenset[str], float], ...] = (
    (r"((?!.*_per_).*_)?million_usd", frozenset({"money_usd"}), 1e6),
    (r".*_usd_per_kg", frozenset({"price"}), 1.0),
    (r".*_usd_per_t_year", frozenset({"price"}), 1e-3),
    (r".*_usd_per_unit", frozenset({"money_usd"}), 1.0),
    (r"(.*_)?t_per_year", frozenset({"mass", "mass_rate"}), 1.0),
    (r"(.*_)?t_per_month", frozenset({"mass_rate"}), 12.0),
    (r"(.*_)?kg_per_unit", frozenset({"content"}), 1.0),
    (r"(t|t_oxide)_per_t", frozenset({"ratio", "share"}), 1.0),
    (r"(.*_)?t", frozenset({"mass"}), 1.0),
    (r"(.*_)?mt", frozenset({"mass"}), 1e6),
    (r"(.*_)?percent", frozenset({"ratio", "share"}), 0.01),
    (r".*_days", frozenset({"time"}), 1.0),
    (r".*_years", frozenset({"time"}), 365.25),
    (r".*_months", frozenset({"time"}), 30.4375),
    (
        r"tariff|growth_per_year|value_multiple|.*share.*|elasticity|uncertainty|.*loss_per_year",
        frozenset({"ratio", "share"}),
        1.0,
    ),
)
"""Names of columns, the dimensions that a fact may have there, and the column's unit in base units."""


_SHORTEST_YEAR_DAYS = 364


def figure_problems(case: Case) -> Iterator[Problem]:
    """Find figures that cite facts of which none has their value, or none could."""
    if case.evidence is None:
        return
    facts: Mapping[str, dict[str, Any]] | None = None
    for figure in figures_of(case):
        if figure.reference is None or figure.reference.kind is not Kind.CITED:
            continue
        cited = [name for name in figure.reference.ids if name in case.fact_sources]
        if not cited:
            continue
        if facts is None:
            rows = case.evidence.corrected.iter_rows(named=True)
            facts = {row["fact"]: row for row in rows}
        problem = _problem(case, figure, [facts[name] for name in cited])
        if problem is not None:
            yield problem


def _problem(case: Case, figure: Figure, facts: list[dict[str, Any]]) -> Problem | None:
    value = float(getattr(figure.row, _attribute(figure)))
    column = _column_unit(_unit_of(figure))
    if column is None:
        return None
    dimensions, factor = column
    fitting = [fact for fact in facts if fact["dimension"] in dimensions and _is_of_a_year(figure, fact)]
    if not fitting:
        units = ", ".join(f"{fact['fact']} in {fact['unit']}" for fact in facts)
        message = f"cites facts in another unit: {units}"
        return problem_at(case, figure.row, message, figure.column, value, "cite a fact in the column's unit")
    if any(_same(value, fact, factor) for fact in fitting):
        return None
    said = ", ".join(f"{fact['fact']} says {fact['base'] / factor:.10g}" for fact in fitting)
    remedy = "write what the fact says, cite another one, or say how the figure is derived from it"
    return problem_at(case, figure.row, f"is not what it cites: {said}", figure.column, value, remedy)


def _unit_of(figure: Figure) -> str:
    """Return the name of a column, for a value with a unit of its own one that ends in it."""
    unit = getattr(figure.row, "unit", None) if figure.column == "value" else None
    return figure.column if unit is None else f"value_{unit}"


def _is_of_a_year(figure: Figure, fact: Mapping[str, Any]) -> bool:
    """Say whether a mass may stand for a yearly rate: it must be of a whole year."""
    if fact["dimension"] != "mass" or not figure.column.endswith("_per_year"):
        return True
    return bool((fact["end"] - fact["start"]).days >= _SHORTEST_YEAR_DAYS)


def _attribute(figure: Figure) -> str:
    fields = type(figure.row).model_fields
    return next(name for name, field in fields.items() if figure.column in (name, field.alias))


@lru_cache(1000)
def _column_unit(column: str) -> tuple[frozenset[str], float] | None:
    return next(((kinds, factor) for name, kinds, factor in _UNITS if re.fullmatch(name, column)), None)


def _same(value: float, fact: Mapping[str, Any], factor: float) -> bool:
    """Say whether two figures agree within half of the last digit that the coarser one shows."""
    unit = fact["base"] / fact["number"] / factor if fact["number"] else 1.0
    allowed = max(_half_digit(written(value)), _half_digit(str(fact["value"])) * abs(unit))
    return bool(abs(value - fact["base"] / factor) <= allowed * (1 + 1e-9) + 1e-12)


def _half_digit(text: str) -> float:
    """Return half of the last digit of a number as printed; whole numbers are taken as exact."""
    digits, _, exponent = text.lower().partition("e")
    _, point, decimals = digits.partition(".")
    return 0.5 * 10.0 ** (int(exponent or 0) - len(decimals)) if point else 0.0
