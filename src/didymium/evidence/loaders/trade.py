"""Trade by commodity code: UN Comtrade (JSON), BACI (CSV) and Japan customs (CSV)."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pycountry

from didymium.evidence.loaders.loaded import Loaded, json_of, number_of, refuse, rows_of, table, unreachable
from didymium.evidence.sources import Source
from didymium.evidence.vocabulary import EvidenceMaterial
from didymium.files.problems import InputError, Problem

BACI_COLUMNS = ("t", "i", "j", "k", "v", "q")
CUSTOMS_COLUMNS = ("Exp or Imp", "Year", "HS", "Country", "Unit1", "Unit2", "Quantity1-Year", "Value-Year")
KEY = "COMTRADE_KEY"
"""Environment variable with the user's own key of UN Comtrade."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_FLOWS = {"M": "imports", "X": "exports"}


def load_comtrade(path: Path) -> Loaded:
    """Read a response of UN Comtrade's API, as saved.

    Raises:
        InputError: If it is no such response, an error message, or cut off.
    """
    answer = json_of(path)
    records = answer.get("data") if isinstance(answer, dict) else None
    if not isinstance(records, list):
        raise refuse(path, "holds no list called data", None, None, "save the response of the API as it is")
    if answer.get("error"):
        raise refuse(path, f"is an error message: {str(answer['error'])[:80]}")
    if isinstance(answer.get("count"), int) and answer["count"] > len(records):
        message = f"says that it holds {answer['count']} records and holds {len(records)}"
        raise refuse(path, message, None, None, "is the file cut off? fetch it again")
    if not all(isinstance(record, dict) for record in records):
        raise refuse(path, "holds something that is no record in data")
    return comtrade_facts(records)


def fetch_comtrade(reporter: str, period: str, codes: str, flow: str = "M") -> Loaded:
    """Ask UN Comtrade for trade of a country, with the user's key; this calls out.

    Raises:
        InputError: If there is no key, the package ``comtradeapicall`` is missing, or nothing came back.
    """
    key = os.environ.get(KEY)
    if not key:
        raise InputError([Problem("UN Comtrade", "needs a key", remedy=f"set {KEY} to your own key")])
    try:
        import comtradeapicall  # type: ignore[import-not-found]
    except ImportError:
        remedy = "install didymium with its extra: didymium[loaders]"
        raise InputError(
            [Problem("UN Comtrade", "needs the package comtradeapicall", remedy=remedy)]
        ) from None
    country = pycountry.countries.get(alpha_3=reporter)
    if country is None:
        raise InputError([Problem("UN Comtrade", "is no country code", value=reporter, remedy="write JPN")])
    try:
        frame = comtradeapicall.getFinalData(
            key,
            typeCode="C",
            freqCode="A" if len(period) == 4 else "M",
            clCode="HS",
            period=period,
            reporterCode=str(int(country.numeric)),
            cmdCode=codes,
            flowCode=flow,
            partnerCode=None,
            partner2Code=None,
            customsCode=None,
            motCode=None,
            maxRecords=100000,
            format_output="JSON",
            includeDesc=True,
        )
    except Exception as error:
        raise unreachable("UN Comtrade", error) from None
    if frame is None or not len(frame):
        raise InputError([Problem("UN Comtrade", "gave no records", value=f"{reporter} {period} {codes}")])
    return comtrade_facts(frame.to_dict("records"))


def comtrade_facts(records: Iterable[Mapping[str, Any]]) -> Loaded:
    """Turn records of UN Comtrade into facts: net weight and value of imports and exports."""
    loaded = Loaded(
        _source(
            "un_comtrade",
            "UN Comtrade, final data (loaded file)",
            "UN Statistics Division",
            "https://comtradeplus.un.org",
            "UN Comtrade terms; single figures quoted",
        )
    )
    for number, record in enumerate(records, start=1):
        named = " ".join(str(record.get(key)) for key in ("reporterISO", "flowCode", "partnerISO"))
        place = f"record {number}: {named}"
        reporter, partner = _iso(record.get("reporterISO")), _iso(record.get("partnerISO"))
        flow, period = _FLOWS.get(str(record.get("flowCode"))), str(record.get("period", ""))
        if reporter is None or partner is None or flow is None or len(period) not in (4, 6):
            loaded.skip("no country, flow or period of ours", place)
            continue
        if not _whole(record):
            loaded.skip("a part by transport, customs procedure or second partner", place)
            continue
        as_of = period if len(period) == 4 else f"{period[:4]}-{period[4:]}"
        code = str(record.get("cmdCode"))
        if _material(loaded, code) is None:
            loaded.skip(f"code {code} is not in hs_codes.csv", place)
            continue
        weight, value = record.get("netWgt") or None, record.get("primaryValue")
        estimated = bool(record.get("isNetWgtEstimated"))
        _trade(loaded, place, flow, code, reporter, partner, as_of, weight, "kg", estimated)
        _trade(loaded, place, f"{flow}_value", code, reporter, partner, as_of, value, "usd", False)
    return loaded


def _whole(record: Mapping[str, Any]) -> bool:
    """Say whether a record is of all modes of transport, procedures and second partners together."""
    zero = (0, "0", None)
    parts = (record.get("motCode"), record.get("partner2Code"))
    return all(part in zero for part in parts) and record.get("customsCode", "C00") == "C00"


def load_baci(path: Path) -> Loaded:
    """Read a file of BACI (year, exporter, importer, HS code, thousand US dollars, tonnes); only codes in
    hs_codes.csv become facts.

    Raises:
        InputError: If it has another layout or is cut off.
    """
    loaded = Loaded(
        _source(
            "baci_file",
            "BACI, bilateral trade (loaded file)",
            "CEPII",
            "https://www.cepii.fr/CEPII/en/bdd_modele/bdd_modele_item.asp?id=37",
            "Etalab Open Licence 2.0",
        )
    )
    for row in rows_of(path, BACI_COLUMNS, "BACI (t,i,j,k,v,q)", ("utf-8-sig",)):
        code, place = (
            row["k"].strip().zfill(6),
            f"row {row['#']}: {row['i']} → {row['j']}, {row['k']}, {row['t']}",
        )
        if not row["t"].strip().isdigit() or not row["v"].strip():
            raise refuse(path, "holds no year or value", int(row["#"]), place, "fetch it again")
        exporter, importer = _numeric(row["i"]), _numeric(row["j"])
        if exporter is None or importer is None:
            loaded.skip("no country of ours", place)
        elif _material(loaded, code) is None:
            loaded.skip(f"code {code} is not in hs_codes.csv", place)
        else:
            year = row["t"].strip()
            _trade(
                loaded, place, "imports", code, importer, exporter, year, row["q"].strip() or None, "t", False
            )
            _trade(
                loaded,
                place,
                "imports_value",
                code,
                importer,
                exporter,
                year,
                row["v"].strip(),
                "thousand_usd",
                False,
            )
    return loaded


def load_japan_customs(path: Path) -> Loaded:
    """Read a file of Japan's trade statistics by commodity and country (yearly and monthly columns).

    Quantities count only in kilograms or tonnes; values are in thousand yen. The columns of the whole year
    are left out while it is unfinished. Countries have the three digits of the Japan Tariff Association's
    list (https://www.kanzei.or.jp/english/statistics/country_code_stat.htm).

    Raises:
        InputError: If it has another layout or is cut off.
    """
    loaded = Loaded(
        _source(
            "japan_customs_file",
            "Trade Statistics of Japan by commodity and country (loaded file)",
            "Ministry of Finance of Japan, Customs",
            "https://www.customs.go.jp/toukei/info/index_e.htm",
            "e-Stat terms; single figures quoted",
        )
    )
    layout = "Trade Statistics of Japan, commodity by country"
    for row in rows_of(path, CUSTOMS_COLUMNS, layout, ("utf-8-sig", "cp932")):
        code = row["HS"].strip().strip("'\"")
        place = f"row {row['#']}: {code}, country {row['Country'].strip()}, {row['Year'].strip()}"
        partner = table("japan_customs_countries.csv").get(row["Country"].strip())
        flow = {"1": "exports", "2": "imports"}.get(row["Exp or Imp"].strip())
        if flow is None or not code.isdigit() or not row["Year"].strip().isdigit():
            raise refuse(path, "is no row of trade statistics", int(row["#"]), place, "fetch it again")
        if partner is None:
            loaded.skip(f"country {row['Country'].strip()} is not in japan_customs_countries.csv", place)
        elif _material(loaded, code[:6]) is None:
            loaded.skip(f"code {code[:6]} is not in hs_codes.csv", place)
        else:
            _customs_row(loaded, row, flow, code, partner, place)
    return loaded


def _customs_row(
    loaded: Loaded, row: Mapping[str, str], flow: str, code: str, partner: str, place: str
) -> None:
    year = row["Year"].strip()
    unfinished = int(year) >= dt.date.today().year
    units = {"KG": "kg", "MT": "t"}
    column, unit = next(
        (
            (f"Quantity{number}", units[row[f"Unit{number}"].strip().upper()])
            for number in (2, 1)
            if row[f"Unit{number}"].strip().upper() in units
        ),
        (None, ""),
    )
    for position, name in enumerate(("Year", *_MONTHS)):
        as_of = year if position == 0 else f"{year}-{position:02d}"
        value = row.get(f"Value-{name}", "").strip()
        if unfinished and position == 0:
            continue
        if number_of(value):
            _trade(
                loaded, place, f"{flow}_value_jpy", code, "JPN", partner, as_of, value, "thousand_jpy", False
            )
        quantity = row.get(f"{column}-{name}", "").strip() if column else ""
        if number_of(quantity):
            _trade(loaded, place, flow, code, "JPN", partner, as_of, quantity, unit, False)


def _trade(
    loaded: Loaded,
    place: str,
    measure: str,
    code: str,
    subject: str,
    partner: str,
    as_of: str,
    value: Any,
    unit: str,
    estimated: bool,
) -> None:
    number = number_of(value)
    if number is None:
        loaded.skip(f"no {measure.replace('_', ' ')} given", place)
        return
    other = "" if partner == "world" else partner
    loaded.add(
        place,
        fact=loaded.identifier(measure, code, subject, partner, as_of),
        subject=subject,
        measure=measure,
        material=table("hs_codes.csv")[code[:6] if code[:6] in table("hs_codes.csv") else code],
        partner=other,
        value=f"{number:.15g}",
        unit=unit,
        basis="gross" if unit in ("kg", "t") else "",
        detail=f"hs_{code}",
        as_of=as_of,
        locator=place,
        warnings="imputed" if estimated else "",
    )


def _material(loaded: Loaded, code: str) -> str | None:
    """Return the material of a code, adding it to the words of the file if the evidence has none."""
    from didymium.evidence.reading import shared_evidence

    name = table("hs_codes.csv").get(code)
    if name is not None and name not in shared_evidence().materials:
        title = table("hs_codes.csv", 2)[code]
        loaded.materials.setdefault(
            name, EvidenceMaterial(material=name, kind="product", name_en=title, name_ko=title, name_ja=title)
        )
    return name


def _iso(code: object) -> str | None:
    if code in ("W00", "WLD"):
        return "world"
    if code == "S19":
        return "TWN"
    known = pycountry.countries.get(alpha_3=str(code))
    return None if known is None else str(known.alpha_3)


def _numeric(code: str) -> str | None:
    special = table("un_numeric_codes.csv").get(code.strip())
    if special is not None:
        return special
    known = pycountry.countries.get(numeric=code.strip().zfill(3))
    return None if known is None else str(known.alpha_3)


def _source(identifier: str, title: str, publisher: str, url: str, licence: str) -> Source:
    return Source(
        source=identifier, title=title, publisher=publisher, url=url, kind="official", licence=licence
    )
