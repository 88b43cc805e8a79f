"""A case and two outcomes of four months written by hand, small enough to check every indicator on paper.

China makes magnets, Japan buys them (90 t a month from China, 10 t from Vietnam) and makes 20 t itself. In
March a restriction bites."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import polars as pl

from didymium.case import schema
from didymium.case.case import Case
from didymium.case.settings import Settings
from didymium.evidence.sources import Source
from didymium.files.row import Row
from didymium.outcome.tables import SCHEMAS, Outcome
from didymium.scenario.schema import Scenario

JAN, FEB, MAR, APR = (dt.date(2025, month, 1) for month in (1, 2, 3, 4))
MONTHS = (JAN, FEB, MAR, APR)


def make_case(**tables: Sequence[Row]) -> Case:
    """Return the case; named tables replace its own."""
    rows: dict[str, tuple[Row, ...]] = {
        "regions": tuple(
            _region(*item) for item in (("JPN", "Japan"), ("CHN", "China"), ("VNM", "Viet Nam"))
        ),
        "materials": (_material("dy_oxide", "separation"), _material("magnet", "magnet")),
        "sectors": (
            _sector(
                "ev",
                "Electric vehicles",
                unit_en="vehicle",
                counted="magnet",
                kg_per_unit=2.0,
                value_added_usd_per_unit=4000.0,
                jobs_per_million_usd=9.0,
            ),
            _sector("mri", "Medical imaging", counted="magnet"),
        ),
        "holdings": (_holding("makers", "commercial"), _holding("state", "public")),
        "observed": (_observed(FEB, dt.date(2025, 2, 28), 100.0), _observed(MAR, dt.date(2025, 4, 30), 80.0)),
    }
    settings = Settings.model_validate(
        {
            "name": "hand_made",
            "title": "Four months by hand",
            "base_year": 2024,
            "start": JAN,
            "currency_year": 2024,
            "discount_rate": 0.08,
            "calibrated": False,
            "critical_materials": ("dy_oxide", "magnet"),
            "home_regions": ("JPN",),
        }
    )
    report = Source(source="report", title="A report", kind="official", url="https://example.org/report")
    return Case(
        settings, {**rows, **{name: tuple(value) for name, value in tables.items()}}, {"report": report}
    )


def _region(code: str, name: str) -> schema.Region:
    return schema.Region(region=code, name_en=name, name_ko=name, name_ja=name, lat=0.0, lon=100.0)


def _material(name: str, stage: Any) -> schema.Material:
    english = {"dy_oxide": "Dysprosium oxide", "magnet": "Magnet"}[name]
    return schema.Material(
        material=name, stage=stage, basis="reo", name_en=english, name_ko=english, name_ja=english
    )


def _sector(sector: str, name: str, **figures: Any) -> schema.Sector:
    return schema.Sector(
        sector=sector,
        name_en=name,
        name_ko=name,
        name_ja=name,
        source="report; kg_per_unit=assumed: round",
        **figures,
    )


def _holding(holder: str, kind: Any) -> schema.Holding:
    return schema.Holding(
        holder=holder,
        kind=kind,
        region="JPN",
        material="magnet",
        level_t=110.0,
        draw_t_per_month=100.0,
        fill_t_per_month=100.0,
        source="report; level_t=assumed: a month of use",
    )


def _observed(first: dt.date, last: dt.date, tonnes: float) -> schema.Observed:
    return schema.Observed.model_validate(
        {
            "series": "exports",
            "material": "magnet",
            "origin": "CHN",
            "destinations": "JPN",
            "from": first,
            "until": last,
            "t": tonnes,
            "source": "report",
        }
    )


def make_scenario(title: str = "Licences in March", **changes: Any) -> Scenario:
    """Return a scenario with one ban from 10 March on."""
    event = {
        "kind": "ban",
        "title": "No magnets leave",
        "origin": "CHN",
        "materials": ("magnet",),
        "from": dt.date(2025, 3, 10),
        "source": "report; from=assumed: a round date",
        **changes,
    }
    return Scenario.model_validate({"title": title, "summary": "A test.", "event": (event,)})


def make_outcome(name: str, **tables: Sequence[Sequence[Any]]) -> Outcome:
    """Return an outcome from rows of its tables; tables not named are empty."""
    frames = {
        table: pl.DataFrame(tables.get(table, []), schema=dict(columns), orient="row")
        for table, columns in SCHEMAS.items()
    }
    return Outcome("hand_made", name, name, frames, {}, {"didymium": "0.1.0", "options": {"kink": 0.1}})


def base_outcome() -> Outcome:
    """Return the run without events: every month the same."""
    return make_outcome(
        "base",
        prices=_prices((50.0,) * 4, (40.0,) * 4, (250.0,) * 4),
        served=[
            row
            for month in MONTHS
            for row in (_served("ev", month, 100.0, 100.0), _served("mri", month, 10.0, 10.0))
        ],
        flows=_flows((90.0,) * 4),
        output=_output(),
        stocks=[("makers", "JPN", "magnet", month, 110.0) for month in MONTHS],
    )


def shocked_outcome() -> Outcome:
    """Return the run with events.

    ev misses 10 of 100 t in March (80 served, 10 substituted); mri misses 5 of 10 t in March and April.
    """
    return make_outcome(
        "licences",
        prices=_prices((50.0, 50.0, 200.0, 100.0), (40.0, 40.0, 20.0, 30.0), (250.0, 250.0, 500.0, None)),
        served=[
            _served("ev", JAN, 100.0, 100.0),
            _served("ev", FEB, 100.0, 100.0),
            _served("ev", MAR, 100.0, 80.0, 10.0),
            _served("ev", APR, 100.0, 100.0),
            _served("mri", JAN, 10.0, 10.0),
            _served("mri", FEB, 10.0, 10.0),
            _served("mri", MAR, 10.0, 5.0),
            _served("mri", APR, 10.0, 5.0),
        ],
        flows=_flows((90.0, 90.0, 30.0, 60.0)),
        output=_output(),
        stocks=[
            *(
                ("makers", "JPN", "magnet", month, level)
                for month, level in zip(MONTHS, (110.0, 110.0, 55.0, 80.0), strict=True)
            ),
            *(("state", "JPN", "magnet", month, 110.0) for month in MONTHS),
        ],
    )


def _prices(japan: Sequence[Any], china: Sequence[Any], oxide: Sequence[Any]) -> list[tuple[Any, ...]]:
    rows = []
    for region, material, prices in (
        ("JPN", "magnet", japan),
        ("CHN", "magnet", china),
        ("JPN", "dy_oxide", oxide),
    ):
        for month, price in zip(MONTHS, prices, strict=True):
            status = "no_supply" if price is None else "ok"
            rows.append((region, material, month, price, None, None, status))
    return rows


def _served(
    sector: str, month: dt.date, demanded: float, served: float, substituted: float = 0.0
) -> tuple[Any, ...]:
    return (sector, "JPN", "magnet", month, demanded, served, substituted, demanded - served - substituted)


def _flows(cleared: Sequence[float]) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for month, tonnes in zip(MONTHS, cleared, strict=True):
        rows.append(("magnet", "CHN", "JPN", "", month, 90.0, tonnes, 90.0))
        rows.append(("magnet", "VNM", "JPN", "", month, 10.0, 10.0, 10.0))
    return rows


def _output() -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for month in MONTHS:
        rows.append(("works_japan", "making", "JPN", "magnet", month, 20.0))
        rows.append(("works_japan", "making", "JPN", "dy_oxide", month, -1.0))
        rows.append(("works_china", "making", "CHN", "magnet", month, 180.0))
    return rows
