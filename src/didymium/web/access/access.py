"""What the guard, signing in and whoever asks for permissions share."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.datastructures import Headers

from didymium.web.access.accounts.audit import Audit
from didymium.web.access.accounts.people import People
from didymium.web.access.accounts.person import LOCAL, Person
from didymium.web.access.guard.rates import Rates
from didymium.web.access.guard.requests_read import bearer_of, cookie_of, is_forwarded
from didymium.web.access.signing_in.forms import Forms
from didymium.web.settings import ServerSettings


@dataclass(frozen=True)
class Access:
    """The people of a server, the audit, the rates, the signed forms, and how it was told to let in."""

    settings: ServerSettings
    people: People
    audit: Audit
    rates: Rates
    forms: Forms

    @property
    def has_accounts(self) -> bool:
        """Whether people must sign in."""
        return self.settings.authentication != "none"

    @property
    def session_cookie(self) -> str:
        """Name of the cookie of a session; browsers keep the prefix for https of one host."""
        return "__Host-didymium" if self.settings.is_encrypted else "didymium"

    def identify(self, headers: Headers, is_use: bool = True) -> Person | None:
        """Return who sends a request: by token, by session, or whoever sits at this machine. May block.

        A token that is wrong is nobody, whatever else the request brings. Without accounts, whoever comes
        through a proxy is nobody: it may let the whole world in.
        """
        bearer = bearer_of(headers)
        if bearer is not None:
            return self.people.tokens.find(bearer)
        if not self.has_accounts:
            return LOCAL if self.settings.is_local and not is_forwarded(headers) else None
        cookie = cookie_of(headers, self.session_cookie)
        return self.people.sessions.find(cookie, is_use) if cookie else None
