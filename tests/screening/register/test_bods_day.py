"""Which statements hold on a day."""

import datetime as dt

from didymium.screening.register.register import Register
from register_cases import Json, entity, holds, interest, person, read, stakes

A, B = entity("A"), entity("B")


def on(day: str, *statements: Json) -> dict[tuple[str, str], float]:
    found = stakes(read(A, B, *statements, day=dt.date.fromisoformat(day)))
    return {pair: bounds[0] for pair, bounds in found.items()}


def test_the_last_statement_by_the_day_holds() -> None:
    """10 % stated in 2025, 30 % from 1 March 2026, closed on 1 May 2026."""
    history = [
        holds("A", "B", interest(exact=10)),
        holds(
            "A", "B", interest(exact=30), changes={"statementDate": "2026-03-01", "recordStatus": "updated"}
        ),
        holds(
            "A", "B", interest(exact=30), changes={"statementDate": "2026-05-01", "recordStatus": "closed"}
        ),
    ]
    for order in (history, history[::-1]):
        assert on("2024-12-31", *order) == {}
        assert on("2025-01-01", *order) == {("A", "B"): 0.1}
        assert on("2026-02-28", *order) == {("A", "B"): 0.1}
        assert on("2026-03-01", *order) == {("A", "B"): 0.3}
        assert on("2026-04-30", *order) == {("A", "B"): 0.3}
        assert on("2026-05-01", *order) == {}


def test_a_correction_published_later_replaces_a_statement_of_the_same_day() -> None:
    """The standard corrects with a new statement of the same statementDate and a later publicationDate."""
    wrong = holds("A", "B", interest(exact=10))
    published = {"publicationDate": "2025-02-01", "bodsVersion": "0.4", "publisher": {"name": "test"}}
    right = holds(
        "A", "B", interest(exact=20), changes={"statementId": "c" * 32, "publicationDetails": published}
    )
    assert on("2026-01-01", wrong, right) == on("2026-01-01", right, wrong) == {("A", "B"): 0.2}


def test_an_interest_begins_on_its_start_date_and_is_gone_on_its_end_date() -> None:
    """The standard: startDate is "the date from which this interest was active", endDate that from which it
    "ceased to exist"."""
    held = holds("A", "B", interest(exact=40, startDate="2025-06-01", endDate="2026-01-01"))
    assert on("2025-05-31", held) == {}
    assert on("2025-06-01", held) == on("2025-12-31", held) == {("A", "B"): 0.4}
    assert on("2026-01-01", held) == {}


def test_a_party_stated_only_later_still_has_its_name() -> None:
    """A relationship of 2025 with a company that the file describes first in 2027."""
    late = entity("C", changes={"statementDate": "2027-01-01"})
    register = read(A, late, holds("A", "C", interest(exact=5)))
    assert register.names.name(1) == "C"
    assert list(stakes(register)) == [("A", "C")]


def test_a_time_of_day_counts_as_its_day() -> None:
    held = holds("A", "B", interest(exact=1), changes={"statementDate": "2025-01-01T23:30:00Z"})
    assert on("2025-01-01", held) == {("A", "B"): 0.01}


def test_listing_and_country_are_read() -> None:
    """Kosovo has a code in common use that ISO 3166-1 does not have; GB-SCT is a part of Great Britain."""
    listed = entity(
        "L", publicListing={"hasPublicListing": True}, jurisdiction={"name": "Scotland", "code": "GB-SCT"}
    )
    dual = person(
        "P", nationalities=[{"name": "Japan", "code": "JP"}, {"name": "Republic of Kosovo", "code": "XK"}]
    )
    register: Register = read(listed, A, dual, entity("S", "state", jurisdiction={"name": "China"}))
    assert [register.is_listed(party) for party in range(3)] == [True, None, None]
    codes = register.holdings.jurisdictions
    assert [register.names.jurisdiction(int(code)) for code in codes] == ["GBR", "", "JPN", "CHN"]
    assert register.names.countries(2) == ("JPN", "XKX")
