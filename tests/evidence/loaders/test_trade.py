"""Trade by commodity code: UN Comtrade, BACI and Japan customs against their files, read by eye."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from didymium.evidence.evidence import Evidence
from didymium.evidence.facts import Fact
from didymium.evidence.loaders.loaded import Loaded
from didymium.evidence.loaders.trade import (
    fetch_comtrade,
    load_baci,
    load_comtrade,
    load_japan_customs,
)
from didymium.evidence.questions.disagreements import find_disagreements
from didymium.files.problems import InputError
from evidence.small_evidence import fact_frame

Sample = Callable[[str], Path]
Mended = Callable[..., Path]
Written = Callable[[str, bytes], Path]
Refused = Callable[..., str]


def short(fact: Fact) -> tuple[str, ...]:
    """What a fact says, in short."""
    return (fact.subject, fact.measure, fact.partner, fact.value, fact.unit, fact.as_of)


def all_of(loaded: Loaded, place: str) -> list[tuple[str, ...]]:
    """What stands at a place of a file."""
    return [short(fact) for fact in loaded.facts if fact.locator.startswith(place)]


def test_comtrade_record(sample: Sample) -> None:
    """China bought 72,073,760 kg of compounds from Myanmar in 2023 for 1,441,901,598 dollars."""
    loaded = load_comtrade(sample("comtrade.json"))
    assert all_of(loaded, "record 3:") == [
        ("CHN", "imports", "MMR", "72073760", "kg", "2023"),
        ("CHN", "imports_value", "MMR", "1441901598", "usd", "2023"),
    ]
    assert {fact.material for fact in loaded.facts} == {"rare_earth_compounds_all"}
    assert {fact.detail for fact in loaded.facts} == {"hs_2846"}


def test_comtrade_world_is_no_partner(sample: Sample) -> None:
    """The record of the whole world has no partner, like imports from all; its weight is estimated."""
    loaded = load_comtrade(sample("comtrade.json"))
    assert all_of(loaded, "record 1:") == [
        ("CHN", "imports", "", "109285772.57", "kg", "2023"),
        ("CHN", "imports_value", "", "1881334377", "usd", "2023"),
    ]
    weights = [fact.warnings for fact in loaded.facts if fact.measure == "imports"]
    assert weights == ["imputed", "imputed", "", "imputed", "imputed", "imputed"]
    assert {fact.warnings for fact in loaded.facts if fact.measure == "imports_value"} == {""}


def edited(sample: Sample, written: Written, number: int, **cells: Any) -> Path:
    """The sample with some cells of one record replaced."""
    answer = json.loads(sample("comtrade.json").read_text(encoding="utf-8"))
    answer["data"][number] |= cells
    return written("comtrade.json", json.dumps(answer).encode())


SKIPPED = [
    ({"motCode": 1000}, "a part by transport, customs procedure or second partner", 2),
    ({"partner2Code": 842}, "a part by transport, customs procedure or second partner", 2),
    ({"customsCode": "C01"}, "a part by transport, customs procedure or second partner", 2),
    ({"cmdCode": "870380"}, "code 870380 is not in hs_codes.csv", 2),
    ({"flowCode": "RX"}, "no country, flow or period of ours", 2),
    ({"partnerISO": "_X"}, "no country, flow or period of ours", 2),
    ({"period": "2023Q"}, "no country, flow or period of ours", 2),
    ({"netWgt": None}, "no imports given", 1),
    ({"primaryValue": None}, "no imports value given", 1),
]


@pytest.mark.parametrize(("cells", "reason", "lost"), SKIPPED)
def test_comtrade_skips_are_counted(
    sample: Sample, written: Written, cells: dict[str, Any], reason: str, lost: int
) -> None:
    """Parts of a total would count twice, and what we have no word for says nothing: both are counted."""
    loaded = load_comtrade(edited(sample, written, 2, **cells))
    assert dict(loaded.skipped) == {reason: 1}
    assert loaded.examples[reason].startswith("record 3: CHN ")
    assert len(loaded.facts) == 12 - lost


def test_comtrade_month_and_exports(sample: Sample, written: Written) -> None:
    """Six digits are a month; X is an export; S19 is how the office writes Taiwan."""
    cells = {"period": "202411", "flowCode": "X", "partnerISO": "S19"}
    assert all_of(load_comtrade(edited(sample, written, 2, **cells)), "record 3:") == [
        ("CHN", "exports", "TWN", "72073760", "kg", "2024-11"),
        ("CHN", "exports_value", "TWN", "1441901598", "usd", "2024-11"),
    ]


def test_comtrade_refusals(sample: Sample, written: Written, refused: Refused) -> None:
    """Half a response, an error message, a page and something else are no records."""
    whole = sample("comtrade.json").read_bytes()
    more = whole.replace(b'"count": 6', b'"count": 33')
    assert more != whole
    refusals = {
        more: "x.json: says that it holds 33 records and holds 6 (is the file cut off? fetch it again)",
        b'{"statusCode": 401, "message": "Access denied"}':
            "x.json: holds no list called data (save the response of the API as it is)",
        b'{"data": [], "error": "Query too complex"}': "x.json: is an error message: Query too complex",
        b"[]": "x.json: holds no list called data (save the response of the API as it is)",
        b"<html>": 'x.json row 1: "<html>" is a web page (save the file itself, not the page about it)',
        b"": "x.json: is empty (fetch it again)",
        b"PK\x03\x04": "x.json: is a ZIP archive or an Excel workbook (unpack it, or save it as CSV)",
    }  # fmt: skip
    for content, message in refusals.items():
        assert refused(load_comtrade, written("x.json", content)) == message


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.999])
def test_comtrade_cut_off_anywhere(sample: Sample, written: Written, refused: Refused, part: float) -> None:
    """Wherever a response broke off, it is no JSON any more, and says so with the line."""
    whole = sample("comtrade.json").read_bytes().rstrip()
    content = whole[: int(len(whole) * part)]
    message = refused(load_comtrade, written("x.json", content))
    assert message.startswith("x.json row ") and ": is no JSON: " in message
    assert message.endswith("(is the file cut off? fetch it again)")


def test_comtrade_needs_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the user's own key nothing calls out."""
    monkeypatch.delenv("COMTRADE_KEY", raising=False)
    with pytest.raises(InputError, match=r"UN Comtrade: needs a key \(set COMTRADE_KEY to your own key\)"):
        fetch_comtrade("JPN", "2023", "2846")


def test_baci_row(sample: Sample) -> None:
    """Japan bought 3902.027 t of rare earth compounds from China in 2023 for 211,884.162 thousand dollars."""
    loaded = load_baci(sample("baci.csv"))
    assert all_of(loaded, "row 10:") == [
        ("JPN", "imports", "CHN", "3902.027", "t", "2023"),
        ("JPN", "imports_value", "CHN", "211884.162", "thousand_usd", "2023"),
    ]
    assert len(loaded.facts) == 2 * 11 - 1
    assert {fact.basis for fact in loaded.facts if fact.unit == "t"} == {"gross"}


def test_baci_blank_quantity(sample: Sample) -> None:
    """Belgium's row has a value and no quantity: the value counts, the quantity is not zero."""
    loaded = load_baci(sample("baci.csv"))
    assert all_of(loaded, "row 7:") == [("JPN", "imports_value", "BEL", "0.041", "thousand_usd", "2023")]
    assert loaded.skipped == {"no imports given": 1}
    assert loaded.examples == {"no imports given": "row 7: 56 → 392, 284690, 2023"}


def test_baci_brings_words_that_are_missing(sample: Sample) -> None:
    """A code whose material the evidence does not know brings its word along; known ones bring nothing."""
    loaded = load_baci(sample("baci.csv"))
    assert set(loaded.materials) == {"rare_earth_metals"}
    assert loaded.materials["rare_earth_metals"].name_en == "Rare-earth metals, scandium and yttrium"


COUNTRIES = [
    (b"842", "USA"),
    (b"251", "FRA"),
    (b"490", "TWN"),
    (b"699", "IND"),
    (b"36", "AUS"),
    (b"4", "AFG"),
]


@pytest.mark.parametrize(("number", "country"), COUNTRIES)
def test_baci_countries(written: Written, number: bytes, country: str) -> None:
    """Codes of the UN differ from ISO for a few countries; 4 is 004."""
    path = written("x.csv", b"t,i,j,k,v,q\n2023," + number + b",392,284690,5,1\n")
    assert {fact.partner for fact in load_baci(path).facts} == {country}


def test_baci_skips(written: Written) -> None:
    """Other goods and areas without a country are counted, not read."""
    content = (
        b"t,i,j,k,v,q\n2023,36,392,870380,5,1\n2023,999,392,284690,5,1\n2023,36,392,280530,5,          NA\n"
    )
    loaded = load_baci(written("x.csv", content))
    assert dict(loaded.skipped) == {
        "code 870380 is not in hs_codes.csv": 1, "no country of ours": 1, "no imports given": 1,
    }  # fmt: skip
    assert [fact.value for fact in loaded.facts] == ["5"]


def test_baci_refusals(sample: Sample, written: Written, refused: Refused) -> None:
    """A file cut off in the last row, of another layout or without year gives no facts."""
    whole = sample("baci.csv").read_bytes()
    again = "(is the file cut off? fetch it again)"
    refusals = {
        whole.rstrip().rsplit(b",", 1)[0]:
            f'x.csv row 12: "2023,233,392,284690,16679.981" has 5 cells where the header has 6 {again}',
        whole.replace(b"t,i,j,k,v,q", b"t,i,j,k,v,w", 1):
            "x.csv row 1: has another layout: column q is missing "
            "(this reader knows BACI (t,i,j,k,v,q); unknown columns: w)",
        whole.replace(b"t,i,j,k,v,q", b"t;i;j;k;v;q", 1):
            "x.csv row 1: has another layout: column t is missing "
            "(this reader knows BACI (t,i,j,k,v,q); unknown columns: t;i;j;k;v;q)",
        b"t,i,j,k,v,q\n,36,392,284690,5,1\n":
            'x.csv row 2: "row 2: 36 → 392, 284690, " holds no year or value (fetch it again)',
        b"t,i,j,k,v,q\n": "x.csv: holds a header and no rows (fetch it again)",
        b"\xff\xfe\x00": "x.csv: is not in utf-8-sig (fetch it again, unchanged)",
        b"<html>": 'x.csv row 1: "<html>" is a web page (save the file itself, not the page about it)',
        b"": "x.csv: is empty (fetch it again)",
        b"PK\x03\x04": "x.csv: is a ZIP archive or an Excel workbook (unpack it, or save it as CSV)",
    }  # fmt: skip
    for content, message in refusals.items():
        assert refused(load_baci, written("x.csv", content)) == message


def customs(sample: Sample, *rows: dict[str, str]) -> bytes:
    """Rows under the real header of Japan's trade statistics.

    No real file of the service could be kept, only its header: the rows are made for the test.
    """
    header = sample("japan_customs_header.csv").read_text(encoding="ascii").strip()
    names = header.split(",")
    assert all(set(row) <= set(names) for row in rows)
    lines = [",".join(row.get(name, "0") for name in names) for row in rows]
    return "\n".join([header, *lines, ""]).encode()


COMPOUNDS = {
    "Exp or Imp": "2", "Year": "2024", "HS": "'284690210'", "Country": "105", "Unit1": "  ", "Unit2": "KG",
    "Quantity2-Year": "5000", "Value-Year": "90000", "Quantity2-Jan": "2000", "Value-Jan": "36000",
    "Quantity2-Dec": "3000", "Value-Dec": "54000",
}  # fmt: skip


def test_customs_row(sample: Sample, written: Written) -> None:
    """5,000 kg from China for 90 million yen in 2024: the year and its two months, months of nothing left
    out.
    """
    loaded = load_japan_customs(written("x.csv", customs(sample, COMPOUNDS)))
    assert sorted(short(fact) for fact in loaded.facts) == sorted([
        ("JPN", "imports", "CHN", "5000", "kg", "2024"),
        ("JPN", "imports", "CHN", "2000", "kg", "2024-01"),
        ("JPN", "imports", "CHN", "3000", "kg", "2024-12"),
        ("JPN", "imports_value_jpy", "CHN", "90000", "thousand_jpy", "2024"),
        ("JPN", "imports_value_jpy", "CHN", "36000", "thousand_jpy", "2024-01"),
        ("JPN", "imports_value_jpy", "CHN", "54000", "thousand_jpy", "2024-12"),
    ])  # fmt: skip
    assert {(fact.material, fact.detail) for fact in loaded.facts} == {
        ("rare_earth_compounds", "hs_284690210")
    }


UNITS = [
    ({"Unit1": "NO", "Unit2": "KG", "Quantity1-Year": "70"}, ("5000", "kg")),
    ({"Unit1": "KG", "Unit2": "", "Quantity1-Year": "70"}, ("70", "kg")),
    ({"Unit1": "", "Unit2": "MT"}, ("5000", "t")),
    ({"Unit1": "MT", "Unit2": "KG", "Quantity1-Year": "70"}, ("5000", "kg")),
]


@pytest.mark.parametrize(("cells", "quantity"), UNITS)
def test_customs_units(
    sample: Sample, written: Written, cells: dict[str, str], quantity: tuple[str, str]
) -> None:
    """Only kilograms and tonnes count as quantity, from whichever of the two columns holds them; the
    second column comes first.
    """
    loaded = load_japan_customs(written("x.csv", customs(sample, COMPOUNDS | cells)))
    (found,) = [fact for fact in loaded.facts if fact.measure == "imports" and fact.as_of == "2024"]
    assert (found.value, found.unit) == quantity


def test_customs_without_weight(sample: Sample, written: Written) -> None:
    """Pieces are no tonnes: only the value counts."""
    row = COMPOUNDS | {"Unit1": "NO", "Unit2": ""}
    loaded = load_japan_customs(written("x.csv", customs(sample, row)))
    assert {fact.measure for fact in loaded.facts} == {"imports_value_jpy"}


def test_customs_exports_and_skips(sample: Sample, written: Written) -> None:
    """1 is an export; countries and goods that are not on our lists are counted."""
    rows = [
        COMPOUNDS | {"Exp or Imp": "1"},
        COMPOUNDS | {"Country": "999"},
        COMPOUNDS | {"HS": "'870380000'"},
    ]
    loaded = load_japan_customs(written("x.csv", customs(sample, *rows)))
    assert {fact.measure for fact in loaded.facts} == {"exports", "exports_value_jpy"}
    assert dict(loaded.skipped) == {
        "country 999 is not in japan_customs_countries.csv": 1, "code 870380 is not in hs_codes.csv": 1,
    }  # fmt: skip


def test_customs_refusals(sample: Sample, written: Written, refused: Refused) -> None:
    """A row that is neither export nor import, a cut file and another layout are refused."""
    good = customs(sample, COMPOUNDS)
    neither = customs(sample, COMPOUNDS | {"Exp or Imp": "3"})
    place = "row 2: 284690210, country 105, 2024"
    assert refused(load_japan_customs, written("x.csv", neither)) == (
        f'x.csv row 2: "{place}" is no row of trade statistics (fetch it again)'
    )
    cut = good.rstrip().rsplit(b",", 5)[0]
    assert "has 40 cells where the header has 45" in refused(load_japan_customs, written("x.csv", cut))
    other = good.replace(b"Value-Year", b"Amount-Year", 1)
    assert refused(load_japan_customs, written("x.csv", other)).startswith(
        "x.csv row 1: has another layout: column Value-Year is missing "
        "(this reader knows Trade Statistics of Japan, commodity by country; unknown columns: "
    )


def test_two_offices_can_be_compared(sample: Sample, written: Written, words: Evidence) -> None:
    """The same code, year and pair of countries in two files is one thing: 3902 t against 5 t disagree."""
    baci = load_baci(sample("baci.csv")).facts
    own = load_comtrade(
        edited(sample, written, 2, reporterISO="JPN", partnerISO="CHN", cmdCode="284690", netWgt=5000.0)
    ).facts
    rows = [
        {name: "" if value is None else str(value) for name, value in found.model_dump().items()}
        for found in (*baci, *own)
    ]
    pairs = [
        {row["source"] for row in item.facts}
        for item in find_disagreements(replace(words, facts=fact_frame(words, rows)))
        if item.measure == "imports"
    ]
    assert pairs == [{"baci_file", "un_comtrade"}]
