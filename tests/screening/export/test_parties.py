"""Names of end users against lists of parties."""

from __future__ import annotations

import pytest

from didymium.evidence.evidence import Evidence
from didymium.evidence.reading import shared_evidence
from didymium.screening.answer import Holds
from didymium.screening.export.parties import bare_name, listing
from didymium.screening.export.shipment import EndUser

WATCH, CONTROL, JUNE, US = (
    "cn_watch_list_2026_02",
    "cn_2026_11",
    "cn_control_list_2026_06",
    "cn_control_list_2025_01",
)


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return shared_evidence()


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("SUBARU Corporation", "subaru"), ("Subaru Corp.", "subaru"), ("株式会社SUBARU", "subaru"),
        ("ＳＵＢＡＲＵ（株）", "subaru"), ("㈱ SUBARU", "subaru"), ("(주)SUBARU", "subaru"),
        ("Nitto Denko Co., Ltd.", "nitto denko"), ("JAXA (Japan)", "jaxa"), ("Co., Ltd.", "co., ltd."),
        ("株式会社", "株式会社"), ("  ", ""),
    ],
)  # fmt: skip
def test_legal_form_case_and_width_do_not_matter(name: str, bare: str) -> None:
    assert bare_name(name) == bare


@pytest.mark.parametrize(
    ("name", "party"),
    [
        ("SUBARU", "subaru"), ("株式会社ＳＵＢＡＲＵ", "subaru"), ("TDK株式会社", "tdk"), ("Tdk Corp", "tdk"),
        ("subaru", "subaru"),
    ],
)  # fmt: skip
def test_a_listed_party_is_found_in_any_language(evidence: Evidence, name: str, party: str) -> None:
    found = listing(EndUser(name), [WATCH], evidence)
    assert (found.holds, found.party) == (Holds.YES, party)
    assert found.fact in set(evidence.facts["fact"])


def test_japanese_names_with_and_without_spaces_and_additions(evidence: Evidence) -> None:
    for name in ("宇宙航空研究開発機構", "ジャパンマリンユナイテッド", "ＮＥＣネットワークセンサ"):
        assert listing(EndUser(name), [CONTROL], evidence).holds is Holds.YES


@pytest.mark.parametrize(
    "name", ["Subalu", "Denko Nitto", "Mitsubishi Material", "Ѕubaru", "Nissin Electrics"]
)
def test_a_name_nearly_listed_is_open(evidence: Evidence, name: str) -> None:
    """A letter wrong, words turned round, a Cyrillic capital: someone must look, and says so."""
    found = listing(EndUser(name), [WATCH], evidence)
    assert found.holds is Holds.UNKNOWN
    assert [said.key for said in found.missing] == ["screen.export.missing.like_listed"]
    assert listing(EndUser(name, declared_unlisted=True), [WATCH], evidence).holds is Holds.NO


def test_a_complete_list_says_no_and_an_incomplete_one_nothing(evidence: Evidence) -> None:
    """All 20 names of No. 11 and No. 12 are known; of the list of June 2026 fewer than the 20 it has."""
    user = EndUser("Toyota Motor Corporation")
    assert listing(user, [CONTROL, WATCH], evidence).holds is Holds.NO
    found = listing(user, [JUNE], evidence)
    assert found.holds is Holds.UNKNOWN
    (said,) = found.missing
    assert said.fields["total"] == 20
    assert isinstance(said.fields["known"], int)
    assert said.fields["known"] < 20


def test_a_declaration_does_not_undo_a_listing(evidence: Evidence) -> None:
    assert listing(EndUser("TDK", declared_unlisted=True), [WATCH], evidence).holds is Holds.YES
    assert listing(EndUser("Acme", declared_unlisted=True), [JUNE, US], evidence).holds is Holds.NO


def test_nobody_named_is_unknown_and_nothing_listed_is_complete(evidence: Evidence) -> None:
    assert listing(EndUser(), [WATCH], evidence).holds is Holds.UNKNOWN
    assert listing(EndUser("Acme"), ["cn_2025_18"], evidence).missing
    assert listing(EndUser("Acme"), ["no_such_list"], evidence).holds is Holds.UNKNOWN


@pytest.mark.parametrize("name", ["名" * 10_000, "\u202eDKT", "'; DROP TABLE--", "\x00", "🧲", "<b>TDK</b>"])
def test_names_of_any_kind_are_answered(evidence: Evidence, name: str) -> None:
    assert listing(EndUser(name), [WATCH], evidence).holds in (Holds.NO, Holds.UNKNOWN)
