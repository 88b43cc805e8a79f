"""Servers of the small case that say what keeping its goods costs, so that stocks can be sized."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from didymium.web.server import Server
from web_servers import make_server, small_case

TERMS = """\
stage,material,storage_usd_per_t_year,quality_loss_per_year,shelf_life_years,rotation_cost_share,\
work_in_process_days,release_lead_days,source
mine,,50,0.01,,,0,7,assumed: round numbers
separation,,80,0.02,,,0,7,assumed: round numbers
"""


def make_stock_server(folder: Path, **settings: Any) -> Server:
    """Return a server of the small case with terms of stocks, whose state lies in a folder."""
    place = small_case(folder)
    (place / "stock_terms.csv").write_text(TERMS, encoding="utf-8")
    return make_server(folder, place, **settings)


def same(ours: object, theirs: object) -> bool:
    """Say whether plain data is the same: texts and keys exactly, numbers but for rounding, since a market
    that is hot comes to the same optimum by other steps.
    """
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return list(ours) == list(theirs) and all(same(ours[key], theirs[key]) for key in ours)
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(same, ours, theirs))
    if isinstance(ours, float) and isinstance(theirs, float):
        return math.isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-9)
    return ours == theirs
