"""Parties, shares and answers on owners and deals in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from didymium.screening.answer import Holds
from didymium.screening.deals.answers import RANK, Duty, RuleAnswer, ScreenAnswer
from didymium.screening.deals.from_register import Owned
from didymium.screening.ownership.holdings import Right
from didymium.views.evidence.speaking import Speaker
from didymium.views.screening.saying import say_bounds

MOST_NAMED = 5
"""Parties named in one cell."""


def names_of(owned: Owned, parties: Iterable[int]) -> Mapping[int, str]:
    """Return names by party, looked up in order: a large register is read a group of rows at a time."""
    return {party: owned.register.names.name(party) for party in sorted(set(parties))}


def say_parties(speaker: Speaker, owned: Owned, parties: Iterable[int]) -> str:
    """Return the first few names of parties, and how many more there are."""
    found = list(parties)
    named = list(names_of(owned, found[:MOST_NAMED]).values())
    if len(found) > MOST_NAMED:
        named.append(speaker.words("screen.ownership.more_parties", count=len(found) - MOST_NAMED))
    return speaker.words("list.comma").join(named)


def say_country(speaker: Speaker, code: str) -> str:
    """Return the name of a country, or that it is not known."""
    return speaker.name(code) if code else speaker.words("state.unknown")


def say_share(speaker: Speaker, low: float, high: float) -> str:
    """Return bounds of a share from 0 to 1 in percent."""
    least, most = (round(100 * min(max(float(end), 0.0), 1.0), 9) for end in (low, high))
    return say_bounds(speaker, least, most)


def say_rights(speaker: Speaker, rights: Right) -> str:
    """Return special rights as a list."""
    named = [
        speaker.words(f"screen.ownership.right.{right.name.lower()}")
        for right in Right
        if right.name and right & rights
    ]
    return speaker.words("list.comma").join(named)


def say_outcome(speaker: Speaker, answer: RuleAnswer) -> str:
    """Return what a rule answers; of an open one what is sure and what may follow."""
    words = speaker.words
    if answer.outcome != "unknown":
        return words(f"screen.deal.outcome.{answer.outcome}")
    return _between(speaker, answer.at_least, answer.possible)


def say_all_rules(speaker: Speaker, answer: ScreenAnswer) -> str:
    """Return the strongest answer of any rule."""
    if answer.outcome != "unknown":
        return speaker.words(f"screen.deal.outcome.{answer.outcome}")
    sure = {rule.at_least for rule in answer.rules}
    possible = {effect for rule in answer.rules for effect in rule.possible}
    return _between(speaker, _first(sure), tuple(effect for effect in RANK if effect in possible))


def say_asked(speaker: Speaker, rule: RuleAnswer, duty: Duty) -> str:
    """Say what a duty asks, and whether only perhaps."""
    asked = speaker.words(f"screen.deal.outcome.{duty.effect}")
    sure = any(one.effect == duty.effect and one.bites is Holds.YES for one in rule.findings)
    return asked if sure else speaker.words("screen.deal.perhaps_asked", asked=asked)


def say_duty(speaker: Speaker, duty: Duty) -> Iterator[str]:
    """Say who is told, through whom, and when."""
    words = speaker.words
    yield words("screen.deal.duty.tell", authorities=speaker.names(duty.tell))
    if duty.through:
        yield words("screen.deal.duty.through", authority=speaker.name(duty.through))
    yield from say_times(speaker, duty)


def say_times(speaker: Speaker, duty: Duty) -> Iterator[str]:
    """Say by when an authority is told."""
    if duty.days_before is not None:
        yield speaker.words("screen.deal.duty.days_before", days=f"{duty.days_before:g}")
    if duty.months_before is not None:
        yield speaker.words("screen.deal.duty.months_before", months=f"{duty.months_before:g}")
    if duty.days_after is not None:
        yield speaker.words("screen.deal.duty.days_after", days=f"{duty.days_after:g}")


def _between(speaker: Speaker, sure: str, possible: tuple[str, ...]) -> str:
    words = speaker.words
    most = words(f"screen.deal.outcome.{possible[0]}") if possible else words("state.unknown")
    if not sure:
        return words("screen.deal.perhaps", most=most)
    return words("screen.deal.between", least=words(f"screen.deal.outcome.{sure}"), most=most)


def _first(effects: set[str]) -> str:
    return next((effect for effect in RANK if effect in effects), "")
