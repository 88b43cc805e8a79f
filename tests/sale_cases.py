"""A market that two mines supply, small enough to count the days of its stock by hand.

JPN's cars use 120 t of ore a year: 60 t from CHN, 60 t from AUS; a third mine in AUS of 12 t is for cars
there. Traders in JPN hold 20.1 t and may release all of it. From 1 April 2025 nothing leaves CHN.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

from didymium.case.case import Case
from didymium.case.schema import Material, Process
from didymium.evidence.reading import shared_evidence
from didymium.market.base_year import BaseYear
from didymium.screening.sale.request import SaleRequest
from didymium.screening.sale.review import SaleReview, review_sale
from instrument_cases import builder

APRIL = dt.date(2025, 4, 1)
PRICES = BaseYear(price={("CHN", "ore"): 10.0, ("AUS", "ore"): 10.0, ("JPN", "ore"): 10.0})
STOP = """\
title = "Nothing leaves China"
profile = "months"
begin = 2025-01-01

[[event]]
kind = "ban"
origin = "CHN"
materials = ["ore"]
from = 2025-04-01
source = "assumed: test"
"""
LICENCES = """\
title = "Half of it leaves China"
profile = "months"
begin = 2025-01-01

[[event]]
kind = "export_restriction"
origin = "CHN"
materials = ["ore"]
from = 2025-04-01
volume_share = 0.5
source = "assumed: test"
"""


def two_mines(folder: Path) -> Case:
    """Return the case, with its two scenarios in a folder."""
    found = builder(discount_rate=0.08, home_regions=("JPN",))
    found.source_of("ore", "CHN", 60.0, 5.0, name="great_mine", base_t_per_year=60.0, owners="Baogang")
    found.source_of("ore", "AUS", 60.0, 5.0, name="far_mine", base_t_per_year=60.0, owners="Lynas")
    found.source_of("ore", "AUS", 12.0, 4.0, name="small_mine", base_t_per_year=12.0)
    found.source_of("ore", "AUS", 12.0, 4.0, name="plan", base_t_per_year=0.0, status="planned")
    found.route("ore", "CHN", "JPN", base_t_per_year=60.0).route("ore", "AUS", "JPN", base_t_per_year=60.0)
    found.steps("cars", "JPN", "ore", (120.0, 900.0)).steps("cars", "AUS", "ore", (12.0, 950.0))
    case = found.holding("JPN", "ore", 20.1, 30.0).build()
    (folder / "scenarios").mkdir(parents=True, exist_ok=True)
    (folder / "scenarios" / "stop.toml").write_text(STOP, encoding="utf-8")
    (folder / "scenarios" / "licences.toml").write_text(LICENCES, encoding="utf-8")
    tables = {**case.tables, "materials": _mined(case), "processes": _mining(case)}
    return dataclasses.replace(case, tables=tables, path=folder, evidence=shared_evidence())


def _mined(case: Case) -> tuple[Material, ...]:
    return tuple(row.model_copy(update={"stage": "mine"}) for row in case.materials)


def _mining(case: Case) -> tuple[Process, ...]:
    return tuple(row.model_copy(update={"stage": "mine"}) for row in case.processes)


def request(**more: object) -> SaleRequest:
    """Return the question of the far mine's sale to a newcomer of China, with other fields."""
    fields = {"plant": "far_mine", "buyer": "New Buyer", "buyer_country": "CHN", "profile": "months"}
    return SaleRequest.model_validate({**fields, **more})


def reviewed(folder: Path, **more: object) -> SaleReview:
    """Return the review of a sale in the case of two mines."""
    return review_sale(two_mines(folder), PRICES, request(**more))
