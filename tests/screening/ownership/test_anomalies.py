"""What is wrong with holdings is found, counted and named."""

from __future__ import annotations

import numpy as np

from didymium.screening.ownership.anomalies import find_anomalies
from didymium.screening.ownership.graph import make_graph
from didymium.screening.ownership.holdings import Holdings
from ownership_cases import Register


def test_each_kind_is_found_with_its_parties():
    nan = float("nan")
    register = Register(
        {
            ("Ms_A", "over"): 0.8,
            ("Ms_B", "over"): 0.4,
            ("own", "own"): 0.1,
            ("Ms_A", "bad"): nan,
            ("Ms_A", "Ms_B"): 0.5,
            ("p", "q"): 0.2,
            ("q", "p"): 0.3,
            ("r", "s"): 1.0,
            ("s", "r"): 1.0,
        }
    )
    found = find_anomalies(register.holdings)
    assert found.counts == {
        "no_share": 1,
        "self_holding": 1,
        "owned_person": 1,
        "capital_above_all": 1,
        "votes_above_all": 1,
        "circle": 1,
        "closed_circle": 1,
    }
    parties = {anomaly.kind: register.named(anomaly.parties) for anomaly in found.examples}
    assert parties["capital_above_all"] == {"over"}
    assert parties["circle"] == {"p", "q"} and parties["closed_circle"] == {"r", "s"}
    assert parties["no_share"] == {"Ms_A", "bad"}
    over = next(anomaly for anomaly in found.examples if anomaly.kind == "capital_above_all")
    assert over.value == np.float64(0.8) + 0.4 and over.rows.tolist() == [0, 1]


def test_a_pair_stated_twice_is_at_least_the_larger_and_at_most_the_sum():
    share = np.array([0.3, 0.2])
    holdings = Holdings([0, 0], [1, 1], share, share, share, share, [0, 1], [1, 0], [-1, -1])
    graph = make_graph(holdings)
    assert (graph.capital_low.tolist(), graph.capital_high.tolist()) == ([0.3], [0.5])
    assert graph.rights.tolist() == [1]
    duplicate = find_anomalies(holdings).examples[0]
    assert duplicate.kind == "duplicate" and duplicate.rows.tolist() == [0, 1]


def test_nothing_is_wrong_with_nothing():
    empty = np.zeros(0)
    holdings = Holdings(empty, empty, empty, empty, empty, empty, empty, empty, empty)
    assert find_anomalies(holdings).counts == {}
    assert make_graph(holdings).party_count == 0
