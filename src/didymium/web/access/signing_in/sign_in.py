"""Signing in and out: by a form with a password, or through OpenID Connect."""

from __future__ import annotations

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from fastapi import APIRouter
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.requests import Request

from didymium.web.access.access import Access
from didymium.web.access.accounts.audit import Outcome
from didymium.web.access.accounts.people import NAME
from didymium.web.access.accounts.person import Person
from didymium.web.access.accounts.sessions import LIFE
from didymium.web.access.guard.paths import (
    HOME,
    OPENID,
    OPENID_CALLBACK,
    SIGN_IN,
    SIGN_OUT,
    STYLE,
    local_path,
)
from didymium.web.access.guard.requests_read import address_of, cookie_of
from didymium.web.access.identify import person_of
from didymium.web.access.signing_in.forms import FLOW_SECONDS, FORM_SECONDS, new_binding
from didymium.web.access.signing_in.openid import OpenIdError, OpenIdFlow
from didymium.web.access.signing_in.sign_in_page import STYLE_FILE, SignInPage, language_of
from didymium.web.problem import Refusal

_FORM_COOKIE, _FLOW_COOKIE = "didymium-form", "didymium-openid"
_AT_ONCE = 2
"""Passwords that are checked at the same time: each takes 64 MiB."""


def sign_in_router(access: Access) -> APIRouter:
    """Return the pages to sign in and out."""
    desk = SignIn(access)
    router = APIRouter(include_in_schema=False)
    router.add_api_route(SIGN_IN, desk.show, methods=["GET", "HEAD"])
    router.add_api_route(SIGN_IN, desk.by_password, methods=["POST"])
    router.add_api_route(STYLE, desk.style, methods=["GET", "HEAD"])
    router.add_api_route(SIGN_OUT, desk.out, methods=["POST"])
    router.add_api_route(OPENID, desk.to_provider, methods=["GET"])
    router.add_api_route(OPENID_CALLBACK, desk.from_provider, methods=["GET"])
    return router


def sign_out_field(access: Access, request: Request) -> str:
    """Return the value of the hidden field ``form`` of a form that posts to ``/sign-out``."""
    return access.forms.field(cookie_of(request.headers, access.session_cookie) or "")


class SignIn:
    """Answers requests to sign in and out."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._checking = CapacityLimiter(_AT_ONCE)
        openid = access.settings.openid if access.settings.authentication == "oidc" else None
        self._flow = OpenIdFlow(openid) if openid else None

    async def style(self) -> Response:
        """Give the style sheet of the page."""
        return FileResponse(STYLE_FILE, headers={"Cache-Control": "public, max-age=3600"})

    async def show(self, request: Request) -> Response:
        """Show the form, or say who is signed in already."""
        if not self._access.has_accounts:
            return RedirectResponse(HOME, 303)
        return self._page(request)

    async def by_password(self, request: Request) -> Response:
        """Sign in with a name and a password."""
        if self._access.settings.authentication != "password":
            raise Refusal(404, "nobody signs in with a password here")
        async with request.form(max_files=0, max_fields=10) as form:
            name, password, field = (_text(form.get(key)) for key in ("name", "password", "form"))
        if not self._access.forms.is_right(field, cookie_of(request.headers, _FORM_COOKIE) or ""):
            return self._page(request, 403, "web.access.stale")
        wait = self._access.rates.sign_in(address_of(request.scope), name)
        if wait:
            await self._note(request, None, "sign in", await run_sync(self._named, name), done=False)
            return self._page(request, 429, "web.access.wait", wait)
        person = await run_sync(self._access.people.check_password, name, password, limiter=self._checking)
        if person is None:
            await self._note(request, None, "sign in", await run_sync(self._named, name), done=False)
            return self._page(request, 401, "web.access.wrong")
        return await self._welcome(request, person, local_path(request.query_params.get("next")))

    async def to_provider(self, request: Request) -> Response:
        """Send the browser to the provider of identities."""
        flow = self._known_flow()
        try:
            address, state = await flow.begin(request, self._callback(request))
        except OpenIdError as error:
            await self._note(request, None, "sign in", str(error), done=False)
            return self._page(request, 502, "web.access.no_provider")
        state["next"] = local_path(request.query_params.get("next"))
        answer = RedirectResponse(address, 303)
        packed = self._access.forms.pack(state)
        self._set(answer, _FLOW_COOKIE, packed, FLOW_SECONDS, path=OPENID)
        return answer

    async def from_provider(self, request: Request) -> Response:
        """Sign in whom the provider vouches for."""
        flow = self._known_flow()
        state = self._access.forms.unpack(cookie_of(request.headers, _FLOW_COOKIE) or "")
        wanted = local_path(state.pop("next", None))
        try:
            who = await flow.finish(request, state)
        except OpenIdError as error:
            await self._note(request, None, "sign in", str(error), done=False)
            return self._without_flow(self._page(request, 403, "web.access.not_vouched"))
        issuer = self._access.settings.openid.issuer if self._access.settings.openid else ""
        person = await run_sync(
            self._access.people.person_for_subject, issuer, who.subject, who.name, who.role
        )
        if person is None:
            await self._note(request, None, "sign in", f"disabled: {who.name}", done=False)
            return self._without_flow(self._page(request, 403, "web.access.disabled"))
        return self._without_flow(await self._welcome(request, person, wanted))

    async def out(self, request: Request) -> Response:
        """Sign out."""
        key = cookie_of(request.headers, self._access.session_cookie)
        answer = RedirectResponse(SIGN_IN if self._access.has_accounts else HOME, 303)
        if key is None:
            return answer
        async with request.form(max_files=0, max_fields=10) as form:
            field = _text(form.get("form"))
        if not self._access.forms.is_right(field, key, seconds=None):
            raise Refusal(403, "this form is not of this session: open the page again and sign out there")
        person = person_of(request)
        await run_sync(self._access.people.sessions.close, key)
        if person is not None:
            await self._note(request, person, "sign out", person.name)
        self._unset(answer, self._access.session_cookie)
        return answer

    async def _welcome(self, request: Request, person: Person, wanted: str) -> Response:
        """Open a new session in the place of any that the browser had, and go on."""
        old = cookie_of(request.headers, self._access.session_cookie)
        if old is not None:
            await run_sync(self._access.people.sessions.close, old)
        key = await run_sync(self._access.people.sessions.open, person.name)
        await self._note(request, person, "sign in", person.name)
        answer = RedirectResponse(wanted, 303)
        self._set(answer, self._access.session_cookie, key, int(LIFE.total_seconds()))
        self._unset(answer, _FORM_COOKIE, SIGN_IN)
        return answer

    def _page(
        self, request: Request, status: int = 200, fault: str | None = None, wait: int = 0
    ) -> HTMLResponse:
        person, openid = person_of(request), self._access.settings.openid
        known = person is not None and person.signed_in
        binding = new_binding()
        field = sign_out_field(self._access, request) if known else self._access.forms.field(binding)
        page = SignInPage(
            lang=language_of(request),
            wanted=local_path(request.query_params.get("next")),
            field=field,
            provider=openid.issuer if self._flow and openid else None,
            fault=fault,
            wait_seconds=wait,
            signed_in_as=person.name if person is not None and known else None,
        )
        answer = HTMLResponse(page.html(), status)
        if wait:
            answer.headers["Retry-After"] = str(wait)
        if not known:
            self._set(answer, _FORM_COOKIE, binding, FORM_SECONDS, path=SIGN_IN)
        return answer

    def _known_flow(self) -> OpenIdFlow:
        if self._flow is None:
            raise Refusal(404, "nobody signs in through OpenID Connect here")
        return self._flow

    def _callback(self, request: Request) -> str:
        base = self._access.settings.public_url or str(request.base_url)
        return base.rstrip("/") + OPENID_CALLBACK

    def _named(self, name: str) -> str:
        """Return a name for the audit, if somebody has it: people write passwords into the wrong field."""
        known = NAME.fullmatch(name) and self._access.people.find(name)
        return name if known else "an unknown name"

    async def _note(
        self, request: Request, person: Person | None, action: str, subject: str, done: bool = True
    ) -> None:
        outcome: Outcome = "done" if done else "refused"
        address = address_of(request.scope)
        await run_sync(self._access.audit.record, person, address, action, subject, outcome)

    def _set(self, answer: Response, name: str, value: str, seconds: int, path: str = "/") -> None:
        secure = self._access.settings.is_encrypted
        answer.set_cookie(
            name, value, max_age=seconds, path=path, secure=secure, httponly=True, samesite="lax"
        )

    def _unset(self, answer: Response, name: str, path: str = "/") -> None:
        answer.delete_cookie(
            name, path, secure=self._access.settings.is_encrypted, httponly=True, samesite="lax"
        )

    def _without_flow(self, answer: Response) -> Response:
        self._unset(answer, _FLOW_COOKIE, OPENID)
        return answer


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
