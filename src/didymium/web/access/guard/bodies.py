"""The largest body that a request may have."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from didymium.web.problem import problem_response


class BodyLimit:
    """Refuses bodies that are too large: by what they say of themselves, and by counting as they come."""

    def __init__(self, app: ASGIApp, largest_bytes: int) -> None:
        self._app, self._largest = app, largest_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif self._says_too_much(scope):
            await self._refuse(scope, receive, send)
        else:
            await self._count(scope, receive, send)

    def _says_too_much(self, scope: Scope) -> bool:
        length = Headers(scope=scope).get("content-length", "0")
        return not (length.isascii() and length.isdigit()) or int(length[:20]) > self._largest

    async def _count(self, scope: Scope, receive: Receive, send: Send) -> None:
        came, has_started = 0, False

        async def counted() -> Message:
            nonlocal came
            message = await receive()
            if message["type"] == "http.request":
                came += len(message.get("body", b""))
                if came > self._largest:
                    raise HTTPException(413)
            return message

        async def answer(message: Message) -> None:
            nonlocal has_started
            # Whatever the application makes of a body that was cut off, the answer is ours.
            if came <= self._largest or has_started:
                has_started = True
                await send(message)

        try:
            await self._app(scope, counted, answer)
        except Exception:
            if came <= self._largest:
                raise
        if came > self._largest and not has_started:
            await self._refuse(scope, receive, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        detail = f"the body is too large: send at most {self._largest:,} bytes"
        answer = problem_response(413, detail, headers={"Connection": "close"})
        await answer(scope, receive, send)
