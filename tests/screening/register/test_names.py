"""Parties by identifier or name, in any script."""

import pytest

from didymium.files.problems import InputError
from didymium.screening.register.names import ListedNames, find_party, name_key
from didymium.screening.register.records import Party

NAMES = ListedNames(
    [
        Party("JP-1", "ディジプロ磁石 (invented)"),
        Party("KR-1", "네오디뮴 주식회사 (invented)"),
        Party("DE-1", "Straße Erden GmbH (invented)"),
        Party("DE-2", "Gleich AG (invented)", other_names=("Same plc (invented)",)),
        Party("GB-1", "Same plc (invented)"),
        Party("JP-1 ", ""),
    ],
    (),
)


@pytest.mark.parametrize(
    ("text", "party"),
    [
        ("JP-1", 0),
        ("ﾃﾞｨｼﾞﾌﾟﾛ磁石　(INVENTED)", 0),  # half-width kana with marks of their own, a wide space
        ("네오디뮴 주식회사 (invented)", 1),  # Hangul in its parts
        ("STRASSE ERDEN GMBH (INVENTED)", 2),  # ß and SS are one letter without case
        ("gleich  ag (invented)", 3),
        ("JP-1 ", 5),  # an identifier goes before a name that reads alike
    ],
)
def test_a_party_is_found_however_its_name_is_written(text: str, party: int) -> None:
    assert find_party(NAMES, text) == party


def test_a_name_of_two_parties_is_asked_back_with_both() -> None:
    with pytest.raises(InputError) as raised:
        find_party(NAMES, "same PLC (invented)")
    assert 'is the name of 2 parties (give the identifier: DE-2 "Gleich AG (invented)", GB-1' in str(
        raised.value
    )


def test_an_unknown_name_suggests_those_that_are_alike() -> None:
    with pytest.raises(InputError) as raised:
        find_party(NAMES, "Gleich A.G. (invented)", what="acquirer")
    assert 'acquirer: "Gleich A.G. (invented)" is no party of this register' in str(raised.value)
    assert 'did you mean DE-2 "Gleich AG (invented)"' in str(raised.value)


@pytest.mark.parametrize("text", ["", "  ", "\ud800", "\0" * 10_000, "x" * 1_000_000])
def test_what_is_no_name_is_refused_in_a_short_line(text: str) -> None:
    with pytest.raises(InputError) as raised:
        find_party(NAMES, text)
    assert len(str(raised.value)) < 400
    str(raised.value).encode()


def test_a_key_does_not_change_when_taken_twice() -> None:
    for name in ("ǰ", "ΐ", "㎏", "İstanbul", "ﬁn", "각"):
        assert name_key(name_key(name)) == name_key(name)
