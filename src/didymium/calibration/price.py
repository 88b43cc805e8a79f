"""Prices and wedges of the base year together: a strictly convex program (market.md §5.2).

A used route's wedge is what a kg fetches on arrival, discounted over its transit, less price, duty and
freight at the origin. The program finds prices near the quotes with small wedges; plants that would run at
a loss need a subsidy, which counts as a wedge too.
"""

from __future__ import annotations

from dataclasses import dataclass

import clarabel
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from didymium.calibration.equations import Equations
from didymium.calibration.reconcile import Reconciliation
from didymium.case.schema import PriceQuote, Route

Floats = NDArray[np.float64]

DISPOSED_SHARE = 1e-5
"""A node that throws away more than this share of its material's world use has a price of zero."""
WEDGE_WEIGHT = 25.0
"""Weight of squared relative wedges per unit of turnover share against quotes in standard deviations: a
wedge of 20 % on an average route counts as one standard deviation."""
LOSS_WEIGHT = 100.0
"""The same for plants that run at a loss: a loss of 10 % of revenue counts as one standard deviation."""
PRIOR_WEIGHT = 1e-4
"""Weight of the pull of unquoted prices towards the world's typical price of the material, which only
settles what nothing else does."""


class PricingError(Exception):
    """Raised when no prices agree with the flows of the base year."""


@dataclass(frozen=True)
class Prices:
    """Prices of nodes in US dollars per kg (shape (N,)), wedges of routes, and the subsidies that plants at
    a loss would need.
    """

    nodes: Floats
    wedges: Floats
    losses: Floats


def price_base_year(reconciliation: Reconciliation) -> Prices:
    """Find prices, wedges and losses of the base year.

    Raises:
        PricingError: If clarabel finds no answer.
    """
    equations = reconciliation.equations
    structure = equations.structure
    count, plants = len(structure.nodes), len(structure.plants)
    typical = _typical_prices(equations)
    problem = _Problem(count + plants)
    _add_quotes(problem, equations)
    _add_wedges(problem, reconciliation, typical)
    for node in range(count):
        problem.square([node], [1.0 / typical[node]], 1.0, PRIOR_WEIGHT)
    _add_losses(problem, reconciliation, count)
    for disposed in np.flatnonzero(_disposed(reconciliation)):
        problem.fix(int(disposed), 0.0)
    values = problem.solve()
    prices = np.where(_disposed(reconciliation), 0.0, np.maximum(values[:count], 0.0))
    prices = _price_of_empty_nodes(reconciliation, prices)
    wedges = np.array([_wedge(equations, route, prices) for route in structure.routes])
    return Prices(prices, wedges, np.maximum(values[count:], 0.0))


class _Problem:
    """Collects squares and inequalities over x ≥ 0 and hands them to clarabel."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._squares: list[tuple[list[int], list[float], float, float]] = []
        self._at_least: list[tuple[list[int], list[float], float]] = [([i], [1.0], 0.0) for i in range(size)]
        self._fixed: list[tuple[int, float]] = []

    def square(self, columns: list[int], values: list[float], target: float, weight: float) -> None:
        """Add weight·(values·x − target)² to the objective."""
        self._squares.append((columns, values, target, weight))

    def at_least(self, columns: list[int], values: list[float], bound: float) -> None:
        """Require values·x ≥ bound."""
        self._at_least.append((columns, values, bound))

    def fix(self, column: int, value: float) -> None:
        """Require x[column] = value."""
        self._fixed.append((column, value))

    def solve(self) -> Floats:
        residuals = self._matrix([(columns, values) for columns, values, _, _ in self._squares])
        weights = np.array([weight for _, _, _, weight in self._squares])
        targets = np.array([target for _, _, target, _ in self._squares])
        quadratic = sparse.triu(residuals.T @ sparse.diags(2.0 * weights) @ residuals).tocsc()
        linear = -2.0 * residuals.T @ (weights * targets)
        fixed = self._matrix([([column], [1.0]) for column, _ in self._fixed])
        at_least = self._matrix([(columns, values) for columns, values, _ in self._at_least])
        constraints = sparse.vstack([fixed, -at_least]).tocsc()
        right = np.array([value for _, value in self._fixed] + [-bound for _, _, bound in self._at_least])
        cones = [clarabel.ZeroConeT(len(self._fixed)), clarabel.NonnegativeConeT(len(self._at_least))]
        settings = clarabel.DefaultSettings()
        settings.verbose = False
        settings.max_iter = 500
        solution = clarabel.DefaultSolver(quadratic, linear, constraints, right, cones, settings).solve()
        if str(solution.status) not in ("Solved", "AlmostSolved"):
            raise PricingError(f"no prices agree with the base year ({solution.status})")
        return np.array(solution.x)

    def _matrix(self, rows: list[tuple[list[int], list[float]]]) -> sparse.csr_matrix:
        entries = [
            (row, column, value)
            for row, (columns, values) in enumerate(rows)
            for column, value in zip(columns, values, strict=True)
        ]
        if not entries:
            return sparse.csr_matrix((len(rows), self.size))
        row, column, value = zip(*entries, strict=True)
        return sparse.csr_matrix((value, (row, column)), shape=(len(rows), self.size))


def anchors(equations: Equations) -> list[PriceQuote]:
    """Return the quotes that calibrate the base year."""
    return [row for row in equations.case.prices if row.use == "calibration"]


def _typical_prices(equations: Equations) -> Floats:
    """Return a typical price of each node's material: the mean of its quotes, else the value of what it can
    become; shape (N,).
    """
    structure = equations.structure
    known: dict[str, list[float]] = {}
    for row in anchors(equations):
        known.setdefault(row.material, []).append(row.price_usd_per_kg)
    typical = {material: float(np.mean(values)) for material, values in known.items()}
    for _ in range(6):
        for process in sorted({plant.process for plant in structure.plants}):
            recipe = structure.recipe(process)
            if any(material not in typical for material, value in recipe.items() if value > 0):
                continue
            revenue = sum(value * typical[material] for material, value in recipe.items() if value > 0)
            inputs = [material for material, value in recipe.items() if value < 0]
            for material in inputs:
                share = 0.5 / len(inputs)
                typical.setdefault(material, max(share * revenue / -recipe[material], 1e-3))
    return np.array([max(typical.get(material, 1.0), 1e-3) for _, material in structure.nodes])


def _add_quotes(problem: _Problem, equations: Equations) -> None:
    structure = equations.structure
    for row in anchors(equations):
        node = structure.node_index.get((row.region, row.material))
        if node is None:
            continue
        share = row.uncertainty or equations.case.settings.defaults.price_uncertainty
        deviation = max(share * row.price_usd_per_kg, 1e-6)
        problem.square([node], [1.0 / deviation], row.price_usd_per_kg / deviation, 1.0)


def _add_wedges(problem: _Problem, reconciliation: Reconciliation, typical: Floats) -> None:
    equations = reconciliation.equations
    structure = equations.structure
    turnover = np.array(
        [
            reconciliation.flows_t[equations.offsets[0] + position]
            * typical[structure.node_index[route.destination, route.material]]
            for position, route in enumerate(structure.routes)
        ]
    )
    used = turnover > 0
    mean = turnover[used].mean() if used.any() else 1.0
    for position in np.flatnonzero(used):
        route = structure.routes[position]
        origin, destination, factor, paid = _wedge_terms(equations, route)
        scale = typical[destination]
        weight = WEDGE_WEIGHT * float(np.sqrt(turnover[position] / mean))
        problem.square(
            [origin, destination], [-(1 + route.tariff) / scale, factor / scale], paid / scale, weight
        )


def _wedge_terms(equations: Equations, route: Route) -> tuple[int, int, float, float]:
    index = equations.structure.node_index
    rate = equations.case.settings.discount_rate
    factor = (1.0 + rate) ** (-route.transit_days / 365.25) * (1.0 - route.loss_share)
    return (
        index[route.origin, route.material],
        index[route.destination, route.material],
        factor,
        route.freight_usd_per_kg,
    )


def _wedge(equations: Equations, route: Route, prices: Floats) -> float:
    origin, destination, factor, paid = _wedge_terms(equations, route)
    return float(factor * prices[destination] - (1 + route.tariff) * prices[origin] - paid)


def _add_losses(problem: _Problem, reconciliation: Reconciliation, first: int) -> None:
    """Require of each running plant: value at base prices + subsidy ≥ cost, and count the subsidy relative
    to its revenue.
    """
    equations = reconciliation.equations
    structure = equations.structure
    typical = _typical_prices(equations)
    for position, plant in enumerate(structure.plants):
        column = first + position
        if reconciliation.flows_t[position] <= 0:
            problem.fix(column, 0.0)
            continue
        recipe = structure.recipe(plant.process)
        nodes = [structure.node_index[plant.region, material] for material in recipe]
        revenue = sum(
            value * typical[node] for node, value in zip(nodes, recipe.values(), strict=True) if value > 0
        )
        problem.at_least([*nodes, column], [*recipe.values(), 1.0], plant.cost_usd_per_kg)
        problem.square([column], [1.0 / max(revenue, 1e-6)], 0.0, LOSS_WEIGHT)


def _price_of_empty_nodes(reconciliation: Reconciliation, prices: Floats) -> Floats:
    """Give nodes through which nothing passes the mean price of the material where it does pass; shape
    (N,).
    """
    equations = reconciliation.equations
    first = equations.offsets[2]
    throughput = np.abs(equations.balances[:, :first]) @ reconciliation.flows_t[:first]
    empty = throughput <= 0.0
    result = prices.copy()
    for position, (_, material) in enumerate(equations.structure.nodes):
        others = [
            index
            for index, node in enumerate(equations.structure.nodes)
            if node[1] == material and not empty[index]
        ]
        if empty[position] and others:
            result[position] = np.average(prices[others], weights=throughput[others])
    return result


def _disposed(reconciliation: Reconciliation) -> NDArray[np.bool_]:
    first = reconciliation.equations.offsets[2]
    return np.asarray(
        reconciliation.flows_t[first:] > DISPOSED_SHARE * reconciliation.equations.scale_t[first:]
    )
