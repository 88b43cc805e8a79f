"""Acts on a page: whether the person may still do them, and the line in the audit."""

from __future__ import annotations

from anyio.to_thread import run_sync
from nicegui import ui

from didymium.web.access.accounts.audit import Outcome
from didymium.web.access.accounts.person import Person
from didymium.web.access.accounts.roles import Permission
from didymium.web.access.guard.requests_read import address_of
from didymium.web.access.identify import checked
from didymium.web.look.visit import Visit


async def allowed(visit: Visit, permission: Permission) -> Person:
    """Return who looks at the page, with the role that they have now: a page stays open when a role changes.

    Raises:
        Refusal: If they may not do it, or are no longer let in.
    """
    return checked(await run_sync(_person_now, visit), permission)


def _person_now(visit: Visit) -> Person | None:
    if not visit.person.signed_in:
        return visit.person
    account = visit.server.people.find(visit.person.name)
    return None if account is None or account.disabled else Person(account.name, account.role)


async def note(visit: Visit, action: str, subject: str, outcome: Outcome = "done") -> None:
    """Write an act of the person into the audit."""
    address = address_of(ui.context.client.request.scope)
    await run_sync(visit.server.audit.record, visit.person, address, action, subject, outcome)
