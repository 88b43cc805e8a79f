"""The people of the server, for an admin: add, change the role, shut out, remove."""

from __future__ import annotations

from collections.abc import Callable

from anyio.to_thread import run_sync

from didymium.web.access.accounts.passwords import LONGEST, SHORTEST
from didymium.web.access.accounts.people import Account
from didymium.web.access.accounts.roles import Permission, Role
from didymium.web.access.problems import PeopleError
from didymium.web.look.forms import choice_field, send_button, sent_form, text_field
from didymium.web.look.html import Tag, button, check, select
from didymium.web.look.visit import Visit
from didymium.web.pages.account.doing import do, status_line


async def show_people(visit: Visit) -> None:
    """Draw the people and the form that adds one."""
    await PeopleBoard(visit).show()


class PeopleBoard:
    """The part of the page about people. Each act is refused unless the person may manage people now."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._roles = {role.value: visit.words(f"web.account.role_{role.value}") for role in Role}

    async def show(self) -> None:
        """Draw it."""
        words = self._visit.words
        Tag("h2", words("web.account.view_people"))
        self._said = status_line("people-said")
        label = words("web.account.view_people")
        self._list = Tag("div", classes="scroll", tabindex="0", role="region", aria_label=label)
        await self._fill()
        Tag("h2", words("web.account.add"))
        with sent_form(self._add, clear=True, classes="card row"):
            text_field(words("web.account.name"), "name", required=True, maxlength=100)
            choice_field(words("web.account.role"), "role", self._roles, Role.VIEWER.value)
            if self._visit.server.settings.authentication != "oidc":
                text_field(
                    words("web.account.first_password"), "password", kind="password", minlength=SHORTEST,
                    hint=words("web.account.password_rules", least=SHORTEST), maxlength=LONGEST,
                    autocomplete="new-password",
                )  # fmt: skip
            send_button(words("web.account.add"))

    async def _fill(self) -> None:
        """Draw the list."""
        words = self._visit.words
        accounts = await run_sync(self._visit.server.people.list)
        self._list.clear()
        with self._list:
            if not accounts:
                Tag("p", words("web.account.nobody"))
                return
            with Tag("table", classes="data"):
                with Tag("thead"), Tag("tr"):
                    for column in ("name", "role", "disabled", "signs_in", "created", "remove"):
                        Tag("th", words(f"web.account.{column}"), scope="col")
                with Tag("tbody"):
                    for account in accounts:
                        self._row(account)

    def _row(self, account: Account) -> None:
        words, name = self._visit.words, account.name
        is_own = name == self._visit.person.name
        way = "password" if account.has_password else "oidc" if account.subject else "token"
        with Tag("tr"):
            Tag("td", name)
            with Tag("td"):
                if is_own:
                    Tag("span", self._roles[account.role.value])
                else:
                    label = f"{words('web.account.role')}: {name}"
                    self._role(account, label)
            with Tag("td"):
                if not is_own:
                    self._disabling(account)
            Tag("td", words(f"web.account.way_{way}"))
            Tag("td", account.created[:10])
            with Tag("td"):
                if not is_own:
                    self._removing(name)

    def _role(self, account: Account, label: str) -> None:
        async def chosen(role: str) -> None:
            await self.set_role(account.name, role)

        select(f"role-{account.name}", self._roles, account.role.value, chosen, aria_label=label)

    def _disabling(self, account: Account) -> None:
        async def ticked(disabled: bool) -> None:
            await self.set_disabled(account.name, disabled)

        check(self._visit.words("web.account.shut_out"), account.disabled, ticked)

    def _removing(self, name: str) -> None:
        """Removing takes two steps: it cannot be taken back."""
        words = self._visit.words

        async def remove(_: object) -> None:
            await self.remove(name)

        with Tag("details"):
            Tag("summary", words("web.account.remove"), aria_label=f"{words('web.account.remove')}: {name}")
            button(words("web.account.remove_now", name=name), remove, "button small")

    async def _do(self, action: str, subject: str, name: str, work: Callable[[], object]) -> bool:
        """Do something to somebody, never to oneself: a server must not lose its last admin so."""

        def checked() -> None:
            if name == self._visit.person.name:
                raise PeopleError([self._visit.words("web.account.not_oneself")])
            work()

        return await do(self._visit, Permission.MANAGE_PEOPLE, action, subject, checked, self._said)

    async def set_role(self, name: str, role: str) -> None:
        """Give somebody another role."""
        people = self._visit.server.people

        def work() -> None:
            if role not in self._roles:
                raise PeopleError([f'"{role[:40]}" is no role'])
            people.set_role(name, Role(role))

        await self._do("set role", f"{name} {role[:40]}", name, work)

    async def set_disabled(self, name: str, disabled: bool) -> None:
        """Shut somebody out, or let them in again."""
        people = self._visit.server.people
        action = "disable user" if disabled else "enable user"
        await self._do(action, name, name, lambda: people.set_disabled(name, disabled))

    async def remove(self, name: str) -> None:
        """Remove somebody for good."""
        people = self._visit.server.people
        if await self._do("remove user", name, name, lambda: people.remove(name)):
            await self._fill()

    async def _add(self, given: dict[str, str]) -> None:
        people, name = self._visit.server.people, given.get("name", "").strip()
        role, password = given.get("role", ""), given.get("password") or None

        def work() -> None:
            if role not in self._roles:
                raise PeopleError([f'"{role[:40]}" is no role'])
            people.add(name, Role(role), password)

        if await self._do("add user", f"{name[:100]} {role[:40]}", name, work):
            await self._fill()
