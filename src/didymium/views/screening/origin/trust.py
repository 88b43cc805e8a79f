"""Whom a club of a case trusts: its members that are countries."""

from __future__ import annotations

import datetime as dt

from didymium.case.case import Case
from didymium.evidence.countries import country_codes


def countries_of_club(case: Case, club: str, day: dt.date) -> tuple[frozenset[str], tuple[str, ...]]:
    """Return the members of a club on a day that are countries, and the regions that are none: of these
    nobody says which countries they are.
    """
    members = case.regions_of(club, day)
    known = country_codes()
    return (
        frozenset(member for member in members if member in known),
        tuple(member for member in members if member not in known),
    )
