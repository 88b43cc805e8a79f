"""British Geological Survey (world mineral statistics, CSV) and World Bank (governance indicators, JSON)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from didymium.evidence.countries import country_codes
from didymium.evidence.facts import Basis
from didymium.evidence.loaders.loaded import Loaded, json_of, number_of, refuse, rows_of, unreachable
from didymium.evidence.sources import Source
from didymium.files.problems import InputError, Problem

BGS_COLUMNS = (
    "country_iso3_code",
    "units",
    "year",
    "quantity",
    "bgs_statistic_type_trans",
    "bgs_commodity_trans",
    "bgs_sub_commodity_trans",
    "concat_figure_notes_text",
)
INDICATOR = "PV.EST"
"""Political stability and absence of violence or terrorism, estimate."""
_UNITS = {"tonnes (metric)": "t", "kilograms": "kg", "thousand tonnes (metric)": "kt"}
_MEASURES = {"production": "output", "imports": "imports", "exports": "exports"}
_COMMODITIES: Mapping[str, tuple[str, Basis]] = {
    "rare earth oxides": ("rare_earths", "reo"),
    "rare earth minerals": ("rare_earths", "concentrate"),
}


def load_bgs(path: Path) -> Loaded:
    """Read a table of the World Mineral Statistics as its service writes it.

    Raises:
        InputError: If it has another layout or is cut off.
    """
    loaded = Loaded(
        Source(
            source="bgs_world_mineral_statistics",
            title="World Mineral Statistics (loaded file)",
            publisher="British Geological Survey",
            url="https://ogcapi.bgs.ac.uk",
            kind="official",
            licence="BGS terms, with acknowledgement",
        )
    )
    for row in rows_of(path, BGS_COLUMNS, "World Mineral Statistics of the BGS", ("utf-8-sig", "cp1252")):
        _bgs_row(loaded, {key: value.strip() for key, value in row.items()})
    return loaded


def _bgs_row(loaded: Loaded, row: Mapping[str, str]) -> None:
    commodity, year = row["bgs_commodity_trans"].casefold(), row["year"][:4]
    place = f"row {row['#']}: {commodity}, {row['country_iso3_code']}, {year}"
    measure = _MEASURES.get(row["bgs_statistic_type_trans"].casefold())
    unit, known = _UNITS.get(row["units"].casefold()), _commodity(loaded, commodity)
    quantity = number_of(row["quantity"])
    reason = (
        "no number"
        if quantity is None
        else "no statistic of ours"
        if measure is None
        else f"unit {row['units']} is not known"
        if unit is None
        else f"{commodity} is not in materials.csv"
        if known is None
        else "no country of ours"
        if row["country_iso3_code"] not in country_codes()
        else ""
    )
    if reason or quantity is None or measure is None or unit is None or known is None:
        loaded.skip(reason, place)
        return
    notes = row["concat_figure_notes_text"]
    loaded.add(
        place,
        fact=loaded.identifier(measure, commodity, row["country_iso3_code"], year),
        subject=row["country_iso3_code"],
        measure=measure,
        material=known[0],
        stage="mine" if measure == "output" else None,
        value=f"{quantity:.15g}",
        unit=unit,
        basis=known[1],
        as_of=year,
        locator=place,
        detail=row["bgs_sub_commodity_trans"],
        warnings="imputed" if "stimate" in notes else "",
    )


def _commodity(loaded: Loaded, name: str) -> tuple[str, Basis] | None:
    if name in _COMMODITIES:
        return _COMMODITIES[name]
    found = loaded.material(name.split(",")[0])
    return (found, "") if found else None


def load_world_bank(path: Path) -> Loaded:
    """Read a response of the World Bank's API (a list of page data and rows), as saved.

    Raises:
        InputError: If it is no such response or cut off.
    """
    answer = json_of(path)
    if not isinstance(answer, list) or len(answer) != 2 or not isinstance(answer[1], list):
        raise refuse(path, "is no response of the World Bank's API", None, None, "save it with format=json")
    if not all(isinstance(row, dict) for row in answer[1]):
        raise refuse(path, "holds something that is no row")
    total = answer[0].get("total") if isinstance(answer[0], dict) else None
    if isinstance(total, int) and total > len(answer[1]):
        message = f"holds {len(answer[1])} of {total} rows"
        raise refuse(path, message, None, None, "ask for all on one page: per_page=20000")
    return world_bank_facts(answer[1])


def fetch_world_bank(first: int, last: int) -> Loaded:
    """Ask the World Bank for political stability; this calls out.

    Raises:
        InputError: If the package ``wbgapi`` is missing or nothing came back.
    """
    try:
        import wbgapi  # type: ignore[import-not-found]
    except ImportError:
        remedy = "install didymium with its extra: didymium[loaders]"
        raise InputError([Problem("World Bank", "needs the package wbgapi", remedy=remedy)]) from None
    try:
        rows = [
            {
                "indicator": {"id": INDICATOR},
                "countryiso3code": row["economy"],
                "date": str(row["time"]).removeprefix("YR"),
                "value": row["value"],
            }
            for row in wbgapi.data.fetch(INDICATOR, time=range(first, last + 1), db=3)
        ]
    except Exception as error:
        raise unreachable("World Bank", error) from None
    if not rows:
        raise InputError([Problem("World Bank", "gave no rows", value=f"{first} to {last}")])
    return world_bank_facts(rows)


def world_bank_facts(rows: Iterable[Mapping[str, Any]]) -> Loaded:
    """Turn rows of the World Bank into facts of political stability."""
    loaded = Loaded(
        Source(
            source="world_bank_wgi",
            title="Worldwide Governance Indicators (loaded file)",
            publisher="World Bank",
            url="https://www.worldbank.org/en/publication/worldwide-governance-indicators",
            kind="official",
            licence="CC BY 4.0",
        )
    )
    for number, row in enumerate(rows, start=1):
        code, date, value = str(row.get("countryiso3code")), str(row.get("date")), row.get("value")
        place = f"row {number}: {code}, {date}"
        named = row.get("indicator")
        indicator = named.get("id") if isinstance(named, dict) else named
        if indicator not in (INDICATOR, f"GOV_WGI_{INDICATOR}"):
            loaded.skip(f"indicator {indicator} is not {INDICATOR}", place)
        elif (stability := number_of(value)) is None:
            loaded.skip("no number", place)
        elif code not in country_codes():
            loaded.skip("no country of ours", place)
        else:
            loaded.add(
                place,
                fact=loaded.identifier("political_stability", code, date),
                subject=code,
                measure="political_stability",
                value=f"{stability:.15g}",
                unit="index",
                as_of=date,
                locator=place,
            )
    return loaded
