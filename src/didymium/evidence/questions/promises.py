"""Promises compared: what only one side says, and what one agreement covers that another does not."""

from __future__ import annotations

from collections.abc import Iterable

from didymium.evidence.agreements import Agreement, Provision


def one_sided(agreements: Iterable[Agreement]) -> list[tuple[Agreement, Provision]]:
    """Return the provisions that fewer than all parties' texts state, by date of signing."""
    return [
        (agreement, provision)
        for agreement in sorted(agreements, key=lambda item: (item.signed, item.agreement))
        for provision in agreement.provision
        if provision.stated_by and set(provision.stated_by) < set(agreement.parties)
    ]


def new_areas(newer: Agreement, older: Agreement) -> list[str]:
    """Return the areas that one agreement covers and another does not, in its order."""
    known = {provision.area for provision in older.provision}
    return list(dict.fromkeys(row.area for row in newer.provision if row.area not in known))
