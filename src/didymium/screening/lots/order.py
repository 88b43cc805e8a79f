"""The order in which processes can be followed, and those that go round in a circle."""

from __future__ import annotations

from collections import deque

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from didymium.screening.lots.ledger import Ledger


def circular_processes(ledger: Ledger) -> dict[int, int]:
    """Return the processes whose lots come back into them, each with the number of its circle.

    A circle is a strongly connected component of lots and processes with more than one member (Tarjan 1972).
    """
    lots, processes = len(ledger.lots), len(ledger.processes)
    if not processes:
        return {}
    ends = [(draw.lot, lots + number) for number, one in enumerate(ledger.processes) for draw in one.inputs]
    ends += [(lots + number, draw.lot) for number, one in enumerate(ledger.processes) for draw in one.outputs]
    rows, columns = np.array(ends, dtype=np.int64).reshape(-1, 2).T
    shape = (lots + processes, lots + processes)
    graph = sparse.coo_array((np.ones(len(ends), dtype=np.int8), (rows, columns)), shape=shape)
    _, label = connected_components(graph.tocsr(), directed=True, connection="strong")
    size = np.bincount(label)
    return {
        number: int(label[lots + number]) for number in range(processes) if size[label[lots + number]] > 1
    }


def in_order(ledger: Ledger, circular: dict[int, int]) -> list[int]:
    """Return all processes, each after those that make what it uses (Kahn 1962); circular ones come as if
    they used nothing.
    """
    makers_left = [len(makers) for makers in ledger.made_by]
    lots_left = [0] * len(ledger.processes)
    for lot, users in enumerate(ledger.used_by):
        for number, _ in users if makers_left[lot] else ():
            lots_left[number] += number not in circular
    ready = deque(number for number, count in enumerate(lots_left) if count == 0)
    found: list[int] = []
    while ready:
        number = ready.popleft()
        found.append(number)
        for draw in ledger.processes[number].outputs:
            makers_left[draw.lot] -= 1
            users = ledger.used_by[draw.lot] if makers_left[draw.lot] == 0 else []
            for user, _ in users:
                lots_left[user] -= 1
                if lots_left[user] == 0 and user not in circular:
                    ready.append(user)
    return found
