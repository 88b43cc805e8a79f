"""One's own account: name and role, signing out, password, tokens."""

from __future__ import annotations

from anyio.to_thread import run_sync
from nicegui import ui

from didymium.web.access.access import Access
from didymium.web.access.accounts.passwords import LONGEST, SHORTEST
from didymium.web.access.accounts.roles import Permission
from didymium.web.access.guard.paths import SIGN_IN, SIGN_OUT
from didymium.web.access.guard.requests_read import address_of
from didymium.web.access.problems import PeopleError
from didymium.web.access.signing_in.sign_in import sign_out_field
from didymium.web.look.forms import send_button, sent_form, text_field
from didymium.web.look.html import Tag
from didymium.web.look.tables import pairs
from didymium.web.look.visit import Visit
from didymium.web.pages.account.doing import do, status_line
from didymium.web.pages.account.tokens import show_tokens


async def show_own(visit: Visit) -> None:
    """Draw the person's own account."""
    words, person, access = visit.words, visit.person, visit.server.access
    Tag("h2", words("web.account.who"))
    pairs(
        [
            (words("web.account.name"), person.name),
            (words("web.account.role"), words(f"web.account.role_{person.role.value}")),
            (words("web.account.may"), words(f"web.account.may_{person.role.value}")),
        ]
    )
    if not person.signed_in or access is None:
        Tag("p", words("web.account.no_accounts"), classes="notice")
        return
    _sign_out(visit, access)
    await show_tokens(visit)
    account = await run_sync(visit.server.people.find, person.name)
    if account is not None and account.has_password and access.settings.authentication == "password":
        _password(visit, access)


def _sign_out(visit: Visit, access: Access) -> None:
    """Draw the form that ends the session; the hidden field shows that it comes from this page."""
    field = sign_out_field(access, ui.context.client.request)
    with Tag("form", action=SIGN_OUT, method="post").style("margin:1rem 0"):
        Tag("input", type="hidden", name="form", value=field)
        Tag("button", visit.words("web.account.sign_out"), classes="button", type="submit")


def _password(visit: Visit, access: Access) -> None:
    words = visit.words
    Tag("h2", words("web.account.password"))

    async def send(given: dict[str, str]) -> None:
        old, new = given.get("old", ""), given.get("new", "")
        if new != given.get("again", ""):
            said.say(words("web.account.not_same"))
            return
        name, address = visit.person.name, address_of(ui.context.client.request.scope)

        def change() -> None:
            if access.rates.sign_in(address, name):
                raise PeopleError([words("web.account.too_often")])
            if visit.server.people.check_password(name, old) is None:
                raise PeopleError([words("web.account.wrong_password")])
            visit.server.people.set_password(name, new)

        if await do(visit, Permission.READ, "change password", name, change, said):
            # Every session of the person has ended, this one too.
            ui.navigate.to(SIGN_IN)

    with sent_form(send, clear=True):
        text_field(
            words("web.account.old"), "old", kind="password", autocomplete="current-password", required=True
        )
        rules = words("web.account.password_rules", least=SHORTEST)
        for name, hint in (("new", rules), ("again", "")):
            text_field(
                words(f"web.account.{name}"), name, kind="password", hint=hint, required=True,
                autocomplete="new-password", minlength=SHORTEST, maxlength=LONGEST,
            )  # fmt: skip
        send_button(words("web.account.change"))
    said = status_line("password-said")
