"""Cases that people send: held against themselves as by ``didymium check``, and kept nowhere."""

from __future__ import annotations

import asyncio
import errno
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from anyio.to_thread import run_sync
from fastapi import Request, Response
from pydantic import BaseModel, ConfigDict

from didymium.backtest.reading import backtest_problems
from didymium.case.caps import ladder_caps
from didymium.case.checks import notes_on
from didymium.case.folder import SETTINGS
from didymium.case.reading import read_case
from didymium.case.settings import Settings
from didymium.decisions.rival.reading import rival_problems
from didymium.files.problems import InputError, Problem
from didymium.files.toml_file import read_toml
from didymium.scenario.case_check import case_problems
from didymium.web.access.accounts.audit import Outcome
from didymium.web.access.accounts.person import Person
from didymium.web.access.guard.requests_read import address_of
from didymium.web.access.uploads import unpack_case
from didymium.web.api.answers.bodies import BODY, ZIP, body_bytes
from didymium.web.api.answers.errors import SOON_SECONDS
from didymium.web.api.answers.parameters import Uploader, server_of
from didymium.web.api.answers.refusals import refusals
from didymium.web.api.answers.routes import router_of
from didymium.web.problem import ProblemEntry, Refusal

router = router_of("Case")

LONGEST_SECONDS = 60.0
"""Longest time that an answer may take."""
MOST_AT_ONCE = 2
SMALLEST_BYTES = 22
"""Size of an archive that holds nothing."""
MOST_PROBLEMS = 10_000
"""Problems that an answer lists: a small archive may unpack to a million wrong rows."""
FOLDER = "case"
"""What messages call the folder of a case whose name nobody could read."""
_LONGEST_NAME = 100
_ARCHIVE = f"{BODY}.zip"
_DISK_FULL = (errno.ENOSPC, errno.EDQUOT)


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class CapRecord(_Record):
    """What a sector pays at most for a material before every use of it is replaced."""

    sector: str
    """Sector."""
    material: str
    """Material that it uses."""
    penalty_usd_per_kg: float | None
    """Penalty of the last rung needed, US dollars per kg saved; null: the rungs do not cover every use."""
    covered_share: float
    """Share of the use that the rungs cover."""
    replacement: str | None
    """Material of the chain used instead on that rung; its price comes on top."""


class CaseCheck(_Record):
    """What is wrong with a case that was sent."""

    name: str | None
    """Name of the case; null: case.toml could not be read."""
    title: str | None
    """Title in one line; null: case.toml could not be read."""
    problem_count: int
    """How many problems there are; 0: the case is sound. Of more than 10,000 the first are listed."""
    problems: list[ProblemEntry]
    """Everything wrong, as `didymium check --json` lists it."""
    notes: list[str]
    """What a reader should know about a sound case."""
    ladder_caps: list[CapRecord]
    """The highest price that each ladder of substitutes of a sound case implies."""


@dataclass(frozen=True)
class _Checked:
    """An answer, already JSON, and what the audit calls it."""

    body: bytes
    subject: str


class Checks:
    """The checks that run; those that nobody waits for any more count until they are over."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[_Checked]] = set()

    async def run(self, work: Callable[[], _Checked]) -> _Checked:
        """Check in a thread.

        Raises:
            Refusal: 503 if as many run as may, or if it takes too long.
            InputError: As the check does.
        """
        if len(self._running) >= MOST_AT_ONCE:
            raise _busy(f"{MOST_AT_ONCE} cases are being checked: try again in a moment")
        task = asyncio.create_task(run_sync(work))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                # A thread cannot be ended: its place is free when it is over.
                return await asyncio.shield(task)
        except TimeoutError:
            words = f"the check takes longer than {LONGEST_SECONDS:g} seconds: run `didymium check` yourself"
            raise _busy(words) from None


@router.post(
    "/check",
    response_model=CaseCheck,
    responses=refusals(413, 415, 503, 507),
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {ZIP: {"schema": {"type": "string", "format": "binary", "minLength": SMALLEST_BYTES}}},
        }
    },
)
async def check(request: Request, person: Uploader) -> Response:
    """Check a case, sent as a ZIP archive of its folder, as `didymium check` does.

    A case with problems is answered with 200 and all of them; only an archive that cannot be unpacked is
    refused. The server keeps nothing of it.
    """
    content = await body_bytes(request, ZIP)
    checks: Checks = request.app.state.checks
    try:
        found = await checks.run(lambda: _check(content))
    except (InputError, Refusal) as error:
        await _note(request, person, str(error), is_done=False)
        raise
    await _note(request, person, found.subject)
    return Response(found.body, media_type="application/json")


async def _note(request: Request, person: Person, subject: str, is_done: bool = True) -> None:
    outcome: Outcome = "done" if is_done else "refused"
    audit = server_of(request).audit
    await run_sync(audit.record, person, address_of(request.scope), "check case", subject, outcome)


def _check(content: bytes) -> _Checked:
    """Unpack a case, check it, and leave nothing behind.

    Raises:
        InputError: If the archive is refused.
        Refusal: 507 if the disk is full.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="didymium-check-") as place:
            return _unpacked(content, Path(place).resolve())
    except OSError as error:
        if error.errno in _DISK_FULL:
            raise Refusal(507, "the server has no room to unpack the case") from None
        raise


def _unpacked(content: bytes, place: Path) -> _Checked:
    folder = place / FOLDER
    unpack_case(_ARCHIVE, content, folder)
    settings, _, _ = read_toml(folder / SETTINGS, SETTINGS, Settings)
    if settings is not None and len(settings.name) <= _LONGEST_NAME:
        # The archive need not hold a folder: nobody gave the case another name.
        folder = folder.rename(place / settings.name)
    return _answer(settings, folder)


def _answer(settings: Settings | None, folder: Path) -> _Checked:
    notes: list[str] = []
    caps: list[CapRecord] = []
    try:
        case = read_case(folder)
        problems: Sequence[Problem] = (
            case_problems(case, is_fenced=True) + backtest_problems(case) + rival_problems(case)
        )
        if not problems:
            notes = notes_on(case)
            caps = [CapRecord(**asdict(cap)) for cap in ladder_caps(case)]
    except InputError as error:
        problems = error.problems
    found = CaseCheck(
        name=settings.name if settings else None,
        title=settings.title if settings else None,
        problem_count=len(problems),
        problems=[_entry(problem, folder) for problem in problems[:MOST_PROBLEMS]],
        notes=notes,
        ladder_caps=caps,
    )
    subject = f"{found.name or 'a case'}: {len(problems)} problems"
    return _Checked(found.model_dump_json().encode(), subject)


def _entry(problem: Problem, folder: Path) -> ProblemEntry:
    """Return a problem as it is listed: with the name of the case's folder, not its place on this server."""

    def plain(text: str) -> str:
        return text.replace(f"{folder.parent}/", "")

    shown = replace(problem, file=plain(problem.file), message=plain(problem.message))
    return ProblemEntry.model_validate(shown.as_dict())


def _busy(words: str) -> Refusal:
    return Refusal(503, words, headers={"Retry-After": str(SOON_SECONDS)})
