"""What a rival may do as dials that a search turns, and a setting of all dials as events of a scenario."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
from pydantic import TypeAdapter

from didymium.decisions.rival.results import Dial, Move
from didymium.decisions.rival.schema import (
    CapacityLever,
    DelayLever,
    DumpingLever,
    Lever,
    Range,
    RestrictionLever,
    Rival,
    TaxLever,
)
from didymium.evidence.dates import add_months
from didymium.scenario.schema import Event

_EVENT: TypeAdapter[Event] = TypeAdapter(Event)

FIGURES: dict[str, tuple[str, str, float, float, float | None]] = {
    "restriction": ("volume_share", "share", 1.0, 0.0, 1.0),
    "licence_delay": ("working_days", "working days", 0.0, 0.0, 500.0),
    "export_tax": ("specific_usd_per_kg", "USD/kg", 0.0, 0.0, None),
    "dumping": ("t_per_year", "t/year", 0.0, 0.0, None),
    "capacity": ("share", "share", 1.0, 0.0, 10.0),
}
"""Of each kind of lever: its first figure, the unit, the level at which it does nothing, and the least and
the most that the kind allows (None: nothing bounds it, so the file must)."""
_BEGINS, _LASTS = "begins_after_months", "lasts_months"


def range_limits(stated: Range, least: float, most: float | None) -> tuple[float, float | None]:
    """Return the limits that a range states, those of its kind where it does not."""
    if stated.levels:
        return min(stated.levels), max(stated.levels)
    return (
        least if stated.least is None else stated.least,
        most if stated.most is None else stated.most,
    )


def range_of(lever: Lever) -> Range:
    """Return the range of a lever's first figure."""
    stated: Range = getattr(lever, FIGURES[lever.kind][0])
    return stated


def dials_of(rival: Rival) -> tuple[Dial, ...]:
    """Return every figure that is searched, in the order of the file.

    A lever's first figure may always stand where the lever does nothing.
    """
    return tuple(dial for lever in rival.lever for dial in _dials_of(lever))


def neutral(dials: tuple[Dial, ...]) -> Move:
    """Return the move of doing nothing."""
    return Move({dial.name: dial.levels[0] if dial.neutral is None else dial.neutral for dial in dials})


def is_neutral(dials: tuple[Dial, ...], move: Move) -> bool:
    """Return whether a move does nothing."""
    return all(dial.neutral is None or move[dial.name] == dial.neutral for dial in dials)


def everything(dials: tuple[Dial, ...]) -> Move:
    """Return a move in which every lever does something that can."""
    return Move(
        {
            dial.name: next((level for level in dial.levels if level != dial.neutral), dial.levels[0])
            for dial in dials
        }
    )


def idle_levers(dials: tuple[Dial, ...], move: Move) -> set[str]:
    """Return the levers that do nothing in a move."""
    return {dial.lever for dial in dials if dial.neutral is not None and move[dial.name] == dial.neutral}


def canonical(dials: tuple[Dial, ...], move: Move) -> Move:
    """Return a move with the other figures of every lever that does nothing at their first level: they say
    nothing then.
    """
    idle = idle_levers(dials, move)
    return Move(
        {
            dial.name: dial.levels[0] if dial.neutral is None and dial.lever in idle else move[dial.name]
            for dial in dials
        }
    )


def events_of(
    rival: Rival, move: Move, *, on: dt.date | None = None, lifted_on: dt.date | None = None
) -> tuple[Event, ...]:
    """Return a move as events; levers that do nothing make none.

    Args:
        rival: Whose levers they are.
        move: The level of every dial.
        on: Day on which it is known and before which nothing begins; None: the day of the first move.
        lifted_on: Day on which, as news, all of it ends.
    """
    known = on or rival.moves_on
    found = []
    for lever in rival.lever:
        figure, _, nothing, _, _ = FIGURES[lever.kind]
        levels = dict(_own(lever, move))
        if levels[figure] != nothing:
            begin = _begin(lever, levels, known)
            if lifted_on is None or begin < lifted_on:
                found.append(_event(lever, levels, known, begin, lifted_on))
    return tuple(found)


def _own(lever: Lever, move: Move) -> Iterator[tuple[str, float]]:
    prefix = f"{lever.name}."
    for name, level in move.levels.items():
        if name.startswith(prefix):
            yield name.removeprefix(prefix), level


def _begin(lever: Lever, levels: Mapping[str, float], known: dt.date) -> dt.date:
    first = max(lever.from_ or known, known)
    months = levels.get(_BEGINS)
    if months is None:
        months = 0.0 if isinstance(lever, CapacityLever) else float(lever.begins_after_months[0])
    return add_months(first, int(months))


def _event(
    lever: Lever, levels: Mapping[str, float], known: dt.date, begin: dt.date, lifted_on: dt.date | None
) -> Event:
    values: dict[str, Any] = {
        "title": lever.title_en, "from": begin, "announced": known,
        "source": f"assumed: the rival's choice within its limits, lever {lever.name}",
        **_OF_KIND[type(lever)](lever, levels),
    }  # fmt: skip
    last = _last(lever, levels, begin)
    if lifted_on is not None and (last is None or last >= lifted_on):
        values |= {"until": lifted_on - dt.timedelta(days=1), "end_known_from": lifted_on}
    elif last is not None:
        values["until"] = last
    return _EVENT.validate_python(values)


def _last(lever: Lever, levels: Mapping[str, float], begin: dt.date) -> dt.date | None:
    if isinstance(lever, CapacityLever):
        return None
    months = int(levels.get(_LASTS, lever.lasts_months[0]))
    return add_months(begin, months) - dt.timedelta(days=1) if months else None


def _restriction(lever: RestrictionLever, levels: Mapping[str, float]) -> dict[str, Any]:
    values = _on_exports(lever) | {"kind": "export_restriction", "materials": lever.materials}
    return values | {"volume_share": levels["volume_share"]}


def _delay(lever: DelayLever, levels: Mapping[str, float]) -> dict[str, Any]:
    values = _on_exports(lever) | {"kind": "export_restriction", "materials": lever.materials}
    return values | {"volume_share": 1.0, "processing_working_days": round(levels["working_days"])}


def _tax(lever: TaxLever, levels: Mapping[str, float]) -> dict[str, Any]:
    values = _on_exports(lever) | {"kind": "export_tax", "materials": lever.materials}
    return values | {"specific_usd_per_kg": levels["specific_usd_per_kg"]}


def _dumping(lever: DumpingLever, levels: Mapping[str, float]) -> dict[str, Any]:
    values = {"kind": "dumping", "origin": lever.origin, "material": lever.material}
    return values | {"t_per_year": levels["t_per_year"], "price_share": levels["price_share"]}


def _capacity(lever: CapacityLever, levels: Mapping[str, float]) -> dict[str, Any]:
    return {"kind": "capacity_change", "plants": lever.plants, "share": levels["share"]}


def _on_exports(lever: RestrictionLever | DelayLever | TaxLever) -> dict[str, Any]:
    return {"origin": lever.origin, "destinations": lever.destinations}


_OF_KIND: dict[type[object], Callable[[Any, Mapping[str, float]], dict[str, Any]]] = {
    RestrictionLever: _restriction,
    DelayLever: _delay,
    TaxLever: _tax,
    DumpingLever: _dumping,
    CapacityLever: _capacity,
}


def _dials_of(lever: Lever) -> Iterator[Dial]:
    figure, unit, nothing, least, most = FIGURES[lever.kind]
    yield _dial(lever, figure, unit, range_of(lever), (least, most), nothing)
    if isinstance(lever, DumpingLever):
        yield _dial(lever, "price_share", "share", lever.price_share, (0.0, 1.0), None)
    if not isinstance(lever, CapacityLever):
        yield from _times(lever)


def _dial(
    lever: Lever,
    figure: str,
    unit: str,
    stated: Range,
    allowed: tuple[float, float | None],
    nothing: float | None,
) -> Dial:
    """Return a figure of a lever as a dial; one at which it does nothing is always among its levels."""
    levels, in_days = set(_levels(stated, *range_limits(stated, *allowed))), isinstance(lever, DelayLever)
    if in_days:
        levels = {float(round(level)) for level in levels}
    every = sorted(levels if nothing is None else {*levels, nothing})
    return Dial(
        f"{lever.name}.{figure}", lever.name, figure, unit, tuple(every), nothing,
        stated.between and not in_days, (min(levels), max(levels)),
    )  # fmt: skip


def _times(lever: RestrictionLever | DelayLever | TaxLever | DumpingLever) -> Iterator[Dial]:
    for figure, months in ((_BEGINS, lever.begins_after_months), (_LASTS, lever.lasts_months)):
        if len(set(months)) > 1:
            levels = tuple(sorted({float(month) for month in months}))
            ends = (levels[0], levels[-1])
            yield Dial(f"{lever.name}.{figure}", lever.name, figure, "months", levels, None, False, ends)


def _levels(stated: Range, least: float, most: float | None) -> tuple[float, ...]:
    if stated.levels:
        return stated.levels
    assert most is not None, "an unbounded range is refused when the file is read"
    return tuple(float(level) for level in np.linspace(least, most, stated.steps))
