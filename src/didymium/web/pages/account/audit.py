"""The audit, for an admin: who did what, when, from where, the latest first."""

from __future__ import annotations

from anyio.to_thread import run_sync

from didymium.web.look.html import Tag, link
from didymium.web.look.tables import linked_table
from didymium.web.look.visit import Visit

A_PAGE = 50
COLUMNS = ("at", "who", "role", "from", "action", "subject", "outcome")


async def show_audit(visit: Visit) -> None:
    """Draw a page of the audit, from the act before the one that the address names."""
    words, text = visit.words, visit.query.get("after", "")
    after = int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None
    acts = await run_sync(visit.server.audit.list, after, A_PAGE + 1)
    Tag("h2", words("web.account.view_audit"))
    if not acts:
        Tag("p", words("web.account.no_acts"))
        return
    rows = [
        (
            act.at.replace("T", " ")[:19],
            act.who or "–",
            act.role,
            act.address,
            act.action,
            act.subject,
            words(f"web.account.outcome_{act.outcome}"),
        )
        for act in acts[:A_PAGE]
    ]
    headers = [words(f"web.account.audit_{column}") for column in COLUMNS]
    linked_table(words("web.account.view_audit"), headers, rows, tight={0})
    with Tag("nav", classes="row pager", aria_label=words("web.pager.label")):
        if after is not None:
            link(words("web.account.latest"), visit.address(visit.path, view="audit"), "button")
        if len(acts) > A_PAGE:
            older = visit.address(visit.path, view="audit", after=acts[A_PAGE - 1].number)
            link(words("web.account.older"), older, "button")
