"""Which paths stand open, and which kind of answer each of them gives."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import Scope

SIGN_IN, SIGN_OUT = "/sign-in", "/sign-out"
STYLE = "/sign-in/sign_in.css"
OPENID, OPENID_CALLBACK = "/sign-in/openid", "/sign-in/openid/callback"
OPEN = frozenset({SIGN_IN, SIGN_OUT, STYLE, OPENID, OPENID_CALLBACK, "/health"})
METRICS = "/metrics"
HOME = "/"


def is_open(path: str) -> bool:
    """Say whether whoever is not signed in may ask for a path."""
    return path in OPEN or path.startswith("/health/")


def is_sign_in(path: str) -> bool:
    """Say whether a path is part of signing in or out."""
    return path in OPEN and path.startswith("/sign-")


def is_for_programs(path: str) -> bool:
    """Say whether programs, not browsers, read the answers of a path."""
    return any(path == root or path.startswith(root + "/") for root in ("/api", "/health", METRICS))


def is_page(scope: Scope) -> bool:
    """Say whether a request is a browser's, for a page."""
    if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
        return False
    if is_for_programs(scope["path"]) or scope["path"].startswith("/_nicegui"):
        return False
    return "text/html" in Headers(scope=scope).get("accept", "")


def local_path(wanted: str | None) -> str:
    """Return a path on this server to go on to; anything else, as another server's address, leads home.

    Browsers drop control characters from addresses and take a backslash for a slash, so that neither may be
    in one.
    """
    path = wanted or HOME
    plain = path.startswith("/") and not path.startswith("//")
    if not plain or len(path) > 4000 or "\\" in path or not path.isprintable() or " " in path:
        return HOME
    return HOME if path.partition("?")[0] in OPEN else path
