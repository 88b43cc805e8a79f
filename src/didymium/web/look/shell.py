"""The shell around every page: who we are, where to go, language, theme; then the page, then what it rests
on.
"""

from __future__ import annotations

import copy
import inspect
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from html import escape

from fastapi import Request
from nicegui import ui
from nicegui.language import Language

from didymium import __version__
from didymium.locale import LANGUAGES
from didymium.views.sentences import provenance_sentence
from didymium.web.access.identify import person_of
from didymium.web.look.html import Tag, link, select
from didymium.web.look.visit import LANGUAGE_COOKIE, THEME_COOKIE, THEMES, Visit, language_of, theme_of
from didymium.web.server import Server

Build = Callable[[Visit], Awaitable[None] | None]
_LANGUAGE_NAMES = {"en": "English", "ko": "한국어", "ja": "日本語"}
_PACKS: dict[str, Language] = {"en": "en-US", "ko": "ko-KR", "ja": "ja"}
_YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Page:
    """A page: its address, its name in the catalogue (``web.page.NAME``), and what builds its content.

    Pages with ``listed`` stand in the navigation.
    """

    name: str
    path: str
    build: Build
    listed: bool = True


def add_page(server: Server, page: Page, pages: Sequence[Page]) -> None:
    """Make a page reachable."""

    @ui.page(page.path, response_timeout=30.0)
    async def show(request: Request) -> None:
        visit = _visit(server, request)
        _prepare(visit, page)
        _head(visit, page, pages)
        # NiceGUI's page is the main landmark; what is around it stands beside it.
        with Tag("div", id="content", tabindex="-1"):
            built = page.build(visit)
            if inspect.isawaitable(built):
                await built
        _foot(visit)


def _visit(server: Server, request: Request) -> Visit:
    person = person_of(request)
    assert person is not None, "the guard lets nobody pass whom it does not know"
    return Visit(
        server=server,
        person=person,
        language=language_of(request),
        theme=theme_of(request),
        path=request.url.path,
        query=dict(request.query_params),
        session=f"{person.name} {ui.context.client.id}",
    )


def _prepare(visit: Visit, page: Page) -> None:
    """Set title, language and theme of the document."""
    client = ui.context.client
    # A page belongs to all its visitors; what is said of the document belongs to one.
    client.page = copy.copy(client.page)
    client.page.language = _PACKS[visit.language]
    client.page.dark = {"auto": None, "light": False, "dark": True}[visit.theme]
    client.title = f"{visit.words(f'web.page.{page.name}')} – didymium"
    ui.add_head_html(
        f'<link rel="stylesheet" href="/static/didymium.css?{__version__}">'
        f'<meta name="description" content="{escape(visit.server.case.settings.title)}">'
    )


def _head(visit: Visit, page: Page, pages: Sequence[Page]) -> None:
    words, layout = visit.words, ui.context.client.layout
    link(words("web.shell.skip"), "#content", "skip").move(layout, 0)
    with Tag("header", classes="top") as header:
        link("didymium", "/", "brand")
        with Tag("nav", aria_label=words("web.shell.pages")), Tag("ul"):
            for other in pages:
                if other.listed:
                    with Tag("li"):
                        here = "page" if other.name == page.name else None
                        link(words(f"web.page.{other.name}"), other.path, aria_current=here)
        with Tag("div", classes="tools"):
            _choice(words("web.shell.language"), _LANGUAGE_NAMES, visit.language, LANGUAGE_COOKIE, "lang")
            themes = {theme: words(f"web.shell.theme_{theme}") for theme in THEMES}
            _choice(words("web.shell.theme"), themes, visit.theme, THEME_COOKIE)
            if visit.person.signed_in:
                link(visit.person.name, "/account", "quiet")
    header.move(layout, 1)


def _choice(label: str, options: dict[str, str], value: str, cookie: str, parameter: str = "") -> None:
    """A list whose choice is kept in the browser and holds at once, in the same place."""
    chosen = select(f"choose-{cookie}", options, value, lambda _: None, aria_label=label)
    forget = f"address.searchParams.delete('{parameter}');" if parameter else ""
    chosen.on(
        "change",
        js_handler=f"""(e) => {{
            document.cookie = '{cookie}=' + e.target.value + ';path=/;max-age={_YEAR};samesite=lax';
            const address = new URL(location.href); {forget}
            // With a part behind the # the same address would not load the page anew.
            if (address.hash) {{ history.replaceState(history.state, '', address); location.reload(); }}
            else location.replace(address);
        }}""",
    )


def _foot(visit: Visit) -> None:
    words, case = visit.words, visit.server.case
    with Tag("footer", classes="bottom") as footer:
        Tag("p", words("web.shell.case", title=case.settings.title, year=case.settings.base_year))
        Tag("p", provenance_sentence(words))
        with Tag("p"):
            link(words("web.shell.api"), "/api/docs")
            Tag("span", f" · didymium {__version__}")
    footer.move(ui.context.client.layout)


assert set(_LANGUAGE_NAMES) == set(LANGUAGES)
