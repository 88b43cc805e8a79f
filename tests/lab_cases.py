"""A case and a base year written by hand, in which what the sliders of the lab come to can be told on paper.

Japan and Viet Nam are a club. They use 730 and 365 t of magnets a year, three tonnes a day, at 50 and 80 US
dollars per kg; China makes them. In Japan collectors bring in scrap: 36.5 t of activity at 0.8 t each.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from calibration_case import WHY, plant, route
from didymium.calibration.calibrate import Calibration
from didymium.case import schema
from didymium.case.case import Case
from didymium.market.base_year import BaseYear
from didymium.web.lab.settings import LabSettings
from hand_made import make_case

BEGIN = dt.date(2025, 3, 1)
PRICES = {
    ("JPN", "magnet"): 50.0, ("VNM", "magnet"): 80.0, ("CHN", "magnet"): 900.0,
    ("JPN", "swarf"): 0.4, ("JPN", "dy_oxide"): 250.0,
}  # fmt: skip
USES = {("ev", "JPN", "magnet"): 730.0, ("ev", "VNM", "magnet"): 365.0, ("mri", "CHN", "magnet"): 9000.0}


def lab_case() -> Case:
    """Return the case: two profiles, a club, a planned plant, routes out of China, collectors of scrap."""
    case = make_case(
        clubs=[schema.ClubMember(club="pair", region=region) for region in ("JPN", "VNM")],
        materials=[
            _material("dy_oxide", "separation"),
            _material("magnet", "magnet"),
            _material("swarf", "scrap"),
        ],
        processes=[
            schema.Process(process="collecting", stage="scrap", reference_material="swarf", name_en="Yard"),
            schema.Process(process="making", stage="magnet", reference_material="magnet", name_en="Making"),
        ],
        coefficients=[
            schema.Coefficient(process="collecting", material="swarf", t_per_t=0.8, source=WHY),
            schema.Coefficient(process="making", material="magnet", t_per_t=1.0, source=WHY),
            schema.Coefficient(process="making", material="dy_oxide", t_per_t=-0.1, source=WHY),
        ],
        plants=[
            plant("yard", "collecting", "JPN", 50.0, 40.0, 1.0),
            plant("yard_china", "collecting", "CHN", 500.0, 400.0, 1.0),
            plant("works", "making", "CHN", 20000.0, 15000.0, 10.0),
            plant("next", "making", "JPN", 300.0, None, 12.0, status="planned", start=dt.date(2028, 1, 1)),
        ],
        routes=[
            route("magnet", "CHN", "JPN", 730.0),
            route("magnet", "CHN", "VNM", 365.0),
            route("dy_oxide", "CHN", "JPN", 5.0),
            route("dy_oxide", "VNM", "JPN", 1.0),
        ],
        demands=[
            schema.Demand(
                sector=sector, region=region, material=material, base_t_per_year=1.0, elasticity=-0.1,
                loss_usd_per_kg=900.0, source=WHY,
            )
            for sector, region, material in USES
        ],
    )  # fmt: skip
    profiles = {name: {"months": 6, "lead_months": 1} for name in ("shock", "live")}
    return _with_profiles(case, profiles)


def lab_calibration() -> Calibration:
    """Return its base year."""
    return Calibration(BaseYear(run={"yard": 36.5, "yard_china": 365.0}, use=USES, price=PRICES))


def lab_settings(**changes: Any) -> LabSettings:
    """Return settings of the club in which nothing happens, changed."""
    stated = {
        "begin": BEGIN,
        "origin": "CHN",
        "materials": ("magnet",),
        "club": "pair",
        "start": 2,
        "months": 3,
    }
    return LabSettings(**{**stated, **changes})


def _material(name: str, stage: Any) -> schema.Material:
    return schema.Material(
        material=name, stage=stage, basis="gross", name_en=name, name_ko=name, name_ja=name
    )


def _with_profiles(case: Case, profiles: dict[str, Any]) -> Case:
    stated = {**case.settings.model_dump(), "profiles": profiles}
    return Case(type(case.settings).model_validate(stated), case.tables, case.sources)
