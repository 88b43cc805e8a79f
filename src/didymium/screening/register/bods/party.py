"""What a statement says of an entity or a person."""

from __future__ import annotations

from dataclasses import dataclass

from didymium.screening.ownership.holdings import Kind
from didymium.screening.register.bods.codes import ENTITY_KINDS, PERSON_KINDS
from didymium.screening.register.bods.fields import Fields
from didymium.screening.register.countries import alpha_3_of

_FULL_NAME_FIRST = ("legal", "", "translation", "transliteration", "alternative", "birth", "former")


@dataclass(frozen=True, slots=True)
class PartyDetails:
    """A party as one statement describes it."""

    kind: Kind
    is_person: bool
    name: str
    other_names: tuple[str, ...]
    countries: tuple[str, ...]
    listed: bool | None
    identifiers: tuple[tuple[str, str], ...]
    """Scheme and id: two records with the same one are the same party."""


def party_details(fields: Fields, record_type: str) -> PartyDetails:
    """Return the details of an entity or person; what is wrong is noted."""
    fields.truth("isComponent")
    return _person(fields) if record_type == "person" else _entity(fields)


def _entity(fields: Fields) -> PartyDetails:
    type_ = fields.inside("entityType", required=True)
    code = type_.choice("type", tuple(ENTITY_KINDS), required=True) if type_ else ""
    place = fields.inside("jurisdiction")
    country = _country(place) if place else ""
    listing = fields.inside("publicListing")
    listed = listing.truth("hasPublicListing") if listing else None
    names = (fields.text("name"), *fields.texts("alternateNames"))
    countries = (country,) if country else ()
    kind = ENTITY_KINDS.get(code, Kind.UNKNOWN)
    return PartyDetails(kind, False, names[0], names[1:], countries, listed, _identifiers(fields))


def _person(fields: Fields) -> PartyDetails:
    code = fields.choice("personType", tuple(PERSON_KINDS), required=True)
    names = _names(fields)
    countries = dict.fromkeys(_country(nationality) for nationality in fields.items("nationalities"))
    countries.pop("", None)
    kind = PERSON_KINDS.get(code, Kind.UNKNOWN)
    name = names[0] if names else ""
    return PartyDetails(kind, True, name, names[1:], tuple(countries), None, _identifiers(fields))


def _names(fields: Fields) -> tuple[str, ...]:
    """Return the full names of a person, the legal one first."""
    found = [(name.text("type"), name.text("fullName", required=True)) for name in fields.items("names")]
    found = [(type_, name) for type_, name in found if name]
    order = {type_: rank for rank, type_ in enumerate(_FULL_NAME_FIRST)}
    found.sort(key=lambda pair: order.get(pair[0], len(order)))
    return tuple(dict.fromkeys(name for _, name in found))


def _country(fields: Fields) -> str:
    """Return the country of a code, or of a name if there is no code; nothing if it cannot be told."""
    code, name = fields.text("code"), fields.text("name")
    country = alpha_3_of(code or name)
    if code and not country:
        fields.wrong("code", "is no country code", code, "give two letters of ISO 3166-1, like JP")
    return country


def _identifiers(fields: Fields) -> tuple[tuple[str, str], ...]:
    found = []
    for identifier in fields.items("identifiers"):
        scheme = identifier.text("scheme") or identifier.text("schemeName")
        id_ = identifier.text("id")
        if scheme and id_:
            found.append((scheme.casefold(), id_.casefold()))
    return tuple(found)
