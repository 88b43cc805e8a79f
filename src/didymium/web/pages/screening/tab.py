"""One part of the page: its form, what it asks, and what of it an address tells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel, ValidationError

from didymium.files.problems import InputError, Problem
from didymium.files.wording import findings
from didymium.web.engine.screening.question import Question
from didymium.web.look.forms import text_field
from didymium.web.look.html import Tag
from didymium.web.look.visit import Visit

PATH = "/screening"
TEXT = "text"
"""Name of the box for what is pasted."""
FORM = "form"
"""What problems call the fields of a form."""
LONGEST_FIELD = 300
NONE = "none"
"""Stands in addresses for a field that was made blank."""
Given = Mapping[str, str]
Asked = TypeVar("Asked", bound=BaseModel)


class ScreeningTab(Protocol):
    """A part of the page."""

    @property
    def name(self) -> str:
        """Its name in addresses and in the catalogue."""

    @property
    def fields(self) -> Mapping[str, str]:
        """Fields of its form by name, as they are at first."""

    @property
    def private(self) -> tuple[str, ...]:
        """Fields that stand behind the # of an address, as the pasted text does: no server sees it."""

    @property
    def endings(self) -> str:
        """Endings of the files that may be chosen; blank: nothing is pasted here."""

    @property
    def example(self) -> str:
        """Text of the worked example; blank: there is none."""

    @property
    def steps(self) -> tuple[str, ...]:
        """Steps of its answers."""

    def draw(self, visit: Visit, given: Given) -> None:
        """Draw the fields of the form, besides the box for what is pasted."""

    def question(self, visit: Visit, given: Given, text: str) -> Question:
        """Return the question that form and box ask.

        Raises:
            InputError: With everything that is wrong with the form.
        """

    def is_whole(self, given: Given) -> bool:
        """Whether a form asks something without anything that is pasted."""

    def command(self, visit: Visit, given: Given, text: str) -> str:
        """Return the command line that gives the same numbers, if what was pasted is in a file."""


def given_of(tab: ScreeningTab, told: Given) -> dict[str, str]:
    """Return every field of a form as an address tells it, the rest as at first."""
    found = {name: told.get(name, usual).strip()[:LONGEST_FIELD] for name, usual in tab.fields.items()}
    return {name: "" if text == NONE else text for name, text in found.items()}


def sent_of(tab: ScreeningTab, told: Given) -> dict[str, str]:
    """Return every field of a form that was sent: boxes that are not ticked are not sent."""
    return {name: told.get(name, "").strip()[:LONGEST_FIELD] for name in tab.fields}


def parameters_of(tab: ScreeningTab, given: Given) -> dict[str, str]:
    """Return what an address tells a server of a form: the part, and every field that is not as at first, but
    for what is the person's own.
    """
    changed = {name: text or NONE for name, text in given.items() if text != tab.fields[name]}
    return {"view": tab.name, **{name: text for name, text in changed.items() if name not in tab.private}}


def own_of(tab: ScreeningTab, given: Given, text: str) -> dict[str, str]:
    """Return what is the person's own: the fields that are kept from servers, and what was pasted."""
    return {**{name: given[name] for name in tab.private}, TEXT: text}


def validated(model: type[Asked], asked: dict[str, Any]) -> Asked:
    """Return a question of texts of a form.

    Raises:
        InputError: With everything that is wrong.
    """
    try:
        return model.model_validate(asked)
    except ValidationError as error:
        raise InputError(
            [
                Problem(
                    FORM,
                    found.message,
                    None,
                    " ".join(map(str, found.path)),
                    _short(found.value),
                    found.remedy,
                )
                for found in findings(error, asked, lambda _: ())
            ]
        ) from None


def plain_field(label: str, name: str, value: str, **more: Any) -> Tag:
    """A field that keeps what somebody wrote into it while the page around it changes: as a property the
    value would be put back.
    """
    made = text_field(label, name, value, **more)
    made._props["^value"] = made._props.pop("value")
    return made


def listed(text: str) -> tuple[str, ...]:
    """Return names separated by commas or semicolons."""
    parts = text.replace(";", ",").split(",")
    return tuple(part.strip() for part in parts if part.strip())


def _short(value: str | None, most: int = 120) -> str | None:
    return value if value is None or len(value) <= most else f"{value[:most]}…"
