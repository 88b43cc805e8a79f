"""``backtests/NAME.toml``: which scenario is run, which series are held against what happened, and the bars.

A series says what is predicted (``quantity`` and its places), in which unit, and where it stands what
happened: quotes of prices.csv, a series of observed.csv, or one of history.csv.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from didymium.case.cell_types import Name
from didymium.scenario.entry import STRICT
from didymium.scenario.titled import Text, Titled

Names = Annotated[tuple[str, ...], Field(min_length=1)]
Unit = Literal["multiple", "usd_per_kg", "t", "share", "days"]
Quantity = Literal["price", "price_ratio", "exports", "import_share", "output", "use", "first_short"]

PRICES: frozenset[Quantity] = frozenset({"price", "price_ratio"})
"""Quantities whose errors are also taken in logarithms."""
UNITS: dict[Quantity, tuple[Unit, ...]] = {
    "price": ("multiple", "usd_per_kg"),
    "price_ratio": ("multiple",),
    "exports": ("t", "multiple"),
    "import_share": ("share",),
    "output": ("t", "multiple"),
    "use": ("t", "multiple"),
    "first_short": ("days",),
}
"""Units in which each quantity may be told."""


class Quotes(BaseModel):
    """Rows of prices.csv: those for backtests are points, those for calibration serve the reference only."""

    model_config = STRICT

    material: str
    """The material."""
    region: str
    """Where the price holds."""
    market: str | tuple[str, ...] = ()
    """Market and quotation exactly as in prices.csv, one or several; blank: every market."""

    @property
    def markets(self) -> tuple[str, ...]:
        """The markets, none for every one."""
        return (self.market,) if isinstance(self.market, str) else self.market


class _Series(Titled):
    """What every series says."""

    name: Name
    """Name of the series, once in the file."""
    unit: Unit
    """Unit of what is predicted and of what happened."""
    reference: tuple[dt.date, dt.date] | None = None
    """First and last day: what is predicted and what happened are each divided by their own mean of these
    days. Needed for the unit ``multiple``; a ratio of prices is a multiple by itself and may do without.
    Where history.csv tells multiples, only what is predicted is divided."""
    from_: Annotated[dt.date | None, Field(alias="from")] = None
    """What happened before this day is left out; blank: nothing is."""
    until: dt.date | None = None
    """What happened after this day is left out; blank: nothing is."""
    split: dt.date | None = None
    """Points that begin on this day or later are held out: nothing was tuned on them; blank: none is."""
    why_en: str = ""
    """Where the prediction misses and which mechanism is missing, in English."""
    why_ko: str = ""
    """The same in Korean."""
    why_ja: str = ""
    """The same in Japanese."""

    def why_in(self, language: str) -> str:
        """Return why the prediction misses, in a language, in English where there is no other; may be
        blank.
        """
        return told(self, "why", language)


class PriceSeries(_Series):
    """Price of a material in a region, the mean over the days of each point."""

    quantity: Literal["price"]
    """What is predicted."""
    material: str
    """The material."""
    region: str
    """The region."""
    quotes: Quotes | None = None
    """What happened: quotes of prices.csv. Either these or ``history``."""
    history: str | None = None
    """What happened: a series of history.csv, in the same unit."""


class PriceRatioSeries(_Series):
    """Price of a material in one region over its price in another, of the means over the days of a point."""

    quantity: Literal["price_ratio"]
    """What is predicted."""
    material: str
    """The material."""
    region: str
    """The region above the line."""
    against_region: str
    """The region below the line."""
    quotes: Quotes | None = None
    """What happened above the line: quotes of prices.csv, with ``against_quotes``. Either these or
    ``history``."""
    against_quotes: Quotes | None = None
    """What happened below the line: each quote above it is divided by the mean of those quotes that share
    days with it, weighed by the part of their own days that they share."""
    history: str | None = None
    """What happened: a series of history.csv, in multiples."""


class ExportsSeries(_Series):
    """Tonnes that clear the exporter's customs; material and places are those of the observed series."""

    quantity: Literal["exports"]
    """What is predicted."""
    observed: str
    """What happened: a series of observed.csv."""


class ImportShareSeries(_Series):
    """Share of a region's imports of some materials that comes from some origins, by weight on arrival."""

    quantity: Literal["import_share"]
    """What is predicted."""
    materials: Names
    """Materials or groups, counted together."""
    region: str
    """The importer, a region or a club."""
    origins: Names
    """Regions or clubs."""
    history: str
    """What happened: a series of history.csv, in shares."""


class OutputSeries(_Series):
    """Tonnes of some materials that plants of some regions make."""

    quantity: Literal["output"]
    """What is predicted."""
    materials: Names
    """Materials or groups, counted together."""
    regions: Names
    """Regions or clubs."""
    processes: tuple[str, ...] = ()
    """Only plants of these processes; blank: all."""
    history: str
    """What happened: a series of history.csv, in tonnes."""


class UseSeries(_Series):
    """Tonnes of some materials that sectors are served with: substitutes do not count."""

    quantity: Literal["use"]
    """What is predicted."""
    materials: Names
    """Materials or groups, counted together."""
    regions: Names
    """Regions or clubs."""
    sectors: Names = ("all",)
    """Sectors; ``all`` for every one."""
    history: str
    """What happened: a series of history.csv, in tonnes."""


class FirstShortSeries(_Series):
    """Days from the first day of a row of history.csv until any of some sectors is first short."""

    quantity: Literal["first_short"]
    """What is predicted."""
    materials: Names
    """Materials or groups."""
    regions: Names
    """Regions or clubs."""
    sectors: Names = ("all",)
    """Sectors; ``all`` for every one."""
    threshold: Annotated[float, Field(gt=0, le=1)] = 0.95
    """Short is who has less than this part of what the base run meets."""
    history: str
    """What happened: a series of history.csv, in days."""


Series = Annotated[
    PriceSeries
    | PriceRatioSeries
    | ExportsSeries
    | ImportShareSeries
    | OutputSeries
    | UseSeries
    | FirstShortSeries,
    Field(discriminator="quantity"),
]


class _Bar(Titled):
    """What every bar says."""

    series: Names
    """Series of the file; each of them must clear the bar."""
    from_: Annotated[dt.date | None, Field(alias="from")] = None
    """First day looked at; blank: the first of the run."""
    until: dt.date | None = None
    """Last day looked at; blank: the last of the run."""
    source: Text
    """Who set the bar, or on what it rests."""


class BetweenBar(_Bar):
    """The highest value predicted for any period that has a day in the window lies between two limits."""

    test: Literal["between"]
    """What is held against the limits."""
    low: float
    """Least value that clears the bar, in the unit of the series."""
    high: float
    """Greatest value that clears the bar."""


class InsideBar(_Bar):
    """Every value predicted for a period that has a day in the window lies between two limits."""

    test: Literal["inside"]
    """What is held against the limits."""
    low: float
    """Least value that clears the bar, in the unit of the series."""
    high: float
    """Greatest value that clears the bar."""


class WithinBar(_Bar):
    """So many points that lie in the window are predicted within a share of what happened."""

    test: Literal["within"]
    """What is counted."""
    share: Annotated[float, Field(gt=0)]
    """Greatest relative error that counts."""
    at_least: Annotated[int, Field(ge=1)]
    """Least number of points that clears the bar."""


class AtMostBar(_Bar):
    """The highest value predicted (of points for days until something runs short) is at most this."""

    test: Literal["at_most"]
    """What is held against the limit."""
    value: float
    """Greatest value that clears the bar, in the unit of the series."""


class AtLeastBar(_Bar):
    """The highest value predicted (of points for days until something runs short) is at least this."""

    test: Literal["at_least"]
    """What is held against the limit."""
    value: float
    """Least value that clears the bar, in the unit of the series."""


Bar = Annotated[BetweenBar | InsideBar | WithinBar | AtMostBar | AtLeastBar, Field(discriminator="test")]


class Definition(Titled):
    """The contents of a backtest file."""

    format: Annotated[int, Field(ge=1, le=1)]
    """Version of the format."""
    scenario: str
    """Scenario of the case. It holds only what was announced at the time."""
    profile: str | None = None
    """Division of time, one of the case's profiles; blank: the scenario's."""
    begin: dt.date | None = None
    """First day of the run; blank: as the scenario says."""
    split_en: Text
    """What was set with which data, and what nobody looked at when setting it, in English."""
    split_ko: Text
    """The same in Korean."""
    split_ja: Text
    """The same in Japanese."""
    series: Annotated[tuple[Series, ...], Field(min_length=1)]
    """What is predicted and held against what happened."""
    bar: tuple[Bar, ...] = ()
    """What the predictions must come to, set before they were looked at."""

    def split_in(self, language: str) -> str:
        """Return what was set with which data, in a language."""
        return told(self, "split", language)

    def one(self, name: str) -> Series:
        """Return a series by name.

        Raises:
            KeyError: If there is none.
        """
        for series in self.series:
            if series.name == name:
                return series
        raise KeyError(name)


def told(model: BaseModel, what: str, language: str) -> str:
    """Return a text of a model in a language: the field ``what_en``, ``what_ko`` …, English where it is
    blank.
    """
    return str(getattr(model, f"{what}_{language}", "") or getattr(model, f"{what}_en"))
