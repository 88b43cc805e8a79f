"""Programmes as money, and what moved from summit to summit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, TextIO

from didymium.evidence.questions.programmes import Programme, comparisons, exchange_rate
from didymium.evidence.questions.trend import FieldTrend, Stand
from didymium.views.evidence.facts_view import fact_record, origin
from didymium.views.evidence.speaking import Speaker, percent
from didymium.views.printing import console_for, heading, print_table, say
from didymium.views.result_tables import Table, table_of


def print_programmes(file: TextIO, speaker: Speaker, programmes: Sequence[Programme], day: dt.date) -> None:
    """Print programmes side by side, then each with its tranches, and the yearly sums against limits."""
    console, words = console_for(file), speaker.words
    say(console, [words("say.as_of_day", date=words.date(day))])
    table = programmes_table(speaker, programmes)
    heading(console, table.title)
    print_table(console, table)
    for programme in programmes:
        heading(console, speaker.name(programme.subject))
        say(console, programme_sentences(speaker, programme))
        if programme.tranches:
            print_table(console, tranches_table(speaker, programme))
            if programme.years:
                print_table(console, years_table(speaker, programme))
    sentences = [*average_sentences(speaker, day), *rate_sentences(speaker, day)]
    if sentences:
        heading(console, words("title.investment_average"))
        say(console, sentences)


def programmes_table(speaker: Speaker, programmes: Sequence[Programme]) -> Table:
    """Return committed, announced and remaining money of every programme; blank: nothing is known."""
    rows = [
        (
            speaker.name(item.subject), speaker.usd(item.committed_usd), _money(speaker, item.announced_usd),
            _share(item), _money(speaker, item.remaining_usd), item.ends_on["value"] if item.ends_on else "",
        )
        for item in programmes
    ]  # fmt: skip
    columns = ("programme", "committed", "announced", "announced_share", "remaining", "ends_on")
    return table_of(speaker.words, "title.programmes", columns, rows, columns[1:5])


def tranches_table(speaker: Speaker, programme: Programme) -> Table:
    """Return the tranches of a programme and their projects."""
    rows = []
    for tranche in programme.tranches:
        amount = tranche.amount
        said = (speaker.value(amount), amount["source"]) if amount else ("", "")
        rows.append((str(tranche.announced_on or ""), speaker.name(tranche.subject), *said))
        for project, fact in tranche.projects:
            said = (speaker.value(fact), fact["source"]) if fact else ("", "")
            rows.append(("", f"– {speaker.name(project)}", *said))
    columns = ("date", "project", "amount", "source")
    return table_of(speaker.words, "title.tranches", columns, rows, ("amount",))


def years_table(speaker: Speaker, programme: Programme) -> Table:
    """Return what was announced by year."""
    rows = [
        (
            str(line.year), speaker.usd(line.announced_usd), speaker.usd(line.announced_so_far_usd),
            speaker.usd(line.remaining_usd),
        )
        for line in programme.years
    ]  # fmt: skip
    columns = ("year", "announced", "announced_so_far", "remaining")
    return table_of(speaker.words, "title.programme_years", columns, rows, columns[1:])


def programme_sentences(speaker: Speaker, programme: Programme) -> list[str]:
    """Say how far a programme has come, and what would have to follow."""
    words, said = speaker.words, []
    if programme.announced_usd is not None:
        total = words(
            "say.programme_total",
            programme=speaker.name(programme.subject),
            committed=speaker.usd(programme.committed_usd),
            announced=_money(speaker, programme.announced_usd),
            share=_share(programme),
            remaining=_money(speaker, programme.remaining_usd),
        )
        said.append(total)
    if programme.needed_usd_per_year is not None and programme.ends_on is not None:
        needed = speaker.usd(programme.needed_usd_per_year)
        said.append(words("say.programme_needed", date=programme.ends_on["value"], needed=needed))
    if programme.yearly_cap is not None:
        said.append(words("say.programme_cap", cap=speaker.value(programme.yearly_cap)))
    committed = programme.committed
    said.append(f"{speaker.measure('committed')}: {speaker.value(committed)}, {origin(speaker, committed)}")
    return said


def average_sentences(speaker: Speaker, day: dt.date) -> list[str]:
    """Compare yearly sums with the country's average outward investment."""
    return [
        speaker.words(
            "say.average",
            what=speaker.name(item.yearly["subject"]),
            yearly=speaker.value(item.yearly),
            ratio=percent(item.ratio),
            average=speaker.value(item.average),
            source=item.yearly["source"],
        )
        for item in comparisons(speaker.evidence, day)
    ]


def rate_sentences(speaker: Speaker, day: dt.date) -> list[str]:
    """Say the exchange rate nearest to a day, with its date."""
    rate = exchange_rate(speaker.evidence, day)
    if rate is None:
        return []
    fields = {"rate": speaker.value(rate), "date": rate["as_of"], "source": rate["source"]}
    return [speaker.words("say.rate", **fields)]


def _money(speaker: Speaker, dollars: float | None) -> str:
    return "" if dollars is None else speaker.usd(dollars)


def _share(programme: Programme) -> str:
    announced = programme.announced_usd
    return "" if announced is None else percent(announced / programme.committed_usd)


def programme_record(speaker: Speaker, programme: Programme) -> dict[str, Any]:
    """Return a programme as plain data."""
    return {
        "programme": programme.subject,
        "name": speaker.name(programme.subject),
        "committed_usd": programme.committed_usd,
        "announced_usd": programme.announced_usd,
        "remaining_usd": programme.remaining_usd,
        "needed_usd_per_year": programme.needed_usd_per_year,
        "committed": fact_record(speaker, programme.committed),
        "ends_on": programme.ends_on and programme.ends_on["value"],
        "yearly_cap_usd": programme.yearly_cap and programme.yearly_cap["base"],
        "tranches": [
            {
                "tranche": tranche.subject,
                "announced_on": tranche.announced_on,
                "announced": tranche.amount and fact_record(speaker, tranche.amount),
                "projects": {name: fact and fact_record(speaker, fact) for name, fact in tranche.projects},
            }
            for tranche in programme.tranches
        ],
        "years": [vars(line) for line in programme.years],
    }


def print_trend(file: TextIO, speaker: Speaker, trends: Sequence[FieldTrend]) -> None:
    """Print the fields over the summits."""
    console = console_for(file)
    table = trend_table(speaker, trends)
    heading(console, table.title)
    print_table(console, table)
    say(console, [speaker.words("say.trend_rule")])


def trend_table(speaker: Speaker, trends: Sequence[FieldTrend]) -> Table:
    """Return level and breadth of every field at every summit, and its direction."""
    rows = [
        (
            _area(speaker, trend.field),
            *(_stand(stand) for stand in trend.stands),
            speaker.words(f"trend.{trend.direction}"),
        )
        for trend in trends
    ]
    dates = [str(stand.summit.signed) for stand in trends[0].stands] if trends else []
    field, trend_label = speaker.words("label.field"), speaker.words("label.trend")
    return Table(speaker.words("title.trend"), (field, *dates, trend_label), tuple(rows))


def _stand(stand: Stand) -> str:
    return f"{stand.level:.1f} · {stand.breadth}" if stand.provisions else "–"


def trend_record(speaker: Speaker, trend: FieldTrend) -> dict[str, Any]:
    """Return a field's trend as plain data, with the provisions that it was computed from."""
    return {
        "field": trend.field,
        "name": _area(speaker, trend.field),
        "trend": trend.direction,
        "summits": [
            {
                "summit": stand.summit.agreement,
                "date": stand.summit.signed,
                "level": stand.level,
                "breadth": stand.breadth,
                "provisions": [
                    {
                        "number": row.number,
                        "text": row.title.in_language(speaker.language),
                        "source": row.source,
                        "locator": row.locator,
                    }
                    for row in stand.provisions
                ],
            }
            for stand in trend.stands
        ],
    }


def _area(speaker: Speaker, area: str) -> str:
    return str(getattr(speaker.evidence.areas[area], f"name_{speaker.language}"))
