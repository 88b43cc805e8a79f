"""What a stock is worth now: days of cover by member and material, against stated targets.

Days are tonnes over the base year's use a day (annual use / 365, the rule of stockpiling agencies). Nothing
known is null, never zero; a stock further up the chain is not converted into what could be made of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from didymium.case.case import Case
from didymium.decisions.stocks.cover.base_flows import DAYS_PER_YEAR, BaseFlows
from didymium.decisions.stocks.cover.targets import Target, holding_targets
from didymium.decisions.stocks.terms import KG_PER_T, TermsBook, holding_cost_usd_per_t_year
from didymium.evidence.provenance import Kind, parse_references, reference_for
from didymium.files.problems import InputError, Problem
from didymium.files.suggestion import did_you_mean
from didymium.indicators.roles import home_regions
from didymium.market.base_year import BaseYear, Node

NEGLIGIBLE_T = 1e-6
"""Use of less than a gram a year is rounding."""

COVER_COLUMNS = {
    "member": pl.String,
    "material": pl.String,
    "stage": pl.String,
    "use_t_per_day": pl.Float64,
    "commercial_t": pl.Float64,
    "public_t": pl.Float64,
    "held_t": pl.Float64,
    "held_rests_on": pl.String,
    "pipeline_t": pl.Float64,
    "in_process_t": pl.Float64,
    "total_t": pl.Float64,
    "commercial_days": pl.Float64,
    "public_days": pl.Float64,
    "held_days": pl.Float64,
    "pipeline_days": pl.Float64,
    "in_process_days": pl.Float64,
    "total_days": pl.Float64,
    "target_days": pl.Float64,
    "target_source": pl.String,
    "target_t": pl.Float64,
    "gap_days": pl.Float64,
    "gap_t": pl.Float64,
    "price_usd_per_kg": pl.Float64,
    "fill_usd": pl.Float64,
    "carrying_usd_per_year": pl.Float64,
}
"""Columns of :meth:`Cover.table`.

- ``use_t_per_day``: what plants and sectors of the member use in the base year, a day.
- ``commercial_t``, ``public_t``: what is held; null where holdings.csv has no row. ``held_t``: both, as far
  as known; null where neither is. ``held_rests_on``: how the levels are known, the weakest of ``cited``,
  ``derived`` and ``assumed``.
- ``pipeline_t``: under way to the member from elsewhere. ``in_process_t``: inside its plants, in tonnes of
  what they took in; null where stock_terms.csv does not say for how long.
- ``total_t``: held, under way and in process; null where one of them is.
- ``…_days``: each over use a day; null without use.
- ``target_days``, ``target_source``: what the holding states, and the fact or source behind it; ``target_t``
  in tonnes. ``gap_days``, ``gap_t``: what the holdings that state the target miss of it; 0 where it is met.
- ``price_usd_per_kg``: base price. ``fill_usd``: the gap at that price. ``carrying_usd_per_year``: what
  keeping the gap, once filled, would cost a year; null where stock_terms.csv has no row.
"""

_WEAKNESS = (Kind.CITED, Kind.DERIVED, Kind.ASSUMED)
_PARTS = ("commercial", "public", "held", "pipeline", "in_process", "total")


@dataclass(frozen=True, eq=False)
class Cover:
    """Cover of members in the base year of a case. ``capital_rate`` is a share a year; None: the case's
    discount rate.
    """

    case: Case
    base: BaseYear
    members: tuple[str, ...]
    capital_rate: float | None = None

    @cached_property
    def flows(self) -> BaseFlows:
        """Use, pipeline and work in process of the base year."""
        return BaseFlows(self.case, self.base)

    @cached_property
    def levels_t(self) -> Mapping[tuple[str, str, str], float]:
        """Tonnes held at the start by region, material and kind of holder; no key where none is known."""
        levels: dict[tuple[str, str, str], float] = defaultdict(float)
        for row in self.case.holdings:
            levels[row.region, row.material, row.kind] += row.level_t
        return dict(levels)

    @cached_property
    def targets(self) -> Mapping[Node, Target]:
        """Stated targets by place: the highest one where holdings state several."""
        return holding_targets(self.case)

    @cached_property
    def rests_on(self) -> Mapping[Node, str]:
        """How the levels at each place are known: the weakest kind of reference of its holdings."""
        kinds: dict[Node, list[Kind]] = defaultdict(list)
        for row in self.case.holdings:
            reference = reference_for(parse_references(row.source), "level_t")
            kinds[row.region, row.material].append(Kind.ASSUMED if reference is None else reference.kind)
        return {node: str(max(found, key=_WEAKNESS.index)) for node, found in kinds.items()}

    def held_t(self, node: Node) -> float | None:
        """Return what is known to be held at a place; None where nothing is."""
        return _known_sum(self.levels_t.get((*node, kind)) for kind in ("commercial", "public"))

    @cached_property
    def table(self) -> pl.DataFrame:
        """One row for each member and material that it uses or holds, columns :data:`COVER_COLUMNS`, in the
        order of the case.
        """
        rows = [
            self._row((member, material.material), material.stage)
            for member in self.members
            for material in self.case.materials
            if self._is_met((member, material.material))
        ]
        return pl.DataFrame(rows, schema=COVER_COLUMNS)

    def _is_met(self, node: Node) -> bool:
        used = self.flows.use_t_per_year.get(node, 0.0) > NEGLIGIBLE_T
        return used or self.held_t(node) is not None

    def _row(self, node: Node, stage: str) -> dict[str, object]:
        daily = self.flows.use_t_per_year.get(node, 0.0) / DAYS_PER_YEAR
        tonnes = self._tonnes(node)
        days = {f"{part}_days": _days(tonnes[f"{part}_t"], daily) for part in _PARTS}
        names = {"member": node[0], "material": node[1], "stage": stage}
        known = {"use_t_per_day": daily, "held_rests_on": self.rests_on.get(node)}
        return {**names, **known, **tonnes, **days, **self._gap(node, daily)}

    def _tonnes(self, node: Node) -> dict[str, float | None]:
        held = self.held_t(node)
        pipeline = self.flows.pipeline_t.get(node, 0.0)
        inside = self.flows.in_process_t.get(node, 0.0)
        total = None if held is None or inside is None else held + pipeline + inside
        return {
            "commercial_t": self.levels_t.get((*node, "commercial")),
            "public_t": self.levels_t.get((*node, "public")),
            "held_t": held,
            "pipeline_t": pipeline,
            "in_process_t": inside,
            "total_t": total,
        }

    def _gap(self, node: Node, daily: float) -> dict[str, object]:
        target, price = self.targets.get(node), self.base.price.get(node)
        if target is None:
            return {"price_usd_per_kg": price}
        gap = max(target.days * daily - target.level_t, 0.0)
        return {
            "target_days": target.days,
            "target_source": target.source,
            "target_t": target.days * daily,
            "gap_days": _days(gap, daily),
            "gap_t": gap,
            "price_usd_per_kg": price,
            "fill_usd": None if price is None else gap * KG_PER_T * price,
            "carrying_usd_per_year": self._carrying(node[1], gap, price),
        }

    def _carrying(self, material: str, tonnes: float, price: float | None) -> float | None:
        if price is None or TermsBook(self.case).find(material) is None:
            return None
        cost = holding_cost_usd_per_t_year(self.case, price, material, self.capital_rate)
        return tonnes * cost.usd_per_t_year


def cover_now(
    case: Case, base: BaseYear, members: Sequence[str] = (), capital_rate: float | None = None
) -> Cover:
    """Return the cover of members (none named: the case's home regions) in a calibrated base year.

    Raises:
        InputError: If a member is no region of the case, or the case has no calibrated base year.
    """
    regions = [row.region for row in case.regions]
    problems = [
        Problem("regions.csv", "is no region of the case", value=name, remedy=did_you_mean(name, regions))
        for name in members
        if name not in regions
    ]
    if problems:
        raise InputError(problems)
    found = Cover(case, base, tuple(dict.fromkeys(members)) or home_regions(case), capital_rate)
    _ = found.flows.use_t_per_year
    return found


def _days(tonnes: float | None, t_per_day: float) -> float | None:
    return None if tonnes is None or t_per_day * DAYS_PER_YEAR <= NEGLIGIBLE_T else tonnes / t_per_day


def _known_sum(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None
