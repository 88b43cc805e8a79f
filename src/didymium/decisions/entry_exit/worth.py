"""What candidates and plants are believed to earn along a path of prices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from didymium.decisions.entry_exit.candidates.planned import Candidate
from didymium.decisions.finance.taxes import tax_on
from didymium.decisions.projects.timeline import MONTHS_PER_YEAR, after_months
from didymium.market.backstop import BACKSTOP_FACTOR
from didymium.market.build import Market
from didymium.market.periods import DAYS_PER_YEAR, Periods
from didymium.market.solution import BACKSTOP_TOLERANCE, WORTH_TOLERANCE
from didymium.market.supply import coefficient_courses

Floats = NDArray[np.float64]
KG_PER_T = 1000.0


@dataclass(frozen=True, eq=False)
class Believed:
    """Prices and tonnes that are believed at a review."""

    prices: Floats
    """What a kg fetches at each node, US dollars; shape (N, T)."""
    had: NDArray[np.bool_]
    """Whether a kg more is to be had there at all; shape (N, T)."""
    tonnes: Floats
    """Tonnes of every column."""


def believed_of(market: Market, tonnes: Floats, duals: Floats) -> Believed:
    """Return what is believed by the answer of a market. Where only the supply of last resort is left a kg
    fetches no more than the highest worth that can be reached from there.
    """
    structure, backstop = market.structure, market.backstop
    cost = backstop.view(market.program.cost) * 1e3 / structure.node_unit_t[:, None] / structure.discount
    highest = cost / BACKSTOP_FACTOR
    running = backstop.view(tonnes / market.program.column_unit_t) > BACKSTOP_TOLERANCE
    had = ~running & (duals <= highest * (1.0 + WORTH_TOLERANCE))
    return Believed(np.minimum(duals, highest), had, tonnes)


@dataclass(frozen=True, eq=False)
class Activity:
    """Tonnes a year that something takes (negative) and makes at full output, by node; shape (n, T)."""

    nodes: NDArray[np.int64]
    t_per_year: Floats

    def revenue(self, prices: Floats) -> Floats:
        """Return what it sells in a year, US dollars; shape (T,)."""
        return np.asarray((np.clip(self.t_per_year, 0.0, None) * prices[self.nodes]).sum(axis=0) * KG_PER_T)

    def margin(self, believed: Believed) -> Floats:
        """Return what it sells less what it buys in a year, US dollars; shape (T,). Where something that it
        takes is not to be had there is none: minus infinity.
        """
        worth = (self.t_per_year * believed.prices[self.nodes]).sum(axis=0) * KG_PER_T
        lacks = ((self.t_per_year < 0.0) & ~believed.had[self.nodes]).any(axis=0)
        return np.where(lacks, -np.inf, worth)


def activity_of(market: Market, t_per_year: Mapping[str, float]) -> Activity:
    """Return what plants take and make together at capacities in tonnes a year; what one makes and another
    uses at the same place passes between them.
    """
    structure = market.structure
    plants = {plant.plant: plant for plant in structure.plants}
    net: dict[int, Floats] = {}
    for name in sorted(t_per_year):
        plant = plants[name]
        for material, course in sorted(coefficient_courses(structure, plant.process).items()):
            node = structure.node_index[plant.region, material]
            net[node] = net.get(node, np.zeros(len(structure.periods))) + course * t_per_year[name]
    nodes = sorted(net)
    return Activity(np.array(nodes, dtype=np.int64), np.array([net[node] for node in nodes]))


@dataclass(frozen=True, eq=False)
class Prospect:
    """A candidate at a review: what it would be worth along any path; K years of operation."""

    candidate: Candidate
    activity: Activity
    begins: dt.date
    """Day of the first product."""
    outlook: Floats
    """Days of each looked-at year of operation in each period; shape (years looked at, T)."""
    part: float = 1.0
    """How much of a step it is."""

    @property
    def can_be_judged(self) -> bool:
        """Whether any of the years that investors look at lies within the run."""
        return bool(self.outlook.sum() > 0.0)

    def in_part(self, part: float) -> Prospect:
        """Return a part of a step, or several; what is built as a whole stays whole."""
        if part == 1.0 or not self.candidate.is_step:
            return self
        activity = replace(self.activity, t_per_year=self.activity.t_per_year * part)
        return replace(self, candidate=self.candidate.in_part(part), activity=activity, part=part)

    def worth_usd(self, believed: Believed) -> float:
        """Return the net present value on the day of the decision, US dollars.

        In each period it earns its margin or stands still. What the years looked at show on average holds for
        the rest of the life.
        """
        one = self.candidate
        royalty = one.royalty_rate * self.activity.revenue(believed.prices)
        margin = self.activity.margin(believed) - royalty - one.operating_usd_per_year
        yearly = self._yearly(np.maximum(margin, 0.0)) * one.life.output
        sustaining = one.capital_usd * one.sustaining_share * one.life.running
        written_off = one.capital_usd / one.life.life_years * one.life.running
        tax = tax_on((yearly - sustaining - written_off)[None, :], one.tax_rate)[0]
        flow = yearly - sustaining - tax
        return float(flow @ one.life.discount) - one.capital_usd * one.life.building_discount

    def _yearly(self, margin: Floats) -> Floats:
        """Return a margin by year of operation; shape (K,)."""
        days, count = self.outlook.sum(axis=1), len(self.candidate.life.running)
        mean = float((self.outlook @ margin).sum() / days.sum())
        known = np.divide(self.outlook @ margin, days, out=np.full(len(days), mean), where=days > 0.0)
        return np.concatenate([known, np.full(max(count - len(known), 0), mean)])[:count]


def prospect_of(
    periods: Periods, candidate: Candidate, activity: Activity, decided: dt.date, outlook_years: float
) -> Prospect:
    """Return a candidate as it stands on the day of a decision."""
    begins = after_months(decided, MONTHS_PER_YEAR * candidate.life.lead_years)
    first = periods.position(begins)
    edges = np.minimum(np.arange(np.ceil(outlook_years) + 1.0), outlook_years) * DAYS_PER_YEAR + first
    return Prospect(candidate, activity, begins, days_within(periods, edges))


def days_within(periods: Periods, edges: Floats) -> Floats:
    """Return the days of each span between edges (days from the first) in each period; shape (spans, T)."""
    begin, end = edges[:-1, None], edges[1:, None]
    return np.asarray(np.clip(np.minimum(end, periods.ends) - np.maximum(begin, periods.starts), 0.0, None))


@dataclass(frozen=True, eq=False)
class Plants:
    """All plants of a market as those who own them see them; P plants."""

    market: Market

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Their names, in the order of the market."""
        return tuple(plant.plant for plant in self.market.structure.plants)

    @cached_property
    def activities(self) -> Sequence[Activity]:
        """What a tonne of activity a year of each takes and makes."""
        return [activity_of(self.market, {name: 1.0}) for name in self.names]

    @cached_property
    def avoidable_usd_per_kg(self) -> Floats:
        """What a kg of the first tonnes of each costs: below it the plant would not run at all; shape
        (P,).
        """
        cost = np.full(len(self.names), np.inf)
        for segment in self.market.supply.segments:
            cost[segment.plant] = min(cost[segment.plant], segment.cost_usd_per_kg)
        return cost

    def margins(self, believed: Believed) -> Floats:
        """Return what a kg of activity of each earns over its avoidable cost, US dollars; shape (P, T)."""
        worth = np.array([one.margin(believed) for one in self.activities]) / KG_PER_T
        return np.asarray(worth - self.avoidable_usd_per_kg[:, None])

    def made_t(self, tonnes: Floats) -> Floats:
        """Return what each makes, tonnes a period; shape (P, T)."""
        return self._by_plant(tonnes)

    def most_t(self, upper: Floats) -> Floats:
        """Return the most that each can make under upper bounds of a program, tonnes; shape (P, T)."""
        return self._by_plant(upper * self.market.program.column_unit_t)

    def _by_plant(self, columns: Floats) -> Floats:
        supply = self.market.supply
        result = np.zeros((len(self.names), len(self.market.structure.periods)))
        np.add.at(result, supply.plant_of, supply.block.view(columns))
        return result
