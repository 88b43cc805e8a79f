"""Signing in by the form, and what the page says, in three languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from asgi_client import TestClient
from guarded_server import HOME, PASSWORD, Guarded, guarded

OWN = {"origin": HOME}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Guarded]:
    with guarded(tmp_path) as found:
        yield found


def field_of(page: str) -> str:
    found = re.search(r'name="form" value="([^"]+)"', page)
    assert found
    return found.group(1)


def sign_in(browser: TestClient, name: str, password: str, wanted: str = "/chain?x=1") -> Any:
    field = field_of(browser.get("/sign-in", params={"next": wanted}).text)
    content = {"name": name, "password": password, "form": field}
    return browser.post("/sign-in", params={"next": wanted}, data=content, headers=OWN)


def test_in_and_out(server: Guarded) -> None:
    """The form leads on to the page that was asked for, with a cookie that scripts and other sites do not
    get; signing out ends the session at the server, not only in the browser.
    """
    browser = server.browser()
    answer = sign_in(browser, "anna", PASSWORD)
    assert (answer.status_code, answer.headers["location"]) == (303, "/chain?x=1")
    cookie = next(line for line in answer.headers.get_list("set-cookie") if line.startswith("didymium="))
    assert {"HttpOnly", "Path=/", "SameSite=lax", "Max-Age=604800"} <= set(cookie.split("; "))
    key = browser.cookies["didymium"]
    assert browser.get("/api/who").json()["name"] == "anna"
    page = browser.get("/sign-in").text
    assert "Signed in as: anna" in page
    assert browser.post("/sign-out", data={"form": "wrong"}, headers=OWN).status_code == 403
    out = browser.post("/sign-out", data={"form": field_of(page)}, headers=OWN)
    assert (out.status_code, out.headers["location"]) == (303, "/sign-in")
    assert server.access.people.sessions.find(key) is None
    assert browser.get("/api/who").status_code == 401
    acts = [(act.who, act.action, act.outcome) for act in server.access.audit.list()]
    assert acts == [("anna", "sign out", "done"), ("anna", "sign in", "done")]


def test_a_session_is_new_at_each_sign_in(server: Guarded) -> None:
    """A key that somebody planted, or that was in use before, opens nothing afterwards (fixation)."""
    browser = server.signed_in("vera")
    old = browser.cookies["didymium"]
    planted = server.browser()
    planted.cookies.set("didymium", "planted")
    assert sign_in(planted, "anna", PASSWORD).status_code == 303
    browser.cookies.clear()
    browser.cookies.set("didymium", old)
    form = server.browser().get("/sign-in")
    browser.cookies.set("didymium-form", form.cookies["didymium-form"])
    content = {"name": "anna", "password": PASSWORD, "form": field_of(form.text)}
    assert browser.post("/sign-in", data=content, headers=OWN).status_code == 303
    assert server.access.people.sessions.find(old) is None
    assert server.access.people.sessions.find("planted") is None


@pytest.mark.parametrize(
    ("name", "password"), [("anna", "wrong password!"), ("nobody", PASSWORD), ("", ""), ("<script>", "x\0")]
)
def test_wrong(server: Guarded, name: str, password: str) -> None:
    """One answer for every wrong name or password; the audit notes it, but no name that nobody has: it may
    be a password in the wrong field.
    """
    answer = sign_in(server.browser(), name, password)
    assert answer.status_code == 401
    assert 'role="alert" id="fault">Name or password is not right.' in answer.text
    assert "didymium" not in answer.cookies
    (act,) = server.access.audit.list()
    assert (act.who, act.outcome) == ("", "refused")
    assert act.subject == ("anna" if name == "anna" else "an unknown name")
    assert "<script>" not in answer.text


def test_a_form_that_is_not_of_this_browser(server: Guarded) -> None:
    """Another browser's field, a made-up one or none: somebody else's page cannot sign a browser in."""
    other = field_of(server.browser().get("/sign-in").text)
    for field in (other, "made up", ""):
        browser = server.browser()
        browser.get("/sign-in")
        content = {"name": "anna", "password": PASSWORD, "form": field}
        answer = browser.post("/sign-in", data=content, headers=OWN)
        assert answer.status_code == 403
        assert "grown old, or cookies are blocked" in answer.text
    assert server.access.audit.list() == ()


def test_too_many_attempts(server: Guarded) -> None:
    """After ten in a minute the right password does not help either; the page says how long to wait."""
    for _ in range(10):
        assert sign_in(server.browser(), "anna", "wrong password!").status_code == 401
    answer = sign_in(server.browser(), "anna", PASSWORD)
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    assert f"Try again in {answer.headers['retry-after']} s" in answer.text


def test_next_leads_nowhere_else(server: Guarded) -> None:
    """An address of another server in ``next`` leads home, on the page and after the form."""
    for wanted in ("//evil.example", "/\\evil.example", "https://evil.example"):
        assert "evil" not in server.browser().get("/sign-in", params={"next": wanted}).text
        assert sign_in(server.browser(), "anna", PASSWORD, wanted).headers["location"] == "/"


@pytest.mark.parametrize(
    ("lang", "accept", "spoken", "words"),
    [
        ("", "", "en", "Password"),
        ("", "ko-KR,ko;q=0.9,en;q=0.8", "ko", "비밀번호"),
        ("", "fr,ja;q=0.4,en;q=0.3", "ja", "パスワード"),
        ("ja", "ko", "ja", "パスワード"),
        ("xx", "ko;q=0, ja;q=x, en", "en", "Password"),
    ],
)
def test_languages(server: Guarded, lang: str, accept: str, spoken: str, words: str) -> None:
    """By the link, else by what the browser prefers, else English; the page says which it is."""
    page = server.browser().get("/sign-in", params={"lang": lang}, headers={"accept-language": accept}).text
    assert f'<html lang="{spoken}">' in page
    assert f'<label for="password">{words}</label>' in page


def test_the_page_needs_no_script_and_nothing_from_elsewhere(server: Guarded) -> None:
    """Its policy allows neither, so it may not try; every field has its label."""
    browser = server.browser()
    page = browser.get("/sign-in").text
    assert "<script" not in page
    assert "style=" not in page
    assert re.findall(r'(?:src|href|action)="(?!/)', page) == []
    assert set(re.findall(r'<label for="(\w+)"', page)) == {"name", "password"}
    style = browser.get("/sign-in/sign_in.css")
    assert style.headers["content-type"].startswith("text/css")
    assert "url(" not in style.text
    assert "prefers-color-scheme: dark" in style.text


def test_cookies_behind_tls(tmp_path: Path) -> None:
    """By https the session's cookie is for this host and https alone: browsers hold servers to the prefix."""
    public = "https://minerals.example"
    with guarded(tmp_path, public_url=public) as found:
        browser = found.browser(public)
        field = field_of(browser.get("/sign-in").text)
        content = {"name": "anna", "password": PASSWORD, "form": field}
        answer = browser.post("/sign-in", data=content, headers={"origin": public})
        cookie = next(c for c in answer.headers.get_list("set-cookie") if c.startswith("__Host-didymium="))
        assert {"HttpOnly", "Path=/", "SameSite=lax", "Secure"} <= set(cookie.split("; "))
        assert "Domain" not in cookie
        assert browser.get("/api/who").json()["name"] == "anna"


def test_without_accounts_there_is_nothing_to_sign_in_to(tmp_path: Path) -> None:
    """The page leads home; a form is refused."""
    with guarded(tmp_path, authentication="none") as found:
        answer = found.browser().get("/sign-in")
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        assert found.browser().post("/sign-in", data={"name": "anna"}, headers=OWN).status_code == 404
        assert found.browser().get("/sign-in/openid").status_code == 404
