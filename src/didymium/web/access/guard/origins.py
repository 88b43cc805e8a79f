"""Requests that other pages make a browser send: refused by host, by origin, by what browsers say of them."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from didymium.web.access.access import Access
from didymium.web.access.guard.refusing import refuse
from didymium.web.access.guard.requests_read import bearer_of, cookie_of, host_name, origin_of, own_origins

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_OWN_SITES = frozenset({"same-origin", "none"})


class HostCheck:
    """Refuses requests for other hosts: a name that was made to point here is no way in (DNS rebinding)."""

    def __init__(self, app: ASGIApp, allowed_hosts: tuple[str, ...]) -> None:
        self._app = app
        self._allowed = frozenset(host_name(_bracketed(name)) for name in allowed_hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] in ("http", "websocket"):
            host = Headers(scope=scope).get("host", "")
            if host_name(host) not in self._allowed:
                detail = (
                    f'this server is not "{host[:100]}": call it by one of {", ".join(sorted(self._allowed))}'
                )
                await refuse(scope, receive, send, 421, detail)
                return
        await self._app(scope, receive, send)


class OriginCheck:
    """Refuses requests that come from pages of others.

    A request with an Origin must have one of our own, whatever its method: the socket of the pages answers
    by GET too. A request that changes something and has none must be said by the browser to come from here,
    or come from a program: one that brings a token, or nothing at all, but no session's cookie.
    """

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app, self._access = app, access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] in ("http", "websocket") and not self._is_ours(scope):
            detail = "this request comes from a page of another server, or does not say where it comes from"
            await refuse(scope, receive, send, 403, detail)
            return
        await self._app(scope, receive, send)

    def _is_ours(self, scope: Scope) -> bool:
        headers = Headers(scope=scope)
        origin, site = headers.get("origin"), headers.get("sec-fetch-site")
        if origin is not None:
            return origin_of(origin) in own_origins(scope, self._access.settings.public_url)
        if scope["type"] == "http" and scope["method"] in SAFE:
            return True
        if site is not None:
            return site in _OWN_SITES
        return bearer_of(headers) is not None or not self._has_session(headers)

    def _has_session(self, headers: Headers) -> bool:
        return self._access.has_accounts and cookie_of(headers, self._access.session_cookie) is not None


def _bracketed(name: str) -> str:
    return f"[{name}]" if name.count(":") > 1 and not name.startswith("[") else name
