"""Cases in memory: a textbook chain of magnets, and chains of any size."""

from __future__ import annotations

import datetime as dt

from didymium.case.case import Case
from didymium.case.schema import (
    Coefficient,
    Demand,
    Holding,
    Material,
    Plant,
    PriceQuote,
    Process,
    Region,
    Route,
    Sector,
    Substitute,
)
from didymium.case.settings import Profile, Settings
from didymium.files.row import Row

WHY = "assumed: invented for a measurement"
START = dt.date(2025, 1, 1)


def _settings(name: str, profile: Profile) -> Settings:
    return Settings(
        name=name,
        title=name,
        base_year=2024,
        start=START,
        currency_year=2024,
        discount_rate=0.08,
        growth_per_year=0.05,
        profiles={"shock": profile},
    )


def _region(name: str) -> Region:
    return Region(region=name, name_en=name, name_ko=name, name_ja=name, lat=0, lon=0)


def _sector(name: str) -> Sector:
    return Sector(sector=name, name_en=name, name_ko=name, name_ja=name, source=WHY)


def _material(name: str, stage: str) -> Material:
    return Material(material=name, stage=stage, basis="gross", name_en=name, name_ko=name, name_ja=name)  # type: ignore[arg-type]


def _quote(material: str, region: str, price: float) -> PriceQuote:
    return PriceQuote(
        material=material,
        region=region,
        from_=dt.date(2024, 1, 1),
        until=dt.date(2024, 12, 31),
        price_usd_per_kg=price,
        use="calibration",
        market="invented",
        source=WHY,
    )


def _route(
    material: str, origin: str, destination: str, days: float, base: float | None, wait: float = 0
) -> Route:
    return Route(
        material=material,
        origin=origin,
        destination=destination,
        base_t_per_year=base,
        freight_usd_per_kg=0.2,
        transit_days=days,
        qualification_months=wait,
        source=WHY,
    )


def mini() -> Case:
    """Return ore, two oxides and two magnets in three regions, with a stock and a rung of substitution."""
    recipes = {
        "mine": {"ore": 1.0},
        "sep": {"ore": -1.0, "nd": 0.2, "dy": 0.01},
        "make": {"nd": -0.4, "mag": 1.0},
        "make_high": {"nd": -0.36, "dy": -0.04, "mag_high": 1.0},
    }
    reference = {"mine": "ore", "sep": "ore", "make": "mag", "make_high": "mag_high"}
    plants = [
        ("mine", "CHN", 1300, 1000, 3),
        ("mine", "AUS", 150, 100, 4),
        ("sep", "CHN", 1300, 1050, 2),
        ("sep", "AUS", 100, 50, 3),
        ("make", "CHN", 500, 320, 8),
        ("make", "JPN", 60, 20, 12),
        ("make_high", "CHN", 350, 220, 9),
        ("make_high", "JPN", 60, 30, 13),
    ]
    routes = [
        ("ore", "AUS", "CHN", 25, 50, 0),
        ("nd", "AUS", "JPN", 20, 9, 0),
        ("nd", "CHN", "JPN", 12, 10, 0),
        ("dy", "CHN", "JPN", 12, 1.4, 0),
        ("dy", "AUS", "JPN", 20, 0, 6),
        ("dy", "AUS", "CHN", 25, 0.5, 0),
        ("mag", "CHN", "JPN", 12, 60, 0),
        ("mag_high", "CHN", "JPN", 12, 40, 0),
    ]
    demands = [
        ("ev", "CHN", "mag_high", 180, 3000),
        ("ev", "JPN", "mag_high", 70, 3000),
        ("other", "CHN", "mag", 260, 800),
        ("other", "JPN", "mag", 80, 800),
        ("misc", "CHN", "nd", 15, 300),
        ("misc", "CHN", "dy", 0.5, 2000),
    ]
    tables: dict[str, tuple[Row, ...]] = {
        "regions": tuple(_region(name) for name in ("CHN", "JPN", "AUS")),
        "materials": tuple(_material(name, "other") for name in ("ore", "nd", "dy", "mag", "mag_high")),
        "processes": tuple(
            Process(process=name, stage="other", reference_material=reference[name], name_en=name)
            for name in recipes
        ),
        "coefficients": tuple(
            Coefficient(process=process, material=material, t_per_t=value, source=WHY)
            for process, recipe in recipes.items()
            for material, value in recipe.items()
        ),
        "plants": tuple(
            Plant(
                plant=f"{region}_{process}",
                process=process,
                region=region,
                name_en=process,
                capacity_t_per_year=capacity,
                base_t_per_year=base,
                cost_usd_per_kg=cost,
                source=WHY,
            )
            for process, region, capacity, base, cost in plants
        ),
        "routes": tuple(
            _route(material, a, b, days, base, wait) for material, a, b, days, base, wait in routes
        ),
        "demands": tuple(
            Demand(
                sector=sector,
                region=region,
                material=material,
                base_t_per_year=base,
                elasticity=-0.1,
                loss_usd_per_kg=loss,
                growth_per_year=0.05,
                source=WHY,
            )
            for sector, region, material, base, loss in demands
        ),
        "substitutes": (
            Substitute(
                ladder="high",
                rung=1,
                sectors="*",
                from_material="mag_high",
                to_material="mag",
                t_per_t=1.1,
                penalty_usd_per_kg=15,
                max_share=0.4,
                months=12,
                name_en="cooling",
                source=WHY,
            ),
        ),
        "holdings": (
            Holding(
                holder="makers",
                kind="commercial",
                region="JPN",
                material="dy",
                level_t=0.3,
                draw_t_per_month=0.2,
                fill_t_per_month=0.2,
                source=WHY,
            ),
        ),
        "sectors": tuple(_sector(name) for name in ("ev", "other", "misc")),
        "prices": tuple(
            _quote(name, "CHN", price)
            for name, price in (("nd", 55), ("dy", 257), ("mag", 45), ("mag_high", 62))
        ),
    }
    return Case(_settings("mini", Profile(months=18, quarters=6, lead_months=3)), tables)


def chain(regions: int, stages: int, periods: int) -> Case:
    """Return a chain of ``stages`` materials in ``regions`` regions over ``periods`` months.

    The first region makes most of everything and ships to all; every second region works each material
    itself, and ships to its neighbour.
    Two sectors of each region use the last material.
    """
    places = [f"R{number:02d}" for number in range(regions)]
    materials = [f"m{number}" for number in range(stages)]
    use = 100.0
    tables: dict[str, tuple[Row, ...]] = {
        "regions": tuple(_region(name) for name in places),
        "materials": tuple(_material(name, "other") for name in materials),
        "processes": tuple(
            Process(process=f"p{name}", stage="other", reference_material=name, name_en=name)
            for name in materials
        ),
        "coefficients": tuple(_chain_coefficients(materials)),
        "plants": tuple(_chain_plants(places, materials, use)),
        "routes": tuple(_chain_routes(places, materials)),
        "demands": tuple(
            Demand(
                sector=sector,
                region=place,
                material=materials[-1],
                base_t_per_year=use / 2,
                elasticity=-0.1,
                loss_usd_per_kg=1000,
                growth_per_year=0.05,
                source=WHY,
            )
            for place in places
            for sector in ("first", "second")
        ),
        "sectors": (_sector("first"), _sector("second")),
        "holdings": tuple(
            Holding(
                holder="makers",
                kind="commercial",
                region=place,
                material=materials[-1],
                level_t=use / 6,
                draw_t_per_month=use / 12,
                fill_t_per_month=use / 12,
                source=WHY,
            )
            for place in places
        ),
        "prices": tuple(
            _quote(name, places[0], 10.0 * (number + 1)) for number, name in enumerate(materials)
        ),
    }
    return Case(
        _settings(f"chain_{regions}_{stages}_{periods}", Profile(months=periods, lead_months=3)), tables
    )


def _chain_coefficients(materials: list[str]) -> list[Coefficient]:
    rows = [Coefficient(process=f"p{name}", material=name, t_per_t=1.0, source=WHY) for name in materials]
    rows += [
        Coefficient(process=f"p{name}", material=before, t_per_t=-1.1, source=WHY)
        for before, name in zip(materials, materials[1:], strict=False)
    ]
    return rows


def _chain_plants(places: list[str], materials: list[str], use: float) -> list[Plant]:
    rows = []
    for stage, material in enumerate(materials):
        output = use * 1.1 ** (len(materials) - 1 - stage)
        for number, place in enumerate(places):
            if number % 2 and number:
                continue
            base = None if number == 0 else 0.5 * output
            capacity = output * len(places) if number == 0 else 0.8 * output
            rows.append(
                Plant(
                    plant=f"{place}_{material}",
                    process=f"p{material}",
                    region=place,
                    name_en=place,
                    capacity_t_per_year=capacity,
                    base_t_per_year=base,
                    cost_usd_per_kg=2.0 + 0.05 * number,
                    source=WHY,
                )
            )
    return rows


def _chain_routes(places: list[str], materials: list[str]) -> list[Route]:
    rows = []
    for material in materials:
        for number, place in enumerate(places[1:], 1):
            rows.append(_route(material, places[0], place, 10 + 3 * (number % 10), None))
            if number % 2 == 0:
                rows.append(_route(material, place, places[number - 1], 15, 0.0, 6))
    return rows
