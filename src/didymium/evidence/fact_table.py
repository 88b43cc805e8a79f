"""Facts as one table: read and checked by column, so that 100,000 of them take seconds, not minutes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from didymium.evidence.countries import country_codes
from didymium.evidence.dates import span_of
from didymium.evidence.facts import BASES, WARNINGS, Fact
from didymium.evidence.vocabulary import STAGES, Measure, Unit
from didymium.files.columns import column_names, columns_of
from didymium.files.csv_file import read_csv
from didymium.files.problems import Problem
from didymium.files.suggestion import did_you_mean
from didymium.files.table_file import header_problems

if TYPE_CHECKING:
    from didymium.evidence.evidence import Evidence

NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"
FIRST_YEAR = 1700
"""No fact is older."""
_SMALLEST = 1e-12
_NEVER_NEGATIVE = ("mass", "mass_rate", "content", "power", "area", "length", "time", "working_time", "count")
_IDENTIFIER = r"^[A-Za-z0-9][A-Za-z0-9_]*$"

_TEXT = {name: pl.String for name in column_names(Fact)}
_PLACE = {"file": pl.String, "row": pl.Int64}
SCHEMA: Mapping[str, type[pl.DataType]] = {
    **{name: pl.Float64 if name in ("low", "high") else pl.String for name in column_names(Fact)},
    "number": pl.Float64,
    "start": pl.Date,
    "end": pl.Date,
    "until_end": pl.Date,
    "dimension": pl.String,
    "base": pl.Float64,
    "base_low": pl.Float64,
    "base_high": pl.Float64,
    **_PLACE,
}
"""Columns of the table: those of a fact, blank text for what is blank; ``number`` (null unless the value is
one), first and last day of ``as_of`` and last of ``until``, dimension of the unit, value and range in its
base unit, and the file and row that the fact stands in."""


@dataclass(frozen=True)
class Words:
    """What the identifiers of facts may be."""

    subjects: frozenset[str]
    """Subjects, agreements, rules and countries."""
    materials: frozenset[str]
    places: frozenset[str]
    """Countries and subjects."""
    measures: Mapping[str, Measure]
    units: Mapping[str, Unit]
    sources: frozenset[str]


def empty_facts() -> pl.DataFrame:
    """Return a table without facts."""
    return pl.DataFrame(schema=dict(SCHEMA))


def words_of(evidence: Evidence) -> Words:
    """Return what the identifiers of facts laid over some evidence may be."""
    places = frozenset(evidence.subjects) | country_codes() | frozenset(evidence.names)
    return Words(
        subjects=places | frozenset(evidence.agreements) | frozenset(evidence.rules),
        materials=frozenset(evidence.materials) | frozenset(evidence.names),
        places=places,
        measures=evidence.measures,
        units=evidence.units,
        sources=frozenset(evidence.sources),
    )


def read_facts(
    files: Iterable[tuple[Path, str]], words: Words, today: dt.date, before: pl.DataFrame | None = None
) -> tuple[pl.DataFrame, list[Problem]]:
    """Read files of facts (path, name in messages) as one table of :data:`SCHEMA`, with every problem;
    ``before`` are facts whose identifiers are taken.
    """
    texts, problems = [], []
    for path, file in files:
        found, wrong = _read_text(path, file)
        texts.append(found)
        problems += wrong
    raw = pl.concat(texts) if texts else pl.DataFrame(schema={**_TEXT, **_PLACE})
    facts = typed(raw, words.units)
    problems += [*fact_problems(facts, words, today), *_taken(facts, before)]
    return facts.select(list(SCHEMA)), problems


def _read_text(path: Path, file: str) -> tuple[pl.DataFrame, list[Problem]]:
    content = read_csv(path, file)
    problems = [*content.problems, *(header_problems(content, Fact) if content.header else [])]
    problems += [
        Problem(file, "ends before the last column", number, remedy="is the file cut off? write every comma")
        for number in content.short
    ]
    columns = list(zip(*(cells for _, cells in content.rows), strict=True)) or [()] * len(content.header)
    by_name = dict(zip(content.header, columns, strict=True))
    count = len(content.rows)
    data = {name: list(by_name.get(name, ("",) * count)) for name in _TEXT}
    numbers = [number for number, _ in content.rows]
    frame = pl.DataFrame(data, schema=_TEXT).with_columns(
        pl.lit(file).alias("file"), pl.Series("row", numbers, dtype=pl.Int64)
    )
    return frame, problems


def typed(raw: pl.DataFrame, units: Mapping[str, Unit]) -> pl.DataFrame:
    """Add what the texts of facts mean; what cannot be read becomes null, for the checks to find."""
    factors = {name: unit.factor for name, unit in units.items()}
    dimensions = {name: str(unit.dimension) for name, unit in units.items()}
    frame = raw.with_columns(
        number=_number("value"),
        low_text=pl.col("low"),
        high_text=pl.col("high"),
        low=_number("low"),
        high=_number("high"),
        start=_dates(raw["as_of"], 0),
        end=_dates(raw["as_of"], 1),
        until_end=_dates(raw["until"], 1),
        dimension=pl.col("unit").replace_strict(dimensions, default=None, return_dtype=pl.String),
        factor=pl.col("unit").replace_strict(factors, default=None, return_dtype=pl.Float64),
    )
    return frame.with_columns(
        base=pl.col("number") * pl.col("factor"),
        base_low=pl.col("low") * pl.col("factor"),
        base_high=pl.col("high") * pl.col("factor"),
    )


def _number(column: str) -> pl.Expr:
    text = pl.col(column)
    return pl.when(text.str.contains(NUMBER)).then(text).cast(pl.Float64, strict=False)


def _dates(texts: pl.Series, end: int) -> pl.Series:
    meant = {text: span for text in texts.unique().to_list() if text and (span := span_of(text))}
    values = {text: span[end] for text, span in meant.items()}
    return texts.replace_strict(values, default=None, return_dtype=pl.Date)


def fact_problems(facts: pl.DataFrame, words: Words, today: dt.date) -> Iterator[Problem]:
    """Find everything that is wrong with a table of facts, column by column."""
    yield from _blanks(facts)
    yield from _malformed(facts)
    yield from _unknown_words(facts, words)
    yield from _choices(facts)
    yield from _units(facts, words)
    yield from _values(facts, words)
    yield from _ranges(facts)
    yield from _times(facts, today)
    yield from _duplicates(facts)


def _found(
    facts: pl.DataFrame, condition: pl.Expr, column: str, message: str,
    remedy: Callable[[str], str | None] | str | None = None, text: str | None = None,
) -> Iterator[Problem]:  # fmt: skip
    """Report the rows of a condition; ``text`` names the column whose words are shown, if another."""
    for file, row, value in facts.filter(condition).select("file", "row", text or column).iter_rows():
        shown = None if value is None or value == "" else str(value)
        yield Problem(file, message, row, column, shown, remedy(shown or "") if callable(remedy) else remedy)


def _blanks(facts: pl.DataFrame) -> Iterator[Problem]:
    remedies = {
        "unit": "every fact needs a unit: date, name or words if it is no number",
        "source": "name a row of sources.csv",
        "locator": "say where in the source: page, table, line",
    }
    for column in columns_of(Fact):
        if not column.blank:
            remedy = remedies.get(column.name, "it needs a value")
            yield from _found(facts, pl.col(column.name) == "", column.name, "is blank", remedy)


def _malformed(facts: pl.DataFrame) -> Iterator[Problem]:
    bad = (pl.col("fact") != "") & ~pl.col("fact").str.contains(_IDENTIFIER)
    yield from _found(facts, bad, "fact", "is no valid name", "only letters a to z, digits and _")


def _unknown_words(facts: pl.DataFrame, words: Words) -> Iterator[Problem]:
    known: dict[str, tuple[frozenset[str], str]] = {
        "subject": (words.subjects, "subjects.csv"),
        "measure": (frozenset(words.measures), "measures.csv"),
        "material": (words.materials, "materials.csv"),
        "region": (words.places, "subjects.csv"),
        "partner": (words.places | words.materials, "subjects.csv"),
        "source": (words.sources, "sources.csv"),
    }
    for column, (names, file) in known.items():
        bad = (pl.col(column) != "") & ~pl.col(column).is_in(sorted(names))
        yield from _found(facts, bad, column, f"is not in {file}", _suggest(names, f"add it to {file}"))


def _suggest(names: frozenset[str], otherwise: str) -> Callable[[str], str]:
    @cache
    def remedy(word: str) -> str:
        if len(word) == 3 and word.isupper():
            return f"no country has this ISO 3166-1 alpha-3 code; {otherwise}"
        return did_you_mean(word, names, limit=0) or otherwise

    return remedy


def _choices(facts: pl.DataFrame) -> Iterator[Problem]:
    for column, choices in (("stage", STAGES), ("basis", BASES)):
        bad = (pl.col(column) != "") & ~pl.col(column).is_in(list(choices))
        listed = ", ".join(choice for choice in choices if choice)
        yield from _found(facts, bad, column, "is not among the choices", f"one of: {listed}")
    split = pl.col("warnings").str.split(" ").list.eval(pl.element().is_in([*WARNINGS, ""])).list.all()
    remedy = f"separate with spaces; one of: {', '.join(WARNINGS)}"
    yield from _found(facts, (pl.col("warnings") != "") & ~split, "warnings", "is no known warning", remedy)


def _units(facts: pl.DataFrame, words: Words) -> Iterator[Problem]:
    unknown = (pl.col("unit") != "") & pl.col("dimension").is_null()
    yield from _found(
        facts, unknown, "unit", "is not in units.csv", _suggest(frozenset(words.units), "add it")
    )
    wanted = {name: str(measure.dimension) for name, measure in words.measures.items()}
    measured = pl.col("measure").replace_strict(wanted, default=None, return_dtype=pl.String)
    wrong = pl.col("dimension").is_not_null() & measured.is_not_null() & (pl.col("dimension") != measured)
    for file, row, unit, measure in facts.filter(wrong).select("file", "row", "unit", "measure").iter_rows():
        fitting = [name for name, known in words.units.items() if known.dimension == wanted[measure]]
        message = f"is no unit of {wanted[measure]}, which {measure} is counted in"
        yield Problem(file, message, row, "unit", unit, f"one of: {', '.join(fitting)}")


def _values(facts: pl.DataFrame, words: Words) -> Iterator[Problem]:
    filled = (pl.col("value") != "") & pl.col("dimension").is_not_null()
    worded = pl.col("dimension").is_in(["date", "name", "words"])
    spreadsheet = filled & pl.col("value").str.contains(r"^(=|#[A-Z/0-9]+[!?]?$)")
    yield from _found(
        facts, spreadsheet, "value", "is a formula or an error of the spreadsheet", "write its value"
    )
    bad = filled & ~worded & pl.col("number").is_null() & ~spreadsheet
    yield from _found(
        facts,
        bad,
        "value",
        "is not a number",
        "write a number like 12000 or 0.25; a range goes into low and high",
    )
    infinite = filled & (pl.col("number").is_infinite() | pl.col("base").is_infinite())
    yield from _found(facts, infinite, "value", "is too large")
    tiny = filled & (pl.col("base") != 0) & (pl.col("base").abs() < _SMALLEST)
    yield from _found(facts, tiny, "value", "is too small", "write 0 if it is nothing")
    negative = filled & pl.col("dimension").is_in(_NEVER_NEGATIVE) & (pl.col("number") < 0)
    yield from _found(facts, negative, "value", "is below zero", "no quantity of its kind can be")
    dates = facts.filter(filled & (pl.col("dimension") == "date"))
    for file, row, value in dates.select("file", "row", "value").iter_rows():
        if span_of(value) is None:
            yield Problem(
                file, "is not a date", row, "value", value, "write it like 2025-04-04, 2025-04 or 2025"
            )
    names = words.subjects | words.materials
    unknown = filled & (pl.col("dimension") == "name") & ~pl.col("value").is_in(sorted(names))
    yield from _found(
        facts, unknown, "value", "names nothing known", _suggest(names, "add it to subjects.csv")
    )
    share = filled & (pl.col("dimension") == "share") & ((pl.col("base") > 10) | (pl.col("base") < -10))
    yield from _found(
        facts, share, "value", "is no believable share", "unit percent takes 70 for 70 %, share 0.7"
    )


def _ranges(facts: pl.DataFrame) -> Iterator[Problem]:
    for column in ("low", "high"):
        text = f"{column}_text"
        bad = (pl.col(text) != "") & pl.col(column).is_null()
        yield from _found(facts, bad, column, "is not a number", "leave it blank if none is stated", text)
        wordy = (pl.col(text) != "") & pl.col("dimension").is_in(["date", "name", "words"])
        yield from _found(facts, wordy, column, "has no meaning for a value in words", "leave it blank", text)
        large = pl.col(column).is_infinite() | pl.col(f"base_{column}").is_infinite()
        yield from _found(facts, large, column, "is too large", None, text)
    below = (pl.col("low") > pl.col("number")) & pl.col("low").is_finite()
    yield from _found(facts, below, "low", "is above the value", "exchange them", "low_text")
    above = (pl.col("high") < pl.col("number")) & pl.col("high").is_finite()
    yield from _found(facts, above, "high", "is below the value", "exchange them", "high_text")


def _times(facts: pl.DataFrame, today: dt.date) -> Iterator[Problem]:
    written = "write 2024, 2025-Q3, 2025-06 or 2025-06-30"
    for column, day in (("as_of", "start"), ("until", "until_end")):
        bad = (pl.col(column) != "") & pl.col(day).is_null()
        yield from _found(facts, bad, column, "is not a date", written)
    remedy = "as_of is when it was said; the date that a target or term speaks of goes into until"
    yield from _found(facts, pl.col("start") > today, "as_of", "lies in the future", remedy)
    early = pl.col("start").dt.year() < FIRST_YEAR
    yield from _found(facts, early, "as_of", f"lies before {FIRST_YEAR}", written)
    ended = pl.col("until_end") < pl.col("start")
    yield from _found(facts, ended, "until", "lies before as_of", "exchange them")


def _duplicates(facts: pl.DataFrame) -> Iterator[Problem]:
    named = facts.filter(pl.col("fact") != "")
    again = named.filter(~pl.col("fact").is_first_distinct())
    if not again.height:
        return
    first = named.unique("fact", keep="first").select("fact", "file", "row")
    for file, row, fact, other, number in (
        again.join(first, on="fact", suffix="_first")
        .select("file", "row", "fact", "file_first", "row_first")
        .iter_rows()
    ):
        yield Problem(
            file, f"stands already in {other} row {number}", row, "fact", fact, "give each fact its own id"
        )


def _taken(facts: pl.DataFrame, before: pl.DataFrame | None) -> Iterator[Problem]:
    if before is None:
        return
    columns = ("file", "row", "fact", "file_first", "row_first")
    first = before.select("fact", "file", "row")
    for file, row, fact, other, number in (
        facts.join(first, on="fact", suffix="_first").select(columns).iter_rows()
    ):
        message = f"stands already in {other} row {number}"
        yield Problem(file, message, row, "fact", fact, "give each fact its own id")
