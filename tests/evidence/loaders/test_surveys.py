"""British Geological Survey and World Bank against their files, read by eye."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from didymium.evidence.loaders.surveys import load_bgs, load_world_bank

Sample = Callable[[str], Path]
Mended = Callable[..., Path]
Written = Callable[[str, bytes], Path]
Refused = Callable[..., str]

BGS = [
    ("MYS", "29", "2021", ""),
    ("IND", "4200", "2021", "imputed"),
    ("USA", "25440", "2021", "imputed"),
    ("BDI", "0", "2022", ""),
    ("AUS", "15970", "2022", ""),
    ("CHN", "210000", "2022", "imputed"),
]


def test_bgs_rows(sample: Sample) -> None:
    """Six real rows of rare earth oxides: China 210,000 t in 2022, an estimate; Burundi made nothing."""
    loaded = load_bgs(sample("bgs.csv"))
    assert [(fact.subject, fact.value, fact.as_of, fact.warnings) for fact in loaded.facts] == BGS
    assert {(fact.measure, fact.material, fact.stage, fact.unit, fact.basis) for fact in loaded.facts} == {
        ("output", "rare_earths", "mine", "t", "reo")
    }
    assert not loaded.skipped
    assert loaded.facts[5].locator == "row 7: rare earth oxides, CHN, 2022"


def test_bgs_skips_are_counted(mended: Mended) -> None:
    """Blank quantities, other units and areas without a country are counted with an example."""
    changes = [
        (b"29,Production of rare earth oxides", b",Production of rare earth oxides"),
        (b"IND,Rare earths,Normal value,79.282538,Rare earth oxides,tonnes (metric)",
         b"IND,Rare earths,Normal value,79.282538,Rare earth oxides,carats"),
        (b"-23.137734,AUS,", b"-23.137734,XXX,"),
    ]  # fmt: skip
    loaded = load_bgs(mended("bgs.csv", *changes))
    assert dict(loaded.skipped) == {"no number": 1, "unit carats is not known": 1, "no country of ours": 1}
    assert loaded.examples["no number"] == "row 2: rare earth oxides, MYS, 2021"
    assert [fact.subject for fact in loaded.facts] == ["USA", "BDI", "CHN"]


def test_bgs_other_commodities(mended: Mended) -> None:
    """A commodity is known by its English name before the comma; one that we do not know is named."""
    known = load_bgs(
        mended("bgs.csv", (b",Production,rare earth oxides,29", b',Production,"gallium, primary",29'))
    )
    assert known.facts[0].material == "gallium"
    unknown = load_bgs(
        mended("bgs.csv", (b",Production,rare earth oxides,29", b",Production,unobtainium,29"))
    )
    assert dict(unknown.skipped) == {"unobtainium is not in materials.csv": 1}


def test_bgs_refusals(sample: Sample, written: Written, refused: Refused) -> None:
    """A cut file, another layout, a page, a workbook and nothing at all."""
    whole = sample("bgs.csv").read_bytes()
    cut = b"".join(whole.splitlines(keepends=True)[:-1]) + b"109.537431,32.216659,CHN,Rare ear"
    refusals = {
        cut: 'x.csv row 7: "109.537431,32.216659,CHN,Rare ear" has 4 cells where the header has 28 '
             "(is the file cut off? fetch it again)",
        b"<html>": 'x.csv row 1: "<html>" is a web page (save the file itself, not the page about it)',
        b"": "x.csv: is empty (fetch it again)",
        b"PK\x03\x04": "x.csv: is a ZIP archive or an Excel workbook (unpack it, or save it as CSV)",
        b"country,year,quantity\nCHN,2022,1\n":
            "x.csv row 1: has another layout: column country_iso3_code is missing (this reader knows World "
            "Mineral Statistics of the BGS; unknown columns: country)",
    }  # fmt: skip
    for content, message in refusals.items():
        assert refused(load_bgs, written("x.csv", content)) == message


def stability(code: str, date: str, value: float | None, indicator: str = "PV.EST") -> dict[str, Any]:
    """A row in the shape of the World Bank's API."""
    return {
        "indicator": {"id": indicator, "value": "Political Stability"},
        "country": {"id": code[:2], "value": code},
        "countryiso3code": code, "date": date, "value": value, "unit": "", "obs_status": "", "decimal": 1,
    }  # fmt: skip


def response(*rows: dict[str, Any], total: int | None = None) -> bytes:
    """A response of the World Bank's API, made by hand: no real one could be kept."""
    page = {"page": 1, "pages": 1, "per_page": 20000, "total": len(rows) if total is None else total}
    return json.dumps([page, list(rows)]).encode()


def test_world_bank_rows(written: Written) -> None:
    """Japan 1.27 and Myanmar -2.21 in 2023, as published: an index of a country and year, under either name
    of the indicator.
    """
    rows = [stability("JPN", "2023", 1.2674256), stability("MMR", "2023", -2.2086828, "GOV_WGI_PV.EST")]
    loaded = load_world_bank(written("x.json", response(*rows)))
    assert [(fact.subject, fact.value, fact.unit, fact.as_of) for fact in loaded.facts] == [
        ("JPN", "1.2674256", "index", "2023"),
        ("MMR", "-2.2086828", "index", "2023"),
    ]
    assert {fact.measure for fact in loaded.facts} == {"political_stability"}
    assert loaded.facts[0].fact == "world_bank_wgi_political_stability_jpn_2023"


def test_world_bank_skips_are_counted(written: Written) -> None:
    """Years without an estimate, groups of countries and other indicators are no facts."""
    rows = [
        stability("JPN", "2001", None), stability("EUU", "2023", 0.5),
        stability("JPN", "2023", 1.5, "GE.EST"),
    ]  # fmt: skip
    loaded = load_world_bank(written("x.json", response(*rows)))
    assert loaded.facts == []
    assert dict(loaded.skipped) == {
        "no number": 1, "no country of ours": 1, "indicator GE.EST is not PV.EST": 1,
    }  # fmt: skip


def test_world_bank_refusals(written: Written, refused: Refused) -> None:
    """The first of several pages, half a file, an error message and a page of the site are refused."""
    whole = response(stability("JPN", "2023", 1.2674256))
    shape = "x.json: is no response of the World Bank's API (save it with format=json)"
    refusals = {
        response(stability("JPN", "2023", 1.2674256), total=5350):
            "x.json: holds 1 of 5350 rows (ask for all on one page: per_page=20000)",
        whole[:-20]: None,
        b'[{"message": [{"id": "120", "value": "Invalid value"}]}]': shape,
        b'{"a": 1}': shape,
        b"[1, 2]": shape,
        b'<?xml version="1.0" encoding="utf-8"?><wb:data>':
            'x.json row 1: "<?xml version="1.0" encoding="utf-8"?><w" is a web page '
            "(save the file itself, not the page about it)",
        b"": "x.json: is empty (fetch it again)",
    }  # fmt: skip
    for content, message in refusals.items():
        found = refused(load_world_bank, written("x.json", content))
        if message is None:
            assert found.startswith("x.json row 1: is no JSON: ")
            assert found.endswith("(is the file cut off? fetch it again)")
        else:
            assert found == message
