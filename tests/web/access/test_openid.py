"""OpenID Connect against a provider on this machine: who comes in, and what is not believed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import RSAKey

from asgi_client import TestClient
from didymium.web.access.accounts.roles import Role
from didymium.web.access.signing_in.openid import OpenIdError, OpenIdFlow, claimed
from didymium.web.settings import OpenIdConnect
from guarded_server import HOME, Guarded, guarded
from identity_provider import CLIENT, CLIENT_SECRET, Provider, identity_provider


@pytest.fixture
def provider() -> Iterator[Provider]:
    with identity_provider() as found:
        yield found


@contextmanager
def server_of(provider: Provider, folder: Path) -> Iterator[Guarded]:
    openid = OpenIdConnect(provider.issuer, CLIENT, CLIENT_SECRET)
    with guarded(folder, authentication="oidc", openid=openid) as found:
        yield found


@pytest.fixture
def server(provider: Provider, tmp_path: Path) -> Iterator[Guarded]:
    with server_of(provider, tmp_path) as found:
        yield found


def come_back(browser: TestClient, provider: Provider, **changed: str) -> Any:
    begun = browser.get("/sign-in/openid", params={"next": "/chain"})
    assert begun.status_code == 303, begun.text
    brought = {**provider.authorize(begun.headers["location"]), **changed}
    return browser.get("/sign-in/openid/callback", params=brought)


def test_the_page_leads_to_the_provider(server: Guarded, provider: Provider) -> None:
    """One link; no password is asked for, nor accepted, here. What is asked of the provider is a code, for
    a state, a nonce and the challenge of a verifier that stay in this browser.
    """
    browser = server.browser()
    page = browser.get("/sign-in", params={"next": "/chain"}).text
    assert "Sign in through 127.0.0.1" in page
    assert "password" not in page
    assert browser.post("/sign-in", headers={"origin": HOME}).status_code == 404
    begun = browser.get("/sign-in/openid")
    asked = provider.waiting[provider.authorize(begun.headers["location"])["code"]]
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == f"{HOME}/sign-in/openid/callback"
    assert len(asked["state"]) >= 20
    assert len(asked["nonce"]) >= 20


def test_who_the_provider_vouches_for(server: Guarded, provider: Provider) -> None:
    """Comes in with the provider's role, and goes on to the page; with another role the next time."""
    browser = server.browser()
    answer = come_back(browser, provider)
    assert (answer.status_code, answer.headers["location"]) == (303, "/chain")
    assert browser.get("/api/who").json() == {"name": "kim", "role": "analyst"}
    provider.claims = {"roles": ["admin", "staff"], "preferred_username": "other"}
    again = server.browser()
    come_back(again, provider)
    assert again.get("/api/who").json() == {"name": "kim", "role": "admin"}
    server.access.people.set_disabled("kim")
    assert come_back(server.browser(), provider).status_code == 403
    assert browser.get("/api/who").status_code == 401
    assert [act.outcome for act in server.access.audit.list()] == ["refused", "done", "done"]


NOW = int(time.time())
NAMES = (
    "another nonce",
    "no nonce",
    "another issuer",
    "another audience",
    "too late",
    "no subject",
    "blank subject",
    "no end",
)
"""Names that do not depend on the second in which a worker collects the tests."""


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"iss": "https://other.example"},
        {"aud": "another client"},
        {"exp": NOW - 4000, "iat": NOW - 5000},
        {"sub": None},
        {"sub": ""},
        {"exp": None},
    ],
    ids=NAMES,
)
def test_tokens_that_do_not_hold(server: Guarded, provider: Provider, claims: dict[str, Any]) -> None:
    """Another nonce, issuer, audience, no time or subject, or too late: nobody comes in."""
    provider.claims = claims
    browser = server.browser()
    assert come_back(browser, provider).status_code == 403
    assert browser.get("/api/who").status_code == 401
    assert server.access.people.find("kim") is None
    assert server.access.audit.list()[0].outcome == "refused"


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_signatures_that_anybody_could_make(server: Guarded, provider: Provider, algorithm: str) -> None:
    """No signature, or one with a shared key, is not believed, though the provider says it may use them."""
    provider.algorithm = algorithm
    assert come_back(server.browser(), provider).status_code == 403
    assert server.access.people.find("kim") is None


def test_a_signature_of_somebody_else(server: Guarded, provider: Provider) -> None:
    """Only the provider's own key counts; a new one of the provider's is fetched."""
    provider.signed_with = RSAKey.generate_key(2048, {"kid": "one"})
    assert come_back(server.browser(), provider).status_code == 403
    assert server.access.people.find("kim") is None


def test_answers_that_this_browser_did_not_ask_for(server: Guarded, provider: Provider) -> None:
    """Another state, another browser's, none at all, or the same twice: refused, and said."""
    assert come_back(server.browser(), provider, state="another").status_code == 403
    begun = server.browser().get("/sign-in/openid")
    brought = provider.authorize(begun.headers["location"])
    stranger = server.browser().get("/sign-in/openid/callback", params=brought)
    assert stranger.status_code == 403
    assert "did not succeed" in stranger.text
    assert server.browser().get("/sign-in/openid/callback").status_code == 403
    denied = server.browser().get("/sign-in/openid/callback", params={"error": "access_denied"})
    assert denied.status_code == 403
    browser = server.browser()
    begun = browser.get("/sign-in/openid")
    brought = provider.authorize(begun.headers["location"])
    assert browser.get("/sign-in/openid/callback", params=brought).status_code == 303
    assert browser.get("/sign-in/openid/callback", params=brought).status_code == 403


def test_a_code_of_another_flow(server: Guarded, provider: Provider) -> None:
    """A stolen code is of no use without the verifier of the browser that asked for it (PKCE)."""
    begun = server.browser().get("/sign-in/openid")
    stolen = provider.authorize(begun.headers["location"])["code"]
    assert come_back(server.browser(), provider, code=stolen).status_code == 403


def test_a_provider_that_is_not_there_or_not_the_one(provider: Provider, tmp_path: Path) -> None:
    """It does not answer, or calls itself another: the page says so, and works once it answers."""
    with server_of(provider, tmp_path) as server:
        provider.answers = False
        answer = server.browser().get("/sign-in/openid")
        assert answer.status_code == 502
        assert "does not answer" in answer.text
        provider.answers, provider.metadata = True, {"issuer": "https://other.example"}
        assert server.browser().get("/sign-in/openid").status_code == 502
        provider.metadata = {}
        assert come_back(server.browser(), provider).status_code == 303


def test_a_provider_without_https(tmp_path: Path) -> None:
    """Whoever is on the way could be anybody: refused at the start, except on this machine."""
    with pytest.raises(OpenIdError, match="must be reached by https"):
        OpenIdFlow(OpenIdConnect("http://id.example.org", "a", "b"))


@pytest.mark.parametrize(
    ("claim", "claims", "role"),
    [
        ("roles", {"roles": ["viewer", "analyst"]}, Role.ANALYST),
        ("roles", {"roles": "staff admin"}, Role.ADMIN),
        ("roles", {}, Role.VIEWER),
        ("roles", {"roles": {"admin": True}}, Role.VIEWER),
        ("roles", {"roles": [["admin"], 1, None]}, Role.VIEWER),
        ("realm_access.roles", {"realm_access": {"roles": ["admin"]}}, Role.ADMIN),
        ("https://x.example/roles", {"https://x.example/roles": ["analyst"]}, Role.ANALYST),
    ],
)
def test_roles_in_claims(claim: str, claims: dict[str, Any], role: Role) -> None:
    """Lists, words, and lists within tables; whatever is none of ours makes a viewer."""
    assert claimed({"sub": "1", **claims}, claim).role is role
