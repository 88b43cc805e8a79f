"""Times as the catalogue keeps them; whoever needs the time is given a clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

Clock = Callable[[], dt.datetime]
"""Says what time it is, with the zone."""


def utc_now() -> dt.datetime:
    """Return the time now."""
    return dt.datetime.now(dt.UTC)


def as_text(time: dt.datetime) -> str:
    """Return a time in UTC to the second; such texts sort as the times do."""
    return time.astimezone(dt.UTC).isoformat(timespec="seconds")
