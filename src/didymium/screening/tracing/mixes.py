"""Mixes: what nodes are made of, as shares over labels, and how they are solved for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import splu

from didymium.screening.tracing.parts import GOES_ROUND, OPENING_STOCK, UNDER_WAY, UNEXPLAINED

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

PLANT = "plant"
"""A plant of the run did it."""
NOT_PASSED = "not_passed"
"""The element came into the chain and never passed this stage."""
SHIPPED = "shipped"
"""Came across the last border from the region."""
HOME = "home"
"""Made in the region itself."""
UNKNOWN_KINDS = (OPENING_STOCK, UNDER_WAY, UNEXPLAINED, GOES_ROUND)
"""Origins of which the run does not know who did the stage."""


@dataclass(frozen=True)
class Label:
    """An origin: a plant, or one of the kinds above with the region that it stands for."""

    kind: str
    region: str = ""
    plant: str = ""


@dataclass(frozen=True)
class Mixes:
    """What each node is made of."""

    labels: tuple[Label, ...]
    shares: Floats
    """Share of each label in each node; shape (nodes, labels). Nodes that nothing passes have none."""


def index_of(mixes: Mixes) -> Mapping[Label, int]:
    """Return the column of each label."""
    return {label: place for place, label in enumerate(mixes.labels)}


def by_region(mixes: Mixes) -> Mixes:
    """Return mixes with the plants of each region taken together."""
    together: dict[Label, int] = {}
    column = [together.setdefault(Label(one.kind, one.region), len(together)) for one in mixes.labels]
    shares = np.zeros((mixes.shares.shape[0], len(together)))
    for source, target in enumerate(column):
        shares[:, target] += mixes.shares[:, source]
    return Mixes(tuple(together), shares)


def matrix_of(rows: list[tuple[int, int, float]], size: int, columns: int) -> sparse.csc_array:
    """Return the matrix of shape (size, columns) with entries of row, column and value, equal places added
    up.
    """
    nodes, labels, shares = (
        np.array([row[part] for row in rows], dtype=kind)
        for part, kind in enumerate((np.int64, np.int64, np.float64))
    )
    return sparse.csc_array((shares, (nodes, labels)), shape=(size, columns))


def without_rows(matrix: sparse.csr_array, rows: Numbers) -> sparse.csr_array:
    """Return a matrix with some rows emptied."""
    keep = np.ones(matrix.shape[0])
    keep[rows] = 0.0
    return sparse.csr_array(sparse.diags_array(keep) @ matrix)


def solve_mixes(passing: sparse.csr_array, entries: sparse.csc_array) -> Floats:
    """Solve X = P·X + E; shape (nodes, labels). Nodes into which nothing comes stay empty."""
    found = np.zeros(entries.shape)
    rows = sparse.csr_array(entries)
    active = np.flatnonzero(np.diff(passing.indptr) + np.diff(rows.indptr))
    if active.size and entries.shape[1]:
        inside = passing[active][:, active]
        system = sparse.csc_array(sparse.eye_array(active.size, format="csc") - inside)
        found[active] = splu(system).solve(rows[active].toarray())
    return found
