"""Facts are read as one table, or refused with every slip named: file, row, column, value, remedy."""

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from didymium.evidence.fact_table import SCHEMA
from didymium.evidence.facts import WARNINGS
from didymium.evidence.reading import Folder, load_evidence
from evidence.small_evidence import (
    TODAY,
    complaints,
    fact,
    facts_csv,
    read_small_evidence,
    write_small_evidence,
)

_DATES = "write 2024, 2025-Q3, 2025-06 or 2025-06-30"
_STAGES = "reserves, mine, separation, refining, metal, magnet, recycling, scrap, use, other"

SLIPS = [
    ({"unit": ""}, 'unit: is blank (every fact needs a unit: date, name or words if it is no number)'),
    ({"source": ""}, "source: is blank (name a row of sources.csv)"),
    ({"locator": ""}, "locator: is blank (say where in the source: page, table, line)"),
    ({"value": ""}, "value: is blank (it needs a value)"),
    ({"as_of": ""}, "as_of: is blank (it needs a value)"),
    ({"fact": "two words"},
     'fact: "two words" is no valid name (only letters a to z, digits and _)'),
    ({"source": "ofice"}, 'source: "ofice" is not in sources.csv (did you mean "office"?)'),
    ({"source": "zzz"}, 'source: "zzz" is not in sources.csv (add it to sources.csv)'),
    ({"subject": "chn"}, 'subject: "chn" is not in subjects.csv (did you mean "CHN"?)'),
    ({"subject": "acmee"}, 'subject: "acmee" is not in subjects.csv (did you mean "acme"?)'),
    ({"measure": "outputs"}, 'measure: "outputs" is not in measures.csv (did you mean "output"?)'),
    ({"material": "galium"}, 'material: "galium" is not in materials.csv (did you mean "gallium"?)'),
    ({"region": "indianna"}, 'region: "indianna" is not in subjects.csv (did you mean "indiana"?)'),
    ({"partner": "acme_metal"}, 'partner: "acme_metal" is not in subjects.csv (did you mean "acme_metals"?)'),
    ({"stage": "mining"}, f'stage: "mining" is not among the choices (one of: {_STAGES})'),
    ({"unit": "tons"}, 'unit: "tons" is not in units.csv (add it)'),
    ({"unit": "percnt"}, 'unit: "percnt" is not in units.csv (did you mean "percent"?)'),
    ({"unit": "t_per_year"},
     'unit: "t_per_year" is no unit of mass, which output is counted in (one of: kg, t, kt, mt)'),
    ({"measure": "growth"}, 'unit: "t" is no unit of ratio, which growth is counted in (one of: ratio)'),
    ({"value": "a lot"},
     'value: "a lot" is not a number (write a number like 12000 or 0.25; a range goes into low and high)'),
    ({"value": "1,200"},
     'value: "1,200" is not a number (write a number like 12000 or 0.25; a range goes into low and high)'),
    ({"value": "90-110"},
     'value: "90-110" is not a number (write a number like 12000 or 0.25; a range goes into low and high)'),
    ({"value": "nan"},
     'value: "nan" is not a number (write a number like 12000 or 0.25; a range goes into low and high)'),
    ({"value": "1e999"}, 'value: "1e999" is too large'),
    ({"low": "110"}, 'low: "110" is above the value (exchange them)'),
    ({"high": "90"}, 'high: "90" is below the value (exchange them)'),
    ({"low": "some"}, 'low: "some" is not a number (leave it blank if none is stated)'),
    ({"high": "~110"}, 'high: "~110" is not a number (leave it blank if none is stated)'),
    ({"as_of": "2027"},
     'as_of: "2027" lies in the future (as_of is when it was said; the date that a target or term speaks of '
     "goes into until)"),
    ({"as_of": "2026-11-23"},
     'as_of: "2026-11-23" lies in the future (as_of is when it was said; the date that a target or term '
     "speaks of goes into until)"),
    ({"as_of": "2025-13"}, f'as_of: "2025-13" is not a date ({_DATES})'),
    ({"as_of": "2025-02-30"}, f'as_of: "2025-02-30" is not a date ({_DATES})'),
    ({"as_of": "last year"}, f'as_of: "last year" is not a date ({_DATES})'),
    ({"until": "2025-Q5"}, f'until: "2025-Q5" is not a date ({_DATES})'),
    ({"until": "2023"}, 'until: "2023" lies before as_of (exchange them)'),
    ({"warnings": "imputted"},
     'warnings: "imputted" is no known warning '
     f"(separate with spaces; one of: {', '.join(WARNINGS)})"),
    ({"warnings": "imputed,disputed"},
     'warnings: "imputed,disputed" is no known warning '
     f"(separate with spaces; one of: {', '.join(WARNINGS)})"),
    ({"measure": "import_share", "unit": "share", "value": "70"},
     'value: "70" is no believable share (unit percent takes 70 for 70 %, share 0.7)'),
    ({"measure": "signed_on", "unit": "date", "value": "4 April"},
     'value: "4 April" is not a date (write it like 2025-04-04, 2025-04 or 2025)'),
    ({"measure": "owner", "unit": "name", "value": "acne"},
     'value: "acne" names nothing known (did you mean "acme"?)'),
    ({"measure": "status", "unit": "words", "value": "halted", "low": "1"},
     'low: "1" has no meaning for a value in words (leave it blank)'),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "message"), SLIPS)
def test_slip_is_named(tmp_path: Path, cells: dict[str, str], message: str) -> None:
    """Each slip is named alone, with its place, what was found and what would be right."""
    row = {**fact("mine_2024"), **cells}
    assert complaints(write_small_evidence(tmp_path, row)) == [f"facts.csv row 2, column {message}"]


SOUND = [
    {"as_of": "2026"}, {"as_of": "2026-Q4"}, {"as_of": "2026-11-22"}, {"until": "2035"},
    {"as_of": "2024-06", "until": "2024"},
    {"as_of": "2024", "until": "2024-06"}, {"low": "100", "high": "100"}, {"value": "1.5e3"},
    {"value": ".5"}, {"warnings": "imputed disputed"}, {"subject": "JPN", "partner": "dysprosium"},
    {"measure": "import_share", "unit": "percent", "value": "70"},
    {"measure": "owner", "unit": "name", "value": "DEU"},
    {"measure": "signed_on", "unit": "date", "value": "2025-Q3"},
]  # fmt: skip


@pytest.mark.parametrize("cells", SOUND, ids=str)
def test_sound_fact_is_kept(tmp_path: Path, cells: dict[str, str]) -> None:
    """A year that has begun is no future, a target may lie ahead, and the ends of a range may be the
    value."""
    row = {**fact("mine_2024"), **cells}
    evidence = read_small_evidence(write_small_evidence(tmp_path, row))
    assert {name: evidence.facts[name][0] for name in row if name not in ("low", "high")} == {
        name: text for name, text in row.items() if name not in ("low", "high")
    }


def test_row_means_what_it_says(tmp_path: Path) -> None:
    """12.5 thousand tonnes (12 to 13) in the third quarter are 12,500 t (12,000 to 13,000), July to
    September."""
    row = fact("quarter", value="12.5", low="12", high="13", unit="kt", as_of="2025-Q3", until="2027-06")
    found = read_small_evidence(write_small_evidence(tmp_path, row)).fact("quarter")
    assert (found["number"], found["low"], found["high"]) == (12.5, 12.0, 13.0)
    assert (found["base"], found["base_low"], found["base_high"]) == (12500.0, 12000.0, 13000.0)
    assert (found["start"], found["end"]) == (dt.date(2025, 7, 1), dt.date(2025, 9, 30))
    assert found["until_end"] == dt.date(2027, 6, 30)
    assert (found["dimension"], found["file"], found["row"]) == ("mass", "facts.csv", 2)


def test_identifier_stands_once_in_a_file(tmp_path: Path) -> None:
    """An identifier names one fact: the second row of that name is told where the first one stands."""
    folder = write_small_evidence(tmp_path, fact("one"), fact("two"), fact("one", value=7))
    assert complaints(folder) == [
        'facts.csv row 4, column fact: "one" stands already in facts.csv row 2 (give each fact its own id)'
    ]


def test_identifier_stands_once_across_files(tmp_path: Path) -> None:
    """The same holds across files of a folder: neither file can quietly replace the other's figure."""
    extra = facts_csv(fact("three"), fact("one", value=7))
    folder = write_small_evidence(tmp_path, fact("one"), fact("two"), files={"facts/more.csv": extra})
    assert complaints(folder) == [
        'facts/more.csv row 3, column fact: "one" stands already in facts.csv row 2 '
        "(give each fact its own id)"
    ]


def test_identifier_of_the_base_is_taken(tmp_path: Path) -> None:
    """A folder laid over another cannot replace its facts."""
    base = read_small_evidence(write_small_evidence(tmp_path / "base", fact("one")))
    (tmp_path / "over").mkdir()
    (tmp_path / "over" / "facts.csv").write_text(facts_csv(fact("one", value=7)), encoding="utf-8")
    _, problems = load_evidence([Folder(tmp_path / "over", "mine/")], base, today=TODAY)
    assert [str(problem) for problem in problems] == [
        'mine/facts.csv row 2, column fact: "one" stands already in facts.csv row 2 '
        "(give each fact its own id)"
    ]


def test_all_slips_come_at_once(tmp_path: Path) -> None:
    """A person mends a file in one go: slips of one row and of several rows and files are listed together."""
    rows = [fact("one", unit="", source="ofice"), fact("two", value="x"), fact("three", as_of="2030")]
    folder = write_small_evidence(tmp_path, *rows, files={"facts/more.csv": facts_csv(fact("one"))})
    assert sorted(line.split(":")[0] for line in complaints(folder)) == [
        "facts.csv row 2, column source",
        "facts.csv row 2, column unit",
        "facts.csv row 3, column value",
        "facts.csv row 4, column as_of",
        "facts/more.csv row 2, column fact",
    ]


def test_bad_header_is_named(tmp_path: Path) -> None:
    """A column under another name is unknown, and the one it stands for is missing: both are said."""
    text = facts_csv(fact("one")).replace("locator", "locater", 1)
    found = complaints(write_small_evidence(tmp_path, files={"facts.csv": text}))
    assert "facts.csv row 1, column locator: is a missing column" in found
    assert 'facts.csv row 1, column locater: is an unknown column (did you mean "locator"?)' in found


def test_semicolons_are_named(tmp_path: Path) -> None:
    """A file saved with semicolons is refused as a whole, not cell by cell."""
    text = facts_csv(fact("one")).replace(",", ";")
    assert complaints(write_small_evidence(tmp_path, files={"facts.csv": text})) == [
        "facts.csv: has its columns separated by semicolons, not commas "
        '(save it as "CSV UTF-8 (comma delimited)")'
    ]


def test_optional_columns_may_be_left_out(tmp_path: Path) -> None:
    """A short file with only what every fact needs reads as the same table with blanks."""
    text = "fact,subject,measure,value,unit,as_of,source,locator\none,CHN,output,5,t,2024,office,page 1\n"
    found = read_small_evidence(write_small_evidence(tmp_path, files={"facts.csv": text})).facts
    assert found.columns == list(SCHEMA)
    assert found.row(0, named=True) | {"material": "", "low": None} == found.row(0, named=True)


def test_unknown_file_is_named(tmp_path: Path) -> None:
    """A file with a slip in its name would silently not count."""
    folder = write_small_evidence(tmp_path, files={"fact.csv": "x"})
    assert complaints(folder) == ['fact.csv: is no part of the evidence (did you mean "facts.csv"?)']


def test_hundred_thousand_rows_are_one_table(tmp_path: Path) -> None:
    """Every row of a large file arrives, in order, with its own number: 0 + 1 + … + 99,999 kg."""
    rows = [fact(f"row_{number}", value=number, unit="kg") for number in range(100_000)]
    facts = read_small_evidence(write_small_evidence(tmp_path, *rows)).facts
    assert facts.height == 100_000
    assert facts["row"].to_list() == list(range(2, 100_002))
    assert facts["number"].sum() == 99_999 * 100_000 / 2
    assert facts.filter(pl.col("base").is_null()).height == 0
