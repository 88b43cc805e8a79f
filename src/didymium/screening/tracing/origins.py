"""What every node of a network is made of: shares over who did a stage, over pairs of them, over the last
border, and whether a region had a hand in it at all.

With P the shares of inflow from other nodes and E the shares that enter from outside by label, the mixes X
solve X = P·X + E. For a stage, every plant that performs it puts its own label on what leaves it: its row of
P is empty and its row of E is its label. The system is solved once for all labels and periods.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from didymium.screening.tracing.mixes import (
    HOME,
    NOT_PASSED,
    PLANT,
    SHIPPED,
    UNKNOWN_KINDS,
    Label,
    Mixes,
    by_region,
    index_of,
    matrix_of,
    solve_mixes,
    without_rows,
)
from didymium.screening.tracing.network import Network
from didymium.screening.tracing.parts import ENTERS, IN_USE_STOCK, UNDER_WAY
from didymium.screening.tracing.performers import Performers
from didymium.screening.tracing.request import BORDER

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]


class Origins:
    """The mixes of a network, each found once when it is asked for."""

    def __init__(self, network: Network, performers: Performers) -> None:
        self._network = network
        self._performers = performers
        self._stages: dict[str, Mixes] = {}
        self._hands: dict[str, tuple[Floats, Floats]] = {}

    @cached_property
    def regions(self) -> tuple[str, ...]:
        """Regions in which some stage is performed."""
        plants = self._network.moved.plants
        numbers = {number for numbers in self._performers.of_stage.values() for number in numbers}
        return tuple(sorted({plants[number].region for number in numbers}))

    def stage(self, stage: str) -> Mixes:
        """Return who performed a stage on what is in each node, the last one that did."""
        if stage not in self._stages:
            self._stages[stage] = self._solve_stage(stage)
        return self._stages[stage]

    def pair(self, first: str, second: str) -> Mixes:
        """Return regions of two stages together. A label's ``plant`` is the region of the second stage, its
        kind both kinds with ``+`` between them.
        """
        one, two = (by_region(self.stage(stage)) for stage in (first, second))
        closed = np.union1d(self._nodes(first), self._nodes(second))
        rows = self._pair_entries(one, two, closed) + self._pair_products((first, second), (one, two), closed)
        codes = {code: column for column, code in enumerate(sorted({code for _, code, _ in rows}))}
        matrix = matrix_of([(node, codes[code], t) for node, code, t in rows], self._network.size, len(codes))
        pairs = (divmod(code, len(two.labels)) for code in codes)
        labels = tuple(_pair_label(one.labels[left], two.labels[right]) for left, right in pairs)
        return Mixes(labels, solve_mixes(without_rows(self._network.passing, closed), matrix))

    def border(self) -> Mixes:
        """Return from where what is in each node came across its last border, or that it was made at home."""
        if BORDER not in self._stages:
            self._stages[BORDER] = self._solve_border()
        return self._stages[BORDER]

    def _solve_border(self) -> Mixes:
        network = self._network
        labels: dict[Label, int] = {}
        rows: list[tuple[int, int, float]] = []
        edges, entries = network.edges, network.entries
        regions = _node_regions(network)
        made = np.isin(edges.source, network.plant_nodes.ravel())
        for place in np.flatnonzero(edges.shipped | made):
            kind = SHIPPED if edges.shipped[place] else HOME
            label = Label(kind, regions[int(edges.source[place])])
            share = edges.t[place] / network.inflow_t[edges.target[place]]
            rows.append((int(edges.target[place]), labels.setdefault(label, len(labels)), float(share)))
        for node, entered, region, t in zip(
            entries.node, entries.kind, entries.region, entries.t, strict=True
        ):
            label = Label(_BORDER_KINDS.get(str(entered), str(entered)), str(region))
            share = t / network.inflow_t[node]
            rows.append((int(node), labels.setdefault(label, len(labels)), float(share)))
        matrix = matrix_of(rows, network.size, len(labels))
        return Mixes(tuple(labels), solve_mixes(network.shares(~(edges.shipped | made)), matrix))

    def hand_of(self, region: str) -> tuple[Floats, Floats]:
        """Return the share of each node that passed any stage in a region, and the share that may have: what
        did, and what did not since the run began but whose past is unknown. Shape (nodes,) each.
        """
        if region not in self._hands:
            self._hands[region] = self._solve_hand(region)
        return self._hands[region]

    def _solve_hand(self, region: str) -> tuple[Floats, Floats]:
        network = self._network
        numbers = {number for numbers in self._performers.of_stage.values() for number in numbers}
        inside = [number for number in sorted(numbers) if network.moved.plants[number].region == region]
        nodes = network.plant_nodes[inside].ravel()
        nodes = nodes[network.inflow_t[nodes] > 0.0]
        entries = network.entries
        unknown = np.isin(entries.kind, UNKNOWN_KINDS)
        rows = [(int(node), 0, 1.0) for node in nodes]
        chosen = unknown & ~np.isin(entries.node, nodes)
        shares = entries.t[chosen] / network.inflow_t[entries.node[chosen]]
        rows += [
            (int(node), 1, float(share)) for node, share in zip(entries.node[chosen], shares, strict=True)
        ]
        found = solve_mixes(without_rows(network.passing, nodes), matrix_of(rows, network.size, 2))
        return found[:, 0], found.sum(axis=1)

    def _nodes(self, stage: str) -> Numbers:
        """Return the nodes of the plants that perform a stage and run, in order."""
        nodes = self._network.plant_nodes[list(self._performers.of_stage[stage])].ravel()
        return np.unique(nodes[self._network.inflow_t[nodes] > 0.0])

    def _solve_stage(self, stage: str) -> Mixes:
        network, closed = self._network, self._nodes(stage)
        labels: dict[Label, int] = {}
        rows: list[tuple[int, int, float]] = []
        for number in self._performers.of_stage[stage]:
            plant = network.moved.plants[number]
            nodes = np.intersect1d(network.plant_nodes[number], closed)
            own = Label(PLANT, plant.region, plant.plant)
            rows.extend((int(node), labels.setdefault(own, len(labels)), 1.0) for node in nodes)
        for node, label, share in self._entry_labels(closed):
            rows.append((node, labels.setdefault(label, len(labels)), share))
        matrix = matrix_of(rows, network.size, len(labels))
        return Mixes(tuple(labels), solve_mixes(without_rows(network.passing, closed), matrix))

    def _entry_labels(self, closed: Numbers) -> list[tuple[int, Label, float]]:
        """Return node, label and share of inflow of what enters from outside, but for some nodes."""
        entries = self._network.entries
        found = []
        for place in np.flatnonzero(~np.isin(entries.node, closed)):
            node, kind = int(entries.node[place]), str(entries.kind[place])
            label = Label(NOT_PASSED) if kind == ENTERS else Label(kind, str(entries.region[place]))
            found.append((node, label, float(entries.t[place] / self._network.inflow_t[node])))
        return found

    def _pair_entries(self, one: Mixes, two: Mixes, closed: Numbers) -> list[tuple[int, int, float]]:
        """Return what enters from outside by pair, coded as place in ``one`` × labels of ``two`` + place in
        ``two``.
        """
        first, second = index_of(one), index_of(two)
        return [
            (node, first[label] * len(two.labels) + second[label], share)
            for node, label, share in self._entry_labels(closed)
        ]

    def _pair_products(
        self, stages: tuple[str, str], mixes: tuple[Mixes, Mixes], closed: Numbers
    ) -> list[tuple[int, int, float]]:
        """Return what leaves the plants of either stage by pair: their own label with the other stage's mix
        of what they took in.
        """
        sides = [
            np.where(
                np.isin(closed, self._nodes(stage))[:, None], mix.shares[closed], self._inputs(mix)[closed]
            )
            for stage, mix in zip(stages, mixes, strict=True)
        ]
        product = sides[0][:, :, None] * sides[1][:, None, :]
        place, left, right = np.nonzero(product)
        codes = left * len(mixes[1].labels) + right
        values = product[place, left, right].tolist()
        return list(zip(closed[place].tolist(), codes.tolist(), values, strict=True))

    def _inputs(self, mixes: Mixes) -> Floats:
        """Return the mix of what comes into each node, before the node puts its own label on it."""
        index, nowhere = index_of(mixes), np.array([], dtype=np.int64)
        rows = [
            (node, index[label], share)
            for node, label, share in self._entry_labels(nowhere)
            if label in index
        ]
        entered = matrix_of(rows, self._network.size, len(mixes.labels))
        return np.asarray(self._network.passing @ mixes.shares + entered.toarray())


_BORDER_KINDS = {UNDER_WAY: SHIPPED, ENTERS: HOME, IN_USE_STOCK: HOME}


def _pair_label(one: Label, two: Label) -> Label:
    return Label(f"{one.kind}+{two.kind}", one.region, two.region)


def _node_regions(network: Network) -> Sequence[str]:
    moved = network.moved
    pools = [region for region, _ in moved.pools] * moved.periods
    plants = [plant.region for plant in moved.plants] * moved.periods
    stocks = [moved.pools[one.pool][0] for one in moved.holdings] * moved.periods
    return [*pools, *plants, *stocks]
