"""A case in memory: its settings, its tables as rows, and where each row stands in which file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal, TypeVar

from didymium.case import in_use_schema, market_power_schema, market_unit_schema, project_schema, schema
from didymium.case.settings import Settings
from didymium.evidence.evidence import Evidence
from didymium.evidence.provenance import Reference
from didymium.evidence.sources import Source
from didymium.files.row import Row

_RowType = TypeVar("_RowType", bound=Row)

RowKey = tuple[str, tuple[str, ...]]
"""Name of a table, and the identity of a row in it."""


@dataclass(frozen=True)
class Case:
    """A case: settings, tables of rows, sources.

    ``tables`` holds every table of :data:`didymium.case.schema.TABLES` by name; a table that the folder
    lacks is empty. ``places`` gives file and row number of each row, ``confidential`` the rows laid over
    the case from outside.
    """

    settings: Settings
    tables: Mapping[str, tuple[Row, ...]]
    sources: Mapping[str, Source] = field(default_factory=dict)
    path: Path | None = None
    places: Mapping[RowKey, tuple[str, int]] = field(default_factory=dict)
    confidential: frozenset[RowKey] = frozenset()
    notes: tuple[str, ...] = ()
    evidence: Evidence | None = field(default=None, compare=False, repr=False)
    """Shared evidence and the case's own; None if the case was not read from a folder."""

    @cached_property
    def fact_sources(self) -> Mapping[str, str]:
        """The source of each fact."""
        if self.evidence is None:
            return {}
        return dict(self.evidence.facts.select("fact", "source").iter_rows())

    def is_evidence(self, name: str) -> bool:
        """Say whether a name is a fact or a source."""
        return name in self.sources or name in self.fact_sources

    def sources_behind(self, references: Iterable[Reference]) -> list[str]:
        """Return the sources that references rest on, directly or through facts, each once a reference."""
        return [
            source
            for reference in references
            for source in dict.fromkeys(self.fact_sources.get(name, name) for name in reference.ids)
        ]

    def _table(self, model: type[_RowType]) -> tuple[_RowType, ...]:
        return self.tables.get(model.file.removesuffix(".csv"), ())  # type: ignore[return-value]

    def place(self, row: Row) -> str:
        """Return ``file row n`` of a row, or only the file if the row was not read from one."""
        place = self.places.get((row.file.removesuffix(".csv"), row.identity))
        return f"{place[0]} row {place[1]}" if place else row.file

    def is_confidential(self, table: str, identity: tuple[str, ...]) -> bool:
        """Say whether a row was laid over the case as confidential."""
        return (table, identity) in self.confidential

    @cached_property
    def regions(self) -> tuple[schema.Region, ...]:
        """Rows of regions.csv."""
        return self._table(schema.Region)

    @cached_property
    def materials(self) -> tuple[schema.Material, ...]:
        """Rows of materials.csv."""
        return self._table(schema.Material)

    @cached_property
    def market_units(self) -> tuple[market_unit_schema.MarketUnit, ...]:
        """Rows of market_units.csv."""
        return self._table(market_unit_schema.MarketUnit)

    @cached_property
    def contents(self) -> tuple[schema.Content, ...]:
        """Rows of contents.csv."""
        return self._table(schema.Content)

    @cached_property
    def processes(self) -> tuple[schema.Process, ...]:
        """Rows of processes.csv."""
        return self._table(schema.Process)

    @cached_property
    def coefficients(self) -> tuple[schema.Coefficient, ...]:
        """Rows of coefficients.csv."""
        return self._table(schema.Coefficient)

    @cached_property
    def plants(self) -> tuple[schema.Plant, ...]:
        """Rows of plants.csv."""
        return self._table(schema.Plant)

    @cached_property
    def capacity_changes(self) -> tuple[schema.CapacityChange, ...]:
        """Rows of capacity_changes.csv."""
        return self._table(schema.CapacityChange)

    @cached_property
    def routes(self) -> tuple[schema.Route, ...]:
        """Rows of routes.csv."""
        return self._table(schema.Route)

    @cached_property
    def sectors(self) -> tuple[schema.Sector, ...]:
        """Rows of sectors.csv."""
        return self._table(schema.Sector)

    @cached_property
    def demands(self) -> tuple[schema.Demand, ...]:
        """Rows of demands.csv."""
        return self._table(schema.Demand)

    @cached_property
    def demand_steps(self) -> tuple[schema.DemandStep, ...]:
        """Rows of demand_steps.csv."""
        return self._table(schema.DemandStep)

    @cached_property
    def substitutes(self) -> tuple[schema.Substitute, ...]:
        """Rows of substitutes.csv."""
        return self._table(schema.Substitute)

    @cached_property
    def holdings(self) -> tuple[schema.Holding, ...]:
        """Rows of holdings.csv."""
        return self._table(schema.Holding)

    @cached_property
    def market_power(self) -> tuple[market_power_schema.MarketPower, ...]:
        """Rows of market_power.csv."""
        return self._table(market_power_schema.MarketPower)

    @property
    def projects(self) -> tuple[project_schema.Project, ...]:
        """Rows of projects.csv."""
        return self._table(project_schema.Project)

    @property
    def project_stakes(self) -> tuple[project_schema.ProjectStake, ...]:
        """Rows of project_stakes.csv."""
        return self._table(project_schema.ProjectStake)

    @property
    def exchange_rates(self) -> tuple[project_schema.ExchangeRate, ...]:
        """Rows of exchange_rates.csv."""
        return self._table(project_schema.ExchangeRate)

    @property
    def lifetimes(self) -> tuple[in_use_schema.Lifetime, ...]:
        """Rows of lifetimes.csv."""
        return self._table(in_use_schema.Lifetime)

    @property
    def past_uses(self) -> tuple[in_use_schema.PastUse, ...]:
        """Rows of use_history.csv."""
        return self._table(in_use_schema.PastUse)

    @property
    def use_places(self) -> tuple[in_use_schema.UsePlace, ...]:
        """Rows of use_places.csv."""
        return self._table(in_use_schema.UsePlace)

    @property
    def deposits(self) -> tuple[project_schema.Deposit, ...]:
        """Rows of deposits.csv."""
        return self._table(project_schema.Deposit)

    @property
    def deposit_elements(self) -> tuple[project_schema.DepositElement, ...]:
        """Rows of deposit_elements.csv."""
        return self._table(project_schema.DepositElement)

    @cached_property
    def stock_terms(self) -> tuple[schema.StockTerms, ...]:
        """Rows of stock_terms.csv."""
        return self._table(schema.StockTerms)

    @cached_property
    def prices(self) -> tuple[schema.PriceQuote, ...]:
        """Rows of prices.csv."""
        return self._table(schema.PriceQuote)

    @cached_property
    def plant_costs(self) -> tuple[schema.PlantCost, ...]:
        """Rows of plant_costs.csv."""
        return self._table(schema.PlantCost)

    @cached_property
    def cost_advantages(self) -> tuple[schema.CostAdvantage, ...]:
        """Rows of cost_advantages.csv."""
        return self._table(schema.CostAdvantage)

    @cached_property
    def totals(self) -> tuple[schema.Total, ...]:
        """Rows of totals.csv."""
        return self._table(schema.Total)

    @cached_property
    def observed(self) -> tuple[schema.Observed, ...]:
        """Rows of observed.csv."""
        return self._table(schema.Observed)

    @cached_property
    def history(self) -> tuple[schema.Happened, ...]:
        """Rows of history.csv."""
        return self._table(schema.Happened)

    @cached_property
    def uncertain(self) -> tuple[schema.Uncertain, ...]:
        """Rows of uncertain.csv."""
        return self._table(schema.Uncertain)

    @cached_property
    def groups(self) -> Mapping[str, tuple[str, ...]]:
        """Materials of each group of material_groups.csv."""
        groups: dict[str, tuple[str, ...]] = {}
        for row in self._table(schema.MaterialGroup):
            groups[row.group] = (*groups.get(row.group, ()), row.material)
        return groups

    @cached_property
    def clubs(self) -> Mapping[str, tuple[schema.ClubMember, ...]]:
        """Members of each club."""
        clubs: dict[str, tuple[schema.ClubMember, ...]] = {}
        for row in self._table(schema.ClubMember):
            clubs[row.club] = (*clubs.get(row.club, ()), row)
        return clubs

    def materials_of(self, name: str) -> tuple[str, ...]:
        """Return the materials that a name stands for: a group's, the material itself, or all of them for
        ``all``.
        """
        if name == "all":
            return tuple(row.material for row in self.materials)
        return self.groups.get(name, (name,))

    def unit_read(
        self, name: str, reads: Literal["price", "quantity"]
    ) -> market_unit_schema.MarketUnit | None:
        """Return the unit in which the trade reads prices or quantities of a material, or of a group whose
        materials are all read alike; None: US dollars per kg, tonnes.
        """
        rows = {row.material: row for row in self.market_units if row.reads == reads}
        found = [rows.get(material) for material in self.materials_of(name)]
        alike = {row and (row.unit_en, row.kg_per_unit, row.per) for row in found}
        return found[0] if len(alike) == 1 else None

    def units_read(self) -> list[dict[str, str | float | None]]:
        """Return the units of reading as plain data, for answers that keep tonnes and US dollars per kg."""
        return [
            {
                "material": row.material, "reads": row.reads, "unit": row.unit_en,
                "kg_per_unit": row.kg_per_unit, "per": row.per,
            }
            for row in self.market_units
        ]  # fmt: skip

    def regions_of(self, name: str, on: dt.date | None = None) -> tuple[str, ...]:
        """Return the regions that a name stands for: a club's members (on a date), the region itself, or
        all.
        """
        if name == "all":
            return tuple(row.region for row in self.regions)
        if name not in self.clubs:
            return (name,)
        return tuple(
            row.region
            for row in self.clubs[name]
            if on is None
            or ((row.from_ is None or row.from_ <= on) and (row.until is None or on <= row.until))
        )
