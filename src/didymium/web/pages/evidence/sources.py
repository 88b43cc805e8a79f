"""The sources: title, publisher, date, kind, licence, and how many facts rest on each; what they print
wrongly, and the sums that they state.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from didymium.evidence.sources import Source
from didymium.views.evidence.sources_list import corrections_table, sources_summary, sums_table
from didymium.web.look.forms import address_form, choice_field, send_button, text_field
from didymium.web.look.html import Tag, link
from didymium.web.look.tables import Cell, Row, linked_table, page_number, pager, view_table
from didymium.web.look.visit import Visit
from didymium.web.pages.evidence.asked import PATH

VIEW = "sources"
A_PAGE = 50
HEADERS = (
    "label.title", "web.evidence.publisher", "label.published", "label.kind", "label.licence", "label.used",
    "web.evidence.address",
)  # fmt: skip


def show_sources(visit: Visit) -> None:
    """Draw the sources of a kind, or all, whose title or publisher holds some words."""
    kind, asked = visit.query.get("kind", ""), visit.query.get("q", "").strip()[:300]
    kinds = sorted({str(row.kind) for row in visit.speaker.evidence.sources.values()})
    kind = kind if kind in kinds else ""
    _form(visit, kinds, kind, asked)
    Tag("p", sources_summary(visit.speaker, kind or None))
    found = [item for item in sorted(visit.speaker.evidence.sources.items()) if _fits(item[1], kind, asked)]
    Tag("h2", visit.words("web.evidence.sources_found", count=f"{len(found):,}"))
    pages = max(1, -(-len(found) // A_PAGE))
    page = page_number(visit, pages)
    words, used = visit.words, Counter(visit.speaker.evidence.facts["source"].to_list())
    rows = list(_rows(visit, found[(page - 1) * A_PAGE : page * A_PAGE], used))
    headers = [words(name) for name in HEADERS]
    linked_table(words("title.sources"), headers, rows, {HEADERS.index("label.used")}, {2})
    pager(visit, page, pages, view=VIEW, kind=kind, q=asked)


def show_corrections(visit: Visit) -> None:
    """Draw what sources print wrongly, and what is right."""
    Tag("h2", visit.words("title.corrections"))
    view_table(corrections_table(visit.speaker))


def show_sums(visit: Visit) -> None:
    """Draw the sums that sources state, and whether they add up."""
    Tag("h2", visit.words("title.sums"))
    view_table(sums_table(visit.speaker))


def _fits(source: Source, kind: str, asked: str) -> bool:
    text = f"{source.source} {source.title} {source.publisher}".casefold()
    return kind in ("", source.kind) and all(word in text for word in asked.casefold().split())


def _rows(visit: Visit, found: list[tuple[str, Source]], used: Counter[str]) -> Iterator[Row]:
    for name, source in found:
        yield (
            Cell(source.title, visit.address(PATH, source=name), name),
            source.publisher,
            source.published,
            visit.words(f"source_kind.{source.kind}"),
            source.licence,
            f"{used[name]:,}",
            Cell(visit.words("web.evidence.open") if source.url else "", source.url),
        )


def _form(visit: Visit, kinds: list[str], kind: str, asked: str) -> None:
    words = visit.words
    with address_form(PATH, classes="card row", view=VIEW):
        text_field(words("web.evidence.sources_search"), "q", asked, kind="search")
        options = {"": words("web.evidence.every_kind")}
        options |= {name: words(f"source_kind.{name}") for name in kinds}
        choice_field(words("label.kind"), "kind", options, kind)
        send_button(words("web.evidence.find"))
        if asked or kind:
            link(words("web.evidence.clear"), visit.address(PATH, view=VIEW), "button")
