"""Exporters with market power who sell nothing, sell to themselves, or face demand of no known slope."""

from __future__ import annotations

from collections.abc import Iterator

from didymium.case.case import Case
from didymium.case.checks.at import problem_at
from didymium.case.market_power import places_of_sale, sales_of, sellers
from didymium.case.market_power_schema import MarketPower
from didymium.files.problems import Problem

Sale = tuple[str, str, str]
"""Seller, material, destination."""


def check_market_power(case: Case) -> list[Problem]:
    """Return what is wrong with market_power.csv, names apart."""
    known = {row.region for row in case.regions} | set(case.clubs)
    materials = {row.material for row in case.materials} | set(case.groups)
    problems, taken = list[Problem](), dict[Sale, MarketPower]()
    for row in case.market_power:
        names = {row.exporter, *row.destinations.split()}
        if names <= known and row.material in materials:
            problems += [*_of_row(case, row), *_taken_before(case, row, taken)]
    return problems


def _of_row(case: Case, row: MarketPower) -> Iterator[Problem]:
    sales = list(sales_of(case, row))
    at_home = sorted(sellers(case, row) & places_of_sale(case, row))
    if at_home:
        message = f"is where {row.exporter} sells from: power is over what it exports"
        yield problem_at(case, row, message, "destinations", " ".join(at_home), "take it out")
    elif not sales:
        message = f"exports no {row.material}" + (f" to {row.destinations}" if row.destinations else "")
        remedy = "add its routes to routes.csv, or take the row out"
        yield problem_at(case, row, message, "exporter", row.exporter, remedy)
    else:
        yield from _empty_destinations(case, row, {destination for _, destination, _ in sales})
    if row.conjecture is None and not case.settings.calibrated:
        message = "is blank, and a case with calibrated = false has no wedge to read it from"
        yield problem_at(case, row, message, "conjecture", None, "state it: 1 is Cournot")
    if row.perceived_elasticity is None:
        yield from _without_elasticity(case, row, {(what, where) for what, where, _ in sales})


def _empty_destinations(case: Case, row: MarketPower, reached: set[str]) -> Iterator[Problem]:
    for name in row.destinations.split():
        if not reached & set(case.regions_of(name, case.settings.start)):
            message = f"has no route of {row.material} from {row.exporter}"
            yield problem_at(case, row, message, "destinations", name, "take it out, or add the route")


def _without_elasticity(case: Case, row: MarketPower, sales: set[tuple[str, str]]) -> Iterator[Problem]:
    elastic = {(one.material, one.region) for one in case.demands if one.elasticity < 0.0}
    stiff = sorted(sales - elastic)
    if stiff:
        shown = ", ".join(f"{material} in {region}" for material, region in stiff[:3])
        more = f" and {len(stiff) - 3} more" if len(stiff) > 3 else ""
        message = f"is blank, and no demand for {shown}{more} has an elasticity to take in its place"
        yield problem_at(case, row, message, "perceived_elasticity", None, "state the elasticity perceived")


def _taken_before(case: Case, row: MarketPower, taken: dict[Sale, MarketPower]) -> Iterator[Problem]:
    """Return the problem that a route counts in the sales of two rows, and note those of this one."""
    mine = {
        (case.routes[position].origin, material, destination): row
        for material, destination, routes in sales_of(case, row)
        for position in routes
    }
    twice = sorted(mine.keys() & taken.keys())
    if twice:
        seller, material, destination = twice[0]
        message = (
            f"sells {material} of {seller} to {destination}, which {case.place(taken[twice[0]])} does too"
        )
        yield problem_at(case, row, message, "exporter", row.exporter, "let each route stand in one row only")
    taken.update(mine)
