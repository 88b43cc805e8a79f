"""The countries that maps draw."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources

WORLD = "world"
"""Name under which charts know the map."""
ADDRESS = "/static/world.json"
MAPS = {WORLD: ADDRESS}
WEST = -32.0
"""Western edge of the map in degrees east: longitudes count from there, so that the Pacific stays whole."""


@cache
def drawn_regions() -> frozenset[str]:
    """Return the codes (ISO 3166-1 alpha-3) of the countries that the map draws."""
    text = resources.files("didymium.web").joinpath("static/world.json").read_text(encoding="utf-8")
    return frozenset(feature["properties"]["name"] for feature in json.loads(text)["features"])


def eastward(lon: float) -> float:
    """Return a longitude as the map counts it."""
    return lon + 360.0 if lon < WEST else lon
