"""The tables of a case about goods in use: how long they last, what went into them, where they are.

Units as in :mod:`didymium.case.schema`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from didymium.case.cell_types import Name, NonNegative, Positive, Share, Source
from didymium.files.row import Row

Year = Annotated[int, Field(ge=1800, le=2200)]


class Lifetime(Row):
    """How long goods of a sector stay in use, and how much of what they hold can be had again."""

    file = "lifetimes.csv"
    key = ("sector", "product")

    sector: Name
    """The sector."""
    product: Name
    """Name of the goods; a sector may have several, with shares."""
    name_en: str
    """English name."""
    name_ko: str = ""
    """Korean name; blank: the English one."""
    name_ja: str = ""
    """Japanese name; blank: the English one."""
    share: Share = 1.0
    """Share of the sector's use that goes into these goods; the shares of a sector add up to 1."""
    distribution: Literal["normal", "weibull", "lognormal", "fixed"]
    """Form of the distribution of the years in use."""
    mean_years: Positive
    """Mean years from entering use to being scrapped."""
    deviation_years: Positive | None = None
    """Standard deviation of these years; blank for ``fixed`` alone."""
    recoverable_share: Share | None = None
    """Share of the scrap that could be collected and taken apart if it paid; blank: unknown, nothing is
    counted."""
    source: Source
    """Where the figures come from."""

    def name_in(self, language: str) -> str:
        """Return its name in a language."""
        return {"ko": self.name_ko, "ja": self.name_ja}.get(language) or self.name_en


class PastUse(Row):
    """What entered use before the base year. Between two years given, use grows at a constant rate."""

    file = "use_history.csv"
    key = ("sector", "region", "material", "year")
    unsourced = frozenset({"year"})

    sector: Name
    """The sector."""
    region: Name | None = None
    """Where the goods are in use; blank: the world, spread by use_places.csv."""
    material: Name
    """Material or material group; a group is spread as in the sector's use of the base year."""
    year: Year
    """The year; before the first one given nothing was in use."""
    t: NonNegative
    """Tonnes that entered use in the year."""
    source: Source
    """Where the figure comes from."""


class UsePlace(Row):
    """Where goods are in use, wherever they were made: shares of the world's goods of a sector."""

    file = "use_places.csv"
    key = ("sector", "region")

    sector: Name | None = None
    """The sector; blank: every sector without rows of its own. A sector without any is in use where its
    makers are."""
    region: Name
    """The region."""
    share: Share
    """Share of the sector's goods of the world that are in use there; the shares of a sector add up to 1."""
    source: Source
    """Where the figure comes from."""
