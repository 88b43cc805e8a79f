"""Why a price is high, in words: from the drivers that the run recorded for it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl

from didymium.case.case import Case
from didymium.indicators.cover import cover
from didymium.indicators.peaks import price_multiples
from didymium.indicators.roles import critical_materials, home_regions
from didymium.indicators.spans import spans_of_outcome
from didymium.indicators.survival import NEGLIGIBLE_T, THRESHOLD, met_shares
from didymium.outcome.tables import Outcome
from didymium.views.wording import Words, words_for

SAME = 0.02
"""Prices within this share of the base run's count as the same."""
MOST_DRIVERS = 6


def explain(
    case: Case,
    base: Outcome,
    outcome: Outcome,
    region: str,
    material: str,
    period: dt.date,
    lang: str = "en",
) -> list[str]:
    """Say in sentences why a material costs what it costs somewhere in the period that holds a day.

    Uses the table ``drivers`` of the outcome (region, material, period, kind, subject, shadow_usd_per_kg,
    text), if it is there: the limits that bind for one more tonne, largest first.
    """
    words, first = words_for(case, lang), _first_day(outcome, period)
    price = None if first is None else _price(outcome, region, material, first)
    if price is None or first is None:
        fields = {
            "material": words.inside(words.material(material)),
            "region": words.place(region),
            "date": words.date(period),
        }
        return [words.sentence("why.unknown", **fields)]
    return [
        _headline(words, base, outcome, price, first),
        *_drivers(words, outcome, region, material, first),
        *_short(words, base, outcome, region, material, first),
        *_stock(words, base, outcome, region, material, first),
    ]


def covers(outcome: Outcome, day: dt.date | None) -> bool:
    """Say whether a day lies within the periods of an outcome."""
    return day is not None and _first_day(outcome, day) is not None


def _first_day(outcome: Outcome, day: dt.date) -> dt.date | None:
    spans = spans_of_outcome(outcome)
    return next((first for first, after in spans.items() if first <= day < after), None)


def _at(table: pl.DataFrame, region: str, material: str, first: dt.date) -> pl.DataFrame:
    return table.filter(pl.col("region") == region, pl.col("material") == material, pl.col("period") == first)


def _price(outcome: Outcome, region: str, material: str, first: dt.date) -> dict[str, Any] | None:
    found = _at(outcome["prices"], region, material, first)
    return found.row(0, named=True) if found.height else None


def _headline(words: Words, base: Outcome, outcome: Outcome, row: dict[str, Any], first: dt.date) -> str:
    region, material, now = row["region"], row["material"], row["price_usd_per_kg"]
    fields: dict[str, str] = {
        "material": words.inside(words.material(material)),
        "region": words.place(region),
        "period": words.period(first, spans_of_outcome(outcome)),
    }
    if now is None:
        return words.sentence("why.no_supply", **fields)
    before = (_price(base, region, material, first) or {}).get("price_usd_per_kg")
    fields["price"] = words.price(now, material)
    if before is None:
        return words.sentence("why.no_base", **fields)
    fields["base"] = words.price(before, material)
    if abs(now - before) <= SAME * max(before, 1e-9):
        return words.sentence("why.same", **fields)
    if now < before or before <= 0:
        return words.sentence("why.low" if now < before else "why.no_base", **fields)
    return words.sentence("why.high", times=words.times(now / before), **fields)


def _drivers(words: Words, outcome: Outcome, region: str, material: str, first: dt.date) -> list[str]:
    if "drivers" not in outcome.tables:
        return [words("why.no_drivers")]
    found = _at(outcome["drivers"], region, material, first)
    found = found.sort(pl.col("shadow_usd_per_kg").abs(), descending=True, nulls_last=True)
    if not found.height:
        return [words("why.no_drivers")]
    rows = found.head(MOST_DRIVERS).iter_rows(named=True)
    return [words("why.drivers"), *(_driver(words, row) for row in rows)]


def _driver(words: Words, row: dict[str, Any]) -> str:
    """Say what binds, and what a kg more of room there would be worth, or what it costs."""
    message, shadow = f"why.driver_{row['kind']}", row["shadow_usd_per_kg"]
    amount = words.price(abs(shadow)) if shadow is not None else "–"
    if message not in words.catalogue.messages:
        text = str(row["text"] or f"{row['kind']} {row['subject']}").rstrip(" .。")
        return f"– {words('why.driver', text=text, amount=amount)}" if shadow else f"– {text}"
    return f"– {words.sentence(message, subject=_subject(words, row), amount=amount)}"


def _subject(words: Words, row: dict[str, Any]) -> str:
    """Name what a driver is about."""
    kind, subject = row["kind"], str(row["subject"])
    if kind == "route_limit":
        return " → ".join(words.region(code) for code in subject.split(" → "))
    if kind in ("levy", "tariff", "export_tax", "export_quota", "market_power"):
        return words.region(subject)
    if kind == "plant_capacity":
        return words.plant(subject)
    if kind == "given_up":
        return words.sector(subject)
    return subject.replace("_", " ")


def _short(
    words: Words, base: Outcome, outcome: Outcome, region: str, material: str, first: dt.date
) -> list[str]:
    short = _at(met_shares(base, outcome), region, material, first)
    short = short.filter(pl.col("share") < THRESHOLD, pl.col("missing_t") > NEGLIGIBLE_T).sort("share")
    if not short.height:
        return []
    names = words.listed([words.inside(words.sector(sector)) for sector in short["sector"]])
    return [words.sentence("why.short", sectors=names, region=words.place(region))]


def _stock(
    words: Words, base: Outcome, outcome: Outcome, region: str, material: str, first: dt.date
) -> list[str]:
    found = _at(cover(words.case, base, outcome), region, material, first)["cover_days"].drop_nulls()
    if not len(found):
        return []
    return [words.sentence("why.stock", region=words.place(region), days=words.days(float(found.sum())))]


def highest_prices(
    case: Case,
    base: Outcome,
    outcome: Outcome,
    region: str | None = None,
    material: str | None = None,
    period: dt.date | None = None,
    most: int = 3,
) -> list[tuple[str, str, dt.date]]:
    """Return the places, materials and periods whose prices stand highest above the base run's.

    ``region``, ``material`` and ``period`` narrow the search; without region and material only the case's
    home regions and critical materials are looked at, each material once.
    """
    multiples = price_multiples(base, outcome)
    if region is None:
        multiples = multiples.filter(pl.col("region").is_in(list(home_regions(case))))
    else:
        multiples = multiples.filter(pl.col("region") == region)
    if material is None:
        multiples = multiples.filter(pl.col("material").is_in(list(critical_materials(case))))
    else:
        multiples = multiples.filter(pl.col("material") == material)
    if period is not None:
        multiples = multiples.filter(pl.col("period") == _first_day(outcome, period))
    ranked = multiples.sort("multiple", descending=True, nulls_last=True).unique(
        subset=["region", "material"] if region and material else ["material"],
        keep="first",
        maintain_order=True,
    )
    return [(row["region"], row["material"], row["period"]) for row in ranked.head(most).to_dicts()]
