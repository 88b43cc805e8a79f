"""Signed values: what a form must bring back, and what a browser keeps while it is at a provider."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from typing import Any

from itsdangerous import BadData, URLSafeTimedSerializer

FORM_SECONDS = 3600
FLOW_SECONDS = 600


class Forms:
    """Signs with the server's secret."""

    def __init__(self, secret: str) -> None:
        self._forms = URLSafeTimedSerializer(secret, salt="didymium form")
        self._flows = URLSafeTimedSerializer(secret, salt="didymium openid")

    def field(self, bound_to: str) -> str:
        """Return the value of a form's hidden field, good only together with the cookie it is bound to."""
        return str(self._forms.dumps(_digest(bound_to)))

    def is_right(self, field: str, bound_to: str, seconds: int | None = FORM_SECONDS) -> bool:
        """Say whether a field was made here for this cookie, and not too long ago."""
        try:
            found = self._forms.loads(field, max_age=seconds)
        except BadData:
            return False
        return bool(bound_to) and hmac.compare_digest(str(found), _digest(bound_to))

    def pack(self, flow: Mapping[str, Any]) -> str:
        """Return the state of a sign-in at a provider as text for a cookie."""
        return str(self._flows.dumps(json.dumps(flow)))

    def unpack(self, text: str) -> dict[str, Any]:
        """Return the state from its cookie; nothing if it was not made here, or too long ago."""
        try:
            return dict(json.loads(self._flows.loads(text, max_age=FLOW_SECONDS)))
        except BadData:
            return {}


def new_binding() -> str:
    """Return a random value for the cookie that a form is bound to."""
    return secrets.token_urlsafe(24)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
