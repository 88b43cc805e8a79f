"""A JSON text from anywhere: read strictly, or refused with what is wrong with it."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any, NoReturn

from didymium.files.problems import InputError, Problem

HIGHEST_BYTES = 512 * 1024 * 1024
"""Size up to which a file is read."""


class _Refused(ValueError):
    pass


def read_json(source: Path | bytes, file: str) -> Any:
    """Read a JSON text in UTF-8; ``file`` is what messages call it.

    Raises:
        InputError: If it cannot be read, is too large, not UTF-8, no JSON, nested too deeply, names a key
            twice in one object, or holds a number that is none (NaN, infinity, thousands of digits).
    """
    text = _text(source, file)
    try:
        return json.loads(
            text, parse_constant=_no_number, parse_float=_finite, object_pairs_hook=_without_twins
        )
    except json.JSONDecodeError as error:
        message = f"is no JSON: {error.msg} in line {error.lineno}, character {error.colno}"
        raise InputError([Problem(file, message)]) from None
    except RecursionError:
        raise InputError([Problem(file, "is nested too deeply")]) from None
    except _Refused as error:
        raise InputError([Problem(file, str(error))]) from None
    except ValueError as error:
        # Python reads no whole number of more than 4300 digits.
        if "integer string conversion" not in str(error):
            raise
        raise InputError([Problem(file, "holds a number with too many digits")]) from None


def _text(source: Path | bytes, file: str) -> str:
    data = source
    if isinstance(data, Path):
        try:
            size = data.stat().st_size
            data = data.read_bytes() if size <= HIGHEST_BYTES else b""
        except OSError as error:
            raise InputError([Problem(file, f"cannot be read: {error.strerror}")]) from None
        if size > HIGHEST_BYTES:
            raise InputError([Problem(file, "is larger than 512 MiB", remedy="split it by lots")])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError([Problem(file, "is not UTF-8", remedy="save it as UTF-8")]) from None


def _no_number(word: str) -> NoReturn:
    raise _Refused(f"holds {word}, which is no number in JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise _Refused(f"holds the number {text[:40]}, which is too large")
    return number


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twin = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise _Refused(f'names the key "{twin[:80]}" twice in one object')
    return found
