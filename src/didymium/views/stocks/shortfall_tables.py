"""Tables of the shortfall method: a member in an emergency, and the list that was published in 2013."""

from __future__ import annotations

from collections.abc import Sequence

from didymium.decisions.stocks.shortfall.published_shortfalls import PublishedShortfall, PublishedTotals
from didymium.decisions.stocks.shortfall.shortfall import MaterialShortfall, Shortfall
from didymium.views.result_tables import Table
from didymium.views.stocks.naming import mineral_name, stocks_table, tonnes
from didymium.views.wording import Words, number


def shortfall_table(words: Words, found: Shortfall) -> Table:
    """Demand, reliable supply, gross and net shortfall of each material over the whole emergency."""
    rows = [_row(words, one) for one in found.materials]
    columns = (
        *("material", "demand_t", "reliable_t", "stock_t", "gross_t", "mitigated_t", "net_t", "net_usd"),
        "goal_t",
    )
    note = words("stocks.say.shortfall_note")
    return _of_member(words, found, stocks_table(words, "shortfall", columns, rows, columns[1:], note))


def _of_member(words: Words, found: Shortfall, table: Table) -> Table:
    """Name the member in the title."""
    region = words.region(found.emergency.member)
    title = words("stocks.section_of", section=table.title, region=region)
    return Table(title, table.headers, table.rows, table.right, table.note)


def _row(words: Words, one: MaterialShortfall) -> tuple[str, ...]:
    return (
        mineral_name(words, one.material),
        tonnes(sum(sum(year.demand_t.values()) for year in one.years)),
        tonnes(sum(year.reliable_t for year in one.years)),
        tonnes(one.stock_t),
        tonnes(one.gross_t),
        tonnes(one.gross_t - one.net_t),
        tonnes(one.net_t),
        number(one.net_usd_million),
        tonnes(one.goal_t),
    )


def shortfall_years_table(words: Words, found: Shortfall) -> Table:
    """The same by year: demand by use, supply, what is drawn, missing and mitigated."""
    rows = [
        (
            mineral_name(words, one.material),
            year.first_day.isoformat(),
            *(tonnes(year.demand_t[use]) for use in ("defence", "essential_civilian", "investment")),
            tonnes(year.domestic_t),
            tonnes(sum(year.foreign_t.values())),
            tonnes(year.drawn_t),
            tonnes(year.gross_t),
            tonnes(year.net_t),
        )
        for one in found.materials
        for year in one.years
    ]
    columns = (
        *("material", "year_from", "defence_t", "civilian_t", "investment_t", "domestic_t", "foreign_t"),
        *("drawn_t", "gross_t", "net_t"),
    )
    return _of_member(words, found, stocks_table(words, "shortfall_years", columns, rows, columns[2:]))


def published_shortfall_table(
    words: Words, rows: Sequence[PublishedShortfall], ours: Shortfall, totals: PublishedTotals
) -> Table:
    """The list of 2013 as printed, with our arithmetic beside it, and the totals."""
    mine = {one.material: one for one in ours.materials}
    lines = [
        (
            mineral_name(words, row.material),
            *(tonnes(t) for t in (row.base_t, row.after_extra_buy_t, mine[row.material].net_t)),
            *(number(usd) for usd in (row.base_usd_million, row.after_extra_buy_usd_million)),
            number(mine[row.material].net_usd_million),
        )
        for row in rows
    ]
    lines.append(
        (
            words("stocks.all"), "", "", "", number(totals.base_usd_million),
            number(totals.after_extra_buy_usd_million), number(ours.net_usd_million),
        )
    )  # fmt: skip
    columns = ("material", "base_t", "published_t", "ours_t", "base_usd", "published_usd", "ours_usd")
    note = words("stocks.say.published_note")
    return stocks_table(words, "published_shortfall", columns, lines, columns[1:], note)
