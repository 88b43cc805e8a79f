"""Plain HTML elements: what a browser, a keyboard and a screen reader know without help."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from typing import Any

from nicegui import ui
from nicegui.element import Element

from didymium.views.result_tables import Table

Act = Callable[[Any], Any]


class Tag(Element):
    """An element with attributes and text."""

    def __init__(self, tag: str, text: str = "", *, classes: str = "", **attributes: Any) -> None:
        """Underscores in the names of attributes stand for hyphens; a last one is left off (``for_``)."""
        super().__init__(tag)
        if classes:
            self.classes(classes)
        self.set(**attributes)
        if text:
            self.say(text)

    def set(self, **attributes: Any) -> Tag:
        """Set attributes; None takes one away."""
        for name, value in attributes.items():
            key = name.rstrip("_").replace("_", "-")
            if value is None or value is False:
                self._props.pop(key, None)
            else:
                self._props[key] = "" if value is True else value
        self.update()
        return self

    def say(self, text: str) -> Tag:
        """Replace the text."""
        self._text = text
        self.update()
        return self


def link(text: str, address: str, classes: str = "", **attributes: Any) -> Tag:
    """A link."""
    return Tag("a", text, classes=classes, href=address, **attributes)


def button(text: str, act: Act, classes: str = "button", **attributes: Any) -> Tag:
    """A button that does something."""
    made = Tag("button", text, classes=classes, type="button", **attributes)
    made.on("click", act)
    return made


def field(label: str, control: Callable[[str], Element], hint: str = "") -> Element:
    """A labelled control; ``control`` is given the id that the label names."""
    with Tag("div", classes="field") as frame:
        identifier = f"f{frame.id}"
        Tag("label", label, for_=identifier)
        made = control(identifier)
        if hint:
            Tag("span", hint, classes="quiet", id=f"{identifier}h")
            made._props["aria-describedby"] = f"{identifier}h"
    return made


def select(identifier: str, options: Mapping[str, str], value: str, act: Act, **attributes: Any) -> Tag:
    """A list to choose one from; ``act`` gets the key of what was chosen."""
    made = Tag("select", id=identifier, **attributes)
    with made:
        for key, text in options.items():
            Tag("option", text, value=key, selected=key == value)
    made.on("change", lambda event: act(event.args), js_handler="(e) => emit(e.target.value)")
    return made


def slider(
    identifier: str, low: float, high: float, step: float, value: float, said: str, act: Act, moving: Act
) -> Tag:
    """A slider; ``act`` gets the value on release, ``moving`` while it moves; ``said`` is the value in words,
    which screen readers say.
    """
    made = Tag("input", type="range", id=identifier, min=low, max=high, step=step, aria_valuetext=said)
    # As an attribute: a property would be put back, and the slider with it, at every update of the page.
    made._props["^value"] = value
    made.on("change", lambda event: act(float(event.args)), js_handler="(e) => emit(e.target.value)")
    made.on(
        "input",
        lambda event: moving(float(event.args)),
        js_handler="(e) => emit(e.target.value)",
        throttle=0.1,
    )
    return made


def check(text: str, value: bool, act: Act, **attributes: Any) -> Tag:
    """A box to tick, with its label; ``act`` gets whether it is ticked."""
    with Tag("label", classes="check"):
        box = Tag("input", type="checkbox", checked=value, **attributes)
        box.on("change", lambda event: act(bool(event.args)), js_handler="(e) => emit(e.target.checked)")
        Tag("span", text)
    return box


def table(
    found: Table, most: int = 200, more: Callable[[int], str] | None = None, *, is_headed: bool = False
) -> Element:
    """A table of a view; ``more`` says how many rows are left out. Where a heading says the title already,
    only screen readers say it again.
    """
    with Tag("div", classes="scroll", tabindex="0", role="region", aria_label=found.title) as frame:
        # One element, not one a cell: a page may hold thousands of cells.
        shown = found.rows[:most]
        ui.html(table_html(found.title, found.headers, shown, found.right, is_headed), sanitize=False)
        left = len(found.rows) - most
        if left > 0 and more:
            Tag("p", more(left), classes="quiet")
        if found.note:
            Tag("p", found.note, classes="quiet")
    return frame


def table_html(
    caption: str,
    headers: Sequence[str],
    rows: Iterable[Sequence[object]],
    numbers: Iterable[int] = (),
    is_headed: bool = False,
) -> str:
    """Return a table as HTML, every text escaped."""
    right = set(numbers)

    def cell(tag: str, position: int, text: object) -> str:
        kind = ' class="number"' if position in right else ""
        scope = ' scope="col"' if tag == "th" else ""
        return f"<{tag}{kind}{scope}>{escape(str(text))}</{tag}>"

    head = "".join(cell("th", position, text) for position, text in enumerate(headers))
    body = "".join(
        f"<tr>{''.join(cell('td', position, text) for position, text in enumerate(row))}</tr>" for row in rows
    )
    hidden = ' class="visually-hidden"' if is_headed else ""
    title = f"<caption{hidden}>{escape(caption)}</caption>" if caption else ""
    return f'<table class="data">{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def lines(sentences: Sequence[str]) -> None:
    """Sentences as paragraphs; those that begin with a dash as the items of a list."""
    open_list: Element | None = None
    for sentence in sentences:
        text = sentence.strip()
        if not text.startswith(("–", "-")):
            open_list = None
            Tag("p", text)
            continue
        open_list = open_list or Tag("ul")
        with open_list:
            Tag("li", text.lstrip("–- "))


def announce(text: str) -> Tag:
    """A text that screen readers say when it changes."""
    return Tag("p", text, classes="visually-hidden", role="status", aria_live="polite")


def set_address(path: str, query: str) -> None:
    """Have the browser show an address that leads back to this view, without loading it."""
    address = f"{path}?{query}" if query else path
    ui.run_javascript(f"history.replaceState(history.state, '', {json.dumps(address)})")


def download(content: bytes, filename: str) -> None:
    """Have the browser save a file."""
    ui.download.content(content, filename)
