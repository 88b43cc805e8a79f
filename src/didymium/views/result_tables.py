"""Tables of results for pages and the terminal: cells as text, in the words of a language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from didymium.indicators.roles import critical_materials
from didymium.views.run_view import ScenarioRun
from didymium.views.sentences import CALM, critical_shortages, home_stocks, kind_of, period_of
from didymium.views.wording import Words, as_date, number

Record = Mapping[str, Any]
QuantityCell = Callable[[str, float | None], str]
"""Writes a cell from a material and tonnes of it."""

LEAST_USD = 1000.0
"""Instruments that moved less money are left out of tables."""
UNMOVED = 0.005
"""Peaks this near to the base price have no date worth naming."""


@dataclass(frozen=True)
class Table:
    """A table of text; ``right`` are the columns of numbers, ``links`` the address of a row's first cell,
    if any.
    """

    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: frozenset[int] = frozenset()
    note: str = ""

    def pick(self, columns: Sequence[int]) -> Table:
        """Return the table with only some columns, in the order given."""
        headers = tuple(self.headers[column] for column in columns)
        rows = tuple(tuple(row[column] for column in columns) for row in self.rows)
        right = frozenset(place for place, column in enumerate(columns) if column in self.right)
        return Table(self.title, headers, rows, right, self.note)


def message_table(
    words: Words,
    prefix: str,
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    right: Sequence[str] = (),
    note: str = "",
) -> Table:
    """Build a table whose title and columns are messages (``PREFIX.table.…``, ``PREFIX.column.…``); ``right``
    names the columns of numbers.
    """
    headers = tuple(words(f"{prefix}.column.{column}") for column in columns)
    places = frozenset(columns.index(column) for column in right)
    shown = tuple(tuple(row) for row in rows)
    return Table(words(f"{prefix}.table.{title}"), headers, shown, places, note)


def table_of(
    words: Words,
    title: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    right: Sequence[str] = (),
    note: str = "",
) -> Table:
    """Build a table whose columns are labels of the catalogue; ``right`` names those that hold numbers."""
    headers = tuple(words(f"label.{column}") for column in columns)
    places = frozenset(columns.index(column) for column in right)
    return Table(words(title), headers, tuple(tuple(row) for row in rows), places, note)


def price_table(words: Words, run: ScenarioRun, materials: Sequence[str] | None = None) -> Table:
    """Peaks of the critical materials in the members shown, beside the exporter's own; in a column of their
    own the units, if any material has one.
    """
    prices = [
        row for row in run.outcome.summary["prices"] if materials is None or row["material"] in materials
    ]
    whens = [_when(words, run, row) for row in prices]
    return peaks_table(words, prices, whens)


def peaks_table(words: Words, prices: Sequence[Record], whens: Sequence[str] | None = None) -> Table:
    """Base and peak prices of a summary; in a column of their own the units, if any material has one."""
    in_units = words.in_units("price", (row["material"] for row in prices))
    rows = [
        (
            words.material(row["material"]),
            words.region(row["region"]),
            *((words.price_unit(row["material"]),) if in_units else ()),
            words.price_number(row["base_usd_per_kg"], row["material"]),
            words.price_number(row["peak_usd_per_kg"], row["material"]),
            words.multiple(row["multiple"]) if row["multiple"] else "–",
            *((whens[place],) if whens is not None else ()),
        )
        for place, row in enumerate(prices)
    ]
    unit = ("unit", "base_read", "peak_read") if in_units else ("base_price", "peak_price")
    columns = ("material", "region", *unit, "multiple", *(("when",) if whens is not None else ()))
    return table_of(words, "report.table_prices", columns, rows, (*unit[-2:], "multiple"))


def tonnes_column(words: Words, column: str, materials: Iterable[str]) -> tuple[str, QuantityCell]:
    """Return the name of a column of tonnes, and how its cells are written: bare numbers under a heading that
    says tonnes, or quantities each in its unit, if any of the materials has one.
    """
    if words.in_units("quantity", materials):
        return f"{column}_read", lambda material, t: "–" if t is None else words.quantity(material, t)
    return column, lambda material, t: number(t)


def _when(words: Words, run: ScenarioRun, row: Record) -> str:
    if row["no_supply_from"]:
        return words("word.no_supply", date=period_of(words, run, row["no_supply_from"]))
    if abs((row["multiple"] or 0.0) - 1.0) < UNMOVED:
        return "–"
    return period_of(words, run, row["date"])


def short_table(
    words: Words, run: ScenarioRun, most: int | None = None, *, critical_only: bool = False
) -> Table:
    """Who of the members shown is short of what, from when, how badly, until when."""
    found = critical_shortages(words.case, run) if critical_only else home_shortages(run)
    missing, quantity = tonnes_column(words, "missing", (row["material"] for row in found))
    rows = [
        (
            words.region(row["region"]),
            words.sector(row["sector"]),
            words.material(row["material"]),
            period_of(words, run, row["from"]),
            period_of(words, run, row["until"]) if row["until"] else words("word.still"),
            words.percent(1 - row["worst_share"]),
            quantity(row["material"], row["missing_t"]),
            survive_text(words, row["survive_days"]),
        )
        for row in found[:most]
    ]
    columns = ("region", "sector", "material", "from", "until", "worst", missing, "survive")
    return table_of(words, "report.table_short", columns, rows, ("worst", missing, "survive"))


def home_shortages(run: ScenarioRun) -> list[Record]:
    """Return the shortages of all materials in the members shown, the earliest first."""
    homes = run.outcome.summary["home_regions"]
    return [row for row in run.outcome.summary["first_shortages"] if row["region"] in homes]


def survive_text(words: Words, days: int | None) -> str:
    """Say a time to survive."""
    if days is None:
        return "–"
    return words.days(days) if days else words("word.at_once")


def stock_table(words: Words, run: ScenarioRun) -> Table:
    """Stocks of critical materials in the members shown: days at the start, days at the lowest, and when."""
    stocks = home_stocks(words.case, run)
    lowest, quantity = tonnes_column(words, "lowest_t", (row["material"] for row in stocks))
    rows = [
        (
            words.material(row["material"]),
            words.region(row["region"]),
            kind_of(words, row["kind"]),
            number(row["first_days"], 2),
            number(row["lowest_days"], 2),
            quantity(row["material"], row["lowest_t"]),
            period_of(words, run, row["date"]),
        )
        for row in stocks
    ]
    columns = ("material", "region", "holder", "first_days", "lowest_days", lowest, "when")
    return table_of(words, "report.table_stocks", columns, rows, ("first_days", "lowest_days", lowest))


def loss_table(words: Words, run: ScenarioRun) -> Table:
    """Losses of the members shown by sector, in plain units."""
    summary = run.outcome.summary
    rows = [
        (
            words.region(row["region"]),
            words.sector(row["sector"]),
            number(row["missing_t"]),
            _unit_of(words, row["sector"]),
            number(row["units"], 2),
            words.money(row["value_added_usd"]) if row["value_added_usd"] is not None else "–",
            number(row["jobs"], 2),
        )
        for row in summary["losses"]
        if row["region"] in summary["home_regions"]
    ]
    columns = ("region", "sector", "missing", "unit", "units", "value_added", "jobs")
    return table_of(words, "report.table_losses", columns, rows, ("missing", "units", "value_added", "jobs"))


def _unit_of(words: Words, sector: str) -> str:
    units = {row.sector: row.unit_in(words.language) for row in words.case.sectors}
    return units.get(sector) or "–"


def customs_table(words: Words, run: ScenarioRun) -> Table:
    """Predicted and reported tonnes by series and period, with the error, and a line of totals for each
    series.
    """
    summary = run.outcome.summary
    rows = []
    for total in summary["customs_totals"]:
        name = words.series(total["series"])
        of_series = [row for row in summary["customs"] if row["series"] == total["series"]]
        rows += [_customs_row(words, name, _dates(words, row), row) for row in of_series]
        rows.append(_customs_row(words, name, words("label.total"), total))
    columns = ("series", "period", "predicted", "base_run", "reported", "error")
    return table_of(words, "report.customs", columns, rows, ("predicted", "base_run", "reported", "error"))


def _dates(words: Words, row: Record) -> str:
    first, after = as_date(row["from"]), as_date(row["until"]) + dt.timedelta(days=1)
    return words.period(first, {first: after})


def _customs_row(words: Words, name: str, period: str, row: Record) -> tuple[str, ...]:
    error = "–" if row["error_share"] is None else words.signed(row["error_share"])
    return name, period, number(row["predicted_t"]), number(row["base_t"]), number(row["reported_t"]), error


def customs_totals_table(words: Words, run: ScenarioRun) -> Table:
    """Totals of each series: predicted, reported, error, and what the periods miss on average."""
    rows = [
        (
            words.series(row["series"]),
            str(row["periods"]),
            number(row["predicted_t"]),
            number(row["reported_t"]),
            "–" if row["error_share"] is None else words.signed(row["error_share"]),
            "–"
            if row["mean_absolute_error_share"] is None
            else words.percent(row["mean_absolute_error_share"]),
        )
        for row in run.outcome.summary["customs_totals"]
    ]
    columns = ("series", "count_periods", "predicted", "reported", "error", "miss")
    return table_of(words, "report.customs", columns, rows, columns[1:])


def scenario_table(words: Words, runs: Sequence[ScenarioRun]) -> Table:
    """All scenarios side by side: highest price peaks, first shortage, loss by member."""
    rows = [
        (run.scenario.title, _peaks(words, run), _first_short(words, run), _member_losses(words, run))
        for run in runs
    ]
    columns = ("scenario", "peak", "first_short", "loss_by_member")
    return table_of(words, "report.scenarios", columns, rows, note=words("note.scenarios"))


def _peaks(words: Words, run: ScenarioRun, most: int = 3) -> str:
    summary = run.outcome.summary
    homes = [row for row in summary["prices"] if row["region"] in summary["home_regions"] and row["multiple"]]
    highest: dict[str, Record] = {}
    for row in sorted(homes, key=lambda row: -row["multiple"]):
        highest.setdefault(row["material"], row)
    shown = [row for row in highest.values() if row["multiple"] > CALM][:most]
    parts = [
        f"{words.material(row['material'])} {words.multiple(row['multiple'])} ({words.region(row['region'])})"
        for row in shown
    ]
    return "; ".join(parts) or "–"


def _first_short(words: Words, run: ScenarioRun) -> str:
    rows = critical_shortages(words.case, run)
    if not rows:
        return words("word.none")
    row = rows[0]
    user = f"{words.sector(row['sector'])}, {words.region(row['region'])}"
    return f"{user}: {words.material(row['material'])} ({period_of(words, run, row['from'])})"


def _member_losses(words: Words, run: ScenarioRun) -> str:
    parts = []
    for row in run.outcome.summary["losses_by_member"]:
        if row["missing_t"] > 0:
            value = row["value_added_usd"]
            money = "" if value is None else f", {words.money(value)}"
            parts.append(f"{words.region(row['region'])} {_missing(words, row['goods'])}{money}")
    return "; ".join(parts) or words("word.none")


def key_materials(words: Words, run: ScenarioRun, most: int) -> list[str]:
    """Return the critical materials whose prices rise most in the members shown, in the case's order."""
    homes = run.outcome.summary["home_regions"]
    peaks: dict[str, float] = {}
    for row in run.outcome.summary["prices"]:
        if row["region"] in homes:
            peaks[row["material"]] = max(peaks.get(row["material"], 0.0), row["multiple"] or 0.0)
    largest = sorted(peaks, key=lambda material: -peaks[material])[:most]
    return [material for material in critical_materials(words.case) if material in largest]


_WITHOUT_MONEY = ("delivered", "first refusal")
"""Items of measures that are shown for their tonnes."""


def measures_table(words: Words, run: ScenarioRun) -> Table:
    """What instruments charged (positive) and paid (negative), by region: mean rate, tonnes, money."""
    found: dict[tuple[str, str, str, str], list[float]] = {}
    for row in run.outcome["measures"].iter_rows(named=True):
        key = row["instrument"].replace("_", " "), row["item"], row["region"], row["material"]
        total = found.setdefault(key, [0.0, 0.0])
        total[0] += row["t"] or 0.0
        total[1] += row["usd"]
    rows = [
        (
            instrument,
            words(f"item.{item.replace(' ', '_')}"),
            words.region(region) if region else "",
            words.material(material) if material else "",
            number(usd / tonnes / 1e3) if tonnes and usd else "–",
            number(tonnes) if tonnes else "–",
            number(usd / 1e6) if usd else "–",
        )
        for (instrument, item, region, material), (tonnes, usd) in sorted(found.items())
        if abs(usd) >= LEAST_USD or item in _WITHOUT_MONEY
    ]
    columns = ("instrument", "paid_as", "region", "material", "rate", "charged_t", "money")
    return table_of(words, "term.measures", columns, rows, ("rate", "charged_t", "money"))


def _missing(words: Words, goods: Sequence[Record]) -> str:
    """Say what is missing: bare where it is of one kind, else of what most first."""
    if len(goods) == 1:
        return words.quantity(goods[0]["goods"], goods[0]["missing_t"])
    return words.listed([words.goods(row["goods"], row["missing_t"]) for row in goods])
