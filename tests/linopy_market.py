"""The market of market.md a second time, in linopy with named expressions, as an oracle for the arrays of
the product.

Nothing of ``didymium.market.build`` is used: only the rows of the case, the base year as data, and the
numbers that define steps. One linopy variable per entity, with one entry per period (and one per step of a
curve); money in million US dollars, quantities in tonnes.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from dataclasses import dataclass, field

import linopy
import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from didymium.case.case import Case
from didymium.case.schema import Demand, Holding, Plant, Route, Substitute
from didymium.market.base_year import BaseYear
from didymium.market.stocks import CONVENIENCE_MARGIN, DAYS_PER_MONTH
from didymium.market.supply import (
    ABOVE_BASE,
    AVOIDABLE_SHARE,
    BELOW_BASE,
    COST_STEPS,
    SMALL_ABOVE,
    SMALL_BELOW,
    SMALL_SHARE,
)
from didymium.market.trade import END_HAIRCUT, WHOLE
from didymium.market.use import (
    EDGES,
    FINE,
    INELASTIC,
    INELASTIC_EDGES,
    STIFF,
    STIFF_EDGES,
    UNBOUNDED_WORTH,
)
from market_calendar import arrivals_of, days_of, middles_of, open_share_of, under_way_of, years_of

Floats = NDArray[np.float64]
Node = tuple[str, str]

KINK = 3e-4
LAST_RESORT_USD_PER_KG = 1e5
"""Far above any worth; the cases compared need no supply of last resort."""


@dataclass
class Oracle:
    """Writes the program of a case; :meth:`minimum` solves it."""

    case: Case
    base: BaseYear
    bounds: tuple[dt.date, ...]
    linear_steps: int
    news: dt.date | None
    quota: tuple[str, frozenset[str], dict[str, float], list[tuple[range, float]]] | None = None
    """Origin, materials, tonnes counted a tonne where not 1, and tonnes by periods of a window."""
    model: linopy.Model = field(default_factory=linopy.Model)

    def __post_init__(self) -> None:
        self.dates = pd.Index(range(len(self.bounds) - 1), name="period")
        self.years = years_of(self.bounds)
        self.days = np.array([len(days) for days in days_of(self.bounds)], dtype=float)
        self.middles = middles_of(self.bounds)
        rate = self.case.settings.discount_rate
        self.discount = (1 + rate) ** (-self.middles / 365.25)
        self.end_discount = (1 + rate) ** (-self.days.sum() / 365.25)
        self.balance: dict[Node, list[linopy.LinearExpression]] = defaultdict(list)
        self.arriving: dict[Node, Floats] = defaultdict(lambda: np.zeros(len(self.dates)))
        self.costs: list[linopy.LinearExpression] = []
        self.calibrated = bool(self.base.price)
        self.counted: list[linopy.LinearExpression] = []

    # -- words ---------------------------------------------------------------------------------------

    def series(self, values: object) -> xr.DataArray:
        filled = np.broadcast_to(np.asarray(values, dtype=float), (len(self.dates),))
        return xr.DataArray(filled, coords=[self.dates])

    def variable(self, upper: object) -> linopy.Variable:
        return self.model.add_variables(lower=0.0, upper=self.series(upper), coords=[self.dates])

    def curve(self, steps: list[tuple[object, float]], sign: float = 1.0) -> linopy.LinearExpression:
        """Add a variable with one row per step of (tonnes, US dollars per kg), pay for it, and return the
        sum over its steps.
        """
        shape = (len(steps), len(self.dates))
        widths = np.array([np.broadcast_to(width, shape[1:]) for width, _ in steps])
        price = np.array([[usd_per_kg] for _, usd_per_kg in steps])
        coords = [pd.Index(range(len(steps)), name="step"), self.dates]
        variable = self.model.add_variables(lower=0.0, upper=xr.DataArray(widths, coords=coords))
        self.costs.append((variable * xr.DataArray(sign * price * self.discount * 1e-3, coords=coords)).sum())
        return variable.sum("step")

    def pay(self, variable: linopy.Variable, usd_per_kg: object) -> None:
        """Book a cost per kg, discounted to the first day."""
        self.pay_discounted(variable, np.asarray(usd_per_kg) * self.discount)

    def pay_discounted(self, variable: linopy.Variable, usd_per_kg: object) -> None:
        self.costs.append((variable * self.series(np.asarray(usd_per_kg) * 1e-3)).sum())

    def growth(self, per_year: float) -> Floats:
        """Growth since the middle of the base year."""
        middle_of_base_year = (dt.date(self.case.settings.base_year, 7, 1) - self.bounds[0]).days
        return (1 + per_year) ** ((self.middles - middle_of_base_year) / 365.25)

    def price(self, region: str, material: str) -> float:
        return self.base.price.get((region, material), 0.0)

    # -- plants --------------------------------------------------------------------------------------

    def add_plants(self) -> None:
        for plant in self.case.plants:
            if plant.status in ("planned", "closed"):
                continue
            capacity = self.capacity(plant)
            activity = self.base.run.get(plant.plant, 0.0) if self.calibrated else 0.0
            base = np.minimum(
                activity * self.growth(self.case.settings.growth_per_year) * self.years, capacity
            )
            run = self.curve([
                (base_part * base + spare_part * (capacity - base), cost)
                for base_part, spare_part, cost in self.supply_curve(plant, activity)
            ])  # fmt: skip
            for material, coefficient in self.recipe_over_time(plant.process).items():
                self.balance[plant.region, material].append(run * self.series(coefficient))

    def capacity(self, plant: Plant) -> Floats:
        """Average over the days of each period of the capacity that holds on the day."""
        changes = sorted(
            (row.from_, row.capacity_t_per_year)
            for row in self.case.capacity_changes
            if row.plant == plant.plant
        )
        result = []
        for days in days_of(self.bounds):
            course = []
            for day in days:
                works = (plant.start is None or plant.start <= day) and (
                    plant.end is None or day <= plant.end
                )
                held = [capacity for first, capacity in changes if first <= day]
                course.append((held[-1] if held else plant.capacity_t_per_year) if works else 0.0)
            result.append(np.mean(course))
        grown = self.growth(plant.capacity_growth_per_year or 0.0)
        return np.array(result) * grown * self.years

    def supply_curve(self, plant: Plant, activity: float) -> list[tuple[float, float, float]]:
        """Steps as (share of base activity, share of spare capacity, US dollars per kg)."""
        cost, last = plant.cost_usd_per_kg, plant.cost_at_capacity_usd_per_kg
        if self.calibrated and activity > 0:
            return self.curve_through_base(plant, activity)
        if last is not None and last != cost:
            count = COST_STEPS if self.calibrated else self.linear_steps
            return [(0.0, 1 / count, cost + (last - cost) * (step + 0.5) / count) for step in range(count)]
        stood_idle = plant.base_t_per_year == 0.0 and (
            plant.start is None or plant.start.year < self.case.settings.base_year
        )
        if self.calibrated and stood_idle:
            revenue, bought = self.sales(plant)
            cost = max(cost, revenue - bought + KINK * revenue)
        return [(0.0, 1.0, cost)]

    def curve_through_base(self, plant: Plant, activity: float) -> list[tuple[float, float, float]]:
        revenue, bought = self.sales(plant)
        margin, kink, cost = revenue - bought, KINK * revenue, plant.cost_usd_per_kg
        steps = []
        used_in_world = self.world_use(self.reference(plant))
        small = activity < SMALL_SHARE * used_in_world
        for share, point in SMALL_BELOW if small else BELOW_BASE:
            first = min(cost, margin - AVOIDABLE_SHARE * revenue)
            steps.append((share, 0.0, min(first + point * (margin - first), margin - kink)))
        bottom = max(margin, cost)
        if plant.cost_at_capacity_usd_per_kg is not None:
            top = max(plant.cost_at_capacity_usd_per_kg, bottom)
        else:
            elasticity = plant.supply_elasticity or self.case.settings.defaults.supply_elasticity
            top = bottom + revenue * max(plant.capacity_t_per_year / activity - 1, 0) / elasticity
        above = SMALL_ABOVE if small else ABOVE_BASE
        return steps + [(0.0, share, bottom + point * (top - bottom) + kink) for share, point in above]

    def reference(self, plant: Plant) -> str:
        return next(row.reference_material for row in self.case.processes if row.process == plant.process)

    def world_use(self, material: str) -> float:
        """The largest of the world's use by sectors, by plants, its output and its shipments in the base
        year.
        """
        sums = {"use": 0.0, "input": 0.0, "output": 0.0, "flow": 0.0}
        for demand in self.case.demands:
            if demand.material == material:
                stepped = sum(step.t_per_year for step in self.steps_of(demand))
                sums["use"] += stepped if demand.curve == "steps" else self.base.use[demand.identity]
        for plant in self.case.plants:
            made = self.first_recipe(plant.process).get(material, 0.0) * self.base.run[plant.plant]
            sums["output" if made > 0 else "input"] += abs(made)
        for route in self.case.routes:
            if route.material == material:
                sums["flow"] += self.base.flow[route.identity]
        return max(sums.values())

    def sales(self, plant: Plant) -> tuple[float, float]:
        """Products, and materials bought, per kg of activity at base prices and the first day's
        coefficients.
        """
        recipe = self.first_recipe(plant.process)
        values = [value * self.price(plant.region, material) for material, value in recipe.items()]
        return sum(value for value in values if value > 0), -sum(value for value in values if value < 0)

    def first_recipe(self, process: str) -> dict[str, float]:
        recipe: dict[str, float] = {}
        for row in sorted(self.coefficients(process), key=lambda row: row.from_ or dt.date.min):
            if row.from_ is None or row.from_ <= self.case.settings.start:
                recipe[row.material] = row.t_per_t
        return recipe

    def coefficients(self, process: str) -> list:
        return [row for row in self.case.coefficients if row.process == process]

    def recipe_over_time(self, process: str) -> dict[str, Floats]:
        """Average over the days of each period of the coefficient that holds on the day."""
        recipe = {}
        for material in {row.material for row in self.coefficients(process)}:
            rows = sorted(
                (row.from_ or dt.date.min, row.t_per_t)
                for row in self.coefficients(process)
                if row.material == material
            )
            recipe[material] = np.array([
                np.mean([[value for first, value in rows if first <= day][-1] for day in days])
                for days in days_of(self.bounds)
            ])  # fmt: skip
        return recipe

    # -- routes --------------------------------------------------------------------------------------

    def add_routes(self) -> None:
        for route in self.case.routes:
            arrivals = arrivals_of(self.bounds, int(route.transit_days)) * (1 - route.loss_share)
            opened = open_share_of(self.bounds, None, route.until)
            limit = math.inf if route.limit_t_per_year is None else route.limit_t_per_year
            # Not limit × 0 for an open-ended route.
            limit_t = np.where(opened > 0, limit, 0.0) * np.where(opened > 0, opened, 1.0) * self.years
            flow = self.base.flow.get(route.identity, 0.0)
            base_t = np.minimum(
                flow * self.growth(self.case.settings.growth_per_year) * self.years * opened, limit_t
            )
            self.add_dispatch(route, arrivals, base_t, limit_t, opened)
            self.add_under_way(route, flow)

    def add_dispatch(
        self, route: Route, arrivals: Floats, base_t: Floats, limit_t: Floats, opened: Floats
    ) -> None:
        origin, destination = (
            self.price(route.origin, route.material),
            self.price(route.destination, route.material),
        )
        paid = route.freight_usd_per_kg + route.tariff * origin
        fetched = (arrivals @ np.append(self.discount, self.end_discount)) / self.discount * destination
        wedge = fetched - origin - paid if self.calibrated else np.zeros(len(self.dates))
        after_end = arrivals[:, -1] * self.end_discount * destination
        is_used = self.base.flow.get(route.identity, 0.0) > 0 and opened.any()
        below = self.variable(base_t if is_used else 0.0)
        share = np.ones(len(self.dates)) if is_used else self.qualified(route)
        if np.isinf(limit_t).all():
            room = np.where(share > WHOLE, np.inf, 0.0)
        else:
            room = np.clip(limit_t - base_t, 0.0, None) * share
        above = self.variable(np.where(opened > 0, room, 0.0))
        self.pay_discounted(below, (paid + wedge - KINK * origin) * self.discount - after_end)
        more = paid + np.maximum(wedge, 0) + route.premium_usd_per_kg + KINK * origin
        self.pay_discounted(above, more * self.discount - END_HAIRCUT * after_end)
        inside = xr.DataArray(
            arrivals[:, :-1],
            coords=[self.dates, pd.Index(self.dates, name="arrival")],
            dims=["period", "arrival"],
        )
        for dispatch in (below, above):
            self.balance[route.origin, route.material].append(-1 * dispatch)
            arrived = (dispatch * inside).sum("period").rename({"arrival": "period"})
            self.balance[route.destination, route.material].append(arrived)
            if self.quota and route.origin == self.quota[0] and route.material in self.quota[1]:
                self.counted.append(self.quota[2].get(route.material, 1.0) * dispatch)

    def qualified(self, route: Route) -> Floats:
        """Share of the days of each period that lie after the months of qualification, counted from the month
        of the news.
        """
        if not route.qualification_months:
            return np.ones(len(self.dates))
        begin = self.news or self.bounds[0]
        month = begin.year * 12 + begin.month - 1 + math.ceil(route.qualification_months)
        first = dt.date(month // 12, month % 12 + 1, 1)
        return np.array([np.mean([day >= first for day in days]) for days in days_of(self.bounds)])

    def add_under_way(self, route: Route, flow: float) -> None:
        per_day = flow * self.growth(self.case.settings.growth_per_year)[0] * self.years[0] / self.days[0]
        if route.until is None or route.until >= self.bounds[0]:
            days = under_way_of(self.bounds, int(route.transit_days))
            self.arriving[route.destination, route.material] += per_day * days * (1 - route.loss_share)

    # -- users ---------------------------------------------------------------------------------------

    def add_users(self) -> None:
        """Users of the same node with the same curve and the same ladder share what is elastic; each has a
        core of its own.
        """
        alike: dict[tuple[object, ...], list[Demand]] = defaultdict(list)
        for row in self.case.demands:
            own = (
                row.identity
                if row.curve == "steps"
                else row.loss_usd_per_kg
                if row.curve == "linear"
                else None
            )
            rungs = tuple(rung.identity for rung in self.rungs_of(row))
            alike[
                row.region, row.material, row.curve, row.elasticity, row.base_price_usd_per_kg, rungs, own
            ].append(row)
        for rows in alike.values():
            self.add_group(rows)

    def rungs_of(self, row: Demand) -> list[Substitute]:
        return [
            rung
            for rung in self.case.substitutes
            if rung.from_material == row.material
            and (rung.sectors == "*" or row.sector in rung.sectors.split())
        ]

    def add_group(self, rows: list[Demand]) -> None:
        first = rows[0]
        node = (first.region, first.material)
        wanted = {row.identity: self.wanted(row) for row in rows}
        forms = {"steps": self.stated, "linear": self.linear, "constant_elasticity": self.elastic}
        served = self.curve(forms[first.curve](rows, wanted), sign=-1.0)
        rungs = self.rungs_of(first)
        if not rungs:
            self.balance[node].append(-1 * served)
            return
        take = self.variable(np.inf)
        self.balance[node].append(-1 * take)
        swaps = [self.swap(rung, node, sum(wanted.values())) for rung in rungs]
        self.model.add_constraints(1 * take + sum(1 * swap for swap in swaps) - served >= 0)

    def wanted(self, row: Demand) -> Floats:
        if row.curve == "steps":
            stated = sum(step.t_per_year for step in self.steps_of(row))
        else:
            stated = self.base.use.get(row.identity, row.base_t_per_year)
        return stated * self.growth(row.growth_per_year) * self.years

    def steps_of(self, row: Demand) -> list:
        return [step for step in self.case.demand_steps if step.identity[:3] == row.identity]

    def stated(self, rows: list[Demand], wanted: dict) -> list[tuple[Floats, float]]:
        grown = self.growth(rows[0].growth_per_year) * self.years
        return [(step.t_per_year * grown, step.worth_usd_per_kg) for step in self.steps_of(rows[0])]

    def linear(self, rows: list[Demand], wanted: dict) -> list[tuple[Floats, float]]:
        """Q = Q₀ (1 + ε (P/P₀ − 1)): zero at P₀ (1 − 1/ε), Q₀ (1 − ε) at price zero; each step is worth its
        middle.
        """
        price, total, slope = self.base_price(rows), sum(wanted.values()), rows[0].elasticity
        middles = (np.arange(self.linear_steps) + 0.5) / self.linear_steps
        return [
            (total * (1 - slope) / self.linear_steps, price * (1 - 1 / slope) * (1 - middle))
            for middle in middles
        ]

    def elastic(self, rows: list[Demand], wanted: dict) -> list[tuple[Floats, float]]:
        """Q = Q₀ (P/P₀)^ε between the edges; beyond the last edge each sector's core is worth what its loss
        is.
        """
        price, slope, total = self.base_price(rows), rows[0].elasticity, sum(wanted.values())
        worths = {
            row.identity: UNBOUNDED_WORTH * price
            if row.loss_usd_per_kg is None
            else max(row.loss_usd_per_kg, 1.01 * price)
            for row in rows
        }
        if slope == 0 or price <= 0:
            return [(wanted[name], worth) for name, worth in worths.items()]
        steps = [(wanted[name] * EDGES[-1] ** slope, worth) for name, worth in worths.items()]
        edges = INELASTIC_EDGES if abs(slope) <= INELASTIC else EDGES
        if abs(slope) <= STIFF:
            edges = STIFF_EDGES
        if rows[0].curve == FINE:
            edges = EDGES
        for low, high in zip(edges, edges[1:], strict=False):
            beside_base = {low: 1 + KINK, high: 1 - KINK}.get(1.0)
            worth = price * (beside_base or math.sqrt(low * high))
            steps.append((total * (low**slope - high**slope), min(worth, *worths.values(), math.inf)))
        return steps

    def base_price(self, rows: list[Demand]) -> float:
        stated = rows[0].base_price_usd_per_kg
        return self.price(rows[0].region, rows[0].material) if stated is None else stated

    def swap(self, rung: Substitute, node: Node, wanted: Floats) -> linopy.Variable:
        swap = self.variable(rung.max_share * self.opened(rung) * wanted)
        price = self.base.price.get(node, 0.0)
        instead = self.base.price.get((node[0], rung.to_material), 0.0) if rung.to_material else 0.0
        beyond = rung.penalty_usd_per_kg + max(price - rung.t_per_t * instead, 0.0)
        self.pay(swap, max(rung.penalty_usd_per_kg, price) if rung.kind == "lost_output" else beyond)
        if rung.to_material:
            self.balance[node[0], rung.to_material].append(-rung.t_per_t * swap)
        return swap

    def opened(self, rung: Substitute) -> Floats:
        """A rung opens evenly over its months from the first news, and not before the month of the news."""
        if self.news is None:
            return np.zeros(len(self.dates))
        begin = (self.news - self.bounds[0]).days
        begun = open_share_of(self.bounds, self.news.replace(day=1), None)
        if rung.months == 0:
            return begun * np.array([days[-1] >= self.news for days in days_of(self.bounds)])
        return begun * np.clip((self.middles - begin) / (rung.months * 30.4375), 0, 1)

    # -- stocks --------------------------------------------------------------------------------------

    def add_holdings(self) -> None:
        for row in self.case.holdings:
            node, price = (row.region, row.material), self.price(row.region, row.material)
            kept = (1 - row.loss_per_year) ** self.years
            room = 2 * row.level_t if row.room_t is None else row.room_t
            low, high = self.variable(min(row.level_t, room)), self.variable(max(room - row.level_t, 0))
            fill, draw = self.movements(row, kept)
            self.balance[node] += [-1 * fill, 1 * draw]
            self.pay_holding(row, low, high, price, kept)
            level = low + high
            opening = self.series([row.level_t * kept[0]] + [0.0] * (len(self.dates) - 1))
            self.model.add_constraints(
                level - level.shift(period=1).fillna(0) * self.series(kept) - fill + draw == opening
            )

    def movements(self, row: Holding, kept: Floats) -> tuple[linopy.Variable, linopy.Variable]:
        """Public stocks only replace what spoils; commercial ones add and release at their rates."""
        months, spoiled = self.days / DAYS_PER_MONTH, row.level_t * (1 - kept)
        if row.kind == "public":
            return self.variable(spoiled), self.variable(0.0)
        return self.variable(np.maximum(row.fill_t_per_month * months, spoiled)), self.variable(
            row.draw_t_per_month * months
        )

    def pay_holding(
        self, row: Holding, low: linopy.Variable, high: linopy.Variable, price: float, kept: Floats
    ) -> None:
        """Up to the opening level the convenience yield pays storage and a tenth more than the cost of
        carrying.
        """
        storage = row.storage_usd_per_t_year / 1000 * self.years * self.discount
        carrying = np.append((self.discount[:-1] - kept[1:] * self.discount[1:]) * price, 0.0)
        end_value = np.append(np.zeros(len(self.dates) - 1), self.discount[-1] * price)
        self.pay_discounted(low, -carrying * (1 + CONVENIENCE_MARGIN) - end_value)
        self.pay_discounted(high, storage - end_value * END_HAIRCUT)

    # -- program -------------------------------------------------------------------------------------

    def minimum(self) -> float:
        """Write and solve the program; return costs less worth in million US dollars."""
        self.add_plants()
        self.add_routes()
        self.add_users()
        self.add_holdings()
        for node, terms in self.balance.items():
            backstop = self.variable(np.inf)
            self.pay(backstop, LAST_RESORT_USD_PER_KG)
            self.model.add_constraints(sum(terms, 1 * backstop) >= self.series(-self.arriving[node]))
        for periods, tonnes in self.quota[3] if self.quota else ():
            left = sum(self.counted[1:], self.counted[0])
            self.model.add_constraints(left.isel(period=list(periods)).sum() <= tonnes)
        self.model.add_objective(linopy.merge(self.costs, cls=linopy.LinearExpression))
        status, condition = self.model.solve(
            "highs", io_api="direct", output_flag=False, primal_feasibility_tolerance=1e-9,
            dual_feasibility_tolerance=1e-9,
        )  # fmt: skip
        assert (status, condition) == ("ok", "optimal")
        return float(self.model.objective.value)
