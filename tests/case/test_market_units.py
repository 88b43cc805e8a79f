"""Units in which the trade reads prices and quantities: an optional table, for reading alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from didymium.case.reading import read_case
from didymium.files.problems import InputError

HEADER = "material,reads,unit_en,unit_ko,unit_ja,kg_per_unit,per,source\n"
DRUM = "drum,드럼,ドラム,250"
DRUMS = "drums,드럼,ドラム,250"

Complaints = Callable[[Path], list[str]]


def _write(folder: Path, *rows: str) -> Path:
    text = HEADER + "".join(f"{row},assumed: round number\n" for row in rows)
    (folder / "market_units.csv").write_text(text, encoding="utf-8")
    return folder


def test_table_is_optional(tiny: Path, complaints: Complaints) -> None:
    """Without the table, materials are read in tonnes and US dollars per kg."""
    assert complaints(tiny) == []
    assert read_case(tiny).unit_read("oxide", "price") is None


def test_prices_and_quantities_have_units_of_their_own(tiny: Path, complaints: Complaints) -> None:
    """A material may be priced in one unit and counted in tonnes."""
    assert complaints(_write(tiny, f"oxide,price,{DRUM},")) == []
    case = read_case(tiny)
    unit = case.unit_read("oxide", "price")
    assert unit is not None
    assert (unit.unit_in("en"), unit.unit_in("ko"), unit.unit_in("ja")) == ("drum", "드럼", "ドラム")
    assert case.unit_read("oxide", "quantity") is None


def test_a_group_is_read_as_its_materials_are_if_they_are_alike(tiny: Path) -> None:
    """The group holds ore and oxide: only where both are counted in drums is their sum."""
    assert read_case(_write(tiny, f"oxide,quantity,{DRUMS},day")).unit_read("everything", "quantity") is None
    both = _write(tiny, f"oxide,quantity,{DRUMS},day", f"ore,quantity,{DRUMS},day")
    unit = read_case(both).unit_read("everything", "quantity")
    assert unit is not None
    assert unit.per == "day"


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        (
            f"oxide,price,{DRUM},day",
            'market_units.csv row 2, column per: "day" is said of a price '
            "(leave it blank, or read quantities)",
        ),
        (
            f"oxid,price,{DRUM},",
            'market_units.csv row 2, column material: "oxid" is not in materials.csv (did you mean "oxide"?)',
        ),
    ],
)
def test_bad_rows_are_named(tiny: Path, complaints: Complaints, row: str, complaint: str) -> None:
    """Time over which a price is read, and materials that are not there."""
    assert complaints(_write(tiny, row)) == [complaint]


def test_a_unit_of_no_weight_is_refused(tiny: Path) -> None:
    """Prices are multiplied by the factor, quantities divided by it."""
    with pytest.raises(InputError, match=r"row 2, column kg_per_unit: \"0\" must be above 0"):
        read_case(_write(tiny, "oxide,price,drum,드럼,ドラム,0,"))
