"""Owners and deals in words: hand-made registers with known answers, and every sentence in every language."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import json
import re
from collections.abc import Iterator
from typing import get_args

import pytest

from deal_cases import answer, rows
from didymium.case.reading import read_case
from didymium.evidence.deal_tests import PROPERTIES, SHARES, DealEffect, DealStep
from didymium.evidence.reading import shared_evidence
from didymium.files.problems import InputError
from didymium.screening.answer import Holds, Said
from didymium.screening.deals.answers import OUTCOMES, ScreenAnswer
from didymium.screening.deals.deal import Deal, Share, exactly
from didymium.screening.ownership.anomalies import AnomalyKind
from didymium.screening.ownership.holdings import Kind, Right
from didymium.screening.register.bods.codes import UNSPECIFIED_REASONS
from didymium.screening.register.reading import parse_register
from didymium.views.answer.parts import ShownAnswer, print_answer, render_answer
from didymium.views.evidence.speaking import Speaker
from didymium.views.screening.ownership.asking import OwnershipQuestion
from didymium.views.screening.ownership.shown import show_ownership
from didymium.views.screening.ownership.view import OwnershipView, view_ownership
from didymium.views.screening.saying import say_said
from didymium.views.wording import words_for
from tiny_case import write_tiny_case

DAY = dt.date(2026, 11, 22)
LANGUAGES = ("en", "ko", "ja")
IDENTIFIER = re.compile(r"\b[a-z]+(?:_[a-z0-9]+)+\b|screen\.|[{}]")
"""What no reader should see in a sentence: identifiers with underscores, keys of messages, open fields."""
HEAD = (
    "owner,owned,capital_percent,votes_percent,rights,owner_name,owner_kind,owner_country,"
    "owned_kind,owned_country,owned_listed\n"
)
EIGHT = Deal(
    "Fund",
    "Alloy KK",
    "HKG",
    "JPN",
    None,
    {},
    {"listed": Holds.YES, "critical_minerals_34": Holds.YES},
)
"""A fund in Hong Kong buys into a listed Japanese alloy maker."""


@pytest.fixture(scope="module")
def speakers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Speaker]:
    case = read_case(write_tiny_case(tmp_path_factory.mktemp("case")))
    return {language: Speaker(words_for(case, language), shared_evidence()) for language in LANGUAGES}


def viewed(holdings: str, **asked: object) -> OwnershipView:
    """The view of a register of holdings as CSV without its head."""
    register = parse_register((HEAD + holdings).encode(), "owners.csv", DAY)
    return view_ownership(shared_evidence(), OwnershipQuestion(**asked), DAY, register)  # type: ignore[arg-type]


def stated(bought: Share | None, timeline: bool = False, **changes: object) -> OwnershipView:
    """The view of the deal of question 16 without a register."""
    deal = dataclasses.replace(EIGHT, **changes)  # type: ignore[arg-type]
    question = OwnershipQuestion(target=deal.target, deal=deal, bought=bought)
    return view_ownership(shared_evidence(), question, DAY, timeline=timeline)


def printed(answer: ShownAnswer) -> str:
    page = io.StringIO()
    print_answer(page, answer)
    return " ".join(page.getvalue().split())


def sentences(answer: ScreenAnswer) -> Iterator[Said]:
    for rule in answer.rules:
        yield from (*rule.missing, *rule.remedies)
        for finding in rule.findings:
            yield from (*finding.reasons, *finding.missing, *finding.remedies)


def test_every_sentence_of_every_case_is_in_words(speakers: dict[str, Speaker]) -> None:
    """All that the engines say of the table of deals, once each, in three languages."""
    answers = [answer(shared_evidence(), row) for row in rows()]
    found = {repr(one): one for each in answers for one in sentences(each)}
    assert len(found) > 150
    for language, speaker in speakers.items():
        for said in found.values():
            text = say_said(speaker, said)
            assert not IDENTIFIER.search(text), (language, said, text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_that_may_come_up_has_its_message(speakers: dict[str, Speaker], language: str) -> None:
    known = speakers[language].words.catalogue.messages
    wanted = [
        *(f"screen.deal.property.{name}" for name in PROPERTIES),
        *(f"screen.deal.share.{name}" for name in SHARES),
        *(f"screen.deal.step.{name}" for name in get_args(DealStep)),
        *(f"screen.deal.outcome.{name}" for name in {*get_args(DealEffect), *OUTCOMES}),
        *(f"screen.ownership.anomaly.{name}" for name in get_args(AnomalyKind)),
        *(f"screen.ownership.kind.{kind.name.lower()}" for kind in Kind),
        *(f"screen.ownership.right.{str(right.name).lower()}" for right in Right if right),
        *(f"screen.ownership.undisclosed.{reason}" for reason in UNSPECIFIED_REASONS),
    ]
    assert [key for key in wanted if key not in known] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_of_everything_is_in_words(speakers: dict[str, Speaker], language: str) -> None:
    """A register with every part: the page holds no identifier but those of rules, sources and facts."""
    register = parse_register((HEAD + CIRCLE).encode(), "owners.csv", DAY)
    question = OwnershipQuestion("alloy", 25.0, EIGHT, exactly(8), us_listed=("state",), cn_listed=("state",))
    view = view_ownership(shared_evidence(), question, DAY, register, timeline=language == "ja")
    shown = show_ownership(speakers[language], view, charts=language == "ja")
    evidence = shared_evidence()
    parts = {part.part for rule in evidence.rules.values() for part in rule.part}
    ids = {*evidence.rules, *evidence.sources, *parts}
    for part in shown.parts:
        for table in (*part.tables, *part.folded):
            cells = [cell for row in table.rows for cell in row]
            for text in (table.title, table.note, *table.headers, *cells):
                assert {*re.findall(r"[a-z]+(?:_[a-z0-9]+)+", text)} <= ids, text
        for text in (part.heading, *part.said, *(chart.description for chart in part.charts)):
            assert not IDENTIFIER.search(text), text
    charts = {chart.name for part in shown.parts for chart in part.charts}
    wanted = {"screen-owners", "screen-deal-duties", "screen-entity-duties"}
    assert charts == (wanted if language == "ja" else set())
    assert render_answer(shown).startswith("<!")
    assert json.loads(json.dumps(shown.data, default=str))["target"] == "磁石合金"


CIRCLE = """\
state,holding,100,,,China State,state,CHN,entity,CHN,
holding,alloy,20,,,,,,entity,JPN,yes
ms_yamada,alloy,50,,golden_share,山田花子,person,JPN,,,
alloy,partner,30,,,磁石合金,,,entity,JPN,
partner,alloy,30,,,,,,,,
"""
"""20 % + 50 % + 30 % of the alloy maker, of whose partner it holds 30 % itself."""


def test_shares_are_those_of_the_chains(speakers: dict[str, Speaker]) -> None:
    """Alloy holds 30 % of its partner, which holds 30 % of it: chains to alloy add up to 1 + 0.09 + 0.09² + …
    = 1 / 0.91. The state has 20 % / 0.91 = 21.98 %, Ms Yamada 50 % / 0.91 = 54.95 %, the partner its 30 %
    (chains through itself count once); 100 − 76.92 = 23.08 % end with nobody, the partner's other 70 %.
    """
    data = show_ownership(speakers["en"], viewed(CIRCLE, target="磁石合金"), charts=False).data
    shares = {one["party"]: one["integrated_percent"] for one in data["owners"]["owners"]}
    assert shares["state"] == [pytest.approx(20 / 0.91)] * 2
    assert shares["ms_yamada"] == [pytest.approx(50 / 0.91)] * 2
    assert shares["partner"] == [pytest.approx(30)] * 2
    assert data["owners"]["unstated_percent"] == [pytest.approx(100 - 70 / 0.91)] * 2
    assert [one["party"] for one in data["owners"]["owners"] if one["ultimate"]] == ["ms_yamada", "state"]
    assert data["owners"]["states"]["countries"][0]["country"] == "CHN"
    assert data["data"]["counts"] == {"circle": 1}


def test_faults_of_the_target_are_named_where_they_stand(speakers: dict[str, Speaker]) -> None:
    """Rows 2 and 5 give another firm 120 %, which is not the target's fault; row 4 is. The company
    behind which nobody is stated is the end of what is known.
    """
    rows = "x,y,90,,,,entity,,entity,,\na,t,40,,,,entity,,entity,,\nt,t,10,,,,,,,,\n"
    shown = show_ownership(speakers["en"], viewed(rows + "z,y,30,,,,entity,,,,\n", target="t"), charts=False)
    assert shown.data["data"]["counts"] == {"self_holding": 1}
    tables = {table.title: table.rows for part in shown.parts for table in part.tables}
    assert tables["What is wrong or odd"] == (("stake in itself", "t", "10 %", "row 4"),)
    assert [row[0] for row in tables["Ultimate owners"]] == ["a"]


def test_question_16_is_answered_in_words(speakers: dict[str, Speaker]) -> None:
    """8 % of a listed firm of a core sector: the threshold is 1 %, the wait 30 days, an exemption is open."""
    shown = show_ownership(speakers["en"], stated(exactly(8), before=exactly(0)), charts=False)
    text = printed(shown)
    for words in (
        "its stake afterwards: 8 %. Answer: prior notification.",
        "Ministry of Finance (Japan), Ministers in charge of the business (Japan); through: Bank of Japan",
        "at least 30 days before completion",
        "perhaps: exempt from prior notification, on conditions",
        "Stay below 1 %: stake after the deal",
        "Give up: a seat on the board of the target",
    ):
        assert words in text
    assert {"withers_fefta_2023", "mof_core_2021"} <= set(shown.sources)
    japan = next(one for one in shown.data["deal"]["rules"] if one["rule"] == "japan_fefta")
    stake = next(one for one in japan["findings"] if one["part"] == "one_percent")
    figure = stake["figures"][0]
    assert (stake["state"], str(stake["since"]), stake["holds"]) == ("in_force", "2020-06-07", "yes")
    assert (figure["low"], figure["threshold"], figure["threshold_included"]) == (8.0, 1.0, True)
    assert (japan["duties"][0]["days_before"], japan["duties"][0]["through"]) == (30.0, "boj")


def test_a_stake_before_that_nobody_says_leaves_the_stake_after_open(speakers: dict[str, Speaker]) -> None:
    """At least 8 % is enough for 1 %; whether it stays below 10 % is open; 0.5 % alone decides nothing."""
    text = printed(show_ownership(speakers["en"], stated(exactly(8)), charts=False))
    assert "its stake afterwards: 8 % or more. Answer: prior notification." in text
    assert "--before 0" in text
    little = stated(exactly(0.5)).deal
    assert little is not None
    assert little.answer.outcome == "unknown"
    sure = stated(exactly(0.5), before=exactly(0)).deal
    assert sure is not None
    assert sure.answer.rule("japan_fefta").outcome != "notify_before"


def test_no_more_is_bought_than_is_left() -> None:
    with pytest.raises(InputError, match="more than is left"):
        stated(exactly(5), before=exactly(99))
    assert stated(exactly(1), before=exactly(99)).deal is not None


def test_an_acquirer_outside_the_register_is_said_to_be(speakers: dict[str, Speaker]) -> None:
    """What the register says of the target is used: it is Japanese and listed; the name is no party of it."""
    deal = Deal("Holdings", "alloy", "HKG", properties={"critical_minerals_34": Holds.YES})
    view = viewed(CIRCLE, target="alloy", deal=deal, bought=exactly(8))
    assert view.deal is not None
    assert view.deal.answer.rule("japan_fefta").outcome == "notify_before"
    assert "The register has no party called Holdings (but: holding)" in printed(
        show_ownership(speakers["en"], view, charts=False)
    )


def test_who_sells_decides_whether_the_stake_grows() -> None:
    """Of the alloy maker's partner 70 % are nobody's: they may be the holding's, whose stake is open so. What
    it buys of Ms Yamada adds to it all the same; without a seller it may buy of itself.
    """
    deal = Deal("holding", "alloy", properties={"critical_minerals_34": Holds.YES})
    outcomes = []
    for seller in ("", "ms_yamada"):
        view = viewed(CIRCLE, target="alloy", deal=deal, bought=exactly(8), seller=seller)
        assert view.deal is not None
        outcomes.append(view.deal.answer.rule("japan_fefta").outcome)
    assert outcomes == ["unknown", "notify_before"]


def test_all_large_holdings_are_listed_and_the_borderline_apart(speakers: dict[str, Speaker]) -> None:
    """Of 25 %: a stake that nobody states may be that much."""
    rows = "a,b,40,,,,person,,entity,,\na,c,,,,,,,entity,,\n"
    shown = show_ownership(speakers["en"], viewed(rows, owners_of_all=25.0), charts=False)
    large = shown.data["large"]
    assert [(one["owner"], one["owned"]) for one in large["sure"]] == [("a", "b")]
    assert [(one["owner"], one["owned"]) for one in large["borderline"]] == [("a", "c")]
    whole = shown.frames["all_large"]().rows()
    assert whole == [("a", "b", 40.0, 40.0, "yes"), ("a", "c", 0.0, 100.0, "unknown")]


def test_what_contradicts_is_named_and_no_name_breaks_the_page(speakers: dict[str, Speaker]) -> None:
    """140 % of one firm, a stake in itself, names of markup, mathematics and formulas: all shown as text."""
    rows = (
        "a,t,70,,,$x^2$ <script>alert(1)</script> [bold]{0},person,JPN,entity,JPN,\n"
        "b,t,60,,,=cmd|' /C calc'!A0,person,CHN,,,\n"
        "t,t,10,,,,,,,,\n"
    )
    shown = show_ownership(speakers["en"], viewed(rows, target="t"))
    assert {"self_holding", "capital_above_all", "votes_above_all"} <= set(shown.data["data"]["counts"])
    page = render_answer(shown)
    assert "<script>alert" not in page
    assert "[bold]{0}" in printed(shown)
    assert "capital above 100" in page


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"target": "aloy"}, "did you mean alloy"),
        ({"target": "nobody at all"}, "is no party of this register"),
        ({"target": "\ud800"}, "is no name of a party"),
        ({"target": "alloy", "us_listed": ("xx",), "named": ("yy",)}, "us_listed.*\n.*named"),
        ({"target": "alloy", "deal": Deal("holding", "alloy"), "seller": "zz"}, "seller"),
    ],
)
def test_unknown_parties_are_refused_with_what_is_alike(asked: dict[str, object], words: str) -> None:
    with pytest.raises(InputError, match=words):
        viewed(CIRCLE, **asked)
