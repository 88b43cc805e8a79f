"""What a price rests on: the rows of the case and the events of the scenario that reach it, and their facts.

From the node asked about the trace goes upstream through what the outcome ships and makes there: a route or
plant that brings at least :data:`LEAST_SHARE` of a node's supply in the period (or in the base year, where
nothing arrives any more) is followed to its own inputs. On the way it gathers routes, plants, recipes,
contents, prices used in the calibration, totals of the reconciliation, stocks, uses and substitutes; then the
scenario's events that touch what was met.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from didymium.case.case import Case
from didymium.case.figures import filled_figures, row_references
from didymium.evidence.provenance import Kind, Reference, parse_references, reference_for
from didymium.files.row import Row
from didymium.indicators.spans import spans_of_outcome
from didymium.outcome.tables import Outcome
from didymium.scenario.schema import Scenario

Node = tuple[str, str]
"""Region and material."""
LEAST_SHARE = 0.05
_ROLES = {
    "prices": "price", "routes": "route", "plants": "plant", "coefficients": "coefficient",
    "contents": "content",
    "demands": "demand", "substitutes": "substitute", "totals": "total", "holdings": "stock",
    "capacity_changes": "capacity", "demand_steps": "demand",
}  # fmt: skip


@dataclass(frozen=True)
class Grounds:
    """A figure that a price rests on, and where it comes from."""

    role: str
    """price, route, plant, coefficient, content, demand, substitute, total, stock, capacity or
    event."""
    place: str
    """File and row, or the event."""
    label: str
    """What the row is about."""
    column: str
    value: str
    reference: Reference


@dataclass(frozen=True)
class Why:
    """The answer: the price, its grounds, and the nodes of the chain that were met on the way."""

    region: str
    material: str
    period: dt.date
    price_usd_per_kg: float | None
    grounds: tuple[Grounds, ...]
    nodes: tuple[Node, ...]

    @property
    def facts(self) -> tuple[str, ...]:
        """Facts and sources named, each once, in order."""
        ids = (name for ground in self.grounds for name in ground.reference.ids)
        return tuple(dict.fromkeys(ids))

    @property
    def assumed(self) -> tuple[Grounds, ...]:
        """Grounds that nobody stated but us."""
        return tuple(ground for ground in self.grounds if ground.reference.kind is Kind.ASSUMED)


class NoSuchPrice(ValueError):
    """Raised when an outcome holds no price for a region, material and day."""


def why(
    case: Case, scenario: Scenario | None, outcome: Outcome, region: str, material: str, day: dt.date
) -> Why:
    """Trace a price of an outcome to the figures and events behind it.

    Raises:
        NoSuchPrice: If the outcome holds no price there.
    """
    spans = spans_of_outcome(outcome).items()
    first, after = next(((start, end) for start, end in spans if start <= day < end), (None, day))
    row = outcome["prices"].filter(region=region, material=material, period=first) if first else None
    if row is None or not row.height or first is None:
        raise NoSuchPrice(f"the outcome holds no price of {material} in {region} on {day}")
    trace = _Trace(case, outcome, first)
    nodes = trace.upstream((region, material))
    rows = trace.rows(nodes, (region, material))
    grounds = [*grounds_of(case, rows), *(_events(case, scenario, nodes, after) if scenario else ())]
    return Why(region, material, first, row["price_usd_per_kg"][0], tuple(grounds), tuple(nodes))


class _Trace:
    """Follows supply upstream through an outcome."""

    def __init__(self, case: Case, outcome: Outcome, first: dt.date) -> None:
        self.case = case
        flows = outcome["flows"].filter(pl.col("period") == first, pl.col("t") > 0)
        output = outcome["output"].filter(pl.col("period") == first)
        self.arrivals: dict[Node, dict[tuple[str, str], float]] = defaultdict(dict)
        for row in flows.iter_rows(named=True):
            self.arrivals[row["destination"], row["material"]][row["origin"], row["via"] or ""] = row["t"]
        self.makers: dict[Node, dict[str, float]] = defaultdict(dict)
        self.inputs: dict[str, list[str]] = defaultdict(list)
        for row in output.iter_rows(named=True):
            if row["t"] > 0:
                self.makers[row["region"], row["material"]][row["plant"]] = row["t"]
            elif row["t"] < 0:
                self.inputs[row["plant"]].append(row["material"])
        self.routes_met: set[tuple[str, str, str]] = set()
        self.plants_met: set[str] = set()
        self._add_base()

    def _add_base(self) -> None:
        """Add base-year supply to nodes that receive nothing now: what stopped is part of the reason."""
        for row in self.case.routes:
            node = (row.destination, row.material)
            if not self.arrivals.get(node) and not self.makers.get(node) and row.base_t_per_year:
                self.arrivals[node][row.origin, row.via or ""] = row.base_t_per_year

    def upstream(self, start: Node) -> list[Node]:
        """Return the nodes that supply one, itself first, noting routes and plants on the way."""
        found, waiting = [start], [start]
        while waiting:
            for node in self._suppliers(waiting.pop(0)):
                if node not in found:
                    found.append(node)
                    waiting.append(node)
        return found

    def _suppliers(self, node: Node) -> Iterator[Node]:
        arrivals, makers = self.arrivals.get(node, {}), self.makers.get(node, {})
        least = LEAST_SHARE * (sum(arrivals.values()) + sum(makers.values()))
        for (origin, _), tonnes in arrivals.items():
            if tonnes >= least:
                self.routes_met.add((node[1], origin, node[0]))
                yield origin, node[1]
        for plant, tonnes in makers.items():
            if tonnes >= least:
                self.plants_met.add(plant)
                yield from ((node[0], material) for material in self.inputs.get(plant, ()))

    def rows(self, nodes: Sequence[Node], start: Node) -> list[tuple[str, Row]]:
        """Return the rows of the case that speak of what was met, the nearest first."""
        materials = {material for _, material in nodes}
        processes = {row.process for row in self.case.plants if row.plant in self.plants_met}
        users = {(row.sector, row.region) for row in self.case.demands if (row.region, row.material) == start}
        sectors = {sector for sector, _ in users}
        wanted: dict[str, Callable[[Any], bool]] = {
            "prices": lambda row: row.use == "calibration" and row.material in materials,
            "routes": lambda row: (row.material, row.origin, row.destination) in self.routes_met,
            "plants": lambda row: row.plant in self.plants_met,
            "capacity_changes": lambda row: row.plant in self.plants_met,
            "coefficients": lambda row: row.process in processes,
            "contents": lambda row: row.material in materials,
            "holdings": lambda row: (row.region, row.material) in set(nodes),
            "demands": lambda row: (row.sector, row.region) in users and row.material == start[1],
            "demand_steps": lambda row: (row.sector, row.region) in users and row.material == start[1],
            "substitutes": lambda row: (
                row.from_material == start[1] and not sectors.isdisjoint(row.sectors.split())
            ),
            "totals": lambda row: not materials.isdisjoint(self.case.materials_of(row.material or "")),
        }
        found = [
            (_ROLES[table], row)
            for table, fits in wanted.items()
            for row in self.case.tables.get(table, ())
            if fits(row)
        ]
        return sorted(found, key=lambda item: _distance(item[1], start))


def _distance(row: Row, start: Node) -> int:
    """Rank rows by how near they are to a node: of its region and material, of its material, others."""
    named = set(row.identity)
    return 0 if named.issuperset(start) else 1 if start[1] in named else 2


def grounds_of(case: Case, rows: Iterable[tuple[str, Row]]) -> Iterator[Grounds]:
    """Yield the figures of rows, each with its role, and what they rest on; secret rows are left out."""
    for role, row in rows:
        if case.is_confidential(row.file.removesuffix(".csv"), row.identity):
            continue
        references = row_references(row)
        by_alias = {field.alias or name: name for name, field in type(row).model_fields.items()}
        for column in filled_figures(row):
            reference = reference_for(references, column)
            if reference is not None:
                value = f"{getattr(row, by_alias[column]):.10g}"
                yield Grounds(role, case.place(row), _label(row), column, value, reference)


def _label(row: Row) -> str:
    return ", ".join(part for part in row.identity if part)


def _events(case: Case, scenario: Scenario, nodes: Sequence[Node], after: dt.date) -> Iterator[Grounds]:
    """Yield the references of the events known before the period ends that touch a material on the way;
    those that name none count too.
    """
    materials = {material for _, material in nodes}
    for entry in (*scenario.event, *scenario.instrument):
        if entry.known_from >= after:
            continue
        values: Mapping[str, Any] = entry.model_dump()
        named = [values[key] for key in ("materials", "material") if values.get(key)]
        listed = {name for value in named for name in ([value] if isinstance(value, str) else value)}
        touched = {material for name in listed for material in case.materials_of(name)}
        if listed and not touched & materials:
            continue
        title = entry.title or entry.kind.replace("_", " ")
        yield from _cell(title, entry.source, str(entry.from_))
        for approval in getattr(entry, "approval", ()):
            yield from _cell(title, approval.source, f"{approval.from_}: {approval.rate:g}")


def _cell(title: str, cell: str, value: str) -> Iterator[Grounds]:
    try:
        references = parse_references(cell)
    except ValueError:
        return
    for reference in references:
        yield Grounds("event", title, title, reference.column or "", value, reference)
