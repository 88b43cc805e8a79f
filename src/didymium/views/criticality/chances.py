"""A table of how likely stops of exports are, as a user gives it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from didymium.files.row import Row


class Chance(Row):
    """How likely it is that a country stops its exports of a commodity in a year."""

    file = "probabilities.csv"
    key = ("commodity", "origin")

    commodity: str
    """Commodity, group or material."""
    origin: str
    """Country that stops."""
    probability: Annotated[float, Field(ge=0, le=1)]
    """Chance in a year, 0 to 1."""
