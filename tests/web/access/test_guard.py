"""The guard: what comes from elsewhere, too large, too often or from nobody is kept out, and is told so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.websockets import WebSocketDisconnect

from asgi_client import TestClient
from didymium.web.access.accounts.roles import Role
from didymium.web.access.guard.paths import local_path
from didymium.web.access.guard.rates import SIGN_INS_PER_MINUTE
from didymium.web.access.guard.wall import Wall
from guarded_server import HOME, Guarded, guarded

SOCKET = "ws://127.0.0.1:8080/_nicegui_ws/"
PAGE = {"accept": "text/html,*/*"}
OWN = {"origin": HOME}
FOREIGN = {"origin": "https://evil.example"}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Guarded]:
    with guarded(tmp_path, upload_bytes=1000) as found:
        yield found


@pytest.fixture
def local(tmp_path: Path) -> Iterator[Guarded]:
    (tmp_path / "local").mkdir()
    with guarded(tmp_path / "local", authentication="none", upload_bytes=1000) as found:
        yield found


def refused(browser: TestClient, **headers: str) -> bool:
    """Whether the handshake of the pages' websocket is refused."""
    try:
        with browser.websocket_connect(SOCKET, headers=headers) as socket:
            socket.send_text("hello")
            assert socket.receive_text() == "heard hello"
            return False
    except WebSocketDisconnect:
        return True


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "localhost.evil.example"])
def test_names_that_were_made_to_point_here(local: Guarded, host: str) -> None:
    """A page of evil.example that has its name point to 127.0.0.1 reads nothing (DNS rebinding)."""
    answer = local.browser().get("/api/who", headers={"host": host})
    assert answer.status_code == 421
    assert answer.headers["content-type"] == "application/problem+json"
    assert "call it by one of" in answer.json()["detail"]
    assert refused(local.browser(), host=host)


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "LOCALHOST", "[::1]:8080", "localhost.:80"])
def test_names_of_this_machine(local: Guarded, host: str) -> None:
    """Its own names are let in at any port, for a proxy may change it."""
    assert local.browser().get("/api/who", headers={"host": host}).json()["name"] == "local"


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "http://127.0.0.1:9999", "https://127.0.0.1:8080", "http://localhost:8080",
     "", "http://127.0.0.1:8080.evil.example", "file://", "http://127.0.0.1:99999"],
)  # fmt: skip
def test_pages_of_others_change_nothing(local: Guarded, origin: str) -> None:
    """Neither by a form nor by a websocket, whoever is signed in: another port or scheme is another's."""
    browser = local.browser()
    assert browser.post("/api/save", headers={"origin": origin}).status_code == 403
    assert refused(browser, origin=origin)
    assert browser.get("/_nicegui_ws/", headers={"origin": origin}).status_code == 403


def test_our_own_pages_do(local: Guarded) -> None:
    """The browser says the origin of the page, or at least that it is the same site."""
    browser = local.browser()
    assert browser.post("/api/save", headers=OWN).json() == {"saved by": "local"}
    assert browser.post("/api/save", headers={"sec-fetch-site": "same-origin"}).status_code == 200
    assert browser.post("/api/save", headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert browser.post("/api/save", headers={"sec-fetch-site": "same-site"}).status_code == 403
    assert not refused(browser, **OWN)
    assert browser.get("/chain", headers={"sec-fetch-site": "cross-site"}).status_code == 200, "links work"


def test_programs_bring_a_token_or_nothing(server: Guarded, local: Guarded) -> None:
    """curl says nothing of where it comes from. That is fine with a token; a session's cookie without it
    could be a browser that hides the origin, and is refused.
    """
    assert local.browser().post("/api/save").status_code == 200
    token = server.access.people.tokens.create("anna", "curl")
    bearer = {"authorization": f"Bearer {token}"}
    assert server.browser().post("/api/save", headers=bearer).json() == {"saved by": "anna"}
    with_session = server.signed_in("anna")
    assert with_session.post("/api/save").status_code == 403
    assert with_session.post("/api/save", headers=OWN).json() == {"saved by": "anna"}
    assert refused(with_session)
    assert not refused(with_session, **OWN)


def test_a_proxy_gives_another_origin(tmp_path: Path) -> None:
    """Behind a proxy the browser's origin is that of the public address, by https only."""
    with guarded(tmp_path, authentication="none", public_url="https://minerals.example") as found:
        browser = found.browser()
        public = {"host": "minerals.example", "origin": "https://minerals.example"}
        assert browser.post("/api/save", headers=public).status_code == 200
        assert browser.post("/api/save", headers={"origin": "https://minerals.example"}).status_code == 200
        assert browser.post("/api/save", headers={"origin": "https://a.minerals.example"}).status_code == 403


def test_headers_of_each_kind_of_answer(server: Guarded) -> None:
    """Pages load from here only; what programs read may do nothing at all; refusals have the headers too."""
    browser = server.signed_in("anna")
    page = browser.get("/").headers
    assert "default-src 'self'" in page["content-security-policy"]
    assert "frame-ancestors 'none'" in page["content-security-policy"]
    assert "http" not in page["content-security-policy"]
    assert "cache-control" not in page
    strict = ("/api/who", "/health", "/metrics", "/api/nothing/here")
    for path in strict:
        headers = browser.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'none'"), path
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["cache-control"] == "no-store"
    form = server.browser().get("/sign-in").headers
    assert form["content-security-policy"].startswith("default-src 'none'; style-src 'self'")
    assert "unsafe" not in form["content-security-policy"]
    assert form["cache-control"] == "no-store"
    kept_out = server.browser().get("/api/who").headers
    elsewhere = server.browser().get("/", headers={"host": "evil.example"}).headers
    for headers in (page, form, kept_out, elsewhere):
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert "camera=()" in headers["permissions-policy"]
        assert "strict-transport-security" not in headers


def test_https_is_asked_for_only_where_it_is_there(tmp_path: Path) -> None:
    """Behind a proxy with TLS browsers are told to come by https for a year."""
    with guarded(tmp_path, public_url="https://minerals.example") as found:
        headers = found.browser().get("/health").headers
        assert headers["strict-transport-security"] == "max-age=31536000"


def test_an_error_shows_nothing_of_the_inside(local: Guarded) -> None:
    """What went wrong stands in the log; the answer is a problem with every header."""
    answer = local.browser().get("/api/fail")
    assert (answer.status_code, answer.json()["title"]) == (500, "Internal Server Error")
    assert "what nobody may see" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_wall(server: Guarded) -> None:
    """Who did not sign in: a page leads to the form and back, everything else is refused, health is open."""
    browser = server.browser()
    page = browser.get("/chain?at=2026-04&x=%2F%2Fevil", headers=PAGE)
    assert page.status_code == 303
    assert page.headers["location"] == "/sign-in?next=/chain%3Fat%3D2026-04%26x%3D%252F%252Fevil"
    for path, headers in (("/api/who", PAGE), ("/chain", {}), ("/_nicegui/x.js", PAGE), ("/metrics/", {})):
        answer = browser.get(path, headers=headers)
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer"), path
        assert answer.headers["content-type"] == "application/problem+json"
    assert browser.post("/", headers={**PAGE, **OWN}).status_code == 401
    assert refused(browser, **OWN)
    assert browser.get("/health").json() == {"name": "", "role": ""}
    assert browser.get("/sign-in/../api/who").status_code == 401
    assert browser.get("/sign-in/x").status_code == 401


def test_who_is_behind_the_wall(server: Guarded) -> None:
    """The session's person, or the token's; a wrong token is nobody, whatever the cookie says."""
    assert server.signed_in("vera").get("/api/who").json() == {"name": "vera", "role": "viewer"}
    both = server.signed_in("vera")
    token = server.access.people.tokens.create("adam", "x")
    assert both.get("/api/who", headers={"authorization": f"bearer {token}"}).json()["name"] == "adam"
    assert both.get("/api/who", headers={"authorization": "Bearer wrong"}).status_code == 401
    assert both.get("/api/who", headers={"authorization": "Basic eA=="}).json()["name"] == "vera"


def test_roles_at_routes(server: Guarded) -> None:
    """A viewer may not save: 403, and the reason."""
    answer = server.signed_in("vera").post("/api/save", headers=OWN)
    assert answer.status_code == 403
    assert answer.json()["detail"] == "a viewer may not do this: it needs the permission save"


def test_without_accounts_only_this_machine_is_somebody(tmp_path: Path, local: Guarded) -> None:
    """The local person is an admin. A server without accounts that others can reach knows nobody."""
    assert local.browser().get("/api/who").json() == {"name": "local", "role": "admin"}
    assert local.browser().get("/api/who", headers={"authorization": "Bearer x"}).status_code == 401
    proxied = {"x-forwarded-for": "10.0.0.9"}
    assert local.browser().get("/api/who", headers=proxied).status_code == 401, "a proxy may let anybody in"
    (tmp_path / "open").mkdir()
    with guarded(tmp_path / "open", authentication="none", host="0.0.0.0") as found:
        assert found.browser().get("/api/who").status_code == 401
        assert found.browser().get("/", headers=PAGE).status_code == 401


def test_metrics(server: Guarded, tmp_path: Path) -> None:
    """For an admin, a token, or a program on this machine, unless a proxy may stand between."""
    people = server.access.people
    far = ("10.0.0.9", 4000)
    assert server.browser().get("/metrics").status_code == 200
    assert server.browser(client=far).get("/metrics").status_code == 401
    assert server.browser().get("/metrics", headers={"x-forwarded-for": "10.0.0.9"}).status_code == 401
    assert server.signed_in("adam").get("/metrics").status_code == 200
    assert server.signed_in("anna").get("/metrics").status_code == 403
    bearer = {"authorization": f"Bearer {people.tokens.create('vera', 'prometheus')}"}
    assert server.browser(client=far).get("/metrics", headers=bearer).status_code == 200
    (tmp_path / "proxied").mkdir()
    with guarded(tmp_path / "proxied", public_url="https://minerals.example") as found:
        assert found.browser().get("/metrics").status_code == 401


def test_bodies_that_are_too_large(local: Guarded) -> None:
    """By what they say of themselves or, sent in pieces, by what comes: both 413, in words."""
    browser = local.browser()
    assert browser.post("/api/echo", content=b"x" * 1000, headers=OWN).json() == {"bytes": 1000}
    told = browser.post("/api/echo", content=b"x" * 1001, headers=OWN)
    pieces = browser.post("/api/echo", content=(b"x" * 100 for _ in range(11)), headers=OWN)
    for answer in (told, pieces):
        assert answer.status_code == 413
        assert answer.json()["detail"] == "the body is too large: send at most 1,000 bytes"
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert browser.post("/api/echo", content=(b"x" * 100 for _ in range(10)), headers=OWN).status_code == 200


def test_answers_stream_through(local: Guarded) -> None:
    """The guard holds no answer back."""
    with local.browser().stream("GET", "/api/stream") as answer:
        assert "".join(answer.iter_text()) == "onetwo"


def test_too_many_requests(tmp_path: Path) -> None:
    """Beyond the limit of an address the answer is 429 and when to come again; another address goes on."""
    with guarded(tmp_path, authentication="none", requests_per_minute=5) as found:
        browser = found.browser(client=("2001:db8::1", 1))
        # The minute may turn between two requests, so that a few more than five go through.
        answers = [browser.get("/health") for _ in range(12)]
        assert [answer.status_code for answer in answers[:5]] == [200] * 5
        last = answers[-1]
        assert last.status_code == 429
        assert 1 <= int(last.headers["retry-after"]) <= 120
        assert last.headers["content-type"] == "application/problem+json"
        assert refused(browser, **OWN)
        neighbour = found.browser(client=("2001:db8::2", 1))
        assert neighbour.get("/health").status_code == 429, "one network of IPv6 counts as one"
        assert found.browser(client=("2001:db8:0:1::1", 1)).get("/health").status_code == 200


def test_too_many_solves(tmp_path: Path) -> None:
    """Each person has a budget of solves of their own."""
    from didymium.web.access.accounts.person import Person
    from didymium.web.problem import Refusal

    with guarded(tmp_path, solves_per_minute=3) as found:
        anna, vera = Person("anna", Role.ANALYST), Person("vera", Role.VIEWER)
        for _ in range(3):
            found.access.rates.limit(anna, "solve")
        with pytest.raises(Refusal, match="too many requests") as raised:
            found.access.rates.limit(anna, "solve")
        assert raised.value.status == 429
        assert 1 <= int(raised.value.headers["Retry-After"]) <= 60
        found.access.rates.limit(vera, "solve")


@pytest.mark.parametrize(
    "wanted",
    ["//evil.example", "/\\evil.example", "\\\\evil", "https://evil.example", "/\t/evil.example",
     "javascript:x", "", None, "evil", "/a\r\nSet-Cookie: x", "/sign-in?next=/", "/sign-out", "/ /evil",
     "/" + "x" * 5000],
)  # fmt: skip
def test_after_signing_in_nobody_is_sent_elsewhere(wanted: str | None) -> None:
    """What browsers would take for another server's address, or what leads in a circle, leads home."""
    assert local_path(wanted) == "/"


def test_where_to_go_on() -> None:
    """A path of this server, with what it asks."""
    for wanted in ("/chain", "/lab?s=abc&x=//y", "/"):
        assert local_path(wanted) == wanted


def test_an_open_page_ends_with_its_session(server: Guarded) -> None:
    """A websocket is asked again whose it is: once shut out or with another role, it is heard no more."""
    person = server.access.people
    server.app.user_middleware[:] = [
        entry if entry.cls is not Wall else type(entry)(Wall, access=server.access, recheck_seconds=0.0)
        for entry in server.app.user_middleware
    ]
    for end in (lambda: person.set_role("anna", Role.VIEWER), lambda: person.set_disabled("anna")):
        browser = server.signed_in("anna")
        with browser.websocket_connect(SOCKET, headers=OWN) as socket:
            socket.send_text("one")
            assert socket.receive_text() == "heard one"
            end()
            socket.send_text("two")
            assert socket.receive()["type"] == "websocket.close"


def test_attempts_to_sign_in_are_counted(server: Guarded) -> None:
    """Ten a minute for a name, from wherever, and for an address, whatever the name; then 429 for a while,
    even with the right password.
    """
    rates = server.access.rates
    for number in range(SIGN_INS_PER_MINUTE):
        assert rates.sign_in(f"10.0.0.{number}", "anna") is None
        assert rates.sign_in("10.9.9.9", f"name {number}") is None
    wait = rates.sign_in("10.0.0.99", "ANNA")
    assert wait is not None
    assert 1 <= wait <= 60
    assert rates.sign_in("10.9.9.9", "vera") is not None
    assert rates.sign_in("10.0.0.98", "vera") is None
