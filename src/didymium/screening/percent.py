"""A share in per cent as people write it: one figure, or the least and the most with a hyphen between."""

from __future__ import annotations

import re

_SHARE = re.compile(r"(\d{1,3}(?:\.\d+)?)(?:[-–](\d{1,3}(?:\.\d+)?))?", re.ASCII)
_WHOLE = 100.0


def percent_bounds(text: str) -> tuple[float, float]:
    """Return the least and the most, per cent, of ``30``, ``30 %`` or ``20-35``.

    Raises:
        ValueError: If it is no share, lies outside 0 to 100 or runs backwards; the message says which.
    """
    match = _SHARE.fullmatch("".join(text.replace("%", "").split()))
    if match is None:
        raise ValueError("is no share in per cent (write 30, or 20-35)")
    low, high = float(match[1]), float(match[2] or match[1])
    if not low <= high <= _WHOLE:
        raise ValueError("lies outside 0 to 100, or runs backwards (write 20-35)")
    return low, high
