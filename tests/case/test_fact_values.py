"""A figure that cites a fact says what the fact says, in the unit of its column."""

from collections.abc import Callable
from pathlib import Path

import pytest

from didymium.evidence.evidence import Evidence
from evidence.small_evidence import fact, facts_csv, read_small_evidence, write_small_evidence
from tiny_case import edit, write_tiny_case

Complaints = Callable[[Path], list[str]]
Cite = Callable[..., Path]
REMEDY = "(write what the fact says, cite another one, or say how the figure is derived from it)"
PIT = "pit,mining,AUS,The pit,12000,11000,5,,,operating,report"


@pytest.fixture(autouse=True)
def small_words(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Evidence:
    """Cases stand on the small evidence, whatever the shared one holds at the moment."""
    folder = tmp_path_factory.mktemp("shared") / "evidence"
    evidence = read_small_evidence(write_small_evidence(folder, fact("shared_fact")))
    monkeypatch.setattr("didymium.case.reading.shared_evidence", lambda: evidence)
    return evidence


@pytest.fixture
def cite(tmp_path: Path) -> Cite:
    """The tiny case whose pit has a capacity of so many tonnes a year, resting on facts of its own."""

    def write(source: str, *facts: dict[str, str], capacity: str = "12000", corrections: str = "") -> Path:
        folder = write_tiny_case(tmp_path / "tiny")
        (folder / "evidence" / "facts.csv").write_text(facts_csv(*facts), encoding="utf-8")
        if corrections:
            (folder / "evidence" / "corrections.csv").write_text(corrections, encoding="utf-8")
        row = PIT.replace("12000", capacity).replace(",report", f',"capacity_t_per_year={source}; report"')
        edit(folder, "plants.csv", PIT, row)
        return folder

    return write


def capacity(identifier: str, value: object, unit: str = "t_per_year", **cells: object) -> dict[str, str]:
    """A fact on what the pit can make."""
    plain = {"subject": "pit", "measure": "capacity", "material": "ore", "source": "report"}
    return fact(identifier, value=value, unit=unit, **{**plain, **cells})


SAME = [
    ("12000", "t_per_year", "12000"),
    ("12", "kt_per_year", "12000"),
    ("12.0", "kt_per_year", "12000"),
    ("1.2e4", "t_per_year", "12000"),
    ("12.0", "kt_per_year", "12040"),
    ("12.04", "kt_per_year", "12040"),
    ("12000.4", "t_per_year", "12000.44"),
    ("12000.44", "t_per_year", "12000.4"),
    ("12.34", "kt_per_year", "12341.5"),
]


@pytest.mark.parametrize(("value", "unit", "written"), SAME)
def test_same_value_passes(cite: Cite, complaints: Complaints, value: str, unit: str, written: str) -> None:
    """12 thousand tonnes a year are 12000 t; "12.0 kt" stands for 11,950 to 12,050: the coarser of the two
    figures gives half of its last digit.
    """
    assert complaints(cite("pit_size", capacity("pit_size", value, unit), capacity=written)) == []


OTHER = [
    ("11000", "t_per_year", "12000", "11000"),
    ("12", "t_per_year", "12000", "12"),
    ("11", "kt_per_year", "12000", "11000"),
    ("12.0", "kt_per_year", "12060", "12000"),
    ("12", "kt_per_year", "12001", "12000"),
    ("12000.44", "t_per_year", "12000.3", "12000.44"),
]


@pytest.mark.parametrize(("value", "unit", "written", "said"), OTHER)
def test_other_value_is_refused(
    cite: Cite, complaints: Complaints, value: str, unit: str, written: str, said: str
) -> None:
    """Another figure than the fact's is refused with what the fact says in the column's unit; whole numbers
    are taken as exact.
    """
    folder = cite("pit_size", capacity("pit_size", value, unit), capacity=written)
    assert complaints(folder) == [
        f'plants.csv row 2, column capacity_t_per_year: "{written}" is not what it cites: '
        f"pit_size says {said} {REMEDY}"
    ]


def test_wrong_dimension_is_refused(cite: Cite, complaints: Complaints) -> None:
    """A price is no capacity, even if the number is the same."""
    price = fact("pit_price", subject="pit", measure="price", material="ore", value=12000, unit="usd_per_kg",
                 source="report")  # fmt: skip
    assert complaints(cite("pit_price", price)) == [
        'plants.csv row 2, column capacity_t_per_year: "12000" cites facts in another unit: '
        "pit_price in usd_per_kg (cite a fact in the column's unit)"
    ]


def test_one_of_two_suffices(cite: Cite, complaints: Complaints) -> None:
    """Several facts may be cited for one figure: it must be what one of them says."""
    facts = [capacity("one", 11000), capacity("two", 12000, as_of="2025")]
    assert complaints(cite("one, two", *facts)) == []


def test_none_of_two(cite: Cite, complaints: Complaints) -> None:
    """If none of them says it, all are named with what they say."""
    facts = [capacity("one", 11000), capacity("two", 13, "kt_per_year", as_of="2025")]
    assert complaints(cite("one, two", *facts)) == [
        'plants.csv row 2, column capacity_t_per_year: "12000" is not what it cites: '
        f"one says 11000, two says 13000 {REMEDY}"
    ]


def test_fact_beside_its_source(cite: Cite, complaints: Complaints) -> None:
    """A source named beside the fact does not excuse the figure."""
    (problem,) = complaints(cite("pit_size, report", capacity("pit_size", 11000)))
    assert "pit_size says 11000" in problem


CORRECTIONS = "correction,fact,column,printed,corrected,reason,evidence,status\n"


@pytest.mark.parametrize(("status", "problems"), [("open", 0), ("withdrawn", 1)])
def test_corrected_fact_counts_as_corrected(
    cite: Cite, complaints: Complaints, status: str, problems: int
) -> None:
    """The report misprints 21000 for 12000: the case writes what is right, unless the correction was
    withdrawn.
    """
    line = f"mend,pit_size,value,21000,12000,digits exchanged,,{status}\n"
    folder = cite("pit_size", capacity("pit_size", 21000), corrections=CORRECTIONS + line)
    assert len(complaints(folder)) == problems


def test_misprint_itself_is_refused(cite: Cite, complaints: Complaints) -> None:
    """A case that writes the misprint is told what is right."""
    line = "mend,pit_size,unit,kt_per_year,t_per_year,thousands twice,,open\n"
    folder = cite("pit_size", capacity("pit_size", 12, "kt_per_year"), corrections=CORRECTIONS + line)
    (problem,) = complaints(folder)
    assert "pit_size says 12 " in problem


def test_derived_and_assumed_figures_are_free(cite: Cite, complaints: Complaints) -> None:
    """A figure that says how it was derived need not be the fact's: 11000 t and a tenth more."""
    folder = cite("derived: a tenth more [pit_size]", capacity("pit_size", 11000), capacity="12100")
    assert complaints(folder) == []


def test_shared_fact_may_be_cited(cite: Cite, complaints: Complaints) -> None:
    """Facts that come with the product hold a case to its word as its own do: 100 t are not 12000."""
    (problem,) = complaints(cite("shared_fact"))
    assert "shared_fact says 100 " in problem


COLUMNS = [
    ("routes.csv", "10000,0.1,0,12,open_sea,,report", '10000,0.1,0.25,12,open_sea,,"tariff=cited; report"',
     {"subject": "JPN", "measure": "tariff_rate", "unit": "percent", "value": "25"}, {"value": "24"}, "0.24"),
    ("routes.csv", "10000,0.1,0,12,open_sea,,report", '10000,0.1,0.25,12,open_sea,,"tariff=cited; report"',
     {"subject": "JPN", "measure": "tariff_rate", "unit": "percent", "value": "25.4"}, {"value": "25.6"},
     "0.256"),
    ("routes.csv", "10000,0.1,0,12,open_sea,,report",
     '10000,0.1,0,12,open_sea,,"base_t_per_year=cited; report"',
     {"measure": "exports", "subject": "AUS", "unit": "kg", "value": "10000000"}, {"unit": "t"}, "10000000"),
    ("prices.csv", "60,calibration,delivered,report", '60,calibration,delivered,cited',
     {"measure": "price", "unit": "usd_per_t", "value": "60000"}, {"value": "61000"}, "61"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "cells", "change", "said"), COLUMNS)
def test_columns_and_their_units(
    tmp_path: Path, complaints: Complaints, file: str, old: str, new: str, cells: dict[str, str],
    change: dict[str, str], said: str,
) -> None:  # fmt: skip
    """Per cent fit a share, kilograms tonnes, dollars a tonne dollars a kilogram; 0.25 stands for 0.245 to
    0.255.
    """
    folder = write_tiny_case(tmp_path / "tiny")
    edit(folder, file, old, new)
    facts = folder / "evidence" / "facts.csv"
    plain = {"material": "oxide", "source": "report"}
    facts.write_text(facts_csv(fact("cited", **{**plain, **cells})), encoding="utf-8")
    assert complaints(folder) == []
    facts.write_text(facts_csv(fact("cited", **{**plain, **cells, **change})), encoding="utf-8")
    (problem,) = complaints(folder)
    assert f"is not what it cites: cited says {said} " in problem
