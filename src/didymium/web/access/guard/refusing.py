"""Refusals before any route is reached."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocketClose

from didymium.web.problem import problem_response

POLICY = 1008
"""Code with which a websocket is closed for a rule."""


async def refuse(
    scope: Scope,
    receive: Receive,
    send: Send,
    status: int,
    detail: str,
    headers: Mapping[str, str] | None = None,
) -> None:
    """Answer a request with problem details, or refuse a websocket's handshake (the server sends 403)."""
    if scope["type"] == "websocket":
        await WebSocketClose(POLICY, detail[:100])(scope, receive, send)
    else:
        await problem_response(status, detail, headers=headers)(scope, receive, send)
