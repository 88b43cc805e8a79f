"""Validation: backtests held against history, and published figures beside ours; the bad ones too."""

from __future__ import annotations

from anyio.to_thread import run_sync

from didymium.files.suggestion import did_you_mean
from didymium.web.look.html import Tag
from didymium.web.look.shell import Page
from didymium.web.look.tables import tabs
from didymium.web.look.visit import Visit
from didymium.web.pages.validation.asked import PATH
from didymium.web.pages.validation.backtests import show_all, show_one
from didymium.web.pages.validation.published import show_published

VIEWS = ("backtests", "published")


async def build(visit: Visit) -> None:
    """Draw the part of the page that the address asks for."""
    words = visit.words
    wanted = visit.query.get("view", "")
    view = wanted if wanted in VIEWS else VIEWS[0]
    Tag("h1", words("web.page.validation"))
    Tag("p", words("web.validation.lead"), classes="lead")
    shown = []
    for name in VIEWS:
        address = visit.address(PATH, view="" if name == VIEWS[0] else name)
        shown.append((words(f"web.validation.view_{name}"), address, name == view))
    tabs(words("web.validation.views"), shown)
    if view == "published":
        show_published(visit)
    else:
        await _backtests(visit)


async def _backtests(visit: Visit) -> None:
    """Draw the backtest that is asked for, or all of them."""
    recorded, name = visit.server.recorded, visit.query.get("backtest", "").strip()[:100]
    # Read aside once: other visitors go on.
    cases = await run_sync(recorded.cases)
    known = recorded.named()
    if name in known:
        show_one(visit, *known[name])
        return
    if name:
        hint = did_you_mean(name, known, limit=0)
        said = visit.words("web.validation.unknown", name=name)
        Tag("p", f"{said} ({hint})" if hint else said, classes="notice bad", role="alert")
    show_all(visit, cases)


PAGE = Page("validation", PATH, build)
