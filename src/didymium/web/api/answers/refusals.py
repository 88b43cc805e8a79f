"""What refusals mean, for the reference."""

from __future__ import annotations

from typing import Any

from didymium.web.problem import MEDIA_TYPE

_MEANINGS = {
    401: "Nobody signed in, and no valid token was sent.",
    403: "The role of the person does not allow it.",
    404: "There is no such thing; `detail` names what may have been meant.",
    409: "It cannot be done in this state.",
    413: "The body is too large.",
    415: "The body is of another media type than those listed.",
    422: "Something sent is wrong: `problems` lists everything at once, as `didymium … --json` does.",
    429: "Too many requests: `Retry-After` says after how many seconds to come again.",
    503: "The server is busy or its catalogue does not answer: `Retry-After` says when to come again.",
    507: "The disk of the server is too full.",
}
PROBLEM = {"$ref": "#/components/schemas/ProblemDetails"}


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Document refusals of an endpoint."""
    content = {MEDIA_TYPE: {"schema": PROBLEM}}
    return {status: {"description": _MEANINGS[status], "content": content} for status in statuses}
