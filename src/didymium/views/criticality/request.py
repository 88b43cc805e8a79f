"""What is asked about indicators of criticality."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

BASE = "base"
"""The scenario in which nothing happens."""

Share = Annotated[float, Field(ge=0, le=1)]
Year = Annotated[int, Field(ge=1800, le=2200)]


class IndicatorsRequest(BaseModel):
    """Which indicators, of whom, when, in which scenarios."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    regions: tuple[str, ...] = ()
    """Regions, clubs (each as one bloc) or ``world``; blank: the case's home regions, the European Union if
    the case has it as a club, and the world."""
    years: tuple[Year, ...] = ()
    """Calendar years; blank: the first that every run covers whole, of facts the latest."""
    scenarios: tuple[str, ...] = (BASE,)
    """Scenarios of the case, instrument files or paths."""
    methods: tuple[str, ...] = ()
    """Methods; blank: all."""
    names: tuple[str, ...] = ()
    """Materials, chemical symbols, minerals of the facts; blank: all."""
    profile: str | None = None
    """Division of time, one of the case's profiles; blank: the scenario's own."""
    market: bool = True
    """Whether the market is solved for indicators."""
    facts: bool = True
    """Whether indicators of facts are given, beside those of the market where both are."""
    disruption: bool = False
    """Whether each commodity is stopped by each country that exports it."""
    countries: tuple[str, ...] = ()
    """Countries that stop; blank: all that export a hundredth of the world's net exports or more."""
    theta: Annotated[float, Field(gt=0, le=1)] = 1.0
    """The part of exports that is held back."""
    probability: Share | None = None
    """Chance of each stop in a year; blank: what is published, else unknown."""
    probabilities: tuple[tuple[str, str, Share], ...] = ()
    """Chances of single stops: commodity, country, chance; they go before ``probability``."""
    in_use: bool = False
    """Whether stocks in use and scrap to come are given."""
    until: Year | None = None
    """Last year of goods in use; blank: fifteen years after the base year, or up to five more."""
