"""Tokens with which a person's programs use the API: made, shown once, taken back."""

from __future__ import annotations

from anyio.to_thread import run_sync

from didymium.web.access.accounts.roles import Permission
from didymium.web.access.accounts.tokens import LONGEST_DAYS, Token
from didymium.web.look.forms import send_button, sent_form, text_field
from didymium.web.look.html import Tag, button
from didymium.web.look.visit import Visit
from didymium.web.pages.account.doing import do, status_line

DAYS = 90


async def show_tokens(visit: Visit) -> None:
    """Draw the person's tokens and the form that makes one."""
    await _Tokens(visit).show()


class _Tokens:
    """The part of the page about tokens."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit

    async def show(self) -> None:
        words = self._visit.words
        Tag("h2", words("web.account.tokens"))
        Tag("p", words("web.account.tokens_lead"))
        self._list = Tag("div", classes="scroll", tabindex="0", role="region")
        self._list.set(aria_label=words("web.account.tokens"))
        with sent_form(self._create, clear=True, classes="card row"):
            hint = words("web.account.label_hint")
            text_field(words("web.account.label"), "label", hint=hint, required=True, maxlength=100)
            text_field(
                words("web.account.days"),
                "days",
                str(DAYS),
                kind="number",
                min=1,
                max=LONGEST_DAYS,
                required=True,
            )
            send_button(words("web.account.create"))
        self._said = status_line("token-said")
        self._new = Tag("div", classes="notice", hidden=True, role="status", id="token-new")
        await self._fill()

    async def _fill(self) -> None:
        """Draw the list."""
        words, name = self._visit.words, self._visit.person.name
        tokens = await run_sync(self._visit.server.people.tokens.list, name)
        self._list.clear()
        with self._list:
            if not tokens:
                Tag("p", words("web.account.no_tokens"))
                return
            with Tag("table", classes="data"):
                with Tag("thead"), Tag("tr"):
                    for column in ("label", "created", "used", "expires", "revoke"):
                        Tag("th", words(f"web.account.{column}"), scope="col")
                with Tag("tbody"):
                    for token in tokens:
                        self._row(token)

    def _row(self, token: Token) -> None:
        words = self._visit.words

        async def revoke(_: object) -> None:
            await self._revoke(token.number)

        with Tag("tr"):
            used = token.used[:10] if token.used else words("web.account.never")
            for text in (token.label, token.created[:10], used, token.expires[:10]):
                Tag("td", text)
            with Tag("td"):
                text = words("web.account.revoke")
                button(text, revoke, "button small", aria_label=f"{text}: {token.label}")

    async def _create(self, given: dict[str, str]) -> None:
        """Make a token, and show it this once."""
        tokens, name = self._visit.server.people.tokens, self._visit.person.name
        label, days = given.get("label", ""), given.get("days", "")
        made: list[str] = []

        def work() -> None:
            made.append(tokens.create(name, label, int(days) if days.isascii() and days.isdigit() else 0))

        self._new.set(hidden=True).clear()
        if await do(self._visit, Permission.READ, "create token", f"{name} {label}", work, self._said):
            with self._new:
                Tag("p", self._visit.words("web.account.shown_once"))
                Tag("code", made[0], id="token-text")
            self._new.set(hidden=None)
            await self._fill()

    async def _revoke(self, number: str) -> None:
        name = self._visit.person.name

        def work() -> None:
            self._visit.server.people.tokens.revoke(name, number)

        if await do(self._visit, Permission.READ, "revoke token", f"{name} {number}", work, self._said):
            await self._fill()
