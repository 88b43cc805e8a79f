"""What news changed in a plan and why: in words, as a table, and as plain data."""

from __future__ import annotations

from typing import Any

from didymium.decisions.response.news import News
from didymium.decisions.response.updating import Change, Update
from didymium.views.response.naming import party_name, tonnes
from didymium.views.result_tables import Table
from didymium.views.wording import Words

_ARROW = " → "


def update_sentences(words: Words, update: Update) -> list[str]:
    """Say from when on the plan was made again, and what was entered and learnt; those begin with a dash."""
    entered = [news_sentence(words, row) for row in update.news]
    learnt = [f"{words.date(one.date)}: {one.title}" for one in update.learnt]
    return [again_sentence(words, update), *(f"– {said}" for said in (*entered, *learnt))]


def again_sentence(words: Words, update: Update) -> str:
    """Say from when on the plan was made again."""
    weeks = update.done_periods
    return words("response.change.again", date=words.date(update.news[-1].date), weeks=weeks)


def news_sentence(words: Words, row: News) -> str:
    """Say a piece of news in a line."""
    parts = [
        words.region(row.origin) if row.origin else "",
        _named(words, row),
        words("list.comma").join(words.material(name) for name in row.listed_materials),
        words("list.comma").join(words.region(name) for name in row.listed_destinations),
        "" if row.value is None else f"{row.value:g}",
    ]
    said = words("list.comma").join(part for part in parts if part)
    kind = words(f"response.change.kind_{row.kind}")
    return words("response.change.item", date=words.date(row.date), kind=kind, what=said, source=row.source)


def _named(words: Words, row: News) -> str:
    """Name the plant, sector or holder of news."""
    if not row.subject:
        return ""
    if row.kind == "demand":
        return words.sector(row.subject)
    return party_name(words, "run" if row.kind == "outage" else "draw", row.subject)


def changes_table(words: Words, update: Update) -> Table:
    """Return what is done otherwise, the largest change first, with the news that it follows from."""
    headers = tuple(
        words(f"response.change.column_{name}") for name in ("what", "before", "after", "more", "why")
    )
    rows = tuple(
        (
            change_name(words, change),
            tonnes(change.before_t),
            tonnes(change.after_t),
            f"{'+' if change.more_t > 0 else '−'}{tonnes(abs(change.more_t))}",
            _why(words, change, update),
        )
        for change in update.changes
    )
    note = words("response.change.note")
    return Table(words("response.change.title"), headers, rows, frozenset({1, 2, 3}), note)


def change_name(words: Words, change: Change) -> str:
    """Say what is done more or less of."""
    text = change.label
    if change.block == "run":
        region = _region_of(words, text)
        return words("response.do.run", who=words.plant(text), region=region)
    if change.block in ("ship", "take"):
        first, _, destination = text.rpartition(_ARROW)
        *kind, material, origin = first.split(" ")
        ends = {"origin": words.region(origin), "destination": words.region(destination)}
        said = words(f"response.do.{kind[0] if kind else 'ship'}", **ends)
        return f"{said}: {words.material(material)}"
    *holder, region, material = text.split(" ")
    place = words.region(region)
    if not holder:
        return f"{words('response.do.reserve', region=place)}: {words.material(material)}"
    who = party_name(words, "draw", " ".join(holder))
    return f"{words('response.do.draw', who=who, region=place)}: {words.material(material)}"


def _region_of(words: Words, plant: str) -> str:
    return next((words.region(row.region) for row in words.case.plants if row.plant == plant), "")


def _why(words: Words, change: Change, update: Update) -> str:
    """Name the news behind a change, entered or learnt, each day and kind once."""
    entered = [update.news[number] for number in change.reasons]
    said = [f"{words(f'response.change.kind_{row.kind}')} {words.date(row.date)}" for row in entered]
    learnt = [update.learnt[number] for number in change.learnt]
    said += [words("response.change.learnt", date=words.date(one.date)) for one in learnt]
    return words("list.comma").join(dict.fromkeys(said)) or words("response.change.follows")


def update_data(update: Update) -> dict[str, Any]:
    """Return what an update is about as plain data; ``reasons`` of a change are
    positions in ``news``, its ``learnt`` in the list of that name, from 0.
    """
    return {
        "from": update.news[-1].date.isoformat(),
        "done_weeks": update.done_periods,
        "news": [row.model_dump(mode="json") for row in update.news],
        "learnt": [
            {"date": one.date.isoformat(), "title": one.title, "share": one.share, "source": one.source}
            for one in update.learnt
        ],
        "changes": [change_data(change) for change in update.changes],
    }


def change_data(change: Change) -> dict[str, Any]:
    """Return one action that is now more, less, new or gone."""
    return {
        "block": change.block,
        "label": change.label,
        "before_t": change.before_t,
        "after_t": change.after_t,
        "reasons": list(change.reasons),
        "learnt": list(change.learnt),
    }
