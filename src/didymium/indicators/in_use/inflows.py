"""What entered use in each year: history, base year, a run, and a growth after it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from didymium.case.case import Case
from didymium.indicators.spans import spans_of_outcome
from didymium.outcome.tables import Outcome

Use = tuple[str, str, str]
"""Sector, region in which goods are in use, material."""
HISTORY, BETWEEN, BASE, RUN, GROWTH = "history", "between", "base", "run", "growth"
"""What the inflow of a year rests on: a year given, years given before and after it, the base year, a run,
growth after the last year known."""


@dataclass(frozen=True)
class Inflows:
    """What enters use, tonnes by year; every year from the first to the last has a figure.

    ``grounds`` says of each year what it rests on; ``left_out`` names what sectors use and nobody knows the
    past or the lifetime of.
    """

    t: Mapping[Use, Mapping[int, float]]
    grounds: Mapping[int, str]
    left_out: tuple[tuple[str, str], ...] = field(default=())

    @property
    def years(self) -> tuple[int, ...]:
        """Every year, in order."""
        return tuple(sorted(self.grounds))


def inflows(
    case: Case, outcome: Outcome | None = None, until: int | None = None, growth_per_year: float | None = None
) -> Inflows:
    """Return what enters use from the first year of use_history.csv to ``until``.

    Between two years known use grows at a constant rate (on a straight line where one of them is zero).
    From a run come the years that it covers whole, what sectors were served; after the last year known use
    grows by ``growth_per_year`` (the case's if None). ``until`` None: the last year known.
    """
    known = _known(case, outcome)
    grounds = {year: ground for ground, points in known for by_year in points.values() for year in by_year}
    if not grounds:
        return Inflows({}, {}, tuple(_left_out(case)))
    last = max(max(grounds), until or 0)
    growth = case.settings.growth_per_year if growth_per_year is None else growth_per_year
    points: dict[Use, dict[int, float]] = defaultdict(dict)
    for _, found in known:
        for use, by_year in found.items():
            points[use].update(by_year)
    years = range(min(grounds), last + 1)
    after = max(grounds)
    told = {year: grounds.get(year, GROWTH if year > after else BETWEEN) for year in years}
    filled = {use: _filled(by_year, years, growth) for use, by_year in sorted(points.items())}
    return Inflows(filled, told, tuple(_left_out(case)))


_Known = tuple[str, Mapping[Use, Mapping[int, float]]]


def _known(case: Case, outcome: Outcome | None) -> list[_Known]:
    """Return what is known, with what it rests on: later entries of a year take the place of earlier ones."""
    followed = _followed(case)
    past = _history(case)
    if not past:
        return []
    found: list[_Known] = [(HISTORY, past)]
    found.append((BASE, _placed(case, _base_year(case), followed)))
    if outcome is not None:
        found.append((RUN, _placed(case, dict(served_by_year(outcome)), followed)))
    return found


def _base_year(case: Case) -> dict[tuple[str, str, str, int], float]:
    """Return the uses of the base year; none of a sector's material of which a region's use is unknown."""
    unknown = {(row.sector, row.material) for row in case.demands if row.base_t_per_year is None}
    return {
        (row.sector, row.region, row.material, case.settings.base_year): row.base_t_per_year
        for row in case.demands
        if row.base_t_per_year is not None and (row.sector, row.material) not in unknown
    }


def _followed(case: Case) -> set[tuple[str, str]]:
    """Return the sectors and materials whose past is known."""
    return {(row.sector, name) for row in case.past_uses for name in case.materials_of(row.material)}


def _left_out(case: Case) -> Iterator[tuple[str, str]]:
    """Name what is not followed though it is used: by sectors with a lifetime, or materials of which others'
    past is known.
    """
    followed = _followed(case)
    sectors, materials = {row.sector for row in case.lifetimes}, {name for _, name in followed}
    used = {(row.sector, row.material) for row in case.demands if row.base_t_per_year}
    for sector, material in sorted(used - followed):
        if sector in sectors or material in materials:
            yield sector, material


def _history(case: Case) -> dict[Use, dict[int, float]]:
    """Return the years given, groups spread over materials as in the base year, the world over places."""
    found: dict[Use, dict[int, float]] = defaultdict(dict)
    for row in case.past_uses:
        materials = _shares_of_materials(case, row.sector, case.materials_of(row.material))
        for material, share in materials.items():
            places = {row.region: 1.0} if row.region else places_of(case, row.sector, material)
            for region, place in places.items():
                found[row.sector, region, material][row.year] = row.t * share * place
    return found


def _shares_of_materials(case: Case, sector: str, materials: Iterable[str]) -> dict[str, float]:
    """Return how a sector's use in the base year is shared out among materials."""
    t = {
        material: sum(
            row.base_t_per_year or 0.0
            for row in case.demands
            if row.sector == sector and row.material == material
        )
        for material in materials
    }
    total = sum(t.values())
    return {material: part / total for material, part in t.items()} if total else {}


def places_of(case: Case, sector: str, material: str) -> dict[str, float]:
    """Return the shares of regions in a sector's goods of the world in use: those of use_places.csv, else
    where its makers used the material in the base year.
    """
    own = {row.region: row.share for row in case.use_places if row.sector == sector}
    stated = own or {row.region: row.share for row in case.use_places if row.sector is None}
    if stated:
        return {region: share for region, share in stated.items() if share}
    t = {
        row.region: row.base_t_per_year
        for row in case.demands
        if row.sector == sector and row.material == material and row.base_t_per_year
    }
    total = sum(t.values())
    return {region: part / total for region, part in t.items()}


def _placed(
    case: Case, made: Mapping[tuple[str, str, str, int], float], followed: set[tuple[str, str]]
) -> dict[Use, dict[int, float]]:
    """Return where goods end up in use, from where they were made; only what is followed."""
    traded = {row.sector for row in case.use_places}
    found: dict[Use, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    places: dict[tuple[str, str], dict[str, float]] = {}
    for (sector, maker, material, year), t in made.items():
        if (sector, material) not in followed:
            continue
        if sector in traded or None in traded:
            key = (sector, material)
            where = places.setdefault(key, places_of(case, sector, material))
        else:
            where = {maker: 1.0}
        for region, share in where.items():
            found[sector, region, material][year] += t * share
    return found


def served_by_year(outcome: Outcome) -> Iterator[tuple[tuple[str, str, str, int], float]]:
    """Return what sectors were served in each year that a run covers whole: sector, region, material, year,
    and tonnes. A period across New Year is shared out by days.
    """
    shares = shares_of_years(outcome)
    served = outcome["served"].join(shares, on="period").with_columns(t=pl.col("served_t") * pl.col("share"))
    summed = served.group_by("sector", "region", "material", "year").agg(pl.col("t").sum())
    for sector, region, material, year, t in summed.sort("sector", "region", "material", "year").iter_rows():
        yield (sector, region, material, year), t


def shares_of_years(outcome: Outcome) -> pl.DataFrame:
    """Return columns period, year and share: the share of a period's days in each year that the run covers
    whole.
    """
    rows = [
        (first, year, days / (after - first).days)
        for first, after in spans_of_outcome(outcome).items()
        for year, days in _days_by_year(first, after)
    ]
    table = pl.DataFrame(
        rows, schema={"period": pl.Date, "year": pl.Int64, "share": pl.Float64}, orient="row"
    )
    return table.filter(pl.col("year").is_in(whole_years(outcome)))


def whole_years(outcome: Outcome) -> list[int]:
    """Return the years of which a run covers every day."""
    days: dict[int, int] = defaultdict(int)
    for first, after in spans_of_outcome(outcome).items():
        for year, covered in _days_by_year(first, after):
            days[year] += covered
    return [year for year, covered in sorted(days.items()) if covered == _days_of(year)]


def _days_of(year: int) -> int:
    return (dt.date(year + 1, 1, 1) - dt.date(year, 1, 1)).days


def _days_by_year(first: dt.date, after: dt.date) -> Iterator[tuple[int, int]]:
    for year in range(first.year, after.year + 1):
        begin, end = max(first, dt.date(year, 1, 1)), min(after, dt.date(year + 1, 1, 1))
        if begin < end:
            yield year, (end - begin).days


def _filled(points: Mapping[int, float], years: range, growth: float) -> dict[int, float]:
    """Return a figure for every year: nothing before the first one given."""
    given = sorted(points)
    found = dict.fromkeys(range(years.start, given[0]), 0.0) | dict(points)
    for before, after in zip(given, given[1:], strict=False):
        for year in range(before + 1, after):
            found[year] = _between(points[before], points[after], (year - before) / (after - before))
    for year in range(given[-1] + 1, years.stop):
        found[year] = points[given[-1]] * (1.0 + growth) ** (year - given[-1])
    return {year: found[year] for year in years}


def _between(before: float, after: float, way: float) -> float:
    if before > 0 and after > 0:
        return float(before ** (1 - way) * after**way)
    return before * (1 - way) + after * way
