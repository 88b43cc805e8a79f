"""Holdings in CSV: what is stated, what is assumed, what is refused."""

import datetime as dt
from pathlib import Path

import pytest

from didymium.files.problems import InputError
from didymium.screening.ownership.holdings import Kind, Right
from didymium.screening.register.holdings_csv import parse_holdings_csv, read_holdings_csv
from didymium.screening.register.records import Assumed
from register_cases import DAY, stakes

HEAD = (
    "owner,owned,capital_percent,capital_percent_low,capital_percent_high,votes_percent,rights,from,until\n"
)


def refused(content: bytes | str, parties: str | None = None) -> str:
    raw = content.encode() if isinstance(content, str) else content
    with pytest.raises(InputError) as raised:
        parse_holdings_csv(raw, "h.csv", DAY, None if parties is None else parties.encode())
    return str(raised.value)


@pytest.mark.parametrize(
    ("row", "bounds", "assumed"),
    [
        ("A,B,25,,,,,,", (0.25, 0.25, 0.25, 0.25), Assumed.VOTES),
        ("A,B,25,,,40,,,", (0.25, 0.25, 0.4, 0.4), Assumed.NOTHING),
        ("A,B,,,,40,,,", (0.4, 0.4, 0.4, 0.4), Assumed.CAPITAL),
        ("A,B,,25,50,,,,", (0.25, 0.5, 0.25, 0.5), Assumed.VOTES),
        ("A,B,,25,,,,,", (0.25, 1.0, 0.25, 1.0), Assumed.VOTES),
        # Blank is not zero: nothing is said of shares, so they may be any.
        ("A,B,,,,,,,", (0.0, 1.0, 0.0, 1.0), Assumed.NOTHING),
        ("A,B,,,,,golden_share,,", (0.0, 1.0, 0.0, 1.0), Assumed.NOTHING),
        ("A,B,0,,,0,golden_share,,", (0.0, 0.0, 0.0, 0.0), Assumed.NOTHING),
    ],
)
def test_a_row_bounds_capital_and_votes(row: str, bounds: tuple[float, ...], assumed: Assumed) -> None:
    register = parse_holdings_csv((HEAD + row + "\n").encode("utf-8-sig"), "h.csv", DAY)
    assert stakes(register) == {("A", "B"): bounds}
    assert register.assumed.tolist() == [assumed]


def test_a_holding_lasts_from_its_first_to_its_last_day() -> None:
    """``until`` is the last day, unlike the standard's endDate."""
    content = (HEAD + "A,B,10,,,,board_seat control,2025-01-01,2025-12-31\n").encode()
    days = {day: parse_holdings_csv(content, "h.csv", dt.date.fromisoformat(day)) for day in
        ("2024-12-31", "2025-01-01", "2025-12-31", "2026-01-01")}  # fmt: skip
    assert [register.holdings.holding_count for register in days.values()] == [0, 1, 1, 0]
    assert days["2025-01-01"].holdings.rights.tolist() == [Right.BOARD_SEAT | Right.CONTROL]


def test_parties_stand_beside_the_holdings_or_in_a_file_of_their_own(tmp_path: Path) -> None:
    """Both ways give the same parties; the columns beside a holding need not be repeated."""
    beside = (
        "owner,owned,capital_percent,owner_name,owner_kind,owner_country,owned_name,owned_listed\n"
        "P,A,60,山田 花子 (invented),person,JP,Invented Alpha,yes\nP,B,70,,,,,\n"
    )
    (tmp_path / "h.csv").write_text("owner,owned,capital_percent\nP,A,60\nP,B,70\n", encoding="utf-8")
    (tmp_path / "p.csv").write_text(
        "party,name,kind,country,listed\nP,山田 花子 (invented),person,Japan,\nA,Invented Alpha,,,yes\nB\n",
        encoding="utf-8",
    )
    one = parse_holdings_csv(beside.encode(), "h.csv", DAY)
    other = read_holdings_csv(tmp_path / "h.csv", DAY, tmp_path / "p.csv")
    for register in (one, other):
        assert register.holdings.kinds.tolist() == [Kind.PERSON, Kind.UNKNOWN, Kind.UNKNOWN]
        assert [register.names.name(party) for party in range(3)] == [
            "山田 花子 (invented)",
            "Invented Alpha",
            "B",
        ]
        assert register.names.countries(0) == ("JPN",)
        assert [register.is_listed(party) for party in range(3)] == [None, True, None]
    assert stakes(one) == stakes(other)


def test_every_problem_is_named_at_once() -> None:
    text = refused(
        "owner,owned,capital_percent,votes_percent,rights,from,until,owner_kind,owned_country\n"
        "A,B,25 %,,,,,,\n"
        "A,B,101,-1,,,,,\n"
        "A,C,nan,,veto,2025-01-01,2024-01-01,,\n"
        ",C,1e400,,,31/12/2024,,robot,\n"
        "P,Q,10,,first last,2025-01-01,2024-01-01,person,Atlantis\n"
        "A,P,10,,,,,entity,\n"
        "A,P,20,,,,,entity,\n"
    )
    for words in (
        'row 2, column capital_percent: "25 %" is not a number (write 25, the unit is the column\'s)',
        'row 3, column capital_percent: "101" must be at most 100',
        'row 3, column votes_percent: "-1" must be at least 0',
        'row 4, column capital_percent: "nan" is not a number',
        'row 5, column capital_percent: "1e400" is too large',
        "row 5, column owner: is blank",
        'row 5, column from: "31/12/2024" is not a date',
        "row 5, column owner_kind",
        'row 6, column rights: "first" is no special right',
        'row 6, column until: "2024-01-01" is before from, 2025-01-01',
        'row 6, column owned_country: "Atlantis" is no country',
        'row 7, column owned: "P" is a person',
        'row 8: "A, P" is the same owner, owned, from, source as in row 7',
    ):
        assert words in text, words


def test_bounds_and_parties_that_contradict_are_refused() -> None:
    text = refused(HEAD + "A,B,,50,25,,,,\nA,C,60,,50,,,,\n")
    assert '"50.0" is above capital_percent_high' in text
    assert '"60.0" lies outside its own bounds' in text
    names = "owner,owned,owner_name\nA,B,Alpha\nA,C,Alpen\n"
    assert 'row 3, column owner_name: "Alpen" is Alpha in another row of the same party' in refused(names)
    text = refused("owner,owned\nAlpha,Bet\n", "party\nAlpha\nBeta\n")
    assert '"Bet" stands not in parties.csv (did you mean "Beta"?)' in text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\xff\xfeo\x00", "is saved as UTF-16 text"),
        (b"PK\x03\x04", "is an Excel workbook with the name of a CSV file"),
        ("owner,owned\n日本,株式会社\n".encode("cp932"), "is neither UTF-8 nor Windows-1252"),
        ("owner,owned\nMüller,Bär\n".encode("cp1252"), "is not UTF-8 text"),
        (b"owner;owned\nA;B\n", "separated by semicolons"),
        (b'owner,owned\n"A,B\n', "cannot be read as CSV"),
        (b"owner,held\nA,B\n", "is an unknown column"),
        (b"<html>", "is a web page"),
        (b"owner,owned\n" + b"A" * 200_000 + b",B\n", "cannot be read as CSV"),
        (b"owner,owned\n" + b"A" * 600 + b",B\n", "column owner"),
    ],
)
def test_what_is_no_table_of_holdings_is_refused(content: bytes, words: str) -> None:
    text = refused(content)
    assert words in text
    assert len(text) < 1_000
