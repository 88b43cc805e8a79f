"""Rows of market_power.csv that cannot mean anything are named, with row, column, value and remedy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from didymium.case.case import Case
from didymium.case.checks import check_case
from didymium.case.reading import read_case
from didymium.case.settings import Settings
from didymium.files.problems import InputError
from power_cases import PowerBuilder

HEADER = "exporter,material,destinations,perceived_elasticity,conjecture,source\n"


def case(*rows: dict[str, object]) -> Case:
    """AAA and BBB sell ``m`` to CCC, where demand for it is elastic, and AAA to DDD, where it is not."""
    builder = PowerBuilder().source_of("m", "AAA", 10.0, 1.0).source_of("m", "BBB", 10.0, 1.0)
    for origin, destination in (("AAA", "CCC"), ("BBB", "CCC"), ("AAA", "DDD"), ("AAA", "BBB")):
        builder.route("m", origin, destination)
    builder.demand("use", "CCC", "m", 1.0, elasticity=-0.5, base_price_usd_per_kg=1.0)
    builder.demand("use", "DDD", "m", 1.0, base_price_usd_per_kg=1.0).club("sellers", "AAA", "BBB")
    for row in rows:
        builder.power(**{"exporter": "AAA", "destinations": "CCC", "conjecture": 1.0, **row})
    return builder.build()


def told(found: Case) -> list[str]:
    return [str(one) for one in check_case(found) if one.file == "market_power.csv"]


def test_sound_rows_are_silent() -> None:
    """Two exporters, each by itself; a club that acts as one; an elasticity stated where demand has none."""
    assert told(case({}, {"exporter": "BBB"})) == []
    assert told(case({"exporter": "sellers"})) == []
    assert told(case({"destinations": "", "perceived_elasticity": -0.5})) == []


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        (
            {"exporter": "CCC", "destinations": "AAA"},
            'row 2, column exporter: "CCC" exports no m to AAA (add its routes to routes.csv, or take the '
            "row out)",
        ),
        (
            {"exporter": "CCC", "destinations": "", "perceived_elasticity": -1.0},
            'row 2, column exporter: "CCC" exports no m (add its routes to routes.csv, or take the row out)',
        ),
        (
            {"destinations": "AAA CCC"},
            'row 2, column destinations: "AAA" is where AAA sells from: power is over what it exports (take '
            "it out)",
        ),
        (
            {"exporter": "sellers", "destinations": "BBB CCC"},
            'row 2, column destinations: "BBB" is where sellers sells from: power is over what it exports '
            "(take it out)",
        ),
        (
            {"exporter": "BBB", "destinations": "CCC DDD"},
            'row 2, column destinations: "DDD" has no route of m from BBB (take it out, or add the route)',
        ),
        (
            {"destinations": "CCC DDD"},
            "row 2, column perceived_elasticity: is blank, and no demand for m in DDD has an elasticity to "
            "take in its place (state the elasticity perceived)",
        ),
        (
            {"conjecture": None},
            "row 2, column conjecture: is blank, and a case with calibrated = false has no wedge to read it "
            "from (state it: 1 is Cournot)",
        ),
    ],
)
def test_what_cannot_be_is_named(row: dict[str, object], complaint: str) -> None:
    """An exporter without exports, one who sells to itself, a destination out of reach, nothing to read a
    conjecture or an elasticity from: one problem each.
    """
    assert told(case(row)) == [f"market_power.csv {complaint}"]


def test_a_route_counts_once() -> None:
    """AAA alone, and AAA as a member of the club: its sales to CCC would bear two mark-ups."""
    assert told(case({}, {"exporter": "sellers"})) == [
        'market_power.csv row 3, column exporter: "sellers" sells m of AAA to CCC, which market_power.csv '
        "row 2 does too (let each route stand in one row only)"
    ]


def test_a_calibrated_case_may_leave_the_conjecture_blank() -> None:
    """Its wedges are what it is read from."""
    found = case({"conjecture": None})
    settings = Settings.model_validate({**found.settings.model_dump(), "calibrated": True})
    assert told(replace(found, settings=settings)) == []


@pytest.mark.parametrize(
    ("names", "complaint"),
    [
        ("AUT,oxide,JPN", 'exporter: "AUT" is not in regions.csv or clubs.csv (did you mean "AUS"?)'),
        ("AUS,oxid,JPN", 'material: "oxid" is not in materials.csv or material_groups.csv '
                         '(did you mean "oxide"?)'),
        ("AUS,oxide,Japan", 'destinations: "Japan" is not in regions.csv or clubs.csv (did you mean "JPN"?)'),
    ],
)  # fmt: skip
def test_names_that_are_not_there(
    tiny: Path, complaints: Callable[[Path], list[str]], names: str, complaint: str
) -> None:
    """Told once, with what is meant, and nothing else about the row."""
    (tiny / "market_power.csv").write_text(HEADER + f"{names},-0.5,1,assumed: test\n", encoding="utf-8")
    assert complaints(tiny) == [f"market_power.csv row 2, column {complaint}"]


@pytest.mark.parametrize(
    ("figures", "complaint"),
    [
        ("0,", r'column perceived_elasticity: "0" must be below 0'),
        ("0.5,", r'column perceived_elasticity: "0.5" must be below 0'),
        (",-0.1", r'column conjecture: "-0.1" must be at least 0'),
        (",much", r'column conjecture: "much" is not a number'),
    ],
)
def test_figures_out_of_bounds_are_named(tiny: Path, figures: str, complaint: str) -> None:
    """Demand that does not fall with the price, and power below none."""
    row = f"AUS,oxide,JPN,{figures},assumed: test\n"
    (tiny / "market_power.csv").write_text(HEADER + row, encoding="utf-8")
    with pytest.raises(InputError, match=complaint):
        read_case(tiny)
