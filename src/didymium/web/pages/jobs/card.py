"""One job in the list: what it is, how far it is, and what may be done with it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from didymium.web.jobs.folder import STEPS
from didymium.web.jobs.store import Job
from didymium.web.look.html import Tag, button, link
from didymium.web.look.visit import Visit
from didymium.web.pages.jobs.submission import PATH

Act = Callable[[str, str], Awaitable[None]]
"""Does something, ``cancel`` or ``forget``, with the job of a key."""


def moment_text(moment: str | None) -> str:
    """Return a time of the catalogue, UTC, to the minute."""
    return f"{moment[:16].replace('T', ' ')} UTC" if moment else ""


class JobCard:
    """Draws a job, and draws anew only what has changed: the focus stays where it is."""

    def __init__(self, visit: Visit, job: Job, place: int | None, act: Act, may_act: bool) -> None:
        self._visit, self._act, self._may_act = visit, act, may_act
        self._state = ""
        with Tag("li", classes="card job", id=f"job-{job.key}") as self.frame:
            with Tag("h3"):
                link(job.title, visit.address(PATH, job=job.key))
            Tag("p", self._what(job), classes="quiet")
            self._said = Tag("p", classes="state")
            self._bar = Tag("progress", aria_label=visit.words("web.jobs.progress", title=job.title))
            self._failure = Tag("p", classes="notice bad", hidden=True)
            self._actions = Tag("div", classes="row")
        self.show(job, place)

    @property
    def state(self) -> str:
        """The state that is shown."""
        return self._state

    def show(self, job: Job, place: int | None) -> None:
        """Show how far the job is now."""
        self._say(state_text(self._visit, job, place))
        if job.state == "running":
            self._bar.set(hidden=None, value=job.done if job.total else None, max=job.total or None)
        else:
            self._bar.set(hidden=True)
        if job.state != self._state:
            self._state = job.state
            self._failure.say(job.failure).set(hidden=not job.failure)
            self._offer(job)

    def _say(self, text: str) -> None:
        if self._said._text != text:
            self._said.say(text)

    def _what(self, job: Job) -> str:
        words = self._visit.words
        created = words("web.jobs.created", time=moment_text(job.created), owner=job.owner)
        return f"{words(f'web.jobs.kind_{job.kind}')} · {created}"

    def _offer(self, job: Job) -> None:
        """Offer what can be done in this state."""
        words = self._visit.words
        self._actions.clear()
        with self._actions:
            if job.state == "done":
                link(words("web.jobs.result"), self._visit.address(PATH, job=job.key), "button")
                link(words("web.jobs.archive"), f"/api/jobs/{job.key}/archive", "button", download=True)
            if self._may_act and not job.is_over:
                self._button("cancel", job)
            if self._may_act and job.is_over:
                self._button("forget", job)

    def _button(self, name: str, job: Job) -> None:
        text = self._visit.words(f"web.jobs.{name}")

        async def act(_: object) -> None:
            await self._act(name, job.key)

        button(text, act, aria_label=f"{text}: {job.title}")


def state_text(visit: Visit, job: Job, place: int | None) -> str:
    """Say where a job stands: its turn, its step, or when it was over."""
    words = visit.words
    said = words(f"web.jobs.state_{job.state}")
    if job.state == "queued" and place is not None:
        return f"{said} · {words('web.jobs.place', place=place)}"
    if job.state == "running":
        step = words(f"web.jobs.step_{job.message}") if job.message in STEPS else ""
        count = words("web.jobs.steps", done=f"{job.done:,}", total=f"{job.total:,}") if job.total else ""
        return " · ".join(part for part in (said, step, count) if part)
    if job.finished:
        return f"{said} · {moment_text(job.finished)}"
    return said
