"""The OpenAPI document is true: whatever is sent, right or wrong, is answered as it says."""

from __future__ import annotations

