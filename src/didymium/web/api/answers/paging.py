"""Lists by the page, and answers that do not change while the server runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Annotated, Any, Generic, TypeVar
from urllib.parse import urlencode

from fastapi import Depends, Query, Request, Response
from pydantic import BaseModel

Item = TypeVar("Item")
MOST = 200
FARTHEST = 10_000_000
UNCHANGING = "private, max-age=60"
"""How long a browser may keep what does not change while the server runs: a new server may differ."""
UNCHANGED: dict[int | str, dict[str, Any]] = {
    304: {"description": "Nothing has changed since the answer of this `ETag`."}
}


class Page(BaseModel, Generic[Item]):
    """A page of a list. The `Link` header holds the addresses of the next and the previous page."""

    items: list[Item]
    """The entries of this page."""
    total: int
    """Entries of the whole list."""
    offset: int
    """Entries before this page."""
    limit: int
    """Most entries of a page."""


@dataclass(frozen=True)
class Slice:
    """Which part of a list is asked for."""

    offset: int
    limit: int

    def of(self, items: Sequence[Item]) -> Sequence[Item]:
        """Return the part of a whole list."""
        return items[self.offset : self.offset + self.limit]


async def _slice(
    offset: Annotated[int, Query(ge=0, le=FARTHEST, description="Entries to leave out.")] = 0,
    limit: Annotated[int, Query(ge=1, le=MOST, description="Most entries to return.")] = 50,
) -> Slice:
    return Slice(offset, limit)


Part = Annotated[Slice, Depends(_slice)]


def page(request: Request, part: Slice, items: Sequence[bytes], total: int) -> Response:
    """Return the entries of a page, which are JSON already, as an answer."""
    return Response(page_body(part, items, total), 200, page_links(request, part, total), "application/json")


def page_body(part: Slice, items: Sequence[bytes], total: int) -> bytes:
    """Return a page as JSON."""
    numbers = f'],"total":{total},"offset":{part.offset},"limit":{part.limit}}}'
    return b'{"items":[' + b",".join(items) + numbers.encode()


def page_links(request: Request, part: Slice, total: int) -> dict[str, str]:
    """Return the header with the addresses of the next and the previous page, as far as there are any."""
    offsets = {}
    if part.offset + part.limit < total:
        offsets["next"] = part.offset + part.limit
    if part.offset > 0:
        offsets["prev"] = max(0, min(part.offset, total) - part.limit)
    links = [f'<{_address(request, offset, part.limit)}>; rel="{name}"' for name, offset in offsets.items()]
    return {"Link": ", ".join(links)} if links else {}


def _address(request: Request, offset: int, limit: int) -> str:
    others = [pair for pair in request.query_params.multi_items() if pair[0] not in ("offset", "limit")]
    query = urlencode([*others, ("offset", offset), ("limit", limit)])
    return f"{request.url.path}?{query}"


def unchanging(
    request: Request, body: bytes, headers: dict[str, str] | None = None, media: str = "application/json"
) -> Response:
    """Return what does not change while the server runs; nothing if the browser has it already."""
    tag = f'"{blake2b(body, digest_size=12).hexdigest()}"'
    kept = {"ETag": tag, "Cache-Control": UNCHANGING, **(headers or {})}
    asked = request.headers.get("if-none-match", "")
    if asked and tag in (part.strip().removeprefix("W/") for part in asked.split(",")):
        return Response(None, 304, kept)
    return Response(body, 200, kept, media)
