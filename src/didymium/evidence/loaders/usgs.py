"""US Geological Survey, Mineral Commodity Summaries: the data releases of 2025 (world data) and 2026.

The layouts differ: 2025 has a row a country with columns by year, 2026 a row a figure. In both, ``W`` is
withheld, ``NA`` not available, a dash nothing, ``E`` a net exporter; ``>`` and ``<`` and ranges give limits.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from didymium.evidence.facts import Basis
from didymium.evidence.loaders.loaded import Loaded, country_of, decoded, refuse, rows_of, slug
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
    """Add a figure of the release of 2026: a row each."""
    place = f"row {row['#']}: {row['Commodity']}, {row['Country']}, {row['Statistics_detail']}, {row['Year']}"
    kind = re.sub(r"\s*\d{4}.*$", "", row["Statistics"]).casefold()
    as_of, note = _year_2026(row["Year"])
    country, partner = country_of(row["Country"]), ""
    if kind == "import sources":
        country, partner = ("USA", country) if country else (None, "")
    mined = row["Statistics_detail"].startswith("Mine production")
    stage: StageName | None = "reserves" if kind == "reserves" else "mine" if mined else None
    _add(
        loaded,
        _Figure(
            place=place,
            commodity=row["Commodity"],
            country=country,
            partner=partner,
            kind=kind,
            unit=row["Unit"],
            printed=row["Value"],
            as_of=as_of,
            stage=stage,
            detail="" if stage else row["Statistics_detail"],
            basis=_basis(row["Other notes"] + row["Notes"]),
            locator=f"row {row['#']}: {row['MCS chapter']}, {row['Section']}",
            notes=row["Notes"],
            note=note,
        ),
    )


def _year_2026(text: str) -> tuple[str, str]:
    """Return the year of a row, the last one of a span, and a note on the span; blank if there is none."""
    match = re.fullmatch(r"(\d{4})(?:[–-](\d{2,4}))?", text)
    if match is None:
        return "", ""
    first, last = match.group(1), match.group(2)
    return (first, "") if last is None else (first[: 4 - len(last)] + last, f"average of {text}")


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
    """Add a figure of the release of 2025: a column each."""
    mined = kind == "production" and row["TYPE"].startswith("Mine production")
    stage: StageName | None = "reserves" if kind == "reserves" else "mine" if mined else None
    where = f"row {row['#']}: {row['COMMODITY']}, {row['COUNTRY']}"
    _add(
        loaded,
        _Figure(
            place=f"{where}, {column}",
            commodity=row["COMMODITY"],
            country=country_of(row["COUNTRY"]),
            partner="",
            kind=kind,
            unit=row["UNIT_MEAS"],
            printed=row[column],
            as_of=as_of,
            stage=stage,
            detail="" if stage else row["TYPE"],
            basis=_basis(row["TYPE"]),
            locator=f"{where}, column {column}",
            notes=f"{'Estimated.' if 'EST' in column else ''} {notes}",
            note="",
        ),
    )


@dataclass(frozen=True)
class _Figure:
    """A printed figure of either release."""

    place: str
    commodity: str
    country: str | None
    partner: str
    kind: str
    unit: str
    printed: str
    as_of: str
    stage: StageName | None
    detail: str
    basis: Basis
    locator: str
    notes: str
    note: str


def _add(loaded: Loaded, figure: _Figure) -> None:
    reason = _refusal(loaded, figure)
    value = read_value(figure.printed)
    if reason or value is None:
        loaded.skip(reason or "no number", figure.place)
        return
    measure, unit = _MEASURES[figure.kind], _UNITS[figure.unit.casefold()]
    if measure == "capacity":
        unit, value = _yearly(unit, value)
    country = figure.country or ""
    loaded.add(
        figure.place,
        fact=loaded.identifier(
            figure.commodity, country, figure.partner, figure.kind, figure.detail, figure.as_of
        ),
        subject=country,
        measure=measure,
        material=_material(loaded, figure.commodity),
        stage=figure.stage,
        partner=figure.partner,
        value=value.value,
        low=value.low,
        high=value.high,
        unit=unit,
        basis=figure.basis,
        detail=slug(figure.detail),
        as_of=figure.as_of,
        locator=figure.locator,
        warnings="imputed" if "stimate" in figure.notes else "",
        note=figure.note,
    )


def _refusal(loaded: Loaded, figure: _Figure) -> str:
    """Return why a figure is left out; blank if it is not."""
    if figure.printed in _WITHHELD:
        return _WITHHELD[figure.printed]
    if _material(loaded, figure.commodity) is None:
        return f"{figure.commodity.strip()} is not in materials.csv"
    if figure.country is None:
        return "no country" if figure.kind == "import sources" else "no country of its own"
    if figure.kind not in _MEASURES:
        return f"statistic {figure.kind} is not known"
    unit = _UNITS.get(figure.unit.casefold(), "")
    if not unit or not _fits(_MEASURES[figure.kind], unit):
        return f"unit {figure.unit} is not known for {figure.kind}"
    return ""


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


def _material(loaded: Loaded, commodity: str) -> str | None:
    name = " ".join(commodity.split())
    return "heavy_rare_earths" if name.casefold() == "rare earths (heavy)" else loaded.material(name)


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
