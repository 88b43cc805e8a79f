"""Japanese: the web pages and the API."""

from __future__ import annotations

MESSAGES: dict[str, str] = {}
