"""The scenarios: one country stops its exports of one commodity for a year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from didymium.case.case import Case
from didymium.indicators.disruption.commodities import Commodity
from didymium.market.base_year import BaseYear
from didymium.scenario.schema import Ban, Event, ExportRestriction, Scenario

SMALLEST_SHARE = 0.01
"""A country with less of the world's net exports is not asked what its stop would do."""
PROFILES = ("live", "shock")
"""The divisions of time that scenarios run on, the first that the case has; else any that it has."""


@dataclass(frozen=True)
class Stop:
    """A country that holds back a part of its exports of a commodity for a year."""

    commodity: Commodity
    origin: str
    theta: float
    year: int
    net_exports_t: float
    """Net exports of the commodity's materials in the base year, tonnes."""
    share: float
    """Its share of the net exports of all countries that export more than they import."""

    @property
    def begin(self) -> dt.date:
        """First day of the stop."""
        return dt.date(self.year, 1, 1)

    @property
    def end(self) -> dt.date:
        """Day after the last day of the stop."""
        return dt.date(self.year + 1, 1, 1)

    @property
    def label(self) -> str:
        """A name for tables."""
        return f"{self.origin} stops {self.commodity.name} {self.theta:.0%} {self.year}"


def stops(
    case: Case,
    base_year: BaseYear,
    commodities: Sequence[Commodity],
    countries: Sequence[str] | None,
    theta: float,
    year: int,
) -> Iterator[Stop]:
    """Yield a stop of each commodity by each country: those named, else all but ``SMALLEST_SHARE``."""
    for commodity in commodities:
        exported = net_exports(case, base_year, commodity)
        total = sum(tonnes for tonnes in exported.values() if tonnes > 0)
        for origin in sorted(exported, key=lambda region: (-exported[region], region)):
            share = exported[origin] / total if total > 0 else 0.0
            if share >= SMALLEST_SHARE if countries is None else origin in countries:
                yield Stop(commodity, origin, theta, year, exported[origin], max(share, 0.0))


def net_exports(case: Case, base_year: BaseYear, commodity: Commodity) -> dict[str, float]:
    """Return exports less imports of a commodity's materials by region in the base year, tonnes."""
    found = {row.region: 0.0 for row in case.regions}
    for route in case.routes:
        if route.material in commodity.materials:
            tonnes = base_year.flow.get(route.identity, 0.0)
            found[route.origin] += tonnes
            found[route.destination] -= tonnes
    return found


def scenario_of(case: Case, stop: Stop) -> Scenario:
    """Return the scenario of a stop: news and stop on the first day of the year, its end known from the
    start. A whole stop is a ban, a part of one a limit on base flows.
    """
    profile = next(name for name in (*PROFILES, *case.settings.profiles) if name in case.settings.profiles)
    return Scenario(title=stop.label, profile=profile, event=(_event(stop),))


def _event(stop: Stop) -> Event:
    common = {
        "title": stop.label,
        "origin": stop.origin,
        "materials": stop.commodity.materials,
        "from": stop.begin,
        "until": stop.end - dt.timedelta(days=1),
        "source": "assumed: a stress test that nothing announces",
    }
    if stop.theta >= 1.0:
        return Ban.model_validate({"kind": "ban", **common})
    return ExportRestriction.model_validate(
        {"kind": "export_restriction", "volume_share": 1.0 - stop.theta, **common}
    )
