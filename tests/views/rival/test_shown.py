"""What is said of a game written by hand: every figure below can be read off ``rival_cases``."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest

from didymium.case.case import Case
from didymium.case.reading import read_case
from didymium.decisions.rival.results import Cross, Game, Move
from didymium.decisions.rival.schema import Range, Rival
from didymium.locale import LANGUAGES, PSEUDO
from didymium.views.answer.files import write_answer
from didymium.views.answer.parts import ShownAnswer, ShownPart
from didymium.views.result_tables import Table
from didymium.views.rival.naming import move_said
from didymium.views.rival.shown import shown_rival, solve_command
from didymium.views.rival.tables import levers_table
from didymium.views.rival.view import RecordNote, RivalView
from didymium.views.wording import words_for
from rival_cases import BOTH, CUT, DIALS, NAME, STILL, hand_made_game, hand_made_lasting, read_rival
from tiny_case import write_tiny_case


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return read_case(write_tiny_case(tmp_path_factory.mktemp("rival") / "tiny"))


def view_of(case: Case, game: Game | None = None, rival: Rival | None = None) -> RivalView:
    return RivalView(case, NAME, rival or read_rival(), game or hand_made_game())


def shown(case: Case, game: Game | None = None, lang: str = "en") -> ShownAnswer:
    return shown_rival(view_of(case, game), lang, with_charts=False)


def part(answer: ShownAnswer, name: str) -> ShownPart:
    return next(one for one in answer.parts if one.name == name)


def rows(table: Table) -> dict[str, tuple[str, ...]]:
    return {row[0]: row[1:] for row in table.rows}


def test_the_answer_comes_first(case: Case) -> None:
    """The floor leads 50 to 30 against a rival that does nothing, and is at −80 against 20 once it answers.
    The reply to the floor costs 50 + 80 = 130, most of all; plants are not attacked, which costs nothing.
    """
    best, fear, invites, deters, left_out = part(shown(case), "answer").said
    assert best.startswith("Once Australia has answered, “A duty to hold stocks” stands best")
    assert "(the alliance gains USD 20 million); “A floor of 60 dollars”, which looked best" in best
    assert "(the alliance gains USD 50 million), falls behind it (the alliance loses USD 80 million)" in best
    assert fear.startswith(
        "“A floor of 60 dollars” invites the attack that does most damage (USD 130 million)"
    )
    assert "“Plants at home” leaves the least to fear (none)" in fear
    assert invites.endswith("under: A floor of 60 dollars.")
    assert left_out.endswith("the rival does nothing: the market has no answer") and "wall" in left_out
    assert deters.endswith("under: A duty to hold stocks, Plants at home.")


def test_policies_stand_before_and_after_the_reply(case: Case) -> None:
    """Passive, answered, the rival's gain, the damage, treasuries, whether an attack pays."""
    policies, replies = part(shown(case), "answer").tables
    assert rows(policies)["A floor of 60 dollars"] == ("50.0", "−80.0", "60.0", "130", "−20.0", "yes")
    assert rows(policies)["Plants at home"] == ("10.0", "10.0", "0", "0", "−20.0", "no")
    assert rows(replies)["Plants at home"] == ("does nothing",)
    (members,) = part(shown(case), "answer").folded
    assert members.rows[0] == ("No policy", "Japan", "0", "−100", "−20.0", "1.00")


def test_moves_are_said_in_plain_words(case: Case) -> None:
    """Levers that stand where they do nothing are left out; a beginning six months after the first of January
    2026 is July; 0 months last to the end. A move of the second round begins on its own day.
    """
    words, rival = words_for(case, "en"), read_rival()
    said = move_said(words, rival, DIALS, Move(CUT))
    assert said == "Oxide to Japan: 25 % of the base flow may leave, from July 2026 for 12 months"
    said = move_said(words, rival, DIALS, Move({**CUT, "oxide.volume_share": 0.0}), dt.date(2026, 7, 1))
    assert said == "Oxide to Japan: nothing may leave, from January 2027 for 12 months"
    parts = move_said(words, rival, DIALS, Move(BOTH)).split("; ")
    assert parts[1:] == [
        "Oxide dumped: 5,000 t a year at 60 % of the base price, from January 2026 on",
        "The mill: run at 120 % of capacity, from January 2026 on",
    ]
    assert move_said(words, rival, DIALS, Move(STILL)) == "does nothing"


def test_a_figure_that_is_not_searched_is_that_of_the_file(case: Case) -> None:
    """A lever with one length has no dial for it."""
    rival = read_rival()
    lever = rival.lever[0].model_copy(update={"lasts_months": (9,), "begins_after_months": (3,)})
    rival = rival.model_copy(update={"lever": (lever,)})
    said = move_said(words_for(case, "en"), rival, DIALS[:1], Move({"oxide.volume_share": 0.5}))
    assert said == "Oxide to Japan: 50 % of the base flow may leave, from April 2026 for 9 months"


def test_the_search_claims_no_more_than_it_knows(case: Case) -> None:
    """Against plants all 240 moves were tried; against nothing the bound lies 3 above the best, of which half
    a million was found between levels, so that 3.5 on the grid are open; against the floor there is no bound.
    """
    found = part(shown(case), "search")
    said = " ".join(found.said)
    assert "Every move on the grid was tried against: Plants at home." in said
    assert "if no lever acts more steeply than the steepest step seen of it" in said
    assert "No policy (up to USD 3.5 million more), A floor of 60 dollars (no bound)" in said
    assert "No change of a single lever improves the reply to: No policy, A duty to hold stocks." in said
    assert "Moves against which the market had no answer, left out: 2." in said
    (table,) = found.tables
    assert rows(table)["A floor of 60 dollars"][:3] == ("12", "240", "–")
    assert rows(table)["Plants at home"][:3] == ("240", "240", "0")


def test_every_policy_meets_every_reply(case: Case) -> None:
    """Policy 2 against the reply to policy 3 is −30 in the hand-made payoffs, against its own −80."""
    found = part(shown(case), "cross")
    (table,) = found.tables
    assert table.headers[2:4] == ("Reply to 2", "Reply to 3")
    assert rows(table)["2. A floor of 60 dollars"][1:3] == ("−80.0", "−30.0")
    assert rows(found.folded[0])["2. A floor of 60 dollars"][1:3] == ("60.0", "1.00")
    without = replace(hand_made_game(), cross=Cross((), (), ()))
    assert "cross" not in [one.name for one in shown(case, without).parts]


def test_second_moves_stand_the_best_first(case: Case) -> None:
    found = part(shown(case), "second")
    assert found.said[0].endswith(
        "does best with “A duty to hold stocks”: the alliance gains USD 20 million."
    )
    (table,) = found.tables
    assert [row[:2] for row in table.rows] == [("A duty to hold stocks", "20.0"), ("Nothing more", "−100")]
    assert "from January 2027" in table.rows[0][-1]
    without = shown(case, hand_made_game(is_answered=False))
    assert "second" not in [one.name for one in without.parts]


def test_every_move_tried_can_be_looked_up(case: Case) -> None:
    """Against no policy three moves: the reply, doing nothing, and one that gains 10 and costs 115."""
    found = part(shown(case), "tried")
    assert [len(table.rows) for table in found.folded] == [3, 3, 3, 2]
    assert found.folded[0].rows[2][:2] == ("10.0", "115")


def test_the_finer_division_stands_beside(case: Case) -> None:
    found = part(shown(case), "recheck")
    assert "the order of the policies is the same" in found.said[0]
    assert rows(found.tables[0])["A duty to hold stocks"] == ("20.0", "18.0", "5.00", "6.00")
    game = hand_made_game()
    turned = [
        replace(one, rechecked=replace(one.payoff, members=game.replies[3].payoff.members))
        if one.policy == "none" else one
        for one in game.replies
    ]  # fmt: skip
    said = part(shown(case, replace(game, replies=tuple(turned))), "recheck").said[0]
    assert "another one; “A duty to hold stocks” stands best there" in said


def test_aim_and_limits_stand_with_where_they_come_from(case: Case) -> None:
    """What is assumed says so; what is cited is linked by its id."""
    answer = shown(case)
    found = part(answer, "rules")
    said = " ".join(found.said)
    assert "1 × what its exports earn at its border" in said and "0.5 × the loss of Japan" in said
    assert "USD 2.0 million for each percentage point of what others use of Oxide" in said
    assert "A report; assumed: a dollar of harm is worth half a dollar" in said
    levers = rows(found.tables[0])
    assert levers["Oxide to Japan"][0].startswith(
        "0 % to 100 % of the base flow, beginning 0 to 6 months later"
    )
    assert levers["Oxide to Japan"][1] == "report"
    assert levers["Oxide dumped"][1] == "assumed: half of what it makes"
    assert answer.sources == ("report",)


def test_limits_are_those_of_the_file(case: Case) -> None:
    """A share of at most 60 %: that the lever may also stand still is no limit."""
    rival = read_rival()
    lever = rival.lever[0].model_copy(update={"volume_share": Range(least=0.2, most=0.6, steps=2)})
    table = levers_table(words_for(case, "en"), rival.model_copy(update={"lever": (lever,)}))
    assert table.rows[0][1].startswith("20 % to 60 % of the base flow")


def test_several_regions_that_move_as_one_are_a_group(case: Case) -> None:
    """Named once, where it is said who plays; a sentence about them stays in the singular."""
    rival = read_rival().model_copy(update={"regions": ("AUS", "NZL")})
    answer = shown_rival(view_of(case, rival=rival), "en", with_charts=False)
    assert part(answer, "answer").said[0].startswith("Once the group of 2 has answered")
    said = part(answer, "rules").said
    assert said[1] == "Against the alliance (Japan) moves, as one: Australia and NZL."
    assert said[2].startswith("The group of 2 wants")


def test_no_attack_and_a_reply_that_helps_are_said(case: Case) -> None:
    """Where every reply is to do nothing, nobody is attacked; a reply may leave the alliance better off."""
    game = hand_made_game()
    calm = tuple(replace(one, payoff=one.passive) for one in game.replies)
    said = part(shown(case, replace(game, replies=calm, best_against_reply="floor")), "answer").said
    assert "as it did while Australia did nothing" in said[0]
    assert said[1] == (
        "No policy is attacked: of the moves tried, doing nothing serves Australia best under each of them."
    )
    helped = replace(game.replies[3], payoff=replace(game.replies[1].passive, aim=1.0))
    said = part(shown(case, replace(game, replies=(*game.replies[:3], helped))), "answer").said
    assert "“Plants at home” leaves the least to fear (none, but a gain of USD 40 million)" in said[1]


@pytest.mark.parametrize("language", [*LANGUAGES, PSEUDO])
def test_every_language_says_all_of_it(case: Case, language: str) -> None:
    answer = shown(case, lang=language)
    assert [one.name for one in answer.parts] == [
        "answer", "search", "cross", "second", "tried", "recheck", "rules",
    ]  # fmt: skip
    if language == PSEUDO:
        said = [one for found in answer.parts for one in (found.heading, *found.said[:4])]
        assert all("⟦" in one for one in said if not one.startswith("A textbook"))


def test_stale_records_say_so(case: Case) -> None:
    note = RecordNote(dt.date(2026, 1, 5), is_case_changed=True, is_rival_changed=True)
    answer = shown_rival(replace(view_of(case), record=note), "en", with_charts=False)
    said = part(answer, "answer").said
    assert "Recorded on 5 January 2026." in said
    assert sum("has changed since" in one for one in said) == 2
    assert answer.data["recorded"] == {
        "day": dt.date(2026, 1, 5), "case_changed": True, "rival_changed": True,
    }  # fmt: skip


def test_files_hold_a_scenario_of_every_policy(case: Case, tmp_path: Path) -> None:
    """The report, both charts, tables, and the scenario that solve runs to the same figures."""
    answer = shown_rival(view_of(case), "en")
    write_answer(answer, tmp_path / "out")
    text = (tmp_path / "out" / "scenario_stocks.toml").read_text(encoding="utf-8")
    assert 'title = "Australia answers: stocks"' in text
    data = json.loads((tmp_path / "out" / "rival.json").read_text(encoding="utf-8"))
    assert data["best_against_reply"] == "stocks" and len(data["policies"]) == 4
    assert data["policies"][1]["search"]["bound_usd_million"] is None
    report = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert report.count("<svg") == 2
    assert solve_command("tiny", "stocks", "out") == (
        "didymium solve tiny --scenario out/scenario_stocks.toml --out out/rival_stocks"
    )


def test_what_a_restriction_costs_for_good_is_said(case: Case) -> None:
    """Earnings turn at 12 + 24 · 15/35 = 22.3 months; the whole account is negative from the
    first length on. The plant that took the sales is named with what it sells more.
    """
    view = replace(view_of(case), lasting=(hand_made_lasting(),))
    found = part(shown_rival(view, "en", with_charts=False), "lasting")
    assert found.said[0] == (
        "Oxide to Japan: counting what the exports of Australia earn, it costs more than it gains once it "
        "lasts about 22 months."
    )
    assert found.said[1].endswith("it costs more than it gains from the shortest length tried on.")
    assert "a return of 10 %" in found.said[2] and "assumed" in found.said[2]
    assert rows(found.tables[0])["36"] == ("25.0", "−45.0", "−20.0", "−46.0")
    takers, moved = found.folded
    assert takers.rows == (("A plan", "Japan", "Oxide", "500 t a year"),)
    assert moved.rows == (("built elsewhere", "A plan", "Japan", "1 January 2028", "1,000 t a year"),)
    early = replace(hand_made_lasting(), earnings_turn_months=6.0)
    said = part(shown_rival(replace(view, lasting=(early,)), "en", with_charts=False), "lasting").said
    assert "no one length" in said[0]
    assert "a gain at 1, 12 months and none at 36" in said[0]
    still = replace(hand_made_lasting(), earnings_turn_months=None)
    said = part(shown_rival(replace(view, lasting=(still,)), "en", with_charts=False), "lasting").said
    assert "still gains more than it costs at the longest tried, 36 months" in said[0]


def test_lines_of_a_restriction_are_drawn_with_their_numbers(case: Case) -> None:
    answer = shown_rival(replace(view_of(case), lasting=(hand_made_lasting(),)), "ja")
    (chart,) = part(answer, "lasting").charts
    assert "<svg" in chart.svg and "36" in chart.description
    assert answer.frames[chart.name]()["earnings_usd"].to_list() == [10e6, 15e6, -20e6]
