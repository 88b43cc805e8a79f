"""Korean: stocks and the response to an emergency."""

from __future__ import annotations

MESSAGES: dict[str, str] = {}
