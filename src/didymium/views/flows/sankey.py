"""The chain of a period as a Sankey diagram: on the left all that comes in, on the right all that goes out.

Plants of a stage in a group of regions are one node. What enters a node leaves it: as goods for a later stage
or for use, as scrap, into stocks, or lost. Scrap goes back to the left, where it comes in again, so that the
diagram has no circle.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from didymium.case.case import Case
from didymium.indicators.roles import exporter, home_regions
from didymium.views.flows.columns import SCRAP, USE, column_of_process, position
from didymium.views.flows.movements import Movements, movements
from didymium.views.flows.tracing import LOST, STOCKS, UNEXPLAINED, Actor, traced
from didymium.views.run_view import ScenarioRun

OTHERS = "*"
"""Group of all other regions."""
EVERYWHERE = ""
"""Group of what is shown for all regions together: scrap, stocks, losses."""
RETURNED = "returned"
"""Goods that go back in the chain: scrap of the makers of magnets."""
ADDED = "added"
"""What processes of a case without contents make from more than its materials."""
SOURCES = (STOCKS, UNEXPLAINED, ADDED)
SINKS = (RETURNED, STOCKS, UNEXPLAINED, LOST)


@dataclass(frozen=True)
class SankeyNode:
    """A box: the plants or users of a column in a group of regions, or where goods come from or end."""

    column: str
    group: str
    is_sink: bool
    inflow_t: float
    outflow_t: float

    @property
    def identity(self) -> str:
        """A name for it that no other node has."""
        return f"{self.column}|{self.group}|{'out' if self.is_sink else 'in'}"

    @property
    def t(self) -> float:
        """Tonnes a year that pass."""
        return max(self.inflow_t, self.outflow_t)

    @property
    def is_middle(self) -> bool:
        """Whether goods both enter and leave it."""
        return self.inflow_t > 0 and self.outflow_t > 0


@dataclass(frozen=True)
class SankeyLink:
    """A band: tonnes of the element a year from one node to another, by material of the goods."""

    source: str
    target: str
    t: float
    t_by_material: Mapping[str, float]


@dataclass(frozen=True)
class Sankey:
    """The diagram of a period; ``table`` holds a row for each band."""

    element: str
    period: dt.date
    groups: tuple[str, ...]
    nodes: tuple[SankeyNode, ...]
    links: tuple[SankeyLink, ...]
    table: pl.DataFrame
    """from_stage, from_group, to_stage, to_group, material, t_per_year."""


def sankey(case: Case, run: ScenarioRun, element: str, period: dt.date) -> Sankey:
    """Return the diagram of a period of a run.

    Raises:
        ValueError: As :func:`didymium.views.flows.movements.movements`.
    """
    moved = movements(case, run.outcome, element, period)
    groups = groups_of(case, run)
    bands = _bands(case, moved, groups)
    links = tuple(
        SankeyLink(_identity(*ends[0]), _identity(*ends[1]), sum(by.values()), dict(sorted(by.items())))
        for ends, by in sorted(bands.items(), key=lambda item: -sum(item[1].values()))
    )
    return Sankey(element, period, groups, _nodes(bands, groups), links, _table(bands))


def groups_of(case: Case, run: ScenarioRun) -> tuple[str, ...]:
    """Return the regions shown by themselves: the restricting exporter and the members shown first; then
    all others.
    """
    first = exporter(case, run.scenario, run.base)
    return tuple(dict.fromkeys([*([first] if first else []), *home_regions(case), OTHERS]))


_End = tuple[str, str, bool]
"""Column, group, and whether it is an end on the right."""
_Bands = Mapping[tuple[_End, _End], Mapping[str, float]]


def _identity(column: str, group: str, is_sink: bool) -> str:
    return SankeyNode(column, group, is_sink, 0.0, 0.0).identity


def _bands(case: Case, moved: Movements, groups: Sequence[str]) -> _Bands:
    bands: defaultdict[tuple[_End, _End], defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    for item in traced(case, moved):
        maker, taker = _source(item.maker, groups), _target(item.taker, groups)
        if _goes_back(item.maker.column, item.taker.column):
            bands[maker, (RETURNED, EVERYWHERE, True)][item.material] += item.t
            maker = (SCRAP, EVERYWHERE, False)
        bands[maker, taker][item.material] += item.t
    for (column, group), t in _process_losses(case, moved, groups).items():
        node = (column, group, False)
        if t > 0:
            bands[node, (LOST, EVERYWHERE, True)][""] += t
        elif t < 0:
            bands[(ADDED, EVERYWHERE, False), node][""] -= t
    return bands


def _source(actor: Actor, groups: Sequence[str]) -> _End:
    group = EVERYWHERE if actor.column == SCRAP else _group(actor, groups)
    return actor.column, group, False


def _target(actor: Actor, groups: Sequence[str]) -> _End:
    return actor.column, _group(actor, groups), actor.column in (USE, *SINKS)


def _group(actor: Actor, groups: Sequence[str]) -> str:
    if actor.column in (STOCKS, UNEXPLAINED, LOST):
        return EVERYWHERE
    return actor.region if actor.region in groups else OTHERS


def _goes_back(maker: str, taker: str) -> bool:
    """Say whether goods go back in the chain, or round within a step of it."""
    if maker in SOURCES or taker in (USE, *SINKS):
        return False
    return position(maker) >= position(taker)


def _process_losses(case: Case, moved: Movements, groups: Sequence[str]) -> Mapping[tuple[str, str], float]:
    """Return what plants that use the element lose of it, by column and group; negative where they make
    more than they use.
    """
    column = column_of_process(case)
    users = moved.output.filter(pl.col("t") < 0)["plant"].unique()
    used = moved.output.filter(pl.col("plant").is_in(users.to_list()))
    lost: defaultdict[tuple[str, str], float] = defaultdict(float)
    for process, region, t in used.select("process", "region", "t").iter_rows():
        lost[column[process], region if region in groups else OTHERS] -= t
    return {key: t for key, t in lost.items() if abs(t) > 1e-9}


def _nodes(bands: _Bands, groups: Sequence[str]) -> tuple[SankeyNode, ...]:
    inflow: defaultdict[_End, float] = defaultdict(float)
    outflow: defaultdict[_End, float] = defaultdict(float)
    for (source, target), by_material in bands.items():
        outflow[source] += sum(by_material.values())
        inflow[target] += sum(by_material.values())
    order = [*groups, EVERYWHERE]
    ends = sorted({*inflow, *outflow}, key=lambda end: (*_column_order(end), order.index(end[1])))
    return tuple(SankeyNode(*end, inflow[end], outflow[end]) for end in ends)


def _column_order(end: _End) -> tuple[int, int]:
    column, _, is_sink = end
    if column in SINKS and is_sink:
        return 100 + SINKS.index(column), 0
    if column == SCRAP or column in SOURCES:
        return 50 + (SCRAP, *SOURCES).index(column), 0
    return position(column)


def _table(bands: _Bands) -> pl.DataFrame:
    rows = [
        (*source[:2], *target[:2], material, t)
        for (source, target), by_material in bands.items()
        for material, t in by_material.items()
    ]
    names = ("from_stage", "from_group", "to_stage", "to_group", "material")
    schema = {**dict.fromkeys(names, pl.String), "t_per_year": pl.Float64}
    found = pl.DataFrame(rows, schema=schema, orient="row")
    return found.sort(["t_per_year", *names], descending=[True, *[False] * len(names)])
