"""Every loader by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from didymium.evidence.loaders import surveys, trade, usgs
from didymium.evidence.loaders.loaded import Loaded


@dataclass(frozen=True)
class Loader:
    """A layout that can be read."""

    read: Callable[[Path], Loaded]
    what: str
    """What the files are, for help and messages."""


LOADERS: Mapping[str, Loader] = {
    "usgs": Loader(usgs.load, "USGS Mineral Commodity Summaries, data releases of 2025 (world) and 2026"),
    "comtrade": Loader(trade.load_comtrade, "UN Comtrade, response of the API (JSON)"),
    "baci": Loader(trade.load_baci, "CEPII BACI, bilateral trade (CSV: t,i,j,k,v,q)"),
    "japan_customs": Loader(trade.load_japan_customs, "Trade Statistics of Japan by commodity and country"),
    "bgs": Loader(surveys.load_bgs, "BGS World Mineral Statistics (CSV of the service)"),
    "world_bank": Loader(surveys.load_world_bank, "World Bank governance indicators (JSON of the API)"),
}
"""Loaders by the name that the command takes."""
