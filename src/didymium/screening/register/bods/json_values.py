"""The values of a JSON array, or of JSON lines, one after another: never all of them as objects at once."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from didymium.files.problems import InputError
from didymium.screening.register.findings import Findings, shown

_BLANK = re.compile(r"[ \t\n\r]*")
_LONGEST_INTEGER = 300
"""Digits from which an integer is read as a float: its digits would take long, its value is absurd."""


@dataclass(frozen=True, slots=True)
class JsonValue:
    """A value of the series, its place in it (from 1) and a fingerprint of how it is written."""

    number: int
    value: object
    fingerprint: int


class _NamedTwice(ValueError):
    """A key stands twice in one object: readers would disagree about its value."""


def values_of(text: str, findings: Findings) -> Iterator[JsonValue]:
    """Return the values of ``[a, b, …]`` or of ``a b …`` (one a line or not).

    Raises:
        InputError: Where the text is no JSON, nests too deeply to be read, or has a key twice in one object.
    """
    place = _blank_end(text, 0)
    is_array = text[place] == "["
    if not is_array and text[place] != "{":
        raise findings.refuse("is no JSON array and no JSON lines", "statements in [ ], or one a line")
    return _series(text, place + 1 if is_array else place, is_array, findings)


def _series(text: str, place: int, is_array: bool, findings: Findings) -> Iterator[JsonValue]:
    decoder = json.JSONDecoder(
        object_pairs_hook=_object, parse_int=_integer, parse_constant=_constant, strict=True
    )
    number = 0
    place = _blank_end(text, place)
    while place < len(text) and not (is_array and text[place] == "]"):
        number += 1
        value, end = _decoded(decoder, text, place, number, findings)
        yield JsonValue(number, value, hash(text[place:end]))
        place = _blank_end(text, end)
        place = _next(text, place, number, findings) if is_array else place
    _check_end(text, place, is_array, findings)


def _next(text: str, place: int, number: int, findings: Findings) -> int:
    """Return where the next value of an array begins, or its closing bracket."""
    if place < len(text) and text[place] == "]":
        return place
    if place >= len(text) or text[place] != ",":
        raise findings.refuse("has no comma and no closing bracket after this statement", row=number)
    after = _blank_end(text, place + 1)
    if after < len(text) and text[after] == "]":
        raise findings.refuse("has a comma after the last statement", "delete it", row=number)
    return after


def _check_end(text: str, place: int, is_array: bool, findings: Findings) -> None:
    if not is_array:
        return
    if place >= len(text):
        raise findings.refuse("ends before its array does", "is it cut off?")
    if _blank_end(text, place + 1) < len(text):
        raise findings.refuse("goes on after the end of its array", "one array, or one statement a line")


def _decoded(
    decoder: json.JSONDecoder, text: str, place: int, number: int, findings: Findings
) -> tuple[object, int]:
    try:
        return decoder.raw_decode(text, place)
    except RecursionError:
        raise findings.refuse("nests too deeply", "a statement has few levels", row=number) from None
    except _NamedTwice as error:
        raise findings.refuse(f"has the key {error} twice in one object", "delete one", row=number) from None
    except ValueError as error:
        raise _no_json(error, number, findings) from None


def _no_json(error: ValueError, number: int, findings: Findings) -> InputError:
    reason = f"{error.msg}, line {error.lineno:,}" if isinstance(error, json.JSONDecodeError) else str(error)
    return findings.refuse(f"is no JSON: {reason}", row=number)


def _blank_end(text: str, place: int) -> int:
    found = _BLANK.match(text, place)
    return found.end() if found else place


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        raise _NamedTwice(shown(counts.most_common(1)[0][0]))
    return found


def _integer(digits: str) -> int | float:
    return int(digits) if len(digits) < _LONGEST_INTEGER else float(digits)


def _constant(name: str) -> float:
    """Return NaN and the infinities, which are no JSON: whoever reads a share finds and names them."""
    return float(name.replace("Infinity", "inf"))
