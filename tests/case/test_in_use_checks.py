"""Goods in use: three optional tables that must agree with demand and with themselves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from didymium.case.reading import read_case

WHY = "assumed: round number"
LIFETIMES = "sector,product,name_en,share,distribution,mean_years,deviation_years,recoverable_share,source\n"
HISTORY = "sector,region,material,year,t,source\n"
PLACES = "sector,region,share,source\n"

Complaints = Callable[[Path], list[str]]


def _write(folder: Path, name: str, header: str, *rows: str) -> Path:
    (folder / name).write_text(header + "".join(f"{row},{WHY}\n" for row in rows), encoding="utf-8")
    return folder


def test_tables_are_optional(tiny: Path, complaints: Complaints) -> None:
    """A case without them is sound, and nothing is said to be in use."""
    assert complaints(tiny) == []
    case = read_case(tiny)
    assert (case.lifetimes, case.past_uses, case.use_places) == ((), (), ())


def test_sound_tables_are_read(tiny: Path, complaints: Complaints) -> None:
    """Two kinds of goods of one sector, what went into them in the world, where they are."""
    _write(
        tiny,
        "lifetimes.csv",
        LIFETIMES,
        "cars,vans,Vans,0.4,weibull,15,4,0.8",
        "cars,toys,Toys,0.6,fixed,4,,",
    )
    _write(tiny, "use_history.csv", HISTORY, "cars,,oxide,2010,500", "cars,,oxide,2015,700")
    _write(tiny, "use_places.csv", PLACES, "cars,JPN,0.3", "cars,AUS,0.7", ",JPN,1")
    assert complaints(tiny) == []
    case = read_case(tiny)
    assert [row.recoverable_share for row in case.lifetimes] == [0.8, None]
    assert case.lifetimes[0].name_in("ko") == "Vans"


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        (
            "cars,vans,Vans,1,fixed,15,4,",
            'lifetimes.csv row 2, column deviation_years: "4" must be blank: a fixed lifetime has none',
        ),
        (
            "cars,vans,Vans,1,normal,15,,",
            "lifetimes.csv row 2, column deviation_years: is blank, though normal needs it (give the "
            "standard deviation, or write fixed)",
        ),
        (
            "cars,vans,Vans,1,normal,4,3,",
            'lifetimes.csv row 2, column deviation_years: "3" lets goods be scrapped before they are in use '
            "(at most 2, or write lognormal or weibull)",
        ),
        (
            "cars,vans,Vans,1,weibull,15,0.001,",
            'lifetimes.csv row 2, column deviation_years: "0.001" does not go with a mean of 15 years '
            "(from 0.15 to 150, or write fixed)",
        ),
        (
            "cars,vans,Vans,0.7,weibull,4,3,",
            'lifetimes.csv row 2, column share: "0.7" of cars: shares add up to 0.7, not to 1',
        ),
        (
            "car,vans,Vans,1,weibull,4,3,",
            'lifetimes.csv row 2, column sector: "car" is not in sectors.csv (did you mean "cars"?)',
        ),
    ],
)
def test_what_no_lifetime_can_be_is_named(
    tiny: Path, complaints: Complaints, row: str, complaint: str
) -> None:
    """Each contradiction is named with its row, its column and what would be right."""
    assert complaints(_write(tiny, "lifetimes.csv", LIFETIMES, row)) == [complaint]


def test_what_no_history_can_be_is_named(tiny: Path, complaints: Complaints) -> None:
    """A year of the model, goods that last nobody knows how long, a material that the sector does not use."""
    _write(tiny, "use_history.csv", HISTORY, "cars,,ore,2024,500")
    assert complaints(tiny) == [
        'use_history.csv row 2, column year: "2024" is not before the base year 2024 (2024 and later come '
        "from demands.csv and the run)",
        'use_history.csv row 2, column sector: "cars" has no row in lifetimes.csv (say how long its goods '
        "last)",
        'use_history.csv row 2, column material: "ore" is not used by cars in demands.csv (without it '
        "nobody knows how to go on)",
    ]


def test_world_and_its_regions_do_not_mix(tiny: Path, complaints: Complaints) -> None:
    """Tonnes of JPN would count twice: once for themselves and once in the world's."""
    _write(tiny, "lifetimes.csv", LIFETIMES, "cars,vans,Vans,1,fixed,15,,")
    _write(tiny, "use_history.csv", HISTORY, "cars,,oxide,2010,500", "cars,JPN,oxide,2015,700")
    assert complaints(tiny) == [
        "use_history.csv row 2, column region: stands for the world, of which other rows of the sector give "
        "single regions (give all regions, or the world alone)"
    ]


def test_places_of_all_other_sectors_add_up_too(tiny: Path, complaints: Complaints) -> None:
    """A blank sector stands for all without rows of their own; a rest would be in use nowhere."""
    _write(tiny, "use_places.csv", PLACES, ",JPN,0.5")
    assert complaints(tiny) == [
        'use_places.csv row 2, column share: "0.5" of the sectors without rows of their own: shares add '
        "up to 0.5, not to 1"
    ]
