"""The account: who one is here, tokens and password; for an admin people and the audit."""

from __future__ import annotations

from didymium.web.access.accounts.roles import Permission
from didymium.web.look.html import Tag
from didymium.web.look.shell import Page
from didymium.web.look.tables import tabs
from didymium.web.look.visit import Visit
from didymium.web.pages.account.audit import show_audit
from didymium.web.pages.account.own import show_own
from didymium.web.pages.account.people import show_people

PATH = "/account"
_VIEWS = {"own": None, "people": Permission.MANAGE_PEOPLE, "audit": Permission.READ_AUDIT}
"""The parts of the page, and what one must be allowed to see each."""
_SHOW = {"own": show_own, "people": show_people, "audit": show_audit}


async def build(visit: Visit) -> None:
    """Draw the part of the page that the address asks for."""
    words, person = visit.words, visit.person
    Tag("h1", words("web.page.account"))
    open_ = [name for name, needed in _VIEWS.items() if needed is None or person.may(needed)]
    view = visit.query.get("view", "")
    if view in _VIEWS and view not in open_:
        Tag("p", words("web.account.may_not"), classes="notice bad", role="alert")
    view = view if view in open_ else "own"
    if len(open_) > 1:
        shown = []
        for name in open_:
            address = visit.address(PATH, view="" if name == "own" else name)
            shown.append((words(f"web.account.view_{name}"), address, name == view))
        tabs(words("web.account.views"), shown)
    await _SHOW[view](visit)


PAGE = Page("account", PATH, build, listed=False)
