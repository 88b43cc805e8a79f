"""The tables of a trace in words."""

from __future__ import annotations

import polars as pl

from didymium.screening.tracing.trace import summed
from didymium.views.result_tables import Table, message_table
from didymium.views.screening.trace.view import (
    TraceView,
    User,
    element_name,
    origin_name,
    stage_name,
    stages_of,
    user_name,
    users,
)
from didymium.views.wording import Words, number

LEAST_SHARE = 0.005
"""Origins below half a per cent are taken together, hidden shares below it left out."""


def origin_tables(words: Words, view: TraceView, element: str) -> tuple[Table, ...]:
    """Return where each user's element comes from, stage by stage, the largest users first."""
    return tuple(_origin_table(words, view, element, user) for user in users(_of(view.trace.use, element)))


def _origin_table(words: Words, view: TraceView, element: str, user: User) -> Table:
    rows: list[tuple[str, ...]] = []
    for stage, found in shares_of(view, element, user).items():
        named = found.filter(pl.col("share") >= LEAST_SHARE).select("kind", "origin_region", "t", "share")
        for kind, region, t, share in named.iter_rows():
            origin = origin_name(words, kind, region)
            rows.append((stage_name(words, stage), origin, number(t), words.percent(share)))
        rest = found.filter(pl.col("share") < LEAST_SHARE)
        if rest.height:
            t, share = float(rest["t"].sum()), float(rest["share"].sum())
            other = words("trace.kind.rest", count=rest.height)
            rows.append((stage_name(words, stage), other, number(t), words.percent(share)))
    title = words("trace.table.origins", element=element_name(words, element), user=user_name(words, user))
    headers = tuple(words(f"trace.column.{name}") for name in ("stage", "origin", "t", "share"))
    return Table(title, headers, tuple(rows), frozenset({2, 3}), words("trace.note.mixing"))


def shares_of(view: TraceView, element: str, user: User) -> dict[str, pl.DataFrame]:
    """Return the origins of a user's element by stage, largest first; columns stage, kind, origin_region, t
    and share.
    """
    own = _of(view.trace.origins, element).filter(
        pl.col("region") == user.region, pl.col("sector") == user.sector
    )
    whole = summed(own, ["stage", "kind", "origin_region"])
    return {stage: whole.filter(pl.col("stage") == stage) for stage in stages_of(whole)}


def hidden_table(words: Words, view: TraceView) -> Table:
    """Return what is bought of each country, against what was mined, separated or made there."""
    rows = [
        (
            user_name(words, User(row["region"], row["sector"])),
            element_name(words, row["element"]),
            words.region(row["supplier"]),
            stage_name(words, row["stage"]),
            words.percent(row["direct_share"]),
            words.percent(row["traced_share"]),
            words.percent(row["traced_high"]),
            words.percent(row["hidden_share"]),
        )
        for row in ranked(view).iter_rows(named=True)
    ]
    columns = ("user", "element", "supplier", "stage", "direct", "traced", "high", "hidden")
    return message_table(words, "trace", "hidden", columns, rows, columns[4:], words("trace.note.hidden"))


def ranked(view: TraceView) -> pl.DataFrame:
    """Return hidden dependence, the most hidden first over all users and elements."""
    return view.trace.hidden.filter(pl.col("hidden_share") >= LEAST_SHARE).sort(
        "hidden_share", "t", "region", "sector", "element", "stage", "supplier",
        descending=[True, True, False, False, False, False, False],
    )  # fmt: skip


def pair_table(words: Words, view: TraceView) -> Table:
    """Return the regions of two stages together."""
    by = ["region", "sector", "element", "first_stage", "second_stage"]
    ends = ["first_kind", "first_region", "second_kind", "second_region"]
    found = summed(view.trace.pairs, [*by, *ends]).filter(pl.col("share") >= LEAST_SHARE)
    rows = [
        (
            user_name(words, User(row["region"], row["sector"])),
            element_name(words, row["element"]),
            _at(words, row, "first"),
            _at(words, row, "second"),
            number(row["t"]),
            words.percent(row["share"]),
        )
        for row in found.iter_rows(named=True)
    ]
    columns = ("user", "element", "first", "second", "t", "share")
    return message_table(words, "trace", "pairs", columns, rows, columns[4:])


def _at(words: Words, row: dict[str, str], side: str) -> str:
    origin = origin_name(words, row[f"{side}_kind"], row[f"{side}_region"])
    return words("trace.at", stage=stage_name(words, row[f"{side}_stage"]), origin=origin)


def balance_table(words: Words, view: TraceView) -> Table:
    """Return each element's account over the run."""
    found = view.trace.balance.filter(pl.col("t").abs() > 1e-9)
    rows = [
        (element_name(words, element), words(f"trace.item.{item.replace(' ', '_')}"), number(t, 4))
        for element, item, t in found.iter_rows()
    ]
    columns = ("element", "item", "t")
    return message_table(words, "trace", "balance", columns, rows, ("t",))


def fault_table(words: Words, view: TraceView) -> Table:
    """Return plants whose coefficients create the element, and pools from which more leaves than comes in."""
    made, pools = view.trace.processes, view.trace.pools
    created = made.filter(pl.col("created_t") > 0).select("element", "plant", "created_t").iter_rows()
    missing = pools.group_by("element", "region", "material").agg(pl.col("unexplained_t").sum())
    rows = [(element_name(words, element), words.plant(plant), number(t)) for element, plant, t in created]
    for element, region, material, t in missing.sort("element", "region", "material").iter_rows():
        if t > 0:
            at = words("trace.pool", material=words.material(material), region=words.region(region))
            rows.append((element_name(words, element), at, number(t)))
    return message_table(words, "trace", "faults", ("element", "where", "t"), rows, ("t",))


def _of(table: pl.DataFrame, element: str) -> pl.DataFrame:
    return table.filter(pl.col("element") == element)
