"""What policies, moves and sums of a game are called."""

from __future__ import annotations

import datetime as dt
import math
import textwrap
from collections.abc import Iterator, Mapping, Sequence

from didymium.decisions.rival.results import NONE, Dial, Move
from didymium.decisions.rival.schema import (
    CapacityLever,
    DelayLever,
    DumpingLever,
    Lever,
    RestrictionLever,
    Rival,
    TaxLever,
)
from didymium.evidence.dates import add_months
from didymium.views.coalition.naming import is_something, money
from didymium.views.wording import Words, number


def rival_name(words: Words, rival: Rival) -> str:
    """Name who moves against the alliance, inside a sentence; of several regions only how many they are."""
    if len(rival.regions) > 1:
        return words("rival.several", count=len(rival.regions))
    return words.place(rival.regions[0])


def policy_name(words: Words, rival: Rival, policy: str) -> str:
    """Name of a policy, as in a table."""
    if policy == NONE:
        return words("rival.none")
    known = {one.name: one for one in rival.policy}
    return known[policy].title_in(words.language) if policy in known else policy


def answer_name(words: Words, rival: Rival, answer: str) -> str:
    """Name of a second move of the alliance, as in a table."""
    return words("rival.nothing_more") if answer == NONE else policy_name(words, rival, answer)


def policy_names(words: Words, rival: Rival, policies: Sequence[str]) -> str:
    """List policies within a sentence."""
    return words("list.comma").join(policy_name(words, rival, name) for name in policies)


def members_of(words: Words, rival: Rival) -> str:
    """List the members of the alliance."""
    return words.listed([words.place(name) for name in words.case.regions_of(rival.club, rival.moves_on)])


def move_said(
    words: Words, rival: Rival, dials: Sequence[Dial], move: Move, on: dt.date | None = None
) -> str:
    """Say a move in plain words, lever by lever; levers that do nothing are left out. ``on`` is the day on
    which it is known, the day of the first move unless said otherwise.
    """
    known = on or rival.moves_on
    said = [_lever_said(words, lever, move, known) for lever in _moved(rival, dials, move)]
    return words("rival.between").join(said) or words("rival.still")


def _moved(rival: Rival, dials: Sequence[Dial], move: Move) -> Iterator[Lever]:
    """Yield the levers that do something."""
    still = {dial.lever for dial in dials if dial.neutral is not None and move[dial.name] == dial.neutral}
    moved = {dial.lever for dial in dials} - still
    return (lever for lever in rival.lever if lever.name in moved)


def _lever_said(words: Words, lever: Lever, move: Move, known: dt.date) -> str:
    figures = {
        name.removeprefix(f"{lever.name}."): level
        for name, level in move.levels.items()
        if name.startswith(f"{lever.name}.")
    }
    when = _when(words, lever, max(lever.from_ or known, known), figures)
    fields = {"lever": lever.title_in(words.language), "when": when, **_figures(words, lever, figures)}
    none = "_none" if isinstance(lever, RestrictionLever) and figures["volume_share"] == 0 else ""
    return words(f"rival.move.{lever.kind}{none}", **fields)


def _figures(words: Words, lever: Lever, figures: Mapping[str, float]) -> dict[str, str]:
    match lever:
        case RestrictionLever():
            return {"percent": words.percent(figures["volume_share"])}
        case DelayLever():
            return {"days": number(figures["working_days"], 2)}
        case TaxLever():
            return {"price": words.price(figures["specific_usd_per_kg"], lever.materials[0])}
        case DumpingLever():
            percent = words.percent(figures["price_share"])
            return {"flow": words.flow(lever.material, figures["t_per_year"]), "percent": percent}
        case CapacityLever():
            return {"percent": words.percent(figures["share"])}


def _when(words: Words, lever: Lever, first: dt.date, figures: Mapping[str, float]) -> str:
    begin = add_months(first, _months(lever, "begins_after_months", figures))
    said = words.period(begin) if begin.day == 1 else words.date(begin)
    months = _months(lever, "lasts_months", figures)
    if months:
        return words("rival.when.months", first=said, months=months)
    return words("rival.when.open", first=said)


def _months(lever: Lever, figure: str, figures: Mapping[str, float]) -> int:
    """Return the months that a move says; where only one is possible there is no dial for it."""
    if isinstance(lever, CapacityLever):
        return 0
    stated: tuple[int, ...] = getattr(lever, figure)
    return round(figures.get(figure, float(stated[0])))


def limit_said(words: Words, lever: Lever, dial: Dial) -> str:
    """Say the limits of a figure of a lever."""
    # Months are bounded by their levels alone.
    bounds = dial.limits if math.isfinite(dial.limits[0]) else (dial.levels[0], dial.levels[-1])
    low, high = (_level(words, lever, dial.figure, level) for level in bounds)
    return words(f"rival.limit.{dial.figure}", low=low, high=high)


def _level(words: Words, lever: Lever, figure: str, level: float) -> str:
    if figure in ("volume_share", "price_share", "share"):
        return words.percent(level)
    if figure == "t_per_year" and isinstance(lever, DumpingLever):
        return words.flow(lever.material, level)
    if figure == "specific_usd_per_kg" and isinstance(lever, TaxLever):
        return words.price(level, lever.materials[0])
    return f"{level:g}"


def stands(words: Words, musd: float) -> str:
    """Say how the alliance stands: what it gains or loses."""
    if not is_something(musd):
        return words("rival.unmoved")
    return words("rival.gains" if musd > 0 else "rival.loses", money=money(words, abs(musd)))


def damage_said(words: Words, musd: float) -> str:
    """Say what a move costs the alliance; one that helps it does no damage."""
    if not is_something(musd):
        return words("rival.damage_none")
    if musd < 0:
        return words("rival.damage_boon", money=money(words, -musd))
    return money(words, musd)


def wrapped(text: str) -> str:
    """Break a long name into lines for a chart."""
    return "\n".join(textwrap.wrap(text, 36 if text.isascii() else 24))


def yes_or_no(words: Words, is_so: bool) -> str:
    """Say yes or no in a table."""
    return words("rival.yes" if is_so else "rival.no")
