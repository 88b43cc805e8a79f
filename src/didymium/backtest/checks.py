"""A backtest beside its case: every name is there, and so is something to hold each series against."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from didymium.backtest.actuals import against_quotes_of, observed_of, points_of, quotes_of, reference_of
from didymium.backtest.definition import (
    UNITS,
    Bar,
    BetweenBar,
    Definition,
    ExportsSeries,
    FirstShortSeries,
    ImportShareSeries,
    InsideBar,
    PriceRatioSeries,
    PriceSeries,
    Quotes,
    Series,
    WithinBar,
)
from didymium.case.case import Case
from didymium.case.names import Names, Target, names_of
from didymium.files.suggestion import did_you_mean
from didymium.files.wording import Finding, Path
from didymium.scenario.checks import check_begin
from didymium.scenario.reading import list_instruments, list_scenarios


def check_definition(case: Case, definition: Definition) -> list[Finding]:
    """Return everything in a definition that disagrees with itself or with the case."""
    found = [*_run(case, definition), *_same_names(definition)]
    names = names_of(case)
    for number, series in enumerate(definition.series):
        path = ("series", number)
        own = [*_named(names, series, path), *_told(case, series, path)]
        found += own or list(_points(case, series, path))
    for number, bar in enumerate(definition.bar):
        found += _bar(case, definition, bar, ("bar", number))
    return found


def _run(case: Case, definition: Definition) -> Iterator[Finding]:
    scenarios = list_scenarios(case)
    if definition.scenario not in (*scenarios, *list_instruments(case)):
        message = f"is no scenario of {case.settings.name}"
        yield Finding(
            ("scenario",), message, definition.scenario, did_you_mean(definition.scenario, scenarios)
        )
    if definition.begin is not None:
        yield from check_begin(case, definition.begin)
    profiles = case.settings.profiles
    if definition.profile is not None and definition.profile not in profiles:
        message = "is not among the profiles of case.toml"
        yield Finding(("profile",), message, definition.profile, did_you_mean(definition.profile, profiles))


def _same_names(definition: Definition) -> Iterator[Finding]:
    seen: set[str] = set()
    for number, series in enumerate(definition.series):
        if series.name in seen:
            message = "is the name of an earlier series"
            yield Finding(("series", number, "name"), message, series.name, "give it another name")
        seen.add(series.name)


def _named(names: Names, series: Series, path: Path) -> Iterator[Finding]:
    """Yield the names of a series that the case does not know."""
    for keys, target, name in _references(series):
        if problem := names.problem(target, name, "", None, None):
            yield Finding((*path, *keys), problem.message, name, problem.remedy)


def _references(series: Series) -> Iterator[tuple[Path, Target, str]]:
    for key, target in _TARGETS.items():
        value = getattr(series, key, ())
        for name in (value,) if isinstance(value, str) else value:
            if name != "all":
                yield (key,), target, name
    if isinstance(series, PriceSeries | PriceRatioSeries):
        yield ("region",), Target.REGION, series.region
    if isinstance(series, ImportShareSeries):
        yield ("region",), Target.REGION_OR_CLUB, series.region
    for key in ("quotes", "against_quotes"):
        quotes = getattr(series, key, None)
        if isinstance(quotes, Quotes):
            yield (key, "material"), Target.MATERIAL, quotes.material
            yield (key, "region"), Target.REGION, quotes.region


_TARGETS = {
    "material": Target.MATERIAL,
    "against_region": Target.REGION,
    "materials": Target.MATERIAL_OR_GROUP,
    "origins": Target.REGION_OR_CLUB,
    "regions": Target.REGION_OR_CLUB,
    "sectors": Target.SECTOR,
    "processes": Target.PROCESS,
}


def _told(case: Case, series: Series, path: Path) -> Iterator[Finding]:
    """Yield what is wrong with the unit, the dates, and where it stands what happened."""
    units = UNITS[series.quantity]
    if series.unit not in units:
        message = f"is no unit for {series.quantity}"
        yield Finding((*path, "unit"), message, series.unit, f"write {' or '.join(units)}")
    else:
        yield from _reference(series, path)
    yield from _dates(series, path)
    if isinstance(series, PriceSeries | PriceRatioSeries):
        yield from _price_sides(series, path)
        yield from _traded(case, series, path)
    if isinstance(series, ExportsSeries):
        known = {row.series for row in case.observed}
        yield from _known_series(path, "observed", series.observed, known, "observed.csv")
        if len({(row.material, row.origin, row.destinations) for row in observed_of(case, series)}) > 1:
            message = "is of several materials or places in observed.csv"
            yield Finding((*path, "observed"), message, series.observed, "give each a series of its own")
    elif series.history is not None:
        known = {row.series for row in case.history}
        yield from _known_series(path, "history", series.history, known, "history.csv")
        yield from _history_unit(case, series, series.history, path)


def _dates(series: Series, path: Path) -> Iterator[Finding]:
    if series.reference is not None and series.reference[1] < series.reference[0]:
        message = f"ends before it begins, {series.reference[0]}"
        yield Finding((*path, "reference"), message, str(series.reference[1]))
    if series.from_ and series.until and series.until < series.from_:
        yield Finding((*path, "until"), f"is before from, {series.from_}", str(series.until))


def _reference(series: Series, path: Path) -> Iterator[Finding]:
    """Yield that a unit lacks its reference, or has no use for one."""
    if series.reference is not None and series.unit != "multiple":
        message = f"is of no use with the unit {series.unit}"
        yield Finding((*path, "reference"), message, remedy='write unit = "multiple", or leave it out')
    if series.reference is None and series.unit == "multiple" and not isinstance(series, PriceRatioSeries):
        remedy = "write reference = [2025-01-01, 2025-03-31]: the days whose mean is 1"
        yield Finding((*path, "reference"), "is missing: a multiple of what?", remedy=remedy)


def _price_sides(series: PriceSeries | PriceRatioSeries, path: Path) -> Iterator[Finding]:
    if (series.quotes is None) == (series.history is None):
        message = "is missing" if series.quotes is None else "stands beside history"
        remedy = 'say what happened: quotes = {material = "…", region = "…"}, or history = "…"'
        yield Finding((*path, "quotes"), message, remedy=remedy)
    if isinstance(series, PriceRatioSeries) and (series.quotes is None) != (series.against_quotes is None):
        message = "is missing" if series.against_quotes is None else "stands without quotes"
        remedy = "a ratio needs quotes above and below the line"
        yield Finding((*path, "against_quotes"), message, remedy=remedy)


def _traded(case: Case, series: PriceSeries | PriceRatioSeries, path: Path) -> Iterator[Finding]:
    """Yield regions in which nobody of the case makes, ships, uses or stores the material: it has no price
    there.
    """
    regions = regions_that_trade(case, series.material)
    for key in ("region", "against_region"):
        region = getattr(series, key, None)
        if regions and region in {row.region for row in case.regions} - regions:
            message = f"has no market for {series.material} in this case"
            yield Finding((*path, key), message, region, f"there is one in {', '.join(sorted(regions))}")


def regions_that_trade(case: Case, material: str) -> set[str]:
    """Return the regions in which anybody of the case makes, ships, uses or stores a material."""
    with_it = {row.process for row in case.coefficients if row.material == material}
    found = {row.region for row in case.plants if row.process in with_it}
    found |= {
        region for row in case.routes if row.material == material for region in (row.origin, row.destination)
    }
    instead = {row.from_material for row in case.substitutes if row.to_material == material}
    found |= {row.region for row in case.demands if row.material == material or row.material in instead}
    return found | {row.region for row in case.holdings if row.material == material}


def _known_series(path: Path, key: str, name: str, known: set[str], file: str) -> Iterator[Finding]:
    if name not in known:
        remedy = did_you_mean(name, known) or f"add its rows to {file}"
        yield Finding((*path, key), f"is no series of {file}", name, remedy)


def _history_unit(case: Case, series: Series, name: str, path: Path) -> Iterator[Finding]:
    found = next((row.unit for row in case.history if row.series == name), None)
    raw = {"price": "usd_per_kg", "output": "t", "use": "t"}.get(series.quantity)
    allowed = {series.unit, raw} if series.unit == "multiple" else {series.unit}
    if found is not None and found not in allowed:
        message = f"is in {found} in history.csv"
        remedy = f"this series needs {' or '.join(sorted(unit for unit in allowed if unit))}"
        yield Finding((*path, "history"), message, name, remedy)


def _points(case: Case, series: Series, path: Path) -> Iterator[Finding]:
    """Yield that there is nothing to hold a series against, or nothing to divide it by."""
    if isinstance(series, PriceSeries | PriceRatioSeries):
        lacking = [
            (key, quotes)
            for key, quotes in (("quotes", series.quotes), ("against_quotes", against_quotes_of(series)))
            if quotes is not None and not quotes_of(case, quotes)
        ]
        for key, quotes in lacking:
            yield _no_quotes(case, quotes, (*path, key))
        if lacking:
            return
    if series.reference is not None and reference_of(case, series) is None:
        message = "holds nothing of what happened wholly within its days"
        first, last = series.reference
        remedy = "widen it, or choose days that a row states"
        yield Finding((*path, "reference"), message, f"{first} – {last}", remedy)
    elif not points_of(case, series):
        message = "leaves no point to score"
        yield Finding((*path, "from" if series.from_ else "name"), message, series.name, _spans(case, series))


def _no_quotes(case: Case, quotes: Quotes, path: Path) -> Finding:
    beside = quotes_of(case, quotes.model_copy(update={"market": ()}))
    markets = sorted({row.market for row in beside})
    if not markets:
        message = f"has no row in prices.csv for region {quotes.region}"
        others = sorted({row.region for row in case.prices if row.material == quotes.material})
        remedy = f"there are quotes for {', '.join(others)}" if others else "add its rows to prices.csv"
        return Finding((*path, "material"), message, quotes.material, remedy)
    message = f"is no market of {quotes.material} in {quotes.region}"
    wrong = next(iter(quotes.markets), "")
    remedy = did_you_mean(wrong, markets) or f"there are: {'; '.join(markets)}"
    return Finding((*path, "market"), message, wrong, remedy)


def _spans(case: Case, series: Series) -> str | None:
    everything = points_of(case, series.model_copy(update={"from_": None, "until": None}))
    if not everything:
        return "give it quotes that are not all for calibration or part of the reference"
    first, last = min(one.from_ for one in everything), max(one.until for one in everything)
    return f"what happened is known from {first} to {last}"


def _bar(case: Case, definition: Definition, bar: Bar, path: Path) -> Iterator[Finding]:
    known = [series.name for series in definition.series]
    for name in bar.series:
        if name not in known:
            message = "is no series of this file"
            yield Finding((*path, "series"), message, name, did_you_mean(name, known))
    if bar.from_ and bar.until and bar.until < bar.from_:
        yield Finding((*path, "until"), f"is before from, {bar.from_}", str(bar.until))
    if isinstance(bar, BetweenBar | InsideBar) and bar.high < bar.low:
        yield Finding((*path, "high"), f"is below low, {bar.low:g}", f"{bar.high:g}")
    if isinstance(bar, WithinBar):
        yield from _reachable(case, definition, bar, path)
    elif any(isinstance(one, FirstShortSeries) for one in _of(definition, bar.series)) and bar.test in (
        "between", "inside",
    ):  # fmt: skip
        message = "holds against limits what a period has, and days until something is short are of none"
        yield Finding((*path, "test"), message, bar.test, "write at_most or at_least")


def _reachable(case: Case, definition: Definition, bar: WithinBar, path: Path) -> Iterator[Finding]:
    for series in _of(definition, bar.series):
        if _named_is_known(case, series):
            there = len([one for one in points_of(case, series) if lies_in(one.from_, one.until, bar)])
            if there < bar.at_least:
                message = f"is more points than {series.name} has in these days, {there}"
                yield Finding((*path, "at_least"), message, str(bar.at_least), "ask for fewer, or widen it")


def lies_in(first: dt.date, last: dt.date, bar: Bar) -> bool:
    """Say whether a point lies wholly in the window of a bar."""
    return (bar.from_ is None or first >= bar.from_) and (bar.until is None or last <= bar.until)


def _named_is_known(case: Case, series: Series) -> bool:
    return not [*_named(names_of(case), series, ()), *_told(case, series, ())]


def _of(definition: Definition, names: Sequence[str]) -> list[Series]:
    """Return the series of some names; of several with one name the first."""
    first = {series.name: series for series in reversed(definition.series)}
    return [first[name] for name in dict.fromkeys(names) if name in first]
