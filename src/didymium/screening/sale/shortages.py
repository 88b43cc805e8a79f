"""Two runs of a restriction side by side: who runs short earlier, or of more, once a plant is sold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from didymium.case.case import Case
from didymium.indicators.loss import losses, losses_by_region
from didymium.indicators.survival import first_short, survival
from didymium.outcome.tables import Outcome

NOTHING_T = 1e-3
"""Changes below a kilogram are rounding."""


@dataclass(frozen=True, eq=False)
class ShortageChange:
    """What members lose in a restriction, with the plant as it is (``before``) and counted with the
    restricting side (``after``).
    """

    since: dt.date | None
    """First day of the restriction, from which days count."""
    until: dt.date
    """First day after the run."""
    sectors: pl.DataFrame = field(repr=False)
    """Columns: region, sector, and of before and after: first_material, survive_days (null: never short),
    recover_days (null: never short, or short to the end), worst_share, missing_t (of all materials);
    earlier_days (null where either is), change_t."""
    users: pl.DataFrame = field(repr=False)
    """The same by material, without first_material and with missing_usd, at the base run's prices."""
    members: pl.DataFrame = field(repr=False)
    """Columns: region, and of before and after: missing_usd (what is missing, at base prices) and
    value_added_usd (null: no sector states it)."""


def shortage_change(
    case: Case, base: Outcome, before: Outcome, after: Outcome, since: dt.date | None, members: Sequence[str]
) -> ShortageChange:
    """Compare two runs against the same base run, for some members."""
    of_members = pl.col("region").is_in(list(members))
    by_sector = [survival(base, one, since).filter(of_members) for one in (before, after)]
    by_user = [first_short(base, one, since).filter(of_members) for one in (before, after)]
    bounds = [dt.date.fromisoformat(str(day)) for day in base.manifest["periods"]]
    kept = ("first_material", "survive_days", "recover_days", "worst_share", "missing_t")
    return ShortageChange(
        since,
        bounds[-1],
        _sorted(_beside(by_sector[0], by_sector[1], ("region", "sector"), kept)),
        _sorted(
            _beside(
                by_user[0], by_user[1], ("region", "sector", "material"),
                ("survive_days", "recover_days", "worst_share", "missing_t", "missing_usd"),
            )
        ),
        _members(case, base, before, after, by_user, members),
    )  # fmt: skip


def _beside(
    before: pl.DataFrame, after: pl.DataFrame, keys: tuple[str, ...], kept: tuple[str, ...]
) -> pl.DataFrame:
    def named(table: pl.DataFrame, when: str) -> pl.DataFrame:
        return table.select(*keys, *(pl.col(name).alias(f"{when}_{name}") for name in kept))

    joined = named(before, "before").join(named(after, "after"), on=keys, how="full", coalesce=True)
    filled = ("missing_t", "missing_usd") if "missing_usd" in kept else ("missing_t",)
    zeros = [pl.col(f"{when}_{name}").fill_null(0.0) for when in ("before", "after") for name in filled]
    return joined.with_columns(*zeros).with_columns(
        earlier_days=pl.col("before_survive_days") - pl.col("after_survive_days"),
        change_t=pl.col("after_missing_t") - pl.col("before_missing_t"),
    )


def _sorted(table: pl.DataFrame) -> pl.DataFrame:
    keys = [name for name in ("region", "sector", "material") if name in table.columns]
    return table.sort(["change_t", *keys], descending=[True, *(False for _ in keys)])


def _members(
    case: Case,
    base: Outcome,
    before: Outcome,
    after: Outcome,
    by_user: Sequence[pl.DataFrame],
    members: Sequence[str],
) -> pl.DataFrame:
    found = pl.DataFrame({"region": list(members)}, schema={"region": pl.String})
    for when, outcome, users in zip(("before", "after"), (before, after), by_user, strict=True):
        missing = users.group_by("region").agg(pl.col("missing_usd").sum().alias(f"{when}_missing_usd"))
        lost = losses_by_region(losses(case, base, outcome)).group_by("region").agg(
            _known_sum("value_added_usd").alias(f"{when}_value_added_usd")
        )  # fmt: skip
        found = found.join(missing, on="region", how="left").join(lost, on="region", how="left")
    return found.with_columns(pl.col("before_missing_usd", "after_missing_usd").fill_null(0.0))


def _known_sum(column: str) -> pl.Expr:
    known = pl.col(column).is_not_null().any()
    return pl.when(known).then(pl.col(column).sum())


def shortened(sectors: pl.DataFrame) -> pl.DataFrame:
    """Return the rows whose user runs short earlier, or only after the sale."""
    only_after = pl.col("before_survive_days").is_null() & pl.col("after_survive_days").is_not_null()
    return sectors.filter((pl.col("earlier_days") > 0) | only_after)


def worsened(sectors: pl.DataFrame) -> pl.DataFrame:
    """Return the rows whose user misses more than before the sale, by more than rounding."""
    return sectors.filter(pl.col("change_t") > NOTHING_T)
