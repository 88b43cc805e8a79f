"""The table of a case that says in which units the trade reads prices and quantities of a material.

Everything is reckoned in tonnes and US dollars per kg; these units are for reading.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from didymium.case.cell_types import Name, Positive, Source
from didymium.files.row import Row

Text = Annotated[str, Field(min_length=1)]


class MarketUnit(Row):
    """A unit in which prices or quantities of a material are read, beside tonnes and US dollars per kg.

    Commands and pages show it; ``--json``, tables and files keep the units that their columns name.
    """

    file = "market_units.csv"
    key = ("material", "reads")

    material: Name
    """The material."""
    reads: Literal["price", "quantity"]
    """Whether prices are read in the unit, or quantities: stocks, what is missing, flows."""
    unit_en: Text
    """The unit in English, as it stands in a sentence: ``barrel`` of prices, ``barrels`` of quantities.
    Millions and billions are added where a number is long."""
    unit_ko: Text
    """The unit in Korean."""
    unit_ja: Text
    """The unit in Japanese."""
    kg_per_unit: Positive
    """Kilograms of the material, as its ``basis`` counts them, in one unit."""
    per: Literal["day", "year"] | None = None
    """Over which time flows are read, of quantities alone; blank: a year."""
    source: Source
    """Where the factor comes from."""

    def unit_in(self, language: str) -> str:
        """Return the name of the unit in a language."""
        return {"ko": self.unit_ko, "ja": self.unit_ja}.get(language, self.unit_en)
