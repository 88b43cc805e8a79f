"""Finds out who sends a request, and keeps out whoever did not sign in."""

from __future__ import annotations

import ipaddress
import time
from urllib.parse import quote

from anyio.to_thread import run_sync
from starlette.datastructures import Headers
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from didymium.web.access.access import Access
from didymium.web.access.accounts.person import Person
from didymium.web.access.accounts.roles import Role
from didymium.web.access.guard.paths import METRICS, SIGN_IN, is_open, is_page
from didymium.web.access.guard.rates import OFTEN
from didymium.web.access.guard.refusing import POLICY, refuse
from didymium.web.access.guard.requests_read import address_of, bearer_of, is_forwarded
from didymium.web.access.identify import SIGN_IN_FIRST, remember

RECHECK_SECONDS = 60.0
"""How long an open websocket may go on before it is asked again whose it is."""


class RateCheck:
    """Refuses addresses that send too many requests."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app, self._access = app, access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] in ("http", "websocket"):
            wait = self._access.rates.request(address_of(scope))
            if wait:
                await refuse(scope, receive, send, 429, OFTEN, {"Retry-After": str(wait)})
                return
        await self._app(scope, receive, send)


class Wall:
    """Leaves the person in the scope of each request; without one, only open paths go on."""

    def __init__(self, app: ASGIApp, access: Access, recheck_seconds: float = RECHECK_SECONDS) -> None:
        self._app, self._access, self._recheck = app, access, recheck_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        person = await self._identify(scope)
        remember(scope, person)
        if not self._lets_in(scope, person):
            await self._keep_out(scope, receive, send, person)
        elif scope["type"] == "websocket":
            await self._open(scope, receive, send, person)
        else:
            await self._app(scope, receive, send)

    async def _identify(self, scope: Scope, is_use: bool = True) -> Person | None:
        headers = Headers(scope=scope)
        if bearer_of(headers) is None and not self._access.has_accounts:
            return self._access.identify(headers)
        return await run_sync(self._access.identify, headers, is_use)

    def _lets_in(self, scope: Scope, person: Person | None) -> bool:
        if scope["path"] == METRICS:
            return self._may_measure(scope, person)
        return person is not None or is_open(scope["path"])

    def _may_measure(self, scope: Scope, person: Person | None) -> bool:
        headers = Headers(scope=scope)
        if person is not None:
            return person.role is Role.ADMIN or bearer_of(headers) is not None
        # Behind a proxy on this machine everybody would come from here.
        proxied = self._access.settings.public_url or is_forwarded(headers)
        return not proxied and bearer_of(headers) is None and _is_loopback(address_of(scope))

    async def _keep_out(self, scope: Scope, receive: Receive, send: Send, person: Person | None) -> None:
        if person is not None:
            await refuse(scope, receive, send, 403, "only an admin, or a token, may read the metrics")
        elif is_page(scope) and self._access.has_accounts:
            query = scope["query_string"].decode("latin-1")
            wanted = scope["path"] + (f"?{query}" if query else "")
            address = f"{SIGN_IN}?next={quote(wanted, safe='/')}"
            headers = {"Cache-Control": "no-store"}
            await RedirectResponse(address, 303, headers)(scope, receive, send)
        else:
            await refuse(scope, receive, send, 401, SIGN_IN_FIRST, {"WWW-Authenticate": "Bearer"})

    async def _open(self, scope: Scope, receive: Receive, send: Send, person: Person | None) -> None:
        """Serve a websocket until the person may no longer be here, or has another role; then close it."""
        asked, is_over = time.monotonic(), False

        async def receive_while_allowed() -> Message:
            nonlocal asked, is_over
            message = await receive()
            if message["type"] == "websocket.receive" and time.monotonic() - asked >= self._recheck:
                asked = time.monotonic()
                # An open page sends of itself: only what asks for a page or a file counts as use.
                is_over = await self._identify(scope, is_use=False) != person
            if is_over:
                return {"type": "websocket.disconnect", "code": POLICY, "reason": "signed out"}
            return message

        async def send_while_allowed(message: Message) -> None:
            if not is_over:
                await send(message)

        await self._app(scope, receive_while_allowed, send_while_allowed)
        if is_over:
            await send({"type": "websocket.close", "code": POLICY, "reason": "signed out"})


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
