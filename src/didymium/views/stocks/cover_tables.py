"""Tables of what stocks are worth now: days of cover, targets, sectors, and how long sectors last in runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from didymium.decisions.stocks.cover.cover import Cover
from didymium.decisions.stocks.cover.sector_cover import cover_by_sector
from didymium.decisions.stocks.cover.targets import published_targets
from didymium.indicators.survival import THRESHOLD
from didymium.views.result_tables import Table
from didymium.views.stocks.naming import days, known_tonnes, millions, mineral_name, stocks_table, tonnes
from didymium.views.wording import Words, number

Record = Mapping[str, Any]


def cover_table(words: Words, cover: Cover, materials: Sequence[str] | None = None) -> Table:
    """Holdings, pipeline and work in process of each member and material, in tonnes and days of use."""
    rows = [
        (
            words.region(row["member"]),
            words.material(row["material"]),
            tonnes(row["use_t_per_day"]),
            known_tonnes(words, row["commercial_t"]),
            known_tonnes(words, row["public_t"]),
            days(row["held_days"]),
            days(row["pipeline_days"]),
            days(row["in_process_days"]),
            days(row["total_days"]),
            days(row["target_days"]),
            rests_text(words, row["held_rests_on"]),
        )
        for row in rows_of(cover.table, materials)
    ]
    columns = (
        *("member", "material", "use_a_day", "commercial", "public", "held_days", "pipeline_days"),
        *("in_process_days", "total_days", "target_days", "rests_on"),
    )
    return stocks_table(words, "cover", columns, rows, columns[2:-1], words("stocks.say.cover_note"))


def rows_of(table: pl.DataFrame, materials: Sequence[str] | None) -> list[dict[str, Any]]:
    """Return the rows of some materials, or of all."""
    found = table if materials is None else table.filter(pl.col("material").is_in(list(materials)))
    return found.to_dicts()


def rests_text(words: Words, kind: str | None) -> str:
    """Say how what is held is known."""
    return words("stocks.none_known") if kind is None else words(f"stocks.rests.{kind}")


def target_table(words: Words, cover: Cover, materials: Sequence[str] | None = None) -> Table:
    """What the holdings that state a target miss of it, and what filling that takes."""
    rows = [
        (
            words.region(row["member"]),
            words.material(row["material"]),
            days(row["target_days"]),
            tonnes(row["target_t"]),
            days(row["gap_days"]),
            tonnes(row["gap_t"]),
            millions(row["fill_usd"]),
            millions(row["carrying_usd_per_year"]),
            source_text(words, row["target_source"]),
        )
        for row in rows_of(cover.table, materials)
        if row["target_days"] is not None
    ]
    columns = (
        "member",
        "material",
        "target_days",
        "target_t",
        "gap_days",
        "gap_t",
        "fill",
        "carrying",
        "source",
    )
    return stocks_table(words, "targets", columns, rows, columns[2:-1])


def source_text(words: Words, source: str) -> str:
    """Write what a target rests on: ids of facts and sources, or that it is assumed."""
    return words("stocks.rests.assumed") if source == "assumed" else source.replace(" ", ", ")


def published_table(words: Words, cover: Cover) -> Table:
    """What members have said of whole groups of minerals."""
    rows = [
        (
            words.region(row["member"]),
            mineral_name(words, row["minerals"]),
            days(row["days"]),
            words.date(row["since"]),
            words.date(row["latest"]),
            row["sources"].replace(" ", ", "),
        )
        for row in published_targets(cover.case, cover.members).to_dicts()
    ]
    columns = ("member", "minerals", "target_days", "since", "latest", "source")
    return stocks_table(words, "published_targets", columns, rows, ("target_days",))


def sector_table(words: Words, cover: Cover) -> Table:
    """For how many days stocks that are known last for each sector."""
    rows = [
        (
            words.region(row["member"]),
            words.sector(row["sector"]),
            _ends(words, row, "alone"),
            _ends(words, row, "shared"),
            _unknown(words, row),
        )
        for row in cover_by_sector(cover).to_dicts()
    ]
    columns = ("member", "sector", "alone", "shared", "unknown")
    return stocks_table(words, "sectors", columns, rows, note=words("stocks.say.sector_note"))


def _ends(words: Words, row: Record, how: str) -> str:
    if row[f"{how}_days"] is None:
        return words("stocks.none_known")
    fields = {"days": words.days(row[f"{how}_days"]), "material": words.material(row[f"{how}_material"])}
    return words("stocks.days_of", **fields)


def _unknown(words: Words, row: Record) -> str:
    names = [words.material(name) for name in row["unknown"].split()]
    return words("list.comma").join(names) or "–"


def scenario_table(words: Words, against: pl.DataFrame, titles: Mapping[str, str]) -> Table:
    """For each scenario and member: how many sectors fall short, which first, and when the last is well.

    Args:
        words: The words of a language.
        against: Rows of :func:`didymium.decisions.stocks.cover.sector_cover.cover_against_scenarios`.
        titles: Titles of scenarios by name.
    """
    rows = []
    for (name, member), part in against.group_by("scenario", "member", maintain_order=True):
        short = part.filter("short").sort("survive_days", nulls_last=True)
        first = short.row(0, named=True) if short.height else None
        rows.append(
            (
                titles.get(str(name), str(name)),
                words.region(str(member)),
                words("stocks.of", part=short.height, whole=part.height),
                *_first_short(words, part, first),
                _quarter_missing(words, short),
                _recovered(words, short),
            )
        )
    columns = ("scenario", "member", "sectors_short", "first_short", "survive", "quarter", "recover")
    note = words("stocks.say.against_note", percent=words.percent(THRESHOLD))
    return stocks_table(words, "against", columns, rows, note=note)


def _first_short(words: Words, part: pl.DataFrame, first: Record | None) -> tuple[str, str]:
    if first is None:
        days_of_run = part["horizon_days"].to_list()[0]
        said = "–" if days_of_run is None else words("stocks.at_least", days=words.days(days_of_run))
        return "–", said
    sector, material = words.sector(first["sector"]), words.material(first["first_material"])
    who = words("stocks.sector_of", sector=sector, material=material)
    return who, "–" if first["survive_days"] is None else words.days(first["survive_days"])


def _quarter_missing(words: Words, short: pl.DataFrame) -> str:
    """Say when a quarter is missing somewhere, and to whom first."""
    deep = short.drop_nulls("quarter_days").sort("quarter_days", maintain_order=True)
    if not deep.height:
        return words("stocks.never")
    first = deep.row(0, named=True)
    return words(
        "stocks.sector_after", days=words.days(first["quarter_days"]), sector=words.sector(first["sector"])
    )


def _recovered(words: Words, short: pl.DataFrame) -> str:
    if not short.height:
        return "–"
    if short["recover_days"].null_count():
        return words("stocks.not_in_run")
    return words.days(max(short["recover_days"].to_list()))


def survival_table(words: Words, against: pl.DataFrame, titles: Mapping[str, str]) -> Table:
    """Every sector that falls short in a scenario: days of known stock, to survive and to recover."""
    rows = [
        (
            titles.get(row["scenario"], row["scenario"]),
            words.region(row["member"]),
            words.sector(row["sector"]),
            words.material(row["first_material"]),
            known_days(words, row["shared_days"]),
            days(row["survive_days"]),
            days(row["quarter_days"]),
            words("stocks.not_in_run") if row["recover_days"] is None else days(row["recover_days"]),
            days(row["gap_days"]),
            words.percent(1.0 - row["worst_share"]),
            number(row["missing_t"]),
        )
        for row in against.filter("short").to_dicts()
    ]
    columns = (
        *(
            "scenario",
            "member",
            "sector",
            "material",
            "shared",
            "survive",
            "quarter",
            "recover",
            "recover_gap",
        ),
        *("worst_missing", "missing_t"),
    )
    return stocks_table(words, "survival", columns, rows, columns[4:])


def known_days(words: Words, value: float | None) -> str:
    """Write days of known stock; where none is known it says so."""
    return words("stocks.none_known") if value is None else days(value)
