"""How fast ownership is answered on a made register, and beside networkx on a size that it can take."""

from __future__ import annotations

import datetime as dt
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from benchmarks.measuring import ROOT
from benchmarks.ownership.registers import RegisterSize, write_made_register
from benchmarks.watch import Watch

DAY = dt.date(2026, 1, 1)
THRESHOLD = 0.25
SIZES = {
    "100_thousand": RegisterSize(100_000, 300_000),
    "1_million": RegisterSize(1_000_000, 3_000_000),
    "10_million": RegisterSize(10_000_000, 30_000_000),
}
"""Registers by their number of parties."""
BESIDE_NETWORKX = "100_thousand"
_TARGETS, _LISTED_TARGETS = 90, 10
_SEED = 11


def folder_of(name: str) -> Path:
    """Where a made register is kept between runs."""
    return ROOT / "out" / "registers" / name


def measure_register_made(watch: Watch, name: str) -> None:
    """Make a register, unless it is there from an earlier run."""
    folder = folder_of(name)
    if not (folder / "done").is_file():
        with watch.phase("made"):
            write_made_register(folder, SIZES[name])
        (folder / "done").touch()


def measure_ownership(watch: Watch, name: str) -> None:
    """Load a register, sort it, ask for all owners of many targets, and for all holdings of a quarter."""
    from didymium.screening.ownership.all_large import large_holdings
    from didymium.screening.ownership.graph import make_graph
    from didymium.screening.ownership.integrated import owners_of
    from didymium.screening.register.reading import read_register

    with watch.phase("load"):
        register = read_register(folder_of(name), DAY)
    with watch.phase("graph"):
        graph = make_graph(register.holdings)
    targets = targets_of(SIZES[name])
    for kind, some in (("ordinary", targets[:_TARGETS]), ("listed", targets[_TARGETS:])):
        owners: list[int] = []
        taken = _each(some, lambda target: owners.append(len(owners_of(graph, target).parties)))  # noqa: B023
        watch.seconds |= {f"{kind}_median": statistics.median(taken), f"{kind}_longest": max(taken)}
        watch.counts |= {f"{kind}_owners": statistics.median(owners)}
    with watch.phase("all_large"):
        found = large_holdings(graph, THRESHOLD)
    watch.counts |= {
        "parties": graph.party_count,
        "holdings": register.holdings.holding_count,
        "large": len(found.sure.owner),
        "borderline": len(found.borderline.owner),
        "undecided": len(found.undecided),
    }


def measure_ownership_networkx(watch: Watch, name: str) -> None:
    """The same holdings as a graph of objects: those who are upstream of a target, and the same linear system
    solved once for each target.
    """
    import networkx as nx
    import scipy.sparse as sp
    from scipy.sparse.linalg import spsolve

    from didymium.screening.ownership.graph import make_graph
    from didymium.screening.ownership.integrated import owners_of
    from didymium.screening.register.reading import read_register

    holdings = read_register(folder_of(name), DAY).holdings
    graph = make_graph(holdings)
    with watch.phase("networkx_graph"):
        network = nx.DiGraph()
        stakes = zip(graph.owner.tolist(), _owned(graph.start), graph.capital_low.tolist(), strict=True)
        network.add_weighted_edges_from(stakes)

    def owners_by_networkx(target: int) -> None:
        nodes = [*sorted(nx.ancestors(network, target) - {target}), target]
        matrix = nx.to_scipy_sparse_array(network.subgraph(nodes), nodelist=nodes, format="csc")
        spsolve(sp.eye_array(len(nodes), format="csc") - matrix, matrix[:, [-1]].toarray()[:, 0])

    targets = targets_of(SIZES[name])
    watch.seconds["networkx_targets"] = sum(_each(targets, owners_by_networkx))
    watch.seconds["our_targets"] = sum(_each(targets, lambda target: owners_of(graph, target)))


def _owned(start: np.ndarray) -> list[int]:  # type: ignore[type-arg]
    return np.repeat(np.arange(len(start) - 1), np.diff(start)).tolist()


def targets_of(size: RegisterSize) -> list[int]:
    """Return companies to ask about: most drawn among all, one in ten among the listed ones."""
    generator = np.random.default_rng(_SEED)
    small = generator.integers(size.first_company, size.parties - size.listed, _TARGETS)
    listed = generator.integers(size.parties - size.listed, size.parties, _LISTED_TARGETS)
    return [int(target) for target in (*small, *listed)]


def _each(targets: Sequence[int], ask: Callable[[int], object]) -> list[float]:
    """Return the seconds that each question takes."""
    taken = []
    for target in targets:
        begin = time.perf_counter()
        ask(target)
        taken.append(time.perf_counter() - begin)
    return taken
