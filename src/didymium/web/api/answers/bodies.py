"""Bodies that were sent: read strictly, every problem at once."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from fastapi import Request
from pydantic import BaseModel, TypeAdapter, ValidationError

from didymium.files.problems import InputError, Problem
from didymium.files.toml_file import keys_at as keys_at
from didymium.files.wording import Path
from didymium.web.api.answers.wording import problems_of
from didymium.web.problem import Refusal

BODY = "body"
"""What problems call the body of a request."""
LARGEST_BYTES = 200_000
JSON = "application/json"
TOML = ("application/toml", "text/toml", "text/plain")
"""Media types under which a scenario file may be sent."""
ZIP = "application/zip"
_NUL = "\x00"

Model = TypeVar("Model")


def media_type(request: Request) -> str:
    """Return the media type of a body, without its parameters."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def body_bytes(request: Request, *media_types: str) -> bytes:
    """Return the body of a request; the guard counts that it is no larger than any body may be.

    Raises:
        Refusal: 415 for another media type.
    """
    if media_type(request) not in media_types:
        raise Refusal(415, f"send the body as {' or '.join(media_types)}")
    return await request.body()


async def body_text(request: Request, *media_types: str, most_bytes: int = LARGEST_BYTES) -> str:
    """Return the body of a request.

    Raises:
        Refusal: 415 for another media type, 413 for a body that is too large.
        InputError: If it is not UTF-8.
    """
    content = await body_bytes(request, *media_types)
    if len(content) > most_bytes:
        raise Refusal(413, f"the body is too large: send at most {most_bytes:,} bytes")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError([Problem(BODY, "is not UTF-8", remedy="save it as UTF-8")]) from None
    if _NUL in text or r"\u0000" in text:
        raise InputError([Problem(BODY, "holds a NUL character")])
    return text


def parse_json(text: str, adapter: TypeAdapter[Model], model: type[BaseModel] | None = None) -> Model:
    """Read JSON strictly: no number in quotes, no unknown key; ``model`` is asked which keys may stand where.

    Raises:
        InputError: With everything that is wrong.
    """
    try:
        return adapter.validate_json(text, strict=True, by_alias=True, by_name=False)
    except ValidationError as error:
        errors = error.errors(include_url=False)
    if errors[0]["type"] == "json_invalid":
        raise InputError([Problem(BODY, f"is not valid JSON: {errors[0]['ctx']['error']}")])
    data = json.loads(text)

    def known(path: Path) -> tuple[str, ...]:
        return () if model is None else keys_at(model, data, path)

    raise InputError(problems_of(errors, data, BODY, known))


def posted(
    adapter: TypeAdapter[Model], model: type[BaseModel] | None = None, *, most_bytes: int = LARGEST_BYTES
) -> Callable[[Request], Awaitable[Model]]:
    """Return a dependency that reads the body of a request, as :func:`parse_json` does."""

    async def read(request: Request) -> Model:
        return parse_json(await body_text(request, JSON, most_bytes=most_bytes), adapter, model)

    return read


def documented(*models: str, texts: tuple[str, ...] = ()) -> dict[str, Any]:
    """Document the body of an endpoint: JSON of one of some models, or text."""
    references = [{"$ref": f"#/components/schemas/{name}"} for name in models]
    schema = references[0] if len(references) == 1 else {"oneOf": references}
    content = {JSON: {"schema": schema}} | {name: {"schema": {"type": "string"}} for name in texts}
    return {"requestBody": {"required": True, "content": content}}
