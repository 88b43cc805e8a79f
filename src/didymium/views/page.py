"""A page: sections of words, figures and tables in one HTML file that needs nothing but itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from jinja2 import Environment, PackageLoader, StrictUndefined

from didymium.evidence.sources import Source
from didymium.views.result_tables import Table
from didymium.views.svg import Chart
from didymium.views.wording import Words

MOST_NAMED = 12
"""Sources named below a section; the rest is only in the list."""


@dataclass(frozen=True)
class Figure:
    """A chart and what is said below it."""

    chart: Chart
    note: str = ""


@dataclass(frozen=True)
class Part:
    """Sentences under a heading of their own."""

    heading: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """A section of the report: words, figures and tables, and the ids of the sources that they rest on."""

    name: str
    heading: str
    paragraphs: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()
    folded: tuple[Table, ...] = ()
    sources: tuple[str, ...] = ()
    more_sources: int = 0
    listed: tuple[Source, ...] = field(default=())


def render_page(words: Words, title: str, lead: str, sections: Sequence[Section]) -> str:
    """Return a page as HTML: a heading, what it is about, a list of contents, and its sections."""
    template = page_environment().get_template("page.html.j2")
    return template.render(words=words, lang=words.language, title=title, lead=lead, sections=sections)


def page_environment() -> Environment:
    """Return what renders the templates of pages: escaped, strict about what is missing."""
    loader = PackageLoader("didymium.views", "templates")
    return Environment(
        loader=loader,
        autoescape=True,
        finalize=_unbroken,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _unbroken(value: object) -> object:
    """Keep a number and its per cent sign on one line."""
    return value.replace(" %", "\u00a0%") if type(value) is str else value


def section_of(
    words: Words,
    name: str,
    paragraphs: Sequence[str],
    cited: Sequence[str],
    *,
    parts: tuple[Part, ...] = (),
    figures: tuple[Figure, ...] = (),
    tables: tuple[Table, ...] = (),
    folded: tuple[Table, ...] = (),
    page: str = "report",
) -> Section:
    """Return a section whose heading is a message of the catalogue; of many sources only some are named."""
    said, named = tuple(text for text in paragraphs if text), tuple(cited[:MOST_NAMED])
    left = max(len(cited) - MOST_NAMED, 0)
    return Section(name, words(f"{page}.{name}"), said, parts, figures, tables, folded, named, left)
