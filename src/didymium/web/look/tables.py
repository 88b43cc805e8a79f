"""Tables with links in their cells, tabs, pages of long lists, and lists of terms: as plain HTML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from nicegui import ui

from didymium.views.result_tables import Table
from didymium.web.look.html import Tag, link
from didymium.web.look.visit import Visit

PAGE_PARAMETER = "page"


@dataclass(frozen=True)
class Cell:
    """A text of a table, with where it leads and a smaller text below it, if any."""

    text: str
    address: str = ""
    below: str = ""


Row = Sequence[str | Cell]


def is_outside(address: str) -> bool:
    """Say whether an address is one of the web, which a link may lead to; nothing else that a source may
    give for one is, as a script.
    """
    return address.startswith(("https://", "http://"))


def markup(cell: str | Cell) -> str:
    """Return a cell as HTML, every text escaped."""
    if isinstance(cell, str):
        return escape(cell)
    text = escape(cell.text)
    if is_outside(cell.address):
        text = f'<a href="{escape(cell.address)}" target="_blank" rel="noopener noreferrer">{text}</a>'
    elif cell.address.startswith("/") and not cell.address.startswith("//"):
        text = f'<a href="{escape(cell.address)}">{text}</a>'
    return f'{text}<br><span class="quiet">{escape(cell.below)}</span>' if cell.below else text


def rows_html(
    headers: Sequence[str], rows: Iterable[Row], right: Iterable[int] = (), tight: Iterable[int] = ()
) -> str:
    """Return a table as HTML; ``right`` are the columns of numbers, ``tight`` those that stay on a line."""
    looks = dict.fromkeys(tight, ' class="tight"') | dict.fromkeys(right, ' class="number"')

    def cells(tag: str, row: Row) -> str:
        scope = ' scope="col"' if tag == "th" else ""
        kinds = (looks.get(place, "") for place in range(len(row)))
        return "".join(
            f"<{tag}{scope}{kind}>{markup(cell)}</{tag}>" for cell, kind in zip(row, kinds, strict=True)
        )

    body = "".join(f"<tr>{cells('td', row)}</tr>" for row in rows)
    return f'<table class="data"><thead><tr>{cells("th", headers)}</tr></thead><tbody>{body}</tbody></table>'


def linked_table(
    label: str,
    headers: Sequence[str],
    rows: Iterable[Row],
    right: Iterable[int] = (),
    tight: Iterable[int] = (),
) -> Tag:
    """Draw a table; ``label`` says what it holds to whoever does not see the heading above it."""
    with Tag("div", classes="scroll", tabindex="0", role="region", aria_label=label) as frame:
        ui.html(rows_html(headers, rows, right, tight), sanitize=False)
    return frame


def view_table(found: Table) -> None:
    """Draw a table of a view whose title stands above it as a heading."""
    linked_table(found.title, found.headers, found.rows, found.right)
    if found.note:
        Tag("p", found.note, classes="quiet")


def pairs(found: Iterable[tuple[str, str | Cell]]) -> None:
    """Draw terms and what they stand for; blank ones are left out."""
    shown = [(term, cell) for term, cell in found if (cell if isinstance(cell, str) else cell.text)]
    body = "".join(f"<dt>{escape(term)}</dt><dd>{markup(cell)}</dd>" for term, cell in shown)
    ui.html(f'<dl class="pairs">{body}</dl>', sanitize=False)


def tabs(label: str, shown: Iterable[tuple[str, str, bool]]) -> None:
    """Draw links between the parts of a page: text, address, and whether it is the one shown."""
    with Tag("nav", classes="tabs", aria_label=label):
        for text, address, is_here in shown:
            link(text, address, aria_current="page" if is_here else None)


def page_number(visit: Visit, pages: int) -> int:
    """Return which of so many pages of a list the address asks for, from 1."""
    text = visit.query.get(PAGE_PARAMETER, "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 1
    return max(1, min(number, pages))


def pager(visit: Visit, page: int, pages: int, **parameters: object) -> None:
    """Draw links to the neighbouring pages of a list, if it has more than one."""
    if pages < 2:
        return
    words = visit.words
    with Tag("nav", classes="row pager", aria_label=words("web.pager.label")):
        for key, number in (("previous", page - 1), ("next", page + 1)):
            if 1 <= number <= pages:
                shown = None if number == 1 else number
                address = visit.address(visit.path, **{**parameters, PAGE_PARAMETER: shown})
                link(words(f"web.pager.{key}"), address, "button", rel=key.replace("previous", "prev"))
        Tag("span", words("web.pager.place", page=page, pages=pages), classes="quiet")
