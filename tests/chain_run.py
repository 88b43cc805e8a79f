"""A year of the chain on paper (chain_case.py) with what moved in it, small enough to trace by hand.

An ore holds 0.6 t of NdPr a tonne, oxide 1 t, metal 1.2 t. Australia digs 1,000 t of ore, mills 600 t and
ships 350 t, of which 320 t reach Japan; 300 t of oxide: 180 t to Japan, 100 t to cars at home, 20 t unwanted.
Japan mills 300 t of ore to 150 t of oxide, smelts 250 t and stores 80 t. China mills 400 t for nobody.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from chain_case import WHY, write_chain_case
from didymium.case.case import Case
from didymium.case.reading import read_case
from didymium.outcome.tables import SCHEMAS, Outcome, make_table
from didymium.scenario.schema import Scenario
from didymium.views.run_view import ScenarioRun

YEAR = dt.date(2025, 1, 1)
ELEMENT = "NdPr"
CONTENTS = f"""\
material,element,t_oxide_per_t,source
ore,NdPr,0.6,{WHY}
oxide,NdPr,1,{WHY}
metal,NdPr,1.2,{WHY}
"""
HOLDINGS = f"""\
holder,kind,region,material,level_t,draw_t_per_month,fill_t_per_month,source
traders,commercial,JPN,oxide,100,100,100,{WHY}
"""
OUTPUT = [
    ("pit", "mining", "AUS", "ore", 1000.0),
    ("mill", "separating", "AUS", "ore", -600.0),
    ("mill", "separating", "AUS", "oxide", 300.0),
    ("mill", "separating", "AUS", "residue", 150.0),
    ("dear_mill", "separating", "JPN", "ore", -300.0),
    ("dear_mill", "separating", "JPN", "oxide", 150.0),
    ("dear_mill", "separating", "JPN", "residue", 75.0),
    ("smelter", "smelting", "JPN", "oxide", -250.0),
    ("smelter", "smelting", "JPN", "metal", 200.0),
    ("china_pit", "mining", "CHN", "ore", 400.0),
    ("china_mill", "separating", "CHN", "ore", -400.0),
    ("china_mill", "separating", "CHN", "oxide", 200.0),
]
FLOWS = [("ore", "AUS", "JPN", 350.0, 320.0), ("oxide", "AUS", "JPN", 180.0, 180.0)]
SERVED = [("cars", "JPN", "metal", 200.0, 10.0), ("cars", "AUS", "oxide", 100.0, 0.0)]


def chain_case(folder: Path, **changes: str) -> Case:
    """Write and read the case, with contents and a stock."""
    return read_case(str(write_chain_case(folder, **{"contents": CONTENTS, "holdings": HOLDINGS, **changes})))


def chain_run(
    flows: list[tuple[str, str, str, float, float]] = FLOWS,
    served: list[tuple[str, str, str, float, float]] = SERVED,
) -> ScenarioRun:
    """Return the run of the year; flows are material, origin, destination, sent and arrived tonnes, what is
    served is sector, region, material, served and unserved tonnes.
    """
    tables = {name: make_table(name, dict.fromkeys(SCHEMAS[name], [])) for name in SCHEMAS}
    tables["output"] = _table("output", ("plant", "process", "region", "material", "t"), OUTPUT)
    tables["flows"] = _table(
        "flows",
        ("material", "origin", "destination", "t", "arrived_t", "via", "cleared_t"),
        [(*flow, "", flow[3]) for flow in flows],
    )
    tables["served"] = _table(
        "served",
        ("sector", "region", "material", "served_t", "unserved_t", "demanded_t", "substituted_t"),
        [(*row, row[3] + row[4], 0.0) for row in served],
    )
    tables["stocks"] = _table(
        "stocks", ("holder", "region", "material", "level_t"), [("traders", "JPN", "oxide", 180.0)]
    )
    outcome = Outcome("tiny", "base", "A year", tables, {}, {"periods": ["2025-01-01", "2026-01-01"]})
    scenario = Scenario.model_validate({"title": "Base: nothing happens"})
    return ScenarioRun("base", scenario, outcome, outcome, 0.1)


def _table(name: str, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> Any:
    values = {column: list(cells) for column, cells in zip(columns, zip(*rows, strict=True), strict=True)}
    return make_table(name, {**values, "period": [YEAR] * len(rows)})
