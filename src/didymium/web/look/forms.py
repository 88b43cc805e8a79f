"""Forms of plain controls: sent as an address, or handed to a function when they are sent."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from nicegui.events import GenericEventArguments

from didymium.web.look.html import Tag, field

LONGEST = 300


def text_field(
    label: str, name: str, value: str = "", *, kind: str = "text", hint: str = "", **more: Any
) -> Tag:
    """A labelled control for a text, a number or a date, sent under a name."""

    def control(identifier: str) -> Tag:
        bounds = {} if kind in ("date", "number") else {"maxlength": LONGEST}
        given: dict[str, Any] = {"autocomplete": "off", **bounds, **more}
        return Tag("input", id=identifier, name=name, type=kind, value=value, **given)

    made = field(label, control, hint)
    assert isinstance(made, Tag)
    return made


def choice_field(
    label: str, name: str, options: Mapping[str, str], value: str, *, hint: str = "", **more: Any
) -> Tag:
    """A labelled list to choose one from, sent under a name."""

    def control(identifier: str) -> Tag:
        with Tag("select", id=identifier, name=name, **more) as made:
            for key, text in options.items():
                Tag("option", text, value=key, selected=key == value)
        return made

    made = field(label, control, hint)
    assert isinstance(made, Tag)
    return made


def address_form(path: str, *, classes: str = "card", **hidden: str) -> Tag:
    """A form that leads to an address with what is in its fields as parameters; ``hidden`` ones with it."""
    form = Tag("form", action=path, method="get", role="search", classes=classes)
    with form:
        for name, value in hidden.items():
            Tag("input", type="hidden", name=name, value=value)
    return form


def sent_form(act: Callable[[dict[str, str]], Any], *, classes: str = "card", clear: bool = False) -> Tag:
    """A form that is handed over when it is sent: texts by name. ``clear`` empties it then."""
    form = Tag("form", classes=classes)

    async def sent(event: GenericEventArguments) -> None:
        given = event.args if isinstance(event.args, dict) else {}
        done = act({str(name): str(text) for name, text in given.items() if isinstance(text, str)})
        if inspect.isawaitable(done):
            await done

    after = "e.target.reset();" if clear else ""
    form.on(
        "submit",
        sent,
        js_handler=f"""(e) => {{
            e.preventDefault();
            emit(Object.fromEntries(new FormData(e.target)));
            {after}
        }}""",
    )
    return form


def send_button(text: str, classes: str = "button main", **more: Any) -> Tag:
    """The button that sends the form around it."""
    return Tag("button", text, classes=classes, type="submit", **more)
