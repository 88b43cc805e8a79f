"""What a schema found wrong in a request, as problems in the words of the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pydantic_core import InitErrorDetails, PydanticCustomError, ValidationError

from didymium.files.problems import Problem
from didymium.files.toml_file import dotted
from didymium.files.wording import Finding, Path, findings

Keys = Callable[[Path], tuple[str, ...]]
_SAME_AS = {
    "int_parsing": "int_type",
    "int_parsing_size": "int_type",
    "float_parsing": "float_type",
    "bool_parsing": "bool_type",
    "date_parsing": "date_type",
    "date_from_datetime_parsing": "date_type",
    "date_from_datetime_inexact": "date_type",
    "list_type": "tuple_type",
    "model_attributes_type": "model_type",
}
"""Errors of other kinds of input that are the same mistake."""
_OWN_WORDS = {
    "date_type": ("is not a date", "write it like 2025-04-04"),
    "date_out_of_range": ("is not a date", "write it like 2025-04-04"),
    "tuple_type": ("is not a list", 'write it in brackets, like ["CHN", "MYS"]'),
}


def problems_of(
    errors: Iterable[Mapping[str, Any]], data: object, file: str, known: Keys = lambda _: ()
) -> list[Problem]:
    """Return errors of pydantic as problems, one a place; ``known`` lists the keys that may stand in the
    table at a path.
    """
    found: list[Finding] = []
    for error in errors:
        finding = _finding(error, data, known)
        if not any(other.path[: len(finding.path)] == finding.path for other in found):
            found.append(finding)
    return [
        Problem(file, item.message, None, dotted(item.path) or None, item.value, item.remedy)
        for item in found
    ]


def _finding(error: Mapping[str, Any], data: object, known: Keys) -> Finding:
    kind, context = str(error["type"]), dict(error.get("ctx", {}))
    kind = _SAME_AS.get(kind, kind)
    detail = InitErrorDetails(
        type=PydanticCustomError("other", "other") if kind not in _PLAIN else kind,
        loc=tuple(error["loc"]),
        input=error["input"],
        ctx=context,
    )
    [finding] = findings(ValidationError.from_exception_data("request", [detail]), data, known)
    message, remedy = _words(kind, context)
    if message is None:
        return finding
    return Finding(finding.path, message, _short(finding.value), remedy)


_PLAIN = frozenset({
    "missing", "extra_forbidden", "union_tag_not_found", "union_tag_invalid", "literal_error",
    "string_pattern_mismatch", "greater_than", "greater_than_equal", "less_than", "less_than_equal",
    "string_type", "int_type", "int_from_float", "float_type", "finite_number", "bool_type", "date_type",
    "tuple_type", "dict_type", "model_type",
})  # fmt: skip
"""Kinds of errors that :func:`findings` has words for."""


def _words(kind: str, context: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """Return words for what files do not have; none if :func:`findings` has some."""
    if kind in _OWN_WORDS:
        return _OWN_WORDS[kind]
    if kind == "value_error":
        return str(context["error"]), None
    if kind == "string_too_short":
        return ("is blank", None) if context["min_length"] == 1 else ("is too short", None)
    if kind == "string_too_long":
        return "is too long", f"at most {context['max_length']} characters"
    if kind == "too_short":
        return "is an empty list" if context["min_length"] == 1 else "has too few entries", None
    if kind == "too_long":
        return "has too many entries", f"at most {context['max_length']}"
    return (None, None) if kind in _PLAIN else ("is not valid here", None)


def _short(value: str | None, most: int = 200) -> str | None:
    return value if value is None or len(value) <= most else f"{value[:most]}…"
