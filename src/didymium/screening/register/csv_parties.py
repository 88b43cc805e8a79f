"""Parties of a CSV register: from a file of their own, or from the columns beside the holdings."""

from __future__ import annotations

from dataclasses import replace

from didymium.files.suggestion import did_you_mean
from didymium.screening.ownership.holdings import Kind
from didymium.screening.register.countries import alpha_3_of
from didymium.screening.register.findings import MOST_LISTED, Findings
from didymium.screening.register.records import Party
from didymium.screening.register.rows import HoldingRow, PartyRow

_KINDS = {kind.name.lower(): kind for kind in Kind}
_COUNTRY_REMEDY = "a code of ISO 3166-1 like JPN or JP, or the English name"
_MOST_COMPARED = 50_000
"""Parties up to which a reference that leads nowhere is compared with all of them."""


class CsvParties:
    """Parties as they are found, with what contradicts."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._parties: dict[str, Party] = {}
        self._declared: str = ""

    def parties(self) -> dict[str, Party]:
        """Return every party by its identifier."""
        return self._parties

    def declare(self, file: str, number: int, row: PartyRow) -> None:
        """Take a party from the file of parties: then every party must stand there."""
        self._declared = file
        country = self._country(row.country, number, "country", file)
        kind = _KINDS[row.kind or "unknown"]
        countries = (country,) if country else ()
        self._parties[row.party] = Party(row.party, row.name or "", kind, countries, (), _truth(row.listed))

    def take(self, number: int, row: HoldingRow) -> None:
        """Take both parties of a holding."""
        self._take(number, "owner", row.owner, row.owner_name, row.owner_kind, row.owner_country, None)
        self._take(
            number, "owned", row.owned, row.owned_name, row.owned_kind, row.owned_country, row.owned_listed
        )
        if self._parties.get(row.owned, _NOBODY).kind is Kind.PERSON:
            remedy = "a person owns and is not owned"
            self._findings.add("is a person", row=number, field="owned", value=row.owned, remedy=remedy)

    def _take(
        self, number: int, column: str, id_: str, name: str | None, kind: str | None, country: str | None,
        listed: str | None,
    ) -> None:  # fmt: skip
        known = self._parties.get(id_)
        if known is None:
            if self._declared:
                self._missing(number, column, id_)
            known = Party(id_)
        code = self._country(country, number, f"{column}_country", None)
        stated = Party(
            id_, name or "", _KINDS[kind or "unknown"], (code,) if code else (), (), _truth(listed)
        )
        self._parties[id_] = self._joined(number, column, known, stated)

    def _joined(self, number: int, column: str, known: Party, stated: Party) -> Party:
        """Return a party with what a row adds; note what it says otherwise than an earlier one."""
        changes: dict[str, object] = {}
        for field in ("name", "kind", "countries", "listed"):
            old, new = getattr(known, field), getattr(stated, field)
            if new in ("", (), None, Kind.UNKNOWN) and not isinstance(new, bool):
                continue
            if old in ("", (), None, Kind.UNKNOWN) and not isinstance(old, bool):
                changes[field] = new
            elif old != new:
                self._contradiction(number, column, field, old, new)
        return replace(known, **changes) if changes else known  # type: ignore[arg-type]

    def _contradiction(self, number: int, column: str, field: str, old: object, new: object) -> None:
        name = f"{column}_{'country' if field == 'countries' else field}"
        message = f"is {_word(old)} in another row of the same party"
        self._findings.add(
            message, row=number, field=name, value=_word(new), remedy="say the same everywhere"
        )

    def _missing(self, number: int, column: str, id_: str) -> None:
        worth = len(self._findings) < MOST_LISTED and len(self._parties) <= _MOST_COMPARED
        remedy = did_you_mean(id_, self._parties) if worth else None
        message = f"stands not in {self._declared}"
        self._findings.add(message, row=number, field=column, value=id_, remedy=remedy)

    def _country(self, text: str | None, number: int, column: str, file: str | None) -> str:
        code = alpha_3_of(text or "")
        if text and not code:
            self._findings.add(
                "is no country", row=number, field=column, value=text, remedy=_COUNTRY_REMEDY, file=file
            )
        return code


_NOBODY = Party("")


def _truth(text: str | None) -> bool | None:
    return None if text is None else text == "yes"


def _word(value: object) -> str:
    if isinstance(value, Kind):
        return value.name.lower()
    return " ".join(value) if isinstance(value, tuple) else str(value)
