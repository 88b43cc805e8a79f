"""Reads the lists of an event: lots with their masses, contents, claims of origin, certificates."""

from __future__ import annotations

import re
from typing import Any

from didymium.evidence.product_tests import PRODUCT_STAGES
from didymium.screening.lots.events import Certificate, Content, LotMass, OriginClaim
from didymium.screening.lots.fields import Fields
from didymium.screening.lots.names import Names
from didymium.screening.lots.vocabulary import KG_PER_UNIT, country_of

_UNIT = re.compile(r"[A-Z0-9]{2,3}")
_ROUNDING = 1e-9
_INACTIVE = ("inactive", "revoked", "suspended", "withdrawn", "expired")


def masses(fields: Fields, epcs: str, quantities: str, notes: set[str]) -> tuple[LotMass, ...]:
    """Return the things of an EPC list (whose mass is not known) and the lots of a quantity list."""
    found = [LotMass(uri) for uri in fields.uris(epcs)]
    for element in fields.objects(quantities):
        lot = element.uri("epcClass", required=True)
        if lot:
            found.append(LotMass(lot, _mass_kg(element, notes)))
    return tuple(found)


def _mass_kg(element: Fields, notes: set[str]) -> float | None:
    quantity, unit = element.number("quantity"), element.text("uom")
    if unit and not _UNIT.fullmatch(unit):
        remedy = "write a code of UN/CEFACT Recommendation 20, like KGM or TNE"
        element.problem("uom", "is no unit code", unit, remedy)
        return None
    if quantity is None:
        return None
    if unit not in KG_PER_UNIT:
        notes.add(f"no_mass {unit}" if unit else "counts")
        return None
    return quantity * KG_PER_UNIT[unit]


def contents(fields: Fields, names: Names) -> tuple[Content, ...]:
    """Return the elements that the new lots hold (extension ``contents``)."""
    found = []
    for row in fields.objects(names.key(fields.data, "contents")):
        element, share = row.text("element"), row.number("share", highest=1.0)
        if not element:
            row.problem("element", "is missing", remedy="name it as in materials.csv, like dysprosium")
        if share is None and "share" not in row.data:
            row.problem("share", "is missing", remedy="write the mass share, like 0.02")
        if element and share is not None:
            found.append(Content(element, share, row.uri("lot")))
    _check_sums(fields, "contents", [(row.lot, "", row.share) for row in found])
    return tuple(found)


def claims(fields: Fields, names: Names) -> tuple[OriginClaim, ...]:
    """Return what a document claims of the origin of the new lots (extension ``claims``)."""
    found = []
    for row in fields.objects(names.key(fields.data, "claims")):
        stage = row.word("stage", PRODUCT_STAGES, required=True)
        country, share = country_in(row, "country", required=True), row.number("share", highest=1.0)
        if share is None and "share" not in row.data:
            row.problem("share", "is missing", remedy="write a share, like 0.4")
        if stage and country and share is not None:
            found.append(OriginClaim(stage, country, share, row.uri("lot")))  # type: ignore[arg-type]
    _check_sums(fields, "claims", [(row.lot, row.stage, row.share) for row in found])
    return tuple(found)


def _check_sums(fields: Fields, name: str, rows: list[tuple[str, str, float]]) -> None:
    """Find shares of one lot and stage that make more than the whole."""
    sums: dict[tuple[str, str], float] = {}
    for lot, stage, share in rows:
        sums[lot, stage] = sums.get((lot, stage), 0.0) + share
    for (lot, stage), total in sums.items():
        if total > 1.0 + _ROUNDING:
            of = " ".join(word for word in (stage, lot) if word) or "the new lots"
            fields.problem(
                name, "add up to more than 1", f"{total:g} of {of}", "shares of one lot make at most 1"
            )


def country_in(fields: Fields, name: str, *, required: bool = False) -> str | None:
    """Return the alpha-3 code of a country."""
    value = fields.text(name)
    if not value:
        if required:
            fields.problem(name, "is missing", remedy="write a code of ISO 3166-1, like AU or AUS")
        return None
    code = country_of(value)
    if code is None:
        fields.problem(name, "is no country", value, "write a code of ISO 3166-1, like AU or AUS")
    return code


def certificate(fields: Fields, names: Names) -> Certificate | None:
    """Return a certificate of the document (extension ``certificates``, words of the GS1 Web Vocabulary)."""
    identifier = fields.uri("id", required=True)
    first = fields.day(names.gs1("certificationStartDate"))
    last = fields.day(names.gs1("certificationEndDate"))
    if first and last and last < first:
        fields.problem("certificationEndDate", "lies before the first day", last.isoformat(), "exchange them")
    status = fields.text(names.gs1("certificationStatus")).casefold()
    found = Certificate(
        identifier,
        issuer=_name(fields, names.gs1("certificationAgency")),
        standard=_name(fields, names.gs1("certificationStandard")),
        valid_from=first,
        valid_until=last,
        revoked=any(word in status for word in _INACTIVE),
        lots=frozenset(fields.uris(names.key(fields.data, "lots"))),
        sites=frozenset(fields.uris(names.key(fields.data, "sites"))),
        mass_kg=_certified_mass(fields, names),
    )
    return found if identifier else None


def _name(fields: Fields, name: str) -> str:
    value: Any = fields.data.get(name)
    if isinstance(value, dict):
        return fields.inner(value, name).text("@value")
    return fields.text(name)


def _certified_mass(fields: Fields, names: Names) -> float | None:
    for row in fields.objects(names.key(fields.data, "quantity")):
        return _mass_kg(row, set())
    return None
