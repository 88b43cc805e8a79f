"""The page of accounts: secrets are shown once, acts need the role of the moment, the audit has them all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from didymium.web.access.access import Access
from didymium.web.access.accounts.person import LOCAL, Person
from didymium.web.access.accounts.roles import Role
from didymium.web.access.guard.rates import Rates
from didymium.web.access.signing_in.forms import Forms
from didymium.web.look.shell import Page
from didymium.web.look.visit import Visit
from didymium.web.pages.account import PAGE
from didymium.web.pages.account.people import PeopleBoard
from didymium.web.server import Server
from guarded_server import PASSWORD, SECRET
from page_views import ADAM, ANNA, VERA, Shown, opened, run
from web_servers import close, make_server

NEW = "another long password"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = make_server(tmp_path, authentication="password")
    made.access = Access(made.settings, made.people, made.audit, Rates(made.settings), Forms(SECRET))
    yield made
    close(made)


def look(server: Server, person: Person, **query: str) -> Shown:
    async def test() -> Shown:
        async with opened(server, PAGE, query, person=person) as shown:
            return shown

    return run(test)


def acts(server: Server) -> list[tuple[str, str, str, str]]:
    return [(act.who, act.action, act.subject, act.outcome) for act in server.audit.list()]


def test_token_is_shown_once(server: Server) -> None:
    """It works, it is in the list by its label, and the page does not show it a second time."""

    async def test() -> str:
        async with opened(server, PAGE, person=VERA) as shown:
            await shown.fill({"label": "my notebook", "days": "30"}, holding="label")
            (code,) = shown.tags("code", id="token-text")
            return str(code._text)

    token = run(test)
    assert server.people.tokens.find(token) == VERA
    again = look(server, VERA)
    assert "my notebook" in again.text
    assert token not in again.text
    assert acts(server) == [("vera", "create token", "vera my notebook", "done")]
    assert "my notebook" not in look(server, ANNA).text


@pytest.mark.parametrize("days", ["0", "367", "-1", "soon", ""])
def test_token_that_lasts_too_long_is_refused(server: Server, days: str) -> None:
    async def test() -> str:
        async with opened(server, PAGE, person=VERA) as shown:
            await shown.fill({"label": "x", "days": days}, holding="label")
            assert not shown.tags("code", id="token-text")
            return shown.text

    assert "1 to 366 days" in run(test)
    assert server.people.tokens.list() == ()


def test_token_is_taken_back(server: Server) -> None:
    key = server.people.tokens.create("vera", "old", 30)

    async def test() -> None:
        async with opened(server, PAGE, person=VERA) as shown:
            await shown.press("Take back", "Take back: old")

    run(test)
    assert server.people.tokens.find(key) is None


def test_password_needs_the_old_one(server: Server) -> None:
    """Whoever finds a page open cannot take the account; with the right password every session ends."""
    session = server.people.sessions.open("vera")

    async def test(old: str, again: str) -> str:
        async with opened(server, PAGE, person=VERA) as shown:
            await shown.fill({"old": old, "new": NEW, "again": again}, holding="old")
            return str(shown.tags("p", id="password-said")[0]._text)

    assert "not right" in run(lambda: test("a wrong password", NEW))
    assert "differ" in run(lambda: test(PASSWORD, NEW + "!"))
    assert server.people.check_password("vera", PASSWORD) == VERA
    assert run(lambda: test(PASSWORD, NEW)) == "Done."
    assert server.people.check_password("vera", NEW) == VERA
    assert server.people.sessions.find(session) is None
    assert [(action, outcome) for _, action, _, outcome in acts(server)] == [
        ("change password", "done"), ("change password", "refused"),
    ]  # fmt: skip


def test_guessing_the_password_is_slowed_down(server: Server) -> None:
    """The page counts attempts as signing in does."""

    async def test() -> str:
        async with opened(server, PAGE, person=VERA) as shown:
            for _ in range(11):
                await shown.fill({"old": "a guess", "new": NEW, "again": NEW}, holding="old")
            await shown.fill({"old": PASSWORD, "new": NEW, "again": NEW}, holding="old")
            return str(shown.tags("p", id="password-said")[0]._text)

    assert "too many attempts" in run(test)
    assert server.people.check_password("vera", PASSWORD) == VERA


@pytest.mark.parametrize("view", ["people", "audit"])
def test_only_admins_see_people_and_audit(server: Server, view: str) -> None:
    for person in (VERA, ANNA):
        shown = look(server, person, view=view)
        assert shown.tags("p", role="alert", text=server.words("en")("web.account.may_not"))
        assert "adam" not in shown.text
    assert not look(server, ADAM, view=view).tags("p", role="alert")


def test_admin_manages_people(server: Server) -> None:
    """Add, give a role, shut out, remove: each is done and written down with who did it."""

    async def test() -> None:
        async with opened(server, PAGE, {"view": "people"}, person=ADAM) as shown:
            await shown.fill({"name": "cleo", "role": "viewer", "password": PASSWORD}, holding="name")
            assert "cleo" in shown.text
            (role,) = shown.tags("select", id="role-cleo")
            await shown.send(role, "change", "analyst")
            assert server.people.find("cleo").role is Role.ANALYST  # type: ignore[union-attr]
            row = next(tag for tag in shown.tags("tr") if role in tag.descendants())
            (box,) = [part for part in row.descendants() if part.tag == "input"]
            await shown.send(box, "change", True)
            assert server.people.check_password("cleo", PASSWORD) is None
            await shown.press("Remove cleo for good")

    run(test)
    assert server.people.find("cleo") is None
    assert acts(server)[::-1] == [
        ("adam", "add user", "cleo viewer", "done"),
        ("adam", "set role", "cleo analyst", "done"),
        ("adam", "disable user", "cleo", "done"),
        ("adam", "remove user", "cleo", "done"),
    ]
    assert PASSWORD not in look(server, ADAM, view="audit").text


def test_bad_password_and_taken_name_are_said(server: Server) -> None:
    async def test() -> str:
        async with opened(server, PAGE, {"view": "people"}, person=ADAM) as shown:
            await shown.fill({"name": "Vera", "role": "viewer", "password": "short"}, holding="name")
            return str(shown.tags("p", id="people-said")[0]._text)

    said = run(test)
    assert "already" in said
    assert "too short" in said


def test_nobody_changes_their_own_role(server: Server) -> None:
    """A server must not lose its last admin by a slip: there is no control for it, and no event does it."""
    shown = look(server, ADAM, view="people")
    assert not shown.tags("select", id="role-adam")

    boards: list[PeopleBoard] = []

    async def build(visit: Visit) -> None:
        boards.append(PeopleBoard(visit))
        await boards[0].show()

    async def test() -> str:
        async with opened(server, Page("account", "/account", build), person=ADAM) as page:
            with page.client:
                await boards[0].set_role("adam", "viewer")
                await boards[0].set_disabled("adam", True)
                await boards[0].remove("adam")
            return str(page.tags("p", id="people-said")[0]._text)

    assert "themselves" in run(test)
    assert server.people.find("adam").role is Role.ADMIN  # type: ignore[union-attr]


def test_demoted_admin_changes_nothing_more(server: Server) -> None:
    """The page is still open; the role is gone."""

    async def test() -> None:
        async with opened(server, PAGE, {"view": "people"}, person=ADAM) as shown:
            server.people.set_role("adam", Role.VIEWER)
            await shown.fill({"name": "mole", "role": "admin", "password": PASSWORD}, holding="name")

    run(test)
    assert server.people.find("mole") is None
    assert acts(server)[0] == ("adam", "add user", "mole admin", "refused")


def test_audit_is_paged(server: Server) -> None:
    """Every act is on some page, the latest first."""
    for number in range(60):
        server.audit.record(ANNA, "127.0.0.1", "solve", f"scenario {number:02}")
    first = look(server, ADAM, view="audit")
    assert "scenario 59" in first.text
    assert "scenario 09" not in first.text
    (older,) = first.tags("a", text="Older")
    after = str(older._props["href"]).rpartition("after=")[2]
    assert "scenario 09" in look(server, ADAM, view="audit", after=after).text


def test_signing_out_posts_what_the_server_signed(server: Server) -> None:
    """A plain form, so that it works without a script and no other page can send it."""
    shown = look(server, VERA)
    (form,) = [tag for tag in shown.tags("form") if tag._props.get("method") == "post"]
    assert form._props["action"] == "/sign-out"
    (hidden,) = [tag for tag in form.descendants() if tag._props.get("name") == "form"]
    assert hidden._props["value"]


def test_server_without_accounts_says_so(tmp_path: Path) -> None:
    server = make_server(tmp_path)
    try:
        shown = look(server, LOCAL)
        assert server.words("en")("web.account.no_accounts") in shown.text
        assert not [tag for tag in shown.tags("form") if tag._props.get("method") == "post"]
    finally:
        close(server)
