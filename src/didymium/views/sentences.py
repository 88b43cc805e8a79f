"""The summary of a run in full sentences, composed from the tables that :func:`summarise` condensed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from didymium.case.case import Case
from didymium.case.figures import figures_of
from didymium.evidence.provenance import Kind
from didymium.indicators.roles import critical_materials
from didymium.indicators.spans import spans_of_outcome
from didymium.views.run_view import ScenarioRun
from didymium.views.wording import Words, number

CALM = 1.02
"""Multiples up to this are not worth a sentence."""
EMPTY_DAYS = 0.5
"""A stock with less than half a day of use left is used up."""
DRAWN = 0.95
"""A stock that keeps more than this part of its first level is hardly touched."""
SAID = 3
"""Materials named for each region; the tables hold the rest."""

Record = Mapping[str, Any]


def short_sentences(words: Words, run: ScenarioRun) -> list[str]:
    """Say for each member shown who is short of what first, from when to when, and how many sectors are."""
    summary = run.outcome.summary
    return [
        sentence for region in summary["home_regions"] for sentence in _short_in(words, run, summary, region)
    ]


def _short_in(words: Words, run: ScenarioRun, summary: Record, region: str) -> list[str]:
    rows = [row for row in summary["first_shortages"] if row["region"] == region]
    if not rows:
        return [words.sentence("say.not_short", region=words.region(region))]
    first = [_short(words, run, rows[0]) + _after(words, rows[0])]
    sectors = list(dict.fromkeys(row["sector"] for row in rows))
    if len(sectors) > 1:
        names = words.listed([words.sector(sector) for sector in sectors])
        first.append(
            words.sentence("say.short_count", region=words.region(region), count=len(sectors), sectors=names)
        )
    return first


def _short(words: Words, run: ScenarioRun, row: Record) -> str:
    message = "say.short" if row["until"] else "say.short_open"
    fields = {
        "sector": words.sector(row["sector"]),
        "region": words.region(row["region"]),
        "material": words.material(row["material"]),
        "date": period_of(words, run, row["from"]),
        "percent": words.percent(1 - row["worst_share"]),
        "tonnes": words.tonnes(row["missing_t"]),
    }
    if row["until"]:
        fields["until"] = words.date(row["until"])
    return words.sentence(message, **fields)


def _after(words: Words, row: Record) -> str:
    days = row["survive_days"]
    if days is None:
        return ""
    message = words("say.short_after", days=words.days(days)) if days else words("say.short_at_once")
    return f" {message}"


def price_sentences(words: Words, run: ScenarioRun) -> list[str]:
    """Say the highest peaks for each member shown, and the widest gap to the exporter's prices."""
    summary = run.outcome.summary
    sentences = []
    for region in summary["home_regions"]:
        rows = [row for row in summary["prices"] if row["region"] == region]
        sentences += _prices_in(words, run, region, rows)
    gap = max(summary["gap"], key=lambda row: float(row["ratio"] or 0), default=None)
    return sentences + ([_gap(words, run, summary["exporter"], gap)] if gap and gap["ratio"] > CALM else [])


def _prices_in(words: Words, run: ScenarioRun, region: str, rows: Sequence[Record]) -> list[str]:
    lost = [row for row in rows if row["no_supply_from"]]
    high = sorted((row for row in rows if (row["multiple"] or 0) > CALM), key=lambda row: -row["multiple"])
    sentences = [_no_supply(words, run, row) for row in lost] + [
        _price(words, run, row) for row in high[:SAID]
    ]
    if sentences or not rows:
        return sentences
    calm = words.percent(CALM - 1)
    return [words.sentence("say.price_calm", region=words.region(region), percent=calm)]


def _no_supply(words: Words, run: ScenarioRun, row: Record) -> str:
    return words.sentence(
        "say.no_supply",
        material=words.material(row["material"]),
        region=words.region(row["region"]),
        date=period_of(words, run, row["no_supply_from"]),
    )


def _price(words: Words, run: ScenarioRun, row: Record) -> str:
    return words.sentence(
        "say.price",
        material=words.material(row["material"]),
        region=words.region(row["region"]),
        price=words.price(row["peak_usd_per_kg"]),
        period=period_of(words, run, row["date"]),
        multiple=words.multiple(row["multiple"]),
        base=words.price(row["base_usd_per_kg"]),
    )


def _gap(words: Words, run: ScenarioRun, exporter: str, row: Record) -> str:
    return words.sentence(
        "say.gap",
        exporter=words.region(exporter),
        ratio=words.multiple(row["ratio"]),
        material=words.material(row["material"]),
        outside=words.price(row["outside_usd_per_kg"]),
        region=words.region(row["region"]),
        inside=words.price(row["inside_usd_per_kg"]),
        period=period_of(words, run, row["date"]),
    )


def stock_sentences(words: Words, run: ScenarioRun) -> list[str]:
    """Say which stocks of critical materials the members shown draw down, and how far."""
    rows = home_stocks(words.case, run)
    if not rows:
        return [words("say.stock_none")]
    drawn = [row for row in rows if row["first_t"] > 0 and row["lowest_t"] < DRAWN * row["first_t"]]
    known = [row for row in drawn if row["first_days"] is not None and row["lowest_days"] is not None]
    return [_stock(words, run, row) for row in known] or [words("say.stock_untouched")]


def home_stocks(case: Case, run: ScenarioRun) -> list[Record]:
    """Return the stocks of critical materials in the members shown, materials in the case's order."""
    summary, materials = run.outcome.summary, critical_materials(case)
    rows = [
        row
        for row in summary["stock_minima"]
        if row["region"] in summary["home_regions"] and row["material"] in materials
    ]
    return sorted(
        rows,
        key=lambda row: (
            summary["home_regions"].index(row["region"]),
            materials.index(row["material"]),
            row["kind"],
        ),
    )


def _stock(words: Words, run: ScenarioRun, row: Record) -> str:
    fields = {
        "material": words.material(row["material"]),
        "region": words.region(row["region"]),
        "kind": kind_of(words, row["kind"]),
        "first": words.days(row["first_days"]),
        "period": period_of(words, run, row["date"]),
    }
    if row["lowest_days"] < EMPTY_DAYS:
        return words.sentence("say.stock_empty", **fields)
    return words.sentence("say.stock", lowest=words.days(row["lowest_days"]), **fields)


def loss_sentences(words: Words, run: ScenarioRun) -> list[str]:
    """Say what each member shown loses in plain units, and where no intensity is known."""
    summary = run.outcome.summary
    sentences = [
        _loss(words, row, summary["losses"]) for row in summary["losses_by_member"] if row["missing_t"] > 0
    ]
    unknown = summary["losses_unknown"]
    if sentences and unknown:
        names = words.listed([words.sector(sector) for sector in unknown])
        sentences.append(words.sentence("say.loss_gap", sectors=names))
    return sentences


def _loss(words: Words, member: Record, rows: Sequence[Record]) -> str:
    counted = [row for row in rows if row["region"] == member["region"] and row["units"]]
    parts = [_units(words, row) for row in sorted(counted, key=lambda row: -row["missing_t"])[:SAID]]
    if member["value_added_usd"]:
        parts.append(words("say.loss_value", money=words.money(member["value_added_usd"])))
    if member["jobs"]:
        jobs = words("unit.years_of_work", number=number(member["jobs"], 2))
        parts.append(words("say.loss_jobs", jobs=jobs))
    fields = {"region": words.region(member["region"]), "tonnes": words.tonnes(member["missing_t"])}
    if not parts:
        return words.sentence("say.loss_unknown", **fields)
    return words.sentence("say.loss", list=words.listed(parts), **fields)


def _units(words: Words, row: Record) -> str:
    units = words("unit.units", number=number(row["units"], 2), unit=row["unit"] or "?")
    return words("say.loss_sector", units=units, sector=words.sector(row["sector"]))


def customs_sentences(words: Words, run: ScenarioRun) -> list[str]:
    """Say for each reported series how far off the run is."""
    rows = [row for row in run.outcome.summary["customs_totals"] if row["error_share"] is not None]
    return [_customs(words, row) for row in rows] or [words("say.customs_none")]


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


def provenance_counts(case: Case) -> dict[Kind, int]:
    """Count the figures of a case that are not confidential by how they are known."""
    counts = dict.fromkeys(Kind, 0)
    for figure in figures_of(case):
        if figure.reference and not case.is_confidential(figure.table, figure.row.identity):
            counts[figure.reference.kind] += 1
    return counts


def provenance_sentence(words: Words) -> str:
    """Say how many figures of the case are cited, derived and assumed."""
    counts = provenance_counts(words.case)
    total = sum(counts.values())
    shares = {kind: words.percent(counts[kind] / total) if total else "–" for kind in Kind}
    return words.sentence(
        "say.provenance",
        total=number(total, 6),
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
