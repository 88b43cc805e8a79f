"""A member at a glance: its weakest stage, what a scenario costs it in the first months, who falls short
first, how long its stocks last.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from didymium.indicators.output_loss import output_loss
from didymium.indicators.roles import critical_materials, restriction_start
from didymium.indicators.spans import spans_of_outcome
from didymium.indicators.stages import stage_origins, weakest_stages
from didymium.market.periods import add_months
from didymium.views.result_tables import Table, survive_text, table_of
from didymium.views.run_view import ScenarioRun
from didymium.views.sentences import kind_of, period_of
from didymium.views.wording import Words

FIRST_MONTHS = 3
"""Months after the start of a restriction over which lost output is said first."""


@dataclass(frozen=True)
class Weakest:
    """The stage of which most comes from one origin abroad."""

    stage: str
    origin: str
    share: float


@dataclass(frozen=True)
class Lost:
    """The sector that loses most in the first months; ``units`` is None where no figure says how many."""

    sector: str
    share: float
    units: float | None
    unit: str | None
    begin: dt.date
    last: dt.date


@dataclass(frozen=True)
class Member:
    """A member of the alliance in a scenario; parts are None where there is nothing to say."""

    region: str
    weakest: Weakest | None
    lost: Lost | None
    origins: pl.DataFrame
    """Columns: stage, origin, usd, share; see :func:`didymium.indicators.stages.stage_origins`."""
    losses: pl.DataFrame
    """Lost output of each sector in the first months; see :func:`output_loss`."""
    survival: pl.DataFrame
    """Sectors that fall short, the first one first."""
    cover: pl.DataFrame
    """Cover days of stocks before the restriction begins. Columns: material, kind, level_t, cover_days."""


def member_of(run: ScenarioRun, words: Words, region: str) -> Member:
    """Return a member in a scenario."""
    case, start = words.case, restriction_start(run.scenario, run.outcome)
    origins = stage_origins(case, run.base).filter(region=region)
    stages = weakest_stages(origins)
    weakest = None
    if stages.height:
        first = stages.row(0, named=True)
        weakest = Weakest(first["stage"], first["largest_origin"], first["largest_share"])
    losses = _losses(run, words, region, start)
    survival = run.outcome["survival"].filter(region=region)
    return Member(
        region,
        weakest,
        _most_lost(losses, start),
        origins,
        losses,
        survival,
        _cover(run, words, region, start),
    )


def _losses(run: ScenarioRun, words: Words, region: str, start: dt.date | None) -> pl.DataFrame:
    begin = start or run.outcome["served"]["period"].min()
    assert isinstance(begin, dt.date)
    found = output_loss(words.case, run.base, run.outcome, begin, add_months(begin, FIRST_MONTHS))
    return found.filter(region=region)


def _most_lost(losses: pl.DataFrame, start: dt.date | None) -> Lost | None:
    """Return the sector that misses most; those whose loss can be counted in units come first."""
    short = losses.filter(pl.col("missing_t") > 0).sort(
        pl.col("units").is_null(), pl.col("missing_t"), descending=[False, True]
    )
    if start is None or not short.height:
        return None
    row = short.row(0, named=True)
    last = row["until"] - dt.timedelta(days=1)
    return Lost(row["sector"], row["share"], row["units"], row["unit"], start, last)


def _cover(run: ScenarioRun, words: Words, region: str, start: dt.date | None) -> pl.DataFrame:
    materials = list(critical_materials(words.case))
    before = run.outcome["cover"].filter(pl.col("material").is_in(materials), region=region)
    # Levels are those at the end of a period: one in which the restriction begins says too little, and where
    # nothing begins the last one says what was sold off at the end.
    spans = spans_of_outcome(run.outcome).items()
    over = [first for first, after in spans if start is not None and after <= start]
    before = before.filter(pl.col("period").is_in(over) | (pl.col("period") == pl.col("period").min()))
    return (
        before.filter(pl.col("period") == pl.col("period").max())
        .select("material", "kind", "level_t", "cover_days")
        .sort("cover_days", "material", nulls_last=True)
    )


def survival_table(words: Words, run: ScenarioRun, member: Member) -> Table:
    """Who falls short, from when to when, and of what first."""
    rows = [
        (
            words.sector(row["sector"]),
            words.material(row["first_material"]),
            survive_text(words, row["survive_days"]),
            words.percent(1 - row["worst_share"]),
            words("word.still") if row["until"] is None else period_of(words, run, str(row["until"])),
        )
        for row in member.survival.to_dicts()
    ]
    columns = ("sector", "first_material", "survive", "worst", "until")
    return table_of(words, "web.overview.falls_short", columns, rows, ("survive", "worst"))


def cover_table(words: Words, member: Member) -> Table:
    """How long the stocks of critical materials last."""
    rows = [
        (
            words.material(row["material"]),
            kind_of(words, row["kind"]),
            words.quantity(row["material"], row["level_t"]),
            "–" if row["cover_days"] is None else words.days(row["cover_days"]),
        )
        for row in member.cover.to_dicts()
    ]
    columns = ("material", "holder", "level", "cover")
    return table_of(words, "web.overview.cover_now", columns, rows, ("level", "cover"))


def shown_members(run: ScenarioRun) -> Sequence[str]:
    """Return the members that may be looked at."""
    regions: Sequence[str] = run.outcome.summary["home_regions"]
    return regions
