"""The reference as a page: plain HTML, made on the server, without a script."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

STYLE = Path(__file__).parent / "templates" / "reference.css"
_REFERENCE = "#/components/schemas/"
_CODE = re.compile(r"``?([^`\n]+)``?")
_LIMITS = {
    "minimum": "at least {}", "maximum": "at most {}", "exclusiveMinimum": "above {}",
    "exclusiveMaximum": "below {}", "maxLength": "at most {} characters", "maxItems": "at most {} entries",
}  # fmt: skip


@dataclass(frozen=True)
class Field:
    """A parameter, or a key of a model."""

    name: str
    kind: Markup
    """Its type, with links to models."""
    required: bool
    default: str
    text: str


@dataclass(frozen=True)
class Operation:
    """An endpoint."""

    name: str
    """Where the page links to."""
    method: str
    path: str
    summary: str
    text: str
    parameters: tuple[Field, ...]
    bodies: tuple[tuple[str, Markup], ...]
    """Media types that may be sent, and what."""
    answers: tuple[tuple[str, str, Markup], ...]
    """Status, meaning, and what is returned."""


@dataclass(frozen=True)
class Model:
    """A model."""

    name: str
    text: str
    fields: tuple[Field, ...]
    kind: Markup
    """What it is, if it has no keys."""


def reference_page(document: Mapping[str, Any], root: str) -> str:
    """Return the page of an OpenAPI document."""
    operations: dict[str, list[Operation]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            heading = operation.get("tags", ["Other"])[0]
            operations.setdefault(heading, []).append(_operation(method, root + path, operation))
    models = [_model(name, schema) for name, schema in document["components"]["schemas"].items()]
    return _environment().get_template("reference.html.j2").render(
        document=document, root=root, operations=operations, models=models, style=Markup(_style())
    )  # fmt: skip


def content_policy() -> str:
    """Return the content security policy of the page: its own style, by its hash, and nothing else."""
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; frame-ancestors 'none'; base-uri 'none'; "
        "form-action 'none'"
    )


def _operation(method: str, path: str, operation: Mapping[str, Any]) -> Operation:
    body = operation.get("requestBody", {}).get("content", {})
    return Operation(
        name=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        text=operation.get("description", ""),
        parameters=tuple(
            _field(item["name"], item["schema"], item.get("required", False), item.get("description", ""))
            for item in operation.get("parameters", [])
        ),
        bodies=tuple((media, _kind(content["schema"])) for media, content in body.items()),
        answers=tuple(_answers(operation["responses"])),
    )


def _answers(responses: Mapping[str, Any]) -> Iterator[tuple[str, str, Markup]]:
    for status, response in responses.items():
        kinds = [
            Markup("{} <code>{}</code>").format(_kind(content["schema"]), media)
            for media, content in response.get("content", {}).items()
        ]
        yield status, response["description"], Markup(" or ").join(kinds)


def _model(name: str, schema: Mapping[str, Any]) -> Model:
    required = schema.get("required", [])
    fields = tuple(
        _field(key, inner, key in required, inner.get("description", ""))
        for key, inner in schema.get("properties", {}).items()
    )
    return Model(name, schema.get("description", ""), fields, Markup("") if fields else _kind(schema))


def _field(name: str, schema: Mapping[str, Any], required: bool, text: str) -> Field:
    default = schema.get("default")
    shown = "" if default in (None, "", [], {}) else str(default)
    return Field(name, _kind(schema), required, shown, text)


def _kind(schema: Mapping[str, Any]) -> Markup:
    """Say the type of a schema, with links to models."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(_REFERENCE)
        return Markup('<a href="#model-{0}">{0}</a>').format(name)
    choices = schema.get("anyOf", schema.get("oneOf"))
    if choices is not None:
        return Markup(" or ").join(_kind(choice) for choice in choices)
    if "const" in schema or "enum" in schema:
        values = [schema["const"]] if "const" in schema else schema["enum"]
        return Markup(", ").join(Markup("<code>{}</code>").format(value) for value in values)
    if schema.get("type") == "array":
        return Markup("list of {}").format(_kind(schema.get("items", {}))) + _limits(schema)
    if schema.get("type") == "object":
        inside = schema.get("additionalProperties")
        return Markup("table of {}").format(_kind(inside)) if isinstance(inside, dict) else Markup("table")
    kind = {"null": "null", "integer": "whole number", "boolean": "true or false", "string": "text"}
    word = schema.get("format") or kind.get(schema.get("type", ""), schema.get("type", "anything"))
    return escape(word) + _limits(schema)


def _limits(schema: Mapping[str, Any]) -> str:
    said = [words.format(schema[key]) for key, words in _LIMITS.items() if key in schema]
    return f" ({', '.join(said)})" if said else ""


def _prose(text: str) -> Markup:
    """Return text with its code set as code, paragraph by paragraph."""
    parts = [Markup("<p>{}</p>").format(_with_code(part)) for part in text.split("\n\n") if part.strip()]
    return Markup("\n").join(parts)


def _with_code(text: str) -> Markup:
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))


@cache
def _style() -> str:
    return STYLE.read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("didymium.web.api.reference"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"prose": _prose, "with_code": _with_code}
    return environment
