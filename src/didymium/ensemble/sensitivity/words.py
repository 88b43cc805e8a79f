"""What was found, as statements, and the statements as sentences of whoever speaks.

No text stands here: sentences come from the messages ``ensemble.…`` of a catalogue, through a speaker that
writes numbers as its language does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from didymium.case.schema import TABLES
from didymium.ensemble.inputs import DATES, Input
from didymium.ensemble.sensitivity.box import Box, Limit
from didymium.ensemble.sensitivity.result import Note
from didymium.files.columns import ColumnKind, columns_of

Form = Literal["below", "above", "between", "exactly"]
Change = Literal["set", "factor", "add", "days"]

ENTRY_DATES = frozenset({DATES, "from", "until", "announced", "upside_from", "operating_from"})
"""Columns of events and instruments that are dates."""
DOUBTFUL = 0.5
"""A limit that fewer of the random halves show may be chance."""


class Speaker(Protocol):
    """Says messages in a language, as ``views.wording.Words`` does."""

    @property
    def language(self) -> str:
        """Language code."""

    def __call__(self, message: str, **fields: object) -> str:
        """Return a message with its fields filled in."""

    def about(self, value: float) -> str:
        """Write a number."""

    def percent(self, share: float) -> str:
        """Write a share in per cent."""

    def days(self, days: float) -> str:
        """Write a number of days."""

    def listed(self, items: Sequence[str]) -> str:
        """Join items as a list in a sentence."""


@dataclass(frozen=True)
class When:
    """When an input is below, above, between or exactly at values.

    ``change`` says what the values are: the figure itself (``set``), how many times what is stated
    (``factor``), what is added to it (``add``), or by how many days dates move (``days``).
    """

    item: Input
    form: Form
    change: Change
    low: float | None
    high: float | None


def when(limit: Limit, item: Input) -> When:
    """Return a limit of a box as a statement on its input."""
    low, high = limit.low, limit.high
    values = [value for value in item.distribution.values if _lies(value, low, high)]
    if len(values) == 1:
        return When(item, "exactly", change_of(item), values[0], values[0])
    form: Form = "below" if low is None else "above" if high is None else "between"
    return When(item, form, change_of(item), low, high)


def whens(box: Box, inputs: Iterable[Input]) -> tuple[When, ...]:
    """Return the statements of a box, the input whose limit is the surest first."""
    items = {item.name: item for item in inputs}
    return tuple(
        when(limit, items[limit.name]) for limit in sorted(box.limits, key=lambda limit: limit.chance)
    )


def change_of(item: Input) -> Change:
    """Return how an input changes its figure; dates are moved by days."""
    row = item.row
    if row.table in TABLES:
        kinds = {column.name: column.kind for column in columns_of(TABLES[row.table])}
        dated = kinds.get(row.column) is ColumnKind.DATE
    else:
        dated = item.in_scenario and row.column in ENTRY_DATES
    return "days" if dated else row.change


def when_text(say: Speaker, statement: When) -> str:
    """Say when: a clause without an end."""
    low, high = statement.low, statement.high
    fields = {"input": statement.item.row.name_in(say.language)}
    moved = "moved_" if statement.change == "days" else ""
    if low is not None and high is not None:
        ends = _level(say, statement.change, low), _level(say, statement.change, high)
        if ends[0] == ends[1]:
            return say(f"ensemble.when_{moved}exactly", level=ends[0], **fields)
        if statement.change == "factor":
            return say("ensemble.when_between_factors", low=say.about(low), high=say.about(high), **fields)
        return say(f"ensemble.when_{moved}between", low=ends[0], high=ends[1], **fields)
    side, value = ("below", high) if low is None else ("above", low)
    assert value is not None
    return say(f"ensemble.when_{moved}{side}", level=_level(say, statement.change, value), **fields)


def box_text(say: Speaker, box: Box, inputs: Iterable[Input], what: str) -> str:
    """Say what happens when, how sure it then is, and how much of it this covers.

    Args:
        say: Who speaks.
        box: The box.
        inputs: The inputs of the ensemble.
        what: What happens, as the beginning of a sentence: "Japan's car makers run short"; in Korean a noun
            phrase, in Japanese a clause in the plain form.
    """
    conditions = say("ensemble.and").join(when_text(say, statement) for statement in whens(box, inputs))
    shares = {"density": say.percent(box.density), "coverage": say.percent(box.coverage)}
    return say("ensemble.box", what=what, conditions=conditions, base=say.percent(box.base), **shares)


def doubtful_text(say: Speaker, box: Box, inputs: Iterable[Input]) -> str | None:
    """Say which limits too few random halves show; None if there are none."""
    names = {item.name: item.row.name_in(say.language) for item in inputs}
    found = [limit for limit in box.limits if limit.reproduced is not None and limit.reproduced < DOUBTFUL]
    if not found:
        return None
    return say("ensemble.box_doubtful", list=say.listed([names[limit.name] for limit in found]))


def note_text(say: Speaker, note: Note, inputs: Iterable[Input]) -> str:
    """Say what stands beside a result."""
    fields: dict[str, object] = {name: f"{number:,}" for name, number in note.numbers.items()}
    if note.inputs:
        names = {item.name: item.row.name_in(say.language) for item in inputs}
        fields["list"] = say.listed([names[name] for name in note.inputs])
    return say(note.message, **fields)


def _level(say: Speaker, change: Change, value: float) -> str:
    if change == "days":
        return ("−" if value < 0.0 else "+") + say.days(abs(value))
    if (change, value) in (("factor", 1.0), ("add", 0.0)):
        return say("ensemble.level_stated")
    if change == "add":
        sign = "minus" if value < 0.0 else "plus"
        return say(f"ensemble.level_{sign}", value=say.about(abs(value)))
    return say(f"ensemble.level_{change}", value=say.about(value))


def _lies(value: float, low: float | None, high: float | None) -> bool:
    return (low is None or value >= low) and (high is None or value <= high)
