"""Members of an alliance: regions, or clubs that stand as one."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from didymium.case.case import Case
from didymium.case.usual import usual
from didymium.files.problems import Problem
from didymium.files.suggestion import did_you_mean

MOST_MEMBERS = 10
"""Ten members have 1,023 sets, each of which is worked out in every future."""


@dataclass(frozen=True)
class Member:
    """A player: one region, or several that come and go together."""

    name: str
    regions: tuple[str, ...]


def members_of(case: Case, names: Sequence[str], on: dt.date) -> tuple[Member, ...]:
    """Return the members that names stand for.

    A name is a region, a club (its regions as one member), or ``LABEL=NAME+NAME``. Without names they are
    the case's usual ones.
    """
    return tuple(_member(case, name, on) for name in names or usual(case).members)


def known_names(case: Case) -> set[str]:
    """Return the names of regions and clubs."""
    return {row.region for row in case.regions} | set(case.clubs)


def parts_of(name: str) -> tuple[str, tuple[str, ...]]:
    """Return the label of a member and the names that it is made of."""
    label, is_labelled, made_of = name.partition("=")
    return label.strip(), tuple(part.strip() for part in (made_of if is_labelled else label).split("+"))


def _member(case: Case, name: str, on: dt.date) -> Member:
    label, names = parts_of(name)
    regions = dict.fromkeys(region for one in names for region in case.regions_of(one, on))
    return Member(label, tuple(regions))


def problems_of_members(case: Case, names: Sequence[str], members: Sequence[Member]) -> Iterator[Problem]:
    """Yield what is wrong with members: unknown ones, too few or too many, regions that stand twice."""
    known = known_names(case)
    for name in names:
        label, parts = parts_of(name)
        if not label:
            yield Problem("members", "has no name", value=name, remedy="write EU=eu")
        for part in parts:
            if part not in known:
                remedy = did_you_mean(part, sorted(known)) or "give a region or a club of the case"
                yield Problem("members", "is neither a region nor a club", value=part, remedy=remedy)
    yield from _of_number(members)
    yield from _of_doubles(members)


def _of_number(members: Sequence[Member]) -> Iterator[Problem]:
    if len(members) < 2:
        named = ", ".join(member.name for member in members) or "none"
        yield Problem("members", "must be at least two", value=named, remedy="name another")
    if len(members) > MOST_MEMBERS:
        message = f"are {len(members)}, and every set of them is worked out"
        remedy = f"name at most {MOST_MEMBERS}, or let regions stand as one, as EU=DEU+FRA"
        yield Problem("members", message, remedy=remedy)


def _of_doubles(members: Sequence[Member]) -> Iterator[Problem]:
    for label, count in Counter(member.name for member in members).items():
        if count > 1:
            yield Problem("members", f"stands there {count} times", value=label, remedy="name it once")
    holders: dict[str, list[str]] = {}
    for member in members:
        for region in member.regions:
            holders.setdefault(region, []).append(member.name)
        if not member.regions:
            yield Problem("members", "has no region on the first day", value=member.name)
    for region, names in holders.items():
        if len(set(names)) > 1:
            message = f"belongs to {' and '.join(names)}"
            yield Problem("members", message, value=region, remedy="name it in one of them only")
