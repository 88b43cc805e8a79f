"""Long chains and large circles: no recursion, no hang, and the figures still right."""

from __future__ import annotations

import numpy as np
import pytest

from didymium.screening.answer import Holds
from didymium.screening.ownership.aggregate import aggregate_as_listed
from didymium.screening.ownership.control import controls
from didymium.screening.ownership.controllers import controllers_of
from didymium.screening.ownership.graph import OwnershipGraph, make_graph
from didymium.screening.ownership.holdings import exact_holdings
from didymium.screening.ownership.integrated import owners_of, share_of, stakes_of

COUNT = 4_000


def shuffled(owner: np.ndarray, owned: np.ndarray, share: np.ndarray) -> tuple[OwnershipGraph, np.ndarray]:
    """Return a graph whose parties are numbered at random, and the number of each."""
    number = np.random.default_rng(0).permutation(COUNT)
    kinds = np.zeros(COUNT)
    return make_graph(exact_holdings(number[owner], number[owned], share, kinds=kinds)), number


def test_a_chain_of_four_thousand_levels():
    """1 % is lost in the first step; all further stakes are whole."""
    level = np.arange(COUNT - 1)
    graph, number = shuffled(level, level + 1, np.where(level == 0, 0.99, 1.0))
    top, bottom = int(number[0]), int(number[-1])
    share = share_of(graph, [top], bottom)
    assert (share.low, share.high) == pytest.approx((0.99, 0.99), abs=1e-8)
    assert len(owners_of(graph, bottom).parties) == len(stakes_of(graph, [top]).parties) == COUNT - 1
    assert controllers_of(graph, bottom).ultimate == (top,)
    assert controls(graph, [top], bottom).holds is Holds.YES
    assert aggregate_as_listed(graph, [top], bottom, 0.5).holds is Holds.YES


def test_a_circle_of_four_thousand_parties():
    """Each holds 99.99 % of the next. From one to the one behind it that is 0.9999 ** 3999."""
    level = np.arange(COUNT)
    graph, number = shuffled(level, (level + 1) % COUNT, np.full(COUNT, 0.9999))
    share = share_of(graph, [int(number[0])], int(number[-1]))
    assert share.low == pytest.approx(0.9999 ** (COUNT - 1), rel=1e-6)
    found = owners_of(graph, int(number[-1]))
    assert found.parties[0] == number[-2]
    assert found.integrated_low[0] <= 0.9999 <= found.integrated_high[0]


def test_a_ladder_where_control_needs_two_stakes_at_every_level():
    """Each party is held by the two before it, 30 % each: control passes only level by level."""
    level = np.arange(COUNT - 2)
    owner, owned = np.concatenate([level, level + 1]), np.concatenate([level + 2, level + 2])
    graph, number = shuffled(owner, owned, np.full(len(owner), 0.3))
    pair, bottom = [int(number[0]), int(number[1])], int(number[-1])
    assert controls(graph, pair, bottom).holds is Holds.YES
    assert controls(graph, pair[:1], bottom, unstated=False).holds is Holds.NO
