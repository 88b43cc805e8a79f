"""What is read, what follows from it, what is to be told, and how answers change over time."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from didymium.evidence.deal_tests import PROPERTIES, SHARES
from didymium.evidence.evidence import Evidence
from didymium.evidence.reading import shared_evidence
from didymium.files.problems import InputError
from didymium.locale import LANGUAGES, catalogue
from didymium.screening.answer import Holds
from didymium.screening.deals.answers import OUTCOMES, Judged, RuleAnswer, rule_answer
from didymium.screening.deals.deal import Deal, Entity, Share, exactly
from didymium.screening.deals.entities import entity_after
from didymium.screening.deals.findings import finding_of
from didymium.screening.deals.findings import tests_on as all_tests_on
from didymium.screening.deals.reading import DealFile, deal_of, read_deal
from didymium.screening.deals.screen import deal_timeline, screen_deal, screen_entity

DAY = dt.date(2026, 11, 22)
FILE = """
acquirer = "明珠基金"
target = "합금 주식회사"
acquirer_country = "HKG"
target_country = "JPN"
stake = 8
stake_before = [0, 0.5]
is_so = ["listed", "critical_minerals_34", "keeps_core_conditions"]
is_not_so = ["state_owned", "sanctioned_before", "specified_investor", "quasi_specified", "board_seat",
    "proposes_sale"]
shares = { votes_after = [2, 8] }
"""


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return shared_evidence()


def alloy(stake: Share, so: str = "listed critical_minerals_34", no: str = "") -> Deal:
    properties: dict[Any, Holds] = dict.fromkeys(so.split(), Holds.YES)
    properties |= dict.fromkeys(no.split(), Holds.NO)
    return Deal("fund", "alloy maker", "HKG", "JPN", None, {"stake_after": stake}, properties)


def japan(evidence: Evidence, deal: Deal, day: dt.date = DAY) -> RuleAnswer:
    return screen_deal(evidence, deal, day).rule("japan_fefta")


def conditions(said: Any) -> set[object]:
    return {one.fields.get("condition", one.fields.get("share")) for one in said}


def test_who_must_be_told_of_eight_percent_and_when(evidence: Evidence) -> None:
    """Through the Bank of Japan, 30 days before; or 45 days after, if the exemption is earned."""
    found = japan(evidence, alloy(exactly(8)))
    assert (found.outcome, found.exemption) == ("notify_before", Holds.UNKNOWN)
    notice = next(duty for duty in found.duties if duty.effect == "notify_before")
    assert notice.tell == ("mof_japan", "japan_ministers_in_charge")
    assert (notice.through, notice.days_before, notice.months_before) == ("boj", 30, 6)
    report = next(duty for duty in found.duties if duty.effect == "exempt")
    assert (report.through, report.days_before, report.days_after) == ("boj", None, 45)


def test_what_to_change_is_said(evidence: Evidence) -> None:
    """12 % of a core firm with a seat: below 1 % nothing, below 10 % and without the seat the exemption."""
    no = "state_owned sanctioned_before specified_investor quasi_specified proposes_sale nonpublic_technology"
    deal = alloy(exactly(12), "listed critical_minerals_34 board_seat", no + " keeps_core_conditions")
    said = japan(evidence, deal).remedies
    remedies = {(one.key.rpartition(".")[2], *map(str, one.fields.values())) for one in said}
    stake = "screen.deal.share.stake_after"
    assert remedies == {
        ("stay_below", stake, "1.0"),
        ("stay_below", stake, "10.0"),
        ("give_up", "screen.deal.property.board_seat"),
        ("promise", "screen.deal.property.keeps_core_conditions"),
    }


def test_what_cannot_be_changed_is_not_suggested(evidence: Evidence) -> None:
    """A state-owned buyer earns no exemption by giving up its seat."""
    deal = alloy(exactly(5), "listed critical_minerals_34 board_seat state_owned")
    assert {one.key for one in japan(evidence, deal).remedies} == {"screen.deal.remedy.stay_below"}


def test_a_definition_beats_a_wrong_statement(evidence: Evidence) -> None:
    """Said not to be a core sector, yet of the 34 minerals: the notice makes it one."""
    found = japan(evidence, alloy(exactly(50), no="core_sector designated_sector foreign_investor"))
    assert found.outcome == "notify_before"


def test_who_buys_the_holder_acquires_though_the_direct_stake_stays(evidence: Evidence) -> None:
    """The amendment of 2026 catches half the votes of a foreign holder: in the target nothing moves."""
    so: dict[Any, Holds] = dict.fromkeys(
        ("listed", "critical_minerals_34", "through_holder", "holder_above_level"), Holds.YES
    )
    for votes, outcome in ((50.0, "notify_before"), (49.9, "not_caught")):
        shares: dict[Any, Share] = {"stake_after": exactly(0), "holder_votes_after": exactly(votes)}
        deal = Deal("fund", "alloy maker", "HKG", "JPN", exactly(0), shares, so)
        answer = screen_deal(evidence, deal, dt.date(2027, 6, 10), "lapsed")
        assert answer.rule("japan_fefta_2026").outcome == outcome


def test_thin_evidence_is_carried_along(evidence: Evidence) -> None:
    """The figures of 25 % and 49 % are marked incomplete in one of their sources."""
    shares: dict[Any, Share] = {"votes_after": exactly(30), "government_votes": exactly(60)}
    deal = Deal("fund", "firm", "CHN", "USA", None, shares, {"tid_business": Holds.YES})
    assert "incomplete" in screen_deal(evidence, deal, DAY).rule("us_cfius").warnings


def test_the_timeline_tiles_all_days(evidence: Evidence) -> None:
    spans = deal_timeline(evidence, alloy(exactly(8), no="through_holder"))
    assert spans[0].first is None
    assert spans[-1].last is None
    for span, following in zip(spans, spans[1:], strict=False):
        assert span.last is not None
        assert span.last + dt.timedelta(days=1) == following.first
    changes = [(span.first, span.answer.rule("japan_fefta").outcome) for span in spans]
    assert (dt.date(2021, 11, 4), "notify_before") in changes


@pytest.mark.parametrize(("state", "outcome"), [("repealed", "not_caught"), ("suspended", "not_in_force")])
def test_what_is_repealed_does_not_wait(state: str, outcome: str, evidence: Evidence) -> None:
    """A test that holds in a part that was repealed asks nothing any more; a suspended one may come back."""
    here = next(one for one in all_tests_on(evidence, DAY, "as_known", "deal") if one.test.step == "stake")
    finding = replace(finding_of(here, alloy(exactly(8)).known(), evidence), state=state, holds=Holds.YES)
    assert rule_answer("japan_fefta", [Judged(here.test, finding)], {}, evidence).outcome == outcome


def test_votes_and_capital_are_bounded_by_the_stake() -> None:
    """The stake is the larger of the two: 8 % allows votes up to 8 %; votes of 3 and capital of 5 make 5."""
    assert Deal("a", "b", shares={"stake_after": exactly(8)}).known().share("votes_after") == Share(None, 8)
    two: dict[Any, Share] = {"votes_after": exactly(3), "capital_after": exactly(5)}
    assert Deal("a", "b", shares=two).known().share("stake_after") == exactly(5)
    one: dict[Any, Share] = {"votes_after": exactly(3)}
    assert Deal("a", "b", shares=one).known().share("stake_after") == Share(3, None)


@pytest.mark.parametrize("bounds", [(math.nan, 1), (-1, 1), (0, math.inf), (0, 100.1), (3, 2)])
def test_what_is_no_share_is_refused(bounds: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match=r"share in percent|lies above"):
        Share(*bounds)


def test_one_owner_never_holds_more_than_all(evidence: Evidence) -> None:
    """All together 20 %: no one of them holds 25 %; one of 45 %: all together hold 40 % and more."""
    assert Entity("e", "USA", {"specified_all": exactly(20)}).known().share("specified_one").high == 20
    entity = Entity("e", "USA", {"specified_one": exactly(45)}, {"publicly_traded": Holds.NO})
    answer = screen_entity(evidence, entity, DAY).rule("us_pfe")
    assert [f.holds for f in answer.findings if f.step in ("one_owner", "all_owners")][:2] == [Holds.YES] * 2


def test_a_covered_buyer_makes_the_target_prohibited(evidence: Evidence) -> None:
    """Bought to 30 % by a Chinese company, a US firm has one specified owner of 25 % and more."""
    deal = Deal("buyer", "firm", "CHN", "USA", None, {"stake_after": exactly(30)})
    buyer = Entity("buyer", "CHN")
    target = Entity("firm", "USA", properties={"publicly_traded": Holds.NO})
    after = screen_entity(evidence, entity_after(evidence, deal, buyer, target), DAY)
    assert after.rule("us_pfe").outcome == "prohibited_entity"
    assert screen_entity(evidence, target, DAY).rule("us_pfe").outcome == "unknown"


def test_a_deal_is_read_in_any_script(tmp_path: Path, evidence: Evidence) -> None:
    path = tmp_path / "deal.toml"
    path.write_text(FILE, encoding="utf-8")
    deal = read_deal(path)
    assert (deal.acquirer, deal.before) == ("明珠基金", Share(0, 0.5))
    found = japan(evidence, deal)
    assert found.outcome == "notify_before"
    assert "screen.deal.property.nonpublic_technology" in conditions(found.missing)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("stake = 108", "100"),
        ("stake = nan", "finite"),
        ("stake = [9, 3]", "runs backwards"),
        ('acquirer_country = "HK"', "is unknown"),
        ('is_so = ["listet"]', "is unknown"),
        ('is_so = ["listed"]\nis_not_so = ["listed"]', "so and not so"),
        ("shares = { votes = 3 }", "is unknown"),
        ("stake = 3\nshares = { votes_after = 5 }", "lies above the stake"),
        ("stake = 3\nshares = { stake_after = 5 }", "says the same"),
        ("colour = 3", "colour"),
    ],
)
def test_what_is_wrong_with_a_deal_is_said(line: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "deal.toml"
    path.write_text(f'acquirer = "a"\ntarget = "b"\n{line}\n', encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_deal(path)


def test_options_make_the_same_deal_as_a_file() -> None:
    options = DealFile(acquirer="a", target="b", stake=8, is_so=("listed",))
    listed: dict[Any, Holds] = {"listed": Holds.YES}
    assert deal_of(options) == Deal("a", "b", shares={"stake_after": exactly(8)}, properties=listed)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_an_answer_is_said_in_every_language(language: str, evidence: Evidence) -> None:
    steps = {test.step for rule in evidence.rules.values() for part in rule.part for test in part.deal}
    keys = [f"outcome.{name}" for name in OUTCOMES] + [f"step.{name}" for name in sorted(steps)]
    keys += [f"property.{name}" for name in PROPERTIES] + [f"share.{name}" for name in SHARES]
    messages = catalogue(language).messages
    assert [key for key in keys if f"screen.deal.{key}" not in messages] == []
