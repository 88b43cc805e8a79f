"""What a schema found wrong, in plain words: never pydantic's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from pydantic_core import ErrorDetails, ValidationError

from didymium.files.suggestion import did_you_mean

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Finding:
    """One thing wrong in nested data: the keys that lead to it, the value found and what would be right."""

    path: Path
    message: str
    value: str | None = None
    remedy: str | None = None


def findings(error: ValidationError, data: object, known: Callable[[Path], tuple[str, ...]]) -> list[Finding]:
    """Translate every error of a validation, one finding a place.

    ``known`` lists the keys that may stand in the table at a path; it serves unknown keys.
    """
    found: list[Finding] = []
    for detail in error.errors(include_url=False):
        path = _walk(data, detail)
        if not any(other.path[: len(path)] == path for other in found):
            found.append(_finding(path, detail, known))
    return found


def _walk(data: object, detail: ErrorDetails) -> Path:
    """Keep of an error's location what is in the data: pydantic adds names of classes and types."""
    path: list[str | int] = []
    for part in detail["loc"]:
        with suppress(KeyError, IndexError, TypeError):
            data = data[part]  # type: ignore[index]
            path.append(part)
    if detail["type"] == "missing":
        path.append(detail["loc"][-1])
    return tuple(path)


def _finding(path: Path, detail: ErrorDetails, known: Callable[[Path], tuple[str, ...]]) -> Finding:
    kind = detail["type"]
    if kind == "missing":
        return Finding(path, "is missing")
    if kind == "extra_forbidden":
        return Finding(path, "is unknown", remedy=did_you_mean(str(path[-1]), known(path[:-1])))
    if kind in ("union_tag_not_found", "union_tag_invalid"):
        return _tag_finding(path, detail)
    message, remedy = _constraint(detail)
    return Finding(path, message, _shown(detail["input"]), remedy)


def _tag_finding(path: Path, detail: ErrorDetails) -> Finding:
    """Say that the key which chooses among several kinds of a table is missing, or names none."""
    context = detail["ctx"]
    key = str(context["discriminator"]).strip("'")
    if detail["type"] == "union_tag_not_found":
        return Finding((*path, key), "is missing")
    tag = str(context["tag"])
    return Finding((*path, key), _no_kind(path, key), tag, _choice(tag, context["expected_tags"]))


def _no_kind(path: Path, key: str) -> str:
    return f"is no {key} of {path[0]}" if path else "is unknown"


_MESSAGES: dict[str, tuple[str, str | None]] = {
    "string_type": ("is not text", "put it in quotes"),
    "string_too_short": ("is blank", None),
    "int_type": ("is not a whole number", None),
    "int_from_float": ("is not a whole number", None),
    "float_type": ("is not a number", "write a number without quotes"),
    "finite_number": ("is not a finite number", None),
    "bool_type": ("is neither true nor false", "write true or false without quotes"),
    "date_type": ("is not a date", "write it like 2025-04-04, without quotes"),
    "tuple_type": ("is not a list", 'write it in brackets, like ["CHN", "MYS"]'),
    "too_short": ("is an empty list", "name at least one"),
    "dict_type": ("is not a table", None),
    "model_type": ("is not a table", None),
}


def _constraint(detail: ErrorDetails) -> tuple[str, str | None]:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "literal_error":
        expected = context["expected"].replace(" or ", ", ")
        return "is not among the choices", _choice(str(detail["input"]), expected)
    if kind == "string_too_long":
        return f"is longer than {context['max_length']:,} characters", None
    if kind == "string_pattern_mismatch":
        return _pattern(context["pattern"])
    if kind in _LIMITS:
        key, words = _LIMITS[kind]
        limit = context[key]
        said = f"{limit:g}" if isinstance(limit, int | float) else str(limit)
        return f"must be {words} {said}", None
    return _MESSAGES.get(kind, ("is not valid here", None))


_LIMITS = {
    "greater_than": ("gt", "above"),
    "greater_than_equal": ("ge", "at least"),
    "less_than": ("lt", "below"),
    "less_than_equal": ("le", "at most"),
}


def _pattern(pattern: str) -> tuple[str, str]:
    if pattern == r"^[a-z]{2}$":
        return "is no language code", "two small letters, like en, ko, ja"
    letters = "letters" if "A-Z" in pattern else "small letters"
    return "is no valid name", f"only {letters} a to z, digits and _"


def _choice(word: str, expected: str) -> str:
    choices = [choice.strip().strip("'") for choice in expected.split(",")]
    return did_you_mean(word, choices, limit=0) or f"one of: {', '.join(choices)}"


def _shown(value: object) -> str | None:
    if isinstance(value, Mapping):
        return None
    if isinstance(value, (list, tuple)):
        return str(list(value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def row_keys(names: tuple[str, ...]) -> Callable[[Path], tuple[str, ...]]:
    """Return a ``known`` for flat rows: the same keys everywhere."""
    return lambda _path: names
