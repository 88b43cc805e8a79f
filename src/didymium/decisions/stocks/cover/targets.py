"""What members said they want to hold, in days of use: of each holding, and of whole groups of minerals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from didymium.case.case import Case
from didymium.case.schema import Holding
from didymium.evidence.provenance import parse_references, reference_for
from didymium.market.base_year import Node

_GROUPS = ("rare_metals", "high_risk_minerals", "critical_minerals", "rare_earths", "magnet_rare_earths")
"""Groups of minerals in the evidence whose targets take in rare earths."""

TARGET_COLUMNS = {
    "member": pl.String,
    "minerals": pl.String,
    "days": pl.Float64,
    "since": pl.Date,
    "latest": pl.Date,
    "facts": pl.String,
    "sources": pl.String,
}
"""Columns of :func:`published_targets`: ``minerals`` is a group of the evidence; ``since`` and ``latest`` are
the first days of the oldest and newest statement; facts and sources are separated by spaces.
"""


@dataclass(frozen=True)
class Target:
    """A target that holdings of a place state."""

    days: float
    source: str
    """Ids of the facts or sources behind it, separated by spaces; ``assumed`` where it is ours."""
    level_t: float
    """What the holdings that state it hold."""


def holding_targets(case: Case) -> Mapping[Node, Target]:
    """Return the targets that holdings.csv states, by place: the highest one where holdings state several."""
    rows: dict[Node, list[Holding]] = defaultdict(list)
    for row in case.holdings:
        if row.target_days is not None:
            rows[row.region, row.material].append(row)
    return {node: _target(of_node) for node, of_node in rows.items()}


def published_targets(case: Case, members: Sequence[str]) -> pl.DataFrame:
    """Return what members have said of groups of minerals that take in rare earths, superseded statements
    left out; a member that has said nothing has no row. Columns :data:`TARGET_COLUMNS`.
    """
    if case.evidence is None:
        return pl.DataFrame(schema=TARGET_COLUMNS)
    order = {member: number for number, member in enumerate(members)}
    return (
        case.evidence.corrected.filter(
            pl.col("measure") == "target_days",
            pl.col("subject").is_in(list(members)),
            pl.col("material").is_in(list(_GROUPS)),
            pl.col("partner") == "",
            ~pl.col("warnings").str.contains("superseded"),
        )
        .sort("start", "fact")
        .group_by(
            pl.col("subject").alias("member"), pl.col("material").alias("minerals"), days=pl.col("base")
        )
        .agg(
            since=pl.col("start").first(),
            latest=pl.col("start").last(),
            facts=pl.col("fact").str.join(" "),
            sources=pl.col("source").unique(maintain_order=True).str.join(" "),
        )
        .sort(pl.col("member").replace_strict(order, return_dtype=pl.Int64), "minerals", "days")
        .select(*TARGET_COLUMNS)
    )


def _target(rows: Sequence[Holding]) -> Target:
    highest = max(rows, key=lambda row: row.target_days or 0.0)
    reference = reference_for(parse_references(highest.source), "target_days")
    behind = " ".join(reference.ids) if reference is not None and reference.ids else "assumed"
    return Target(highest.target_days or 0.0, behind, sum(row.level_t for row in rows))
