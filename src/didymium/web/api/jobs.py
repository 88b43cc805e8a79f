"""Long computations: submit, follow, cancel, fetch results, remove."""

from __future__ import annotations

import mimetypes
from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import Depends, Path, Query, Request, Response
from fastapi.responses import FileResponse, StreamingResponse
from pydantic import BaseModel, ConfigDict, TypeAdapter

from didymium.web.access.accounts.person import Person
from didymium.web.access.accounts.roles import Permission
from didymium.web.access.guard.requests_read import address_of
from didymium.web.api.answers.bodies import documented, posted
from didymium.web.api.answers.paging import Page, Part, page_links
from didymium.web.api.answers.parameters import JobRunner, Key, Reader, server_of
from didymium.web.api.answers.refusals import refusals
from didymium.web.api.answers.routes import router_of
from didymium.web.jobs.errors import NoSuchJob
from didymium.web.jobs.requests import EnsembleRequest, JobRequest, SolveRequest
from didymium.web.jobs.results import result_file, result_files, summary_of, zipped
from didymium.web.jobs.store import Job, State
from didymium.web.server import Server

router = router_of("Jobs")


class JobRecord(BaseModel):
    """A job. Times are UTC."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    key: str
    """Key."""
    owner: str
    """Who submitted it."""
    kind: str
    """`solve` or `ensemble`."""
    title: str
    """What it is called."""
    state: State
    """Where it stands."""
    done: int
    """Steps done."""
    total: int
    """Steps in all; 0 before it is known."""
    message: str
    """What it is at: `reading`, `calibrating`, `solving`, `scenarios`, `reporting`, or blank."""
    created: str
    """When it was submitted."""
    started: str | None
    """When it was begun."""
    finished: str | None
    """When it was over."""
    failure: str
    """Why there is no result, in words."""


class JobDetails(JobRecord):
    """A job with what was asked for and what came out."""

    place: int | None
    """Turns until it is begun: 1 for the next; null: it does not wait."""
    request: dict[str, Any]
    """What was asked for."""
    summary: dict[str, Any]
    """Of a job that is done: the summary of the solve, or how many scenarios of the ensemble are finished."""


class ResultRecord(BaseModel):
    """A file among the results."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    path: str
    """Name, with the folders that it is in."""
    bytes: int
    """Size."""


_REQUEST: TypeAdapter[SolveRequest | EnsembleRequest] = TypeAdapter(JobRequest)


@router.post(
    "/jobs",
    response_model=JobDetails,
    status_code=201,
    responses=refusals(409, 413, 415, 503, 507),
    openapi_extra=documented("SolveRequest", "EnsembleRequest"),
)
async def submit(
    request: Request,
    response: Response,
    person: JobRunner,
    asked: Annotated[SolveRequest | EnsembleRequest, Depends(posted(_REQUEST))],
) -> JobDetails:
    """Submit a solve in full, or an ensemble. It waits for its turn; people take turns."""
    found = await run_sync(_submit, server_of(request), person, asked, address_of(request.scope))
    response.headers["Location"] = f"{request.url.path}/{found.key}"
    return found


@router.get("/jobs", response_model=Page[JobRecord])
def jobs(
    request: Request,
    response: Response,
    person: Reader,
    part: Part,
    mine: Annotated[bool, Query(description="Only one's own, for an admin too.")] = False,
) -> Page[JobRecord]:
    """List one's own jobs, the newest first; an admin sees everybody's."""
    queue = server_of(request).jobs
    owner = None if person.may(Permission.SEE_ALL_JOBS) and not mine else person.name
    found, total = queue.list(owner, offset=part.offset, limit=part.limit), queue.count(owner)
    response.headers.update(page_links(request, part, total))
    return Page(items=[_record(job) for job in found], total=total, offset=part.offset, limit=part.limit)


@router.get("/jobs/{key}", response_model=JobDetails, responses=refusals(404))
def job(request: Request, person: Reader, key: Key) -> JobDetails:
    """Return a job: how far it is, and once it is done its summary."""
    return _details(server_of(request), _seen(server_of(request), person, key))


@router.post("/jobs/{key}/cancel", response_model=JobDetails, responses=refusals(404, 409))
def cancel(request: Request, person: JobRunner, key: Key) -> JobDetails:
    """Cancel a job that waits or runs."""
    server = server_of(request)
    found = server.jobs.cancel(_seen(server, person, key).key)
    server.audit.record(person, address_of(request.scope), "cancel job", f"{found.key} {found.title}")
    return _details(server, found)


@router.delete("/jobs/{key}", status_code=204, responses=refusals(404, 409))
def forget(request: Request, person: JobRunner, key: Key) -> Response:
    """Remove a job that is over, with all its files."""
    server = server_of(request)
    found = _seen(server, person, key)
    server.jobs.forget(found.key)
    server.audit.record(person, address_of(request.scope), "remove job", f"{found.key} {found.title}")
    return Response(status_code=204)


@router.get("/jobs/{key}/results", response_model=Page[ResultRecord], responses=refusals(404, 409))
def results(request: Request, response: Response, person: Reader, key: Key, part: Part) -> Page[ResultRecord]:
    """List the files among the results of a job that is done."""
    server = server_of(request)
    found = result_files(server.jobs.result_folder(_seen(server, person, key).key))
    items = [ResultRecord(path=file.name, bytes=file.bytes) for file in part.of(found)]
    response.headers.update(page_links(request, part, len(found)))
    return Page(items=items, total=len(found), offset=part.offset, limit=part.limit)


_FILE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file.", "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}}
}


@router.get(
    "/jobs/{key}/results/{path:path}", response_class=Response, responses={**refusals(404, 409), **_FILE}
)
def result(
    request: Request,
    person: Reader,
    key: Key,
    path: Annotated[str, Path(min_length=1, max_length=500, description="As the list names it.")],
) -> Response:
    """Return a file among the results."""
    server = server_of(request)
    file = result_file(server.jobs.result_folder(_seen(server, person, key).key), path)
    media = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    # Always a download: a page among the results must not run as a page of this server.
    return FileResponse(file, media_type=media, filename=file.name)


@router.get(
    "/jobs/{key}/archive",
    response_class=Response,
    responses={
        **refusals(404, 409),
        200: {
            "description": "A ZIP archive.",
            "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
        },
    },
)
def archive(request: Request, person: Reader, key: Key) -> Response:
    """Return all results of a job as a ZIP archive."""
    server = server_of(request)
    found = _seen(server, person, key)
    pieces = zipped(server.jobs.result_folder(found.key), found.key)
    headers = {"Content-Disposition": f'attachment; filename="{found.key}.zip"'}
    return StreamingResponse(pieces, 200, headers, "application/zip")


def _submit(
    server: Server, person: Person, asked: SolveRequest | EnsembleRequest, address: str
) -> JobDetails:
    found = server.jobs.submit(person.name, asked)
    server.audit.record(person, address, "submit job", f"{found.key} {found.kind} {found.title}")
    return _details(server, found)


def _seen(server: Server, person: Person, key: str) -> Job:
    """Return a job, if the person may see it; to others it is not there.

    Raises:
        NoSuchJob: If there is none that they may see.
    """
    words = f'there is no job "{key}"'
    if not (key.isascii() and key.isalnum()):
        raise NoSuchJob(words)
    found = server.jobs.get(key)
    if found.owner != person.name and not person.may(Permission.SEE_ALL_JOBS):
        raise NoSuchJob(words)
    return found


def _record(job: Job) -> JobRecord:
    return JobRecord(**{name: getattr(job, name) for name in JobRecord.model_fields})


def _details(server: Server, job: Job) -> JobDetails:
    return JobDetails(
        **_record(job).model_dump(),
        place=server.jobs.place(job.key),
        request=dict(job.request),
        summary=dict(summary_of(server.jobs.folder(job.key))) if job.state == "done" else {},
    )
