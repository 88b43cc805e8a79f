"""Small ownership files for the tests: statements of the standard (BODS 0.4), and what is read of them."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from didymium.files.problems import InputError
from didymium.screening.register.bods.reading import parse_bods
from didymium.screening.register.register import Register

DAY = dt.date(2026, 6, 1)
Json = dict[str, object]
Bounds = tuple[float, float, float, float]


def statement(record: str, type_: str, details: Json, **changes: object) -> Json:
    """One statement; its id is made of the record and the day unless it is given."""
    day = str(changes.get("statementDate", "2025-01-01"))
    return {
        "statementId": f"{record}-{day}-".ljust(32, "0"),
        "statementDate": day,
        "declarationSubject": "x",
        "recordId": record,
        "recordType": type_,
        "recordStatus": "new",
        "publicationDetails": {"publicationDate": day, "bodsVersion": "0.4", "publisher": {"name": "test"}},
        "recordDetails": {"isComponent": False, **details},
        **changes,
    }


def entity(
    record: str, kind: str = "registeredEntity", changes: Json | None = None, **details: object
) -> Json:
    """An entity with the name of its record."""
    known: Json = {"name": record, "entityType": {"type": kind}, **details}
    return statement(record, "entity", known, **(changes or {}))


def person(record: str, **details: object) -> Json:
    """A known person with the name of its record."""
    known: Json = {"personType": "knownPerson", "names": [{"type": "legal", "fullName": record}], **details}
    return statement(record, "person", known)


def interest(type_: str = "shareholding", exact: float | None = None, **changes: object) -> Json:
    """A direct interest."""
    share: Json = {} if exact is None else {"share": {"exact": exact}}
    return {"type": type_, "directOrIndirect": "direct", **share, **changes}


def holds(
    owner: object,
    owned: object,
    *interests: Json,
    record: str = "",
    changes: Json | None = None,
    **details: object,
) -> Json:
    """A relationship."""
    known: Json = {"subject": owned, "interestedParty": owner, "interests": list(interests), **details}
    return statement(record or f"{owner}-{owned}", "relationship", known, **(changes or {}))


def read(*statements: Json, day: dt.date = DAY) -> Register:
    """Read statements as one array."""
    return parse_bods(json.dumps(statements).encode(), "owners.json", day)


def stakes(register: Register) -> dict[tuple[str, str], Bounds]:
    """Return who holds what: lowest and highest share of the capital, then of the votes."""
    h, name = register.holdings, register.names.identifier
    return {
        (name(int(h.owner[row])), name(int(h.owned[row]))): (
            float(h.capital_low[row]), float(h.capital_high[row]),
            float(h.votes_low[row]), float(h.votes_high[row]),
        )
        for row in range(h.holding_count)
    }  # fmt: skip


def refusal(content: bytes, file: str = "owners.json") -> str:
    """Return in which words a file is refused."""
    with pytest.raises(InputError) as raised:
        parse_bods(content, file, DAY)
    return str(raised.value)


def refusal_of(*statements: Json) -> str:
    """Return in which words statements are refused."""
    return refusal(json.dumps(statements).encode())
