"""Answers about alliances on paper for tests of what shows them: one who has, two who need."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from types import SimpleNamespace
from typing import cast

import numpy as np

from alliance_cases import DAYS, futures_of, one_has_two_need
from bundled_case import NAME
from didymium.calibration.calibrate import Calibration
from didymium.case.case import Case
from didymium.case.reading import read_case
from didymium.decisions.alliance.answering import answer_coalition
from didymium.decisions.alliance.floor import FloorChanges, floor_values
from didymium.decisions.alliance.game import AllianceGame
from didymium.decisions.alliance.request import CoalitionRequest, FloorAsked
from didymium.decisions.alliance.stability import stability
from didymium.decisions.stocks.futures.emergencies import Futures
from didymium.market.base_year import BaseYear
from didymium.views.coalition.view import CoalitionView

PAPER = cast("Calibration", SimpleNamespace(base=BaseYear()))
"""Futures come from paper: the market is not asked."""
MEMBERS = ("JPN", "KOR", "USA")


@cache
def case() -> Case:
    return read_case(NAME)


def one_future() -> Futures:
    """Return a future in which Korea holds 10 t, which Japan misses at 100 and the United States at 50 US
    dollars a kg.
    """
    return futures_of([one_has_two_need()])


@cache
def coalition_view(newcomer: str = "") -> CoalitionView:
    """Return the answer in that future. Million US dollars: v(JPN, KOR) = 1, v(KOR, USA) = 0.5, v(all) = 1,
    and nothing without Korea. Shapley by hand over six orders: Japan adds 1 after Korea and 0.5 after both,
    1 + 0.5 + 0.5 = 2 of 6; the United States 0.5 after Korea alone, 0.5 of 6; Korea the rest, 3.5 of 6.
    """
    request = CoalitionRequest(members=MEMBERS, days=DAYS, newcomer=newcomer)
    answer = answer_coalition(case(), PAPER, request, futures=one_future())
    return CoalitionView(case(), answer, {"licences_2025": "Licences"})


@cache
def reduced_view() -> CoalitionView:
    """Return an answer in which two futures stand for three."""
    futures = futures_of([one_has_two_need(), one_has_two_need(98.0, 50.0), one_has_two_need(50.0, 100.0)])
    request = CoalitionRequest(members=MEMBERS, days=DAYS, standing=2)
    return CoalitionView(case(), answer_coalition(case(), PAPER, request, futures=futures))


def with_values(values: list[float], outside: np.ndarray | None = None) -> CoalitionView:
    """Return the view with other values of the sets, and with what members have outside."""
    view = coalition_view()
    game = AllianceGame(MEMBERS, np.array(values))
    answer = replace(
        view.answer,
        expected=game,
        everyone=stability(game, MEMBERS, outside),
        founders=stability(game, ("JPN", "USA"), outside),
    )
    return replace(view, answer=answer)


def majority_view() -> CoalitionView:
    """Return a view in which any two are worth as much as all three, 1: each pair wants 1 of 1, so three
    pairs want 3 and get 2, and the worst-placed lacks at least a third.
    """
    return with_values([0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 1.0])


def free_rider_view() -> CoalitionView:
    """Return a view in which staying out of all brings Korea 2, more than all are worth."""
    outside = np.zeros((8, 3))
    outside[0b101, 1] = 2.0
    return with_values([0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.5, 1.0], outside)


def floor_view(change_musd: float) -> CoalitionView:
    """Return a view with a floor that changes the welfare of Japan by so much where Japan is in, costs the
    others 3 where they are in, and has no answer for Korea and the United States.
    """
    view = coalition_view()
    masks = np.arange(8)[:, None]
    of_member = (masks >> np.arange(3) & 1) * np.array([change_musd, -3.0, -3.0])
    of_member[0b110] = 0.0
    floor = floor_values(FloorChanges(of_member, np.zeros(8), {0b110: "the price does not settle"}))
    asked = FloorAsked(material="ndpr_oxide", usd_per_kg=110.0)
    request = view.answer.request.model_copy(update={"floor": asked})
    return replace(view, answer=replace(view.answer, request=request, floor=floor, floor_left_out=""))
