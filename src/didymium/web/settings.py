"""What a server is told when it starts."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

Authentication = Literal["none", "password", "oidc"]


@dataclass(frozen=True)
class OpenIdConnect:
    """A provider of identities: its issuer, and what it calls this server."""

    issuer: str
    """Address below which ``/.well-known/openid-configuration`` stands."""
    client_id: str
    client_secret: str
    role_claim: str = "roles"
    """Claim that lists a person's roles; whoever has none of ours is a viewer."""


@dataclass(frozen=True)
class ServerSettings:
    """Where a server listens, what it serves, who may come in, and what it may use."""

    case: str = "japan_us_magnets"
    """Bundled name or path of the case."""
    overlay: Path | None = None
    host: str = "127.0.0.1"
    port: int = 8080
    state: Path = Path("out/serve")
    """Folder for the catalogue, unless a URL is given, and for the results of jobs."""
    catalogue: str | None = None
    """Address of a shared catalogue, PostgreSQL or SQLite."""
    authentication: Authentication = "none"
    openid: OpenIdConnect | None = None
    public_url: str | None = None
    """Address at which browsers reach the server, if a proxy stands before it."""
    solver_threads: int = 2
    """Scenarios that are solved at the same time for the pages."""
    job_processes: int = 1
    """Long jobs that run at the same time."""
    requests_per_minute: int = 20_000
    """Most requests that one address may send."""
    solves_per_minute: int = 600
    """Most scenarios that one person may have solved."""
    upload_bytes: int = 2_000_000
    """Largest body of a request."""

    @property
    def is_local(self) -> bool:
        """Whether only programs on this machine can reach the server."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def is_encrypted(self) -> bool:
        """Whether browsers come by https, so that cookies may be for it alone."""
        return bool(self.public_url and self.public_url.startswith("https://"))

    @property
    def allowed_hosts(self) -> tuple[str, ...]:
        """Names by which a request may call the server; any other is refused, against rebinding of names."""
        names = {"127.0.0.1", "localhost", "[::1]", self.host}
        if self.public_url:
            name = urlsplit(self.public_url).hostname or ""
            names.add(f"[{name}]" if ":" in name else name)
        return tuple(sorted(names))
