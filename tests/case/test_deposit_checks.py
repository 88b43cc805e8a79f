"""Deposits and what they hold: optional tables whose rows must be possible."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from didymium.case.reading import read_case
from tiny_case import write_tiny_case

WHY = "assumed: round number"
DEPOSITS = (
    "deposit,name_en,name_ko,name_ja,region,kind,knowledge,ore_mt,grade_percent,cost_usd_per_kg,source\n"
)
ELEMENTS = "deposit,element,share,source\n"
HILL = f"hill,Hill,언덕,丘,AUS,monazite,inferred,10,2,20,{WHY}"

Complaints = Callable[[Path], list[str]]


def _write(folder: Path, *elements: str, deposit: str = HILL) -> Path:
    (folder / "deposits.csv").write_text(f"{DEPOSITS}{deposit}\n", encoding="utf-8")
    rows = "".join(f"{row},{WHY}\n" for row in elements)
    (folder / "deposit_elements.csv").write_text(ELEMENTS + rows, encoding="utf-8")
    return folder


def test_a_sound_deposit_passes(tiny: Path, complaints: Complaints) -> None:
    """Shares need not cover the whole, and may add up to it; a deposit may lie beyond every region."""
    assert complaints(_write(tiny, "hill,Nd,0.5", "hill,Ce,0.5")) == []
    sea = f"sea,Sea,바다,海,,nodules,unstated,,,,{WHY}"
    assert complaints(_write(tiny, "sea,Ni,0.01", deposit=sea)) == []
    assert read_case(tiny).deposits[0].region is None


def test_heavy_elements_are_part_of_their_group(tiny: Path, complaints: Complaints) -> None:
    """0.6 heavy, 0.4 of them yttrium, and 0.4 lanthanum are the whole, not 1.4."""
    assert complaints(_write(tiny, "hill,HRE,0.6", "hill,Y,0.4", "hill,La,0.4")) == []


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        (
            ("hill,Nd,0.6", "hill,Ce,0.5"),
            'deposit_elements.csv row 3, column share: "0.5" of hill: shares add up to 1.1, more than 1',
        ),
        (
            ("hil,Nd,0.6",),
            'deposit_elements.csv row 2, column deposit: "hil" is not in deposits.csv (did you mean "hill"?)',
        ),
        (
            ("hill,NdPr,0.2", "hill,Nd,0.15"),
            'deposit_elements.csv row 2, column element: "NdPr" counts Nd again, which have rows of their '
            "own (keep the group or its elements)",
        ),
    ],
)
def test_what_cannot_be_is_named(
    tiny: Path, complaints: Complaints, rows: tuple[str, ...], complaint: str
) -> None:
    """Each contradiction is named with its row, its column and what would be right."""
    assert complaints(_write(tiny, *rows)) == [complaint]


def test_an_element_is_an_element(tiny: Path, complaints: Complaints) -> None:
    """Xx is none; a slip of the pen would otherwise pass as an element without a price."""
    (problem,) = complaints(_write(tiny, "hill,Xx,0.1"))
    assert problem.startswith('deposit_elements.csv row 2, column element: "Xx" is no chemical symbol (')


def test_no_class_without_tonnage(tiny: Path, complaints: Complaints) -> None:
    """Knowledge of a tonnage that nobody states is knowledge of nothing."""
    row = f"hill,Hill,언덕,丘,AUS,monazite,proven,,2,20,{WHY}"
    assert complaints(_write(tiny, "hill,Nd,0.1", deposit=row)) == [
        'deposits.csv row 2, column knowledge: "proven" is the class of a tonnage that the row does not '
        'state (write "unstated")'
    ]


@pytest.mark.parametrize(
    "row",
    [
        f"hill,Hill,언덕,丘,AUS,monazite,inferred,10,2,-20,{WHY}",
        f"hill,Hill,언덕,丘,AUS,monazite,inferred,-1,2,20,{WHY}",
        f"hill,Hill,언덕,丘,AUS,monazite,inferred,10,101,20,{WHY}",
    ],
)
def test_figures_stay_within_bounds(tiny: Path, refusals: Callable[..., list[str]], row: str) -> None:
    """No negative cost, no ore below nothing, no grade above the whole."""
    (problem,) = refusals(_write(tiny, deposit=row))
    assert problem.startswith("deposits.csv row 2")


def test_a_cited_grade_is_what_the_fact_says(tmp_path: Path, complaints: Complaints) -> None:
    """Ore in million tonnes and grades in per cent are compared with the facts they cite: Mt Weld's reserve
    is 32.0 Mt at 6.44 %, so 6.5 % is refused.
    """
    folder = write_tiny_case(tmp_path / "tiny")
    row = f"hill,Hill,언덕,丘,AUS,monazite,inferred,10,6.5,,ore_mt={WHY}; grade_percent=stated_grade"
    _write(folder, deposit=row)
    evidence = folder / "evidence"
    header = (
        "fact,subject,measure,material,stage,region,partner,value,low,high,unit,basis,detail,as_of,until,"
        "source,locator,warnings,note\n"
    )
    facts = "stated_grade,AUS,grade,rare_earths,,,,6.44,,,percent,reo,,2024,,report,page 1,,\n"
    (evidence / "facts.csv").write_text(header + facts, encoding="utf-8")
    (problem,) = complaints(folder)
    assert problem.startswith('deposits.csv row 2, column grade_percent: "6.5" is not what it cites')
