"""Levers as dials, and moves as events."""

from __future__ import annotations

import datetime as dt

from didymium.decisions.rival.moves import canonical, dials_of, events_of, is_neutral, neutral
from didymium.decisions.rival.results import Move
from didymium.decisions.rival.schema import Rival
from didymium.scenario.schema import CapacityMove, Dumping, ExportRestriction
from rival_markets import TITLES, WHY, restriction_lever, rival_file

WAR = {
    "kind": "dumping", "name": "war", "origin": "OUT", "material": "m", "source": WHY, **TITLES,
    "t_per_year": {"levels": (0.0, 50.0)}, "price_share": {"levels": (0.5, 0.8)},
}  # fmt: skip
MINES = {
    "kind": "capacity", "name": "mines", "plants": ("m_OUT",), "source": WHY, **TITLES,
    "share": {"levels": (0.8, 1.2)},
}  # fmt: skip


def rival() -> Rival:
    timed = {**restriction_lever(least=0.2, most=0.6, steps=3), "lasts_months": (6, 0)}
    return rival_file([timed, WAR, MINES], {"income": 1.0})


def move(**levels: float) -> Move:
    changed = {name.replace("__", "."): level for name, level in levels.items()}
    return Move({**neutral(dials_of(rival())).levels, **changed})


def test_every_lever_may_do_nothing() -> None:
    """Levels are those of the file, and the one at which the lever does nothing wherever it lies."""
    dials = {dial.name: dial for dial in dials_of(rival())}
    assert dials["licences.volume_share"].levels == (0.2, 0.4, 0.6, 1.0)
    assert dials["licences.lasts_months"].levels == (0.0, 6.0)
    assert dials["war.t_per_year"].levels == (0.0, 50.0)
    assert dials["mines.share"].levels == (0.8, 1.0, 1.2)
    assert is_neutral(dials_of(rival()), neutral(dials_of(rival())))
    assert events_of(rival(), neutral(dials_of(rival()))) == ()


def test_figures_of_an_idle_lever_say_nothing() -> None:
    """The price of a war that sells nothing, or how long no restriction lasts, is one and the same move."""
    dials = dials_of(rival())
    idle = move(war__price_share=0.8, licences__lasts_months=6.0)
    assert canonical(dials, idle) == neutral(dials)
    busy = move(war__price_share=0.8, war__t_per_year=50.0)
    assert canonical(dials, busy) == busy


def test_a_move_becomes_events_of_its_day() -> None:
    """Licences for six months from the day of the move, a war at a price, a fifth of the mines withheld."""
    found = events_of(
        rival(),
        move(
            licences__volume_share=0.4,
            licences__lasts_months=6.0,
            war__t_per_year=50.0,
            war__price_share=0.8,
            mines__share=0.8,
        ),
    )
    restriction, war, mines = found
    assert isinstance(restriction, ExportRestriction)
    assert (restriction.volume_share, restriction.from_) == (0.4, dt.date(2025, 2, 1))
    assert restriction.until == dt.date(2025, 7, 31)
    assert isinstance(war, Dumping)
    assert (war.t_per_year, war.price_share, war.until) == (50.0, 0.8, None)
    assert isinstance(mines, CapacityMove)
    assert mines.share == 0.8


def test_a_first_move_that_is_lifted_is_not_expected_to_end() -> None:
    """What the second move replaces ends the day before, and nobody knows of that earlier; what would have
    ended before keeps its end.
    """
    lifted_on = dt.date(2025, 5, 1)
    both = move(licences__volume_share=0.4, licences__lasts_months=6.0, mines__share=0.8)
    for event in events_of(rival(), both, lifted_on=lifted_on):
        assert event.until == dt.date(2025, 4, 30)
        assert event.end_known_from == lifted_on
    later = events_of(rival(), both, on=dt.date(2025, 6, 1), lifted_on=lifted_on)
    assert later == ()
    (restriction, _) = events_of(rival(), both, lifted_on=dt.date(2025, 9, 1))
    assert (restriction.until, restriction.end_known_from) == (dt.date(2025, 7, 31), None)


def test_nothing_begins_before_it_is_known() -> None:
    """A move in the middle of a month begins on its day and lasts whole months from it."""
    known = dt.date(2025, 2, 14)
    (restriction,) = events_of(
        rival(), move(licences__volume_share=0.4, licences__lasts_months=6.0), on=known
    )
    assert (restriction.from_, restriction.announced) == (known, known)
    assert restriction.until == dt.date(2025, 8, 13)


def test_days_that_licences_take_are_whole() -> None:
    """Five levels of 0 to 45 days are 0, 11.25 and so on: what is searched is what happens, 11 days."""
    lever = {
        **restriction_lever(), "kind": "licence_delay", "working_days": {"most": 45.0, "between": True},
    }  # fmt: skip
    del lever["volume_share"]
    (days,) = dials_of(rival_file([lever], {"income": 1.0}))
    assert days.levels == (0.0, 11.0, 22.0, 34.0, 45.0)
    assert not days.between
