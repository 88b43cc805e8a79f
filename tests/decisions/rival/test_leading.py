"""Games of a leader and a follower with answers that are known in closed form."""

from __future__ import annotations

import pytest

from didymium.decisions.rival.playing import play
from didymium.decisions.rival.results import Game, Payoff
from didymium.scenario.run import run_scenario
from instrument_cases import FINE, linear_market
from rival_markets import (
    BaseYear,
    answering,
    buyer_of_one,
    duopoly_with_a_follower,
    restriction_lever,
    rival_file,
    tariff,
    tax_lever,
)

CHOKE, COST = 120.0, 30.0
PERIOD_YEARS = 59 / 365
"""February and March, in which both have moved: payoffs are those of a year times this."""
STEP = 0.5
"""Curves are cut into 400 steps, about 0.3 dollars each; the best of a flat top may lie some steps away."""


def yearly(payoff_usd_million: float) -> float:
    """Return a payoff as thousand dollars a year, the unit of tonnes times dollars a kg."""
    return payoff_usd_million * 1e3 / PERIOD_YEARS


def member(payoff: Payoff) -> float:
    return yearly(payoff.alliance)


def tariff_game(levels: tuple[float, ...]) -> Game:
    rival = rival_file([tax_lever(90.0)], {"income": 1.0}, [tariff(level) for level in levels])
    return play(buyer_of_one(CHOKE, COST), BaseYear(), rival, options=FINE, crosswise=False)


def test_a_monopolist_takes_half_of_what_the_tariff_leaves() -> None:
    """Demand Q = a − P, cost c, tariff τ: the rival sets its tax t to maximise t·(a − c − τ − t), so
    t = (a − c − τ)/2, and earns its square. With a = 120 and c = 30: 45 against nothing, 30 against 30.
    """
    game = tariff_game((30.0,))
    for policy, levied in (("none", 0.0), ("tariff_30", 30.0)):
        reply, best = game.reply_to(policy), (CHOKE - COST - levied) / 2.0
        assert reply.move["tax.specific_usd_per_kg"] == pytest.approx(best, abs=2 * STEP)
        assert yearly(reply.payoff.income) == pytest.approx(best**2, rel=0.01)
        assert reply.attacks


def test_against_a_rival_who_answers_the_best_tariff_is_a_third() -> None:
    """Brander and Spencer (1984): an importing country that moves first against a foreign monopolist with
    linear demand and constant cost sets τ = (a − c)/3 = 30. Its surplus is q²/2 + τq with q = (a − c − τ)/2:
    1350 at τ = 30 against 1012.5 without one. Against a rival who does nothing every tariff is a loss: q²/2 +
    τq with q = a − c − τ is highest at τ = 0. So the policy that looks best against a passive rival is not
    the one that stands.
    """
    game = tariff_game((10.0, 20.0, 30.0, 40.0, 50.0))
    assert game.best_against_passive == "none"
    assert game.best_against_reply == "tariff_30"
    free = (CHOKE - COST) ** 2 / 2.0
    for level in (10.0, 30.0, 50.0):
        reply = game.reply_to(f"tariff_{level:g}")
        tax = reply.move["tax.specific_usd_per_kg"]
        assert tax == pytest.approx((CHOKE - COST - level) / 2.0, abs=4 * STEP)
        q = CHOKE - COST - level - tax
        assert member(reply.payoff) == pytest.approx(q**2 / 2.0 + level * q - free, abs=25.0)
        q = CHOKE - COST - level
        assert member(reply.passive) == pytest.approx(q**2 / 2.0 + level * q - free, abs=25.0)


@pytest.mark.parametrize("lever", ["tax", "restriction"])
def test_a_dominant_firm_leaves_the_rest_to_the_fringe(lever: str) -> None:
    """Forchheimer's dominant firm. Club demand Q = 120 − P; members' plants, a fringe that takes the price,
    supply P − 60; the rival's cost is 20 + q/2. Residual demand 180 − 2P gives P = 90 − q/2; the rival's
    income (90 − q/2)·q − 20q − q²/4 is highest at q = 70/1.5 = 46.67, P = 66.67, where the fringe makes 6.67;
    it is 1633.3. Without power it sells 66.67 at 53.33 and earns 1111.1. Whether it taxes each kg (by P less
    its marginal cost, 23.33) or lets out 70 % of its tonnes, the answer is the same. The top is flat: a step
    of 0.3 dollars on 46.67 t is worth as much as a tax four dollars off the best, so income says more.
    """
    levers = {"tax": tax_lever(60.0), "restriction": restriction_lever(between=True)}
    case = linear_market()
    rival = rival_file([levers[lever]], {"income": 1.0}, club="CLB")
    reply = answering(case, rival).best_reply("nothing")
    (level,) = reply.move.levels.values()
    assert level == pytest.approx(70.0 / 3.0 if lever == "tax" else 0.7, rel=0.08)
    assert yearly(reply.payoff.income) == pytest.approx(1633.33 - 1111.11, rel=0.02)


def test_a_rival_who_counts_revenue_alone_sells_more() -> None:
    """With the cost left out of its aim the dominant firm maximises P·q = (90 − q/2)·q while the fringe
    makes anything, so q = 90, more than it sells at all. Where the fringe makes nothing, P = 120 − q, revenue
    peaks at q = 60 and P = 60: 3600 against 3555.6 without a restriction. So it lets out 90 %.
    """
    rival = rival_file([restriction_lever(between=True)], {"revenue": 1.0}, club="CLB")
    reply = answering(linear_market(), rival).best_reply("nothing")
    assert reply.move["licences.volume_share"] == pytest.approx(0.9, abs=0.02)
    assert yearly(reply.payoff.revenue) == pytest.approx(3600.0 - 3555.56, abs=0.3 * 60.0)


def test_harm_alone_stops_everything() -> None:
    """A rival that wants nothing but the member's loss lets nothing out, and its own loss is no bar."""
    rival = rival_file([restriction_lever()], {"harm": 1.0, "harm_to": ("CLB",)}, club="CLB")
    reply = answering(linear_market(), rival).best_reply("nothing")
    assert reply.move["licences.volume_share"] == 0.0
    assert reply.payoff.harm == pytest.approx(-reply.payoff.alliance)
    assert reply.payoff.income < 0.0


def test_a_rival_who_wants_share_does_not_restrict() -> None:
    """Each point of what others use is worth something and restricting loses points: it does nothing, and
    says so.
    """
    aim = {"share": 1.0, "share_of": ("m",)}
    reply = answering(linear_market(), rival_file([restriction_lever()], aim, club="CLB")).best_reply("x")
    assert not reply.attacks
    assert reply.gain == reply.damage == 0.0


def test_stackelberg_leads_a_cournot_follower() -> None:
    """Von Stackelberg (1934): two firms of equal constant cost c = 30, demand P = a − Q with a = 120. The
    follower answers q_F = (a − c − q_L)/2, so the leader earns q_L·(a − c − q_L)/2 and sells (a − c)/2 = 45,
    the follower 22.5, at 52.5; the leader earns 1012.5. Here the leader is the rival, who lets out a share of
    the 90 t that it sells at cost, and the follower an exporter who acts on its conjecture, 1.
    """
    case = duopoly_with_a_follower(COST)
    rival = rival_file(
        [restriction_lever(between=True)], {"income": 1.0}, conduct="conjectural_variation", club="CLB"
    )
    finder = answering(case, rival)
    reply = finder.best_reply("nothing")
    leader = 90.0 * reply.move["licences.volume_share"]
    assert leader == pytest.approx(45.0, abs=2.0)
    assert yearly(reply.payoff.income) == pytest.approx(1012.5, rel=0.01)
    path = run_scenario(case, BaseYear(), reply.scenario, options=FINE).path
    assert path.duals[path.market.structure.node_index["CLB", "m"]][-1] == pytest.approx(52.5, abs=1.0)
