"""Long computations: submit them, see how far they are, fetch what came out."""

from __future__ import annotations

from didymium.web.access.accounts.roles import Permission
from didymium.web.look.html import Tag
from didymium.web.look.shell import Page
from didymium.web.look.visit import Visit
from didymium.web.pages.jobs.board import JobBoard
from didymium.web.pages.jobs.form import show_form
from didymium.web.pages.jobs.result import show_job
from didymium.web.pages.jobs.submission import PATH


async def build(visit: Visit) -> None:
    """Draw the form and the list, or the job that the address names."""
    words = visit.words
    Tag("h1", words("web.page.jobs"))
    if visit.query.get("job"):
        await show_job(visit, visit.query["job"])
        return
    Tag("p", words("web.jobs.lead"), classes="lead")
    board = JobBoard(visit)
    if visit.person.may(Permission.RUN_JOBS):
        show_form(visit, board)
    else:
        Tag("p", words("web.jobs.may_not"), classes="notice")
    await board.show()


PAGE = Page("jobs", PATH, build)
