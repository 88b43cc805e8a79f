"""How well countries are governed: political stability of the World Bank on the scales that methods use.

The estimate runs from −2.5 (worst) to 2.5 (best). GeoPolRisk takes ``(2.5 − estimate) / 5`` from 0 (best) to
1 (worst), the European form the same times ten. The Commission averages the six dimensions of the World
Bank; for want of the other five in a form that may be passed on, the shipped table holds political stability
alone, and every indicator built on it says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property

import polars as pl

from didymium.case.case import Case
from didymium.evidence.evidence import Evidence
from didymium.indicators.criticality.geopolrisk import UNKNOWN_INSTABILITY
from didymium.indicators.criticality.reference import reference_table

WORST, BEST = -2.5, 2.5
EUROPEAN_SCALE = 10.0
"""Governance weight of the worst governed country in the European form."""
SOURCE = "wgi_political_stability"
REST_OF_THE_UNION = "EUX"
EUROPEAN_UNION = frozenset({
    "AUT", "BEL", "BGR", "HRV", "CYP", "CZE", "DNK", "EST", "FIN", "FRA", "DEU", "GRC", "HUN", "IRL", "ITA",
    "LVA", "LTU", "LUX", "MLT", "NLD", "POL", "PRT", "ROU", "SVK", "SVN", "ESP", "SWE",
})  # fmt: skip
"""Members since 2020."""
DIMENSION = "political stability alone stands for the mean of six dimensions"


def instability(estimate: float) -> float:
    """Return an estimate as instability from 0 (best) to 1 (worst), cut off at both ends."""
    return min(max((BEST - estimate) / (BEST - WORST), 0.0), 1.0)


@dataclass(frozen=True)
class Governance:
    """Political stability by country and year.

    ``parts`` are regions of a case that stand for several countries, with their countries: they have the
    plain mean of those that have a value.
    """

    estimates: Mapping[tuple[str, int], float]
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def estimate(self, region: str, year: int) -> float | None:
        """Return the estimate of a year, or of the latest year before it; None if there is none."""
        if region in self.parts:
            return self._mean(self.parts[region], year)
        years = [known for known in self._years.get(region, ()) if known <= year]
        return self.estimates[region, max(years)] if years else None

    @cached_property
    def _years(self) -> Mapping[str, tuple[int, ...]]:
        found: dict[str, list[int]] = {}
        for region, year in self.estimates:
            found.setdefault(region, []).append(year)
        return {region: tuple(years) for region, years in found.items()}

    def _mean(self, countries: Iterable[str], year: int) -> float | None:
        found = [value for name in countries if (value := self.estimate(name, year)) is not None]
        return sum(found) / len(found) if found else None

    def instability(self, region: str, year: int) -> float | None:
        """Return instability from 0 to 1, None if unknown."""
        found = self.estimate(region, year)
        return None if found is None else instability(found)

    def weights(self, regions: Iterable[str], year: int) -> tuple[dict[str, float], tuple[str, ...]]:
        """Return instability from 0 to 1 of every region, and the regions for which it is not known: they
        get 0.5, the middle, as GeoPolRisk has it.
        """
        known = {region: self.instability(region, year) for region in regions}
        unknown = tuple(sorted(region for region, value in known.items() if value is None))
        return {name: UNKNOWN_INSTABILITY if v is None else v for name, v in known.items()}, unknown


@cache
def shipped_governance() -> Governance:
    """Return the shipped table of the World Bank."""
    rows = reference_table("governance").select("region", "year", "estimate").iter_rows()
    return Governance({(region, year): value for region, year, value in rows})


def governance_of(case: Case | None, evidence: Evidence | None = None) -> Governance:
    """Return the shipped governance with what evidence adds (facts of ``political_stability``, which go
    before the shipped figures) and, of a case, its regions that stand for several countries.

    ``EUX`` is the members of the European Union that are no region of the case.
    """
    found = evidence if evidence is not None else case.evidence if case is not None else None
    estimates = {**shipped_governance().estimates, **_of_evidence(found)}
    regions = {row.region for row in case.regions} if case is not None else set()
    rest = tuple(sorted(EUROPEAN_UNION - regions))
    return Governance(estimates, {REST_OF_THE_UNION: rest} if REST_OF_THE_UNION in regions else {})


def _of_evidence(evidence: Evidence | None) -> dict[tuple[str, int], float]:
    if evidence is None:
        return {}
    facts = evidence.corrected.filter(pl.col("measure") == "political_stability")
    return {
        (subject, start.year): number
        for subject, start, number in facts.select("subject", "start", "number").iter_rows()
        if number is not None
    }
