"""What the head of a request says: host, origin, address, credentials."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import Scope

_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
_SECURE = {"https", "wss"}


def host_name(host: str) -> str:
    """Return the name in a Host header, without its port, small; an address of IPv6 keeps its brackets."""
    name = host.strip().lower()
    if name.startswith("["):
        return name.partition("]")[0] + "]"
    return name.partition(":")[0].rstrip(".")


def origin_of(url: str) -> str | None:
    """Return scheme, host and port of an address in one form; None if it has none (``null``)."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return None
    if not parts.hostname or port is None:
        return None
    return f"{'https' if parts.scheme in _SECURE else 'http'}://{parts.hostname}:{port}"


def own_origins(scope: Scope, public_url: str | None) -> frozenset[str]:
    """Return the origins of this server, as the browser that sent a request may name them."""
    host = Headers(scope=scope).get("host", "")
    urls: Iterable[str | None] = (f"{scope.get('scheme', 'http')}://{host}", public_url)
    return frozenset(origin for url in urls if url and (origin := origin_of(url)))


def address_of(scope: Scope) -> str:
    """Return the address that a request comes from."""
    client = scope.get("client")
    return str(client[0]) if client else "unknown"


def is_forwarded(headers: Headers) -> bool:
    """Say whether a request came through a proxy that says so."""
    return any(name in headers for name in _FORWARDED)


def bearer_of(headers: Headers) -> str | None:
    """Return the bearer token of a request."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def cookie_of(headers: Headers, name: str) -> str | None:
    """Return a cookie of a request."""
    for line in headers.getlist("cookie"):
        found = cookie_parser(line).get(name)
        if found:
            return found
    return None
