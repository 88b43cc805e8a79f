"""Random keys that are handed out once; what is kept is their SHA-256."""

from __future__ import annotations

import hashlib
import secrets


def new_key(prefix: str = "") -> str:
    """Return a key of 256 random bits, in letters that need no quoting in addresses and headers."""
    return prefix + secrets.token_urlsafe(32)


def kept(key: str) -> str:
    """Return what is kept of a key: a random key of this length needs neither salt nor a slow hash."""
    return hashlib.sha256(key.encode("utf-8", "surrogateescape")).hexdigest()
