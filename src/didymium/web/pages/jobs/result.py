"""One job: how it went, its files, and what an ensemble says at a glance."""

from __future__ import annotations

from urllib.parse import quote

import duckdb
from anyio.to_thread import run_sync

from didymium.catalogue.database import CatalogueError
from didymium.ensemble.reading.results import Results
from didymium.ensemble.running.folder import FolderError
from didymium.views.ensemble.overview import Overview, overview_of
from didymium.views.ensemble.sentences import answer_sentences, question_sentences
from didymium.views.ensemble.tables import peak_table, risk_table, shortfall_table
from didymium.views.result_tables import Table, peaks_table
from didymium.web.jobs.errors import JobError, NoSuchJob
from didymium.web.jobs.results import ResultFile, result_files, summary_of
from didymium.web.jobs.store import Job
from didymium.web.look.html import Tag, lines, link
from didymium.web.look.tables import Cell, linked_table, pairs, view_table
from didymium.web.look.visit import Visit
from didymium.web.pages.jobs.card import moment_text, state_text
from didymium.web.pages.jobs.fans import show_fans
from didymium.web.pages.jobs.submission import PATH, may_touch

REPORT = "report.html"


async def show_job(visit: Visit, key: str) -> None:
    """Draw a job, if the person may see it; to others it is not there."""
    link(visit.words("web.jobs.back"), PATH, "button small")
    try:
        job = await run_sync(_seen, visit, key)
    except (JobError, CatalogueError):
        Tag("p", visit.words("web.jobs.no_such", key=key[:40]), classes="notice bad", role="alert")
        return
    Tag("h2", job.title)
    _about(visit, job, await run_sync(visit.server.jobs.place, key))
    if job.failure:
        Tag("p", job.failure, classes="notice bad")
    if job.state != "done":
        return
    try:
        files = await run_sync(lambda: result_files(visit.server.jobs.result_folder(key)))
    except JobError as error:
        Tag("p", str(error), classes="notice bad")
        return
    if job.kind == "ensemble":
        await _ensemble(visit, key)
    else:
        await _solve(visit, key)
    _files(visit, job, files)


def _seen(visit: Visit, key: str) -> Job:
    if not (key.isascii() and key.isalnum()):
        raise NoSuchJob("no key of a job")
    job = visit.server.jobs.get(key)
    if not may_touch(visit.person, job):
        raise NoSuchJob("not theirs")
    return job


def _about(visit: Visit, job: Job, place: int | None) -> None:
    words, asked = visit.words, job.request
    pairs(
        [
            (words("label.kind"), words(f"web.jobs.kind_{job.kind}")),
            (words("label.state"), state_text(visit, job, place)),
            (words("web.jobs.owner"), job.owner),
            (words("web.jobs.profile"), asked.get("profile") or words("web.jobs.own_profile")),
            (words("web.jobs.count"), str(asked.get("count") or "")),
            (words("web.jobs.seed"), str(asked.get("seed") or "")),
            (words("web.jobs.submitted_at"), moment_text(job.created)),
            (words("web.jobs.started_at"), moment_text(job.started)),
            (words("web.jobs.finished_at"), moment_text(job.finished)),
        ]
    )


def _files(visit: Visit, job: Job, files: tuple[ResultFile, ...]) -> None:
    """List the files; each is a download of the API."""
    words, home = visit.words, f"/api/jobs/{job.key}"
    Tag("h2", words("web.jobs.files"))
    link(words("web.jobs.archive"), f"{home}/archive", "button", download=True)
    rows = [
        (Cell(file.name, f"{home}/results/{quote(file.name)}"), f"{max(file.bytes / 1000, 0.1):,.1f}")
        for file in files
    ]
    linked_table(words("web.jobs.files"), [words("web.jobs.file"), words("web.jobs.kilobytes")], rows, {1})
    if any(file.name == REPORT for file in files):
        Tag("p", words("web.jobs.report"), classes="quiet")


async def _solve(visit: Visit, key: str) -> None:
    """Draw the peaks of prices that the summary of a solve holds."""
    summary = await run_sync(summary_of, visit.server.jobs.folder(key))
    words = visit.words
    prices = summary.get("prices", ())
    if prices:
        _table(peaks_table(words, prices))


async def _ensemble(visit: Visit, key: str) -> None:
    """Draw fans, chances and risks of an ensemble."""
    words = visit.words
    try:
        overview = await run_sync(_overview, visit, key)
    except (FolderError, CatalogueError, duckdb.Error, JobError) as error:
        Tag("p", str(error), classes="notice bad")
        return
    Tag("h2", words("ensemble.answer_heading"))
    lines([*answer_sentences(words, overview), *question_sentences(words, overview)])
    show_fans(visit, overview)
    for table in (peak_table(words, overview), shortfall_table(words, overview), risk_table(words, overview)):
        if table is not None and table.rows:
            _table(table)


def _overview(visit: Visit, key: str) -> Overview:
    with Results(visit.server.jobs.result_folder(key)) as results:
        return overview_of(visit.server.case, results)


def _table(table: Table) -> None:
    Tag("h3", table.title, classes="quantity")
    view_table(table)
