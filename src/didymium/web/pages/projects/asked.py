"""What an address or a form of the page asks, and the address that leads back to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError

from didymium.files.problems import InputError, Problem
from didymium.files.wording import findings

PATH = "/projects"
PARTS = ("pipeline", "finance", "portfolio", "coalition", "programmes")
"""Parts of the page, in the order of its tabs."""
SENT = "sent"
"""The field that tells a form, in which what is not ticked is not wanted, from an address; in an address it
has the question asked at once.
"""
SEPARATOR = "."
"""Between names in an address."""
CASE, MEMBER, SCENARIO = "case_", "member_", "scenario_"
"""Before names in the fields of forms: what is ticked."""
LISTS = {"cases": CASE, "members": MEMBER, "scenarios": SCENARIO}
LONGEST, MOST_NAMES = 120, 60


@dataclass(frozen=True)
class Form:
    """A form as it stands: texts as somebody wrote them, by field, all that are not as at first."""

    part: str
    usual: Mapping[str, str]
    """The fields as they are at first, lists of names included."""
    fields: Mapping[str, str]
    is_sent: bool = False
    """Whether somebody asked: the answer takes a while."""

    def __getitem__(self, name: str) -> str:
        return self.fields.get(name, self.usual[name])

    def names(self, name: str) -> tuple[str, ...]:
        """Return a list of names."""
        return tuple(part for part in self[name].split(SEPARATOR) if part)[:MOST_NAMES]

    @property
    def parameters(self) -> dict[str, str]:
        """Return it as the parameters of an address."""
        told = {name: text for name, text in self.fields.items() if text != self.usual[name]}
        head = {} if self.part == PARTS[0] else {"part": self.part}
        return {**head, **told, **({SENT: "yes"} if self.is_sent else {})}


def part_of(given: Mapping[str, str]) -> str:
    """Return the part of the page that an address asks for, the first one unless it is one."""
    part = given.get("part", "")
    return part if part in PARTS else PARTS[0]


def form_of(part: str, usual: Mapping[str, str], given: Mapping[str, str], is_posted: bool = False) -> Form:
    """Return a form with what an address gives, or with what somebody sent: boxes that are not ticked, and so
    are not sent, are off.
    """
    fields = {}
    for name, text in usual.items():
        ticked = [key.removeprefix(LISTS[name]) for key in given if key.startswith(LISTS[name])] if (
            name in LISTS
        ) else []  # fmt: skip
        if is_posted and name in LISTS:
            fields[name] = SEPARATOR.join(ticked[:MOST_NAMES])
        elif is_posted:
            fields[name] = given.get(name, "").strip()[:LONGEST]
        else:
            fields[name] = given.get(name, text).strip()[: LONGEST * 10]
    return Form(part, usual, fields, is_posted or given.get(SENT) == "yes")


def model_of(model: type[BaseModel], asked: Mapping[str, Any], problems: list[Problem]) -> Any:
    """Return a question as the engine takes it.

    Raises:
        InputError: With everything that is wrong, and the problems that were found before.
    """
    given = dict(asked)
    try:
        found = model.model_validate(given)
    except ValidationError as error:
        for one in findings(error, given, lambda _: ()):
            place = " ".join(map(str, one.path))
            problems.append(Problem("form", one.message, None, place, one.value, one.remedy))
        raise InputError(problems) from None
    if problems:
        raise InputError(problems)
    return found


def number_of(text: str) -> float | int | str:
    """Return a text as a number, or as it is for the model to refuse."""
    try:
        number = float(text.replace(",", ""))
    except ValueError:
        return text
    return int(number) if number.is_integer() else number


def share_of(text: str) -> float | str:
    """Return per cent as a share, or the text as it is."""
    number = number_of(text)
    return number if isinstance(number, str) else number / 100
