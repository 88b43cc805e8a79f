"""Did you mean …? The nearest known name to one that is unknown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rapidfuzz.distance import JaroWinkler
from rapidfuzz.fuzz import ratio

_ALIKE = 60.0
_SAME_BEGINNING = 0.85


def nearest(word: str, names: Iterable[str]) -> str | None:
    """Return the name most like ``word``, or None if none is near."""
    best = max(names, key=lambda name: _likeness(word, name), default=None)
    return None if best is None or _likeness(word, best) < _ALIKE else best


def did_you_mean(
    word: str, names: Iterable[str], limit: int = 8, stands_for: Mapping[str, str] | None = None
) -> str | None:
    """Say ``did you mean "x"?``; if nothing is near, list the names if there are at most ``limit``.

    ``stands_for`` gives the name that each of ``names`` stands for (``{"Japan": "JPN"}``).
    """
    meaning = {name: name for name in names} if stands_for is None else stands_for
    found = nearest(word, meaning)
    if found is not None:
        return f'did you mean "{meaning[found]}"?'
    known = sorted(set(meaning.values()))
    return f"known: {', '.join(known)}" if 0 < len(known) <= limit else None


def _likeness(word: str, name: str) -> float:
    left, right = word.casefold(), name.casefold()
    beginning = JaroWinkler.similarity(left, right)
    return max(ratio(left, right), 100 * beginning if beginning >= _SAME_BEGINNING else 0.0)
