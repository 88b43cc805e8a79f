"""Terms of stocks: an optional table that must agree with the materials and with itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from didymium.case.reading import read_case

COSTS = "storage_usd_per_t_year,quality_loss_per_year,shelf_life_years,rotation_cost_share"
WHY = "assumed: round number"
HEADER = f"stage,material,{COSTS},source\n"

Complaints = Callable[[Path], list[str]]


def _write(folder: Path, *rows: str) -> Path:
    text = HEADER + "".join(f"{row},{WHY}\n" for row in rows)
    (folder / "stock_terms.csv").write_text(text, encoding="utf-8")
    return folder


def test_table_is_optional(tiny: Path, complaints: Complaints) -> None:
    """A case without the table is sound and has no terms; nothing is taken to be zero."""
    assert complaints(tiny) == []
    assert read_case(tiny).stock_terms == ()


def test_blank_is_unknown(tiny: Path, complaints: Complaints) -> None:
    """Goods without a shelf life keep; days that nobody stated stay blank."""
    _write(tiny, "separation,,50,0.01,,", "separation,oxide,60,0.02,5,0.1")
    assert complaints(tiny) == []
    stage, material = read_case(tiny).stock_terms
    assert (stage.material, stage.shelf_life_years, stage.work_in_process_days) == (None, None, None)
    assert (material.material, material.shelf_life_years, material.rotation_cost_share) == ("oxide", 5, 0.1)


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        (
            "mine,oxide,50,0,,",
            'stock_terms.csv row 2, column stage: "mine" is not the stage of oxide '
            "(write separation, as in materials.csv)",
        ),
        (
            "mine,,50,0,5,",
            "stock_terms.csv row 2, column rotation_cost_share: is blank, though the row states a shelf life "
            "(say what rotation costs)",
        ),
        (
            "mine,,50,0,,0.1",
            "stock_terms.csv row 2, column shelf_life_years: is blank, though the row states what rotation "
            "costs (say after how many years goods are rotated, or leave both blank)",
        ),
        (
            "mine,oar,50,0,,",
            'stock_terms.csv row 2, column material: "oar" is not in materials.csv (did you mean "ore"?)',
        ),
    ],
)
def test_what_cannot_be_is_named(tiny: Path, complaints: Complaints, row: str, complaint: str) -> None:
    """Each contradiction is named with its row, its column and what would be right."""
    assert complaints(_write(tiny, row)) == [complaint]


@pytest.mark.parametrize("row", ["mine,,-1,0,,", "mine,,50,1.5,,", "mine,,50,0,0,0.1"])
def test_figures_stay_within_bounds(tiny: Path, refusals: Callable[..., list[str]], row: str) -> None:
    """No negative storage, no loss above all, no shelf life of nothing."""
    (problem,) = refusals(_write(tiny, row))
    assert problem.startswith("stock_terms.csv row 2")


def test_two_rows_of_a_stage_are_one_too_many(tiny: Path, refusals: Callable[..., list[str]]) -> None:
    """Stage and material name a row: a second one would leave open which holds."""
    (problem,) = refusals(_write(tiny, "mine,,50,0,,", "mine,,60,0,,"))
    assert problem.startswith("stock_terms.csv row 3")
