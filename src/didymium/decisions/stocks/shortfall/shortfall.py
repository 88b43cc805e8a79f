"""How far short a country would fall in an emergency, and what a stockpile must cover.

This is our reconstruction of a method that is described in public: the United States size their stockpile
with RAMF-SM of the Institute for Defense Analyses. Its guides (P-22696, P-22689, D-33112) are named in public
catalogues, their equations are not public to us. From public descriptions (reports on requirements to
Congress, CRS R47833) come the steps: an emergency of one year of conflict and three of recovery; demand of
defence, essential civilians and emergency investment; supply at home less war damage; foreign supply by
country with a share that reaches the country, its reliability and its ability; a gross shortfall, measures of
the market and of the government that cover part of it, and a net shortfall in tonnes and money. How these
steps are put in formulas here, who is served first, how stocks and surpluses carry over, and the order of
measures by year are ours.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from didymium.decisions.stocks.shortfall.emergency import Emergency, ForeignSupply, MaterialNeed

USES = ("defence", "essential_civilian", "investment")
"""Uses in the order in which they are served."""


@dataclass(frozen=True)
class ShortfallYear:
    """A material in a year of an emergency, tonnes."""

    first_day: dt.date
    demand_t: Mapping[str, float]
    """By use."""
    domestic_t: float
    """What is made at home, less war damage."""
    foreign_t: Mapping[str, float]
    """Reliable supply by country."""
    carried_over_t: float
    """Surplus of the years before."""
    drawn_t: float
    """Drawn from the stock."""
    short_t: Mapping[str, float]
    """What is missing after the stock, by use: the gross shortfall."""
    mitigated_t: Mapping[str, float]
    """What each measure covers of it, in the order in which they are taken."""

    @property
    def reliable_t(self) -> float:
        """Supply at home and from abroad."""
        return self.domestic_t + sum(self.foreign_t.values())

    @property
    def gross_t(self) -> float:
        """The gross shortfall."""
        return sum(self.short_t.values())

    @property
    def net_t(self) -> float:
        """What no measure covers."""
        return self.gross_t - sum(self.mitigated_t.values())


@dataclass(frozen=True)
class MaterialShortfall:
    """A material over the whole emergency, tonnes and million US dollars; money is None without a price."""

    material: str
    years: tuple[ShortfallYear, ...]
    price_usd_per_kg: float | None
    stock_t: float
    goal_t: float
    """Stock that leaves no net shortfall if it is kept for what measures do not cover, whatever is held."""

    @property
    def gross_t(self) -> float:
        """Gross shortfall over all years."""
        return sum(year.gross_t for year in self.years)

    @property
    def net_t(self) -> float:
        """Net shortfall over all years: what neither the stock nor measures cover."""
        return sum(year.net_t for year in self.years)

    @property
    def gross_usd_million(self) -> float | None:
        """Gross shortfall at the price."""
        return self._value(self.gross_t)

    @property
    def net_usd_million(self) -> float | None:
        """Net shortfall at the price."""
        return self._value(self.net_t)

    def _value(self, tonnes: float) -> float | None:
        return None if self.price_usd_per_kg is None else tonnes * self.price_usd_per_kg / 1e3


@dataclass(frozen=True)
class Shortfall:
    """Every material of an emergency."""

    emergency: Emergency = field(repr=False)
    materials: tuple[MaterialShortfall, ...]

    @property
    def gross_usd_million(self) -> float:
        """Value of all gross shortfalls that have a price."""
        return sum(row.gross_usd_million or 0.0 for row in self.materials)

    @property
    def net_usd_million(self) -> float:
        """Value of all net shortfalls that have a price."""
        return sum(row.net_usd_million or 0.0 for row in self.materials)

    @property
    def mitigated_usd_million(self) -> float:
        """Value of what measures cover."""
        return self.gross_usd_million - self.net_usd_million

    @property
    def unpriced(self) -> tuple[str, ...]:
        """Materials that fall short and have no price."""
        return tuple(row.material for row in self.materials if row.gross_t and row.price_usd_per_kg is None)


def shortfall(emergency: Emergency) -> Shortfall:
    """Return gross and net shortfalls of every material of an emergency, by year.

    Formula, for a material and a year t (tonnes)::

        reliable_t = domestic_t (1 − damage_t) + Σ_c made_ct share_c reliability_c ability_c (1 − zero_ct)
        missing_t  = max(0, demand_t − reliable_t − carried_t)
        short_t    = max(0, missing_t − stock left)                                gross: the sum over t
        carried_t+1 = carry_over_share · max(0, reliable_t + carried_t − demand_t)
        net_t      = short_t − Σ_m min(cap_mt, what is left of short_t)            m in the stated order
        goal       = Σ_t max(0, missing_t − Σ_m cap_mt)

    ``zero_ct`` is the share of the days of the year on which nothing comes from country c. The stock is drawn
    as early as it is needed, so one of the size of the goal can be gone before measures run out.
    """
    return Shortfall(emergency, tuple(_material(emergency, need) for need in emergency.material))


def covered_share(held: float, net_shortfall: float) -> float:
    """Return which share of what a stockpile should hold it does hold: what is held, by what is held and
    what is missing, in one unit of value or mass.
    """
    return held / (held + net_shortfall)


def _material(emergency: Emergency, need: MaterialNeed) -> MaterialShortfall:
    years, carried, stock, goal = [], 0.0, need.stock_t, 0.0
    for year in range(emergency.years):
        found = _year(emergency, need, year, carried, stock)
        stock -= found.drawn_t
        surplus = found.reliable_t + carried - sum(found.demand_t.values())
        carried = need.carry_over_share * max(0.0, surplus)
        measures = sum(row.most_t_per_year[year] for row in need.mitigation)
        goal += max(0.0, found.gross_t + found.drawn_t - measures)
        years.append(found)
    return MaterialShortfall(need.material, tuple(years), need.price_usd_per_kg, need.stock_t, goal)


def _year(
    emergency: Emergency, need: MaterialNeed, year: int, carried_t: float, stock_t: float
) -> ShortfallYear:
    courses = (need.defence_t_per_year, need.essential_civilian_t_per_year, need.investment_t_per_year)
    demand = {use: course[year] for use, course in zip(USES, courses, strict=True)}
    domestic = need.domestic_t_per_year[year] * (1.0 - need.war_damage_share[year])
    foreign: dict[str, float] = {}
    for row in need.supply:
        foreign[row.region] = foreign.get(row.region, 0.0) + _reliable_t(emergency, row, year)
    supply = domestic + sum(foreign.values()) + carried_t
    drawn = min(stock_t, max(0.0, sum(demand.values()) - supply))
    short = _short(demand, supply + drawn)
    mitigated = _mitigated(need, year, sum(short.values()))
    return ShortfallYear(
        emergency.bounds[year], demand, domestic, foreign, carried_t, drawn, short, mitigated
    )


def _reliable_t(emergency: Emergency, row: ForeignSupply, year: int) -> float:
    """Return what can be counted on from a country in a year, tonnes."""
    whole = row.t_per_year[year] * row.share_to_member * row.reliability * row.ability
    first, after = emergency.bounds[year : year + 2]
    if row.zero_from is None or row.zero_from >= after:
        return whole
    closed = after if row.zero_until is None else min(after, row.zero_until + dt.timedelta(days=1))
    days = max(0, (closed - max(first, row.zero_from)).days)
    return whole * (1.0 - days / (after - first).days)


def _short(demand: Mapping[str, float], supply_t: float) -> dict[str, float]:
    """Return what each use lacks, served one after the other."""
    short, left = {}, supply_t
    for use, wanted in demand.items():
        short[use] = max(0.0, wanted - left)
        left = max(0.0, left - wanted)
    return short


def _mitigated(need: MaterialNeed, year: int, short_t: float) -> dict[str, float]:
    """Return what each measure covers, in the stated order."""
    covered: dict[str, float] = {}
    left = short_t
    for row in need.mitigation:
        taken = min(row.most_t_per_year[year], left)
        covered[row.measure] = covered.get(row.measure, 0.0) + taken
        left -= taken
    return covered
