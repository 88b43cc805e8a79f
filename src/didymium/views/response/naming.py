"""Names of parties, tasks, days and goods of a response, in the words of a language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from didymium.decisions.allocation.reading import CONFIDENTIAL
from didymium.decisions.response.mending import Mend
from didymium.decisions.response.tracing import Origin
from didymium.views.response.tasks import Task
from didymium.views.response.view import ResponseView
from didymium.views.wording import Words, number

MOST_GOODS = 3
SHARES = ("surge", "buy_twice")
"""Changes whose figures are shares."""


def holder_name(words: Words, holder: str) -> str:
    """Return the name of a holder of stocks."""
    message = f"response.holder.{holder}"
    return words(message) if message in words.catalogue.messages else holder.replace("_", " ")


def party_name(words: Words, kind: str, who: str) -> str:
    """Return the name of who draws, releases or makes something."""
    if who == CONFIDENTIAL:
        return words("response.holder.confidential")
    return words.plant(who) if kind == "run" else holder_name(words, who)


def task_name(words: Words, task: Task) -> str:
    """Say what a task is, without its goods."""
    origin, destination = words.region(task.origin), words.region(task.destination)
    if task.kind == "diversion":
        return words("response.do.diversion", origin=words.place(task.origin), destination=destination)
    if task.kind in ("ship", "purchase"):
        return words(f"response.do.{task.kind}", origin=origin, destination=destination)
    if task.kind == "reserve":
        return words("response.do.reserve", region=origin)
    return words(f"response.do.{task.kind}", who=party_name(words, task.kind, task.who), region=origin)


def origin_name(words: Words, origin: Origin) -> str:
    """Say where goods come from."""
    region = words.region(origin.region)
    if origin.kind == "give_up":
        return words("response.firm", who=words.sector(origin.who), region=region)
    if origin.kind in ("diversion", "purchase", "reserve"):
        return words("response.firm", who=words(f"response.kind.{origin.kind}"), region=region)
    return words("response.firm", who=party_name(words, origin.kind, origin.who), region=region)


def day(words: Words, view: ResponseView, date: dt.date) -> str:
    """Write a day shortly: without its year if that is the year in which the plan begins."""
    if date.year != view.response.request.as_of.year:
        return words.date(date)
    return words("response.date_short", day=date.day, month=words(f"month.{date.month}"))


def span(words: Words, view: ResponseView, task: Task) -> str:
    """Write the first and the last day of a task."""
    return words("response.span", first=day(words, view, task.begin), last=day(words, view, task.end))


def tonnes(t: float) -> str:
    """Write tonnes for a table: three significant digits, grams as nothing."""
    return number(t if t >= 5e-4 else 0.0)


def goods(words: Words, tonnes_by_material: Mapping[str, float], most: int = MOST_GOODS) -> str:
    """List goods with their tonnes, of many the first."""
    items = [
        words("response.goods", material=words.material(name), tonnes=words.tonnes(t))
        for name, t in tonnes_by_material.items()
    ]
    if len(items) <= most:
        return words("list.comma").join(items)
    return words("response.goods_more", list=words("list.comma").join(items[:most]), count=len(items) - most)


def mend_name(words: Words, mend: Mend) -> str:
    """Say what would be otherwise."""
    message = f"response.mend.{mend.name}"
    if mend.name in SHARES:
        return words(
            message, before=words.percent(mend.before or 0.0), after=words.percent(mend.after or 0.0)
        )
    return (
        words(message, days=words.days(mend.after))
        if mend.name == "by_air" and mend.after
        else words(message)
    )
