"""Headers that tell browsers what the answers of this server may do."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from didymium.web.access.guard.paths import is_for_programs, is_sign_in
from didymium.web.problem import problem_response
from didymium.web.settings import ServerSettings

_PAGES = (
    "default-src 'self'; "
    # NiceGUI writes its start into the page and compiles templates in the browser.
    "script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self'; worker-src 'self' blob:; frame-ancestors 'none'; base-uri 'none'; "
    "form-action 'self'; object-src 'none'"
)
_NOTHING = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
_SIGN_IN = "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
_ALWAYS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_YEAR_SECONDS = 31_536_000


def content_policy(path: str) -> str:
    """Return the content security policy of a path: no other server for any, nothing at all for programs."""
    if is_sign_in(path):
        return _SIGN_IN
    return _NOTHING if is_for_programs(path) else _PAGES


def security_headers(is_encrypted: bool) -> dict[str, str]:
    """Return the headers that every answer has."""
    headers = dict(_ALWAYS)
    if is_encrypted:
        headers["Strict-Transport-Security"] = f"max-age={_YEAR_SECONDS}"
    return headers


class SecurityHeaders:
    """Puts the headers on every answer, also on refusals, and answers what went wrong without a trace.

    A content policy or a caching rule that an answer has already stays: a download may be stricter.
    """

    def __init__(self, app: ASGIApp, settings: ServerSettings) -> None:
        self._app, self._settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path, has_started = scope["path"], False

        async def send_with_headers(message: Message) -> None:
            nonlocal has_started
            if message["type"] == "http.response.start":
                has_started = True
                self._add(path, MutableHeaders(scope=message))
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        except Exception:
            if not has_started:
                answer = problem_response(500, "something went wrong here: the log of the server says what")
                await answer(scope, receive, send_with_headers)
            raise

    def _add(self, path: str, headers: MutableHeaders) -> None:
        headers.update(security_headers(self._settings.is_encrypted))
        headers.setdefault("Content-Security-Policy", content_policy(path))
        if is_for_programs(path) or is_sign_in(path):
            headers.setdefault("Cache-Control", "no-store")
