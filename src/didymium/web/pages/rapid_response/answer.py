"""What is shown of a response: the state on the day, the plan, what it saves, what stays short."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from didymium.views.response.finding_tables import (
    assumed_table,
    days_text,
    failing_sectors_table,
    failing_stages_table,
    mends_table,
    priorities_table,
    savings_table,
    short_table,
    single_sources_table,
)
from didymium.views.response.gantt import Gantt, gantt_of
from didymium.views.response.report import cited
from didymium.views.response.sentences import (
    assumed_sentences,
    fallback_sentences,
    order_sentence,
    plan_sentences,
    short_sentences,
    situation_sentences,
)
from didymium.views.response.tables import (
    decisions_table,
    plan_table,
    reallocation_table,
    swaps_table,
    this_week_table,
)
from didymium.views.response.tasks import ALWAYS
from didymium.views.response.view import ResponseView
from didymium.views.result_tables import Table
from didymium.views.wording import Words
from didymium.web.look.figure import FigureCard, From
from didymium.web.look.html import Tag, button, lines
from didymium.web.look.tables import view_table
from didymium.web.look.visit import Visit
from didymium.web.pages.rapid_response.charts import (
    gantt_height_rem,
    gantt_numbers,
    gantt_options,
    savings_numbers,
    savings_options,
)

MOST_CITED = 4


def show_answer(visit: Visit, view: ResponseView) -> None:
    """Draw a response."""
    words = visit.words
    _cards(visit, view)
    _section(visit, "situation")
    lines([*situation_sentences(words, view), order_sentence(words, view)])
    _folded(failing_sectors_table(words, view), failing_stages_table(words, view))
    _section(visit, "plan")
    lines(plan_sentences(words, view))
    _savings(visit, view)
    _plan(visit, view)
    _section(visit, "fallback")
    lines(fallback_sentences(words, view))
    _section(visit, "decisions")
    _plain(decisions_table(words, view))
    _section(visit, "priorities")
    _plain(priorities_table(words, view))
    _section(visit, "vulnerabilities")
    _headed(single_sources_table(words, view))
    _section(visit, "short")
    lines(short_sentences(words, view))
    _headed(short_table(words, view))
    _headed(mends_table(words, view))
    _section(visit, "assumed")
    lines(assumed_sentences(words, view))
    _folded(assumed_table(words, view))


def _cards(visit: Visit, view: ResponseView) -> None:
    """The four figures that are told first."""
    words, answer = visit.words, view.answer
    saved = answer.savings
    first = answer.failing_stages[0] if answer.failing_stages else None
    cards = [
        ("nobody", words.money(saved.loss_if_nobody_acts_usd), ""),
        ("saved", words.money(saved.saved_against_nothing_usd), words.money(saved.saved_by_coordination_usd)),
        ("left", words.money(saved.loss_together_usd), words.money(saved.cost_together_usd)),
    ]
    with Tag("div", classes="two"):
        for name, big, below in cards:
            _card(words(f"web.response.card_{name}"), big, words(f"web.response.below_{name}", usd=below))
        if first is not None:
            said = words(
                "web.response.below_first",
                stage=words(f"stage.{first.stage}"),
                region=words.region(first.member),
                material=words.material(first.material),
            )
            _card(words("web.response.card_first"), days_text(words, first.days), said)


def _card(title: str, big: str, below: str) -> None:
    with Tag("div", classes="card"):
        Tag("strong", title)
        Tag("div", big, classes="big")
        Tag("p", below, classes="quiet")


def _savings(visit: Visit, view: ResponseView) -> None:
    words = visit.words
    numbers = savings_numbers(words, view)
    FigureCard(
        visit,
        "response_savings",
        words("response.section.savings"),
        savings_options(numbers),
        numbers,
        note=words("response.say.expected_note"),
        sources=sources_of(visit, view),
        height_rem=13.0,
    )
    _folded(savings_table(words, view))


def _plan(visit: Visit, view: ResponseView) -> None:
    words = visit.words
    if not view.tasks:
        return
    gantt = gantt_of(words, view)
    FigureCard(
        visit,
        "response_plan",
        gantt.title,
        gantt_options(words, gantt),
        gantt_numbers(words, view),
        note=_gantt_note(words, gantt, len(view.tasks)),
        sources=sources_of(visit, view),
        height_rem=gantt_height_rem(gantt),
    )
    _headed(this_week_table(words, view))
    table = plan_table(words, view)
    Tag("h3", table.title, classes="quantity")
    _branches(visit, view, table)
    _folded(swaps_table(words, view), reallocation_table(words, view))


def _gantt_note(words: Words, gantt: Gantt, count: int) -> str:
    note = words("web.response.gantt_note")
    if not gantt.left_out:
        return note
    return f"{note} {words('web.response.gantt_most', shown=len(gantt.bars), count=count)}"


def _branches(visit: Visit, view: ResponseView, table: Table) -> None:
    """The delivery plan, in parts: what is done in any case, and in each course."""
    words = visit.words
    found = {task.branch for task in view.tasks}
    names = [name for name in (ALWAYS, "granted", "refused") if name in found]
    parts = {
        name: replace(
            table,
            title=f"{table.title}: {words(f'response.branch.{name}')}",
            rows=tuple(row for row, task in zip(table.rows, view.tasks, strict=True) if task.branch == name),
        )
        for name in names
    }
    if len(names) == 1:
        view_table(table)
        return
    buttons: dict[str, Tag] = {}

    def show(name: str) -> None:
        for other, made in buttons.items():
            made.set(aria_pressed="true" if other == name else "false")
        place.clear()
        with place:
            view_table(parts[name])

    with Tag("div", classes="row", role="group", aria_label=table.title):
        for name in names:
            text = words(
                "web.response.branch_count",
                branch=words(f"response.branch.{name}"),
                count=len(parts[name].rows),
            )
            buttons[name] = button(text, _pressed(show, name), id=f"response-branch-{name}")
    place = Tag("div", aria_live="polite")
    show(names[0])


def _pressed(show: Callable[[str], None], name: str) -> Callable[[object], None]:
    return lambda _: show(name)


def sources_of(visit: Visit, view: ResponseView) -> list[From]:
    """Say what figures rest on: the model, and the sources that scenario and case cite most for it."""
    known = visit.speaker.evidence.sources
    names = [name for name in cited(view) if name in known][:MOST_CITED]
    return [
        From(visit.words("web.floor.model")),
        *(From(known[name].title, visit.address("/evidence", source=name)) for name in names),
    ]


def _section(visit: Visit, name: str) -> None:
    Tag("h2", visit.words(f"response.section.{name}"))


def _headed(table: Table) -> None:
    if table.rows:
        Tag("h3", table.title, classes="quantity")
        view_table(table)


def _plain(table: Table) -> None:
    """A table under a heading that says its title already."""
    if table.rows:
        view_table(table)


def _folded(*tables: Table) -> None:
    """Tables that open when somebody wants them."""
    for table in tables:
        if table.rows:
            with Tag("details", classes="disagreement"):
                Tag("summary", table.title)
                view_table(table)
