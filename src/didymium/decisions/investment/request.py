"""What is asked about projects and portfolios."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

STRICT = ConfigDict(extra="forbid", frozen=True)

Share = Annotated[float, Field(ge=0, le=1)]
Rate = Annotated[float, Field(ge=0, lt=1)]


class FuturesAsked(BaseModel):
    """The futures that projects are judged in."""

    model_config = STRICT

    scenarios: tuple[str, ...] = ()
    """Scenarios that may come, equally likely; blank: every scenario of a case that restricts exports and in
    which nobody does anything about it."""
    futures: Annotated[int, Field(ge=2, le=200)] = 12
    """How many futures are drawn."""
    seed: Annotated[int, Field(ge=0)] = 1
    """Seed of the draws."""
    calm_share: Share = 0.25
    """Chance that nothing comes to a market; assumed."""
    first_shock_year: Annotated[int, Field(ge=2000, le=2100)] = 2029
    """First year in which a scenario may begin; assumed."""
    last_shock_year: Annotated[int, Field(ge=2000, le=2100)] = 2036
    """Last year in which a scenario may begin; assumed."""
    last_year: Annotated[int, Field(ge=2000, le=2100)] = 2040
    """Last year of the markets that are solved; later prices stay as they were then."""
    entry_growth: Annotated[float, Field(ge=0, le=1)] = 0.12
    """By how much a year others can add to a process in a region; assumed."""


class ProjectsRequest(FuturesAsked):
    """Which projects are bankable, at what floor, and what the others need."""

    projects: tuple[str, ...] = ()
    """Only these projects; blank: all."""
    decide_from: dt.date | None = None
    """First day on which an undecided project can be decided; blank: the first of the second year of the
    horizon, as its first is nearly over."""
    floor_usd_per_kg: Annotated[float, Field(gt=0, le=1e6)] = 0.0
    """Floor that projects are tried at; left out: the usual one of the first case that states it."""
    floor_material: str = ""
    """Material that the floor is for; blank: that of this usual floor, without one no floor is tried."""
    floor_years: Annotated[float, Field(gt=0, le=100)] | None = None
    """Years of production in which it holds; blank: until the debt is paid back."""
    discount_rate: Rate | None = None
    """Real return that owners ask for, a year; blank: the case's discount rate."""
    least_cover: Annotated[float, Field(ge=0, le=10)] = 1.0
    """Cash over debt service that the worst decile must reach in every year of debt."""
    draws_each: Annotated[int, Field(ge=1, le=200)] = 16
    """Draws of capital, lead time and cost for each future."""
    war_price_share: Share = 0.6
    """Share of its market price that a product fetches in a price war; assumed."""
    war_first_year: Annotated[int, Field(ge=2000, le=2100)] = 2030
    """First year of the price war; assumed."""
    war_years: Annotated[int, Field(ge=1, le=50)] = 5
    """Years that it lasts; assumed."""
    treasury_rate: Rate = 0.02
    """Real rate at which treasuries discount; assumed."""
    alone: bool = False
    """Price each project as if no other undecided one were built, instead of all."""
    mixes: bool = True
    """Whether the cheapest mix of support is looked for."""


class BudgetAsked(BaseModel):
    """A ceiling on what funders spend together."""

    model_config = STRICT

    funders: tuple[str, ...] = ()
    """Regions whose treasuries spend it; blank: all."""
    first_year: Annotated[int, Field(ge=2000, le=2100)] | None = None
    """First year; blank: the first of the horizon."""
    last_year: Annotated[int, Field(ge=2000, le=2100)] | None = None
    """Last year; blank: none, every payment to come counts."""
    amount_million: Annotated[float, Field(ge=0, le=1e7)]
    """Ceiling in millions of the currency."""
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "USD"
    """ISO 4217 code; any but US dollars needs a rate in exchange_rates.csv."""


class PortfolioRequest(ProjectsRequest):
    """Which projects to back, when and with what, under budgets."""

    budgets: tuple[BudgetAsked, ...] = ()
    """Every ceiling; at least one."""
    commit: tuple[str, ...] = ()
    """Projects that must be chosen."""
    exclude: tuple[str, ...] = ()
    """Projects that must not be."""
    aim: Literal["least_loss", "worth_it"] = "least_loss"
    """Least loss for the money, or the most gain after capital and the cost of public money."""
    risk_weight: Share = 0.5
    """Weight of the tail beside the expected loss."""
    tail_share: Annotated[float, Field(gt=0, le=1)] = 0.1
    """Share of futures that the tail is made of: the mean loss of the worst tenth."""
    delays_years: tuple[Annotated[int, Field(ge=0, le=20)], ...] = (0, 2)
    """By how many years a project may be decided later than it could be."""
    link: tuple[str, ...] = ()
    """Funders whose budgets are also tried as one fund."""
    frontier: tuple[Annotated[float, Field(gt=0, le=1000)], ...] = ()
    """Multiples of the budgets that are also tried."""
    alternatives: Annotated[int, Field(ge=0, le=20)] = 5
    """How many other portfolios within two per cent of the best are looked for."""
    check: Annotated[int, Field(ge=0, le=1000)] = 0
    """Random portfolios that the best is held against in the market, beside the greedy one."""
    relative_gap: Annotated[float, Field(gt=0, le=0.5)] = 1e-3
    """Share of its value by which the answer may be off the best."""
