"""What stands before every request, from the outside in: headers, host, rate, body, origin, person."""

from __future__ import annotations

from fastapi import FastAPI

from didymium.web.access.access import Access
from didymium.web.access.guard.bodies import BodyLimit
from didymium.web.access.guard.headers import SecurityHeaders
from didymium.web.access.guard.origins import HostCheck, OriginCheck
from didymium.web.access.guard.wall import RateCheck, Wall


def add_guard(app: FastAPI, access: Access) -> None:
    """Put the guard before an application; middleware that is added afterwards stands outside of it."""
    settings = access.settings
    # The one added last is asked first.
    app.add_middleware(Wall, access=access)
    app.add_middleware(OriginCheck, access=access)
    app.add_middleware(BodyLimit, largest_bytes=settings.upload_bytes)
    app.add_middleware(RateCheck, access=access)
    app.add_middleware(HostCheck, allowed_hosts=settings.allowed_hosts)
    app.add_middleware(SecurityHeaders, settings=settings)
