"""The base year as one vector of unknown flows: plants, routes, demands, disposal; its balances; what was
observed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from didymium.case.case import Case
from didymium.case.schema import Total
from didymium.files.row import Row
from didymium.market.base_year import Node
from didymium.market.structure import Structure

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Observation:
    """A reported figure: which unknowns add up to it, its value and its standard deviation in tonnes a
    year.
    """

    label: str
    place: str
    columns: NDArray[np.int64]
    weights: Floats
    value_t: float
    deviation_t: float
    source: str


@dataclass(frozen=True)
class Equations:
    """Unknown flows of the base year, in tonnes a year, and how they hang together.

    The unknowns stand in the order plants, routes, demands, disposal by node.
    """

    structure: Structure

    @property
    def case(self) -> Case:
        """The case."""
        return self.structure.case

    @cached_property
    def offsets(self) -> tuple[int, int, int, int]:
        """Where routes, demands and disposal begin, and the number of unknowns."""
        plants = len(self.structure.plants)
        routes = plants + len(self.structure.routes)
        demands = routes + len(self.structure.demands)
        return plants, routes, demands, demands + len(self.structure.nodes)

    @cached_property
    def scale_t(self) -> Floats:
        """World use of each unknown's material in tonnes a year, to weigh priors and tolerances; shape
        (unknowns,).
        """
        structure = self.structure
        use = structure.world_use_t
        plants = [use[structure.reference_material[plant.process]] for plant in structure.plants]
        others = [use[row.material] for row in structure.routes]
        others += [use[row.material] for row in structure.demands]
        return np.array([*plants, *others, *(use[material] for _, material in structure.nodes)])

    @cached_property
    def balances(self) -> sparse.csr_matrix:
        """What each unknown adds to each node, tonnes per tonne; shape (N, unknowns). Every balance is zero
        in the base year.
        """
        entries: list[tuple[int, int, float]] = []
        structure, index = self.structure, self.structure.node_index
        first_route, first_demand, first_disposal, count = self.offsets
        for column, plant in enumerate(structure.plants):
            recipe = structure.recipe(plant.process)
            entries += [(index[plant.region, material], column, value) for material, value in recipe.items()]
        for column, route in enumerate(structure.routes, first_route):
            entries.append((index[route.origin, route.material], column, -1.0))
            entries.append((index[route.destination, route.material], column, 1.0 - route.loss_share))
        for column, demand in enumerate(structure.demands, first_demand):
            entries.append((index[demand.region, demand.material], column, -1.0))
        entries += [(node, first_disposal + node, -1.0) for node in range(len(structure.nodes))]
        rows, columns, values = zip(*entries, strict=True)
        return sparse.csr_matrix((values, (rows, columns)), shape=(len(structure.nodes), count))

    @cached_property
    def spoilage_t(self) -> Floats:
        """What stocks lose in a year and must be replaced, by node, tonnes; shape (N,)."""
        result = np.zeros(len(self.structure.nodes))
        for row in self.structure.holdings:
            result[self.structure.node_index[row.region, row.material]] += row.level_t * row.loss_per_year
        return result

    @cached_property
    def upper_t(self) -> Floats:
        """Largest value of each unknown in tonnes a year: plants their capacity in the base year, closed
        ones zero; shape (unknowns,).
        """
        base_year = self.case.settings.base_year
        upper = np.full(self.offsets[3], np.inf)
        for column, plant in enumerate(self.structure.plants):
            idle = plant.status in ("planned", "closed") or (
                plant.start is not None and plant.start.year > base_year
            )
            known = plant.base_t_per_year or 0.0
            upper[column] = 0.0 if idle else max(plant.capacity_t_per_year, known)
        for column, route in enumerate(self.structure.routes, self.offsets[0]):
            if route.limit_t_per_year is not None:
                upper[column] = route.limit_t_per_year
            if route.base_t_per_year == 0.0:
                upper[column] = 0.0
        return upper

    @cached_property
    def observations(self) -> tuple[Observation, ...]:
        """Every reported figure of the base year: one for each row that states a flow, and the totals."""
        rows: tuple[Row, ...] = (*self.structure.plants, *self.structure.routes, *self.structure.demands)
        observations = [
            self._observed(column, row) for column, row in enumerate(rows) if _value(row) is not None
        ]
        return (*observations, *(self._total(row) for row in self.case.totals))

    @cached_property
    def unobserved(self) -> NDArray[np.int64]:
        """Unknowns that no row states, disposal apart."""
        rows: tuple[Row, ...] = (*self.structure.plants, *self.structure.routes, *self.structure.demands)
        return np.array([column for column, row in enumerate(rows) if _value(row) is None], dtype=np.int64)

    def label(self, column: int) -> str:
        """Name an unknown in the case's words."""
        rows: tuple[Row, ...] = (*self.structure.plants, *self.structure.routes, *self.structure.demands)
        if column < len(rows):
            row = rows[column]
            return f"{row.file.removesuffix('.csv')} {' '.join(part for part in row.identity if part)}"
        region, material = self.structure.nodes[column - len(rows)]
        return f"disposal {region} {material}"

    def _observed(self, column: int, row: Row) -> Observation:
        value = _value(row)
        assert value is not None
        share = getattr(row, "uncertainty", None) or self.case.settings.defaults.flow_uncertainty
        source = str(getattr(row, "source", ""))
        return Observation(
            self.label(column), self.case.place(row), np.array([column]), np.ones(1), value,
            self._deviation(share, value, np.array([column])), source,
        )  # fmt: skip

    def _deviation(self, share: float, value: float, columns: NDArray[np.int64]) -> float:
        smallest = 1e-6 * float(self.scale_t[columns].max()) if len(columns) else 1.0
        return max(share * value, smallest)

    def _total(self, row: Total) -> Observation:
        columns, weights = self._summed(row)
        share = row.uncertainty or self.case.settings.defaults.flow_uncertainty
        deviation = self._deviation(share, row.t_per_year, columns)
        return Observation(
            f"total {row.total}",
            self.case.place(row),
            columns,
            weights,
            row.t_per_year,
            deviation,
            row.source,
        )

    def _summed(self, row: Total) -> tuple[NDArray[np.int64], Floats]:
        materials = set(self.case.materials_of(row.material))
        if row.quantity in ("output", "input"):
            return self._summed_plants(row, materials)
        first_route, first_demand, _, _ = self.offsets
        found: list[int]
        if row.quantity == "flow":
            found = [
                column
                for column, route in enumerate(self.structure.routes, first_route)
                if route.material in materials
                and _among(self._regions(row.origins), route.origin)
                and _among(self._regions(row.destinations), route.destination)
            ]
        else:
            found = [
                column
                for column, demand in enumerate(self.structure.demands, first_demand)
                if demand.material in materials
                and _among(self._regions(row.origins), demand.region)
                and _among(set(row.sector.split()), demand.sector)
            ]
        return np.array(found, dtype=np.int64), np.ones(len(found))

    def _summed_plants(self, row: Total, materials: set[str]) -> tuple[NDArray[np.int64], Floats]:
        sign = 1.0 if row.quantity == "output" else -1.0
        found: dict[int, float] = {}
        for column, plant in enumerate(self.structure.plants):
            if not _among(self._regions(row.origins), plant.region) or not _among(
                set(row.process.split()), plant.process
            ):
                continue
            recipe = self.structure.recipe(plant.process)
            weight = sum(max(sign * recipe.get(material, 0.0), 0.0) for material in materials)
            if weight:
                found[column] = weight
        return np.array(list(found), dtype=np.int64), np.array(list(found.values()))

    def _regions(self, names: str) -> set[str]:
        return {region for name in names.split() for region in self.case.regions_of(name)}


def _among(allowed: set[str], name: str) -> bool:
    return not allowed or name in allowed


def _value(row: Row) -> float | None:
    value = getattr(row, "base_t_per_year", None)
    return None if value is None else float(value)


def node_label(node: Node) -> str:
    """Name a node: material in region."""
    return f"{node[1]} in {node[0]}"
