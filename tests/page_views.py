"""A page as it is built on the server, without a browser: what it says, and what happens when it is used."""

from __future__ import annotations

import asyncio
import gc
import inspect
import re
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html import unescape
from typing import Any, TypeVar

from nicegui import Client, ui
from nicegui.element import Element
from nicegui.events import GenericEventArguments
from nicegui.testing import user_simulation

from didymium.web.access.accounts.person import LOCAL, Person
from didymium.web.access.accounts.roles import Role
from didymium.web.look.shell import Page
from didymium.web.look.visit import Visit
from didymium.web.server import Server

Result = TypeVar("Result")
LONGEST_SECONDS = 60
VERA, ANNA, ADAM = (Person(name, role) for name, role in zip(("vera", "anna", "adam"), Role, strict=True))


@dataclass(frozen=True)
class Shown:
    """A page that was built for somebody."""

    client: Client

    @property
    def elements(self) -> list[Element]:
        """Its elements in the order in which they were made."""
        return [element for _, element in sorted(self.client.elements.items())]

    @property
    def text(self) -> str:
        """What it says, tables and all, a line for each piece."""
        return "\n".join(piece for element in self.elements for piece in _said(element))

    @property
    def markup(self) -> str:
        """The tables that it holds, as HTML."""
        return "\n".join(str(element._props.get("innerHTML", "")) for element in self.elements)

    def tags(self, tag: str, **attributes: object) -> list[Element]:
        """The elements of a tag with some attributes; ``text`` is what they say."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        said = wanted.pop("text", None)
        return [
            element
            for element in self.elements
            if element.tag == tag
            and (said is None or getattr(element, "_text", None) == said)
            and all(element._props.get(name) == value for name, value in wanted.items())
        ]

    async def send(self, element: Element, event: str, args: object = None) -> None:
        """Have an event come from the browser, and wait until all is done that follows."""
        for listener in list(element._event_listeners.values()):
            if listener.type != event or listener.handler is None:
                continue
            with element.parent_slot or self.client:
                takes = bool(inspect.signature(listener.handler).parameters)
                given = (
                    [GenericEventArguments(sender=element, client=self.client, args=args)] if takes else []
                )
                done = listener.handler(*given)
                if inspect.isawaitable(done):
                    await done

    async def until(self, text: str) -> None:
        """Wait until the page says something."""
        for _ in range(LONGEST_SECONDS * 20):
            if text in self.text:
                return
            await asyncio.sleep(0.05)
        raise AssertionError(f"the page does not say {text!r}:\n{self.text}")

    async def press(self, text: str, label: str | None = None) -> None:
        """Press the button that says something."""
        named = {"aria_label": label} if label else {}
        (button,) = self.tags("button", text=text, **named)
        await self.send(button, "click")

    async def fill(self, fields: Mapping[str, str], holding: str = "") -> None:
        """Send the form that has a field of the name ``holding`` (blank: the first form) with some texts."""
        forms = self.tags("form")
        form = next(
            form
            for form in forms
            if not holding or any(part._props.get("name") == holding for part in form.descendants())
        )
        await self.send(form, "submit", dict(fields))


def _said(element: Element) -> list[str]:
    markup = str(element._props.get("innerHTML", ""))
    pieces = [getattr(element, "_text", None) or "", *re.split(r"<[^>]+>", markup)]
    return [unescape(piece).strip() for piece in pieces if piece.strip()]


@asynccontextmanager
async def opened(
    server: Server,
    page: Page,
    query: Mapping[str, str] | None = None,
    *,
    person: Person = LOCAL,
    language: str = "en",
) -> AsyncIterator[Shown]:
    """Build a page for somebody.

    NiceGUI collects garbage before and after. What was there before is left out of it: to go through all that
    the tests of a worker keep takes most of a second each time.
    """

    async def root() -> None:
        visit = Visit(server, person, language, "light", page.path, dict(query or {}), f"test {person.name}")
        with ui.element("main"):
            built = page.build(visit)
            if inspect.isawaitable(built):
                await built

    gc.freeze()
    try:
        async with user_simulation(root) as user:
            yield Shown(await user.open("/"))
    finally:
        gc.unfreeze()


def run(test: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
    """Run a test that waits."""
    return asyncio.run(test())
