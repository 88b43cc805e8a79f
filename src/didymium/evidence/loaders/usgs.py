"""US Geological Survey, Mineral Commodity Summaries: the data releases of 2025 (world data) and 2026.

The layouts differ: 2025 has a row a country with columns by year, 2026 a row a figure. In both, ``W`` is
withheld, ``NA`` not available, a dash nothing, ``E`` a net exporter; ``>`` and ``<`` and ranges give limits.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from didymium.evidence.facts import Basis, Fact
from didymium.evidence.loaders.loaded import Loaded, country_of, decoded, refuse, rows_of, slug
from didymium.evidence.questions.querying import plain
from didymium.evidence.reading import shared_evidence
from didymium.evidence.sources import Source
from didymium.evidence.vocabulary import StageName

COLUMNS_2026 = (
    "MCS chapter",
    "Section",
    "Commodity",
    "Country",
    "Statistics",
    "Statistics_detail",
    "Unit",
    "Year",
    "Value",
    "Notes",
    "Other notes",
)
COLUMNS_2025 = (
    "SOURCE",
    "COMMODITY",
    "COUNTRY",
    "TYPE",
    "UNIT_MEAS",
    "PROD_2023",
    "PROD_EST_ 2024",
    "PROD_NOTES",
    "CAP_2023",
    "CAP_EST_ 2024",
    "CAP_NOTES",
    "RESERVES_2024",
    "RESERVE_NOTES",
)
_ENCODINGS = ("utf-8-sig", "cp1252")
_MEASURES = {
    "production": "output",
    "import": "imports",
    "export": "exports",
    "price": "price",
    "reserves": "reserves",
    "consumption": "demand",
    "net import reliance": "import_reliance",
    "capacity": "capacity",
    "production capacity": "capacity",
    "import sources": "import_share",
    "employment": "number_of",
    "stock": "stock",
    "stocks": "stock",
}
_UNITS = {
    "metric tons": "t",
    "kilograms": "kg",
    "thousand metric tons": "kt",
    "million metric tons": "mt",
    "dollars per kilogram": "usd_per_kg",
    "dollars per metric ton": "usd_per_t",
    "percent": "percent",
    "number": "count",
}
_RATES = {"t": "t_per_year", "kt": "kt_per_year", "kg": "t_per_year"}
_WITHHELD = {"W": "withheld (W)", "NA": "not available (NA)", "E": "net exporter (E)", "": "blank"}
_NOTHING = {"—", "–", "-"}
_NUMBER = r"[\d,]*\.?\d+"


@dataclass(frozen=True)
class _Value:
    """A printed value with its limits."""

    value: str
    low: float | None = None
    high: float | None = None


def load(path: Path) -> Loaded:
    """Read a data release of Mineral Commodity Summaries 2025 (world data) or 2026.

    Raises:
        InputError: If the file is neither, or cut off.
    """
    head = decoded(path, _ENCODINGS).splitlines()[0]
    if head.startswith("SOURCE,"):
        return _load_2025(path)
    if head.startswith("MCS chapter"):
        return _load_2026(path)
    remedy = "this reader knows the data releases of 2025 (world data) and 2026"
    raise refuse(path, "has another layout", 1, head[:60], remedy)


def _load_2026(path: Path) -> Loaded:
    loaded = Loaded(_source("usgs_mcs2026_release", "2026", "https://doi.org/10.5066/P1WKQ63T"))
    for row in rows_of(path, COLUMNS_2026, "the data release of 2026", _ENCODINGS):
        _row_2026(loaded, {key: value.strip() for key, value in row.items()})
    return loaded


def _row_2026(loaded: Loaded, row: dict[str, str]) -> None:
    place = f"row {row['#']}: {row['Commodity']}, {row['Country']}, {row['Statistics_detail']}, {row['Year']}"
    kind = re.sub(r"\s*\d{4}.*$", "", row["Statistics"]).casefold()
    year = re.fullmatch(r"(\d{4})(?:[–-](\d{2,4}))?", row["Year"])
    if year is None:
        loaded.skip("no year", place)
        return
    ends = year.group(2)
    as_of = year.group(1) if ends is None else year.group(1)[: 4 - len(ends)] + ends
    note = "" if ends is None else f"average of {row['Year']}"
    country = country_of(row["Country"])
    partner = ""
    if kind == "import sources":
        partner, country = country or "", "USA"
        if not partner:
            loaded.skip("no country", place)
            return
    stage: StageName | None = "mine" if row["Statistics_detail"].startswith("Mine production") else None
    detail = "" if stage or row["Statistics_detail"] in ("Reserves", "") else row["Statistics_detail"]
    if kind == "reserves":
        stage = "reserves"
    _add(
        loaded,
        place,
        row["Commodity"],
        country,
        partner,
        kind,
        row["Unit"],
        row["Value"],
        as_of,
        stage,
        detail,
        _basis(row["Other notes"] + row["Notes"]),
        f"row {row['#']}: {row['MCS chapter']}, {row['Section']}",
        row["Notes"],
        note,
    )


def _load_2025(path: Path) -> Loaded:
    loaded = Loaded(_source("usgs_mcs2025_world", "2025", "https://doi.org/10.5066/P13XCP3R"))
    for row in rows_of(path, COLUMNS_2025, "the world data of 2025", _ENCODINGS):
        cells = {key: value.strip() for key, value in row.items()}
        for column, kind, as_of, notes in (
            ("PROD_2023", "production", "2023", "PROD_NOTES"),
            ("PROD_EST_ 2024", "production", "2024", "PROD_NOTES"),
            ("CAP_2023", "capacity", "2023", "CAP_NOTES"),
            ("CAP_EST_ 2024", "capacity", "2024", "CAP_NOTES"),
            ("RESERVES_2024", "reserves", "2024", "RESERVE_NOTES"),
        ):
            _cell_2025(loaded, cells, column, kind, as_of, cells[notes])
    return loaded


def _cell_2025(loaded: Loaded, row: dict[str, str], column: str, kind: str, as_of: str, notes: str) -> None:
    place = f"row {row['#']}: {row['COMMODITY']}, {row['COUNTRY']}, {column}"
    stage: StageName | None = None
    if kind == "reserves":
        stage = "reserves"
    elif kind == "production" and row["TYPE"].startswith("Mine production"):
        stage = "mine"
    detail = "" if stage else row["TYPE"]
    estimated = "Estimated." if "EST" in column else ""
    _add(
        loaded,
        place,
        row["COMMODITY"],
        country_of(row["COUNTRY"]),
        "",
        kind,
        row["UNIT_MEAS"],
        row[column],
        as_of,
        stage,
        detail,
        _basis(row["TYPE"]),
        f"row {row['#']}: {row['COMMODITY']}, {row['COUNTRY']}, column {column}",
        f"{estimated} {notes}",
        "",
    )


def _add(
    loaded: Loaded,
    place: str,
    commodity: str,
    country: str | None,
    partner: str,
    kind: str,
    unit: str,
    printed: str,
    as_of: str,
    stage: StageName | None,
    detail: str,
    basis: Basis,
    locator: str,
    notes: str,
    note: str,
) -> None:
    reason, measure, known_unit, value = _refusal(commodity, country, kind, unit, printed)
    if reason or value is None:
        loaded.skip(reason or "no figure", place)
        return
    if measure == "capacity":
        known_unit, value = _yearly(known_unit, value)
    loaded.facts.append(
        Fact(
            fact=loaded.identifier(commodity, country or "", partner, kind, detail, as_of),
            subject=country or "",
            measure=measure,
            material=_materials()[plain(commodity)],
            stage=stage,
            partner=partner,
            value=value.value,
            low=value.low,
            high=value.high,
            unit=known_unit,
            basis=basis,
            detail=slug(detail),
            as_of=as_of,
            source=loaded.source.source,
            locator=locator,
            warnings="imputed" if "stimate" in notes else "",
            note=note,
        )
    )


def _refusal(
    commodity: str, country: str | None, kind: str, unit: str, printed: str
) -> tuple[str, str, str, _Value | None]:
    """Return why a figure is left out, or its measure, unit and value."""
    if printed in _WITHHELD:
        return _WITHHELD[printed], "", "", None
    if plain(commodity) not in _materials():
        return f"{commodity.strip()} is not in materials.csv", "", "", None
    if country is None:
        return "no country of its own", "", "", None
    measure, known = _MEASURES.get(kind, ""), _UNITS.get(unit.casefold(), "")
    if not measure:
        return f"statistic {kind} is not known", "", "", None
    if not known or not _fits(measure, known):
        return f"unit {unit} is not known for {kind}", "", "", None
    value = read_value(printed)
    return ("" if value else "no number"), measure, known, value


def _fits(measure: str, unit: str) -> bool:
    evidence = shared_evidence()
    dimension = evidence.measures[measure].dimension
    found = evidence.units[unit].dimension
    return dimension == found or (measure == "capacity" and unit in _RATES)


def _yearly(unit: str, value: _Value) -> tuple[str, _Value]:
    """Return a capacity at a yearly rate; kilograms become tonnes."""
    if unit != "kg":
        return _RATES[unit], value
    low, high = (None if end is None else end / 1000 for end in (value.low, value.high))
    return _RATES[unit], _Value(f"{float(value.value) / 1000:.10g}", low, high)


def read_value(text: str) -> _Value | None:
    """Read a printed figure: a dash is nothing, ``>`` and ``<`` and ranges give limits; None if it is
    none.
    """
    plain_text = text.strip()
    if plain_text in _NOTHING:
        return _Value("0")
    if match := re.fullmatch(rf"([<>])\s*({_NUMBER})", plain_text):
        limit = float(match.group(2).replace(",", ""))
        low, high = (limit, None) if match.group(1) == ">" else (None, limit)
        return _Value(f"{limit:.10g}", low, high)
    if match := re.fullmatch(rf"({_NUMBER})\s*[–—-]\s*({_NUMBER})", plain_text):
        low, high = (float(part.replace(",", "")) for part in match.groups())
        return _Value(f"{(low + high) / 2:.10g}", low, high) if low < high else None
    if re.fullmatch(_NUMBER, plain_text):
        return _Value(plain_text.replace(",", ""))
    return None


def _basis(text: str) -> Basis:
    return "reo" if "rare-earth-oxide" in text or "REO" in text else ""


def _materials() -> dict[str, str]:
    known = {plain(row.name_en): name for name, row in shared_evidence().materials.items()}
    return known | {"rare earths (heavy)": "heavy_rare_earths"}


def _source(identifier: str, year: str, url: str) -> Source:
    return Source(
        source=identifier,
        title=f"Mineral Commodity Summaries {year}, data release (loaded file)",
        publisher="US Geological Survey",
        published=year,
        url=url,
        kind="official",
        licence="US public domain",
    )
