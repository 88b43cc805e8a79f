"""A small provider of identities for OpenID Connect, on this machine, that can be told to misbehave."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT, CLIENT_SECRET = "didymium-test", "a shared secret that is long enough for a signature"


@dataclass
class Provider:
    """What it says; a test changes it."""

    issuer: str
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    claims: dict[str, Any] = field(default_factory=dict)
    """Laid over what a right token says."""
    metadata: dict[str, Any] = field(default_factory=dict)
    signed_with: RSAKey | None = None
    algorithm: str = "RS256"
    answers: bool = True
    waiting: dict[str, dict[str, str]] = field(default_factory=dict)
    """What browsers asked for, by the code that they were given."""

    def authorize(self, address: str) -> dict[str, str]:
        """Do what the page of the provider does once somebody signed in; return what to bring back."""
        asked = {key: values[0] for key, values in parse_qs(urlsplit(address).query).items()}
        code = f"code-{len(self.waiting)}"
        self.waiting[code] = asked
        return {"code": code, "state": asked["state"]}

    def token(self, form: dict[str, str]) -> dict[str, Any] | None:
        """Exchange a code, once, by whoever knows the verifier (PKCE) and the client's secret."""
        asked = self.waiting.pop(form.get("code", ""), None)
        if asked is None or asked["redirect_uri"] != form.get("redirect_uri"):
            return None
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if asked["code_challenge"] != base64.urlsafe_b64encode(digest).rstrip(b"=").decode():
            return None
        now = int(time.time())
        right = {"iss": self.issuer, "aud": CLIENT, "sub": "42", "nonce": asked["nonce"], "iat": now,
                 "exp": now + 300, "preferred_username": "kim", "roles": ["analyst"]}  # fmt: skip
        claims = {key: value for key, value in {**right, **self.claims}.items() if value is not None}
        return {"access_token": "x", "token_type": "Bearer", "id_token": self._signed(claims)}

    def _signed(self, claims: dict[str, Any]) -> str:
        if self.algorithm == "none":
            parts = [json.dumps(part).encode() for part in ({"alg": "none"}, claims)]
            return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts) + "."
        key = OctKey.import_key(CLIENT_SECRET) if self.algorithm == "HS256" else self.signed_with or self.key
        return jwt.encode({"alg": self.algorithm, "kid": "one"}, claims, key, algorithms=[self.algorithm])

    def documents(self) -> dict[str, Any]:
        """What stands at its addresses."""
        said = {
            "issuer": self.issuer,
            "authorization_endpoint": self.issuer + "/authorize",
            "token_endpoint": self.issuer + "/token",
            "jwks_uri": self.issuer + "/keys",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
            **self.metadata,
        }
        keys = {"keys": [{**self.key.as_dict(private=False), "use": "sig"}]}
        return {"/.well-known/openid-configuration": said, "/keys": keys}


@contextmanager
def identity_provider() -> Iterator[Provider]:
    """Start a provider on a free port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._give(provider.documents().get(self.path))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            basic = base64.b64encode(f"{CLIENT}:{CLIENT_SECRET}".replace(" ", "%20").encode()).decode()
            plain = base64.b64encode(f"{CLIENT}:{CLIENT_SECRET}".encode()).decode()
            known = self.headers["Authorization"] in (f"Basic {basic}", f"Basic {plain}")
            form = {key: values[0] for key, values in parse_qs(body).items()}
            self._give(provider.token(form) if known else None)

        def _give(self, content: object) -> None:
            found = content is not None and provider.answers
            body = json.dumps(content if found else {"error": "invalid_grant"}).encode()
            self.send_response(200 if found else 400)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *values: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        provider = Provider(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield provider
        finally:
            server.shutdown()
            thread.join()
