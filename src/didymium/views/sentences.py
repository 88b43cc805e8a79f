"""The summary of a run in full sentences, composed from the tables that ``summarise`` condensed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from didymium.case.case import Case
from didymium.case.counted import counted_goods
from didymium.evidence.provenance import Kind
from didymium.indicators.roles import critical_materials
from didymium.indicators.spans import spans_of_outcome
from didymium.views.run_view import ScenarioRun
from didymium.views.sources_view import assumed_figures, figure_counts
from didymium.views.wording import Words, as_date, number

CALM = 1.05
"""Price multiples up to this are not worth a sentence."""
EMPTY_DAYS = 0.5
"""A stock with less than half a day of use left is used up."""
DRAWN = 0.9
"""A stock that keeps more than this part of its first level is hardly touched."""
SAID = 3
"""Sectors named for each region; the tables hold the rest."""

Record = Mapping[str, Any]


MOST_DRIFTING = 3


def horizon_sentences(words: Words, run: ScenarioRun) -> list[str]:
    """Say how far the run looks, and where its prices leave the base year's without any event."""
    said = []
    periods = run.outcome.manifest.get("periods") or []
    if periods:
        last = as_date(periods[-1]) - dt.timedelta(days=1)
        said.append(words("say.horizon", first=words.date(periods[0]), last=words.date(last)))
    return [*said, *drift_sentences(words, run.outcome.summary.get("base_drift") or [])]


def drift_sentences(words: Words, drift: Sequence[Record]) -> list[str]:
    """Say where prices without any event leave those of the base year; nothing where none does."""
    if not drift:
        return []
    items = [_drift_item(words, row) for row in drift[:MOST_DRIFTING]]
    return [words("say.drift", count=len(drift), list=words.listed(items))]


def _drift_item(words: Words, row: Record) -> str:
    names = {"material": words.inside(words.material(row["material"])), "region": words.place(row["region"])}
    figures = ("lowest_usd_per_kg", "highest_usd_per_kg", "base_year_usd_per_kg")
    low, high, base = (number(row[name]) for name in figures)
    return words("say.drift_item", **names, low=low, high=high, base=base)


def short_sentences(words: Words, run: ScenarioRun) -> list[str]:
    """Say for each member shown who is short of what first, from when to when, and which sectors miss
    most.
    """
    return [_short_in(words, run, region) for region in run.outcome.summary["home_regions"]]


def critical_shortages(case: Case, run: ScenarioRun) -> list[Record]:
    """Return the shortages of critical materials in the members shown, the earliest first."""
    homes, materials = run.outcome.summary["home_regions"], critical_materials(case)
    rows = run.outcome.summary["first_shortages"]
    return [row for row in rows if row["region"] in homes and row["material"] in materials]


def _short_in(words: Words, run: ScenarioRun, region: str) -> str:
    rows = [row for row in critical_shortages(words.case, run) if row["region"] == region]
    if not rows:
        return words.sentence("say.not_short", region=words.place(region))
    first, sectors = _short(words, run, rows[0]), {row["sector"] for row in rows}
    return f"{first} {_worst(words, rows, len(sectors))}" if len(sectors) > 1 else first


def _short(words: Words, run: ScenarioRun, row: Record) -> str:
    fields = {
        "sector": words.inside(words.sector(row["sector"])),
        "region": words.place(row["region"]),
        "material": words.inside(words.material(row["material"])),
        "date": period_of(words, run, row["from"]),
        "percent": words.percent(1 - row["worst_share"]),
    }
    if row["until"] is None:
        return words.sentence("say.short_open", **fields)
    return words.sentence("say.short", until=period_of(words, run, row["until"]), **fields)


def _worst(words: Words, rows: Sequence[Record], count: int) -> str:
    largest: dict[str, Record] = {}
    for row in sorted(rows, key=lambda row: -(row["missing_usd"] or 0.0)):
        largest.setdefault(row["sector"], row)
    items = [
        words(
            "say.short_item",
            sector=words.inside(words.sector(row["sector"])),
            percent=words.percent(1 - row["worst_share"]),
            material=words.inside(words.material(row["material"])),
        )
        for row in list(largest.values())[:SAID]
    ]
    return words.sentence("say.short_worst", count=count, list=words.listed(items))


def price_sentences(words: Words, run: ScenarioRun) -> list[str]:
    """Say for each critical material where it peaks and how high, and what it costs inside the exporter
    then.
    """
    summary = run.outcome.summary
    homes = [row for row in summary["prices"] if row["region"] in summary["home_regions"]]
    by_material: dict[str, list[Record]] = {}
    for row in homes:
        by_material.setdefault(row["material"], []).append(row)
    said = [text for rows in by_material.values() for text in _price(words, run, rows)]
    highest = max((row["multiple"] or 0.0 for row in homes), default=0.0)
    if said:
        return [*said, words("say.price_basis")]
    if not homes:
        return []
    return [words.sentence("say.price_calm", percent=words.percent(max(highest - 1.0, 0.01)))]


def _price(words: Words, run: ScenarioRun, rows: Sequence[Record]) -> list[str]:
    material = words.inside(words.material(rows[0]["material"]))
    said = []
    lost = [row for row in rows if row["no_supply_from"]]
    if lost:
        items = [_place_item(words, run, row) for row in lost]
        said.append(words.sentence("say.no_supply", material=material, list=words.listed(items)))
    high = sorted((row for row in rows if (row["multiple"] or 0.0) > CALM), key=lambda row: -row["multiple"])
    if not high:
        return said
    items = [_price_item(words, run, row) for row in high[:SAID]]
    fields = {"material": material, "list": words.listed(items)}
    inside = _price_inside(run, high[0])
    if inside is None:
        return [*said, words.sentence("say.price", **fields)]
    exporter = words.place(run.outcome.summary["exporter"])
    return [
        *said,
        words.sentence(
            "say.price_inside", exporter=exporter, inside=words.price(inside, rows[0]["material"]), **fields
        ),
    ]


def _price_inside(run: ScenarioRun, peak: Record) -> float | None:
    """Return the exporter's own price in the period of a peak."""
    exporter, first = run.outcome.summary["exporter"], as_date(peak["date"])
    found = run.outcome["prices"].filter(
        pl.col("region") == (exporter or ""),
        pl.col("material") == peak["material"],
        pl.col("period") == first,
    )
    return found["price_usd_per_kg"].item() if found.height == 1 else None


def _place_item(words: Words, run: ScenarioRun, row: Record) -> str:
    date = period_of(words, run, row["no_supply_from"])
    return words("say.no_supply_item", region=words.place(row["region"]), date=date)


def _price_item(words: Words, run: ScenarioRun, row: Record) -> str:
    return words(
        "say.price_item",
        region=words.place(row["region"]),
        price=words.price(row["peak_usd_per_kg"], row["material"]),
        period=period_of(words, run, row["date"]),
        multiple=words.multiple(row["multiple"]),
    )


def stock_sentences(words: Words, run: ScenarioRun) -> list[str]:
    """Say which stocks of critical materials the members shown use up or draw down, and what is assumed of
    them.
    """
    rows = home_stocks(words.case, run)
    if not rows:
        return [words("say.stock_none")]
    known = [row for row in rows if row["first_days"] is not None and row["lowest_days"] is not None]
    drawn = [row for row in known if row["first_t"] > 0 and row["lowest_t"] < DRAWN * row["first_t"]]
    said = []
    for place in dict.fromkeys((row["region"], row["kind"]) for row in drawn):
        here = [row for row in drawn if (row["region"], row["kind"]) == place]
        empty = [row for row in here if row["lowest_days"] < EMPTY_DAYS]
        said += _stocks(words, run, "say.stock_empty", sorted(empty, key=lambda row: row["date"]))
        said += _stocks(words, run, "say.stock", [row for row in here if row not in empty])
    return [*(said or [words("say.stock_untouched")]), *_stocks_assumed(words)]


def _stocks(words: Words, run: ScenarioRun, message: str, rows: Sequence[Record]) -> list[str]:
    if not rows:
        return []
    items = [
        words(
            f"{message}_item",
            material=words.inside(words.material(row["material"])),
            period=period_of(words, run, row["date"]),
            first=words.days(row["first_days"]),
            **({} if message == "say.stock_empty" else {"lowest": words.days(row["lowest_days"])}),
        )
        for row in rows
    ]
    region, kind = words.place(rows[0]["region"]), kind_of(words, rows[0]["kind"])
    return [words.sentence(message, region=region, kind=kind, list=words.listed(items))]


def _stocks_assumed(words: Words) -> list[str]:
    count, total = assumed_figures(words.case, "holdings", "level_t")
    return [words.sentence("say.stock_assumed", count=count, total=total)] if count else []


def home_stocks(case: Case, run: ScenarioRun) -> list[Record]:
    """Return the stocks of critical materials in the members shown, by member, materials in the case's
    order.
    """
    homes, materials = list(run.outcome.summary["home_regions"]), list(critical_materials(case))
    rows = [
        row
        for row in run.outcome.summary["stock_minima"]
        if row["region"] in homes and row["material"] in materials
    ]
    return sorted(
        rows, key=lambda row: (homes.index(row["region"]), materials.index(row["material"]), row["kind"])
    )


def loss_sentences(words: Words, run: ScenarioRun) -> list[str]:
    """Say what goes unmet in each member shown in plain units, and what these rest on."""
    return [*member_losses(words, run), *loss_remarks(words, run)]


def member_losses(words: Words, run: ScenarioRun, region: str | None = None) -> list[str]:
    """Say what goes unmet in each member shown, or in one of them, in plain units."""
    summary = run.outcome.summary
    return [
        _loss(words, row, summary["losses"])
        for row in summary["losses_by_member"]
        if row["missing_t"] > 0 and region in (None, row["region"])
    ]


def said_goods(words: Words, sector: str, tonnes: float) -> str:
    """Say tonnes of what counts in a sector, and what it is where that is of one kind."""
    name = counted_goods(words.case, [sector])
    return words.goods(name, tonnes) if name else words.tonnes(tonnes)


def loss_remarks(words: Words, run: ScenarioRun) -> list[str]:
    """Say where no intensity is known, and whether those that are known are assumed."""
    summary = run.outcome.summary
    members = [row for row in summary["losses_by_member"] if row["missing_t"] > 0]
    said = []
    if members and summary["losses_unknown"]:
        names = [words.inside(words.sector(sector)) for sector in summary["losses_unknown"]]
        said.append(words.sentence("say.loss_gap", sectors=words.listed(names)))
    if any(row["value_added_usd"] for row in members):
        assumed, _ = assumed_figures(words.case, "sectors", "value_added_usd_per_unit")
        said += [words.sentence("say.loss_assumed")] if assumed else []
    return said


def _loss(words: Words, member: Record, rows: Sequence[Record]) -> str:
    goods = [words.goods(row["goods"], row["missing_t"]) for row in member["goods"][:SAID]]
    fields = {"region": words.place(member["region"]), "goods": words.listed(goods)}
    counted = [row for row in rows if row["region"] == member["region"] and row["units"]]
    if not counted:
        return words.sentence("say.loss_unknown", **fields)
    counted = sorted(counted, key=lambda row: -(row["value_added_usd"] or 0.0))
    items = [_units(words, row) for row in counted[:SAID]]
    return " ".join([words.sentence("say.loss", list=words.listed(items), **fields), *_value(words, member)])


def _units(words: Words, row: Record) -> str:
    sector = words.inside(words.sector(row["sector"]))
    return words("say.loss_item", units=words.made(row["units"], row["sector"]), sector=sector)


def _value(words: Words, member: Record) -> list[str]:
    if not member["value_added_usd"]:
        return []
    money = words.money(member["value_added_usd"])
    if not member["jobs"]:
        return [words.sentence("say.loss_value", money=money)]
    return [words.sentence("say.loss_value_jobs", money=money, jobs=words.about(member["jobs"]))]


def customs_sentences(words: Words, run: ScenarioRun) -> list[str]:
    """Say how far off the run is from the longest reported series, and the totals of the others."""
    rows = [row for row in run.outcome.summary["customs_totals"] if row["error_share"] is not None]
    if not rows:
        return [words("say.customs_none")]
    longest = max(rows, key=lambda row: (row["periods"], row["reported_t"]))
    others = [
        words("say.customs_item", series=words.series(row["series"]), error=words.signed(row["error_share"]))
        for row in rows
        if row is not longest
    ]
    listed = [words.sentence("say.customs_others", list="; ".join(others))] if others else []
    return [_customs(words, longest), *listed]


def _customs(words: Words, row: Record) -> str:
    return words.sentence(
        "say.customs_high" if row["error_share"] >= 0 else "say.customs_low",
        series=words.series(row["series"]),
        predicted=words.tonnes(row["predicted_t"]),
        reported=words.tonnes(row["reported_t"]),
        percent=words.percent(abs(row["error_share"])),
        mean=words.percent(row["mean_absolute_error_share"]),
        base=words.percent(row["base_mean_absolute_error_share"]),
    )


def provenance_sentence(words: Words) -> str:
    """Say how many figures of the case are cited, derived and assumed; confidential ones do not count."""
    counts = figure_counts(words.case).values()
    by_kind = {kind: sum(count[kind] for count in counts) for kind in Kind}
    total = sum(by_kind.values())
    shares = {kind: words.percent(by_kind[kind] / total) if total else "–" for kind in Kind}
    return words.sentence(
        "say.provenance",
        total=f"{total:,}",
        cited=shares[Kind.CITED],
        derived=shares[Kind.DERIVED],
        assumed=shares[Kind.ASSUMED],
    )


def confidential_sentences(words: Words) -> list[str]:
    """Say how many confidential rows took part, if any."""
    rows = [key for key in words.case.confidential if key[0] != "sources"]
    return [words.sentence("say.confidential", count=len(rows))] if rows else []


def period_of(words: Words, run: ScenarioRun, first: str | None) -> str:
    """Say a period of a run by its first day."""
    return words.period(first, spans_of_outcome(run.outcome))


def kind_of(words: Words, kind: str) -> str:
    """Say the kind of a holder."""
    return words(f"word.{kind}") if kind in ("commercial", "public") else words("word.unknown")
