"""Sums that must add up: totals, shares and limits that a source states, checked on its own figures."""

from __future__ import annotations

import math
from dataclasses import dataclass

import polars as pl

from didymium.evidence.evidence import Evidence
from didymium.evidence.facts import Sum

_ROUNDING = 1e-9


@dataclass(frozen=True)
class SumResult:
    """A sum with what its parts give, in the base unit of the total (t, US dollars, share …)."""

    sum: Sum
    stated: float
    computed: float
    holds: bool
    parts: tuple[str, ...]


def check_sums(evidence: Evidence) -> list[SumResult]:
    """Compute every sum from the figures as printed, and say whether it holds; sums of unknown facts are left
    to the checks.
    """
    bases = _bases(evidence)
    found = []
    for row in evidence.sums.values():
        names = [*row.parts.replace("/", " ").split(), row.total]
        if all(bases.get(name) is not None for name in names):
            found.append(_result(evidence, row, bases))
    return found


def _bases(evidence: Evidence) -> dict[str, float]:
    wanted = {
        name for row in evidence.sums.values() for name in (*row.parts.replace("/", " ").split(), row.total)
    }
    facts = evidence.facts.filter(pl.col("fact").is_in(sorted(wanted)), pl.col("base").is_not_null())
    return dict(facts.select("fact", "base").iter_rows())


def _result(evidence: Evidence, row: Sum, bases: dict[str, float]) -> SumResult:
    stated = bases[row.total]
    unit = evidence.units[str(evidence.fact(row.total)["unit"])]
    allowed = row.tolerance * unit.factor + _ROUNDING * max(1.0, abs(stated))
    numerator, _, denominator = row.parts.partition("/")
    computed = sum(bases[part] for part in numerator.split())
    if row.relation == "is_share_of":
        whole = sum(bases[part] for part in denominator.split())
        computed = computed / whole if whole else math.inf
    holds = computed <= stated + allowed if row.relation == "at_most" else abs(computed - stated) <= allowed
    return SumResult(row, stated, computed, holds, tuple(row.parts.replace("/", " ").split()))
