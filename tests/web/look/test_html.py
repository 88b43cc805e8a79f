"""Tables written as HTML: whatever stands in a cell, it is text."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from didymium.web.look.html import table_html

EVIL = "<script>alert('x')</script> & \"quoted\" <img src=x onerror=alert(1)>"


class Reader(HTMLParser):
    """Notes the tags with their attributes, and the text of each cell and caption."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.texts: list[list[str]] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(attrs)))
        self._inside = tag in ("td", "th", "caption")
        if self._inside:
            self.texts.append([])

    def handle_endtag(self, tag: str) -> None:
        self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.texts[-1].append(data)


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader


def texts(reader: Reader) -> list[str]:
    return ["".join(parts) for parts in reader.texts]


def test_markup_is_text_wherever_it_stands() -> None:
    """In the caption, a header, a cell: nothing but the tags of a table comes out."""
    html = table_html(EVIL, [EVIL, "t"], [[EVIL, 1.5], [None, EVIL]], [1])
    reader = read(html)
    assert {tag for tag, _ in reader.tags} <= {"table", "caption", "thead", "tbody", "tr", "th", "td"}
    assert texts(reader) == [EVIL, EVIL, "t", EVIL, "1.5", "None", EVIL]
    assert "<script" not in html and "<img" not in html


def test_columns_of_numbers_are_marked_and_headers_have_their_scope() -> None:
    reader = read(table_html("Prices", ["region", "usd"], [["JPN", "5"]], [1]))
    attributes = [(tag, dict(found)) for tag, found in reader.tags if tag in ("th", "td")]
    assert attributes == [
        ("th", {"scope": "col"}),
        ("th", {"class": "number", "scope": "col"}),
        ("td", {}),
        ("td", {"class": "number"}),
    ]


def test_a_caption_that_stands_above_already_is_for_screen_readers() -> None:
    """Or is left out where there is none."""
    assert ("caption", (("class", "visually-hidden"),)) in read(
        table_html("Prices", [], [], is_headed=True)
    ).tags
    assert not any(tag == "caption" for tag, _ in read(table_html("", ["a"], [])).tags)


CELLS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20)


@given(CELLS, st.lists(CELLS, min_size=1, max_size=4), st.lists(st.lists(CELLS, max_size=4), max_size=4))
def test_every_text_reads_back(caption: str, headers: list[str], rows: list[list[str]]) -> None:
    """Cell by cell, whatever is in it; the number of tags depends on the number of cells alone."""
    reader = read(table_html(caption, headers, rows))
    stated = [*([caption] if caption else []), *headers, *(cell for row in rows for cell in row)]
    assert texts(reader) == stated
    assert sum(tag in ("td", "th", "caption") for tag, _ in reader.tags) == len(stated)
