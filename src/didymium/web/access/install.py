"""Puts accounts, signing in and the guard into an application."""

from __future__ import annotations

from fastapi import FastAPI

from didymium.web.access.access import Access
from didymium.web.access.accounts.audit import Audit
from didymium.web.access.accounts.people import People
from didymium.web.access.guard.guard import add_guard
from didymium.web.access.guard.rates import Rates
from didymium.web.access.signing_in.forms import Forms
from didymium.web.access.signing_in.sign_in import sign_in_router
from didymium.web.settings import ServerSettings


def install_access(
    app: FastAPI, settings: ServerSettings, people: People, audit: Audit, secret: str
) -> Access:
    """Add the pages to sign in and the guard, and return what others need of them.

    Call it before NiceGUI is mounted, which takes every path that is left.

    Raises:
        OpenIdError: If the provider of identities cannot be used.
    """
    access = Access(settings, people, audit, Rates(settings), Forms(secret))
    app.include_router(sign_in_router(access))
    add_guard(app, access)
    app.state.access = access
    return access
