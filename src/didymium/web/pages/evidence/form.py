"""The form that asks for facts. It is sent as an address, so that the address is the question."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from nicegui import ui

from didymium.web.look.forms import address_form, send_button, text_field
from didymium.web.look.html import Tag, link
from didymium.web.look.visit import Visit
from didymium.web.pages.evidence.asked import DATES, NAMED, PATH, Asked, Fault, fault_sentence

EXAMPLES = 5


def search_form(visit: Visit, asked: Asked) -> None:
    """Draw the form with what was asked, and below it what is wrong with that."""
    words, filters = visit.words, asked.filters
    with address_form(PATH):
        hint = words("web.evidence.search_hint")
        text_field(words("web.evidence.search"), "q", filters.get("q", ""), kind="search", hint=hint)
        is_open = any(name in filters for name in (*NAMED, *DATES))
        with Tag("details", open=is_open):
            Tag("summary", words("web.evidence.filters"))
            with Tag("div", classes="grid"):
                for name in NAMED:
                    known = f"known-{'subject' if name == 'region' else name}"
                    text_field(words(f"web.evidence.{name}"), name, filters.get(name, ""), list=known)
                for name in DATES:
                    _dated(visit, name, filters.get(name, ""))
        with Tag("div", classes="row"):
            send_button(words("web.evidence.find"))
            if filters:
                link(words("web.evidence.clear"), PATH, "button")
    for fault in asked.faults:
        with Tag("p", classes="notice bad", role="alert"):
            Tag("span", fault_sentence(visit, fault) + " ")
            if fault.nearest:
                mended = _mended(filters[fault.field], fault)
                address = visit.address(PATH, **asked.with_(**{fault.field: mended}))
                link(words("web.evidence.nearest", word=fault.nearest), address)
    _suggestions(visit)


def _mended(text: str, fault: Fault) -> str:
    return re.sub(re.escape(fault.text), lambda _: fault.nearest, text, flags=re.IGNORECASE)


def examples(visit: Visit) -> None:
    """Draw questions to begin with."""
    words = visit.words
    with Tag("p"):
        Tag("span", words("web.evidence.examples") + " ")
        for number in range(1, EXAMPLES + 1):
            text = words(f"web.evidence.example_{number}")
            link(text, visit.address(PATH, q=text), "tag")


def _dated(visit: Visit, name: str, value: str) -> None:
    # A browser's date field takes whole days; an address may also ask for a month or a year.
    kind = "date" if len(value) in (0, 10) else "text"
    text_field(visit.words(f"web.evidence.{name}"), name, value, kind=kind)


def _suggestions(visit: Visit) -> None:
    """Name what the filters know, for the browser to propose while one types."""
    speaker, evidence = visit.speaker, visit.speaker.evidence
    lists = {
        "subject": [(speaker.name(name), "") for name in sorted(set(evidence.facts["subject"]))],
        "measure": [(speaker.measure(name), "") for name in evidence.measures],
        "material": [(speaker.name(name), "") for name in evidence.materials],
        "source": [(name, row.title) for name, row in evidence.sources.items()],
    }
    ui.html("".join(_list(name, found) for name, found in lists.items()), sanitize=False)


def _list(name: str, found: Iterable[tuple[str, str]]) -> str:
    options = "".join(
        f'<option value="{escape(value)}">{escape(label)}</option>' for value, label in sorted(set(found))
    )
    return f'<datalist id="known-{name}">{options}</datalist>'
