"""Portfolios held against a rival on the market of two projects that need each other."""

from __future__ import annotations

import datetime as dt
from functools import cache

import numpy as np
import pytest

from didymium.decisions.investment.held_portfolios import Holding
from didymium.decisions.investment.rival_course import rival_in_long_run
from didymium.decisions.long_run.futures import LongFuture, MarketFuture
from didymium.decisions.portfolio.again import losses_again
from didymium.decisions.portfolio.answer import BEST, HeldPortfolios
from didymium.decisions.portfolio.model import Funding, Plan
from didymium.decisions.rival.results import NONE
from didymium.files.problems import InputError
from investment_cases import paper
from rival_markets import TITLES, WHY, rival_file

YEARS = (2029, 2031)


def lever(*shares: float) -> dict[str, object]:
    """China lets out a share of its oxide, for two years."""
    return {
        "kind": "restriction", "name": "oxide", "origin": "CHN", "materials": ("oxide",), "source": WHY,
        "volume_share": {"levels": shares}, "lasts_months": (24,), **TITLES,
    }  # fmt: skip


def china(*shares: float, **more: object) -> dict[str, object]:
    return {"regions": ("CHN",), "club": "JPN", "moves_on": dt.date(2026, 6, 1), "profile": "shock", **more}


@cache
def plan() -> Plan:
    return paper().plan()


def pair() -> tuple[Funding, ...]:
    """The pit and the mill, decided at once, paid by Japan."""
    found = [item for item in plan().fundings if item.backing.funder == "JPN"]
    return tuple(
        next(item for item in found if item.build.choice.name == name) for name in ("new_pit", "new_mill")
    )


@cache
def held(*shares: float) -> HeldPortfolios:
    """Hold pit and mill, and nothing, against a China that wants Japan's loss."""
    aim = {"harm": 1.0, "harm_to": ("JPN",)}
    rival = rival_file([lever(*shares)], aim, **china(), begin=None)
    turned = rival_in_long_run(rival, paper().setting, 0, YEARS)
    holding = Holding(turned, plan(), paper().chooser(plan()), paper().futures)
    return holding.held({BEST: pair(), NONE: ()})


def replied(number: int) -> list[LongFuture]:
    """Return the futures by hand with the reply to a portfolio for their shock."""
    events = held(0.0, 0.5, 1.0).portfolios[number].reply.scenario.event
    day = min(event.known_from for event in events)
    return [
        LongFuture(one.name, one.probability, (MarketFuture(paper().case, "reply", day, events),), one.fates)
        for one in paper().futures
    ]


def test_losses_after_the_reply_are_those_of_markets_made_anew() -> None:
    """The search's programs with the reply put in say what markets solved afresh with it say."""
    best, none = held(0.0, 0.5, 1.0).portfolios
    for number, (one, fundings) in enumerate(((best, pair()), (none, ()))):
        assert one.reply.attacks and one.year in (2029, 2030, 2031)
        afresh = losses_again(paper().setting, replied(number), fundings)
        assert np.allclose(one.after.risk.by_future_usd_million, afresh, rtol=1e-4, atol=1e-2)


def test_projects_blunt_the_reply_and_stand() -> None:
    """What China can take from Japan is less with a mine and a mill of others, and so is what is lost."""
    found = held(0.0, 0.5, 1.0)
    best, none = found.portfolios
    assert best.reply.gain < none.reply.gain
    assert best.objective_after_usd_million < none.objective_after_usd_million
    assert found.stands and found.best_after is best


def test_a_rival_that_can_do_nothing_brings_no_shock() -> None:
    """Its one lever may only be left where it does nothing: every future is calm then."""
    for one in held(1.0).portfolios:
        assert not one.reply.attacks and one.year is None
        assert one.reply.scenario.event == ()
    calm = [LongFuture(one.name, 0.25, (paper().calm(),), one.fates) for one in paper().futures]
    without = held(1.0).portfolios[1]
    afresh = losses_again(paper().setting, calm, ())
    assert np.allclose(without.after.risk.by_future_usd_million, afresh, atol=1e-2)


def test_the_same_portfolio_is_held_once() -> None:
    aim = {"harm": 1.0, "harm_to": ("JPN",)}
    turned = rival_in_long_run(
        rival_file([lever(1.0)], aim, **china(), begin=None), paper().setting, 0, YEARS
    )
    found = Holding(turned, plan(), paper().chooser(plan()), paper().futures).held({BEST: (), NONE: ()})
    assert [one.name for one in found.portfolios] == [BEST]


def test_a_rival_that_moves_after_all_shock_years_is_refused() -> None:
    late = rival_file([lever(0.0)], {"revenue": 1.0}, **china(), begin=None).model_copy(
        update={"moves_on": dt.date(2032, 1, 1)}
    )
    with pytest.raises(InputError, match="too late to count"):
        rival_in_long_run(late, paper().setting, 0, YEARS)
