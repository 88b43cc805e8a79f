"""The whole game: who stands best, every policy against every reply, and a second round."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from calibration_case import mini_case
from didymium.decisions.rival.playing import drifting, play
from didymium.decisions.rival.replies import Answering
from didymium.files.problems import InputError
from didymium.market.solver import SolverError
from didymium.scenario.hot import HotMarket, Progress
from didymium.scenario.instruments.schema import Tariff
from didymium.scenario.path import Path
from didymium.scenario.run import run_scenario
from didymium.scenario.schema import ExportTax, Scenario
from ensemble_cases import mini_base_year
from instrument_cases import FINE, linear_market
from rival_markets import BaseYear, answering, buyer_of_one, restriction_lever, rival_file, tariff, tax_lever

MARCH = dt.date(2025, 3, 1)
COARSE = {"specific_usd_per_kg": {"levels": (0.0, 15.0, 30.0, 45.0)}}
"""The best tax against no tariff is 45, against one of 30 dollars 30: both are levels."""


def test_the_scenario_of_a_reply_runs_to_its_figures() -> None:
    """What is written for `solve` says, solved afresh, what the search said, to a millionth."""
    rival = rival_file([restriction_lever()], {"income": 1.0, "revenue": 0.5}, club="CLB")
    finder = answering(linear_market(), rival)
    reply = finder.best_reply("nothing")
    path = run_scenario(finder.case, BaseYear(), reply.scenario, options=FINE).path
    afresh = finder.gauge().payoff(path)
    assert afresh.aim == pytest.approx(reply.payoff.aim, rel=1e-6)
    assert afresh.alliance == pytest.approx(reply.payoff.alliance, rel=1e-6)


def test_crosswise_each_reply_is_best_in_its_own_row() -> None:
    """Payoffs of every policy against every reply: in the row of a policy no reply to another serves the
    rival better than its own, the diagonal is what the replies say, and ``passive`` what doing nothing does.
    """
    rival = rival_file([{**tax_lever(90.0), **COARSE}], {"income": 1.0}, [tariff(30.0), tariff(60.0)])
    game = play(buyer_of_one(), BaseYear(), rival, options=FINE)
    assert game.cross.replies == ("passive", "none", "tariff_30", "tariff_60")
    for payoffs, reply in zip(game.cross.payoffs, game.replies, strict=True):
        row = [payoff for payoff in payoffs if payoff is not None]
        assert len(row) == 4
        own = game.cross.replies.index(reply.policy)
        assert row[own] == reply.payoff
        assert row[0] == reply.passive
        assert max(payoff.aim for payoff in row) == row[own].aim


def test_the_alliance_moves_once_more() -> None:
    """A tax of 45 in February; in March the alliance may answer with a tariff of 30, upon which the rival
    lowers its tax to 30. By the month the alliance's surplus is 22.5² · 2 / 4 = 1012.5 a year without and
    1350 with the tariff, so it answers. The tax of February stays as it was: nothing of March leaks.
    """
    policy = {**tariff(30.0), "is_answer": True}
    rival = rival_file([{**tax_lever(90.0), **COARSE}], {"income": 1.0}, [policy], answers_on=MARCH)
    game = play(buyer_of_one(), BaseYear(), rival, policies=["none"], again=True, options=FINE)
    (second,) = game.answered
    assert second.policy == "none"
    assert second.first.move["tax.specific_usd_per_kg"] == 45.0
    assert second.best == "tariff_30"
    stay, answer = second.answers
    assert stay.move["tax.specific_usd_per_kg"] == 45.0
    assert answer.move["tax.specific_usd_per_kg"] == 30.0
    gained = (answer.payoff.alliance - stay.payoff.alliance) * 1e3
    assert gained == pytest.approx((1350.0 - 1012.5) * 31 / 365, rel=0.03)
    path = run_scenario(buyer_of_one(), BaseYear(), answer.scenario, options=FINE).path
    before = run_scenario(buyer_of_one(), BaseYear(), stay.scenario, options=FINE).path
    node = path.market.structure.node_index["CLB", "m"]
    assert path.duals[node, 1] == pytest.approx(before.duals[node, 1], abs=1e-6)


def test_a_policy_in_force_is_no_answer_to_itself() -> None:
    """After the tariff the alliance may leave it at that, but not levy it twice."""
    policy = {**tariff(30.0), "is_answer": True}
    rival = rival_file([{**tax_lever(90.0), **COARSE}], {"income": 1.0}, [policy], answers_on=MARCH)
    game = play(buyer_of_one(), BaseYear(), rival, again=True, options=FINE, crosswise=False)
    assert [one.policy for one in game.answered[1].answers] == ["none"]


def refuse(monkeypatch: pytest.MonkeyPatch, is_refused: Callable[[Scenario], bool]) -> None:
    """Let the market have no answer to some scenarios."""
    answers = HotMarket.run

    def run(market: HotMarket, scenario: Scenario, progress: Progress = lambda said: None) -> Path:
        if is_refused(scenario):
            raise SolverError("infeasible", "nothing holds together")
        return answers(market, scenario, progress)

    monkeypatch.setattr(HotMarket, "run", run)


def test_a_pair_without_an_answer_is_left_blank(monkeypatch: pytest.MonkeyPatch) -> None:
    """The market has no answer to a tariff of 60 with a tax of 30, the reply to a tariff of 30: no figure
    stands there, and the rest of the game does.
    """

    def both(scenario: Scenario) -> bool:
        taxes = [event.specific_usd_per_kg for event in scenario.event if isinstance(event, ExportTax)]
        levied = [one.specific_usd_per_kg for one in scenario.instrument if isinstance(one, Tariff)]
        return taxes == [30.0] and levied == [60.0]

    refuse(monkeypatch, both)
    rival = rival_file([{**tax_lever(90.0), **COARSE}], {"income": 1.0}, [tariff(30.0), tariff(60.0)])
    cross = play(buyer_of_one(), BaseYear(), rival, options=FINE).cross
    blank = [
        (cross.policies[n], cross.replies[k]) for n in range(3) for k in range(4) if not cross.payoffs[n][k]
    ]
    assert blank == [("tariff_60", "tariff_30")]


def test_an_answer_without_a_reply_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the market has no answer to the second move of the alliance it stays with the first, and says
    why.
    """
    refuse(monkeypatch, lambda scenario: any(one.known_from == MARCH for one in scenario.instrument))
    policy = {**tariff(30.0), "is_answer": True}
    rival = rival_file([{**tax_lever(90.0), **COARSE}], {"income": 1.0}, [policy], answers_on=MARCH)
    game = play(buyer_of_one(), BaseYear(), rival, policies=["none"], again=True, options=FINE)
    (second,) = game.answered
    assert second.best == "none"
    assert set(second.unanswered) == {"tariff_30"}


def test_what_a_policy_costs_besides_is_the_clubs() -> None:
    """A stock bought before costs capital that no account books: it is taken from the club."""
    policies = [{**tariff(30.0), "cost_usd_million": 2.0, "source": "assumed: a test"}, tariff(40.0)]
    rival = rival_file([{**tax_lever(90.0), **COARSE}], {"income": 1.0}, policies)
    game = play(buyer_of_one(), BaseYear(), rival, options=FINE, crosswise=False)
    found = {member.region: member.account for member in game.reply_to("tariff_30").payoff.members}
    assert found["alliance"] == -2.0
    assert "alliance" not in {member.region for member in game.reply_to("tariff_40").payoff.members}


def test_questions_that_make_no_sense_are_refused() -> None:
    """A policy that is not in the file, and a second move without a day, both at once."""
    rival = rival_file([tax_lever(90.0)], {"income": 1.0}, [tariff(30.0)])
    with pytest.raises(InputError) as refused:
        play(buyer_of_one(), BaseYear(), rival, policies=["tarif_30"], again=True)
    assert [problem.file for problem in refused.value.problems] == ["--policy", "--again"]
    assert "tariff_30" in str(refused.value.problems[0])


def test_prices_that_drift_away_without_news_are_told() -> None:
    """Use that grows by two fifths a year where nobody adds capacity makes prices leave the base year's
    though nothing happens, and the game says so; with the growth that the case supplies none does.
    """
    case, name = mini_case(), next(iter(mini_case().settings.profiles))
    lever = {**restriction_lever(), "origin": "CHN", "materials": ("dy",)}
    rival = rival_file([lever], {"income": 1.0}, regions=("CHN",), club="JPN", profile=name)
    faster = tuple(row.model_copy(update={"growth_per_year": 0.4}) for row in case.demands)
    grown = replace(case, tables={**case.tables, "demands": faster})
    assert drifting(Answering(case, mini_base_year(), rival)) == ()
    found = drifting(Answering(grown, mini_base_year(), rival))
    assert [row.drift for row in found] == sorted((row.drift for row in found), reverse=True)
    assert found[0].highest_usd_per_kg > 1.15 * found[0].base_year_usd_per_kg
