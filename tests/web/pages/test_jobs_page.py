"""The page of jobs: who may submit does, who may not cannot, whatever they send."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from didymium.scenario.reading import read_scenario
from didymium.web.access.accounts.person import Person
from didymium.web.access.accounts.roles import Role
from didymium.web.jobs.store import JobStore
from didymium.web.look.shell import Page
from didymium.web.look.visit import Visit
from didymium.web.pages.jobs import PAGE
from didymium.web.pages.jobs.board import JobBoard
from didymium.web.server import Server
from page_views import ADAM, ANNA, VERA, Shown, opened, run
from web_servers import close, make_server

SOLVE = {"kind": "solve", "scenario": "case:brief", "title": "A brief stop"}
BELA = Person("bela", Role.ANALYST)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = make_server(tmp_path, authentication="password")
    yield made
    close(made)


def submitted(server: Server, given: dict[str, str], person: Person = ANNA, **query: str) -> Shown:
    async def test() -> Shown:
        async with opened(server, PAGE, query, person=person) as shown:
            await shown.fill(given)
            return shown

    return run(test)


def look(server: Server, person: Person, **query: str) -> Shown:
    async def test() -> Shown:
        async with opened(server, PAGE, query, person=person) as shown:
            return shown

    return run(test)


def test_analyst_submits_and_sees_the_job(server: Server) -> None:
    """The job waits in the queue with what the form said, stands in the list, and in the audit."""
    shown = submitted(server, {**SOLVE, "profile": "live"})
    (job,) = server.jobs.list()
    assert (job.owner, job.kind, job.title, job.state) == ("anna", "solve", "A brief stop", "queued")
    assert job.request["profile"] == "live"
    assert job.request["scenario"]["event"] == [
        event.model_dump(mode="json", by_alias=True) for event in read_scenario(server.case, "brief").event
    ]
    assert shown.tags("li", id=f"job-{job.key}")
    assert "waiting · number 1 in the queue" in shown.text
    (act,) = server.audit.list()
    assert (act.who, act.action, act.outcome) == ("anna", "submit job", "done")
    assert job.key in act.subject


def test_scenario_of_the_lab_comes_by_link(server: Server) -> None:
    """The shock lab hands its settings over in the address; the job solves exactly them."""
    lab = urlencode(
        {"begin": "2025-03-01", "origin": "AUS", "materials": "oxide", "severity": "40", "months": "3"}
    )
    submitted(server, {"kind": "solve", "scenario": "lab"}, lab=lab)
    (job,) = server.jobs.list()
    (event,) = job.request["scenario"]["event"]
    assert (event["origin"], event["volume_share"]) == ("AUS", 0.6)
    assert job.request["scenario"]["begin"] == "2025-03-01"


@pytest.mark.parametrize("scenario", ["case:../../secret", "case:/etc/passwd", "saved:nobody", "lab:", ""])
def test_only_what_the_form_offers_is_read(server: Server, scenario: str) -> None:
    """A name that the form does not offer is refused: no file of the server is opened by its path."""
    shown = submitted(server, {**SOLVE, "scenario": scenario})
    assert "is no scenario that can be chosen" in shown.text
    assert server.jobs.count() == 0


def test_saved_scenarios_of_another_case_are_not_taken(server: Server) -> None:
    kept = server.saved.save("anna", "another", read_scenario(server.case, "brief"))
    submitted(server, {**SOLVE, "scenario": f"saved:{kept.key}"})
    assert server.jobs.count() == 0


@pytest.mark.parametrize(
    ("count", "said"), [("0", "at least 1"), ("1000000", "at most 10"), ("many", "number")]
)
def test_what_is_wrong_with_an_ensemble_is_said(server: Server, count: str, said: str) -> None:
    shown = submitted(server, {**SOLVE, "kind": "ensemble", "count": count, "seed": "1"})
    assert said in shown.tags("p", id="job-said")[0]._text
    assert server.jobs.count() == 0


def test_viewer_sees_no_form(server: Server) -> None:
    shown = look(server, VERA)
    assert not shown.tags("form")
    assert server.words("en")("web.jobs.may_not") in shown.text


def test_demoted_analyst_can_submit_no_more(server: Server) -> None:
    """A page that was opened before stays open: the role that counts is the one of the moment."""

    async def test() -> str:
        async with opened(server, PAGE, person=ANNA) as shown:
            server.people.set_role("anna", Role.VIEWER)
            await shown.fill(SOLVE)
            return str(shown.tags("p", id="job-said")[0]._text)

    assert run(test) == server.words("en")("web.jobs.may_not")
    assert server.jobs.count() == 0
    assert [(act.action, act.outcome) for act in server.audit.list()] == [("submit job", "refused")]


def test_others_jobs_are_not_there(server: Server) -> None:
    """Neither in the list nor by their key; an admin sees everybody's."""
    submitted(server, SOLVE)
    (job,) = server.jobs.list()
    assert job.title not in look(server, BELA).text
    for person in (BELA, VERA):
        alone = look(server, person, job=job.key)
        assert job.title not in alone.text
        assert alone.tags("p", role="alert")
    assert job.title in look(server, ADAM).text
    assert job.title in look(server, ADAM, job=job.key).text


@pytest.mark.parametrize("person", [BELA, VERA])
@pytest.mark.parametrize("act", ["cancel", "forget"])
def test_others_jobs_cannot_be_touched(server: Server, person: Person, act: str) -> None:
    """Whoever sends the event that a button would send, for a job that is not theirs, is refused."""
    submitted(server, SOLVE)
    (job,) = server.jobs.list()
    boards: list[JobBoard] = []

    async def build(visit: Visit) -> None:
        boards.append(JobBoard(visit))
        await boards[0].show()

    async def test() -> str:
        async with opened(server, Page("jobs", "/jobs", build), person=person) as shown:
            with shown.client:
                await boards[0].act(act, job.key)
            return shown.text

    text = run(test)
    assert job.title not in text
    assert server.jobs.get(job.key).state == "queued"


def test_owner_cancels_and_removes(server: Server) -> None:
    """The buttons are those of the state; both acts stand in the audit."""
    submitted(server, SOLVE)
    (job,) = server.jobs.list()

    async def test() -> list[str]:
        states = []
        async with opened(server, PAGE, person=ANNA) as shown:
            await shown.press("Cancel")
            states.append(server.jobs.get(job.key).state)
            assert "cancelled" in shown.text
            await shown.press("Remove")
            assert not shown.tags("li")
        return states

    assert run(test) == ["cancelled"]
    assert server.jobs.count() == 0
    assert [act.action for act in server.audit.list()] == ["remove job", "cancel job", "submit job"]


def test_list_follows_the_queue(server: Server) -> None:
    """What changes is drawn anew, what stays is left alone: the focus of a keyboard stays where it is."""
    submitted(server, SOLVE)
    (job,) = server.jobs.list()
    store = JobStore(server.database, server.case.settings.name)

    async def test() -> None:
        async with opened(server, PAGE, person=ANNA) as shown:
            (card,) = shown.tags("li")
            assert store.claim(job.key, "here") is not None
            store.progress(job.key, "here", 3, 8, "scenarios")
            await shown.until("running · scenarios · 3 of 8")
            (bar,) = shown.tags("progress")
            assert (bar._props["value"], bar._props["max"]) == (3, 8)
            store.fail(job.key, "here", "no answer to this")
            await shown.until("no answer to this")
            assert shown.tags("li") == [card]

    run(test)
