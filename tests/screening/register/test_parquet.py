"""A register as Parquet: what is written comes back, and what is wrong is named."""

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from didymium.files.problems import InputError
from didymium.screening.register.names import find_party
from didymium.screening.register.parquet.writing import write_register
from didymium.screening.register.reading import read_register
from didymium.screening.register.register import Register
from register_cases import DAY, entity, holds, interest, person, read, stakes


def written(folder: Path, parties: dict[str, list[object]], holdings: dict[str, list[object]]) -> Path:
    folder.mkdir(exist_ok=True)
    pq.write_table(pa.table(parties), folder / "parties.parquet")
    pq.write_table(pa.table(holdings), folder / "holdings.parquet")
    return folder


def refused(folder: Path) -> str:
    with pytest.raises(InputError) as raised:
        read_register(folder, DAY)
    return str(raised.value)


def facts(register: Register) -> dict[str, object]:
    """Return everything that a register says, in an order of its own."""
    rows = register.holdings
    bits = {
        (int(a), int(b)): (int(right), int(assumed))
        for a, b, right, assumed in zip(rows.owner, rows.owned, rows.rights, register.assumed, strict=True)
    }
    return {
        "stakes": stakes(register),
        "bits": bits,
        "kinds": rows.kinds.tolist(),
        "countries": [register.names.jurisdiction(int(code)) for code in rows.jurisdictions],
        "listed": register.listed.tolist(),
        "names": [register.names.name(party) for party in range(rows.party_count)],
        "claims": register.claims,
        "undisclosed": register.undisclosed,
    }


def test_a_register_comes_back_as_it_was_written(tmp_path: Path) -> None:
    """Shares, bands with an excluded end, rights, assumptions, claims and gaps: all to the last bit."""
    register = read(
        entity("A", jurisdiction={"name": "Japan"}, publicListing={"hasPublicListing": True}),
        entity("S", "state", jurisdiction={"name": "China"}), person("아무개"), entity("B"),
        holds("S", "A", interest(share={"exclusiveMinimum": 51, "maximum": 75}), interest("boardMember")),
        holds("아무개", "A", interest(exact=10), interest("votingRights", 20)),
        holds("A", "B", interest(exact=100.0 / 3)),
        holds("S", "B", interest(exact=17, directOrIndirect="indirect"), componentRecords=["S-A", "A-B"]),
        holds({"reason": "unknown"}, "B"),
    )  # fmt: skip
    write_register(register, tmp_path / "register")
    again = read_register(tmp_path / "register", DAY)
    assert facts(again) == facts(register)
    assert again.notes == register.notes[:0] + tuple(n for n in register.notes if "assumed" in n.key)
    assert find_party(again.names, "아무개") == 2  # Hangul in its parts
    with pytest.raises(InputError, match="did you mean S"):
        find_party(again.names, "Sx")


def test_rows_hold_from_their_first_to_their_last_day(tmp_path: Path) -> None:
    day = dt.date(2025, 3, 1)
    folder = written(
        tmp_path,
        {"party": ["A", "B"]},
        {"owner": ["A"], "owned": ["B"], "capital_low": [0.3], "from": [day], "until": [day]},
    )
    counts = [
        read_register(folder, day + dt.timedelta(days=days)).holdings.holding_count for days in (-1, 0, 1)
    ]
    assert counts == [0, 1, 0]
    assert stakes(read_register(folder, day)) == {("A", "B"): (0.3, 1.0, 0.3, 1.0)}


def test_every_problem_is_named_at_once(tmp_path: Path) -> None:
    text = refused(
        written(
            tmp_path,
            {"party": ["A", "B", "B", None]},
            {
                "owner": ["A", "A", "Z", "A", None],
                "owned": ["B", "Y", "B", "B", "B"],
                "capital_low": [25.0, float("nan"), 0.5, -0.1, None],
                "capital_high": [30.0, 1.0, 0.4, 0.5, float("inf")],
            },
        )
    )
    for words in (
        "parties.parquet row 4, column party: is blank",
        'parties.parquet row 2, column party: "B" stands 2 times',
        "holdings.parquet row 5, column owner: is blank",
        'holdings.parquet row 1, column capital_low: "25.0" is no share (a share from 0 to 1: 0.25, not 25)',
        'holdings.parquet row 2, column capital_low: "nan" is no share',
        'holdings.parquet row 4, column capital_low: "-0.1" is no share',
        'holdings.parquet row 5, column capital_high: "inf" is no share',
        'holdings.parquet row 3, column capital_low: "0.5" is above capital_high',
        'holdings.parquet row 3, column owner: "Z" is no party of parties.parquet',
        'holdings.parquet row 2, column owned: "Y" is no party of parties.parquet',
    ):
        assert words in text, words


def test_unknown_words_are_named(tmp_path: Path) -> None:
    text = refused(
        written(
            tmp_path,
            {"party": ["A", "B"], "kind": ["entity", "robot"], "country": ["JP", "Atlantis"]},
            {"owner": ["A"], "owned": ["B"], "rights": ["golden_share veto"]},
        )
    )
    assert 'row 2, column kind: "robot" is not known (entity, person, state, arrangement, unknown)' in text
    assert 'row 2, column country: "Atlantis" is not known' in text
    assert 'row 1, column rights: "golden_share veto" is not known' in text


def test_files_that_are_none_of_a_register_are_refused(tmp_path: Path) -> None:
    assert "parties.parquet: is missing" in refused(tmp_path)
    (tmp_path / "parties.parquet").write_bytes(b"PAR1 no PAR1")
    assert "cannot be read as Parquet" in refused(tmp_path)
    folder = written(tmp_path, {"partie": ["A"]}, {"owner": [1], "owned": ["B"]})
    assert 'column partie: is an unknown column (did you mean "party"?)' in refused(folder)
    written(tmp_path, {"party": ["A"]}, {"owner": [1], "owned": ["B"]})
    assert "column owner: is of type BIGINT (VARCHAR)" in refused(folder)
