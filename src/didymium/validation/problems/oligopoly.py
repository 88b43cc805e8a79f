"""Games of sellers as cases of the product: each firm in a region of its own, one market."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from didymium.case import schema
from didymium.case.case import Case
from didymium.case.market_power_schema import MarketPower
from didymium.case.settings import Profile, Settings
from didymium.files.row import Row

GOOD, MARKET = "good", "market"
WHY = "derived: the game as published"
_YEAR = dt.date(2025, 1, 1)


def game_of_sellers(
    costs: Sequence[Iterable[float]],
    width_t: float,
    sold_t: float,
    price_usd_per_kg: float,
    elasticity: float,
) -> Case:
    """Return a case in which firms with Cournot's conjecture sell to a market with a straight line of demand
    through a price and a quantity.

    ``costs`` holds for each firm the cost of each ``width_t`` tonnes, US dollars per kg, cheapest first.
    """
    firms = [f"firm_{number}" for number in range(1, len(costs) + 1)]
    rows: dict[str, tuple[Row, ...]] = {name: () for name in schema.TABLES}
    rows |= {
        "regions": tuple(_region(name) for name in (*firms, MARKET)),
        "materials": (_material(),),
        "sectors": (schema.Sector(sector="buyers", name_en="x", name_ko="x", name_ja="x", source=WHY),),
        "processes": (
            schema.Process(process="make", stage="other", reference_material=GOOD, name_en="make"),
        ),
        "coefficients": (schema.Coefficient(process="make", material=GOOD, t_per_t=1.0, source=WHY),),
        "plants": tuple(
            _plant(firm, number, width_t, float(cost))
            for firm, of_firm in zip(firms, costs, strict=True)
            for number, cost in enumerate(of_firm)
        ),
        "routes": tuple(_route(firm) for firm in firms),
        "demands": (_demand(sold_t, price_usd_per_kg, elasticity),),
        "market_power": tuple(
            MarketPower(exporter=firm, material=GOOD, conjecture=1.0, source=WHY) for firm in firms
        ),
    }
    return Case(_settings(), rows)


def _settings() -> Settings:
    return Settings.model_validate(
        {
            "name": "game", "title": "game", "base_year": 2024, "start": _YEAR, "currency_year": 2024,
            "discount_rate": 0.0, "calibrated": False, "profiles": {"year": Profile(years=1)},
        }
    )  # fmt: skip


def _region(name: str) -> schema.Region:
    return schema.Region(region=name, name_en=name, name_ko=name, name_ja=name, lat=0.0, lon=0.0)


def _material() -> schema.Material:
    return schema.Material(
        material=GOOD, stage="other", basis="gross", name_en=GOOD, name_ko=GOOD, name_ja=GOOD
    )


def _plant(firm: str, number: int, width_t: float, cost: float) -> schema.Plant:
    return schema.Plant(
        plant=f"{firm}_{number}", process="make", region=firm, name_en=firm, capacity_t_per_year=width_t,
        cost_usd_per_kg=cost, source=WHY,
    )  # fmt: skip


def _route(firm: str) -> schema.Route:
    return schema.Route(
        material=GOOD, origin=firm, destination=MARKET, freight_usd_per_kg=0.0, transit_days=0.0, source=WHY
    )


def _demand(sold_t: float, price: float, elasticity: float) -> schema.Demand:
    return schema.Demand(
        sector="buyers", region=MARKET, material=GOOD, base_t_per_year=sold_t, curve="linear",
        elasticity=elasticity, base_price_usd_per_kg=price, source=WHY,
    )  # fmt: skip
