"""OpenID Connect: the authorization code flow with PKCE and a nonce, by Authlib."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
from authlib.common.errors import AuthlibBaseError  # type: ignore[import-untyped]
from authlib.deprecate import AuthlibDeprecationWarning  # type: ignore[import-untyped]
from joserfc.errors import JoseError
from starlette.requests import Request

from didymium.web.access.accounts.roles import Role, highest
from didymium.web.settings import OpenIdConnect

with warnings.catch_warnings():
    # On import it says that it would rather have httpx2; with httpx, which NiceGUI brings, it does as well.
    warnings.simplefilter("ignore", AuthlibDeprecationWarning)
    from authlib.integrations.starlette_client import OAuth  # type: ignore[import-untyped]

_DISCOVERY = "/.well-known/openid-configuration"
_SIGNED_BY_PROVIDER = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA"
)  # fmt: skip
"""Signatures that only the provider can make; one that is missing, or made with a shared key, is none."""
_TIMEOUT_SECONDS = 10.0


class OpenIdError(Exception):
    """Raised if a provider does not answer, or what it says does not hold; the message is for the log."""


@dataclass(frozen=True)
class Claimed:
    """Who somebody is, by the word of the provider."""

    subject: str
    name: str
    role: Role


class OpenIdFlow:
    """Sends browsers to the provider and reads what they bring back."""

    def __init__(self, settings: OpenIdConnect) -> None:
        """Take the provider; it is asked for its addresses at the first sign-in.

        Raises:
            OpenIdError: If the provider is not reached by https, except on this machine.
        """
        self._settings = settings
        self._issuer = settings.issuer.rstrip("/")
        parts = urlsplit(self._issuer)
        if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
            raise OpenIdError(f'the issuer "{settings.issuer}" must be reached by https')
        self._client: Any = OAuth().register(
            "openid",
            client_id=settings.client_id,
            client_secret=settings.client_secret,
            server_metadata_url=self._issuer + _DISCOVERY,
            client_kwargs={
                "scope": "openid profile email",
                "code_challenge_method": "S256",
                "timeout": _TIMEOUT_SECONDS,
            },
        )

    async def begin(self, request: Request, callback: str) -> tuple[str, dict[str, Any]]:
        """Return the provider's address to go to, and what the browser must bring back.

        Raises:
            OpenIdError: If the provider does not answer.
        """
        flow: dict[str, Any] = {}
        try:
            await self._load()
            answer = await self._client.authorize_redirect(_with_session(request, flow), callback)
        except _FAILURES as error:
            raise OpenIdError(f"the provider does not answer as one should: {_said(error)}") from None
        return str(answer.headers["location"]), flow

    async def finish(self, request: Request, flow: dict[str, Any]) -> Claimed:
        """Return who came back, once state, code, signature, issuer, audience, nonce and time hold.

        Raises:
            OpenIdError: If any of them does not.
        """
        options: dict[str, dict[str, Any]] = {
            "iss": {"essential": True},
            "aud": {"essential": True, "value": self._settings.client_id},
            "sub": {"essential": True},
            "nonce": {"essential": True},
        }
        try:
            await self._load()
            options["iss"]["value"] = self._issuer_said()
            token = await self._client.authorize_access_token(
                _with_session(request, flow), claims_options=options
            )
        except _FAILURES as error:
            raise OpenIdError(f"the answer of the provider does not hold: {_said(error)}") from None
        claims = token.get("userinfo")
        if not claims or not isinstance(claims.get("sub"), str) or not claims["sub"]:
            raise OpenIdError("the provider does not say who it is")
        return claimed(claims, self._settings.role_claim)

    async def _load(self) -> None:
        """Read what the provider says of itself, and hold it to being the issuer that was named."""
        said = await self._client.load_server_metadata()
        if str(said.get("issuer", "")).rstrip("/") != self._issuer:
            self._client.server_metadata.clear()
            raise ValueError(f'it calls itself "{said.get("issuer")}", not "{self._issuer}"')
        offered = said.get("id_token_signing_alg_values_supported") or ["RS256"]
        said["id_token_signing_alg_values_supported"] = [
            name for name in offered if name in _SIGNED_BY_PROVIDER
        ] or ["RS256"]

    def _issuer_said(self) -> str:
        return str(self._client.server_metadata.get("issuer", self._issuer))


def claimed(claims: Mapping[str, Any], role_claim: str) -> Claimed:
    """Return who somebody is; ``role_claim`` may lead into tables, as ``realm_access.roles``."""
    found: Any = claims.get(role_claim)
    if found is None:
        found = claims
        for key in role_claim.split("."):
            found = found.get(key) if isinstance(found, Mapping) else None
    names = found if isinstance(found, list) else str(found or "").replace(",", " ").split()
    name = claims.get("preferred_username") or claims.get("email") or claims["sub"]
    return Claimed(claims["sub"], str(name), highest(n for n in names if isinstance(n, str)))


def _with_session(request: Request, flow: dict[str, Any]) -> Request:
    """Return the request with the flow as its session: Authlib keeps state, nonce and verifier there."""
    return Request({**request.scope, "session": flow}, request.receive)


_FAILURES = (AuthlibBaseError, JoseError, httpx.HTTPError, ValueError, KeyError, TypeError, RuntimeError)


def _said(error: Exception) -> str:
    return str(error)[:300] or type(error).__name__
