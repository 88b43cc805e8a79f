"""Where sources disagree: facts on the same subject, measure and date that differ by more than their ranges.

Figures are compared in the base unit of their dimension and only within one basis (oxide with oxide, share by
weight with share by weight), so that no unit makes a disagreement. A figure without a stated range stands for
half of its last printed digit to either side.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import polars as pl

from didymium.evidence.evidence import Evidence
from didymium.evidence.questions.sums import SumResult, check_sums

Kind = Literal["same_date", "latest", "date", "name", "words", "sum"]
"""``same_date``: figures of the same date; ``latest``: each source's latest figure, of dates that lie near
each other; ``date``, ``name``, ``words``: values that are no figures; ``sum``: parts that do not give their
total."""

KEY = (
    "subject", "measure", "material", "stage", "region", "partner", "basis", "detail", "dimension", "until",
)  # fmt: skip
SMALLEST = 0.005
"""Figures that differ by less than this share of the larger one are not reported."""
_AVERAGE_MONTH_DAYS = 30.4375
_LEFT_OUT = ("superseded",)

Row = dict[str, Any]


@dataclass(frozen=True)
class Disagreement:
    """Facts that cannot all be right, or not of the same thing."""

    kind: Kind
    subject: str
    measure: str
    material: str
    partner: str
    as_of: str
    """The date in question; from first to last if the facts are of several."""
    facts: tuple[Row, ...]
    """Rows of the facts, by value."""
    spread: float | None
    """Largest over smallest value, less one; None if there are no figures to compare, or of both signs."""
    sum: SumResult | None = None

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources that disagree; a single one disagrees with itself."""
        return tuple(dict.fromkeys(row["source"] for row in self.facts))


def find_disagreements(evidence: Evidence, facts: pl.DataFrame | None = None) -> list[Disagreement]:
    """Return every disagreement, sums and words first, then the widest; with ``facts`` those in which one of
    these rows stands.
    """
    rows = _comparable(evidence, evidence.facts)
    found = [*_figures(rows), *_latest(rows), *_others(evidence, rows), *_sums(evidence)]
    if facts is not None:
        named = set(facts["fact"].to_list())
        found = [item for item in found if any(row["fact"] in named for row in item.facts)]
    return sorted(found, key=_order)


_ORDER: tuple[Kind, ...] = ("sum", "date", "name", "words", "same_date", "latest")


def _order(found: Disagreement) -> tuple[int, float, str, str, str]:
    spread = -1.0 if found.spread is None else found.spread
    return (_ORDER.index(found.kind), -spread, found.subject, found.measure, found.as_of)


def _comparable(evidence: Evidence, facts: pl.DataFrame) -> pl.DataFrame:
    kinds = {name: str(measure.kind) for name, measure in evidence.measures.items()}
    months = {name: float(measure.latest_months) for name, measure in evidence.measures.items()}
    left_out = pl.col("warnings").str.split(" ").list.set_intersection(list(_LEFT_OUT)).list.len() > 0
    return (
        facts.filter(~left_out)
        .with_columns(
            measure_kind=pl.col("measure").replace_strict(kinds, default="several", return_dtype=pl.String),
            latest_months=pl.col("measure").replace_strict(months, default=0.0, return_dtype=pl.Float64),
        )
        .filter(pl.col("measure_kind") != "several")
        .with_columns(_half_digit(evidence))
        .with_columns(least=_end("base_low", "base_high", -1), most=_end("base_high", "base_low", 1))
    )


def _end(own: str, other: str, sign: int) -> pl.Expr:
    """Return an end of a figure's range: as stated, open where only the other end is stated as the figure
    itself (100 t or more), else half of the last digit away.
    """
    is_open = pl.col(own).is_null() & (pl.col(other) == pl.col("base"))
    half = pl.col("base") + sign * pl.col("half")
    stated = (pl.min_horizontal if sign < 0 else pl.max_horizontal)(pl.col(own), half)
    return pl.when(is_open).then(pl.lit(sign * math.inf)).otherwise(stated)


def _half_digit(evidence: Evidence) -> pl.Expr:
    """Return half of the last printed digit, in the base unit."""
    factors = {name: unit.factor for name, unit in evidence.units.items()}
    decimals = pl.col("value").str.extract(r"\.(\d+)").str.len_chars().fill_null(0).cast(pl.Float64)
    exponent = pl.col("value").str.extract(r"[eE]([+-]?\d+)$").cast(pl.Float64).fill_null(0.0)
    factor = pl.col("unit").replace_strict(factors, default=1.0, return_dtype=pl.Float64)
    return (0.5 * pl.lit(10.0).pow(exponent - decimals) * factor).alias("half")


def _figures(rows: pl.DataFrame) -> Iterator[Disagreement]:
    """Compare figures of the same first and last day."""
    numbers = rows.filter(pl.col("base").is_not_null(), pl.col("start").is_not_null())
    key = [*KEY, "start", "end"]
    for group in _apart(numbers, key):
        yield _disagreement("same_date", group)


def _latest(rows: pl.DataFrame) -> Iterator[Disagreement]:
    """Compare the latest figures of each source, of measures that move slowly."""
    slow = rows.filter(pl.col("base").is_not_null(), pl.col("latest_months") > 0, pl.col("end").is_not_null())
    own = [*KEY, "source"]
    newest = slow.filter(pl.col("end") == pl.col("end").max().over(own)).with_columns(
        least=pl.col("least").min().over(own),
        most=pl.col("most").max().over(own),
        newest=pl.col("end").max().over(KEY),
    )
    age = (pl.col("newest") - pl.col("end")).dt.total_days()
    near = newest.filter(age <= pl.col("latest_months") * _AVERAGE_MONTH_DAYS)
    for group in _apart(near, list(KEY)):
        if len({(row["start"], row["end"]) for row in group}) > 1:
            yield _disagreement("latest", group)


def _apart(rows: pl.DataFrame, key: list[str]) -> Iterator[list[Row]]:
    """Yield the groups of a key whose ranges have nothing in common."""
    found = rows.with_columns(
        highest_least=pl.col("least").max().over(key),
        lowest_most=pl.col("most").min().over(key),
    )
    gap = pl.col("highest_least") - pl.col("lowest_most")
    size = pl.max_horizontal(pl.col("base").abs().max().over(key), pl.lit(0.0))
    spread = pl.col("base").max().over(key) - pl.col("base").min().over(key)
    apart = (gap > 0) & (spread > SMALLEST * size)
    for group in found.filter(apart).sort("base", "fact").partition_by(key, maintain_order=True):
        yield group.to_dicts()


def _others(evidence: Evidence, rows: pl.DataFrame) -> Iterator[Disagreement]:
    """Compare dates, names and words."""
    worded = rows.filter(pl.col("dimension").is_in(["date", "name", "words"]))
    key = list(KEY)
    several = worded.filter(pl.col("value").n_unique().over(key) > 1).sort("value", "fact")
    for group in several.partition_by(key, maintain_order=True):
        told: set[str] = set()
        for facts in _at_once(group.to_dicts()):
            names = {row["fact"] for row in facts}
            if not names <= told and _differ(evidence, facts):
                told |= names
                yield _disagreement(facts[0]["dimension"], facts)


def _at_once(facts: list[Row]) -> Iterator[list[Row]]:
    """Yield the facts that speak of one time: of something that happens once, all; of what may change, those
    of each date, and the newest ones of every source that lie near each other.
    """
    if facts[0]["measure_kind"] == "event":
        yield facts
        return
    newest = _near(_newest_of_sources(facts))
    if len({row["as_of"] for row in newest}) > 1:
        yield newest
    for date in dict.fromkeys(row["as_of"] for row in facts):
        same = [row for row in facts if row["as_of"] == date]
        if len(same) > 1:
            yield same


def _newest_of_sources(facts: list[Row]) -> list[Row]:
    newest: dict[str, Any] = {}
    for row in facts:
        newest[row["source"]] = max(newest.get(row["source"], row["end"]), row["end"])
    return [row for row in facts if row["end"] == newest[row["source"]]]


def _differ(evidence: Evidence, facts: list[Row]) -> bool:
    if facts[0]["dimension"] == "date":
        return _dates_apart(facts)
    if facts[0]["dimension"] == "name":
        return not _within_each_other(evidence, {row["value"] for row in facts})
    return len({row["value"].casefold() for row in facts}) > 1


def _near(facts: list[Row]) -> list[Row]:
    """Keep what is as new as the measure asks for: an owner may change without a disagreement."""
    newest = max(row["end"] for row in facts)
    days = facts[0]["latest_months"] * _AVERAGE_MONTH_DAYS
    return [row for row in facts if (newest - row["end"]).days <= days]


def _dates_apart(facts: list[Row]) -> bool:
    from didymium.evidence.dates import span_of

    spans = [span for row in facts if (span := span_of(row["value"]))]
    return bool(spans) and max(first for first, _ in spans) > min(last for _, last in spans)


def _within_each_other(evidence: Evidence, names: set[str]) -> bool:
    """Say whether all names lie on one chain of parts: Indiana and the United States do not disagree."""
    return any(names <= set(_chain(evidence, name)) for name in names)


def _chain(evidence: Evidence, name: str) -> Iterator[str]:
    seen: set[str] = set()
    while name and name not in seen:
        seen.add(name)
        yield name
        table: Iterable[str] = evidence.subjects if name in evidence.subjects else evidence.materials
        name = getattr(table[name], "part_of", "") if name in table else ""  # type: ignore[index]


def _sums(evidence: Evidence) -> Iterator[Disagreement]:
    for result in check_sums(evidence):
        if not result.holds:
            rows: tuple[Row, ...] = tuple(evidence.fact(name) for name in (*result.parts, result.sum.total))
            spread = abs(result.computed / result.stated - 1) if result.stated else None
            total = rows[-1]
            yield Disagreement(
                "sum", total["subject"], total["measure"], total["material"], total["partner"],
                total["as_of"], rows, spread, result,
            )  # fmt: skip


def _disagreement(kind: Kind, rows: list[Row]) -> Disagreement:
    dates = sorted({row["as_of"] for row in rows})
    bases = [row["base"] for row in rows if row["base"] is not None]
    same_sign = len(bases) == len(rows) and (min(bases) > 0 or max(bases) < 0)
    sizes = sorted(abs(base) for base in bases)
    first = rows[0]
    return Disagreement(
        kind, first["subject"], first["measure"], first["material"], first["partner"],
        dates[0] if len(dates) == 1 else f"{dates[0]} – {dates[-1]}",
        tuple(rows), _spread(sizes) if same_sign else None,
    )  # fmt: skip


def _spread(sizes: list[float]) -> float | None:
    """Return the largest over the smallest size, less one; None if that is no number."""
    try:
        ratio = sizes[-1] / sizes[0] - 1
    except (ZeroDivisionError, OverflowError):
        return None
    return ratio if math.isfinite(ratio) else None
