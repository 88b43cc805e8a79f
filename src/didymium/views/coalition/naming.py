"""Words that tables, charts and sentences about alliances share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from didymium.decisions.alliance.floor import LEAST_MUSD
from didymium.views.result_tables import Table, message_table
from didymium.views.wording import Words, number

MILLION = 1e6


def coalition_table(
    words: Words,
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    right: Sequence[str] = (),
    note: str = "",
) -> Table:
    """Build a table whose title and columns are messages about alliances."""
    return message_table(words, "coalition", title, columns, rows, right, note)


def is_something(musd: float) -> bool:
    """Say whether a sum is more than rounding: at least a thousand dollars, gained or lost."""
    return abs(musd) >= LEAST_MUSD


def millions(musd: float | None) -> str:
    """Write million US dollars for a table; rounding as nothing, what is missing as a dash."""
    return "–" if musd is None else number(musd if is_something(musd) else 0.0)


def money(words: Words, musd: float) -> str:
    """Say million US dollars in a sentence; rounding as nothing."""
    return words.money(musd * MILLION if is_something(musd) else 0.0)


def member_name(words: Words, member: str) -> str:
    """Name of a member, as in a table: a region's, that of a label of the catalogue, else as it was given."""
    label = f"coalition.member.{member}"
    return words(label) if label in words.catalogue.messages else words.region(member)


def member_inside(words: Words, member: str) -> str:
    """Name of a member inside a sentence."""
    label = f"coalition.inside.{member}"
    return words(label) if label in words.catalogue.messages else words.place(member)


def set_name(words: Words, members: Iterable[str]) -> str:
    """Return the members of a set for a table."""
    return " + ".join(member_name(words, name) for name in members)


def named(words: Words, members: Iterable[str]) -> str:
    """List members inside a sentence."""
    return words.listed([member_inside(words, name) for name in members])


def yes_or_no(words: Words, is_so: bool) -> str:
    """Say yes or no in a cell."""
    return words("coalition.yes" if is_so else "coalition.no")
