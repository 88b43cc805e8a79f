"""A trace with the case and the result that it is about, and its names in words."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from didymium.case.case import Case
from didymium.indicators.spans import Spans
from didymium.screening.tracing.mixes import PLANT, SHIPPED
from didymium.screening.tracing.request import BORDER, ELEMENT_NAMES, TraceRequest
from didymium.screening.tracing.trace import Trace
from didymium.screening.tracing.use import ALL
from didymium.views.wording import Words

_SUBJECTS = {"NdPr": "ndpr", **{symbol: name for name, symbol in ELEMENT_NAMES.items()}}
"""Names of elements in the evidence."""


@dataclass(frozen=True, eq=False)
class TraceView:
    """What is shown of a trace."""

    case: Case
    scenario: str
    title: str
    """Of the scenario."""
    spans: Spans
    """The day after each period of the result."""
    request: TraceRequest
    trace: Trace


@dataclass(frozen=True, order=True)
class User:
    """Who uses: a region, and a sector or all."""

    region: str
    sector: str


def users(table: pl.DataFrame) -> list[User]:
    """Return the users in a table, those who use most first."""
    found = (
        table.group_by("region", "sector")
        .agg(pl.col("t").sum())
        .sort("t", "region", "sector", descending=[True, False, False])
    )
    return [User(region, sector) for region, sector in found.select("region", "sector").iter_rows()]


def user_name(words: Words, user: User) -> str:
    """Name of a user."""
    if user.sector == ALL:
        return words.region(user.region)
    return words("trace.user", region=words.region(user.region), sector=words.sector(user.sector))


def element_name(words: Words, element: str) -> str:
    """Name of an element in a language; its symbol where the case has no evidence."""
    subject, evidence = _SUBJECTS.get(element, element), words.case.evidence
    name = element if evidence is None else evidence.name(subject, words.language)
    return name


def stage_name(words: Words, stage: str) -> str:
    """Name of a stage, of the last border, or of any stage."""
    return words(f"trace.stage.{stage}")


def origin_name(words: Words, kind: str, region: str) -> str:
    """Name of an origin: a region, or what stands for one."""
    if kind in (PLANT, SHIPPED):
        return words.region(region)
    return words(f"trace.kind.{kind}", region=words.region(region))


def stages_of(table: pl.DataFrame) -> list[str]:
    """Return the stages of a table in the order of the chain, the last border last."""
    there = set(table["stage"])
    return [stage for stage in ("mine", "separation", "metal", "magnet", BORDER) if stage in there]
