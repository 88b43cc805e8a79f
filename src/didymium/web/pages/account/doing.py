"""Doing something to accounts: only with permission, in the audit, and with an answer in words."""

from __future__ import annotations

from collections.abc import Callable

from anyio.to_thread import run_sync

from didymium.catalogue.database import CatalogueError
from didymium.web.access.accounts.roles import Permission
from didymium.web.access.problems import PeopleError
from didymium.web.look.acting import allowed, note
from didymium.web.look.html import Tag
from didymium.web.look.visit import Visit
from didymium.web.problem import Refusal


async def do(
    visit: Visit,
    permission: Permission,
    action: str,
    subject: str,
    work: Callable[[], object],
    said: Tag,
) -> bool:
    """Do some work if the person may, write it into the audit, and say in ``said`` why it was not done.

    ``action`` and ``subject`` are what the audit calls it. Returns whether it was done.
    """
    words, outcome = visit.words, ""
    try:
        await allowed(visit, permission)
        await run_sync(work)
    except Refusal:
        outcome = words("web.account.may_not")
    except PeopleError as error:
        outcome = words("web.account.not_done", reason="; ".join(error.faults))
    except CatalogueError:
        said.say(words("web.refused.catalogue"))
        return False
    await note(visit, action, subject, "refused" if outcome else "done")
    said.say(outcome or words("web.account.done"))
    return not outcome


def status_line(identifier: str) -> Tag:
    """Draw where it is said what came of an act."""
    return Tag("p", "", classes="problems", role="status", aria_live="polite", id=identifier)
