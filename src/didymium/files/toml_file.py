"""A TOML file as a strict model, or everything that is wrong with it, each with its line."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError

from didymium.files.dates import BELIEVED, UNBELIEVED, is_believable
from didymium.files.problems import Problem
from didymium.files.toml_lines import line_of
from didymium.files.wording import Finding, findings
from didymium.files.wording import Path as Keys

ModelType = TypeVar("ModelType", bound=BaseModel)

KIND_KEYS = ("kind", "quantity", "test")
"""Keys by which a table says of which of several models it is."""


def read_toml(path: Path, file: str, model: type[ModelType]) -> tuple[ModelType | None, str, list[Problem]]:
    """Read a file; return the model, the text (to find lines in) and the problems."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        return None, "", [Problem(file, f"cannot be read: {error.strerror}")]
    except UnicodeDecodeError:
        return None, "", [Problem(file, "is not UTF-8", remedy="save it as UTF-8")]
    found, problems = parse_toml(text, file, model)
    return found, text, problems


def parse_toml(text: str, file: str, model: type[ModelType]) -> tuple[ModelType | None, list[Problem]]:
    """Read a text as a strict model; ``file`` is what messages call it."""
    try:
        return validate_toml(tomllib.loads(text), text, file, model)
    except tomllib.TOMLDecodeError as error:
        return None, [_syntax_problem(file, error, text)]
    except RecursionError:
        return None, [Problem(file, "is nested too deeply")]
    except ValueError as error:
        # Python reads no whole number of more than 4300 digits.
        if "integer string conversion" not in str(error):
            raise
        return None, [Problem(file, "holds a number with too many digits")]


def validate_toml(
    data: dict[str, Any], text: str, file: str, model: type[ModelType]
) -> tuple[ModelType | None, list[Problem]]:
    """Check parsed TOML against a model, strictly: a date in quotes or a number for a date is a problem, and
    so is a day that nobody can mean.
    """
    values = _with_tuples(data)
    found, read = list(_unbelievable(values)), None
    try:
        read = model.model_validate(values, strict=True, by_alias=True, by_name=False)
    except ValidationError as error:
        found += findings(error, values, lambda path: keys_at(model, values, path))
    return None if found else read, [toml_problem(file, text, finding) for finding in found]


def _unbelievable(value: Any, path: Keys = ()) -> Iterator[Finding]:
    """Yield every day in a table that nobody can mean."""
    if isinstance(value, dt.date) and not is_believable(value):
        yield Finding(path, UNBELIEVED, str(value), BELIEVED)
    if isinstance(value, tuple):
        value = dict(enumerate(value))
    for key, item in value.items() if isinstance(value, dict) else ():
        yield from _unbelievable(item, (*path, key))


def toml_problem(file: str, text: str, finding: Finding) -> Problem:
    """Return a finding as a problem with its line."""
    return Problem(
        file,
        finding.message,
        line_of(text, finding.path),
        dotted(finding.path),
        finding.value,
        finding.remedy,
    )


def dotted(path: Keys) -> str:
    """Write the keys that lead to a value: ``event 2 approval 1 rate`` counts from 1."""
    return " ".join(str(part + 1) if isinstance(part, int) else part for part in path)


def _syntax_problem(file: str, error: tomllib.TOMLDecodeError, text: str) -> Problem:
    match = re.search(r"^(.*?) \(at (?:line (\d+), column (\d+)|end of document)\)$", str(error))
    if not match:
        return Problem(file, f"is not valid TOML: {error}")
    line = int(match.group(2)) if match.group(2) else len(text.splitlines())
    remedy = 'text stands in quotes, dates do not: key = "text", from = 2025-04-04'
    return Problem(file, f"is not valid TOML: {match.group(1).lower()}", line, remedy=remedy)


def _with_tuples(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _with_tuples(item) for key, item in value.items()}
    return tuple(_with_tuples(item) for item in value) if isinstance(value, list) else value


def keys_at(model: type[BaseModel], data: object, path: Keys) -> tuple[str, ...]:
    """Return the keys that the table at ``path`` may hold; of several models, the one chosen by kind."""
    models = [model]
    for part in path:
        data = data[part]  # type: ignore[index]
        if isinstance(part, str):
            inside = [
                inner for outer in models for name, field in outer.model_fields.items()
                if part in (name, field.alias) for inner in _models_in(field.annotation)
            ]  # fmt: skip
            models = inside or models
    chosen = [inner for inner in models if _is_of_kind(inner, data)] or models
    return tuple(field.alias or name for inner in chosen for name, field in inner.model_fields.items())


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for argument in get_args(annotation) for model in _models_in(argument)]


def _is_of_kind(model: type[BaseModel], data: object) -> bool:
    """Say whether a table is of a model by the key whose one word chooses among several models."""
    return isinstance(data, dict) and any(
        get_origin(field.annotation) is Literal and data.get(name) in get_args(field.annotation)
        for name, field in model.model_fields.items()
        if name in KIND_KEYS
    )
