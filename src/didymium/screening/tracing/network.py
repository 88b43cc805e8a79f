"""Where the mass of one element goes: a network through time, as shares of what comes into each node.

Nodes are pools (a material in a region in a period), plants (in a period) and stocks (at the end of a
period). Whatever comes into a node mixes, and whatever leaves it has the mix of the whole: the proportional
sharing of Bialek (1996), which traces electricity through a grid. Within a period goods may go round (scrap
of a plant comes back to it, regions pass goods to each other), so that mixes solve a linear system; from
period to period they go on through stocks and goods under way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from didymium.screening.tracing.closing import close
from didymium.screening.tracing.movements import Movements
from didymium.screening.tracing.parts import Edges, Entries, edges_of, entries_of, plant_nodes, size_of, sums

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]
Booleans = NDArray[np.bool_]


@dataclass(frozen=True)
class Network:
    """The network of one element."""

    element: str
    moved: Movements
    content: Floats
    """Tonnes of the element in a tonne of each pool's material; shape (pools,)."""
    edges: Edges
    round: Edges
    """Edges of goods that only go round; entries of their own stand for them."""
    entries: Entries
    surplus_t: Floats
    """What is left over in each node, thrown away or in another material's place; shape (nodes,)."""

    @property
    def size(self) -> int:
        """How many nodes there are: pools, plants and stocks, each as often as there are periods."""
        return size_of(self.moved)

    @cached_property
    def inflow_t(self) -> Floats:
        """What comes into each node; shape (nodes,)."""
        return sums(self.edges.target, self.edges.t, self.size) + sums(
            self.entries.node, self.entries.t, self.size
        )

    @cached_property
    def passing(self) -> sparse.csr_array:
        """Share of each node's inflow that comes from each other node; shape (nodes, nodes)."""
        return self.shares(np.ones(len(self.edges.t), dtype=np.bool_))

    def shares(self, which: Booleans) -> sparse.csr_array:
        """Return the shares of inflow of the edges that are chosen; shape (nodes, nodes)."""
        source, target, t = (part[which] for part in (self.edges.source, self.edges.target, self.edges.t))
        return sparse.csr_array((t / self.inflow_t[target], (target, source)), shape=(self.size, self.size))

    @property
    def plant_nodes(self) -> Numbers:
        """Node of each plant in each period; shape (plants, T)."""
        return plant_nodes(self.moved)


def build_network(
    moved: Movements, element: str, content: Mapping[str, float], kinds: Mapping[str, str]
) -> Network:
    """Build the network of an element. ``content`` gives tonnes of it in a tonne of each material that holds
    any, ``kinds`` what it is called if a process makes some without taking any in (else unexplained).
    """
    held = np.array([content.get(material, 0.0) for _, material in moved.pools])
    edges = edges_of(moved, held)
    entries = entries_of(moved, held, edges, kinds)
    closed = close(moved, held, edges, entries)
    return Network(element, moved, held, closed.edges, closed.round, closed.entries, closed.surplus_t)
