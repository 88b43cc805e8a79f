"""The list of jobs, kept up to date while it is looked at."""

from __future__ import annotations

from collections.abc import Sequence

from anyio.to_thread import run_sync
from nicegui import ui

from didymium.catalogue.database import CatalogueError
from didymium.web.access.accounts.roles import Permission
from didymium.web.jobs.errors import JobError, NoSuchJob
from didymium.web.jobs.store import QUEUED, Job
from didymium.web.look.acting import allowed, note
from didymium.web.look.html import Tag, announce
from didymium.web.look.tables import page_number, pager
from didymium.web.look.visit import Visit
from didymium.web.pages.jobs.card import JobCard
from didymium.web.pages.jobs.submission import may_touch
from didymium.web.problem import Refusal

A_PAGE = 20
EVERY_SECONDS = 2.0
_AUDITED = {"cancel": "cancel job", "forget": "remove job"}


class JobBoard:
    """The jobs that a person may see: their own, an admin everybody's."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._owner = None if visit.person.may(Permission.SEE_ALL_JOBS) else visit.person.name
        self._cards: dict[str, JobCard] = {}
        self._first = 0

    async def show(self) -> None:
        """Draw the list, and look again every two seconds."""
        words = self._visit.words
        count = await run_sync(self._visit.server.jobs.count, self._owner)
        pages = max(1, -(-count // A_PAGE))
        page = page_number(self._visit, pages)
        self._first = (page - 1) * A_PAGE
        Tag("h2", words("web.jobs.all" if self._owner is None else "web.jobs.mine"))
        self._said = announce("")
        self._error = Tag("p", classes="notice bad", role="alert", hidden=True)
        self._none = Tag("p", words("web.jobs.none"), hidden=True)
        self._list = Tag("ul", classes="jobs")
        pager(self._visit, page, pages)
        await self.refresh()
        ui.timer(EVERY_SECONDS, self.refresh)

    async def refresh(self) -> None:
        """Show how far the jobs are now."""
        try:
            jobs, places = await run_sync(self._look)
        except CatalogueError:
            self._fail(self._visit.words("web.refused.catalogue"))
            return
        self._none.set(hidden=bool(jobs))
        for key in self._cards.keys() - {job.key for job in jobs}:
            self._cards.pop(key).frame.delete()
        may_act = self._visit.person.may(Permission.RUN_JOBS)
        for position, job in enumerate(jobs):
            card = self._cards.get(job.key)
            if card is not None:
                self._tell(card.state, job)
                card.show(job, places.get(job.key))
                continue
            with self._list:
                made = JobCard(self._visit, job, places.get(job.key), self.act, may_act)
            made.frame.move(target_index=position)
            self._cards[job.key] = made

    def _look(self) -> tuple[Sequence[Job], dict[str, int | None]]:
        queue = self._visit.server.jobs
        jobs = queue.list(self._owner, offset=self._first, limit=A_PAGE)
        return jobs, {job.key: queue.place(job.key) for job in jobs if job.state == QUEUED}

    def _tell(self, before: str, job: Job) -> None:
        """Have screen readers say that a job is over."""
        if before != job.state and job.is_over:
            self._said.say(f"{job.title}: {self._visit.words(f'web.jobs.state_{job.state}')}")

    async def act(self, name: str, key: str) -> None:
        """Cancel or remove a job, if the person may."""
        queue = self._visit.server.jobs
        self._error.set(hidden=True)
        try:
            person = await allowed(self._visit, Permission.RUN_JOBS)
            job = await run_sync(queue.get, key)
            if not may_touch(person, job):
                raise NoSuchJob(f'there is no job "{key}"')
            await run_sync(queue.cancel if name == "cancel" else queue.forget, key)
        except Refusal:
            await note(self._visit, _AUDITED[name], key, "refused")
            self._fail(self._visit.words("web.jobs.may_not"))
        except JobError as error:
            self._fail(str(error))
        except CatalogueError:
            self._fail(self._visit.words("web.refused.catalogue"))
        else:
            await note(self._visit, _AUDITED[name], f"{job.key} {job.title}")
            await self.refresh()

    def _fail(self, text: str) -> None:
        self._error.say(text).set(hidden=None)
