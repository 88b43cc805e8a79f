"""The table of a case that names exporters with market power.

Units as in :mod:`didymium.case.schema`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from didymium.case.cell_types import Name, NonNegative, Source
from didymium.files.row import Row

Conduct = Literal["price_taking", "conjectural_variation"]
"""How the exporters that the table names act."""


class MarketPower(Row):
    """An exporter who knows that a tonne more lowers the price where it sells. Read only by runs with
    ``conduct = "conjectural_variation"``; without it everybody takes prices as they are.
    """

    file = "market_power.csv"
    key = ("exporter", "material", "destinations")

    exporter: Name
    """Region whose exporters act as one, or a club whose members do, as of the case's first day."""
    material: Name
    """What it sells: a material, or a group of which each material is sold apart."""
    destinations: str = ""
    """Regions or clubs where it has power, each by itself, separated by spaces; blank: everywhere but at
    home."""
    perceived_elasticity: Annotated[float, Field(lt=0, ge=-100)] | None = None
    """Elasticity of demand that the exporter believes to face at a destination; blank: that of the case's
    demands there, by use."""
    conjecture: NonNegative | None = None
    """By how much the exporter believes total sales to rise with its own: 1 is Cournot, 0 no power; blank:
    read from the wedge of the base year."""
    source: Source
    """Where the figures come from."""
