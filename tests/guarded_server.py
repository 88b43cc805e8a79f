"""A small application behind the guard, with people whose passwords are hashed at little cost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from argon2 import PasswordHasher
from fastapi import Depends, FastAPI, Request, WebSocket
from fastapi.responses import HTMLResponse, StreamingResponse

from asgi_client import TestClient
from didymium.catalogue.database import Database
from didymium.web.access.access import Access
from didymium.web.access.accounts.audit import Audit
from didymium.web.access.accounts.passwords import Passwords
from didymium.web.access.accounts.people import People
from didymium.web.access.accounts.person import Person
from didymium.web.access.accounts.roles import Permission, Role
from didymium.web.access.identify import person_of, require
from didymium.web.access.install import install_access
from didymium.web.problem import Refusal, refuse
from didymium.web.settings import ServerSettings

PASSWORD = "correct horse battery"
SECRET = "5e" * 32
HOME = "http://127.0.0.1:8080"


def quick_passwords(memory_kib: int = 8) -> Passwords:
    """Hashing that takes no time, for tests."""
    return Passwords(PasswordHasher(time_cost=1, memory_cost=memory_kib, parallelism=1))


@dataclass
class FrozenClock:
    """A clock that goes when told."""

    time: dt.datetime = field(default_factory=lambda: dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC))

    def __call__(self) -> dt.datetime:
        return self.time

    def go(self, **span: float) -> None:
        """Go on by a span, as of timedelta."""
        self.time += dt.timedelta(**span)


@dataclass(frozen=True)
class Guarded:
    """The application, what guards it, and a browser."""

    app: FastAPI
    access: Access
    clock: FrozenClock

    def browser(self, base: str = HOME, client: tuple[str, int] = ("127.0.0.1", 5000)) -> TestClient:
        """A browser that follows no redirect; an error in the application is an answer, as on a server."""
        return TestClient(
            self.app, base, follow_redirects=False, client=client, raise_server_exceptions=False
        )

    def signed_in(self, name: str) -> TestClient:
        """A browser with the session of a user."""
        browser = self.browser()
        browser.cookies.set(self.access.session_cookie, self.access.people.sessions.open(name))
        return browser


@contextmanager
def guarded(folder: Path, **settings: Any) -> Iterator[Guarded]:
    """Serve with vera (viewer), anna (analyst) and adam (admin), who sign in with :data:`PASSWORD`."""
    given = ServerSettings(**{"authentication": "password", "state": folder, **settings})
    clock = FrozenClock()
    with closing(Database(f"sqlite:///{folder / 'catalogue.sqlite'}")) as database:
        people = People(database, clock, quick_passwords())
        for name, role in (("vera", Role.VIEWER), ("anna", Role.ANALYST), ("adam", Role.ADMIN)):
            people.add(name, role, PASSWORD)
        app = FastAPI()
        app.add_exception_handler(Refusal, refuse)
        access = install_access(app, given, people, Audit(database, clock), SECRET)
        _add_routes(app)
        yield Guarded(app, access, clock)


def _add_routes(app: FastAPI) -> None:
    async def page() -> HTMLResponse:
        return HTMLResponse("<p>a page</p>")

    def who(request: Request) -> dict[str, str]:
        person = person_of(request)
        return {"name": person.name if person else "", "role": person.role if person else ""}

    async def echo(request: Request) -> dict[str, int]:
        return {"bytes": len(await request.body())}

    def save(person: Annotated[Person, Depends(require(Permission.SAVE))]) -> dict[str, str]:
        return {"saved by": person.name}

    async def stream() -> StreamingResponse:
        return StreamingResponse(iter(["one", "two"]))

    def fail() -> None:
        raise RuntimeError("what nobody may see")

    async def socket(websocket: WebSocket) -> None:
        await websocket.accept()
        async for text in websocket.iter_text():
            await websocket.send_text(f"heard {text}")

    app.add_api_route("/", page, methods=["GET"])
    app.add_api_route("/chain", page, methods=["GET"])
    app.add_api_route("/health", who, methods=["GET"])
    app.add_api_route("/metrics", who, methods=["GET"])
    app.add_api_route("/api/who", who, methods=["GET"])
    app.add_api_route("/api/echo", echo, methods=["POST"])
    app.add_api_route("/api/save", save, methods=["POST"])
    app.add_api_route("/api/stream", stream, methods=["GET"])
    app.add_api_route("/api/fail", fail, methods=["GET"])
    app.add_api_websocket_route("/_nicegui_ws/", socket)
